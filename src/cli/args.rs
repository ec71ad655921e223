//! What can be typed. The comments are the manual.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::best_args::BestArgs;
use super::editor_args::{CompletionsArgs, ManArgs, SchemaArgs};
use super::report_args::ReportArgs;
use crate::plan::best::Budget;
use crate::report::Format;

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
    /// Take out of exports and tenant files what tells whose they are, and prove it
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
    pub(super) as_of: Option<AsOf>,
    #[arg(long, value_name = "KEY=VALUE", value_parser = assumption, help = crate::load::assumptions::usage())]
    pub(super) assume: Vec<(String, String)>,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Output {
    /// How the result is written
    #[arg(long, value_enum, default_value = "table")]
    pub(super) format: FormatArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    Table,
    Json,
    Csv,
    Md,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Table => Self::Table,
            FormatArg::Json => Self::Json,
            FormatArg::Csv => Self::Csv,
            FormatArg::Md => Self::Md,
        }
    }
}

/// The day that counts as today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AsOf {
    /// What the clock says.
    Today,
    /// A day.
    Day(Date),
}

pub(super) fn as_of(text: &str) -> Result<AsOf, String> {
    if text == "today" {
        return Ok(AsOf::Today);
    }
    date(text).map(AsOf::Day).map_err(|wrong| format!("{wrong}, or `today`"))
}

pub(super) fn date(text: &str) -> Result<Date, String> {
    let day = (text.len() == 10).then(|| text.parse().ok()).flatten();
    day.ok_or_else(|| "write a date that exists, like 2027-01-31".to_owned())
}

pub(super) fn assumption(text: &str) -> Result<(String, String), String> {
    let (key, word) = text.split_once('=').ok_or("write KEY=VALUE")?;
    Ok((key.trim().to_owned(), word.trim().to_owned()))
}

pub(super) fn percent(text: &str) -> Result<i64, String> {
    crate::load::percentage(text)
        .map(|percent| percent.0)
        .ok_or_else(|| "write a percentage like 60 or 79.5%".to_owned())
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Files or folders with exports of Graph and of the portal and Microsoft's list of service plans in any mix, or
    /// `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The tenant file to write; an existing file is replaced when the new one is complete
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
    /// The day of the portal's CSV, which carries none: a date, or `today`; the day on which the file was last
    /// changed when absent
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    pub(super) as_of: Option<AsOf>,
    /// Catalogue overlay; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) catalogue: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) form: Output,
}

#[derive(Debug, Args)]
pub(super) struct AnonymiseArgs {
    /// An export that `import` reads, a tenant file, a folder of them, or `-` for standard input
    #[arg(value_name = "PATH")]
    pub(super) path: PathBuf,
    /// The file to write, or of a folder the new folder; a file is written when it is complete and proven
    #[arg(short, long, value_name = "PATH")]
    pub(super) output: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The files to check, each recognised by its content
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Fail (exit 1) when the score of a checked tenant is below this percentage
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(super) min_score: Option<i64>,
    /// The tenant on which scenarios are checked and by which saved plans are judged
    #[arg(long, value_name = "FILE")]
    pub(super) tenant: Option<String>,
    /// The scenario by which the days of saved plans are judged; one team of 40 hours a week when absent
    #[arg(long, value_name = "FILE")]
    pub(super) scenario: Option<PathBuf>,
    /// The list by which saved plans of a list are judged
    #[arg(long, value_name = "FILE")]
    pub(super) backlog: Option<PathBuf>,
    /// Catalogue overlay; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) catalogue: Vec<PathBuf>,
    /// The day on which saved plans are judged: a date, or `today`; their own when absent
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    pub(super) as_of: Option<AsOf>,
    /// State an assumption over those of saved plans, as for the other commands
    #[arg(long, value_name = "KEY=VALUE", value_parser = assumption)]
    pub(super) assume: Vec<(String, String)>,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Args)]
pub(super) struct ScoreArgs {
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Id or title of a control, or of an action
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct RankArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Rank the items of a CSV file (id,title,points,hours,needs) instead of a tenant's controls
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tenant", "catalogue", "as_of", "assume"])]
    pub(super) backlog: Option<PathBuf>,
    /// bundles: by the density of what belongs together; ratio: each control alone
    #[arg(long, value_enum, default_value = "bundles")]
    pub(super) order: OrderArg,
    /// Show only the first N steps (JSON always holds all)
    #[arg(long, value_name = "N")]
    pub(super) top: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OrderArg {
    Bundles,
    Ratio,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Plan the items of a CSV file (id,title,points,hours,needs) instead of a tenant's controls
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tenant", "catalogue", "as_of", "assume"])]
    pub(super) backlog: Option<PathBuf>,
    /// The most work, with --by of all teams together: hours like 120h, or a percentage of all hours of the backlog like 30%
    #[arg(long, value_name = "HOURS", value_parser = budget, allow_hyphen_values = true)]
    pub(super) budget: Option<Budget>,
    /// Reach this percentage with the least work; for a list, of all its points; with --by, whether and when it is reached
    #[arg(long, value_name = "PERCENT", value_parser = percent, conflicts_with = "budget", allow_hyphen_values = true)]
    pub(super) target: Option<i64>,
    /// What the teams reach by this day: every step with its dates, what is left on the table, and which team binds
    #[arg(long, value_name = "DATE", value_parser = date,
        conflicts_with_all = ["backlog", "objective", "frontier", "baseline", "max_nodes", "time_limit"])]
    pub(super) by: Option<Date>,
    /// With --by: teams, calendars, licences and statuses of a scenario; one team of 40 hours a week when absent
    #[arg(long, value_name = "FILE", requires = "by")]
    pub(super) scenario: Option<PathBuf>,
    /// Work that the plan must hold, with all it needs; with --by it is finished by then; may be repeated
    #[arg(long, value_name = "ID")]
    pub(super) must: Vec<String>,
    /// Work that the plan must not hold, nor what needs it; may be repeated
    #[arg(long, value_name = "ID")]
    pub(super) never: Vec<String>,
    /// What is best within a budget
    #[arg(long, value_enum, default_value = "points", conflicts_with = "target")]
    pub(super) objective: ObjectiveArg,
    /// Say what has changed since an earlier plan, saved with --format json
    #[arg(long, value_name = "PLAN")]
    pub(super) baseline: Option<PathBuf>,
    /// Show the efficient frontier too: the most points for the hours, corner by corner
    #[arg(long)]
    pub(super) frontier: bool,
    /// Stop after so much search (the same on every machine); the default ends within about 15 seconds
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64))]
    pub(super) max_nodes: Option<u64>,
    /// Stop after so many seconds, like 10s or 2m; which plan is then found depends on the machine
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    pub(super) time_limit: Option<std::time::Duration>,
    /// Show only the first N steps (JSON always holds all)
    #[arg(long, value_name = "N")]
    pub(super) top: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ObjectiveArg {
    Points,
    Percent,
}

pub(super) fn budget(text: &str) -> Result<Budget, String> {
    let wrong = "write hours like 120h, or a percentage of all hours like 30%";
    if text.trim_end().ends_with('%') {
        return crate::load::percentage(text)
            .map(|percent| Budget::Percent(percent.0))
            .ok_or_else(|| wrong.to_owned());
    }
    let hours = text.strip_suffix('h').unwrap_or(text);
    crate::load::hours(hours).map(Budget::Minutes).ok_or_else(|| wrong.to_owned())
}

fn seconds(text: &str) -> Result<std::time::Duration, String> {
    let (number, unit) = match text.strip_suffix('m') {
        Some(minutes) => (minutes, 60),
        None => (text.strip_suffix('s').unwrap_or(text), 1),
    };
    let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    seconds.map(std::time::Duration::from_secs).ok_or_else(|| "write a time like 10s or 2m".to_owned())
}

#[derive(Debug, Args)]
pub(super) struct ProjectArgs {
    /// Scenario files
    #[arg(required = true, value_name = "SCENARIO")]
    pub(super) scenarios: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) common: Common,
    /// Fail (exit 1) when a scenario misses its goal
    #[arg(long)]
    pub(super) require_goal: bool,
    /// Show only the N largest movements of each scenario, or `all` (JSON always holds all)
    #[arg(long, value_name = "N", default_value = "12", value_parser = limit)]
    pub(super) movements: Limit,
    /// Try each scenario N times with drawn efforts, failures, capacities and delays; at most 10000000
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(super) trials: Option<u32>,
    /// The luck of the trials: the same number gives the same trials
    #[arg(long, value_name = "S", default_value_t = 1, requires = "trials")]
    pub(super) seed: u64,
}

#[derive(Debug, Args)]
pub(super) struct LicencesArgs {
    /// Scenario files that change licences: options as well, each with its own teams and days
    #[arg(value_name = "SCENARIO", conflicts_with = "sought")]
    pub(super) scenarios: Vec<PathBuf>,
    /// Licences in place of those that are there: SKUs joined by `+`, each with its seats and group where they are not
    /// everybody's, like SPE_E5, SPE_E3+IDENTITY_THREAT_PROTECTION or SPE_E3:1180+SPE_E5:20@admins; may be repeated
    #[arg(long = "option", value_name = "SKUS", conflicts_with = "sought", allow_hyphen_values = true)]
    pub(super) options: Vec<String>,
    /// The day on which the options begin; the first day when absent
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "sought")]
    pub(super) from: Option<Date>,
    /// Teams, freezes, goal, statuses, facts and rules that all options share; one team of 40 hours a week that works
    /// along the ranking for a year when absent
    #[arg(long, value_name = "FILE", conflicts_with = "sought")]
    pub(super) scenario: Option<PathBuf>,
    /// What the tenant has, where its export does not say or says it wrong, written like an option
    #[arg(long, value_name = "SKUS", conflicts_with = "sought", allow_hyphen_values = true)]
    pub(super) owned: Option<String>,
    /// A day on which the contract on the licences is renewed: what is given up before is paid until then; that of the
    /// scenario when absent
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "sought")]
    pub(super) renewal: Option<Date>,
    /// List where every control stands with each option (JSON always does)
    #[arg(long, conflicts_with = "sought")]
    pub(super) controls: bool,
    #[command(flatten)]
    pub(super) best: BestArgs,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// The first: a tenant file, a built-in sample (sample-e3, sample-e5), or an export, a file or a folder
    #[arg(value_name = "A")]
    pub(super) a: String,
    /// The second, alike; differences are B less A
    #[arg(value_name = "B")]
    pub(super) b: String,
    /// Catalogue overlay; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) catalogue: Vec<PathBuf>,
    /// State an assumption, as for the other commands; `visibility` decides what is expected
    #[arg(long, value_name = "KEY=VALUE", value_parser = assumption)]
    pub(super) assume: Vec<(String, String)>,
    /// Show only the N largest differences, and sum up what only one scores; `all` lists every control (as JSON and
    /// CSV always do)
    #[arg(long, value_name = "N", default_value = "12", value_parser = limit)]
    pub(super) top: Limit,
    #[command(flatten)]
    pub(super) output: Output,
}

/// How much of a long list people see; `None` is all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limit(pub(super) Option<usize>);

fn limit(text: &str) -> Result<Limit, String> {
    match text {
        "all" => Ok(Limit(None)),
        _ => {
            text.parse().map(|n| Limit(Some(n))).map_err(|_not_a_number| "write a number or `all`".to_owned())
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum CatalogueCommand {
    /// The controls and actions, with effort at a reference tenant
    List(CatalogueListArgs),
    /// Everything known about a control, action, product, SKU or service plan
    Show(CatalogueShowArgs),
    /// What two versions of the catalogue say differently, key by key
    Diff(CatalogueDiffArgs),
    /// The whole catalogue with its overlays as one file
    Export(CatalogueExportArgs),
    /// Whether the catalogue makes sense: licences, prerequisites, ratings, bases; fails on any finding
    Lint(CatalogueLintArgs),
}

/// The catalogue that is asked.
#[derive(Debug, Args)]
pub(super) struct CatalogueOverlays {
    /// Catalogue overlay; may be repeated
    #[arg(long = "catalogue", value_name = "FILE")]
    pub(super) overlays: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CatalogueListArgs {
    #[command(flatten)]
    pub(super) of: CatalogueOverlays,
    /// Only this product, by its id
    #[arg(long, value_name = "PRODUCT")]
    pub(super) product: Option<String>,
    /// Only controls with this tag, and the actions that they need themselves
    #[arg(long, value_name = "TAG")]
    pub(super) tag: Option<String>,
    /// Show withdrawn controls too (JSON always holds them)
    #[arg(long)]
    pub(super) retired: bool,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Args)]
pub(super) struct CatalogueShowArgs {
    /// An id, a SKU's part number, a service plan, or an exact title
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    #[command(flatten)]
    pub(super) of: CatalogueOverlays,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Args)]
pub(super) struct CatalogueDiffArgs {
    /// `built-in`, or a catalogue file that lies over it
    #[arg(value_name = "OLD")]
    pub(super) old: String,
    /// `built-in`, or a catalogue file that lies over it
    #[arg(value_name = "NEW")]
    pub(super) new: String,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Args)]
pub(super) struct CatalogueLintArgs {
    #[command(flatten)]
    pub(super) of: CatalogueOverlays,
    /// List disputed claims, unknown maxima, inferred titles, contradicted ratings and overlaid entries too
    #[arg(long)]
    pub(super) verbose: bool,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Args)]
pub(super) struct CatalogueExportArgs {
    /// The file to write; standard output when absent
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) of: CatalogueOverlays,
}
