//! Sunk costs: seats that are given up before their contract ends are paid until its end.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::cost::SeatCost;
use super::holding::Holding;
use crate::model::{Catalogue, Id, Licence, Money, Prices};

/// A day is this part of a yearly price.
const YEAR_DAYS: i64 = 365;

/// The licences from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicencesFrom {
    pub day: Date,
    pub licences: Vec<Licence>,
    /// Whether a trial ends on that day: its seats were never bought.
    pub ends_trial: bool,
}

/// Seats that are given up and still paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SunkCost {
    /// The seats, and their price where it is known.
    pub line: SeatCost,
    /// The first day without them.
    pub from: Date,
    /// The first day on which they are no longer paid or are in use again.
    pub until: Date,
}

impl SunkCost {
    /// The sunk cost, a day being 1 / 365 of a year, rounded half up; `None` when the price is not known.
    pub fn cost(&self) -> Option<Money> {
        let days = i64::from(self.from.until(self.until).map_or(0, |span| span.get_days()));
        Some(self.line.yearly()?.part(days, YEAR_DAYS))
    }
}

/// Seats by SKU and group.
type SeatsHeld<'l> = BTreeMap<(&'l Id, Option<&'l Id>), (i64, &'l Licence)>;

/// The seats that are given up before the contract on them is renewed. `steps` are in the order of their days; `renewal` is
/// any day of renewal, and [`Prices::term`] the time between two.
///
/// Upgrades of a base suite to a suite that includes all its plans cost nothing of this kind: contracts can be raised at any
/// time, and lowered only at their renewal.
pub fn sunk_costs(
    began: &[Licence],
    steps: &[LicencesFrom],
    renewal: Date,
    prices: &Prices,
    catalogue: &Catalogue,
) -> Vec<SunkCost> {
    let mut found: Vec<SunkCost> = Vec::new();
    let mut before = began;
    for step in steps {
        let (was, is) = (held(before), held(&step.licences));
        before = &step.licences;
        let seats = |of: &SeatsHeld<'_>, key| of.get(key).map_or(0, |(seats, _)| *seats);
        for (key, (now, _)) in &is {
            back(&mut found, *key, now - seats(&was, key), step.day);
        }
        let until = prices.term.renewal_from(renewal, step.day);
        if step.ends_trial || until <= step.day {
            continue;
        }
        let mut raised = raised(&was, &is, catalogue, step.day);
        for (key, (had, _)) in &was {
            let gone = had - seats(&is, key) - raised.remove(key).unwrap_or(0);
            if gone > 0 {
                let (sku, group) = (key.0.clone(), key.1.cloned());
                let price = prices.seat(&sku, catalogue, step.day);
                found.push(SunkCost {
                    line: SeatCost { sku, group, seats: gone, price },
                    from: step.day,
                    until,
                });
            }
        }
    }
    found
}

fn held(licences: &[Licence]) -> SeatsHeld<'_> {
    let mut held = SeatsHeld::new();
    for licence in licences {
        let of = held.entry((&licence.sku, licence.group.as_ref())).or_insert((0, licence));
        of.0 += licence.seats().max(0);
    }
    held
}

/// Seats that are added while given-up seats are still paid use these.
fn back(found: &mut Vec<SunkCost>, key: (&Id, Option<&Id>), more: i64, day: Date) {
    let mut more = more;
    let mut rest = Vec::new();
    for one in found.iter_mut() {
        let is_same = one.line.sku == *key.0 && one.line.group.as_ref() == key.1;
        let back = one.line.seats.min(more);
        if !is_same || one.until <= day || back <= 0 {
            continue;
        }
        more -= back;
        if back < one.line.seats {
            let line = SeatCost { seats: one.line.seats - back, ..one.line.clone() };
            rest.push(SunkCost { line, ..one.clone() });
        }
        one.line.seats = back;
        one.until = day;
    }
    found.extend(rest);
}

/// The seats of base suites that are upgraded to higher ones, by the lower suite.
fn raised<'l>(
    was: &SeatsHeld<'l>,
    is: &SeatsHeld<'_>,
    catalogue: &Catalogue,
    day: Date,
) -> BTreeMap<(&'l Id, Option<&'l Id>), i64> {
    let moved = |from: &SeatsHeld<'_>, to: &SeatsHeld<'_>| -> Vec<(Holding, i64)> {
        let more = |(key, (seats, licence)): (&(&Id, Option<&Id>), &(i64, &Licence))| {
            let more = seats - to.get(key).map_or(0, |(seats, _)| *seats);
            let holding = Holding::of(licence, catalogue, day);
            (more > 0 && holding.base).then_some((holding, more))
        };
        from.iter().filter_map(more).collect()
    };
    let mut come = moved(is, was);
    let mut raised = BTreeMap::new();
    for (gone, number) in moved(was, is) {
        let mut left = number;
        for (higher, free) in &mut come {
            let serves = higher.group.is_none() || gone.group.is_none() || higher.group == gone.group;
            if serves && gone.plans.is_subset(&higher.plans) {
                let taken = left.min(*free);
                left -= taken;
                *free -= taken;
            }
        }
        let key = was.keys().find(|(sku, group)| **sku == gone.sku && *group == gone.group.as_ref());
        if let Some(key) = key {
            raised.insert(*key, number - left);
        }
    }
    raised
}
