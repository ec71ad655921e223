//! Planning: the backlog of a tenant, its ranking, the best plan for a goal, and a schedule with dates.
//!
//! Goes in: a [`crate::state::State`], or a list. `backlog` collects the work that can still gain points; `rank`
//! orders it so that points come fastest; `best` finds the best plan over all choices of ways, by `optimise` on
//! plain graphs; `schedule` gives it dates; `plan_diff` compares it with an earlier plan. Rankings and best plans
//! stand on `closure`, the maximum-weight closure problem. `audit` judges any plan and uses nothing of the others.
//! **Invariants:** prerequisites come first; integers only; no plan proposes a risk acceptance, an assertion, or
//! leaving out something that is owned.

pub mod audit;
pub mod backlog;
pub mod best;
mod closure;
mod formulation;
pub mod optimise;
pub mod plan_diff;
pub mod rank;
pub mod schedule;

pub use backlog::{Backlog, Excluded, Reason, WorkItem, WorkKind};
pub use rank::{Order, RankedStep, Ranking, rank, rank_as_given};
