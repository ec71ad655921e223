//! The yearly cost of licences.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::{Catalogue, Id, Licence, Minutes, Money, Prices, SeatPrice, Unpriced};

/// The seats of one SKU and group, and their price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatCost {
    pub sku: Id,
    /// The group whose seats they are; `None` for seats without a group.
    pub group: Option<Id>,
    /// The seats that are paid: those in good standing and those in grace.
    pub seats: i64,
    /// The yearly price of one seat, or why it is not known.
    pub price: Result<SeatPrice, Unpriced>,
}

impl SeatCost {
    /// Their yearly cost; `None` when the price is not known.
    pub fn yearly(&self) -> Option<Money> {
        self.price.as_ref().ok().map(|price| price.yearly.times(self.seats))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LicenceCost {
    /// The currency, as ISO 4217 writes it.
    pub currency: String,
    /// By SKU and group, without lines of no seats.
    pub lines: Vec<SeatCost>,
}

impl LicenceCost {
    /// The yearly cost of the lines with a price: the whole cost only where [`LicenceCost::unpriced`] is empty.
    pub fn known(&self) -> Money {
        self.lines.iter().filter_map(SeatCost::yearly).sum()
    }

    /// The yearly cost; `None` when a price is not known.
    pub fn yearly(&self) -> Option<Money> {
        self.unpriced().is_empty().then(|| self.known())
    }

    /// The SKUs without a price, each with the reason.
    pub fn unpriced(&self) -> BTreeMap<&Id, &Unpriced> {
        self.lines.iter().filter_map(|line| Some((&line.sku, line.price.as_ref().err()?))).collect()
    }
}

/// The yearly cost of licences at the prices of a day: seats times the price of a seat.
pub fn cost(licences: &[Licence], prices: &Prices, catalogue: &Catalogue, day: Date) -> LicenceCost {
    let mut seats: BTreeMap<(&Id, Option<&Id>), i64> = BTreeMap::new();
    for licence in licences {
        *seats.entry((&licence.sku, licence.group.as_ref())).or_default() += licence.seats().max(0);
    }
    let lines = seats.into_iter().filter(|(_, seats)| *seats > 0).map(|((sku, group), seats)| SeatCost {
        sku: sku.clone(),
        group: group.cloned(),
        seats,
        price: prices.seat(sku, catalogue, day),
    });
    LicenceCost { currency: prices.currency().to_owned(), lines: lines.collect() }
}

/// The cost of work at an hourly rate, rounded half up.
pub fn labour(work: Minutes, rate: Money) -> Money {
    rate.part(work.0, 60)
}
