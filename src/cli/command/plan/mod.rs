//! `plan`: the best plan, with the proof.

mod by;

use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::args::{FormatArg, ObjectiveArg, PlanArgs};
use crate::cli::clock::Deadline;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::{Code, Finding, Findings, Place, nearest};
use crate::load::files::Disk;
use crate::load::{backlog as csv, saved, source};
use crate::model::{BasisPoints, Id, Percent, Points, SavedPlan};
use crate::plan::backlog;
use crate::plan::best::{
    BestPlan, BestQuestion, Budget, Choices, EvaluatedPlan, PlanObjective, PlanVerdict, evaluate, frontier,
    left_out, step_reasons,
};
use crate::plan::optimise::{InvalidProblem, Limits, Stopped};
use crate::plan::plan_diff::diff;
use crate::report::plan::{Answered, Corner, Earlier, Shown, report};
use crate::state::{self, State};

/// How many controls that missed the plan people see.
const MISSED: usize = 10;

/// Set by Ctrl-C; the search looks at it between steps.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

pub(in crate::cli) fn run(args: &PlanArgs) -> Result<Exit, Failure> {
    match (&args.backlog, args.by) {
        (_, Some(day)) => by::run(args, day),
        (Some(file), None) => of_file(args, file),
        (None, None) => of_tenant(args),
    }
}

fn of_file(args: &PlanArgs, file: &Path) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let source = source::read(&Disk, file, &mut findings)?;
    let items = source.and_then(|source| csv::read(&source, &mut findings));
    let Some(items) = items.filter(|_| !findings.has_errors()) else { return Err(findings.into()) };
    let known: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
    let ask = ask(args, &known, &mut findings);
    let earlier = baseline(args, &mut findings)?;
    if findings.has_errors() {
        return Err(findings.into());
    }
    // The reader has reported every circle, so there is none left.
    let backlog = backlog::from_items(items).unwrap_or_default();
    answer(args, &ask, &mut Choices::of_list(backlog), None, earlier, &findings)
}

fn of_tenant(args: &PlanArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let subject = inputs::subject(&args.common, &mut findings)?;
    let catalogue = &subject.catalogue;
    let known: Vec<&str> =
        catalogue.controls.keys().chain(catalogue.actions.keys()).map(Id::as_str).collect();
    let ask = ask(args, &known, &mut findings);
    let earlier = baseline(args, &mut findings)?;
    let Some(state) = subject.state().filter(|_| !findings.has_errors()) else {
        return Err(findings.into());
    };
    let caveats = state::estimate_findings(&state, state.day);
    printer::findings_beside(&caveats, args.common.output.format);
    let mut choices = Choices::of_state(&state, &ask.must);
    answer(args, &ask, &mut choices, Some(&state), earlier, &caveats)
}

/// The earlier plan with its file. That of a list says nothing about a tenant, nor the other way round.
fn baseline(args: &PlanArgs, findings: &mut Findings) -> Result<Option<(String, SavedPlan)>, Failure> {
    let Some(file) = &args.baseline else { return Ok(None) };
    let Some(source) = source::read(&Disk, file, findings)? else { return Ok(None) };
    let Some(loaded) = saved::read(&source, findings) else { return Ok(None) };
    if loaded.plan.basis.is_none() != args.backlog.is_some() {
        let (made, asked) = match args.backlog {
            Some(_) => ("a tenant", "a list"),
            None => ("a list", "a tenant"),
        };
        let message = format!("the earlier plan was made for {made}, and this one is for {asked}");
        let help = "name a plan that was saved by the same question";
        findings.push(Finding::new(Code::NothingToJudgeBy, message).at(Place::file(&source.name)).help(help));
        return Ok(None);
    }
    Ok(Some((source.name, loaded.plan)))
}

/// The question that was typed; ids that nobody knows are findings.
fn ask(args: &PlanArgs, known: &[&str], findings: &mut Findings) -> BestQuestion {
    let mut ids = |option: &str, given: &[String]| -> Vec<Id> {
        let mut ids: Vec<Id> = given.iter().map(|id| Id::new(id.trim())).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in
            ids.iter().filter(|id| !known.contains(&id.as_str()) && !known.contains(&id.without_instance()))
        {
            let help = nearest(id.as_str(), known.iter().copied()).map_or_else(
                || "`rank` lists what can be planned".to_owned(),
                |known| format!("did you mean `{known}`?"),
            );
            let message = format!("{option} names `{id}`, which nothing defines");
            findings.push(Finding::new(Code::UnknownReference, message).help(help));
        }
        ids
    };
    let must = ids("--must", &args.must);
    let never = ids("--never", &args.never);
    let budget = args.budget.unwrap_or(Budget::All);
    let want = match (args.target, args.objective) {
        (Some(percent), _) => PlanObjective::Target(BasisPoints(percent)),
        (None, ObjectiveArg::Points) => PlanObjective::Points(budget),
        (None, ObjectiveArg::Percent) => PlanObjective::Percent(budget),
    };
    if want == PlanObjective::Percent(budget) && args.backlog.is_some() {
        let message = "--objective percent needs a tenant: a list has no maximum";
        findings.push(Finding::new(Code::UnknownAssumption, message).help("leave it out"));
    }
    BestQuestion { objective: want, must, never }
}

fn answer(
    args: &PlanArgs,
    ask: &BestQuestion,
    choices: &mut Choices<'_, '_>,
    state: Option<&State<'_>>,
    earlier: Option<(String, SavedPlan)>,
    findings: &Findings,
) -> Result<Exit, Failure> {
    let deadline = args.time_limit.map(Deadline::after);
    let late = || deadline.as_ref().is_some_and(Deadline::is_over);
    let stop = || INTERRUPTED.load(Ordering::Relaxed) || late();
    let usual = Limits::default();
    let limits = Limits { max_work: args.max_nodes.unwrap_or(usual.max_work), stop: &stop, ..usual };
    // Where the system knows no signals, Ctrl-C ends the program at once, as everywhere.
    let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed));
    // The program ends with the answer: to take a long one apart would cost as much as to find it.
    let planned = ManuallyDrop::new(evaluate(choices, ask, limits, state).map_err(out_of_range)?);
    let EvaluatedPlan { best, ranking } = &*planned;
    let corners = match args.frontier {
        true => Some(corners(choices, ask, state).map_err(out_of_range)?),
        false => None,
    };
    let interrupted = INTERRUPTED.load(Ordering::Relaxed);
    let stopped = match best.stopped {
        None => None,
        Some(Stopped::Work) => Some("nodes"),
        Some(Stopped::Asked) if interrupted => Some("interrupted"),
        Some(Stopped::Asked) => Some("time"),
    };
    let earlier = earlier.map(|(file, plan)| Earlier {
        differences: diff(&plan, ranking, &best.backlog, state),
        file,
        plan,
    });
    let reasons = step_reasons(&ranking.backlog, &ask.must);
    let left = left_out(best, ask);
    let answered = Answered {
        ask,
        best,
        ranking,
        why: &reasons,
        left: &left,
        frontier: corners.as_deref(),
        earlier: earlier.as_ref(),
        state,
        stopped,
    };
    let format = args.common.output.format;
    // A spreadsheet wants all of it.
    let missed = (format != FormatArg::Csv).then_some(MISSED);
    let shown = Shown { format: format.into(), top: args.top, missed };
    printer::report(&ManuallyDrop::new(report(&answered, shown, findings)), format)?;
    Ok(exit(best, interrupted))
}

fn exit(best: &BestPlan, interrupted: bool) -> Exit {
    match best.verdict {
        PlanVerdict::Infeasible(_) => Exit::No,
        _ if interrupted => Exit::Interrupted,
        _ => Exit::Answered,
    }
}

/// The efficient frontier with the score at its corners.
pub(in crate::cli) fn corners(
    choices: &mut Choices<'_, '_>,
    ask: &BestQuestion,
    state: Option<&State<'_>>,
) -> Result<Vec<Corner>, InvalidProblem> {
    let totals = state.map(State::totals);
    let percent = |points: Points, max: Points| {
        totals.as_ref().map(|totals| Percent::new(totals.points + points, totals.max + max))
    };
    let plans = frontier(choices, &ask.must, &ask.never)?;
    Ok(plans
        .into_iter()
        .map(|plan| Corner {
            effort: plan.minutes,
            points: plan.points,
            percent: percent(plan.points, plan.maximum),
        })
        .collect())
}

pub(in crate::cli) fn out_of_range(invalid: InvalidProblem) -> Failure {
    Finding::new(Code::WrongValue, invalid.to_string())
        .help("points and hours of all items together must stay below some ten thousand millions")
        .into()
}
