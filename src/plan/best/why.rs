//! Why a step is in a plan: what it earns, what it opens, who asked for it.

use crate::model::{Graph, Id, Points};
use crate::plan::Backlog;

/// What a step is good for within its plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepReason {
    /// Somebody asked for it, or for what needs it.
    pub asked: bool,
    /// The steps that need it, in the order of their ids.
    pub opens: Vec<Id>,
    /// The points of these.
    pub opened_points: Points,
}

/// The reasons of all steps of a plan, by index; `plan` holds nothing else.
pub fn step_reasons(plan: &Backlog, must: &[Id]) -> Vec<StepReason> {
    let asked = below(&plan.graph, must.iter().flat_map(|id| plan.named(id)).collect());
    (0..plan.items.len())
        .map(|node| {
            let opened = plan.graph.needed_by(node);
            StepReason {
                asked: asked[node],
                opens: opened.iter().map(|&other| plan.items[other].id.clone()).collect(),
                opened_points: opened.iter().map(|&other| plan.items[other].points).sum(),
            }
        })
        .collect()
}

/// Some nodes and all they need.
fn below(graph: &Graph, mut open: Vec<usize>) -> Vec<bool> {
    let mut seen = vec![false; graph.len()];
    while let Some(node) = open.pop() {
        if !std::mem::replace(&mut seen[node], true) {
            open.extend(graph.needs(node));
        }
    }
    seen
}
