//! Why work is in a plan or left out of it: what depends on a step, and by how much the rest missed the plan.

use super::question::{BestPlan, BestQuestion, PlanObjective};
use crate::model::{Id, Minutes, Points};
use crate::plan::{Backlog, WorkKind};

/// A control, or a list item with points, that could be planned and is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub id: Id,
    pub reason: LeftReason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftReason {
    /// Somebody excluded it, or this prerequisite of it.
    Never(Id),
    /// This much more budget would add it and its missing prerequisites, the rest of the plan unchanged.
    OverBudget(MissingWork),
    /// The target is reached without it.
    NotNeeded(MissingWork),
    /// It fits, but its prerequisites take away as much as it brings.
    LowersScore(MissingWork),
    /// Not worked out: the backlog is too entangled for the limit on visits.
    Untold,
}

/// A control with its missing prerequisites.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MissingWork {
    /// The effort beyond what is left of the budget; all of it where there is no budget.
    pub effort: Minutes,
    pub points: Points,
    /// How far all of it moves the maximum.
    pub max: Points,
    /// The missing prerequisites, by id.
    pub with: Vec<Id>,
}

/// The limit on visits to work items, over all reasons: a few milliseconds. Lists of ten thousand entangled items
/// would take minutes, and nobody reads as many reasons.
const MOST_VISITS: usize = 2_000_000;

/// Everything with points that a plan leaves out, by id.
pub fn left_out(best: &BestPlan, question: &BestQuestion) -> Vec<LeftOut> {
    let Some(plan) = &best.plan else { return Vec::new() };
    let backlog = &best.backlog;
    let mut walk = LeftOutWalk {
        backlog,
        taken: vec![false; backlog.items.len()],
        excluded: vec![false; backlog.items.len()],
        visited: vec![usize::MAX; backlog.items.len()],
        visits: 0,
    };
    plan.chosen.iter().for_each(|&node| walk.taken[node] = true);
    question.never.iter().flat_map(|id| backlog.named(id)).for_each(|node| walk.excluded[node] = true);
    let slack = best.budget.map(|budget| budget - plan.minutes);
    let mut left = Vec::new();
    for (at, node) in backlog.items.iter().enumerate() {
        if !walk.taken[at] && node.kind == WorkKind::Control && node.points > Points::ZERO {
            left.push(LeftOut { id: node.id.clone(), reason: walk.reason(at, slack, question.objective) });
        }
    }
    left
}

/// What is taken and excluded, and the marks of the traversals.
struct LeftOutWalk<'b> {
    backlog: &'b Backlog,
    taken: Vec<bool>,
    excluded: Vec<bool>,
    /// The last traversal that has visited each work item.
    visited: Vec<usize>,
    visits: usize,
}

impl LeftOutWalk<'_> {
    fn reason(&mut self, node: usize, slack: Option<Minutes>, objective: PlanObjective) -> LeftReason {
        if self.visits > MOST_VISITS {
            return LeftReason::Untold;
        }
        let missing = self.missing(node);
        if let Some(&bar) = missing.iter().find(|&&other| self.excluded[other]) {
            return LeftReason::Never(self.backlog.items[bar].id.clone());
        }
        let nodes = || missing.iter().map(|&other| &self.backlog.items[other]);
        let mut missing_work = MissingWork {
            effort: nodes().map(|node| node.effort).sum(),
            points: nodes().map(|node| node.points).sum(),
            max: nodes().map(|node| node.max).sum(),
            with: missing
                .iter()
                .filter(|&&other| other != node)
                .map(|&at| self.backlog.items[at].id.clone())
                .collect(),
        };
        match (objective, slack) {
            (PlanObjective::Target(_), _) => LeftReason::NotNeeded(missing_work),
            (_, Some(slack)) if missing_work.effort > slack => {
                missing_work.effort -= slack;
                LeftReason::OverBudget(missing_work)
            }
            _ => LeftReason::LowersScore(missing_work),
        }
    }

    /// A work item and its prerequisites that are not taken, sorted. The prerequisites of a taken one are taken too.
    fn missing(&mut self, node: usize) -> Vec<usize> {
        let mut open = vec![node];
        let mut missing = Vec::new();
        while let Some(next) = open.pop() {
            if !self.taken[next] && std::mem::replace(&mut self.visited[next], node) != node {
                missing.push(next);
                open.extend(self.backlog.graph.needs(next));
            }
        }
        self.visits += missing.len();
        missing.sort_unstable();
        missing
    }
}

/// Why a step is in its plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepReason {
    /// Whether somebody requires it, or something that depends on it.
    pub asked: bool,
    /// The steps that depend on it directly, by id.
    pub opens: Vec<Id>,
    pub opened_points: Points,
}

/// The reasons for all steps of a plan, by index in `plan`, which holds nothing else.
pub fn step_reasons(plan: &Backlog, must: &[Id]) -> Vec<StepReason> {
    let asked = plan.graph.with_needs(must.iter().flat_map(|id| plan.named(id)).collect());
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
