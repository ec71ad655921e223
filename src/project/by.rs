//! What can be reached by a day, step by step, and what stands in the way.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::agenda::work;
use super::timeline::walk;
use super::{Input, Projection, Work};
use crate::model::{Id, Minutes, Points, Scenario, Team};
use crate::plan::schedule::{Phase, Schedule, Unbooked};
use crate::plan::{Excluded, backlog};
use crate::state::State;

/// One more hour is what people can imagine.
const ONE_MORE: Minutes = Minutes::hours(1);

/// A plan with dates.
#[derive(Debug, Clone)]
pub struct ByDate {
    /// The score up to the day.
    pub projection: Projection,
    /// The work by its first day, then its last, then the order in which it was entered.
    pub steps: Vec<Work>,
    /// What each phase came to, and what none exceeds.
    pub phases: Vec<Phase>,
    /// Points times days up to the day, the first day's points left out.
    pub area: i64,
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

/// What a scenario reaches by its last day, and what one more hour a week of each team would bring.
pub fn by(input: &Input<'_>) -> ByDate {
    let (projection, schedule) = walk(input);
    // Of one day in the order in which it was entered: what is needed first comes first. Only the last stage of a ramp
    // is the end of its work.
    let whole = schedule.entered.iter().filter(|entered| entered.share.is_all());
    let booked = whole.filter_map(|entered| schedule.bookings.get(&(entered.id.clone(), entered.round)));
    let mut steps: Vec<Work> = booked.map(|booking| work(input, booking)).collect();
    steps.sort_by_key(|step| (step.booking.start, step.booking.finish));
    let unfinished: Vec<Unfinished> = schedule.unbooked.iter().map(unfinished).collect();
    let last = last_day(input);
    let shows = |step: &Work| step.expected_by.is_some_and(|day| day <= last);
    let is_full = unfinished.iter().any(|one| one.team.is_some()) || !steps.iter().all(shows);
    let reached = worth(&projection, last);
    let mut more = if is_full { more(input, &schedule, reached) } else { Vec::new() };
    // The sort is stable: of equals the first team in order.
    more.sort_by_key(|one| std::cmp::Reverse((one.points, one.area, one.unfinished)));
    let start = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    ByDate {
        area: reached.1,
        phases: schedule.phases.clone(),
        late: schedule.late().into_iter().map(|(id, day)| (id.clone(), day)).collect(),
        excluded: backlog::build(&start).excluded,
        projection,
        steps,
        unfinished,
        more,
    }
}

fn last_day(input: &Input<'_>) -> Date {
    input.start.checked_add(input.scenario.horizon_days.days()).unwrap_or(Date::MAX)
}

fn unfinished((id, why): (&Id, &Unbooked)) -> Unfinished {
    let (team, effort) = match why {
        Unbooked::NoTeam(_) => (None, Minutes::ZERO),
        Unbooked::NoTime { team, effort } => (Some(team.clone()), *effort),
    };
    Unfinished { id: id.clone(), team, effort }
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
        teams[at] = with_one_more(team);
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

/// A team with one more hour in every week in which it works.
fn with_one_more(team: &Team) -> Team {
    let longer = |hours: Minutes| if hours > Minutes::ZERO { hours + ONE_MORE } else { hours };
    let changes = team.changes.iter().map(|(day, hours)| (*day, longer(*hours)));
    Team { per_week: longer(team.per_week), changes: changes.collect(), ..team.clone() }
}
