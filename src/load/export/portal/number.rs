//! Numbers as the portal prints them: `5/9`, `2,5 von 9`, `+3.24 %`.

use crate::load::export::scalar::says_nothing;
use crate::model::Points;
use crate::model::title::plain;

/// A decimal number with what it was rounded to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// The digits without the point.
    pub value: i64,
    /// How many of them stand behind it.
    pub decimals: u32,
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

/// What a cell of points says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Achieved {
    /// Achieved points and maximum.
    Points(Points, Points),
    /// The portal has no figure yet: no cell, or a maximum alone, like `-/3`.
    NotMeasured,
    Unreadable,
}

/// Reads a cell of points.
pub(super) fn achieved(text: &str) -> Achieved {
    if says_nothing(text) {
        return Achieved::NotMeasured;
    }
    if let Some((points, max)) = points(text) {
        return Achieved::Points(points, max);
    }
    let text = plain(text);
    let max_alone = OUT_OF
        .iter()
        .filter_map(|word| text.split_once(word))
        .any(|(points, max)| says_nothing(points) && (says_nothing(max) || decimal(max.trim()).is_some()));
    if max_alone { Achieved::NotMeasured } else { Achieved::Unreadable }
}

/// Achieved points and maximum.
pub fn points(text: &str) -> Option<(Points, Points)> {
    let text = plain(text);
    let (achieved, max) = OUT_OF.iter().find_map(|word| text.split_once(word))?;
    Some((hundredths(decimal(achieved.trim())?), hundredths(decimal(max.trim())?)))
}

/// A share of the whole score in percent.
pub fn impact(text: &str) -> Option<Decimal> {
    let text = plain(text);
    let text = text.strip_prefix('+').unwrap_or(&text);
    decimal(text.strip_suffix('%').unwrap_or(text).trim())
}
