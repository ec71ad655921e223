//! The line beside every scenario: the same world, in which nobody does anything.

use std::collections::BTreeMap;

use crate::model::{Remediation, Scenario, StatusChange, Tenant};

/// A scenario without all that people do in it: no work, no change of licences or facts, no status but those that the
/// tenant has already, which still expire. What happens to the tenant by itself stays.
pub(super) fn idle(scenario: &Scenario, tenant: &Tenant) -> Scenario {
    let had = |change: &&StatusChange| {
        let now = tenant.controls.get(&change.control).and_then(|seen| seen.status);
        now.is_some_and(|status| status.value == change.set) && change.expires.is_some()
    };
    Scenario {
        licences: Vec::new(),
        facts: Vec::new(),
        retire_tools: Vec::new(),
        remediation: Remediation::None,
        teams: Vec::new(),
        freezes: Vec::new(),
        hygiene: BTreeMap::new(),
        statuses: scenario.statuses.iter().filter(had).cloned().collect(),
        ..scenario.clone()
    }
}
