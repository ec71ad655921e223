//! Explains infeasible problems: an irreducible set of constraints that conflict, and the nearest feasible limit.

use super::presolve::ItemState;
use super::problem::{CheckedProblem, Conflict, Constraint, FeasibleLimit, Objective, Problem, states};
use super::solve::{greatest_closure, highest_percentage};
use crate::model::{BasisPoints, Minutes, Percent, Points};

/// An irreducible set of constraints that can not be satisfied together; `None` when there is a plan.
///
/// The deletion filter: constraints are dropped one after the other, the last first, as long as the rest still
/// conflicts.
pub(super) fn find_conflict(checked: &CheckedProblem<'_>, objective: Objective) -> Option<Conflict> {
    let problem = checked.problem;
    let limit = match objective {
        Objective::Points { .. } | Objective::Percent { .. } => Constraint::Budget,
        Objective::Target { .. } | Objective::PointsTarget { .. } => Constraint::Target,
    };
    let mut constraints: Vec<Constraint> = problem.must.iter().map(|&node| Constraint::Must(node)).collect();
    constraints.extend(problem.never.iter().map(|&node| Constraint::Never(node)));
    constraints.sort_unstable();
    constraints.dedup();
    let without_limit = is_feasible(problem, objective, &constraints);
    if without_limit {
        constraints.push(limit);
        if is_feasible(problem, objective, &constraints) {
            return None;
        }
    }
    for at in (0..constraints.len()).rev() {
        let constraint = constraints.remove(at);
        if is_feasible(problem, objective, &constraints) {
            constraints.insert(at, constraint);
        }
    }
    let feasible_limit =
        if without_limit && problem.rules.is_empty() { feasible_limit(checked, objective) } else { None };
    Some(Conflict { constraints, feasible_limit })
}

/// The nearest limit that admits a plan with everything that must and must not be in it.
fn feasible_limit(checked: &CheckedProblem<'_>, objective: Objective) -> Option<FeasibleLimit> {
    Some(match objective {
        Objective::Points { .. } | Objective::Percent { .. } => {
            let minutes = |&node: &usize| checked.problem.graph.weight(node).minutes;
            FeasibleLimit::Budget(checked.must().iter().map(minutes).sum())
        }
        Objective::Target { .. } => FeasibleLimit::Percent(highest_percentage(checked)?),
        Objective::PointsTarget { .. } => {
            let values = checked.values(1, 0);
            let most = greatest_closure(&checked.items(&values)).sum.value;
            FeasibleLimit::Points(Points(i64::try_from(most).unwrap_or(i64::MAX)))
        }
    })
}

/// Whether some plan satisfies these constraints.
fn is_feasible(problem: Problem<'_>, objective: Objective, constraints: &[Constraint]) -> bool {
    let must: Vec<usize> = constraints
        .iter()
        .filter_map(|constraint| if let Constraint::Must(node) = constraint { Some(*node) } else { None })
        .collect();
    let never: Vec<usize> = constraints
        .iter()
        .filter_map(|constraint| if let Constraint::Never(node) = constraint { Some(*node) } else { None })
        .collect();
    let states = states(problem, &must, &never);
    // `must` was decided first: a `never` among its prerequisites is a conflict.
    if never.iter().any(|&node| states[node] == ItemState::In) {
        return false;
    }
    let checked = CheckedProblem { problem: Problem { must: &must, never: &never, ..problem }, states };
    let limited =
        constraints.iter().any(|constraint| matches!(constraint, Constraint::Budget | Constraint::Target));
    match objective {
        _ if !limited => true,
        Objective::Points { budget } | Objective::Percent { budget } => {
            let minutes = |&node: &usize| problem.graph.weight(node).minutes;
            checked.must().iter().map(minutes).sum::<Minutes>() <= budget
        }
        Objective::Target { percent } => {
            let start = problem.start.unwrap_or(Percent::new(Points::ZERO, Points::ZERO));
            let values = checked.values(BasisPoints::ALL.0, percent.0);
            let least = percent.shortfall(start.points, start.max);
            greatest_closure(&checked.items(&values)).sum.value >= least
        }
        Objective::PointsTarget { points } => {
            greatest_closure(&checked.items(&checked.values(1, 0))).sum.value >= i128::from(points.0)
        }
    }
}
