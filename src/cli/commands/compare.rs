//! `compare`: two tenants or snapshots.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::{Limit, Output, assumption, limit};
use crate::cli::exit::Exit;
use crate::cli::printer;
use crate::engine::{CompareQuestion, Engine, Refusal, Shown};

#[derive(Debug, Args)]
pub(in crate::cli) struct CompareArgs {
    /// The first: a tenant file, a built-in sample (sample-e3, sample-e5), or an export, a file or a folder
    #[arg(value_name = "A")]
    a: String,
    /// The second, alike; differences are B less A
    #[arg(value_name = "B")]
    b: String,
    /// Catalogue overlay; may be repeated
    #[arg(long, value_name = "FILE")]
    catalogue: Vec<PathBuf>,
    /// State an assumption, as for the other commands; `visibility` decides what is expected
    #[arg(long, value_name = "KEY=VALUE", value_parser = assumption)]
    assume: Vec<(String, String)>,
    /// What both own, in place of what their exports say of licences, as for the other commands
    #[arg(long, value_name = "SKUS", allow_hyphen_values = true)]
    owned: Option<String>,
    /// Show only the N largest differences, and sum up what only one scores; `all` lists every control (as JSON and
    /// CSV always do)
    #[arg(long, value_name = "N", default_value = "12", value_parser = limit)]
    top: Limit,
    #[command(flatten)]
    output: Output,
}

pub(in crate::cli) fn run(args: CompareArgs, engine: &Engine) -> Result<Exit, Refusal> {
    let shown = Shown { format: args.output.format, top: args.top.0, all: false };
    let question = CompareQuestion {
        a: args.a,
        b: args.b,
        catalogue: args.catalogue,
        assume: args.assume.into_iter().collect(),
        owned: args.owned,
    };
    printer::answer(engine.compare(&question), shown)
}
