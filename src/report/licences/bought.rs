//! Licences beside those of today: what stays, what comes, what goes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::licences::{LicenceCost, SeatCost};
use crate::model::units::hundredths;
use crate::model::{Catalogue, Id};
use crate::report::json;
use crate::table::{Table, figures, words};

/// One SKU for one group, today and then.
#[derive(Debug, Clone)]
struct Seats {
    line: SeatCost,
    name: String,
    was: i64,
    is: i64,
}

/// Licences beside those of today.
#[derive(Debug, Clone)]
pub struct Bought {
    currency: String,
    seats: Vec<Seats>,
}

impl Bought {
    /// What is to be had beside what there is, both with their costs.
    pub fn new(today: &LicenceCost, then: &LicenceCost, catalogue: &Catalogue) -> Self {
        let key = |line: &SeatCost| (line.sku.clone(), line.group.clone());
        let mut all: BTreeMap<(Id, Option<Id>), Seats> = BTreeMap::new();
        for (lines, later) in [(&today.lines, false), (&then.lines, true)] {
            for line in lines {
                let name = catalogue.skus.get(&line.sku).map(|sku| sku.name.clone()).unwrap_or_default();
                let seats =
                    all.entry(key(line)).or_insert_with(|| Seats { line: line.clone(), name, was: 0, is: 0 });
                *(if later { &mut seats.is } else { &mut seats.was }) = line.seats;
            }
        }
        Self { currency: then.currency.clone(), seats: all.into_values().collect() }
    }

    /// The SKUs in one line, each with its seats where they are not those of today.
    pub(super) fn name(&self) -> String {
        let had = self.seats.iter().filter(|seats| seats.is > 0);
        had.map(|seats| match &seats.line.group {
            Some(group) => format!("{}:{}@{group}", seats.line.sku, seats.is),
            None => seats.line.sku.to_string(),
        })
        .collect::<Vec<_>>()
        .join(" + ")
    }
}

impl Seats {
    fn change(&self) -> &'static str {
        match (self.was, self.is) {
            (0, _) => "new",
            (_, 0) => "goes",
            (was, is) if is > was => "more seats",
            (was, is) if is < was => "fewer seats",
            _ => "stays",
        }
    }

    fn yearly(&self) -> Option<i64> {
        self.line.price.as_ref().ok().map(|price| price.yearly.saturating_mul(self.is))
    }
}

pub(super) fn table(bought: &Bought) -> Table {
    let columns = vec![
        words("SKU").least(20),
        words("name").leaves(2),
        words("for").leaves(1),
        figures("seats"),
        figures("price of a seat"),
        figures("cost a year"),
        words("change"),
    ];
    let unknown = || "unknown".to_owned();
    let mut table = Table::new(format!("Licences, in {}", bought.currency), columns);
    for seats in &bought.seats {
        let price = seats.line.price.as_ref().ok();
        table.push(vec![
            seats.line.sku.to_string(),
            seats.name.clone(),
            seats.line.group.as_ref().map_or_else(|| "everybody".to_owned(), ToString::to_string),
            seats.is.to_string(),
            price.map_or_else(unknown, |price| hundredths(price.yearly)),
            seats.yearly().map_or_else(unknown, hundredths),
            seats.change().to_owned(),
        ]);
    }
    table
}

pub(super) fn json(bought: &Bought) -> Value {
    let of = |seats: &Seats| {
        let price = seats.line.price.as_ref().ok();
        json!({
            "sku": seats.line.sku.as_str(),
            "name": seats.name,
            "group": seats.line.group.as_ref().map(Id::as_str),
            "seats": seats.is,
            "seats_today": seats.was,
            "yearly_per_seat": price.map_or(Value::Null, |price| json::two_decimals(price.yearly)),
            "price": price.map(|price| if price.is_stated { "stated" } else { "list" }),
            "yearly_cost": seats.yearly().map_or(Value::Null, json::two_decimals),
            "change": seats.change(),
        })
    };
    Value::Array(bought.seats.iter().map(of).collect())
}
