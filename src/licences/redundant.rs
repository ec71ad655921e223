//! Licences that bring nothing which the rest does not have.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::cost::{Line, cost};
use crate::model::{Catalogue, Id, Licence, Prices, Tenant};

/// Seats that could go without anybody missing anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redundant {
    /// The seats, and what retiring them saves in a year where the price is known.
    pub line: Line,
    /// The SKUs of the rest that carry what it carries, by name.
    pub within: Vec<Id>,
}

/// The licences of which every plan that is no stub is held by the rest, for at least as many seats of the same people:
/// the dearest first, and none because of another that is redundant itself.
///
/// Seats of a group are held by seats of that group and of nobody in particular; others by those of nobody in
/// particular. Nobody holds two base suites, so a base suite goes only where the others have a seat for everybody.
pub fn redundant(
    licences: &[Licence],
    prices: &Prices,
    catalogue: &Catalogue,
    tenant: &Tenant,
    day: Date,
) -> Vec<Redundant> {
    let mut held: Vec<Holding<'_>> = Vec::new();
    for licence in licences.iter().filter(|licence| licence.seats() > 0 && !catalogue.is_for_agents(licence))
    {
        let plans = plans(licence, catalogue, day);
        match held.iter_mut().find(|held| held.is_of(licence)) {
            Some(same) => same.seats += licence.seats(),
            None => held.push(Holding {
                sku: &licence.sku,
                group: licence.group.as_ref(),
                seats: licence.seats(),
                base: catalogue.skus.get(&licence.sku).is_some_and(|sku| sku.base),
                plans,
            }),
        }
    }
    let costs = cost(licences, prices, catalogue, day).lines;
    let line_of = |held: &Holding<'_>| {
        costs.iter().find(|line| line.sku == *held.sku && line.group.as_ref() == held.group).cloned()
    };
    // The dearest first, add-ons before suites: of two that hold each other the cheaper one stays.
    held.sort_by_key(|held| {
        let yearly = line_of(held).and_then(|line| line.yearly());
        (held.base, Reverse(yearly), held.sku, held.group)
    });
    let mut found = Vec::new();
    let mut at = 0;
    while at < held.len() {
        let one = held.remove(at);
        let people = people(one.group, tenant);
        let line = line_of(&one).filter(|_| one.is_within(&held, people));
        let Some(line) = line else {
            held.insert(at, one);
            at += 1;
            continue;
        };
        let carries = |other: &&Holding<'_>| other.serves(&one) && !other.plans.is_disjoint(&one.plans);
        let within: BTreeSet<&Id> = held.iter().filter(carries).map(|other| other.sku).collect();
        found.push(Redundant { line, within: within.into_iter().cloned().collect() });
    }
    found
}

/// How many people may hold a seat; `None` when nobody knows.
fn people(group: Option<&Id>, tenant: &Tenant) -> Option<i64> {
    let users = || tenant.populations.get(&Id::new("users")).map(|size| size.value);
    match group {
        Some(group) => tenant.groups.get(group).copied(),
        None => users(),
    }
}

/// The seats of one SKU for one group.
struct Holding<'l> {
    sku: &'l Id,
    group: Option<&'l Id>,
    seats: i64,
    base: bool,
    plans: BTreeSet<Id>,
}

impl Holding<'_> {
    fn is_of(&self, licence: &Licence) -> bool {
        self.sku == &licence.sku && self.group == licence.group.as_ref()
    }

    /// Whether its seats may be those of the people of another.
    fn serves(&self, other: &Self) -> bool {
        self.group.is_none() || self.group == other.group
    }

    fn is_within(&self, rest: &[Self], people: Option<i64>) -> bool {
        let needed = if self.base { people } else { Some(self.seats) };
        let Some(needed) = needed.filter(|_| !self.plans.is_empty()) else { return false };
        self.plans.iter().all(|plan| {
            // Nobody holds two base suites, so their seats add up; everything else is nested into the largest.
            let mut seats: BTreeMap<bool, i64> = BTreeMap::new();
            for other in rest.iter().filter(|other| other.serves(self) && other.plans.contains(plan)) {
                let of_kind = seats.entry(other.base).or_default();
                *of_kind = if other.base { *of_kind + other.seats } else { (*of_kind).max(other.seats) };
            }
            seats.into_values().max().unwrap_or(0) >= needed
        })
    }
}

/// The plans of a licence on a day with what they imply, without stubs.
pub(super) fn plans(licence: &Licence, catalogue: &Catalogue, day: Date) -> BTreeSet<Id> {
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
