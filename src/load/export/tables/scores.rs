//! Control scores as a flat table: `controlName` and `score` of each, as scripts and assessment tools write them.

use std::collections::BTreeMap;
use std::rc::Rc;

use csv::StringRecord;

use super::{Header, cell, is_sum};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::export::counted::Counted;
use crate::load::export::snapshot::{Found, OfTable};
use crate::load::export::tenant_names::{self, TenantNames};
use crate::load::export::tree::{Fields, Value};
use crate::load::export::{rows, time};
use crate::load::source::Source;
use crate::model::title::comparable;
use crate::model::{Catalogue, Id};

const NAME: [&str; 4] = ["controlname", "controlid", "actionname", "control"];
const SCORE: [&str; 3] = ["score", "currentscore", "controlscore"];
/// Names that nothing but such a table has.
const OWN_NAMES: [&str; 2] = ["controlname", "controlid"];
/// Columns that only such a table has beside a name of another kind: one of them must be there.
const SIGNS: [&str; 5] =
    ["maxscore", "scoreinpercentage", "implementationstatus", "controlcategory", "total"];
const PERCENTAGE: &str = "scoreinpercentage";
/// What Graph calls the name, the score and the other fields that are read, with the columns that hold them.
const FIELDS: [(&str, &[&str]); 11] = [
    ("controlName", &NAME),
    ("score", &SCORE),
    ("maxScore", &["maxscore"]),
    ("scoreInPercentage", &["scoreinpercentage"]),
    ("count", &["count"]),
    ("total", &["total"]),
    ("controlCategory", &["controlcategory", "category"]),
    ("lastSynced", &["lastsynced"]),
    ("createdDateTime", &["createddatetime", "snapshotdate", "reportrefreshdate", "date", "day"]),
    ("currentScore", &["currentscore"]),
    ("azureTenantId", &["azuretenantid"]),
];

/// Where the columns of such a table stand.
pub(super) struct Columns(Vec<(&'static str, usize)>);

impl Columns {
    /// `None` for any other table.
    pub(super) fn of(header: &Header) -> Option<Self> {
        header.place(&NAME).and(header.place(&SCORE).or_else(|| header.place(&[PERCENTAGE])))?;
        if header.place(&OWN_NAMES).is_none() && !SIGNS.iter().any(|sign| header.has(sign)) {
            return None;
        }
        let fields = FIELDS.iter().filter_map(|(field, names)| Some((*field, header.place(names)?)));
        // One column is not two fields.
        let score = header.place(&SCORE);
        let fields = fields.filter(|(field, place)| *field != "currentScore" || Some(*place) != score);
        let tenants = header.written.iter().enumerate();
        let tenants = tenants.filter_map(|(place, name)| Some((tenant_names::of_column(name)?, place)));
        Some(Self(fields.chain(tenants).collect()))
    }
}

/// A row: what its cells say, under Graph's names.
pub(super) struct Line(BTreeMap<&'static str, String>);

/// The rows of a table.
pub(super) fn lines(
    header: &Header,
    columns: &Columns,
    source: &Source,
    findings: &mut Findings,
) -> Vec<Line> {
    let records = header.records(source, findings);
    if records.is_empty() && !findings.has_errors() {
        let finding = Finding::new(Code::NoRows, "the table of control scores has a header and no rows");
        findings.push(finding.at(source.place(header.layout.line())).help("export it again, with all rows"));
    }
    let of_record = |record: &StringRecord| {
        let said = columns.0.iter().filter_map(|(field, column)| {
            let said = cell(record, Some(*column));
            // A score that is empty is none, whatever the percentage says.
            Some((*field, said.or((*field == "score").then_some(""))?))
        });
        Line(said.map(|(field, said)| (field, said.to_owned())).collect())
    };
    records.iter().filter(|(_, record)| !is_sum(record)).map(|(_, record)| of_record(record)).collect()
}

/// The snapshots that a table makes, one for each day that it names.
pub(super) fn read(
    header: &Header,
    columns: &Columns,
    source: &Source,
    tenants: &mut TenantNames,
    findings: &mut Findings,
) -> Vec<Found> {
    let names: Vec<(&str, Rc<str>)> = columns.0.iter().map(|(field, _)| (*field, Rc::from(*field))).collect();
    let fields = |line: &Line| {
        let said = names.iter().filter_map(|(field, name)| Some((Rc::clone(name), line.0.get(field)?)));
        Fields::new(said.map(|(name, said)| (name, Value::Text(said.as_str().into()))).collect())
    };
    let lines: Vec<Fields> = lines(header, columns, source, findings).iter().map(fields).collect();
    lines.iter().for_each(|line| tenants.add_object(line, &source.name));
    let mut problems = Counted::default();
    let mut found = rows::read(&lines.iter().collect::<Vec<_>>(), source, &mut problems);
    problems.report(findings);
    for found in &mut found {
        found.table = Some(OfTable { modified: source.modified });
    }
    found
}

/// The columns of a table that is written anew.
pub(super) fn written_header() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|(field, _)| *field)
}

impl Line {
    pub(super) fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// The cells of these columns: days in one way, whatever stood around them.
    pub(super) fn written(&self, id: &Id, category: Option<&str>, tenant: Option<&str>) -> Vec<String> {
        let day = |said: &str| time::day(&Value::Text(said.into())).map(|day| day.to_string());
        let field = |field: &str| match field {
            "controlName" => Some(id.to_string()),
            "azureTenantId" => tenant.map(str::to_owned),
            "controlCategory" => category.map(str::to_owned),
            "lastSynced" | "createdDateTime" => self.get(field).and_then(day),
            _ => self.get(field).map(str::to_owned),
        };
        FIELDS.iter().map(|(name, _)| field(name).unwrap_or_default()).collect()
    }
}

/// Controls by what tables call them: ids in any case, and titles that one control has.
pub(super) struct Names<'c> {
    ids: BTreeMap<String, &'c Id>,
    titles: BTreeMap<String, Option<&'c Id>>,
}

impl<'c> Names<'c> {
    pub(super) fn new(catalogue: &'c Catalogue) -> Self {
        let ids = catalogue.controls.keys().map(|id| (id.as_str().to_lowercase(), id)).collect();
        let mut titles: BTreeMap<String, Option<&Id>> = BTreeMap::new();
        for control in catalogue.controls.values() {
            let entry = titles.entry(comparable(&control.title));
            entry.and_modify(|known| *known = None).or_insert(Some(&control.id));
        }
        Self { ids, titles }
    }

    pub(super) fn find(&self, name: &str) -> Option<&'c Id> {
        let by_id = self.ids.get(&name.trim().to_lowercase()).copied();
        by_id.or_else(|| self.titles.get(&comparable(name)).copied().flatten())
    }
}

/// Gives the controls of tables the ids that their titles lead to. A table most of whose names lead nowhere is refused:
/// it is of another tool.
pub(in crate::load::export) fn name_controls(
    found: &mut [Found],
    catalogue: &Catalogue,
    findings: &mut Findings,
) {
    if found.iter().all(|found| found.table.is_none()) {
        return;
    }
    let names = Names::new(catalogue);
    let (mut all, mut unknown, mut first): (usize, usize, Option<(Id, Place)>) = (0, 0, None);
    let mut twice: Option<(Id, Place)> = None;
    for found in found.iter_mut().filter(|found| found.table.is_some()) {
        let place = || Place::file(&found.file);
        all += found.snapshot.scores.len();
        for score in &mut found.snapshot.scores {
            match names.find(score.id.as_str()) {
                Some(id) => score.id = id.clone(),
                None => {
                    unknown += 1;
                    first.get_or_insert_with(|| (score.id.clone(), place()));
                }
            }
        }
        // A control may stand in the table by its id and by its title.
        found.snapshot.scores.sort_by(|a, b| a.id.cmp(&b.id));
        let pair = found.snapshot.scores.windows(2).find(|pair| pair[0].id == pair[1].id);
        if let Some(one) = pair.and_then(<[_]>::first) {
            twice.get_or_insert_with(|| (one.id.clone(), place()));
        }
    }
    if let Some((name, place)) = first.filter(|_| unknown * 2 > all) {
        let message = format!(
            "{unknown} of {all} names of the table of control scores are no controls of the catalogue: `{name}`"
        );
        let help = "a table is read by Microsoft's control ids or English titles; export /security/secureScores as JSON instead";
        findings.push(Finding::new(Code::UnknownShape, message).at(place).help(help));
    }
    if let Some((id, place)) = twice {
        let message = format!("the table of control scores names `{id}` by its id and by its title");
        let help = "keep one of the two rows: nobody can tell which is meant";
        findings.push(Finding::new(Code::DuplicateInPage, message).at(place).help(help));
    }
}
