//! `catalogue diff`: what two versions of the catalogue say differently.

use std::path::PathBuf;

use crate::cli::args::CatalogueDiffArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::Findings;
use crate::load::catalogue::Written;
use crate::report;

pub(in crate::cli) fn run(args: &CatalogueDiffArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let old = version(&args.old, &mut findings)?;
    let new = version(&args.new, &mut findings)?;
    if findings.has_errors() {
        return Err(findings.into());
    }
    let findings = findings.sorted();
    printer::findings_beside(&findings, args.output.format);
    let differences = old.differences(&new);
    let report = report::catalogue::diff::report(&args.old, &args.new, &differences, &findings);
    printer::report(&report, args.output.format)?;
    Ok(Exit::Answered)
}

/// The catalogue that a word on the command line means.
fn version(name: &str, findings: &mut Findings) -> Result<Written, Failure> {
    let overlay = (name != BUILT_IN).then(|| PathBuf::from(name));
    inputs::written_catalogue(overlay.as_slice(), findings)
}

/// The catalogue without any file over it. A file of that name is `./built-in`.
const BUILT_IN: &str = "built-in";
