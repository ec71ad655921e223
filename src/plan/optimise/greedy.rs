//! Greedy rounding: turns a closure into a plan by adding what still fits or removing what is not needed.

use std::cmp::Ordering;

use super::presolve::{ItemState, Items, ValueCost};
use super::variable_fixing::Traversal;

/// A set of items that is closed under prerequisites, and its sum with the base.
#[derive(Debug, Clone)]
pub(super) struct ClosedSet {
    pub(super) chosen: Vec<bool>,
    pub(super) sum: ValueCost,
}

impl ClosedSet {
    /// The decided items with the marked free ones.
    pub(super) fn of(items: &Items, states: &[ItemState], marked: &[bool]) -> Self {
        let mut sum = items.base;
        let mut chosen = vec![false; items.len()];
        for item in 0..items.len() {
            if states[item] == ItemState::In || (states[item] == ItemState::Free && marked[item]) {
                chosen[item] = true;
                sum.add(items.value[item], items.cost[item]);
            }
        }
        Self { chosen, sum }
    }

    /// What an item with its missing prerequisites would add, if that costs no more than `room`.
    fn missing(&self, items: &Items, item: usize, room: i64, traversal: &mut Traversal) -> Option<ValueCost> {
        let mut sum = ValueCost::default();
        let fits = traversal.reach(
            items,
            item,
            true,
            |other| !self.chosen[other],
            |other| {
                sum.add(items.value[other], items.cost[other]);
                sum.cost <= room
            },
        );
        fits.then_some(sum)
    }

    /// What an item with its dependents would take away, if the value never exceeds `slack`.
    fn leaving(
        &self,
        items: &Items,
        item: usize,
        slack: i128,
        traversal: &mut Traversal,
    ) -> Option<ValueCost> {
        let mut sum = ValueCost::default();
        let fits = traversal.reach(
            items,
            item,
            false,
            |other| self.chosen[other],
            |other| {
                sum.add(items.value[other], items.cost[other]);
                sum.value <= slack
            },
        );
        fits.then_some(sum)
    }

    /// Adds free items with their missing prerequisites, densest first, while the cost stays within `most` and until
    /// the value is `enough`.
    pub(super) fn fill(
        &mut self,
        items: &Items,
        states: &[ItemState],
        most: i64,
        enough: i128,
        traversal: &mut Traversal,
    ) {
        while self.sum.value < enough {
            let room = most - self.sum.cost;
            let mut offers: Vec<(ValueCost, usize)> = (0..items.len())
                .filter(|&item| {
                    states[item] == ItemState::Free && !self.chosen[item] && items.cost[item] <= room
                })
                .filter_map(|item| Some((self.missing(items, item, room, traversal)?, item)))
                .filter(|(sum, _)| sum.value > 0)
                .collect();
            offers.sort_unstable_by(|a, b| denser(&b.0, &a.0).then(a.1.cmp(&b.1)));
            let mut added = false;
            for (_, item) in offers {
                if self.chosen[item] {
                    continue;
                }
                if self.sum.value >= enough {
                    return;
                }
                let Some(sum) = self.missing(items, item, most - self.sum.cost, traversal) else { continue };
                if sum.value > 0 {
                    for &other in &traversal.seen {
                        self.chosen[other] = true;
                    }
                    self.sum.add(sum.value, sum.cost);
                    added = true;
                }
            }
            if !added {
                return;
            }
        }
    }

    /// Removes free items with their dependents, least dense first, while the value stays at `least` and until the
    /// cost is down to `enough`.
    pub(super) fn trim(
        &mut self,
        items: &Items,
        states: &[ItemState],
        least: i128,
        enough: i64,
        traversal: &mut Traversal,
    ) {
        while self.sum.cost > enough {
            let slack = self.sum.value - least;
            let mut offers: Vec<(ValueCost, usize)> = (0..items.len())
                .filter(|&item| {
                    states[item] == ItemState::Free && self.chosen[item] && items.value[item] <= slack
                })
                .filter_map(|item| Some((self.leaving(items, item, slack, traversal)?, item)))
                .filter(|(sum, _)| sum.cost > 0 || sum.value < 0)
                .collect();
            offers.sort_unstable_by(|a, b| denser(&a.0, &b.0).then(a.1.cmp(&b.1)));
            let mut removed = false;
            for (_, item) in offers {
                if !self.chosen[item] {
                    continue;
                }
                if self.sum.cost <= enough {
                    return;
                }
                let slack = self.sum.value - least;
                let Some(sum) = self.leaving(items, item, slack, traversal) else { continue };
                if sum.cost > 0 || sum.value < 0 {
                    for &other in &traversal.seen {
                        self.chosen[other] = false;
                    }
                    self.sum.add(-sum.value, -sum.cost);
                    removed = true;
                }
            }
            if !removed {
                return;
            }
        }
    }
}

/// Compares value per cost; value without cost is densest.
fn denser(a: &ValueCost, b: &ValueCost) -> Ordering {
    (a.value * i128::from(b.cost)).cmp(&(b.value * i128::from(a.cost))).then(b.cost.cmp(&a.cost))
}
