//! Scenarios with the tenants that they are played on, and the plain scenario of a question that names none.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::outcome::Refusal;
use super::subject::Subject;
use super::{Engine, assumptions, inputs};
use crate::diag::Findings;
use crate::load::files::Unreadable;
use crate::load::scenario::{self, Loaded};
use crate::model::{Aim, Assumptions, Catalogue, Id, Minutes, Remediation, Scenario, Spreads, Team, Tenant};
use crate::project::Input;

/// What a scenario has that nobody wrote: one team of so many hours a week, for so many days.
const PLAIN: (i64, i64) = (40, 365);

/// One team of 40 hours a week that works along the ranking for a year.
pub(super) fn plain() -> Scenario {
    let (hours, horizon_days) = PLAIN;
    Scenario {
        horizon_days,
        remediation: Remediation::Ranked { from: None, aim: Aim::Rank },
        teams: vec![Team::steady(Id::new("everyone"), Minutes::hours(hours))],
        ..Scenario::default()
    }
}

/// A scenario with the tenant it is played on.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) loaded: Loaded,
    pub(super) tenant: Tenant,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) assumptions: Assumptions,
    pub(super) spreads: Spreads,
    pub(super) start: Date,
}

impl Case {
    pub(super) fn input(&self) -> Input<'_> {
        Input {
            catalogue: &self.catalogue,
            tenant: &self.tenant,
            scenario: &self.loaded.scenario,
            assumptions: self.assumptions,
            start: self.start,
        }
    }
}

/// `visibility=both` asks for each scenario under both readings.
pub(super) fn is_both((key, word): &(String, String)) -> bool {
    key == "visibility" && word == "both"
}

impl Engine {
    pub(super) fn scenario(
        &self,
        path: &Path,
        findings: &mut Findings,
    ) -> Result<Option<Loaded>, Unreadable> {
        scenario::load(&*self.files, path, findings)
    }

    /// The scenario of a file. `uses_sample` becomes true where neither the file nor the question names a tenant. What is
    /// wrong is in the findings.
    pub(super) fn case(
        &self,
        path: &Path,
        subject: &Subject,
        catalogue: &Arc<Catalogue>,
        uses_sample: &mut bool,
        findings: &mut Findings,
    ) -> Result<Option<Case>, Refusal> {
        let Some(loaded) = self.scenario(path, findings)? else { return Ok(None) };
        let (sample, tenant) =
            self.tenant_of(subject.tenant.as_deref(), loaded.tenant.as_ref(), catalogue, findings);
        *uses_sample |= sample;
        // Who asks for both readings takes each case twice.
        let given = subject.assume.iter().filter(|given| !is_both(given)).cloned().collect();
        Ok(tenant?.map(|tenant| played(loaded, tenant, subject, given, catalogue, findings)))
    }

    /// The case of a question that names no scenario.
    pub(super) fn plain_case(
        &self,
        name: &str,
        subject: &Subject,
        catalogue: &Arc<Catalogue>,
        findings: &mut Findings,
    ) -> Result<Option<Case>, Refusal> {
        let tenant = self.tenant_or_sample(subject.tenant.as_deref(), catalogue, findings)?;
        let scenario = Scenario { name: name.to_owned(), ..plain() };
        let loaded =
            Loaded { scenario, tenant: None, mentions: Vec::new(), file: String::new(), sources: Vec::new() };
        let given = subject.assume.to_vec();
        Ok(tenant.map(|tenant| played(loaded, tenant, subject, given, catalogue, findings)))
    }
}

fn played(
    mut loaded: Loaded,
    tenant: Tenant,
    subject: &Subject,
    given: Vec<(String, String)>,
    catalogue: &Arc<Catalogue>,
    findings: &mut Findings,
) -> Case {
    let (of_trials, given): (Vec<_>, Vec<_>) =
        given.into_iter().partition(|(key, _)| Spreads::help(key).is_some());
    let given = assumptions::of_projection(given, &mut loaded.scenario, findings);
    let spreads = assumptions::spreads(&loaded.scenario.assumptions, &of_trials, findings);
    let assumptions = assumptions::assumptions(&loaded.scenario.assumptions, &given, findings);
    let start = subject.day(&tenant, findings);
    let catalogue = inputs::catalogue_for(Arc::clone(catalogue), &tenant);
    scenario::check(&loaded.mentions, &catalogue, &tenant, start, findings);
    Case { loaded, tenant, catalogue, assumptions, spreads, start }
}
