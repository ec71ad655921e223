//! Problems that a file may have in every row: one finding for each kind, which names the first and counts the others.

use std::collections::BTreeMap;

use crate::diag::{Finding, Findings};

/// Problems by kind: the first of each, and how many there are.
#[derive(Debug, Default)]
pub(super) struct Counted(BTreeMap<String, (Finding, usize)>);

impl Counted {
    /// Adds one. Only the first of a kind is made: to find its place takes long.
    pub(super) fn add(&mut self, kind: &str, finding: impl FnOnce() -> Finding) {
        match self.0.get_mut(kind) {
            Some((_, times)) => *times += 1,
            None => drop(self.0.insert(kind.to_owned(), (finding(), 1))),
        }
    }

    pub(super) fn report(self, findings: &mut Findings) {
        for (mut finding, times) in self.0.into_values() {
            if times > 1 {
                finding.message.push_str(&format!("; {} more like it", times - 1));
            }
            findings.push(finding);
        }
    }
}
