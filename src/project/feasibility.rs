//! Whether required work can be done by a day, and what would have to change if it can not.
//!
//! Every relaxation that is named was tried: the same work in the same calendars with that one thing changed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::changes::dated_changes;
use super::{BookedWork, ProjectionInput};
use crate::model::{Aim, Demand, Freeze, Id, LONGEST_HORIZON, Minutes, Precedence, Remediation, Scenario};
use crate::plan::backlog::{self, Reason};
use crate::plan::schedule::{Schedule, Unbooked};

/// The most hours a week that are added to a team to see whether they would do.
const MOST_HOURS: i64 = 128;
/// A horizon with three years more, in which a later day is looked for.
pub(super) fn longer_horizon(scenario: &Scenario) -> i64 {
    const LATER_DAYS: i64 = 1_096;
    (scenario.horizon_days + LATER_DAYS).min(LONGEST_HORIZON)
}

/// Why the required work can not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Infeasibility {
    /// The work that can not be done, by id.
    pub missing: Vec<(Id, BookingObstacle)>,
    /// Changes that would make it possible; each alone is enough.
    pub ways_out: Vec<Relaxation>,
}

/// Why one work item can not be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookingObstacle {
    /// It can not be planned at all: the reason, and what would change it.
    Excluded(Option<Reason>, String),
    /// No team covers this product.
    NoTeam(Id),
    /// This team does not finish it in time.
    NoTime(Id),
    /// The required work exceeds the budget.
    OverBudget,
}

/// One constraint that would have to be relaxed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relaxation {
    Freeze(Freeze),
    /// The work may not begin before the day.
    Earliest(Id, Date),
    /// The team would need so many more hours in every week in which it works.
    Hours(Id, Minutes),
    /// The smallest sufficient budget.
    Budget(Minutes),
    /// The earliest sufficient last day.
    Day(Date),
}

pub(super) struct Required {
    schedule: Schedule,
    /// The required ids that are not met at the start.
    open: Vec<Id>,
    /// The latest first day of the work.
    pub(super) last_start: Date,
}

impl Required {
    pub(super) fn alone(input: &ProjectionInput<'_>) -> Self {
        let schedule = schedule(input, input.scenario, &only(input.demand));
        let start = input.start_state();
        let must = &input.demand.must;
        let met = backlog::met(&start, must);
        let open = must.iter().filter(|id| !met.contains(id)).cloned().collect();
        let last_start = schedule.bookings.values().map(|booking| booking.start).max().unwrap_or(input.start);
        Self { schedule, open, last_start }
    }

    /// Whether a plan holds all of it.
    pub(super) fn holds(&self, steps: &[BookedWork]) -> bool {
        self.schedule.bookings.keys().all(|(id, _)| {
            let is_asked = self.open.iter().any(|name| id.is_named(name.as_str()));
            !is_asked || steps.iter().any(|step| step.booking.id == *id)
        })
    }

    /// Why it can not all be done; `None` when it can.
    pub(super) fn refused(&self, input: &ProjectionInput<'_>) -> Option<Infeasibility> {
        let missing = self.missing(input);
        if missing.is_empty() {
            return None;
        }
        let in_time =
            |why: &BookingObstacle| matches!(why, BookingObstacle::NoTime(_) | BookingObstacle::OverBudget);
        // No calendar helps work that can not be planned at all.
        let mends = missing.iter().all(|(_, why)| in_time(why));
        let ways_out = if mends { self.ways_out(input) } else { Vec::new() };
        Some(Infeasibility { missing, ways_out })
    }

    fn missing(&self, input: &ProjectionInput<'_>) -> Vec<(Id, BookingObstacle)> {
        let mut missing = BTreeMap::new();
        for name in &self.open {
            let mut is_known = self.schedule.bookings.keys().any(|(id, _)| id.is_named(name.as_str()));
            for (id, why) in self.schedule.unbooked.iter().filter(|(id, _)| id.is_named(name.as_str())) {
                is_known = true;
                let why = match why {
                    Unbooked::NoTeam(product) => BookingObstacle::NoTeam(product.clone()),
                    Unbooked::OverBudget { .. } => BookingObstacle::OverBudget,
                    Unbooked::NoTime { team, .. } => BookingObstacle::NoTime(team.clone()),
                };
                missing.insert(id.clone(), why);
            }
            if !is_known {
                let demand = input.demand;
                let start = input.start_state();
                let excluded = backlog::build_for(&start, &demand.must, &demand.never).excluded;
                let excluded = excluded.into_iter().find(|excluded| excluded.id.is_named(name.as_str()));
                let (reason, lever) = excluded
                    .map_or((None, String::new()), |excluded| (Some(excluded.reason), excluded.lever));
                missing.insert(name.clone(), BookingObstacle::Excluded(reason, lever));
            }
        }
        missing.into_iter().collect()
    }

    fn ways_out(&self, input: &ProjectionInput<'_>) -> Vec<Relaxation> {
        let alone = only(input.demand);
        let would_do_within = |scenario: &Scenario, demand: &Demand| {
            let schedule = schedule(input, scenario, demand);
            let named = |id: &&Id| self.open.iter().any(|name| id.is_named(name.as_str()));
            let is_booked = |id: &Id| schedule.bookings.contains_key(&(id.clone(), 0));
            self.schedule.unbooked.keys().filter(named).all(is_booked)
                && !schedule.unbooked.keys().any(|id| named(&id))
        };
        let would_do = |scenario: &Scenario| would_do_within(scenario, &alone);
        // One order is enough to show that a change suffices; only the last day is searched with the planned order.
        let remediation = match &input.scenario.remediation {
            Remediation::Ranked { from, .. } => Remediation::Ranked { from: *from, aim: Aim::Rank },
            other => other.clone(),
        };
        let simple = Scenario { remediation, ..input.scenario.clone() };
        let mut ways_out = Vec::new();
        for (at, freeze) in simple.freezes.iter().enumerate() {
            let mut freezes = simple.freezes.clone();
            freezes.remove(at);
            if would_do(&Scenario { freezes, ..simple.clone() }) {
                ways_out.push(Relaxation::Freeze(freeze.clone()));
            }
        }
        for (at, window) in simple.dates.iter().enumerate() {
            let Some(earliest) = window.earliest else { continue };
            let mut dates = simple.dates.clone();
            dates[at].earliest = None;
            if would_do(&Scenario { dates, ..simple.clone() }) {
                ways_out.push(Relaxation::Earliest(window.id.clone(), earliest));
            }
        }
        for (at, team) in self.schedule.teams().iter().enumerate() {
            let with = |hours: i64| {
                let mut teams = self.schedule.teams().to_vec();
                teams[at] = team.with_more(Minutes::hours(hours));
                would_do(&Scenario { teams, hygiene: BTreeMap::new(), ..simple.clone() })
            };
            ways_out.extend(
                least(1, MOST_HOURS, with)
                    .map(|hours| Relaxation::Hours(team.id.clone(), Minutes::hours(hours))),
            );
        }
        let unlimited = Demand { budget: None, ..alone.clone() };
        if alone.budget.is_some() && would_do_within(&simple, &unlimited) {
            let whole = schedule(input, &simple, &unlimited);
            let effort = whole.bookings.values().map(|booking| booking.effort).sum();
            ways_out.push(Relaxation::Budget(effort));
        }
        let longer = Scenario { horizon_days: longer_horizon(input.scenario), ..input.scenario.clone() };
        if would_do(&longer) {
            let finishes =
                schedule(input, &longer, &alone).bookings.into_values().map(|booking| booking.finish);
            ways_out.extend(finishes.max().map(Relaxation::Day));
        }
        ways_out
    }
}

/// The smallest number of a range for which a monotone condition holds, by bisection.
fn least(mut from: i64, to: i64, holds: impl Fn(i64) -> bool) -> Option<i64> {
    if !holds(to) {
        return None;
    }
    let mut found = to;
    while from < found {
        let middle = from + (found - from) / 2;
        if holds(middle) { found = middle } else { from = middle + 1 }
    }
    Some(found)
}

/// Nothing but the required work.
fn only(demand: &Demand) -> Demand {
    Demand { precedence: Precedence::Only, ..demand.clone() }
}

fn schedule(input: &ProjectionInput<'_>, scenario: &Scenario, demand: &Demand) -> Schedule {
    let input = ProjectionInput { scenario, demand, ..*input };
    let end = input.last_day();
    dated_changes(&input, end, end).1
}
