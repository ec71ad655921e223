//! Plans that were saved: the JSON of `plan`, read back for the audit.
//!
//! What programs wrote is as hostile as what people write: every problem of the file is collected with its line,
//! and nothing is taken on trust. Fields that only people look at are left aside.

mod ids;
mod json;
mod read;

pub use ids::check_ids;
pub use read::{Loaded, read};

/// The only form of plan there is.
const SCHEMA: &str = "scoreplan/plan/1";
