//! The dated work as tasks for the tools that people work with: Microsoft Planner, Jira, GitHub issues.
//!
//! Goes in: a [`Document`]. Comes out: a CSV with the columns that each of them takes. **Invariants:** a task names only tasks
//! of the same file; texts from outside are neither formulas nor markup, mentions or links.

mod github;
mod jira;
mod planner;

use super::{Audience, DatedStep, Document};
use crate::model::text::plain;
use crate::plan::WorkKind;
use crate::table::defused;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// By way of a workbook.
    Planner,
    Jira,
    /// Tools that make issues of a CSV file.
    GitHub,
}

struct Task<'a> {
    /// From 1, in the order of the work.
    number: usize,
    step: &'a DatedStep<'a>,
    needs: Vec<usize>,
    blocks: Vec<usize>,
    /// Who is on it; nobody where readers may not know.
    owner: Option<&'a str>,
}

/// The dated work as a CSV for a tool; only a heading where no work has dates.
pub fn text(document: &Document<'_>, tool: Tool, audience: Audience) -> String {
    let tasks = tasks(document, audience);
    match tool {
        Tool::Planner => planner::text(&tasks),
        Tool::Jira => jira::text(&tasks),
        Tool::GitHub => github::text(&tasks),
    }
}

fn tasks<'a>(document: &'a Document<'_>, audience: Audience) -> Vec<Task<'a>> {
    let Some(plan) = &document.plan else { return Vec::new() };
    // Work in several rounds has as many tasks; what needs it waits for the first.
    let first = plan.first_steps();
    let mut tasks: Vec<Task<'_>> = plan
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| Task {
            number: at + 1,
            step,
            needs: step.needs.iter().filter_map(|need| first.get(need).map(|at| at + 1)).collect(),
            blocks: Vec::new(),
            owner: step.owner.filter(|_| audience == Audience::Architect),
        })
        .collect();
    for at in 0..tasks.len() {
        tasks[at].needs.sort_unstable();
        tasks[at].needs.dedup();
        for need in tasks[at].needs.clone() {
            tasks[need - 1].blocks.push(at + 1);
        }
    }
    tasks
}

impl Task<'_> {
    fn title(&self) -> String {
        plain(&self.step.title)
    }

    /// What somebody should know who has only the task, line by line.
    fn notes(&self) -> Vec<String> {
        let (step, booking) = (self.step, self.step.booking);
        let kind = match booking.kind {
            WorkKind::Control => "Control",
            WorkKind::Action => "Action",
        };
        let product = step.product.as_ref().map_or_else(String::new, |product| format!(" of {product}"));
        let way = booking.way.as_ref().map_or_else(String::new, |way| format!(", by the way {way}"));
        let mut notes = vec![
            format!("{kind} {}{product}{way}", booking.id),
            format!("{} hours of {}, {} to {}", booking.effort, booking.team, booking.start, booking.finish),
        ];
        if let (Some(expected), Some(worry)) = (step.expected_by, step.worry_after) {
            let points = booking.points;
            notes.push(format!("{points} points, expected by {expected}; look into it after {worry}"));
        }
        notes.extend(self.owner.map(|owner| format!("Owner: {owner}")));
        notes
    }
}

/// Rows as a CSV, each cell harmless in a spreadsheet.
fn csv(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory can not fail.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row.iter().map(|cell| defused(cell)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn joined(numbers: &[usize], separator: &str) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(separator)
}
