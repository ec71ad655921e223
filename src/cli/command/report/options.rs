//! Licence options of a report: those of the command line, and the scenarios that change licences.

use super::read::Subject;
use crate::cli::cases::Case;
use crate::cli::command::licences::options::{alike, begins, once, unknown};
use crate::cli::prices;
use crate::cli::report_args::ReportArgs;
use crate::diag::Findings;
use crate::licences::options::{
    LicenceOption, OptionContext, OptionResult, OptionsInput, evaluate, option_findings, resolve,
};
use crate::load::licence_option;
use crate::model::{Remediation, Scenario};

/// What is owned, then the options; nothing where nobody asks and no scenario changes licences. Those of the command
/// line have the teams and rules of the first scenario that works and buys nothing, else of the first without what it buys.
pub(super) fn candidates(
    args: &ReportArgs,
    subject: &Subject,
    findings: &mut Findings,
) -> Vec<LicenceOption> {
    let buying = subject.cases.iter().filter(|case| !case.loaded.scenario.licences.is_empty());
    let played: Vec<LicenceOption> = buying
        .filter_map(|case| {
            let scenario = &case.loaded.scenario;
            let from = scenario.licences.iter().map(|(day, _)| *day).min()?;
            Some(LicenceOption::played(scenario, from, case.assumptions))
        })
        .collect();
    if played.is_empty() && args.options.is_empty() {
        return Vec::new();
    }
    let first = subject.first();
    let keeps = |case: &&Case| case.loaded.scenario.licences.is_empty();
    let works = |case: &&Case| keeps(case) && case.loaded.scenario.remediation != Remediation::None;
    let ground = subject.cases.iter().find(works).unwrap_or(first);
    let shared = Scenario { licences: Vec::new(), ..ground.loaded.scenario.clone() };
    let earliest = played.iter().map(|option| option.from).min();
    let from = args.from.unwrap_or(first.start);
    begins(from, first.start, &shared, findings);
    let mut all = vec![LicenceOption::as_it_is(
        &shared,
        if args.options.is_empty() { earliest.unwrap_or(from) } else { from },
        ground.assumptions,
    )];
    for text in &args.options {
        let flag = "--option";
        let (catalogue, tenant) = (&ground.catalogue, &ground.tenant);
        let Some(option) = licence_option::read(text, flag, catalogue, tenant, findings) else { continue };
        let ground_of = OptionContext { catalogue, tenant, prices: &subject.prices, day: from, flag };
        let Some(resolved) = resolve(&option, &ground_of, findings) else { continue };
        all.push(LicenceOption::over(&shared, &option.name, from, ground.assumptions, resolved));
    }
    all.extend(played);
    alike(&all[0], &all[1..], findings);
    once(&all, findings);
    all
}

/// What the options are worth.
pub(super) fn weighed(
    subject: &Subject,
    candidates: &[LicenceOption],
    findings: &mut Findings,
) -> Vec<OptionResult> {
    let first = subject.first();
    let world = OptionsInput {
        catalogue: &first.catalogue,
        tenant: &first.tenant,
        prices: &subject.prices,
        start: first.start,
    };
    let options = evaluate(&world, candidates);
    findings.extend(option_findings(&options));
    prices::unpriced(unknown(&options), findings);
    options
}
