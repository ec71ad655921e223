//! `plan`: the best plan, with the proof.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use jiff::civil::Date;

use crate::cli::args::{Common, FRONTIERS, OBJECTIVES, one_of};
use crate::cli::exit::Exit;
use crate::cli::interrupt::Terminal;
use crate::cli::printer;
use crate::engine::values::{Budget, Percentage, Text as _};
use crate::engine::{Engine, Frontier, Objective, PlanQuestion, Refusal, Shown};

#[derive(Debug, Args)]
pub(in crate::cli) struct PlanArgs {
    #[command(flatten)]
    common: Common,
    /// Plan the items of a CSV file (id,title,points,hours,needs) instead of a tenant's controls
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tenant", "catalogue", "as_of", "assume", "owned"])]
    backlog: Option<PathBuf>,
    /// The most work, with --by of all teams together: hours like 120h, or a percentage of all hours of the backlog like 30%
    #[arg(long, value_name = "HOURS", value_parser = Budget::read, allow_hyphen_values = true)]
    budget: Option<Budget>,
    /// Reach this percentage with the least work; for a list, of all its points; with --by, whether and when it is reached
    #[arg(long, value_name = "PERCENT", value_parser = Percentage::read, conflicts_with = "budget", allow_hyphen_values = true)]
    target: Option<Percentage>,
    /// What the teams reach by this day: every step with its dates, what is left on the table, and which team binds
    #[arg(long, value_name = "DATE", value_parser = Date::read,
        conflicts_with_all = ["backlog", "objective", "frontier", "baseline", "max_nodes", "time_limit"])]
    by: Option<Date>,
    /// With --by: teams, calendars, licences and statuses of a scenario; one team of 40 hours a week when absent
    #[arg(long, value_name = "FILE", requires = "by")]
    scenario: Option<PathBuf>,
    /// Work that the plan must hold, with all it needs, by its id or title; with --by it is finished by then; may be repeated
    #[arg(long, value_name = "NAME")]
    must: Vec<String>,
    /// Work that the plan must not hold, nor what needs it, by its id or title; may be repeated
    #[arg(long, value_name = "NAME")]
    never: Vec<String>,
    /// What is best within a budget
    #[arg(long, default_value = "points", value_parser = one_of(&OBJECTIVES), conflicts_with = "target")]
    objective: Objective,
    /// Say what has changed since an earlier plan, saved with --format json
    #[arg(long, value_name = "PLAN")]
    baseline: Option<PathBuf>,
    /// Show the efficient frontier too, the most points for the hours: its corners, or all plans on it
    #[arg(long, value_name = "PLANS", value_parser = one_of(&FRONTIERS), num_args = 0..=1, default_missing_value = "corners")]
    frontier: Option<Frontier>,
    /// Stop after so much search (the same on every machine); the default ends within about 15 seconds
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64))]
    max_nodes: Option<u64>,
    /// Stop after so many seconds, like 10s or 2m; which plan is then found depends on the machine
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Show only the first N steps (JSON always holds all)
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let (number, unit) = match text.strip_suffix('m') {
        Some(minutes) => (minutes, 60),
        None => (text.strip_suffix('s').unwrap_or(text), 1),
    };
    let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    seconds.map(Duration::from_secs).ok_or_else(|| "write a time like 10s or 2m".to_owned())
}

pub(in crate::cli) fn run(args: PlanArgs, engine: Engine) -> Result<Exit, Refusal> {
    let shown = Shown { format: args.common.format(), top: args.top, all: false };
    let question = PlanQuestion {
        subject: args.common.subject(),
        backlog: args.backlog,
        budget: args.budget,
        target: args.target,
        by: args.by,
        scenario: args.scenario,
        must: args.must,
        never: args.never,
        objective: Some(args.objective).filter(|objective| *objective == Objective::Percent),
        baseline: args.baseline,
        frontier: args.frontier,
        max_nodes: args.max_nodes,
    };
    // What a day's plan takes is bounded: there Ctrl-C ends the program at once.
    let engine = match args.by {
        Some(_) => engine,
        None => engine.control(Terminal::attend(args.time_limit)),
    };
    printer::answer(engine.plan(&question), shown)
}
