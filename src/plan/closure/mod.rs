//! The maximum-weight closure problem: of nodes with prerequisites, the closed set of greatest weight.
//!
//! A closure holds the prerequisites of everything in it. Rankings (Sidney decomposition) and best plans (Lagrangian
//! relaxation) are both sequences of closure problems, which [`PushRelabel`] solves.
//! **Invariants:** exact integers, of 64 bits where the caller has proved that all sums fit, else of 128; no
//! recursion; the answer does not depend on the flow that it was found by.

mod adjacency;
mod push_relabel;

use std::fmt::Debug;
use std::ops::{AddAssign, Neg, SubAssign};

pub(super) use adjacency::{Adjacency, Neighbour};
pub(super) use push_relabel::PushRelabel;

/// The integer that flows are counted in: 64 bits inside a proved range, 128 bits otherwise.
pub(super) trait Number:
    Copy + Ord + Default + Debug + AddAssign + SubAssign + Neg<Output = Self>
{
    /// Narrows a number that is known to be in range.
    fn of(wide: i128) -> Self;
    fn wide(self) -> i128;
    /// Roughly `self * factor`, never below zero: a first guess of a flow, never part of a proof.
    fn scale(self, factor: f64, most: Self) -> Self;
    /// Whether every sum of `count` numbers up to `most` fits.
    fn holds(count: usize, most: i128) -> bool;
    /// The greatest number up to `most` of which `count` can be summed.
    fn summable(count: usize, most: i128) -> Self;
}

macro_rules! number {
    ($type:ty) => {
        impl Number for $type {
            fn of(wide: i128) -> Self {
                // The range is proved when the width is chosen.
                debug_assert!(Self::try_from(wide).is_ok());
                Self::try_from(wide).unwrap_or_default()
            }

            fn wide(self) -> i128 {
                i128::from(self)
            }

            fn scale(self, factor: f64, most: Self) -> Self {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "any flow that is not negative is a valid start"
                )]
                let scaled = (self as f64 * factor) as Self;
                scaled.clamp(0, most)
            }

            fn holds(count: usize, most: i128) -> bool {
                let count = i128::try_from(count).unwrap_or(i128::MAX);
                most.checked_mul(count).is_some_and(|sum| sum <= i128::from(Self::MAX / 4))
            }

            fn summable(count: usize, most: i128) -> Self {
                let count = i128::try_from(count.max(1)).unwrap_or(i128::MAX);
                Self::of(most.min(i128::from(Self::MAX / 4) / count))
            }
        }
    };
}

number!(i64);
number!(i128);
