//! On which item the search splits.

use super::items::{ItemState, Items, ValueCost};
use super::lagrangian::Lagrangian;
use super::variable_fixing::Traversal;

/// The item of the cut block that decides most either way: the cost of what comes in with it, times the value of what
/// stays out with it.
pub(super) fn choose<N>(
    items: &Items,
    fates: &[ItemState],
    relax: &Lagrangian<'_, N>,
    walk: &mut Traversal,
) -> usize {
    let cut = |item: usize| fates[item] == ItemState::Free && relax.high[item] && !relax.low[item];
    let mut best = (-1, 0);
    for &item in relax.free.iter().filter(|&&item| cut(item)) {
        let mut weigh = |over_needs: bool| {
            let mut sum = ValueCost::default();
            walk.reach(items, item, over_needs, cut, |other| {
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
