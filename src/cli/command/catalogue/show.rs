//! `catalogue show`: everything known about a name.

use super::unknown;
use crate::cli::args::CatalogueShowArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::{Code, Findings};
use crate::report;

pub(in crate::cli) fn run(args: &CatalogueShowArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let catalogue = inputs::catalogue(&args.of.overlays, &mut findings)?;
    let entries = catalogue.named(&args.name);
    if entries.is_empty() {
        let titles = catalogue.controls.values().map(|control| control.title.as_str());
        let known = catalogue.names().chain(titles);
        findings.push(unknown("entry", &args.name, Code::UnknownReference, known));
    }
    if findings.has_errors() {
        return Err(findings.into());
    }
    printer::findings_beside(&findings, args.output.format);
    let report = report::catalogue::show::report(&catalogue, &args.name, &entries, &findings);
    printer::report(&report, args.output.format)?;
    Ok(Exit::Answered)
}
