//! Why there is no plan, and what would have to give.

use super::checked::{CheckedProblem, fates};
use super::items::ItemState;
use super::percent::highest;
use super::problem::{Conflict, Constraint, FeasibleLimit, Objective, Problem};
use super::solve::greatest;

/// A smallest set of facts that can not be met together; `None` when there is a plan.
///
/// Facts are dropped one after the other, the last first, as long as the rest still clashes.
pub(super) fn clash(ground: &CheckedProblem<'_>, goal: Objective) -> Option<Conflict> {
    let problem = ground.problem;
    let limit = match goal {
        Objective::Points { .. } | Objective::Percent { .. } => Constraint::Budget,
        Objective::Target { .. } | Objective::PointsTarget { .. } => Constraint::Target,
    };
    let mut facts: Vec<Constraint> = problem.must.iter().map(|&node| Constraint::Must(node)).collect();
    facts.extend(problem.never.iter().map(|&node| Constraint::Never(node)));
    facts.sort_unstable();
    facts.dedup();
    let orders = feasible(problem, goal, &facts);
    if orders {
        facts.push(limit);
        if feasible(problem, goal, &facts) {
            return None;
        }
    }
    for at in (0..facts.len()).rev() {
        let fact = facts.remove(at);
        if feasible(problem, goal, &facts) {
            facts.insert(at, fact);
        }
    }
    let way_out = if orders { way_out(ground, goal) } else { None };
    Some(Conflict { constraints: facts, feasible_limit: way_out })
}

/// The smallest change of the limit that admits a plan with all that must and must not be done.
fn way_out(ground: &CheckedProblem<'_>, goal: Objective) -> Option<FeasibleLimit> {
    Some(match goal {
        Objective::Points { .. } | Objective::Percent { .. } => {
            let minutes = |&node: &usize| ground.problem.graph.weight(node).minutes;
            FeasibleLimit::Budget(ground.must().iter().map(minutes).sum())
        }
        Objective::Target { .. } => {
            let (points, maximum) = highest(ground)?;
            FeasibleLimit::Percent { points, maximum }
        }
        Objective::PointsTarget { .. } => {
            let values = ground.values(1, 0);
            FeasibleLimit::Points(
                i64::try_from(greatest(&ground.items(&values)).sum.value).unwrap_or(i64::MAX),
            )
        }
    })
}

/// Whether some plan meets these facts.
fn feasible(problem: Problem<'_>, goal: Objective, facts: &[Constraint]) -> bool {
    let must: Vec<usize> = facts
        .iter()
        .filter_map(|fact| if let Constraint::Must(node) = fact { Some(*node) } else { None })
        .collect();
    let never: Vec<usize> = facts
        .iter()
        .filter_map(|fact| if let Constraint::Never(node) = fact { Some(*node) } else { None })
        .collect();
    let fates = fates(problem, &must, &never);
    // Musts were decided first: a never among what they need is a clash.
    if never.iter().any(|&node| fates[node] == ItemState::In) {
        return false;
    }
    let ground = CheckedProblem { problem: Problem { must: &must, never: &never, ..problem }, fates };
    let limited = facts.iter().any(|fact| matches!(fact, Constraint::Budget | Constraint::Target));
    match goal {
        _ if !limited => true,
        Objective::Points { budget } | Objective::Percent { budget } => {
            let minutes = |&node: &usize| problem.graph.weight(node).minutes;
            ground.must().iter().map(minutes).sum::<i64>() <= budget
        }
        Objective::Target { percent } => {
            let (points, maximum) = problem.start.unwrap_or((0, 0));
            let values = ground.values(10_000, percent);
            let least = i128::from(percent) * i128::from(maximum) - 10_000 * i128::from(points);
            greatest(&ground.items(&values)).sum.value >= least
        }
        Objective::PointsTarget { points } => {
            greatest(&ground.items(&ground.values(1, 0))).sum.value >= i128::from(points)
        }
    }
}
