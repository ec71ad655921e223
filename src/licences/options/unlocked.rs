//! What an option unlocks: the tenant with and without it on the day on which it begins, and the rows, entitlements and
//! points between the two, at once, by deployment and by work.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{LicenceOption, OptionsInput};
use crate::model::{Id, Minutes, Points, Status};
use crate::plan::{Order, backlog, rank};
use crate::state::{Change, ScoreRow, State, Unlock, Views, deployed, views};

/// The tenant without an option and with it, on the day on which it begins.
#[derive(Debug, Clone)]
pub struct OptionStates<'a> {
    pub before: State<'a>,
    pub after: State<'a>,
    /// Without it, when everything owned is deployed.
    pub deployed_before: State<'a>,
    /// With it, when everything owned is deployed.
    pub deployed: State<'a>,
}

/// The states of an option. Facts and statuses that its scenario states up to its last change of licences hold in all of
/// them. All its changes of licences are made, and its trials have begun.
pub fn option_states<'a>(input: &OptionsInput<'a>, option: &LicenceOption) -> OptionStates<'a> {
    let scenario = &option.scenario;
    let last = scenario.licences.iter().map(|(day, _)| *day).max().unwrap_or(option.from);
    let facts = scenario.facts.iter().map(|(day, facts)| (*day, Change::Facts(facts.clone())));
    let statuses = scenario.statuses.iter().filter(|status| status.expires.is_none_or(|end| end > last));
    let statuses = statuses.map(|status| {
        let change = match status.set {
            Status::ToAddress => Change::ClearStatus(status.control.clone(), None),
            set => Change::SetStatus(status.control.clone(), set),
        };
        (status.from.unwrap_or(input.start), change)
    });
    let mut stated: Vec<_> = facts.chain(statuses).filter(|(day, _)| *day <= last).collect();
    stated.sort_by_key(|(day, _)| *day);
    let mut before = State::at_snapshot(input.catalogue, input.tenant, option.assumptions).on(input.start);
    for (_, change) in &stated {
        before.apply(change);
    }
    let before = before.on(option.from);
    let mut after = before.clone();
    let mut changes: Vec<_> = scenario.licences.iter().collect();
    changes.sort_by_key(|(day, _)| *day);
    for (day, change) in changes {
        after = after.on(*day);
        after.apply(&Change::Licence(change.clone()));
    }
    OptionStates { deployed_before: deployed(&before), deployed: deployed(&after), before, after }
}

/// The figures of a tenant in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantFigures {
    /// The number of controls in the score.
    pub visible: usize,
    /// The number of these that the licences allow.
    pub entitled: usize,
    pub points: Points,
    pub max: Points,
    pub views: Views,
}

impl TenantFigures {
    pub fn of(state: &State<'_>) -> Self {
        let totals = state.totals();
        Self {
            visible: state.rows.len(),
            entitled: state.rows.keys().filter(|id| state.is_licensed(id)).count(),
            points: totals.points,
            max: totals.max,
            views: views(state),
        }
    }
}

/// The controls that an option adds, removes or entitles to, by id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct ControlsMoved {
    /// Rows that enter the score on day 0, by the licence alone.
    pub by_licence: Vec<Id>,
    /// Rows that enter only when everything owned is deployed, and would not without the option.
    pub by_deployment: Vec<Id>,
    /// Rows in the score on day 0 that may be earned now and could not before.
    pub entitled: Vec<Id>,
    /// The rows of these whose risk is accepted: plans leave them out.
    #[serde(rename = "risk_accepted")]
    pub accepted: Vec<Id>,
    /// Rows that leave the score on day 0.
    pub left: Vec<Id>,
}

pub(super) fn newly(both: &OptionStates<'_>, unlock: &Unlock) -> ControlsMoved {
    let row = |id: &Id| both.after.rows.get(id);
    let entitled: Vec<Id> = unlock.entitled.iter().filter(|id| row(id).is_some()).cloned().collect();
    let is_accepted = |id: &&Id| row(id).and_then(ScoreRow::current_status) == Some(Status::RiskAccepted);
    ControlsMoved {
        by_licence: unlock.by_licence.clone(),
        by_deployment: unlock.by_deployment.clone(),
        accepted: entitled.iter().filter(is_accepted).cloned().collect(),
        entitled,
        left: unlock.leaving.clone(),
    }
}

/// The points that an option unlocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct UnlockedPoints {
    /// Points gained on day 0 without work; negative where rows with points leave.
    pub at_once: Points,
    /// Further points that work can reach on the rows of day 0: with `at_once` the whole change of the achievable points.
    pub by_work: Points,
    /// Further points that deployment and work on the rows that it brings can reach, beyond those that deployment brings
    /// without the option.
    pub by_deployment: Points,
    /// The part of all three that people gain who have a seat. One seat is enough for the score to open a setting of the whole
    /// tenant, but contracts require a seat for everybody who is protected. Never more than all three; points that the
    /// option takes away count in full.
    pub licensed: Points,
    /// Points on the rows of day 0 that the licences allow and the seats do not reach.
    pub blocked_by_seats: Points,
    /// The same on all rows when everything is deployed.
    pub blocked_when_deployed: Points,
    /// The likely effort of the backlog with the option less that without; negative where the option saves work.
    #[serde(rename = "hours")]
    pub work: Minutes,
}

impl UnlockedPoints {
    /// The achievable points with the option when everything is deployed, less those without it.
    pub fn all(&self) -> Points {
        self.at_once + self.by_work + self.by_deployment
    }
}

pub(super) fn unlocked(both: &OptionStates<'_>, unlock: &Unlock) -> UnlockedPoints {
    let OptionStates { before, after, deployed_before, deployed } = both;
    let [was, is, could, can] = [before, after, deployed_before, deployed].map(State::achievable);
    UnlockedPoints {
        at_once: unlock.at_once,
        by_work: unlock.by_work,
        by_deployment: (can.seat_covered - is.seat_covered) - (could.seat_covered - was.seat_covered),
        blocked_by_seats: unlock.blocked_by_seats,
        blocked_when_deployed: can.tenant_wide - can.seat_covered,
        licensed: licensed(deployed, deployed_before),
        work: Minutes(effort(after).0 - effort(before).0),
    }
}

/// Of what can be achieved on each row beyond what could be without the option, the share of people with a seat, on the
/// licensed way with the largest share.
fn licensed(with: &State<'_>, without: &State<'_>) -> Points {
    let achievable = |state: &State<'_>, id: &Id| -> Points {
        state.rows.get(id).map_or(Points::ZERO, |row| state.achievable_of(row))
    };
    let ids: BTreeSet<&Id> = with.rows.keys().chain(without.rows.keys()).collect();
    let of = |id: &Id| {
        let could = achievable(without, id);
        let gain = achievable(with, id) - could;
        let row = with.rows.get(id).filter(|_| gain > Points::ZERO);
        row.map_or(gain, |row| with_a_seat(with, row, could, gain))
    };
    ids.into_iter().map(of).sum()
}

/// The part of what a row gains beyond the points that could be achieved before.
fn with_a_seat(state: &State<'_>, row: &ScoreRow, could: Points, gain: Points) -> Points {
    let (Some(control), Some(max)) = (state.control(&row.id), row.max) else { return gain };
    let of_way = |way| {
        let part = match state.people_share(control, way) {
            Some(share) => share.of(max - could),
            // A default credit may exceed what the seats reach.
            None => state.seat_cover(control, way).of(max) - could,
        };
        part.clamp(Points::ZERO, gain)
    };
    state.licensed_ways(control).map(of_way).max().unwrap_or(gain)
}

/// The likely effort of the whole backlog of a state.
fn effort(state: &State<'_>) -> Minutes {
    rank(backlog::build(state), Order::Bundles, None).total_effort()
}
