//! Orders to begin with where more is asked than points: what must be done, and how many hours may be spent.
//!
//! What must be done stands first, in the best order that it has alone. Serial generation takes what still fits, so an order decides what is done at all. The best plan within the hours is a
//! good one to begin with; what it needs and nobody builds on is left again.

use super::Schedule;
use super::local_search::{OrderObjective, OrderValue, improve};
use super::serial::{Capacity, Instance, Placement};
use super::tasks::PhaseTasks;
use crate::plan::optimise::{Limits, Objective, Problem, solve};
use crate::plan::rank::Ranking;

/// The search for the best plan ends after so much work: well below a second.
const MOST_WORK: u64 = 20_000_000;

impl Schedule {
    /// The order with the best plan within the budget at its front, as if there were no calendar.
    pub(super) fn best_within_budget(
        &self,
        pieces: &PhaseTasks<'_>,
        ranking: &Ranking,
        order: Vec<usize>,
    ) -> Vec<usize> {
        let (board, backlog) = (&pieces.board, &ranking.backlog);
        let asked = |at: &usize| board.tasks[*at].must;
        let must: Vec<usize> = order
            .iter()
            .filter(|at| asked(at))
            .filter_map(|&at| backlog.index(&pieces.nodes[at].id))
            .collect();
        let problem = Problem { graph: &backlog.graph, maxima: &[], start: None, must: &must, never: &[] };
        let goal = Objective::Points { budget: self.desk.budget().unwrap_or(i64::MAX).max(0) };
        let limits = Limits { max_work: MOST_WORK, ..Limits::default() };
        // What can not be asked, or has no plan, leaves the order as it is.
        let plan = solve(problem, goal, limits).ok().and_then(|answer| answer.plan);
        let Some(plan) = plan else { return order };
        let chosen = |at: usize| {
            backlog.index(&pieces.nodes[at].id).is_some_and(|node| plan.chosen.binary_search(&node).is_ok())
        };
        let (first, rest): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|&at| chosen(at));
        first.into_iter().chain(rest).collect()
    }
}

/// The order with what must be done and all it needs at its front, improved as if there were nothing else.
pub(super) fn asked_first(
    board: &Instance,
    desk: &Capacity,
    order: Vec<usize>,
    objective: OrderObjective,
) -> Vec<usize> {
    let mut asked = vec![false; board.tasks.len()];
    let mut open: Vec<usize> = (0..asked.len()).filter(|&at| board.tasks[at].must).collect();
    if open.is_empty() {
        return order;
    }
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut asked[at], true) {
            open.extend(board.tasks[at].links.iter().map(|link| link.task));
        }
    }
    let (first, rest): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|&at| asked[at]);
    improve(board, desk, &first, objective).order.into_iter().chain(rest).collect()
}

/// The order that comes to more; of equals the first.
pub(super) fn better(
    board: &Instance,
    desk: &Capacity,
    one: Vec<usize>,
    other: Vec<usize>,
    objective: OrderObjective,
) -> Vec<usize> {
    let (a, b) = (places(board, desk, &one).0, places(board, desk, &other).0);
    if b.compare(&a, objective).is_gt() { other } else { one }
}

/// The order without work that brings nothing and that nothing builds on, with what it comes to: other work may have
/// those hours.
pub(super) fn without_waste(
    board: &Instance,
    desk: &Capacity,
    mut order: Vec<usize>,
    mut value: OrderValue,
    objective: OrderObjective,
) -> (Vec<usize>, OrderValue) {
    let mut kept = order.clone();
    loop {
        let (_, placed) = places(board, desk, &kept);
        let wasted = wasted(board, &placed);
        if !wasted.contains(&true) {
            break;
        }
        kept.retain(|&at| !wasted[at]);
    }
    let (now, _) = places(board, desk, &kept);
    if now.compare(&value, objective).is_ge() {
        (order, value) = (kept, now);
    }
    (order, value)
}

fn places(board: &Instance, desk: &Capacity, order: &[usize]) -> (OrderValue, Vec<Option<Placement>>) {
    let mut desk = desk.clone();
    let placed = board.decode(order, None, &mut desk);
    (OrderValue::of(board, &placed, desk.pilots()), placed)
}

fn wasted(board: &Instance, placed: &[Option<Placement>]) -> Vec<bool> {
    let mut built_on = vec![false; board.tasks.len()];
    for (task, placed) in board.tasks.iter().zip(placed) {
        for link in task.links.iter().filter(|_| placed.is_some()) {
            built_on[link.task] = true;
        }
    }
    let brings_nothing = |at: usize| {
        let task = &board.tasks[at];
        task.points <= 0 && !task.must && task.effort > 0
    };
    (0..placed.len()).map(|at| placed[at].is_some() && !built_on[at] && brings_nothing(at)).collect()
}
