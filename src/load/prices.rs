//! Prices that people write: a currency, rates, what a seat of each SKU costs, and what tools of other vendors do.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::named::{Asked, Taken};
use crate::diag::{Code, Findings, Place, nearest};
use crate::load::source::Source;
use crate::load::yaml::{Fields, Node, Reader, decimal, parse};
use crate::model::units::decimal as decimal_of;
use crate::model::{
    CURRENCIES, Catalogue, Finder, Id, Money, NameKind, PriceList, StatedPrice, Tenant, Term, ToolPrice,
};

/// Reads a file of prices. The SKUs that it names are those of the catalogue and of the tenant, where there is one.
/// `None` when a finding is an error.
pub fn read(
    source: &Source,
    catalogue: &Catalogue,
    tenant: Option<&Tenant>,
    findings: &mut Findings,
) -> Option<PriceList> {
    let owned = tenant.into_iter().flat_map(|tenant| tenant.licences.iter().flatten());
    let owned = owned.map(|licence| &licence.sku).filter(|sku| !catalogue.skus.contains_key(*sku));
    let owned: BTreeSet<&Id> = owned.collect();
    let mut finder = catalogue.finder(&[NameKind::Sku]).map(|_| ());
    for sku in owned {
        finder.add((), sku.as_str(), "", &[], 0);
    }
    findings.unless_error(|own| {
        let root = parse(source, own)?;
        let mut names = Names { finder, taken: Taken::default() };
        let list = Reader::new(source, own).price_list(&root, &mut names);
        names.taken.report(Some(Place::file(&source.name)), own);
        list
    })
}

/// The SKUs by their names, and what was taken for names that are no part numbers.
struct Names<'a> {
    finder: Finder<'a, ()>,
    taken: Taken,
}

/// A price before it is known whether its currency can be counted.
struct Entry<'n> {
    node: &'n Node,
    sku: Id,
    price: StatedPrice,
    currency: Option<&'n Node>,
}

impl Reader<'_> {
    fn price_list(&mut self, root: &Node, known: &mut Names<'_>) -> Option<PriceList> {
        let mut fields = self.fields(root, "a price file")?;
        let f = &mut fields;
        let currency = self.required(f, "currency").and_then(|node| self.currency(node));
        let rates = self.optional(f, "rates").map(|node| self.rates(node, currency.as_deref()));
        let rates = rates.unwrap_or_default();
        let note = self.optional(f, "note").and_then(|node| self.text(node, "note"));
        let term = self.term(f);
        let mut entries = Vec::new();
        if let Some(list) = self.required(f, "prices") {
            for node in self.list(list, "prices") {
                entries.extend(self.seat_price(node, currency.as_deref(), term, known));
            }
        }
        let mut tools = Vec::new();
        if let Some(list) = self.optional(f, "tools") {
            for node in self.list(list, "tools") {
                tools.extend(self.tool_price(node, currency.as_deref()));
            }
        }
        self.finish(&fields);
        let currency = currency?;
        let tools = self.tools(tools, &currency, &rates);
        let mut prices: BTreeMap<Id, Vec<StatedPrice>> = BTreeMap::new();
        let mut seen: BTreeSet<(Id, Option<Date>, Option<Term>)> = BTreeSet::new();
        for Entry { node, sku, price, currency: named } in entries {
            self.has_rate(named.unwrap_or(node), &price.currency, sku.as_str(), &currency, &rates);
            if !seen.insert((sku.clone(), price.from, price.term)) {
                let when = price.from.map_or_else(String::new, |from| format!(" from {from}"));
                let message = format!("the price of `{sku}`{when} is given twice");
                self.report(
                    node,
                    Code::DuplicateEntry,
                    message,
                    "keep one of the two, or give the later one its `from`",
                );
            }
            prices.entry(sku).or_default().push(price);
        }
        for of_sku in prices.values_mut() {
            of_sku.sort_by_key(|price| (price.from, price.term));
        }
        Some(PriceList { name: self.file(root).to_owned(), currency, rates, note, prices, tools })
    }

    /// Reports a price in a currency that can not be counted.
    fn has_rate(
        &mut self,
        node: &Node,
        of_price: &str,
        what: &str,
        counted: &str,
        rates: &BTreeMap<String, i64>,
    ) {
        if of_price == counted || rates.contains_key(of_price) {
            return;
        }
        let message = format!("the price of `{what}` is in {of_price}, for which there is no rate");
        let help = format!("add `rates: {{ {of_price}: ... }}`, what one is worth in {counted}");
        self.report(node, Code::NoRate, message, help);
    }

    /// What tools cost, by their names in small letters.
    fn tools(
        &mut self,
        read: Vec<(&Node, String, ToolPrice)>,
        currency: &str,
        rates: &BTreeMap<String, i64>,
    ) -> BTreeMap<String, ToolPrice> {
        let mut tools = BTreeMap::new();
        for (node, name, price) in read {
            self.has_rate(node, &price.currency, &name, currency, rates);
            if tools.insert(name.to_lowercase(), price).is_some() {
                let message = format!("the price of `{name}` is given twice");
                self.report(node, Code::DuplicateEntry, message, "keep one of the two");
            }
        }
        tools
    }

    fn tool_price<'n>(
        &mut self,
        node: &'n Node,
        currency: Option<&str>,
    ) -> Option<(&'n Node, String, ToolPrice)> {
        let mut fields = self.fields(node, "what a tool costs")?;
        let f = &mut fields;
        let tool = self.required(f, "tool").and_then(|node| self.text(node, "tool"));
        let monthly = self.optional(f, "per-month");
        let yearly = self.optional(f, "per-year");
        let own = self.optional(f, "currency").and_then(|node| self.currency(node));
        let note = self.optional(f, "note").and_then(|node| self.text(node, "note"));
        self.finish(&fields);
        let yearly = self.yearly(node, monthly, yearly, "for all of it")?;
        let currency = own.or_else(|| currency.map(str::to_owned))?;
        Some((node, tool?, ToolPrice { yearly, currency, note }))
    }

    /// What something costs in a year, of the two ways to write it. `what` says for how much of it.
    fn yearly(
        &mut self,
        node: &Node,
        monthly: Option<&Node>,
        yearly: Option<&Node>,
        what: &str,
    ) -> Option<Money> {
        match (monthly, yearly) {
            (Some(node), None) => Some(self.amount(node, "per-month")?.times(12)),
            (None, Some(node)) => self.amount(node, "per-year"),
            _ => {
                let message = "a price is either `per-month` or `per-year`";
                self.report(node, Code::WrongValue, message, format!("write one of the two, {what}"));
                None
            }
        }
    }

    fn seat_price<'n>(
        &mut self,
        node: &'n Node,
        currency: Option<&str>,
        term: Option<Term>,
        known: &mut Names<'_>,
    ) -> Option<Entry<'n>> {
        let mut fields = self.fields(node, "a price")?;
        let f = &mut fields;
        let sku = self.required(f, "sku").and_then(|node| {
            let name = self.id(node, "a SKU")?;
            let asked = Asked {
                name: name.as_str(),
                what: "SKU",
                unknown: Code::UnknownSku,
                place: Some(self.place(node)),
                otherwise: "`catalogue show` knows SKUs by their part numbers and their names",
            };
            let hit = known.taken.choose(&known.finder, &asked, self.findings)?;
            Some(Id::new(hit.id))
        });
        let monthly = self.optional(f, "per-month");
        let yearly = self.optional(f, "per-year");
        let own = self.optional(f, "currency");
        let own_currency = own.and_then(|node| self.currency(node));
        let from = self.optional(f, "from").and_then(|node| self.date(node, "from"));
        let term = self.term(f).or(term);
        let note = self.optional(f, "note").and_then(|node| self.text(node, "note"));
        self.finish(&fields);
        let yearly = self.yearly(node, monthly, yearly, "for one seat")?;
        let currency = own_currency.or_else(|| currency.map(str::to_owned))?;
        Some(Entry {
            node,
            sku: sku?,
            price: StatedPrice { yearly, currency, from, term, note },
            currency: own,
        })
    }

    /// What one seat or a tool costs. Nothing is a price where a person says so: a seat that the agreement includes.
    pub(super) fn amount(&mut self, node: &Node, what: &str) -> Option<Money> {
        // More than anything costs, and far below what sums overflow at.
        const MOST: Money = Money(100_000_000_000);
        let parse =
            |text: &str| decimal(text).map(Money).filter(|amount| (Money::ZERO..=MOST).contains(amount));
        self.parsed(
            node,
            Code::WrongValue,
            what,
            "an amount from 0 with at most two decimals, like 36.00",
            parse,
        )
    }

    pub(super) fn term(&mut self, fields: &mut Fields<'_>) -> Option<Term> {
        self.optional(fields, "term").and_then(|node| self.word(node, "term", &Term::WORDS))
    }

    fn currency(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node, "currency")?;
        if !CURRENCIES.contains(&text.as_str()) {
            let upper = text.to_uppercase();
            let like = CURRENCIES.iter().find(|known| upper.starts_with(**known)).copied();
            let help = like.or_else(|| nearest(&upper, CURRENCIES)).map_or_else(
                || "write three letters as ISO 4217 does, like USD or EUR".to_owned(),
                |known| format!("did you mean `{known}`?"),
            );
            self.report(node, Code::WrongValue, format!("`{text}` is no currency of ISO 4217"), help);
            return None;
        }
        Some(text)
    }

    fn rates(&mut self, node: &Node, currency: Option<&str>) -> BTreeMap<String, i64> {
        let mut rates = BTreeMap::new();
        let Some(fields) = self.fields(node, "rates") else { return rates };
        for (key, value) in fields.all() {
            let Some(name) = self.currency(key) else { continue };
            if Some(name.as_str()) == currency {
                let message = format!("costs are counted in {name}: it has no rate");
                self.report(key, Code::WrongValue, message, "leave it out");
                continue;
            }
            let expected = "a number above 0 with at most six decimals, like 0.92";
            if let Some(rate) = self.parsed(value, Code::WrongValue, "a rate", expected, millionths) {
                rates.insert(name, rate);
            }
        }
        rates
    }
}

/// A number above 0 and below a million with at most six decimals, in millionths.
pub fn millionths(text: &str) -> Option<i64> {
    decimal_of(text, 6).filter(|rate| (1..1_000_000_000_000).contains(rate))
}
