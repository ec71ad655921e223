//! Backlogs as CSV: `id,title,points,hours,needs`, needs separated by `;`.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::yaml::decimal;
use crate::diag::{Code, Finding, Findings, Place, did_you_mean};
use crate::load::source::{Source, csv_line};
use crate::model::{BacklogItem, Graph, Id, Minutes, Points, Weight};

/// The columns, all of which must be there.
const COLUMNS: [&str; 5] = ["id", "title", "points", "hours", "needs"];

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

fn rows(source: &Source, findings: &mut Findings) -> Option<Vec<Row>> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(source.text.as_bytes());
    let at = |line: usize| source.place(line);
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            findings.push(bad(&error.to_string(), at(1)));
            return None;
        }
    };
    let mut columns = [None; 5];
    for (index, name) in header.iter().enumerate() {
        match COLUMNS.iter().position(|column| name.eq_ignore_ascii_case(column)) {
            Some(column) => columns[column] = Some(index),
            None => {
                let help = did_you_mean(name, COLUMNS, || format!("the columns are {}", COLUMNS.join(",")));
                findings.push(
                    Finding::new(Code::UnknownKey, format!("unknown column `{name}`")).at(at(1)).help(help),
                );
            }
        }
    }
    let missing: Vec<&str> =
        COLUMNS.iter().zip(columns).filter(|(_, found)| found.is_none()).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        let message = format!("columns are missing: {}", missing.join(", "));
        let help = format!(
            "begin the file with the line `{}`, separated by commas; needs by `;`",
            COLUMNS.join(",")
        );
        findings.push(Finding::new(Code::MissingKey, message).at(at(1)).help(help));
        return None;
    }
    let columns = columns.map(Option::unwrap_or_default);
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = csv_line(&record, &source.text);
                rows.extend(row(&record, columns, line, &at, findings));
            }
            Err(error) => {
                let line =
                    error.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
                findings.push(bad(&error.to_string(), at(line)));
            }
        }
    }
    Some(rows)
}

fn bad(cause: &str, place: Place) -> Finding {
    Finding::new(Code::BadCsv, format!("the CSV can not be read: {cause}"))
        .at(place)
        .help("save it as UTF-8 with commas; texts with commas stand in quotes")
}

fn row(
    record: &StringRecord,
    columns: [usize; 5],
    line: usize,
    at: &dyn Fn(usize) -> Place,
    findings: &mut Findings,
) -> Option<Row> {
    let [id, title, points, hours, needs] = columns.map(|column| record.get(column).unwrap_or_default());
    let mut wrong = |what: &str, value: &str, expected: &str| {
        let message = format!("`{what}` is not {expected}: `{value}`");
        findings.push(Finding::new(Code::WrongValue, message).at(at(line)).help(format!("write {expected}")));
    };
    let points_read = decimal(points).filter(|points| *points >= 0);
    if points_read.is_none() {
        wrong("points", points, "a number from 0 with at most two decimals");
    }
    let hours_read = minutes(hours);
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
    for row in &sorted {
        let mut needs = Vec::with_capacity(row.needs.len());
        for need in &row.needs {
            match index.get(need.as_str()) {
                Some(position) => needs.push(*position),
                None => {
                    let help =
                        did_you_mean(need, index.keys().copied(), || "list it, or take it out".to_owned());
                    let message = format!("`{}` needs `{need}`, which is not listed", row.id);
                    findings.push(Finding::new(Code::UnknownReference, message).at(at(row)).help(help));
                }
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
