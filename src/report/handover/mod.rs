//! The dated work as tasks for the tools that people work with: Microsoft Planner, Jira, GitHub issues.
//!
//! Goes in: a [`View`]. Comes out: a CSV with the columns that each of them takes. **Invariants:** a task names only tasks
//! of the same file; texts from outside are neither formulas nor markup, mentions or links.

mod github;
mod jira;
mod planner;

use std::collections::BTreeMap;

use super::html::Audience;
use super::view::{PlannedStep, View};
use crate::model::Id;
use crate::model::text::plain;
use crate::plan::WorkKind;
use crate::table::defused;

/// Who takes the tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Microsoft Planner, by way of a workbook.
    Planner,
    /// Jira's import of CSV files.
    Jira,
    /// Tools that make GitHub issues of a CSV file.
    GitHub,
}

/// A piece of work as a task.
struct Task<'a> {
    /// From 1, in the order of the work.
    number: usize,
    step: &'a PlannedStep,
    /// The tasks that are done before, by number.
    needs: Vec<usize>,
    /// The tasks that wait for it, by number.
    blocks: Vec<usize>,
    /// Who is on it; nobody where readers may not know.
    owner: Option<&'a str>,
}

/// The tasks of a view, as a CSV for a tool; only a heading where no work has dates.
pub fn text(view: &View, tool: Tool, audience: Audience) -> String {
    let tasks = tasks(view, audience);
    match tool {
        Tool::Planner => planner::text(&tasks),
        Tool::Jira => jira::text(&tasks),
        Tool::GitHub => github::text(&tasks),
    }
}

fn tasks(view: &View, audience: Audience) -> Vec<Task<'_>> {
    let steps: &[PlannedStep] = view.plan.as_ref().map(|plan| plan.steps.as_slice()).unwrap_or_default();
    // Work in several rounds has as many tasks; what needs it waits for the first.
    let mut numbers: BTreeMap<&Id, usize> = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        numbers.entry(&step.id).or_insert(at + 1);
    }
    let mut tasks: Vec<Task<'_>> = steps
        .iter()
        .enumerate()
        .map(|(at, step)| Task {
            number: at + 1,
            step,
            needs: step.needs.iter().filter_map(|need| numbers.get(need).copied()).collect(),
            blocks: Vec::new(),
            owner: step.owner.as_deref().filter(|_| audience == Audience::Architect),
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
        let step = self.step;
        let kind = match step.kind {
            WorkKind::Control => "Control",
            WorkKind::Action => "Action",
        };
        let product = step.product.as_ref().map_or_else(String::new, |product| format!(" of {product}"));
        let way = step.way.as_ref().map_or_else(String::new, |way| format!(", by the way {way}"));
        let mut notes = vec![
            format!("{kind} {}{product}{way}", step.id),
            format!("{} hours of {}, {} to {}", step.effort, step.team, step.start, step.finish),
        ];
        if let (Some(expected), Some(worry)) = (step.expected_by, step.worry_after) {
            let points = step.points;
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
