//! Hands the arguments to the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    scoreplan::cli::main(std::env::args_os())
}
