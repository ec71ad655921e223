//! The backlog: the work that can still gain points, as a graph of controls and the actions that they share.

mod action_effect;
mod build;
mod candidates;
mod choice;
mod classify;
mod effort;
mod exclude;
mod include;
mod interactions;

pub use build::{build, build_for, from_items, met};
pub use choice::Alternatives;
pub(in crate::plan) use effort::{action_effort, control_effort, effort_at, fallen};
pub use exclude::{Excluded, Reason};

use crate::model::{Graph, Id, Minutes, Points, Weight};

/// Whether a work item earns points itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkKind {
    /// A control, which earns points.
    Control,
    /// An action, which controls require.
    Action,
}

/// A work item: work before it has a place in an order.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkItem {
    pub id: Id,
    pub kind: WorkKind,
    pub title: String,
    pub product: Option<Id>,
    pub team: Option<Id>,
    /// The way that was chosen, where there are several.
    pub way: Option<Id>,
    /// The points that it gains; negative where it loses more.
    pub points: Points,
    /// By how much it moves the maximum of the score, by rows that it makes visible.
    pub max: Points,
    pub effort: Minutes,
    /// Its prerequisites, hard ones and safety gates, by index.
    pub needs: Vec<usize>,
    /// Work that should come before it, by index.
    pub after: Vec<usize>,
    /// All prerequisites by id, also those that are done or booked already.
    pub requires: Vec<Id>,
    /// Whole days of waiting before dependents may start.
    pub wait_days: i64,
}

/// Everything that can be planned, and everything that can not.
#[derive(Debug, Clone, Default)]
pub struct Backlog {
    /// The work items, sorted by id.
    pub items: Vec<WorkItem>,
    /// Their weights and prerequisites, by the same index.
    pub graph: Graph,
    /// Controls with points left that can not be planned, by id.
    pub excluded: Vec<Excluded>,
    /// Whether the score is additive: after any closed part of the items, points and maximum have moved by the sums
    /// over its items, and nothing that is excluded could gain more.
    pub exact: bool,
}

impl Backlog {
    pub fn index(&self, id: &Id) -> Option<usize> {
        self.items.binary_search_by(|node| node.id.cmp(id)).ok()
    }

    /// The indices of everything that a name means, all instances of an app included.
    pub fn named(&self, name: &Id) -> Vec<usize> {
        (0..self.items.len()).filter(|&at| self.items[at].id.is_named(name.as_str())).collect()
    }

    /// The part of some items, by sorted indices, that hold all their prerequisites.
    #[must_use]
    pub fn only(&self, chosen: &[usize]) -> Self {
        let at = |old: &usize| chosen.binary_search(old).ok();
        let kept = |list: &[usize]| list.iter().filter_map(at).collect::<Vec<_>>();
        let nodes: Vec<WorkItem> = chosen
            .iter()
            .map(|&old| {
                let node = &self.items[old];
                WorkItem { needs: kept(&node.needs), after: kept(&node.after), ..node.clone() }
            })
            .collect();
        let weights = nodes.iter().map(|n| Weight { points: n.points, minutes: n.effort }).collect();
        // A part of a graph without cycles has none.
        let graph =
            Graph::new(weights, nodes.iter().map(|node| node.needs.clone()).collect()).unwrap_or_default();
        Self { items: nodes, graph, excluded: self.excluded.clone(), exact: self.exact }
    }
}
