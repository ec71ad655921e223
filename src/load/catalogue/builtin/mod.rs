//! The built-in catalogue: one YAML file for each source product, and the licences. What the keys mean stands in
//! `src/docs/formats.md`. The build parses the files.

use crate::load::yaml::Node;
use crate::load::yaml::prepared::{self, prepared};

/// The version that tenants and scenarios are pinned to.
pub const VERSION: &str = "2026.11-full";

/// The file of service plans and SKUs.
pub(super) const LICENCES: &str = "licences.yaml";

/// Every file with its name, in the order of the names.
pub fn files() -> Vec<(&'static str, Node)> {
    prepared::read(prepared!("catalogue"))
}
