//! Why there is no plan, and what would have to give.

use super::ground::{Ground, fates};
use super::items::Fate;
use super::percent::highest;
use super::question::{Clash, Fact, Goal, Problem, WayOut};
use super::solve::greatest;

/// A smallest set of facts that can not be met together; `None` when there is a plan.
///
/// Facts are dropped one after the other, the last first, as long as the rest still clashes.
pub(super) fn clash(ground: &Ground<'_>, goal: Goal) -> Option<Clash> {
    let problem = ground.problem;
    let limit = match goal {
        Goal::Points { .. } | Goal::Percent { .. } => Fact::Budget,
        Goal::Target { .. } | Goal::PointsTarget { .. } => Fact::Target,
    };
    let mut facts: Vec<Fact> = problem.must.iter().map(|&node| Fact::Must(node)).collect();
    facts.extend(problem.never.iter().map(|&node| Fact::Never(node)));
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
    Some(Clash { facts, way_out })
}

/// The smallest change of the limit that admits a plan with all that must and must not be done.
fn way_out(ground: &Ground<'_>, goal: Goal) -> Option<WayOut> {
    Some(match goal {
        Goal::Points { .. } | Goal::Percent { .. } => {
            let minutes = |&node: &usize| ground.problem.graph.weight(node).minutes;
            WayOut::Budget(ground.must().iter().map(minutes).sum())
        }
        Goal::Target { .. } => {
            let (points, maximum) = highest(ground)?;
            WayOut::Percent { points, maximum }
        }
        Goal::PointsTarget { .. } => {
            let values = ground.values(1, 0);
            WayOut::Points(i64::try_from(greatest(&ground.items(&values)).sum.value).unwrap_or(i64::MAX))
        }
    })
}

/// Whether some plan meets these facts.
fn feasible(problem: Problem<'_>, goal: Goal, facts: &[Fact]) -> bool {
    let must: Vec<usize> = facts
        .iter()
        .filter_map(|fact| if let Fact::Must(node) = fact { Some(*node) } else { None })
        .collect();
    let never: Vec<usize> = facts
        .iter()
        .filter_map(|fact| if let Fact::Never(node) = fact { Some(*node) } else { None })
        .collect();
    let fates = fates(problem, &must, &never);
    // Musts were decided first: a never among what they need is a clash.
    if never.iter().any(|&node| fates[node] == Fate::In) {
        return false;
    }
    let ground = Ground { problem: Problem { must: &must, never: &never, ..problem }, fates };
    let limited = facts.iter().any(|fact| matches!(fact, Fact::Budget | Fact::Target));
    match goal {
        _ if !limited => true,
        Goal::Points { budget } | Goal::Percent { budget } => {
            let minutes = |&node: &usize| problem.graph.weight(node).minutes;
            ground.must().iter().map(minutes).sum::<i64>() <= budget
        }
        Goal::Target { percent } => {
            let (points, maximum) = problem.start.unwrap_or((0, 0));
            let values = ground.values(10_000, percent);
            let least = i128::from(percent) * i128::from(maximum) - 10_000 * i128::from(points);
            greatest(&ground.items(&values)).sum.value >= least
        }
        Goal::PointsTarget { points } => {
            greatest(&ground.items(&ground.values(1, 0))).sum.value >= i128::from(points)
        }
    }
}
