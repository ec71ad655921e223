//! What changes of facts could still do to the score: rows that may enter or leave, and credits that may fall due.

use super::{ScoreRow, State};
use crate::model::catalogue::Credit;
use crate::model::{Control, Id};

impl<'a> State<'a> {
    /// Whether a control that is not in the score enters it as soon as its conditions hold.
    pub fn may_enter(&self, id: &Id) -> bool {
        let seen = self.tenant.controls.contains_key(id);
        !self.rows.contains_key(id)
            && !self.membership.retired.contains(id)
            && (seen || !self.membership.expected_at_start.contains(id))
    }

    /// Whether a row leaves the score as soon as its conditions fail.
    pub fn may_leave(&self, id: &Id) -> bool {
        let seen = self.tenant.controls.contains_key(id);
        !self.membership.added.contains(id) && (!seen || self.membership.expected_at_start.contains(id))
    }

    /// A row of the score, or one that has left it, with the points that it had then.
    pub fn row_or_left(&self, id: &Id) -> Option<&ScoreRow> {
        self.rows.get(id).or_else(|| self.membership.hidden.get(id))
    }

    /// The row with which a control would enter the score, with its default credit if that is due then.
    pub fn entering_row(&self, id: &Id, control: &Control, with_credit: bool) -> ScoreRow {
        let returned = self.membership.hidden.get(id).cloned();
        let mut row = returned.unwrap_or_else(|| self.new_row_with(id, control, with_credit));
        row.simulated = self.statuses.get(id).copied();
        row
    }

    /// The default credit that a control has not had and may still get when its condition begins to hold.
    pub fn credit_to_come(&self, id: &Id, control: &'a Control) -> Option<&'a Credit> {
        let granted = self.credits.granted.contains(id) || self.credits.due.contains(id);
        let kept = self.rows.contains_key(id) || self.membership.hidden.contains_key(id);
        control.default_credit.as_ref().filter(|_| !(granted && kept))
    }
}
