//! The efficient frontier over all choices of ways.

use std::sync::Arc;

use super::asked::{selection, worth_of};
use super::choices::Choices;
use super::search::indices;
use super::tenant::{TenantSearch, hull};
use super::walk::Worth;
use crate::model::{Id, Minutes, Points};
use crate::plan::formulation::Formulation;
use crate::plan::optimise::{self, InvalidProblem, Limits, Objective, SolveStatus};

/// Which plans of the frontier are sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontierPart {
    /// The corners of the hull: what more hours bring at the least.
    Corners,
    /// All plans than which no other gains as much in less time, or more in as much.
    All,
}

/// A plan on the frontier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontierPlan {
    pub minutes: Minutes,
    pub points: Points,
    /// By how much the maximum moves.
    pub maximum: Points,
    /// Whether it is a corner of the hull.
    pub is_corner: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    /// From what must be done to the most points, by rising minutes and points. Empty where there is no plan at all.
    pub plans: Vec<FrontierPlan>,
    /// Whether the limits left time to find all.
    pub is_complete: bool,
}

/// The frontier of all plans: no plan gains more points in the minutes of one on it.
///
/// Between two corners the plan is sought that lies farthest above the line through them; where there is none, the line
/// belongs to the hull.
///
/// The others between two corners are found from the right: each is the best within a minute less than the one before it.
///
/// # Errors
/// As [`super::best`].
pub fn frontier(
    choices: &mut Choices<'_, '_>,
    must: &[Id],
    never: &[Id],
    part: FrontierPart,
    limits: Limits<'_>,
) -> Result<Frontier, InvalidProblem> {
    let nothing = Frontier { plans: Vec::new(), is_complete: true };
    let state = match choices {
        Choices::List(backlog) => {
            let backlog = Arc::clone(backlog);
            let Ok(found) = indices(choices, &backlog, must, never) else { return Ok(nothing) };
            let problem = found.problem(&backlog, None);
            let corners = optimise::frontier(problem)?.into_iter().map(|corner| Worth {
                points: corner.points,
                maximum: corner.maximum,
                minutes: corner.minutes,
            });
            let each = ITEM * backlog.items.len() as u64;
            return with_others(&corners.collect::<Vec<_>>(), true, part, limits, |budget, limits| {
                let found = optimise::solve(problem, Objective::Points { budget }, limits)?;
                Ok(Step {
                    worth: found.plan.as_ref().map(worth_of),
                    is_proved: found.status != SolveStatus::Feasible,
                    work: found.work + each,
                })
            });
        }
        Choices::State { state, .. } => *state,
    };
    let formulation = Formulation::of(state);
    let Ok(search) = TenantSearch::new(&formulation, must, never) else { return Ok(nothing) };
    let (corners, is_complete, spent) = hull(&search, limits)?;
    let limits = Limits { max_work: limits.max_work.saturating_sub(spent), ..limits };
    let each = ITEM * formulation.graph.len() as u64;
    with_others(&corners, is_complete, part, limits, |budget, limits| {
        let found = search.run(Objective::Points { budget }, limits)?;
        Ok(Step {
            worth: found.plan.map(|plan| plan.worth),
            is_proved: found.is_proved,
            work: found.work + each,
        })
    })
}

/// What it takes for each item to set up one more search, in the unit of [`Limits`]. It matters where a frontier
/// asks for thousands of searches.
const ITEM: u64 = 1_000;

/// What a search for one more plan has found.
struct Step {
    worth: Option<Worth>,
    is_proved: bool,
    work: u64,
}

/// The corners with the plans between them where they are asked for. `best` finds the most points within a budget.
fn with_others(
    corners: &[Worth],
    mut is_complete: bool,
    part: FrontierPart,
    limits: Limits<'_>,
    mut best: impl FnMut(Minutes, Limits<'_>) -> Result<Step, InvalidProblem>,
) -> Result<Frontier, InvalidProblem> {
    let mut spent = 0;
    let mut plans: Vec<FrontierPlan> = corners.first().map(|first| on(*first, true)).into_iter().collect();
    for pair in corners.windows(2) {
        let &[low, high] = pair else { continue };
        let mut between = Vec::new();
        let mut next = high;
        while part == FrontierPart::All && !(limits.stop)() {
            let known = selection(low);
            let max_work = limits.max_work.saturating_sub(spent);
            let limits = Limits { max_work, better_than: Some(&known), ..limits };
            let found = best(next.minutes - Minutes(1), limits)?;
            spent += found.work;
            is_complete &= found.is_proved;
            let Some(worth) = found.worth.filter(|worth| worth.points > low.points) else { break };
            // Of two with the same points the later has taken less time.
            if worth.points == next.points {
                between.pop();
            }
            between.push(on(worth, false));
            next = worth;
        }
        is_complete &= !(part == FrontierPart::All && (limits.stop)());
        plans.extend(between.into_iter().rev());
        plans.push(on(high, true));
    }
    Ok(Frontier { plans, is_complete })
}

fn on(worth: Worth, is_corner: bool) -> FrontierPlan {
    FrontierPlan { minutes: worth.minutes, points: worth.points, maximum: worth.maximum, is_corner }
}
