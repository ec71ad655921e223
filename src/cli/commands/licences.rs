//! `licences`: options side by side, or which are the best to have.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use jiff::civil::Date;

use crate::cli::args::{Common, OBJECTIVES, one_of};
use crate::cli::exit::Exit;
use crate::cli::printer;
use crate::engine::values::{Amount, Budget, Percentage, Term, Text as _};
use crate::engine::{
    BestLicencesQuestion, Engine, LicenceFrontierQuestion, LicencesQuestion, MixLimits, Objective, Refusal,
    Shown,
};

#[derive(Debug, Args)]
pub(in crate::cli) struct LicencesArgs {
    /// Scenario files that change licences: options as well, each with its own teams and days
    #[arg(value_name = "SCENARIO", conflicts_with = "sought")]
    scenarios: Vec<PathBuf>,
    /// Licences in place of those that are there: SKUs joined by `+`, each with its seats and group where they are not
    /// everybody's, like SPE_E5, SPE_E3+IDENTITY_THREAT_PROTECTION or SPE_E3:1180+SPE_E5:20@admins; may be repeated
    #[arg(long = "option", value_name = "SKUS", conflicts_with = "sought", allow_hyphen_values = true)]
    options: Vec<String>,
    /// The day on which the options begin; the first day when absent
    #[arg(long, value_name = "DATE", value_parser = Date::read, conflicts_with = "sought")]
    from: Option<Date>,
    /// Teams, freezes, goal, statuses, facts and rules that all options share; one team of 40 hours a week that works
    /// along the ranking for a year when absent
    #[arg(long, value_name = "FILE", conflicts_with = "sought")]
    scenario: Option<PathBuf>,
    /// A day on which the contract on the licences is renewed: what is given up before is paid until then; that of the
    /// scenario when absent
    #[arg(long, value_name = "DATE", value_parser = Date::read, conflicts_with = "sought")]
    renewal: Option<Date>,
    /// List where every control stands with each option (JSON always does)
    #[arg(long, conflicts_with = "sought")]
    controls: bool,
    #[command(flatten)]
    best: BestArgs,
    #[command(flatten)]
    common: Common,
}

/// What is said to look for the best licences.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("wanted").args(["target", "budget_money"]).multiple(true)))]
#[command(group(ArgGroup::new("sought").args(["best", "frontier"])))]
struct BestArgs {
    /// Find the best licences to have: the cheapest that reach --target, or the most points for --budget-money
    #[arg(long, requires = "wanted")]
    best: bool,
    /// Show what more money brings: every mix of licences that reaches more than all cheaper ones
    #[arg(long, conflicts_with = "target")]
    frontier: bool,
    /// The percentage to reach
    #[arg(long, value_name = "PERCENT", value_parser = Percentage::read, requires = "sought", allow_hyphen_values = true)]
    target: Option<Percentage>,
    /// The most money a year, in the currency of the prices
    #[arg(long, value_name = "AMOUNT", value_parser = Amount::read, requires = "sought", allow_hyphen_values = true)]
    budget_money: Option<Amount>,
    /// The most work: hours like 120h; without a target also a percentage of all hours of the backlog like 30%
    #[arg(long, value_name = "HOURS", value_parser = Budget::read, requires = "sought", allow_hyphen_values = true)]
    budget: Option<Budget>,
    /// What is best within a budget: points, or the percentage
    #[arg(long, value_parser = one_of(&OBJECTIVES), requires = "sought", conflicts_with = "target")]
    objective: Option<Objective>,
    /// Let add-ons be bought for a group of users alone; may be repeated
    #[arg(long, value_name = "GROUP", requires = "sought")]
    group: Vec<String>,
    /// What seats cost, over the built-in list prices
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
    /// The term that seats are bought for: annual, annual-billed-monthly or monthly; that of the scenario, or annual, when
    /// absent
    #[arg(long, value_name = "TERM", value_parser = Term::read)]
    term: Option<Term>,
    /// What an hour of work costs, in the currency of the prices; that of the scenario when absent
    #[arg(long, value_name = "AMOUNT", value_parser = Amount::read, allow_hyphen_values = true)]
    labour_rate: Option<Amount>,
    /// Show only the first N steps of the plan (JSON always holds all)
    #[arg(long, value_name = "N", default_value = "10", requires = "sought")]
    top: usize,
}

pub(in crate::cli) fn run(args: LicencesArgs, engine: &Engine) -> Result<Exit, Refusal> {
    let format = args.common.format();
    let subject = args.common.subject();
    let best = args.best;
    if !best.best && !best.frontier {
        let question = LicencesQuestion {
            subject,
            scenarios: args.scenarios,
            options: args.options,
            from: args.from,
            scenario: args.scenario,
            renewal: args.renewal,
            prices: best.prices,
            term: best.term,
            labour_rate: best.labour_rate,
        };
        return printer::answer(engine.licences(&question), Shown { format, top: None, all: args.controls });
    }
    let limits = MixLimits {
        budget_money: best.budget_money,
        budget: best.budget,
        objective: best.objective,
        groups: best.group,
        prices: best.prices,
        term: best.term,
        labour_rate: best.labour_rate,
    };
    let shown = Shown { format, top: Some(best.top), all: false };
    if best.frontier {
        let question = LicenceFrontierQuestion { subject, limits };
        return printer::answer(engine.licence_frontier(&question), shown);
    }
    let question = BestLicencesQuestion { subject, target: best.target, limits };
    printer::answer(engine.best_licences(&question), shown)
}
