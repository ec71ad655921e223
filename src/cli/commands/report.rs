//! `report`: everything about a tenant, written as a file.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use crate::cli::args::{as_of, assumption, one_of};
use crate::cli::exit::Exit;
use crate::cli::interrupt::Terminal;
use crate::cli::{output, printer};
use crate::diag::{Code, Finding, Place};
use crate::engine::values::{Budget, Percentage, Text as _};
use crate::engine::{Audience, DocumentForm, Engine, Refusal, ReportQuestion, Subject, WrittenFile};
use crate::table::Format;

#[derive(Debug, Args)]
pub(in crate::cli) struct ReportArgs {
    /// Scenario files about one tenant; one team of 40 hours a week that works along the ranking for a year when absent
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// The file to write, by its ending: .html is one page for a browser, .md text for a pull request, .xlsx a workbook,
    /// .planner.csv, .jira.csv and .github.csv the dated work as tasks to import there; with / at its end a new folder,
    /// for every table as CSV and every chart as SVG
    #[arg(short, long, value_name = "FILE", value_parser = target)]
    output: Target,
    /// Who reads it: executive (the first page, the score over time, licence options), architect (everything), or
    /// customer (everything but owners and comments)
    #[arg(long, default_value = "architect", value_parser = one_of(&AUDIENCES))]
    audience: Audience,
    /// What the report is called
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Name, logo and colours of who hands it over, as YAML
    #[arg(long, value_name = "FILE")]
    brand: Option<PathBuf>,
    /// Tenant file, exports as `import` takes them, a file or a folder, or the name of a built-in sample (sample-e3, sample-e5)
    #[arg(long, value_name = "FILE")]
    tenant: Option<String>,
    /// Catalogue overlay; may be repeated
    #[arg(long, value_name = "FILE")]
    catalogue: Vec<PathBuf>,
    /// The day that counts as today, and that of an export without one: a date, or `today`; else the snapshot's
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    as_of: Option<Date>,
    /// State an assumption, as for the other commands
    #[arg(long, value_name = "KEY=VALUE", value_parser = assumption)]
    assume: Vec<(String, String)>,
    /// What the tenant owns, in place of what its export says of licences, as for the other commands
    #[arg(long, value_name = "SKUS", allow_hyphen_values = true)]
    owned: Option<String>,
    /// Try each scenario N times with drawn efforts, failures, capacities and delays; at most 10000000
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    trials: Option<u32>,
    /// The luck of the trials: the same number gives the same trials
    #[arg(long, value_name = "S", default_value_t = 1, requires = "trials")]
    seed: u64,
    /// A licence option, as `licences` takes it, with the teams and rules of the first scenario that works and buys nothing; may be
    /// repeated. Scenarios that change licences are options as well
    #[arg(long = "option", value_name = "SKUS", allow_hyphen_values = true)]
    options: Vec<String>,
    /// The day on which the options begin; the first day when absent
    #[arg(long, value_name = "DATE", value_parser = Date::read, requires = "options")]
    from: Option<Date>,
    /// What seats cost, over the built-in list prices
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
    /// The most work of the plan that is marked on the frontier and in the backlog, as for `plan`
    #[arg(long, value_name = "HOURS", value_parser = Budget::read, allow_hyphen_values = true)]
    budget: Option<Budget>,
    /// The percentage that this plan reaches with the least work, as for `plan`
    #[arg(long, value_name = "PERCENT", value_parser = Percentage::read, conflicts_with = "budget", allow_hyphen_values = true)]
    target: Option<Percentage>,
    /// Fail (exit 1) when a scenario misses its goal; the file is written all the same
    #[arg(long)]
    require_goal: bool,
}

const AUDIENCES: [(&str, Audience); 3] = [
    ("executive", Audience::Executive),
    ("architect", Audience::Architect),
    ("customer", Audience::Customer),
];

/// A file with what is to be written into it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    path: PathBuf,
    form: DocumentForm,
}

fn target(text: &str) -> Result<Target, String> {
    let path = PathBuf::from(text);
    if text.ends_with(std::path::is_separator) {
        return Ok(Target { path, form: DocumentForm::Folder });
    }
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let files = DocumentForm::ALL.iter().filter(|form| **form != DocumentForm::Folder);
    match files.clone().find(|form| name.ends_with(form.ending())) {
        Some(form) => Ok(Target { form: *form, path }),
        None => Err(format!(
            "the ending says what is written; it is one of: {}, or / for a folder",
            files.map(|form| form.ending()).collect::<Vec<_>>().join(", ")
        )),
    }
}

pub(in crate::cli) fn run(args: ReportArgs, engine: Engine) -> Result<Exit, Refusal> {
    let Target { path, form } = args.output;
    let question = ReportQuestion {
        scenarios: args.scenarios,
        subject: Subject {
            tenant: args.tenant,
            catalogue: args.catalogue,
            as_of: args.as_of,
            assume: args.assume.into_iter().collect(),
            owned: args.owned,
        },
        form,
        audience: args.audience,
        title: args.title,
        brand: args.brand,
        trials: args.trials,
        seed: args.trials.map(|_| args.seed),
        options: args.options,
        from: args.from,
        prices: args.prices,
        budget: args.budget,
        target: args.target,
        require_goal: args.require_goal,
    };
    let asked = match args.trials {
        None => engine.report(&question),
        Some(_) => Terminal::attended(engine, |engine| engine.report(&question)),
    };
    let outcome = printer::heard(asked, Format::Table)?;
    match form {
        DocumentForm::Folder => write_folder(&path, &outcome.answer)?,
        _ => outcome.answer.iter().try_for_each(|(_, bytes)| output::write(&path, bytes))?,
    }
    printer::talk(&format!("wrote {}", path.display()));
    Ok(printer::verdict(outcome.verdict, &outcome.reasons))
}

fn write_folder(path: &Path, files: &[WrittenFile]) -> Result<(), Refusal> {
    if !output::write_folder(path, files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))? {
        let name = path.display().to_string();
        let finding = Finding::new(Code::FolderTaken, "the output folder holds something already")
            .at(Place::file(&name))
            .help("name a new folder, or empty this one: files of another report must not get among these");
        return Err(finding.into());
    }
    Ok(())
}
