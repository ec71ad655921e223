//! `catalogue lint`: does the catalogue make sense?

use std::path::PathBuf;

use crate::cli::args::FormatArg;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::{Finding, Findings, Severity};
use crate::load::catalogue::lint;
use crate::report;

pub(in crate::cli) fn run(overlays: &[PathBuf], verbose: bool, format: FormatArg) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let catalogue = inputs::catalogue(overlays, &mut findings)?;
    if findings.has_errors() {
        return Err(findings.into());
    }
    printer::findings(&findings);
    let found: Vec<Finding> = lint(&catalogue).into_iter().collect();
    printer::report(&report::lint::report(&catalogue, &found, verbose), format)?;
    // Notes are worth knowing and no reason to refuse a catalogue.
    let clean = found.iter().all(|finding| finding.severity() == Severity::Note);
    Ok(if clean { Exit::Answered } else { Exit::Input })
}
