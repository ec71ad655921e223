//! The do-nothing line: the score of the same days when nobody does anything.

use jiff::civil::Date;

use super::changes::dated_changes;
use super::simulate::Simulation;
use super::{ProjectionInput, ScorePoint};
use crate::model::{NO_DEMAND, Scenario, StatusChange, Tenant};
use crate::state::State;

/// The do-nothing line of a scenario from `start`, the state of its first day, to `end`.
pub(super) fn do_nothing(input: &ProjectionInput<'_>, start: State<'_>, end: Date) -> Vec<ScorePoint> {
    let scenario = do_nothing_scenario(input.scenario, input.tenant);
    let idle = ProjectionInput { scenario: &scenario, demand: &NO_DEMAND, ..*input };
    let (changes, _) = dated_changes(&idle, end, end);
    let mut simulation = Simulation::from(start, input.start);
    simulation.apply_all(&changes, end);
    simulation.series
}

/// The scenario without work, changes of licences or facts, and new statuses. What happens without anybody stays:
/// background changes, and the expiry of statuses that the tenant has already.
fn do_nothing_scenario(scenario: &Scenario, tenant: &Tenant) -> Scenario {
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
