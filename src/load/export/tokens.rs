//! The tokens of products in `enabledServices`, in the spelling of the catalogue.

use std::collections::BTreeSet;

use super::snapshot::Snapshot;
use crate::diag::{Code, Finding, Findings};
use crate::model::Catalogue;

/// Gives every token its one spelling; a finding counts those that nobody knows.
pub(super) fn spelt(snapshot: &mut Snapshot, catalogue: &Catalogue, findings: &mut Findings) {
    let written = std::mem::take(&mut snapshot.enabled_services);
    let unknown: BTreeSet<&String> =
        written.iter().filter(|token| catalogue.token(token).is_none()).collect();
    if let Some(first) = unknown.first() {
        let first: String = first.chars().take(40).collect();
        let message = format!(
            "tokens of `enabledServices` that are not known and show no licence: {}, `{first}` first",
            unknown.len()
        );
        findings.push(Finding::new(Code::UnknownFields, message));
    }
    let spelt = written.iter().map(|token| catalogue.token(token).unwrap_or(token).to_owned());
    snapshot.enabled_services = spelt.collect();
}
