//! What licences cost in a year.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::units::div_half_up;
use crate::model::{Catalogue, Id, Licence, Minutes, Prices, SeatPrice, Unpriced};

/// The seats of one SKU for one group, and what they cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatCost {
    /// The SKU.
    pub sku: Id,
    /// The group whose seats they are; everybody's when absent.
    pub group: Option<Id>,
    /// How many are paid for: those in good standing and those in grace.
    pub seats: i64,
    /// What one costs in a year, or why nobody knows.
    pub price: Result<SeatPrice, Unpriced>,
}

impl SeatCost {
    /// What they cost in a year, in hundredths of the currency; `None` when the price is not known.
    pub fn yearly(&self) -> Option<i64> {
        self.price.as_ref().ok().map(|price| self.seats.saturating_mul(price.yearly))
    }
}

/// What licences cost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LicenceCost {
    /// The currency, as ISO 4217 writes it.
    pub currency: String,
    /// By SKU and group; what has no seats is left out.
    pub lines: Vec<SeatCost>,
}

impl LicenceCost {
    /// What everything with a price costs in a year, in hundredths of the currency: all of it only where
    /// [`LicenceCost::unpriced`] is empty.
    pub fn known(&self) -> i64 {
        self.lines.iter().filter_map(SeatCost::yearly).fold(0, i64::saturating_add)
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

/// What some work costs at a rate for an hour, in hundredths of the currency, rounded half up.
pub fn labour(work: Minutes, rate: i64) -> i64 {
    div_half_up(i128::from(work.0) * i128::from(rate), 60)
}
