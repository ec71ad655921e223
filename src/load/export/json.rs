//! JSON as exports hold it: several values in a file, keys in two cases, numbers and truth as text.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::doubled;
use super::recognise::Kind;
use crate::diag::Findings;
use crate::load::source::Source;
use crate::load::yaml::bad_json;
use crate::model::Points;

/// The values of a file, one after the other, with uniform keys. Problems of the syntax are findings.
pub(super) fn values(source: &Source, findings: &mut Findings) -> Vec<Value> {
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_str(&source.text).into_iter::<Value>() {
        match value {
            Ok(value) => values.push(uniform(value)),
            Err(error) => {
                let help = if error.is_eof() {
                    "the file ends in the middle: export it again and wait until it is complete"
                } else {
                    "export it again as JSON; do not edit or paste it in between"
                };
                findings.push(bad_json(source, &error, help));
                return values;
            }
        }
    }
    doubled::report(source, findings);
    values
}

/// PowerShell writes `ControlScores` and hides undocumented fields in `AdditionalProperties`: the same value
/// with keys in camel case and those fields lifted. Recursion is bounded by the JSON reader's own limit.
pub fn uniform(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(uniform).collect()),
        Value::Object(entries) => {
            let mut out = Map::new();
            let mut lifted = Map::new();
            for (key, value) in entries {
                let key = camel(&key);
                match uniform(value) {
                    Value::Object(inner) if key == "additionalProperties" => lifted.extend(inner),
                    value => drop(out.insert(key, value)),
                }
            }
            for (key, value) in lifted {
                if out.get(&key).is_none_or(Value::is_null) {
                    out.insert(key, value);
                }
            }
            Value::Object(out)
        }
        other => other,
    }
}

pub(super) fn camel(key: &str) -> String {
    let mut chars = key.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// What PowerShell writes in place of an object below its depth limit.
pub(super) fn is_truncated(value: &Value) -> bool {
    value.as_str().is_some_and(|text| {
        text.starts_with("System.") || text.starts_with("Microsoft.Graph.") || text.starts_with("@{")
    })
}

pub(super) fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    }
}

/// A number, also when it is written as text.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|number: &f64| number.is_finite())
}

/// A number of points; `Err` when there is a value that is no such number.
pub(super) fn points(object: &Map<String, Value>, key: &str) -> Result<Option<Points>, ()> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            number(value).and_then(Points::from_f64).filter(|points| points.0 >= 0).map(Some).ok_or(())
        }
    }
}

/// A count, which exports write as text.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
pub(super) fn count(object: &Map<String, Value>, key: &str) -> Option<i64> {
    let value = number(object.get(key)?)?;
    (value.fract() == 0.0 && (0.0..=1e12).contains(&value)).then_some(value as i64)
}

/// The day of a time in any form that exports hold: ISO 8601, `/Date(ms)/`, or an object around either.
pub fn day(value: &Value) -> Option<Date> {
    match value {
        Value::Object(inner) => inner.get("value").or_else(|| inner.get("dateTime")).and_then(day),
        Value::String(text) => {
            let text = text.trim();
            if let Some(inner) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
                let digits = inner.find(['+']).map_or(inner, |end| &inner[..end]);
                let time = Timestamp::from_millisecond(digits.parse().ok()?).ok()?;
                return Some(time.to_zoned(TimeZone::UTC).date());
            }
            if let Ok(time) = text.parse::<Timestamp>() {
                return Some(time.to_zoned(TimeZone::UTC).date());
            }
            text.get(..10)?.parse().ok()
        }
        _ => None,
    }
}

/// The years in which there is a Secure Score; .NET writes year 1 where it means nothing.
const YEARS: std::ops::RangeInclusive<i16> = 2016..=2100;

/// Whether a score can be of a day.
pub(super) fn is_plausible(day: &Date) -> bool {
    YEARS.contains(&day.year())
}

/// Whether a value is a [`day`] on which there was no score, or has a time of day that does not exist.
pub(super) fn is_impossible(value: &Value) -> bool {
    day(value).is_some_and(|day| !is_plausible(&day) || !is_time_of_day(value))
}

/// Whether what stands behind the day of a text is no hour, minute or second above those of a clock.
fn is_time_of_day(value: &Value) -> bool {
    let text = match value {
        Value::Object(inner) => {
            return inner.get("value").or_else(|| inner.get("dateTime")).is_none_or(is_time_of_day);
        }
        Value::String(text) => text.trim(),
        _ => return true,
    };
    let Some((day, time)) = text.split_at_checked(10) else { return true };
    if day.parse::<Date>().is_err() {
        return true;
    }
    let clock = time.trim_start_matches(['T', 't', ' ']);
    let parts = clock.split(':').zip([23, 59, 60]);
    parts
        .map(|(part, most)| (part.get(..2).and_then(|digits| digits.parse::<u8>().ok()), most))
        .all(|(read, most)| read.is_none_or(|number| number <= most))
}

/// The fields of each object that are read, or known and left aside.
const SNAPSHOT_FIELDS: &[&str] = &[
    "@odata.context",
    "@odata.type",
    "@odata.id",
    "activeUserCount",
    "averageComparativeScores",
    "azureTenantId",
    "controlScores",
    "createdDateTime",
    "currentScore",
    "enabledServices",
    "id",
    "licensedUserCount",
    "maxScore",
    "vendorInformation",
    "additionalProperties",
];
const SCORE_FIELDS: &[&str] = &[
    "@odata.type",
    "controlCategory",
    "controlName",
    "count",
    "description",
    "implementationStatus",
    "lastSynced",
    "maxScore",
    "notScored",
    "on",
    "reviewed",
    "score",
    "scoreInPercentage",
    "total",
    "additionalProperties",
];
const PROFILE_FIELDS: &[&str] = &[
    "@odata.type",
    "actionType",
    "actionUrl",
    "assignedTo",
    "azureTenantId",
    "comment",
    "complianceInformation",
    "controlCategory",
    "controlStateUpdates",
    "deprecated",
    "id",
    "implementationCost",
    "lastModifiedDateTime",
    "maxScore",
    "rank",
    "remediation",
    "remediationImpact",
    "service",
    "state",
    "threats",
    "tier",
    "title",
    "userImpact",
    "vendorInformation",
    "additionalProperties",
];

/// Whether some object has a field of this name that is read, or known and left aside.
pub(super) fn is_known(key: &str) -> bool {
    [SNAPSHOT_FIELDS, SCORE_FIELDS, PROFILE_FIELDS].iter().any(|fields| fields.contains(&key))
}

/// Counts fields of an object, and of the scores in a snapshot, that are in no list.
pub(super) fn count_unused(kind: Kind, object: &Map<String, Value>, unused: &mut BTreeMap<String, usize>) {
    let mut count = |object: &Map<String, Value>, known: &[&str]| {
        for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
            *unused.entry(key.clone()).or_default() += 1;
        }
    };
    match kind {
        Kind::Sku => {}
        Kind::Profile => count(object, PROFILE_FIELDS),
        Kind::Snapshot => {
            count(object, SNAPSHOT_FIELDS);
            let scores = object.get("controlScores").and_then(Value::as_array);
            for score in scores.into_iter().flatten().filter_map(Value::as_object) {
                count(score, SCORE_FIELDS);
            }
        }
    }
}
