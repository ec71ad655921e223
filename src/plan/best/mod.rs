//! The best plan of a tenant or a list: over every choice of ways, with the proof that none is better.
//!
//! The questions of a backlog (which way, which of two conflicting actions) are answered one by one, the most
//! promising answer first: a backlog in which a question is open is looser than all that follow from it, so its
//! bound holds for them. A backlog without open questions is solved exactly.

mod ask;
mod bound;
mod choices;
mod frontier;
mod left;
mod search;
mod settle;
mod why;

pub use ask::{Ask, Best, Budget, Obstacle, Verdict, Want};
pub use bound::bound;
pub use choices::Choices;
pub use frontier::frontier;
pub use left::{LeftOut, LeftReason, Piece, left_out};
pub use search::best;
pub use settle::{Planned, planned};
pub use why::{Why, why};
