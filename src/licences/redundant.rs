//! Licences that bring nothing which the rest does not have.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::cost::{SeatCost, cost};
use super::holding::Holding;
use crate::model::{Catalogue, Id, Licence, Prices, Tenant};

/// Seats that could go without anybody missing anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedundantSeats {
    /// The seats, and what retiring them saves in a year where the price is known.
    pub line: SeatCost,
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
    // The dearest first, add-ons before suites: of two that hold each other the cheaper one stays.
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
