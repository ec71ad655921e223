//! The table itself: which character separates its cells, which columns it has, its lines and what each says.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use csv::StringRecord;
use jiff::civil::Date;

use super::super::text::begins_as_json;
use super::join::{first_titles, short};
use super::number::{self, Achieved, Decimal};
use super::words::{self, Column};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::export::tenant_names::{self, TenantNames};
use crate::load::export::time::{self, Day};
use crate::load::export::tree::Value;
use crate::load::separated::{Layout, MOST_ROWS};
use crate::load::source::Source;
use crate::model::text::counted;
use crate::model::{Points, Status};

/// What the first line says.
#[derive(Debug, Clone)]
pub(super) struct Header {
    layout: Layout,
    /// How many cells the header has, and every row must have.
    cells: usize,
    columns: BTreeMap<Column, usize>,
    /// The title stands under another name than the portal's.
    loose_title: bool,
    /// The language of its points, where it has any.
    pub(super) language: Option<&'static str>,
    /// Headers that mean no column.
    pub(super) unknown: Vec<String>,
    /// Columns that say whose the rows are.
    tenants: Vec<(&'static str, usize)>,
    /// Columns that came twice.
    doubled: Vec<Column>,
}

impl Header {
    /// Whether a column is there.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.contains_key(&column)
    }

    /// Adds the tenants that some rows name.
    pub(super) fn add_tenants(
        &self,
        records: &[(usize, StringRecord)],
        source: &Source,
        tenants: &mut TenantNames,
    ) {
        for (field, place) in &self.tenants {
            for name in records.iter().filter_map(|(_, record)| record.get(*place)) {
                tenants.add(field, name, &source.name);
            }
        }
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
    if begins_as_json(text) {
        return None;
    }
    let headers = Layout::each(text).map(|(layout, record)| named(layout, &record));
    let best = headers.max_by_key(|header| header.columns.len())?;
    // A title of any other name is no sign: backlogs have one too.
    let sign = best.has(Column::Points) || (best.has(Column::Title) && !best.loose_title);
    sign.then_some(best)
}

fn named(layout: Layout, record: &StringRecord) -> Header {
    let mut header = Header {
        layout,
        cells: record.len(),
        columns: BTreeMap::new(),
        loose_title: false,
        language: None,
        unknown: Vec::new(),
        tenants: Vec::new(),
        doubled: Vec::new(),
    };
    let mut loose = None;
    for (index, name) in record.iter().enumerate() {
        header.tenants.extend(tenant_names::of_column(name).map(|field| (field, index)));
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

/// The lines below the header with their numbers, empty ones left out; problems of the header are findings.
pub(super) fn records(
    header: &Header,
    source: &Source,
    findings: &mut Findings,
) -> Option<Vec<(usize, StringRecord)>> {
    let at = source.place(header.layout.line());
    for column in &header.doubled {
        let message = format!("the column `{}` is given twice", column.name());
        findings.push(
            Finding::new(Code::DuplicateKey, message).at(at.clone()).help("keep one of the two columns"),
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
            Finding::new(Code::MissingKey, message)
                .at(at)
                .help(format!("export again and keep these columns; known are {}", words::LANGUAGES)),
        );
        return None;
    }
    let help = "texts with the separator in them stand in quotes: export it again and give the file as it was downloaded";
    let mut broken = Findings::new();
    let records = header.layout.rows((header.cells, MOST_ROWS), source, help, is_remark, &mut broken);
    if records.is_empty() && broken.is_empty() {
        findings.push(
            Finding::new(Code::NoRows, "the portal's export has a header and no rows")
                .at(at)
                .help("take the filters off in the portal and export again"),
        );
        return None;
    }
    findings.extend(broken);
    Some(records)
}

/// A line that somebody or a tool wrote below a table: how many rows there are, or what they sum to.
fn is_remark(record: &StringRecord) -> bool {
    record.len() == 1 && record.get(0).is_some_and(words::is_total)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::load::export) struct Row {
    /// The file and the line.
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) title: String,
    pub(super) product: Option<String>,
    pub(super) points: Points,
    pub(super) max: Points,
    pub(super) impact: Option<Decimal>,
    pub(super) status: Option<Status>,
    pub(super) licensed: Option<bool>,
    pub(super) regressed: bool,
    pub(super) category: Option<String>,
    pub(super) notes: Option<String>,
    pub(super) last_synced: Option<Date>,
    /// The later of the two days that a time can be.
    pub(super) synced_at_most: Option<Date>,
}

impl Row {
    pub(super) fn place(&self) -> Place {
        Place { line: Some(self.line), ..Place::file(&self.file) }
    }
}

impl Row {
    /// Whether two rows say the same, wherever they stand.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let here = Self { line: other.line, ..self.clone() };
        here == *other
    }
}

/// What could not be read and does not stop a row, with how often it came.
#[derive(Debug, Default)]
struct Unread {
    statuses: BTreeMap<String, (usize, usize)>,
    values: BTreeMap<(Column, String), (usize, usize)>,
    days: usize,
}

/// What a line below the header is.
enum Line {
    Row(Box<Row>),
    /// A row without a figure yet, by its title.
    NotMeasured(String),
    /// The sum of the others, or a remark.
    Total,
    NoTitle,
    BadPoints(String),
}

/// Reads the lines; what is wrong with them are findings, one for each kind of problem at the first line that has it.
pub(super) fn rows(
    header: &Header,
    records: &[(usize, StringRecord)],
    source: &Source,
    findings: &mut Findings,
) -> Vec<Row> {
    let mut unread = Unread::default();
    let mut rows = Vec::new();
    let (mut not_measured, mut totals) = (Vec::new(), Vec::new());
    let (mut untitled, mut bad_points): (Vec<usize>, Vec<(usize, String)>) = (Vec::new(), Vec::new());
    let mut sums = Vec::new();
    for (line, record) in records {
        if record.iter().any(words::begins_total) && others_empty(header, record) {
            sums.push(*line);
        }
        match row(header, *line, record, source, &mut unread) {
            Line::Row(row) => rows.push(*row),
            Line::NotMeasured(title) => not_measured.push((*line, title)),
            Line::Total => totals.push(*line),
            Line::NoTitle => untitled.push(*line),
            Line::BadPoints(written) => bad_points.push((*line, written)),
        }
    }
    totals.extend(take_sums(&mut rows, &sums));
    if let Some(first) = untitled.first() {
        let message = match untitled.len() {
            1 => "a row has no title of a recommended action".to_owned(),
            many => format!("{many} rows have no title of a recommended action"),
        };
        let help = "take them out, or export again and give the file as it was downloaded";
        findings.push(Finding::new(Code::BadValue, message).at(source.place(*first)).help(help));
    }
    if let Some((first, written)) = bad_points.first() {
        let mut message = format!("the points achieved are not like `5/9`: `{}`", short(written));
        if bad_points.len() > 1 {
            let more = bad_points.len() - 1;
            let verb = if more == 1 { "is" } else { "are" };
            let _ = write!(message, "; so {verb} {}", counted(more, "more row", "more rows"));
        }
        let help =
            "export again and give the file as it was downloaded: Excel turns 5/9 into a date when it saves";
        findings.push(Finding::new(Code::BadValue, message).at(source.place(*first)).help(help));
    }
    if let Some((first, _)) = not_measured.first() {
        let titles: Vec<&String> = not_measured.iter().map(|(_, title)| title).collect();
        let message = format!(
            "{} of {} rows have no points yet and are left out: {}",
            titles.len(),
            rows.len() + titles.len(),
            first_titles(titles.into_iter())
        );
        let help =
            "not measured is not zero: they count once the portal shows points, some days after they appear";
        findings.push(Finding::new(Code::NotMeasured, message).at(source.place(*first)).help(help));
    }
    if let Some(first) = totals.first() {
        let message = format!("rows that are a sum of the others are left out: {}", totals.len());
        findings.push(Finding::new(Code::TotalRow, message).at(source.place(*first)));
    }
    if rows.is_empty() && untitled.is_empty() && bad_points.is_empty() && !records.is_empty() {
        let message = "no row of the portal's export has points";
        let help = "export again, with all rows: a new tenant has its first points after a day";
        findings.push(Finding::new(Code::NoRows, message).at(Place::file(&source.name)).help(help));
    }
    unread.report(source, findings);
    rows
}

/// Whether a row says that it is the sum of the others.
fn is_sum(header: &Header, record: &StringRecord) -> bool {
    record.iter().any(words::is_total) && others_empty(header, record)
}

/// Whether a row says nothing but what a sum can have.
fn others_empty(header: &Header, record: &StringRecord) -> bool {
    let known = [Column::Title, Column::Points, Column::Impact, Column::Rank];
    let places: Vec<usize> = known.iter().filter_map(|column| header.columns.get(column).copied()).collect();
    record.iter().enumerate().all(|(at, cell)| places.contains(&at) || cell.trim().is_empty())
}

/// Takes out the rows that begin as a sum does and are one. Gives their lines.
fn take_sums(rows: &mut Vec<Row>, begin_so: &[usize]) -> Vec<usize> {
    let all = |of: fn(&Row) -> Points| -> Points { rows.iter().map(of).sum() };
    let (points, max) = (all(|row| row.points), all(|row| row.max));
    // A sum stands in the sum of all rows once more.
    let is_one = |row: &Row| {
        begin_so.contains(&row.line) && points == row.points + row.points && max == row.max + row.max
    };
    let sums: Vec<usize> = rows.iter().filter(|row| is_one(row)).map(|row| row.line).collect();
    rows.retain(|row| !sums.contains(&row.line));
    sums
}

fn row(header: &Header, line: usize, record: &StringRecord, source: &Source, unread: &mut Unread) -> Line {
    let cell = |column: Column| header.cell(record, column);
    if is_sum(header, record) {
        return Line::Total;
    }
    let Some(title) = cell(Column::Title) else { return Line::NoTitle };
    let written = cell(Column::Points).unwrap_or_default();
    let (points, max) = match number::achieved(written) {
        Achieved::Points(points, max) => (points, max),
        Achieved::NotMeasured => return Line::NotMeasured(title.to_owned()),
        Achieved::Unreadable => return Line::BadPoints(written.to_owned()),
    };
    let mut truth = |column: Column| {
        let word = cell(column)?;
        let read = words::truth(word);
        if read.is_none() {
            unread.value(column, word, line);
        }
        read
    };
    let (licensed, regressed) = (truth(Column::Licence), truth(Column::Regressed));
    let impact = cell(Column::Impact).and_then(|word| {
        let read = number::impact(word);
        if read.is_none() {
            unread.value(Column::Impact, word, line);
        }
        read
    });
    let status = cell(Column::Status).and_then(|word| {
        let read = words::status(word);
        if read.is_none() {
            unread.statuses.entry(word.to_owned()).or_insert((line, 0)).1 += 1;
        }
        read
    });
    let last_synced = cell(Column::LastSynced).and_then(|word| {
        let value = Value::Text(word.into());
        let read = time::day(&value).filter(time::is_plausible);
        unread.days += usize::from(read.is_none());
        read
    });
    let at_most = match cell(Column::LastSynced).map(|word| time::read(&Value::Text(word.into()))) {
        Some(Day::Either(one, other)) => Some(one.max(other)),
        _ => last_synced,
    };
    Line::Row(Box::new(Row {
        file: source.name.clone(),
        line,
        title: title.replace('\u{a0}', " "),
        product: cell(Column::Product).map(str::to_owned),
        points,
        max,
        impact,
        status,
        licensed,
        regressed: regressed.unwrap_or_default(),
        category: cell(Column::Category).map(words::category),
        notes: cell(Column::Notes).map(str::to_owned),
        last_synced,
        synced_at_most: at_most.filter(time::is_plausible),
    }))
}

impl Unread {
    fn value(&mut self, column: Column, word: &str, line: usize) {
        self.values.entry((column, short(word).to_owned())).or_insert((line, 0)).1 += 1;
    }

    /// One finding for each kind of word, at the first line that has one.
    fn report(self, source: &Source, findings: &mut Findings) {
        let at = |line: usize| source.place(line);
        if let Some(line) = self.statuses.values().map(|(line, _)| *line).min() {
            let times: usize = self.statuses.values().map(|(_, times)| times).sum();
            let words = first_titles(self.statuses.keys());
            let message = format!(
                "the status of {} is not known and counts as unknown: {words}",
                counted(times, "row", "rows")
            );
            let help = "write the status into the tenant file if you know it, in Microsoft's English words";
            findings.push(Finding::new(Code::UnknownStatus, message).at(at(line)).help(help));
        }
        // A column in which every cell is another word would fill the screen too.
        let mut by_column: BTreeMap<Column, (usize, usize, String)> = BTreeMap::new();
        for ((column, word), (line, times)) in self.values {
            let entry = by_column.entry(column).or_insert((line, 0, word.clone()));
            if line < entry.0 {
                (entry.0, entry.2) = (line, word);
            }
            entry.1 += times;
        }
        for (column, (line, times, word)) in by_column {
            let message = format!(
                "`{}` can not be read in {} and is not used there: `{word}`",
                column.name(),
                counted(times, "row", "rows")
            );
            let help = match column {
                Column::Impact => "impacts are like `+3.24 %` or `+3,24 %`".to_owned(),
                _ => format!("it is yes or no in {}", words::LANGUAGES),
            };
            findings.push(Finding::new(Code::UnusedValue, message).at(at(line)).help(help));
        }
        if self.days > 0 {
            let message = format!(
                "days of `{}` that can not be read, or in two ways, are not used: {}",
                Column::LastSynced.name(),
                self.days
            );
            let help = "export it again with the portal in English, or change nothing: the points count";
            findings.push(Finding::new(Code::UnusedValue, message).at(Place::file(&source.name)).help(help));
        }
    }
}
