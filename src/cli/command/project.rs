//! `project`: scenarios over time, side by side.

use std::path::Path;

use crate::cli::args::ProjectArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer, trials};
use crate::diag::Findings;
use crate::load::scenario::{self, Loaded};
use crate::load::source::Unreadable;
use crate::model::units::hundredths;
use crate::model::{Assumptions, Catalogue, Spreads, Tenant, Visibility};
use crate::project::{Input, Projection, project_all};
use crate::report;
use crate::state::{self, State};

/// A scenario with the tenant it is played on.
#[derive(Clone)]
struct Case {
    loaded: Loaded,
    tenant: Tenant,
    catalogue: Catalogue,
    assumptions: Assumptions,
    spreads: Spreads,
    start: jiff::civil::Date,
}

pub(in crate::cli) fn run(args: &ProjectArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let catalogue = inputs::catalogue(&args.common.catalogue, &mut findings)?;
    let mut unreadable: Vec<Unreadable> = Vec::new();
    let mut cases = Vec::new();
    let mut nameless = false;
    // Every problem of every scenario is shown before anybody gives up.
    for path in &args.scenarios {
        match case(path, args, &catalogue, &mut nameless, &mut findings) {
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
    let inputs = cases.iter().map(|case| Input {
        catalogue: &case.catalogue,
        tenant: &case.tenant,
        scenario: &case.loaded.scenario,
        assumptions: case.assumptions,
        start: case.start,
    });
    let inputs: Vec<Input<'_>> = inputs.collect();
    let mut projections = project_all(&inputs);
    for (projection, case) in projections.iter_mut().zip(&cases) {
        // What makes the figures an estimate is said with every result.
        let state = State::at_snapshot(&case.catalogue, &case.tenant, case.assumptions);
        projection.findings.extend(state::caveats(&state, case.start));
        findings.extend(projection.findings.clone());
    }
    printer::findings_beside(&findings, args.common.output.format);
    if let Some(count) = args.trials {
        let spreads: Vec<Spreads> = cases.iter().map(|case| case.spreads).collect();
        let tried = trials::all(&inputs, &spreads, count, args.seed);
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

fn case(
    path: &Path,
    args: &ProjectArgs,
    catalogue: &Catalogue,
    nameless: &mut bool,
    findings: &mut Findings,
) -> Result<Option<Case>, Failure> {
    let Some(mut loaded) = scenario::load(path, findings)? else { return Ok(None) };
    let tenant = match (&args.common.tenant, &loaded.tenant) {
        (Some(name), _) => inputs::tenant_named(name, catalogue, findings)?,
        (None, Some(reference)) => inputs::tenant_of(reference, catalogue, findings)?,
        (None, None) => {
            *nameless = true;
            inputs::tenant_named(inputs::default_sample(), catalogue, findings)?
        }
    };
    let Some(tenant) = tenant else { return Ok(None) };
    let assume = args.common.assume.iter().filter(|given| !is_both(given)).cloned();
    let (of_trials, given): (Vec<_>, Vec<_>) = assume.partition(|(key, _)| Spreads::help(key).is_some());
    let given = inputs::of_projection(given, &mut loaded.scenario, findings);
    let spreads = inputs::spreads(&loaded.scenario.assumptions, &of_trials, findings);
    let assumptions = inputs::assumptions(&loaded.scenario.assumptions, &given, findings);
    let start = inputs::as_of(&args.common, &tenant, findings);
    let catalogue = inputs::catalogue_for(catalogue, &tenant);
    scenario::check(&loaded.mentions, &catalogue, &tenant, start, findings);
    Ok(Some(Case { loaded, tenant, catalogue, assumptions, spreads, start }))
}

/// `visibility=both` asks for each scenario under both readings.
fn is_both((key, word): &(String, String)) -> bool {
    key == "visibility" && word == "both"
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

/// Says on stderr why a goal is missed.
fn required(projections: &[Projection]) -> Exit {
    let mut exit = Exit::Answered;
    for projection in projections {
        let Some(goal) = &projection.goal else {
            printer::talk(&format!("no: `{}` has no goal", projection.name));
            exit = Exit::No;
            continue;
        };
        if !goal.held {
            let late = goal.date.map_or_else(
                || report::project::gap(projection, goal.percent_hundredths),
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
                hundredths(goal.percent_hundredths),
                goal.by,
                goal.on_last_day
            ));
            exit = Exit::No;
        }
    }
    exit
}
