//! From how many seats on one option is cheaper than another, and what a point costs.

use std::cmp::Ordering;

use crate::model::Points;
use crate::model::units::div_half_up;

/// What an option costs in a year, in hundredths of a currency, by its number of seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostLine {
    /// What it costs whatever the number.
    pub fixed: i64,
    /// What each seat adds.
    pub per_seat: i64,
}

impl CostLine {
    /// What so many seats cost.
    pub fn of(self, seats: i64) -> i128 {
        i128::from(self.fixed) + i128::from(self.per_seat) * i128::from(seats)
    }
}

/// Which of two options is cheaper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakEven {
    /// Both cost the same, whatever the number of seats.
    Same,
    /// The first is cheaper, whatever the number.
    First,
    /// The second is no dearer, whatever the number.
    Second,
    /// The first is cheaper below this number; from it on the second is no dearer.
    SecondFrom(i64),
    /// The second is no dearer below this number; from it on the first is cheaper.
    FirstFrom(i64),
}

/// From how many seats on the second of two options is no dearer than the first, of 0 to `most` seats.
///
/// In closed form: the difference `first - second` is a line, and where it changes its sign lies the number.
pub fn break_even(first: CostLine, second: CostLine, most: i64) -> BreakEven {
    let fixed = i128::from(first.fixed) - i128::from(second.fixed);
    let slope = i128::from(first.per_seat) - i128::from(second.per_seat);
    let is_no_dearer = |seats: i64| fixed + slope * i128::from(seats) >= 0;
    let most = most.max(0);
    match (is_no_dearer(0), is_no_dearer(most)) {
        (true, true) if fixed == 0 && slope == 0 => BreakEven::Same,
        (true, true) => BreakEven::Second,
        (false, false) => BreakEven::First,
        // The line rises from below: the first whole number at which it is not below any more.
        (false, true) => BreakEven::SecondFrom(whole((-fixed + slope - 1) / slope)),
        // It falls from above: one past the last whole number at which it is not below.
        (true, false) => BreakEven::FirstFrom(whole(fixed / -slope + 1)),
    }
}

fn whole(seats: i128) -> i64 {
    i64::try_from(seats).unwrap_or(i64::MAX)
}

/// What a point costs in a year: an exact ratio, rounded only where it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostPerPoint {
    cost: i64,
    points: Points,
}

impl CostPerPoint {
    /// What more costs, in hundredths of a currency, over the points that it gains; `None` where it gains none.
    pub fn new(cost: i64, points: Points) -> Option<Self> {
        (points > Points::ZERO).then_some(Self { cost, points })
    }

    /// What one whole point costs in hundredths of the currency, rounded half up.
    pub fn hundredths(self) -> i64 {
        div_half_up(i128::from(self.cost) * 100, self.points.0)
    }

    /// Compares two exact ratios.
    pub fn compare(self, other: Self) -> Ordering {
        let left = i128::from(self.cost) * i128::from(other.points.0);
        left.cmp(&(i128::from(other.cost) * i128::from(self.points.0)))
    }
}
