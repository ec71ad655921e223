//! On which item the search splits.

use super::items::{Fate, Items};
use super::peg::Walk;
use super::relax::Relax;

/// Chooses items to split on.
#[derive(Debug)]
pub(super) struct Brancher {}

impl Brancher {
    pub(super) fn new(_n: usize) -> Self {
        Self {}
    }

    /// The item of the cut block that decides most either way: the cost of what comes in with it, times the cost
    /// of what stays out with it.
    pub(super) fn choose<N>(
        &mut self,
        items: &Items,
        fates: &[Fate],
        relax: &Relax<'_, N>,
        walk: &mut Walk,
    ) -> usize {
        let cut = |item: usize| fates[item] == Fate::Free && relax.high[item] && !relax.low[item];
        let mut best = (-1, 0);
        for &item in relax.free.iter().filter(|&&item| cut(item)) {
            let mut weigh = |over_needs: bool| {
                let mut cost = 0_i128;
                let mut value = 0_i128;
                walk.reach(items, item, over_needs, cut, |other| {
                    cost += i128::from(items.cost[other]);
                    value += items.value[other];
                    true
                });
                if over_needs { cost } else { value.max(0) }
            };
            let score = (weigh(true) + 1) * (weigh(false) + 1);
            if score > best.0 {
                best = (score, item);
            }
        }
        best.1
    }
}
