//! The program, started as a process.

pub(crate) mod basics;
pub(crate) mod catalogue;
pub(crate) mod catalogue_lint_output;
pub(crate) mod determinism;
pub(crate) mod explain;
pub(crate) mod hostile_text;
pub(crate) mod many_findings;
pub(crate) mod plan;
pub(crate) mod terminal;
#[cfg(target_os = "linux")]
pub(crate) mod written_whole;
