//! The events of the projection as score changes of the model, with drift and new controls.

use std::collections::{BTreeMap, BTreeSet};

use super::super::ProjectionInput;
use super::super::background::average;
use super::super::changes::DatedChange;
use super::super::event::TriggerKind;
use super::background::RowHistories;
use super::build_model::{day_of, small};
use super::distribution::poisson_quantiles;
use super::model::{ArrivingControls, ChangeTime, DriftingRow, ScoreChange};
use super::philox::Stream;
use crate::model::{Control, Environment, Id, Spreads};
use crate::plan::schedule::Schedule;
use crate::state::{RowChangeKind, State};

#[derive(Debug, Default)]
pub(super) struct ScoreChanges {
    pub(super) shifts: Vec<ScoreChange>,
    pub(super) drifting: Vec<DriftingRow>,
    pub(super) drifts: Vec<Stream>,
    pub(super) arrivals: Vec<ArrivingControls>,
}

/// Every event of the projection, on its day or with the step that triggers it.
pub(super) fn score_changes(
    input: &ProjectionInput<'_>,
    spreads: &Spreads,
    mut state: State<'_>,
    entries: &[DatedChange],
    schedule: &Schedule,
) -> ScoreChanges {
    let mut moves = ScoreChanges::default();
    let average = average(input).0;
    let numbers = poisson_quantiles(small(input.assumptions.new_controls_per_month));
    let mut rows =
        RowHistories::starting(state.rows.values().map(|row| (row.id.clone(), state.weight(row).0.0)));
    let mut shifts: Vec<ScoreChange> = Vec::new();
    // The last change of each row, and work that waits for its row.
    let mut last: BTreeMap<Id, u32> = BTreeMap::new();
    let mut waiting: BTreeMap<Id, u32> = BTreeMap::new();
    let mut actions: Vec<u32> = Vec::new();
    for entry in entries {
        let when = match entry.work {
            Some(step) => ChangeTime::Step(small(step)),
            None => ChangeTime::Day(day_of(input.start, entry.date)),
        };
        let kind = entry.trigger.kind;
        if let (TriggerKind::NewControls, true, ChangeTime::Day(day)) = (kind, spreads.arrivals, when) {
            let maxima = Box::new(std::array::from_fn(|at| i64::from(numbers[at]) * average));
            moves.arrivals.push(ArrivingControls { day, key: Stream::arrivals(day), maxima });
            continue;
        }
        let moved = state.apply(&entry.change);
        if let (TriggerKind::Drift, ChangeTime::Day(day)) = (kind, when) {
            // Drift waits for nothing, and nothing waits for it.
            let stream = spreads.drift.then(|| small(moves.drifts.len()));
            moves.drifts.extend(stream.map(|_| Stream::drift(&entry.trigger.id, day)));
            for shift in moved {
                rows.moved(&shift.id, small(shifts.len()), shift.points.0, Some(stream));
                shifts.push(ScoreChange { when, behind: None, points: shift.points.0, max: 0 });
            }
            continue;
        }
        if let (ChangeTime::Step(step), TriggerKind::Control, true) =
            (when, entry.trigger.kind, moved.is_empty())
        {
            waiting.insert(entry.trigger.id.clone(), step);
        }
        for shift in moved {
            let mut push = |when: ChangeTime, points: i64, max: i64| {
                let behind = last.get(&shift.id).copied();
                last.insert(shift.id.clone(), small(shifts.len()));
                rows.moved(&shift.id, small(shifts.len()), points, None);
                shifts.push(ScoreChange { when, behind, points, max });
            };
            if shift.kind == RowChangeKind::Entered {
                // Where a row needs several actions, any of them may be the last in a trial.
                for step in also_bring(&state, &shift.id, &actions, schedule) {
                    push(ChangeTime::Step(step), 0, 0);
                }
            }
            match waiting.remove(&shift.id).filter(|_| shift.kind == RowChangeKind::Entered) {
                Some(step) => {
                    push(when, 0, shift.max.0);
                    push(ChangeTime::Step(step), shift.points.0, 0);
                }
                None => push(when, shift.points.0, shift.max.0),
            }
        }
        if let (ChangeTime::Step(step), TriggerKind::Action) = (when, entry.trigger.kind) {
            actions.push(step);
        }
    }
    moves.drifting = rows.drifting(&mut shifts);
    ScoreChanges { shifts, ..moves }
}

/// The finished actions without which a row would not be visible.
fn also_bring(state: &State<'_>, id: &Id, actions: &[u32], schedule: &Schedule) -> Vec<u32> {
    let Some(control) = state.control(id) else { return Vec::new() };
    let names = control.visible_when.facts();
    let sets = |step: &&u32| -> BTreeSet<Id> {
        let action = state.catalogue.actions.get(&schedule.entered[**step as usize].id);
        action.map(|action| action.sets.keys().cloned().collect()).unwrap_or_default()
    };
    let needed = |step: &&u32| {
        let sets = sets(step);
        sets.iter().any(|fact| names.contains(fact)) && hidden_without(state, control, sets)
    };
    actions.iter().filter(needed).copied().collect()
}

fn hidden_without(state: &State<'_>, control: &Control, facts: BTreeSet<Id>) -> bool {
    !control.visible_when.holds(&Without { state, facts })
}

/// A state in which some facts are 0.
struct Without<'s, 'a> {
    state: &'s State<'a>,
    facts: BTreeSet<Id>,
}

impl Environment for Without<'_, '_> {
    fn owns(&self, plan: &Id) -> Option<bool> {
        self.state.owns(plan)
    }

    fn fact(&self, name: &Id) -> i64 {
        if self.facts.contains(name) { 0 } else { self.state.fact(name) }
    }

    fn scored(&self, pattern: &str) -> bool {
        self.state.scored(pattern)
    }

    fn row(&self, id: &Id) -> Option<(i64, i64)> {
        self.state.row(id)
    }
}
