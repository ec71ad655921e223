//! What licences cost, what of them is not needed, and which of them are the best to have.
//!
//! Goes in: licences, prices, a state. Comes out: costs with the names of what has no price.
//! **Invariants:** money is whole hundredths of one currency; an unknown price is named and never counted as zero.

mod cost;
mod even;
mod holding;
pub mod mix;
mod redundant;
mod unexpired;

pub use cost::{Cost, Line, cost, labour};
pub use even::{CostPerPoint, Even, Rate, break_even};
pub use redundant::{Redundant, redundant};
pub use unexpired::{Step, Unexpired, unexpired};
