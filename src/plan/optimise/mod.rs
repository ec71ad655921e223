//! Exact plans: the best selection within a budget, or the cheapest one to a target, with its proof.
//!
//! Goes in: a [`Problem`] (a plain graph with what must and must not be done) and a [`Goal`]. Comes out: an
//! [`Answer`]: the best plan, or the best that was found with an honest bound, or why there is none.
//! **Invariants:** a plan holds all it needs; every comparison behind [`Status::Optimal`] is one of exact integers;
//! the same question gives the same answer, and no clock is read.

mod branch;
mod clash;
mod contract;
mod fill;
mod frontier;
mod ground;
mod items;
mod meter;
mod peg;
mod percent;
mod quest;
mod question;
mod relax;
mod search;
mod solve;

pub use frontier::{Corner, frontier};
pub use question::{
    Answer, Bound, Clash, Fact, Goal, Invalid, Limits, Plan, Problem, Status, Stopped, WayOut,
};
pub use solve::{bound, solve};
