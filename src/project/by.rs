//! What can be reached by a day, step by step, and what stands in the way.
//!
//! What must be done is tried alone first: if its dates can not be kept when nothing else is done, they never can. Then all
//! work is ordered together, and if that leaves something out that must be done, it goes first.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::agenda::all_work;
use super::asked::{Asked, Refused};
use super::timeline::{Effect, walk, walk_on};
use super::{Input, Projection, Work};
use crate::model::{Aim, BasisPoints, Demand, Id, Minutes, Points, Precedence, Remediation, Scenario, Team};
use crate::plan::schedule::{PhaseResult, Schedule, Unbooked};
use crate::plan::{Excluded, backlog};
use crate::state::State;

/// One more hour is what people can imagine.
const ONE_MORE: Minutes = Minutes::hours(1);

/// What there is by a day.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A plan.
    Plan(Box<ByDate>),
    /// What must be done can not be.
    No(Refused),
}

/// A percentage that somebody wants to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub percent: BasisPoints,
    /// The first day on which it is reached, also after the last one, up to `looked_until`.
    pub on: Option<Date>,
    /// Whether that is in time.
    pub in_time: bool,
    /// Whether the score is also there on the last day.
    pub held: bool,
    /// The last day that was looked at.
    pub looked_until: Date,
    /// The highest percentage on the days that were looked at.
    pub highest: BasisPoints,
}

/// A plan with dates.
#[derive(Debug, Clone)]
pub struct ByDate {
    /// The score up to the day.
    pub projection: Projection,
    /// The work by its first day, then its last, then the order in which it was entered.
    pub steps: Vec<Work>,
    /// What each of these does to the score where it shows; `None` for what never shows.
    pub effects: Vec<Option<Effect>>,
    /// The upkeep of each team, in the order of the scenario.
    pub upkeep: Vec<Upkeep>,
    /// What each phase came to, and what none exceeds.
    pub phases: Vec<PhaseResult>,
    /// Points times days up to the day, the first day's points left out.
    pub area: i64,
    /// The percentage to reach, where there is one.
    pub target: Option<Target>,
    /// Work that is not finished, by id: its team, where there is one, and its hours.
    pub unfinished: Vec<Unfinished>,
    /// Work that is finished after its latest day, or not at all, with that day.
    pub late: Vec<(Id, Date)>,
    /// What can not be planned on the first day.
    pub excluded: Vec<Excluded>,
    /// What each team would do with one more hour a week, the most useful first; empty where everything is finished
    /// and shows.
    pub more: Vec<OneMore>,
}

/// Work without dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// The control or action.
    pub id: Id,
    /// The team that would do it; `None` where nobody covers it.
    pub team: Option<Id>,
    /// What it takes; nothing where nobody covers it.
    pub effort: Minutes,
    /// Whether the budget is why, and not the day.
    pub over_budget: bool,
}

/// What keeping finished work takes of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upkeep {
    /// The team.
    pub team: Id,
    /// Up to the last day.
    pub all: Minutes,
    /// What of it finds no time, because work was booked before.
    pub unmet: Minutes,
}

/// A team with one more hour a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneMore {
    /// The team.
    pub team: Id,
    /// Its work that is not finished.
    pub unfinished: Minutes,
    /// The points that it would bring on the last day.
    pub points: Points,
    /// Points times days that it would bring.
    pub area: i64,
}

/// What a scenario reaches by its last day, and what one more hour a week of each team would bring; or why what its
/// demand asks for can not be done.
pub fn by(input: &Input<'_>, target: Option<BasisPoints>) -> Answer {
    let demand = &input.scenario.demand;
    if demand.must.is_empty() {
        return Answer::Plan(Box::new(plan(input, target)));
    }
    let alone = Asked::alone(input);
    if let Some(refused) = alone.refused(input) {
        return Answer::No(refused);
    }
    let together = plan(input, target);
    if alone.holds(&together.steps) {
        return Answer::Plan(Box::new(together));
    }
    let demand = Demand { precedence: Precedence::First(alone.last_start), ..demand.clone() };
    let scenario = Scenario { demand, ..input.scenario.clone() };
    Answer::Plan(Box::new(plan(&Input { scenario: &scenario, ..*input }, target)))
}

fn plan(input: &Input<'_>, target: Option<BasisPoints>) -> ByDate {
    let (projection, schedule, effects) = walk_on(input);
    // Of one day in the order in which it was entered: what is needed first comes first. Only the last stage of a ramp
    // is the end of its work.
    let whole = schedule.entered.iter().filter(|entered| entered.share.is_all());
    let mut work = all_work(input, &schedule);
    let booked = whole.filter_map(|entered| {
        let key = (entered.id.clone(), entered.round);
        Some((work.remove(&key)?, effects.get(&key).copied()))
    });
    let mut both: Vec<(Work, Option<Effect>)> = booked.collect();
    both.sort_by_key(|(step, _)| (step.booking.start, step.booking.finish));
    let (steps, effects): (Vec<Work>, Vec<Option<Effect>>) = both.into_iter().unzip();
    let unfinished: Vec<Unfinished> = schedule.unbooked.iter().map(unfinished).collect();
    let last = last_day(input);
    let shows = |step: &Work| step.expected_by.is_some_and(|day| day <= last);
    let no_time = |one: &Unfinished| one.team.is_some() && !one.over_budget;
    let is_full = unfinished.iter().any(no_time) || !steps.iter().all(shows);
    let reached = worth(&projection, last);
    let mut more = if is_full { more(input, &schedule, reached) } else { Vec::new() };
    // The sort is stable: of equals the first team in order.
    more.sort_by_key(|one| std::cmp::Reverse((one.points, one.area, one.unfinished)));
    let demand = &input.scenario.demand;
    let start = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    ByDate {
        target: target.map(|percent| reaches(input, &projection, percent)),
        area: reached.1,
        phases: schedule.phases.clone(),
        late: schedule.late().into_iter().map(|(id, day)| (id.clone(), day)).collect(),
        excluded: backlog::build_for(&start, &demand.must, &demand.never).excluded,
        upkeep: (0..schedule.teams().len()).map(|team| upkeep(&schedule, team)).collect(),
        projection,
        steps,
        effects,
        unfinished,
        more,
    }
}

/// How long after the last day a percentage is looked for.
const LATER_DAYS: i64 = 1_096;

/// Whether and when a percentage is reached. After the last day the work goes on along the ranking.
fn reaches(input: &Input<'_>, projection: &Projection, percent: BasisPoints) -> Target {
    let by = last_day(input);
    let highest = |projection: &Projection| {
        projection.series.iter().map(|point| point.percent().rounded()).max().unwrap_or_default()
    };
    let first = |projection: &Projection| {
        projection.series.iter().find(|point| point.percent().reaches(percent)).map(|point| point.date)
    };
    let mut target = Target {
        percent,
        on: first(projection),
        in_time: true,
        held: projection.end().is_some_and(|end| end.percent().reaches(percent)),
        looked_until: by,
        highest: highest(projection),
    };
    if target.on.is_some() {
        return target;
    }
    let horizon_days = (input.scenario.horizon_days + LATER_DAYS).min(3_660);
    let remediation = match &input.scenario.remediation {
        Remediation::Ranked { from, .. } => Remediation::Ranked { from: *from, aim: Aim::Rank },
        other => other.clone(),
    };
    let scenario = Scenario { horizon_days, remediation, ..input.scenario.clone() };
    let longer = Input { scenario: &scenario, ..*input };
    let (later, _) = walk(&longer);
    // What another order reaches in between, this plan does not.
    target.on = first(&later).filter(|day| *day > by);
    (target.in_time, target.looked_until) = (false, last_day(&longer));
    target.highest = target.highest.max(highest(&later));
    target
}

pub(super) fn last_day(input: &Input<'_>) -> Date {
    input.start.checked_add(input.scenario.horizon_days.days()).unwrap_or(Date::MAX)
}

fn upkeep(schedule: &Schedule, team: usize) -> Upkeep {
    let (all, unmet) = schedule.upkeep(team);
    Upkeep { team: schedule.teams()[team].id.clone(), all, unmet }
}

fn unfinished((id, why): (&Id, &Unbooked)) -> Unfinished {
    let (team, effort) = match why {
        Unbooked::NoTeam(_) => (None, Minutes::ZERO),
        Unbooked::NoTime { team, effort } | Unbooked::OverBudget { team, effort } => {
            (Some(team.clone()), *effort)
        }
    };
    let over_budget = matches!(why, Unbooked::OverBudget { .. });
    Unfinished { id: id.clone(), team, effort, over_budget }
}

/// The points on the last day, and points above those of the first day times days.
fn worth(projection: &Projection, last: Date) -> (Points, i64) {
    let Some(first) = projection.start() else { return (Points::ZERO, 0) };
    let ends = projection.series.iter().skip(1).map(|point| point.date).chain([last]);
    let mut area = 0_i64;
    for (at, (point, end)) in projection.series.iter().zip(ends).enumerate() {
        let is_last = at + 1 == projection.series.len();
        let days = point.date.until(end).map_or(0, |span| i64::from(span.get_days())) + i64::from(is_last);
        area = area.saturating_add((point.points - first.points).0.saturating_mul(days));
    }
    (projection.end().map_or(Points::ZERO, |end| end.points), area)
}

/// The same scenario again, each team in turn with one more hour a week.
fn more(input: &Input<'_>, schedule: &Schedule, reached: (Points, i64)) -> Vec<OneMore> {
    let hours = schedule.unbooked_hours();
    let of_team = |(at, team): (usize, &Team)| {
        let mut teams = schedule.teams().to_vec();
        teams[at] = team.with_more(ONE_MORE);
        let scenario = Scenario { teams, ..input.scenario.clone() };
        let (projection, _) = walk(&Input { scenario: &scenario, ..*input });
        let (points, area) = worth(&projection, last_day(input));
        OneMore {
            team: team.id.clone(),
            unfinished: hours.get(&team.id).copied().unwrap_or_default(),
            points: (points - reached.0).max(Points::ZERO),
            area: (area - reached.1).max(0),
        }
    };
    schedule.teams().iter().enumerate().map(of_team).collect()
}
