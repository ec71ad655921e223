//! `licences`: which are the best to have.

mod best;

use crate::cli::args::LicencesArgs;
use crate::cli::exit::{Exit, Failure};

pub(in crate::cli) fn run(args: &LicencesArgs) -> Result<Exit, Failure> {
    best::run(&args.best, &args.common)
}
