//! Changes of licences: seats are added, removed and replaced; the end of a trial undoes its change, and points lapse some
//! time after the licence that entitled to them has gone.

use std::collections::{BTreeMap, BTreeSet};

use super::State;
use crate::model::{Deal, Id, Licence, LicenceChange, Points, Way};

/// Seats of one SKU and group that a change has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MovedSeats {
    sku: Id,
    group: Option<Id>,
    enabled: i64,
    warning: i64,
}

/// What a trial has changed, to be undone when it ends.
#[derive(Debug, Clone)]
pub(super) struct LicenceTrial {
    change: LicenceChange,
    taken: Vec<MovedSeats>,
    given: Option<MovedSeats>,
}

impl State<'_> {
    /// Applies a change of licences; does nothing where they are not known.
    pub(super) fn change_licences(&mut self, change: &LicenceChange) {
        let size = change.group.as_ref().and_then(|group| self.tenant.group_size(group));
        let Some(licences) = &mut self.licences else { return };
        let group = change.group.as_ref();
        let (taken, given) = match &change.deal {
            Deal::Replace { replace, with, seats } => {
                let wanted = wanted(licences, replace, group, size, *seats);
                let taken = take(licences, replace, group, wanted);
                let number =
                    seats.unwrap_or_else(|| taken.iter().map(|moved| moved.enabled + moved.warning).sum());
                (taken, Some((with, number)))
            }
            Deal::Add { sku, seats } => (Vec::new(), Some((sku, seats.or(size).unwrap_or(0)))),
            Deal::Remove { sku, seats } => {
                let wanted = wanted(licences, sku, group, size, *seats);
                (take(licences, sku, group, wanted), None)
            }
            Deal::Reduce { sku, to } => {
                let surplus = (owned(licences, sku, group) - (*to).max(0)).max(0);
                (take(licences, sku, group, surplus), None)
            }
        };
        let given = given.map(|(sku, number)| MovedSeats {
            sku: sku.clone(),
            group: change.group.clone(),
            enabled: number.max(0),
            warning: 0,
        });
        if let Some(moved) = &given {
            give(licences, moved);
        }
        if change.until.is_some() {
            self.licensing.trials.push(LicenceTrial { change: change.clone(), taken, given });
        }
    }

    /// Ends a trial: added seats go, as far as they are still there, and removed ones return.
    pub(super) fn end_trial(&mut self, change: &LicenceChange) {
        let Some(at) = self.licensing.trials.iter().position(|trial| trial.change == *change) else { return };
        let trial = self.licensing.trials.remove(at);
        let Some(licences) = &mut self.licences else { return };
        if let Some(given) = &trial.given {
            take(licences, &given.sku, given.group.as_ref(), given.enabled);
        }
        for moved in &trial.taken {
            give(licences, moved);
        }
    }
}

/// The seats of a SKU that a change may take: of a group its own, otherwise those without a group.
fn owned(licences: &[Licence], sku: &Id, group: Option<&Id>) -> i64 {
    let of_sku = || licences.iter().filter(|licence| licence.sku == *sku);
    let own: i64 = of_sku().filter(|licence| licence.group.as_ref() == group).map(Licence::seats).sum();
    match group {
        Some(_) if own > 0 => own,
        Some(_) => of_sku().filter(|licence| licence.group.is_none()).map(Licence::seats).sum(),
        None => of_sku().map(Licence::seats).sum(),
    }
}

/// The seats that go: the stated number, else all of the group's, else one for each of its members, else all.
fn wanted(licences: &[Licence], sku: &Id, group: Option<&Id>, size: Option<i64>, seats: Option<i64>) -> i64 {
    let has_own = || {
        licences
            .iter()
            .any(|licence| licence.sku == *sku && licence.group.as_ref() == group && licence.seats() > 0)
    };
    seats.unwrap_or_else(|| match size {
        Some(size) if group.is_some() && !has_own() => size,
        _ => owned(licences, sku, group),
    })
}

/// Takes seats of a SKU: for a group its own first, then those without a group; for everybody those without a group first,
/// then those of groups. Within a licence seats in grace go first. Returns what it took.
fn take(licences: &mut [Licence], sku: &Id, group: Option<&Id>, number: i64) -> Vec<MovedSeats> {
    let mut left = number.max(0);
    let mut taken = Vec::new();
    let turns: [fn(&Licence, Option<&Id>) -> bool; 2] = [
        |licence, group| licence.group.as_ref() == group,
        |licence, group| match group {
            Some(_) => licence.group.is_none(),
            None => licence.group.is_some(),
        },
    ];
    for turn in turns {
        for licence in licences.iter_mut().filter(|licence| licence.sku == *sku) {
            if !turn(licence, group) {
                continue;
            }
            let warning = left.min(licence.warning.max(0));
            let enabled = (left - warning).min(licence.enabled.max(0));
            licence.warning -= warning;
            licence.enabled -= enabled;
            left -= warning + enabled;
            if warning + enabled > 0 {
                taken.push(MovedSeats { sku: sku.clone(), group: licence.group.clone(), enabled, warning });
            }
        }
    }
    taken
}

/// Adds seats to the licence of their SKU and group, or a new licence.
fn give(licences: &mut Vec<Licence>, moved: &MovedSeats) {
    let same = |licence: &Licence| licence.sku == moved.sku && licence.group == moved.group;
    if let Some(licence) = licences.iter_mut().find(|licence| same(licence)) {
        licence.enabled = licence.enabled.saturating_add(moved.enabled);
        licence.warning = licence.warning.saturating_add(moved.warning);
        return;
    }
    // The contents that the export lists for a SKU are those of all its seats.
    let plans =
        licences.iter().find(|licence| licence.sku == moved.sku).and_then(|known| known.plans.clone());
    licences.push(Licence {
        sku: moved.sku.clone(),
        enabled: moved.enabled,
        warning: moved.warning,
        suspended: 0,
        consumed: None,
        group: moved.group.clone(),
        plans,
    });
}

/// What the licences allow: the points of every control, and the conditional ways whose condition holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    points: BTreeMap<Id, Points>,
    /// By control the ids of the ways.
    holding: BTreeMap<Id, BTreeSet<Id>>,
}

/// What the licences allowed of a control before and after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapse {
    before: Points,
    after: Points,
    /// The conditional ways whose condition has failed with the change.
    ended: BTreeSet<Id>,
}

impl State<'_> {
    /// What the licences allow of every control, in the score or not; nothing is known when the licences are unknown.
    pub fn allowed(&self) -> Allowed {
        if self.licences.is_none() {
            return Allowed::default();
        }
        let mut holding = BTreeMap::new();
        for id in self.ids() {
            let ways = self.control(id).map(|control| control.ways.as_slice()).unwrap_or_default();
            let holds = |way: &&Way| way.holds_while.as_ref().is_some_and(|expr| expr.holds(self));
            let ways: BTreeSet<Id> = ways.iter().filter(holds).map(|way| way.id.clone()).collect();
            if !ways.is_empty() {
                holding.insert(id.clone(), ways);
            }
        }
        Allowed { points: self.reaches(), holding }
    }

    /// The points that the licences allow of every control, in the score or not; empty when the licences are unknown.
    /// Controls without a known maximum are left out.
    pub fn reaches(&self) -> BTreeMap<Id, Points> {
        if self.licences.is_none() {
            return BTreeMap::new();
        }
        self.ids().filter_map(|id| Some((id.clone(), self.reach_now(id)?))).collect()
    }

    /// Current controls and rows, in the score or not.
    fn ids(&self) -> impl Iterator<Item = &Id> {
        let current = self.catalogue.controls.values().filter(|control| control.is_current());
        current.map(|control| &control.id).chain(self.rows.keys()).chain(self.membership.hidden.keys())
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

    /// Removes the points between what the licences allowed before and after, as far as the seats are still missing, and
    /// those of conditional ways whose licence is. Points beyond what the licences allowed before stay: nothing tells where
    /// they came from.
    pub(super) fn lapse(&mut self, lapses: &BTreeMap<Id, Lapse>) {
        for (id, lapse) in lapses {
            self.end_lapsed(id, &lapse.ended);
            let missing = |now: &Points| *now < lapse.before && lapse.after < lapse.before;
            let Some(now) = self.reach_now(id).filter(missing) else { continue };
            let floor = lapse.after.max(now);
            self.credits.granted.remove(id);
            self.each_row(id, |row| {
                let beyond = (row.measured - lapse.before).max(Points::ZERO);
                row.take_back_to(floor + beyond);
            });
        }
    }
}

/// The controls of which the licences allow less than before.
pub fn lapses(before: &Allowed, after: &Allowed) -> BTreeMap<Id, Lapse> {
    let mut lapses = BTreeMap::new();
    for (id, was) in &before.points {
        let Some(is) = after.points.get(id).copied() else { continue };
        let holding = |of: &Allowed| of.holding.get(id).cloned().unwrap_or_default();
        let ended: BTreeSet<Id> = holding(before).difference(&holding(after)).cloned().collect();
        if is < *was || !ended.is_empty() {
            lapses.insert(id.clone(), Lapse { before: *was, after: is, ended });
        }
    }
    lapses
}
