//! `check`: are these files what they should be?

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use crate::cli::args::{Output, as_of, assumption};
use crate::cli::exit::Exit;
use crate::cli::printer;
use crate::engine::values::{Percentage, Text as _};
use crate::engine::{CheckQuestion, CheckedBy, Engine, Refusal, Shown};
use crate::table::Format;

#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArgs {
    /// The files to check, each recognised by its content; the exports of a folder are those of one tenant
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Fail (exit 1) when the score of a checked tenant is below this percentage
    #[arg(long, value_name = "PERCENT", value_parser = Percentage::read)]
    min_score: Option<Percentage>,
    /// The tenant on which scenarios are checked and by which saved plans are judged
    #[arg(long, value_name = "FILE")]
    tenant: Option<String>,
    /// The scenario by which the days of saved plans are judged; one team of 40 hours a week when absent
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// The list by which saved plans of a list are judged
    #[arg(long, value_name = "FILE")]
    backlog: Option<PathBuf>,
    /// Catalogue overlay; may be repeated
    #[arg(long, value_name = "FILE")]
    catalogue: Vec<PathBuf>,
    /// The day on which saved plans are judged, their own when absent, the first of scenarios, and that of an export which
    /// carries none: a date, or `today`
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    as_of: Option<Date>,
    /// State an assumption for scores and over those of saved plans, as for the other commands
    #[arg(long, value_name = "KEY=VALUE", value_parser = assumption)]
    assume: Vec<(String, String)>,
    /// What every tenant owns, in place of what its export says and over what saved plans state, as for the other commands
    #[arg(long, value_name = "SKUS", allow_hyphen_values = true)]
    owned: Option<String>,
    #[command(flatten)]
    output: Output,
}

pub(in crate::cli) fn run(args: CheckArgs, engine: &Engine) -> Result<Exit, Refusal> {
    let shown = Shown { format: args.output.format, ..Shown::default() };
    let by = CheckedBy {
        min_score: args.min_score,
        tenant: args.tenant,
        scenario: args.scenario,
        backlog: args.backlog,
        catalogue: args.catalogue,
        as_of: args.as_of,
        assume: args.assume.into_iter().collect(),
        owned: args.owned,
    };
    let outcome = engine.check(&CheckQuestion { files: args.files, by })?;
    let answer = &outcome.answer.answer;
    if shown.format == Format::Json || !answer.recognised.is_empty() {
        printer::report(answer, shown)?;
    }
    if let Some(refusal) = outcome.answer.refusal {
        return Err(refusal);
    }
    printer::findings(&outcome.findings);
    Ok(printer::verdict(outcome.verdict, &outcome.reasons))
}
