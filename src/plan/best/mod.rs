//! The best plan of a tenant or a list over all choices of ways, with the proof that none is better.
//!
//! The choices of a backlog (which way of a control, which of two conflicting actions) are made one by one, the
//! best bound first: a backlog in which a choice is open is a relaxation of all that follow from it, so its bound
//! holds for them. A backlog without open choices is solved exactly.

mod choices;
mod compose;
mod evaluate;
mod frontier;
mod left_out;
mod question;
mod search;
mod tenant;
mod walk;

pub use choices::Choices;
pub use evaluate::{EvaluatedPlan, evaluate};
pub use frontier::frontier;
pub use left_out::{LeftOut, LeftReason, MissingWork, StepReason, left_out, step_reasons};
pub use question::{BestPlan, BestQuestion, Budget, Obstacle, PlanObjective, PlanVerdict};
pub use search::{best, bound};
