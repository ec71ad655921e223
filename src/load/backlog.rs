//! Backlogs as CSV: `id,title,points,hours,needs`, needs separated by `;`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use csv::StringRecord;

use super::yaml::decimal;
use crate::diag::{Code, Finding, Findings, did_you_mean};
use crate::load::separated::Layout;
use crate::load::source::Source;
use crate::model::{BacklogItem, Graph, Id, Minutes, Points, Weight};

/// The columns, all of which must be there.
const COLUMNS: [&str; 5] = ["id", "title", "points", "hours", "needs"];

/// So many items are read: more than anybody plans, and what fits into two gigabytes with its answer.
const MOST_ITEMS: usize = 1_000_000;

/// Reads a backlog, sorted by id; `None` when a finding is an error.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Vec<BacklogItem>> {
    findings.unless_error(|own| items(&rows(source, own)?, source, own))
}

/// One line before the needs are known by index.
struct Row {
    id: Id,
    title: String,
    points: Points,
    effort: Minutes,
    needs: Vec<String>,
    line: usize,
}

/// Where each column stands in a header, as often as it is there.
fn positions(header: &StringRecord) -> [Vec<usize>; 5] {
    COLUMNS.map(|column| {
        let cells = header.iter().enumerate();
        cells.filter(|(_, name)| name.trim().eq_ignore_ascii_case(column)).map(|(at, _)| at).collect()
    })
}

/// How many of the columns a header has.
fn known(header: &StringRecord) -> usize {
    positions(header).iter().filter(|positions| !positions.is_empty()).count()
}

/// The header with the separator that gives the most columns: Excel writes the one of its country.
fn header(text: &str) -> Option<(Layout, StringRecord)> {
    Layout::each(text).max_by_key(|(_, header)| known(header))
}

/// Whether a text is such a list, by most of its columns. A comment of YAML may name them too.
pub(super) fn is_list(text: &str) -> bool {
    !text.trim_start().starts_with('#') && header(text).is_some_and(|(_, header)| known(&header) >= 3)
}

/// Whether a text has some of the columns of such a list.
pub(super) fn has_columns(text: &str) -> bool {
    header(text).is_some_and(|(_, header)| known(&header) > 0)
}

fn rows(source: &Source, findings: &mut Findings) -> Option<Vec<Row>> {
    // A file that is nothing but `sep=;` has no header.
    let (layout, header) = header(&source.text).unwrap_or_default();
    let at = source.place(layout.line());
    for name in header.iter().map(str::trim) {
        if !COLUMNS.iter().any(|column| name.eq_ignore_ascii_case(column)) {
            let help = did_you_mean(name, COLUMNS, || format!("the columns are {}", COLUMNS.join(",")));
            let message = format!("unknown column `{name}`");
            findings.push(Finding::new(Code::UnknownKey, message).at(at.clone()).help(help));
        }
    }
    let positions = positions(&header);
    for (name, _) in COLUMNS.iter().zip(&positions).filter(|(_, positions)| positions.len() > 1) {
        let message = format!("the column `{name}` is given twice");
        let help = "keep one of the two columns";
        findings.push(Finding::new(Code::DuplicateKey, message).at(at.clone()).help(help));
    }
    let missing: Vec<&str> =
        COLUMNS.iter().zip(&positions).filter(|(_, at)| at.is_empty()).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        let message = format!("columns are missing: {}", missing.join(", "));
        let help = format!(
            "begin the file with the line `{}`, separated by commas; needs by `;`",
            COLUMNS.join(",")
        );
        findings.push(Finding::new(Code::MissingKey, message).at(at).help(help));
        return None;
    }
    let columns = positions.map(|positions| positions.first().copied().unwrap_or_default());
    let help = "a comma within a number or a text needs quotes, like \"10,5\", or a point, like 10.5; without needs the last cell is empty";
    let records = layout.rows((header.len(), MOST_ITEMS), source, help, |_| false, findings);
    Some(records.iter().filter_map(|(line, record)| row(record, columns, *line, source, findings)).collect())
}

fn row(
    record: &StringRecord,
    columns: [usize; 5],
    line: usize,
    source: &Source,
    findings: &mut Findings,
) -> Option<Row> {
    let [id, title, points, hours, needs] =
        columns.map(|column| record.get(column).unwrap_or_default().trim());
    let mut wrong = |what: &str, value: &str, expected: &str| {
        let message = format!("`{what}` is not {expected}: `{value}`");
        let help = if value.contains(',') {
            format!("write {expected} and a decimal point: this comma may stand between thousands")
        } else {
            format!("write {expected}")
        };
        findings.push(Finding::new(Code::WrongValue, message).at(source.place(line)).help(help));
    };
    let points_read = decimal(&pointed(points)).filter(|points| *points >= 0);
    if points_read.is_none() {
        wrong("points", points, "a number from 0 with at most two decimals");
    }
    let hours_read = minutes(&pointed(hours));
    if hours_read.is_none() {
        wrong("hours", hours, "a number of hours from 0");
    }
    if id.is_empty() {
        wrong("id", id, "a name");
        return None;
    }
    Some(Row {
        id: Id::new(id),
        title: title.to_owned(),
        points: Points(points_read?),
        effort: hours_read?,
        needs: needs.split(';').map(str::trim).filter(|need| !need.is_empty()).map(str::to_owned).collect(),
        line,
    })
}

/// A number with a decimal comma as one with a point. `1,500` stays: the comma of some countries separates thousands.
fn pointed(number: &str) -> Cow<'_, str> {
    match number.split_once(',') {
        Some((whole, fraction))
            if !number.contains('.')
                && !whole.is_empty()
                && !fraction.is_empty()
                && (whole.starts_with('0') || fraction.len() != 3) =>
        {
            Cow::Owned(format!("{whole}.{fraction}"))
        }
        _ => Cow::Borrowed(number),
    }
}

/// Hours to the nearest minute.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn minutes(hours: &str) -> Option<Minutes> {
    let hours: f64 = hours.parse().ok()?;
    (0.0..=1e6).contains(&hours).then(|| Minutes((hours * 60.0).round() as i64))
}

fn items(rows: &[Row], source: &Source, findings: &mut Findings) -> Option<Vec<BacklogItem>> {
    let at = |row: &Row| source.place(row.line);
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.line.cmp(&b.line)));
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    for (position, row) in sorted.iter().enumerate() {
        if index.insert(row.id.as_str(), position).is_some() {
            let message = format!("`{}` is listed twice", row.id);
            findings
                .push(Finding::new(Code::DuplicateEntry, message).at(at(row)).help("keep one of the two"));
        }
    }
    let mut items = Vec::with_capacity(sorted.len());
    let mut unlisted: Vec<(&Row, &str)> = Vec::new();
    for row in &sorted {
        let mut needs = Vec::with_capacity(row.needs.len());
        for need in &row.needs {
            match index.get(need.as_str()) {
                Some(position) => needs.push(*position),
                None => unlisted.push((row, need)),
            }
        }
        items.push(BacklogItem {
            id: row.id.clone(),
            title: row.title.clone(),
            points: row.points,
            effort: row.effort,
            needs,
        });
    }
    // The first lines are read first, and get the suggestions.
    unlisted.sort_by_key(|(row, _)| row.line);
    for (row, need) in unlisted {
        let otherwise = || match decimal(need) {
            Some(_) => "list it, or take it out; a number with a decimal comma stands in quotes".to_owned(),
            None => "list it, or take it out".to_owned(),
        };
        let known = index.keys().copied();
        let help = findings.did_you_mean(Code::UnknownReference, need, known, otherwise);
        let message = format!("`{}` needs `{need}`, which is not listed", row.id);
        findings.push(Finding::new(Code::UnknownReference, message).at(at(row)).help(help));
    }
    let needs = items.iter().map(|item| item.needs.clone()).collect();
    if let Err(cycle) = Graph::new(vec![Weight::default(); items.len()], needs) {
        let names: Vec<&str> = cycle.iter().chain(cycle.first()).map(|&i| items[i].id.as_str()).collect();
        let finding =
            Finding::new(Code::Cycle, format!("prerequisites form a circle: {}", names.join(" needs ")))
                .help("take one of these prerequisites out");
        let first = cycle.first().map(|&first| at(sorted[first]));
        findings.push(match first {
            Some(place) => finding.at(place),
            None => finding,
        });
    }
    Some(items)
}
