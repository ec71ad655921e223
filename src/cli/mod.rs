//! The thin edge: arguments, files, printing, exit codes. The only room with a clock and a terminal.
//!
//! Goes in: what was typed. Comes out: text on stdout, talk on stderr, an exit code.
//! **Invariant:** no figure is computed here, and nothing is decided about what a question is: that is [`crate::engine`].

mod args;
mod commands;
mod exit;
mod interrupt;
mod output;
mod printer;
mod selection;
mod verbs;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ColorChoice, CommandFactory as _, FromArgMatches as _, ValueEnum as _};

use self::args::Cli;
use self::exit::Exit;
use crate::engine::{DiskOfOneRun, Engine};

/// Runs the program with its arguments, the program's name first.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // What is wrong with a command line, and its help, are coloured as it says itself.
    let command = Cli::command().color(colour(&arguments));
    let parsed = command.try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(mut error) => {
            if error.kind() == ErrorKind::UnknownArgument {
                verbs::suggest(&mut error);
            }
            // Help and version are answers; everything else is a command line that does not parse.
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Answered };
            // When even the terminal is gone, nobody reads it.
            let _ = error.print();
            return code.into();
        }
    };
    printer::set(cli.color, cli.width, cli.all_findings);
    let engine = Engine::built_in().files(DiskOfOneRun::default());
    // The process ends with the answer: freeing a catalogue entry by entry would take longer than many answers.
    std::mem::forget(engine.clone());
    match cli.command.run(engine) {
        Ok(exit) => exit.into(),
        Err(refusal) => printer::refusal(&refusal).into(),
    }
}

/// What `--color` says, before anything is parsed.
fn colour(arguments: &[OsString]) -> ColorChoice {
    let words: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let word = words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--color")? {
        "" => words.get(at + 1).map(AsRef::as_ref),
        rest => rest.strip_prefix('='),
    });
    word.and_then(|word| ColorChoice::from_str(word, false).ok()).unwrap_or(ColorChoice::Auto)
}
