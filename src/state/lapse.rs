//! Points that lapse some time after the licence that entitled to them has gone.

use std::collections::BTreeMap;

use super::State;
use crate::model::{Id, Points};

/// The points that the licences allowed of a control before and after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lapse {
    pub before: Points,
    pub after: Points,
}

impl State<'_> {
    /// The points that the licences allow of every control, in the score or not; empty when the licences are unknown.
    /// Controls without a known maximum are left out.
    pub fn reaches(&self) -> BTreeMap<Id, Points> {
        if self.licences.is_none() {
            return BTreeMap::new();
        }
        let current = self.catalogue.controls.values().filter(|control| control.is_current());
        let ids =
            current.map(|control| &control.id).chain(self.rows.keys()).chain(self.membership.hidden.keys());
        ids.filter_map(|id| Some((id.clone(), self.reach_now(id)?))).collect()
    }

    /// The points of a control that the best licensed way reaches; 0 without one.
    fn reach_now(&self, id: &Id) -> Option<Points> {
        let control = self.control(id)?;
        let row = self.rows.get(id).or_else(|| self.membership.hidden.get(id));
        let max = row.and_then(|row| row.max).or_else(|| self.max_of(id, control))?;
        Some(
            self.licensed_ways(control)
                .map(|way| self.reach(control, way, max))
                .max()
                .unwrap_or(Points::ZERO),
        )
    }

    /// Removes the points between what the licences allowed before and after, as far as the seats are still missing. Points
    /// beyond what the licences allowed before stay: nothing tells where they came from.
    pub(super) fn lapse(&mut self, lapses: &BTreeMap<Id, Lapse>) {
        for (id, lapse) in lapses {
            let Some(now) = self.reach_now(id).filter(|now| *now < lapse.before) else { continue };
            let floor = lapse.after.max(now);
            self.credits.granted.remove(id);
            for row in [self.rows.get_mut(id), self.membership.hidden.get_mut(id)].into_iter().flatten() {
                let beyond = (row.measured - lapse.before).max(Points::ZERO);
                row.take_back_to(floor + beyond);
            }
        }
    }
}

/// The controls of which the licences allow less than before.
pub fn lapses(before: &BTreeMap<Id, Points>, after: &BTreeMap<Id, Points>) -> BTreeMap<Id, Lapse> {
    let fell = |(id, before): (&Id, &Points)| {
        let after = after.get(id).copied()?;
        (after < *before).then(|| (id.clone(), Lapse { before: *before, after }))
    };
    before.iter().filter_map(fell).collect()
}
