//! The waterfall: what each cause adds to the score between the first and the last day, with exact sums.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::event::{Event, TriggerKind};
use super::{ScorePoint, Trigger};
use crate::model::{BasisPoints, Id, Points};

/// Parts of a hundredth of a percent: so small that truncation does not change a rounding.
const FINE: i128 = 1_000_000_000_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WaterfallStep {
    /// The first day on which it shows.
    pub date: Date,
    pub kind: TriggerKind,
    /// The SKU, fact, action or control.
    pub id: Id,
    /// The text of its first trigger.
    pub text: String,
    pub points: Points,
    pub max: Points,
    /// Its share of the change of the percentage.
    pub percent: BasisPoints,
}

/// What each cause adds, in the order in which the causes first show. Points and maximum sum exactly to the change between
/// the first and the last day; so do the rounded percentages, by the largest-remainder method (Hamilton).
pub fn waterfall(start: &ScorePoint, end: &ScorePoint, events: &[Event]) -> Vec<WaterfallStep> {
    let mut steps: Vec<(WaterfallStep, i128)> = Vec::new();
    let mut places: BTreeMap<(TriggerKind, Id), usize> = BTreeMap::new();
    let (mut points, mut max) = (start.points, start.max);
    let mut before = fine(points, max);
    for event in events {
        points += event.points;
        max += event.max;
        let after = fine(points, max);
        let Trigger { kind, id, text } = &event.trigger;
        let place = *places.entry((*kind, id.clone())).or_insert(steps.len());
        if place == steps.len() {
            let step = WaterfallStep {
                date: event.date,
                kind: *kind,
                id: id.clone(),
                text: text.clone(),
                points: Points::ZERO,
                max: Points::ZERO,
                percent: BasisPoints::ZERO,
            };
            steps.push((step, 0));
        }
        if let Some((step, share)) = steps.get_mut(place) {
            step.points += event.points;
            step.max += event.max;
            *share += after - before;
        }
        before = after;
    }
    round_to_sum(&mut steps, end.percent().rounded() - start.percent().rounded());
    steps.into_iter().map(|(step, _)| step).collect()
}

/// A percentage as basis points in parts of [`FINE`], truncated: differences of these sum without a remainder.
fn fine(points: Points, max: Points) -> i128 {
    if max <= Points::ZERO {
        0
    } else {
        i128::from(points.0) * i128::from(BasisPoints::ALL.0) * FINE / i128::from(max.0)
    }
}

/// The largest-remainder method: rounds all shares down, then the largest remainders up until the total is met; ties by
/// id.
fn round_to_sum(steps: &mut [(WaterfallStep, i128)], total: BasisPoints) {
    for (step, share) in steps.iter_mut() {
        step.percent = BasisPoints(i64::try_from(share.div_euclid(FINE)).unwrap_or_default());
    }
    let missing = (total - steps.iter().map(|(step, _)| step.percent).sum()).0;
    let mut order: Vec<usize> = (0..steps.len()).collect();
    order.sort_by(|&a, &b| {
        let rest = |at: usize| steps[at].1.rem_euclid(FINE);
        let name = |at: usize| (&steps[at].0.id, steps[at].0.kind);
        rest(b).cmp(&rest(a)).then_with(|| name(a).cmp(&name(b)))
    });
    // Both ends are rounded too, so the remainder may also be negative.
    if missing < 0 {
        order.reverse();
    }
    for &at in order.iter().cycle().take(usize::try_from(missing.unsigned_abs()).unwrap_or_default()) {
        steps[at].0.percent += BasisPoints(missing.signum());
    }
}
