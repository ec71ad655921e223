//! Reads what changes a tenant: licences and tools that come and go, and what happens by itself: growth, controls that come
//! and go, drift and the hygiene against it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::check::{Mention, Mentioned};
use crate::diag::Code;
use crate::load::yaml::{Fields, Node, Reader};
use crate::model::{BasisPoints, Deal, Growth, Heads, Id, LicenceChange, Minutes, NewControl, ToolEnd};

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

impl Reader<'_> {
    fn sku_name(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        mentions: &mut Vec<Mention>,
    ) -> Option<Id> {
        let node = self.optional(fields, key)?;
        let sku = self.id(node, "a SKU")?;
        self.mention(mentions, node, Mentioned::Sku(sku.clone()));
        Some(sku)
    }

    /// A number of seats; `above` says that none is no number.
    fn seats(&mut self, fields: &mut Fields<'_>, key: &'static str, above: bool) -> Option<i64> {
        let node = self.optional(fields, key)?;
        let seats = self.count(node, key)?;
        if above && seats == 0 {
            let help = "write how many seats move, or leave the change out";
            self.report(node, Code::WrongValue, "a change of 0 seats changes nothing", help);
            return None;
        }
        Some(seats)
    }

    pub(super) fn licence_change(
        &mut self,
        node: &Node,
        mentions: &mut Vec<Mention>,
    ) -> Option<(Date, LicenceChange)> {
        let mut fields = self.fields(node, "a licence change")?;
        let f = &mut fields;
        let from = self.day(f, "from", "a licence changes", mentions);
        let [replace, with, add, remove, reduce] =
            ["replace", "with", "add", "remove", "reduce"].map(|key| self.sku_name(f, key, mentions));
        let wrong_seats = f.has("seats") || f.has("to");
        let seats = self.seats(f, "seats", true);
        let to = self.seats(f, "to", false);
        let wrong_seats = wrong_seats && seats.is_none() && to.is_none();
        let group = self.optional(f, "group").and_then(|node| {
            let group = self.id(node, "a group")?;
            self.mention(mentions, node, Mentioned::Group(group.clone()));
            Some(group)
        });
        let until_node = self.optional(f, "until");
        let until = until_node.and_then(|node| {
            let until = self.date(node, "until")?;
            self.mention(mentions, node, Mentioned::Day(until, "a trial ends"));
            Some((node, until))
        });
        self.finish(&fields);
        let deal = match (replace, with, add, remove, reduce, seats, to) {
            (Some(replace), Some(with), None, None, None, seats, None) => {
                Deal::Replace { replace, with, seats }
            }
            (None, None, Some(sku), None, None, seats, None) if seats.is_some() || group.is_some() => {
                Deal::Add { sku, seats }
            }
            (None, None, None, Some(sku), None, seats, None) => Deal::Remove { sku, seats },
            (None, None, None, None, Some(sku), None, Some(to)) => Deal::Reduce { sku, to },
            // The number is reported already.
            _ if wrong_seats => return None,
            _ => {
                self.report(
                    node,
                    Code::WrongValue,
                    "this is no replacement, addition, removal or reduction",
                    "write `replace` and `with`, or `add` and `seats` or a `group`, or `remove`, or `reduce` and `to`, each with `from`",
                );
                return None;
            }
        };
        if let Deal::Replace { replace, with, .. } = &deal
            && replace == with
        {
            let message = format!("`{replace}` is replaced by itself");
            self.report(node, Code::WrongValue, message, "name the SKU that comes under `with`");
        }
        if let (Some((node, until)), Some(from)) = (until, from)
            && until <= from
        {
            let message = format!("the trial ends on {until}, not after it begins on {from}");
            self.report(node, Code::WrongOrder, message, "swap the dates, or mend the year");
        }
        if let (Some((node, _)), Deal::Remove { .. } | Deal::Reduce { .. }) = (until, &deal) {
            let help = "write the day on which seats come again as an `add` of its own";
            self.report(node, Code::WrongValue, "only what is added or replaced can be a trial", help);
        }
        let change = LicenceChange { deal, group, until: until.map(|(_, until)| until) };
        let from = from?;
        self.mention(mentions, node, Mentioned::Licence(from, change.clone()));
        Some((from, change))
    }

    pub(super) fn tool_end(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<ToolEnd> {
        let mut fields = self.fields(node, "a retired tool")?;
        let f = &mut fields;
        let tool = self.required(f, "tool").and_then(|node| self.text(node, "tool"));
        let from = self.day(f, "from", "a tool is retired", mentions);
        let mut controls = Vec::new();
        if let Some(node) = self.optional(f, "controls") {
            for item in self.list(node, "controls") {
                let Some(control) = self.id(item, "a control") else { continue };
                self.mention(mentions, item, Mentioned::Control(control.clone()));
                controls.push(control);
            }
        }
        self.finish(&fields);
        Some(ToolEnd { tool: tool?, from: from?, controls })
    }
}
