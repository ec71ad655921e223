//! `report`: one view of everything, written as a file.

mod options;
mod read;

use crate::model::BasisPoints;
use std::path::Path;

use self::read::Subject;
use crate::cli::cases::Case;
use crate::cli::command::{plan, project};
use crate::cli::exit::{Exit, Failure};
use crate::cli::report_args::{Face, ReportArgs};
use crate::cli::{output, printer, trials};
use crate::diag::{Code, Finding, Findings, Place};
#[cfg(feature = "xlsx")]
use crate::load::source::Unreadable;
use crate::plan::best::{BestQuestion, Budget, Choices, EvaluatedPlan, PlanObjective, evaluate};
use crate::plan::optimise::Limits;
use crate::plan::{Order, backlog, rank};
use crate::project::{Projection, ProjectionInput, project_all};
use crate::report::handover;
use crate::report::html::{self, Dress};
use crate::report::plan::Corner;
use crate::report::view::{Given, Played, View, view};
#[cfg(feature = "xlsx")]
use crate::report::workbook;
use crate::report::{folder, markdown};
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
    findings.extend(state::estimate_findings(&state, state.day));
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
    write(args, &subject, &view)?;
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

/// Writes the face that the ending of the file asks for.
fn write(args: &ReportArgs, subject: &Subject, view: &View) -> Result<(), Failure> {
    let (path, audience) = (args.output.path.as_path(), args.audience.into());
    match args.output.face {
        Face::Html => {
            output::write(path, &html::page(view, &Dress { audience, brand: subject.brand.as_ref() }))
        }
        Face::Markdown => output::write(path, &markdown::text(view, audience)),
        #[cfg(feature = "xlsx")]
        Face::Workbook => {
            let failed = |error: rust_xlsxwriter::XlsxError| Unreadable {
                path: path.display().to_string(),
                why: error.to_string(),
            };
            output::write_bytes(path, &workbook::workbook(view, audience).map_err(failed)?)
        }
        Face::Handover(tool) => output::write(path, &handover::text(view, tool, audience)),
        Face::Folder => write_folder(path, &folder::files(view, audience)),
    }
}

fn write_folder(path: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    if !output::folder(path)? {
        let name = path.display().to_string();
        let finding = Finding::new(Code::FolderTaken, "the output folder holds something already")
            .at(Place::file(&name))
            .help("name a new folder, or empty this one: files of another report must not get among these");
        return Err(finding.into());
    }
    files.iter().try_for_each(|(name, text)| output::write(&path.join(name), text))
}

fn projections(args: &ReportArgs, subject: &Subject) -> Vec<Projection> {
    let inputs: Vec<ProjectionInput<'_>> = subject.cases.iter().map(Case::input).collect();
    let mut projections = project_all(&inputs);
    if let Some(count) = args.trials {
        let tried = trials::all(&inputs, count, args.seed);
        for (projection, tried) in projections.iter_mut().zip(tried) {
            projection.trials = Some(tried);
        }
    }
    projections
}

/// A question for the best plan, with its answer.
type Answer = (BestQuestion, EvaluatedPlan);

/// The plan that the budget or the target asks for, and the frontier that it lies on.
fn asked(args: &ReportArgs, state: &State<'_>) -> Result<(Option<Answer>, Vec<Corner>), Failure> {
    let want = match (args.target, args.budget) {
        (Some(target), _) => Some(PlanObjective::Target(BasisPoints(target))),
        (None, budget) => budget.map(PlanObjective::Points),
    };
    let mut choices = Choices::of_state(state, &[]);
    let everything =
        BestQuestion { objective: PlanObjective::Points(Budget::All), must: Vec::new(), never: Vec::new() };
    let corners = plan::corners(&mut choices, &everything, Some(state)).map_err(plan::out_of_range)?;
    let Some(want) = want else { return Ok((None, corners)) };
    let ask = BestQuestion { objective: want, ..everything };
    let planned = evaluate(&mut choices, &ask, Limits::default(), Some(state)).map_err(plan::out_of_range)?;
    Ok((Some((ask, planned)), corners))
}
