//! One tenant of known sizes, so that the effort of two entries can be compared without any tenant.

use super::Id;
use super::about::Level;
use super::catalogue::{Action, Control, Effort, Estimate};
use super::tenant::USERS;
use super::units::{Minutes, div_half_up};

/// The size of each population at the reference tenant, in the order of the names. It is no sample and nobody's
/// tenant: a company of 1000 people with round numbers.
pub const SIZES: [(&str, i64); 15] = [
    ("admins", 10),
    ("app-instances", 1),
    ("devices.linux", 50),
    ("devices.macos", 100),
    ("devices.network", 20),
    ("devices.servers", 100),
    // 800 clients and the 100 servers.
    ("devices.windows", 900),
    ("domain-controllers", 10),
    ("domains", 5),
    ("guests", 50),
    ("mailboxes", 1000),
    ("servers.adcs", 2),
    ("servers.adfs", 2),
    ("servers.entra-connect", 2),
    (USERS, 1000),
];

/// The size of a population at the reference tenant; `None` where it has none.
pub fn size(population: &Id) -> Option<i64> {
    SIZES.iter().find(|(name, _)| *name == population.as_str()).map(|(_, size)| *size)
}

/// Fixed part and all units at the reference tenant, each of the three rounded half up to the minute.
///
/// `population` is what the entry itself counts, where its effort names nothing else. `None` when a part grows with
/// a population that has no reference size: a figure would be a guess.
pub fn effort(effort: &Effort, population: Option<&Id>) -> Option<Estimate> {
    if effort.per_100 == Estimate::default() {
        return Some(effort.fixed);
    }
    let units = size(effort.population.as_ref().or(population)?)?;
    let whole = |fixed: Minutes, per_100: Minutes| {
        fixed + Minutes(div_half_up(i128::from(per_100.0) * i128::from(units), 100))
    };
    Some(Estimate {
        low: whole(effort.fixed.low, effort.per_100.low),
        likely: whole(effort.fixed.likely, effort.per_100.likely),
        high: whole(effort.fixed.high, effort.per_100.high),
    })
}

/// How much work an action is there; what has no figure counts as none.
pub fn level_of_action(action: &Action) -> Level {
    level(&action.effort, None)
}

/// How much work a control itself is there, by the way whose level lies nearest to a rating.
pub fn level_of_control(control: &Control, rated: Level) -> Level {
    let own = control.scoring.population();
    let levels = control.ways.iter().map(|way| level(&way.effort, own));
    levels.min_by_key(|level| level.steps(rated)).unwrap_or(rated)
}

fn level(work: &Effort, own: Option<&Id>) -> Level {
    Level::of(effort(work, own).map_or(Minutes::ZERO, |estimate| estimate.likely))
}
