//! Points that lapse some time after what entitled to them has gone.

use std::collections::BTreeMap;

use super::{Entitlement, State};
use crate::model::{Id, Points};

/// What could be earned of a control before and after seats went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lapse {
    /// Before.
    pub before: Points,
    /// After.
    pub after: Points,
}

impl State<'_> {
    /// What the licences let the tenant earn of every control, whether it shows or not; empty when they are unknown.
    /// Controls without a known maximum are left out.
    pub fn reaches(&self) -> BTreeMap<Id, Points> {
        if self.licences.is_none() {
            return BTreeMap::new();
        }
        let current = self.catalogue.controls.values().filter(|control| control.is_current());
        let ids = current.map(|control| &control.id).chain(self.rows.keys()).chain(self.gone.keys());
        ids.filter_map(|id| Some((id.clone(), self.reach_now(id)?))).collect()
    }

    /// The points of a control that the best licensed way reaches; nothing without one.
    fn reach_now(&self, id: &Id) -> Option<Points> {
        let control = self.control(id)?;
        let row = self.rows.get(id).or_else(|| self.gone.get(id));
        let max = row.and_then(|row| row.max).or_else(|| self.max_of(id, control))?;
        let ways = control.ways.iter().filter(|way| self.may_take(control, way) != Entitlement::No);
        Some(ways.map(|way| self.reach(control, way, max)).max().unwrap_or(Points::ZERO))
    }

    /// Takes the points between what could be earned before seats went and after, as far as the seats are still
    /// missing. What was scored beyond the licences before that stays: nobody knows why it was there.
    pub(super) fn lapse(&mut self, lapses: &BTreeMap<Id, Lapse>) {
        for (id, lapse) in lapses {
            let Some(now) = self.reach_now(id).filter(|now| *now < lapse.before) else { continue };
            let floor = lapse.after.max(now);
            self.given.remove(id);
            for row in [self.rows.get_mut(id), self.gone.get_mut(id)].into_iter().flatten() {
                let beyond = (row.measured - lapse.before).max(Points::ZERO);
                row.take_back_to(floor + beyond);
            }
        }
    }
}

/// What fell from one day to another, by control.
pub fn lapses(before: &BTreeMap<Id, Points>, after: &BTreeMap<Id, Points>) -> BTreeMap<Id, Lapse> {
    let fell = |(id, before): (&Id, &Points)| {
        let after = after.get(id).copied()?;
        (after < *before).then(|| (id.clone(), Lapse { before: *before, after }))
    };
    before.iter().filter_map(fell).collect()
}
