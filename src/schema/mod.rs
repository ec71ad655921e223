//! What the files that people write may hold, as JSON Schemas (draft-07) for editors.
//!
//! Goes in: a kind of file and a catalogue. Comes out: a schema as data, complete in itself, with the names that the
//! catalogue knows as suggestions. The keys are embedded texts, one for each kind, and the kinds of values they share.
//! **Invariant:** a schema never refuses what the readers of `load` accept. A test goes through every key
//! of both and through wrong values of every kind.

mod names;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use self::names::names;
use crate::model::Catalogue;

/// Kinds of values that several files share.
const COMMON: &str = include_str!("common.json");

/// A kind of file that people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Dated changes to a tenant.
    Scenario,
    /// A tenant.
    Tenant,
    /// A catalogue, or an overlay of one.
    Catalogue,
    /// What seats cost.
    Prices,
    /// Who hands a report over.
    Brand,
}

impl Kind {
    /// Every kind with its name.
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
