//! Initial orders for the local search where some work is required or the hours are limited.
//!
//! Required work comes first, in the best order that it has alone. Serial generation takes what still fits, so the
//! order decides what is done at all: the best plan within the budget is a good start. Work that only this plan
//! needed is dropped again.

use super::Schedule;
use super::local_search::{OrderObjective, OrderValue, improve};
use super::serial::{Capacity, Instance, Placement};
use super::tasks::PhaseTasks;
use crate::model::Minutes;
use crate::plan::optimise::{Limits, Objective, Problem, solve};
use crate::plan::rank::Ranking;

/// The limit on the search for the best plan: well below a second.
const MOST_WORK: u64 = 20_000_000;

impl Schedule {
    /// The order with the best plan within the budget first, found without the calendars.
    pub(super) fn best_within_budget(
        &self,
        phase: &PhaseTasks<'_>,
        ranking: &Ranking,
        order: Vec<usize>,
    ) -> Vec<usize> {
        let (instance, backlog) = (&phase.instance, &ranking.backlog);
        let is_required = |at: &usize| instance.tasks[*at].must;
        let must: Vec<usize> = order
            .iter()
            .filter(|at| is_required(at))
            .filter_map(|&at| backlog.index(&phase.items[at].id))
            .collect();
        let problem =
            Problem { graph: &backlog.graph, maxima: &[], start: None, must: &must, never: &[], rules: &[] };
        let goal = Objective::Points { budget: Minutes(self.capacity.budget().unwrap_or(i64::MAX).max(0)) };
        let limits = Limits { max_work: MOST_WORK, ..Limits::default() };
        // Without a plan the order stays as it is.
        let plan = solve(problem, goal, limits).ok().and_then(|answer| answer.plan);
        let Some(plan) = plan else { return order };
        let chosen = |at: usize| {
            backlog.index(&phase.items[at].id).is_some_and(|node| plan.chosen.binary_search(&node).is_ok())
        };
        let (first, rest): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|&at| chosen(at));
        first.into_iter().chain(rest).collect()
    }
}

/// The order with required tasks and their prerequisites first, improved as if there were no others.
pub(super) fn required_first(
    instance: &Instance,
    capacity: &Capacity,
    order: Vec<usize>,
    objective: OrderObjective,
) -> Vec<usize> {
    let mut required = vec![false; instance.tasks.len()];
    let must = (0..required.len()).filter(|&at| instance.tasks[at].must).collect();
    if instance.with_prerequisites(must, &mut required).is_empty() {
        return order;
    }
    let (first, rest): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|&at| required[at]);
    improve(instance, capacity, &first, objective).order.into_iter().chain(rest).collect()
}

/// The better of two orders; of equals the first.
pub(super) fn better_of(
    instance: &Instance,
    capacity: &Capacity,
    one: Vec<usize>,
    other: Vec<usize>,
    objective: OrderObjective,
) -> Vec<usize> {
    let (a, b) = (evaluate(instance, capacity, &one).0, evaluate(instance, capacity, &other).0);
    if b.compare(&a, objective).is_gt() { other } else { one }
}

/// The order without tasks that gain nothing and that nothing depends on, and its value: other tasks may have those
/// hours.
pub(super) fn without_waste(
    instance: &Instance,
    capacity: &Capacity,
    mut order: Vec<usize>,
    mut value: OrderValue,
    objective: OrderObjective,
) -> (Vec<usize>, OrderValue) {
    let mut kept = order.clone();
    loop {
        let (_, placed) = evaluate(instance, capacity, &kept);
        let wasted = wasted(instance, &placed);
        if !wasted.contains(&true) {
            break;
        }
        kept.retain(|&at| !wasted[at]);
    }
    let (now, _) = evaluate(instance, capacity, &kept);
    if now.compare(&value, objective).is_ge() {
        (order, value) = (kept, now);
    }
    (order, value)
}

fn evaluate(
    instance: &Instance,
    capacity: &Capacity,
    order: &[usize],
) -> (OrderValue, Vec<Option<Placement>>) {
    let mut capacity = capacity.clone();
    let placed = instance.decode(order, None, &mut capacity);
    (OrderValue::of(instance, &placed, capacity.pilots()), placed)
}

fn wasted(instance: &Instance, placed: &[Option<Placement>]) -> Vec<bool> {
    let mut needed = vec![false; instance.tasks.len()];
    for (task, placed) in instance.tasks.iter().zip(placed) {
        for dependency in task.dependencies.iter().filter(|_| placed.is_some()) {
            needed[dependency.task] = true;
        }
    }
    let gains_nothing = |at: usize| {
        let task = &instance.tasks[at];
        task.points <= 0 && !task.must && task.effort > 0
    };
    (0..placed.len()).map(|at| placed[at].is_some() && !needed[at] && gains_nothing(at)).collect()
}
