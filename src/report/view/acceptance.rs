//! Statuses that people set in place of a measurement, with their ends.

use jiff::civil::Date;

use super::{Given, plan};
use crate::model::{Id, Points, Status, StatusChange};
use crate::state::{ScoreRow, State};

/// A risk that somebody accepted, or points for the word of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The scenario that sets it, by its place; `None` for what the tenant has today.
    pub scenario: Option<usize>,
    /// The control.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// The name of the product it belongs to.
    pub product: Option<String>,
    /// The status.
    pub status: Status,
    /// The points that an acceptance gives up, or that an assertion gives beyond what is measured; `None` where the
    /// maximum is not known.
    pub points: Option<Points>,
    /// From this day; `None` for what the tenant has, whose export says no day, and for what holds from the start.
    pub from: Option<Date>,
    /// The first day on which it no longer holds; `None` where it never ends.
    pub expires: Option<Date>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Those of the tenant by id, then those of each scenario in the order of its file.
pub(super) fn acceptances(given: &Given<'_>) -> Vec<Acceptance> {
    let state = given.state;
    let today = state.rows.values().filter_map(|row| of_tenant(state, row));
    let scenarios = given.played.iter().enumerate().flat_map(|(at, played)| {
        let set = played.scenario.statuses.iter().filter(|change| is_set_by_people(change.set));
        set.map(move |change| of_scenario(state, at, change))
    });
    today.chain(scenarios).collect()
}

/// Nothing ends that is only planned, and what is done or open is measured.
fn is_set_by_people(status: Status) -> bool {
    status == Status::RiskAccepted || status.is_asserted()
}

fn of_tenant(state: &State<'_>, row: &ScoreRow) -> Option<Acceptance> {
    let status = row.current_status().filter(|status| is_set_by_people(*status))?;
    let at_stake = if status.is_asserted() { row.points() - row.measured } else { row.left() };
    Some(Acceptance {
        scenario: None,
        id: row.id.clone(),
        title: row.title.clone(),
        product: plan::product(state, &row.id),
        status,
        points: row.max.map(|_| at_stake),
        from: None,
        expires: None,
        owner: plan::owner(state, &row.id),
        reason: state.tenant.controls.get(&row.id).and_then(|control| control.comment.clone()),
    })
}

fn of_scenario(state: &State<'_>, at: usize, change: &StatusChange) -> Acceptance {
    let row = state.rows.get(&change.control);
    let at_stake = |row: &ScoreRow, max: Points| match change.set.is_asserted() {
        true => max - row.measured,
        // A simulated acceptance earns nothing at all.
        false => max,
    };
    Acceptance {
        scenario: Some(at),
        id: change.control.clone(),
        title: state.title(&change.control),
        product: plan::product(state, &change.control),
        status: change.set,
        points: row.and_then(|row| Some(at_stake(row, row.max?))),
        from: change.from,
        expires: change.expires,
        owner: change.owner.clone(),
        reason: change.reason.clone(),
    }
}
