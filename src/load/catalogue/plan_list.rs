//! Microsoft's list "Product names and service plan identifiers for licensing": one line for each plan of each
//! product, as CSV. It knows every SKU; what the catalogue says of one is kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;
use crate::load::yaml::{Node, Text};
use crate::model::Id;

const PRODUCT: &str = "product_display_name";
const PART_NUMBER: &str = "string_id";
const GUID: &str = "guid";
const PLAN: &str = "service_plan_name";
const PLAN_NAME: &str = "service_plans_included_friendly_names";

/// Whether a text is such a list, by its header.
pub fn is_plan_list(text: &str) -> bool {
    let header = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().to_lowercase();
    [PART_NUMBER, GUID, PLAN].iter().all(|column| header.split(',').any(|cell| tidy(cell) == *column))
}

/// Blanks, also non-breaking ones, stand around many names of the list.
fn tidy(cell: &str) -> String {
    cell.replace('\u{a0}', " ").trim().trim_matches('"').trim().to_owned()
}

pub(super) struct ListedPlan {
    id: String,
    name: String,
}

pub(super) struct ListedSku {
    sku: String,
    name: String,
    sku_id: String,
    /// In the order of the list, each once.
    plans: Vec<String>,
    seen: BTreeSet<String>,
}

/// The plans and the SKUs of a list, each by name; a line that names neither is a finding.
pub(super) fn read(source: &Source, findings: &mut Findings) -> (Vec<ListedPlan>, Vec<ListedSku>) {
    let text = source.text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns: Vec<String> = reader
        .headers()
        .map(|header| header.iter().map(|cell| tidy(cell).to_lowercase()).collect())
        .unwrap_or_default();
    let at = |name: &str| columns.iter().position(|column| column == name);
    let doubled = |name: &&&str| columns.iter().filter(|column| *column == **name).count() > 1;
    for name in [PRODUCT, PART_NUMBER, GUID, PLAN, PLAN_NAME].iter().filter(doubled) {
        let message = format!("the column `{name}` is given twice");
        findings
            .push(Finding::new(Code::DuplicateKey, message).at(source.place(1)).help("load the list again"));
    }
    let mut plans: BTreeMap<String, ListedPlan> = BTreeMap::new();
    let mut skus: BTreeMap<String, ListedSku> = BTreeMap::new();
    let mut broken: Vec<u64> = Vec::new();
    for record in reader.records() {
        let Ok(record) = record else {
            broken.push(0);
            continue;
        };
        let cell = |name: &str| at(name).and_then(|at| record.get(at)).map(tidy).unwrap_or_default();
        let (sku, plan) = (cell(PART_NUMBER), cell(PLAN));
        // With a cell too many or too few, each says what another column means.
        if sku.is_empty() || plan.is_empty() || record.len() != columns.len() {
            broken.push(record.position().map_or(0, csv::Position::line));
            continue;
        }
        plans
            .entry(plan.clone())
            .or_insert_with(|| ListedPlan { id: plan.clone(), name: or_else(cell(PLAN_NAME), &plan) });
        let entry = skus.entry(sku.clone()).or_insert_with(|| ListedSku {
            name: or_else(cell(PRODUCT), &sku),
            sku_id: cell(GUID),
            sku,
            plans: Vec::new(),
            seen: BTreeSet::new(),
        });
        if entry.seen.insert(plan.clone()) {
            entry.plans.push(plan);
        }
    }
    if !broken.is_empty() {
        let message =
            format!("{} lines name no product or no service plan, or do not fit the header", broken.len());
        let first = broken.iter().copied().find(|line| *line > 0);
        let mut place = Place::file(&source.name);
        place.line = first.and_then(|line| usize::try_from(line).ok());
        findings.push(
            Finding::new(Code::UnusedValue, message)
                .at(place)
                .help("the other lines are used; load the list again"),
        );
    }
    (plans.into_values().collect(), skus.into_values().collect())
}

/// The service plans of SKUs, stubs and all.
pub type PlansOfSkus = BTreeMap<Id, BTreeSet<Id>>;

/// What a list says of each SKU.
pub fn plans_of_skus(source: &Source, findings: &mut Findings) -> PlansOfSkus {
    let plans = |sku: &ListedSku| sku.plans.iter().map(|plan| Id::new(plan)).collect();
    read(source, findings).1.iter().map(|sku| (Id::new(&sku.sku), plans(sku))).collect()
}

/// The SKUs of a list with what it calls them.
pub fn names_of_skus(source: &Source) -> Vec<(Id, String)> {
    let named = |sku: ListedSku| (Id::new(&sku.sku), sku.name);
    read(source, &mut Findings::new()).1.into_iter().map(named).collect()
}

impl ListedPlan {
    /// The entry that it is in a catalogue.
    pub(super) fn entry(self) -> Node {
        // The same convention as in the catalogue: a foundation is what other products stand on.
        let stub = self.id.ends_with("_FOUNDATION").then(|| "true".to_owned());
        mapping([("id", Some(text(self.id))), ("name", Some(text(self.name))), ("stub", stub.map(text))])
    }
}

impl ListedSku {
    /// The entry that it is in a catalogue.
    pub(super) fn entry(self) -> Node {
        let sku_id = Some(self.sku_id).filter(|id| !id.is_empty());
        mapping([
            ("sku", Some(text(self.sku))),
            ("name", Some(text(self.name))),
            ("sku-id", sku_id.map(text)),
            ("plans", Some(Node::list(self.plans.into_iter().map(text).collect()))),
        ])
    }
}

/// Whatever its characters, a cell is a text.
fn text(cell: String) -> Node {
    Node::scalar(Text::Owned(cell), true)
}

fn mapping<const N: usize>(entries: [(&'static str, Option<Node>); N]) -> Node {
    let stated = entries.into_iter().filter_map(|(key, value)| Some((key, value?)));
    Node::map(stated.map(|(key, value)| (Node::scalar(Text::Borrowed(key), false), value)).collect())
}

fn or_else(text: String, other: &str) -> String {
    if text.is_empty() { other.to_owned() } else { text }
}
