//! Who reads a fact or a row of the score, so that a change of facts moves nothing else.
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
    /// How far an action is done. Who sets a fact is among those who read it: it is set again after another has.
    Action,
}

#[derive(Debug, Default)]
pub(super) struct Readers {
    by_fact: BTreeMap<Id, ReaderIds>,
    /// Those that look at rows of the score.
    by_rows: ReaderIds,
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
        }
        for control in catalogue.controls.values() {
            if let Some(credit) = &control.default_credit {
                readers.reads(&credit.when, Purpose::Credit, &control.id);
            }
        }
        for action in catalogue.actions.values() {
            let id = &action.id;
            readers.reads(&action.applies_when, Purpose::Action, id);
            match &action.done_when {
                Some(DoneWhen::Holds(expr)) => readers.reads(expr, Purpose::Action, id),
                Some(DoneWhen::RowShare(_)) => readers.by_rows.add(Purpose::Action, id),
                Some(DoneWhen::FactShare { fact, .. }) => readers.reads_fact(fact, Purpose::Action, id),
                None => {}
            }
            for fact in action.sets.keys() {
                readers.reads_fact(fact, Purpose::Action, id);
            }
        }
        readers
    }

    fn reads(&mut self, expr: &Expr, purpose: Purpose, id: &Id) {
        expr.visit(&mut |part| match part {
            Expr::Fact(fact, ..) => self.reads_fact(fact, purpose, id),
            Expr::Scored(_) | Expr::Earned(_) => self.by_rows.add(purpose, id),
            _ => {}
        });
    }

    fn reads_fact(&mut self, fact: &Id, purpose: Purpose, id: &Id) {
        self.by_fact.entry(fact.clone()).or_default().add(purpose, id);
    }

    /// Who reads a fact.
    pub(super) fn of_fact(&self, fact: &Id, purpose: Purpose) -> &[Id] {
        self.by_fact.get(fact).map_or(&[], |readers| readers.of(purpose))
    }

    /// Who reads one of some facts, or any rows, which may have moved since they were last looked at.
    pub(super) fn of_facts(&self, facts: &BTreeSet<Id>, purpose: Purpose) -> BTreeSet<Id> {
        let of_facts = facts.iter().flat_map(|fact| self.of_fact(fact, purpose));
        self.by_rows.of(purpose).iter().chain(of_facts).cloned().collect()
    }
}
