//! The one table of exit codes, and the ways in which a command ends without an answer.

use std::process::ExitCode;

use crate::diag::{Finding, Findings};
use crate::load::source::Unreadable;

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// There is an answer.
    Answered,
    /// The answer is no.
    No,
    /// The command line does not parse.
    Usage,
    /// The input is wrong.
    Input,
    /// The world failed.
    World,
    /// Somebody interrupted; the best so far is printed.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Answered => 0,
            Exit::No => 1,
            Exit::Usage => 2,
            Exit::Input => 3,
            Exit::World => 4,
            Exit::Interrupted => 130,
        })
    }
}

/// Why there is no answer.
#[derive(Debug, Default)]
pub(super) struct Failure {
    /// What is wrong with the input.
    pub(super) findings: Findings,
    /// Files that can not be had.
    pub(super) unreadable: Vec<Unreadable>,
}

impl Failure {
    /// The code that it ends with: wrong input before a failing world, as it is what people can mend.
    pub(super) fn exit(&self) -> Exit {
        if self.findings.has_errors() { Exit::Input } else { Exit::World }
    }
}

impl From<Findings> for Failure {
    fn from(findings: Findings) -> Self {
        Self { findings, unreadable: Vec::new() }
    }
}

impl From<Finding> for Failure {
    fn from(finding: Finding) -> Self {
        let mut findings = Findings::new();
        findings.push(finding);
        findings.into()
    }
}

impl From<Unreadable> for Failure {
    fn from(unreadable: Unreadable) -> Self {
        Self { findings: Findings::new(), unreadable: vec![unreadable] }
    }
}
