//! The seats of one SKU and group, with their plans.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::model::{Catalogue, Id, Licence, Tenant, USERS};

/// The seats of one SKU and group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holding {
    pub(super) sku: Id,
    pub(super) group: Option<Id>,
    pub(super) seats: i64,
    /// Whether it is a base suite, of which nobody holds two.
    pub(super) base: bool,
    /// Its plans and those that they imply, without stubs.
    pub(super) plans: BTreeSet<Id>,
}

impl Holding {
    pub(super) fn of(licence: &Licence, catalogue: &Catalogue, day: Date) -> Self {
        Self {
            sku: licence.sku.clone(),
            group: licence.group.clone(),
            seats: licence.seats().max(0),
            base: catalogue.is_base_suite(&licence.sku),
            plans: catalogue.opened_by_licence(licence, day).into_iter().cloned().collect(),
        }
    }

    pub(super) fn is_of(&self, licence: &Licence) -> bool {
        self.sku == licence.sku && self.group == licence.group
    }

    /// Whether the people of another holding may have its seats.
    pub(super) fn serves(&self, other: &Self) -> bool {
        self.group.is_none() || self.group == other.group
    }

    /// Whether other holdings include every plan of it for as many seats. For a base suite they must have a seat for
    /// everybody, because nobody holds two suites.
    pub(super) fn is_within(&self, rest: &[&Self], tenant: &Tenant) -> bool {
        let needed = if self.base { people(self.group.as_ref(), tenant) } else { Some(self.seats) };
        let Some(needed) = needed.filter(|_| !self.plans.is_empty()) else { return false };
        let serving: Vec<&Self> = rest.iter().copied().filter(|other| other.serves(self)).collect();
        self.plans.iter().all(|plan| held(&serving, plan) >= needed)
    }
}

/// The number of people that hold a plan: seats of base suites add up, all other seats are nested in the largest holding.
pub(super) fn held(holdings: &[&Holding], plan: &Id) -> i64 {
    let (mut base, mut beside) = (0_i64, 0_i64);
    for holding in holdings.iter().filter(|holding| holding.plans.contains(plan)) {
        if holding.base {
            base = base.saturating_add(holding.seats);
        } else {
            beside = beside.max(holding.seats);
        }
    }
    base.max(beside)
}

/// The number of people that may hold a seat; `None` when it is not known.
fn people(group: Option<&Id>, tenant: &Tenant) -> Option<i64> {
    match group {
        Some(group) => tenant.group_size(group),
        None => tenant.populations.get(USERS).map(|size| size.value),
    }
}
