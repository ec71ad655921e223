//! `explain`: one control, traced, or what an entry of the catalogue is to a tenant.

use clap::Args;

use crate::cli::args::Common;
use crate::cli::exit::Exit;
use crate::cli::printer;
use crate::engine::{Engine, ExplainQuestion, Refusal, Shown};

#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArgs {
    /// A control, an action, a product, a SKU or a service plan: an id, a title, a short or former name, or words of a title
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    common: Common,
}

pub(in crate::cli) fn run(args: ExplainArgs, engine: &Engine) -> Result<Exit, Refusal> {
    let shown = Shown { format: args.common.format(), ..Shown::default() };
    let question = ExplainQuestion { name: args.name, subject: args.common.subject() };
    printer::answer(engine.explain(&question), shown)
}
