//! `completions` and `man`: what a shell needs, and manual pages, made of the same words as `--help`.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::args::Cli;
use crate::cli::exit::Exit;
use crate::cli::{output, printer};
use crate::engine::Refusal;

#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsArgs {
    /// The shell that completes
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ManArgs {
    /// The folder for the pages of all commands; the page of the program goes to standard output when absent
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

pub(in crate::cli) fn completions(args: &CompletionsArgs) -> Result<Exit, Refusal> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "scoreplan", &mut script);
    printer::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Answered)
}

pub(in crate::cli) fn man(args: &ManArgs) -> Result<Exit, Refusal> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let Some(folder) = &args.output else {
        printer::print(&page(program))?;
        return Ok(Exit::Answered);
    };
    output::folder(folder)?;
    let mut open = vec![program];
    while let Some(command) = open.pop() {
        open.extend(command.get_subcommands().cloned());
        // `scoreplan catalogue list` is found as `man scoreplan-catalogue-list`.
        let name = command.get_bin_name().unwrap_or("scoreplan").replace(' ', "-");
        let file = folder.join(format!("{name}.1"));
        output::write(&file, page(command.display_name(name)).as_bytes())?;
    }
    printer::talk(&format!("wrote the manual pages into {}", folder.display()));
    Ok(Exit::Answered)
}

fn page(command: Command) -> String {
    let mut page = Vec::new();
    // Writing to memory can not fail. The date of a page would differ from run to run.
    let _ = Man::new(command).date("").render(&mut page);
    String::from_utf8_lossy(&page).into_owned()
}
