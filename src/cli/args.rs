//! What several commands take. The comments are the manual.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ColorChoice, Parser};
use jiff::civil::Date;

use super::commands::Command;
use crate::engine::values::Text as _;
use crate::engine::{Frontier, Objective, Subject, assumptions_usage};
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
    pub(super) color: ColorChoice,
    /// How many characters tables are wide; as wide as the terminal when absent, and 80 in a pipe
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = columns)]
    pub(super) width: Option<usize>,
    /// Print every finding; without it the most serious five on a tenant, the first 20 of a code, and what more there is
    #[arg(long, global = true)]
    pub(super) all_findings: bool,
}

fn columns(text: &str) -> Result<usize, String> {
    let columns = text.parse().ok().filter(|columns| (super::printer::NARROWEST..=1000).contains(columns));
    columns.ok_or_else(|| "write a number from 40 to 1000".to_owned())
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(super) struct Common {
    /// Tenant file, exports as `import` takes them, a file or a folder, or the name of a built-in sample (sample-e3, sample-e5)
    #[arg(long, value_name = "FILE")]
    pub(super) tenant: Option<String>,
    /// Catalogue overlay: entries that add to or change the built-in ones; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) catalogue: Vec<PathBuf>,
    /// The day that counts as today, and that of an export without one: a date, or `today`; else the snapshot's
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    pub(super) as_of: Option<Date>,
    #[arg(long, value_name = "KEY=VALUE", value_parser = assumption, help = assumptions_usage())]
    pub(super) assume: Vec<(String, String)>,
    /// What the tenant owns, in place of what its export says of licences: SKUs joined by `+`, each with its seats and group
    /// where they are not everybody's, like SPE_E5 or SPE_E3:1180+SPE_E5:20@admins
    #[arg(long, value_name = "SKUS", allow_hyphen_values = true)]
    pub(super) owned: Option<String>,
    #[command(flatten)]
    pub(super) output: Output,
}

impl Common {
    pub(super) fn format(&self) -> Format {
        self.output.format
    }

    pub(super) fn subject(self) -> Subject {
        Subject {
            tenant: self.tenant,
            catalogue: self.catalogue,
            as_of: self.as_of,
            assume: self.assume.into_iter().collect(),
            owned: self.owned,
        }
    }
}

#[derive(Debug, Clone, Args)]
pub(super) struct Output {
    /// How the result is written
    #[arg(long, default_value = "table", value_parser = one_of(&FORMATS))]
    pub(super) format: Format,
}

const FORMATS: [(&str, Format); 4] =
    [("table", Format::Table), ("json", Format::Json), ("csv", Format::Csv), ("md", Format::Md)];

pub(super) const OBJECTIVES: [(&str, Objective); 2] =
    [("points", Objective::Points), ("percent", Objective::Percent)];

pub(super) const FRONTIERS: [(&str, Frontier); 2] = [("corners", Frontier::Corners), ("all", Frontier::All)];

/// Reads one of some words as what it stands for.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    words: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    let known = PossibleValuesParser::new(words.iter().map(|(word, _)| *word));
    known.try_map(move |given| {
        let meant = words.iter().find(|(word, _)| *word == given);
        meant.map(|(_, value)| *value).ok_or("write one of the words")
    })
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
