//! The score over time in characters.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use scoreplan::chart::over_time::{Goal, Line, Mark};
use scoreplan::chart::terminal;

use crate::support::run;

fn mark(date: Date, percent: i64) -> Mark {
    Mark { date, percent }
}

#[test]
fn a_line_stands_on_its_rows_and_columns() {
    let line = Line {
        name: "Plan".to_owned(),
        score: vec![
            mark(date(2027, 1, 1), 0),
            mark(date(2027, 1, 11), 5_000),
            mark(date(2027, 1, 21), 10_000),
        ],
        goal: Some(Goal { percent: 5_000, by: date(2027, 1, 16), reached: Some(date(2027, 1, 11)) }),
        ..Line::default()
    };
    // 28 characters: 20 columns for 20 days, 0.95 column a day. Marks by 20 %, two rows each.
    let by_hand = "\
Score over time, %
  100 |                   ╭
      |                   │
   80 |                   │
      |                   │
   60 |                   │
      |- - - - - ╭───◆────╯
   40 |          │
      |          │
   20 |          │
      |          │
    0 |──────────╯
      +--------------------
       1 Jan 2027   15 Jan
── Plan: 0.00 to 100.00
-◆ goal 50.00 by 2027-01-16
";
    let drawn = terminal(&[line], 28);
    assert_eq!(drawn, by_hand, "{drawn}");
}

#[test]
fn nothing_over_time_is_no_chart() {
    assert_eq!(terminal(&[], 80), "");
    let one = Line { score: vec![mark(date(2027, 1, 1), 50)], ..Line::default() };
    assert_eq!(terminal(&[one], 80), "");
}

#[test]
fn documents_have_the_chart_as_it_is_and_spreadsheets_do_not() {
    let written = |format: &str| {
        let ran = run(["project", "scenarios/remediate-owned.yaml", "--format", format]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    let chart = |text: &str| text.contains("Score over time, %\n");
    assert!(chart(&written("table")) && written("md").contains("```text\nScore over time, %\n"));
    assert!(!chart(&written("csv")) && !chart(&written("json")));
    assert!(written("table").lines().all(|line| line.chars().count() <= 80));
}

fn any_mark() -> impl Strategy<Value = Mark> {
    let year = prop_oneof![2026_i16..2029, -9999_i16..=9999];
    (year, 1_i8..=12, 1_i8..=28, 0_i64..=10_000).prop_map(|(y, m, d, percent)| mark(date(y, m, d), percent))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_comes_fits_and_steers_no_terminal(
        lines in proptest::collection::vec(
            (".{0,60}", proptest::collection::vec(any_mark(), 0..9), proptest::option::of(any_mark())), 0..7),
        width in 28_usize..120,
    ) {
        let lines: Vec<Line> = lines.into_iter().map(|(name, score, goal)| Line {
            name,
            score: score.clone(),
            idle: score,
            goal: goal.map(|mark| Goal { percent: mark.percent, by: mark.date, reached: None }),
            ..Line::default()
        }).collect();
        let text = terminal(&lines, width);
        prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        // Names that are one long word may stand out below the drawing.
        let drawing = text.lines().take_while(|line| !line.starts_with("       "));
        for line in drawing.filter(|line| line.chars().nth(6) == Some('|')) {
            prop_assert!(line.chars().count() <= width, "{line}");
        }
        let far: Vec<Line> = lines.into_iter().map(|mut line| {
            line.score.iter_mut().for_each(|mark| mark.percent = mark.percent.wrapping_mul(i64::MAX / 3));
            line
        }).collect();
        terminal(&far, width);
    }
}
