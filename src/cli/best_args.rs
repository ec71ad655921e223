//! What `licences` takes to look for the best licences.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::args::{ObjectiveArg, budget, percent};
use crate::model::Term;
use crate::plan::best::Budget;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("wanted").args(["target", "budget_money"]).multiple(true)))]
#[command(group(ArgGroup::new("sought").args(["best", "frontier"])))]
pub(super) struct BestArgs {
    /// Find the best licences to have: the cheapest that reach --target, or the most points for --budget-money
    #[arg(long, requires = "wanted")]
    pub(super) best: bool,
    /// Show what more money brings: every mix of licences that reaches more than all cheaper ones
    #[arg(long, conflicts_with = "target")]
    pub(super) frontier: bool,
    /// The percentage to reach
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "best", allow_hyphen_values = true)]
    pub(super) target: Option<i64>,
    /// The most money a year, in the currency of the prices
    #[arg(long, value_name = "AMOUNT", value_parser = amount, requires = "sought", allow_hyphen_values = true)]
    pub(super) budget_money: Option<i64>,
    /// The most work: hours like 120h; without a target also a percentage of all hours of the backlog like 30%
    #[arg(long, value_name = "HOURS", value_parser = budget, requires = "sought", allow_hyphen_values = true)]
    pub(super) budget: Option<Budget>,
    /// What is best within a budget: points, or the percentage
    #[arg(long, value_enum, requires = "sought", conflicts_with = "target")]
    pub(super) objective: Option<ObjectiveArg>,
    /// Let add-ons be bought for a group of users alone; may be repeated
    #[arg(long, value_name = "GROUP", requires = "sought")]
    pub(super) group: Vec<String>,
    /// What seats cost, over the built-in list prices
    #[arg(long, value_name = "FILE")]
    pub(super) prices: Option<PathBuf>,
    /// The term that seats are bought for: annual, annual-billed-monthly or monthly; that of the scenario, or annual, when
    /// absent
    #[arg(long, value_name = "TERM", value_parser = term)]
    pub(super) term: Option<Term>,
    /// What an hour of work costs, in the currency of the prices; that of the scenario when absent
    #[arg(long, value_name = "AMOUNT", value_parser = amount, allow_hyphen_values = true)]
    pub(super) labour_rate: Option<i64>,
    /// Show only the first N steps of the plan (JSON always holds all)
    #[arg(long, value_name = "N", default_value = "10", requires = "sought")]
    pub(super) top: usize,
}

fn term(text: &str) -> Result<Term, String> {
    let known = Term::WORDS.iter().find(|(word, _)| *word == text).map(|(_, term)| *term);
    known.ok_or_else(|| format!("write one of: {}", Term::WORDS.map(|(word, _)| word).join(", ")))
}

fn amount(text: &str) -> Result<i64, String> {
    crate::load::amount(text).ok_or_else(|| "write an amount from 0 like 50000 or 1250.50".to_owned())
}
