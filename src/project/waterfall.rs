//! What each cause adds between the first and the last day, so that the sums are exact.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::event::{Event, TriggerKind};
use super::{Point, Trigger};
use crate::model::{BasisPoints, Id, Points};

/// A percentage in parts so small that what is cut off never decides.
const FINE: i128 = 1_000_000_000_000;

/// All that one cause adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The first day on which it shows.
    pub date: Date,
    /// What kind of cause.
    pub kind: TriggerKind,
    /// The SKU, fact, action or control.
    pub id: Id,
    /// In words, as it first shows.
    pub text: String,
    /// The change of the points.
    pub points: Points,
    /// The change of the maximum.
    pub max: Points,
    /// Its part of the change of the percentage.
    pub percent: BasisPoints,
}

/// What each cause adds, in the order in which they first show. Points and maximum sum to the change between the first
/// and the last day exactly; so do the percentages as printed, by the largest remainder.
pub fn waterfall(start: &Point, end: &Point, events: &[Event]) -> Vec<Step> {
    let mut steps: Vec<(Step, i128)> = Vec::new();
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
            let step = Step {
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
    settle(&mut steps, end.percent().rounded() - start.percent().rounded());
    steps.into_iter().map(|(step, _)| step).collect()
}

/// Hundredths of a percent in small parts, cut off; so differences sum up without a rest.
fn fine(points: Points, max: Points) -> i128 {
    if max <= Points::ZERO { 0 } else { i128::from(points.0) * 10_000 * FINE / i128::from(max.0) }
}

/// Rounds all shares so that they sum to a total: down first, then the largest remainders up, equals by id.
fn settle(steps: &mut [(Step, i128)], total: BasisPoints) {
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
    // Both ends are rounded too, so one hundredth may be left over on either side.
    if missing < 0 {
        order.reverse();
    }
    for &at in order.iter().cycle().take(usize::try_from(missing.unsigned_abs()).unwrap_or_default()) {
        steps[at].0.percent += BasisPoints(missing.signum());
    }
}
