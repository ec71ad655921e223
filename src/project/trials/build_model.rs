//! Builds the model of trials from the projection of a scenario.
//!
//! Order, teams and ways are those of the plan. Efforts, failures and the delays until points show are drawn. Every event of
//! the projection becomes a score change, on its day or with the step that triggers it; the changes of one row keep their
//! order.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::super::ProjectionInput;
use super::super::changes::{dated_changes, latency};
use super::distribution::{Delay, Distribution, Quantiles, UncertainQuantity, pace_quantiles, success_bound};
use super::model::{FlatModel, NEVER, OnFailure, TrialGoal, TrialNeed, TrialStep, TrialTeam};
use super::philox::Stream;
use super::score_changes::score_changes;
use crate::model::catalogue::Effort;
use crate::model::units::gcd;
use crate::model::{BasisPoints, Estimate, Id, Minutes, Spreads};
use crate::plan::schedule::BookedStage;
use crate::state::State;

/// Days after the horizon whose changes belong to the model: a fast trial shows them before it.
const BEYOND_DAYS: i64 = 120;

/// A model with the ids of its parts.
#[derive(Debug, Clone)]
pub struct TrialModel {
    pub flat: FlatModel,
    /// The date of day 0.
    pub start: Date,
    /// The control or action of each step.
    pub steps: Vec<Id>,
    pub teams: Vec<Id>,
}

/// Quantile tables, shared by steps with the same proportions.
#[derive(Debug, Default)]
struct Tables {
    shapes: Vec<Quantiles>,
    shape_of: BTreeMap<(u64, u64), u32>,
    delays: Vec<Delay>,
    delay_of: BTreeMap<(u32, u32), u32>,
}

/// The model of the trials of a scenario.
pub fn build_model(input: &ProjectionInput<'_>, spreads: &Spreads) -> TrialModel {
    let end = input.last_day();
    let beyond = end.checked_add(BEYOND_DAYS.days()).unwrap_or(Date::MAX);
    let (changes, schedule) = dated_changes(input, end, beyond);
    let state = input.start_state();
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
    let teams = (0..schedule.teams().len()).map(|team| TrialTeam {
        key: Stream::team(&schedule.teams()[team].id),
        capacity: (0..=last_day).map(|day| minutes(schedule.hours_on(team, on(day)))).collect(),
        paces: pace_quantiles(
            Distribution::Triangular,
            thousandths(spreads.capacity_low),
            1_000,
            thousandths(spreads.capacity_high),
        ),
    });
    let moves = score_changes(input, spreads, state, &changes, &schedule);
    let flat = FlatModel {
        last_day,
        open: (0..schedule.teams().len())
            .flat_map(|team| (0..=last_day).map(move |day| (team, day)))
            .map(|(team, day)| schedule.is_present(team, on(day)))
            .collect(),
        teams: teams.collect(),
        steps,
        needs,
        score_changes: moves.score_changes,
        drifting: moves.drifting,
        drifts: moves.drifts,
        arrivals: moves.arrivals,
        shapes: tables.shapes,
        delays: tables.delays,
        start: (totals.points.0, totals.max.0),
        goal: input.scenario.goal.map(|goal| TrialGoal {
            percent: goal.percent,
            by: goal.by.map_or(last_day, |by| day_of(input.start, by).min(last_day)),
        }),
        failure: OnFailure::Redo,
    };
    TrialModel {
        flat,
        start: input.start,
        steps: schedule.entered.iter().map(|entered| entered.id.clone()).collect(),
        teams: schedule.teams().iter().map(|team| team.id.clone()).collect(),
    }
}

/// The number of a date from 0; earlier dates have 0.
pub(super) fn day_of(start: Date, day: Date) -> u32 {
    start.until(day).map_or(NEVER, |span| u32::try_from(span.get_days()).unwrap_or(0))
}

/// Minutes as 32 bits; no team and no step comes near the bound.
fn minutes(minutes: Minutes) -> u32 {
    u32::try_from(minutes.0.max(0)).unwrap_or(u32::MAX)
}

fn step(
    input: &ProjectionInput<'_>,
    state: &State<'_>,
    spreads: &Spreads,
    entered: &BookedStage,
    tables: &mut Tables,
    needs: &mut Vec<TrialNeed>,
) -> TrialStep {
    needs.extend(entered.needs.iter().map(|&(step, gap)| TrialNeed { step: small(step), gap: small(gap) }));
    let range = if spreads.efforts { range(input, state, entered) } else { None };
    let likely = minutes(entered.effort);
    let (low, high) = range.unwrap_or((likely, likely));
    let latency = latency(input, &entered.id);
    let usual = hours(latency.expected_hours);
    let slowest = if spreads.latency { hours(latency.slowest_hours).max(usual) } else { usual };
    TrialStep {
        // Every stage draws for itself; no work has 2^16 rounds.
        key: Stream::step(&entered.id, entered.round + (entered.stage << 16)),
        team: small(entered.team),
        release: day_of(input.start, entered.from),
        effort: UncertainQuantity { shape: tables.shape(low, likely, high), low, span: high - low },
        success: success_bound(spreads.success),
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
    /// The index of the PERT quantiles of an effort; efforts of the same proportions share them.
    fn shape(&mut self, low: u32, likely: u32, high: u32) -> u32 {
        let (up, span) = (u64::from(likely - low), u64::from(high - low));
        let common = u64::try_from(gcd(up.into(), span.into())).unwrap_or(1).max(1);
        let next = small(self.shapes.len());
        let shape = *self.shape_of.entry((up / common, span / common)).or_insert(next);
        if shape == next {
            self.shapes.push(Quantiles::new(Distribution::Pert, 0, up / common, span / common));
        }
        shape
    }

    fn delay(&mut self, usual: u32, slowest: u32) -> u32 {
        let next = small(self.delays.len());
        let table = *self.delay_of.entry((usual, slowest)).or_insert(next);
        if table == next {
            self.delays.push(Delay::until_shown(usual, slowest));
        }
        table
    }
}

/// The low and the high effort of booked work, in the proportions of the catalogue at the tenant's sizes.
fn range(input: &ProjectionInput<'_>, state: &State<'_>, entered: &BookedStage) -> Option<(u32, u32)> {
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
