//! The best licences to have: the cheapest for a target, the most points for some money, and the frontier between.
//!
//! A mix keeps what is owned: a base suite may become one that carries everything it carries, an add-on may go where the
//! rest has all of it, and add-ons may come. Mixes are met in the order of their cost, those with the same plans for the
//! same people once, and each that could be the answer is judged by the exact planner.

mod by_cost;
mod choices;
mod evaluate;
mod frontier;
mod search;

pub use choices::{MixError, MixProblem};
pub use evaluate::{EvaluatedMix, MixObjective};
pub use frontier::{FrontierMix, MixFrontier, frontier};
pub use search::{BestMix, MixVerdict, NearestFeasible, cheapest, most};

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
pub struct SearchEffort {
    /// Mixes that differ in what they let people earn.
    pub mixes: usize,
    /// Of these, how many the planner judged.
    pub judged: usize,
}
