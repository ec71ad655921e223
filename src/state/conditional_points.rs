//! Points that rest on a condition, such as those that security defaults give: they end with the condition.

use super::State;
use crate::model::{Control, Id, Points, Way};

/// What the points of a row rest on.
#[derive(Debug, Clone, Default)]
pub(super) struct ConditionalPoints {
    /// The conditional way on which they rest.
    way: Option<Id>,
    /// The points that unconditional ways have reached: these stay.
    lasting: Points,
}

impl<'a> State<'a> {
    /// The rows whose points end with a condition, with the conditional way, by id.
    pub fn held(&self) -> impl Iterator<Item = (&Id, &'a Way)> {
        self.conditional.iter().filter_map(|(id, points)| {
            let name = points.way.as_ref()?;
            let control = self.control(id)?;
            control.ways.iter().find(|way| way.id == *name).map(|way| (id, way))
        })
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
            self.conditional.insert(id, ConditionalPoints { way: Some(way), lasting: Points::ZERO });
        }
    }

    /// Records that work on a way has reached some points.
    pub(super) fn record_reached(&mut self, id: &Id, way: &Way, points: Points) {
        let conditional = way.holds_while.is_some();
        if !conditional && !self.conditional.contains_key(id) {
            return;
        }
        let points_of = self.conditional.entry(id.clone()).or_default();
        if conditional {
            points_of.way = Some(way.id.clone());
        } else {
            points_of.lasting = points_of.lasting.max(points);
        }
    }

    /// Removes points whose condition has ended, down to those that unconditional ways have reached.
    pub(super) fn remove_ended(&mut self) {
        let ended: Vec<Id> = self
            .held()
            .filter(|(_, way)| way.holds_while.as_ref().is_some_and(|expr| !expr.holds(self)))
            .map(|(id, _)| id.clone())
            .collect();
        for id in ended {
            let lasting = self.conditional.remove(&id).map_or(Points::ZERO, |points| points.lasting);
            for row in [self.rows.get_mut(&id), self.membership.hidden.get_mut(&id)].into_iter().flatten() {
                row.take_back_to(lasting);
            }
        }
    }

    /// The best licensed way, or the named one, with the points it reaches.
    pub(super) fn best_way(
        &self,
        control: &'a Control,
        named: Option<&Id>,
        max: Points,
    ) -> Option<(&'a Way, Points)> {
        let ways = control.ways.iter().filter(|way| way.entitled_when.holds(self));
        ways.filter(|way| named.is_none_or(|name| *name == way.id))
            .map(|way| (way, self.reach(control, way, max)))
            // Of equal ways the first in the catalogue.
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
    }
}
