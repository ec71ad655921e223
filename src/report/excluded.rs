//! What could not be planned, and what would bring it in.

use std::collections::BTreeMap;

use serde_json::Value;

use super::json::object;
use crate::plan::Excluded;
use crate::table::{Table, figures, words};

/// One line for each reason and lever, so that a missing licence is one line and not a hundred.
pub(super) fn table(title: &str, all: &[Excluded]) -> Option<Table> {
    const NAMED: usize = 3;
    let mut groups: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for excluded in all {
        groups.entry((excluded.reason.code(), &excluded.lever)).or_default().push(excluded.id.as_str());
    }
    let columns = vec![
        words("reason"),
        figures("controls"),
        words("which").leaves(1).least(30),
        words("what would bring them in").least(40),
    ];
    let mut table = Table::new(title, columns);
    for ((reason, lever), ids) in groups {
        let mut which = ids.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        if ids.len() > NAMED {
            which.push_str(", ...");
        }
        table.push(vec![reason.to_owned(), ids.len().to_string(), which, lever.to_owned()]);
    }
    (!table.rows.is_empty()).then_some(table)
}

pub(super) fn json(id: String, reason: &str, lever: String) -> Value {
    object([("id", id.into()), ("reason", reason.into()), ("lever", lever.into())])
}
