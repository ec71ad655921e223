//! A saved plan, judged by what it was made for.

use super::check::CheckedBy;
use super::outcome::Refusal;
use super::subject::day;
use super::{Engine, Subject, inputs};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::assumptions::stated;
use crate::load::plan_file::PlanFile;
use crate::load::samples::SAMPLES;
use crate::load::scenario;
use crate::load::source::Source;
use crate::model::{Assumptions, Catalogue, Remediation, SavedBasis, SavedGoal, SavedPlan, Scenario};
use crate::plan::audit::{self, Audit};
use crate::state::State;

pub(super) struct Judged {
    pub(super) file: String,
    pub(super) plan: SavedPlan,
    pub(super) audit: Audit,
}

impl Engine {
    /// Reads a plan and judges it; `None` when a finding is an error.
    pub(super) fn judge(
        &self,
        source: &Source,
        by: &CheckedBy,
        catalogue: &Catalogue,
        findings: &mut Findings,
    ) -> Result<Option<Judged>, Refusal> {
        let Some(saved) = PlanFile::read(source, findings) else { return Ok(None) };
        let audit = match saved.plan.basis.clone() {
            Some(basis) => self.by_tenant(&saved, &basis, source, by, catalogue, findings)?,
            None => self.by_list(&saved, source, by, findings)?,
        };
        Ok(audit.map(|audit| Judged { file: source.name.clone(), plan: saved.plan, audit }))
    }

    fn by_list(
        &self,
        saved: &PlanFile,
        source: &Source,
        by: &CheckedBy,
        findings: &mut Findings,
    ) -> Result<Option<Audit>, Refusal> {
        let Some(file) = &by.backlog else {
            let message = "the plan was made for a list, and no list is given to judge it by";
            findings.push(nothing_to_judge_by(source, message, "name the list with `--backlog FILE.csv`"));
            return Ok(None);
        };
        let Some(items) = self.list(file, findings)? else { return Ok(None) };
        let known: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
        saved.check_ids(source, &known, findings);
        Ok((!findings.has_errors()).then(|| audit::of_list(&saved.plan, &items)))
    }

    fn by_tenant(
        &self,
        saved: &PlanFile,
        basis: &SavedBasis,
        source: &Source,
        by: &CheckedBy,
        catalogue: &Catalogue,
        findings: &mut Findings,
    ) -> Result<Option<Audit>, Refusal> {
        let sample = || {
            let names = SAMPLES.iter().map(|(name, _)| *name);
            names
                .into_iter()
                .find(|name| basis.tenant == *name || basis.tenant == format!("{name} (built in)"))
        };
        let Some(name) = by.tenant.as_deref().or_else(sample) else {
            let message =
                format!("the plan was made for `{}`, and no tenant is given to judge it by", basis.tenant);
            findings.push(nothing_to_judge_by(source, &message, "name the tenant with `--tenant FILE`"));
            return Ok(None);
        };
        // What the plan says that is owned counts unless somebody states it otherwise.
        let owned = by.owned.clone().or_else(|| basis.owned.clone());
        let subject = Subject { owned, ..by.subject() };
        let Some(tenant) = self.tenant_named(name, &subject, catalogue, findings)? else { return Ok(None) };
        let whole = crate::state::with_own_controls(catalogue, &tenant);
        saved.check_ids(source, &inputs::known(&whole), findings);
        let given = stated(&by.assume, false, findings);
        // A plan is judged on its own day, as far as the tenant allows.
        let day = match by.as_of {
            None => basis.date.max(tenant.snapshot_date),
            as_of => day(as_of, &tenant, findings),
        };
        warn(basis, source, &whole, tenant.snapshot_date, findings);
        if findings.has_errors() {
            return Ok(None);
        }
        let dated = match saved.plan.goal {
            SavedGoal::By { date, .. } => Some(date),
            _ => None,
        };
        let scenario = match by.scenario.as_ref().filter(|_| dated.is_some()) {
            Some(path) => match self.scenario(path, findings)? {
                Some(mut loaded) => {
                    scenario::resolve(&mut loaded, &whole, &tenant, findings);
                    loaded.scenario
                }
                None => return Ok(None),
            },
            None => Scenario::default(),
        };
        // What the plan says that it rests on counts over what its scenario says now.
        let assumptions =
            Assumptions::default().with(&scenario.assumptions).with(&basis.assumptions).with(&given);
        let state = State::at_snapshot(&whole, &tenant, assumptions).on(day);
        let Some(until) = dated else { return Ok(Some(audit::of_state(&saved.plan, &state))) };
        let from = match &scenario.remediation {
            Remediation::Ranked { from: Some(from), .. } => day.max(*from),
            _ => day,
        };
        Ok(Some(audit::of_dates(&saved.plan, &state, &scenario, (from, until))))
    }
}

fn warn(
    basis: &SavedBasis,
    source: &Source,
    catalogue: &Catalogue,
    snapshot: jiff::civil::Date,
    findings: &mut Findings,
) {
    let mut say = |message: String| {
        findings.push(
            Finding::new(Code::PlanDated, message)
                .at(Place::file(&source.name))
                .help("plan again if it does not hold"),
        );
    };
    if let Some(version) = basis.catalogue_version.as_deref().filter(|version| *version != catalogue.version)
    {
        say(format!("the plan was made with catalogue {version}, and is judged by {}", catalogue.version));
    }
    if basis.date < snapshot {
        say(format!("the plan was made on {}, and is judged by a snapshot of {snapshot}", basis.date));
    }
}

fn nothing_to_judge_by(source: &Source, message: &str, help: &str) -> Finding {
    Finding::new(Code::NothingToJudgeBy, message).at(Place::file(&source.name)).help(help)
}
