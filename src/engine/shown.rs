//! How much of an answer people are shown. Programs always read all of it.

use crate::report::Format;

/// How much of an answer people are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The format that it is for: nothing else is made.
    pub format: Format,
    /// The first so many of what is long.
    pub top: Option<usize>,
    /// What is usually left out.
    pub all: bool,
}

impl Default for Shown {
    fn default() -> Self {
        Self { format: Format::Json, top: None, all: false }
    }
}
