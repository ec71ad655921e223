//! All files over each other: entries are merged as trees, by id, before anybody asks what they mean.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::{ACTION, CONTROL, PLAN, PRODUCT, SKU, Shape, UNSCORED};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;
use crate::load::yaml::tree::{into_entries, into_items, put, take};
use crate::load::yaml::{Node, Text, Value};
use crate::model::{EntryKind, Overlaid};

/// An entry as the files state it together.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) kind: EntryKind,
    /// A mapping by the shape of its kind.
    pub(super) node: Node,
    /// Where the last file states it.
    pub(super) place: Place,
    /// What the user's files changed.
    pub(super) changed: Vec<Overlaid>,
    /// A user's file states the maximum.
    pub(super) max_overlaid: bool,
    /// Only Microsoft's list of products and service plans knows it.
    pub(super) listed: bool,
}

/// The entries of one family, by id.
pub(super) type Entries = BTreeMap<Text, Entry>;

/// The entries of all files.
#[derive(Debug, Clone, Default)]
pub(super) struct Merged {
    pub(super) products: Entries,
    pub(super) actions: Entries,
    pub(super) controls: Entries,
    /// Names that no score holds, of both kinds.
    pub(super) unscored: Entries,
    pub(super) plans: Entries,
    pub(super) skus: Entries,
}

/// The basis of what a person writes.
const STATED: &str = "stated";
/// In place of the keys, for an entry that a user's file adds.
const ADDED: &str = "added";

impl EntryKind {
    pub(super) fn shape(self) -> &'static Shape {
        match self {
            Self::Product => &PRODUCT,
            Self::Action => &ACTION,
            Self::Control => &CONTROL,
            Self::NeverScored | Self::Legacy => &UNSCORED,
            Self::Plan => &PLAN,
            Self::Sku => &SKU,
        }
    }

    /// The key under which a file lists its entries.
    pub(super) fn list(self) -> &'static str {
        match self {
            Self::Product => "products",
            Self::Action => "actions",
            Self::Control => "controls",
            Self::NeverScored => "never-scored",
            Self::Legacy => "legacy",
            Self::Plan => "plans",
            Self::Sku => "skus",
        }
    }

    fn id(self) -> &'static str {
        if self == Self::Sku { "sku" } else { "id" }
    }
}

/// A file as it is laid over those before it.
struct Layer<'a> {
    name: &'a str,
    /// The user's file; none for the built-in ones.
    over: Option<&'a Source>,
    /// Who says so.
    source: Option<String>,
    /// The product of entries that name none.
    product: Option<Node>,
    /// It repeats the whole catalogue: what stands there unchanged is nobody's statement.
    whole: bool,
    /// The ids of its controls, actions and names without a score so far.
    seen: BTreeSet<Text>,
}

impl Layer<'_> {
    fn entry(&self, kind: EntryKind, node: Node) -> Entry {
        let place = match self.over {
            Some(source) => node.place(std::slice::from_ref(source)),
            None => Place::file(self.name),
        };
        Entry { kind, node, place, changed: Vec::new(), max_overlaid: false, listed: false }
    }

    fn changed(&self, keys: Vec<String>, place: &Place) -> Option<Overlaid> {
        let changed =
            Overlaid { file: self.name.to_owned(), line: place.line, source: self.source.clone(), keys };
        (!changed.keys.is_empty()).then_some(changed)
    }

    fn added(&self, entry: &mut Entry) {
        entry.changed.extend(self.changed(vec![ADDED.to_owned()], &entry.place));
    }
}

impl Merged {
    /// Lays a file over those before it. It is built in, or a user's that has the shape of a catalogue.
    pub(super) fn add(&mut self, name: &str, mut root: Node, over: Option<&Source>, findings: &mut Findings) {
        let text = |node: Option<Node>| node.and_then(|node| node.text().map(str::to_owned));
        let source = text(take(&mut root, "source"));
        let whole = take(&mut root, "exported-from").is_some();
        let own = take(&mut root, "product");
        let product = own.as_ref().and_then(|own| own.get("id")).cloned();
        let mut layer = Layer { name, over, source, product, whole, seen: BTreeSet::new() };
        for node in own.into_iter().chain(list(&mut root, EntryKind::Product)) {
            self.product(layer.entry(EntryKind::Product, node), &layer);
        }
        for node in list(&mut root, EntryKind::Action) {
            let entry = layer.entry(EntryKind::Action, node);
            lay(&mut self.actions, entry, &mut layer, over_action, added_action, findings);
        }
        for node in list(&mut root, EntryKind::Control) {
            let entry = layer.entry(EntryKind::Control, node);
            lay(&mut self.controls, entry, &mut layer, over_control, added_control, findings);
        }
        for kind in [EntryKind::NeverScored, EntryKind::Legacy] {
            for node in list(&mut root, kind) {
                self.unscored(layer.entry(kind, node), &mut layer, findings);
            }
        }
        for kind in [EntryKind::Plan, EntryKind::Sku] {
            for node in list(&mut root, kind) {
                self.licence(layer.entry(kind, node));
            }
        }
    }

    /// Adds a plan or a SKU of Microsoft's list that is not known yet: what is known is known better here.
    pub(super) fn add_listed(&mut self, name: &str, kind: EntryKind, node: Node) {
        let (place, changed) = (Place::file(name), Vec::new());
        let entry = Entry { kind, node, place, changed, max_overlaid: false, listed: kind == EntryKind::Sku };
        self.family(kind).entry(entry.id()).or_insert(entry);
    }

    fn family(&mut self, kind: EntryKind) -> &mut Entries {
        match kind {
            EntryKind::Product => &mut self.products,
            EntryKind::Action => &mut self.actions,
            EntryKind::Control => &mut self.controls,
            EntryKind::NeverScored | EntryKind::Legacy => &mut self.unscored,
            EntryKind::Plan => &mut self.plans,
            EntryKind::Sku => &mut self.skus,
        }
    }

    /// All entries, in the order of their kinds.
    pub(super) fn all(&self) -> impl Iterator<Item = &Entry> {
        let families =
            [&self.products, &self.actions, &self.controls, &self.unscored, &self.plans, &self.skus];
        families.into_iter().flat_map(BTreeMap::values)
    }

    fn product(&mut self, over: Entry, layer: &Layer<'_>) {
        match self.products.get_mut(&over.id()) {
            Some(entry) if layer.over.is_some() => {
                entry.place = over.place;
                entry.replace(over.node);
            }
            _ => drop(self.products.insert(over.id(), over)),
        }
    }

    fn unscored(&mut self, mut over: Entry, layer: &mut Layer<'_>, findings: &mut Findings) {
        if !layer.seen.insert(over.id()) || self.controls.contains_key(&over.id()) {
            findings.push(twice(&over));
            return;
        }
        over.belongs_to(layer.product.as_ref());
        let repeats = |known: &Entry| known.kind == over.kind && known.stated().eq(over.stated());
        if self.unscored.get(&over.id()).is_some_and(repeats) {
            return;
        }
        if layer.over.is_some() {
            layer.added(&mut over);
        }
        self.unscored.insert(over.id(), over);
    }

    fn licence(&mut self, mut over: Entry) {
        let family = self.family(over.kind);
        let Some(entry) = family.get_mut(&over.id()) else {
            family.insert(over.id(), over);
            return;
        };
        // Whoever states a binding states its basis too, and whoever states the plans states all of them.
        let binds = over.states("seat-binding") || over.states("devices-per-seat");
        if binds && !over.states("seat-basis") {
            over.set("seat-basis", scalar(STATED));
        }
        if over.states("plans") && !over.states("dated") && entry.states("dated") {
            over.set("dated", Node::list(Vec::new()));
        }
        entry.place = over.place;
        entry.replace(over.node);
    }
}

/// Lays a control or an action over the entry of its id, or adds it.
fn lay(
    family: &mut Entries,
    mut over: Entry,
    layer: &mut Layer<'_>,
    change: fn(&mut Entry, Entry, &Layer<'_>) -> Vec<String>,
    add: fn(&mut Entry),
    findings: &mut Findings,
) {
    let fresh = layer.seen.insert(over.id());
    match family.get_mut(&over.id()) {
        Some(entry) if layer.over.is_some() && fresh => {
            entry.place = over.place.clone();
            let keys = change(entry, over, layer);
            entry.changed.extend(layer.changed(keys, &entry.place));
        }
        Some(_) => findings.push(twice(&over)),
        None => {
            over.belongs_to(layer.product.as_ref());
            if layer.over.is_some() {
                add(&mut over);
                layer.added(&mut over);
            }
            family.insert(over.id(), over);
        }
    }
}

fn over_action(entry: &mut Entry, mut over: Entry, layer: &Layer<'_>) -> Vec<String> {
    let says_basis = over.states("basis");
    if layer.whole {
        over.forget_repeated(entry);
    }
    let restated = over.states("effort") && !says_basis;
    let keys = entry.replace(over.node);
    if restated {
        entry.set("basis", scalar(STATED));
    }
    keys
}

fn added_action(entry: &mut Entry) {
    if !entry.states("basis") {
        entry.set("basis", scalar(STATED));
    }
}

fn over_control(entry: &mut Entry, mut over: Entry, layer: &Layer<'_>) -> Vec<String> {
    let basis = take(&mut over.node, "basis");
    let of_max = basis.as_ref().and_then(|basis| basis.get("max")?.text());
    // A person's maximum is still one when it is exported.
    entry.max_overlaid |= layer.whole && of_max == Some(STATED);
    if layer.whole {
        over.forget_repeated(entry);
    }
    // Stating one way takes the other ways away, and the other way round.
    if over.states("ways") {
        for key in ["entitled-when", "needs", "gates", "after", "coverage"] {
            take(&mut entry.node, key);
        }
    } else if over.states("needs") || over.states("entitled-when") || over.states("gates") {
        take(&mut entry.node, "ways");
    }
    entry.max_overlaid |= over.states("max");
    let stated = stated_figures(&over);
    let mut keys = entry.replace(over.node);
    let before = take(&mut entry.node, "basis").map(into_entries).unwrap_or_default();
    let mut all: Vec<(Node, Node)> = before;
    let repeats = |(figure, word): &(Node, Node)| {
        all.iter().any(|(known, same)| known.text() == figure.text() && same.text() == word.text())
    };
    if basis.as_ref().is_some_and(|basis| !layer.whole || !basis.entries().iter().all(repeats)) {
        keys.push("basis".to_owned());
    }
    let said = basis.map(into_entries).unwrap_or_default();
    for (figure, word) in stated.into_iter().map(|figure| (scalar(figure), scalar(STATED))).chain(said) {
        put(&mut all, figure, word);
    }
    entry.set("basis", Node::map(all));
    keys
}

fn added_control(entry: &mut Entry) {
    entry.max_overlaid = entry.states("max");
    let mut basis = take(&mut entry.node, "basis").map(into_entries).unwrap_or_default();
    for figure in stated_figures(entry) {
        if !basis.iter().any(|(known, _)| known.text() == Some(figure)) {
            basis.push((scalar(figure), scalar(STATED)));
        }
    }
    entry.set("basis", Node::map(basis));
}

/// The figures that an entry of a person states.
fn stated_figures(entry: &Entry) -> Vec<&'static str> {
    let ways = entry.node.get("ways");
    let of_way = ways.is_some_and(|ways| ways.items().iter().any(|way| way.get("effort").is_some()));
    let figures = [
        ("max", entry.states("max")),
        ("effort", entry.states("effort") || of_way),
        ("licence", entry.states("entitled-when") || ways.is_some()),
        ("impact", entry.states("user-impact")),
    ];
    figures.into_iter().filter(|(_, states)| *states).map(|(figure, _)| figure).collect()
}

impl Entry {
    /// Its id; empty only where a built-in file is broken.
    pub(super) fn id(&self) -> Text {
        match self.node.get(self.kind.id()).map(|node| &node.value) {
            Some(Value::Text { text, .. }) => text.clone(),
            _ => Text::Borrowed(""),
        }
    }

    /// What it states, in the order in which it is written.
    pub(super) fn stated(&self) -> impl Iterator<Item = (&'static str, serde_yaml::Value)> {
        self.kind.shape().stated(&self.node)
    }

    fn states(&self, key: &str) -> bool {
        self.node.get(key).is_some()
    }

    fn set(&mut self, key: &'static str, value: Node) {
        if let Value::Map(entries) = &mut self.node.value {
            put(entries, scalar(key), value);
        }
    }

    /// An entry that names no product is of the product of its file.
    fn belongs_to(&mut self, product: Option<&Node>) {
        if let Some(product) = product.filter(|_| !self.states("product")) {
            self.set("product", product.clone());
        }
    }

    /// Replaces what a later entry of the same id states, and gives the names of those keys.
    fn replace(&mut self, over: Node) -> Vec<String> {
        let mut keys = Vec::new();
        if let Value::Map(entries) = &mut self.node.value {
            for (key, value) in into_entries(over) {
                let name = key.text().unwrap_or_default();
                if name != self.kind.id() {
                    keys.push(name.to_owned());
                    put(entries, key, value);
                }
            }
        }
        keys
    }

    /// Takes away what only repeats an earlier entry.
    fn forget_repeated(&mut self, earlier: &Self) {
        let known: BTreeMap<&str, serde_yaml::Value> = earlier.stated().collect();
        let repeated = self.stated().filter(|(key, value)| known.get(key) == Some(value));
        for key in repeated.map(|(key, _)| key).filter(|key| *key != self.kind.id()).collect::<Vec<_>>() {
            take(&mut self.node, key);
        }
    }
}

fn scalar(text: &'static str) -> Node {
    Node::scalar(Text::Borrowed(text), false)
}

/// Takes the entries of a kind out of a file.
fn list(root: &mut Node, kind: EntryKind) -> Vec<Node> {
    take(root, kind.list()).map(into_items).unwrap_or_default()
}

fn twice(entry: &Entry) -> Finding {
    Finding::new(Code::DuplicateEntry, format!("`{}` is defined twice", entry.id()))
        .at(entry.place.clone())
        .help("keep one entry; an overlay in a file of its own changes single keys")
}
