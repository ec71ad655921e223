//! Tasks for Jira's import of CSV files: several values of one field stand in several columns of one name, estimates are
//! seconds, and links lead from what is done before to what waits for it.

use super::{Task, csv};
use crate::model::Id;
use crate::model::text::plain;

const FIELDS: [&str; 10] = [
    "Issue Id",
    "Issue Type",
    "Summary",
    "Description",
    "Assignee",
    "Start Date",
    "Due Date",
    "Original Estimate",
    "Labels",
    "Labels",
];
/// Jira's own words for the kind of link.
const LINK: &str = "Link Blocks";

pub(super) fn text(tasks: &[Task<'_>]) -> String {
    let links = tasks.iter().map(|task| task.blocks.len()).max().unwrap_or(0);
    let header: Vec<&str> = FIELDS.into_iter().chain(std::iter::repeat_n(LINK, links)).collect();
    let row = |task: &Task<'_>| {
        let booking = task.step.booking;
        let mut cells = vec![
            task.number.to_string(),
            "Task".to_owned(),
            task.title(),
            task.notes().iter().map(|note| unmarked(note)).collect::<Vec<_>>().join("\n"),
            plain(task.owner.unwrap_or_default()),
            booking.start.to_string(),
            booking.finish.to_string(),
            booking.effort.0.saturating_mul(60).to_string(),
            "secure-score".to_owned(),
            label(&booking.team),
        ];
        cells.extend(task.blocks.iter().map(ToString::to_string));
        // Every row has a cell for every column.
        cells.resize(header.len(), String::new());
        cells
    };
    csv(&header, tasks.iter().map(row))
}

/// A label is one word.
fn label(team: &Id) -> String {
    plain(team.as_str()).split_whitespace().collect::<Vec<_>>().join("-")
}

/// A text without the markup of Jira's descriptions: macros, links, pictures and mentions.
fn unmarked(text: &str) -> String {
    let mut out = String::new();
    for c in plain(text).chars() {
        if matches!(c, '{' | '}' | '[' | ']' | '!' | '|' | '\\' | '@') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
