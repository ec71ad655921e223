//! Scenarios with the tenants that they are played on, and the plain scenario of a question that names none.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::outcome::Refusal;
use super::subject::Subject;
use super::{Engine, inputs};
use crate::diag::Findings;
use crate::load::assumptions::stated;
use crate::load::files::Unreadable;
use crate::load::scenario::{self, Loaded};
use crate::model::{Assumptions, Catalogue, NO_DEMAND, Scenario, Tenant};
use crate::project::{ProjectionInput, plain_scenario};

#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) loaded: Loaded,
    pub(super) tenant: Tenant,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) assumptions: Assumptions,
    pub(super) start: Date,
}

impl Case {
    pub(super) fn input(&self) -> ProjectionInput<'_> {
        ProjectionInput {
            catalogue: &self.catalogue,
            tenant: &self.tenant,
            scenario: &self.loaded.scenario,
            demand: &NO_DEMAND,
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
        let (sample, tenant) = self.tenant_of(subject, loaded.tenant.as_ref(), catalogue, findings);
        *uses_sample |= sample;
        // Who asks for both readings takes each case twice.
        let given: Vec<_> = subject.assume.iter().filter(|given| !is_both(given)).cloned().collect();
        Ok(tenant?.map(|tenant| played(loaded, tenant, subject, &given, catalogue, findings)))
    }

    pub(super) fn plain_case(
        &self,
        name: &str,
        subject: &Subject,
        catalogue: &Arc<Catalogue>,
        findings: &mut Findings,
    ) -> Result<Option<Case>, Refusal> {
        let tenant = self.tenant_or_sample(subject.tenant.as_deref(), subject, catalogue, findings)?;
        let scenario = Scenario { name: name.to_owned(), ..plain_scenario() };
        let loaded =
            Loaded { scenario, tenant: None, mentions: Vec::new(), file: String::new(), sources: Vec::new() };
        Ok(tenant.map(|tenant| played(loaded, tenant, subject, &subject.assume, catalogue, findings)))
    }
}

fn played(
    mut loaded: Loaded,
    tenant: Tenant,
    subject: &Subject,
    given: &[(String, String)],
    catalogue: &Arc<Catalogue>,
    findings: &mut Findings,
) -> Case {
    let given = stated(given, true, findings);
    let assumptions = Assumptions::default().with(&loaded.scenario.assumptions).with(&given);
    let start = subject.day(&tenant, findings);
    let catalogue = inputs::catalogue_for(catalogue, &tenant);
    scenario::check(&mut loaded, &catalogue, &tenant, start, findings);
    Case { loaded, tenant, catalogue, assumptions, start }
}
