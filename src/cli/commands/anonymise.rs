//! `anonymise`: exports and tenant files without what tells whose they are.

use std::path::PathBuf;

use clap::Args;

use crate::cli::exit::Exit;
use crate::cli::{output, printer};
use crate::diag::{Code, Finding, Place};
use crate::engine::{AnonymiseQuestion, AnonymousFile, Engine, Refusal};

#[derive(Debug, Args)]
pub(in crate::cli) struct AnonymiseArgs {
    /// An export that `import` reads, a tenant file, a folder of them, or `-` for standard input
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The file to write, or of a folder the new folder; a file is written when it is complete and proven
    #[arg(short, long, value_name = "PATH")]
    output: PathBuf,
}

pub(in crate::cli) fn run(args: AnonymiseArgs, engine: &Engine) -> Result<Exit, Refusal> {
    let question = AnonymiseQuestion { path: args.path, output: Some(args.output.clone()) };
    let made = engine.anonymise(&question)?.answer;
    let files = made.files.iter().map(|file| (file.name.as_str(), file.text.as_bytes()));
    if made.of_folder && !output::write_folder(&args.output, files)? {
        let name = args.output.display().to_string();
        let finding = Finding::new(Code::FolderTaken, "the output folder holds something already")
            .at(Place::file(&name))
            .help("name a new folder: files of another tenant must not get among these");
        return Err(finding.into());
    }
    let mut lines = Vec::new();
    for file in &made.files {
        let path = if made.of_folder { args.output.join(&file.name) } else { args.output.clone() };
        if !made.of_folder {
            output::write(&path, file.text.as_bytes())?;
        }
        lines.push(format!("Wrote {}", path.display()));
        lines.extend(day(file));
    }
    if made.of_folder {
        let aside = made.left_aside.iter();
        lines.extend(aside.map(|name| format!("Left aside, as it is everybody's: {name}")));
    }
    printer::beside(&made.blocks(lines));
    Ok(Exit::Answered)
}

/// How a portal's table is imported, which has no day of its own.
fn day(file: &AnonymousFile) -> Option<String> {
    let day = file.day?;
    Some(format!(
        "The table carries no day; the file was last changed on {day}: import it with --as-of {day}"
    ))
}
