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
    /// Somebody interrupted; the best so far is printed, where there is something.
    Interrupted,
}

impl Exit {
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Answered => 0,
            Self::No => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Io => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
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
