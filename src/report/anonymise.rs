//! What was taken out of files, and what was shown of the rest.

use serde_json::Value;

use crate::model::Points;
use crate::table::{Block, Output, Table, figures, words};

/// What was taken out by kind and number, the scores that stay the same, the files written, and what to know.
pub fn report(removed: &[(&str, usize)], scores: &[(Points, Points)], written: Vec<String>) -> Output {
    let mut table = Table::new("Left out or numbered", vec![words("what"), figures("number")]);
    for (what, number) in removed {
        table.push([(*what).to_owned(), number.to_string()]);
    }
    if removed.is_empty() {
        table.push(vec!["nothing".to_owned(), "0".to_owned()]);
    }
    let mut lines = written;
    lines.push("Proven: a second pass changes nothing and finds nothing".to_owned());
    for (points, max) in scores {
        lines.push(format!("Proven: the score is {points} of {max} points, as before, and so is every row"));
    }
    if scores.is_empty() {
        lines.push(
            "No secure score alone: give a folder to compare the score with that of its files".to_owned(),
        );
    }
    lines.push(
        "Days, counts, seats and points stay: whoever knows them can tell whose they are. Numbers in place of names \
         are the same within one run only"
            .to_owned(),
    );
    Output::both(vec![Block::Table(table), Block::Lines(lines)], &Value::Null)
}
