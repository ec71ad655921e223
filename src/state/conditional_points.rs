//! Points that rest on a condition, such as those that security defaults give: they end with the condition.

use std::collections::BTreeSet;

use super::State;
use crate::model::{Control, Id, Points, Way};

/// What the points of a row rest on.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct ConditionalPoints {
    /// The conditional way on which they rest.
    way: Option<Id>,
    /// The points that unconditional ways have reached: these stay.
    lasting: Points,
    /// The condition fails for want of a licence that has gone, and the points have not lapsed yet.
    in_grace: bool,
}

impl<'a> State<'a> {
    /// The rows whose points rest on a conditional way.
    fn resting(&self) -> impl Iterator<Item = (&Id, &ConditionalPoints, &'a Way)> {
        self.conditional.iter().filter_map(|(id, points)| {
            let name = points.way.as_ref()?;
            let control = self.control(id)?;
            control.ways.iter().find(|way| way.id == *name).map(|way| (id, points, way))
        })
    }

    /// The rows whose points end with a condition, with the conditional way, by id. What is left of its grace is no longer
    /// held by anything.
    pub fn held(&self) -> impl Iterator<Item = (&Id, &'a Way)> {
        self.resting().filter(|(_, points, _)| !points.in_grace).map(|(id, _, way)| (id, way))
    }

    /// Whether a row has points only until they lapse, as a licence has gone on which their condition rests.
    pub fn is_in_grace(&self, id: &Id) -> bool {
        self.conditional.get(id).is_some_and(|points| points.in_grace)
    }

    /// The rows whose condition holds.
    pub(super) fn holding(&self) -> BTreeSet<Id> {
        let holds = |way: &Way| way.holds_while.as_ref().is_none_or(|expr| expr.holds(self));
        self.resting().filter(|(_, _, way)| holds(way)).map(|(id, ..)| id.clone()).collect()
    }

    /// On the snapshot date measured points rest on the first conditional way whose condition holds. No export states
    /// which way a tenant took.
    pub(super) fn find_conditional_points(&mut self) {
        let mut found = Vec::new();
        for row in self.rows.values().filter(|row| row.measured > Points::ZERO) {
            let Some(control) = self.control(&row.id) else { continue };
            let holds = |way: &&Way| way.holds_while.as_ref().is_some_and(|expr| expr.holds(self));
            if let Some(way) = control.ways.iter().find(holds) {
                found.push((row.id.clone(), way.id.clone()));
            }
        }
        for (id, way) in found {
            self.conditional.insert(id, ConditionalPoints { way: Some(way), ..ConditionalPoints::default() });
        }
    }

    /// Records that work on a way has reached some points.
    pub(super) fn record_reached(&mut self, id: &Id, way: &Way, points: Points) {
        let conditional = way.holds_while.is_some();
        if !conditional && !self.conditional.contains_key(id) {
            return;
        }
        // What the row had before rests on no condition.
        let lasting = self.rows.get(id).map_or(Points::ZERO, |row| row.measured);
        let first = || ConditionalPoints { lasting, ..ConditionalPoints::default() };
        let points_of = self.conditional.entry(id.clone()).or_insert_with(first);
        if conditional {
            points_of.way = Some(way.id.clone());
            points_of.in_grace = false;
        } else {
            self.keep_lasting(id, points);
        }
    }

    /// Records points that rest on no condition.
    pub(super) fn keep_lasting(&mut self, id: &Id, points: Points) {
        if let Some(kept) = self.conditional.get_mut(id) {
            kept.lasting = kept.lasting.max(points);
        }
    }

    /// Removes points whose condition has ended, down to those that unconditional ways have reached. Where it held before a
    /// change of licences, and as long as only plans are missing, they are left to lapse.
    pub(super) fn remove_ended(&mut self, held_before: &BTreeSet<Id>) {
        let mut moved = Vec::new();
        for (id, points, way) in self.resting() {
            let Some(expr) = &way.holds_while else { continue };
            let fails = !expr.holds(self);
            let held = held_before.contains(id) || points.in_grace;
            let waits = held && expr.holds_but_for_plans(self);
            if fails || points.in_grace {
                moved.push((id.clone(), fails, waits));
            }
        }
        for (id, fails, waits) in moved {
            if fails && !waits {
                self.end(&id);
            } else if let Some(points) = self.conditional.get_mut(&id) {
                points.in_grace = fails;
            }
        }
    }

    /// Removes the points of a row that rest on one of the conditional ways that have lapsed, where its condition still
    /// fails.
    pub(super) fn end_lapsed(&mut self, id: &Id, ways: &BTreeSet<Id>) {
        let points = self.conditional.get(id).filter(|points| points.in_grace);
        if points.and_then(|points| points.way.as_ref()).is_some_and(|way| ways.contains(way)) {
            self.end(id);
        }
    }

    fn end(&mut self, id: &Id) {
        let lasting = self.conditional.remove(id).map_or(Points::ZERO, |points| points.lasting);
        self.each_row(id, |row| row.take_back_to(lasting));
    }

    /// The best licensed way, or the named one, with the points it reaches.
    pub(super) fn best_way(
        &self,
        control: &'a Control,
        named: Option<&Id>,
        max: Points,
    ) -> Option<(&'a Way, Points)> {
        let ways = control.ways.iter().filter(|way| way.entitled_when.may_hold(self));
        ways.filter(|way| named.is_none_or(|name| *name == way.id))
            .map(|way| (way, self.reach(control, way, max)))
            // Of equal ways the first in the catalogue.
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
    }
}
