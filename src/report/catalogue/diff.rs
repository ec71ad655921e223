//! What two versions of the catalogue say differently.

use serde_json::{Value, json};

use crate::diag::Findings;
use crate::model::Difference;
use crate::report::json as values;
use crate::table::{Block, Output, Table, words};

/// One row for each key that changed, and for each entry that came or went.
pub fn report(old: &str, new: &str, differences: &[Difference], findings: &Findings) -> Output {
    let mut entries: Vec<_> = differences.iter().map(|of| (of.kind, &of.id)).collect();
    entries.dedup();
    let added = differences.iter().filter(|of| of.key.is_none() && of.old.is_none()).count();
    let removed = differences.iter().filter(|of| of.key.is_none() && of.new.is_none()).count();
    let summary = if differences.is_empty() {
        format!("{old} and {new} say the same")
    } else {
        let changed = entries.len() - added - removed;
        format!("From {old} to {new}: {added} added, {changed} changed, {removed} removed")
    };
    let columns = vec![
        words("kind").least(7),
        words("id").least(20),
        words("key").least(14),
        words("old").least(12),
        words("new").least(12),
    ];
    let mut table = Table::new("Differences", columns);
    for of in differences {
        let key = match (&of.key, &of.old) {
            (Some(key), _) => key.clone(),
            (None, None) => "(added)".to_owned(),
            (None, Some(_)) => "(removed)".to_owned(),
        };
        table.push(vec![
            of.kind.word().to_owned(),
            of.id.to_string(),
            key,
            of.old.clone().unwrap_or_default(),
            of.new.clone().unwrap_or_default(),
        ]);
    }
    let mut blocks = vec![Block::Lines(vec![summary])];
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    Output::both(blocks, &json(old, new, differences, findings))
}

fn json(old: &str, new: &str, differences: &[Difference], findings: &Findings) -> Value {
    let row = |of: &Difference| {
        json!({
            "id": of.id.as_str(),
            "kind": of.kind.word(),
            "key": of.key,
            "old": of.old,
            "new": of.new,
        })
    };
    json!({
        "schema": "scoreplan/catalogue-diff/1",
        "old": old,
        "new": new,
        "differences": differences.iter().map(row).collect::<Vec<_>>(),
        "findings": values::findings(findings.iter()),
    })
}
