//! What `report` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::args::{AsOf, Common, FormatArg, Output, as_of, assumption, budget, date, percent};
use crate::document::Audience;
use crate::document::tasks::Tool;
use crate::plan::best::Budget;

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Scenario files about one tenant; one team of 40 hours a week that works along the ranking for a year when absent
    #[arg(value_name = "SCENARIO")]
    pub(super) scenarios: Vec<PathBuf>,
    /// The file to write, by its ending: .html is one page for a browser, .md text for a pull request, .xlsx a workbook,
    /// .planner.csv, .jira.csv and .github.csv the dated work as tasks to import there; with / at its end a new folder,
    /// for every table as CSV and every chart as SVG
    #[arg(short, long, value_name = "FILE", value_parser = target)]
    pub(super) output: Target,
    /// Who reads it: executive (the first page, the score over time, licence options), architect (everything), or
    /// customer (everything but owners and comments)
    #[arg(long, value_enum, default_value = "architect")]
    pub(super) audience: AudienceArg,
    /// What the report is called
    #[arg(long, value_name = "TEXT")]
    pub(super) title: Option<String>,
    /// Name, logo and colours of who hands it over, as YAML
    #[arg(long, value_name = "FILE")]
    pub(super) brand: Option<PathBuf>,
    /// Tenant file, or the name of a built-in sample (sample-e3, sample-e5)
    #[arg(long, value_name = "FILE")]
    pub(super) tenant: Option<String>,
    /// Catalogue overlay; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) catalogue: Vec<PathBuf>,
    /// The day that counts as today: a date, or `today`; the snapshot's date when absent
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    pub(super) as_of: Option<AsOf>,
    /// State an assumption, as for the other commands
    #[arg(long, value_name = "KEY=VALUE", value_parser = assumption)]
    pub(super) assume: Vec<(String, String)>,
    /// Try each scenario N times with drawn efforts, failures, capacities and delays; at most 10000000
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(super) trials: Option<u32>,
    /// The luck of the trials: the same number gives the same trials
    #[arg(long, value_name = "S", default_value_t = 1, requires = "trials")]
    pub(super) seed: u64,
    /// A licence option, as `licences` takes it, with the teams and rules of the first scenario that works and buys nothing; may be
    /// repeated. Scenarios that change licences are options as well
    #[arg(long = "option", value_name = "SKUS", allow_hyphen_values = true)]
    pub(super) options: Vec<String>,
    /// The day on which the options begin; the first day when absent
    #[arg(long, value_name = "DATE", value_parser = date, requires = "options")]
    pub(super) from: Option<Date>,
    /// What seats cost, over the built-in list prices
    #[arg(long, value_name = "FILE")]
    pub(super) prices: Option<PathBuf>,
    /// The most work of the plan that is marked on the frontier and in the backlog, as for `plan`
    #[arg(long, value_name = "HOURS", value_parser = budget, allow_hyphen_values = true)]
    pub(super) budget: Option<Budget>,
    /// The percentage that this plan reaches with the least work, as for `plan`
    #[arg(long, value_name = "PERCENT", value_parser = percent, conflicts_with = "budget", allow_hyphen_values = true)]
    pub(super) target: Option<i64>,
    /// Fail (exit 1) when a scenario misses its goal; the file is written all the same
    #[arg(long)]
    pub(super) require_goal: bool,
}

impl ReportArgs {
    /// What every command takes.
    pub(super) fn common(&self) -> Common {
        Common {
            tenant: self.tenant.clone(),
            catalogue: self.catalogue.clone(),
            as_of: self.as_of,
            assume: self.assume.clone(),
            output: Output { format: FormatArg::Table },
        }
    }
}

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AudienceArg {
    Executive,
    Architect,
    Customer,
}

impl From<AudienceArg> for Audience {
    fn from(audience: AudienceArg) -> Self {
        match audience {
            AudienceArg::Executive => Self::Executive,
            AudienceArg::Architect => Self::Architect,
            AudienceArg::Customer => Self::Customer,
        }
    }
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// One page for a browser.
    Html,
    /// Text for a pull request.
    Markdown,
    /// Tasks for another tool.
    Tasks(Tool),
    /// A workbook.
    #[cfg(feature = "xlsx")]
    Workbook,
    /// Every table as CSV and every chart as SVG.
    Folder,
}

/// The endings of files, and what is written into each.
const FACES: &[(&str, Face)] = &[
    ("html", Face::Html),
    ("md", Face::Markdown),
    #[cfg(feature = "xlsx")]
    ("xlsx", Face::Workbook),
    ("planner.csv", Face::Tasks(Tool::Planner)),
    ("jira.csv", Face::Tasks(Tool::Jira)),
    ("github.csv", Face::Tasks(Tool::GitHub)),
];

/// A file with what is to be written into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) path: PathBuf,
    pub(super) face: Face,
}

fn target(text: &str) -> Result<Target, String> {
    let path = PathBuf::from(text);
    if text.ends_with(std::path::is_separator) {
        return Ok(Target { path, face: Face::Folder });
    }
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    match FACES.iter().find(|(known, _)| name.ends_with(&format!(".{known}"))) {
        Some((_, face)) => Ok(Target { face: *face, path }),
        None => Err(format!(
            "the ending says what is written; it is one of: {}, or / for a folder",
            FACES.iter().map(|(ending, _)| format!(".{ending}")).collect::<Vec<_>>().join(", ")
        )),
    }
}
