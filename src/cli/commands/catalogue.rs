//! `catalogue`: what is known of controls, actions, products and licences.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::args::{Output, Overlays};
use crate::cli::exit::Exit;
use crate::cli::{output, printer};
use crate::engine::{
    CatalogueDiffQuestion, CatalogueExportQuestion, CatalogueLintQuestion, CatalogueListQuestion,
    CatalogueShowQuestion, Engine, Refusal, Shown, Verdict,
};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CatalogueCommand {
    /// The controls and actions, with effort at a reference tenant
    List(ListArgs),
    /// Everything known about a control, action, product, SKU or service plan
    Show(ShowArgs),
    /// What two versions of the catalogue say differently, key by key
    Diff(DiffArgs),
    /// The whole catalogue with its overlays as one file
    Export(ExportArgs),
    /// Whether the catalogue makes sense: licences, prerequisites, ratings, bases; fails on any finding
    Lint(LintArgs),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ListArgs {
    #[command(flatten)]
    of: Overlays,
    /// Only this product, by its id or a name
    #[arg(long, value_name = "PRODUCT")]
    product: Option<String>,
    /// Only controls with this tag, and the actions that they need themselves
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// Show withdrawn controls too (JSON always holds them)
    #[arg(long)]
    retired: bool,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ShowArgs {
    /// An id, a title, or a short or former name, like SPE_E5, E5, MDE or `Azure AD Premium P2`; else words of a title
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    of: Overlays,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DiffArgs {
    /// `built-in`, or a catalogue file that lies over it
    #[arg(value_name = "OLD")]
    old: String,
    /// `built-in`, or a catalogue file that lies over it
    #[arg(value_name = "NEW")]
    new: String,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArgs {
    /// The file to write; standard output when absent
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    of: Overlays,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LintArgs {
    #[command(flatten)]
    of: Overlays,
    /// List disputed claims, unknown maxima, inferred titles, contradicted ratings and overlaid entries too
    #[arg(long)]
    verbose: bool,
    #[command(flatten)]
    output: Output,
}

pub(in crate::cli) fn run(verb: CatalogueCommand, engine: &Engine) -> Result<Exit, Refusal> {
    match verb {
        CatalogueCommand::List(args) => {
            let shown = Shown { all: args.retired, ..shown(&args.output) };
            let question =
                CatalogueListQuestion { catalogue: args.of.overlays, product: args.product, tag: args.tag };
            printer::answer(engine.catalogue_list(&question), shown)
        }
        CatalogueCommand::Show(args) => {
            let question = CatalogueShowQuestion { name: args.name, catalogue: args.of.overlays };
            printer::answer(engine.catalogue_show(&question), shown(&args.output))
        }
        CatalogueCommand::Diff(args) => {
            let question = CatalogueDiffQuestion { old: args.old, new: args.new };
            printer::answer(engine.catalogue_diff(&question), shown(&args.output))
        }
        CatalogueCommand::Export(args) => export(args, engine),
        CatalogueCommand::Lint(args) => lint(args, engine),
    }
}

fn shown(output: &Output) -> Shown {
    Shown { format: output.format, ..Shown::default() }
}

fn export(args: ExportArgs, engine: &Engine) -> Result<Exit, Refusal> {
    let question = CatalogueExportQuestion { catalogue: args.of.overlays, output: args.output.clone() };
    let outcome = engine.catalogue_export(&question)?;
    printer::findings(&outcome.findings);
    match &args.output {
        Some(file) => {
            output::write(file, outcome.answer.text.as_bytes())?;
            printer::talk(&format!("wrote {}", file.display()));
        }
        None => printer::print(&outcome.answer.text)?,
    }
    Ok(Exit::Answered)
}

fn lint(args: LintArgs, engine: &Engine) -> Result<Exit, Refusal> {
    let shown = Shown { all: args.verbose, ..shown(&args.output) };
    let outcome = engine.catalogue_lint(&CatalogueLintQuestion { catalogue: args.of.overlays })?;
    printer::findings(&outcome.findings);
    printer::report(&outcome.answer, shown)?;
    // A catalogue that makes no sense is a wrong input.
    Ok(if outcome.verdict == Verdict::No { Exit::Input } else { Exit::Answered })
}
