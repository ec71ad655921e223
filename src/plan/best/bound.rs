//! What no plan of a tenant or a list exceeds, found without looking for one.

use super::choices::Choices;
use super::question::{BestQuestion, Budget, PlanObjective};
use super::search::{indices, unlimited};
use crate::model::Minutes;
use crate::plan::optimise;
use crate::plan::optimise::{InvalidProblem, Objective, PlanBound};

/// The bound of the backlog in which no choice of ways has been made: looser than all that follow. `None` where a
/// backlog is no exact sum, or for a target: then nothing is known before a plan is looked for.
///
/// # Errors
/// As [`super::best`].
pub fn bound(choices: &mut Choices<'_, '_>, ask: &BestQuestion) -> Result<Option<PlanBound>, InvalidProblem> {
    let within = |budget: Budget, total: Minutes| budget.minutes(total).map(|minutes| minutes.0);
    let (goal, budget) = match ask.objective {
        PlanObjective::Points(budget) => {
            let budget = within(budget, choices.total());
            (Objective::Points { budget: budget.unwrap_or_default() }, budget)
        }
        PlanObjective::Percent(budget) => {
            let budget = within(budget, choices.total());
            (Objective::Percent { budget: budget.unwrap_or_default() }, budget)
        }
        _ => return Ok(None),
    };
    let goal = if budget.is_some() { goal } else { unlimited(goal) };
    let open = vec![None; choices.answers().len()];
    let start = choices.start();
    let Some(backlog) = choices.backlog(&open).filter(|backlog| backlog.exact) else { return Ok(None) };
    let Ok(indices) = indices(choices, &backlog, &ask.must, &ask.never) else { return Ok(None) };
    optimise::bound(indices.problem(&backlog, start), goal).map(Some)
}
