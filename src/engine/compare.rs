//! `compare`: two tenants or snapshots.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outcome::{Outcome, Refusal};
use super::subject::assumed;
use super::values::Assume;
use super::{Engine, Subject};
use crate::answer::CompareAnswer;
use crate::compare::{self, compare};
use crate::diag::Findings;
use crate::state::State;

/// What do two tenants or snapshots both score, what only one, and why?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompareQuestion {
    /// The first: a tenant file, a built-in sample, or an export, a file or a folder
    pub a: String,
    /// The second, alike; differences are B less A
    pub b: String,
    /// Catalogue overlays
    #[serde(default)]
    pub catalogue: Vec<PathBuf>,
    /// Assumptions by name; `visibility` decides what is expected
    #[serde(default)]
    pub assume: Assume,
    /// What both own, in place of what their exports say of licences, written like an option of `licences`
    #[serde(default)]
    pub owned: Option<String>,
}

impl Engine {
    /// Two tenants or snapshots side by side.
    ///
    /// # Errors
    /// What is wrong with either.
    pub fn compare(&self, question: &CompareQuestion) -> Result<Outcome<CompareAnswer>, Refusal> {
        let mut findings = Findings::new();
        let catalogue = self.catalogue(&question.catalogue, &mut findings)?;
        let assumptions = assumed(&[], &question.assume, &mut findings);
        let subject = Subject { owned: question.owned.clone(), ..Subject::default() };
        let mut unreadable = Vec::new();
        // What is wrong with both is shown before anybody gives up.
        let mut named = |name: &str| {
            let mut own = Findings::new();
            let tenant = self.tenant_named(name, &subject, &catalogue, &mut own);
            findings.extend(own);
            tenant.unwrap_or_else(|refusal| {
                refusal.keep(&mut findings, &mut unreadable);
                None
            })
        };
        let (a, b) = (named(&question.a), named(&question.b));
        let (Some(a), Some(b), false) = (a, b, findings.has_errors()) else {
            return Err(Refusal::new(findings, unreadable));
        };
        let [a, b] = [&a, &b].map(|tenant| State::at_snapshot(&catalogue, tenant, assumptions));
        findings.extend(compare::findings(&a, &b));
        let findings = findings.sorted();
        let answer = CompareAnswer::of(&compare(&a, &b), [&a, &b], findings.iter());
        Ok(Outcome::new(answer, findings))
    }
}
