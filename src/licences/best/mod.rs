//! The best set of licences (a mix): the cheapest for a goal, the best within a yearly budget, and the frontier of cost
//! against score.
//!
//! A mix keeps what is owned: a base suite may be upgraded to one that includes all its plans, an add-on may be dropped where
//! the others have all its plans, and add-ons may be added. Mixes are enumerated best-first by cost, those with the same
//! plans for the same people once, and the exact planner evaluates each that could be the answer.

mod by_cost;
mod choices;
mod evaluate;
mod search;

pub use choices::{MixError, MixProblem};
pub use evaluate::{EvaluatedMix, MixObjective};
pub use search::{BestMix, FrontierMix, MixFrontier, MixVerdict, NearestFeasible, cheapest, frontier, most};

use crate::model::{Licence, Money};

/// A set of licences with its cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mix {
    /// All licences, with those that are kept.
    pub licences: Vec<Licence>,
    /// The yearly cost of those with a price.
    pub yearly: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SearchEffort {
    /// The mixes that differ in what they allow people to earn.
    pub mixes: usize,
    /// The mixes of these that the planner evaluated.
    pub judged: usize,
}
