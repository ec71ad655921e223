//! Plans that were saved: the JSON of `plan`, read back for the audit.
//!
//! What programs wrote is as hostile as what people write: every problem of the file is collected with its line,
//! and nothing is taken on trust. Fields that only people look at are left aside.

mod by;
mod ids;
mod json;
mod read;

pub use ids::check_ids;
pub use read::{Loaded, read};

use serde_json::Value;

/// How every object that this program prints begins to say what it is.
const OURS: &str = "scoreplan/";

/// The only form of plan there is.
const SCHEMA: &str = "scoreplan/plan/1";

/// Whether a text is the JSON of one of our own commands; one that breaks off is judged by its first key.
pub(super) fn is_ours(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('{') else { return false };
    // Exports can be large: only a text that names us is looked into.
    if !text.contains("\"scoreplan/") {
        return false;
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value) => value["schema"].as_str().is_some_and(|schema| schema.starts_with(OURS)),
        Err(_) => inside.trim_start().starts_with("\"schema\""),
    }
}
