//! Whether two states are the same for all work that is still to come.

use super::{Membership, State};

impl State<'_> {
    /// Whether work has led two states of one tenant on one day to the same: all further work comes to the same in both.
    pub fn is_same(&self, other: &Self) -> bool {
        let Self {
            catalogue: _,
            tenant: _,
            assumptions: _,
            day: _,
            licences: _,
            plans: _,
            licensing: _,
            facts,
            resized,
            done,
            shown,
            row_evidence: _,
            rows,
            sums,
            touched: _,
            taken_back: _,
            moved_facts: _,
            unsettled,
            readers: _,
            membership,
            unknown_controls_max,
            unattributed: _,
            statuses,
            waiting_work,
            credits,
            conditional,
        } = self;
        let Membership { expected_at_start: _, moved, added, retired, hidden } = membership;
        let membership = &other.membership;
        *sums == other.sums
            && *facts == other.facts
            && *done == other.done
            && *shown == other.shown
            && *rows == other.rows
            && *credits == other.credits
            && *conditional == other.conditional
            && *statuses == other.statuses
            && *waiting_work == other.waiting_work
            && *unsettled == other.unsettled
            && *resized == other.resized
            && *unknown_controls_max == other.unknown_controls_max
            && *moved == membership.moved
            && *added == membership.added
            && *retired == membership.retired
            && *hidden == membership.hidden
    }
}
