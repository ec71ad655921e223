//! Licences: their costs, redundant seats, options side by side, and the best set of licences.
//!
//! Goes in: licences, prices, a state. Comes out: costs, with the SKUs whose price is not known.
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
