//! `schema`: JSON Schemas of the files that people write.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::args::Overlays;
use crate::cli::exit::Exit;
use crate::cli::{output, printer};
use crate::engine::{Engine, FileKind, Refusal};

#[derive(Debug, Args)]
pub(in crate::cli) struct SchemaArgs {
    /// The kind of file
    #[arg(value_enum, value_name = "KIND", required_unless_present = "all")]
    kind: Option<KindArg>,
    /// Write the schemas of every kind into the folder of --output, each as KIND.schema.json
    #[arg(long, conflicts_with = "kind", requires = "output")]
    all: bool,
    /// The file to write, with --all the folder; standard output when absent
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    #[command(flatten)]
    of: Overlays,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindArg {
    Scenario,
    Tenant,
    Catalogue,
    Prices,
    Brand,
}

impl From<KindArg> for FileKind {
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

pub(in crate::cli) fn run(args: &SchemaArgs, engine: &Engine) -> Result<Exit, Refusal> {
    let kinds: Vec<FileKind> = match args.kind {
        Some(kind) => vec![kind.into()],
        None => FileKind::ALL.map(|(_, kind)| kind).into(),
    };
    let outcome = engine.file_schemas(&kinds, &args.of.overlays)?;
    printer::findings(&outcome.findings);
    let texts = outcome.answer;
    match (args.kind, &args.output) {
        (Some(_), Some(file)) => texts.iter().try_for_each(|text| written(file, text))?,
        (Some(_), None) => texts.iter().try_for_each(|text| printer::print(text))?,
        (None, folder) => {
            let folder = folder.as_deref().unwrap_or_else(|| Path::new("."));
            output::folder(folder)?;
            for ((name, _), text) in FileKind::ALL.iter().zip(&texts) {
                written(&folder.join(format!("{name}.schema.json")), text)?;
            }
        }
    }
    Ok(Exit::Answered)
}

fn written(file: &Path, text: &str) -> Result<(), Refusal> {
    output::write(file, text.as_bytes())?;
    printer::talk(&format!("wrote {}", file.display()));
    Ok(())
}
