//! Pegging: items whose other fate the bound rules out are decided.
//!
//! Under any flow the items of a closure keep together at least its weight. So with every gain kept the bound stands
//! at its highest; an item that comes in brings all it needs, and costs what those fall short; an item that
//! stays out takes all that need it with it, and costs what those keep. Where that is more than the bound has to
//! spare, no plan of the window does it.

use super::items::{ItemState, Items};

/// Walks over items with a mark that needs no clearing.
#[derive(Debug)]
pub(super) struct Traversal {
    stamp: Vec<u32>,
    now: u32,
    pub(super) seen: Vec<usize>,
    /// How many edges have been walked, ever.
    pub(super) work: u64,
}

impl Traversal {
    pub(super) fn new(n: usize) -> Self {
        Self { stamp: vec![0; n], now: 0, seen: Vec::new(), work: 0 }
    }

    /// Visits an item and those reached over needs (or users), as long as `visit` says to go on; false when it
    /// said no. `through` says which neighbours count.
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
            for other in next.iter().map(|arc| arc.other()) {
                if self.stamp[other] != self.now && through(other) {
                    self.stamp[other] = self.now;
                    self.seen.push(other);
                }
            }
        }
        true
    }
}

/// Decides what the bound rules out. `kept` are the weights under some flow, `spare` is by how much the bound
/// exceeds what a plan of the window needs, with every gain kept. Returns how many items were decided.
pub(super) fn peg(
    items: &Items,
    fates: &mut [ItemState],
    free: &[usize],
    kept: &[i128],
    spare: i128,
    walk: &mut Traversal,
) -> usize {
    let mut pegged = 0;
    for &item in free {
        if fates[item] != ItemState::Free {
            continue;
        }
        let mut loss = 0;
        let within = walk.reach(
            items,
            item,
            true,
            |other| fates[other] == ItemState::Free,
            |other| {
                loss -= kept[other].min(0);
                loss <= spare
            },
        );
        if !within {
            items.settle(fates, item, ItemState::Out);
            pegged += 1;
            continue;
        }
        let mut loss = 0;
        let within = walk.reach(
            items,
            item,
            false,
            |other| fates[other] == ItemState::Free,
            |other| {
                loss += kept[other].max(0);
                loss <= spare
            },
        );
        if !within {
            items.settle(fates, item, ItemState::In);
            pegged += 1;
        }
    }
    pegged
}
