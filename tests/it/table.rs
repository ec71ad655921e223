//! Cells, colours, and texts that are harmless in every format.

use serde_json::{Value, json};

use scoreplan::model::{Minutes, Money, Percent, Points};
use scoreplan::table::{Block, Cell, Colour, Format, Table, defused, figures, markdown, text, words};

fn table() -> Table {
    let mut table = Table::new("T", vec![words("id"), figures("points"), words("title").leaves(1)]);
    table.push(["a|b", "-1.00", "=SUM(A1)"]);
    table.push(["a-very-long-identifier-that-wraps", "12.00", &"x".repeat(90)]);
    table
}

fn terminal(table: Table, width: usize, colour: Colour) -> String {
    text(&[Block::Table(table)], Format::Table, width, colour)
}

/// A line of text in a format.
fn line(line: &str, format: Format, colour: Colour) -> String {
    text(&[Block::Lines(vec![line.to_owned()])], format, 80, colour)
}

#[test]
fn cells_round_by_what_they_hold() {
    let texts = |cells: Vec<Cell>| cells.iter().map(|cell| cell.text().into_owned()).collect::<Vec<_>>();
    let row: Vec<Cell> = vec![
        Points(1_234).into(),
        Minutes(20).into(),
        Percent::new(Points(2), Points(3)).into(),
        7_usize.into(),
        None::<&str>.into(),
    ];
    assert_eq!(texts(row), ["12.34", "0.33", "66.67", "7", ""]);
    let signs = vec![Cell::SignedPoints(Points(5)), Cell::SignedPercent(-5), Cell::SignedPercent(0)];
    assert_eq!(texts(signs), ["+0.05", "-0.05", "0.00"]);
    assert_eq!(texts(vec![Cell::YesNo(true), Cell::Money(Money(120_000))]), ["yes", "1200.00"]);
}

#[test]
fn formulas_are_defused() {
    assert!(table().csv().contains("a|b,-1.00,'=SUM(A1)"));
    assert_eq!(
        ["+1", "-", "\u{ff1d}1", " =1", "-2+3"].map(defused),
        ["+1", "-", "'\u{ff1d}1", "' =1", "'-2+3"]
    );
}

#[test]
fn what_steers_a_terminal_is_escaped_and_stays_the_same_value() {
    let value = json!({ "title": "a\u{9b}2J\u{202e}b\u{1b}c\u{e0041}\u{7f}" });
    let written = scoreplan::table::json(&value);
    assert!(written.contains(r"a\u009b2J\u202eb\u001bc\udb40\udc41\u007f"), "{written}");
    assert_eq!(serde_json::from_str::<Value>(&written).expect("JSON"), value);
}

#[test]
fn markdown_shows_what_was_written() {
    assert_eq!(markdown("<b>|`x`"), "\\<b\\>\\|\\`x\\`");
    assert_eq!(line("# a", Format::Md, Colour::Never), "\\# a\n");
    assert_eq!(line("a # 1 - 2", Format::Md, Colour::Never), "a # 1 - 2\n");
    assert_eq!(markdown("-1.00"), "-1.00");
    assert!(table().markdown().contains("a\\|b"));
}

#[test]
fn a_narrow_terminal_loses_columns_and_never_overflows() {
    for width in [24, 30, 40, 80, 200] {
        let text = terminal(table(), width, Colour::Never);
        assert!(text.lines().all(|line| line.chars().count() <= width), "{width}\n{text}");
    }
    assert!(!terminal(table(), 34, Colour::Never).contains("title"));
}

#[test]
fn colour_is_around_the_heading_and_changes_no_character() {
    let mut table = table();
    table.rows.truncate(1);
    let painted = terminal(table.clone(), 80, Colour::Always);
    assert!(painted.starts_with("\u{1b}[1mT\u{1b}[0m\n\u{1b}[1m id"), "{painted:?}");
    let stripped = painted.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
    assert_eq!(stripped, terminal(table, 80, Colour::Never));
}

#[test]
fn colour_repeats_words_and_is_absent_on_demand() {
    let goal = "Goal 80.00 % by 2027-06-30: missed with 79.00 %";
    let painted = line(goal, Format::Table, Colour::Always);
    assert!(painted.contains("\u{1b}[31mmissed\u{1b}[0m with"), "{painted}");
    assert_eq!(line(goal, Format::Table, Colour::Never), format!("{goal}\n"));
    assert_eq!(line("nothing to say", Format::Table, Colour::Always), "nothing to say\n");
    // A heading of two lines, each painted for itself.
    let heading = |colour| terminal(Table::new("aaaaaa bbbbbb", vec![words("id")]), 10, colour);
    let painted = heading(Colour::Always);
    assert!(painted.starts_with("\u{1b}[1maaaaaa\u{1b}[0m\n\u{1b}[1m  bbbbbb\u{1b}[0m\n"), "{painted:?}");
    assert!(heading(Colour::Never).starts_with("aaaaaa\n  bbbbbb\n"));
}
