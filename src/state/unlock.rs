//! What one state lets a tenant earn that another does not: the figures of a licence option.
//!
//! Goes in: two states of one tenant on one day, such as before and after a change of licences. Comes out: an
//! [`Unlock`]. **Invariants:** `at_once + by_work` is the change of the seat-covered achievable points, and
//! `blocked_by_seats` is what the later state could achieve with a seat for everybody less what it can; both to the
//! hundredth. Which work it is and what it takes is the planner's.

use std::collections::BTreeSet;

use super::{Change, Entitlement, Evidence, State};
use crate::model::{Id, Points, Share};

/// What a state unlocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlock {
    /// Rows that come into the score with the licence.
    pub by_licence: Vec<Id>,
    /// Rows that come into the score once everything is deployed, and would not have come before.
    pub by_deployment: Vec<Id>,
    /// Rows that leave the score.
    pub leaving: Vec<Id>,
    /// Controls of the score, now or once everything is deployed, that may be earned now and could not before.
    pub entitled: Vec<Id>,
    /// The other way round: they can no longer be earned.
    pub lost: Vec<Id>,
    /// The change of the points without any work: what is credited, less what leaves.
    pub at_once: Points,
    /// The change of what work could still earn.
    pub by_work: Points,
    /// What could be achieved with seats for everybody and is not within reach of those there are.
    pub blocked_by_seats: Points,
    /// The change of the maximum.
    pub max: Points,
}

/// What the later state unlocks.
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

/// The state once everything is deployed that brings rows: every action is done that sets what a current control asks
/// for, that the tenant may take, and that makes sense in it. Of actions that exclude each other the first by id is done.
pub fn deployed<'a>(state: &State<'a>) -> State<'a> {
    let catalogue = state.catalogue;
    let current = catalogue.controls.values().filter(|control| control.is_current());
    let asked: BTreeSet<Id> = current.flat_map(|control| control.visible_when.facts()).collect();
    let mut deployed = state.clone();
    for action in catalogue.actions.values() {
        let brings = action.sets.keys().any(|fact| asked.contains(fact));
        // What makes no sense here counts as done.
        let open = deployed.done.get(&action.id).is_none_or(|done| !done.share.is_all());
        let excluded = action.conflicts.iter().any(|other| is_really_done(&deployed, other));
        if brings && open && !excluded && action.entitled_when.holds(&deployed) {
            deployed.apply(&Change::ActionDone(action.id.clone(), Share::ALL));
        }
    }
    deployed
}

fn is_really_done(state: &State<'_>, id: &Id) -> bool {
    let done = state.done.get(id).filter(|done| done.evidence != Evidence::NotApplicable);
    done.is_some_and(|done| done.share.is_all())
}
