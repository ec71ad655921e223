//! The thin edge: arguments, files, printing, exit codes. The only room with a clock and a terminal.
//!
//! Goes in: what was typed. Comes out: text on stdout, talk on stderr, an exit code.
//! **Invariant:** no figure is computed here.

mod args;
mod best_args;
mod cases;
mod clock;
mod command;
mod exit;
mod inputs;
mod output;
mod prices;
mod printer;
mod report_args;
mod trials;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use self::args::{Cli, Command};
use self::exit::Exit;

/// Runs the program with its arguments, the program's name first.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; everything else is a command line that does not parse.
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Answered };
            // When even the terminal is gone, nobody reads it.
            let _ = error.print();
            return code.into();
        }
    };
    let outcome = match cli.command {
        Command::Import(args) => command::import::run(&args),
        Command::Anonymise(args) => command::anonymise::run(&args),
        Command::Check(args) => command::check::run(&args),
        Command::Score(args) => command::score::run(&args),
        Command::Explain(args) => command::explain::run(&args),
        Command::Rank(args) => command::rank::run(&args),
        Command::Plan(args) => command::plan::run(&args),
        Command::Project(args) => command::project::run(&args),
        Command::Licences(args) => command::licences::run(&args),
        Command::Compare(args) => command::compare::run(&args),
        Command::Report(args) => command::report::run(&args),
        Command::Catalogue(verb) => command::catalogue::run(&verb),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => printer::failure(&failure).into(),
    }
}
