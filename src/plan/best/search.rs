//! The best plan of a list, and what no plan of a tenant exceeds.

use std::sync::Arc;

use super::choices::Choices;
use super::question::{BestPlan, BestQuestion, Obstacle, PlanObjective, PlanVerdict};
use super::tenant::{self, TenantSearch};
use crate::model::{Id, Minutes, Percent, Points};
use crate::plan::formulation::Formulation;
use crate::plan::optimise::{
    self, Conflict, Constraint, InvalidProblem, Limits, Objective, PlanBound, Problem, Solution, SolveStatus,
};
use crate::plan::{Backlog, Excluded, Reason};

/// No budget: more minutes than any backlog may hold.
pub(super) const ENOUGH: Minutes = Minutes(1 << 40);

/// Required and excluded work by index in a backlog, and by how much each item moves the maximum.
pub(super) struct Indices {
    must: Vec<usize>,
    never: Vec<usize>,
    maxima: Vec<Points>,
}

impl Indices {
    pub(super) fn problem<'b>(&'b self, backlog: &'b Backlog, start: Option<Percent>) -> Problem<'b> {
        Problem {
            graph: &backlog.graph,
            maxima: &self.maxima,
            start,
            must: &self.must,
            never: &self.never,
            rules: &[],
        }
    }
}

/// The best plan of a list.
///
/// # Errors
/// [`InvalidProblem`] when the figures are out of range.
pub(super) fn best_of_list(
    choices: &Choices<'_, '_>,
    list: &Arc<Backlog>,
    question: &BestQuestion,
    limits: Limits<'_>,
) -> Result<BestPlan, InvalidProblem> {
    let budget = match question.objective {
        PlanObjective::Points(budget) | PlanObjective::Percent(budget) => budget.minutes(choices.total()),
        PlanObjective::Target(_) => None,
    };
    let target_points = match (question.objective, choices.gains()) {
        // Rounded up: a plan that falls short by a hundredth has not reached it.
        (PlanObjective::Target(percent), Some(all)) => Some(percent.least_points(all)),
        _ => None,
    };
    let objective = match target_points {
        Some(points) => Objective::PointsTarget { points },
        None => tenant::objective(question, budget),
    };
    let mut best = BestPlan {
        verdict: PlanVerdict::Feasible,
        backlog: Backlog::clone(list),
        plan: None,
        bound: None,
        feasible_limit: None,
        budget,
        target_points,
        stopped: None,
        work: 0,
    };
    let indices = match indices(choices, list, &question.must, &question.never) {
        Ok(indices) => indices,
        Err(obstacles) => {
            best.verdict = PlanVerdict::Infeasible(obstacles);
            return Ok(best);
        }
    };
    let Solution { status, plan, bound, stopped, work, .. } =
        optimise::solve(indices.problem(list, None), objective, limits)?;
    (best.plan, best.stopped, best.work) = (plan, stopped, work);
    match status {
        SolveStatus::Infeasible(conflict) => {
            best.verdict = PlanVerdict::Infeasible(obstacles(&conflict, list));
            best.feasible_limit = conflict.feasible_limit;
        }
        SolveStatus::Feasible => best.bound = Some(bound),
        SolveStatus::Optimal | SolveStatus::NoBetter => best.verdict = PlanVerdict::Optimal,
    }
    Ok(best)
}

/// What no plan of a tenant exceeds, after a short search. `None` for a list and for a target.
///
/// # Errors
/// [`InvalidProblem`] when the figures are out of range or a percentage is asked of a tenant without a maximum.
pub fn bound(
    choices: &mut Choices<'_, '_>,
    question: &BestQuestion,
) -> Result<Option<PlanBound>, InvalidProblem> {
    /// A few milliseconds.
    const SHORT: u64 = 200_000;
    let Choices::State { state, .. } = choices else { return Ok(None) };
    let budget = match question.objective {
        PlanObjective::Points(budget) | PlanObjective::Percent(budget) => budget,
        PlanObjective::Target(_) => return Ok(None),
    };
    let formulation = Formulation::of(state);
    let Ok(search) = TenantSearch::new(&formulation, &question.must, &question.never) else {
        return Ok(None);
    };
    let objective = tenant::objective(question, budget.minutes(choices.total()));
    let limits = Limits { max_work: SHORT, ..Limits::default() };
    search.bound(objective, limits).map(Some)
}

/// Looks up required and excluded work in a backlog; required work that it lacks is why there is no plan.
pub(super) fn indices(
    choices: &Choices<'_, '_>,
    backlog: &Backlog,
    must: &[Id],
    never: &[Id],
) -> Result<Indices, Vec<Obstacle>> {
    let mut required = Vec::new();
    for id in must {
        let named = backlog.named(id);
        // Work that makes no sense in the tenant counts as done for its dependents, but not for a person who
        // requires it.
        if named.is_empty() && (!choices.is_met(id) || is_out_of_reach(id, backlog)) {
            return Err(vec![unavailable(id, backlog)]);
        }
        required.extend(named);
    }
    let sorted = |mut nodes: Vec<usize>| {
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    };
    let (required, never) =
        (sorted(required), sorted(never.iter().flat_map(|id| backlog.named(id)).collect()));
    let maxima = backlog.items.iter().map(|node| node.max).collect();
    Ok(Indices { must: required, never, maxima })
}

/// Whether a control is excluded although work on it is left.
fn is_out_of_reach(id: &Id, backlog: &Backlog) -> bool {
    let reason = left_out(id, backlog).map(|excluded| excluded.reason);
    reason.is_some_and(|reason| !matches!(reason, Reason::AtCeiling | Reason::WayNotTaken))
}

/// The first excluded control that a name means; of an app, its first instance.
fn left_out<'b>(id: &Id, backlog: &'b Backlog) -> Option<&'b Excluded> {
    backlog.excluded.iter().find(|excluded| excluded.id.is_named(id.as_str()))
}

pub(super) fn unavailable(id: &Id, backlog: &Backlog) -> Obstacle {
    let left_out = left_out(id, backlog);
    Obstacle::Unavailable {
        id: id.clone(),
        reason: left_out.map(|excluded| excluded.reason),
        lever: left_out.map(|excluded| excluded.lever.clone()).unwrap_or_default(),
    }
}

fn obstacles(conflict: &Conflict, backlog: &Backlog) -> Vec<Obstacle> {
    let id = |node: usize| backlog.items[node].id.clone();
    let obstacle = |constraint: &Constraint| match constraint {
        Constraint::Must(node) => Obstacle::Must(id(*node)),
        Constraint::Never(node) => Obstacle::Never(id(*node)),
        Constraint::Budget => Obstacle::Budget,
        Constraint::Target => Obstacle::Target,
    };
    conflict.constraints.iter().map(obstacle).collect()
}
