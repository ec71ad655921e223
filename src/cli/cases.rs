//! Scenarios with the tenants that they are played on.

use std::path::Path;

use super::args::Common;
use super::exit::Failure;
use super::inputs;
use crate::diag::Findings;
use crate::load::assumptions::stated;
use crate::load::files::Disk;
use crate::load::scenario::{self, Loaded};
use crate::model::{Assumptions, Catalogue, Tenant};
use crate::project::ProjectionInput;

/// A scenario with the tenant it is played on.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) loaded: Loaded,
    pub(super) tenant: Tenant,
    pub(super) catalogue: Catalogue,
    pub(super) assumptions: Assumptions,
    pub(super) start: jiff::civil::Date,
}

impl Case {
    /// What is projected.
    pub(super) fn input(&self) -> ProjectionInput<'_> {
        ProjectionInput {
            catalogue: &self.catalogue,
            tenant: &self.tenant,
            scenario: &self.loaded.scenario,
            assumptions: self.assumptions,
            start: self.start,
        }
    }
}

/// The scenario of a file. `nameless` becomes true where neither the file nor the arguments name a tenant: then it is
/// the sample. What is wrong is in the findings.
pub(super) fn case(
    path: &Path,
    common: &Common,
    catalogue: &Catalogue,
    nameless: &mut bool,
    findings: &mut Findings,
) -> Result<Option<Case>, Failure> {
    let Some(loaded) = scenario::load(&Disk, path, findings)? else { return Ok(None) };
    let tenant = match (&common.tenant, &loaded.tenant) {
        (Some(name), _) => inputs::tenant_named(name, catalogue, findings)?,
        (None, Some(reference)) => inputs::tenant_of(reference, catalogue, findings)?,
        (None, None) => {
            *nameless = true;
            inputs::tenant_named(inputs::default_sample(), catalogue, findings)?
        }
    };
    let Some(tenant) = tenant else { return Ok(None) };
    let given: Vec<_> = common.assume.iter().filter(|given| !is_both(given)).cloned().collect();
    let assumptions =
        Assumptions::default().with(&loaded.scenario.assumptions).with(&stated(&given, true, findings));
    let start = inputs::as_of(common, &tenant, findings);
    let catalogue = inputs::catalogue_for(catalogue, &tenant);
    scenario::check(&loaded.mentions, &catalogue, &tenant, start, findings);
    Ok(Some(Case { loaded, tenant, catalogue, assumptions, start }))
}

/// `visibility=both` asks for each scenario under both readings.
pub(super) fn is_both((key, word): &(String, String)) -> bool {
    key == "visibility" && word == "both"
}
