//! Snapshots without the scores of their controls, as `$select` leaves them: they say how many points, and not what for.

use jiff::civil::Date;

use super::foreign;
use super::tenants;
use super::time;
use super::tree::Fields;
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Totals {
    file: String,
    tenant: Option<String>,
    day: Option<Date>,
}

pub(super) fn read(object: &Fields, source: &Source) -> Totals {
    Totals {
        file: source.name.clone(),
        tenant: tenants::of(object),
        day: object.get("createdDateTime").and_then(time::day),
    }
}

/// Says what became of them: they are left aside where there is another snapshot, else what they lack.
pub(super) fn report(totals: &[Totals], beside: bool, findings: &mut Findings) {
    let Some(first) = totals.first() else { return };
    let many = match totals.len() {
        1 => "a snapshot has".to_owned(),
        many => format!("{many} snapshots have"),
    };
    let at = Place::file(&first.file);
    if beside {
        let message = format!("{many} totals only and no `controlScores`; left aside");
        findings.push(Finding::new(Code::TotalsOnly, message).at(at));
        return;
    }
    let day = first.day.map_or_else(String::new, |day| format!(" ({day} first)"));
    let message = format!(
        "{many} `currentScore` and `maxScore`{day} and no `controlScores`: nothing tells what the points are for"
    );
    findings.push(
        Finding::new(Code::NoControlScores, message)
            .at(at)
            .help(format!("without `$select`: {}", foreign::SCORES)),
    );
}

/// The tenants that they name, each with its file.
pub(super) fn tenants(totals: &[Totals]) -> impl Iterator<Item = (&str, &str)> {
    totals.iter().filter_map(|totals| Some((totals.tenant.as_deref()?, totals.file.as_str())))
}
