//! Local search for a better order of tasks.
//!
//! The ranking gains points fastest for a single worker. With several teams, waits and days off another order may
//! gain more. Up to eight tasks every order is tried; beyond, tasks are moved as long as that helps, together with
//! their prerequisites or dependents.

use std::cmp::Ordering;

use super::serial::{Capacity, Instance, Placement};

/// Up to this many tasks every order is tried.
pub const MOST_ENUMERATED: usize = 8;
/// The limit on placed tasks, over all orders that are tried.
const MOST_PLACED: usize = 600_000;

/// What is compared first, after required tasks and deadlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderObjective {
    /// The area: points times days.
    Area,
    /// The points on the last day, then the area.
    Score,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderValue {
    /// Required tasks without a place.
    pub missing: i64,
    /// Days by which tasks miss their deadlines; all days for a task without a place.
    pub late: i64,
    /// Hundredths of points that show on the last day.
    pub points: i64,
    /// Hundredths of points times the days on which they show.
    pub area: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImprovedOrder {
    pub order: Vec<usize>,
    pub before: OrderValue,
    pub after: OrderValue,
    /// Whether every order was tried.
    pub every_order: bool,
}

impl OrderValue {
    /// The value of some placements, with those of the stages before the last.
    pub fn of(instance: &Instance, placed: &[Option<Placement>], pilots: &[(usize, Placement)]) -> Self {
        let days = instance.days();
        let mut value = Self::default();
        let mut of_task = (usize::MAX, 0);
        for (at, placed) in pilots {
            of_task = if of_task.0 == *at { (*at, of_task.1 + 1) } else { (*at, 0) };
            let task = &instance.tasks[*at];
            // The points of a stage come sooner than the rest.
            value.count(task.pilots[of_task.1].points, placed.finish + task.shows, days);
        }
        for (task, placed) in instance.tasks.iter().zip(placed) {
            let finish = placed.map(|placed| placed.finish);
            value.missing += i64::from(task.must && placed.is_none());
            if let Some(latest) = task.latest {
                let over = finish.map_or(days, |finish| finish.saturating_sub(latest));
                value.late += i64::try_from(over).unwrap_or(i64::MAX);
            }
            if let Some(finish) = finish {
                value.count(task.last_points(), finish + task.shows, days);
            }
        }
        value
    }

    /// Adds points that show from a day on.
    fn count(&mut self, points: i64, from: usize, days: usize) {
        let days = days.saturating_sub(from);
        self.points += if days > 0 { points } else { 0 };
        self.area += points * i64::try_from(days).unwrap_or(0);
    }

    /// The better value is the greater.
    pub fn compare(&self, other: &Self, objective: OrderObjective) -> Ordering {
        let by_area = self.area.cmp(&other.area);
        let by_points = self.points.cmp(&other.points);
        other.missing.cmp(&self.missing).then(other.late.cmp(&self.late)).then(match objective {
            OrderObjective::Area => by_area.then(by_points),
            OrderObjective::Score => by_points.then(by_area),
        })
    }
}

struct LocalSearch<'b> {
    instance: &'b Instance,
    capacity: &'b Capacity,
    objective: OrderObjective,
    placed: usize,
    order: Vec<usize>,
    value: OrderValue,
    /// The tasks that move together.
    moved: Vec<bool>,
}

/// Improves an order of some or all tasks, prerequisites first.
pub fn improve(
    instance: &Instance,
    capacity: &Capacity,
    order: &[usize],
    objective: OrderObjective,
) -> ImprovedOrder {
    let order = order.to_vec();
    let mut search = LocalSearch {
        instance,
        capacity,
        objective,
        placed: 0,
        value: OrderValue::default(),
        moved: vec![false; instance.tasks.len()],
        order,
    };
    let before = search.value_of(&search.order.clone());
    search.value = before;
    let every_order = search.order.len() <= MOST_ENUMERATED;
    if every_order {
        search.every_order();
    } else {
        search.move_tasks();
    }
    ImprovedOrder { order: search.order, before, after: search.value, every_order }
}

impl LocalSearch<'_> {
    fn value_of(&mut self, order: &[usize]) -> OrderValue {
        self.placed += order.len();
        let mut capacity = self.capacity.clone();
        let placed = self.instance.decode(order, None, &mut capacity);
        OrderValue::of(self.instance, &placed, capacity.pilots())
    }

    /// Takes an order over if it is better; returns whether it is.
    fn try_order(&mut self, order: Vec<usize>) -> bool {
        let value = self.value_of(&order);
        let better = value.compare(&self.value, self.objective).is_gt();
        if better {
            (self.order, self.value) = (order, value);
        }
        better
    }

    fn every_order(&mut self) {
        let mut order = self.order.clone();
        order.sort_unstable();
        loop {
            if self.respects_dependencies(&order) {
                self.try_order(order.clone());
            }
            if !next_permutation(&mut order) {
                return;
            }
        }
    }

    fn respects_dependencies(&self, order: &[usize]) -> bool {
        let at = |task: usize| order.iter().position(|&other| other == task);
        order.iter().all(|&task| {
            self.instance.tasks[task].dependencies.iter().all(|dependency| at(dependency.task) < at(task))
        })
    }

    /// Moves tasks by one place, two, four and so on in both directions, as long as any move helps.
    fn move_tasks(&mut self) {
        let n = self.order.len();
        let mut helped = true;
        while helped {
            helped = false;
            for task in 0..n {
                let mut step = 1;
                while step < n {
                    if self.placed > MOST_PLACED {
                        return;
                    }
                    let Some(at) = self.order.iter().position(|&other| other == task) else { break };
                    if at > 0 {
                        let order = self.earlier(at, at.saturating_sub(step));
                        helped |= self.try_order(order);
                    }
                    let Some(at) = self.order.iter().position(|&other| other == task) else { break };
                    if at + 1 < n {
                        let order = self.later(at, (at + step).min(n - 1));
                        helped |= self.try_order(order);
                    }
                    step *= 2;
                }
            }
        }
    }

    /// The order with one task at an earlier place, its prerequisites before it.
    fn earlier(&mut self, from: usize, to: usize) -> Vec<usize> {
        self.moved.fill(false);
        self.moved[self.order[from]] = true;
        for &task in self.order[to..=from].iter().rev() {
            if self.moved[task] {
                for dependency in &self.instance.tasks[task].dependencies {
                    self.moved[dependency.task] = true;
                }
            }
        }
        self.split(to, from, true)
    }

    /// The order with one task at a later place, its dependents after it.
    fn later(&mut self, from: usize, to: usize) -> Vec<usize> {
        self.moved.fill(false);
        self.moved[self.order[from]] = true;
        for &task in &self.order[from..=to] {
            if self.instance.tasks[task].dependencies.iter().any(|dependency| self.moved[dependency.task]) {
                self.moved[task] = true;
            }
        }
        self.split(from, to, false)
    }

    /// The order with the moved tasks of a range at its front or at its end.
    fn split(&self, from: usize, to: usize, front: bool) -> Vec<usize> {
        let range = &self.order[from..=to];
        let part = |moved: bool| range.iter().copied().filter(move |&task| self.moved[task] == moved);
        let head = self.order[..from].iter().copied();
        head.chain(part(front)).chain(part(!front)).chain(self.order[to + 1..].iter().copied()).collect()
    }
}

/// Turns some numbers into their next permutation; false when there is none.
fn next_permutation(order: &mut [usize]) -> bool {
    let Some(at) = (1..order.len()).rev().find(|&at| order[at - 1] < order[at]) else { return false };
    let pivot = order[at - 1];
    if let Some(swap) = (at..order.len()).rev().find(|&other| order[other] > pivot) {
        order.swap(at - 1, swap);
    }
    order[at..].reverse();
    true
}
