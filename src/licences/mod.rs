//! What licences cost, what of them is not needed, and which of them are the best to have.
//!
//! Goes in: licences, prices, a state. Comes out: costs with the names of what has no price.
//! **Invariants:** money is whole hundredths of one currency; an unknown price is named and never counted as zero.

pub mod best;
mod break_even;
mod cost;
mod holding;
pub mod options;
mod redundant;
mod sunk_cost;

pub use break_even::{BreakEven, CostLine, CostPerPoint, break_even};
pub use cost::{LicenceCost, SeatCost, cost, labour};
pub use redundant::{RedundantSeats, redundant};
pub use sunk_cost::{LicencesFrom, SunkCost, sunk_costs};
