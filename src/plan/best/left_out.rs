//! What a plan leaves of its backlog, and by how much each piece missed it.

use super::question::{BestPlan, BestQuestion, PlanObjective};
use crate::model::{Id, Minutes, Points};
use crate::plan::{Backlog, WorkKind};

/// A control, or an item with points, that could be planned and is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Which.
    pub id: Id,
    /// Why.
    pub reason: LeftReason,
}

/// Why it is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftReason {
    /// The user said so, of it or of something that it needs.
    Never(Id),
    /// With so much more budget it is in, with all that it still needs; the plan keeps what it has.
    OverBudget(MissingWork),
    /// The target is reached without it.
    NotNeeded(MissingWork),
    /// It fits, and what comes with it takes away as much as it brings.
    LowersScore(MissingWork),
    /// Too much hangs together to say by how much it misses the plan.
    Untold,
}

/// A control with everything that the plan lacks for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MissingWork {
    /// Minutes: beyond the budget, or in all where there is none.
    pub effort: Minutes,
    /// What all of it brings.
    pub points: Points,
    /// How far all of it moves the maximum.
    pub max: Points,
    /// What comes along, by id.
    pub with: Vec<Id>,
}

/// How many nodes are visited for all levers together: a few milliseconds. Lists of ten thousand items that hang
/// together would take minutes, and nobody reads as many levers.
const MOST_VISITS: usize = 2_000_000;

/// Everything with points that the plan of an answer leaves out, by id.
pub fn left_out(best: &BestPlan, ask: &BestQuestion) -> Vec<LeftOut> {
    let Some(plan) = &best.plan else { return Vec::new() };
    let backlog = &best.backlog;
    let mut sight = LeftOutWalk {
        backlog,
        taken: vec![false; backlog.items.len()],
        barred: vec![false; backlog.items.len()],
        seen: vec![usize::MAX; backlog.items.len()],
        visits: 0,
    };
    plan.chosen.iter().for_each(|&node| sight.taken[node] = true);
    ask.never.iter().flat_map(|id| backlog.named(id)).for_each(|node| sight.barred[node] = true);
    let slack = best.budget.map(|budget| budget.0 - plan.minutes);
    let mut left = Vec::new();
    for (at, node) in backlog.items.iter().enumerate() {
        if !sight.taken[at] && node.kind == WorkKind::Control && node.points > Points::ZERO {
            left.push(LeftOut { id: node.id.clone(), reason: sight.reason(at, slack, ask.objective) });
        }
    }
    left
}

/// What is taken and barred, and the marks of a walk.
struct LeftOutWalk<'b> {
    backlog: &'b Backlog,
    taken: Vec<bool>,
    barred: Vec<bool>,
    /// The walk that has seen a node last.
    seen: Vec<usize>,
    visits: usize,
}

impl LeftOutWalk<'_> {
    fn reason(&mut self, node: usize, slack: Option<i64>, want: PlanObjective) -> LeftReason {
        if self.visits > MOST_VISITS {
            return LeftReason::Untold;
        }
        let missing = self.missing(node);
        if let Some(&bar) = missing.iter().find(|&&other| self.barred[other]) {
            return LeftReason::Never(self.backlog.items[bar].id.clone());
        }
        let nodes = || missing.iter().map(|&other| &self.backlog.items[other]);
        let mut piece = MissingWork {
            effort: nodes().map(|node| node.effort).sum(),
            points: nodes().map(|node| node.points).sum(),
            max: nodes().map(|node| node.max).sum(),
            with: missing
                .iter()
                .filter(|&&other| other != node)
                .map(|&at| self.backlog.items[at].id.clone())
                .collect(),
        };
        match (want, slack) {
            (PlanObjective::Target(_), _) => LeftReason::NotNeeded(piece),
            (_, Some(slack)) if piece.effort.0 > slack => {
                piece.effort = Minutes(piece.effort.0 - slack);
                LeftReason::OverBudget(piece)
            }
            _ => LeftReason::LowersScore(piece),
        }
    }

    /// A node and all it needs that is not taken, sorted. What a taken node needs is taken too.
    fn missing(&mut self, node: usize) -> Vec<usize> {
        let mut open = vec![node];
        let mut missing = Vec::new();
        while let Some(next) = open.pop() {
            if !self.taken[next] && std::mem::replace(&mut self.seen[next], node) != node {
                missing.push(next);
                open.extend(self.backlog.graph.needs(next));
            }
        }
        self.visits += missing.len();
        missing.sort_unstable();
        missing
    }
}
