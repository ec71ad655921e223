//! What is asked of a plan of a tenant, and which of two answers it better.

use super::walk::Worth;
use crate::model::{BasisPoints, Percent};
use crate::plan::optimise::{Objective, Selection};
use crate::state::State;

/// What makes one plan better than another.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked {
    Goal(Objective),
    /// The most points when minutes are paid for: so much rise for so much run.
    Slope(i64, i64),
}

impl Asked {
    /// Whether a plan keeps the limit of what is asked.
    pub(super) fn allows(self, worth: Worth, state: &State<'_>) -> bool {
        match self {
            Self::Goal(Objective::Points { budget } | Objective::Percent { budget }) => {
                worth.minutes <= budget
            }
            Self::Goal(Objective::Target { percent }) => after(worth, state).reaches(percent),
            Self::Goal(Objective::PointsTarget { points }) => worth.points >= points,
            Self::Slope(..) => true,
        }
    }

    /// Whether a plan is as good as a promised one that no plan exceeds, ties aside.
    pub(super) fn equals(self, worth: Worth, promised: Worth, state: &State<'_>) -> bool {
        match self {
            Self::Goal(Objective::Points { .. }) => worth.points >= promised.points,
            Self::Goal(Objective::Percent { .. }) => {
                after(worth, state).compare(after(promised, state)).is_ge()
            }
            Self::Goal(Objective::Target { .. } | Objective::PointsTarget { .. }) => {
                worth.minutes <= promised.minutes
            }
            Self::Slope(rise, run) => height(worth, (rise, run)) >= height(promised, (rise, run)),
        }
    }

    /// Whether the first is better, ties included.
    pub(super) fn prefers(self, one: Worth, other: Worth, state: &State<'_>) -> bool {
        let fewer = other.minutes.cmp(&one.minutes);
        let order = match self {
            Self::Goal(Objective::Points { .. }) => one.points.cmp(&other.points).then(fewer),
            Self::Goal(Objective::Percent { .. }) => {
                after(one, state).compare(after(other, state)).then(fewer)
            }
            Self::Goal(Objective::Target { percent: BasisPoints(percent) }) => {
                let over = |worth: Worth| {
                    let after = after(worth, state);
                    i128::from(BasisPoints::ALL.0) * i128::from(after.points.0)
                        - i128::from(percent) * i128::from(after.max.0)
                };
                fewer.then(over(one).cmp(&over(other)))
            }
            Self::Goal(Objective::PointsTarget { .. }) => fewer.then(one.points.cmp(&other.points)),
            Self::Slope(rise, run) => height(one, (rise, run)).cmp(&height(other, (rise, run))).then(fewer),
        };
        order.is_gt()
    }
}

/// What a plan gains when minutes are paid for.
pub(super) fn height(worth: Worth, (rise, run): (i64, i64)) -> i128 {
    i128::from(run) * i128::from(worth.points.0) - i128::from(rise) * i128::from(worth.minutes.0)
}

pub(super) fn selection(worth: Worth) -> Selection {
    let Worth { points, maximum, minutes } = worth;
    Selection { chosen: Vec::new(), points, minutes, maximum }
}

pub(super) fn worth_of(selection: &Selection) -> Worth {
    Worth { points: selection.points, maximum: selection.maximum, minutes: selection.minutes }
}

pub(super) fn after(worth: Worth, state: &State<'_>) -> Percent {
    let totals = state.totals();
    Percent::new(totals.points + worth.points, totals.max + worth.maximum)
}
