//! A licence option: what a tenant would have in place of what it has.

use super::Id;

/// Seats of one SKU in an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionPart {
    pub sku: Id,
    /// How many; when absent as many as the base suites of the same people have that it replaces, or goes on.
    pub seats: Option<i64>,
    /// The group of users whose seats they are; everybody's when absent.
    pub group: Option<Id>,
    /// First character of its text within the option, from 0, and how many characters it spans.
    pub columns: (usize, usize),
}

/// Licences that a tenant would have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionSpec {
    /// The option as a person wrote it: its name.
    pub name: String,
    /// Its parts, as written.
    pub parts: Vec<OptionPart>,
}
