//! Thousands of futures: the projection with drawn efforts, failures, capacities and delays.
//!
//! Goes in: a [`Model`], the projection as flat lists with its uncertain quantities. Comes out: a [`Tally`] of what
//! happened, and its [`Summary`]. **Invariants:** whole numbers after the draw; a draw depends on nothing but its
//! address ([`random`]), so neither threads nor other work change it; without any spread every trial is the
//! projection; a run of some trials is the beginning of a run of more.

mod crew;
mod line;
pub mod model;
pub mod random;
mod run;
mod summary;
pub mod table;
mod tally;

pub use model::Model;
pub use run::{Ask, Watch, run};
pub use summary::{CONFIDENCES, Day, Driver, Summary, summary};
pub use tally::{Levels, Sums, Tally};
