//! Scores of controls that stand in no snapshot: a bare list of them, or the rows of a log.

use std::collections::{BTreeMap, BTreeSet};

use super::counted::Counted;
use super::snapshot::{self, Found, Snapshot};
use super::tenants;
use super::time;
use super::tree::Fields;
use crate::load::source::Source;

/// Where a row says of what day it is.
const DAYS: [&str; 6] =
    ["createdDateTime", "timeGenerated", "_time", "snapshotDate", "reportRefreshDate", "date"];

/// The snapshots that rows make: one for each tenant and day that they name.
pub(super) fn read(rows: &[&Fields], source: &Source, problems: &mut Counted) -> Vec<Found> {
    let mut by_day: BTreeMap<_, Vec<&Fields>> = BTreeMap::new();
    for row in rows {
        let day = DAYS.iter().find_map(|key| row.get(key));
        let key = (tenants::of(row), day.and_then(time::day));
        by_day.entry(key).or_default().push(row);
    }
    let mut found = Vec::new();
    for ((tenant, _), rows) in by_day {
        let said = rows.first().and_then(|row| DAYS.iter().find_map(|key| row.get(key)));
        let dated = snapshot::day(said, None, source, problems);
        let rows = rows.into_iter().map(|row| (None, row)).collect();
        let Some(scores) = snapshot::scores(rows, source, problems) else { continue };
        let date = dated.as_ref().copied().unwrap_or_default();
        let snapshot = Snapshot {
            tenant,
            date,
            headline: None,
            scores,
            benchmarks: Vec::new(),
            enabled_services: BTreeSet::new(),
        };
        found.push(Found { snapshot, file: source.name.clone(), undated: dated.err(), table: None });
    }
    found
}
