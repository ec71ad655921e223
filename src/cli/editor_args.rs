//! What can be typed of the commands that help editors, shells and readers.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::Shell;

use super::args::CatalogueOverlays;
use crate::load::schemas::Kind;

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// The kind of file
    #[arg(value_enum, value_name = "KIND", required_unless_present = "all")]
    pub(super) kind: Option<KindArg>,
    /// Write the schemas of every kind into the folder of --output, each as KIND.schema.json
    #[arg(long, conflicts_with = "kind", requires = "output")]
    pub(super) all: bool,
    /// The file to write, with --all the folder; standard output when absent
    #[arg(short, long, value_name = "PATH")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) of: CatalogueOverlays,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum KindArg {
    Scenario,
    Tenant,
    Catalogue,
    Prices,
    Brand,
}

impl From<KindArg> for Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Scenario => Self::Scenario,
            KindArg::Tenant => Self::Tenant,
            KindArg::Catalogue => Self::Catalogue,
            KindArg::Prices => Self::Prices,
            KindArg::Brand => Self::Brand,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell that completes
    #[arg(value_enum, value_name = "SHELL")]
    pub(super) shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The folder for the pages of all commands; the page of the program goes to standard output when absent
    #[arg(short, long, value_name = "FOLDER")]
    pub(super) output: Option<PathBuf>,
}
