//! Redundant licences: their plans are all held by the others.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::cost::{SeatCost, cost};
use super::holding::Holding;
use crate::model::{Catalogue, Id, Licence, Prices, Tenant};

/// Seats that could be dropped without anybody losing a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedundantSeats {
    /// The seats, and their cost where the price is known.
    pub line: SeatCost,
    /// The other SKUs that include its plans, by name.
    pub within: Vec<Id>,
}

/// The licences whose plans, except stubs, are all held by the others for at least as many seats of the same people. The
/// dearest is dropped first, and none because of a redundant one.
///
/// Seats of a group are replaced by seats of that group or without a group; others only by seats without a group. Nobody
/// holds two base suites, so a base suite is redundant only where the others have a seat for everybody.
pub fn redundant(
    licences: &[Licence],
    prices: &Prices,
    catalogue: &Catalogue,
    tenant: &Tenant,
    day: Date,
) -> Vec<RedundantSeats> {
    let mut held: Vec<Holding> = Vec::new();
    for licence in licences.iter().filter(|licence| licence.seats() > 0 && !catalogue.is_for_agents(licence))
    {
        match held.iter_mut().find(|held| held.is_of(licence)) {
            Some(same) => same.seats += licence.seats(),
            None => held.push(Holding::of(licence, catalogue, day)),
        }
    }
    let costs = cost(licences, prices, catalogue, day).lines;
    let line_of =
        |held: &Holding| costs.iter().find(|line| line.sku == held.sku && line.group == held.group).cloned();
    // The dearest first, add-ons before suites: of two with the same plans the cheaper one stays.
    held.sort_by_cached_key(|held| {
        let yearly = line_of(held).and_then(|line| line.yearly());
        (held.base, Reverse(yearly), held.sku.clone(), held.group.clone())
    });
    let mut found = Vec::new();
    let mut at = 0;
    while at < held.len() {
        let one = held.remove(at);
        let rest: Vec<&Holding> = held.iter().collect();
        let line = line_of(&one).filter(|_| one.is_within(&rest, tenant));
        let Some(line) = line else {
            held.insert(at, one);
            at += 1;
            continue;
        };
        let carries = |other: &&Holding| other.serves(&one) && !other.plans.is_disjoint(&one.plans);
        let within: BTreeSet<Id> = held.iter().filter(carries).map(|other| other.sku.clone()).collect();
        found.push(RedundantSeats { line, within: within.into_iter().collect() });
    }
    found
}
