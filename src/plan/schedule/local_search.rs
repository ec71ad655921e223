//! A better order for the calendars of the teams.
//!
//! The ranking gains points fastest for one pair of hands. With several teams, waits and days off another order may
//! bring more: an order is judged by what it comes to on the board. Up to eight pieces of work every order is looked
//! at; beyond, pieces are moved while that helps, with what they need or what needs them.

use std::cmp::Ordering;

use super::serial::{Capacity, Instance, Placement};

/// So much work has every order tried.
pub const MOST_ENUMERATED: usize = 8;
/// Pieces of work that are placed, over all orders that are tried.
const MOST_PLACED: usize = 600_000;

/// What is compared first, after the latest days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderObjective {
    /// The area.
    Area,
    /// The points on the last day, then the area.
    Score,
}

/// What an order comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderValue {
    /// Pieces of work that have to be done and have no place.
    pub missing: i64,
    /// Days by which work misses its latest days; all days for work without a place.
    pub late: i64,
    /// Hundredths of points that show on the last day.
    pub points: i64,
    /// Hundredths of points times the days on which they show.
    pub area: i64,
}

/// The best order that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImprovedOrder {
    /// The order.
    pub order: Vec<usize>,
    /// What the order at the beginning came to.
    pub before: OrderValue,
    /// What this one comes to.
    pub after: OrderValue,
    /// Whether every order was looked at.
    pub every_order: bool,
}

impl OrderValue {
    /// What some places come to, with those of the stages before the last.
    pub fn of(board: &Instance, placed: &[Option<Placement>], pilots: &[(usize, Placement)]) -> Self {
        let days = board.days();
        let mut value = Self::default();
        let mut of_task = (usize::MAX, 0);
        for (at, placed) in pilots {
            of_task = if of_task.0 == *at { (*at, of_task.1 + 1) } else { (*at, 0) };
            let task = &board.tasks[*at];
            // What comes with a stage comes sooner than the rest.
            value.count(task.pilots[of_task.1].points, placed.finish + task.shows, days);
        }
        for (task, placed) in board.tasks.iter().zip(placed) {
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

    /// Points that show from a day on.
    fn count(&mut self, points: i64, from: usize, days: usize) {
        let days = days.saturating_sub(from);
        self.points += if days > 0 { points } else { 0 };
        self.area += points * i64::try_from(days).unwrap_or(0);
    }

    /// Greater is better.
    pub fn compare(&self, other: &Self, objective: OrderObjective) -> Ordering {
        let by_area = self.area.cmp(&other.area);
        let by_points = self.points.cmp(&other.points);
        other.missing.cmp(&self.missing).then(other.late.cmp(&self.late)).then(match objective {
            OrderObjective::Area => by_area.then(by_points),
            OrderObjective::Score => by_points.then(by_area),
        })
    }
}

/// A search over orders.
struct LocalSearch<'b> {
    board: &'b Instance,
    desk: &'b Capacity,
    objective: OrderObjective,
    placed: usize,
    order: Vec<usize>,
    value: OrderValue,
    /// Which tasks move together.
    moved: Vec<bool>,
}

/// Improves an order in which every need comes before what needs it; of some of the work where it holds no more.
pub fn improve(
    board: &Instance,
    desk: &Capacity,
    order: &[usize],
    objective: OrderObjective,
) -> ImprovedOrder {
    let order = order.to_vec();
    let mut search = LocalSearch {
        board,
        desk,
        objective,
        placed: 0,
        value: OrderValue::default(),
        moved: vec![false; board.tasks.len()],
        order,
    };
    let before = search.judge(&search.order.clone());
    search.value = before;
    let every_order = search.order.len() <= MOST_ENUMERATED;
    if every_order {
        search.every_order();
    } else {
        search.moves();
    }
    ImprovedOrder { order: search.order, before, after: search.value, every_order }
}

impl LocalSearch<'_> {
    fn judge(&mut self, order: &[usize]) -> OrderValue {
        self.placed += order.len();
        let mut desk = self.desk.clone();
        let placed = self.board.decode(order, None, &mut desk);
        OrderValue::of(self.board, &placed, desk.pilots())
    }

    /// Takes an order if it is better.
    fn try_order(&mut self, order: Vec<usize>) -> bool {
        let value = self.judge(&order);
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
            if self.respects_needs(&order) {
                self.try_order(order.clone());
            }
            if !next_permutation(&mut order) {
                return;
            }
        }
    }

    fn respects_needs(&self, order: &[usize]) -> bool {
        let at = |task: usize| order.iter().position(|&other| other == task);
        order.iter().all(|&task| self.board.tasks[task].links.iter().all(|link| at(link.task) < at(task)))
    }

    /// Moves pieces by one place, two, four and so on to either side, again and again while any move helps.
    fn moves(&mut self) {
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

    /// The order with one piece at an earlier place, and before it what it needs.
    fn earlier(&mut self, from: usize, to: usize) -> Vec<usize> {
        self.moved.fill(false);
        self.moved[self.order[from]] = true;
        for &task in self.order[to..=from].iter().rev() {
            if self.moved[task] {
                for link in &self.board.tasks[task].links {
                    self.moved[link.task] = true;
                }
            }
        }
        self.split(to, from, true)
    }

    /// The order with one piece at a later place, and after it what needs it.
    fn later(&mut self, from: usize, to: usize) -> Vec<usize> {
        self.moved.fill(false);
        self.moved[self.order[from]] = true;
        for &task in &self.order[from..=to] {
            if self.board.tasks[task].links.iter().any(|link| self.moved[link.task]) {
                self.moved[task] = true;
            }
        }
        self.split(from, to, false)
    }

    /// The order with the moved pieces of a range at its front or at its end.
    fn split(&self, from: usize, to: usize, front: bool) -> Vec<usize> {
        let range = &self.order[from..=to];
        let part = |moved: bool| range.iter().copied().filter(move |&task| self.moved[task] == moved);
        let head = self.order[..from].iter().copied();
        head.chain(part(front)).chain(part(!front)).chain(self.order[to + 1..].iter().copied()).collect()
    }
}

/// The next order of some numbers; whether there is one.
fn next_permutation(order: &mut [usize]) -> bool {
    let Some(at) = (1..order.len()).rev().find(|&at| order[at - 1] < order[at]) else { return false };
    let pivot = order[at - 1];
    if let Some(swap) = (at..order.len()).rev().find(|&other| order[other] > pivot) {
        order.swap(at - 1, swap);
    }
    order[at..].reverse();
    true
}
