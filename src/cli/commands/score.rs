//! `score`: today.

use clap::Args;

use crate::cli::args::Common;
use crate::cli::exit::Exit;
use crate::cli::printer;
use crate::engine::{Engine, Refusal, ScoreQuestion, Shown};

#[derive(Debug, Args)]
pub(in crate::cli) struct ScoreArgs {
    #[command(flatten)]
    common: Common,
    /// List the controls that the portal marks as regressed
    #[arg(long)]
    regressed: bool,
}

pub(in crate::cli) fn run(args: ScoreArgs, engine: &Engine) -> Result<Exit, Refusal> {
    let shown = Shown { format: args.common.format(), all: args.regressed, ..Shown::default() };
    printer::answer(engine.score(&ScoreQuestion { subject: args.common.subject() }), shown)
}
