//! `rank`: the backlog in order.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::{Common, one_of};
use crate::cli::exit::Exit;
use crate::cli::printer;
use crate::engine::{Engine, Order, RankQuestion, Refusal, Shown};

#[derive(Debug, Args)]
pub(in crate::cli) struct RankArgs {
    #[command(flatten)]
    common: Common,
    /// Rank the items of a CSV file (id,title,points,hours,needs) instead of a tenant's controls
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tenant", "catalogue", "as_of", "assume", "owned"])]
    backlog: Option<PathBuf>,
    /// bundles: by the density of what belongs together; ratio: each control alone
    #[arg(long, default_value = "bundles", value_parser = one_of(&ORDERS))]
    order: Order,
    /// Show only the first N steps (JSON always holds all)
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

const ORDERS: [(&str, Order); 2] = [("bundles", Order::Bundles), ("ratio", Order::Ratio)];

pub(in crate::cli) fn run(args: RankArgs, engine: &Engine) -> Result<Exit, Refusal> {
    let shown = Shown { format: args.common.format(), top: args.top, all: false };
    let question = RankQuestion { subject: args.common.subject(), backlog: args.backlog, order: args.order };
    printer::answer(engine.rank(&question), shown)
}
