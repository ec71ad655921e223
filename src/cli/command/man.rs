//! `man`: the manual pages, made of the same words as `--help`.

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::cli::args::Cli;
use crate::cli::editor_args::ManArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{output, printer};

pub(in crate::cli) fn run(args: &ManArgs) -> Result<Exit, Failure> {
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
        output::write(&file, &page(command.display_name(name)))?;
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
