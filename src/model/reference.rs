//! A tenant of ordinary size, so that efforts that grow with a population can be compared with published ratings.

use super::about::Level;
use super::catalogue::{Action, Control, Effort};
use super::id::Id;
use super::units::{Minutes, Share};

/// How many units a population has in the tenant of reference; 0 for one that is not known.
pub fn size(population: &Id) -> i64 {
    match population.as_str() {
        "users" | "mailboxes" => 1_000,
        "devices.windows" => 900,
        "devices.servers" | "devices.macos" => 100,
        "guests" | "devices.linux" => 50,
        "devices.network" => 20,
        "admins" | "domain-controllers" => 10,
        "domains" => 5,
        "servers.adcs" | "servers.adfs" | "servers.entra-connect" => 2,
        "app-instances" => 1,
        _ => 0,
    }
}

/// The likely effort there; `own` is what a proportional control counts.
pub fn effort(effort: &Effort, own: Option<&Id>) -> Minutes {
    effort.left(Share::NONE, effort.population.as_ref().or(own).map_or(0, size))
}

/// How much work an action is there.
pub fn level_of_action(action: &Action) -> Level {
    Level::of(effort(&action.effort, None))
}

/// How much work a control itself is there, by the way whose level lies nearest to a rating.
pub fn level_of_control(control: &Control, rated: Level) -> Level {
    let own = control.scoring.population();
    let levels = control.ways.iter().map(|way| Level::of(effort(&way.effort, own)));
    levels.min_by_key(|level| level.steps(rated)).unwrap_or(rated)
}
