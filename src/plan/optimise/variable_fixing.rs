//! Fixes variables: an item is decided when the bound excludes the opposite decision (pegging, as for knapsacks).
//!
//! Under any flow the reduced weights of a closure sum to at least its weight, so the sum of all positive reduced
//! weights is a bound. An item that comes in brings its prerequisites and lowers the bound by their negative
//! reduced weights; an item that stays out excludes its dependents and lowers it by their positive ones. Where that
//! is more than the slack of the bound, no better plan makes that decision.

use super::presolve::{ItemState, Items};

/// Breadth-first traversals of the items, with visited marks that need no clearing.
#[derive(Debug)]
pub(super) struct Traversal {
    stamp: Vec<u32>,
    now: u32,
    pub(super) seen: Vec<usize>,
    /// How many edges have been visited, in all traversals.
    pub(super) work: u64,
}

impl Traversal {
    pub(super) fn new(n: usize) -> Self {
        Self { stamp: vec![0; n], now: 0, seen: Vec::new(), work: 0 }
    }

    /// Visits an item and those reached over prerequisites (or dependents) until `visit` returns false, which is then
    /// the result. `through` says which neighbours count.
    pub(super) fn reach(
        &mut self,
        items: &Items,
        item: usize,
        over_needs: bool,
        through: impl Fn(usize) -> bool,
        mut visit: impl FnMut(usize) -> bool,
    ) -> bool {
        if self.now == u32::MAX {
            self.stamp.fill(0);
            self.now = 0;
        }
        self.now += 1;
        self.seen.clear();
        self.seen.push(item);
        self.stamp[item] = self.now;
        let mut at = 0;
        while at < self.seen.len() {
            let item = self.seen[at];
            at += 1;
            if !visit(item) {
                return false;
            }
            let next = if over_needs { items.needs(item) } else { items.users(item) };
            self.work += next.len() as u64 + 1;
            for other in next.iter().map(|next| next.node()) {
                if self.stamp[other] != self.now && through(other) {
                    self.stamp[other] = self.now;
                    self.seen.push(other);
                }
            }
        }
        true
    }
}

/// Fixes free items and returns how many. `reduced` are the reduced weights under some flow; `slack` is by how much
/// the bound exceeds what a better plan needs.
pub(super) fn fix_variables(
    items: &Items,
    states: &mut [ItemState],
    free: &[usize],
    reduced: &[i128],
    slack: i128,
    traversal: &mut Traversal,
) -> usize {
    let mut fixed = 0;
    for &item in free {
        if states[item] != ItemState::Free {
            continue;
        }
        let mut loss = 0;
        let within = traversal.reach(
            items,
            item,
            true,
            |other| states[other] == ItemState::Free,
            |other| {
                loss -= reduced[other].min(0);
                loss <= slack
            },
        );
        if !within {
            items.fix(states, item, ItemState::Out);
            fixed += 1;
            continue;
        }
        let mut loss = 0;
        let within = traversal.reach(
            items,
            item,
            false,
            |other| states[other] == ItemState::Free,
            |other| {
                loss += reduced[other].max(0);
                loss <= slack
            },
        );
        if !within {
            items.fix(states, item, ItemState::In);
            fixed += 1;
        }
    }
    fixed
}
