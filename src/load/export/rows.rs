//! Scores of controls that stand in no snapshot: a bare list of them, or the rows of a log.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::counted::Counted;
use super::scalar::{first, points};
use super::snapshot::{self, Found, Snapshot};
use super::tenants;
use super::time;
use super::tree::Fields;
use crate::load::source::Source;
use crate::model::Points;

/// Where a row says of what day it is.
pub(super) const DAYS: [&str; 6] =
    ["createdDateTime", "timeGenerated", "_time", "snapshotDate", "reportRefreshDate", "date"];

/// The fields in which each row of a flattened snapshot repeats its totals.
const TOTALS: [&str; 2] = ["currentScore", "maxScore"];

/// The snapshots that rows make: one for each tenant and day that they name.
pub(super) fn read(rows: &[&Fields], source: &Source, problems: &mut Counted) -> Vec<Found> {
    let mut by_day: BTreeMap<_, Vec<&Fields>> = BTreeMap::new();
    for row in rows {
        let (of_id, day_of_id) = snapshot::of_id(row);
        let tenant = tenants::of(row).or(of_id.filter(|_| day_of_id.is_some()));
        let day = first(row, &DAYS).and_then(time::day);
        by_day.entry((tenant, day, day_of_id)).or_default().push(row);
    }
    let mut found = Vec::new();
    for ((tenant, _, day_of_id), rows) in by_day {
        let said = rows.first().and_then(|row| first(row, &DAYS));
        let dated = snapshot::day(said, day_of_id, source, problems);
        let headline = totals(&rows);
        let own: Vec<Fields> = match headline {
            Some(_) => rows.iter().map(|row| without_totals(row)).collect(),
            None => Vec::new(),
        };
        let rows = if headline.is_some() { own.iter().collect() } else { rows };
        let rows = rows.into_iter().map(|row| (None, row)).collect();
        let Some(scores) = snapshot::scores(rows, source, problems) else { continue };
        let date = dated.as_ref().copied().unwrap_or_default();
        let snapshot = Snapshot {
            tenant,
            date,
            headline,
            scores,
            benchmarks: Vec::new(),
            enabled_services: BTreeSet::new(),
        };
        found.push(Found { snapshot, file: source.name.clone(), undated: dated.err(), table: None });
    }
    found
}

/// Points and maximum of the whole snapshot, where every row repeats them beside a score of its own: so it comes out of a
/// log or a table that unfolds `controlScores`.
fn totals(rows: &[&Fields]) -> Option<(Points, Points)> {
    let of = |row: &Fields, key: &str| points(row, key).ok().flatten();
    let [points, max] = TOTALS.map(|key| rows.first().and_then(|row| of(row, key)));
    let (points, max) = (points?, max?);
    let repeated = |row: &&Fields| TOTALS.map(|key| of(row, key)) == [Some(points), Some(max)];
    let own = |row: &&Fields| row.contains_key("score") || row.contains_key("scoreInPercentage");
    // A tool may give the points of a row under both names.
    let twofold = rows.iter().all(|row| of(row, "score") == Some(points));
    (rows.iter().all(|row| repeated(row) && own(row)) && !twofold).then_some((points, max))
}

fn without_totals(row: &Fields) -> Fields {
    let own = row.iter().filter(|(key, _)| !TOTALS.contains(key));
    Fields::new(own.map(|(key, value)| (Rc::from(key), value.clone())).collect())
}
