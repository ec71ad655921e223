//! What a reader of a comparison should know.

use crate::diag::{Code, Findings, Place};
use crate::state::{self, State};

/// The findings of both sides that bear on what the comparison says, each at the file of its tenant.
pub fn findings(a: &State<'_>, b: &State<'_>) -> Findings {
    let mut findings = Findings::new();
    for side in [a, b] {
        for finding in state::findings(side, side.day).into_iter().filter(|finding| bears(finding.code)) {
            findings.push(finding.at(Place::file(&side.tenant.name)));
        }
    }
    findings.sorted()
}

/// What changes a figure or a reason. What is expected and not scored is a reason itself, and work and its sizes
/// are not compared.
fn bears(code: Code) -> bool {
    matches!(
        code,
        Code::UnknownMax
            | Code::NotInCatalogue
            | Code::NoLicences
            | Code::PagesMissing
            | Code::ProfilesMissing
            | Code::Residual
            | Code::ScoreAboveMax
    )
}
