//! Microsoft's views of the score: planned, current license, achievable.

use super::{Entitlement, ScoreRow, State};
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

/// What could be achieved with the licences, today's risk acceptances and known statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Achievable {
    /// With a seat for everybody.
    pub tenant_wide: Points,
    /// As far as the seats reach.
    pub seat_covered: Points,
}

/// What a row has left for licensed work, by its status.
struct RemainingPoints {
    /// For work at all.
    licensed: Points,
    /// Given up by an acceptance that is known.
    accepted: Points,
    /// Perhaps given up: the status is unknown.
    unknown: Points,
    /// As far as the seats reach, of known statuses without an acceptance.
    seat_covered: Points,
}

fn left(state: &State<'_>, row: &ScoreRow) -> RemainingPoints {
    let mut left = RemainingPoints {
        licensed: Points::ZERO,
        accepted: Points::ZERO,
        unknown: Points::ZERO,
        seat_covered: Points::ZERO,
    };
    let (_, max) = state.weight(row);
    if max == Points::ZERO || !state.is_licensed(&row.id) {
        return left;
    }
    left.licensed = row.left();
    match row.current_status() {
        Some(Status::RiskAccepted) => left.accepted = left.licensed,
        None => left.unknown = left.licensed,
        Some(_) => left.seat_covered = left.licensed.min(seats_left(state, row, left.licensed)),
    }
    left
}

impl State<'_> {
    /// What could be achieved of one row, as far as the seats reach.
    pub fn achievable_of(&self, row: &ScoreRow) -> Points {
        self.weight(row).0 + left(self, row).seat_covered
    }

    /// What could be achieved, with seats for everybody and with those there are.
    pub fn achievable(&self) -> Achievable {
        let points = self.totals().points;
        let mut sums = Achievable { tenant_wide: points, seat_covered: points };
        for row in self.rows.values() {
            let left = left(self, row);
            sums.tenant_wide += left.licensed - left.accepted - left.unknown;
            sums.seat_covered += left.seat_covered;
        }
        sums
    }
}

/// The views of a state. Formulas: `src/docs/methods.md`, section "Views".
pub fn views(state: &State<'_>) -> Views {
    let totals = state.totals();
    let (mut planned, mut any_planned) = (totals.points, false);
    let mut licensed = totals.points;
    let mut accepted = Points::ZERO;
    for row in state.rows.values() {
        if row.current_status() == Some(Status::Planned) && state.weight(row).1 > Points::ZERO {
            planned += row.left();
            any_planned = true;
        }
        let left = left(state, row);
        licensed += left.licensed;
        accepted += left.accepted;
    }
    let achievable = state.achievable();
    let percent = |points| Percent::new(points, totals.max);
    Views {
        planned: (any_planned || state.tenant.carries_planned()).then(|| percent(planned)),
        current_license: percent(licensed),
        achievable: percent(achievable.tenant_wide),
        achievable_at_most: percent(licensed - accepted),
        achievable_seat_covered: percent(achievable.seat_covered),
    }
}

/// What the seats of the best way leave to gain.
fn seats_left(state: &State<'_>, row: &ScoreRow, left: Points) -> Points {
    let (Some(control), Some(max)) = (state.control(&row.id), row.max) else { return left };
    let ways = control.ways.iter().filter(|way| state.may_take(control, way) != Entitlement::No);
    let cover = ways.map(|way| state.seat_cover(control, way).of(max)).max().unwrap_or(max);
    Points((cover - row.points()).0.max(0))
}
