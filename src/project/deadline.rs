//! The plan by a date: the work up to a day, step by step, and what would help.
//!
//! Required work is scheduled alone first: if its dates can not be kept then, no plan keeps them. Then all work is
//! ordered together; if that leaves out required work, a second plan books the required work first.

use jiff::civil::Date;

use super::changes::all_work;
use super::feasibility::{Infeasibility, Required, longer_horizon};
use super::simulate::{WorkEffect, simulate, simulate_with_effects};
use super::{BookedWork, Projection, ProjectionInput};
use crate::model::{Aim, BasisPoints, Demand, Id, Minutes, Points, Precedence, Remediation, Scenario, Team};
use crate::plan::schedule::{PhaseResult, Schedule, Unbooked};
use crate::plan::{Excluded, backlog};

/// The hours a week that [`ExtraHour`] adds to a team.
const EXTRA_HOUR: Minutes = Minutes::hours(1);

/// A plan, or why there is none.
#[derive(Debug, Clone)]
pub enum DeadlineOutcome {
    Plan(Box<PlanByDate>),
    /// The required work can not be done by the day.
    No(Infeasibility),
}

/// Whether and when a plan reaches a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeadlineGoal {
    pub percent: BasisPoints,
    /// The first day on which it is reached, up to `looked_until`.
    pub on: Option<Date>,
    /// Whether `on` is not after the last day of the plan.
    pub in_time: bool,
    /// Whether the score is also there on the last day.
    pub held: bool,
    /// The last day that was simulated.
    pub looked_until: Date,
    /// The highest percentage up to `looked_until`.
    pub highest: BasisPoints,
}

#[derive(Debug, Clone)]
pub struct PlanByDate {
    /// The score up to the day.
    pub projection: Projection,
    /// The work by its first day, then its last, then the order in which it was booked.
    pub steps: Vec<BookedWork>,
    /// The effect of each of these; `None` for work that never shows.
    pub effects: Vec<Option<WorkEffect>>,
    /// The upkeep of each team, in the order of the scenario.
    pub upkeep: Vec<TeamUpkeep>,
    /// The points of each phase, with an upper bound.
    pub phases: Vec<PhaseResult>,
    /// The integral of the points above those of the first day, in hundredths of points times days.
    pub area: i64,
    pub target: Option<DeadlineGoal>,
    /// Work that is not finished, by id.
    pub unfinished: Vec<UnfinishedWork>,
    /// Work that is finished after its latest day or not at all, with the latest day.
    pub late: Vec<(Id, Date)>,
    pub excluded: Vec<Excluded>,
    /// What one more hour a week of each team would bring, the most useful first; empty where all work is finished and
    /// shows.
    pub more: Vec<ExtraHour>,
}

/// Work that could not be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedWork {
    pub id: Id,
    /// The team that would do it; `None` where no team covers its product.
    pub team: Option<Id>,
    /// Its effort; 0 where no team covers its product.
    pub effort: Minutes,
    /// Whether the budget is the reason, and not the day.
    pub over_budget: bool,
}

/// The time that a team needs to keep finished work in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamUpkeep {
    pub team: Id,
    /// Up to the last day.
    pub all: Minutes,
    /// The part that finds no time, because work was booked before.
    pub unmet: Minutes,
}

/// What a team would gain from one more hour a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraHour {
    pub team: Id,
    /// Its work that is not finished without the extra hour.
    pub unfinished: Minutes,
    /// The points gained on the last day.
    pub points: Points,
    /// The gain of [`PlanByDate::area`].
    pub area: i64,
}

/// The plan of a scenario up to its last day, or why the required work can not be done.
pub fn plan_by_date(input: &ProjectionInput<'_>, target: Option<BasisPoints>) -> DeadlineOutcome {
    if input.demand.must.is_empty() {
        return DeadlineOutcome::Plan(Box::new(plan(input, target)));
    }
    let alone = Required::alone(input);
    if let Some(refused) = alone.refused(input) {
        return DeadlineOutcome::No(refused);
    }
    let together = plan(input, target);
    if alone.holds(&together.steps) {
        return DeadlineOutcome::Plan(Box::new(together));
    }
    let demand = Demand { precedence: Precedence::First(alone.last_start), ..input.demand.clone() };
    DeadlineOutcome::Plan(Box::new(plan(&ProjectionInput { demand: &demand, ..*input }, target)))
}

fn plan(input: &ProjectionInput<'_>, target: Option<BasisPoints>) -> PlanByDate {
    let (projection, schedule, effects) = simulate_with_effects(input);
    // Within a day the order of booking: needs come first. Work ends with the last stage of its ramp.
    let whole = schedule.entered.iter().filter(|entered| entered.share.is_all());
    let mut work = all_work(input, &schedule);
    let booked = whole.filter_map(|entered| {
        let key = (entered.id.clone(), entered.round);
        Some((work.remove(&key)?, effects.get(&key).copied()))
    });
    let mut both: Vec<(BookedWork, Option<WorkEffect>)> = booked.collect();
    both.sort_by_key(|(step, _)| (step.booking.start, step.booking.finish));
    let (steps, effects): (Vec<BookedWork>, Vec<Option<WorkEffect>>) = both.into_iter().unzip();
    let unfinished: Vec<UnfinishedWork> = schedule.unbooked.iter().map(unfinished).collect();
    let last = input.last_day();
    let shows = |step: &BookedWork| step.expected_by.is_some_and(|day| day <= last);
    let no_time = |one: &UnfinishedWork| one.team.is_some() && !one.over_budget;
    let is_full = unfinished.iter().any(no_time) || !steps.iter().all(shows);
    let reached = worth(&projection, last);
    let mut more = if is_full { more(input, &schedule, reached) } else { Vec::new() };
    // The sort is stable: of equals the first team in order.
    more.sort_by_key(|one| std::cmp::Reverse((one.points, one.area, one.unfinished)));
    let demand = input.demand;
    let start = input.start_state();
    PlanByDate {
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

/// Whether and when a goal is reached. After the last day the work goes on in the order of the ranking.
fn reaches(input: &ProjectionInput<'_>, projection: &Projection, percent: BasisPoints) -> DeadlineGoal {
    let by = input.last_day();
    let highest = |projection: &Projection| {
        projection.series.iter().map(|point| point.percent().rounded()).max().unwrap_or_default()
    };
    let first = |projection: &Projection| {
        projection.series.iter().find(|point| point.percent().reaches(percent)).map(|point| point.date)
    };
    let mut target = DeadlineGoal {
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
    let horizon_days = longer_horizon(input.scenario);
    let remediation = match &input.scenario.remediation {
        Remediation::Ranked { from, .. } => Remediation::Ranked { from: *from, aim: Aim::Rank },
        other => other.clone(),
    };
    let scenario = Scenario { horizon_days, remediation, ..input.scenario.clone() };
    let longer = ProjectionInput { scenario: &scenario, ..*input };
    let (later, _) = simulate(&longer);
    // Days up to the last one belong to another order of work than this plan's.
    target.on = first(&later).filter(|day| *day > by);
    (target.in_time, target.looked_until) = (false, longer.last_day());
    target.highest = target.highest.max(highest(&later));
    target
}

fn upkeep(schedule: &Schedule, team: usize) -> TeamUpkeep {
    let (all, unmet) = schedule.upkeep(team);
    TeamUpkeep { team: schedule.teams()[team].id.clone(), all, unmet }
}

fn unfinished((id, why): (&Id, &Unbooked)) -> UnfinishedWork {
    let (team, effort) = match why {
        Unbooked::NoTeam(_) => (None, Minutes::ZERO),
        Unbooked::NoTime { team, effort } | Unbooked::OverBudget { team, effort } => {
            (Some(team.clone()), *effort)
        }
    };
    let over_budget = matches!(why, Unbooked::OverBudget { .. });
    UnfinishedWork { id: id.clone(), team, effort, over_budget }
}

/// The points on the last day, and the integral of the points above those of the first day.
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

/// Simulates the scenario once for each team, with one more hour a week of it.
fn more(input: &ProjectionInput<'_>, schedule: &Schedule, reached: (Points, i64)) -> Vec<ExtraHour> {
    let hours = schedule.unbooked_hours();
    let of_team = |(at, team): (usize, &Team)| {
        let mut teams = schedule.teams().to_vec();
        teams[at] = team.with_more(EXTRA_HOUR);
        let scenario = Scenario { teams, ..input.scenario.clone() };
        let (projection, _) = simulate(&ProjectionInput { scenario: &scenario, ..*input });
        let (points, area) = worth(&projection, input.last_day());
        ExtraHour {
            team: team.id.clone(),
            unfinished: hours.get(&team.id).copied().unwrap_or_default(),
            points: (points - reached.0).max(Points::ZERO),
            area: (area - reached.1).max(0),
        }
    };
    schedule.teams().iter().enumerate().map(of_team).collect()
}
