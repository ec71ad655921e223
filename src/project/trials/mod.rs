//! Thousands of futures: the projection with drawn efforts, failures, capacities and delays.
//!
//! Goes in: a [`Model`], the projection as flat lists with its uncertain quantities. Comes out: a [`Tally`] of what
//! happened, and its [`Summary`]. **Invariants:** whole numbers after the draw; a draw depends on nothing but its
//! address ([`random`]), so neither threads nor other work change it; without any spread every trial is the
//! projection; a run of some trials is the beginning of a run of more.

mod book;
mod crew;
mod itself;
mod line;
pub mod model;
mod moves;
mod pieces;
mod play;
pub mod random;
mod run;
mod stability;
mod summary;
pub mod table;
mod tally;
mod windows;

pub use book::{Booked, book};
pub use model::Model;
pub use play::{Duel, Trials, Wish, common_day, duels, play};
pub use run::{Ask, Watch, run};
pub use stability::{FIRST, Stability, Stable, stability};
pub use summary::{CONFIDENCES, Day, Driver, Summary, summary};
pub use tally::{Sums, Tally};
pub use windows::{Levels, Windows};
