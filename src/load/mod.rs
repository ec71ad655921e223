//! Files to values: the only room that reads files.
//!
//! Goes in: paths and embedded texts. Comes out: [`crate::model`] values beside [`crate::diag::Findings`].
//! **Invariants:** every problem of every file is collected before anybody gives up; no input panics;
//! format types end here.

pub mod backlog;
pub mod catalogue;
pub mod export;
pub mod expr;
pub mod samples;
pub mod scenario;
pub mod source;
pub mod tenant;
pub mod yaml;
