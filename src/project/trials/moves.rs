//! Every movement of the projection as shifts, and what happens by itself beside them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Input;
use super::super::agenda::Entry;
use super::super::churn::average;
use super::super::event::TriggerKind;
use super::book::{day_of, small};
use super::itself::Rows;
use super::model::{Arrivals, Drifting, Shift, When};
use super::random::Key;
use super::table::arrivals;
use crate::model::{Control, Environment, Id, Spreads};
use crate::plan::schedule::Schedule;
use crate::state::{RowChangeKind, State};

/// What moves the score.
#[derive(Debug, Default)]
pub(super) struct Moves {
    pub(super) shifts: Vec<Shift>,
    pub(super) drifting: Vec<Drifting>,
    pub(super) drifts: Vec<Key>,
    pub(super) arrivals: Vec<Arrivals>,
}

/// Every movement of the projection, on its day or with its step.
pub(super) fn moves(
    input: &Input<'_>,
    spreads: &Spreads,
    mut state: State<'_>,
    entries: &[Entry],
    schedule: &Schedule,
) -> Moves {
    let mut moves = Moves::default();
    let average = average(input).0;
    let numbers = arrivals(small(input.assumptions.new_controls_per_month));
    let mut rows = Rows::starting(state.rows.values().map(|row| (row.id.clone(), state.weight(row).0.0)));
    let mut shifts: Vec<Shift> = Vec::new();
    // The last shift of each row, and work that waits for its row.
    let mut last: BTreeMap<Id, u32> = BTreeMap::new();
    let mut waiting: BTreeMap<Id, u32> = BTreeMap::new();
    let mut actions: Vec<u32> = Vec::new();
    for entry in entries {
        let when = match entry.work {
            Some(step) => When::Step(small(step)),
            None => When::Day(day_of(input.start, entry.date)),
        };
        let kind = entry.trigger.kind;
        if let (TriggerKind::NewControls, true, When::Day(day)) = (kind, spreads.arrivals, when) {
            let maxima = Box::new(std::array::from_fn(|at| i64::from(numbers[at]) * average));
            moves.arrivals.push(Arrivals { day, key: Key::arrivals(day), maxima });
            continue;
        }
        let moved = state.apply(&entry.change);
        if let (TriggerKind::Drift, When::Day(day)) = (kind, when) {
            // What drifts waits for nothing and holds nothing up.
            let luck = spreads.drift.then(|| small(moves.drifts.len()));
            moves.drifts.extend(luck.map(|_| Key::drift(&entry.trigger.id, day)));
            for shift in moved {
                rows.moved(&shift.id, small(shifts.len()), shift.points.0, Some(luck));
                shifts.push(Shift { when, behind: None, points: shift.points.0, max: 0 });
            }
            continue;
        }
        if let (When::Step(step), TriggerKind::Control, true) = (when, entry.trigger.kind, moved.is_empty()) {
            waiting.insert(entry.trigger.id.clone(), step);
        }
        for shift in moved {
            let mut push = |when: When, points: i64, max: i64| {
                let behind = last.get(&shift.id).copied();
                last.insert(shift.id.clone(), small(shifts.len()));
                rows.moved(&shift.id, small(shifts.len()), points, None);
                shifts.push(Shift { when, behind, points, max });
            };
            if shift.kind == RowChangeKind::Entered {
                // Where several actions bring a row, in a trial any of them may be the last.
                for step in also_bring(&state, &shift.id, &actions, schedule) {
                    push(When::Step(step), 0, 0);
                }
            }
            match waiting.remove(&shift.id).filter(|_| shift.kind == RowChangeKind::Entered) {
                Some(step) => {
                    push(when, 0, shift.max.0);
                    push(When::Step(step), shift.points.0, 0);
                }
                None => push(when, shift.points.0, shift.max.0),
            }
        }
        if let (When::Step(step), TriggerKind::Action) = (when, entry.trigger.kind) {
            actions.push(step);
        }
    }
    moves.drifting = rows.drifting(&mut shifts);
    Moves { shifts, ..moves }
}

/// Finished actions without which a row would not show.
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

/// A state in which some facts are not true.
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
