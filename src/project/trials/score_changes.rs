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
    pub(super) score_changes: Vec<ScoreChange>,
    pub(super) drifting: Vec<DriftingRow>,
    pub(super) drifts: Vec<Stream>,
    pub(super) arrivals: Vec<ArrivingControls>,
}

/// Every event of the projection, on its day or with the step that triggers it.
pub(super) fn score_changes(
    input: &ProjectionInput<'_>,
    spreads: &Spreads,
    mut state: State<'_>,
    changes: &[DatedChange],
    schedule: &Schedule,
) -> ScoreChanges {
    let mut moves = ScoreChanges::default();
    let average = average(input).0;
    let numbers = poisson_quantiles(small(input.assumptions.new_controls_per_month));
    let mut rows =
        RowHistories::starting(state.rows.values().map(|row| (row.id.clone(), state.weight(row).0.0)));
    let mut score_changes: Vec<ScoreChange> = Vec::new();
    // The last change of each row, and work that waits for its row.
    let mut last: BTreeMap<Id, u32> = BTreeMap::new();
    let mut waiting: BTreeMap<Id, u32> = BTreeMap::new();
    let mut actions: Vec<u32> = Vec::new();
    for dated in changes {
        let when = match dated.work {
            Some(step) => ChangeTime::Step(small(step)),
            None => ChangeTime::Day(day_of(input.start, dated.date)),
        };
        let kind = dated.trigger.kind;
        if let (TriggerKind::NewControls, true, ChangeTime::Day(day)) = (kind, spreads.arrivals, when) {
            let maxima = Box::new(std::array::from_fn(|at| i64::from(numbers[at]) * average));
            moves.arrivals.push(ArrivingControls { day, key: Stream::arrivals(day), maxima });
            continue;
        }
        let moved = state.apply(&dated.change);
        if let (TriggerKind::Drift, ChangeTime::Day(day)) = (kind, when) {
            // Drift waits for nothing, and nothing waits for it.
            let stream = spreads.drift.then(|| small(moves.drifts.len()));
            moves.drifts.extend(stream.map(|_| Stream::drift(&dated.trigger.id, day)));
            for row in moved {
                rows.moved(&row.id, small(score_changes.len()), row.points.0, Some(stream));
                score_changes.push(ScoreChange { when, behind: None, points: row.points.0, max: 0 });
            }
            continue;
        }
        if let (ChangeTime::Step(step), TriggerKind::Control, true) =
            (when, dated.trigger.kind, moved.is_empty())
        {
            waiting.insert(dated.trigger.id.clone(), step);
        }
        for row in moved {
            let mut push = |when: ChangeTime, points: i64, max: i64| {
                let behind = last.get(&row.id).copied();
                last.insert(row.id.clone(), small(score_changes.len()));
                rows.moved(&row.id, small(score_changes.len()), points, None);
                score_changes.push(ScoreChange { when, behind, points, max });
            };
            if row.kind == RowChangeKind::Entered {
                // Where a row needs several actions, any of them may be the last in a trial.
                for step in also_bring(&state, &row.id, &actions, schedule) {
                    push(ChangeTime::Step(step), 0, 0);
                }
            }
            match waiting.remove(&row.id).filter(|_| row.kind == RowChangeKind::Entered) {
                Some(step) => {
                    push(when, 0, row.max.0);
                    push(ChangeTime::Step(step), row.points.0, 0);
                }
                None => push(when, row.points.0, row.max.0),
            }
        }
        if let (ChangeTime::Step(step), TriggerKind::Action) = (when, dated.trigger.kind) {
            actions.push(step);
        }
    }
    moves.drifting = rows.drifting(&mut score_changes);
    ScoreChanges { score_changes, ..moves }
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

    fn owns_one_of(&self, plans: &[&Id]) -> bool {
        self.state.owns_one_of(plans)
    }

    fn is_unknown(&self, name: &Id) -> bool {
        !self.facts.contains(name) && self.state.is_unknown(name)
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
