//! Who reads a fact, so that a change of facts moves nothing else; and which rows of the score actions look at.
//!
//! Goes in: the conditions of a catalogue. Comes out: for a set of facts the ids to look at again. **Invariant:** whatever
//! hangs on a fact is among its readers; a change of anything else is read by everybody.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Catalogue, Control, DoneWhen, Expr, Id};

/// What is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Whether a control is expected in the score.
    Visibility,
    /// Whether a default credit is due.
    Credit,
    /// How far an action is done.
    Action,
}

#[derive(Debug, Default)]
pub(super) struct Readers {
    by_fact: BTreeMap<Id, ReaderIds>,
    /// The rows that actions look at, as their conditions write them.
    row_patterns: BTreeSet<String>,
    /// Actions that bring controls into the score, and those that these need.
    deployments: BTreeSet<Id>,
}

/// Ids by [`Purpose`].
#[derive(Debug, Default)]
struct ReaderIds([Vec<Id>; 3]);

impl ReaderIds {
    fn add(&mut self, purpose: Purpose, id: &Id) {
        let ids = &mut self.0[purpose as usize];
        if ids.last() != Some(id) {
            ids.push(id.clone());
        }
    }

    fn of(&self, purpose: Purpose) -> &[Id] {
        &self.0[purpose as usize]
    }
}

impl Readers {
    /// The readers of a catalogue. `expectable` are the controls that conditions may bring into the score, by their ids
    /// there.
    pub(super) fn of<'c>(
        catalogue: &'c Catalogue,
        expectable: impl Iterator<Item = (&'c Id, &'c Control)>,
    ) -> Self {
        let mut readers = Self::default();
        for (id, control) in expectable {
            readers.reads(&control.visible_when, Purpose::Visibility, id);
            for way in &control.ways {
                readers.reads(&way.entitled_when, Purpose::Visibility, id);
            }
            if let Some(credit) = &control.default_credit {
                readers.reads(&credit.when, Purpose::Credit, id);
            }
        }
        for action in catalogue.actions.values() {
            let id = &action.id;
            readers.reads(&action.applies_when, Purpose::Action, id);
            match &action.done_when {
                Some(DoneWhen::Holds(expr)) => readers.reads(expr, Purpose::Action, id),
                Some(DoneWhen::RowShare(row)) => drop(readers.row_patterns.insert(row.to_string())),
                Some(DoneWhen::FactShare { fact, .. }) => readers.reads_fact(fact, Purpose::Action, id),
                None => {}
            }
        }
        readers.deployments = readers.deployments_of(catalogue);
        readers
    }

    fn deployments_of(&self, catalogue: &Catalogue) -> BTreeSet<Id> {
        let is_seen = |fact: &Id| !self.of_fact(fact, Purpose::Visibility).is_empty();
        let mut open: Vec<&Id> = catalogue
            .actions
            .values()
            .filter(|action| action.sets.keys().any(is_seen))
            .map(|action| &action.id)
            .collect();
        let mut found = BTreeSet::new();
        while let Some(id) = open.pop() {
            if found.insert(id.clone()) {
                open.extend(catalogue.actions.get(id).into_iter().flat_map(|action| &action.needs));
            }
        }
        found
    }

    /// Whether an action brings controls into the score, or another one that does needs it.
    pub(super) fn is_deployment(&self, action: &Id) -> bool {
        self.deployments.contains(action)
    }

    fn reads(&mut self, expr: &Expr, purpose: Purpose, id: &Id) {
        expr.visit(&mut |part| match part {
            Expr::Fact(fact, ..) => self.reads_fact(fact, purpose, id),
            Expr::Scored(pattern) => drop(self.row_patterns.insert(pattern.clone())),
            Expr::Earned(row) => drop(self.row_patterns.insert(row.to_string())),
            _ => {}
        });
    }

    pub(super) fn row_patterns(&self) -> impl Iterator<Item = &str> {
        self.row_patterns.iter().map(String::as_str)
    }

    fn reads_fact(&mut self, fact: &Id, purpose: Purpose, id: &Id) {
        self.by_fact.entry(fact.clone()).or_default().add(purpose, id);
    }

    /// Who reads a fact.
    pub(super) fn of_fact(&self, fact: &Id, purpose: Purpose) -> &[Id] {
        self.by_fact.get(fact).map_or(&[], |readers| readers.of(purpose))
    }

    /// Who reads one of some facts.
    pub(super) fn of_facts(&self, facts: &BTreeSet<Id>, purpose: Purpose) -> BTreeSet<Id> {
        facts.iter().flat_map(|fact| self.of_fact(fact, purpose)).cloned().collect()
    }
}
