//! The yearly cost of licences.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::units::div_half_up;
use crate::model::{Catalogue, Id, Licence, Minutes, Prices, SeatPrice, Unpriced};

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
    /// Their yearly cost in hundredths of the currency; `None` when the price is not known.
    pub fn yearly(&self) -> Option<i64> {
        self.price.as_ref().ok().map(|price| self.seats.saturating_mul(price.yearly))
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
    /// The yearly cost of the lines with a price, in hundredths of the currency: the whole cost only where
    /// [`LicenceCost::unpriced`] is empty.
    pub fn known(&self) -> i64 {
        self.lines.iter().filter_map(SeatCost::yearly).fold(0, i64::saturating_add)
    }

    /// The yearly cost in hundredths of the currency; `None` when a price is not known.
    pub fn yearly(&self) -> Option<i64> {
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

/// The cost of work at an hourly rate, in hundredths of the currency, rounded half up.
pub fn labour(work: Minutes, rate: i64) -> i64 {
    div_half_up(i128::from(work.0) * i128::from(rate), 60)
}
