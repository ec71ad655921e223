//! Several exports of the portal become one list of rows on one day.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Table;
use super::join::first_titles;
use super::row::Row;
use crate::diag::{Code, Finding, Findings, Place};
use crate::model::title;

/// Every row once. A row that two files hold alike counts once; two that differ are an error, as two snapshots
/// of one day are. Within one file equal titles are rows of their own: one for each app that is connected. Titles may be
/// translated: rows that only a table in another language has would be others' twins, and are an error too.
pub(super) fn merge(tables: Vec<Table>, findings: &mut Findings) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut known: BTreeMap<(String, String, usize), usize> = BTreeMap::new();
    let mut earlier: Vec<(String, Option<&str>)> = Vec::new();
    for table in tables {
        let of_other = earlier.iter().find(|(_, language)| *language != table.language);
        let mut new = Vec::new();
        let mut times: BTreeMap<(String, String), usize> = BTreeMap::new();
        let (mut same, mut differing) = (0, Vec::new());
        let mut first = None;
        for row in table.rows {
            let key =
                (title::comparable(&row.title), title::plain(row.product.as_deref().unwrap_or_default()));
            let nth = times.entry(key.clone()).or_default();
            let (title, product) = key;
            let key = (title, product, *nth);
            *nth += 1;
            match known.get(&key).and_then(|at| rows.get(*at)) {
                None => {
                    new.push(row.title.clone());
                    known.insert(key, rows.len());
                    rows.push(row);
                }
                Some(earlier) => {
                    first.get_or_insert_with(|| earlier.file.clone());
                    if (earlier.points, earlier.max) == (row.points, row.max) {
                        same += 1;
                    } else {
                        differing.push(row.title);
                    }
                }
            }
        }
        if let Some((other, language)) = of_other
            && !new.is_empty()
        {
            let message = format!(
                "{} rows are not in {other}, which is in {}: a row in two languages would count twice: {}",
                new.len(),
                language.unwrap_or("another language"),
                first_titles(new.iter())
            );
            findings.push(
                Finding::new(Code::ConflictingSnapshots, message)
                    .at(Place::file(&table.name))
                    .help("give the exports of one language, best in English"),
            );
        }
        earlier.push((table.name.clone(), table.language));
        let first = first.unwrap_or_default();
        if !differing.is_empty() {
            let message = format!(
                "{} rows have other points than in {first}: {}",
                differing.len(),
                first_titles(differing.iter())
            );
            findings.push(
                Finding::new(Code::ConflictingSnapshots, message)
                    .at(Place::file(&table.name))
                    .help("give only the newer of the two exports"),
            );
        } else if same > 0 {
            let message = format!("{same} rows are also in {first}; they count once");
            findings.push(Finding::new(Code::SameSnapshot, message).at(Place::file(&table.name)));
        }
    }
    rows
}

/// The day of the tables, which carry none: what a person says, else the newest day on which one of them was
/// changed. A note says which.
pub(super) fn day(tables: &[Table], as_of: Option<Date>, findings: &mut Findings) -> Option<Date> {
    let newest = tables.iter().filter_map(|table| Some((table.modified?, &table.name))).max();
    let first = tables.first().map(|table| table.name.as_str()).unwrap_or_default();
    match (as_of, newest) {
        (Some(day), _) => {
            let message = format!("the portal's export carries no day: {day} is taken, as `--as-of` says");
            findings.push(Finding::new(Code::DayTaken, message).at(Place::file(first)));
            Some(day)
        }
        (None, Some((day, file))) => {
            let message = format!(
                "the portal's export carries no day: {day} is taken, on which the file was last changed (UTC)"
            );
            findings.push(
                Finding::new(Code::DayTaken, message)
                    .at(Place::file(file))
                    .help("say `--as-of DATE` if it was exported on another day"),
            );
            Some(day)
        }
        (None, None) => {
            findings.push(
                Finding::new(Code::NoDay, "the portal's export carries no day, and neither does its file")
                    .at(Place::file(first))
                    .help("say `--as-of DATE`: the day on which it was exported"),
            );
            None
        }
    }
}
