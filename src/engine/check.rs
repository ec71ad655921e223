//! `check`: are these files what they should be?

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::judge::Judged;
use super::outcome::{Outcome, Refusal, Verdict};
use super::subject::assumed;
use super::values::{self, Assume, Percentage};
use super::{Engine, Subject};
use crate::answer::{AuditedPlan, CheckAnswer, audit_line};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::catalogue::lint_overlays;
use crate::load::source::Source;
use crate::load::{Kind, backlog, brand, kind, prices, scenario, tenant};
use crate::model::{Catalogue, Percent, Tenant};
use crate::state::{State, contradictions};

/// Are files what they should be, and do saved plans hold?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckQuestion {
    /// The files to check, each recognised by its content; the exports of a folder are those of one tenant
    pub files: Vec<PathBuf>,
    #[serde(flatten)]
    pub by: CheckedBy,
}

/// By what files are checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CheckedBy {
    /// The answer is no when the score of a checked tenant is below this percentage
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Percentage>")]
    pub min_score: Option<Percentage>,
    /// The tenant on which scenarios are checked and by which saved plans are judged
    pub tenant: Option<String>,
    /// The scenario by which the days of saved plans are judged; one team of 40 hours a week when absent
    pub scenario: Option<PathBuf>,
    /// The list by which saved plans of a list are judged
    pub backlog: Option<PathBuf>,
    /// Catalogue overlays
    pub catalogue: Vec<PathBuf>,
    /// The day on which saved plans are judged, their own when absent; and that of an export which carries none
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Date>")]
    pub as_of: Option<Date>,
    /// Assumptions by name, for scores and over those of saved plans
    pub assume: Assume,
    /// What every tenant owns, in place of what exports say and saved plans state, like an option of `licences`
    pub owned: Option<String>,
}

impl CheckedBy {
    /// Says by what nothing among the files is checked.
    fn without_effect(&self, read: &[(PathBuf, Source)], has_folders: bool, findings: &mut Findings) {
        let kinds: BTreeSet<Kind> = read.iter().filter_map(|(_, source)| kind(source)).collect();
        let exports = has_folders || kinds.contains(&Kind::Export);
        let any = |of: &[Kind]| of.iter().any(|kind| kinds.contains(kind));
        let tenants = exports || any(&[Kind::Tenant, Kind::Plan]);
        let given = [
            ("--tenant", self.tenant.is_some(), any(&[Kind::Scenario, Kind::Plan, Kind::Prices])),
            ("--scenario", self.scenario.is_some(), any(&[Kind::Plan])),
            ("--backlog", self.backlog.is_some(), any(&[Kind::Plan])),
            ("--as-of", self.as_of.is_some(), any(&[Kind::Plan, Kind::Scenario]) || exports),
            ("--assume", !self.assume.is_empty(), tenants),
            ("--owned", self.owned.is_some(), tenants || any(&[Kind::Scenario, Kind::Prices])),
        ];
        for (flag, ..) in given.into_iter().filter(|(_, given, used)| *given && !used) {
            let message = format!("`{flag}` checks none of the files");
            let help = "leave it out, or name the plan, tenant or scenario that is meant";
            findings.push(Finding::new(Code::NoEffect, message).help(help));
        }
    }

    /// The tenant by which is checked, with what is stated of it.
    pub(super) fn subject(&self) -> Subject {
        Subject {
            tenant: self.tenant.clone(),
            catalogue: self.catalogue.clone(),
            as_of: self.as_of,
            assume: self.assume.clone(),
            owned: self.owned.clone(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Checked {
    pub answer: CheckAnswer,
    pub refusal: Option<Refusal>,
}

impl Engine {
    /// What some files are, what is wrong with them, and whether saved plans hold.
    ///
    /// # Errors
    /// When a catalogue can not be had. What is wrong with the files is part of the answer.
    pub fn check(&self, question: &CheckQuestion) -> Result<Outcome<Checked>, Refusal> {
        let by = &question.by;
        let mut findings = Findings::new();
        let mut unreadable = Vec::new();
        let mut read: Vec<(PathBuf, Source)> = Vec::new();
        let mut folders: Vec<(&Path, Vec<Source>)> = Vec::new();
        for path in &question.files {
            if matches!(self.files.folder(path), Ok(Some(_))) {
                let (sources, missing) = self.exports(std::slice::from_ref(path), &mut findings);
                unreadable.extend(missing);
                // What lies together is one tenant, as for `import`.
                let is_export = |source: &Source| kind(source) == Some(Kind::Export);
                let (exports, others): (Vec<_>, Vec<_>) = sources.into_iter().partition(is_export);
                read.extend(others.into_iter().map(|source| (PathBuf::from(&source.name), source)));
                folders.extend((!exports.is_empty()).then_some((path.as_path(), exports)));
                continue;
            }
            match self.read(path, &mut findings) {
                Ok(source) => read.extend(source.map(|source| (path.clone(), source))),
                Err(missing) => unreadable.push(missing),
            }
        }
        // Overlays that are checked lie over the catalogue on which everything else is checked.
        let is_overlay = |source: &&Source| matches!(kind(source), Some(Kind::Catalogue | Kind::PlanList));
        let overlays = read.iter().map(|(_, source)| source).filter(is_overlay).cloned().collect();
        let catalogue = self.catalogue_with(&by.catalogue, overlays, &mut findings)?;
        if !findings.has_errors() {
            findings.extend(lint(&catalogue, &read));
        }
        // A slip is named even where no plan is among the files.
        assumed(&[], &by.assume, &mut findings);
        let mut lines = Vec::new();
        let mut judged: Vec<Judged> = Vec::new();
        let mut below: Vec<(String, Percent)> = Vec::new();
        let mut scores = 0;
        let least = by.min_score.map(|Percentage(least)| least);
        let has_folders = !folders.is_empty();
        let files = read.iter().map(|(path, source)| (path.as_path(), std::slice::from_ref(source)));
        let folders = folders.iter().map(|(path, exports)| (*path, exports.as_slice()));
        for (path, sources) in files.chain(folders) {
            let name = path.display().to_string();
            let mut own = Findings::new();
            match self.checked(path, sources, by, &catalogue, &mut own) {
                Ok(checked) => {
                    if !own.has_errors() {
                        lines.push(format!("{name}: {}", checked.what));
                    }
                    scores += usize::from(checked.percent.is_some());
                    let percent = checked.percent;
                    let short = percent.filter(|percent| least.is_some_and(|least| !percent.reaches(least)));
                    below.extend(short.map(|percent| (name.clone(), percent)));
                    judged.extend(checked.plan.filter(|_| !own.has_errors()));
                }
                Err(refusal) => refusal.keep(&mut own, &mut unreadable),
            }
            findings.extend(own);
        }
        if least.is_some() && scores == 0 && !findings.has_errors() {
            let message =
                "--min-score has nothing to compare with: no tenant and no export is among the files";
            findings.push(Finding::new(Code::MissingKey, message).help("name a tenant file"));
        }
        by.without_effect(&read, has_folders, &mut findings);
        let findings = findings.sorted();
        let failed = findings.has_errors() || !unreadable.is_empty();
        let ok = below.is_empty() && judged.iter().all(|judged| judged.audit.holds());
        let plans = judged.iter().map(|of| AuditedPlan::of(&of.file, &of.plan, &of.audit)).collect();
        let answer = CheckAnswer::of(!failed && ok, &findings, plans, lines);
        let refusal = failed.then(|| Refusal::new(findings.clone(), unreadable));
        let less = |(name, percent): &(String, Percent)| {
            let least = least.unwrap_or_default();
            format!("{name} has {} %, less than {least} %", percent.below(least))
        };
        let verdict = if failed || !ok { Verdict::No } else { Verdict::Answered };
        let reasons = if failed { Vec::new() } else { below.iter().map(less).collect() };
        Ok(Outcome::new(Checked { answer, refusal }, findings).with(verdict, reasons))
    }

    fn checked(
        &self,
        path: &Path,
        sources: &[Source],
        by: &CheckedBy,
        catalogue: &Catalogue,
        findings: &mut Findings,
    ) -> Result<One, Refusal> {
        let subject = by.subject();
        let name = path.display().to_string();
        let assumptions = assumed(&[], &by.assume, &mut Findings::new());
        let says = |what: &str| One { what: what.to_owned(), percent: None, plan: None };
        let of_tenant = |what: &str, tenant: Option<Tenant>, findings: &mut Findings| {
            let percent = tenant.map(|tenant| {
                let tenant = subject.as_stated(tenant, catalogue, findings);
                let state = State::at_snapshot(catalogue, &tenant, assumptions);
                let place = Place::file(&name);
                for finding in contradictions(&state) {
                    findings.push(finding.at(place.clone()));
                }
                state.totals().percent()
            });
            let score = percent.map_or_else(String::new, |percent| format!(", score {percent} %"));
            One { what: format!("{what}{score}"), percent, plan: None }
        };
        let [source] = sources else {
            let tenant = self.imported(&name, sources, by.as_of, catalogue, findings);
            return Ok(of_tenant("exports of a tenant", tenant, findings));
        };
        Ok(match kind(source) {
            Some(Kind::Catalogue) => says("a catalogue overlay"),
            Some(Kind::PlanList) => says("Microsoft's list of products and service plans"),
            Some(Kind::Tenant) => {
                let tenant = tenant::read(source, catalogue, findings);
                of_tenant("a tenant", tenant, findings)
            }
            Some(Kind::Export) => {
                let tenant = self.imported(&name, sources, by.as_of, catalogue, findings);
                of_tenant("an export", tenant, findings)
            }
            Some(Kind::Plan) => {
                let plan = self.judge(source, by, catalogue, findings)?;
                let what =
                    plan.as_ref().map_or_else(|| "a plan".to_owned(), |of| audit_line(&of.plan, &of.audit));
                One { what, percent: None, plan }
            }
            Some(Kind::Brand) => {
                brand::read(&*self.files, source, path, findings)?;
                says("a brand")
            }
            Some(Kind::Prices) => {
                let tenant = match &by.tenant {
                    Some(name) => self.tenant_named(name, &subject, catalogue, findings)?,
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
                if let Some(mut loaded) = scenario::load_read(&*self.files, path, source.clone(), findings)? {
                    let reference = loaded.tenant.as_ref();
                    let (_, tenant) = self.tenant_of(&subject, reference, catalogue, findings);
                    if let Some(tenant) = tenant? {
                        let start = subject.day(&tenant, findings);
                        scenario::check(&mut loaded, catalogue, &tenant, start, findings);
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
}

/// What a file is, the score where it is a tenant, and what the audit found where it is a plan.
struct One {
    what: String,
    percent: Option<Percent>,
    plan: Option<Judged>,
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
