//! `completions`: what a shell needs to complete commands and options.

use clap::CommandFactory as _;

use crate::cli::args::Cli;
use crate::cli::editor_args::CompletionsArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::printer;

pub(in crate::cli) fn run(args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "scoreplan", &mut script);
    printer::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Answered)
}
