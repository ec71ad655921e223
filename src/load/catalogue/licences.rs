//! Service plans and SKUs: the built-in ones, those of the user over them, and what both mean.

use std::collections::BTreeMap;

use super::Stated;
use super::format::{DatedEntry, PlanEntry, PriceEntry, SkuEntry};
use super::lower::{Lowering, ids};
use crate::diag::Code;
use crate::load::yaml::decimal;
use crate::model::{Catalogue, DatedPlan, Id, PlanInfo, Price, Sku, is_for_agents};

/// Plans and SKUs before they are understood, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Licences {
    pub(super) plans: BTreeMap<String, Stated<PlanEntry>>,
    pub(super) skus: BTreeMap<String, Stated<SkuEntry>>,
}

impl Licences {
    /// A later entry changes the keys that it states.
    pub(super) fn add_plan(&mut self, over: Stated<PlanEntry>) {
        match self.plans.get_mut(&over.entry.id) {
            Some(Stated { entry, place, .. }) => {
                *place = over.place;
                let over = over.entry;
                entry.name = over.name.or(entry.name.take());
                entry.implies = over.implies.or(entry.implies.take());
                entry.stub = over.stub.or(entry.stub);
            }
            None => drop(self.plans.insert(over.entry.id.clone(), over)),
        }
    }

    /// A later entry changes the keys that it states.
    pub(super) fn add_sku(&mut self, over: Stated<SkuEntry>) {
        match self.skus.get_mut(&over.entry.sku) {
            Some(Stated { entry, place, .. }) => {
                *place = over.place;
                let over = over.entry;
                entry.name = over.name.or(entry.name.take());
                entry.also_called = over.also_called.or(entry.also_called.take());
                entry.sku_id = over.sku_id.or(entry.sku_id.take());
                entry.base = over.base.or(entry.base);
                entry.needs_base = over.needs_base.or(entry.needs_base.take());
                entry.max_seats = over.max_seats.or(entry.max_seats);
                entry.agents = over.agents.or(entry.agents);
                // Whoever states the plans states all of them.
                let later = entry.dated.take().map(|dated| if over.plans.is_some() { vec![] } else { dated });
                entry.dated = over.dated.or(later);
                entry.plans = over.plans.or(entry.plans.take());
                entry.prices = over.prices.or(entry.prices.take());
                entry.note = over.note.or(entry.note.take());
            }
            None => drop(self.skus.insert(over.entry.sku.clone(), over)),
        }
    }
}

impl Lowering<'_> {
    pub(super) fn licences(&mut self, licences: &Licences, catalogue: &mut Catalogue) {
        for (id, Stated { entry, place, .. }) in &licences.plans {
            (self.place, self.entry) = (place.clone(), id.clone());
            let info = PlanInfo {
                id: Id::new(id),
                name: self.missing(entry.name.clone(), "name"),
                implies: ids(entry.implies.as_ref()),
                stub: entry.stub.unwrap_or(false),
            };
            catalogue.plans.insert(info.id.clone(), info);
        }
        for (id, Stated { entry, place, .. }) in &licences.skus {
            (self.place, self.entry) = (place.clone(), id.clone());
            let sku = self.sku(entry);
            catalogue.skus.insert(sku.sku.clone(), sku);
        }
    }

    fn sku(&mut self, entry: &SkuEntry) -> Sku {
        let plans = ids(Some(&self.missing(entry.plans.clone(), "plans")));
        Sku {
            sku: Id::new(&entry.sku),
            name: self.missing(entry.name.clone(), "name"),
            also_called: entry.also_called.clone().unwrap_or_default(),
            base: entry.base.unwrap_or(false),
            needs_base: ids(entry.needs_base.as_ref()),
            max_seats: entry.max_seats,
            agents: entry.agents.unwrap_or_else(|| plans.iter().any(is_for_agents)),
            listed: entry.listed,
            plans,
            dated: entry.dated.iter().flatten().map(|plan| self.dated(plan)).collect(),
            prices: self.prices(entry.prices.as_deref().unwrap_or_default()),
            note: entry.note.clone(),
        }
    }

    fn dated(&mut self, entry: &DatedEntry) -> DatedPlan {
        DatedPlan {
            plan: Id::new(&entry.plan),
            from: self.date(entry.from.as_deref()),
            until: self.date(entry.until.as_deref()),
        }
    }

    fn prices(&mut self, entries: &[PriceEntry]) -> Vec<Price> {
        let mut prices: Vec<Price> = Vec::new();
        for entry in entries {
            // A price of nothing would make every comparison wrong; what is not known is left out.
            let Some(hundredths) = decimal(&entry.amount).filter(|amount| *amount > 0) else {
                let message = format!("`{}` is no price", entry.amount);
                self.report(
                    Code::WrongValue,
                    message,
                    "write an amount above 0 like \"36.00\", or leave it out",
                );
                continue;
            };
            if entry.currency.len() != 3 || !entry.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
                let message = format!("`{}` is no currency", entry.currency);
                self.report(Code::WrongValue, message, "write three letters like USD or EUR");
            }
            if entry.per != "user-month" {
                let message = format!("a price per `{}` can not be used", entry.per);
                self.report(Code::WrongValue, message, "write `per: user-month`");
            }
            let price = Price {
                hundredths,
                currency: entry.currency.clone(),
                per: entry.per.clone(),
                from: self.date(entry.from.as_deref()),
                as_of: self.date(entry.as_of.as_deref()),
                basis: entry.basis.clone(),
                note: entry.note.clone(),
            };
            if prices.last().is_some_and(|last| last.from >= price.from) {
                let message = "prices follow each other by `from`".to_owned();
                self.report(Code::WrongOrder, message, "put the older price first");
            }
            prices.push(price);
        }
        prices
    }
}
