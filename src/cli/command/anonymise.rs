//! `anonymise`: exports and tenant files without what tells whose they are.

use crate::cli::args::AnonymiseArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, output, printer};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::anonymise::{Anonymised, Form, anonymise};
use crate::report;

pub(in crate::cli) fn run(args: &AnonymiseArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    // Overlays are the tenant's own: only what is built in is everybody's.
    let catalogue = inputs::catalogue(&[], &mut findings)?;
    let (sources, unreadable) = inputs::exports(std::slice::from_ref(&args.path), &mut findings);
    over_input(args, &mut findings);
    let made = anonymise(&sources, &catalogue, &mut findings);
    let failed = findings.has_errors() || !unreadable.is_empty();
    let Some(made) = made.filter(|_| !failed) else { return Err(Failure { findings, unreadable }) };
    let written = if args.path.is_dir() { write_all(args, &made)? } else { write_one(args, &made)? };
    let removed: Vec<_> = made.removed.iter().map(|(what, number)| (what.words(), number)).collect();
    printer::beside(&report::anonymise::report(&removed, &made.scores, written));
    Ok(Exit::Answered)
}

fn write_one(args: &AnonymiseArgs, made: &Anonymised) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    for file in &made.files {
        output::write(&args.output, &file.text)?;
        lines.push(format!("Wrote {}", args.output.display()));
        lines.extend(day(file.form, file.modified));
    }
    Ok(lines)
}

/// Files are numbered in the order of their names, which would tell whose they are.
fn write_all(args: &AnonymiseArgs, made: &Anonymised) -> Result<Vec<String>, Failure> {
    if !output::folder(&args.output)? {
        let name = args.output.display().to_string();
        let finding = Finding::new(Code::FolderTaken, "the output folder holds something already")
            .at(Place::file(&name))
            .help("name a new folder: files of another tenant must not get among these");
        return Err(finding.into());
    }
    let width = made.files.len().to_string().len().max(2);
    let mut lines = Vec::new();
    for (number, file) in (1..).zip(&made.files) {
        let (word, ending) = file.form.name();
        let path = args.output.join(format!("{number:0width$}-{word}.{ending}"));
        output::write(&path, &file.text)?;
        lines.push(format!("Wrote {}", path.display()));
        lines.extend(day(file.form, file.modified));
    }
    let aside = made.left_aside.iter();
    lines.extend(aside.map(|name| format!("Left aside, as it is everybody's: {name}")));
    Ok(lines)
}

/// A portal's table has no day of its own, and the new file has a new one.
fn day(form: Form, modified: Option<jiff::civil::Date>) -> Option<String> {
    let day = modified.filter(|_| form == Form::Portal)?;
    Some(format!(
        "The table carries no day; the file was last changed on {day}: import it with --as-of {day}"
    ))
}

/// Nothing is lost: a file is never replaced by what is made from it.
fn over_input(args: &AnonymiseArgs, findings: &mut Findings) {
    let (Ok(output), Ok(input)) = (args.output.canonicalize(), args.path.canonicalize()) else { return };
    if output == input || (args.path.is_dir() && output.parent() == Some(input.as_path()) && output.is_file())
    {
        let name = args.output.display().to_string();
        findings.push(
            Finding::new(Code::OverInput, "the output would replace what is read")
                .at(Place::file(&name))
                .help("write into a file or a folder of its own"),
        );
    }
}
