//! The teams of a scenario: those that are assumed, and the hours that hygiene takes of them.

use std::collections::BTreeSet;

use crate::model::units::div_half_up;
use crate::model::{Aim, Id, Minutes, Remediation, Scenario, Team};

/// The hours a week of the one team that is assumed where nobody names any: one person's week.
pub const ASSUMED_WEEK_HOURS: i64 = 40;
const PLAIN_DAYS: i64 = 365;

/// The scenario where nobody states one: for a year the assumed team works in the order of the ranking.
pub fn plain_scenario() -> Scenario {
    Scenario {
        horizon_days: PLAIN_DAYS,
        remediation: Remediation::Ranked { from: None, aim: Aim::Rank },
        teams: vec![assumed_team()],
        ..Scenario::default()
    }
}

fn assumed_team() -> Team {
    Team::steady(Id::new("everyone"), Minutes::hours(ASSUMED_WEEK_HOURS))
}

/// The teams of a scenario; the assumed one where it names none.
pub fn teams_of(scenario: &Scenario) -> Vec<Team> {
    if scenario.teams.is_empty() {
        return vec![assumed_team()];
    }
    scenario.teams.clone()
}

/// Takes the hours of hygiene out of the teams' weeks, and returns the products that it holds: those whose team has
/// the hours.
///
/// A month is a twelfth of 52 weeks. Where several teams name a product, the first of them does the hygiene, otherwise
/// the first team that covers all products. A team has the hours when every week in which it works is long enough.
pub(super) fn take_hygiene(scenario: &Scenario, teams: &mut [Team]) -> BTreeSet<Id> {
    let mut held = BTreeSet::new();
    for (product, hours) in &scenario.hygiene {
        let by_name = teams.iter().position(|team| team.products.contains(product));
        let team = by_name.or_else(|| teams.iter().position(Team::covers_the_rest));
        let weekly = Minutes(div_half_up(i128::from(hours.0) * 12, 52));
        let Some(team) = team.and_then(|team| teams.get_mut(team)) else { continue };
        let mut weeks: Vec<&mut Minutes> = std::iter::once(&mut team.per_week)
            .chain(team.changes.iter_mut().map(|(_, hours)| hours))
            .filter(|hours| **hours > Minutes::ZERO)
            .collect();
        if !weeks.is_empty() && weeks.iter().all(|hours| **hours >= weekly) {
            weeks.iter_mut().for_each(|hours| **hours -= weekly);
            held.insert(product.clone());
        }
    }
    held
}
