//! `project`: scenarios over time, side by side.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::{Common, Limit, limit};
use crate::cli::exit::Exit;
use crate::cli::interrupt::Terminal;
use crate::cli::printer;
use crate::engine::{Engine, ProjectQuestion, Refusal, Shown};

#[derive(Debug, Args)]
pub(in crate::cli) struct ProjectArgs {
    /// Scenario files
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    common: Common,
    /// Fail (exit 1) when a scenario misses its goal
    #[arg(long)]
    require_goal: bool,
    /// Show only the N largest movements of each scenario, or `all` (JSON always holds all)
    #[arg(long, value_name = "N", default_value = "12", value_parser = limit)]
    movements: Limit,
    /// Try each scenario N times with drawn efforts, failures, capacities and delays; at most 10000000
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    trials: Option<u32>,
    /// The luck of the trials: the same number gives the same trials
    #[arg(long, value_name = "S", default_value_t = 1, requires = "trials")]
    seed: u64,
}

pub(in crate::cli) fn run(args: ProjectArgs, engine: Engine) -> Result<Exit, Refusal> {
    let shown = Shown { format: args.common.format(), top: args.movements.0, all: false };
    let question = ProjectQuestion {
        scenarios: args.scenarios,
        subject: args.common.subject(),
        require_goal: args.require_goal,
        trials: args.trials,
        seed: args.trials.map(|_| args.seed),
    };
    let asked = match args.trials {
        None => engine.project(&question),
        Some(_) => Terminal::attended(engine, |engine| engine.project(&question)),
    };
    printer::answer(asked, shown)
}
