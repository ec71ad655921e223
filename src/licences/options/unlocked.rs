//! What an option brings: rows, entitlements and points, at once, by deploying and by work.

use super::OptionStates;
use crate::model::{Id, Minutes, Points, Status};
use crate::plan::{Order, backlog, rank};
use crate::state::{Entitlement, ScoreRow, State, Unlock, Views, views};

/// A tenant in a few figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantFigures {
    /// Controls in the score.
    pub visible: usize,
    /// Of these, those that it may earn.
    pub entitled: usize,
    /// Points.
    pub points: Points,
    /// Maximum.
    pub max: Points,
    /// Microsoft's views, and the seat-covered one.
    pub views: Views,
}

impl TenantFigures {
    /// The figures of a state.
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

/// Controls that an option brings or takes, by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ControlsMoved {
    /// Rows that enter on day 0, by the licence alone.
    pub by_licence: Vec<Id>,
    /// Rows that enter only when what it entitles to is deployed, and would not without it.
    pub by_deployment: Vec<Id>,
    /// Rows in the score on day 0 that may be earned now and could not before.
    pub entitled: Vec<Id>,
    /// Of these, rows whose risk is accepted: plans leave them alone.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnlockedPoints {
    /// Points that come on day 0 without work; negative where rows with points leave.
    pub at_once: Points,
    /// Further points that seats and licences let work reach on the rows of day 0: with `at_once` the whole change of
    /// the achievable points.
    pub by_work: Points,
    /// Further points that are reached by deploying what it entitles to and by work on the rows that come then, beyond
    /// what deploying brings without the option.
    pub by_deployment: Points,
    /// Points on the rows of day 0 that the tenant is licensed for and that no seat reaches.
    pub blocked_by_seats: Points,
    /// The same on all rows when everything is deployed.
    pub blocked_when_deployed: Points,
    /// The points more when everything is deployed, of which those of a setting of the whole tenant count for the share
    /// of people with a seat: one seat opens it for the score, and contracts ask for one for everybody whom it protects.
    /// More seats bring more of them, also where they bring no points.
    pub licensed: Points,
    /// The likely hours of the whole backlog with the option, less those without; negative where it saves work.
    pub work: Minutes,
}

impl UnlockedPoints {
    /// What is achievable with the option when everything is deployed, less the same without it.
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
        licensed: licensed(deployed, before) - licensed(deployed_before, before),
        work: Minutes(effort(after).0 - effort(before).0),
    }
}

/// The points of a state whose people have a seat: what was there before the option, and of what can be achieved beyond
/// it the share of the people with a seat on the licensed way that has most of them.
fn licensed(state: &State<'_>, before: &State<'_>) -> Points {
    let of = |row: &ScoreRow| {
        let there = before.rows.get(&row.id).map_or(Points::ZERO, |row| before.weight(row).0);
        let achievable = state.achievable_of(row);
        if achievable > there { there + with_a_seat(state, row, there, achievable) } else { achievable }
    };
    state.rows.values().map(of).sum()
}

fn with_a_seat(state: &State<'_>, row: &ScoreRow, there: Points, achievable: Points) -> Points {
    let gain = achievable - there;
    let (Some(control), Some(max)) = (state.control(&row.id), row.max) else { return gain };
    let ways = control.ways.iter().filter(|way| state.may_take(control, way) != Entitlement::No);
    let of_way = |way| match state.people_share(control, way) {
        Some(share) => share.of(max - there).min(gain),
        // A default credit may go further than the seats.
        None => (state.seat_cover(control, way).of(max) - there).clamp(Points::ZERO, gain),
    };
    ways.map(of_way).max().unwrap_or(gain)
}

/// The likely effort of everything that the ranking of a state holds.
fn effort(state: &State<'_>) -> Minutes {
    rank(backlog::build(state), Order::Bundles, None).total_effort()
}
