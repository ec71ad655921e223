//! The best licences to have: the cheapest for a target, the most points for some money, and the frontier between.
//!
//! A mix keeps what is owned: a base suite may become one that carries everything it carries, an add-on may go where the
//! rest has all of it, and add-ons may come. Mixes are met in the order of their cost, those with the same plans for the
//! same people once, and each that could be the answer is judged by the exact planner.

mod best;
mod frontier;
mod judge;
mod offer;
mod walk;

pub use best::{Answer, Verdict, WayOut, cheapest, most};
pub use frontier::{Corner, Frontier, frontier};
pub use judge::{Judged, Objective};
pub use offer::{Ground, Unasked};

use crate::model::Licence;

/// Licences to have, and what they cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mix {
    /// All of them, those that are kept included.
    pub licences: Vec<Licence>,
    /// What those with a price cost in a year, in hundredths of the currency.
    pub yearly: i64,
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// Mixes that differ in what they let people earn.
    pub mixes: usize,
    /// Of these, how many the planner judged.
    pub judged: usize,
}
