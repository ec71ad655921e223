//! The work with its dates, and the days on which nobody makes changes.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Given;
use crate::model::{Freeze, Id, Minutes, Percent, Points, Team};
use crate::plan::WorkKind;
use crate::project::{BookedWork, Projection, teams_of};
use crate::state::State;

/// The dated work of one scenario.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The scenario, by its place: the first with dated work.
    pub scenario: usize,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The work by its first day, then its last, then its id.
    pub steps: Vec<PlannedStep>,
    /// Who works, in the order of the scenario.
    pub teams: Vec<Team>,
    /// What each of them does, in the same order.
    pub totals: Vec<TeamTotal>,
    /// Days without changes.
    pub freezes: Vec<Freeze>,
    /// Days on which nobody works.
    pub holidays: Vec<Date>,
}

/// One dated piece of work.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// The control or action.
    pub id: Id,
    /// Which of the two.
    pub kind: WorkKind,
    /// What to do.
    pub title: String,
    /// The name of the product it belongs to.
    pub product: Option<String>,
    /// The way that was chosen, where there are several.
    pub way: Option<Id>,
    /// Who does it.
    pub team: Id,
    /// The first day of work.
    pub start: Date,
    /// The last day of work.
    pub finish: Date,
    /// The work.
    pub effort: Minutes,
    /// The points that are expected of it.
    pub points: Points,
    /// The snapshot that usually shows it.
    pub expected_by: Option<Date>,
    /// The snapshot by which even the slowest refresh shows it.
    pub worry_after: Option<Date>,
    /// The score of the scenario on the day on which it shows; `None` after the last day.
    pub percent_then: Option<Percent>,
    /// The dated work that it builds on, by id.
    pub needs: Vec<Id>,
    /// Who is on it, as the tenant says.
    pub owner: Option<String>,
}

/// What one team does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamTotal {
    /// The team.
    pub team: Id,
    /// How many steps.
    pub steps: usize,
    /// Their hours.
    pub effort: Minutes,
    /// Their points.
    pub points: Points,
    /// The last day of work.
    pub finish: Option<Date>,
}

/// The dated work of the first scenario that has any.
pub(super) fn plan(given: &Given<'_>) -> Option<Plan> {
    let at = given.played.iter().position(|played| !played.projection.work.is_empty())?;
    let played = given.played.get(at)?;
    let (scenario, projection) = (played.scenario, played.projection);
    let mut steps: Vec<PlannedStep> =
        projection.work.iter().map(|work| step(work, projection, given.state)).collect();
    steps.sort_by(|a, b| (a.start, a.finish, &a.id).cmp(&(b.start, b.finish, &b.id)));
    let teams = teams_of(scenario);
    Some(Plan {
        scenario: at,
        from: projection.start()?.date,
        until: projection.end()?.date,
        totals: totals(&teams, &steps),
        steps,
        teams,
        freezes: scenario.freezes.clone(),
        holidays: scenario.holidays.clone(),
    })
}

fn step(work: &BookedWork, projection: &Projection, state: &State<'_>) -> PlannedStep {
    let booking = &work.booking;
    let last = projection.end().map(|end| end.date);
    let shows = work.expected_by.filter(|day| last.is_some_and(|last| *day <= last));
    PlannedStep {
        id: booking.id.clone(),
        kind: booking.kind,
        title: state.title(&booking.id),
        product: product(state, &booking.id),
        way: booking.way.clone(),
        team: booking.team.clone(),
        start: booking.start,
        finish: booking.finish,
        effort: booking.effort,
        points: booking.points,
        expected_by: work.expected_by,
        worry_after: work.worry_after,
        percent_then: shows.and_then(|day| projection.on(day)).map(|point| point.percent()),
        needs: work.needs.clone(),
        owner: owner(state, &booking.id),
    }
}

/// The name of the product that a control or an action belongs to.
pub(super) fn product(state: &State<'_>, id: &Id) -> Option<String> {
    let of_row = state.rows.get(id).and_then(|row| row.product.as_ref());
    let of_control = || state.control(id).map(|control| &control.product);
    let of_action = || state.catalogue.actions.get(id).map(|action| &action.product);
    let product = of_row.or_else(of_control).or_else(of_action)?;
    Some(
        state.catalogue.products.get(product).map_or_else(|| product.to_string(), |known| known.name.clone()),
    )
}

/// Who is on a control, as the tenant says.
pub(super) fn owner(state: &State<'_>, id: &Id) -> Option<String> {
    state.tenant.controls.get(id).and_then(|control| control.assigned_to.clone())
}

fn totals(teams: &[Team], steps: &[PlannedStep]) -> Vec<TeamTotal> {
    let mut of_team: BTreeMap<&Id, Vec<&PlannedStep>> = BTreeMap::new();
    for step in steps {
        of_team.entry(&step.team).or_default().push(step);
    }
    let total = |team: &Team| {
        let own = of_team.get(&team.id).map(Vec::as_slice).unwrap_or_default();
        TeamTotal {
            team: team.id.clone(),
            steps: own.len(),
            effort: own.iter().map(|step| step.effort).sum(),
            points: own.iter().map(|step| step.points).sum(),
            finish: own.iter().map(|step| step.finish).max(),
        }
    };
    teams.iter().map(total).collect()
}
