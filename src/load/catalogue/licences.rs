//! Service plans and SKUs: the built-in ones, those of the user over them, and what both mean.

use std::collections::BTreeMap;

use super::Stated;
use super::format::{DatedEntry, PlanEntry, PriceEntry, SkuEntry};
use super::lower::{Lowering, ids};
use crate::diag::Code;
use crate::load::yaml::decimal;
use crate::model::{Binding, Catalogue, DatedPlan, Id, PlanInfo, Price, SeatBinding, Sku, is_for_agents};

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
                // Whoever states a binding states its basis too.
                let states = over.seat_binding.is_some() || over.devices_per_seat.is_some();
                let basis = states.then(|| "stated".to_owned()).or(entry.seat_basis.take());
                entry.seat_basis = over.seat_basis.or(basis);
                entry.seat_binding = over.seat_binding.or(entry.seat_binding.take());
                entry.devices_per_seat = over.devices_per_seat.or(entry.devices_per_seat);
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
                seats: self.seat_binding(entry),
            };
            catalogue.plans.insert(info.id.clone(), info);
        }
        for (id, Stated { entry, place, .. }) in &licences.skus {
            (self.place, self.entry) = (place.clone(), id.clone());
            let sku = self.sku(entry);
            catalogue.skus.insert(sku.sku.clone(), sku);
        }
    }

    fn seat_binding(&mut self, entry: &PlanEntry) -> SeatBinding {
        let mut binding = SeatBinding::default();
        if let Some(word) = &entry.seat_binding {
            match Binding::WORDS.iter().find(|(known, _)| known == word) {
                Some((_, per)) => binding.per = *per,
                None => {
                    let known = Binding::WORDS.map(|(word, _)| word).join(", ");
                    let message = format!("unknown seat binding `{word}`");
                    self.report(Code::WrongValue, message, &format!("a seat is one of: {known}"));
                }
            }
            "stated".clone_into(&mut binding.basis);
        }
        match (binding.per, entry.devices_per_seat) {
            (Binding::Device, None | Some(0)) => {
                let message = "a plan that binds devices says how many one seat licenses".to_owned();
                self.report(
                    Code::WrongValue,
                    message,
                    "write `devices-per-seat: 5`, or another number above 0",
                );
            }
            (Binding::Device, Some(devices)) => binding.devices = devices,
            (_, Some(_)) => {
                let message = "`devices-per-seat` without `seat-binding: device`".to_owned();
                self.report(Code::WrongValue, message, "leave it out, or bind the seats to devices");
            }
            (_, None) => {}
        }
        if let Some(basis) = &entry.seat_basis {
            binding.basis.clone_from(basis);
        }
        binding
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
