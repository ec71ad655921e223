//! Numbers and texts as exports write them: numbers also as texts, and with the comma of their country.

use super::tree::{Fields, Value};
use crate::diag::{Code, Finding};
use crate::load::MOST_COUNT;
use crate::load::source::Source;
use crate::model::Points;
use crate::model::title::plain;

/// What PowerShell writes in place of an object below its depth limit.
pub(super) fn is_truncated(value: &Value) -> bool {
    value.as_str().is_some_and(|text| {
        text.starts_with("System.") || text.starts_with("Microsoft.Graph.") || text.starts_with("@{")
    })
}

pub(super) fn text(object: &Fields, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::Text(text) if !text.trim().is_empty() => Some(text.to_string()),
        _ => None,
    }
}

/// Whether a value is there and says that there is none.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => says_nothing(text),
        _ => false,
    }
}

/// Whether a text says that there is no value: what programs, spreadsheets and the portal write for none.
pub(super) fn says_nothing(text: &str) -> bool {
    const WORDS: [&str; 13] = [
        "",
        "-",
        "--",
        "n/a",
        "na",
        "nan",
        "none",
        "null",
        "infinity",
        "-infinity",
        "undefined",
        "not scored",
        "not available",
    ];
    WORDS.contains(&plain(text).as_str())
}

/// The first of some fields that says something.
pub(super) fn first<'v>(object: &'v Fields, keys: &[&str]) -> Option<&'v Value> {
    keys.iter().filter_map(|key| object.get(key)).find(|value| !is_nothing(value))
}

/// A percentage, with its sign or without.
pub(super) fn percentage(value: &Value) -> Option<f64> {
    match value {
        Value::Text(text) => decimal(text.trim().trim_end_matches('%').trim_end()),
        other => number(other),
    }
    .filter(|number| number.is_finite())
}

/// A number, also when it is written as text.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => decimal(text.trim()),
        // How a document database says which kind of number it is.
        Value::Object(fields) if fields.len() == 1 => {
            let (kind, inner) = fields.iter().next()?;
            kind.starts_with("$number").then(|| inner.as_str()?.parse().ok()).flatten()
        }
        _ => None,
    }
    .filter(|number: &f64| number.is_finite())
}

/// A number in digits. Where a comma may part thousands or decimals nobody knows which it does.
fn decimal(text: &str) -> Option<f64> {
    let plain = |text: &str| text.parse().ok();
    match (text.find(','), text.find('.')) {
        (None, _) => plain(text),
        (Some(comma), Some(point)) => {
            let (thousands, decimals) = if comma < point { (',', '.') } else { ('.', ',') };
            let (whole, part) = text.split_once(decimals)?;
            plain(&format!("{}.{part}", without_groups(whole, thousands)?))
        }
        (Some(comma), None) => {
            let (whole, part) = (text.get(..comma)?, text.get(comma + 1..)?);
            if part.contains(',') {
                return plain(&without_groups(text, ',')?);
            }
            let unclear = part.len() == 3 && !whole.trim_start_matches(['-', '0']).is_empty();
            (!unclear).then(|| plain(&format!("{whole}.{part}"))).flatten()
        }
    }
}

/// The digits of a whole number that is written in groups; `None` where a group but the first is not of three digits.
fn without_groups(text: &str, separator: char) -> Option<String> {
    let mut groups = text.split(separator);
    let first = groups.next()?.trim_start_matches(['-', '+']);
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    fits.then(|| text.replace(separator, ""))
}

/// A number of points; `Err` when there is a value that is no such number.
pub(super) fn points(object: &Fields, key: &str) -> Result<Option<Points>, ()> {
    match object.get(key) {
        None => Ok(None),
        Some(value) if is_nothing(value) => Ok(None),
        Some(value) => {
            number(value).and_then(Points::from_f64).filter(|points| points.0 >= 0).map(Some).ok_or(())
        }
    }
}

/// A percentage as hundredths; `None` when there is none that can be read.
pub(super) fn percent(object: &Fields, key: &str) -> Option<Points> {
    object.get(key).and_then(percentage).and_then(Points::from_f64).filter(|percent| percent.0 >= 0)
}

/// A count, which exports write as text.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
pub(super) fn count(object: &Fields, key: &str) -> Option<i64> {
    let value = number(object.get(key)?)?;
    let is_count = value.fract() == 0.0 && (0.0..=MOST_COUNT as f64).contains(&value);
    is_count.then_some(value as i64)
}

/// Whether a field says yes, also in words.
pub(super) fn is_true(object: &Fields, key: &str) -> bool {
    match object.get(key) {
        Some(Value::Bool(truth)) => *truth,
        Some(Value::Text(word)) => word.trim().eq_ignore_ascii_case("true"),
        _ => false,
    }
}

pub(super) fn short(value: &Value) -> String {
    value.to_string().chars().take(40).collect()
}

/// How exports are made that PowerShell does not cut off.
pub(super) const DEEPER: &str =
    "export again with `ConvertTo-Json -Depth 10`, or with `Invoke-MgGraphRequest -OutputType Json`";

pub(super) fn truncated(source: &Source, text: &str) -> Finding {
    let shown: String = text.chars().take(60).collect();
    Finding::new(Code::TruncatedExport, format!("PowerShell cut objects off: `{shown}`"))
        .at(source.place_of_quoted(text, 0))
        .help(DEEPER)
}

/// The text that PowerShell wrote in place of a value, or of the first of a list.
pub(super) fn truncated_text(value: &Value) -> Option<&str> {
    match value {
        Value::List(items) => items.iter().find(|item| is_truncated(item))?.as_str(),
        other => is_truncated(other).then(|| other.as_str()).flatten(),
    }
}
