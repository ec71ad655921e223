//! Tables beside the portal's: what a CSV is by its header.
//!
//! Tables of licences and of control scores are read; what is known for something else is refused by its name, and so
//! is every other table, with the header that was read.

mod anonymous;
mod licences;
mod scores;

use csv::StringRecord;

use super::foreign::{self, Known};
use super::portal::{LANGUAGES, achieved_points, is_total};
use super::recognise::Parts;
use super::text::begins_as_json;
use crate::diag::{Code, Finding, Findings};
use crate::load::export::scalar::says_nothing;
use crate::load::separated::{Layout, MOST_ROWS, TYPE};
use crate::load::source::Source;
use crate::model::text::{beginning, first_few};
use crate::model::title::plain;

pub(super) use anonymous::rewrite;
pub(super) use licences::{LicenceTable, pages};
pub(super) use scores::name_controls;

/// A header: where its columns stand, by names without case, spaces and signs.
struct Header {
    layout: Layout,
    names: Vec<String>,
    written: Vec<String>,
}

impl Header {
    fn of(layout: Layout, record: &StringRecord) -> Self {
        let bare = |name: &str| plain(name).chars().filter(|c| c.is_alphanumeric()).collect();
        Self {
            layout,
            names: record.iter().map(bare).collect(),
            written: record.iter().map(plain_words).collect(),
        }
    }

    /// Where the first of some columns stands that the table has.
    fn place(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.names.iter().position(|column| column == name))
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|column| column == name)
    }

    /// The rows with their lines.
    fn records(&self, source: &Source, findings: &mut Findings) -> Vec<(usize, StringRecord)> {
        let help = "texts with the separator in them stand in quotes: export it again and give the file as it was written";
        let is_remark = |record: &StringRecord| record.len() == 1 && is_sum(record);
        self.layout.rows((self.names.len(), MOST_ROWS), source, help, is_remark, findings)
    }
}

/// The words of a header cell, without marks and breaks.
fn plain_words(name: &str) -> String {
    name.trim_matches(['\u{feff}', ' ']).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The header under each separator, that below a heading too.
fn headers(text: &str) -> impl Iterator<Item = Header> {
    let begins = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    // To read a first record of something else could take the whole of it.
    let is_other =
        (begins.starts_with(['{', '[', '<', '#']) && !begins.starts_with(TYPE)) || begins_as_json(text);
    let text = if is_other { "" } else { text };
    Layout::each(text).filter_map(move |(layout, record)| {
        if record.len() > 1 {
            return Some(Header::of(layout, &record));
        }
        let second = layout.second(text).filter(|record| record.len() > 1)?;
        Some(Header::of(layout.below_heading(text), &second))
    })
}

/// What a table is.
enum Kind {
    Foreign(&'static Known),
    Licences(Header, licences::Columns),
    Scores(Header, scores::Columns),
}

fn kind(text: &str) -> Option<Kind> {
    if let Some(foreign) = headers(text).find_map(|header| foreign::of_columns(&header.names)) {
        return Some(Kind::Foreign(foreign));
    }
    headers(text).find_map(|header| {
        if let Some(columns) = licences::Columns::of(&header) {
            return Some(Kind::Licences(header, columns));
        }
        let columns = scores::Columns::of(&header)?;
        Some(Kind::Scores(header, columns))
    })
}

/// Whether a text is a table that is read here, or known for what it is.
pub(super) fn is_known(text: &str) -> bool {
    kind(text).is_some()
}

/// What a readable table gives when it is made anonymous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::load) enum Readable {
    Licences,
    Scores,
}

/// Which readable table a text is.
pub(in crate::load) fn readable(text: &str) -> Option<Readable> {
    match kind(text)? {
        Kind::Foreign(_) => None,
        Kind::Licences(..) => Some(Readable::Licences),
        Kind::Scores(..) => Some(Readable::Scores),
    }
}

/// Adds what a table holds, or refuses it by its name; whether the text is one that is known.
pub(super) fn add(source: &Source, parts: &mut Parts, findings: &mut Findings) -> bool {
    match kind(&source.text) {
        None => return false,
        Some(Kind::Foreign(foreign)) => findings.push(foreign.refusal(source)),
        Some(Kind::Licences(header, columns)) => {
            parts.licence_tables.push(licences::read(&header, &columns, source, findings));
        }
        Some(Kind::Scores(header, columns)) => {
            parts.snapshots.extend(scores::read(&header, &columns, source, &mut parts.tenants, findings));
        }
    }
    true
}

/// Refuses a table that nobody knows, with its header.
pub(super) fn refuse(source: &Source, findings: &mut Findings) {
    // The separator that finds most cells.
    let widest = headers(&source.text).max_by_key(|header| header.names.len());
    let Some(header) = widest else {
        let finding = Finding::new(Code::UnknownShape, "the file is a table that is not known");
        findings.push(finding.at(source.place(1)).help(HELP));
        return;
    };
    let columns = columns(&header.written);
    let finding = if looks_translated(&header, source) {
        let message = format!("the portal's table has a header in a language that is not known: {columns}");
        Finding::new(Code::UnknownShape, message).help(format!(
            "set the portal to {LANGUAGES} and export again, or write Microsoft's English names into the first line: Rank, \
             Recommended action, Score impact, Points achieved, Status, Regressed, Have license?, Category, Product, Last \
             synced"
        ))
    } else {
        Finding::new(Code::UnknownShape, format!("the file is a table that is not known: {columns}"))
            .help(HELP)
    };
    findings.push(finding.at(source.place(header.layout.line())));
}

const HELP: &str = "known are the portal's recommended actions (`Recommended action`, `Points achieved`), licences \
    (`SkuPartNumber`, `AccountSkuId` or `Product Title` with seats), control scores (`controlName`, `score`) and \
    Microsoft's list of service plans; README shows how to export JSON";

/// The first columns of a header.
fn columns(written: &[String]) -> String {
    const SHOWN: usize = 12;
    const LONGEST: usize = 40;
    first_few(written.iter().map(|name| format!("`{}`", beginning(name, LONGEST))), SHOWN)
}

/// Whether the cells are those of the portal's table, whatever the header says: points like `0/10` in one column and
/// impacts like `+3.24 %` in another.
fn looks_translated(header: &Header, source: &Source) -> bool {
    const SAMPLE: usize = 20;
    let body = header.layout.sample(&source.text, SAMPLE);
    let all = |column: usize, fits: &dyn Fn(&str) -> bool| {
        let cells =
            body.iter().filter_map(|record| record.get(column)).filter(|cell| !cell.trim().is_empty());
        let mut any = false;
        cells.inspect(|_| any = true).all(fits) && any
    };
    let impact = |cell: &str| {
        let cell = cell.trim();
        cell.starts_with('+') && cell.ends_with('%')
    };
    let each = 0..header.names.len();
    each.clone().any(|column| all(column, &|cell| achieved_points(cell)))
        && each.clone().any(|column| all(column, &impact))
}

/// The cell of a column without the spaces around it; `None` for one that says nothing.
fn cell(record: &StringRecord, column: Option<usize>) -> Option<&str> {
    let cell = record.get(column?)?.trim();
    (!says_nothing(cell)).then_some(cell)
}

/// Whether a row is the sum of the others.
fn is_sum(record: &StringRecord) -> bool {
    record.get(0).is_some_and(is_total)
}
