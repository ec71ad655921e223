//! The efficient frontier: the corners of the hull, each the best plan for its own minutes.

use super::ground::{Ground, narrow};
use super::items::{Fate, Items};
use super::question::{Invalid, Plan, Problem};
use super::relax::Relax;
use crate::plan::closure::Number;

/// The corners from what must be done to the most points, by rising minutes: at the minutes of a corner no plan gains
/// more points. Each is the one before it with one more Sidney block.
///
/// # Errors
/// As [`super::solve()`].
pub fn frontier(problem: Problem<'_>) -> Result<Vec<Plan>, Invalid> {
    let ground = Ground::new(problem, None)?;
    let values = ground.values(1, 0);
    let items = ground.items(&values);
    let corners = if narrow(&items) { corners::<i64>(&items) } else { corners::<i128>(&items) };
    let mut plans: Vec<Plan> = Vec::with_capacity(corners.len());
    let mut nodes = items.taken.clone();
    for block in corners {
        for item in block {
            nodes.extend_from_slice(items.members(item));
        }
        let plan = ground.plan(&nodes, &values);
        match plans.last_mut() {
            Some(last) if last.minutes == plan.minutes => *last = plan,
            _ => plans.push(plan),
        }
    }
    Ok(plans)
}

/// The blocks between corners, in order; the first is what comes for nothing.
fn corners<N: Number>(items: &Items) -> Vec<Vec<usize>> {
    let mut relax = Relax::<N>::new(items);
    let fates = vec![Fate::Free; items.len()];
    relax.greatest(&fates);
    let mut blocks = vec![Vec::new()];
    let mut open: Vec<Vec<usize>> =
        vec![relax.free.iter().copied().filter(|&item| relax.low[item]).collect()];
    while let Some(part) = open.pop() {
        let (denser, rest) = relax.split(&part);
        if denser.is_empty() || rest.is_empty() {
            blocks.push(part);
        } else {
            open.push(rest);
            open.push(denser);
        }
    }
    blocks
}
