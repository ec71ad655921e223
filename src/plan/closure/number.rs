//! The two widths in which sums are formed: 64 bits inside a proved range, 128 bits otherwise.

use std::fmt::Debug;
use std::ops::{AddAssign, Neg, SubAssign};

/// A whole number that flows are counted in.
pub(in crate::plan) trait Number:
    Copy + Ord + Default + Debug + AddAssign + SubAssign + Neg<Output = Self>
{
    /// Narrows a number that is known to lie in the range.
    fn of(wide: i128) -> Self;
    fn wide(self) -> i128;
    /// Roughly `self * factor`, never below zero: only ever a first guess of a flow, never part of a proof.
    fn stretch(self, factor: f64, most: Self) -> Self;
    /// Whether every sum of `count` numbers up to `most` can be formed.
    fn holds(count: usize, most: i128) -> bool;
    /// The greatest number of which `count` can be summed, no greater than `most`.
    fn share(count: usize, most: i128) -> Self;
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

            fn stretch(self, factor: f64, most: Self) -> Self {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "any flow that is not negative is a valid start"
                )]
                let stretched = (self as f64 * factor) as Self;
                stretched.clamp(0, most)
            }

            fn holds(count: usize, most: i128) -> bool {
                let count = i128::try_from(count).unwrap_or(i128::MAX);
                most.checked_mul(count).is_some_and(|sum| sum <= i128::from(Self::MAX / 4))
            }

            fn share(count: usize, most: i128) -> Self {
                let count = i128::try_from(count.max(1)).unwrap_or(i128::MAX);
                Self::of(most.min(i128::from(Self::MAX / 4) / count))
            }
        }
    };
}

number!(i64);
number!(i128);
