//! `schema`: JSON Schemas of the files that people write, and of the questions and answers of the engine.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use crate::cli::args::{Overlays, one_of};
use crate::cli::exit::Exit;
use crate::cli::{output, printer};
use crate::engine::{Engine, FileKind, Question, Refusal};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(in crate::cli) struct SchemaArgs {
    /// The kind of file
    #[arg(value_parser = one_of(&FileKind::ALL), value_name = "KIND", required_unless_present = "all")]
    kind: Option<FileKind>,
    /// Write the schemas of every kind into the folder of --output, each as KIND.schema.json
    #[arg(long, conflicts_with = "kind", requires = "output")]
    all: bool,
    /// The file to write, with --all the folder; standard output when absent
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    #[command(flatten)]
    of: Overlays,
    #[command(subcommand)]
    data: Option<Data>,
}

/// What the engine is asked, and what it answers.
#[derive(Debug, Subcommand)]
enum Data {
    /// What the engine may be asked as JSON
    Question(DataArgs),
    /// What the engine answers, and `--format json` prints
    Answer(DataArgs),
}

#[derive(Debug, Args)]
struct DataArgs {
    /// Which question
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(Question::NAMES))]
    name: String,
    /// The file to write; standard output when absent
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(in crate::cli) fn run(args: &SchemaArgs, engine: &Engine) -> Result<Exit, Refusal> {
    let of_data = match &args.data {
        Some(Data::Question(of)) => Question::schema(&of.name).map(|schema| (schema, &of.output)),
        Some(Data::Answer(of)) => Question::answer_schema(&of.name).map(|schema| (schema, &of.output)),
        None => None,
    };
    if let Some((schema, file)) = of_data {
        let text = format!("{schema:#}\n");
        match file {
            Some(file) => written(file, &text)?,
            None => printer::print(&text)?,
        }
        return Ok(Exit::Answered);
    }
    let kinds: Vec<FileKind> = match args.kind {
        Some(kind) => vec![kind],
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
