//! What merged entries mean: names become ids, words become conditions, shorthand becomes ways. Problems are reported
//! at the entry that has them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::builtin::{LICENCES, VERSION};
use super::merge::{Entry, Merged};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::expr;
use crate::load::yaml::{Node, decimal, duration};
use crate::model::{
    About, Action, Catalogue, Control, Credit, Dispute, Effort, EntryKind, Estimate, Expr, FactValue, Id,
    Impact, Latency, Level, Minutes, NewHeads, Points, Product, Rating, Scoring, Share, Unscored,
    UnscoredKind, Wait, Way,
};

/// The words that say what a figure rests on.
const BASES: [&str; 6] = ["documented", "observed", "inferred", "estimate", "stated", "unknown"];
/// What sources contradict each other about.
const DISPUTED: [&str; 6] = ["licence", "visibility", "max", "title", "scoring", "category"];

/// The catalogue that the entries of all files make.
pub(super) fn read(merged: &Merged, findings: &mut Findings) -> Catalogue {
    let mut catalogue = Catalogue { version: VERSION.to_owned(), ..Catalogue::default() };
    for entry in merged.plans.values() {
        let plan = Meaning::of(entry, findings).plan();
        catalogue.plans.insert(plan.id.clone(), plan);
    }
    for entry in merged.skus.values() {
        let sku = Meaning::of(entry, findings).sku();
        catalogue.skus.insert(sku.sku.clone(), sku);
    }
    for entry in merged.products.values() {
        let product = Meaning::of(entry, findings).product();
        catalogue.products.insert(product.id.clone(), product);
    }
    for entry in merged.actions.values() {
        let mut meaning = Meaning::of(entry, findings);
        if let Some(product) = meaning.owner(merged, &catalogue.products) {
            let action = meaning.action(product);
            catalogue.actions.insert(action.id.clone(), action);
        }
    }
    for entry in merged.controls.values() {
        let mut meaning = Meaning::of(entry, findings);
        if let Some(product) = meaning.owner(merged, &catalogue.products) {
            let control = meaning.control(product);
            catalogue.controls.insert(control.id.clone(), control);
        }
    }
    for entry in merged.unscored.values() {
        let mut meaning = Meaning::of(entry, findings);
        if let Some(product) = meaning.owner(merged, &catalogue.products) {
            let unscored = meaning.unscored(&product.id);
            catalogue.unscored.insert(unscored.id.clone(), unscored);
        }
    }
    catalogue
}

impl Merged {
    /// Where an entry stands.
    pub(super) fn place(&self, id: &Id) -> Place {
        let families = [&self.controls, &self.actions, &self.unscored, &self.skus];
        let entry = families.iter().find_map(|family| family.get(id.as_str()));
        entry.map_or_else(|| Place::file(LICENCES), |entry| entry.place.clone())
    }
}

/// One entry, and what is wrong with what it says.
pub(super) struct Meaning<'a> {
    pub(super) entry: &'a Entry,
    pub(super) findings: &'a mut Findings,
}

impl<'a> Meaning<'a> {
    fn of(entry: &'a Entry, findings: &'a mut Findings) -> Self {
        Self { entry, findings }
    }

    pub(super) fn report(&mut self, code: Code, message: impl std::fmt::Display, help: &str) {
        let message = format!("{message} (in `{}`)", self.entry.id());
        self.findings.push(Finding::new(code, message).at(self.entry.place.clone()).help(help));
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        self.entry.node.get(key)
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key)?.text()
    }

    pub(super) fn string(&self, key: &str) -> Option<String> {
        self.text(key).map(str::to_owned)
    }

    pub(super) fn missing(&mut self, key: &str) {
        self.report(Code::MissingKey, format!("the key `{key}` is missing"), "add it");
    }

    pub(super) fn required(&mut self, key: &str) -> String {
        self.string(key).unwrap_or_else(|| {
            self.missing(key);
            String::new()
        })
    }

    pub(super) fn id(&self) -> Id {
        Id::new(&self.entry.id())
    }

    fn condition(&mut self, text: Option<&str>, default: impl FnOnce() -> Expr, present: &Expr) -> Expr {
        let Some(text) = text else { return default() };
        expr::condition(text, present).unwrap_or_else(|why| {
            let message = format!("the condition `{text}` can not be read: {why}");
            self.report(Code::BadExpression, message, "write plans as `plan:NAME`, facts in lower case");
            default()
        })
    }

    fn duration(&mut self, text: &str) -> Minutes {
        duration(text).unwrap_or_else(|| {
            self.report(Code::WrongValue, format!("`{text}` is no duration"), "write 30m, 36h or 5d");
            Minutes::ZERO
        })
    }

    fn share(&mut self, text: Option<&str>) -> Share {
        let Some(text) = text else { return Share::ALL };
        let hundredths = text.strip_suffix('%').and_then(decimal).filter(|n| (0..=10_000).contains(n));
        match hundredths {
            Some(hundredths) => Share::new(hundredths, 10_000),
            None => {
                self.report(Code::WrongValue, format!("`{text}` is no percentage"), "write 95%");
                Share::ALL
            }
        }
    }

    pub(super) fn date(&mut self, text: Option<&str>) -> Option<Date> {
        let text = text?;
        let date = text.parse().ok();
        if date.is_none() {
            self.report(Code::BadDate, format!("`{text}` is no date"), "write 2027-01-31");
        }
        date
    }

    /// The value of a word, or a finding that says which words there are.
    fn word<T: Copy>(&mut self, word: &str, what: &str, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
        if found.is_none() {
            self.report(Code::WrongValue, format!("unknown {what} `{word}`"), "write low, medium or high");
        }
        found
    }

    fn estimate(&mut self, words: &[Node]) -> Estimate {
        let [low, likely, high] = words else {
            if !words.is_empty() {
                let message = format!("an effort has three numbers, these are {}", words.len());
                self.report(Code::BadEstimate, message, "write [low, likely, high]");
            }
            return Estimate::default();
        };
        let [low, likely, high] = [low, likely, high].map(|word| word.text().unwrap_or_default());
        let estimate =
            Estimate { low: self.duration(low), likely: self.duration(likely), high: self.duration(high) };
        if estimate.low > estimate.likely || estimate.likely > estimate.high {
            let message = format!("the effort [{low}, {likely}, {high}] does not grow");
            self.report(Code::BadEstimate, message, "write [low, likely, high]");
        }
        estimate
    }

    fn effort(&mut self, node: Option<&Node>) -> Effort {
        let Some(node) = node else {
            self.missing("effort");
            return Effort::default();
        };
        let part = |key| node.get(key).map_or(&[][..], Node::items);
        Effort {
            fixed: self.estimate(part("fixed")),
            per_100: self.estimate(part("per-100")),
            population: word_of(node, "population").map(Id::new),
        }
    }

    fn wait(&mut self) -> Option<Wait> {
        let node = self.get("wait")?;
        let written = word_of(node, "for").unwrap_or_default();
        let minutes = self.duration(written).0;
        if minutes % (24 * 60) != 0 {
            self.report(Code::WrongValue, format!("`{written}` is no whole day"), "write 14d");
        }
        Some(Wait { days: minutes / (24 * 60), why: string_of(node, "why") })
    }

    fn latency(&mut self) -> Option<Latency> {
        let node = self.get("latency")?;
        let mut hours = |key| self.duration(word_of(node, key).unwrap_or_default()).0 / 60;
        Some(Latency { expected_hours: hours("expected"), slowest_hours: hours("slowest") })
    }

    fn rating(&mut self) -> Option<Rating> {
        let node = self.get("rating")?;
        let effort = self.word(word_of(node, "effort")?, "level", &Level::WORDS);
        let impact = self.word(word_of(node, "impact")?, "impact", &Impact::WORDS);
        Some(Rating { effort: effort?, impact: impact?, why: word_of(node, "why").map(str::to_owned) })
    }

    fn disputes(&mut self) -> Vec<Dispute> {
        let items = self.get("disputed").map_or(&[][..], Node::items);
        let dispute = |item: &Node| {
            let what = string_of(item, "what");
            if !DISPUTED.contains(&what.as_str()) {
                let help = format!("write one of: {}", DISPUTED.join(", "));
                self.report(Code::WrongValue, format!("unknown subject `{what}` of a dispute"), &help);
            }
            let [claim, we_say, why] = ["claim", "we-say", "why"].map(|key| string_of(item, key));
            Dispute { what, claim, we_say, why }
        };
        items.iter().map(dispute).collect()
    }

    fn about(&mut self, basis: BTreeMap<String, String>, disputed: Vec<Dispute>) -> About {
        for (what, basis) in &basis {
            if !BASES.contains(&basis.as_str()) {
                let help = format!("write one of: {}", BASES.join(", "));
                self.report(Code::WrongValue, format!("unknown basis `{basis}` of `{what}`"), &help);
            }
        }
        About {
            basis,
            rating: self.rating(),
            portal: self.string("portal"),
            note: self.string("note"),
            disputed,
            from_export: false,
            changed: self.entry.changed.clone(),
        }
    }

    /// The product that the entry belongs to.
    fn owner<'p>(&mut self, merged: &Merged, products: &'p BTreeMap<Id, Product>) -> Option<&'p Product> {
        let name = self.text("product").unwrap_or_default();
        let product = products.get(name);
        if product.is_none() {
            let id = self.entry.id();
            // Entries without a product may be slips of those that have one.
            let known = merged.actions.iter().chain(&merged.controls);
            let known = known.filter(|(_, entry)| entry.node.get("product").is_some()).map(|(id, _)| &**id);
            let like = if name.is_empty() {
                self.findings.nearest(Code::UnknownProduct, &id, known)
            } else {
                self.findings.nearest(Code::UnknownProduct, name, products.keys().map(Id::as_str))
            };
            let help = like.map_or_else(
                || "name one with `product:`; `scoreplan score` lists the products of a tenant".to_owned(),
                |known| format!("did you mean `{known}`?"),
            );
            let message = if name.is_empty() {
                format!("`{id}` belongs to no product")
            } else {
                format!("`{id}` belongs to the unknown product `{name}`")
            };
            let place = self.entry.place.clone();
            self.findings.push(Finding::new(Code::UnknownProduct, message).at(place).help(help));
        }
        product
    }

    fn product(&mut self) -> Product {
        let latency = self.latency();
        Product {
            id: self.id(),
            name: self.required("name"),
            also_called: self.get("also-called").map(strings).unwrap_or_default(),
            services: self.get("services").map(strings).unwrap_or_default(),
            team: Id::new(&self.required("team")),
            present_when: self.condition(self.text("present-when"), || Expr::Always, &Expr::Always),
            latency: latency.unwrap_or_else(|| {
                self.missing("latency");
                Latency { expected_hours: 48, slowest_hours: 72 }
            }),
            portal: self.string("portal").unwrap_or_default(),
            question: self.string("question").unwrap_or_default(),
            collected_by: self.string("collected-by").unwrap_or_default(),
            few_visible: self.string("few-visible").unwrap_or_default(),
            note: self.string("note").unwrap_or_default(),
            disputed: self.disputes(),
        }
    }

    fn action(&mut self, product: &Product) -> Action {
        let present = &product.present_when;
        let node = &self.entry.node;
        let done_when = self.text("done-when").and_then(|text| {
            let read = expr::done_when(text, present);
            read.map_err(|why| {
                let message = format!("`done-when: {text}` can not be read: {why}");
                self.report(
                    Code::BadExpression,
                    message,
                    "write a condition, share(ID) or FACT / POPULATION",
                );
            })
            .ok()
        });
        let basis = self.string("basis").map(|basis| ("effort".to_owned(), basis));
        Action {
            id: self.id(),
            title: self.required("title"),
            product: product.id.clone(),
            team: self.text("team").map_or_else(|| product.team.clone(), Id::new),
            applies_when: self.condition(self.text("applies-when"), || Expr::Always, present),
            entitled_when: self.condition(self.text("entitled-when"), || Expr::Always, present),
            needs: ids_of(node, "needs"),
            gates: ids_of(node, "gates"),
            after: ids_of(node, "after"),
            conflicts: ids_of(node, "conflicts"),
            effort: self.effort(self.get("effort")),
            wait: self.wait(),
            done_when,
            sets: self.get("sets").map(sets).unwrap_or_default(),
            about: self.about(basis.into_iter().collect(), Vec::new()),
        }
    }

    fn control(&mut self, product: &Product) -> Control {
        let present = &product.present_when;
        let mut basis: BTreeMap<String, String> =
            self.get("basis").into_iter().flat_map(Node::entries).filter_map(pair).collect();
        basis.extend(self.string("title-basis").map(|basis| ("title".to_owned(), basis)));
        let disputed = self.disputes();
        let impact = self.text("user-impact");
        Control {
            id: self.id(),
            title: self.required("title"),
            product: product.id.clone(),
            category: self.required("category"),
            max: self.text("max").and_then(|max| max.parse().ok()).map(Points::whole),
            max_overlaid: self.entry.max_overlaid,
            scoring: self.scoring(),
            new_heads: self.new_heads(),
            visible_when: self.condition(self.text("visible-when"), || present.clone(), present),
            ways: self.ways(present),
            default_credit: self.get("default-credit").map(|credit| Credit {
                when: self.condition(word_of(credit, "when"), || Expr::Never, present),
                coverage: self.share(word_of(credit, "coverage")),
            }),
            ceiling: self.share(self.text("ceiling")),
            wait: self.wait(),
            user_impact: impact.and_then(|impact| self.word(impact, "impact", &Impact::WORDS)),
            latency: self.latency(),
            retired: self.date(self.text("retired")),
            seen_as: self.seen_as(),
            replaced_by: self.text("replaced-by").map(Id::new),
            tags: self.get("tags").map(strings).unwrap_or_default(),
            about: self.about(basis, disputed),
        }
    }

    fn scoring(&mut self) -> Scoring {
        match (self.text("scoring"), self.text("population")) {
            (Some("binary"), None) => Scoring::Binary,
            (Some("threshold"), None) => Scoring::Threshold,
            (Some("proportional"), Some(population)) => Scoring::Proportional(Id::new(population)),
            (scoring, _) => {
                let message = format!("`scoring: {}` does not fit `population`", scoring.unwrap_or("~"));
                let help = "write binary, threshold, or proportional with its population";
                self.report(Code::WrongValue, message, help);
                Scoring::Binary
            }
        }
    }

    fn new_heads(&mut self) -> NewHeads {
        let Some(word) = self.text("new-heads") else { return NewHeads::default() };
        let known = NewHeads::WORDS.iter().find(|(known, _)| *known == word);
        if self.get("population").is_none() || known.is_none() {
            let message = format!("`new-heads: {word}` does not fit");
            let help = "write inherits, starts-at-zero or keeps-rate, and only with `population`";
            self.report(Code::WrongValue, message, help);
        }
        known.map_or_else(NewHeads::default, |(_, rule)| *rule)
    }

    /// The ways of a control: those that it lists, or the one that its own keys describe.
    fn ways(&mut self, present: &Expr) -> Vec<Way> {
        let listed = self.get("ways").map_or(&[][..], Node::items);
        if listed.is_empty() {
            return vec![self.way(&self.entry.node, "", None, present)];
        }
        if ["entitled-when", "needs", "gates"].iter().any(|key| self.get(key).is_some()) {
            let message = "a control with `ways` states licence and needs in each way";
            let help = "move `entitled-when`, `needs`, `gates` into the ways";
            self.report(Code::WrongValue, message, help);
        }
        let named =
            |way| self.way(way, word_of(way, "id").unwrap_or_default(), word_of(way, "holds-while"), present);
        listed.iter().map(named).collect()
    }

    fn way(&mut self, node: &Node, id: &str, holds_while: Option<&str>, present: &Expr) -> Way {
        Way {
            id: Id::new(id),
            entitled_when: self.condition(word_of(node, "entitled-when"), || Expr::Always, present),
            needs: ids_of(node, "needs"),
            gates: ids_of(node, "gates"),
            after: ids_of(node, "after"),
            coverage: self.share(word_of(node, "coverage")),
            effort: self.effort(node.get("effort").or_else(|| self.get("effort"))),
            holds_while: holds_while.map(|text| self.condition(Some(text), || Expr::Always, present)),
        }
    }

    /// Only a numeric instance stands before the control's own id; by another name nothing would find it.
    fn seen_as(&mut self) -> Vec<Id> {
        let own = self.entry.id();
        let seen = ids_of(&self.entry.node, "seen-as");
        for id in seen.iter().filter(|id| id.without_instance() != own || id.as_str() == own) {
            let message = format!("`{id}` is no instance of `{own}`");
            self.report(Code::WrongValue, message, "write a number, a dot and the id, or give it an entry");
        }
        seen
    }

    fn unscored(&mut self, product: &Id) -> Unscored {
        let node = &self.entry.node;
        let legacy = self.entry.kind == EntryKind::Legacy;
        Unscored {
            id: self.id(),
            title: string_of(node, "title"),
            product: product.clone(),
            kind: if legacy { UnscoredKind::Legacy } else { UnscoredKind::NeverScored },
            why: string_of(node, "why"),
            instead: ids_of(node, "instead"),
            needs: ids_of(node, "needs"),
            changed: self.entry.changed.clone(),
        }
    }
}

pub(super) fn word_of<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key)?.text()
}

pub(super) fn string_of(node: &Node, key: &str) -> String {
    word_of(node, key).unwrap_or_default().to_owned()
}

pub(super) fn ids_of(node: &Node, key: &str) -> Vec<Id> {
    let items = node.get(key).map_or(&[][..], Node::items);
    items.iter().filter_map(Node::text).map(Id::new).collect()
}

pub(super) fn strings(node: &Node) -> Vec<String> {
    node.items().iter().filter_map(Node::text).map(str::to_owned).collect()
}

fn pair((key, value): &(Node, Node)) -> Option<(String, String)> {
    Some((key.text()?.to_owned(), value.text()?.to_owned()))
}

fn sets(node: &Node) -> BTreeMap<Id, FactValue> {
    let value = |text: &str| match text {
        "true" => FactValue::Number(1),
        "false" => FactValue::Number(0),
        _ => text.parse().map_or_else(|_| FactValue::Population(Id::new(text)), FactValue::Number),
    };
    let entries = node.entries().iter();
    entries.filter_map(|(fact, text)| Some((Id::new(fact.text()?), value(text.text()?)))).collect()
}
