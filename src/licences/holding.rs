//! Seats of one SKU for one group, with what they carry.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::model::{Catalogue, Id, Licence, Tenant};

/// The seats of one SKU for one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holding {
    pub(super) sku: Id,
    pub(super) group: Option<Id>,
    pub(super) seats: i64,
    /// A base suite, of which nobody holds two.
    pub(super) base: bool,
    /// Every plan with what it implies, without stubs.
    pub(super) plans: BTreeSet<Id>,
}

impl Holding {
    pub(super) fn of(licence: &Licence, catalogue: &Catalogue, day: Date) -> Self {
        Self {
            sku: licence.sku.clone(),
            group: licence.group.clone(),
            seats: licence.seats().max(0),
            base: catalogue.skus.get(&licence.sku).is_some_and(|sku| sku.base),
            plans: plans(licence, catalogue, day),
        }
    }

    pub(super) fn is_of(&self, licence: &Licence) -> bool {
        self.sku == licence.sku && self.group == licence.group
    }

    /// Whether its seats may be those of the people of another.
    pub(super) fn serves(&self, other: &Self) -> bool {
        self.group.is_none() || self.group == other.group
    }

    /// Whether the rest holds every plan of it for as many seats. A base suite is within others only where these have a
    /// seat for everybody: nobody holds two.
    pub(super) fn is_within(&self, rest: &[&Self], tenant: &Tenant) -> bool {
        let needed = if self.base { people(self.group.as_ref(), tenant) } else { Some(self.seats) };
        let Some(needed) = needed.filter(|_| !self.plans.is_empty()) else { return false };
        let serving: Vec<&Self> = rest.iter().copied().filter(|other| other.serves(self)).collect();
        self.plans.iter().all(|plan| held(&serving, plan) >= needed)
    }
}

/// How many people hold a plan: seats of base suites add up, everything else is nested into the largest.
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

/// How many people may hold a seat; `None` when nobody knows.
fn people(group: Option<&Id>, tenant: &Tenant) -> Option<i64> {
    match group {
        Some(group) => size(group, tenant),
        None => tenant.populations.get(&Id::new("users")).map(|size| size.value),
    }
}

/// How many members a group of users has: as stated, else the population of that name.
pub(super) fn size(group: &Id, tenant: &Tenant) -> Option<i64> {
    tenant.groups.get(group).copied().or_else(|| tenant.populations.get(group).map(|size| size.value))
}

fn plans(licence: &Licence, catalogue: &Catalogue, day: Date) -> BTreeSet<Id> {
    let mut open: Vec<&Id> = match (&licence.plans, catalogue.skus.get(&licence.sku)) {
        (Some(plans), _) => plans.iter().collect(),
        (None, Some(sku)) => sku.plans_on(day).collect(),
        (None, None) => Vec::new(),
    };
    let mut plans = BTreeSet::new();
    while let Some(plan) = open.pop() {
        let info = catalogue.plans.get(plan);
        if !info.is_some_and(|info| info.stub) && plans.insert(plan.clone()) {
            open.extend(info.into_iter().flat_map(|info| &info.implies));
        }
    }
    plans
}
