//! The Defender portal's "Export": recommended actions as a table, in five languages.
//!
//! It has no ids, no day and no headline, but the statuses that people set, "Planned" among them, and "Have
//! license?". Alone it makes a tenant; beside a snapshot of Graph it only adds what the snapshot does not know.

mod anonymous;
mod join;
mod merge;
pub mod number;
mod product;
mod table;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::profile::Profile;
use super::recognise::Parts;
use super::snapshot::Snapshot;
use crate::diag::Findings;
use crate::load::source::Source;
use crate::model::{Catalogue, ControlState, Id, PortalCoverage, PortalDifference};
pub(super) use anonymous::rewrite;
pub(in crate::load) use product::{Public, public};
use table::Row;

#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    modified: Option<Date>,
    language: Option<&'static str>,
    rows: Vec<Row>,
}

pub(super) use words::{LANGUAGES, is_total};

/// Whether a cell holds points of a maximum.
pub(super) fn achieved_points(cell: &str) -> bool {
    number::points(cell).is_some()
}

/// Whether a text is such a table, by its first line.
pub(super) fn is_table(text: &str) -> bool {
    table::header(text).is_some()
}

/// Adds what a table holds; whether the text is one.
pub(super) fn add(source: &Source, parts: &mut Parts, findings: &mut Findings) -> bool {
    let Some(header) = table::header(&source.text) else { return false };
    let records = table::records(&header, source, findings).unwrap_or_default();
    for name in &header.unknown {
        *parts.unused.entry(name.clone()).or_default() += records.len();
    }
    header.add_tenants(&records, source, &mut parts.tenants);
    let rows = table::rows(&header, &records, source, findings);
    let (name, language) = (source.name.clone(), header.language);
    parts.tables.push(Table { name, modified: source.modified, language, rows });
    true
}

/// What the controls of a tenant are, by the tables and by the snapshot beside them.
#[derive(Debug, Clone, Copy)]
pub(super) struct World<'w> {
    pub(super) catalogue: &'w Catalogue,
    pub(super) profiles: &'w BTreeMap<Id, Profile>,
    /// The day of the snapshot, and that which a person says.
    pub(super) days: (Date, Option<Date>),
}

/// How the rows of the tables joined, and where they say something else than Graph.
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub(super) coverage: Option<PortalCoverage>,
    pub(super) differences: Vec<PortalDifference>,
}

/// The snapshot that tables make when no other one is there: a day, and no score yet.
pub(super) fn snapshot(tables: &[Table], as_of: Option<Date>, findings: &mut Findings) -> Option<Snapshot> {
    let date = merge::day(tables, as_of, findings)?;
    Some(Snapshot {
        tenant: None,
        date,
        headline: None,
        scores: Vec::new(),
        enabled_services: BTreeSet::new(),
        benchmarks: Vec::new(),
    })
}

/// Joins the rows of all tables to the controls: as what they are made of when there are none, else as more about
/// those that are there.
pub(super) fn join(
    tables: Vec<Table>,
    controls: &mut BTreeMap<Id, ControlState>,
    world: World<'_>,
    findings: &mut Findings,
) -> Joined {
    if tables.is_empty() {
        return Joined::default();
    }
    let (day, said) = world.days;
    let modified = tables.iter().filter_map(|table| table.modified).max();
    let rows = merge::merge(tables, findings);
    // A copied file has another day than what it holds.
    let synced = || rows.iter().filter_map(|row| row.last_synced).max();
    let portal_day = said.or_else(synced).or(modified);
    merge::impacts(&rows, findings);
    if controls.is_empty() {
        merge::statuses(&rows, findings);
        merge::maxima(&rows, findings);
        let coverage = Some(join::alone(&rows, controls, world, findings));
        return Joined { coverage, differences: Vec::new() };
    }
    let (coverage, differences) = join::beside(&rows, controls, world, (day, portal_day), findings);
    Joined { coverage: Some(coverage), differences }
}
