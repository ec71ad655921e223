//! `compare`: two tenants or snapshots.

use crate::answer::{CompareAnswer, Shown};
use crate::cli::args::{CompareArgs, FormatArg};
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::compare::{self, compare};
use crate::diag::Findings;
use crate::state::State;

pub(in crate::cli) fn run(args: &CompareArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let catalogue = inputs::catalogue(&args.catalogue, &mut findings)?;
    let assumptions = inputs::assumptions(&[], &args.assume, &mut findings);
    let mut unreadable = Vec::new();
    // What is wrong with both is shown before anybody gives up.
    let mut named = |name: &str| {
        let mut own = Findings::new();
        let tenant = inputs::snapshot_named(name, &catalogue, &mut own);
        findings.extend(own);
        tenant.unwrap_or_else(|failure| {
            findings.extend(failure.findings);
            unreadable.extend(failure.unreadable);
            None
        })
    };
    let (a, b) = (named(&args.a), named(&args.b));
    let (Some(a), Some(b), false) = (a, b, findings.has_errors()) else {
        return Err(Failure { findings, unreadable });
    };
    let [a, b] = [&a, &b].map(|tenant| State::at_snapshot(&catalogue, tenant, assumptions));
    findings.extend(compare::findings(&a, &b));
    let findings = findings.sorted();
    let format = args.output.format;
    printer::findings_beside(&findings, format);
    // A spreadsheet wants every control.
    let top = args.top.0.filter(|_| format != FormatArg::Csv);
    let shown = Shown { format: format.into(), top, ..Shown::default() };
    printer::answer(&CompareAnswer::of(&compare(&a, &b), [&a, &b], findings.iter()), shown)?;
    Ok(Exit::Answered)
}
