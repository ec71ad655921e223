//! Reads catalogue files that people write, with places and all problems at once.

use std::collections::BTreeMap;

use super::format::{
    ActionEntry, ControlEntry, CreditEntry, DisputeEntry, EffortEntry, LatencyEntry, ProductEntry,
    ProductFile, RatingEntry, Scalar, UnscoredEntry, WaitEntry, WayEntry,
};
use crate::diag::{Findings, Place};
use crate::load::source::Source;
use crate::load::yaml::{Fields, Node, Reader, parse};

/// Where each entry of a file stands, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The product.
    pub product: Option<Place>,
    /// The products of a file that states several.
    pub products: Vec<Place>,
    /// The actions.
    pub actions: Vec<Place>,
    /// The controls.
    pub controls: Vec<Place>,
    /// Names that no score holds: first the never scored, then the legacy ones.
    pub unscored: Vec<Place>,
    /// The service plans.
    pub plans: Vec<Place>,
    /// The SKUs.
    pub skus: Vec<Place>,
}

/// Reads a product file or an overlay.
pub fn product_file(source: &Source, findings: &mut Findings) -> Option<(ProductFile, Places)> {
    let root = parse(source, findings)?;
    let mut reader = Reader { source, findings };
    let mut fields = reader.fields(&root, "a catalogue")?;
    let mut file = ProductFile::default();
    let mut places = Places::default();
    file.source = reader.may(&mut fields, "source");
    if let Some(node) = reader.optional(&mut fields, "product") {
        file.product = reader.product(node);
        places.product = Some(node.place(source));
    }
    file.exported_from = reader.may(&mut fields, "exported-from");
    (file.products, places.products) = reader.with_places(&mut fields, "products", Reader::product);
    (file.actions, places.actions) = reader.with_places(&mut fields, "actions", Reader::action);
    (file.controls, places.controls) = reader.with_places(&mut fields, "controls", Reader::control);
    (file.never_scored, places.unscored) =
        reader.with_places(&mut fields, "never-scored", Reader::unscored_entry);
    let (legacy, places_of_legacy) = reader.with_places(&mut fields, "legacy", Reader::unscored_entry);
    file.legacy = legacy;
    places.unscored.extend(places_of_legacy);
    (file.plans, places.plans) = reader.with_places(&mut fields, "plans", Reader::plan);
    (file.skus, places.skus) = reader.with_places(&mut fields, "skus", Reader::sku);
    reader.finish(&fields);
    Some((file, places))
}

impl Reader<'_> {
    pub(super) fn may(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        self.optional(fields, key).and_then(|node| self.text(node, key))
    }

    pub(super) fn must(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        self.required(fields, key).and_then(|node| self.text(node, key))
    }

    pub(super) fn words(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Vec<String>> {
        let node = self.optional(fields, key)?;
        let items = self.list(node, key);
        Some(items.iter().filter_map(|item| self.text(item, key)).collect())
    }

    pub(super) fn entries<T>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        read: fn(&mut Self, &Node) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.optional(fields, key) else { return Vec::new() };
        self.list(node, key).iter().filter_map(|item| read(self, item)).collect()
    }

    /// The entries of a list that was stated, be it empty.
    pub(super) fn listed<T>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        read: fn(&mut Self, &Node) -> Option<T>,
    ) -> Option<Vec<T>> {
        let entries = self.entries(fields, key, read);
        fields.has(key).then_some(entries)
    }

    /// The entries of a list, each with its place.
    fn with_places<T>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        read: fn(&mut Self, &Node) -> Option<T>,
    ) -> (Vec<T>, Vec<Place>) {
        let Some(node) = self.optional(fields, key) else { return (Vec::new(), Vec::new()) };
        let items = self.list(node, key);
        items.iter().filter_map(|item| read(self, item).map(|entry| (entry, item.place(self.source)))).unzip()
    }

    /// Opens a mapping, lets `read` take its keys, and reports the rest.
    pub(super) fn mapping<T>(
        &mut self,
        node: &Node,
        what: &str,
        read: impl FnOnce(&mut Self, &mut Fields<'_>) -> Option<T>,
    ) -> Option<T> {
        let mut fields = self.fields(node, what)?;
        let value = read(self, &mut fields);
        self.finish(&fields);
        value
    }

    fn product(&mut self, node: &Node) -> Option<ProductEntry> {
        self.mapping(node, "a product", |r, f| {
            let id = r.must(f, "id");
            let entry = ProductEntry {
                id: id.clone().unwrap_or_default(),
                name: r.may(f, "name"),
                services: r.words(f, "services"),
                team: r.may(f, "team"),
                present_when: r.may(f, "present-when"),
                latency: r.optional(f, "latency").and_then(|node| r.latency(node)),
                portal: r.may(f, "portal"),
                question: r.may(f, "question"),
                collected_by: r.may(f, "collected-by"),
                few_visible: r.may(f, "few-visible"),
                note: r.may(f, "note"),
                disputed: r.listed(f, "disputed", Reader::dispute),
            };
            id.map(|_| entry)
        })
    }

    fn dispute(&mut self, node: &Node) -> Option<DisputeEntry> {
        self.mapping(node, "a dispute", |r, f| {
            let (what, claim) = (r.must(f, "what"), r.must(f, "claim"));
            let (we_say, why) = (r.must(f, "we-say"), r.must(f, "why"));
            Some(DisputeEntry { what: what?, claim: claim?, we_say: we_say?, why: why? })
        })
    }

    fn rating(&mut self, node: &Node) -> Option<RatingEntry> {
        self.mapping(node, "a rating", |r, f| {
            let (effort, impact) = (r.must(f, "effort"), r.must(f, "impact"));
            let why = r.may(f, "why");
            Some(RatingEntry { effort: effort?, impact: impact?, why })
        })
    }

    fn unscored_entry(&mut self, node: &Node) -> Option<UnscoredEntry> {
        self.mapping(node, "an entry", |r, f| {
            let (id, title) = (r.must(f, "id"), r.must(f, "title"));
            let (product, why) = (r.may(f, "product"), r.must(f, "why"));
            let instead = r.words(f, "instead").unwrap_or_default();
            let needs = r.words(f, "needs").unwrap_or_default();
            Some(UnscoredEntry {
                id: id?,
                title: title?,
                product,
                why: why?,
                instead,
                needs,
                changed: Vec::new(),
            })
        })
    }

    fn latency(&mut self, node: &Node) -> Option<LatencyEntry> {
        self.mapping(node, "a latency", |r, f| {
            let (expected, slowest) = (r.must(f, "expected"), r.must(f, "slowest"));
            let basis = r.may(f, "basis");
            Some(LatencyEntry { expected: expected?, slowest: slowest?, basis })
        })
    }

    fn effort(&mut self, node: &Node) -> Option<EffortEntry> {
        self.mapping(node, "an effort", |r, f| {
            r.required(f, "fixed");
            Some(EffortEntry {
                fixed: r.words(f, "fixed").unwrap_or_default(),
                per_100: r.words(f, "per-100").unwrap_or_default(),
                population: r.may(f, "population"),
            })
        })
    }

    fn wait(&mut self, node: &Node) -> Option<WaitEntry> {
        self.mapping(node, "a wait", |r, f| {
            let (duration, why) = (r.must(f, "for"), r.must(f, "why"));
            Some(WaitEntry { duration: duration?, why: why? })
        })
    }

    fn credit(&mut self, node: &Node) -> Option<CreditEntry> {
        self.mapping(node, "a default credit", |r, f| {
            let (when, coverage) = (r.must(f, "when"), r.may(f, "coverage"));
            Some(CreditEntry { when: when?, coverage })
        })
    }

    fn action(&mut self, node: &Node) -> Option<ActionEntry> {
        self.mapping(node, "an action", |r, f| {
            let id = r.must(f, "id");
            let entry = ActionEntry {
                id: id.clone().unwrap_or_default(),
                title: r.may(f, "title"),
                product: r.may(f, "product"),
                team: r.may(f, "team"),
                applies_when: r.may(f, "applies-when"),
                entitled_when: r.may(f, "entitled-when"),
                needs: r.words(f, "needs"),
                gates: r.words(f, "gates"),
                after: r.words(f, "after"),
                conflicts: r.words(f, "conflicts"),
                effort: r.optional(f, "effort").and_then(|node| r.effort(node)),
                wait: r.optional(f, "wait").and_then(|node| r.wait(node)),
                done_when: r.may(f, "done-when"),
                sets: r.optional(f, "sets").and_then(|node| r.scalars(node, "sets")),
                rating: r.optional(f, "rating").and_then(|node| r.rating(node)),
                portal: r.may(f, "portal"),
                note: r.may(f, "note"),
                basis: r.may(f, "basis"),
                changed: Vec::new(),
            };
            id.map(|_| entry)
        })
    }

    fn scalars(&mut self, node: &Node, what: &str) -> Option<BTreeMap<String, Scalar>> {
        let fields = self.fields(node, what)?;
        let entries = fields.all();
        Some(
            entries
                .iter()
                .filter_map(|(key, value)| Some((key.text()?.to_owned(), Scalar(self.text(value, what)?))))
                .collect(),
        )
    }

    fn way(&mut self, node: &Node) -> Option<WayEntry> {
        self.mapping(node, "a way", |r, f| {
            let id = r.must(f, "id");
            let entry = WayEntry {
                id: id.clone().unwrap_or_default(),
                entitled_when: r.may(f, "entitled-when"),
                needs: r.words(f, "needs"),
                gates: r.words(f, "gates"),
                after: r.words(f, "after"),
                coverage: r.may(f, "coverage"),
                effort: r.optional(f, "effort").and_then(|node| r.effort(node)),
                holds_while: r.may(f, "holds-while"),
            };
            id.map(|_| entry)
        })
    }

    fn control(&mut self, node: &Node) -> Option<ControlEntry> {
        self.mapping(node, "a control", |r, f| {
            let id = r.must(f, "id");
            let basis = r.optional(f, "basis").and_then(|node| r.scalars(node, "basis"));
            let entry = ControlEntry {
                id: id.clone().unwrap_or_default(),
                title: r.may(f, "title"),
                title_basis: r.may(f, "title-basis"),
                product: r.may(f, "product"),
                category: r.may(f, "category"),
                max: r.optional(f, "max").and_then(|node| r.count(node, "max")),
                max_overlaid: false,
                scoring: r.may(f, "scoring"),
                population: r.may(f, "population"),
                new_heads: r.may(f, "new-heads"),
                visible_when: r.may(f, "visible-when"),
                entitled_when: r.may(f, "entitled-when"),
                needs: r.words(f, "needs"),
                gates: r.words(f, "gates"),
                after: r.words(f, "after"),
                coverage: r.may(f, "coverage"),
                effort: r.optional(f, "effort").and_then(|node| r.effort(node)),
                ways: r.listed(f, "ways", Reader::way),
                default_credit: r.optional(f, "default-credit").and_then(|node| r.credit(node)),
                ceiling: r.may(f, "ceiling"),
                wait: r.optional(f, "wait").and_then(|node| r.wait(node)),
                user_impact: r.may(f, "user-impact"),
                latency: r.optional(f, "latency").and_then(|node| r.latency(node)),
                portal: r.may(f, "portal"),
                rating: r.optional(f, "rating").and_then(|node| r.rating(node)),
                seen_as: r.words(f, "seen-as"),
                retired: r.may(f, "retired"),
                replaced_by: r.may(f, "replaced-by"),
                note: r.may(f, "note"),
                disputed: r.listed(f, "disputed", Reader::dispute),
                tags: r.words(f, "tags"),
                basis: basis.map(|map| map.into_iter().map(|(key, value)| (key, value.0)).collect()),
                changed: Vec::new(),
            };
            id.map(|_| entry)
        })
    }
}
