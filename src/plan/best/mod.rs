//! The best plan of a tenant or a list over all choices of ways, with the proof that none is better.
//!
//! A list is one problem of the optimiser. The plans of a tenant are another (`formulation`), whose best plan is done step by
//! step; what does not come to what the problem promised is ruled out, and the next best is tried.

mod asked;
mod choices;
mod compose;
mod corrections;
mod evaluate;
mod frontier;
mod left_out;
mod order;
mod question;
mod search;
mod tenant;
mod walk;

pub use choices::Choices;
pub use evaluate::{EvaluatedPlan, best, evaluate};
pub use frontier::{Frontier, FrontierPart, FrontierPlan, frontier};
pub use left_out::{LeftOut, LeftReason, MissingWork, StepReason, left_out, step_reasons};
pub use question::{BestPlan, BestQuestion, Budget, Obstacle, PlanObjective, PlanVerdict};
pub use search::bound;
