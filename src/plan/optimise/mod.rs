//! Exact plans: the best selection within a budget, or the cheapest one to a target, with its proof.
//!
//! Goes in: a [`Problem`] (a plain graph with what must and must not be done) and a [`Objective`]. Comes out: an
//! [`Solution`]: the best plan, or the best that was found with an honest bound, or why there is none.
//! **Invariants:** a plan holds all it needs; every comparison behind [`Status::Optimal`] is one of exact integers;
//! the same question gives the same answer, and no clock is read.

mod branch;
mod branch_and_bound;
mod checked;
mod conflict;
mod frontier;
mod greedy;
mod incumbent;
mod items;
mod lagrangian;
mod meter;
mod percent;
mod presolve;
mod problem;
mod solve;
mod variable_fixing;

pub use frontier::{FrontierCorner, frontier};
pub use problem::{
    Conflict, Constraint, FeasibleLimit, InvalidProblem, Limits, Objective, PlanBound, Problem, Selection,
    Solution, SolveStatus, Stopped,
};
pub use solve::{bound, solve};
