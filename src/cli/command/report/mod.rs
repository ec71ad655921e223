//! `report`: one view of everything, written as a file.

mod options;
mod read;

use self::read::Subject;
use crate::cli::cases::Case;
use crate::cli::command::{plan, project};
use crate::cli::exit::{Exit, Failure};
use crate::cli::report_args::{Face, ReportArgs};
use crate::cli::{output, printer, trials};
use crate::diag::Findings;
use crate::model::Spreads;
use crate::plan::best::{Ask, Budget, Choices, Planned, Want, planned};
use crate::plan::optimise::Limits;
use crate::plan::{Order, backlog, rank};
use crate::project::{Input, Projection, project_all};
use crate::report::handover;
use crate::report::html::{self, Dress};
use crate::report::markdown;
use crate::report::plan::Corner;
use crate::report::view::{Given, Played, View, view};
use crate::state::{self, State};

pub(in crate::cli) fn run(args: &ReportArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let subject = read::subject(args, &mut findings)?;
    let candidates = options::candidates(args, &subject, &mut findings);
    if findings.has_errors() {
        return Err(findings.into());
    }
    let state = subject.state();
    // Neither needs the other, and each takes its time.
    let (projections, asked) = rayon::join(|| projections(args, &subject), || asked(args, &state));
    let (asked, corners) = asked?;
    for projection in &projections {
        findings.extend(projection.findings.clone());
    }
    let options = options::weighed(&subject, &candidates, &mut findings);
    findings.extend(state::caveats(&state, state.day));
    let findings = findings.sorted();
    printer::findings(&findings);
    let played: Vec<Played<'_>> = subject
        .cases
        .iter()
        .zip(&projections)
        .map(|(case, projection)| Played {
            file: Some(case.loaded.file.as_str()).filter(|file| !file.is_empty()),
            scenario: &case.loaded.scenario,
            projection,
        })
        .collect();
    let view = view(&Given {
        title: args.title.as_deref(),
        is_sample: subject.is_sample,
        state: &state,
        ranking: &rank(backlog::build(&state), Order::Bundles, Some(&state)),
        played: &played,
        best: asked.as_ref().map(|(ask, planned)| (ask, planned)),
        corners: &corners,
        options: &options,
        prices: &subject.prices,
        findings: &findings,
        sources: &subject.sources,
        arguments: &subject.arguments,
    });
    output::write(&args.output.path, &text(args, &subject, &view))?;
    printer::talk(&format!("wrote {}", args.output.path.display()));
    if trials::interrupted() {
        printer::talk("interrupted: these are the trials that were finished");
        return Ok(Exit::Interrupted);
    }
    let unanswered = view.frontier.asked.filter(|_| asked.is_some() && view.frontier.chosen.is_none());
    if let Some(asked) = unanswered {
        printer::talk(&format!("no: there is no plan. It was asked for: {asked}"));
        return Ok(Exit::No);
    }
    Ok(if args.require_goal { project::required(&projections) } else { Exit::Answered })
}

fn text(args: &ReportArgs, subject: &Subject, view: &View) -> String {
    let audience = args.audience.into();
    match args.output.face {
        Face::Html => html::page(view, &Dress { audience, brand: subject.brand.as_ref() }),
        Face::Markdown => markdown::text(view, audience),
        Face::Handover(tool) => handover::text(view, tool, audience),
    }
}

fn projections(args: &ReportArgs, subject: &Subject) -> Vec<Projection> {
    let inputs: Vec<Input<'_>> = subject.cases.iter().map(Case::input).collect();
    let mut projections = project_all(&inputs);
    if let Some(count) = args.trials {
        let spreads: Vec<Spreads> = subject.cases.iter().map(|case| case.spreads).collect();
        let tried = trials::all(&inputs, &spreads, count, args.seed);
        for (projection, tried) in projections.iter_mut().zip(tried) {
            projection.trials = Some(tried);
        }
    }
    projections
}

/// The plan that the budget or the target asks for, and the frontier that it lies on.
fn asked(args: &ReportArgs, state: &State<'_>) -> Result<(Option<(Ask, Planned)>, Vec<Corner>), Failure> {
    let want = match (args.target, args.budget) {
        (Some(target), _) => Some(Want::Target(target)),
        (None, budget) => budget.map(Want::Points),
    };
    let mut choices = Choices::of_state(state, &[]);
    let everything = Ask { want: Want::Points(Budget::All), must: Vec::new(), never: Vec::new() };
    let corners = plan::corners(&mut choices, &everything, Some(state)).map_err(plan::out_of_range)?;
    let Some(want) = want else { return Ok((None, corners)) };
    let ask = Ask { want, ..everything };
    let planned = planned(&mut choices, &ask, Limits::default(), Some(state)).map_err(plan::out_of_range)?;
    Ok((Some((ask, planned)), corners))
}
