//! What entries of service plans and SKUs mean.

use super::read::{Meaning, ids_of, string_of, strings, word_of};
use crate::diag::Code;
use crate::load::yaml::{Node, decimal};
use crate::model::{Binding, DatedPlan, Id, Money, PlanInfo, Price, SeatBinding, Sku, is_for_agents};

impl Meaning<'_> {
    fn yes(&self, key: &str) -> Option<bool> {
        self.text(key).map(|text| text == "true")
    }

    fn number(&self, key: &str) -> Option<i64> {
        self.text(key)?.parse().ok()
    }

    pub(super) fn plan(&mut self) -> PlanInfo {
        PlanInfo {
            id: self.id(),
            name: self.required("name"),
            also_called: self.get("also-called").map(strings).unwrap_or_default(),
            implies: ids_of(&self.entry.node, "implies"),
            stub: self.yes("stub").unwrap_or(false),
            shown_by: self.get("shown-by").map(strings).unwrap_or_default(),
            seats: self.seat_binding(),
        }
    }

    fn seat_binding(&mut self) -> SeatBinding {
        let mut binding = SeatBinding::default();
        if let Some(word) = self.text("seat-binding") {
            match Binding::WORDS.iter().find(|(known, _)| *known == word) {
                Some((_, per)) => binding.per = *per,
                None => {
                    let known = Binding::WORDS.map(|(word, _)| word).join(", ");
                    let message = format!("unknown seat binding `{word}`");
                    self.report(Code::WrongValue, message, &format!("a seat is one of: {known}"));
                }
            }
            "stated".clone_into(&mut binding.basis);
        }
        match (binding.per, self.number("devices-per-seat")) {
            (Binding::Device, None | Some(0)) => {
                let message = "a plan that binds devices says how many one seat licenses";
                let help = "write `devices-per-seat: 5`, or another number above 0";
                self.report(Code::WrongValue, message, help);
            }
            (Binding::Device, Some(devices)) => binding.devices = devices,
            (_, Some(_)) => {
                let message = "`devices-per-seat` without `seat-binding: device`";
                self.report(Code::WrongValue, message, "leave it out, or bind the seats to devices");
            }
            (_, None) => {}
        }
        if let Some(basis) = self.string("seat-basis") {
            binding.basis = basis;
        }
        binding
    }

    pub(super) fn sku(&mut self) -> Sku {
        let node = &self.entry.node;
        if self.get("plans").is_none() {
            self.missing("plans");
        }
        let plans = ids_of(node, "plans");
        let dated = self.get("dated").map_or(&[][..], Node::items);
        Sku {
            sku: self.id(),
            name: self.required("name"),
            also_called: self.get("also-called").map(strings).unwrap_or_default(),
            base: self.yes("base").unwrap_or(false),
            needs_base: ids_of(node, "needs-base"),
            max_seats: self.number("max-seats"),
            agents: self.yes("agents").unwrap_or_else(|| plans.iter().any(is_for_agents)),
            listed: self.entry.listed,
            plans,
            dated: dated.iter().map(|plan| self.dated(plan)).collect(),
            prices: self.prices(),
            note: self.string("note"),
        }
    }

    fn dated(&mut self, node: &Node) -> DatedPlan {
        DatedPlan {
            plan: Id::new(word_of(node, "plan").unwrap_or_default()),
            from: self.date(word_of(node, "from")),
            until: self.date(word_of(node, "until")),
        }
    }

    fn prices(&mut self) -> Vec<Price> {
        let mut prices: Vec<Price> = Vec::new();
        for node in self.get("prices").map_or(&[][..], Node::items) {
            // A price of nothing would make every comparison wrong; what is not known is left out.
            let written = word_of(node, "amount").unwrap_or_default();
            let Some(amount) = decimal(written).map(Money).filter(|amount| *amount > Money::ZERO) else {
                let help = "write an amount above 0 like \"36.00\", or leave it out";
                self.report(Code::WrongValue, format!("`{written}` is no price"), help);
                continue;
            };
            let [currency, per] = ["currency", "per"].map(|key| string_of(node, key));
            if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
                let message = format!("`{currency}` is no currency");
                self.report(Code::WrongValue, message, "write three letters like USD or EUR");
            }
            if per != "user-month" {
                let message = format!("a price per `{per}` can not be used");
                self.report(Code::WrongValue, message, "write `per: user-month`");
            }
            let [basis, note] = ["basis", "note"].map(|key| word_of(node, key).map(str::to_owned));
            let price = Price {
                amount,
                currency,
                per,
                from: self.date(word_of(node, "from")),
                as_of: self.date(word_of(node, "as-of")),
                basis,
                note,
            };
            if prices.last().is_some_and(|last| last.from >= price.from) {
                self.report(
                    Code::WrongOrder,
                    "prices follow each other by `from`",
                    "put the older price first",
                );
            }
            prices.push(price);
        }
        prices
    }
}
