//! `report`: everything about a tenant, put together once and written in the form that is asked for.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::document_form::DocumentForm;
use super::licences::{alike, begins, once, report_unpriced, unknown};
use super::outcome::{Outcome, Refusal, Sampled as _, Verdict};
use super::plan::{frontier, out_of_range};
use super::project::{UNFINISHED_TRIALS, required, tried_at_all};
use super::values::{self, Percentage};
use super::{Engine, Subject, inputs};
use crate::answer::FoundFrontier;
use crate::diag::{Code, Finding, Findings, Place};
pub use crate::document::Audience;
use crate::document::tasks::{self, Tool};
#[cfg(feature = "xlsx")]
use crate::document::workbook;
use crate::document::{self, Document, ScenarioInput, Style, csv_folder, html, markdown, quoted};
use crate::licences::options::{
    LicenceOption, OptionContext, OptionResult, OptionsInput, evaluate, option_findings, resolve,
};
use crate::load::files::Unreadable;
use crate::load::samples::sample;
use crate::load::source::Source;
use crate::load::{brand, licence_option};
use crate::model::{Brand, Prices, Remediation, Scenario};
use crate::plan::best::{self, BestQuestion, Budget, Choices, EvaluatedPlan, FrontierPart, PlanObjective};
use crate::plan::optimise::Limits;
use crate::plan::{Order, backlog, rank};
use crate::project::{Projection, ProjectionInput, project_all};
use crate::state::{self, State};

/// The one scenario of a report that names none.
const PLAIN: &str = "One team of 40 hours a week, along the ranking";

/// What is there to read, print and leave behind about a tenant?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReportQuestion {
    /// Scenario files about one tenant; one team of 40 hours a week that works along the ranking for a year when absent
    pub scenarios: Vec<PathBuf>,
    #[serde(flatten)]
    pub subject: Subject,
    /// What is written
    pub form: DocumentForm,
    /// Who reads it
    pub audience: Audience,
    /// What the report is called
    pub title: Option<String>,
    /// Name, logo and colours of who hands it over, as YAML
    pub brand: Option<PathBuf>,
    /// Try each scenario so many times with drawn efforts, failures, capacities and delays
    #[schemars(range(min = 1, max = 10_000_000))]
    pub trials: Option<u32>,
    /// The luck of the trials: the same number gives the same trials; 1 when absent
    pub seed: Option<u64>,
    /// Licence options, as for `licences`, with the teams and rules of the first scenario that works and buys nothing.
    /// Scenarios that change licences are options as well
    pub options: Vec<String>,
    /// The day on which the options begin; the first day when absent
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Date>")]
    pub from: Option<Date>,
    /// What seats cost, over the built-in list prices
    pub prices: Option<PathBuf>,
    /// The most work of the plan that is marked on the frontier and in the backlog, as for `plan`
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Budget>")]
    pub budget: Option<Budget>,
    /// The percentage that this plan reaches with the least work, as for `plan`
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Percentage>")]
    pub target: Option<Percentage>,
    /// The answer is no when a scenario misses its goal
    pub require_goal: bool,
}

/// A file of a report: its name within a folder, empty where it is the only one, and its bytes.
pub type WrittenFile = (String, Vec<u8>);

/// Everything that a report is made of.
struct Inputs {
    /// The scenarios, at least one, all on one tenant.
    cases: Vec<Case>,
    is_sample: bool,
    prices: Prices,
    brand: Option<Brand>,
    /// Name and SHA-256 of everything that was read.
    sources: Vec<(String, String)>,
    /// What every command takes to stand on the same ground.
    arguments: String,
}

impl Inputs {
    fn first(&self) -> &Case {
        &self.cases[0]
    }

    /// The tenant today, under the assumptions of the first scenario.
    fn state(&self) -> State<'_> {
        let first = self.first();
        State::at_snapshot(&first.catalogue, &first.tenant, first.assumptions).on(first.start)
    }
}

impl Engine {
    /// A report about a tenant, as the files that it is written into.
    ///
    /// # Errors
    /// What is wrong with the input.
    pub fn report(&self, question: &ReportQuestion) -> Result<Outcome<Vec<WrittenFile>>, Refusal> {
        let mut findings = Findings::new();
        let inputs = self.inputs(question, &mut findings)?;
        self.reported(question, &inputs, findings).sampled(inputs.is_sample)
    }

    fn reported(
        &self,
        question: &ReportQuestion,
        inputs: &Inputs,
        mut findings: Findings,
    ) -> Result<Outcome<Vec<WrittenFile>>, Refusal> {
        let candidates = candidates(question, inputs, &mut findings);
        question.without_effect(candidates.is_empty(), &mut findings);
        if findings.has_errors() {
            return Err(findings.into());
        }
        let state = inputs.state();
        // Neither needs the other, and each takes its time.
        let (projections, asked) =
            rayon::join(|| self.projections(question, inputs), || self.asked(question, &state));
        let (asked, frontier) = asked?;
        for projection in &projections {
            findings.extend(projection.findings.clone());
        }
        let options = weighed(inputs, &candidates, &mut findings);
        findings.extend(state::estimate_findings(&state, state.day));
        let findings = findings.sorted();
        let scenarios: Vec<ScenarioInput<'_>> = inputs
            .cases
            .iter()
            .zip(&projections)
            .map(|(case, projection)| ScenarioInput {
                file: Some(case.loaded.file.as_str()).filter(|file| !file.is_empty()),
                scenario: &case.loaded.scenario,
                projection,
            })
            .collect();
        let ranking = rank(backlog::build(&state), Order::Bundles, Some(&state));
        let document = Document::of(&document::Inputs {
            title: question.title.as_deref(),
            is_sample: inputs.is_sample,
            state: &state,
            ranking: &ranking,
            scenarios: &scenarios,
            best: asked.as_ref().map(|(ask, planned)| (ask, planned)),
            frontier: &frontier,
            options: &options,
            prices: &inputs.prices,
            findings: &findings,
            sources: &inputs.sources,
            arguments: &inputs.arguments,
        });
        let files = written(question, inputs.brand.as_ref(), &document)?;
        let (verdict, reasons) = if question.trials.is_some() && self.interrupted() {
            (Verdict::Interrupted, vec![UNFINISHED_TRIALS.to_owned()])
        } else if asked.is_some() && document.chosen.is_none() {
            (Verdict::No, vec![format!("there is no plan. It was asked for: {}", document.asked)])
        } else if question.require_goal {
            required(&projections)
        } else {
            (Verdict::Answered, Vec::new())
        };
        Ok(Outcome::new(files, findings).with(verdict, reasons))
    }

    fn projections(&self, question: &ReportQuestion, inputs: &Inputs) -> Vec<Projection> {
        let played: Vec<ProjectionInput<'_>> = inputs.cases.iter().map(Case::input).collect();
        let mut projections = project_all(&played);
        if let Some(count) = question.trials {
            self.try_all(&inputs.cases, count, question.seed, &mut projections);
        }
        projections
    }

    /// Reads everything. What is wrong with it is in the findings, and then there is nothing.
    fn inputs(&self, question: &ReportQuestion, findings: &mut Findings) -> Result<Inputs, Refusal> {
        let subject = &question.subject;
        let catalogue = self.catalogue(&subject.catalogue, findings)?;
        question.excludes(findings);
        let mut unreadable: Vec<Unreadable> = Vec::new();
        let mut is_sample = false;
        let mut cases: Vec<Case> = Vec::new();
        if question.scenarios.is_empty() {
            is_sample = subject.tenant.is_none();
            let case = self.plain_case(PLAIN, subject, &catalogue, findings);
            cases.extend(keep(case, findings, &mut unreadable).flatten());
        }
        for path in &question.scenarios {
            let case = self.case(path, subject, &catalogue, &mut is_sample, findings);
            cases.extend(keep(case, findings, &mut unreadable).flatten());
        }
        let brand = keep(self.brand(question, findings), findings, &mut unreadable).flatten();
        let first = cases.first();
        let world = first.map_or(&catalogue, |case| &case.catalogue);
        let tenant = first.map(|case| &case.tenant);
        let priced = self.prices(question.prices.as_deref(), world, tenant, findings);
        let prices = keep(priced, findings, &mut unreadable).unwrap_or_default();
        one_tenant(&cases, findings);
        if findings.has_errors() || !unreadable.is_empty() || cases.is_empty() {
            return Err(Refusal::new(std::mem::take(findings), unreadable));
        }
        let sources = self.sources(question, &cases)?;
        let arguments = arguments(subject, &cases[0]);
        Ok(Inputs { cases, is_sample, prices, brand, sources, arguments })
    }

    fn brand(&self, question: &ReportQuestion, findings: &mut Findings) -> Result<Option<Brand>, Refusal> {
        let Some(file) = &question.brand else { return Ok(None) };
        let Some(source) = self.read(file, findings)? else { return Ok(None) };
        Ok(brand::read(&*self.files, &source, file, findings)?)
    }

    /// Name and SHA-256 of everything that a figure rests on: the tenant, scenarios with what they extend, overlays, prices.
    fn sources(&self, question: &ReportQuestion, cases: &[Case]) -> Result<Vec<(String, String)>, Refusal> {
        let subject = &question.subject;
        let mut sources = Vec::new();
        // They have been read before: what they say is known.
        let mut add = |path: &Path| -> Result<(), Refusal> {
            if let Some(source) = self.read(path, &mut Findings::new())? {
                sources.push(named_hash(source));
            }
            Ok(())
        };
        let named = named(subject, &cases[0]).unwrap_or_else(|| inputs::default_sample().to_owned());
        let built_in = sample(&named);
        if built_in.is_none() && named != "-" {
            for path in self.expanded(&[PathBuf::from(&named)]) {
                add(&path)?;
            }
        }
        for path in subject.catalogue.iter().chain(&question.prices) {
            add(path)?;
        }
        sources.extend(built_in.map(named_hash));
        for source in cases.iter().flat_map(|case| &case.loaded.sources) {
            if !sources.contains(source) {
                sources.push(source.clone());
            }
        }
        Ok(sources)
    }
}

fn named_hash(source: Source) -> (String, String) {
    let hash = source.hash().to_owned();
    (source.name, hash)
}

impl ReportQuestion {
    /// Says what is given and read by nothing that is written.
    fn without_effect(&self, without_options: bool, findings: &mut Findings) {
        let tasks = [DocumentForm::Planner, DocumentForm::Jira, DocumentForm::Github];
        let untitled = tasks.contains(&self.form) || self.form == DocumentForm::Folder;
        let given = [
            (
                "brand",
                self.brand.is_some() && self.form != DocumentForm::Html,
                "only a page (.html) shows it",
            ),
            ("title", self.title.is_some() && untitled, "tables and tasks have no title"),
            ("prices", self.prices.is_some() && without_options, "no option and no scenario buys anything"),
        ];
        for (key, _, why) in given.into_iter().filter(|(_, unread, _)| *unread) {
            let message = format!("`{key}` changes nothing: {why}");
            findings.push(Finding::new(Code::NoEffect, message).help("leave it out"));
        }
    }

    /// Reports what can not be asked together.
    fn excludes(&self, findings: &mut Findings) {
        if self.target.is_some() {
            values::exclude("target", [("budget", self.budget.is_some())], findings);
        }
        if self.from.is_some() && self.options.is_empty() {
            let help = "name an option, or leave the day out";
            findings.push(Finding::new(Code::MissingKey, "`from` is only asked with `options`").help(help));
        }
        tried_at_all(self.trials, self.seed, findings);
    }
}

/// Every problem of every file is shown before anybody gives up.
fn keep<T>(read: Result<T, Refusal>, findings: &mut Findings, unreadable: &mut Vec<Unreadable>) -> Option<T> {
    read.map_err(|refusal| refusal.keep(findings, unreadable)).ok()
}

/// The name of the tenant, where anybody says one.
fn named(subject: &Subject, first: &Case) -> Option<String> {
    subject.tenant.clone().or_else(|| first.loaded.tenant.as_ref().map(inputs::tenant_name))
}

/// The arguments with which other commands stand on the same ground.
fn arguments(subject: &Subject, first: &Case) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut add = |flag: &str, value: &str| words.extend([flag.to_owned(), quoted(value)]);
    if let Some(name) = named(subject, first) {
        add("--tenant", &name);
    }
    for path in &subject.catalogue {
        add("--catalogue", &path.display().to_string());
    }
    if first.start != first.tenant.snapshot_date {
        add("--as-of", &first.start.to_string());
    }
    for (key, word) in subject.assume.iter() {
        add("--assume", &format!("{key}={word}"));
    }
    if let Some(owned) = &subject.owned {
        add("--owned", owned);
    }
    words.join(" ")
}

/// The files of the form that is asked for.
fn written(
    question: &ReportQuestion,
    brand: Option<&Brand>,
    document: &Document<'_>,
) -> Result<Vec<WrittenFile>, Refusal> {
    let audience = question.audience;
    let text = match question.form {
        DocumentForm::Html => html::page(document, &Style { audience, brand }),
        DocumentForm::Markdown => markdown::text(document, audience),
        DocumentForm::Planner => tasks::text(document, Tool::Planner, audience),
        DocumentForm::Jira => tasks::text(document, Tool::Jira, audience),
        DocumentForm::Github => tasks::text(document, Tool::GitHub, audience),
        DocumentForm::Workbook => {
            return workbook_of(document, audience).map(|bytes| vec![(String::new(), bytes)]);
        }
        DocumentForm::Folder => {
            let files = csv_folder::files(document, audience).into_iter();
            return Ok(files.map(|(name, text)| (name, text.into_bytes())).collect());
        }
    };
    Ok(vec![(String::new(), text.into_bytes())])
}

#[cfg(feature = "xlsx")]
fn workbook_of(document: &Document<'_>, audience: Audience) -> Result<Vec<u8>, Refusal> {
    let failed = |error: rust_xlsxwriter::XlsxError| Unreadable {
        path: "the workbook".to_owned(),
        why: error.to_string(),
    };
    Ok(workbook::workbook(document, audience).map_err(failed)?)
}

#[cfg(not(feature = "xlsx"))]
fn workbook_of(_document: &Document<'_>, _audience: Audience) -> Result<Vec<u8>, Refusal> {
    let message = "this program was built without workbooks";
    Err(Finding::new(Code::WrongValue, message).help("ask for another form").into())
}

/// One report is about one tenant.
fn one_tenant(cases: &[Case], findings: &mut Findings) {
    let Some(first) = cases.first() else { return };
    for case in cases.iter().filter(|case| case.tenant.name != first.tenant.name) {
        let message = format!(
            "`{}` is about {}, and the first scenario about {}",
            case.loaded.scenario.name, case.tenant.name, first.tenant.name
        );
        let help = "name the tenant with --tenant, or write a report for each";
        let place = Place::file(&case.loaded.file);
        findings.push(Finding::new(Code::OtherTenant, message).at(place).help(help));
    }
}

/// A question for the best plan, with its answer.
type Answer = (BestQuestion, EvaluatedPlan);

impl Engine {
    /// The plan that the budget or the target asks for, and the frontier that it lies on.
    fn asked(
        &self,
        question: &ReportQuestion,
        state: &State<'_>,
    ) -> Result<(Option<Answer>, FoundFrontier), Refusal> {
        let want = match (question.target, question.budget) {
            (Some(Percentage(target)), _) => Some(PlanObjective::Target(target)),
            (None, budget) => budget.map(PlanObjective::Points),
        };
        let stop = || self.control.stop().is_some();
        let limits = Limits { stop: &stop, ..Limits::default() };
        let mut choices = Choices::of_state(state, &[]);
        let everything = BestQuestion {
            objective: PlanObjective::Points(Budget::All),
            must: Vec::new(),
            never: Vec::new(),
        };
        let frontier = frontier(&mut choices, &everything, FrontierPart::Corners, Some(state), limits)
            .map_err(|wrong| out_of_range(&wrong))?;
        let Some(want) = want else { return Ok((None, frontier)) };
        let ask = BestQuestion { objective: want, ..everything };
        let planned = best::evaluate(&mut choices, &ask, limits).map_err(|wrong| out_of_range(&wrong))?;
        Ok((Some((ask, planned)), frontier))
    }
}

/// What is owned, then the options; nothing where nobody asks and no scenario changes licences. Those of the command
/// line have the teams and rules of the first scenario that works and buys nothing, else of the first without what it buys.
fn candidates(question: &ReportQuestion, inputs: &Inputs, findings: &mut Findings) -> Vec<LicenceOption> {
    let buying = inputs.cases.iter().filter(|case| !case.loaded.scenario.licences.is_empty());
    let played: Vec<LicenceOption> = buying
        .filter_map(|case| {
            let scenario = &case.loaded.scenario;
            let from = scenario.licences.iter().map(|(day, _)| *day).min()?;
            Some(LicenceOption::played(scenario, from, case.assumptions))
        })
        .collect();
    if played.is_empty() && question.options.is_empty() {
        return Vec::new();
    }
    let first = inputs.first();
    let keeps = |case: &&Case| case.loaded.scenario.licences.is_empty();
    let works = |case: &&Case| keeps(case) && case.loaded.scenario.remediation != Remediation::None;
    let ground = inputs.cases.iter().find(works).unwrap_or(first);
    let shared = Scenario { licences: Vec::new(), ..ground.loaded.scenario.clone() };
    let earliest = played.iter().map(|option| option.from).min();
    let from = question.from.unwrap_or(first.start);
    begins(from, first.start, &shared, findings);
    let mut all = vec![LicenceOption::as_it_is(
        &shared,
        if question.options.is_empty() { earliest.unwrap_or(from) } else { from },
        ground.assumptions,
    )];
    for text in &question.options {
        let flag = "--option";
        let (catalogue, tenant) = (&ground.catalogue, &ground.tenant);
        let Some(option) = licence_option::read(text, flag, catalogue, tenant, findings) else { continue };
        let ground_of = OptionContext { catalogue, tenant, prices: &inputs.prices, day: from, flag };
        let Some(resolved) = resolve(&option, &ground_of, findings) else { continue };
        all.push(LicenceOption::over(&shared, &option.name, from, ground.assumptions, resolved));
    }
    all.extend(played);
    alike(&all[0], &all[1..], findings);
    once(&all, findings);
    all
}

/// What the options are worth.
fn weighed(inputs: &Inputs, candidates: &[LicenceOption], findings: &mut Findings) -> Vec<OptionResult> {
    let first = inputs.first();
    let world = OptionsInput {
        catalogue: &first.catalogue,
        tenant: &first.tenant,
        prices: &inputs.prices,
        start: first.start,
    };
    let options = evaluate(&world, candidates);
    findings.extend(option_findings(&options));
    report_unpriced(unknown(&options), findings);
    options
}
