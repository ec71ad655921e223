//! `licences --option`: licence options side by side.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::cli::args::LicencesArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, prices, printer};
use crate::diag::{Code, Finding, Findings};
use crate::licences::options::{
    LicenceOption, OptionContext, OptionResult, OptionsInput, evaluate, option_findings, resolve,
};
use crate::load::files::Disk;
use crate::load::licence_option;
use crate::load::scenario::{self, Loaded};
use crate::load::source::Unreadable;
use crate::model::{
    Aim, Assumptions, Catalogue, Id, Minutes, Prices, Remediation, Scenario, Team, Tenant, Unpriced,
    Visibility,
};
use crate::report::licences::{Reading, Rules, Shown, report};
use crate::state::{self, State};

/// How many options fit beside what is owned: columns are named by letters.
const MOST_OPTIONS: usize = 25;

/// The hours a week and the days of the plain scenario that options share when nobody names one.
const PLAIN: (i64, i64) = (40, 365);

/// Everything that is read before anything is weighed.
struct Given {
    tenant: Tenant,
    catalogue: Catalogue,
    start: Date,
    from: Date,
    /// What the options share, and the file it came from.
    shared: Scenario,
    shared_file: Option<String>,
    scenarios: Vec<Loaded>,
    prices: Prices,
    assume: Vec<(String, String)>,
    /// Whether both readings of visibility are asked for.
    both: bool,
}

pub(in crate::cli) fn run(args: &LicencesArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let given = read(args, &mut findings)?;
    let candidates = given.candidates(args, &mut findings);
    if findings.has_errors() {
        return Err(findings.into());
    }
    let world = OptionsInput {
        catalogue: &given.catalogue,
        tenant: &given.tenant,
        prices: &given.prices,
        start: given.start,
    };
    let assumed = candidates.first().map_or(Visibility::Product, |first| first.assumptions.visibility);
    let others = given.both.then_some([Visibility::Product, Visibility::Plan]);
    let visibilities = others.as_ref().map_or(std::slice::from_ref(&assumed), |both| both.as_slice());
    let readings: Vec<Reading> = visibilities
        .iter()
        .map(|visibility| {
            let candidates: Vec<LicenceOption> =
                candidates.iter().map(|candidate| candidate.reading(*visibility)).collect();
            Reading { visibility: *visibility, options: evaluate(&world, &candidates) }
        })
        .collect();
    findings.extend(option_findings(readings.iter().flat_map(|reading| &reading.options)));
    prices::unpriced(unknown(readings.iter().flat_map(|reading| &reading.options)), &mut findings);
    let state = State::at_snapshot(&given.catalogue, &given.tenant, Assumptions::default());
    findings.extend(state::estimate_findings(&state, given.start));
    let findings = findings.sorted();
    let format = args.common.output.format;
    printer::findings_beside(&findings, format);
    let shown = Shown {
        tenant: &given.tenant.name,
        catalogue: &given.catalogue,
        start: given.start,
        rules: match &given.shared_file {
            Some(_) => Rules::Shared(&given.shared.name),
            None if args.options.is_empty() && !given.scenarios.is_empty() => Rules::Own,
            None => Rules::Plain,
        },
        controls: args.controls,
        prices: &given.prices,
        readings: &readings,
    };
    printer::report(&report(&shown, format.into(), &findings), format)?;
    Ok(Exit::Answered)
}

/// The SKUs and tools of the options whose price is not known.
pub(in crate::cli) fn unknown<'w>(
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

fn read(args: &LicencesArgs, findings: &mut Findings) -> Result<Given, Failure> {
    let catalogue = inputs::catalogue(&args.common.catalogue, findings)?;
    let mut unreadable: Vec<Unreadable> = Vec::new();
    // Every problem of every file is shown before anybody gives up.
    let mut loaded = |path: &std::path::PathBuf, findings: &mut Findings| {
        scenario::load(&Disk, path, findings).unwrap_or_else(|missing| {
            unreadable.push(missing);
            None
        })
    };
    let shared = args.scenario.as_ref().and_then(|path| loaded(path, findings));
    let mut scenarios: Vec<Loaded> =
        args.scenarios.iter().filter_map(|path| loaded(path, findings)).collect();
    if findings.has_errors() || !unreadable.is_empty() {
        return Err(Failure { findings: std::mem::take(findings), unreadable });
    }
    let named = shared.iter().chain(&scenarios).find_map(|loaded| loaded.tenant.as_ref());
    let tenant = match (&args.common.tenant, named) {
        (None, Some(reference)) => inputs::tenant_of(reference, &catalogue, findings)?,
        _ => inputs::tenant(&args.common, &catalogue, findings)?,
    };
    let Some(mut tenant) = tenant else { return Err(std::mem::take(findings).into()) };
    let catalogue = inputs::catalogue_for(&catalogue, &tenant);
    let start = inputs::as_of(&args.common, &tenant, findings);
    if let Some(text) = &args.owned {
        own(text, &mut tenant, &catalogue, start, findings);
    }
    for loaded in shared.iter().chain(&scenarios) {
        scenario::check(&loaded.mentions, &catalogue, &tenant, start, findings);
    }
    let mut prices = prices::prices(args.best.prices.as_deref(), &catalogue, Some(&tenant), findings)?;
    let (of_visibility, assume): (Vec<_>, Vec<_>) =
        args.common.assume.iter().cloned().partition(|(key, word)| key == "visibility" && word == "both");
    let shared_file = shared.as_ref().map(|loaded| loaded.file.clone());
    let mut shared = shared.map_or_else(plain, |loaded| loaded.scenario);
    for scenario in scenarios.iter_mut().map(|loaded| &mut loaded.scenario).chain([&mut shared]) {
        contract(args, scenario);
    }
    prices.term = shared.term.unwrap_or_default();
    if !shared.licences.is_empty() {
        let message = format!("`{}`: its changes of licences are left out", shared.name);
        let help = "the options take their place: name the file without --scenario to weigh what it buys";
        findings.push(Finding::new(Code::NoEffect, message).help(help));
    }
    let from = args.from.unwrap_or(start);
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

/// What the command line says of the contract comes before what a file does.
fn contract(args: &LicencesArgs, scenario: &mut Scenario) {
    scenario.term = args.best.term.or(scenario.term);
    scenario.renewal = args.renewal.or(scenario.renewal);
    scenario.labour_rate = args.best.labour_rate.or(scenario.labour_rate);
}

/// What all options share when nobody says otherwise.
pub(in crate::cli) fn plain() -> Scenario {
    let (hours, horizon_days) = PLAIN;
    Scenario {
        horizon_days,
        remediation: Remediation::Ranked { from: None, aim: Aim::Rank },
        teams: vec![Team::steady(Id::new("everyone"), Minutes::hours(hours))],
        ..Scenario::default()
    }
}

/// Takes what a person says that the tenant has in place of what its export says.
fn own(text: &str, tenant: &mut Tenant, catalogue: &Catalogue, day: Date, findings: &mut Findings) {
    let flag = "--owned";
    let Some(option) = licence_option::read(text, flag, catalogue, tenant, findings) else { return };
    tenant.licences = Some(Vec::new());
    let prices = Prices::default();
    let ground = OptionContext { catalogue, tenant, prices: &prices, day, flag };
    let resolved = resolve(&option, &ground, findings);
    tenant.licences = resolved.map(|resolved| resolved.licences);
}

/// The options begin within the days that are projected.
pub(in crate::cli) fn begins(from: Date, start: Date, shared: &Scenario, findings: &mut Findings) {
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
    fn candidates(&self, args: &LicencesArgs, findings: &mut Findings) -> Vec<LicenceOption> {
        let assumptions = inputs::assumptions(&self.shared.assumptions, &self.assume, findings);
        let mut options: Vec<LicenceOption> = Vec::new();
        for text in &args.options {
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
            let assumptions = inputs::assumptions(&scenario.assumptions, &self.assume, &mut Findings::new());
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
            Some(first) if args.scenario.is_none() && args.options.is_empty() => {
                (&first.scenario, first.assumptions)
            }
            _ => (&self.shared, assumptions),
        };
        let from = args.from.or_else(|| options.iter().map(|option| option.from).min()).unwrap_or(self.from);
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
pub(in crate::cli) fn once(options: &[LicenceOption], findings: &mut Findings) {
    for (at, option) in options.iter().enumerate() {
        if options[..at].iter().any(|earlier| earlier.name == option.name) {
            let message = format!("two options are called `{}`", option.name);
            findings
                .push(Finding::new(Code::WrongValue, message).help("leave one out, or name it otherwise"));
        }
    }
}

/// What differs between options is what they buy; where it is more than that, a reader should know.
pub(in crate::cli) fn alike(as_it_is: &LicenceOption, options: &[LicenceOption], findings: &mut Findings) {
    for option in options.iter().filter(|option| !option.shares_rules_with(as_it_is)) {
        let message = format!(
            "`{}` has other teams, days or rules than what it is compared with: not all that differs comes of the licences",
            option.name
        );
        let help = "let it extend what the others share, and name that with --scenario";
        findings.push(Finding::new(Code::OtherRules, message).help(help));
    }
}
