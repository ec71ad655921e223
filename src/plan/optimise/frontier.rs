//! The efficient frontier: the corners of the hull, each the best plan for its own minutes.

use super::checked::{CheckedProblem, narrow};
use super::items::{ItemState, Items};
use super::lagrangian::Lagrangian;
use super::problem::{InvalidProblem, Problem};
use crate::plan::closure::Number;

/// What the best plan for its own minutes brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FrontierCorner {
    /// Minutes.
    pub minutes: i64,
    /// Hundredths of points gained.
    pub points: i64,
    /// Hundredths by which the maximum moves.
    pub maximum: i64,
}

/// The corners from what must be done to the most points, by rising minutes: at the minutes of a corner no plan gains
/// more points. Each is the one before it with one more Sidney block.
///
/// # Errors
/// As [`super::solve()`].
pub fn frontier(problem: Problem<'_>) -> Result<Vec<FrontierCorner>, InvalidProblem> {
    let ground = CheckedProblem::new(problem, None)?;
    let values = ground.values(1, 0);
    let items = ground.items(&values);
    let blocks = if narrow(&items) { corners::<i64>(&items) } else { corners::<i128>(&items) };
    // What comes for nothing counts from the corner on where something needs it.
    let is_idle = |node: usize| {
        values[node] == 0 && problem.graph.weight(node).minutes == 0 && ground.fates[node] == ItemState::Free
    };
    let mut counted = vec![false; problem.graph.len()];
    let mut corner = FrontierCorner::default();
    let mut corners: Vec<FrontierCorner> = Vec::with_capacity(blocks.len());
    let mut open: Vec<usize> = items.taken.iter().copied().filter(|&node| !is_idle(node)).collect();
    for block in blocks {
        open.extend(block.iter().flat_map(|&item| items.members(item)));
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut counted[node], true) {
                corner.minutes += problem.graph.weight(node).minutes;
                corner.points += problem.graph.weight(node).points;
                corner.maximum += ground.maximum(node);
                open.extend(problem.graph.needs(node).iter().filter(|&&need| is_idle(need)));
            }
        }
        match corners.last_mut() {
            Some(last) if last.minutes == corner.minutes => *last = corner,
            _ => corners.push(corner),
        }
    }
    Ok(corners)
}

/// The blocks between corners, in order; the first is what comes for nothing.
fn corners<N: Number>(items: &Items) -> Vec<Vec<usize>> {
    let mut relax = Lagrangian::<N>::new(items);
    let fates = vec![ItemState::Free; items.len()];
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
