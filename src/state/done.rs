//! How far each action is done, and the evidence for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::State;
use super::change::Extent;
use super::readers::Purpose;
use crate::model::catalogue::FactValue;
use crate::model::text::words;
use crate::model::{Action, DoneWhen, Environment, Expr, Id, Share};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The tenant file states it.
    Stated,
    /// Observed rows or facts show it.
    Inferred,
    /// The action does not apply to this tenant.
    NotApplicable,
    /// The scenario has done it.
    Simulated,
}

words!(Evidence: "stated" => Stated, "inferred" => Inferred, "makes no sense here" => NotApplicable,
    "simulated" => Simulated);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionDone {
    pub share: Share,
    pub evidence: Evidence,
}

/// What the rows of the score say to the conditions of actions that look at them, by what these write.
///
/// It is noted on the first day and when the tenant changes, not after every step: rows that a plan has earned may have been
/// earned in another way, and are no evidence of the work on which they usually rest.
#[derive(Debug, Default)]
pub(super) struct RowEvidence(BTreeMap<String, RowSaid>);

#[derive(Debug, Default)]
struct RowSaid {
    is_scored: bool,
    points: Option<(i64, i64)>,
}

impl RowEvidence {
    fn of(state: &State<'_>) -> Self {
        let said = |pattern: &str| RowSaid {
            is_scored: state.scored(pattern),
            points: state.row(&Id::new(pattern)),
        };
        let patterns = state.readers.row_patterns();
        Self(patterns.map(|pattern| (pattern.to_owned(), said(pattern))).collect())
    }
}

/// A tenant as the conditions of actions see it.
pub(super) struct Seen<'s, 'a>(pub(super) &'s State<'a>);

impl Environment for Seen<'_, '_> {
    fn owns(&self, plan: &Id) -> Option<bool> {
        self.0.owns(plan)
    }

    fn owns_one_of(&self, plans: &[&Id]) -> bool {
        self.0.owns_one_of(plans)
    }

    fn is_unknown(&self, name: &Id) -> bool {
        self.0.is_unknown(name)
    }

    fn fact(&self, name: &Id) -> i64 {
        self.0.fact(name)
    }

    fn scored(&self, pattern: &str) -> bool {
        self.0.row_evidence.0.get(pattern).is_some_and(|said| said.is_scored)
    }

    fn row(&self, id: &Id) -> Option<(i64, i64)> {
        self.0.row_evidence.0.get(id.as_str())?.points
    }
}

/// Infers how far actions are done and the facts that follow, at the start and after every change: an action that did not
/// apply may apply now. Where a change moves facts alone, those are looked at that read them; an action sets its facts when
/// it turns out to be done further than before, so what later work has set stays.
///
/// Facts of one action may be the evidence of another, so this goes through the actions by id, again and again, until
/// nothing is left that reads what has moved.
pub(super) fn infer(state: &mut State<'_>, extent: Extent) {
    let catalogue = state.catalogue;
    let readers = Arc::clone(&state.readers);
    if extent != Extent::Facts {
        state.row_evidence = Arc::new(RowEvidence::of(state));
    }
    let mut open: BTreeSet<Id> = match extent {
        Extent::Tenant | Extent::Populations => catalogue.actions.keys().cloned().collect(),
        Extent::Facts => {
            let mut open = readers.of_facts(&state.moved_facts, Purpose::Action);
            open.append(&mut state.unsettled);
            open
        }
    };
    for _ in 0..=catalogue.actions.len() {
        let mut next = BTreeSet::new();
        while let Some(id) = open.pop_first() {
            let Some(action) = catalogue.actions.get(&id) else { continue };
            // What the scenario has done stays done, whatever the rows show later.
            if state.done.get(&id).is_some_and(|done| done.evidence == Evidence::Simulated) {
                continue;
            }
            let mut done = of(state, action);
            // Work that rows have shown to be done stays done when their points fall, and while a licence is missing without
            // which it makes no sense here.
            if done.evidence == Evidence::Inferred && looks_at_rows(action) {
                let shown = state.shown.entry(id.clone()).or_insert(done.share);
                *shown = done.share.max(*shown);
                done.share = *shown;
            }
            let before = state.done.insert(id.clone(), done).map_or(Share::NONE, |before| before.share);
            let is_more = done.share != before && done.share.max(before) == done.share;
            // What counts a population follows its size.
            if done.evidence == Evidence::NotApplicable || (extent != Extent::Populations && !is_more) {
                continue;
            }
            for fact in set_facts(state, action, done.share, false) {
                for reader in readers.of_fact(&fact, Purpose::Action) {
                    // Those that come later see it in this turn.
                    let turn = if *reader > id { &mut open } else { &mut next };
                    turn.insert(reader.clone());
                }
            }
        }
        if next.is_empty() {
            break;
        }
        open = next;
    }
    state.unsettled = open;
}

impl State<'_> {
    pub(super) fn set_fact(&mut self, fact: &Id, value: i64) {
        self.facts.insert(fact.clone(), value);
        self.moved_facts.insert(fact.clone());
    }

    /// Whether an action is done without anybody working on it since `start`: it was done then, or facts show it.
    pub fn is_done_without(&self, start: &State<'_>, id: &Id) -> bool {
        [start, self].iter().any(|state| state.done.get(id).is_some_and(|done| done.share.is_all()))
    }

    /// Whether a condition of an action holds, by what rows said when they were last looked at.
    pub fn shows(&self, expr: &Expr) -> bool {
        expr.holds(&Seen(self))
    }
}

/// Whether rows of the score are the evidence of an action.
fn looks_at_rows(action: &Action) -> bool {
    action.done_when.as_ref().is_some_and(|done_when| !done_when.row_patterns().is_empty())
}

/// How far an action is done by the tenant file, else by its condition.
fn of(state: &State<'_>, action: &Action) -> ActionDone {
    if let Some(stated) = state.tenant.actions.get(&action.id) {
        return ActionDone { share: stated.share(), evidence: Evidence::Stated };
    }
    if !action.applies_when.may_hold(&Seen(state)) {
        return ActionDone { share: Share::ALL, evidence: Evidence::NotApplicable };
    }
    let share = match &action.done_when {
        None => Share::NONE,
        Some(DoneWhen::Holds(expr)) => {
            if state.shows(expr) {
                Share::ALL
            } else {
                Share::NONE
            }
        }
        Some(DoneWhen::RowShare(id)) => Seen(state)
            .row(id)
            .filter(|(_, max)| *max > 0)
            .map_or(Share::NONE, |(points, max)| Share::new(points, max)),
        Some(DoneWhen::FactShare { fact, population }) => {
            let size = state.population(population);
            if size > 0 { Share::new(state.fact(fact), size) } else { Share::NONE }
        }
    };
    ActionDone { share, evidence: Evidence::Inferred }
}

/// Sets the facts of an action that is done to a share. A stated fact takes precedence over an inferred one, and a later
/// completion over both. Returns the facts that have moved.
pub(super) fn set_facts(state: &mut State<'_>, action: &Action, share: Share, completed: bool) -> Vec<Id> {
    let mut moved = Vec::new();
    for (fact, value) in &action.sets {
        let value = match value {
            FactValue::Number(number) if share.is_all() => *number,
            FactValue::Number(_) => continue,
            FactValue::Population(name) => share.of_count(state.population(name)),
        };
        let counts = matches!(action.sets.get(fact), Some(FactValue::Population(_)));
        // Doing more of an action never lowers a fact.
        let value = if counts { value.max(state.facts.get(fact).copied().unwrap_or(0)) } else { value };
        let stated = state.tenant.facts.contains_key(fact);
        if share.is_none() || (stated && !completed) || state.facts.get(fact) == Some(&value) {
            continue;
        }
        state.set_fact(fact, value);
        moved.push(fact.clone());
    }
    moved
}
