//! The number of seats from which one option is cheaper than another, and the cost of a point.

use std::cmp::Ordering;

use crate::model::{Money, Points};

/// The yearly cost of an option as a linear function of its seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostLine {
    pub fixed: Money,
    pub per_seat: Money,
}

impl CostLine {
    pub fn of(self, seats: i64) -> i128 {
        i128::from(self.fixed.0) + i128::from(self.per_seat.0) * i128::from(seats)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakEven {
    /// Both cost the same for every number of seats.
    Same,
    /// The first is cheaper for every number of seats.
    First,
    /// The second costs no more for every number of seats.
    Second,
    /// The first is cheaper below this number; from it on the second costs no more.
    SecondFrom(i64),
    /// The second costs no more below this number; from it on the first is cheaper.
    FirstFrom(i64),
}

/// The break-even point of two options between 0 and `most` seats.
///
/// In closed form: the difference `first - second` is linear, and the break-even point is where its sign changes.
pub fn break_even(first: CostLine, second: CostLine, most: i64) -> BreakEven {
    let fixed = i128::from(first.fixed.0) - i128::from(second.fixed.0);
    let slope = i128::from(first.per_seat.0) - i128::from(second.per_seat.0);
    let is_no_dearer = |seats: i64| fixed + slope * i128::from(seats) >= 0;
    let most = most.max(0);
    match (is_no_dearer(0), is_no_dearer(most)) {
        (true, true) if fixed == 0 && slope == 0 => BreakEven::Same,
        (true, true) => BreakEven::Second,
        (false, false) => BreakEven::First,
        // The difference rises: the first whole number at which it is not negative.
        (false, true) => BreakEven::SecondFrom(whole((-fixed + slope - 1) / slope)),
        // It falls: one past the last whole number at which it is not negative.
        (true, false) => BreakEven::FirstFrom(whole(fixed / -slope + 1)),
    }
}

fn whole(seats: i128) -> i64 {
    i64::try_from(seats).unwrap_or(i64::MAX)
}

/// The yearly cost of a point: an exact ratio, rounded only in output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostPerPoint {
    cost: Money,
    points: Points,
}

impl CostPerPoint {
    /// An additional cost over the points gained; `None` where none are gained.
    pub fn new(cost: Money, points: Points) -> Option<Self> {
        (points > Points::ZERO).then_some(Self { cost, points })
    }

    /// The cost of one whole point, rounded half up.
    pub fn rounded(self) -> Money {
        self.cost.part(100, self.points.0)
    }

    pub fn compare(self, other: Self) -> Ordering {
        let left = i128::from(self.cost.0) * i128::from(other.points.0);
        left.cmp(&(i128::from(other.cost.0) * i128::from(self.points.0)))
    }
}
