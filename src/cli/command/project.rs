//! `project`: scenarios over time, side by side.

use crate::cli::args::ProjectArgs;
use crate::cli::cases::{Case, case, is_both};
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer, trials};
use crate::diag::Findings;
use crate::load::source::Unreadable;
use crate::model::Visibility;
use crate::project::{Projection, ProjectionInput, project_all};
use crate::report;
use crate::state::{self, State};

pub(in crate::cli) fn run(args: &ProjectArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let catalogue = inputs::catalogue(&args.common.catalogue, &mut findings)?;
    let mut unreadable: Vec<Unreadable> = Vec::new();
    let mut cases = Vec::new();
    let mut nameless = false;
    // Every problem of every scenario is shown before anybody gives up.
    for path in &args.scenarios {
        match case(path, &args.common, &catalogue, &mut nameless, &mut findings) {
            Ok(case) => cases.extend(case.into_iter().flat_map(|case| readings(case, args))),
            Err(failure) => {
                findings.extend(failure.findings);
                unreadable.extend(failure.unreadable);
            }
        }
    }
    if nameless {
        inputs::say_sample();
    }
    if findings.has_errors() || !unreadable.is_empty() {
        return Err(Failure { findings, unreadable });
    }
    let inputs: Vec<ProjectionInput<'_>> = cases.iter().map(Case::input).collect();
    let mut projections = project_all(&inputs);
    for (projection, case) in projections.iter_mut().zip(&cases) {
        // What makes the figures an estimate is said with every result.
        let state = State::at_snapshot(&case.catalogue, &case.tenant, case.assumptions);
        projection.findings.extend(state::estimate_findings(&state, case.start));
        findings.extend(projection.findings.clone());
    }
    printer::findings_beside(&findings, args.common.output.format);
    if let Some(count) = args.trials {
        let tried = trials::all(&inputs, count, args.seed);
        for (projection, tried) in projections.iter_mut().zip(tried) {
            projection.trials = Some(tried);
        }
    }
    let report = report::project::report(&projections, args.movements.0);
    printer::report(&report, args.common.output.format)?;
    if trials::interrupted() {
        printer::talk("interrupted: these are the trials that were finished");
        return Ok(Exit::Interrupted);
    }
    Ok(if args.require_goal { required(&projections) } else { Exit::Answered })
}

/// A case as it is, or under both readings of visibility, each named.
fn readings(case: Case, args: &ProjectArgs) -> Vec<Case> {
    if !args.common.assume.iter().any(is_both) {
        return vec![case];
    }
    let under = |(word, visibility): (&str, Visibility)| {
        let mut case = case.clone();
        case.assumptions.visibility = visibility;
        case.loaded.scenario.name = format!("{} (visibility: {word})", case.loaded.scenario.name);
        case
    };
    [("product", Visibility::Product), ("plan", Visibility::Plan)].map(under).into()
}

/// Says on stderr why goals are missed, where some are.
pub(in crate::cli) fn required<'p>(projections: impl IntoIterator<Item = &'p Projection>) -> Exit {
    let mut exit = Exit::Answered;
    for projection in projections {
        let Some(goal) = &projection.goal else {
            printer::talk(&format!("no: `{}` has no goal", projection.name));
            exit = Exit::No;
            continue;
        };
        if !goal.held {
            let late = goal.date.map_or_else(
                || report::project::gap(projection, goal.percent.0),
                |date| {
                    if goal.reached {
                        format!("it was reached on {date} and lost")
                    } else {
                        format!("it is reached on {date}")
                    }
                },
            );
            printer::talk(&format!(
                "no: `{}` misses {} % by {} with {} %; {late}",
                projection.name,
                goal.percent.to_string(),
                goal.by,
                goal.on_last_day
            ));
            exit = Exit::No;
        }
    }
    exit
}
