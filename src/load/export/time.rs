//! Days in every form that exports hold.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::tree::Value;

/// What day a value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    Is(Date),
    /// Day and month could each be either.
    Either(Date, Date),
    No,
}

impl Day {
    fn of(day: Option<Date>) -> Self {
        day.map_or(Self::No, Self::Is)
    }
}

/// The day of a time in any form that exports hold and that can be one day only.
pub fn day(value: &Value) -> Option<Date> {
    match read(value) {
        Day::Is(day) => Some(day),
        Day::Either(..) | Day::No => None,
    }
}

/// The day of a time: ISO 8601, `/Date(ms)/`, seconds or milliseconds since 1970, what PowerShell and Excel make of it in
/// their country, or an object around either.
pub(super) fn read(value: &Value) -> Day {
    match value {
        Value::Object(inner) => {
            let keys = ["value", "dateTime", "$date"];
            keys.iter().find_map(|key| inner.get(key)).map_or(Day::No, read)
        }
        Value::Number(number) => Day::of(since_epoch(*number)),
        Value::Text(text) => of_text(text.trim()),
        _ => Day::No,
    }
}

fn of_text(text: &str) -> Day {
    if let Some(inner) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        // What stands behind it is the zone in which the program ran.
        let end = inner
            .char_indices()
            .skip(1)
            .find(|(_, c)| matches!(c, '+' | '-'))
            .map_or(inner.len(), |(at, _)| at);
        let time = inner[..end].parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
        return Day::of(time.map(of_time));
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        return Day::Is(of_time(time));
    }
    if let Some(day) = text.get(..10).and_then(|begin| begin.parse().ok()) {
        return Day::Is(day);
    }
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Day::of(text.parse().ok().and_then(since_epoch));
    }
    let first = text.split([' ', 'T', ',', '\u{a0}', '\u{202f}']).next().unwrap_or_default();
    let numbers = |by: char| -> Option<[i16; 3]> {
        let parts: Vec<i16> = first.split(by).map(str::parse).collect::<Result<_, _>>().ok()?;
        parts.try_into().ok()
    };
    let date = |year: i16, month: i16, day: i16| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    if let Some([day, month, year]) = numbers('.') {
        return Day::of(date(year, month, day));
    }
    match numbers('/') {
        Some([year, month, day]) if year > 31 => Day::of(date(year, month, day)),
        Some([one, other, year]) => {
            let half = text.to_ascii_lowercase();
            // Half days are counted where the month comes first.
            let american = ["am", "pm", "a.m.", "p.m."].iter().any(|half_day| half.ends_with(half_day));
            match (date(year, one, other), date(year, other, one)) {
                (Some(day), None) | (None, Some(day)) => Day::Is(day),
                (Some(day), Some(_)) if american || one == other => Day::Is(day),
                (Some(day), Some(or)) => Day::Either(day, or),
                (None, None) => Day::No,
            }
        }
        None => Day::of(in_words(text)),
    }
}

/// `Friday, May 22, 2026 12:00:00 AM`, `Fri May 22 00:00:00 2026`, `22 May 2026`.
fn in_words(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let month = words.iter().find_map(|word| {
        let at = MONTHS
            .iter()
            .position(|month| *month == word || (word.len() == 3 && month.starts_with(word.as_str())))?;
        i8::try_from(at + 1).ok()
    })?;
    let year = words.iter().find(|word| word.len() == 4).and_then(|word| word.parse().ok())?;
    let day = words.iter().find(|word| word.len() <= 2).and_then(|word| word.parse().ok())?;
    Date::new(year, month, day).ok()
}

fn of_time(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::UTC).date()
}

/// The day so many seconds or milliseconds after the beginning of 1970; none near it, which are other numbers.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn since_epoch(number: f64) -> Option<Date> {
    let seconds = if number >= 1e11 { number / 1000.0 } else { number };
    (1e9..1e10).contains(&seconds).then(|| Timestamp::from_second(seconds as i64).ok()).flatten().map(of_time)
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
        Value::Text(text) => text.trim(),
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
