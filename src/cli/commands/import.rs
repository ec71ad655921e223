//! `import`: exports to one tenant file.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use crate::answer::ImportAnswer;
use crate::cli::args::{Output, as_of};
use crate::cli::exit::Exit;
use crate::cli::{output, printer};
use crate::engine::{Engine, ImportQuestion, ImportedUnder, Refusal, Shown};
use crate::table::Format;

#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArgs {
    /// Files or folders with exports of Graph and of the portal and Microsoft's list of service plans in any mix, or
    /// `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The tenant file to write; an existing file is replaced when the new one is complete
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The day of exports that carry none: a date, or `today`. For the portal's CSV the day on which the file was last
    /// changed when absent
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    as_of: Option<Date>,
    /// Catalogue overlay; may be repeated
    #[arg(long, value_name = "FILE")]
    catalogue: Vec<PathBuf>,
    /// What the tenant owns, in place of what its export says of licences, as for the other commands
    #[arg(long, value_name = "SKUS", allow_hyphen_values = true)]
    owned: Option<String>,
    #[command(flatten)]
    form: Output,
}

pub(in crate::cli) fn run(args: ImportArgs, engine: &Engine) -> Result<Exit, Refusal> {
    // Where exports disagree on many rows, the finding names the first.
    let shown = Shown { format: args.form.format, all: printer::all_findings(), ..Shown::default() };
    let under = ImportedUnder {
        as_of: args.as_of,
        catalogue: args.catalogue,
        owned: args.owned,
        output: Some(args.output.clone()),
    };
    let imported = engine.import(&ImportQuestion { paths: args.paths, under });
    if let (Err(refusal), Format::Json) = (&imported, shown.format) {
        printer::report(&ImportAnswer::failed(&refusal.findings), shown)?;
    }
    let mut outcome = imported?;
    let tenant = outcome.answer.tenant.take().unwrap_or_default();
    output::write(&args.output, tenant.as_bytes())?;
    printer::answer(Ok(outcome), shown)
}
