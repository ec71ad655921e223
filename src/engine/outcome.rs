//! What comes back: an answer with what belongs beside it, or why there is none.

use crate::diag::{Finding, Findings};
use crate::load::files::Unreadable;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verdict {
    #[default]
    Answered,
    No,
    /// The answer is what was found until somebody interrupted.
    Interrupted,
}

#[derive(Debug, Clone)]
pub struct Outcome<T> {
    pub answer: T,
    /// What a reader should know of the input and of the answer, in the order of gravity.
    pub findings: Findings,
    /// Whether nobody named a tenant, so that the built-in sample was taken.
    pub uses_sample: bool,
    pub verdict: Verdict,
    /// Sentences that say why the verdict is what it is, where the answer does not say so itself.
    pub reasons: Vec<String>,
}

impl<T> Outcome<T> {
    pub(super) fn new(answer: T, findings: Findings) -> Self {
        let findings = findings.sorted();
        Self { answer, findings, uses_sample: false, verdict: Verdict::Answered, reasons: Vec::new() }
    }

    pub(super) fn with(mut self, verdict: Verdict, reasons: Vec<String>) -> Self {
        self.verdict = verdict;
        self.reasons = reasons;
        self
    }

    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Outcome<U> {
        let Self { answer, findings, uses_sample, verdict, reasons } = self;
        Outcome { answer: make(answer), findings, uses_sample, verdict, reasons }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Refusal {
    /// What is wrong with the input.
    pub findings: Findings,
    pub unreadable: Vec<Unreadable>,
    /// What would have stood beside an answer.
    pub beside: Findings,
    /// Whether nobody named a tenant, so that the built-in sample was taken.
    pub uses_sample: bool,
}

impl Refusal {
    pub(super) fn new(findings: Findings, unreadable: Vec<Unreadable>) -> Self {
        Self { findings, unreadable, ..Self::default() }
    }

    pub(super) fn keep(self, findings: &mut Findings, unreadable: &mut Vec<Unreadable>) {
        findings.extend(self.findings);
        unreadable.extend(self.unreadable);
    }
}

impl From<Findings> for Refusal {
    fn from(findings: Findings) -> Self {
        Self::new(findings, Vec::new())
    }
}

impl From<Finding> for Refusal {
    fn from(finding: Finding) -> Self {
        let mut findings = Findings::new();
        findings.push(finding);
        findings.into()
    }
}

impl From<Unreadable> for Refusal {
    fn from(unreadable: Unreadable) -> Self {
        Self::new(Findings::new(), vec![unreadable])
    }
}

pub(super) trait Sampled {
    /// Says whether the built-in sample was taken because nobody named a tenant.
    fn sampled(self, uses_sample: bool) -> Self;
}

impl<T> Sampled for Result<Outcome<T>, Refusal> {
    fn sampled(self, uses_sample: bool) -> Self {
        match self {
            Ok(outcome) => Ok(Outcome { uses_sample, ..outcome }),
            Err(refusal) => Err(Refusal { uses_sample, ..refusal }),
        }
    }
}
