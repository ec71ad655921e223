//! The table itself: which character separates its cells, which columns it has, its lines.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::words::Column;
use crate::diag::{Code, Finding, Findings};
use crate::load::record;
use crate::load::source::Source;

/// What the first line says.
#[derive(Debug, Clone)]
pub(super) struct Header {
    separator: u8,
    /// The bytes and lines before the header: Excel's `sep=;`.
    skipped: (usize, usize),
    columns: BTreeMap<Column, usize>,
    /// The title stands under another name than the portal's.
    loose_title: bool,
    /// The language of its points, where it has any.
    pub(super) language: Option<&'static str>,
    /// Headers that mean no column.
    pub(super) unknown: Vec<String>,
    /// Columns that came twice.
    doubled: Vec<Column>,
}

impl Header {
    /// Whether a column is there.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.contains_key(&column)
    }

    /// The cell of a column, without the spaces around it; `None` when it is empty or not there.
    pub(super) fn cell<'r>(&self, record: &'r StringRecord, column: Column) -> Option<&'r str> {
        let cell = record.get(*self.columns.get(&column)?)?.trim();
        Some(cell).filter(|cell| !cell.is_empty())
    }
}

/// The header of a text that is the portal's table; `None` for any other text. The separator is the one that gives
/// the most known columns: Excel writes the one of its country.
pub(super) fn header(text: &str) -> Option<Header> {
    if text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let first = text.lines().next().unwrap_or_default();
    let skipped = match first.trim().strip_prefix("sep=") {
        Some(_) => (text.find('\n').map_or(text.len(), |end| end + 1), 1),
        None => (0, 0),
    };
    let body = text.get(skipped.0..).unwrap_or_default();
    let headers = [b',', b';', b'\t'].into_iter().filter_map(|separator| {
        let record = reader(separator, body).records().next()?.ok()?;
        Some(columns(&record, separator, skipped))
    });
    let best = headers.max_by_key(|header| header.columns.len())?;
    // A title of any other name is no sign: backlogs have one too.
    let sign = best.has(Column::Points) || (best.has(Column::Title) && !best.loose_title);
    sign.then_some(best)
}

fn columns(record: &StringRecord, separator: u8, skipped: (usize, usize)) -> Header {
    let mut header = Header {
        separator,
        skipped,
        columns: BTreeMap::new(),
        loose_title: false,
        language: None,
        unknown: Vec::new(),
        doubled: Vec::new(),
    };
    let mut loose = None;
    for (index, name) in record.iter().enumerate() {
        match Column::of(name) {
            Some(column) if header.has(column) => header.doubled.push(column),
            Some(column) => {
                if column == Column::Points {
                    header.language = Some(Column::language(name));
                }
                header.columns.insert(column, index);
            }
            None if Column::is_loose_title(name) && loose.is_none() => loose = Some((index, name)),
            None if name.trim().is_empty() => {}
            None => header.unknown.push(name.trim().to_owned()),
        }
    }
    match loose {
        Some((index, _)) if !header.has(Column::Title) => {
            header.loose_title = true;
            header.columns.insert(Column::Title, index);
        }
        Some((_, name)) => header.unknown.push(name.trim().to_owned()),
        None => {}
    }
    header
}

fn reader(separator: u8, body: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes())
}

/// The lines below the header with their numbers, empty ones left out; problems of the header are findings.
pub(super) fn records(
    header: &Header,
    source: &Source,
    findings: &mut Findings,
) -> Option<Vec<(usize, StringRecord)>> {
    let (bytes, lines) = header.skipped;
    let at = |line: usize| source.place(line);
    for column in &header.doubled {
        let message = format!("the column `{}` is given twice", column.name());
        findings.push(
            Finding::new(Code::DuplicateKey, message).at(at(lines + 1)).help("keep one of the two columns"),
        );
    }
    let missing: Vec<&str> = [Column::Title, Column::Points]
        .into_iter()
        .filter(|column| !header.has(*column))
        .map(Column::name)
        .collect();
    if !missing.is_empty() {
        let message = format!("columns of the portal's export are missing: {}", missing.join(", "));
        findings.push(
            Finding::new(Code::MissingKey, message).at(at(lines + 1)).help(
                "export again and keep these columns; their English, German and French names are known",
            ),
        );
        return None;
    }
    let body = source.text.get(bytes..).unwrap_or_default();
    let mut records = Vec::new();
    for record in reader(header.separator, body).records().skip(1) {
        match record {
            Ok(record) => {
                if record.iter().any(|cell| !cell.trim().is_empty()) {
                    records.push((record::line(&record, body) + lines, record));
                }
            }
            Err(error) => {
                let line = error.position().map_or(1, csv::Position::line);
                findings.push(
                    Finding::new(Code::BadCsv, format!("the CSV can not be read: {error}"))
                        .at(at(usize::try_from(line).unwrap_or(1) + lines))
                        .help("export it again and give the file as it was downloaded"),
                );
            }
        }
    }
    if records.is_empty() {
        findings.push(
            Finding::new(Code::NoRows, "the portal's export has a header and no rows")
                .at(at(lines + 1))
                .help("take the filters off in the portal and export again"),
        );
        return None;
    }
    Some(records)
}
