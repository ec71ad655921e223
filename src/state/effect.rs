//! What changes would do: they are made on a state and taken back.

use std::collections::BTreeMap;

use super::State;
use super::change::Change;
use crate::model::Points;

impl State<'_> {
    /// By how much a change would move the points and the maximum of the score after some others. The state is left as it
    /// was. Of its rows only those are copied that the changes touch, so that a tenant of many rows may be asked often.
    pub fn effect(&mut self, prior: &[Change], change: &Change) -> (Points, Points) {
        let rows = std::mem::take(&mut self.rows);
        let before = self.clone();
        self.rows = rows;
        self.taken_back = Some(BTreeMap::new());
        for change in prior {
            self.apply(change);
        }
        let was = self.totals();
        self.apply(change);
        let is = self.totals();
        let mut rows = std::mem::take(&mut self.rows);
        for (id, row) in self.taken_back.take().unwrap_or_default() {
            match row {
                Some(row) => drop(rows.insert(id, row)),
                None => drop(rows.remove(&id)),
            }
        }
        *self = Self { rows, ..before };
        (is.points - was.points, is.max - was.max)
    }
}
