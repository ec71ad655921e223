//! The optimiser: the best plan within a budget or the cheapest to a target, on a plain graph, with a proof.
//!
//! A plan is a closed set: it holds the prerequisites of everything in it. Choosing the best one within a budget is
//! the precedence-constrained knapsack problem. It is solved by branch and bound on a Lagrangian relaxation, whose
//! subproblems are closure problems.
//!
//! Goes in: a [`Problem`] and an [`Objective`]. Comes out: a [`Solution`]: the best plan, or the best found with an
//! honest bound, or why there is none.
//! **Invariants:** a plan holds all it needs; every comparison behind [`SolveStatus::Optimal`] is one of exact
//! integers; the same problem gives the same solution, and no clock is read.

mod branch_and_bound;
mod conflict;
mod frontier;
mod greedy;
mod incumbent;
mod lagrangian;
mod presolve;
mod problem;
mod rounding;
mod rule_search;
mod rules;
mod solve;
mod variable_fixing;

pub use frontier::{FrontierCorner, frontier};
pub use problem::{
    Conflict, Constraint, FeasibleLimit, InvalidProblem, Limits, Objective, PlanBound, Problem, Selection,
    Solution, SolveStatus, Stopped,
};
pub use rules::Rule;
pub use solve::{bound, solve, solve_slope};
