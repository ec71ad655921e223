//! JSON: numbers with two decimals, dates as text, absent as null.

use serde_json::{Map, Number, Value, json};

use crate::diag::Finding;
use crate::model::units::{div_half_up, hundredths};
use crate::model::{Assumptions, Minutes, Percent, Points, ReadBy};

/// A number with exactly two decimals.
pub fn two_decimals(value_in_hundredths: i64) -> Value {
    hundredths(value_in_hundredths).parse::<Number>().map_or(Value::Null, Value::Number)
}

/// Points.
pub fn points(points: Points) -> Value {
    two_decimals(points.0)
}

/// A percentage.
pub fn percent(percent: Percent) -> Value {
    two_decimals(percent.hundredths())
}

/// Effort in hours.
pub fn hours(effort: Minutes) -> Value {
    two_decimals(div_half_up(i128::from(effort.0) * 100, 60))
}

/// Points per hour; null without effort.
pub fn density(points: Points, effort: Minutes) -> Value {
    density_hundredths(points, effort).map_or(Value::Null, two_decimals)
}

/// Points per hour in hundredths, rounded half up; `None` without effort.
pub(super) fn density_hundredths(points: Points, effort: Minutes) -> Option<i64> {
    (effort.0 > 0).then(|| div_half_up(i128::from(points.0) * 60, effort.0))
}

/// Findings as programs read them.
pub fn findings<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Value {
    let object = |finding: &Finding| {
        let place = finding.place.as_ref();
        json!({
            "code": finding.code.code(),
            "severity": finding.severity().word(),
            "file": place.map(|place| place.file.clone()),
            "line": place.and_then(|place| place.line),
            "message": finding.message,
            "help": finding.help,
        })
    };
    Value::Array(findings.into_iter().map(object).collect())
}

/// Assumptions by name.
pub fn assumptions(assumptions: &Assumptions) -> Value {
    named(assumptions.listed())
}

/// The same with what only matters over several days.
pub fn assumptions_of_days(assumptions: &Assumptions) -> Value {
    named([assumptions.words(ReadBy::Tenant), assumptions.words(ReadBy::Days)].concat())
}

fn named(words: Vec<(&'static str, String)>) -> Value {
    let entries = words.into_iter().map(|(key, word)| (key.to_owned(), Value::from(word)));
    Value::Object(entries.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_two_decimals() {
        assert_eq!(points(Points::whole(128)).to_string(), "128.00");
        assert_eq!(hours(Minutes(20)).to_string(), "0.33");
        assert_eq!(density(Points::whole(3), Minutes(90)).to_string(), "2.00");
        assert_eq!(density(Points::whole(3), Minutes(0)), Value::Null);
    }
}
