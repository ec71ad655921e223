//! Days in every form that exports hold.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use super::scalar;
use super::tree::Value;

/// What day a value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    Is(Date),
    /// The first, as Americans write it, unless something else says that it is the second.
    American(Date, Date),
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
        Day::Is(day) | Day::American(day, _) => Some(day),
        Day::Either(..) | Day::No => None,
    }
}

/// Where the objects that programs put around a time hold it.
const AROUND: [&str; 3] = ["value", "dateTime", "$date"];

/// The day of a time: ISO 8601, `/Date(ms)/`, seconds or milliseconds since 1970, what PowerShell and Excel make of it in
/// their country, or an object around either.
pub(super) fn read(value: &Value) -> Day {
    match value {
        Value::Object(inner) => scalar::first(inner, &AROUND).map_or(Day::No, read),
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
    match numbers('/').or_else(|| numbers('-')) {
        Some([year, month, day]) if year > 31 => Day::of(date(year, month, day)),
        Some([one, other, year]) => {
            match (date(year, one, other), date(year, other, one)) {
                (Some(day), None) | (None, Some(day)) => Day::Is(day),
                (Some(day), Some(_)) if one == other => Day::Is(day),
                // Half days are counted where the month comes first, but for Australia and a few others.
                (Some(day), Some(or)) if half_of_day(text).is_some() => Day::American(day, or),
                (Some(day), Some(or)) => Day::Either(day, or),
                (None, None) => Day::No,
            }
        }
        None => Day::of(in_words(text)),
    }
}

/// The months in the portal's languages: English, German, French, Spanish and Dutch.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "janvier", "enero", "januari"],
    &["february", "feb", "februar", "février", "febrero", "februari"],
    &["march", "mar", "märz", "mars", "marzo", "maart"],
    &["april", "apr", "avril", "abril"],
    &["may", "mai", "mayo", "mei"],
    &["june", "jun", "juni", "juin", "junio"],
    &["july", "jul", "juli", "juillet", "julio"],
    &["august", "aug", "août", "agosto", "augustus"],
    &["september", "sep", "sept", "septembre", "septiembre"],
    &["october", "oct", "oktober", "octobre", "octubre"],
    &["november", "nov", "novembre", "noviembre"],
    &["december", "dec", "dezember", "décembre", "diciembre"],
];

/// `Friday, May 22, 2026 12:00:00 AM`, `Fri May 22 00:00:00 2026`, `22 May 2026`, `Freitag, 22. Mai 2026`.
fn in_words(text: &str) -> Option<Date> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut months = words
        .iter()
        .filter_map(|word| MONTHS.iter().position(|names| names.contains(&word.as_str())))
        .filter_map(|at| i8::try_from(at + 1).ok());
    let month = months.next()?;
    // Short names of days look like months: `mar. 22 avr.` is a Tuesday.
    if months.any(|other| other != month) {
        return None;
    }
    let number = |digits: std::ops::RangeInclusive<usize>| {
        let is_number = |word: &&String| word.bytes().all(|byte| byte.is_ascii_digit());
        words.iter().filter(is_number).find(|word| digits.contains(&word.len()))
    };
    let (year, day) = (number(4..=4)?.parse().ok()?, number(1..=2)?.parse().ok()?);
    Date::new(year, month, day).ok()
}

/// Whether a time is before noon or after, where it says so.
fn half_of_day(text: &str) -> Option<bool> {
    let text = text.to_ascii_lowercase();
    let ends = |words: [&str; 2]| words.iter().any(|word| text.ends_with(word));
    if ends(["am", "a.m."]) {
        return Some(true);
    }
    ends(["pm", "p.m."]).then_some(false)
}

/// The moment that a value says, in its own zone where it names none: its day must be one day only.
pub(super) fn moment(value: &Value) -> Option<DateTime> {
    let midnight = |day: Date| day.to_datetime(Time::midnight());
    let text = match value {
        Value::Object(inner) => return moment(scalar::first(inner, &AROUND)?),
        Value::Text(text) => text.trim(),
        other => return day(other).map(midnight),
    };
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.to_zoned(TimeZone::UTC).datetime());
    }
    let (Day::Is(day) | Day::American(day, _)) = of_text(text) else { return None };
    Some(clock(text).map_or_else(|| midnight(day), |time| day.to_datetime(time)))
}

/// The time of day in a text: `9:00`, `09:00:30`, `9:00:00 PM`.
fn clock(text: &str) -> Option<Time> {
    let word = text.split([' ', 'T', 't', ',', '\u{a0}', '\u{202f}']).find(|word| word.contains(':'))?;
    let mut parts = word.split(':').map(|part| {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        part[..end].parse::<i8>().ok()
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().flatten().unwrap_or_default();
    let hour = match half_of_day(text) {
        Some(true) => hour % 12,
        Some(false) => hour % 12 + 12,
        None => hour,
    };
    Time::new(hour, minute, second, 0).ok()
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
            return scalar::first(inner, &AROUND).is_none_or(is_time_of_day);
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
