//! `score`: today.

use crate::cli::args::{FormatArg, ScoreArgs};
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::{Finding, Findings};
use crate::report;
use crate::state::{self, State};

pub(in crate::cli) fn run(args: &ScoreArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let catalogue = inputs::catalogue(&args.common.catalogue, &mut findings)?;
    let assumptions = inputs::assumptions([], &args.common.assume, &mut findings);
    let tenant = inputs::tenant(&args.common, &catalogue, &mut findings)?;
    let as_of = tenant.as_ref().map(|tenant| inputs::as_of(&args.common, tenant, &mut findings));
    let (Some(tenant), Some(as_of), false) = (tenant, as_of, findings.has_errors()) else {
        return Err(findings.into());
    };
    let catalogue = inputs::catalogue_for(&catalogue, &tenant);
    let state = State::at_snapshot(&catalogue, &tenant, assumptions).on(as_of);
    findings.extend(state::findings(&state, as_of));
    let findings = findings.sorted();
    let list: Vec<Finding> = findings.iter().cloned().collect();
    if args.common.output.format != FormatArg::Json {
        printer::findings(&findings);
    }
    printer::report(&report::score::report(&state, &list), args.common.output.format)?;
    Ok(Exit::Answered)
}
