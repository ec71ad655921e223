//! `rank`: the backlog in order.

use std::path::Path;

use crate::cli::args::{OrderArg, RankArgs};
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::Findings;
use crate::load::files::Disk;
use crate::load::{backlog as csv, source};
use crate::plan::{Backlog, Order, backlog, rank};
use crate::report::rank::{Ranked, report};
use crate::state::{self, State};

pub(in crate::cli) fn run(args: &RankArgs) -> Result<Exit, Failure> {
    match &args.backlog {
        Some(file) => of_file(args, file),
        None => of_tenant(args),
    }
}

fn of_file(args: &RankArgs, file: &Path) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let source = source::read(&Disk, file, &mut findings)?;
    let items = source.and_then(|source| csv::read(&source, &mut findings));
    let Some(items) = items.filter(|_| !findings.has_errors()) else { return Err(findings.into()) };
    // The reader has reported every circle, so there is none left.
    let backlog = backlog::from_items(items).unwrap_or_default();
    print(args, backlog, None, &findings)
}

fn of_tenant(args: &RankArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let subject = inputs::subject(&args.common, &mut findings)?;
    let Some(state) = subject.state().filter(|_| !findings.has_errors()) else {
        return Err(findings.into());
    };
    let caveats = state::estimate_findings(&state, state.day);
    printer::findings_beside(&caveats, args.common.output.format);
    print(args, backlog::build(&state), Some(&state), &caveats)
}

fn print(
    args: &RankArgs,
    backlog: Backlog,
    state: Option<&State<'_>>,
    findings: &Findings,
) -> Result<Exit, Failure> {
    let (order, other) = match args.order {
        OrderArg::Bundles => (Order::Bundles, Order::Ratio),
        OrderArg::Ratio => (Order::Ratio, Order::Bundles),
    };
    let other = rank(backlog.clone(), other, None);
    let ranking = rank(backlog, order, state);
    let format = args.common.output.format;
    let ranked = Ranked { ranking: &ranking, other: &other, state, top: args.top };
    printer::report(&report(ranked, format.into(), findings), format)?;
    Ok(Exit::Answered)
}
