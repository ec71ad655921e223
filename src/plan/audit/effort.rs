//! What is left to do, by the formula of the methods (`src/docs/methods.md`, section "Effort left").

use crate::model::{Action, Control, Effort, Id, Minutes, Share, Way};
use crate::state::State;

/// The last units are the hard ones: at least this share of a fixed effort is left.
const LEAST_LEFT: (i64, i64) = (1, 4);

/// What a control takes on a way: from where the tenant stands, or from what is left of that when the steps before have
/// taken points away (`now`). A row that is not in the score at the start has nothing done: credits are no work.
pub(super) fn of_control(
    start: &State<'_>,
    now: &State<'_>,
    id: &Id,
    control: &Control,
    way: &Way,
) -> Minutes {
    let row = start.rows.get(id);
    let kept = row.map(|row| now.rows.get(id).map_or(row.measured, |now| now.measured.min(row.measured)));
    let done = match (kept, row.and_then(|row| row.max)) {
        (Some(kept), Some(max)) if max.0 > 0 => Share::new(kept.0, max.0),
        _ => Share::NONE,
    };
    let exported = row.and_then(|row| row.covered);
    let (compliant, total) = match exported {
        Some((compliant, total)) if kept == row.map(|row| row.measured) => (compliant, total),
        _ => {
            let counted = way.effort.population.as_ref().or(control.scoring.population());
            let size = || counted.map_or(0, |population| start.population(population));
            let total = exported.map_or_else(size, |(_, total)| total);
            (done.of_count(total), total)
        }
    };
    let reachable = control.ceiling.min(way.coverage).min(start.seat_cover(control, way));
    left(&way.effort, done, reachable.of_count(total) - compliant)
}

/// What an action takes from where the tenant stands.
pub(super) fn of_action(state: &State<'_>, action: &Action) -> Minutes {
    let done = state.done.get(&action.id).map_or(Share::NONE, |done| done.share);
    let total = action.effort.population.as_ref().map_or(0, |population| state.population(population));
    left(&action.effort, done, total - done.of_count(total))
}

/// The likely effort for what is missing, rounded half up to the minute.
pub fn left(effort: &Effort, done: Share, missing: i64) -> Minutes {
    let (fixed, per_100) = (i128::from(effort.fixed.likely.0), i128::from(effort.per_100.likely.0));
    let units = i128::from(missing.max(0));
    let started = done.part > 0;
    if started && per_100 == 0 {
        let (part, whole) = (i128::from(done.whole - done.part), i128::from(done.whole));
        let (least, of) = (i128::from(LEAST_LEFT.0), i128::from(LEAST_LEFT.1));
        let (part, whole) = if part * of < least * whole { (least, of) } else { (part, whole) };
        return half_up(fixed * part, whole);
    }
    half_up(if started { 0 } else { fixed * 100 } + per_100 * units, 100)
}

fn half_up(number: i128, divisor: i128) -> Minutes {
    let rounded = (2 * number + divisor).div_euclid(2 * divisor);
    Minutes(i64::try_from(rounded).unwrap_or(i64::MAX))
}
