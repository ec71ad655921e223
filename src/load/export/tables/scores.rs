//! Control scores as a flat table: `controlName` and `score` of each, as scripts and assessment tools write them.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{Header, cell, is_sum};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::export::portal::day as day_of;
use crate::load::export::snapshot::{self, Snapshot};
use crate::load::source::Source;
use crate::model::title::comparable;
use crate::model::{Catalogue, Id};

const NAME: [&str; 4] = ["controlname", "controlid", "actionname", "control"];
const SCORE: [&str; 3] = ["score", "currentscore", "controlscore"];
const DAY: [&str; 4] = ["createddatetime", "snapshotdate", "date", "day"];
/// Columns that only such a table has beside the two: one of them must be there.
const SIGNS: [&str; 5] =
    ["maxscore", "scoreinpercentage", "implementationstatus", "controlcategory", "total"];
/// The fields of a control score, with the columns that hold them.
const FIELDS: [(&str, &[&str]); 6] = [
    ("maxScore", &["maxscore"]),
    ("scoreInPercentage", &["scoreinpercentage"]),
    ("count", &["count"]),
    ("total", &["total"]),
    ("controlCategory", &["controlcategory", "category"]),
    ("lastSynced", &["lastsynced"]),
];

/// Where the columns of such a table stand.
pub(super) struct Columns {
    name: usize,
    score: usize,
    day: Option<usize>,
    fields: Vec<(&'static str, usize)>,
}

impl Columns {
    /// `None` for any other table.
    pub(super) fn of(header: &Header) -> Option<Self> {
        if !SIGNS.iter().any(|sign| header.has(sign)) {
            return None;
        }
        let fields = FIELDS.iter().filter_map(|(field, names)| Some((*field, header.place(names)?)));
        Some(Self {
            name: header.place(&NAME)?,
            score: header.place(&SCORE)?,
            day: header.place(&DAY),
            fields: fields.collect(),
        })
    }
}

/// A row as Graph's `controlScore`, with the name that the table gives it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    line: usize,
    pub(super) name: String,
    day: Option<Date>,
    pub(super) fields: Map<String, Value>,
}

#[derive(Debug, Clone)]
pub(in crate::load::export) struct ScoreTable {
    file: String,
    modified: Option<Date>,
    pub(super) lines: Vec<Line>,
}

pub(super) fn read(
    header: &Header,
    columns: &Columns,
    source: &Source,
    findings: &mut Findings,
) -> ScoreTable {
    let records = header.records(source, findings);
    if records.is_empty() && !findings.has_errors() {
        let finding = Finding::new(Code::NoRows, "the table of control scores has a header and no rows");
        findings.push(finding.at(source.place(header.layout.line())).help("export it again, with all rows"));
    }
    let mut lines = Vec::new();
    let mut bad: Vec<(usize, String)> = Vec::new();
    for (line, record) in records.iter().filter(|(_, record)| !is_sum(record)) {
        match of_record(columns, *line, record) {
            Ok(read) => lines.push(read),
            Err(written) => bad.push((*line, written)),
        }
    }
    if let Some((line, written)) = bad.first() {
        let message = format!("{} rows have no name of a control or no score: `{written}`", bad.len());
        let help = "a score is a number of points from 0: export the table again";
        findings.push(Finding::new(Code::BadValue, message).at(source.place(*line)).help(help));
    }
    // Rows of older days are history: the newest day is the snapshot.
    let newest = lines.iter().filter_map(|line| line.day).max();
    let all = lines.len();
    lines.retain(|line| newest.is_none() || line.day == newest);
    if let Some(day) = newest.filter(|_| lines.len() < all) {
        let message =
            format!("{} rows of other days were left aside; those of {day} count", all - lines.len());
        findings.push(Finding::new(Code::OlderSnapshots, message).at(Place::file(&source.name)));
    }
    ScoreTable { file: source.name.clone(), modified: source.modified, lines }
}

fn of_record(columns: &Columns, line: usize, record: &StringRecord) -> Result<Line, String> {
    let name = cell(record, Some(columns.name));
    let score = cell(record, Some(columns.score)).map(pointed);
    let short = |text: &str| text.chars().take(40).collect::<String>();
    let Some(name) = name else { return Err(short(&record.iter().collect::<Vec<_>>().join(","))) };
    let readable = |score: &&String| score.parse::<f64>().is_ok_and(|score| (0.0..1e6).contains(&score));
    let Some(score) = score.as_ref().filter(readable) else {
        return Err(short(&format!("{name}: {}", score.clone().unwrap_or_default())));
    };
    let mut fields = Map::new();
    fields.insert("score".to_owned(), Value::from(score.clone()));
    for (field, column) in &columns.fields {
        let Some(written) = cell(record, Some(*column)) else { continue };
        let value = if *field == "controlCategory" || *field == "lastSynced" {
            written.to_owned()
        } else {
            pointed(written)
        };
        fields.insert((*field).to_owned(), Value::from(value));
    }
    let day = cell(record, columns.day).and_then(day_of);
    Ok(Line { line, name: name.to_owned(), day, fields })
}

/// The columns of a table that is written anew.
pub(super) fn written_header() -> Vec<&'static str> {
    let fields = FIELDS.iter().map(|(field, _)| *field);
    ["controlName", "score", "createdDateTime"].into_iter().chain(fields).collect()
}

impl Line {
    pub(super) fn category(&self) -> Option<&str> {
        self.fields.get("controlCategory").and_then(Value::as_str)
    }

    /// The cells of these columns.
    pub(super) fn written(&self, id: &Id, category: Option<String>) -> Vec<String> {
        let field = |name: &str| self.fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let day = self.day.map(|day| day.to_string()).unwrap_or_default();
        let mut cells = vec![id.to_string(), field("score"), day];
        cells.extend(FIELDS.iter().map(|(name, _)| match (*name, &category) {
            ("controlCategory", Some(category)) => category.clone(),
            // In one way, whatever was written around the day.
            ("lastSynced", _) => day_of(&field(name)).map(|day| day.to_string()).unwrap_or_default(),
            _ => field(name),
        }));
        cells
    }
}

/// A number with a decimal comma as one with a point.
fn pointed(number: &str) -> String {
    let number = number.trim_end_matches(['%', ' ']);
    if number.contains('.') { number.to_owned() } else { number.replacen(',', ".", 1) }
}

/// Controls by what tables call them: ids in any case, and titles.
pub(super) struct Names<'c> {
    ids: BTreeMap<String, &'c Id>,
    titles: BTreeMap<String, Option<&'c Id>>,
}

impl<'c> Names<'c> {
    pub(super) fn new(catalogue: &'c Catalogue) -> Self {
        let ids = catalogue.controls.keys().map(|id| (id.as_str().to_lowercase(), id)).collect();
        let mut titles: BTreeMap<String, Option<&Id>> = BTreeMap::new();
        for control in catalogue.controls.values() {
            titles
                .entry(comparable(&control.title))
                .and_modify(|known| *known = None)
                .or_insert(Some(&control.id));
        }
        Self { ids, titles }
    }

    pub(super) fn find(&self, name: &str) -> Option<&'c Id> {
        let by_id = self.ids.get(&name.trim().to_lowercase()).copied();
        by_id.or_else(|| self.titles.get(&comparable(name)).copied().flatten())
    }
}

/// The snapshot that the tables make; `None` without one, or with an error.
pub(in crate::load::export) fn snapshot(
    tables: &[ScoreTable],
    sources: &[Source],
    catalogue: &Catalogue,
    as_of: Option<Date>,
    findings: &mut Findings,
) -> Option<Snapshot> {
    let first = tables.first()?;
    let source = sources.iter().find(|source| source.name == first.file)?;
    let names = Names::new(catalogue);
    let mut scores = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let (mut twice, mut unknown): (Vec<(Place, &str)>, Vec<(Place, &str)>) = (Vec::new(), Vec::new());
    for table in tables {
        for line in &table.lines {
            let place = || Place { line: Some(line.line), ..Place::file(&table.file) };
            let known = names.find(&line.name);
            if known.is_none() {
                unknown.push((place(), &line.name));
            }
            let id = known.map_or_else(|| line.name.trim().to_owned(), Id::to_string);
            if !seen.insert(id.to_lowercase()) {
                twice.push((place(), &line.name));
                continue;
            }
            let mut score = line.fields.clone();
            score.insert("controlName".to_owned(), Value::from(id));
            scores.push(Value::Object(score));
        }
    }
    if let Some((place, name)) = twice.first() {
        let message = format!("the tables of control scores name {} controls twice: `{name}`", twice.len());
        let help = "give one table of one day: nobody can tell which of the two is meant";
        findings.push(Finding::new(Code::DuplicateInPage, message).at(place.clone()).help(help));
    }
    if let Some((place, name)) = unknown.first().filter(|_| unknown.len() * 2 > scores.len()) {
        let message = format!(
            "{} of {} names of the table of control scores are no controls of the catalogue: `{name}`",
            unknown.len(),
            scores.len()
        );
        let help = "a table is read by Microsoft's control ids or English titles; export /security/secureScores as JSON instead";
        findings.push(Finding::new(Code::UnknownShape, message).at(place.clone()).help(help));
        return None;
    }
    let day = day(tables, as_of, findings)?;
    let mut object = Map::new();
    object.insert("createdDateTime".to_owned(), Value::from(format!("{day}T00:00:00Z")));
    object.insert("controlScores".to_owned(), Value::from(scores));
    snapshot::read(&object, source, findings)
}

/// The day of the rows, else what a person says, else the newest day on which a table was changed.
fn day(tables: &[ScoreTable], as_of: Option<Date>, findings: &mut Findings) -> Option<Date> {
    let file = tables.first().map(|table| table.file.as_str()).unwrap_or_default();
    let own = tables.iter().flat_map(|table| &table.lines).filter_map(|line| line.day).max();
    let taken = |message: String| Finding::new(Code::DayTaken, message).at(Place::file(file));
    if let Some(day) = own {
        if as_of.is_some() {
            findings.push(taken(format!("`--as-of` is not used: the table carries its day, {day}")));
        }
        return Some(day);
    }
    if let Some(day) = as_of {
        findings.push(taken(format!("the table carries no day: {day} is taken, as `--as-of` says")));
        return Some(day);
    }
    let Some(day) = tables.iter().filter_map(|table| table.modified).max() else {
        let message = "the table carries no day, and neither does its file";
        let help = "say `--as-of DATE`: the day on which it was exported";
        findings.push(Finding::new(Code::NoDay, message).at(Place::file(file)).help(help));
        return None;
    };
    let message =
        format!("the table carries no day: {day} is taken, on which the file was last changed (UTC)");
    findings.push(taken(message).help("say `--as-of DATE` if it was exported on another day"));
    Some(day)
}
