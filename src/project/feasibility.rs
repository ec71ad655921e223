//! What must be done by a day, tried alone: whether it can be, and what stands in the way.
//!
//! Every way out that is named was tried: the same work in the same calendars with that one thing changed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::changes::dated_changes;
use super::deadline::last_day;
use super::{BookedWork, ProjectionInput};
use crate::model::{Aim, Demand, Freeze, Id, Minutes, Precedence, Remediation, Scenario};
use crate::plan::backlog::{self, Reason};
use crate::plan::schedule::{Schedule, Unbooked};
use crate::state::State;

/// The most hours a week that are added to a team to see whether they would do.
const MOST_HOURS: i64 = 128;
/// How long after the last day a day is looked for on which all is done.
const LATER_DAYS: i64 = 1_096;

/// Why what must be done can not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Infeasibility {
    /// What can not be done, by id.
    pub missing: Vec<(Id, Obstacle)>,
    /// What would have to give: any one of these is enough.
    pub ways_out: Vec<Relaxation>,
}

/// Why one piece of work has no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// It can not be planned at all.
    Excluded(Option<Reason>, String),
    /// No team covers its product.
    NoTeam(Id),
    /// Its team is not finished in time.
    NoTime(Id),
    /// It takes more than the budget, or what must be done does together.
    OverBudget,
}

/// One thing that would have to be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relaxation {
    /// A freeze would have to go.
    Freeze(Freeze),
    /// Some work may not begin before a day.
    Earliest(Id, Date),
    /// A team would need more hours in every week in which it works.
    Hours(Id, Minutes),
    /// The least budget.
    Budget(Minutes),
    /// The first last day.
    Day(Date),
}

/// What must be done, as if nothing else were.
pub(super) struct Required {
    schedule: Schedule,
    /// What is asked for and not met at the start, with the names of those that nothing books.
    open: Vec<Id>,
    /// The latest day on which any of it begins.
    pub(super) last_start: Date,
}

impl Required {
    pub(super) fn alone(input: &ProjectionInput<'_>) -> Self {
        let schedule = schedule(input, &only(input.scenario));
        let start = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
        let must = &input.scenario.demand.must;
        let met = backlog::met(&start, must);
        let open = must.iter().filter(|id| !met.contains(id)).cloned().collect();
        let last_start = schedule.bookings.values().map(|booking| booking.start).max().unwrap_or(input.start);
        Self { schedule, open, last_start }
    }

    /// Whether a plan holds everything.
    pub(super) fn holds(&self, steps: &[BookedWork]) -> bool {
        self.schedule.bookings.keys().all(|(id, _)| {
            let is_asked = self.open.iter().any(|name| means(name, id));
            !is_asked || steps.iter().any(|step| step.booking.id == *id)
        })
    }

    /// Why not everything can be done; `None` when it can.
    pub(super) fn refused(&self, input: &ProjectionInput<'_>) -> Option<Infeasibility> {
        let missing = self.missing(input);
        if missing.is_empty() {
            return None;
        }
        let in_time = |why: &Obstacle| matches!(why, Obstacle::NoTime(_) | Obstacle::OverBudget);
        // What can not be planned at all no calendar mends.
        let mends = missing.iter().all(|(_, why)| in_time(why));
        let ways_out = if mends { self.ways_out(input) } else { Vec::new() };
        Some(Infeasibility { missing, ways_out })
    }

    fn missing(&self, input: &ProjectionInput<'_>) -> Vec<(Id, Obstacle)> {
        let mut missing = BTreeMap::new();
        for name in &self.open {
            let mut is_known = self.schedule.bookings.keys().any(|(id, _)| means(name, id));
            for (id, why) in self.schedule.unbooked.iter().filter(|(id, _)| means(name, id)) {
                is_known = true;
                let why = match why {
                    Unbooked::NoTeam(product) => Obstacle::NoTeam(product.clone()),
                    Unbooked::OverBudget { .. } => Obstacle::OverBudget,
                    Unbooked::NoTime { team, .. } => Obstacle::NoTime(team.clone()),
                };
                missing.insert(id.clone(), why);
            }
            if !is_known {
                let demand = &input.scenario.demand;
                let start =
                    State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
                let excluded = backlog::build_for(&start, &demand.must, &demand.never).excluded;
                let excluded = excluded.into_iter().find(|excluded| means(name, &excluded.id));
                let (reason, lever) = excluded
                    .map_or((None, String::new()), |excluded| (Some(excluded.reason), excluded.lever));
                missing.insert(name.clone(), Obstacle::Excluded(reason, lever));
            }
        }
        missing.into_iter().collect()
    }

    fn ways_out(&self, input: &ProjectionInput<'_>) -> Vec<Relaxation> {
        let would_do = |scenario: &Scenario| {
            let schedule = schedule(input, scenario);
            let named = |id: &&Id| self.open.iter().any(|name| means(name, id));
            let is_booked = |id: &Id| schedule.bookings.contains_key(&(id.clone(), 0));
            self.schedule.unbooked.keys().filter(named).all(is_booked)
                && !schedule.unbooked.keys().any(|id| named(&id))
        };
        // One order is enough to show that something would do; only the day is one to plan by, in the order that is best.
        let remediation = match &input.scenario.remediation {
            Remediation::Ranked { from, .. } => Remediation::Ranked { from: *from, aim: Aim::Rank },
            other => other.clone(),
        };
        let alone = Scenario { remediation, ..only(input.scenario) };
        let mut ways_out = Vec::new();
        for (at, freeze) in alone.freezes.iter().enumerate() {
            let mut freezes = alone.freezes.clone();
            freezes.remove(at);
            if would_do(&Scenario { freezes, ..alone.clone() }) {
                ways_out.push(Relaxation::Freeze(freeze.clone()));
            }
        }
        for (at, window) in alone.dates.iter().enumerate() {
            let Some(earliest) = window.earliest else { continue };
            let mut dates = alone.dates.clone();
            dates[at].earliest = None;
            if would_do(&Scenario { dates, ..alone.clone() }) {
                ways_out.push(Relaxation::Earliest(window.id.clone(), earliest));
            }
        }
        for (at, team) in self.schedule.teams().iter().enumerate() {
            let with = |hours: i64| {
                let mut teams = self.schedule.teams().to_vec();
                teams[at] = team.with_more(Minutes::hours(hours));
                would_do(&Scenario { teams, hygiene: BTreeMap::new(), ..alone.clone() })
            };
            ways_out.extend(
                least(1, MOST_HOURS, with)
                    .map(|hours| Relaxation::Hours(team.id.clone(), Minutes::hours(hours))),
            );
        }
        let with_budget = |budget: Option<Minutes>| Scenario {
            demand: Demand { budget, ..alone.demand.clone() },
            ..alone.clone()
        };
        if alone.demand.budget.is_some() && would_do(&with_budget(None)) {
            let whole = schedule(input, &with_budget(None));
            let effort = whole.bookings.values().map(|booking| booking.effort).sum();
            ways_out.push(Relaxation::Budget(effort));
        }
        let days = (alone.horizon_days + LATER_DAYS).min(3_660);
        let longer = Scenario { horizon_days: days, ..only(input.scenario) };
        if would_do(&longer) {
            let finishes = schedule(input, &longer).bookings.into_values().map(|booking| booking.finish);
            ways_out.extend(finishes.max().map(Relaxation::Day));
        }
        ways_out
    }
}

/// The smallest number of a range with which something holds, if it holds with the largest and with all above it.
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

fn means(name: &Id, id: &Id) -> bool {
    id == name || id.without_instance() == name.as_str()
}

/// The same scenario with nothing but what must be done. With a later last day it still counts up to this one.
fn only(scenario: &Scenario) -> Scenario {
    let demand = Demand { precedence: Precedence::Only, ..scenario.demand.clone() };
    Scenario { demand, ..scenario.clone() }
}

fn schedule(input: &ProjectionInput<'_>, scenario: &Scenario) -> Schedule {
    let input = ProjectionInput { scenario, ..*input };
    let end = last_day(&input);
    dated_changes(&input, end, end).1
}
