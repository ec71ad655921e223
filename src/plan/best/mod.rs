//! The best plan of a tenant or a list: over every choice of ways, with the proof that none is better.
//!
//! The questions of a backlog (which way, which of two conflicting actions) are answered one by one, the most
//! promising answer first: a backlog in which a question is open is looser than all that follow from it, so its
//! bound holds for them. A backlog without open questions is solved exactly.

mod bound;
mod choices;
mod evaluate;
mod frontier;
mod left_out;
mod question;
mod search;
mod why;

pub use bound::bound;
pub use choices::Choices;
pub use evaluate::{EvaluatedPlan, evaluate};
pub use frontier::frontier;
pub use left_out::{LeftOut, LeftReason, MissingWork, left_out};
pub use question::{BestPlan, BestQuestion, Budget, Obstacle, PlanObjective, PlanVerdict};
pub use search::best;
pub use why::{StepReason, step_reasons};
