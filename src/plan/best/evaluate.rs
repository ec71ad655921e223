//! The best plan of a list or a tenant, in order.

use std::collections::BTreeMap;

use super::choices::Choices;
use super::compose::{self, Composed};
use super::question::{BestPlan, BestQuestion, Obstacle, PlanObjective, PlanVerdict};
use super::search::{best_of_list, unavailable};
use super::tenant::{self, Found, TenantSearch};
use crate::plan::formulation::Formulation;
use crate::plan::optimise::{InvalidProblem, Limits, PlanBound};
use crate::plan::{Backlog, Order, Ranking, rank};
use crate::state::State;

#[derive(Debug)]
pub struct EvaluatedPlan {
    pub best: BestPlan,
    /// The steps of the plan, in order.
    pub ranking: Ranking,
}

/// Finds the best plan and puts it in order; that of a tenant is done step by step, so that its figures are those of the
/// tenant after it.
///
/// # Errors
/// [`InvalidProblem`] when the figures are out of range or a percentage is asked of a tenant without a maximum.
pub fn evaluate(
    choices: &mut Choices<'_, '_>,
    question: &BestQuestion,
    limits: Limits<'_>,
) -> Result<EvaluatedPlan, InvalidProblem> {
    let list = match &*choices {
        Choices::State { state, .. } => {
            let state = *state;
            return of_tenant(choices, question, limits, state);
        }
        Choices::List(list) => list,
    };
    let best = best_of_list(choices, list, question, limits)?;
    let chosen = best.plan.as_ref().map(|plan| plan.chosen.as_slice()).unwrap_or_default();
    let ranking = rank(best.backlog.only(chosen), Order::Bundles, None);
    Ok(EvaluatedPlan { best, ranking })
}

/// The same without the order.
///
/// # Errors
/// As [`evaluate`].
pub fn best(
    choices: &mut Choices<'_, '_>,
    question: &BestQuestion,
    limits: Limits<'_>,
) -> Result<BestPlan, InvalidProblem> {
    Ok(evaluate(choices, question, limits)?.best)
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
            let obstacles = missing.iter().take(1).map(|id| unavailable(id, &backlog)).collect();
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
