//! The closure of greatest weight: of things that need each other, the set worth most with all it needs.
//!
//! Goes in: a [`Adjacency`] of who needs whom, and weights. Comes out: the smallest and the largest closure of greatest
//! weight, its weight, and a bound on every other closure. Rankings and best plans both stand on it.
//! **Invariants:** exact integers, of 64 bits where the caller has proved that all sums fit, else of 128; no
//! recursion; the answer does not depend on the flow that it was found by.

mod adjacency;
mod number;
mod push_relabel;

pub(super) use adjacency::{Adjacency, Neighbour};
pub(super) use number::Number;
pub(super) use push_relabel::PushRelabel;
