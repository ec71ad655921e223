//! The efficient frontier over all choices of ways.

use std::sync::Arc;

use super::choices::Choices;
use super::question::{BestQuestion, Budget, PlanObjective};
use super::search::{Indices, best, indices};
use crate::model::Id;
use crate::plan::Backlog;
use crate::plan::optimise::{self, FrontierCorner, InvalidProblem, Limits, Objective, PlanBound};

/// The corners from what must be done to the most points, by rising minutes and points: no plan gains more points
/// in the minutes of a corner. Empty where there is no plan at all.
///
/// Each choice of ways has corners of its own. One of them belongs to the frontier when the bounds prove that no
/// other choice gains more in its minutes; where they leave that open, the best plan for these minutes replaces it.
///
/// # Errors
/// As [`best`].
pub fn frontier(
    choices: &mut Choices<'_, '_>,
    must: &[Id],
    never: &[Id],
) -> Result<Vec<FrontierCorner>, InvalidProblem> {
    let start = choices.start();
    let complete = complete_backlogs(choices);
    let mut problems: Vec<(&Backlog, Indices)> = Vec::new();
    for backlog in &complete {
        if let Ok(found) = indices(choices, backlog, must, never) {
            problems.push((backlog, found));
        }
    }
    let mut corners: Vec<(usize, FrontierCorner)> = Vec::new();
    for (at, (backlog, indices)) in problems.iter().enumerate() {
        corners
            .extend(optimise::frontier(indices.problem(backlog, start))?.into_iter().map(|plan| (at, plan)));
    }
    // By rising minutes, of equals the most points first.
    corners.sort_by_key(|(at, plan)| (plan.minutes, std::cmp::Reverse(plan.points), *at));
    let mut frontier: Vec<FrontierCorner> = Vec::new();
    for (at, plan) in corners {
        if frontier.last().is_some_and(|last| last.points >= plan.points) {
            continue;
        }
        let objective = Objective::Points { budget: plan.minutes };
        let mut open = false;
        for (other, (backlog, indices)) in problems.iter().enumerate() {
            if other != at && !open {
                let bound = optimise::bound(indices.problem(backlog, start), objective)?;
                open = matches!(bound, PlanBound::Points(points) if points > plan.points);
            }
        }
        let better = if open { best_of(choices, &plan, must, never)? } else { None };
        frontier.push(better.unwrap_or(plan));
    }
    Ok(frontier)
}

/// The best plan in the minutes of a corner, over all choices.
fn best_of(
    choices: &mut Choices<'_, '_>,
    corner: &FrontierCorner,
    must: &[Id],
    never: &[Id],
) -> Result<Option<FrontierCorner>, InvalidProblem> {
    let want = PlanObjective::Points(Budget::Minutes(corner.minutes));
    let question = BestQuestion { objective: want, must: must.to_vec(), never: never.to_vec() };
    let plan = best(choices, &question, Limits::default())?.plan;
    Ok(plan.map(|plan| FrontierCorner { minutes: plan.minutes, points: plan.points, maximum: plan.maximum }))
}

/// The backlogs of complete answers, in order; no more than `MOST`.
fn complete_backlogs(choices: &mut Choices<'_, '_>) -> Vec<Arc<Backlog>> {
    /// As many as `rank` tries.
    const MOST: usize = 1024;
    let sizes = choices.answers();
    let all = sizes.iter().try_fold(1_usize, |product, size| product.checked_mul(*size)).unwrap_or(MOST);
    let mut backlogs = Vec::new();
    for mut number in 0..all.min(MOST) {
        let mut answers = vec![None; sizes.len()];
        for (answer, size) in answers.iter_mut().zip(&sizes).rev() {
            *answer = Some(number % size);
            number /= size;
        }
        backlogs.extend(choices.backlog(&answers));
    }
    backlogs
}
