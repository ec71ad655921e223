//! The efficient frontier over all choices of ways.

use super::choices::Choices;
use super::tenant::{TenantSearch, hull};
use crate::model::Id;
use crate::plan::best::search::indices;
use crate::plan::formulation::Formulation;
use crate::plan::optimise::{self, FrontierCorner, InvalidProblem, Limits};

/// The corners of the hull of all plans, from what must be done to the most points, by rising minutes and points: no plan
/// gains more points in the minutes of a corner. Empty where there is no plan at all. Beside them, whether the limits left
/// time to find all.
///
/// Between two corners the plan is sought that lies farthest above the line through them; where there is none, the line is
/// the hull's.
///
/// # Errors
/// As [`super::best`].
pub fn frontier(
    choices: &mut Choices<'_, '_>,
    must: &[Id],
    never: &[Id],
    limits: Limits<'_>,
) -> Result<(Vec<FrontierCorner>, bool), InvalidProblem> {
    let state = match choices {
        Choices::List(backlog) => {
            let backlog = std::sync::Arc::clone(backlog);
            let Ok(found) = indices(choices, &backlog, must, never) else { return Ok((Vec::new(), true)) };
            return Ok((optimise::frontier(found.problem(&backlog, None))?, true));
        }
        Choices::State { state, .. } => *state,
    };
    let formulation = Formulation::of(state);
    let Ok(search) = TenantSearch::new(&formulation, must, never) else { return Ok((Vec::new(), true)) };
    let (corners, is_complete) = hull(&search, limits)?;
    let corner = |worth: super::walk::Worth| FrontierCorner {
        minutes: worth.minutes,
        points: worth.points,
        maximum: worth.maximum,
    };
    Ok((corners.into_iter().map(corner).collect(), is_complete))
}
