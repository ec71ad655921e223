//! Points that last only while something holds: what security defaults give goes with them.

use super::State;
use crate::model::{Control, Id, Points, Way};

/// What the points of a row rest on.
#[derive(Debug, Clone, Default)]
pub(super) struct ConditionalPoints {
    /// The way with a condition on which they rest now.
    way: Option<Id>,
    /// What ways without a condition have reached: these points stay.
    lasting: Points,
}

impl<'a> State<'a> {
    /// The rows whose points fall away when a condition ends, with that way, by id.
    pub fn held(&self) -> impl Iterator<Item = (&Id, &'a Way)> {
        self.holds.iter().filter_map(|(id, hold)| {
            let name = hold.way.as_ref()?;
            let control = self.control(id)?;
            control.ways.iter().find(|way| way.id == *name).map(|way| (id, way))
        })
    }

    /// On the snapshot date: measured points rest on the first conditional way whose condition holds. Which way
    /// a tenant took is in no export, but such a way can only be the one.
    pub(super) fn find_holds(&mut self) {
        let mut found = Vec::new();
        for row in self.rows.values().filter(|row| row.measured > Points::ZERO) {
            let Some(control) = self.control(&row.id) else { continue };
            let holds = |way: &&Way| way.holds_while.as_ref().is_some_and(|expr| expr.holds(self));
            if let Some(way) = control.ways.iter().find(holds) {
                found.push((row.id.clone(), way.id.clone()));
            }
        }
        for (id, way) in found {
            self.holds.insert(id, ConditionalPoints { way: Some(way), lasting: Points::ZERO });
        }
    }

    /// Work on a way has reached some points: lasting ones stay whatever ends.
    pub(super) fn reached(&mut self, id: &Id, way: &Way, points: Points) {
        let conditional = way.holds_while.is_some();
        if !conditional && !self.holds.contains_key(id) {
            return;
        }
        let hold = self.holds.entry(id.clone()).or_default();
        if conditional {
            hold.way = Some(way.id.clone());
        } else {
            hold.lasting = hold.lasting.max(points);
        }
    }

    /// Takes the points whose condition has ended, down to what lasting ways have reached.
    pub(super) fn withdraw(&mut self) {
        let ended: Vec<Id> = self
            .held()
            .filter(|(_, way)| way.holds_while.as_ref().is_some_and(|expr| !expr.holds(self)))
            .map(|(id, _)| id.clone())
            .collect();
        for id in ended {
            let lasting = self.holds.remove(&id).map_or(Points::ZERO, |hold| hold.lasting);
            for row in [self.rows.get_mut(&id), self.gone.get_mut(&id)].into_iter().flatten() {
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
