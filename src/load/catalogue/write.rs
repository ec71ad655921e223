//! The merged catalogue as it is written: for comparing two versions, and as one file that people edit.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_yaml::Value;

use super::builtin::VERSION;
use super::merge::{self, Merged};
use crate::load::yaml::word;
use crate::model::{Difference, EntryKind, Id};

/// All entries of a catalogue, by kind and id.
#[derive(Debug, Clone)]
pub struct Written(Vec<Entry>);

/// An entry with its keys in the order in which people write them; its id is the first.
#[derive(Debug, Clone)]
struct Entry {
    kind: EntryKind,
    id: Id,
    keys: Vec<(&'static str, Value)>,
}

impl Written {
    pub(super) fn of(merged: &Merged) -> Self {
        let entry = |entry: &merge::Entry| Entry {
            kind: entry.kind,
            id: Id::new(&entry.id()),
            keys: entry.stated().collect(),
        };
        let mut all: Vec<Entry> = merged.all().map(entry).collect();
        all.sort_by(|left, right| (left.kind, &left.id).cmp(&(right.kind, &right.id)));
        Self(all)
    }

    /// The text of a catalogue file: one block an entry, one line a key. Laid over the built-in catalogue it gives this
    /// one.
    pub fn text(&self) -> String {
        let mut out = format!(
            "# The whole catalogue. Read with `--catalogue`, it changes only what is edited here.\n\
             exported-from: {}\n",
            word(VERSION)
        );
        for (_, kind) in EntryKind::WORDS {
            let entries: Vec<&Entry> = self.0.iter().filter(|entry| entry.kind == kind).collect();
            if entries.is_empty() {
                continue;
            }
            let _ = write!(out, "\n{}:\n", kind.list());
            for entry in entries {
                block(&mut out, entry);
            }
        }
        out
    }

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

fn block(out: &mut String, entry: &Entry) {
    for (at, (key, value)) in entry.keys.iter().enumerate() {
        let lead = if at == 0 { "  - " } else { "    " };
        match value {
            // Ways, disputes and prices are long: one line each.
            Value::Sequence(items) if items.iter().any(Value::is_mapping) => {
                let _ = writeln!(out, "{lead}{key}:");
                for item in items {
                    let _ = writeln!(out, "      - {}", flow(item));
                }
            }
            value => {
                let _ = writeln!(out, "{lead}{key}: {}", flow(value));
            }
        }
    }
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Null | Value::Tagged(_) => "~".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => word(text),
        Value::Sequence(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Mapping(map) => {
            let entries: Vec<String> =
                map.iter().map(|(key, value)| format!("{}: {}", flow(key), flow(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

impl Entry {
    fn get(&self, wanted: &str) -> Option<&Value> {
        self.keys.iter().find(|(key, _)| *key == wanted).map(|(_, value)| value)
    }

    fn title(&self) -> String {
        let text = self.get("title").or(self.get("name")).and_then(Value::as_str);
        text.unwrap_or(self.id.as_str()).to_owned()
    }
}

/// A key with what it says in two versions.
type Change = (String, Option<String>, Option<String>);

fn changes(old: &Entry, new: &Entry) -> Vec<Change> {
    let mut changes = Vec::new();
    // In the order of the newer version; what only the older one states comes last.
    let mut names: Vec<&str> = Vec::new();
    for (key, _) in new.keys.iter().chain(&old.keys) {
        if !names.contains(key) {
            names.push(key);
        }
    }
    for key in names {
        let (before, after) = (old.get(key), new.get(key));
        if before == after {
            continue;
        }
        let (mut left, mut right) = (Vec::new(), Vec::new());
        leaves(key, before, &mut left);
        leaves(key, after, &mut right);
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
            changes.push((key.to_owned(), before.map(flow), after.map(flow)));
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
