//! Which work comes first, and why.
//!
//! Goes in: a [`crate::state::State`], or a plain graph. Comes out: a [`Backlog`] (the graph of what still has
//! points to gain), its [`Ranking`], a [`schedule::Schedule`] along it, and from [`optimise`] the best plan for a goal.
//! Beside them [`audit`] judges any plan, and uses nothing of the others.
//! **Invariants:** a plan never lists work before what it needs; integers only; the planner never proposes an
//! acceptance, an assertion, or leaving something out that is owned.

pub mod audit;
pub mod backlog;
pub mod best;
mod closure;
pub mod optimise;
pub mod plan_diff;
pub mod rank;
pub mod schedule;

pub use backlog::{Backlog, Excluded, Reason, WorkItem, WorkKind};
pub use rank::{Order, RankedStep, Ranking, rank};
