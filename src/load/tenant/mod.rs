//! Tenant files: read with all problems at once, written so that people can read and correct them.

mod read;
mod write;

pub use read::read;
pub use write::write;
