//! `licences`: options side by side, or which are the best to have.

mod best;
pub(in crate::cli) mod options;

use crate::cli::args::LicencesArgs;
use crate::cli::exit::{Exit, Failure};

pub(in crate::cli) fn run(args: &LicencesArgs) -> Result<Exit, Failure> {
    if args.best.best || args.best.frontier {
        best::run(&args.best, &args.common)
    } else {
        options::run(args)
    }
}
