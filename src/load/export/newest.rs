//! Which of several snapshots is the tenant.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::snapshot::{Found, Snapshot};
use super::totals::{self, Totals};
use crate::diag::{Code, Finding, Findings, Place};
use crate::model::text::counted;

/// What of an export is beside its snapshots, and what is asked of them.
pub(super) struct Among<'a> {
    pub(super) totals: &'a [Totals],
    /// The day of snapshots that carry none.
    pub(super) as_of: Option<Date>,
    /// The portal's table holds scores too.
    pub(super) beside_table: bool,
    /// Whether the maximum of a control in a snapshot is known.
    pub(super) is_scorable: &'a dyn Fn(&Snapshot) -> bool,
}

/// The newest snapshot on which something is scored. One that is given twice counts once; two that differ are refused.
pub(super) fn newest(found: Vec<Found>, among: &Among<'_>, findings: &mut Findings) -> Option<Snapshot> {
    if several_tenants(&found, among.totals, findings) {
        return None;
    }
    let given = found.len();
    let mut by_day = by_day(dated(found, among.as_of, findings), findings);
    totals::report(among.totals, given > 0 || among.beside_table, findings);
    let mut empty: Vec<(String, String)> = Vec::new();
    while let Some((day, (snapshot, file))) = by_day.pop_last() {
        if !(among.is_scorable)(&snapshot) {
            let holds =
                if snapshot.scores.is_empty() { "no scores" } else { "no control whose maximum is known" };
            empty.push((format!("the snapshot of {day} holds {holds}"), file));
            continue;
        }
        if let Some((newest, _)) = empty.first() {
            let message = format!("{newest}: the newest that is scored, of {day}, counts");
            findings.push(Finding::new(Code::EmptySnapshot, message).at(Place::file(&file)));
        }
        let older = by_day.len();
        if older > 0 {
            let message = format!(
                "{} left aside; the one of {day} counts",
                counted(older, "older snapshot was", "older snapshots were")
            );
            findings.push(Finding::new(Code::OlderSnapshots, message).at(Place::file(&file)));
        }
        return Some(snapshot);
    }
    if let Some((newest, file)) = empty.first() {
        let finding = if among.beside_table {
            Finding::new(Code::EmptySnapshot, format!("{newest}: the portal's table counts"))
        } else {
            Finding::new(Code::NothingScorable, format!("{newest}: there is nothing to plan from")).help(
                "a new tenant is scored after some days; the maxima of controls that the catalogue does not know stand in /security/secureScoreControlProfiles: export that too",
            )
        };
        findings.push(finding.at(Place::file(file)));
    }
    None
}

/// Whether the scores are of several tenants, which is an error that names them.
fn several_tenants(found: &[Found], totals: &[Totals], findings: &mut Findings) -> bool {
    /// So many tenants are named.
    const SHOWN: usize = 3;
    let mut tenants: BTreeMap<&str, &str> = BTreeMap::new();
    let of_scores =
        found.iter().filter_map(|found| Some((found.snapshot.tenant.as_deref()?, found.file.as_str())));
    for (tenant, file) in of_scores.chain(totals::tenants(totals)) {
        tenants.entry(tenant).or_insert(file);
    }
    let Some((_, file)) = tenants.last_key_value().filter(|_| tenants.len() > 1) else { return false };
    let shown: Vec<String> =
        tenants.iter().take(SHOWN).map(|(tenant, file)| format!("`{tenant}` ({file})")).collect();
    let more = match tenants.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message =
        format!("the secure scores come from {} tenants: {}{more}", tenants.len(), shown.join(", "));
    findings.push(
        Finding::new(Code::SeveralTenants, message)
            .at(Place::file(file))
            .help("import one tenant at a time, each into a file of its own"),
    );
    true
}

/// The snapshots that have a day, or take the one that is given.
fn dated(mut found: Vec<Found>, as_of: Option<Date>, findings: &mut Findings) -> Vec<Found> {
    let undated = found.iter().filter(|found| found.undated.is_some()).count();
    let others = undated < found.len();
    if let (Some(day), true) = (as_of, undated > 0) {
        let message = format!("the snapshot carries no day: {day} is taken, as `--as-of` says");
        findings.push(Finding::new(Code::DayTaken, message));
        for found in found.iter_mut().filter(|found| found.undated.is_some()) {
            (found.snapshot.date, found.undated) = (day, None);
        }
        return found;
    }
    // Without a word of a person a table has the day of its file, as the portal's has.
    let of_file = |found: &Found| found.undated.as_ref().and(found.table).and_then(|table| table.modified);
    if let Some(day) = found.iter().filter_map(of_file).max().filter(|_| !others) {
        let message =
            format!("the table carries no day: {day} is taken, on which the file was last changed (UTC)");
        let help = "say `--as-of DATE` if it was exported on another day";
        findings.push(Finding::new(Code::DayTaken, message).help(help));
        for found in found.iter_mut().filter(|found| of_file(found).is_some()) {
            (found.snapshot.date, found.undated) = (day, None);
        }
    }
    if let Some(day) = found.iter().map(|found| found.snapshot.date).max().filter(|_| as_of.is_some()) {
        let message = format!("`--as-of` is not used: the snapshot carries its day, {day}");
        findings.push(Finding::new(Code::DayTaken, message));
    }
    let first = found.iter().find_map(|found| found.undated.as_deref().cloned());
    found.retain(|found| found.undated.is_none());
    if let Some(mut first) = first {
        if others {
            let snapshots = match undated {
                1 => "a snapshot without a day is left aside".to_owned(),
                _ => format!("{undated} snapshots without a day are left aside"),
            };
            let message = format!("{snapshots}: {}", first.message);
            first = Finding { code: Code::UnusedValue, message, ..first };
        }
        findings.push(first);
    }
    found
}

fn by_day(found: Vec<Found>, findings: &mut Findings) -> BTreeMap<Date, (Snapshot, String)> {
    let mut by_day: BTreeMap<Date, (Snapshot, String)> = BTreeMap::new();
    for Found { snapshot, file, .. } in found {
        match by_day.get(&snapshot.date) {
            None => drop(by_day.insert(snapshot.date, (snapshot, file))),
            Some((earlier, first)) if *earlier == snapshot => {
                let message = format!("the snapshot of {} is also in {first}; it counts once", snapshot.date);
                findings.push(Finding::new(Code::SameSnapshot, message).at(Place::file(&file)));
            }
            Some((_, first)) => {
                let message = format!("the snapshot of {} differs from the one in {first}", snapshot.date);
                findings.push(
                    Finding::new(Code::ConflictingSnapshots, message)
                        .at(Place::file(&file))
                        .help("give only one of the two files"),
                );
            }
        }
    }
    by_day
}
