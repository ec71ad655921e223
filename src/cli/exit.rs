//! The one table of exit codes.

use std::process::ExitCode;

use crate::engine::{Refusal, Verdict};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    Answered,
    No,
    Usage,
    Input,
    /// A file can not be read or written.
    Io,
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
            Exit::Io => 4,
            Exit::Interrupted => 130,
        })
    }
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Answered => Self::Answered,
            Verdict::No => Self::No,
            Verdict::Interrupted => Self::Interrupted,
        }
    }
}

impl From<&Refusal> for Exit {
    /// Wrong input before a file that can not be had, as it is what people can mend.
    fn from(refusal: &Refusal) -> Self {
        if refusal.findings.has_errors() { Self::Input } else { Self::Io }
    }
}
