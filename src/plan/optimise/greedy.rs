//! Plans from closures: what still fits is added, what is not needed is taken away.

use std::cmp::Ordering;

use super::items::{ItemState, Items, ValueCost};
use super::variable_fixing::Traversal;

/// A closure in the making: for every item whether it is in, and the sum with the base.
#[derive(Debug, Clone)]
pub(super) struct ClosedSet {
    pub(super) chosen: Vec<bool>,
    pub(super) sum: ValueCost,
}

impl ClosedSet {
    /// What is decided, with the marked free items.
    pub(super) fn of(items: &Items, fates: &[ItemState], marked: &[bool]) -> Self {
        let mut sum = items.base;
        let mut chosen = vec![false; items.len()];
        for item in 0..items.len() {
            if fates[item] == ItemState::In || (fates[item] == ItemState::Free && marked[item]) {
                chosen[item] = true;
                sum.add(items.value[item], items.cost[item]);
            }
        }
        Self { chosen, sum }
    }

    /// What an item and all it lacks would add, if that costs no more than `room`.
    fn missing(&self, items: &Items, item: usize, room: i64, walk: &mut Traversal) -> Option<ValueCost> {
        let mut sum = ValueCost::default();
        let fits = walk.reach(
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

    /// What leaves with an item, if the value that leaves never exceeds `slack`.
    fn leaving(&self, items: &Items, item: usize, slack: i128, walk: &mut Traversal) -> Option<ValueCost> {
        let mut sum = ValueCost::default();
        let fits = walk.reach(
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

    /// Adds the free items with all they lack, densest first, while they fit under a cost and until there is enough
    /// value.
    pub(super) fn fill(
        &mut self,
        items: &Items,
        fates: &[ItemState],
        most: i64,
        enough: i128,
        walk: &mut Traversal,
    ) {
        while self.sum.value < enough {
            let room = most - self.sum.cost;
            let mut offers: Vec<(ValueCost, usize)> = (0..items.len())
                .filter(|&item| {
                    fates[item] == ItemState::Free && !self.chosen[item] && items.cost[item] <= room
                })
                .filter_map(|item| Some((self.missing(items, item, room, walk)?, item)))
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
                let Some(sum) = self.missing(items, item, most - self.sum.cost, walk) else { continue };
                if sum.value > 0 {
                    for &other in &walk.seen {
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

    /// Takes away free items with all that need them, least dense first, while the least value is left and until the
    /// cost is low enough.
    pub(super) fn trim(
        &mut self,
        items: &Items,
        fates: &[ItemState],
        least: i128,
        enough: i64,
        walk: &mut Traversal,
    ) {
        while self.sum.cost > enough {
            let slack = self.sum.value - least;
            let mut offers: Vec<(ValueCost, usize)> = (0..items.len())
                .filter(|&item| {
                    fates[item] == ItemState::Free && self.chosen[item] && items.value[item] <= slack
                })
                .filter_map(|item| Some((self.leaving(items, item, slack, walk)?, item)))
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
                let Some(sum) = self.leaving(items, item, slack, walk) else { continue };
                if sum.cost > 0 || sum.value < 0 {
                    for &other in &walk.seen {
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
