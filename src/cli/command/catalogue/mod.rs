//! `catalogue`: what is known of controls, actions, products and licences. One verb a file.

mod diff;
mod export;
mod list;
mod show;

use crate::cli::args::CatalogueCommand;
use crate::cli::exit::{Exit, Failure};
use crate::diag::{Code, Finding, nearest};

pub(in crate::cli) fn run(verb: &CatalogueCommand) -> Result<Exit, Failure> {
    match verb {
        CatalogueCommand::List(args) => list::run(args),
        CatalogueCommand::Show(args) => show::run(args),
        CatalogueCommand::Diff(args) => diff::run(args),
        CatalogueCommand::Export(args) => export::run(args),
        CatalogueCommand::Lint(args) => {
            super::catalogue_lint::run(&args.of.overlays, args.verbose, args.output.format)
        }
    }
}

/// A name on the command line that the catalogue does not know.
fn unknown<'a>(what: &str, name: &str, code: Code, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = nearest(name, known).map_or_else(
        || "`scoreplan catalogue list` shows what is known".to_owned(),
        |like| format!("did you mean `{like}`?"),
    );
    Finding::new(code, format!("the catalogue knows no {what} `{name}`")).help(help)
}
