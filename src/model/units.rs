//! Quantities: points in hundredths, effort in minutes, exact shares and percentages.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

macro_rules! quantity {
    ($name:ident) => {
        impl $name {
            pub const ZERO: Self = Self(0);
        }
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }
        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }
        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 = self.0.saturating_add(other.0);
            }
        }
        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                self.0 = self.0.saturating_sub(other.0);
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
                iter.fold(Self::ZERO, |sum, quantity| sum + quantity)
            }
        }
    };
}

/// Points of the score, in hundredths: Microsoft publishes two decimals, so sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(pub i64);
quantity!(Points);

impl Points {
    /// A whole number of points.
    pub const fn whole(points: i64) -> Self {
        Self(points * 100)
    }

    /// The nearest hundredth to a decimal number, half away from zero; `None` if it is no finite
    /// number or larger than a million points, which no export holds.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
    pub fn from_f64(points: f64) -> Option<Self> {
        (points.is_finite() && points.abs() <= 1e6).then(|| Self((points * 100.0).round() as i64))
    }

    /// The points as a decimal number, for JSON.
    #[expect(clippy::cast_precision_loss, reason = "hundredths of points stay far below 2^53")]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hundredths(self.0))
    }
}

/// Effort or working time in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Minutes(pub i64);
quantity!(Minutes);

impl Minutes {
    /// A whole number of hours.
    pub const fn hours(hours: i64) -> Self {
        Self(hours * 60)
    }

    fn hundredths_of_hours(self) -> i64 {
        div_half_up(i128::from(self.0) * 100, 60)
    }
}

impl fmt::Display for Minutes {
    /// Hours with two decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hundredths(self.hundredths_of_hours()))
    }
}

/// An amount of money, in hundredths of a currency that stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(pub i64);
quantity!(Money);

impl Money {
    /// More than anything costs.
    pub const MAX: Self = Self(i64::MAX);

    /// So many times as much.
    #[must_use]
    pub fn times(self, number: i64) -> Self {
        Self(self.0.saturating_mul(number))
    }

    /// This part of it, rounded half up; the whole is positive.
    #[must_use]
    pub fn part(self, part: i64, whole: i64) -> Self {
        Self(div_half_up(i128::from(self.0) * i128::from(part), whole))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hundredths(self.0))
    }
}

/// A share in hundredths of a percent, such as people state it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BasisPoints(pub i64);
quantity!(BasisPoints);

impl BasisPoints {
    pub const ALL: Self = Self(10_000);

    pub const fn percent(percent: i64) -> Self {
        Self(percent * 100)
    }

    /// A part of a whole, rounded half up; nothing where there is no whole.
    pub fn ratio(part: i64, whole: i64) -> Self {
        if whole <= 0 { Self::ZERO } else { Self(div_half_up(i128::from(part) * 10_000, whole)) }
    }

    /// A part of a whole, rounded down; nothing where there is no whole. Saturates outside 64 bits.
    pub fn ratio_down(part: i128, whole: i128) -> Self {
        let down = if whole <= 0 { 0 } else { (part * 10_000).div_euclid(whole) };
        Self(i64::try_from(down).unwrap_or(i64::MAX))
    }

    /// How many in a hundred trials.
    pub fn of_trials(times: u32, trials: u32) -> Self {
        Self::ratio(times.into(), trials.max(1).into())
    }

    /// The same as an exact share, held between none and all.
    pub fn share(self) -> Share {
        Share::new(self.0, 10_000)
    }

    /// This much of a number, rounded half up.
    pub fn of(self, number: i64) -> i64 {
        div_half_up(i128::from(number) * i128::from(self.0), 10_000)
    }

    /// This much of a number, rounded down.
    pub fn of_down(self, number: i64) -> i64 {
        let part = (i128::from(number) * i128::from(self.0)).div_euclid(10_000);
        i64::try_from(part).unwrap_or(i64::MAX)
    }

    /// The fewest points with which a maximum reaches this percentage exactly.
    pub fn least_points(self, max: Points) -> Points {
        let needed = (i128::from(max.0) * i128::from(self.0) + 9_999).div_euclid(10_000);
        Points(i64::try_from(needed).unwrap_or(i64::MAX))
    }

    /// By how much points miss this part of a maximum, exactly, in ten-thousandths of a hundredth of a point; at most zero
    /// where they reach it.
    pub fn shortfall(self, points: Points, max: Points) -> i128 {
        i128::from(self.0) * i128::from(max.0) - i128::from(Self::ALL.0) * i128::from(points.0)
    }
}

impl fmt::Display for BasisPoints {
    /// Percent with two decimals, without a sign for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hundredths(self.0))
    }
}

/// An exact share of a whole, such as 5 of 9 users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub part: i64,
    /// The whole; never negative.
    pub whole: i64,
}

impl Share {
    pub const ALL: Self = Self { part: 1, whole: 1 };
    pub const NONE: Self = Self { part: 0, whole: 1 };

    /// `part` of `whole`, held between none and all. Zero of zero is all of it, as Microsoft scores it.
    pub fn new(part: i64, whole: i64) -> Self {
        if whole <= 0 { Self::ALL } else { Self { part: part.clamp(0, whole), whole } }
    }

    pub fn percent(percent: i64) -> Self {
        Self::new(percent, 100)
    }

    /// This share of some points, rounded half up to the hundredth.
    pub fn of(self, points: Points) -> Points {
        Points(div_half_up(i128::from(points.0) * i128::from(self.part), self.whole))
    }

    /// This share of a count, rounded down.
    pub fn of_count(self, count: i64) -> i64 {
        let product = i128::from(count) * i128::from(self.part) / i128::from(self.whole);
        i64::try_from(product).unwrap_or(i64::MAX)
    }

    /// What is missing to all of it.
    pub fn rest(self) -> Self {
        Self { part: self.whole - self.part, whole: self.whole }
    }

    pub fn is_all(self) -> bool {
        self.part == self.whole
    }

    pub fn is_none(self) -> bool {
        self.part == 0
    }

    #[must_use]
    pub fn max(self, other: Self) -> Self {
        if self.min(other) == self { other } else { self }
    }

    #[must_use]
    pub fn min(self, other: Self) -> Self {
        let left = i128::from(self.part) * i128::from(other.whole);
        let right = i128::from(other.part) * i128::from(self.whole);
        if left <= right { self } else { other }
    }
}

/// A percentage kept as the exact ratio of points to maximum.
///
/// Rounding is for people only: comparisons multiply out, so 79.996 % prints as 80.00 and misses 80 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent {
    /// Points achieved.
    pub points: Points,
    /// Points that could be achieved.
    pub max: Points,
}

impl Percent {
    pub fn new(points: Points, max: Points) -> Self {
        Self { points, max }
    }

    /// The percentage in hundredths, rounded half up; 0 when there is nothing to achieve.
    pub fn hundredths(self) -> i64 {
        self.rounded().0
    }

    /// The rounded percentage as a decimal number, for JSON.
    #[expect(clippy::cast_precision_loss, reason = "a percentage in hundredths is small")]
    pub fn to_f64(self) -> f64 {
        self.hundredths() as f64 / 100.0
    }

    /// The percentage as it is printed, rounded half up; nothing when there is nothing to achieve.
    pub fn rounded(self) -> BasisPoints {
        BasisPoints::ratio(self.points.0, self.max.0)
    }

    /// The same rounded down: for what no plan exceeds.
    pub fn rounded_down(self) -> BasisPoints {
        BasisPoints::ratio_down(self.points.0.into(), self.max.0.into())
    }

    /// Whether the exact ratio reaches a percentage.
    pub fn reaches(self, target: BasisPoints) -> bool {
        self.max.0 > 0 && target.shortfall(self.points, self.max) <= 0
    }

    /// The percentage with as many decimals as show that it misses a target: two, unless it rounds up to the target.
    pub fn below(self, target: BasisPoints) -> String {
        const MOST: u32 = 9;
        if self.max.0 <= 0 || self.rounded() != target || self.reaches(target) {
            return self.to_string();
        }
        let decimals = (3..MOST)
            .find(|decimals| self.with_decimals(*decimals) < i128::from(target.0) * 10_i128.pow(decimals - 2))
            .unwrap_or(MOST);
        let (value, scale) = (self.with_decimals(decimals), 10_i128.pow(decimals));
        let width = usize::try_from(decimals).unwrap_or_default();
        format!("{}.{:0width$}", value / scale, value % scale)
    }

    /// The percentage in units of the last of some decimals, rounded down.
    fn with_decimals(self, decimals: u32) -> i128 {
        100 * 10_i128.pow(decimals) * i128::from(self.points.0) / i128::from(self.max.0.max(1))
    }

    /// Compares two exact ratios; a ratio without a maximum is the smallest.
    pub fn compare(self, other: Self) -> Ordering {
        if self.max.0 <= 0 || other.max.0 <= 0 {
            return self.max.0.max(0).cmp(&other.max.0.max(0));
        }
        let left = i128::from(self.points.0) * i128::from(other.max.0);
        let right = i128::from(other.points.0) * i128::from(self.max.0);
        left.cmp(&right)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hundredths(self.hundredths()))
    }
}

/// The greatest common divisor of two numbers, of either sign; 0 only when both are.
pub fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        // Most numbers are small, and processors divide these many times faster.
        if let (Ok(mut x), Ok(mut y)) = (u64::try_from(a), u64::try_from(b)) {
            while y != 0 {
                (x, y) = (y, x % y);
            }
            return x.into();
        }
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(i128::MAX)
}

/// `number / divisor` rounded half up; the divisor is positive. Saturates outside 64 bits.
pub fn div_half_up(number: i128, divisor: i64) -> i64 {
    let divisor = divisor.max(1);
    // Most numbers are small, and processors divide these many times faster.
    if let (Ok(twice), Some(by)) = (i64::try_from(2 * number), divisor.checked_mul(2))
        && let Some(number) = twice.checked_add(divisor)
    {
        return number.div_euclid(by);
    }
    let divisor = i128::from(divisor);
    let rounded = (2 * number + divisor).div_euclid(2 * divisor);
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

/// A number of hundredths with two decimals.
pub fn hundredths(value: i64) -> String {
    // Without a formatter, since a long plan holds ten thousands of them.
    let (size, digit) =
        (value.unsigned_abs(), |number: u64| char::from(b"0123456789"[(number % 10) as usize]));
    let sign = if value < 0 { "-" } else { "" };
    let mut text = sign.to_owned() + &(size / 100).to_string();
    text.extend(['.', digit(size / 10), digit(size)]);
    text
}

/// The same with its sign, also above zero.
pub fn signed(value: i64) -> String {
    let sign = if value > 0 { "+" } else { "" };
    format!("{sign}{}", hundredths(value))
}

/// A number in units of its last place, without the zeros at its end.
pub(super) fn trimmed(value: i64, places: u32) -> String {
    let unit = 10_i64.pow(places);
    let (whole, part) = (value / unit, value % unit);
    match part {
        0 => whole.to_string(),
        _ => format!("{whole}.{part:0width$}", width = places as usize).trim_end_matches('0').to_owned(),
    }
}

/// A decimal number without a sign, in units of its last place: with two places `5.5` is 550. `None` when it has more places,
/// zeros at its end left out, more than 13 digits before the point, or is no such number.
pub fn decimal(text: &str, places: u32) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) || whole.len() > 13 {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let open = places.checked_sub(u32::try_from(fraction.len()).ok()?)?;
    let part = if fraction.is_empty() { 0 } else { fraction.parse::<i64>().ok()? * 10_i64.pow(open) };
    whole.parse::<i64>().ok()?.checked_mul(10_i64.pow(places))?.checked_add(part)
}

/// The same, below zero too.
pub fn signed_decimal(text: &str, places: u32) -> Option<i64> {
    match text.strip_prefix('-') {
        Some(rest) => decimal(rest, places).map(|number| -number),
        None => decimal(text, places),
    }
}
