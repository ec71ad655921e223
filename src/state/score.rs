//! The score: its sums, by group, and Microsoft's views of it.

use std::collections::BTreeMap;

use super::{ScoreRow, State};
use crate::model::{Percent, Points, Status};

/// Sums over the visible rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    pub points: Points,
    pub max: Points,
    /// The part of the points that is asserted and not measured.
    pub asserted: Points,
    /// Rows with a known maximum.
    pub rows: i64,
}

impl Totals {
    pub fn percent(&self) -> Percent {
        Percent::new(self.points, self.max)
    }

    /// The part of the points that Microsoft measured.
    pub fn observed(&self) -> Points {
        self.points - self.asserted
    }

    fn add(&mut self, other: Self) {
        self.points += other.points;
        self.max += other.max;
        self.asserted += other.asserted;
        self.rows += other.rows;
    }

    /// Takes out what was added.
    pub(super) fn move_by(&mut self, was: Self, is: Self) {
        self.add(is);
        self.points -= was.points;
        self.max -= was.max;
        self.asserted -= was.asserted;
        self.rows -= was.rows;
    }
}

/// The score of one category or product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreGroup {
    pub name: String,
    pub totals: Totals,
}

impl State<'_> {
    /// The sums over the rows, which every change keeps, with what Microsoft printed beyond them.
    pub fn totals(&self) -> Totals {
        let mut totals = self.sums;
        totals.max += self.unknown_controls_max + self.unattributed.max;
        totals.points += self.unattributed.points;
        totals
    }

    /// What a row adds to the sums.
    pub(super) fn sum_of(&self, row: &ScoreRow) -> Totals {
        let (points, max) = self.weight(row);
        let asserted = if row.is_asserted() { points } else { Points::ZERO };
        Totals { points, max, asserted, rows: i64::from(row.max.is_some()) }
    }

    pub(super) fn sum_of_rows(&self) -> Totals {
        let mut totals = Totals::default();
        for row in self.rows.values() {
            totals.add(self.sum_of(row));
        }
        totals
    }
}

/// The name of the group that holds what Microsoft printed beyond the rows.
pub const UNATTRIBUTED: &str = "Unattributed";

/// The score by Microsoft's categories, by name.
pub fn by_category(state: &State<'_>) -> Vec<ScoreGroup> {
    groups(state, |row| row.category.to_string())
}

/// The score by source product, by name.
pub fn by_product(state: &State<'_>) -> Vec<ScoreGroup> {
    groups(state, |row| {
        let product = row.product.as_ref().and_then(|id| state.catalogue.products.get(id));
        product.map_or_else(|| "Unknown product".to_owned(), |product| product.name.clone())
    })
}

fn groups(state: &State<'_>, name: impl Fn(&ScoreRow) -> String) -> Vec<ScoreGroup> {
    let mut groups: BTreeMap<String, Totals> = BTreeMap::new();
    for row in state.rows.values() {
        groups.entry(name(row)).or_default().add(state.sum_of(row));
    }
    let rest = &state.unattributed;
    if !rest.is_nothing() {
        groups.entry(UNATTRIBUTED.to_owned()).or_default().add(Totals {
            points: rest.points,
            max: rest.max,
            ..Totals::default()
        });
    }
    groups.into_iter().map(|(name, totals)| ScoreGroup { name, totals }).collect()
}

/// The views of the portal's "Include" button, and the achievable score as far as seats reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Views {
    /// With all planned actions done; `None` when the data can not state "Planned".
    pub planned: Option<Percent>,
    /// With everything done that the licences allow, as if seats covered everybody.
    pub current_license: Percent,
    /// The same with today's risk acceptances kept; controls of unknown status count as accepted.
    pub achievable: Percent,
    /// The same, with controls of unknown status counted as not accepted.
    pub achievable_at_most: Percent,
    /// As `achievable`, as far as the seats reach.
    pub achievable_seat_covered: Percent,
    /// As `achievable_at_most`, as far as the seats reach: what the work of a plan can add up to.
    pub achievable_seat_covered_at_most: Percent,
}

/// The points that can be achieved with the licences, today's risk acceptances and known statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Achievable {
    /// As if seats covered everybody.
    pub tenant_wide: Points,
    /// As far as the seats reach.
    pub seat_covered: Points,
}

/// The points of a row that licensed work could still earn, by its status.
struct RemainingPoints {
    licensed: Points,
    /// Those of an accepted risk.
    accepted: Points,
    /// Those of a row of unknown status.
    unknown: Points,
    /// Those within the reach of the seats, where the status is known and the risk not accepted.
    seat_covered: Points,
    /// Those within the reach of the seats, where the status is unknown.
    seat_covered_unknown: Points,
}

fn left(state: &State<'_>, row: &ScoreRow) -> RemainingPoints {
    let mut left = RemainingPoints {
        licensed: Points::ZERO,
        accepted: Points::ZERO,
        unknown: Points::ZERO,
        seat_covered: Points::ZERO,
        seat_covered_unknown: Points::ZERO,
    };
    let (_, max) = state.weight(row);
    if max == Points::ZERO || !state.is_licensed(&row.id) {
        return left;
    }
    left.licensed = row.left();
    let within_seats = || left.licensed.min(seats_left(state, row, left.licensed));
    match row.current_status() {
        Some(Status::RiskAccepted) => left.accepted = left.licensed,
        None => (left.unknown, left.seat_covered_unknown) = (left.licensed, within_seats()),
        Some(_) => left.seat_covered = within_seats(),
    }
    left
}

impl State<'_> {
    /// The points of a row that can be achieved as far as the seats reach.
    pub fn achievable_of(&self, row: &ScoreRow) -> Points {
        self.weight(row).0 + left(self, row).seat_covered
    }

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
    let (mut accepted, mut within_seats) = (Points::ZERO, totals.points);
    for row in state.rows.values() {
        if row.current_status() == Some(Status::Planned) && state.weight(row).1 > Points::ZERO {
            planned += row.left();
            any_planned = true;
        }
        let left = left(state, row);
        licensed += left.licensed;
        accepted += left.accepted;
        within_seats += left.seat_covered + left.seat_covered_unknown;
    }
    let achievable = state.achievable();
    let percent = |points| Percent::new(points, totals.max);
    Views {
        planned: (any_planned || state.tenant.carries_planned()).then(|| percent(planned)),
        current_license: percent(licensed),
        achievable: percent(achievable.tenant_wide),
        achievable_at_most: percent(licensed - accepted),
        achievable_seat_covered: percent(achievable.seat_covered),
        achievable_seat_covered_at_most: percent(within_seats),
    }
}

/// The points that the seats of the best way leave to gain.
fn seats_left(state: &State<'_>, row: &ScoreRow, left: Points) -> Points {
    let (Some(control), Some(max)) = (state.control(&row.id), row.max) else { return left };
    Points((state.best_seat_cover(control, max) - row.points()).0.max(0))
}
