//! Everything that a report is made of, read before anything is computed.

use std::path::Path;

use crate::cli::cases::{Case, case};
use crate::cli::command::licences::options::plain;
use crate::cli::exit::Failure;
use crate::cli::report_args::ReportArgs;
use crate::cli::{inputs, prices};
use crate::diag::{Code, Finding, Findings, Place};
use crate::document::quoted;
use crate::load::assumptions::stated;
use crate::load::files::Disk;
use crate::load::samples::sample;
use crate::load::scenario::{Loaded, TenantRef};
use crate::load::source::Unreadable;
use crate::load::{brand, source};
use crate::model::{Assumptions, Brand, Catalogue, Prices, Scenario};
use crate::state::State;

/// The one scenario of a report that names none.
const PLAIN: &str = "One team of 40 hours a week, along the ranking";

/// Everything that a report is made of.
pub(super) struct Subject {
    /// The scenarios, at least one, all on one tenant.
    pub(super) cases: Vec<Case>,
    /// Whether nobody named the tenant.
    pub(super) is_sample: bool,
    /// What seats cost.
    pub(super) prices: Prices,
    /// Who hands it over.
    pub(super) brand: Option<Brand>,
    /// Name and SHA-256 of everything that was read.
    pub(super) sources: Vec<(String, String)>,
    /// What every command takes to stand on the same ground.
    pub(super) arguments: String,
}

impl Subject {
    /// The first scenario.
    pub(super) fn first(&self) -> &Case {
        &self.cases[0]
    }

    /// The tenant today, under the assumptions of the first scenario.
    pub(super) fn state(&self) -> State<'_> {
        let first = self.first();
        State::at_snapshot(&first.catalogue, &first.tenant, first.assumptions).on(first.start)
    }
}

/// Reads everything. What is wrong with it is in the findings, and then there is nothing.
pub(super) fn subject(args: &ReportArgs, findings: &mut Findings) -> Result<Subject, Failure> {
    let catalogue = inputs::catalogue(&args.catalogue, findings)?;
    let mut unreadable: Vec<Unreadable> = Vec::new();
    let mut is_sample = false;
    let cases = cases(args, &catalogue, &mut is_sample, findings, &mut unreadable);
    let brand = keep(brand(args, findings), findings, &mut unreadable).flatten();
    let first = cases.first();
    let world = first.map_or(&catalogue, |case| &case.catalogue);
    let tenant = first.map(|case| &case.tenant);
    let priced = prices::prices(args.prices.as_deref(), world, tenant, findings);
    let prices = keep(priced, findings, &mut unreadable).unwrap_or_default();
    one_tenant(&cases, findings);
    if findings.has_errors() || !unreadable.is_empty() || cases.is_empty() {
        return Err(Failure { findings: std::mem::take(findings), unreadable });
    }
    if is_sample {
        inputs::say_sample();
    }
    let sources = sources(args, &cases)?;
    let arguments = arguments(args, &cases[0]);
    Ok(Subject { cases, is_sample, prices, brand, sources, arguments })
}

/// Every problem of every file is shown before anybody gives up.
fn keep<T>(read: Result<T, Failure>, findings: &mut Findings, unreadable: &mut Vec<Unreadable>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(failure) => {
            findings.extend(failure.findings);
            unreadable.extend(failure.unreadable);
            None
        }
    }
}

fn cases(
    args: &ReportArgs,
    catalogue: &Catalogue,
    is_sample: &mut bool,
    findings: &mut Findings,
    unreadable: &mut Vec<Unreadable>,
) -> Vec<Case> {
    let common = args.common();
    if args.scenarios.is_empty() {
        *is_sample = args.tenant.is_none();
        let case = plain_case(args, catalogue, findings);
        return keep(case, findings, unreadable).flatten().into_iter().collect();
    }
    let mut cases = Vec::new();
    for path in &args.scenarios {
        let case = case(path, &common, catalogue, is_sample, findings);
        cases.extend(keep(case, findings, unreadable).flatten());
    }
    cases
}

/// The case of a report that names no scenario.
fn plain_case(
    args: &ReportArgs,
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Result<Option<Case>, Failure> {
    let name = args.tenant.as_deref().unwrap_or_else(|| inputs::default_sample());
    let Some(tenant) = inputs::tenant_named(name, catalogue, findings)? else { return Ok(None) };
    let scenario = Scenario { name: PLAIN.to_owned(), ..plain() };
    let assumptions = Assumptions::default().with(&stated(&args.assume, true, findings));
    let start = inputs::as_of(&args.common(), &tenant, findings);
    let catalogue = inputs::catalogue_for(catalogue, &tenant);
    let loaded =
        Loaded { scenario, tenant: None, mentions: Vec::new(), file: String::new(), sources: Vec::new() };
    Ok(Some(Case { loaded, tenant, catalogue, assumptions, start }))
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

fn brand(args: &ReportArgs, findings: &mut Findings) -> Result<Option<Brand>, Failure> {
    let Some(file) = &args.brand else { return Ok(None) };
    let Some(source) = source::read(&Disk, file, findings)? else { return Ok(None) };
    Ok(brand::read(&Disk, &source, file, findings)?)
}

/// Name and SHA-256 of everything that a figure rests on: the tenant, scenarios with what they extend, overlays, prices.
fn sources(args: &ReportArgs, cases: &[Case]) -> Result<Vec<(String, String)>, Failure> {
    let mut sources = Vec::new();
    // They have been read before: what they say is known.
    let mut add = |path: &Path| -> Result<(), Failure> {
        if let Some(source) = source::read(&Disk, path, &mut Findings::new())? {
            sources.push((source.name, source.hash));
        }
        Ok(())
    };
    let first = &cases[0];
    let named = match (&args.tenant, &first.loaded.tenant) {
        (Some(name), _) => name.clone(),
        (None, Some(TenantRef::File(path))) => path.display().to_string(),
        (None, Some(TenantRef::Sample(name))) => (*name).to_owned(),
        (None, None) => inputs::default_sample().to_owned(),
    };
    let built_in = sample(&named);
    if built_in.is_none() {
        add(Path::new(&named))?;
    }
    for path in args.catalogue.iter().chain(&args.prices) {
        add(path)?;
    }
    sources.extend(built_in.map(|source| (source.name, source.hash)));
    for source in cases.iter().flat_map(|case| &case.loaded.sources) {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    Ok(sources)
}

/// The arguments with which other commands stand on the same ground.
fn arguments(args: &ReportArgs, first: &Case) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut add = |flag: &str, value: &str| words.extend([flag.to_owned(), quoted(value)]);
    match (&args.tenant, &first.loaded.tenant) {
        (Some(name), _) => add("--tenant", name),
        (None, Some(TenantRef::File(path))) => add("--tenant", &path.display().to_string()),
        (None, Some(TenantRef::Sample(name))) => add("--tenant", name),
        (None, None) => {}
    }
    for path in &args.catalogue {
        add("--catalogue", &path.display().to_string());
    }
    if first.start != first.tenant.snapshot_date {
        add("--as-of", &first.start.to_string());
    }
    for (key, word) in &args.assume {
        add("--assume", &format!("{key}={word}"));
    }
    words.join(" ")
}
