//! Numbers as the portal prints them: `5/9`, `2,5 von 9`, `+3.24 %`, and days.

use jiff::civil::Date;

use crate::model::Points;
use crate::model::title::plain;

/// A decimal number with what it was rounded to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    /// The digits without the point.
    pub(super) value: i64,
    /// How many of them stand behind it.
    pub(super) decimals: u32,
}

/// A decimal number with a point or a comma and without a sign; at most six digits before it and six behind.
fn decimal(text: &str) -> Option<Decimal> {
    const MOST: usize = 6;
    let (whole, fraction) = text.split_once(['.', ',']).map_or((text, None), |(a, b)| (a, Some(b)));
    let digits =
        |part: &str| (1..=MOST).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !fraction.is_none_or(digits) {
        return None;
    }
    let fraction = fraction.unwrap_or_default();
    let decimals = u32::try_from(fraction.len()).ok()?;
    Some(Decimal { value: format!("{whole}{fraction}").parse().ok()?, decimals })
}

/// The nearest hundredth of a point.
fn hundredths(number: Decimal) -> Points {
    let scale = 10_i64.pow(number.decimals);
    Points((number.value * 200 + scale) / (2 * scale))
}

/// Words between achieved points and maximum, in the order in which they are tried.
const OUT_OF: [&str; 6] = ["/", " out of ", " von ", " sur ", " of ", " aus "];

/// Achieved points and maximum.
pub(super) fn points(text: &str) -> Option<(Points, Points)> {
    let text = plain(text);
    let (achieved, max) = OUT_OF.iter().find_map(|word| text.split_once(word))?;
    Some((hundredths(decimal(achieved.trim())?), hundredths(decimal(max.trim())?)))
}

/// A share of the whole score in percent.
pub(super) fn impact(text: &str) -> Option<Decimal> {
    let text = plain(text);
    let text = text.strip_prefix('+').unwrap_or(&text);
    decimal(text.strip_suffix('%').unwrap_or(text).trim())
}

/// The day of a time. Days with slashes put the month first or second: only those that can be read in one way.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = plain(text);
    if let Some(day) = text.get(..10).and_then(|day| day.parse().ok()) {
        return Some(day);
    }
    let word = text.split([' ', ',', 't']).next()?;
    let split = |by: char| -> Option<[i16; 3]> {
        let parts: Option<Vec<i16>> = word.split(by).map(|part| part.parse().ok()).collect();
        <[i16; 3]>::try_from(parts?).ok()
    };
    let made = |year: i16, month: i16, day: i16| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let full = |year: &i16| *year >= 1000;
    if let Some([day, month, year]) = split('.').filter(|parts| full(&parts[2])) {
        return made(year, month, day);
    }
    let [a, b, year] = split('/').filter(|parts| full(&parts[2]))?;
    match (made(year, a, b), made(year, b, a)) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(text: &str) -> Option<(i64, i64)> {
        points(text).map(|(achieved, max)| (achieved.0, max.0))
    }

    #[test]
    fn points_are_read_in_every_form() {
        assert_eq!(read("5/9"), Some((500, 900)));
        assert_eq!(read(" 2,5 / 9 "), Some((250, 900)));
        assert_eq!(read("2.5 out of 9"), Some((250, 900)));
        assert_eq!(read("2,5\u{a0}von\u{202f}9"), Some((250, 900)));
        assert_eq!(read("0 sur 10"), Some((0, 1000)));
        // Half up, once.
        assert_eq!(read("3.335/10"), Some((334, 1000)));
        for bad in ["", "5", "5/", "/9", "5/9/3", "-1/9", "05. Sep", "a/b", "1.2.3/4", "1e3/4", "9999999/1"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_impact_keeps_how_far_it_was_rounded() {
        let two = Some(Decimal { value: 324, decimals: 2 });
        assert_eq!(impact("+3.24 %"), two);
        assert_eq!(impact("+3,24\u{202f}%"), two);
        assert_eq!(impact("3,24"), two);
        assert_eq!(impact("+3 %"), Some(Decimal { value: 3, decimals: 0 }));
        assert_eq!(impact("n/a"), None);
    }

    #[test]
    fn a_day_that_can_be_two_is_none() {
        assert_eq!(day("2026-11-01T10:00:00Z"), Some(date(2026, 11, 1)));
        assert_eq!(day("01.11.2026 10:00"), Some(date(2026, 11, 1)));
        assert_eq!(day("10/31/2026, 2:00 AM"), Some(date(2026, 10, 31)));
        assert_eq!(day("31/10/2026"), Some(date(2026, 10, 31)));
        assert_eq!(day("11/01/2026"), None);
        assert_eq!(day("31/31/2026"), None);
        assert_eq!(day("yesterday"), None);
        assert_eq!(day(""), None);
    }
}
