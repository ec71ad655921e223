//! `check`: are these files what they should be?

mod plan;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use self::plan::Judged;
use crate::cli::args::{CheckArgs, FormatArg};
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::{Code, Finding, Findings};
use crate::load::catalogue::lint_overlays;
use crate::load::files::Disk;
use crate::load::source::{self, Source};
use crate::load::{Kind, backlog, brand, export, kind, prices, scenario, tenant};
use crate::model::units::hundredths;
use crate::model::{Assumptions, BasisPoints, Catalogue, Percent, Tenant};
use crate::report::{self, Block, Report, audit};
use crate::state::State;

pub(in crate::cli) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let mut unreadable = Vec::new();
    let mut read: Vec<(PathBuf, Source)> = Vec::new();
    for path in &args.files {
        match source::read(&Disk, path, &mut findings) {
            Ok(source) => read.extend(source.map(|source| (path.clone(), source))),
            Err(missing) => unreadable.push(missing),
        }
    }
    // Overlays that are checked lie over the catalogue on which everything else is checked.
    let mut overlays = args.catalogue.clone();
    overlays.extend(
        read.iter()
            .filter(|(_, source)| matches!(kind(source), Some(Kind::Catalogue | Kind::PlanList)))
            .map(|(path, _)| path.clone()),
    );
    let catalogue = inputs::catalogue(&overlays, &mut findings)?;
    if !findings.has_errors() {
        findings.extend(lint(&catalogue, &read));
    }
    // A slip is named even where no plan is among the files.
    inputs::assumptions(&[], &args.assume, &mut findings);
    let mut lines = Vec::new();
    let mut judged = Vec::new();
    let mut below = Vec::new();
    let mut scores = 0;
    for (path, source) in &read {
        let mut own = Findings::new();
        let outcome = check(path, source, args, &catalogue, &mut own);
        match outcome {
            Ok(checked) => {
                if !own.has_errors() {
                    lines.push(format!("{}: {}", source.name, checked.what));
                }
                scores += usize::from(checked.percent.is_some());
                below.extend(
                    checked
                        .percent
                        .filter(|percent| {
                            args.min_score.is_some_and(|least| !percent.reaches(BasisPoints(least)))
                        })
                        .map(|percent| (source.name.clone(), percent)),
                );
                judged.extend(checked.plan.filter(|_| !own.has_errors()));
            }
            Err(failure) => {
                own.extend(failure.findings);
                unreadable.extend(failure.unreadable);
            }
        }
        findings.extend(own);
    }
    if args.min_score.is_some() && scores == 0 && !findings.has_errors() {
        let message = "--min-score has nothing to compare with: no tenant and no export is among the files";
        findings.push(Finding::new(Code::MissingKey, message).help("name a tenant file"));
    }
    let findings = findings.sorted();
    let list: Vec<Finding> = findings.iter().cloned().collect();
    let failed = findings.has_errors() || !unreadable.is_empty();
    let holds = judged.iter().all(|judged| judged.audit.holds());
    let json = json!({
        "schema": "scoreplan/check/1",
        "ok": !failed && below.is_empty() && holds,
        "findings": report::json::findings(&list),
        "plans": judged.iter().map(|of| audit::json(&of.file, &of.plan, &of.audit)).collect::<Vec<Value>>(),
    });
    if args.output.format == FormatArg::Json || !lines.is_empty() {
        let tables = judged.iter().filter_map(|judged| audit::table(&judged.file, &judged.audit));
        let blocks = std::iter::once(Block::Lines(lines)).chain(tables.map(Block::Table)).collect();
        printer::report(&Report { blocks, json }, args.output.format)?;
    }
    if failed {
        return Err(Failure { findings, unreadable });
    }
    printer::findings(&findings);
    for (name, percent) in &below {
        let least = hundredths(args.min_score.unwrap_or_default());
        printer::talk(&format!("no: {name} has {percent} %, less than {least} %"));
    }
    Ok(if below.is_empty() && holds { Exit::Answered } else { Exit::No })
}

/// What the checked overlays make of the catalogue, with the lines that they say it on.
fn lint(catalogue: &Catalogue, read: &[(PathBuf, Source)]) -> Findings {
    let mut findings = Findings::new();
    for mut finding in lint_overlays(catalogue) {
        let source = finding.place.as_ref().and_then(|place| {
            let source = read.iter().map(|(_, source)| source).find(|source| source.name == place.file)?;
            Some((source, place.line))
        });
        // Overlays that are only given beside the checked files have been checked themselves.
        let Some((source, line)) = source else { continue };
        if let Some(line) = line {
            finding.place = Some(source.place(line));
        }
        findings.push(finding);
    }
    findings
}

/// What a file is, the score where it is a tenant, and what the audit found where it is a plan.
struct Checked {
    what: String,
    percent: Option<Percent>,
    plan: Option<Judged>,
}

fn check(
    path: &Path,
    source: &Source,
    args: &CheckArgs,
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Result<Checked, Failure> {
    let says = |what: &str| Checked { what: what.to_owned(), percent: None, plan: None };
    let of_tenant = |what: &str, tenant: Option<Tenant>| {
        let percent = tenant
            .map(|tenant| State::at_snapshot(catalogue, &tenant, Assumptions::default()).totals().percent());
        let score = percent.map_or_else(String::new, |percent| format!(", score {percent} %"));
        Checked { what: format!("{what}{score}"), percent, plan: None }
    };
    Ok(match kind(source) {
        Some(Kind::Catalogue) => says("a catalogue overlay"),
        Some(Kind::PlanList) => says("Microsoft's list of products and service plans"),
        Some(Kind::Tenant) => of_tenant("a tenant", tenant::read(source, catalogue, findings)),
        Some(Kind::Export) => {
            let sources = std::slice::from_ref(source);
            of_tenant("an export", export::import(sources, catalogue, None, findings))
        }
        Some(Kind::Plan) => {
            let plan = plan::judge(source, args, catalogue, findings)?;
            let what =
                plan.as_ref().map_or_else(|| "a plan".to_owned(), |of| audit::line(&of.plan, &of.audit));
            Checked { what, percent: None, plan }
        }
        Some(Kind::Brand) => {
            brand::read(&Disk, source, path, findings)?;
            says("a brand")
        }
        Some(Kind::Prices) => {
            let tenant = match &args.tenant {
                Some(name) => inputs::tenant_named(name, catalogue, findings)?,
                None => None,
            };
            prices::read(source, catalogue, tenant.as_ref(), findings);
            says("prices")
        }
        Some(Kind::Backlog) => {
            backlog::read(source, findings);
            says("a backlog")
        }
        Some(Kind::Scenario) => {
            if let Some(loaded) = scenario::load(&Disk, path, findings)? {
                let tenant = match (&args.tenant, &loaded.tenant) {
                    (Some(name), _) => inputs::tenant_named(name, catalogue, findings)?,
                    (None, Some(reference)) => inputs::tenant_of(reference, catalogue, findings)?,
                    (None, None) => inputs::tenant_named(inputs::default_sample(), catalogue, findings)?,
                };
                if let Some(tenant) = tenant {
                    let start = tenant.snapshot_date;
                    scenario::check(&loaded.mentions, catalogue, &tenant, start, findings);
                }
            }
            says("a scenario")
        }
        None => {
            crate::load::report_unknown_kind(source, findings);
            says("unknown")
        }
    })
}
