//! The line beside every scenario: the same world, in which nobody does anything.

use crate::model::{Scenario, StatusChange, Tenant};

/// A scenario without all that people do in it: no work, no change of licences or facts, no status but those that the
/// tenant has already, which still expire. What happens to the tenant by itself stays.
pub(super) fn idle(scenario: &Scenario, tenant: &Tenant) -> Scenario {
    let had = |change: &&StatusChange| {
        let now = tenant.controls.get(&change.control).and_then(|seen| seen.status);
        now.is_some_and(|status| status.value == change.set) && change.expires.is_some()
    };
    // Every field is named, so that a new one does not compile until it is known whether people do it.
    let Scenario {
        name,
        horizon_days,
        goal,
        growth,
        new_controls,
        retire,
        drift,
        assumptions,
        statuses,
        licences: _,
        term: _,
        renewal: _,
        labour_rate: _,
        facts: _,
        remediation: _,
        teams: _,
        freezes: _,
        holidays: _,
        dates: _,
        ramps: _,
        retire_tools: _,
        hygiene: _,
        demand: _,
    } = scenario;
    Scenario {
        name: name.clone(),
        horizon_days: *horizon_days,
        goal: *goal,
        growth: growth.clone(),
        new_controls: new_controls.clone(),
        retire: retire.clone(),
        drift: drift.clone(),
        assumptions: assumptions.clone(),
        statuses: statuses.iter().filter(had).cloned().collect(),
        ..Scenario::default()
    }
}
