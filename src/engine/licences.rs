//! `licences`: licence options side by side.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::is_both;
use super::outcome::{Outcome, Refusal, Sampled as _};
use super::subject::assumed;
use super::values::{self, Amount};
use super::{Engine, Subject, inputs};
use crate::answer::{LicenceOptionsAnswer, OptionReading, OptionRules, OptionsQuestion};
use crate::diag::{Code, Finding, Findings};
use crate::licences::options::{
    LicenceOption, OptionContext, OptionResult, OptionsInput, evaluate, option_findings, resolve,
};
use crate::load::files::Unreadable;
use crate::load::licence_option;
use crate::load::scenario::{self, Loaded};
use crate::model::{Assumptions, Catalogue, Prices, Scenario, Tenant, Term, Unpriced, Visibility};
use crate::project::plain_scenario;
use crate::state::{self, State};

/// How many options fit beside what is owned: columns are named by letters.
const MOST_OPTIONS: usize = 25;

/// What are licences worth, side by side with what is owned?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LicencesQuestion {
    #[serde(flatten)]
    pub subject: Subject,
    /// Scenario files that change licences: options as well, each with its own teams and days
    pub scenarios: Vec<PathBuf>,
    /// Licences in place of those that are there: SKUs joined by `+`, each with its seats and group where they are not
    /// everybody's, like SPE_E5, SPE_E3+IDENTITY_THREAT_PROTECTION or SPE_E3:1180+SPE_E5:20@admins
    pub options: Vec<String>,
    /// The day on which the options begin; the first day when absent
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Date>")]
    pub from: Option<Date>,
    /// Teams, freezes, goal, statuses, facts and rules that all options share; one team of 40 hours a week that works
    /// along the ranking for a year when absent
    pub scenario: Option<PathBuf>,
    /// A day on which the contract on the licences is renewed; that of the scenario when absent
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Date>")]
    pub renewal: Option<Date>,
    /// What seats cost, over the built-in list prices
    pub prices: Option<PathBuf>,
    /// The term that seats are bought for; that of the scenario, or annual, when absent
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Term>")]
    pub term: Option<Term>,
    /// What an hour of work costs, in the currency of the prices; that of the scenario when absent
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Amount>")]
    pub labour_rate: Option<Amount>,
}

struct Given {
    tenant: Tenant,
    catalogue: Arc<Catalogue>,
    start: Date,
    from: Date,
    shared: Scenario,
    shared_file: Option<String>,
    scenarios: Vec<Loaded>,
    prices: Prices,
    assume: Vec<(String, String)>,
    both: bool,
}

struct Files {
    catalogue: Arc<Catalogue>,
    shared: Option<Loaded>,
    scenarios: Vec<Loaded>,
}

impl Engine {
    /// Licence options beside what is owned: what each opens, lets earn, loses and costs.
    ///
    /// # Errors
    /// What is wrong with the input.
    pub fn licences(&self, question: &LicencesQuestion) -> Result<Outcome<LicenceOptionsAnswer>, Refusal> {
        let mut findings = Findings::new();
        let files = self.files_of(question, &mut findings)?;
        let named = files.shared.iter().chain(&files.scenarios).find_map(|loaded| loaded.tenant.as_ref());
        let (uses_sample, tenant) = self.tenant_of(&question.subject, named, &files.catalogue, &mut findings);
        let asked = tenant.and_then(|tenant| {
            let Some(tenant) = tenant else { return Err(std::mem::take(&mut findings).into()) };
            let given = self.given(question, files, tenant, &mut findings)?;
            let candidates = given.candidates(question, &mut findings);
            if findings.has_errors() {
                return Err(findings.into());
            }
            Ok(weighed(question, &given, &candidates, findings))
        });
        asked.sampled(uses_sample)
    }

    /// Every problem of every file is shown before anybody gives up.
    fn files_of(&self, question: &LicencesQuestion, findings: &mut Findings) -> Result<Files, Refusal> {
        let catalogue = self.catalogue(&question.subject.catalogue, findings)?;
        let mut unreadable: Vec<Unreadable> = Vec::new();
        let mut loaded = |path: &Path, findings: &mut Findings| {
            self.scenario(path, findings).unwrap_or_else(|missing| {
                unreadable.push(missing);
                None
            })
        };
        let shared = question.scenario.as_ref().and_then(|path| loaded(path, findings));
        let scenarios: Vec<Loaded> =
            question.scenarios.iter().filter_map(|path| loaded(path, findings)).collect();
        if findings.has_errors() || !unreadable.is_empty() {
            return Err(Refusal::new(std::mem::take(findings), unreadable));
        }
        Ok(Files { catalogue, shared, scenarios })
    }

    fn given(
        &self,
        question: &LicencesQuestion,
        files: Files,
        tenant: Tenant,
        findings: &mut Findings,
    ) -> Result<Given, Refusal> {
        let Files { catalogue, mut shared, mut scenarios } = files;
        let subject = &question.subject;
        let catalogue = inputs::catalogue_for(&catalogue, &tenant);
        let start = subject.day(&tenant, findings);
        for loaded in shared.iter_mut().chain(&mut scenarios) {
            scenario::check(loaded, &catalogue, &tenant, start, findings);
        }
        let mut prices = self.prices(question.prices.as_deref(), &catalogue, Some(&tenant), findings)?;
        let (of_visibility, assume): (Vec<_>, Vec<_>) = subject.assume.iter().cloned().partition(is_both);
        let shared_file = shared.as_ref().map(|loaded| loaded.file.clone());
        let mut shared = shared.map_or_else(plain_scenario, |loaded| loaded.scenario);
        for scenario in scenarios.iter_mut().map(|loaded| &mut loaded.scenario).chain([&mut shared]) {
            contract(question, scenario);
        }
        prices.term = shared.term.unwrap_or_default();
        if !shared.licences.is_empty() {
            let message = format!("`{}`: its changes of licences are left out", shared.name);
            let help = "the options take their place: name the file without --scenario to weigh what it buys";
            findings.push(Finding::new(Code::NoEffect, message).help(help));
        }
        let from = question.from.unwrap_or(start);
        begins(from, start, &shared, findings);
        Ok(Given {
            tenant,
            catalogue,
            start,
            from,
            shared,
            shared_file,
            scenarios,
            prices,
            assume,
            both: !of_visibility.is_empty(),
        })
    }
}

fn weighed(
    question: &LicencesQuestion,
    given: &Given,
    candidates: &[LicenceOption],
    mut findings: Findings,
) -> Outcome<LicenceOptionsAnswer> {
    let world = OptionsInput {
        catalogue: &given.catalogue,
        tenant: &given.tenant,
        prices: &given.prices,
        start: given.start,
    };
    let assumed = candidates.first().map_or(Visibility::Product, |first| first.assumptions.visibility);
    let others = given.both.then_some([Visibility::Product, Visibility::Plan]);
    let visibilities = others.as_ref().map_or(std::slice::from_ref(&assumed), |both| both.as_slice());
    let readings: Vec<OptionReading> = visibilities
        .iter()
        .map(|visibility| {
            let candidates: Vec<LicenceOption> =
                candidates.iter().map(|candidate| candidate.reading(*visibility)).collect();
            OptionReading { visibility: *visibility, options: evaluate(&world, &candidates) }
        })
        .collect();
    findings.extend(option_findings(readings.iter().flat_map(|reading| &reading.options)));
    report_unpriced(unknown(readings.iter().flat_map(|reading| &reading.options)), &mut findings);
    let state = State::at_snapshot(&given.catalogue, &given.tenant, Assumptions::default());
    findings.extend(state::estimate_findings(&state, given.start));
    let findings = findings.sorted();
    let weighed = OptionsQuestion {
        tenant: &given.tenant.name,
        catalogue: &given.catalogue,
        start: given.start,
        rules: match &given.shared_file {
            Some(_) => OptionRules::Shared(&given.shared.name),
            None if question.options.is_empty() && !given.scenarios.is_empty() => OptionRules::Own,
            None => OptionRules::Plain,
        },
        prices: &given.prices,
        readings: &readings,
    };
    Outcome::new(LicenceOptionsAnswer::of(&weighed, &findings), findings)
}

/// Names everything whose price is not known, each once.
pub(super) fn report_unpriced(unknown: BTreeMap<&str, &Unpriced>, findings: &mut Findings) {
    for (name, why) in unknown {
        let why = match why {
            Unpriced::Unlisted => "no list has it".to_owned(),
            Unpriced::Later(day) => format!("the first price holds from {day}"),
            Unpriced::NoRate(currency) => format!("it is known in {currency}, for which there is no rate"),
        };
        let message = format!("the price of `{name}` is not known: {why}");
        let help = "write it into a file for --prices: until then no sum counts it";
        findings.push(Finding::new(Code::NoPrice, message).help(help));
    }
}

/// What the question says of the contract comes before what a file does.
fn contract(question: &LicencesQuestion, scenario: &mut Scenario) {
    scenario.term = question.term.or(scenario.term);
    scenario.renewal = question.renewal.or(scenario.renewal);
    scenario.labour_rate = question.labour_rate.map(|Amount(rate)| rate).or(scenario.labour_rate);
}

/// The SKUs and tools of the options whose price is not known.
pub(super) fn unknown<'w>(
    options: impl IntoIterator<Item = &'w OptionResult>,
) -> BTreeMap<&'w str, &'w Unpriced> {
    let mut unknown = BTreeMap::new();
    for money in options.into_iter().filter_map(|option| option.money.as_ref()) {
        unknown.extend(money.cost.unpriced().into_iter().map(|(sku, why)| (sku.as_str(), why)));
        let given_up = money.unexpired.iter().map(|one| &one.line);
        unknown.extend(given_up.filter_map(|line| Some((line.sku.as_str(), line.price.as_ref().err()?))));
        let tools = money.tools.iter();
        unknown.extend(tools.filter_map(|tool| Some((tool.name.as_str(), tool.yearly.as_ref().err()?))));
    }
    unknown
}

/// The options begin within the days that are projected.
pub(super) fn begins(from: Date, start: Date, shared: &Scenario, findings: &mut Findings) {
    if from < start {
        let message = format!("--from {from} lies before the first day, {start}");
        findings.push(
            Finding::new(Code::BeforeStart, message).help("give a later day, or import an older export"),
        );
    }
    let end = start.checked_add(shared.horizon_days.days()).unwrap_or(Date::MAX);
    if from > end {
        let message = format!("--from {from} lies after the last day, {end}");
        let help = "give an earlier day, or a scenario with a longer `horizon`";
        findings.push(Finding::new(Code::WrongValue, message).help(help));
    }
}

impl Given {
    /// What is owned, then every option in the order of the command line: `--option` first.
    fn candidates(&self, question: &LicencesQuestion, findings: &mut Findings) -> Vec<LicenceOption> {
        let assumptions = assumed(&self.shared.assumptions, &self.assume, findings);
        let mut options: Vec<LicenceOption> = Vec::new();
        for text in &question.options {
            let flag = "--option";
            let read = licence_option::read(text, flag, &self.catalogue, &self.tenant, findings);
            let Some(option) = read else { continue };
            let ground = OptionContext {
                catalogue: &self.catalogue,
                tenant: &self.tenant,
                prices: &self.prices,
                day: self.from,
                flag,
            };
            let Some(resolved) = resolve(&option, &ground, findings) else { continue };
            options.push(LicenceOption::over(&self.shared, &option.name, self.from, assumptions, resolved));
        }
        for loaded in &self.scenarios {
            let scenario = &loaded.scenario;
            let assumptions = assumed(&scenario.assumptions, &self.assume, &mut Findings::new());
            let from = scenario.licences.iter().map(|(day, _)| *day).min();
            if from.is_none() {
                let message = format!("`{}` changes no licences", scenario.name);
                let help = "name it with --scenario to have the options share its teams and rules";
                findings.push(Finding::new(Code::NoEffect, message).help(help));
            }
            options.push(LicenceOption::played(scenario, from.unwrap_or(self.from), assumptions));
        }
        // Without --scenario and --option the first file says what the others are compared with.
        let (shared, assumed) = match options.first() {
            Some(first) if question.scenario.is_none() && question.options.is_empty() => {
                (&first.scenario, first.assumptions)
            }
            _ => (&self.shared, assumptions),
        };
        let from =
            question.from.or_else(|| options.iter().map(|option| option.from).min()).unwrap_or(self.from);
        let as_it_is = LicenceOption::as_it_is(shared, from, assumed);
        alike(&as_it_is, &options, findings);
        if options.len() > MOST_OPTIONS {
            let message = format!("{} options, at most {MOST_OPTIONS} stand side by side", options.len());
            findings.push(Finding::new(Code::WrongValue, message).help("leave some out"));
        }
        let all: Vec<LicenceOption> = [as_it_is].into_iter().chain(options).collect();
        once(&all, findings);
        all
    }
}

/// Options have names of their own.
pub(super) fn once(options: &[LicenceOption], findings: &mut Findings) {
    for (at, option) in options.iter().enumerate() {
        if options[..at].iter().any(|earlier| earlier.name == option.name) {
            let message = format!("two options are called `{}`", option.name);
            findings
                .push(Finding::new(Code::WrongValue, message).help("leave one out, or name it otherwise"));
        }
    }
}

/// What differs between options is what they buy; where it is more than that, a reader should know.
pub(super) fn alike(as_it_is: &LicenceOption, options: &[LicenceOption], findings: &mut Findings) {
    for option in options.iter().filter(|option| !option.shares_rules_with(as_it_is)) {
        let message = format!(
            "`{}` has other teams, days or rules than what it is compared with: not all that differs comes of the licences",
            option.name
        );
        let help = "let it extend what the others share, and name that with --scenario";
        findings.push(Finding::new(Code::OtherRules, message).help(help));
    }
}
