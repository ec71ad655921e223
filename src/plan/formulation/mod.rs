//! The plans of a tenant as one problem of the optimiser: work, what is done by it, rows that come and go, and what of it
//! gains points.
//!
//! Every sequence of steps that keeps the rules of `src/docs/methods.md` ("What a plan means") is a plan of the problem and is
//! worth at most as much there; so the problem bounds them all. Where conditions only ever begin to hold, the two are the
//! same. Where they may end again, or rest on rows, the problem takes the better of both, and the search replays what it
//! finds.

mod build;
mod conditions;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Graph, Id, Points};
use crate::plan::optimise::Rule;
use crate::state::State;

/// What a node of the problem stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Work on an action.
    Work(Id),
    /// Work on a row by the way of this index.
    Step(Id, usize),
    /// Something that follows from steps.
    Effect,
}

/// Whether something holds, or the node that stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Yes,
    No,
    Node(usize),
}

/// The problem of a tenant on one day.
#[derive(Debug)]
pub(super) struct Formulation<'s, 'a> {
    pub(super) state: &'s State<'a>,
    pub(super) meanings: Vec<Meaning>,
    pub(super) graph: Graph,
    pub(super) maxima: Vec<Points>,
    pub(super) rules: Vec<Rule>,
    /// Nodes that no plan can hold.
    pub(super) out: Vec<usize>,
    /// The node of the work on every open action.
    pub(super) work: BTreeMap<Id, usize>,
    /// The nodes of the steps on every row, by way.
    pub(super) steps: BTreeMap<Id, Vec<usize>>,
    /// The node that says that a plan rests on an action, for actions that exclude others.
    pub(super) used: BTreeMap<Id, usize>,
    /// Work of which it matters where in a plan it stands: its row may leave, its way may end, facts may show it to be done, or
    /// it is what these hang on. All other work may be done as soon as it can be, and is never worse for it.
    pub(super) fickle: BTreeSet<Id>,
    /// The nodes that add up to what a row changes, each with its points and its maximum.
    pub(super) worth: BTreeMap<Id, Vec<(usize, Points, Points)>>,
    /// Whether an action is done in the end.
    pub(super) done: BTreeMap<Id, Known>,
    /// Whether a row is done as far as its ways reach.
    pub(super) reached: BTreeMap<Id, Known>,
}

impl Formulation<'_, '_> {
    /// The nodes of the work on an action or a row.
    pub(super) fn nodes_of(&self, id: &Id) -> impl Iterator<Item = usize> {
        self.work.get(id).into_iter().chain(self.steps.get(id).into_iter().flatten()).copied()
    }

    /// The nodes of the work that a name means.
    pub(super) fn named(&self, name: &Id) -> Vec<usize> {
        let steps =
            self.steps.iter().filter(|(id, _)| id.is_named(name.as_str())).flat_map(|(_, nodes)| nodes);
        steps.copied().chain(self.work.get(name).copied()).collect()
    }
}
