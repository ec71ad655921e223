//! What licences cost in a year.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::{Catalogue, Id, Licence, Prices, SeatPrice, Unpriced};

/// The seats of one SKU for one group, and what they cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The SKU.
    pub sku: Id,
    /// The group whose seats they are; everybody's when absent.
    pub group: Option<Id>,
    /// How many are paid for: those in good standing and those in grace.
    pub seats: i64,
    /// What one costs in a year, or why nobody knows.
    pub price: Result<SeatPrice, Unpriced>,
}

impl Line {
    /// What they cost in a year, in hundredths of the currency; `None` when the price is not known.
    pub fn yearly(&self) -> Option<i64> {
        self.price.as_ref().ok().map(|price| self.seats.saturating_mul(price.yearly))
    }
}

/// What licences cost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cost {
    /// The currency, as ISO 4217 writes it.
    pub currency: String,
    /// By SKU and group; what has no seats is left out.
    pub lines: Vec<Line>,
}

impl Cost {
    /// What everything with a price costs in a year, in hundredths of the currency: all of it only where
    /// [`Cost::unpriced`] is empty.
    pub fn known(&self) -> i64 {
        self.lines.iter().filter_map(Line::yearly).fold(0, i64::saturating_add)
    }

    /// What everything costs in a year, in hundredths of the currency; `None` when a price is not known.
    pub fn yearly(&self) -> Option<i64> {
        self.unpriced().is_empty().then(|| self.known())
    }

    /// The SKUs without a price, each with the reason, by name.
    pub fn unpriced(&self) -> BTreeMap<&Id, &Unpriced> {
        self.lines.iter().filter_map(|line| Some((&line.sku, line.price.as_ref().err()?))).collect()
    }
}

/// What some licences cost in a year at the prices of a day: seats times the price of a seat.
pub fn cost(licences: &[Licence], prices: &Prices, catalogue: &Catalogue, day: Date) -> Cost {
    let mut seats: BTreeMap<(&Id, Option<&Id>), i64> = BTreeMap::new();
    for licence in licences {
        *seats.entry((&licence.sku, licence.group.as_ref())).or_default() += licence.seats().max(0);
    }
    let lines = seats.into_iter().filter(|(_, seats)| *seats > 0).map(|((sku, group), seats)| Line {
        sku: sku.clone(),
        group: group.cloned(),
        seats,
        price: prices.seat(sku, catalogue, day),
    });
    Cost { currency: prices.currency().to_owned(), lines: lines.collect() }
}

/// The licences that are paid for on a day: those that there are, and until the renewal also the seats that went since
/// the beginning. A contract that is given up early is paid to its end.
pub fn paid(began: &[Licence], there: &[Licence], renewal: Option<Date>, day: Date) -> Vec<Licence> {
    let mut paid = there.to_vec();
    if renewal.is_none_or(|renewal| renewal <= day) {
        return paid;
    }
    for licence in began {
        let same = |other: &&Licence| other.sku == licence.sku && other.group == licence.group;
        let of = |list: &[Licence]| list.iter().filter(same).map(Licence::seats).sum::<i64>();
        let gone = of(began) - of(&paid);
        if gone > 0 {
            paid.push(Licence { enabled: gone, warning: 0, suspended: 0, consumed: None, ..licence.clone() });
        }
    }
    paid
}
