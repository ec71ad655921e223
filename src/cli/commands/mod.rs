//! Every verb: what it is called, and in a file of its own its arguments, its question and what is done with the answer.

mod anonymise;
mod catalogue;
mod check;
mod compare;
mod explain;
mod import;
mod licences;
mod plan;
mod project;
mod rank;
mod report;
mod schema;
mod score;
mod shell;

use clap::Subcommand;

use super::exit::Exit;
use crate::engine::{Engine, Refusal};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Turn exports into one tenant file, and say how they joined
    Import(import::ImportArgs),
    /// Remove identifying data from exports and tenant files, and verify the result
    Anonymise(anonymise::AnonymiseArgs),
    /// Validate catalogues, tenants, scenarios, backlogs and exports, and judge saved plans
    Check(check::CheckArgs),
    /// Today's score: points, views, by category and product
    Score(score::ScoreArgs),
    /// Trace one control: where its points come from, what it needs, why it is where it is, or is not there
    Explain(explain::ExplainArgs),
    /// The backlog in the order that gains points fastest
    Rank(rank::RankArgs),
    /// The best plan: most points within a budget, fewest hours to a target, with the proof
    Plan(plan::PlanArgs),
    /// The score over time of each scenario, side by side
    Project(project::ProjectArgs),
    /// Licence options side by side, or with --best and --frontier the best licences to have
    Licences(licences::LicencesArgs),
    /// Two tenants or snapshots: what both score, what only one does and why
    Compare(compare::CompareArgs),
    /// A file to read, print and leave behind; the ending of its name says in which form
    Report(report::ReportArgs),
    /// What is known of controls, actions, products and licences
    #[command(subcommand)]
    Catalogue(catalogue::CatalogueCommand),
    /// JSON Schemas with which editors complete and check the files that people write
    Schema(schema::SchemaArgs),
    /// What a shell needs to complete commands and options
    Completions(shell::CompletionsArgs),
    /// Manual pages
    Man(shell::ManArgs),
}

impl Command {
    pub(super) fn run(self, engine: Engine) -> Result<Exit, Refusal> {
        match self {
            Self::Import(args) => import::run(args, &engine),
            Self::Anonymise(args) => anonymise::run(args, &engine),
            Self::Check(args) => check::run(args, &engine),
            Self::Score(args) => score::run(args, &engine),
            Self::Explain(args) => explain::run(args, &engine),
            Self::Rank(args) => rank::run(args, &engine),
            Self::Plan(args) => plan::run(args, engine),
            Self::Project(args) => project::run(args, engine),
            Self::Licences(args) => licences::run(args, &engine),
            Self::Compare(args) => compare::run(args, &engine),
            Self::Report(args) => report::run(args, engine),
            Self::Catalogue(verb) => catalogue::run(verb, &engine),
            Self::Schema(args) => schema::run(&args, &engine),
            Self::Completions(args) => shell::completions(&args),
            Self::Man(args) => shell::man(&args),
        }
    }
}
