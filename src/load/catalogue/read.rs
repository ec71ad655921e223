//! Reads catalogue files that people write, with places and all problems at once.

use std::collections::BTreeMap;

use super::format::{
    ActionEntry, ControlEntry, CreditEntry, DatedEntry, EffortEntry, LatencyEntry, LicencesFile, PlanEntry,
    ProductEntry, ProductFile, Scalar, SkuEntry, WaitEntry, WayEntry,
};
use crate::diag::{Findings, Place};
use crate::load::source::Source;
use crate::load::yaml::{Fields, Node, Reader, parse};

/// Where each entry of a file stands, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The product.
    pub product: Option<Place>,
    /// The actions.
    pub actions: Vec<Place>,
    /// The controls.
    pub controls: Vec<Place>,
}

/// Reads a product file or an overlay.
pub fn product_file(source: &Source, findings: &mut Findings) -> Option<(ProductFile, Places)> {
    let root = parse(source, findings)?;
    let mut reader = Reader { source, findings };
    let mut fields = reader.fields(&root, "a catalogue")?;
    let mut file = ProductFile::default();
    let mut places = Places::default();
    if let Some(node) = reader.optional(&mut fields, "product") {
        file.product = reader.product(node);
        places.product = Some(node.place(source));
    }
    if let Some(node) = reader.optional(&mut fields, "actions") {
        for item in reader.list(node, "actions") {
            if let Some(entry) = reader.action(item) {
                file.actions.push(entry);
                places.actions.push(item.place(source));
            }
        }
    }
    if let Some(node) = reader.optional(&mut fields, "controls") {
        for item in reader.list(node, "controls") {
            if let Some(entry) = reader.control(item) {
                file.controls.push(entry);
                places.controls.push(item.place(source));
            }
        }
    }
    reader.finish(&fields);
    Some((file, places))
}

/// Reads a file of plans and SKUs.
pub fn licences_file(source: &Source, findings: &mut Findings) -> Option<LicencesFile> {
    let root = parse(source, findings)?;
    let mut reader = Reader { source, findings };
    let mut fields = reader.fields(&root, "licences")?;
    let file = LicencesFile {
        as_of: reader.must(&mut fields, "as-of").unwrap_or_default(),
        plans: reader.entries(&mut fields, "plans", Reader::plan),
        skus: reader.entries(&mut fields, "skus", Reader::sku),
    };
    reader.finish(&fields);
    Some(file)
}

impl Reader<'_> {
    fn may(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        self.optional(fields, key).and_then(|node| self.text(node, key))
    }

    fn must(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        self.required(fields, key).and_then(|node| self.text(node, key))
    }

    fn words(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Vec<String>> {
        let node = self.optional(fields, key)?;
        let items = self.list(node, key);
        Some(items.iter().filter_map(|item| self.text(item, key)).collect())
    }

    fn entries<T>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        read: fn(&mut Self, &Node) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.optional(fields, key) else { return Vec::new() };
        self.list(node, key).iter().filter_map(|item| read(self, item)).collect()
    }

    /// Opens a mapping, lets `read` take its keys, and reports the rest.
    fn mapping<T>(
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
            };
            id.map(|_| entry)
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
                basis: r.may(f, "basis"),
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
                product: r.may(f, "product"),
                category: r.may(f, "category"),
                max: r.optional(f, "max").and_then(|node| r.count(node, "max")),
                max_overlaid: false,
                scoring: r.may(f, "scoring"),
                population: r.may(f, "population"),
                visible_when: r.may(f, "visible-when"),
                entitled_when: r.may(f, "entitled-when"),
                needs: r.words(f, "needs"),
                gates: r.words(f, "gates"),
                after: r.words(f, "after"),
                coverage: r.may(f, "coverage"),
                effort: r.optional(f, "effort").and_then(|node| r.effort(node)),
                ways: f.has("ways").then(|| r.entries(f, "ways", Reader::way)),
                default_credit: r.optional(f, "default-credit").and_then(|node| r.credit(node)),
                ceiling: r.may(f, "ceiling"),
                wait: r.optional(f, "wait").and_then(|node| r.wait(node)),
                user_impact: r.may(f, "user-impact"),
                latency: r.optional(f, "latency").and_then(|node| r.latency(node)),
                retired: r.may(f, "retired"),
                tags: r.words(f, "tags"),
                basis: basis.map(|map| map.into_iter().map(|(key, value)| (key, value.0)).collect()),
            };
            id.map(|_| entry)
        })
    }

    fn plan(&mut self, node: &Node) -> Option<PlanEntry> {
        self.mapping(node, "a plan", |r, f| {
            let (id, name) = (r.must(f, "id"), r.must(f, "name"));
            let implies = r.words(f, "implies").unwrap_or_default();
            let stub = r.optional(f, "stub").and_then(|node| r.flag(node, "stub")).unwrap_or(false);
            Some(PlanEntry { id: id?, name: name?, implies, stub })
        })
    }

    fn sku(&mut self, node: &Node) -> Option<SkuEntry> {
        self.mapping(node, "a SKU", |r, f| {
            let (sku, name) = (r.must(f, "sku"), r.must(f, "name"));
            let entry = SkuEntry {
                sku_id: r.may(f, "sku-id"),
                base: r.optional(f, "base").and_then(|node| r.flag(node, "base")).unwrap_or(false),
                needs_base: r.words(f, "needs-base").unwrap_or_default(),
                max_seats: r.optional(f, "max-seats").and_then(|node| r.count(node, "max-seats")),
                plans: r.words(f, "plans").unwrap_or_default(),
                dated: r.entries(f, "dated", Reader::dated),
                ..SkuEntry::default()
            };
            Some(SkuEntry { sku: sku?, name: name?, ..entry })
        })
    }

    fn dated(&mut self, node: &Node) -> Option<DatedEntry> {
        self.mapping(node, "a dated plan", |r, f| {
            let plan = r.must(f, "plan");
            let (from, until, basis) = (r.may(f, "from"), r.may(f, "until"), r.may(f, "basis"));
            Some(DatedEntry { plan: plan?, from, until, basis })
        })
    }
}
