//! The best plan as it is walked: in order, with the figures that its steps have at their places.

use super::choices::Choices;
use super::question::{BestPlan, BestQuestion, Budget, PlanObjective, PlanVerdict};
use super::search::best;
use crate::model::{Minutes, Points};
use crate::plan::optimise::{InvalidProblem, Limits};
use crate::plan::{Order, Ranking, rank};
use crate::state::State;

/// How often a plan that breaks its own limit once it is walked is asked for anew, with a tighter one.
const MOST_TRIES: usize = 8;

/// A plan and its order.
#[derive(Debug)]
pub struct EvaluatedPlan {
    /// The answer.
    pub best: BestPlan,
    /// The steps of its plan in order.
    pub ranking: Ranking,
}

/// The best plan in its order. With a state its steps are walked: where something hangs on several steps at once, what
/// they come to may be something else than the sum of their parts. Then the walk counts, and the plan proves nothing.
///
/// # Errors
/// As [`best`].
pub fn evaluate(
    choices: &mut Choices<'_, '_>,
    ask: &BestQuestion,
    limits: Limits<'_>,
    state: Option<&State<'_>>,
) -> Result<EvaluatedPlan, InvalidProblem> {
    let found = best(choices, ask, limits)?;
    let limit = found.budget;
    let mut planned = walked(found, state);
    let mut asked = ask.clone();
    for _ in 0..MOST_TRIES {
        match tighter(&planned, ask.objective, asked.objective, limit, state) {
            None => return Ok(planned),
            Some(want) => asked.objective = want,
        }
        let found = best(choices, &asked, limits)?;
        let is_found = found.plan.is_some();
        planned =
            walked(BestPlan { budget: limit, bound: None, verdict: PlanVerdict::Feasible, ..found }, state);
        if !is_found {
            return Ok(planned);
        }
    }
    // Nothing that was found keeps to the limit.
    planned.best.plan = None;
    Ok(EvaluatedPlan {
        ranking: rank(planned.best.backlog.only(&[]), Order::Bundles, state),
        best: planned.best,
    })
}

/// Puts a plan in order, and lets the walk correct it.
fn walked(mut best: BestPlan, state: Option<&State<'_>>) -> EvaluatedPlan {
    let chosen = best.plan.as_ref().map(|plan| plan.chosen.as_slice()).unwrap_or_default();
    let ranking = rank(best.backlog.only(chosen), Order::Bundles, state);
    let Some(plan) = best.plan.as_mut().filter(|_| ranking.is_corrected) else {
        return EvaluatedPlan { best, ranking };
    };
    // What turned out to be done by other steps is no work that the plan leaves.
    let is_idle = |at: usize| {
        plan.chosen.binary_search(&at).is_ok() && ranking.backlog.index(&best.backlog.items[at].id).is_none()
    };
    let kept: Vec<usize> = (0..best.backlog.items.len()).filter(|&at| !is_idle(at)).collect();
    best.backlog = best.backlog.only(&kept);
    let nodes = &ranking.backlog.items;
    plan.chosen = nodes.iter().filter_map(|node| best.backlog.index(&node.id)).collect();
    plan.points = nodes.iter().map(|node| node.points).sum::<Points>().0;
    plan.minutes = nodes.iter().map(|node| node.effort).sum::<Minutes>().0;
    plan.maximum = nodes.iter().map(|node| node.max).sum::<Points>().0;
    (best.verdict, best.bound) = (PlanVerdict::Feasible, None);
    EvaluatedPlan { best, ranking }
}

/// The question to ask instead when a walked plan breaks the limit of the one that was asked.
fn tighter(
    planned: &EvaluatedPlan,
    asked: PlanObjective,
    last: PlanObjective,
    limit: Option<Minutes>,
    state: Option<&State<'_>>,
) -> Option<PlanObjective> {
    let plan = planned.best.plan.as_ref()?;
    match (asked, last) {
        (PlanObjective::Points(_) | PlanObjective::Percent(_), _) => {
            let over = plan.minutes - limit?.0;
            let within = match last {
                PlanObjective::Points(Budget::Minutes(within))
                | PlanObjective::Percent(Budget::Minutes(within)) => within,
                _ => limit?,
            };
            let less = Budget::Minutes(Minutes((within.0 - over).max(0)));
            let want = if matches!(asked, PlanObjective::Points(_)) {
                PlanObjective::Points(less)
            } else {
                PlanObjective::Percent(less)
            };
            (over > 0).then_some(want)
        }
        (PlanObjective::Target(target), PlanObjective::Target(last)) => {
            let totals = state?.totals();
            let (points, max) = (totals.points.0 + plan.points, totals.max.0 + plan.maximum);
            let reached = i128::from(points) * 10_000 >= i128::from(target) * i128::from(max);
            let short = i64::try_from(i128::from(points) * 10_000 / i128::from(max.max(1))).unwrap_or(target);
            (!reached).then_some(PlanObjective::Target((last + (target - short).max(1)).min(10_000)))
        }
        (PlanObjective::Target(_), _) => None,
    }
}
