//! What several commands take. The comments are the manual.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::commands::anonymise::AnonymiseArgs;
use super::commands::catalogue::CatalogueCommand;
use super::commands::check::CheckArgs;
use super::commands::compare::CompareArgs;
use super::commands::explain::ExplainArgs;
use super::commands::import::ImportArgs;
use super::commands::licences::LicencesArgs;
use super::commands::plan::PlanArgs;
use super::commands::project::ProjectArgs;
use super::commands::rank::RankArgs;
use super::commands::report::ReportArgs;
use super::commands::schema::SchemaArgs;
use super::commands::score::ScoreArgs;
use super::commands::shell::{CompletionsArgs, ManArgs};
use crate::engine::values::Text as _;
use crate::engine::{Objective, Subject, assumptions_usage};
use crate::table::Format;

/// Offline simulation and what-if planner for Microsoft Secure Score.
///
/// Reads exports, never a network. Without a tenant every command runs on a built-in sample tenant, and says so.
#[derive(Debug, Parser)]
#[command(name = "scoreplan", version, max_term_width = 100)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Whether output is coloured: auto is on a terminal, unless NO_COLOR or CLICOLOR=0 is set
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        value_enum,
        hide_possible_values = false
    )]
    pub(super) color: ColorArg,
    /// How many characters tables are wide; as wide as the terminal when absent, and 80 in a pipe
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = columns)]
    pub(super) width: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArg {
    Auto,
    Always,
    Never,
}

impl From<ColorArg> for clap::ColorChoice {
    fn from(colour: ColorArg) -> Self {
        match colour {
            ColorArg::Auto => Self::Auto,
            ColorArg::Always => Self::Always,
            ColorArg::Never => Self::Never,
        }
    }
}

impl From<ColorArg> for anstream::ColorChoice {
    fn from(colour: ColorArg) -> Self {
        match colour {
            ColorArg::Auto => Self::Auto,
            ColorArg::Always => Self::Always,
            ColorArg::Never => Self::Never,
        }
    }
}

fn columns(text: &str) -> Result<usize, String> {
    let columns = text.parse().ok().filter(|columns| (super::printer::NARROWEST..=1000).contains(columns));
    columns.ok_or_else(|| "write a number from 40 to 1000".to_owned())
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Turn exports into one tenant file, and say how they joined
    Import(ImportArgs),
    /// Remove identifying data from exports and tenant files, and verify the result
    Anonymise(AnonymiseArgs),
    /// Validate catalogues, tenants, scenarios, backlogs and exports, and judge saved plans
    Check(CheckArgs),
    /// Today's score: points, views, by category and product
    Score(ScoreArgs),
    /// Trace one control: where its points come from, what it needs, why it is where it is, or is not there
    Explain(ExplainArgs),
    /// The backlog in the order that gains points fastest
    Rank(RankArgs),
    /// The best plan: most points within a budget, fewest hours to a target, with the proof
    Plan(PlanArgs),
    /// The score over time of each scenario, side by side
    Project(ProjectArgs),
    /// Licence options side by side, or with --best and --frontier the best licences to have
    Licences(LicencesArgs),
    /// Two tenants or snapshots: what both score, what only one does and why
    Compare(CompareArgs),
    /// A file to read, print and leave behind: a page for a browser, text for a pull request, a workbook, or a folder of
    /// tables and charts
    Report(ReportArgs),
    /// What is known of controls, actions, products and licences
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// JSON Schemas with which editors complete and check the files that people write
    Schema(SchemaArgs),
    /// What a shell needs to complete commands and options
    Completions(CompletionsArgs),
    /// Manual pages
    Man(ManArgs),
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(super) struct Common {
    /// Tenant file, or the name of a built-in sample (sample-e3, sample-e5)
    #[arg(long, value_name = "FILE")]
    pub(super) tenant: Option<String>,
    /// Catalogue overlay: entries that add to or change the built-in ones; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) catalogue: Vec<PathBuf>,
    /// The day that counts as today: a date, or `today`; the snapshot's date when absent
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    pub(super) as_of: Option<Date>,
    #[arg(long, value_name = "KEY=VALUE", value_parser = assumption, help = assumptions_usage())]
    pub(super) assume: Vec<(String, String)>,
    #[command(flatten)]
    pub(super) output: Output,
}

impl Common {
    pub(super) fn format(&self) -> Format {
        self.output.format()
    }

    /// What the question is about.
    pub(super) fn subject(self) -> Subject {
        Subject {
            tenant: self.tenant,
            catalogue: self.catalogue,
            as_of: self.as_of,
            assume: self.assume.into_iter().collect(),
        }
    }
}

#[derive(Debug, Clone, Args)]
pub(super) struct Output {
    /// How the result is written
    #[arg(long, value_enum, default_value = "table")]
    format: FormatArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    Table,
    Json,
    Csv,
    Md,
}

impl Output {
    pub(super) fn format(&self) -> Format {
        match self.format {
            FormatArg::Table => Format::Table,
            FormatArg::Json => Format::Json,
            FormatArg::Csv => Format::Csv,
            FormatArg::Md => Format::Md,
        }
    }
}

/// The day of an argument; the clock's only when asked for.
pub(super) fn as_of(text: &str) -> Result<Date, String> {
    if text == "today" {
        #[expect(clippy::disallowed_methods, reason = "the edge reads the clock, and only when asked to")]
        let now = jiff::Timestamp::now();
        return Ok(now.to_zoned(jiff::tz::TimeZone::UTC).date());
    }
    Date::read(text).map_err(|wrong| format!("{wrong}, or `today`"))
}

pub(super) fn assumption(text: &str) -> Result<(String, String), String> {
    let (key, word) = text.split_once('=').ok_or("write KEY=VALUE")?;
    Ok((key.trim().to_owned(), word.trim().to_owned()))
}

/// What makes one plan better than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ObjectiveArg {
    Points,
    Percent,
}

impl From<ObjectiveArg> for Objective {
    fn from(objective: ObjectiveArg) -> Self {
        match objective {
            ObjectiveArg::Points => Self::Points,
            ObjectiveArg::Percent => Self::Percent,
        }
    }
}

/// How much of a long list people see; `None` is all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limit(pub(super) Option<usize>);

pub(super) fn limit(text: &str) -> Result<Limit, String> {
    match text {
        "all" => Ok(Limit(None)),
        _ => {
            text.parse().map(|n| Limit(Some(n))).map_err(|_not_a_number| "write a number or `all`".to_owned())
        }
    }
}

/// The catalogue that is asked.
#[derive(Debug, Args)]
pub(super) struct Overlays {
    /// Catalogue overlay; may be repeated
    #[arg(long = "catalogue", value_name = "FILE")]
    pub(super) overlays: Vec<PathBuf>,
}
