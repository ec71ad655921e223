//! `plan --by`: what the teams reach by a day.

use jiff::civil::Date;

use crate::cli::args::PlanArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::{Code, Finding, Findings};
use crate::load::files::Disk;
use crate::load::scenario::{self, Loaded};
use crate::model::{Aim, BasisPoints, Demand, Id, Remediation, Scenario};
use crate::plan::backlog;
use crate::plan::best::{BestQuestion, Budget};
use crate::project::{DeadlineOutcome, ProjectionInput, plan_by_date};
use crate::report::plan::by::{Dated, Refusal, refusal, report};
use crate::state::{self, State};

pub(super) fn run(args: &PlanArgs, day: Date) -> Result<Exit, Failure> {
    let common = &args.common;
    let mut findings = Findings::new();
    let catalogue = inputs::catalogue(&common.catalogue, &mut findings)?;
    let loaded = match &args.scenario {
        Some(path) => match scenario::load(&Disk, path, &mut findings)? {
            Some(loaded) => Some(loaded),
            None => return Err(findings.into()),
        },
        None => None,
    };
    let reference = loaded.as_ref().and_then(|loaded| loaded.tenant.as_ref());
    let tenant = match (&common.tenant, reference) {
        (None, Some(reference)) => inputs::tenant_of(reference, &catalogue, &mut findings)?,
        _ => inputs::tenant(common, &catalogue, &mut findings)?,
    };
    let Some(tenant) = tenant else { return Err(findings.into()) };
    let catalogue = inputs::catalogue_for(&catalogue, &tenant);
    let start = inputs::as_of(common, &tenant, &mut findings);
    let mut scenario = scenario_by(loaded.as_ref(), start, day, &mut findings);
    let assumptions = inputs::assumptions(&scenario.assumptions, &common.assume, &mut findings);
    if let Some(loaded) = &loaded {
        scenario::check(&loaded.mentions, &catalogue, &tenant, start, &mut findings);
    }
    let known: Vec<&str> =
        catalogue.controls.keys().chain(catalogue.actions.keys()).map(Id::as_str).collect();
    let ask = super::ask(args, &known, &mut findings);
    if findings.has_errors() {
        return Err(findings.into());
    }
    let state = State::at_snapshot(&catalogue, &tenant, assumptions).on(start);
    scenario.demand = demand(args, ask, &state, day);
    let input =
        ProjectionInput { catalogue: &catalogue, tenant: &tenant, scenario: &scenario, assumptions, start };
    let answer = plan_by_date(&input, args.target.map(BasisPoints));
    let mut caveats = match &answer {
        DeadlineOutcome::Plan(plan) => plan.projection.findings.clone(),
        DeadlineOutcome::No(_) => Findings::new(),
    };
    caveats.extend(state::estimate_findings(&state, start));
    let format = args.common.output.format;
    printer::findings_beside(&caveats, format);
    let name = loaded.as_ref().map(|loaded| loaded.scenario.name.as_str());
    let demand = &scenario.demand;
    match answer {
        DeadlineOutcome::Plan(plan) => {
            let dated = Dated { state: &state, scenario: name, by: day, demand, plan: &plan };
            printer::report(&report(&dated, format.into(), args.top, &caveats), format)?;
            Ok(if plan.target.is_some_and(|target| !target.in_time) { Exit::No } else { Exit::Answered })
        }
        DeadlineOutcome::No(refused) => {
            let target = args.target;
            let of = Refusal { state: &state, scenario: name, by: day, demand, target, refused: &refused };
            printer::report(&refusal(&of, format.into(), &caveats), format)?;
            Ok(Exit::No)
        }
    }
}

/// What is asked of the work. A percentage is one of all hours that `rank` shows on the first day.
fn demand(args: &PlanArgs, ask: BestQuestion, state: &State<'_>, day: Date) -> Demand {
    let budget = match args.budget {
        None | Some(Budget::All) => None,
        Some(Budget::Minutes(minutes)) => Some(minutes),
        Some(share) => share.minutes(backlog::build(state).items.iter().map(|node| node.effort).sum()),
    };
    Demand { must: ask.must, due: Some(day), never: ask.never, budget, ..Demand::default() }
}

/// The scenario up to the day, its work in the order that brings the most points by then unless it says which.
fn scenario_by(loaded: Option<&Loaded>, start: Date, day: Date, findings: &mut Findings) -> Scenario {
    let mut scenario = loaded.map(|loaded| loaded.scenario.clone()).unwrap_or_default();
    if loaded.is_none() {
        "plan".clone_into(&mut scenario.name);
    }
    scenario.horizon_days = start.until(day).map_or(0, |span| i64::from(span.get_days()));
    if scenario.horizon_days < 1 {
        let message = format!("--by {day} leaves no day: the plan starts on {start}");
        findings
            .push(Finding::new(Code::BeforeStart, message).help("give a later day, or an earlier --as-of"));
    }
    if scenario.horizon_days > 3_660 {
        let message = format!("--by {day} lies more than 3660 days after {start}");
        findings.push(Finding::new(Code::WrongValue, message).help("give an earlier day"));
    }
    scenario.remediation = match scenario.remediation {
        Remediation::Ranked { from, aim: Aim::Rank } => Remediation::Ranked { from, aim: Aim::Score },
        Remediation::None => Remediation::Ranked { from: None, aim: Aim::Score },
        kept => kept,
    };
    if matches!(scenario.remediation, Remediation::Listed(_)) {
        let message = format!("`{}` lists its work with dates: there is nothing to plan", scenario.name);
        findings.push(
            Finding::new(Code::WrongValue, message)
                .help("write `remediate: { order: rank }`, or ask `project` for its score"),
        );
    }
    scenario
}
