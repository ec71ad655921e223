//! Several exports of the portal become one list of rows on one day, whose cells are held against each other.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;

use super::Table;
use super::join::{first_titles, short};
use super::number::Decimal;
use super::table::Row;
use crate::diag::{Code, Finding, Findings, Place};
use crate::model::text::counted;
use crate::model::units::hundredths;
use crate::model::{BasisPoints, Points, Status, title};

/// Every row once. A row that two files hold alike counts once; two that differ are an error, as two snapshots
/// of one day are. Within one file equal titles are rows of their own: one for each app that is connected. Titles may be
/// translated: rows that only a table in another language has would be others' twins, and are an error too.
pub(super) fn merge(tables: Vec<Table>, findings: &mut Findings) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut known: BTreeMap<(String, String, usize), usize> = BTreeMap::new();
    let mut earlier: Vec<(String, Option<&str>)> = Vec::new();
    for table in tables {
        let of_other = earlier.iter().find(|(_, language)| *language != table.language);
        let mut new = Vec::new();
        let mut times: BTreeMap<(String, String), usize> = BTreeMap::new();
        let (mut same, mut differing) = (0, Vec::new());
        let mut first = None;
        for row in table.rows {
            let key =
                (title::comparable(&row.title), title::plain(row.product.as_deref().unwrap_or_default()));
            let nth = times.entry(key.clone()).or_default();
            let (title, product) = key;
            let key = (title, product, *nth);
            *nth += 1;
            match known.get(&key).and_then(|at| rows.get(*at)) {
                None => {
                    new.push(row.title.clone());
                    known.insert(key, rows.len());
                    rows.push(row);
                }
                Some(earlier) => {
                    first.get_or_insert_with(|| earlier.file.clone());
                    if (earlier.points, earlier.max) == (row.points, row.max) {
                        same += 1;
                    } else {
                        differing.push(row.title);
                    }
                }
            }
        }
        if let Some((other, language)) = of_other
            && !new.is_empty()
        {
            let message = format!(
                "{} rows are not in {other}, which is in {}: a row in two languages would count twice: {}",
                new.len(),
                language.unwrap_or("another language"),
                first_titles(new.iter())
            );
            findings.push(
                Finding::new(Code::ConflictingSnapshots, message)
                    .at(Place::file(&table.name))
                    .help("give the exports of one language, best in English"),
            );
        }
        earlier.push((table.name.clone(), table.language));
        let first = first.unwrap_or_default();
        if !differing.is_empty() {
            let message = format!(
                "{} rows have other points than in {first}: {}",
                differing.len(),
                first_titles(differing.iter())
            );
            findings.push(
                Finding::new(Code::ConflictingSnapshots, message)
                    .at(Place::file(&table.name))
                    .help("give only the newer of the two exports"),
            );
        } else if same > 0 {
            let message = format!("{} also in {first}, once counted", counted(same, "row is", "rows are"));
            findings.push(Finding::new(Code::SameSnapshot, message).at(Place::file(&table.name)));
        }
    }
    rows
}

/// The day of the tables, which carry none: what a person says, else the newest day on which a row was measured, else that
/// on which one of the files was changed: a copied file has another day than what it holds. A note says which.
pub(super) fn day(tables: &[Table], as_of: Option<Date>, findings: &mut Findings) -> Option<Date> {
    let newest = tables.iter().filter_map(|table| Some((table.modified?, &table.name))).max();
    let first = tables.first().map(|table| table.name.as_str()).unwrap_or_default();
    if tables.iter().all(|table| table.rows.is_empty()) {
        // Nothing could be read: the findings say so, and a word on the day would be one more.
        return as_of.or(newest.map(|(day, _)| day));
    }
    let synced = tables.iter().flat_map(|table| &table.rows);
    let synced = synced.filter_map(|row| Some((row.last_synced?, &row.file))).max();
    match (as_of, synced, newest) {
        (Some(day), ..) => {
            let message = format!("the portal's export carries no day: {day} is taken, as `--as-of` says");
            findings.push(Finding::new(Code::DayTaken, message).at(Place::file(first)));
            Some(day)
        }
        (None, Some((day, file)), _) => {
            let message = format!(
                "the portal's export carries no day: {day} is taken, the newest `Last synced` of its rows"
            );
            findings.push(
                Finding::new(Code::DayTaken, message)
                    .at(Place::file(file))
                    .help("say `--as-of DATE` if it was exported on another day"),
            );
            Some(day)
        }
        (None, None, Some((day, file))) => {
            let message = format!(
                "the portal's export carries no day: {day} is taken, on which the file was last changed (UTC)"
            );
            findings.push(
                Finding::new(Code::DayTaken, message)
                    .at(Place::file(file))
                    .help("say `--as-of DATE` if it was exported on another day"),
            );
            let synced = tables.iter().flat_map(|table| &table.rows).filter_map(|row| row.synced_at_most);
            if let Some(synced) = synced.max().filter(|synced| is_long_before(*synced, day)) {
                let message = format!(
                    "no row of the portal's export was measured after {synced}, by `Last synced`, and {day} is taken as its day"
                );
                let help = "say `--as-of DATE`: the day on which it was exported";
                findings.push(Finding::new(Code::UnusedValue, message).at(Place::file(file)).help(help));
            }
            Some(day)
        }
        (None, None, None) => {
            findings.push(
                Finding::new(Code::NoDay, "the portal's export carries no day, and neither does its file")
                    .at(Place::file(first))
                    .help("say `--as-of DATE`: the day on which it was exported"),
            );
            None
        }
    }
}

/// Whether a day is so long before another one that both can not be of one export.
fn is_long_before(day: Date, other: Date) -> bool {
    const MONTH: i64 = 31;
    day.checked_add(Span::new().days(MONTH)).is_ok_and(|later| later < other)
}

/// The points count; a status that promises more is named.
pub(super) fn statuses(rows: &[Row], findings: &mut Findings) {
    let promises = |row: &&Row| {
        let promise = |status: Status| status == Status::Completed || status.is_asserted();
        row.points < row.max && row.status.is_some_and(promise)
    };
    let differing: Vec<&Row> = rows.iter().filter(promises).collect();
    let Some(first) = differing.first() else { return };
    let titles: Vec<&String> = differing.iter().map(|row| &row.title).collect();
    let message = format!(
        "{} of {} rows have a status that gives all points, and fewer points: {}",
        differing.len(),
        rows.len(),
        first_titles(titles.into_iter())
    );
    findings.push(
        Finding::new(Code::StatusDiffers, message)
            .at(first.place())
            .help("the points count; a status shows before its points do"),
    );
}

/// Points above the maximum win over it, as in every score: the tenant file keeps both, so that a person sees them.
pub(super) fn maxima(rows: &[Row], findings: &mut Findings) {
    let above: Vec<&Row> = rows.iter().filter(|row| row.points > row.max).collect();
    let Some(first) = above.first() else { return };
    let (points, max, title) = (first.points, first.max, short(&first.title));
    let message = match above.len() {
        1 => format!("{points} points are above the maximum of {max}: `{title}`"),
        many => format!(
            "{many} rows have more points than their maximum; the first is {points} of {max}: `{title}`"
        ),
    };
    let help = "the points win, and count as their own maximum: correct the row, or export again";
    findings.push(Finding::new(Code::PointsAboveMax, message).at(first.place()).help(help));
}

/// Fewer rows than this are no whole score, whatever their impacts say.
const HANDFUL: usize = 10;

/// A score impact is the maximum as a share of the sum of all maxima: a cross-check of both.
pub(super) fn impacts(rows: &[Row], findings: &mut Findings) {
    let total: Points = rows.iter().map(|row| row.max).sum();
    let stated: Vec<(&Row, Decimal)> =
        rows.iter().filter_map(|row| Some((row, row.impact?))).filter(|(row, _)| row.max.0 > 0).collect();
    let differing: Vec<&(&Row, Decimal)> =
        stated.iter().filter(|(row, impact)| !fits(*impact, row.max, total)).collect();
    let Some((first, impact)) = differing.first() else { return };
    if rows.len() < HANDFUL {
        let message = format!(
            "{} {} no whole score, as the impacts show: `{}` says {} %, and is {} % of these rows",
            rows.len(),
            if rows.len() == 1 { "row is" } else { "rows are" },
            short(&first.title),
            hundredths(hundredth(*impact)),
            hundredths(share(first.max, total)),
        );
        let help = "the score is that of these rows: for the whole one, export without filters";
        findings.push(Finding::new(Code::FewRows, message).at(first.place()).help(help));
        return;
    }
    let message = format!(
        "{} of {} score impacts do not fit their maximum: `{}` says {} %, {} of {total} points are {} %",
        differing.len(),
        stated.len(),
        short(&first.title),
        hundredths(hundredth(*impact)),
        first.max,
        hundredths(share(first.max, total)),
    );
    // What the impacts take for the whole: more than the rows hold when some were filtered out.
    let max: i128 = stated.iter().map(|(row, _)| i128::from(row.max.0)).sum();
    let percent: i128 = stated.iter().map(|(_, impact)| i128::from(hundredth(*impact))).sum();
    let implied = if percent > 0 {
        Points(i64::try_from(max * i128::from(BasisPoints::ALL.0) / percent).unwrap_or(i64::MAX))
    } else {
        total
    };
    let help = if implied.0 > total.0 + total.0 / 50 {
        format!(
            "the impacts fit about {implied} points: take the filters off in the portal, or export all rows; until then the score is that of these rows"
        )
    } else {
        "the points count; export again if the maxima are of another day".to_owned()
    };
    findings.push(Finding::new(Code::ImpactDiffers, message).at(first.place()).help(help));
}

/// Within 0.01 points of percent and half of the last digit that is printed.
fn fits(impact: Decimal, max: Points, total: Points) -> bool {
    let scale = 10_i128.pow(impact.decimals);
    let (max, total) = (i128::from(max.0), i128::from(total.0));
    // |impact / scale - 100 max / total| <= 1/100 + 1/(2 scale), multiplied by 200 scale total.
    let apart = 200 * (i128::from(impact.value) * total - 100 * max * scale);
    apart.abs() <= (2 * scale + 100) * total
}

/// In hundredths of a percent.
fn hundredth(impact: Decimal) -> i64 {
    impact.value * 100 / 10_i64.pow(impact.decimals)
}

fn share(max: Points, total: Points) -> i64 {
    crate::model::Percent::new(max, total).hundredths()
}
