//! What a question about one tenant stands on: the tenant, its day, the catalogue, the assumptions.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outcome::{Outcome, Refusal, Sampled as _};
use super::values::{self, Assume};
use super::{Engine, inputs};
use crate::diag::{Code, Finding, Findings};
use crate::load::assumptions::stated;
use crate::model::{Assumptions, Catalogue, Setting, Tenant};
use crate::state::State;

/// What a question is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Subject {
    /// Tenant file, exports as `import` takes them, a folder of them, or the name of a built-in sample; else the first one
    pub tenant: Option<String>,
    /// Catalogue overlays: entries that add to or change the built-in ones
    pub catalogue: Vec<PathBuf>,
    /// The day that counts as today, and that of an export which carries none; the snapshot's date when absent
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Date>")]
    pub as_of: Option<Date>,
    /// Assumptions by name
    pub assume: Assume,
    /// What the tenant owns, in place of what its export says of licences: SKUs joined by `+`, each with its seats and group
    /// where they are not everybody's, like SPE_E5 or SPE_E3:1180+SPE_E5:20@admins
    pub owned: Option<String>,
}

impl From<&str> for Subject {
    fn from(tenant: &str) -> Self {
        Self { tenant: Some(tenant.to_owned()), ..Self::default() }
    }
}

impl Subject {
    /// Reports what is given of it beside something that takes its place.
    pub(super) fn is_absent(&self, beside: &str, findings: &mut Findings) {
        let given = [
            ("tenant", self.tenant.is_some()),
            ("catalogue", !self.catalogue.is_empty()),
            ("as_of", self.as_of.is_some()),
            ("assume", !self.assume.is_empty()),
            ("owned", self.owned.is_some()),
        ];
        values::exclude(beside, given, findings);
    }

    /// Today: the given day, else the snapshot's.
    pub(super) fn day(&self, tenant: &Tenant, findings: &mut Findings) -> Date {
        day(self.as_of, tenant, findings)
    }
}

/// Today: the given day, else the snapshot's. No day before the snapshot can be told.
pub(super) fn day(as_of: Option<Date>, tenant: &Tenant, findings: &mut Findings) -> Date {
    let day = as_of.unwrap_or(tenant.snapshot_date);
    if day < tenant.snapshot_date {
        let message = format!("--as-of {day} lies before the snapshot of {}", tenant.snapshot_date);
        findings.push(
            Finding::new(Code::BeforeStart, message).help("give a later day, or import an older export"),
        );
    }
    day
}

/// What a scenario assumes, with what the question states over it.
pub(super) fn assumed(
    scenario: &[Setting],
    given: &[(String, String)],
    findings: &mut Findings,
) -> Assumptions {
    Assumptions::default().with(scenario).with(&stated(given, false, findings))
}

#[derive(Debug)]
pub(super) struct Basis {
    /// The catalogue, with entries for the controls that only this tenant knows.
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) assumptions: Assumptions,
    /// The tenant and the day that counts as today; `None` when it can not be read.
    pub(super) tenant: Option<(Tenant, Date)>,
}

impl Basis {
    pub(super) fn state(&self) -> Option<State<'_>> {
        let (tenant, day) = self.tenant.as_ref()?;
        Some(State::at_snapshot(&self.catalogue, tenant, self.assumptions).on(*day))
    }
}

impl Engine {
    /// Answers a question about one tenant. What is wrong with what the subject names is in the findings.
    pub(super) fn about<T>(
        &self,
        subject: &Subject,
        answer: impl FnOnce(&Basis, Findings) -> Result<Outcome<T>, Refusal>,
    ) -> Result<Outcome<T>, Refusal> {
        let mut findings = Findings::new();
        let catalogue = self.catalogue(&subject.catalogue, &mut findings)?;
        let assumptions = assumed(&[], &subject.assume, &mut findings);
        let uses_sample = subject.tenant.is_none();
        let named = self.tenant_or_sample(subject.tenant.as_deref(), subject, &catalogue, &mut findings);
        let asked = named.and_then(|tenant| {
            let catalogue = match &tenant {
                Some(tenant) => inputs::catalogue_for(&catalogue, tenant),
                None => catalogue,
            };
            let tenant = tenant.map(|tenant| {
                let day = subject.day(&tenant, &mut findings);
                (tenant, day)
            });
            answer(&Basis { catalogue, assumptions, tenant }, findings)
        });
        asked.sampled(uses_sample)
    }
}
