//! What a change of licences unlocks: controls and points that a tenant can earn with it and not without it.
//!
//! Goes in: two states of one tenant on one day, before and after the change. Comes out: an [`Unlock`]. **Invariants:**
//! `at_once + by_work` is the change of the seat-covered achievable points, and `blocked_by_seats` is the difference between
//! what the later state could achieve with a seat for everybody and what it can; both to the hundredth. The work and its
//! effort are the planner's.

use std::collections::BTreeSet;

use super::{Change, Entitlement, Evidence, State};
use crate::model::{Id, Points, Share};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlock {
    /// Rows that enter the score with the licence.
    pub by_licence: Vec<Id>,
    /// Rows that enter the score only when everything is deployed, and would not without the change.
    pub by_deployment: Vec<Id>,
    /// Rows that leave the score.
    pub leaving: Vec<Id>,
    /// Controls, in the score now or when everything is deployed, that may be earned now and could not before.
    pub entitled: Vec<Id>,
    /// Controls that could be earned before and may not now.
    pub lost: Vec<Id>,
    /// The change of the points without work: credits less the points of rows that leave.
    pub at_once: Points,
    /// The change of the points that work could still earn.
    pub by_work: Points,
    /// Points that are achievable with seats for everybody and not with the seats that there are.
    pub blocked_by_seats: Points,
    pub max: Points,
}

pub fn unlock(before: &State<'_>, after: &State<'_>) -> Unlock {
    let ids = |state: &State<'_>| -> BTreeSet<Id> { state.rows.keys().cloned().collect() };
    let (was, is) = (ids(before), ids(after));
    let by_licence: Vec<Id> = is.difference(&was).cloned().collect();
    let deployed = [before, after].map(|state| ids(&deployed(state)));
    let come = deployed[1].difference(&deployed[0]);
    let by_deployment: Vec<Id> = come.filter(|id| !is.contains(*id)).cloned().collect();
    let shown = |rows: &BTreeSet<Id>, later: &BTreeSet<Id>| -> BTreeSet<Id> { rows | later };
    let moved = |from: &State<'_>, to: &State<'_>, ids: BTreeSet<Id>| -> Vec<Id> {
        let may = |state: &State<'_>, id: &Id| {
            state.control(id).map(|control| state.entitlement(control) != Entitlement::No)
        };
        ids.into_iter().filter(|id| may(from, id) == Some(false) && may(to, id) == Some(true)).collect()
    };
    let (sums_before, sums_after) = (before.achievable(), after.achievable());
    let (totals_before, totals_after) = (before.totals(), after.totals());
    let at_once = totals_after.points - totals_before.points;
    Unlock {
        by_licence,
        by_deployment,
        leaving: was.difference(&is).cloned().collect(),
        entitled: moved(before, after, shown(&is, &deployed[1])),
        lost: moved(after, before, shown(&was, &deployed[0])),
        at_once,
        by_work: (sums_after.seat_covered - totals_after.points)
            - (sums_before.seat_covered - totals_before.points),
        blocked_by_seats: sums_after.tenant_wide - sums_after.seat_covered,
        max: totals_after.max - totals_before.max,
    }
}

/// The state when everything that brings rows is deployed: every action is done that sets a fact which a current control
/// asks for, that the licences allow, and that applies to the tenant. Of actions that exclude each other the first by id is
/// done.
pub fn deployed<'a>(state: &State<'a>) -> State<'a> {
    let catalogue = state.catalogue;
    let current = catalogue.controls.values().filter(|control| control.is_current());
    let asked: BTreeSet<Id> = current.flat_map(|control| control.visible_when.facts()).collect();
    let mut deployed = state.clone();
    for action in catalogue.actions.values() {
        let brings = action.sets.keys().any(|fact| asked.contains(fact));
        // An action that does not apply counts as done.
        let open = deployed.done.get(&action.id).is_none_or(|done| !done.share.is_all());
        let excluded = action.conflicts.iter().any(|other| is_really_done(&deployed, other));
        if brings && open && !excluded && deployed.may_do(action) {
            deployed.apply(&Change::ActionDone(action.id.clone(), Share::ALL));
        }
    }
    deployed
}

fn is_really_done(state: &State<'_>, id: &Id) -> bool {
    let done = state.done.get(id).filter(|done| done.evidence != Evidence::NotApplicable);
    done.is_some_and(|done| done.share.is_all())
}
