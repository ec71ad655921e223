//! `plan`: the best plan with the proof, what the teams reach by a day, or why what must be done can not be.

mod best;
mod best_text;
mod by;
mod by_text;
mod refused;
mod since;
mod words;

pub use best::{FoundFrontier, FoundPlan, FrontierPlan, PlanAnswer};
pub use by::{ByQuestion, PlanByAnswer, Stage, stages};
pub use refused::PlanRefused;
pub use since::Earlier;
