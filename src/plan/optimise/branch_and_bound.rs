//! Branch and bound: the window of better plans is searched until nothing is left in it.
//!
//! Both questions, the most value within a cost and the least cost for a value, are one: is there a closure with
//! at least so much value at no more than so much cost? Each plan found makes the window smaller; when no closure
//! is left in it, the last plan is proved best. A part of the search is closed when the line of its relaxation
//! passes below the window.

use std::collections::BinaryHeap;

use super::branch::choose;
use super::greedy::ClosedSet;
use super::incumbent::{Incumbent, Sense};
use super::items::{ItemState, Items, ValueCost};
use super::lagrangian::{BoundLine, Crossing, Lagrangian, Threshold, WarmStart};
use super::meter::WorkMeter;
use super::presolve::contract;
use super::variable_fixing::{Traversal, peg};
use crate::plan::closure::Number;

/// A part of the search that is still open.
#[derive(Debug, PartialEq, Eq)]
struct Subproblem {
    /// The bound of its parent.
    promise: i128,
    depth: usize,
    /// Of two that are alike, the older.
    age: std::cmp::Reverse<u64>,
    fates: Box<[ItemState]>,
    hint: WarmStart,
}

impl Ord for Subproblem {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.promise, self.depth, self.age).cmp(&(other.promise, other.depth, other.age))
    }
}

impl PartialOrd for Subproblem {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Less than any value, and than any cost: no limit.
const NO_VALUE: i128 = i128::MIN / 4;
const NO_COST: i64 = i64::MIN / 4;

/// How a search ends.
enum SearchEnd {
    /// Nothing is left in the windows, or this promise where it was stopped.
    Over(Option<i128>),
    /// A plan was found that decides much more than was decided when the tree began.
    Again,
}

/// Searches the windows; returns the best promise that is left where the search was stopped.
pub(super) fn search<N: Number>(
    items: Items,
    quest: &mut Incumbent,
    meter: &mut WorkMeter<'_>,
) -> Option<i128> {
    let mut items = items;
    let mut known = WarmStart::default();
    loop {
        let mut tree = SearchTree::<N>::new(&items);
        loop {
            quest.align(&items);
            let mut fates = vec![ItemState::Free; items.len()];
            let Some(line) = tree.close_in(&mut fates, known, quest, true) else {
                meter.spend(tree.work());
                return None;
            };
            known = hint(&items, &fates, &tree.relax.low, &tree.relax.high);
            let free = fates.iter().filter(|&&fate| fate == ItemState::Free).count();
            let stopped = meter.spend(tree.work());
            if free * 10 < items.len() * 9 && !stopped {
                items = contract(&items, &fates);
                break;
            }
            match tree.branch(fates, &line, quest, meter) {
                SearchEnd::Over(rest) => return rest,
                SearchEnd::Again => {}
            }
        }
    }
}

struct SearchTree<'i, N> {
    items: &'i Items,
    relax: Lagrangian<'i, N>,
    walk: Traversal,
    kept: Vec<i128>,
    counted: u64,
}

impl<'i, N: Number> SearchTree<'i, N> {
    fn new(items: &'i Items) -> Self {
        Self {
            items,
            relax: Lagrangian::new(items),
            walk: Traversal::new(items.len()),
            kept: vec![0; items.len()],
            counted: 0,
        }
    }

    /// The work since the last time it was asked for.
    fn work(&mut self) -> u64 {
        let all = self.relax.flow.work + self.walk.work;
        let new = all - self.counted;
        self.counted = all;
        new
    }

    /// Bounds a part of the search, offers the plans that lie near, and decides what the bound decides; `None`
    /// when nothing of the window is left in it.
    fn close_in(
        &mut self,
        fates: &mut [ItemState],
        hint: WarmStart,
        quest: &mut Incumbent,
        is_root: bool,
    ) -> Option<BoundLine> {
        let items = self.items;
        let mut hint = hint;
        loop {
            let crossing = self.relax.cross(fates, quest.aim(), hint, &quest.windows());
            let line = match crossing {
                Crossing::Closed | Crossing::Start => return None,
                Crossing::Never(_) | Crossing::Free(_) => {
                    let pick = ClosedSet::of(items, fates, &self.relax.low);
                    quest.offer(items, &pick);
                    return None;
                }
                Crossing::Line(line) => line,
            };
            self.round(fates, quest, is_root);
            let windows = quest.windows();
            if windows.iter().all(|window| line.above(window.value, window.cost) > 0) {
                return None;
            }
            self.relax.kept(&line, &mut self.kept);
            let decided = items.decided(fates);
            let gains: i128 = self.relax.free.iter().map(|&item| self.kept[item].max(0)).sum();
            let at = |sum: ValueCost| sum.value * i128::from(line.run) - i128::from(sum.cost) * line.rise;
            let needed = windows.map(|Threshold { value, cost }| at(ValueCost { value, cost }));
            let spare = at(decided) + gains - needed[0].min(needed[1]);
            let pegged = peg(items, fates, &self.relax.free, &self.kept, spare, &mut self.walk);
            let cut = |item: &usize| {
                fates[*item] != ItemState::Free && self.relax.high[*item] && !self.relax.low[*item]
            };
            if pegged == 0 || !self.relax.free.iter().any(cut) {
                return Some(line);
            }
            hint = WarmStart::default();
        }
    }

    /// Makes plans of the closure on this side of the limit and, at the root of a tree, of that beyond it: the one
    /// grows up to the limit, the other shrinks down to it.
    fn round(&mut self, fates: &[ItemState], quest: &mut Incumbent, is_root: bool) {
        let (items, walk) = (self.items, &mut self.walk);
        let Threshold { value, cost } = quest.window;
        let mut low = is_root.then(|| ClosedSet::of(items, fates, &self.relax.low));
        let mut high = is_root.then(|| ClosedSet::of(items, fates, &self.relax.high));
        match quest.sense {
            Sense::Most => {
                let low = low.get_or_insert_with(|| ClosedSet::of(items, fates, &self.relax.low));
                low.fill(items, fates, cost, i128::MAX, walk);
                if let Some(high) = &mut high {
                    high.trim(items, fates, NO_VALUE, cost, walk);
                    high.fill(items, fates, cost, i128::MAX, walk);
                }
            }
            Sense::Least => {
                let high = high.get_or_insert_with(|| ClosedSet::of(items, fates, &self.relax.high));
                high.trim(items, fates, value, NO_COST, walk);
                if let Some(low) = &mut low {
                    low.fill(items, fates, i64::MAX, value, walk);
                    low.trim(items, fates, value, NO_COST, walk);
                }
            }
        }
        for pick in low.iter().chain(&high) {
            quest.offer(items, pick);
        }
    }

    /// Splits the search until nothing is left or the limits are reached.
    fn branch(
        &mut self,
        fates: Vec<ItemState>,
        line: &BoundLine,
        quest: &mut Incumbent,
        meter: &mut WorkMeter<'_>,
    ) -> SearchEnd {
        let items = self.items;
        let root = quest.promise(line);
        let first = quest.gap(root);
        let mut heap = BinaryHeap::new();
        let mut age = 0;
        let mut here = Some((fates, *line, 0));
        loop {
            if let Some((fates, line, depth)) = here.take() {
                let promise = quest.promise(&line);
                if meter.spend(self.work()) {
                    let rest = heap.peek().map_or(promise, |open: &Subproblem| open.promise.max(promise));
                    return SearchEnd::Over(Some(rest));
                }
                meter.branches += 1;
                let item = choose(items, &fates, &self.relax, &mut self.walk);
                let (marked_low, marked_high) = (self.relax.low.clone(), self.relax.high.clone());
                let mut children = Vec::with_capacity(2);
                for fate in [ItemState::In, ItemState::Out] {
                    let mut child = fates.clone();
                    items.settle(&mut child, item, fate);
                    let hint = hint(items, &child, &marked_low, &marked_high);
                    age += 1;
                    children.push(Subproblem {
                        promise,
                        depth: depth + 1,
                        age: std::cmp::Reverse(age),
                        fates: child.into_boxed_slice(),
                        hint,
                    });
                }
                heap.extend(children);
            }
            quest.align(items);
            let Some(open) = heap.pop() else { return SearchEnd::Over(None) };
            // Each time nearer, and never when only the tie is open: this comes to an end.
            if first > 0 && quest.gap(root) < first / 2 {
                return SearchEnd::Again;
            }
            let mut fates = open.fates.into_vec();
            if let Some(line) = self.close_in(&mut fates, open.hint, quest, false) {
                here = Some((fates, line, open.depth));
            }
        }
    }
}

/// The closures at the ends of the parent's line, brought in accord with the fates of a child.
fn hint(items: &Items, child: &[ItemState], low: &[bool], high: &[bool]) -> WarmStart {
    let sum = |marked: &[bool]| Some(ClosedSet::of(items, child, marked).sum);
    WarmStart { low: sum(low), high: sum(high) }
}
