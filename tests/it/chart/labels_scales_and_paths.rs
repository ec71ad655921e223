//! Labels fit and keep apart, scales are linear with round marks, paths are level until they step, and texts are no markup.

use jiff::civil::date;
use scoreplan::chart::label::{Wish, apart, fitted, width, wrapped};
use scoreplan::chart::path::{band, steps, straight};
use scoreplan::chart::scale::{DayMark, Scale, day_marks, days, marks};
use scoreplan::chart::svg::{escaped, pixels};
use scoreplan::model::Colour;

#[test]
fn labels_keep_apart_and_near() {
    let wish = |middle| Wish { middle, height: 100 };
    // Two that want the same place share it; a third far away has its own.
    assert_eq!(apart(&[wish(500), wish(500), wish(900)], 0, 1_000), [450, 550, 900]);
    // At the edges they are pushed inwards.
    assert_eq!(apart(&[wish(0), wish(10)], 0, 1_000), [50, 150]);
    assert_eq!(apart(&[wish(1_000), wish(990)], 0, 1_000), [950, 850]);
}

#[test]
fn texts_fit() {
    assert_eq!(fitted("short", 1_000, 12), "short");
    let cut = fitted("a very long name of a scenario", 1_000, 12);
    assert!(cut.ends_with('\u{2026}') && width(&cut, 12) <= 1_000, "{cut}");
    let lines = wrapped("Remediate with what is owned and more", 1_200, 12, 2);
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| width(line, 12) <= 1_200), "{lines:?}");
}

#[test]
fn a_step_is_level_and_then_moves() {
    assert_eq!(steps(&[(0, 100), (50, 100), (100, 40), (200, 40)]), "M0 10H5H10V4H20");
    assert_eq!(band(&[(0, 100, 50), (100, 90, 30), (200, 90, 30)]), "M0 5H10V3H20V9H10V10H0Z");
    assert_eq!(straight(&[(0, 0), (15, 20)]), "M0 0L1.5 2");
    assert_eq!(steps(&[]) + &band(&[]), "");
}

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
        let text =
            |mark: DayMark| format!("{}{}", mark.label, mark.year.map_or(String::new(), |y| format!("/{y}")));
        day_marks(a, b, most).into_iter().map(text).collect::<Vec<_>>()
    };
    assert_eq!(marks(date(2026, 11, 1), date(2027, 11, 1), 5), ["Jan/2027", "Apr", "Jul", "Oct"]);
    assert_eq!(marks(date(2026, 12, 20), date(2027, 1, 5), 4), ["20 Dec/2026", "27 Dec", "3 Jan/2027"]);
    assert_eq!(days(date(2026, 11, 1), date(2027, 11, 1)), 365);
}

#[test]
fn texts_are_neither_markup_nor_controls() {
    let hostile = "</text><script>\"x\"&'\u{1b}[31m\u{202e}\u{0}\u{ffff}";
    let safe = escaped(hostile);
    assert_eq!(
        safe,
        "&lt;/text&gt;&lt;script&gt;&quot;x&quot;&amp;&#39;\u{fffd}[31m\u{fffd}\u{fffd}\u{fffd}"
    );
}

#[test]
fn lengths_have_at_most_one_decimal() {
    assert_eq!([0, 10, 123, -5, -20].map(pixels), ["0", "1", "12.3", "-0.5", "-2"]);
}

/// The style as a page gets it: class, property, and the colour on light and on dark paper.
#[test]
fn what_must_be_read_has_contrast_on_its_paper() {
    let style = scoreplan::chart::style();
    let (light, dark) = style.split_once("@media screen and (prefers-color-scheme:dark){").unwrap();
    let decoration = [".paper", ".halo", ".rule", ".shade", ".hatch", ".axis", ".link", ".box"];
    let mut judged = 0;
    for (rules, paper) in [(light, Colour::WHITE), (dark.strip_suffix('}').unwrap(), Colour::DARK)] {
        for rule in rules.split('}').filter(|rule| !rule.is_empty()) {
            let (class, colour) = rule.strip_prefix(".chart ").and_then(|rule| rule.split_once('{')).unwrap();
            if decoration.contains(&class) {
                continue;
            }
            let colour = colour.split_once(':').unwrap().1;
            let contrast = Colour::read(colour).unwrap().contrast(paper);
            assert!(contrast >= 4.5, "{class} {colour} {contrast:.2}");
            judged += 1;
        }
    }
    assert_eq!(judged, 34);
}
