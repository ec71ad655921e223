//! Writes a whole catalogue as one file: one block an entry, one line a key, in the order of the formats.

use std::fmt::Write as _;

use serde_yaml::Value;

use super::written::{Entry, Written};
use crate::catalogue::VERSION;
use crate::load::yaml::word;
use crate::model::EntryKind;

impl Written {
    /// The text of a catalogue file. Laid over the built-in catalogue it gives this one.
    pub fn text(&self) -> String {
        let mut out = format!(
            "# The whole catalogue. Read with `--catalogue`, it changes only what is edited here.\n\
             exported-from: {}\n",
            word(VERSION)
        );
        for kind in EntryKind::ALL {
            let entries: Vec<&Entry> = self.0.iter().filter(|entry| entry.kind == kind).collect();
            if entries.is_empty() {
                continue;
            }
            let _ = write!(out, "\n{}:\n", list_of(kind));
            for entry in entries {
                block(&mut out, entry);
            }
        }
        out
    }
}

fn list_of(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Product => "products",
        EntryKind::Action => "actions",
        EntryKind::Control => "controls",
        EntryKind::NeverScored => "never-scored",
        EntryKind::Legacy => "legacy",
        EntryKind::Plan => "plans",
        EntryKind::Sku => "skus",
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
pub(super) fn flow(value: &Value) -> String {
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
