//! The catalogue as it is written: every entry with the keys that it states once all files lie over each other.

use std::collections::BTreeMap;

use serde_yaml::{Mapping, Value};

use super::draft::Draft;
use super::write::flow;
use crate::model::{Difference, EntryKind, Id, UnscoredKind};

/// An entry with its keys in the order in which people write them; its id is the first.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) kind: EntryKind,
    pub(super) id: Id,
    pub(super) keys: Vec<(String, Value)>,
}

/// All entries of a catalogue, by kind and id.
#[derive(Debug, Clone)]
pub struct Written(pub(super) Vec<Entry>);

impl Draft {
    /// The entries as they stand after all files.
    pub(super) fn written(&self) -> Written {
        let mut all = Vec::new();
        let mut add = |kind, id: &str, value: Result<Value, serde_yaml::Error>, product: Option<&str>| {
            // Format types hold nothing that has no YAML.
            let Ok(Value::Mapping(mut map)) = value else { return };
            if let Some(product) = product {
                map.insert("product".into(), product.into());
            }
            all.push(Entry { kind, id: Id::new(id), keys: keys(map) });
        };
        for (id, stated) in &self.products {
            add(EntryKind::Product, id, serde_yaml::to_value(&stated.entry), None);
        }
        for (id, stated) in &self.actions {
            add(EntryKind::Action, id, serde_yaml::to_value(&stated.entry), stated.product.as_deref());
        }
        for (id, stated) in &self.controls {
            add(EntryKind::Control, id, serde_yaml::to_value(&stated.entry), stated.product.as_deref());
        }
        for (id, (kind, stated)) in &self.unscored {
            let kind = match kind {
                UnscoredKind::NeverScored => EntryKind::NeverScored,
                UnscoredKind::Legacy => EntryKind::Legacy,
            };
            add(kind, id, serde_yaml::to_value(&stated.entry), stated.product.as_deref());
        }
        for (id, stated) in &self.licences.plans {
            add(EntryKind::Plan, id, serde_yaml::to_value(&stated.entry), None);
        }
        for (id, stated) in &self.licences.skus {
            add(EntryKind::Sku, id, serde_yaml::to_value(&stated.entry), None);
        }
        all.sort_by(|left, right| (left.kind, &left.id).cmp(&(right.kind, &right.id)));
        Written(all)
    }
}

/// The keys that are stated, also those of mappings inside.
fn keys(map: Mapping) -> Vec<(String, Value)> {
    let stated = map.into_iter().filter(|(_, value)| !value.is_null());
    stated.map(|(key, value)| (key.as_str().unwrap_or_default().to_owned(), without_nulls(value))).collect()
}

fn without_nulls(value: Value) -> Value {
    // Format types are a few levels deep.
    match value {
        Value::Mapping(map) => {
            Value::Mapping(keys(map).into_iter().map(|(key, value)| (Value::String(key), value)).collect())
        }
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

impl Written {
    /// What a newer version says differently, by kind, entry and key.
    pub fn differences(&self, newer: &Self) -> Vec<Difference> {
        let by_name = |written: &'_ Self| -> BTreeMap<(EntryKind, Id), usize> {
            written.0.iter().enumerate().map(|(at, entry)| ((entry.kind, entry.id.clone()), at)).collect()
        };
        let (old, new) = (by_name(self), by_name(newer));
        let mut names: Vec<&(EntryKind, Id)> = old.keys().chain(new.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let mut found = Vec::new();
        for name in names {
            let entries = (old.get(name).map(|&at| &self.0[at]), new.get(name).map(|&at| &newer.0[at]));
            let difference = |key: Option<String>, old: Option<String>, new: Option<String>| Difference {
                kind: name.0,
                id: name.1.clone(),
                key,
                old,
                new,
            };
            match entries {
                (Some(old), Some(new)) => found.extend(
                    changes(old, new).into_iter().map(|(key, old, new)| difference(Some(key), old, new)),
                ),
                (old, new) => found.push(difference(None, old.map(Entry::title), new.map(Entry::title))),
            }
        }
        found
    }
}

impl Entry {
    /// What people call it.
    fn title(&self) -> String {
        let named = |wanted: &str| self.keys.iter().find(|(key, _)| key == wanted);
        let text = named("title").or(named("name")).and_then(|(_, value)| value.as_str());
        text.unwrap_or(self.id.as_str()).to_owned()
    }
}

/// A key with what it says in two versions.
type Change = (String, Option<String>, Option<String>);

fn changes(old: &Entry, new: &Entry) -> Vec<Change> {
    let mut changes = Vec::new();
    let value_of = |entry: &Entry, wanted: &str| -> Option<Value> {
        entry.keys.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.clone())
    };
    // In the order of the newer version; what only the older one states comes last.
    let mut names: Vec<&String> = Vec::new();
    for (key, _) in new.keys.iter().chain(&old.keys) {
        if !names.contains(&key) {
            names.push(key);
        }
    }
    for key in names {
        let (before, after) = (value_of(old, key), value_of(new, key));
        if before == after {
            continue;
        }
        let (mut left, mut right) = (Vec::new(), Vec::new());
        leaves(key, before.as_ref(), &mut left);
        leaves(key, after.as_ref(), &mut right);
        let at = changes.len();
        for (path, text) in &right {
            let was = left.iter().find(|(other, _)| other == path).map(|(_, text)| text.clone());
            if was.as_ref() != Some(text) {
                changes.push((path.clone(), was, Some(text.clone())));
            }
        }
        for (path, text) in &left {
            if !right.iter().any(|(other, _)| other == path) {
                changes.push((path.clone(), Some(text.clone()), None));
            }
        }
        if changes.len() == at {
            // Only an order changed, such as that of the ways.
            changes.push((key.clone(), before.as_ref().map(flow), after.as_ref().map(flow)));
        }
    }
    changes
}

/// What single figures a value holds: `effort.fixed`, `ways.by-hand.needs`.
fn leaves(path: &str, value: Option<&Value>, found: &mut Vec<(String, String)>) {
    let id = |item: &Value| item.get("id").and_then(Value::as_str).map(str::to_owned);
    match value {
        None => {}
        Some(Value::Mapping(map)) => {
            for (key, value) in map {
                leaves(&format!("{path}.{}", key.as_str().unwrap_or_default()), Some(value), found);
            }
        }
        Some(Value::Sequence(items)) if !items.is_empty() && items.iter().all(|item| id(item).is_some()) => {
            for item in items {
                leaves(&format!("{path}.{}", id(item).unwrap_or_default()), Some(item), found);
            }
        }
        Some(value) => found.push((path.to_owned(), flow(value))),
    }
}
