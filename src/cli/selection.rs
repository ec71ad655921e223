//! Which findings beside an answer are printed: at most five lines on one tenant, and the rest named by their codes.

use std::collections::BTreeSet;

use crate::diag::{Code, Finding, Findings, Severity};

/// So many lines on a tenant and its exports are printed unless all are asked for.
const MOST: usize = 5;

/// What is printed, and what one line stands for.
pub(super) struct Selection {
    pub(super) shown: Findings,
    pub(super) rest: Option<Rest>,
}

/// Findings that are named by their code alone.
pub(super) struct Rest {
    pub(super) severity: Severity,
    pub(super) message: String,
}

/// Selects from sorted findings. Errors, what says that a figure is in doubt, and remarks on files that a person wrote
/// are always printed; of the others as many as there is room for, warnings first.
pub(super) fn select(sorted: Findings) -> Selection {
    let has_place = |finding: &Finding| finding.place.as_ref().map(|place| place.file.clone());
    let counted = || sorted.iter().filter(|finding| counts(finding));
    // Two tenants side by side have two lots of remarks.
    let tenants: BTreeSet<String> = counted()
        .filter(|finding| finding.code.code().as_bytes().get(1) == Some(&b'3'))
        .filter_map(has_place)
        .collect();
    let errors = sorted.iter().filter(|finding| finding.severity() == Severity::Error).count();
    let room = (MOST * tenants.len().max(1)).saturating_sub(errors);
    let stays = |finding: &Finding| !counts(finding) || finding.code.is_about_figures();
    let figures = counted().filter(|finding| stays(finding)).count();
    if counted().count() <= room {
        return Selection { shown: sorted, rest: None };
    }
    // One line is for the rest. That nothing shows the licences is worth more to know than other gaps.
    let mut fill: Vec<(Severity, bool, usize)> = sorted
        .iter()
        .enumerate()
        .filter(|(_, finding)| !stays(finding))
        .map(|(at, finding)| (finding.severity(), finding.code != Code::NoLicences, at))
        .collect();
    fill.sort_unstable();
    let filled: BTreeSet<usize> =
        fill.into_iter().take(room.saturating_sub(figures + 1)).map(|(_, _, at)| at).collect();
    let (mut shown, mut rest) = (Findings::new(), Vec::new());
    for (at, finding) in sorted.into_iter().enumerate() {
        if stays(&finding) || filled.contains(&at) {
            shown.push(finding);
        } else {
            rest.push(finding);
        }
    }
    let rest = summary(&rest);
    Selection { shown, rest }
}

/// Whether a finding takes up room: remarks on a tenant and its exports do, which may have any number of them.
fn counts(finding: &Finding) -> bool {
    finding.severity() != Severity::Error
        && matches!(finding.code.code().as_bytes().get(1), Some(b'1' | b'3'))
}

fn summary(rest: &[Finding]) -> Option<Rest> {
    let severity = rest.iter().map(Finding::severity).min()?;
    let codes: BTreeSet<Code> = rest.iter().map(|finding| finding.code).collect();
    let named = codes.iter().map(|code| {
        let times = rest.iter().filter(|finding| finding.code == *code).count();
        let times = if times == 1 { String::new() } else { format!(", {times} times") };
        format!("{} ({code}{times})", code.title())
    });
    let named: Vec<String> = named.collect();
    let message = format!("{} more, which `--all-findings` prints: {}", rest.len(), named.join("; "));
    Some(Rest { severity, message })
}
