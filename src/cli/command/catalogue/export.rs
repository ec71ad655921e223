//! `catalogue export`: the whole catalogue as one file.

use std::path::Path;

use crate::cli::args::CatalogueExportArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, output, printer};
use crate::diag::{Code, Finding, Findings, Place};

pub(in crate::cli) fn run(args: &CatalogueExportArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let written = inputs::written_catalogue(&args.of.overlays, &mut findings)?;
    if let Some(file) = &args.output {
        over_overlay(args, file, &mut findings);
    }
    if findings.has_errors() {
        return Err(findings.into());
    }
    printer::findings(&findings);
    match &args.output {
        Some(file) => {
            output::write(file, &written.text())?;
            printer::talk(&format!("wrote {}", file.display()));
        }
        None => printer::print(&written.text())?,
    }
    Ok(Exit::Answered)
}

/// Nothing is lost: an overlay is never replaced by what is made from it.
fn over_overlay(args: &CatalogueExportArgs, file: &Path, findings: &mut Findings) {
    let Ok(target) = file.canonicalize() else { return };
    if args.of.overlays.iter().any(|overlay| overlay.canonicalize().is_ok_and(|overlay| overlay == target)) {
        findings.push(
            Finding::new(Code::OverInput, "the output would replace an overlay that is read")
                .at(Place::file(&file.display().to_string()))
                .help("write the catalogue into a file of its own"),
        );
    }
}
