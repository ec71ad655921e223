//! Replays the chosen plan step by step and corrects its points and hours.

use std::collections::BTreeMap;

use super::choices::Choices;
use super::compose::{self, Composed};
use super::question::{BestPlan, BestQuestion, Budget, Obstacle, PlanObjective, PlanVerdict};
use super::search::best;
use super::tenant::{self, Found, TenantSearch};
use crate::model::{BasisPoints, Minutes, Percent};
use crate::plan::formulation::Formulation;
use crate::plan::optimise::{InvalidProblem, Limits, PlanBound};
use crate::plan::{Backlog, Order, Ranking, rank};
use crate::state::State;

/// How often a plan that breaks its limit once it is replayed is searched again, with a tighter limit.
const MOST_TRIES: usize = 8;

#[derive(Debug)]
pub struct EvaluatedPlan {
    pub best: BestPlan,
    /// The steps of the plan, in order.
    pub ranking: Ranking,
}

/// Finds the best plan and puts it in order. With a state the steps are replayed: where something depends on
/// several steps at once, the plan may come to something else than the sum of its steps. Then the replay counts,
/// and nothing is proved.
///
/// # Errors
/// As [`best`].
pub fn evaluate(
    choices: &mut Choices<'_, '_>,
    question: &BestQuestion,
    limits: Limits<'_>,
    state: Option<&State<'_>>,
) -> Result<EvaluatedPlan, InvalidProblem> {
    if let Some(state) = state {
        return of_tenant(choices, question, limits, state);
    }
    let found = best(choices, question, limits)?;
    let limit = found.budget;
    let mut planned = replayed(found, state);
    let mut asked = question.clone();
    for _ in 0..MOST_TRIES {
        match tighter(&planned, question.objective, asked.objective, limit, state) {
            None => return Ok(planned),
            Some(objective) => asked.objective = objective,
        }
        let found = best(choices, &asked, limits)?;
        let is_found = found.plan.is_some();
        planned =
            replayed(BestPlan { budget: limit, bound: None, verdict: PlanVerdict::Feasible, ..found }, state);
        if !is_found {
            return Ok(planned);
        }
    }
    // No plan that was found stays within the limit.
    planned.best.plan = None;
    Ok(EvaluatedPlan {
        ranking: rank(planned.best.backlog.only(&[]), Order::Bundles, state),
        best: planned.best,
    })
}

/// Puts a plan in order and replays it.
fn replayed(mut best: BestPlan, state: Option<&State<'_>>) -> EvaluatedPlan {
    let chosen = best.plan.as_ref().map(|plan| plan.chosen.as_slice()).unwrap_or_default();
    let ranking = rank(best.backlog.only(chosen), Order::Bundles, state);
    let Some(plan) = best.plan.as_mut().filter(|_| ranking.is_corrected) else {
        return EvaluatedPlan { best, ranking };
    };
    // Work that other steps turned out to do is not left out of the plan.
    let is_idle = |at: usize| {
        plan.chosen.binary_search(&at).is_ok() && ranking.backlog.index(&best.backlog.items[at].id).is_none()
    };
    let kept: Vec<usize> = (0..best.backlog.items.len()).filter(|&at| !is_idle(at)).collect();
    best.backlog = best.backlog.only(&kept);
    let nodes = &ranking.backlog.items;
    plan.chosen = nodes.iter().filter_map(|node| best.backlog.index(&node.id)).collect();
    plan.points = nodes.iter().map(|node| node.points).sum();
    plan.minutes = nodes.iter().map(|node| node.effort).sum();
    plan.maximum = nodes.iter().map(|node| node.max).sum();
    (best.verdict, best.bound) = (PlanVerdict::Feasible, None);
    EvaluatedPlan { best, ranking }
}

/// A tighter objective, when a replayed plan breaks the limit of the one that was asked.
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
            let over = plan.minutes - limit?;
            let within = match last {
                PlanObjective::Points(Budget::Minutes(within))
                | PlanObjective::Percent(Budget::Minutes(within)) => within,
                _ => limit?,
            };
            let less = Budget::Minutes((within - over).max(Minutes::ZERO));
            let objective = if matches!(asked, PlanObjective::Points(_)) {
                PlanObjective::Points(less)
            } else {
                PlanObjective::Percent(less)
            };
            (over > Minutes::ZERO).then_some(objective)
        }
        (PlanObjective::Target(target), PlanObjective::Target(last)) => {
            let totals = state?.totals();
            let after = Percent::new(totals.points + plan.points, totals.max + plan.maximum);
            let short = target - after.rounded_down();
            let higher = last + short.max(BasisPoints(1));
            (!after.reaches(target)).then_some(PlanObjective::Target(higher.min(BasisPoints::ALL)))
        }
        (PlanObjective::Target(_), _) => None,
    }
}

/// The best plan of a tenant.
fn of_tenant(
    choices: &mut Choices<'_, '_>,
    question: &BestQuestion,
    limits: Limits<'_>,
    state: &State<'_>,
) -> Result<EvaluatedPlan, InvalidProblem> {
    let formulation = Formulation::of(state);
    let budget = match question.objective {
        PlanObjective::Points(budget) | PlanObjective::Percent(budget) => budget.minutes(choices.total()),
        PlanObjective::Target(_) => None,
    };
    let objective = tenant::objective(question, budget);
    let refused = |backlog: Backlog, obstacles: Vec<Obstacle>, feasible_limit, work| EvaluatedPlan {
        ranking: rank(backlog.only(&[]), Order::Bundles, Some(state)),
        best: BestPlan {
            verdict: PlanVerdict::Infeasible(obstacles),
            backlog,
            plan: None,
            bound: None,
            feasible_limit,
            budget,
            target_points: None,
            stopped: None,
            work,
        },
    };
    let search = match TenantSearch::new(&formulation, &question.must, &question.never) {
        Ok(search) => search,
        Err(missing) => {
            let backlog = choices_backlog(choices);
            let obstacles =
                missing.iter().take(1).map(|id| super::search::unavailable(id, &backlog)).collect();
            return Ok(refused(backlog, obstacles, None, 0));
        }
    };
    let Found { plan, is_proved, bound, stopped, work, .. } = search.run(objective, limits)?;
    let Some(plan) = plan else {
        if !is_proved {
            let mut none = refused(choices_backlog(choices), Vec::new(), None, work);
            none.best.verdict = PlanVerdict::Feasible;
            none.best.bound = Some(bound).filter(|bound| *bound != PlanBound::Nothing);
            none.best.stopped = stopped;
            return Ok(none);
        }
        let (obstacles, way_out) = tenant::why_not(&formulation, question, objective, limits)?;
        return Ok(refused(choices_backlog(choices), obstacles, way_out, work));
    };
    let Composed { backlog, selection, ranking } = compose::composed(state, choices, &plan);
    let verdict = if is_proved { PlanVerdict::Optimal } else { PlanVerdict::Feasible };
    Ok(EvaluatedPlan {
        ranking,
        best: BestPlan {
            verdict,
            backlog,
            plan: Some(selection),
            bound: (!is_proved).then_some(bound),
            feasible_limit: None,
            budget,
            target_points: None,
            stopped,
            work,
        },
    })
}

/// The backlog of the best choice, where no plan says which ways to take.
fn choices_backlog(choices: &mut Choices<'_, '_>) -> Backlog {
    choices.backlog_of_steps(&BTreeMap::new())
}
