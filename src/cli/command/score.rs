//! `score`: today.

use crate::answer::{ScoreAnswer, Shown};
use crate::cli::args::ScoreArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::Findings;
use crate::state;

pub(in crate::cli) fn run(args: &ScoreArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let subject = inputs::subject(&args.common, &mut findings)?;
    let Some(state) = subject.state().filter(|_| !findings.has_errors()) else {
        return Err(findings.into());
    };
    findings.extend(state::findings(&state, state.day));
    let findings = findings.sorted();
    let format = args.common.output.format;
    printer::findings_beside(&findings, format);
    let shown = Shown { format: format.into(), ..Shown::default() };
    printer::answer(&ScoreAnswer::of(&state, findings.iter()), shown)?;
    Ok(Exit::Answered)
}
