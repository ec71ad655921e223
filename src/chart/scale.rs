//! From figures and days to places, in whole numbers.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::model::units::div_half_up;

/// Figures beyond are drawn at the edge: no axis is that long.
const FAR: i64 = 1_000_000_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    from: (i64, i64),
    to: (i64, i64),
}

impl Scale {
    /// From the values `from` to the places `to`, which may run backwards.
    pub(super) fn new(from: (i64, i64), to: (i64, i64)) -> Self {
        let low = from.0.clamp(-FAR, FAR);
        Self { from: (low, from.1.clamp(-FAR, FAR).max(low + 1)), to }
    }

    /// The place of a value; what lies outside stands at the edge.
    pub(super) fn at(&self, value: i64) -> i64 {
        let within = value.clamp(self.from.0, self.from.1) - self.from.0;
        let product = i128::from(within) * i128::from(self.to.1 - self.to.0);
        self.to.0 + div_half_up(product, self.from.1 - self.from.0)
    }
}

/// An axis whose ends are marks: the values that it shows, lowest first, a step apart.
///
/// The step is one, two or five times a power of ten of `unit`, and there are at most `most` of them.
pub(super) fn marks(low: i64, high: i64, unit: i64, most: i64) -> Vec<i64> {
    let low = low.clamp(-FAR, FAR);
    let high = high.clamp(-FAR, FAR).max(low + 1);
    let floor = |step: i64| low.div_euclid(step) * step;
    let ceiling = |step: i64| -(-high).div_euclid(step) * step;
    let mut step = unit.max(1);
    let mut next = [2, 5, 10].iter().cycle();
    let mut power = step;
    while (ceiling(step) - floor(step)) / step > most.max(1) {
        let times = next.next().copied().unwrap_or(10);
        step = power.saturating_mul(times);
        if times == 10 {
            power = step;
        }
    }
    let (first, last) = (floor(step), ceiling(step));
    (0..=(last - first) / step).map(|n| first + n * step).collect()
}

pub(super) fn ends(marks: &[i64]) -> (i64, i64) {
    (marks.first().copied().unwrap_or(0), marks.last().copied().unwrap_or(1))
}

pub(super) fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DayMark {
    pub(super) date: Date,
    pub(super) label: String,
    /// The year, where it begins or the axis does.
    pub(super) year: Option<String>,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("")
}

/// Marks between two days, about `most`: days within two months, else first days of months or years.
pub(super) fn day_marks(first: Date, last: Date, most: i64) -> Vec<DayMark> {
    let most = most.max(2);
    let dates =
        if days(first, last) <= 62 { by_days(first, last, most) } else { by_months(first, last, most) };
    let mut year = None;
    dates
        .into_iter()
        .map(|(date, label)| {
            let new = year != Some(date.year());
            year = Some(date.year());
            DayMark { date, year: (new && !label.is_empty()).then(|| date.year().to_string()), label }
        })
        .collect()
}

fn by_days(first: Date, last: Date, most: i64) -> Vec<(Date, String)> {
    let step = [1, 2, 7, 14, 28].into_iter().find(|step| days(first, last) / step < most).unwrap_or(62);
    let dates = (0..=days(first, last) / step).filter_map(|n| first.checked_add((n * step).days()).ok());
    dates.map(|date| (date, format!("{} {}", date.day(), month(date)))).collect()
}

fn by_months(first: Date, last: Date, most: i64) -> Vec<(Date, String)> {
    let number = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
    // The first of a month on or after the first day.
    let from = number(first) + i64::from(first.day() > 1);
    let to = number(last);
    let mut step = 1;
    for wider in [2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24_000] {
        if (to - from) / step < most {
            break;
        }
        step = wider;
    }
    let first_mark = from + (-from).rem_euclid(step);
    let mut dates = Vec::new();
    let mut at = first_mark;
    while at <= to {
        let year = i16::try_from(at.div_euclid(12)).ok();
        let in_year = i8::try_from(at.rem_euclid(12) + 1).ok();
        if let Some(date) = year.zip(in_year).and_then(|(year, month)| Date::new(year, month, 1).ok()) {
            // Of whole years the year itself is the label, and there is no line below.
            let label = if step < 12 { month(date).to_owned() } else { String::new() };
            dates.push((date, label));
        }
        at += step;
    }
    dates
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_scale_is_linear_and_ends_at_its_edges() {
        // 40 % at the bottom (300 px), 90 % at the top (50 px): 5 px a per cent.
        let scale = Scale::new((4_000, 9_000), (3_000, 500));
        assert_eq!(
            [4_000, 4_672, 9_000, 99_999, -3].map(|value| scale.at(value)),
            [3_000, 2_664, 500, 500, 3_000]
        );
        assert_eq!(Scale::new((5, 5), (0, 10)).at(5), 0);
        assert_eq!(Scale::new((i64::MIN, i64::MAX), (0, 10)).at(0), 5);
    }

    #[test]
    fn marks_are_round_and_hold_the_values() {
        assert_eq!(marks(4_509, 9_298, 1, 6), [4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000]);
        assert_eq!(marks(4_509, 4_514, 1, 6), [4_509, 4_510, 4_511, 4_512, 4_513, 4_514]);
        assert_eq!(marks(0, 7_260, 60, 5), [0, 3_000, 6_000, 9_000]);
        assert_eq!(marks(-150, 230, 1, 4), [-200, 0, 200, 400]);
        assert_eq!(marks(-150, 230, 1, 5), [-200, -100, 0, 100, 200, 300]);
    }

    #[test]
    fn days_and_months_are_marked_where_they_begin() {
        let marks = |a, b, most| {
            let text = |mark: DayMark| {
                format!("{}{}", mark.label, mark.year.map_or(String::new(), |y| format!("/{y}")))
            };
            day_marks(a, b, most).into_iter().map(text).collect::<Vec<_>>()
        };
        assert_eq!(marks(date(2026, 11, 1), date(2027, 11, 1), 5), ["Jan/2027", "Apr", "Jul", "Oct"]);
        assert_eq!(marks(date(2026, 12, 20), date(2027, 1, 5), 4), ["20 Dec/2026", "27 Dec", "3 Jan/2027"]);
        assert_eq!(days(date(2026, 11, 1), date(2027, 11, 1)), 365);
    }
}
