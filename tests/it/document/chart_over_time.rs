//! The chart of the score over time, against places computed by hand.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use scoreplan::chart::over_time::{Goal, Line, Mark, Spread};
use scoreplan::chart::{Frame, Home, over_time};

use crate::document::svg_reader::{Drawn, harmless};

const PAGE: Frame<'_> = Frame { id: "time", width: 760, home: Home::Page };

fn mark(date: Date, percent: i64) -> Mark {
    Mark { date, percent }
}

/// From 40 % on the first of January over 60 % on day 50 to 90 % on day 100.
fn line() -> Line {
    let start = date(2027, 1, 1);
    Line {
        name: "Plan".to_owned(),
        score: vec![mark(start, 4_000), mark(date(2027, 2, 20), 6_000), mark(date(2027, 4, 11), 9_000)],
        ..Line::default()
    }
}

#[test]
fn a_line_steps_where_the_scale_says() {
    let drawn = Drawn::read(&over_time(&[line()], &PAGE));
    // By hand: 760 px less 48 at the left and a quarter (190) at the right leave 48 to 570; 20 px above, 280 high.
    // Marks 40 to 90 by tens: 56 px a ten. Day 50 of 100 is in the middle, 309.
    assert_eq!(drawn.one("path", "series-1").attribute("d"), Some("M48 300H309V188H570V20"));
    let marks: Vec<String> = drawn.texts("muted").into_iter().filter(|text| text.ends_with(" %")).collect();
    assert_eq!(marks, ["40 %", "50 %", "60 %", "70 %", "80 %", "90 %"]);
}

#[test]
fn the_figures_are_told_in_words() {
    let goal = Goal { percent: 8_000, by: date(2027, 3, 31), reached: Some(date(2027, 4, 11)) };
    let spread = Spread { date: date(2027, 4, 11), p10: 7_000, p50: 8_550, p90: 9_100 };
    let idle = vec![mark(date(2027, 1, 1), 4_000), mark(date(2027, 4, 11), 3_912)];
    let dip = Some(mark(date(2027, 1, 1), 4_000));
    let line = Line { goal: Some(goal), spread: vec![spread], idle, dip, ..line() };
    let drawn = Drawn::read(&over_time(&[line], &PAGE));
    assert_eq!(
        drawn.description(),
        "Plan: 40.00 % on 2027-01-01, 90.00 % on 2027-04-11; after its deepest fall 40.00 % on 2027-01-01; in the \
         trials 70.00 to 91.00 % (P10 to P90), half of them at least 85.50 %; goal 80.00 % by 2027-03-31 reached \
         late, on 2027-04-11; 39.12 % when nobody does anything."
    );
    assert!(drawn.texts("ink halo").contains(&"goal 80 % by 2027-03-31".to_owned()));
}

#[test]
fn five_lines_differ_without_colour_and_the_sixth_is_counted() {
    let lines: Vec<Line> = (1..=7).map(|n| Line { name: format!("Plan {n}"), ..line() }).collect();
    let drawn = Drawn::read(&over_time(&lines, &PAGE));
    let mut dashes: Vec<String> = (1..=5)
        .map(|n| drawn.one("path", &format!("series-{n}")).attribute("stroke-dasharray").unwrap().to_owned())
        .collect();
    dashes.sort();
    dashes.dedup();
    assert_eq!(dashes.len(), 5);
    assert!(drawn.texts("muted").contains(&"2 more scenarios are not drawn".to_owned()));
    assert!(drawn.description().contains("Plan 7: "));
}

#[test]
fn names_do_no_harm() {
    let name = "</title><script>alert(1)</script> onload=\"x\" \u{202e}\u{1b}[2J =1+1".to_owned();
    for home in [Home::Page, Home::File] {
        let text = over_time(&[Line { name: name.clone(), ..line() }], &Frame { home, ..PAGE });
        harmless(&text, home);
        assert!(!text.contains("<script") && !text.contains('\u{202e}') && !text.contains('\u{1b}'));
    }
}

#[test]
fn nothing_and_one_day_are_drawn_too() {
    for lines in [vec![], vec![Line::default()]] {
        let drawn = Drawn::read(&over_time(&lines, &PAGE));
        assert!(drawn.texts("muted").contains(&"There is no score to draw.".to_owned()));
    }
    let one = Line { score: vec![mark(date(2027, 1, 1), 4_672)], ..line() };
    let drawn = Drawn::read(&over_time(&[one], &PAGE));
    assert!(drawn.description().contains("46.72 % on 2027-01-01"));
}

fn any_date() -> impl Strategy<Value = Date> {
    (prop_oneof![2020_i16..2035, -9999_i16..=9999], 1_i8..=12, 1_i8..=28)
        .prop_map(|(year, month, day)| date(year, month, day))
}

fn any_mark() -> impl Strategy<Value = Mark> {
    (any_date(), prop_oneof![0_i64..=10_000, any::<i64>()]).prop_map(|(date, percent)| Mark { date, percent })
}

fn any_line() -> impl Strategy<Value = Line> {
    let spread = (any_date(), any::<i64>(), 0_i64..=10_000, 0_i64..=10_000)
        .prop_map(|(date, p10, p50, p90)| Spread { date, p10, p50, p90 });
    let goal = (any_mark(), proptest::option::of(any_date())).prop_map(|(mark, reached)| Goal {
        percent: mark.percent,
        by: mark.date,
        reached,
    });
    let marks = || proptest::collection::vec(any_mark(), 0..12);
    (
        ".{0,60}",
        marks(),
        proptest::collection::vec(spread, 0..6),
        marks(),
        proptest::option::of(goal),
        proptest::option::of(any_mark()),
    )
        .prop_map(|(name, score, spread, idle, goal, dip)| Line { name, score, spread, idle, goal, dip })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_is_drawn_is_well_formed_and_its_labels_keep_apart(
        lines in proptest::collection::vec(any_line(), 0..8),
        width in 0_i64..2_000,
        home in prop_oneof![Just(Home::Page), Just(Home::File)],
    ) {
        let frame = Frame { id: "x y", width, home };
        let text = over_time(&lines, &frame);
        harmless(&text, home);
        prop_assert_eq!(&text, &over_time(&lines, &frame));
        let drawn = Drawn::read(&text);
        // The labels at the ends of lines stand in one column, bold.
        let mut ends: Vec<f64> = drawn.elements("text")
            .filter(|node| node.attribute("font-weight") == Some("600") && !node.attribute("class").unwrap().contains("ink"))
            .map(|node| node.attribute("y").unwrap().parse().unwrap())
            .collect();
        ends.sort_by(f64::total_cmp);
        for pair in ends.windows(2) {
            prop_assert!(pair[1] - pair[0] >= 15.0, "{:?}", ends);
        }
    }
}
