//! What the files that people write may hold, as JSON Schemas (draft-07) for editors.
//!
//! Goes in: a kind of file and a catalogue. Comes out: a schema as data, complete in itself, with the names that the
//! catalogue knows as suggestions. The keys are embedded texts, one for each kind, and the kinds of values they share.
//! **Invariant:** a schema never refuses what the readers accept. A test goes through every key
//! of both and through wrong values of every kind.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::model::{Catalogue, reference};

/// Kinds of values that several files share.
const COMMON: &str = include_str!("common.json");

/// A kind of file that people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Scenario,
    Tenant,
    /// A catalogue, or an overlay of one.
    Catalogue,
    Prices,
    /// Who hands a report over.
    Brand,
}

impl Kind {
    pub const ALL: [(&'static str, Self); 5] = [
        ("scenario", Self::Scenario),
        ("tenant", Self::Tenant),
        ("catalogue", Self::Catalogue),
        ("prices", Self::Prices),
        ("brand", Self::Brand),
    ];

    fn text(self) -> &'static str {
        match self {
            Self::Scenario => include_str!("scenario.json"),
            Self::Tenant => include_str!("tenant.json"),
            Self::Catalogue => include_str!("catalogue.json"),
            Self::Prices => include_str!("prices.json"),
            Self::Brand => include_str!("brand.json"),
        }
    }
}

/// The text of the schema of a kind of file.
pub fn text(kind: Kind, catalogue: &Catalogue) -> String {
    format!("{:#}\n", schema(kind, catalogue))
}

/// The schema of a kind of file. It suggests the names of the catalogue and refuses no other name.
pub fn schema(kind: Kind, catalogue: &Catalogue) -> Value {
    let mut schema = parsed(kind.text());
    let mut known = match parsed(COMMON) {
        Value::Object(known) => known,
        _ => Map::new(),
    };
    known.extend(names(catalogue));
    let mut needed = Map::new();
    let mut open: Vec<String> = references(&schema).into_iter().collect();
    while let Some(name) = open.pop() {
        // What the file defines itself is not among the shared ones.
        let Some(definition) = known.get(&name).filter(|_| !needed.contains_key(&name)) else { continue };
        open.extend(references(definition));
        needed.insert(name, definition.clone());
    }
    needed.sort_keys();
    if let Some(own) = schema.get_mut("definitions").and_then(Value::as_object_mut) {
        own.extend(needed);
    }
    schema
}

/// The embedded texts are JSON: a test reads each.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_never| json!({}))
}

/// The definitions that a schema refers to.
fn references(schema: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(entries) => {
                let reference = entries.get("$ref").and_then(Value::as_str);
                found.extend(reference.and_then(|to| to.strip_prefix("#/definitions/")).map(str::to_owned));
                open.extend(entries.values());
            }
            Value::Array(items) => open.extend(items),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found
}

/// A definition for each kind of name.
fn names(catalogue: &Catalogue) -> Map<String, Value> {
    let controls = || {
        let counted = catalogue.controls.values().filter(|control| control.retired.is_none());
        counted.map(|control| (control.id.as_str(), control.title.as_str()))
    };
    let actions = || catalogue.actions.values().map(|action| (action.id.as_str(), action.title.as_str()));
    let products = catalogue.products.values().map(|product| (product.id.as_str(), product.name.as_str()));
    let skus = catalogue.skus.values().map(|sku| (sku.sku.as_str(), sku.name.as_str()));
    let plans = catalogue.plans.values().map(|plan| (plan.id.as_str(), plan.name.as_str()));
    let populations = reference::SIZES.iter().map(|(name, _)| (*name, ""));
    let mut names = Map::new();
    names.insert("action".to_owned(), suggested("An action of the catalogue.", actions()));
    names.insert("control".to_owned(), suggested("A control by its id.", controls()));
    names.insert("plan".to_owned(), suggested("A service plan.", plans));
    names.insert("population".to_owned(), suggested("What controls count.", populations));
    names.insert("product".to_owned(), suggested("A source product.", products));
    names.insert("sku".to_owned(), suggested("A SKU by its part number.", skus));
    names.insert("work".to_owned(), suggested("A control or an action.", actions().chain(controls())));
    names
}

/// Known names with what they mean, and any other: tenants and overlays bring names of their own.
fn suggested<'a>(what: &str, known: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    let (ids, meanings): (Vec<&str>, Vec<&str>) = known.unzip();
    let any = json!({ "type": ["string", "number"] });
    if ids.is_empty() {
        return json!({ "description": what, "anyOf": [any] });
    }
    json!({ "description": what, "anyOf": [{ "enum": ids, "enumDescriptions": meanings }, any] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_json_and_every_reference_leads_somewhere() {
        for (name, kind) in Kind::ALL {
            assert!(parsed(kind.text()).get("properties").is_some(), "{name}");
            let schema = schema(kind, &Catalogue::default());
            let defined = schema["definitions"].as_object().expect("definitions");
            for reference in references(&schema) {
                assert!(defined.contains_key(&reference), "{name}: {reference}");
            }
        }
    }
}
