//! The backlog: what still has points to gain, as a graph of controls and the actions they share.

mod action_effect;
mod alternatives;
mod build;
mod candidates;
mod choice;
mod classify;
mod effort;
mod exclude;
mod include;
mod interactions;

pub use alternatives::Alternatives;
pub use build::{build, build_for, from_items, met};
pub(super) use effort::effort_at;
pub use exclude::{Excluded, Reason};

use crate::model::{Graph, Id, Minutes, Points, Weight};

/// A control or an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkKind {
    /// Earns points.
    Control,
    /// Earns none itself.
    Action,
}

/// One piece of work.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkItem {
    /// The control or action.
    pub id: Id,
    /// Which of the two.
    pub kind: WorkKind,
    /// What to do.
    pub title: String,
    /// The product it belongs to.
    pub product: Option<Id>,
    /// The team that usually does it.
    pub team: Option<Id>,
    /// The way that was chosen, where there are several.
    pub way: Option<Id>,
    /// What it brings; negative where points fall away.
    pub points: Points,
    /// How far it moves the maximum of the score: by the rows that it brings in.
    pub max: Points,
    /// What it takes.
    pub effort: Minutes,
    /// What must be done before, hard and safety, by index.
    pub needs: Vec<usize>,
    /// What should be done before, by index.
    pub after: Vec<usize>,
    /// Everything it rests on by name, also what is done or booked already.
    pub requires: Vec<Id>,
    /// Whole days that pass without hours before dependents may start.
    pub wait_days: i64,
}

/// Everything that can be planned, sorted by id, and everything that can not.
#[derive(Debug, Clone, Default)]
pub struct Backlog {
    /// The work, by id.
    pub items: Vec<WorkItem>,
    /// Its weights and hard edges, by the same index.
    pub graph: Graph,
    /// What has points left but can not be planned, by id.
    pub excluded: Vec<Excluded>,
    /// Whether points and maximum of the score are the sums over the nodes, whichever of them are done, and nothing that
    /// is left out could do better.
    pub exact: bool,
}

impl Backlog {
    /// Where an id stands.
    pub fn index(&self, id: &Id) -> Option<usize> {
        self.items.binary_search_by(|node| node.id.cmp(id)).ok()
    }

    /// Where everything stands that a name means: also every instance of an app.
    pub fn named(&self, name: &Id) -> Vec<usize> {
        let means = |node: &WorkItem| node.id == *name || node.id.without_instance() == name.as_str();
        (0..self.items.len()).filter(|&at| means(&self.items[at])).collect()
    }

    /// The part of some nodes (sorted) that hold all they need.
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
        let weights = nodes.iter().map(|n| Weight { points: n.points.0, minutes: n.effort.0 }).collect();
        // A part of a graph without circles has none.
        let graph =
            Graph::new(weights, nodes.iter().map(|node| node.needs.clone()).collect()).unwrap_or_default();
        Self { items: nodes, graph, excluded: self.excluded.clone(), exact: self.exact }
    }
}
