//! Graph's `secureScore`: the scores of one tenant on one day.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::json::{count, day, is_impossible, is_plausible, number, points, text};
use super::recognise::{short, truncated_field};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;
use crate::model::{BasisPoints, Benchmark, CategoryAverage, Id, Points};

/// One `controlScore`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Score {
    pub(super) id: Id,
    pub(super) category: Option<String>,
    pub(super) score: Points,
    pub(super) percentage: Option<f64>,
    pub(super) max: Option<Points>,
    pub(super) count: Option<i64>,
    pub(super) total: Option<i64>,
    pub(super) last_synced: Option<Date>,
}

/// One `secureScore`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Snapshot {
    pub(super) tenant: Option<String>,
    pub(super) date: Date,
    pub(super) headline: Option<(Points, Points)>,
    pub(super) scores: Vec<Score>,
    pub(super) benchmarks: Vec<Benchmark>,
}

/// Reads a snapshot; `None` when it has no date or its scores were cut off.
pub(super) fn read(
    object: &Map<String, Value>,
    source: &Source,
    findings: &mut Findings,
) -> Option<Snapshot> {
    if let Some(finding) = object.get("controlScores").and_then(|scores| truncated_field(source, scores)) {
        findings.push(finding);
        return None;
    }
    let Some(Value::Array(items)) = object.get("controlScores") else {
        findings.push(
            Finding::new(Code::BadValue, "`controlScores` is no list")
                .at(source.place_of_quoted("controlScores", 0))
                .help("export the secure score again as JSON"),
        );
        return None;
    };
    let id = text(object, "id").unwrap_or_default();
    // Ids end in the day: `{tenant}_{yyyy-MM-dd}`.
    let from_id = id.rsplit_once('_').and_then(|(_, day)| day.parse().ok());
    let created = object.get("createdDateTime");
    let from_time = created.and_then(day).filter(is_plausible);
    if let Some(value) = created.filter(|value| is_impossible(value)) {
        let message = format!("`createdDateTime` of the snapshot is no time that can be: {}", short(value));
        let help = "its day counts where that can be, else the day at the end of `id`: export it again";
        let place = source.place_of_quoted("createdDateTime", 0);
        findings.push(Finding::new(Code::UnusedValue, message).at(place).help(help));
    }
    let Some(date) = from_time.or(from_id.filter(is_plausible)) else {
        findings.push(
            Finding::new(
                Code::BadDate,
                "the snapshot has no `createdDateTime` that is a date from 2016 to 2100",
            )
            .at(source.place_of_quoted("createdDateTime", 0))
            .help("export the secure score again; a snapshot without its day can not be planned from"),
        );
        return None;
    };
    let mut scores: Vec<Score> = Vec::with_capacity(items.len());
    let mut impossible: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for item in items {
        let Some(object) = item.as_object() else {
            let message = format!("an entry of `controlScores` is no score: {}", short(item));
            findings.push(
                Finding::new(Code::BadValue, message)
                    .at(source.place_of_quoted("controlScores", 0))
                    .help("export the secure score again as JSON"),
            );
            continue;
        };
        if let Some(finding) = object.get("additionalProperties").and_then(|cut| truncated_field(source, cut))
        {
            findings.push(finding);
            return None;
        }
        let Some(score) = control_score(object, source, findings) else { continue };
        let synced = object.get("lastSynced").filter(|value| is_impossible(value));
        impossible.extend(synced.map(|value| format!("{} of `{}`", short(value), score.id)));
        if !seen.insert(score.id.clone()) {
            let message = format!("the snapshot of {date} scores `{}` twice", score.id);
            findings.push(
                Finding::new(Code::DuplicateInPage, message)
                    .at(source.place_of_quoted(score.id.as_str(), 1))
                    .help("export it again; nobody can tell which of the two is meant"),
            );
        } else {
            scores.push(score);
        }
    }
    if let Some(first) = impossible.first() {
        let message =
            format!("`lastSynced` of {} scores is no time that can be: {first} first", impossible.len());
        let help = "its day counts where that can be: export the score again";
        let place = source.place_of_quoted("lastSynced", 0);
        findings.push(Finding::new(Code::UnusedValue, message).at(place).help(help));
    }
    scores.sort_by(|a, b| a.id.cmp(&b.id));
    for key in ["currentScore", "maxScore"] {
        if points(object, key).is_err() {
            findings.push(unused(object, key, "the snapshot", source));
        }
    }
    let headline = match (points(object, "currentScore"), points(object, "maxScore")) {
        (Ok(Some(points)), Ok(Some(max))) => Some((points, max)),
        _ => None,
    };
    let benchmarks = match object.get("averageComparativeScores") {
        Some(Value::Array(items)) => items.iter().filter_map(benchmark).collect(),
        _ => Vec::new(),
    };
    let tenant = text(object, "azureTenantId").or_else(|| {
        id.rsplit_once('_').map(|(tenant, _)| tenant.to_owned()).filter(|tenant| !tenant.is_empty())
    });
    Some(Snapshot { tenant, date, headline, scores, benchmarks })
}

fn control_score(object: &Map<String, Value>, source: &Source, findings: &mut Findings) -> Option<Score> {
    let Some(name) = text(object, "controlName") else {
        let message = "a control score has no `controlName`";
        findings.push(
            Finding::new(Code::BadValue, message)
                .at(Place::file(&source.name))
                .help("export the score again"),
        );
        return None;
    };
    let bad = |key: &str| {
        let value = object.get(key).map(short).unwrap_or_default();
        Finding::new(Code::BadValue, format!("`{key}` of `{name}` is no number of points: {value}"))
            .at(source.place_of_quoted(&name, 0))
            .help("export the score again; points are numbers from 0")
    };
    let Ok(Some(score)) = points(object, "score") else {
        findings.push(bad("score"));
        return None;
    };
    let max = points(object, "maxScore").unwrap_or_else(|()| {
        findings.push(bad("maxScore"));
        None
    });
    for key in ["count", "total", "scoreInPercentage"] {
        let known = object.get(key).filter(|value| !value.is_null() && value.as_str() != Some(""));
        let read = match key {
            "scoreInPercentage" => known.and_then(number).is_some(),
            _ => count(object, key).is_some(),
        };
        if known.is_some() && !read {
            findings.push(unused(object, key, &name, source));
        }
    }
    Some(Score {
        id: Id::new(name.trim()),
        category: text(object, "controlCategory"),
        score,
        percentage: object.get("scoreInPercentage").and_then(number),
        max: max.filter(|max| max.0 > 0),
        count: count(object, "count"),
        total: count(object, "total"),
        last_synced: object.get("lastSynced").and_then(day).filter(is_plausible),
    })
}

fn unused(object: &Map<String, Value>, key: &str, of: &str, source: &Source) -> Finding {
    let value = object.get(key).map(short).unwrap_or_default();
    Finding::new(Code::UnusedValue, format!("`{key}` of {of} is no number and is not used: {value}"))
        .at(Place::file(&source.name))
        .help("numbers have a decimal point, or are written as such a number in quotes")
}

/// A benchmark is a percentage; -1 or empty means that Microsoft has none.
fn benchmark(value: &Value) -> Option<Benchmark> {
    let object = value.as_object()?;
    let percent = BasisPoints(points(object, "averageScore").ok()??.0);
    let seats = count(object, "seatSizeRangeLowerValue").zip(count(object, "seatSizeRangeUpperValue"));
    (percent <= BasisPoints::ALL).then(|| Benchmark {
        basis: text(object, "basis").unwrap_or_default(),
        percent,
        seats,
        categories: CATEGORY_KEYS.iter().filter_map(|keys| category_average(object, keys)).collect(),
    })
}

/// A category with the keys of its average points and of their maximum.
pub(super) const CATEGORY_KEYS: [(&str, &str, &str); 5] = [
    ("Apps", "appsScore", "appsScoreMax"),
    ("Data", "dataScore", "dataScoreMax"),
    ("Device", "deviceScore", "deviceScoreMax"),
    ("Identity", "identityScore", "identityScoreMax"),
    ("Infrastructure", "infrastructureScore", "infrastructureScoreMax"),
];

/// The average of a category; one without a maximum has no percentage and says nothing.
pub(super) fn category_average(
    object: &Map<String, Value>,
    (category, points_key, max_key): &(&str, &str, &str),
) -> Option<CategoryAverage> {
    let average = |key: &str| points(object, key).ok().flatten();
    let max = average(max_key).filter(|max| max.0 > 0)?;
    Some(CategoryAverage { category: (*category).to_owned(), points: average(points_key)?, max })
}
