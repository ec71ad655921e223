//! The points and the maximum that Microsoft printed and that the known rows do not explain.
//!
//! Percentages are Microsoft's: what its headline holds beyond the rows stays in the score, in plans and in projections, and no
//! work moves it. A headline that the rows contradict counts for nothing.

use super::{State, Totals};
use crate::model::{Id, Points, Tenant};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unattributed {
    /// May be negative by what rounding comes to.
    pub points: Points,
    pub max: Points,
    /// The rows that may hold them: those whose maximum nobody knows, where 1 to 10 points each can be the rest.
    pub rows: Vec<Id>,
    /// The sums over the rows, where they contradict the headline.
    pub contradicted_by: Option<(Points, Points)>,
}

/// What one control is worth: Microsoft documents 10 points or less, in whole points.
const LEAST_OF_ROW: i64 = 100;
const MOST_OF_ROW: i64 = 1_000;

impl Unattributed {
    /// `sums` are those over the rows on the day of the snapshot.
    fn of(tenant: &Tenant, sums: Totals, unknown: Vec<Id>) -> Self {
        let Some((points, max)) = tenant.headline else { return Self::default() };
        let (points, max) = (points - sums.points, max - sums.max);
        // Every row is rounded to the hundredth, and so is the headline.
        let rounding = Points(sums.rows / 2 + 1);
        let fits = max >= Points::ZERO && points >= -rounding && points <= max + rounding;
        if !fits {
            // Rows that have more points contradict the points, and not a maximum that is above theirs.
            let max = if points < -rounding { max.max(Points::ZERO) } else { Points::ZERO };
            return Self { max, contradicted_by: Some((sums.points, sums.max)), ..Self::default() };
        }
        let number = i64::try_from(unknown.len()).unwrap_or(i64::MAX);
        let explains =
            (number.saturating_mul(LEAST_OF_ROW)..=number.saturating_mul(MOST_OF_ROW)).contains(&max.0);
        let rows = if explains && number > 0 { unknown } else { Vec::new() };
        Self { points, max, rows, contradicted_by: None }
    }

    pub fn is_nothing(&self) -> bool {
        (self.points, self.max) == (Points::ZERO, Points::ZERO)
    }
}

impl State<'_> {
    /// Finds what the headline holds beyond the rows, as exported.
    pub(super) fn find_unattributed(&mut self) {
        let unknown = self.rows.values().filter(|row| row.max.is_none()).map(|row| row.id.clone());
        self.unattributed = Unattributed::of(self.tenant, self.sums, unknown.collect());
    }
}
