//! `score`: today.

use crate::cli::args::ScoreArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::{Finding, Findings};
use crate::report;
use crate::state;

pub(in crate::cli) fn run(args: &ScoreArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let subject = inputs::subject(&args.common, &mut findings)?;
    let Some(state) = subject.state().filter(|_| !findings.has_errors()) else {
        return Err(findings.into());
    };
    findings.extend(state::findings(&state, state.day));
    let findings = findings.sorted();
    let list: Vec<Finding> = findings.iter().cloned().collect();
    let format = args.common.output.format;
    printer::findings_beside(&findings, format);
    printer::report(&report::score::report(&state, &list), format)?;
    Ok(Exit::Answered)
}
