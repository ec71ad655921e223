//! Reads what happens by itself: growth, controls that come and go, drift and the hygiene against it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::check::{Mention, Mentioned};
use crate::diag::Code;
use crate::load::yaml::{Node, Reader};
use crate::model::{BasisPoints, Growth, Heads, Id, Minutes, NewControl};

impl Reader<'_> {
    pub(super) fn growth(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<Growth> {
        let mut fields = self.fields(node, "a growth")?;
        let f = &mut fields;
        let from = self.day(f, "from", "a population grows", mentions);
        let population = self.required(f, "population").and_then(|node| {
            let population = self.id(node, "a population")?;
            self.mention(mentions, node, Mentioned::Population(population.clone()));
            Some(population)
        });
        let by = self.optional(f, "by").map(|node| self.percentage(node, "by"));
        let to = self.optional(f, "to").map(|node| self.count(node, "to"));
        self.finish(&fields);
        let heads = match (by, to) {
            (Some(by), None) => by.map(Heads::More),
            (None, Some(to)) => to.map(Heads::To),
            _ => {
                let message = "a growth says either `by` how much or `to` how many";
                self.report(node, Code::WrongValue, message, "write `by: 10%` or `to: 1320`");
                None
            }
        };
        Some(Growth { from: from?, population: population?, heads: heads? })
    }

    pub(super) fn retirement(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<(Date, Id)> {
        let mut fields = self.fields(node, "a retired control")?;
        let control = self.required(&mut fields, "control").and_then(|node| {
            let id = self.id(node, "a control")?;
            self.mention(mentions, node, Mentioned::Control(id.clone()));
            Some(id)
        });
        let on = self.day(&mut fields, "on", "a control is retired", mentions);
        self.finish(&fields);
        Some((on?, control?))
    }

    pub(super) fn new_control(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<NewControl> {
        let mut fields = self.fields(node, "a new control")?;
        let f = &mut fields;
        let id = self.required(f, "id").and_then(|node| {
            let id = self.id(node, "a control")?;
            self.mention(mentions, node, Mentioned::Arrival(id.clone()));
            Some(id)
        });
        let on = self.day(f, "on", "a control is added", mentions);
        let max = self.optional(f, "max").and_then(|node| self.points(node, "max"));
        let title = self.optional(f, "title").and_then(|node| self.text(node, "title"));
        let product = self.optional(f, "product").and_then(|node| {
            let product = self.id(node, "a product")?;
            self.mention(mentions, node, Mentioned::Product(product.clone()));
            Some(product)
        });
        self.finish(&fields);
        Some(NewControl { id: id?, on: on?, max, title, product })
    }

    /// Hundredths of a percent a month, by product.
    pub(super) fn drift(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> BTreeMap<Id, BasisPoints> {
        self.by_product(node, "drift", mentions, |r, node| r.percentage(node, "drift a month"))
    }

    /// Working time a month, by product.
    pub(super) fn hygiene(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> BTreeMap<Id, Minutes> {
        self.by_product(node, "hygiene", mentions, |r, node| r.duration(node, "hygiene a month"))
    }

    fn by_product<T>(
        &mut self,
        node: &Node,
        what: &str,
        mentions: &mut Vec<Mention>,
        read: fn(&mut Self, &Node) -> Option<T>,
    ) -> BTreeMap<Id, T> {
        let mut values = BTreeMap::new();
        let Some(fields) = self.fields(node, what) else { return values };
        for (key, value) in fields.all().into_iter().filter(|(_, value)| !value.is_null()) {
            let product = Id::new(key.text().unwrap_or_default());
            self.mention(mentions, key, Mentioned::Product(product.clone()));
            values.extend(read(self, value).map(|value| (product, value)));
        }
        values
    }
}
