//! Microsoft's views of the score: planned, current license, achievable.

use super::{Entitlement, Row, State};
use crate::model::{Percent, Points, Status};

/// What the portal's "Include" button shows, and the seat-covered achievable score beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Views {
    /// After planned actions; `None` when the data can not carry the status "Planned".
    pub planned: Option<Percent>,
    /// Reachable with the licences, by tenant-wide entitlement.
    pub current_license: Percent,
    /// Reachable with the licences and today's risk acceptances: at least this much.
    pub achievable: Percent,
    /// At most this much: larger when statuses are unknown.
    pub achievable_at_most: Percent,
    /// As `achievable`, with coverage capped by seats; what plans use.
    pub achievable_seat_covered: Percent,
}

/// The views of a state. Formulas: `src/docs/methods.md`, section "Views".
pub fn views(state: &State<'_>) -> Views {
    let totals = state.totals();
    let (mut planned, mut any_planned) = (totals.points, false);
    let mut licensed = totals.points;
    let mut accepted = Points::ZERO;
    let mut maybe_accepted = Points::ZERO;
    let mut seat_covered = totals.points;
    for row in state.rows.values() {
        let (_, max) = state.weight(row);
        if max == Points::ZERO {
            continue;
        }
        let left = row.left();
        let status = row.current_status();
        if status == Some(Status::Planned) {
            planned += left;
            any_planned = true;
        }
        if !state.is_licensed(&row.id) {
            continue;
        }
        licensed += left;
        match status {
            Some(Status::RiskAccepted) => accepted += left,
            None => maybe_accepted += left,
            Some(_) => {}
        }
        if status.is_some_and(|status| status != Status::RiskAccepted) {
            seat_covered += left.min(seats_left(state, row, left));
        }
    }
    let percent = |points| Percent::new(points, totals.max);
    Views {
        planned: (any_planned || state.tenant.carries_planned()).then(|| percent(planned)),
        current_license: percent(licensed),
        achievable: percent(licensed - accepted - maybe_accepted),
        achievable_at_most: percent(licensed - accepted),
        achievable_seat_covered: percent(seat_covered),
    }
}

/// What the seats of the best way leave to gain.
fn seats_left(state: &State<'_>, row: &Row, left: Points) -> Points {
    let (Some(control), Some(max)) = (state.control(&row.id), row.max) else { return left };
    let ways = control.ways.iter().filter(|way| state.may_take(control, way) != Entitlement::No);
    let cover = ways.map(|way| state.seat_cover(control, way).of(max)).max().unwrap_or(max);
    Points((cover - row.points()).0.max(0))
}
