//! Branch and bound: searches for better plans until the bound proves that there is none.
//!
//! Both objectives, the most value within a cost and the least cost for a value, ask the same: is there a closure
//! with at least this value at no more than this cost? Each plan raises that threshold; when no closure satisfies
//! it any more, the last plan is proved optimal. A subproblem is pruned when the line of its relaxation passes
//! below the threshold.

use std::collections::BinaryHeap;

use super::greedy::ClosedSet;
use super::incumbent::{Incumbent, Sense};
use super::lagrangian::{BoundLine, Crossing, Lagrangian, Threshold, WarmStart};
use super::presolve::{ItemState, Items, ValueCost, shrink};
use super::problem::{Limits, PlanBound, Selection, Solution, SolveStatus, Stopped};
use super::variable_fixing::{Traversal, fix_variables};
use crate::plan::closure::Number;

/// The limits of a search, and what it has spent.
#[derive(Debug)]
pub(super) struct WorkMeter<'a> {
    limits: Limits<'a>,
    pub(super) work: u64,
    pub(super) branches: u64,
    pub(super) stopped: Option<Stopped>,
}

impl<'a> WorkMeter<'a> {
    pub(super) fn new(limits: Limits<'a>) -> Self {
        Self { limits, work: 0, branches: 0, stopped: None }
    }

    pub(super) fn better_than(&self) -> Option<&'a Selection> {
        self.limits.better_than
    }

    pub(super) fn solution(
        &self,
        status: SolveStatus,
        plan: Option<Selection>,
        bound: PlanBound,
        tie_proved: bool,
    ) -> Solution {
        let (stopped, work, branches) = (self.stopped, self.work, self.branches);
        Solution { status, plan, bound, tie_proved, stopped, work, branches }
    }

    /// Polled between steps; `true` stops the search.
    pub(super) fn stop(&self) -> &'a (dyn Fn() -> bool + Sync) {
        self.limits.stop
    }

    /// Adds work; true when the search must stop.
    pub(super) fn spend(&mut self, work: u64) -> bool {
        self.work += work;
        if self.stopped.is_none() {
            if self.work > self.limits.max_work {
                self.stopped = Some(Stopped::Work);
            } else if (self.limits.stop)() {
                self.stopped = Some(Stopped::Asked);
            }
        }
        self.stopped.is_some()
    }
}

/// A subproblem that is still open.
#[derive(Debug, PartialEq, Eq)]
struct Subproblem {
    /// The bound of its parent.
    upper_bound: i128,
    depth: usize,
    /// The older of two first.
    age: std::cmp::Reverse<u64>,
    states: Box<[ItemState]>,
    warm_start: WarmStart,
}

impl Ord for Subproblem {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.upper_bound, self.depth, self.age).cmp(&(other.upper_bound, other.depth, other.age))
    }
}

impl PartialOrd for Subproblem {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Open subproblems that take so many bytes each are kept in so great a number; beyond it a search goes depth first, which
/// keeps no more than one for each item and level. Together they take a quarter of a gigabyte.
pub(super) fn most_open(bytes: usize) -> usize {
    (1 << 28) / bytes.max(64)
}

/// No limit: below any value, and below any cost.
const NO_VALUE: i128 = i128::MIN / 4;
const NO_COST: i64 = i64::MIN / 4;

enum SearchEnd {
    /// Nothing better is left, or up to this upper bound where the search was stopped.
    Over(Option<i128>),
    /// A new plan fixes many more items than were fixed at the root: start again from there.
    Restart,
}

/// Improves the incumbent; returns the upper bound that is left where the search was stopped.
pub(super) fn branch_and_bound<N: Number>(
    items: Items,
    incumbent: &mut Incumbent,
    meter: &mut WorkMeter<'_>,
) -> Option<i128> {
    let mut items = items;
    let mut known = WarmStart::default();
    loop {
        let mut tree = SearchTree::<N>::new(&items);
        loop {
            incumbent.align_to_steps(&items);
            let mut states = vec![ItemState::Free; items.len()];
            let Some(line) = tree.bound_and_fix(&mut states, known, incumbent, true) else {
                meter.spend(tree.work());
                return None;
            };
            known = warm_start(&items, &states, &tree.lagrangian.low, &tree.lagrangian.high);
            let free = states.iter().filter(|&&state| state == ItemState::Free).count();
            let stopped = meter.spend(tree.work());
            if free * 10 < items.len() * 9 && !stopped {
                items = shrink(&items, &states);
                break;
            }
            match tree.branch(states, &line, incumbent, meter) {
                SearchEnd::Over(rest) => return rest,
                SearchEnd::Restart => {}
            }
        }
    }
}

struct SearchTree<'i, N> {
    items: &'i Items,
    lagrangian: Lagrangian<'i, N>,
    traversal: Traversal,
    reduced: Vec<i128>,
    counted: u64,
    /// What passes over all items have looked at: where there are few edges they take most of the time.
    looked_at: u64,
}

impl<'i, N: Number> SearchTree<'i, N> {
    fn new(items: &'i Items) -> Self {
        Self {
            items,
            lagrangian: Lagrangian::new(items),
            traversal: Traversal::new(items.len()),
            reduced: vec![0; items.len()],
            counted: 0,
            looked_at: 0,
        }
    }

    /// Counts the passes over all items that bound a part, or make two of one.
    fn look(&mut self) {
        self.looked_at += 8 * self.items.len() as u64;
    }

    /// The work since the last call.
    fn work(&mut self) -> u64 {
        let all = self.lagrangian.flow.work + self.traversal.work + self.looked_at;
        let new = all - self.counted;
        self.counted = all;
        new
    }

    /// Bounds a subproblem, rounds to plans nearby, and fixes variables; `None` when the subproblem is pruned.
    fn bound_and_fix(
        &mut self,
        states: &mut [ItemState],
        warm_start: WarmStart,
        incumbent: &mut Incumbent,
        is_root: bool,
    ) -> Option<BoundLine> {
        let items = self.items;
        let mut warm_start = warm_start;
        loop {
            self.look();
            let crossing =
                self.lagrangian.crossing(states, incumbent.limit(), warm_start, &incumbent.thresholds());
            let line = match crossing {
                Crossing::Pruned | Crossing::Infeasible => return None,
                Crossing::NotBinding(_) | Crossing::AtLeastCost(_) => {
                    let set = ClosedSet::of(items, states, &self.lagrangian.low);
                    incumbent.offer(items, &set);
                    return None;
                }
                Crossing::Line(line) => line,
            };
            self.round_to_plans(states, incumbent, is_root);
            let thresholds = incumbent.thresholds();
            if thresholds.iter().all(|threshold| line.above(threshold.value, threshold.cost) > 0) {
                return None;
            }
            self.lagrangian.reduced_weights(&line, &mut self.reduced);
            let decided = items.decided(states);
            let gains: i128 = self.lagrangian.free.iter().map(|&item| self.reduced[item].max(0)).sum();
            let at = |sum: ValueCost| sum.value * i128::from(line.run) - i128::from(sum.cost) * line.rise;
            let needed = thresholds.map(|Threshold { value, cost }| at(ValueCost { value, cost }));
            let slack = at(decided) + gains - needed[0].min(needed[1]);
            let fixed = fix_variables(
                items,
                states,
                &self.lagrangian.free,
                &self.reduced,
                slack,
                &mut self.traversal,
            );
            let cut = |item: &usize| {
                states[*item] != ItemState::Free && self.lagrangian.high[*item] && !self.lagrangian.low[*item]
            };
            if fixed == 0 || !self.lagrangian.free.iter().any(cut) {
                return Some(line);
            }
            warm_start = WarmStart::default();
        }
    }

    /// Rounds the closure on the feasible side of the limit to a plan and, at the root of a tree, also the one
    /// beyond it: the first grows up to the limit, the other shrinks down to it.
    fn round_to_plans(&mut self, states: &[ItemState], incumbent: &mut Incumbent, is_root: bool) {
        let (items, traversal) = (self.items, &mut self.traversal);
        let Threshold { value, cost } = incumbent.threshold;
        let mut low = is_root.then(|| ClosedSet::of(items, states, &self.lagrangian.low));
        let mut high = is_root.then(|| ClosedSet::of(items, states, &self.lagrangian.high));
        match incumbent.sense {
            Sense::MostValue => {
                let low = low.get_or_insert_with(|| ClosedSet::of(items, states, &self.lagrangian.low));
                low.fill(items, states, cost, i128::MAX, traversal);
                if let Some(high) = &mut high {
                    high.trim(items, states, NO_VALUE, cost, traversal);
                    high.fill(items, states, cost, i128::MAX, traversal);
                }
            }
            Sense::LeastCost => {
                let high = high.get_or_insert_with(|| ClosedSet::of(items, states, &self.lagrangian.high));
                high.trim(items, states, value, NO_COST, traversal);
                if let Some(low) = &mut low {
                    low.fill(items, states, i64::MAX, value, traversal);
                    low.trim(items, states, value, NO_COST, traversal);
                }
            }
        }
        for set in low.iter().chain(&high) {
            incumbent.offer(items, set);
        }
    }

    /// Branches, best bound first, until nothing is left or the limits are reached.
    fn branch(
        &mut self,
        states: Vec<ItemState>,
        line: &BoundLine,
        incumbent: &mut Incumbent,
        meter: &mut WorkMeter<'_>,
    ) -> SearchEnd {
        let items = self.items;
        let root = incumbent.upper_bound(line);
        let first = incumbent.gap(root);
        let mut heap = BinaryHeap::new();
        let mut stack: Vec<Subproblem> = Vec::new();
        let most_open = most_open(items.len() + size_of::<Subproblem>());
        let mut age = 0;
        let mut here = Some((states, *line, 0));
        loop {
            if let Some((states, line, depth)) = here.take() {
                let upper_bound = incumbent.upper_bound(&line);
                if meter.spend(self.work()) {
                    let open = stack.iter().chain(heap.peek()).map(|open| open.upper_bound);
                    return SearchEnd::Over(Some(open.fold(upper_bound, i128::max)));
                }
                meter.branches += 1;
                self.look();
                let item = branching_item(items, &states, &self.lagrangian, &mut self.traversal);
                let (marked_low, marked_high) = (self.lagrangian.low.clone(), self.lagrangian.high.clone());
                let mut children = Vec::with_capacity(2);
                for state in [ItemState::In, ItemState::Out] {
                    let mut child = states.clone();
                    items.fix(&mut child, item, state);
                    let warm_start = warm_start(items, &child, &marked_low, &marked_high);
                    age += 1;
                    children.push(Subproblem {
                        upper_bound,
                        depth: depth + 1,
                        age: std::cmp::Reverse(age),
                        states: child.into_boxed_slice(),
                        warm_start,
                    });
                }
                if heap.len() < most_open {
                    heap.extend(children);
                } else {
                    stack.extend(children);
                }
            }
            incumbent.align_to_steps(items);
            let Some(open) = stack.pop().or_else(|| heap.pop()) else { return SearchEnd::Over(None) };
            // The gap halves each time, and only the tie never restarts: so this ends.
            if first > 0 && incumbent.gap(root) < first / 2 {
                return SearchEnd::Restart;
            }
            let mut states = open.states.into_vec();
            if let Some(line) = self.bound_and_fix(&mut states, open.warm_start, incumbent, false) {
                here = Some((states, line, open.depth));
            }
        }
    }
}

/// The closures at the ends of the parent's line, made to agree with the decisions of a child.
fn warm_start(items: &Items, child: &[ItemState], low: &[bool], high: &[bool]) -> WarmStart {
    let sum = |marked: &[bool]| Some(ClosedSet::of(items, child, marked).sum);
    WarmStart { low: sum(low), high: sum(high) }
}

/// The item of the block that the limit cuts which decides most either way: the cost of what comes in with it,
/// times the value of what stays out with it.
fn branching_item<N>(
    items: &Items,
    states: &[ItemState],
    lagrangian: &Lagrangian<'_, N>,
    traversal: &mut Traversal,
) -> usize {
    let cut = |item: usize| states[item] == ItemState::Free && lagrangian.high[item] && !lagrangian.low[item];
    let mut best = (-1, 0);
    for &item in lagrangian.free.iter().filter(|&&item| cut(item)) {
        let mut weigh = |over_needs: bool| {
            let mut sum = ValueCost::default();
            traversal.reach(items, item, over_needs, cut, |other| {
                sum.add(items.value[other], items.cost[other]);
                true
            });
            if over_needs { i128::from(sum.cost) } else { sum.value.max(0) }
        };
        let score = (weigh(true) + 1) * (weigh(false) + 1);
        if score > best.0 {
            best = (score, item);
        }
    }
    best.1
}
