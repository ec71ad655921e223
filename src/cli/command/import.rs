//! `import`: exports to one tenant file.

use crate::cli::args::{FormatArg, ImportArgs};
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, output, printer};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::files::Disk;
use crate::load::source;
use crate::load::{export, tenant};
use crate::report;

pub(in crate::cli) fn run(args: &ImportArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let catalogue = inputs::catalogue(&args.catalogue, &mut findings)?;
    let (sources, unreadable) = inputs::exports(&args.paths, &mut findings);
    over_input(args, &mut findings);
    let complete = unreadable.is_empty() && !findings.has_errors();
    let mut joined = Findings::new();
    let imported = export::import(&sources, &catalogue, args.as_of.map(inputs::day), &mut joined);
    // A file that can not be had may hold the scores that none of the others do.
    findings.extend_if(joined, |finding| complete || finding.code != Code::NoScores);
    let failed = findings.has_errors() || !unreadable.is_empty();
    let findings = findings.sorted();
    let list: Vec<Finding> = findings.iter().cloned().collect();
    let Some(imported) = imported.filter(|_| !failed) else {
        if args.form.format == FormatArg::Json {
            let json = report::import::failed(&list);
            printer::report(&crate::table::Output { blocks: Vec::new(), json }, FormatArg::Json)?;
        }
        return Err(Failure { findings, unreadable });
    };
    output::write(&args.output, &tenant::write(&imported, &catalogue))?;
    printer::findings_beside(&findings, args.form.format);
    let file = args.output.display().to_string();
    printer::report(&report::import::report(&imported, &file, &list), args.form.format)?;
    Ok(Exit::Answered)
}

/// Nothing is lost: an export is never replaced by what is made from it.
fn over_input(args: &ImportArgs, findings: &mut Findings) {
    let Ok(output) = args.output.canonicalize() else { return };
    let (inputs, _) = source::expand(&Disk, &args.paths);
    if inputs.iter().any(|input| input.canonicalize().is_ok_and(|input| input == output)) {
        let name = args.output.display().to_string();
        findings.push(
            Finding::new(Code::OverInput, "the output would replace an export that is read")
                .at(Place::file(&name))
                .help("write the tenant into a file of its own"),
        );
    }
}
