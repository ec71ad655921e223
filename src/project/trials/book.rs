//! The projection of a scenario as a model to be tried.
//!
//! Order, teams and ways are those of the plan; what is drawn is how long everything takes, whether it has to be done
//! again, and how late its points show. Every movement of the projection becomes a shift, on its day or with the step
//! that triggered it, and the movements of one row keep their order.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::super::Input;
use super::super::agenda::{agenda, latency};
use super::model::{Failure, Goal, Model, NEVER, Need, Step, Team};
use super::moves::moves;
use super::random::Key;
use super::table::{DELAYS, Law, Shape, Spread, chance, delays, paces};
use crate::model::catalogue::Effort;
use crate::model::{BasisPoints, Estimate, Id, Minutes, Spreads};
use crate::plan::schedule::BookedStage;
use crate::state::State;

/// Days after the horizon that are looked at too: quick trials show there what the plan shows later.
const BEYOND_DAYS: i64 = 120;

/// A model with the names of its parts.
#[derive(Debug, Clone)]
pub struct Booked {
    /// What is tried.
    pub model: Model,
    /// The first day.
    pub start: Date,
    /// The steps' controls and actions.
    pub steps: Vec<Id>,
    /// The teams.
    pub teams: Vec<Id>,
}

/// Tables that several steps share.
#[derive(Debug, Default)]
struct Tables {
    shapes: Vec<Shape>,
    shape_of: BTreeMap<(u64, u64), u32>,
    delays: Vec<[u16; DELAYS]>,
    delay_of: BTreeMap<(u32, u32), u32>,
}

/// The model of a scenario.
pub fn book(input: &Input<'_>, spreads: &Spreads) -> Booked {
    let end = input.start.checked_add(input.scenario.horizon_days.days()).unwrap_or(Date::MAX);
    let beyond = end.checked_add(BEYOND_DAYS.days()).unwrap_or(Date::MAX);
    let (entries, schedule) = agenda(input, end, beyond);
    let state = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    let totals = state.totals();
    let mut tables = Tables::default();
    let mut needs = Vec::new();
    let steps = schedule
        .entered
        .iter()
        .map(|entered| step(input, &state, spreads, entered, &mut tables, &mut needs))
        .collect();
    let last_day = day_of(input.start, end);
    let on = |day: u32| input.start.checked_add(i64::from(day).days()).unwrap_or(Date::MAX);
    let teams = (0..schedule.teams().len()).map(|team| Team {
        key: Key::team(&schedule.teams()[team].id),
        capacity: (0..=last_day).map(|day| minutes(schedule.hours_on(team, on(day)))).collect(),
        paces: paces(
            Law::Triangular,
            thousandths(spreads.capacity_low),
            1_000,
            thousandths(spreads.capacity_high),
        ),
    });
    let moves = moves(input, spreads, state, &entries, &schedule);
    let model = Model {
        last_day,
        open: (0..schedule.teams().len())
            .flat_map(|team| (0..=last_day).map(move |day| (team, day)))
            .map(|(team, day)| schedule.is_present(team, on(day)))
            .collect(),
        teams: teams.collect(),
        steps,
        needs,
        shifts: moves.shifts,
        drifting: moves.drifting,
        drifts: moves.drifts,
        arrivals: moves.arrivals,
        shapes: tables.shapes,
        delays: tables.delays,
        start: (totals.points.0, totals.max.0),
        goal: input.scenario.goal.map(|goal| Goal {
            percent_hundredths: goal.percent.0,
            by: goal.by.map_or(last_day, |by| day_of(input.start, by).min(last_day)),
        }),
        failure: Failure::Redo,
    };
    Booked {
        model,
        start: input.start,
        steps: schedule.entered.iter().map(|entered| entered.id.clone()).collect(),
        teams: schedule.teams().iter().map(|team| team.id.clone()).collect(),
    }
}

/// Days from the start; what lies before it is on it.
pub(super) fn day_of(start: Date, day: Date) -> u32 {
    start.until(day).map_or(NEVER, |span| u32::try_from(span.get_days()).unwrap_or(0))
}

/// Minutes as the kernel counts them; no team and no step comes near the bound.
fn minutes(minutes: Minutes) -> u32 {
    u32::try_from(minutes.0.max(0)).unwrap_or(u32::MAX)
}

fn step(
    input: &Input<'_>,
    state: &State<'_>,
    spreads: &Spreads,
    entered: &BookedStage,
    tables: &mut Tables,
    needs: &mut Vec<Need>,
) -> Step {
    needs.extend(entered.needs.iter().map(|&(step, gap)| Need { step: small(step), gap: small(gap) }));
    let range = if spreads.efforts { range(input, state, entered) } else { None };
    let likely = minutes(entered.effort);
    let (low, high) = range.unwrap_or((likely, likely));
    let latency = latency(input, &entered.id);
    let usual = hours(latency.expected_hours);
    let slowest = if spreads.latency { hours(latency.slowest_hours).max(usual) } else { usual };
    Step {
        // Stages have luck of their own; no work has so many rounds.
        key: Key::step(&entered.id, entered.round + (entered.stage << 16)),
        team: small(entered.team),
        release: day_of(input.start, entered.from),
        effort: Spread { shape: tables.shape(low, likely, high), low, span: high - low },
        success: chance(small(spreads.success.0)),
        delay: tables.delay(usual, slowest),
        needs_end: small(needs.len()),
    }
}

/// Shares as the tables count them; no share is stated more exactly.
fn thousandths(share: BasisPoints) -> u32 {
    small(share.0 / 10)
}

pub(super) fn small(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}

fn hours(hours: i64) -> u32 {
    small(hours.clamp(0, 1_000_000))
}

impl Tables {
    /// The shape of an effort; those of the same proportions are one.
    fn shape(&mut self, low: u32, likely: u32, high: u32) -> u32 {
        let (up, span) = (u64::from(likely - low), u64::from(high - low));
        let common = common(up, span).max(1);
        let next = small(self.shapes.len());
        let shape = *self.shape_of.entry((up / common, span / common)).or_insert(next);
        if shape == next {
            self.shapes.push(Shape::new(Law::Pert, 0, up / common, span / common));
        }
        shape
    }

    fn delay(&mut self, usual: u32, slowest: u32) -> u32 {
        let next = small(self.delays.len());
        let table = *self.delay_of.entry((usual, slowest)).or_insert(next);
        if table == next {
            self.delays.push(delays(usual, slowest));
        }
        table
    }
}

fn common(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The low and the high effort of a booked piece of work, in the proportions of the catalogue at the tenant's sizes.
fn range(input: &Input<'_>, state: &State<'_>, entered: &BookedStage) -> Option<(u32, u32)> {
    let action = input.catalogue.actions.get(&entered.id);
    let control = input.catalogue.control(&entered.id);
    let effort: &Effort = match (action, control) {
        (Some(action), _) => &action.effort,
        (None, Some(control)) => {
            let named = control.ways.iter().find(|way| Some(&way.id) == entered.way.as_ref());
            &named.or(control.ways.first())?.effort
        }
        (None, None) => return None,
    };
    let population = effort.population.as_ref().or(control.and_then(|control| control.scoring.population()));
    let size = i128::from(population.map_or(0, |population| state.population(population)));
    let whole = |of: fn(&Estimate) -> Minutes| {
        100 * i128::from(of(&effort.fixed).0) + size * i128::from(of(&effort.per_100).0)
    };
    let (low, likely, high) = (whole(|e| e.low), whole(|e| e.likely), whole(|e| e.high));
    if likely <= 0 {
        return None;
    }
    let own = i128::from(minutes(entered.effort));
    let part = |of: i128| small((2 * own * of + likely) / (2 * likely));
    Some((part(low).min(minutes(entered.effort)), part(high).max(minutes(entered.effort))))
}
