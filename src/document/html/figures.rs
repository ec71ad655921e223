//! Figures as people read them, and the tiles, bars and charts that show them.

use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};

use crate::chart::{Frame, Home};
use crate::document::charts::Drawing;
use crate::model::units::{div_half_up, hundredths};
use crate::model::{Minutes, Money, Percent};

/// Hours to the whole one: what is estimated is not known to the minute.
pub(super) fn hours(effort: Minutes) -> String {
    thousands(div_half_up(i128::from(effort.0), 60))
}

/// A whole number in groups of three, with narrow spaces that do not break.
pub(super) fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    if number < 0 { format!("\u{2212}{out}") } else { out }
}

/// Money a year, in whole units of its currency.
pub(super) fn money(amount: Option<Money>, currency: &str) -> String {
    match amount {
        Some(amount) => format!("{} {currency}", thousands(div_half_up(i128::from(amount.0), 100))),
        None => "unknown".to_owned(),
    }
}

pub(super) fn percent(percent: Percent) -> Markup {
    hundredths_percent(percent.hundredths())
}

pub(super) fn hundredths_percent(value: i64) -> Markup {
    html! { (hundredths(value)) " %" }
}

/// A part of something in percent with one decimal, as chances are shown: nobody knows them better.
pub(super) fn share(part: u32, of: u32) -> String {
    let tenths = div_half_up(i128::from(part) * 1_000, i64::from(of.max(1)));
    format!("{}.{} %", tenths / 10, tenths % 10)
}

pub(super) fn day(date: Date) -> Markup {
    html! { time datetime=(date) { (date) } }
}

/// A sentence: it begins large and ends with a full stop, and its days do not break.
pub(super) fn sentence(text: &str) -> Markup {
    let text = text.strip_suffix('.').unwrap_or(text);
    let first: String = text.chars().take(1).flat_map(char::to_uppercase).collect();
    let rest: String = text.chars().skip(1).collect();
    html! { (with_days(&format!("{first}{rest}"))) "." }
}

/// A text in which every day, like 2027-01-31, is one.
pub(super) fn with_days(text: &str) -> Markup {
    const LENGTH: usize = 10;
    let mut pieces: Vec<Markup> = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(word) = text.get(at..) {
        let found = word.get(..LENGTH).and_then(|word| word.parse::<Date>().ok());
        match found {
            Some(date) if word.get(..LENGTH) == Some(date.to_string().as_str()) => {
                pieces.push(html! { (text[from..at]) (day(date)) });
                at += LENGTH;
                from = at;
            }
            _ => at += word.chars().next().map_or(1, char::len_utf8),
        }
    }
    html! { @for piece in &pieces { (piece) } (text[from..]) }
}

pub(super) fn tile(name: &str, figure: &Markup, below: &Markup) -> Markup {
    html! {
        div class="tile" {
            dt { (name) }
            dd { span class="figure" { (figure) } span class="below" { (below) } }
        }
    }
}

/// A percentage as a bar; what it says stands beside it as text.
pub(super) fn bar(of: Percent) -> Markup {
    let tenths = (of.hundredths() / 10).clamp(0, 1_000);
    html! {
        svg class="bar" viewBox="0 0 1000 60" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="bar-all" width="1000" height="60" {}
            rect class="bar-part" width=(tenths) height="60" {}
        }
    }
}

/// The widths in pixels for which charts are laid out.
const WIDE: i64 = 1_020;
const NARROW: i64 = 330;

/// A chart with a caption, and what stands behind it as a table.
pub(super) fn figure(drawing: &Drawing<'_>, table: &Markup) -> Markup {
    html! {
        (drawn(drawing))
        (behind("The same as a table", table))
    }
}

/// A chart with a caption, laid out for a wide and for a narrow screen, of which the style shows one.
pub(super) fn drawn(drawing: &Drawing<'_>) -> Markup {
    let id = &drawing.page;
    let draw =
        |kind: &str, width| (drawing.draw)(&Frame { id: &format!("{id}-{kind}"), width, home: Home::Page });
    html! {
        figure id=(id) {
            div class="wide" { (PreEscaped(draw("wide", WIDE))) }
            div class="narrow" { (PreEscaped(draw("narrow", NARROW))) }
            figcaption { (drawing.caption) }
        }
    }
}

/// Something that is there for who opens it.
pub(super) fn behind(name: &str, what: &Markup) -> Markup {
    html! {
        details { summary { (name) } (what) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_within_a_text_are_marked() {
        let marked = with_days("from 2027-01-31 (\u{e4}) to 20270201, 2027-13-01 & 2027-02-01").into_string();
        assert_eq!(
            marked,
            "from <time datetime=\"2027-01-31\">2027-01-31</time> (\u{e4}) to 20270201, 2027-13-01 &amp; \
             <time datetime=\"2027-02-01\">2027-02-01</time>"
        );
        assert_eq!(sentence("opens one control").into_string(), "Opens one control.");
        assert_eq!(with_days("").into_string(), "");
    }

    #[test]
    fn large_numbers_stand_in_groups_of_three() {
        assert_eq!(thousands(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(thousands(-999), "\u{2212}999");
        assert_eq!(money(Some(Money(12_345_650)), "USD"), "123\u{202f}457 USD");
        assert_eq!(share(9_999, 10_000), "100.0 %");
        assert_eq!(hours(Minutes(90)), "2");
    }
}
