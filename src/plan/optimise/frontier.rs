//! The efficient frontier: the corners of the hull of all plans, each the best plan for its own minutes.

use super::lagrangian::Lagrangian;
use super::presolve::{ItemState, Items};
use super::problem::{CheckedProblem, InvalidProblem, Problem, fits_64_bits};
use crate::model::{Minutes, Points};
use crate::plan::closure::Number;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FrontierCorner {
    pub minutes: Minutes,
    pub points: Points,
    /// By how much the maximum moves.
    pub maximum: Points,
}

/// The corners from what must be done to the most points, by rising minutes: no plan gains more points in the
/// minutes of a corner. Each adds one Sidney block to the one before it.
///
/// # Errors
/// As [`super::solve()`].
pub fn frontier(problem: Problem<'_>) -> Result<Vec<FrontierCorner>, InvalidProblem> {
    let checked = CheckedProblem::new(problem, None)?;
    let values = checked.values(1, 0);
    let items = checked.items(&values);
    let blocks = if fits_64_bits(&items) { corners::<i64>(&items) } else { corners::<i128>(&items) };
    // A node without value and minutes counts from the corner on at which something needs it.
    let is_idle = |node: usize| {
        values[node] == 0
            && problem.graph.weight(node).minutes == Minutes::ZERO
            && checked.states[node] == ItemState::Free
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
                corner.maximum += checked.maximum(node);
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

/// The blocks between corners, in order; the first is what costs nothing.
fn corners<N: Number>(items: &Items) -> Vec<Vec<usize>> {
    let mut lagrangian = Lagrangian::<N>::new(items);
    let states = vec![ItemState::Free; items.len()];
    lagrangian.greatest(&states);
    let mut blocks = vec![Vec::new()];
    let mut open: Vec<Vec<usize>> =
        vec![lagrangian.free.iter().copied().filter(|&item| lagrangian.low[item]).collect()];
    while let Some(part) = open.pop() {
        let (denser, rest) = lagrangian.split(&part);
        if denser.is_empty() || rest.is_empty() {
            blocks.push(part);
        } else {
            open.push(rest);
            open.push(denser);
        }
    }
    blocks
}
