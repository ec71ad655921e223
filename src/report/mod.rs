//! Results as people and programs read them.
//!
//! Goes in: results of earlier rooms. Comes out: a [`Report`] as data, and its text in four formats.
//! **Invariants:** writes to strings only; numbers are rounded here and nowhere else; JSON fields are stable.

pub mod anonymise;
pub mod audit;
pub mod catalogue;
mod colour;
pub mod compare;
mod excluded;
pub mod explain;
pub mod import;
pub mod json;
pub mod licences;
pub mod lint;
pub mod plan;
pub mod project;
pub mod rank;
pub mod score;
mod table;
mod text;
pub(crate) mod trials;
pub(crate) mod waterfall;

pub use colour::Colour;
pub use table::{Align, Column, Table};
pub use text::plain;

use serde_json::Value;

use crate::chart;
use crate::chart::over_time::Line;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For a terminal.
    #[default]
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
    /// For documents.
    Md,
}

/// A part of a report.
#[derive(Debug, Clone)]
pub enum Block {
    /// Sentences, one a line.
    Lines(Vec<String>),
    /// A table.
    Table(Table),
    /// The score over time, in characters.
    Chart(Vec<Line>),
}

/// A whole result.
#[derive(Debug, Clone)]
pub struct Report {
    /// What people read.
    pub blocks: Vec<Block>,
    /// What programs read.
    pub json: Value,
}

impl Report {
    /// A report of which only what a format shows is made: of ten thousand steps either half takes its time.
    pub(crate) fn of(
        format: Format,
        blocks: impl FnOnce() -> Vec<Block>,
        json: impl FnOnce() -> Value,
    ) -> Self {
        match format {
            Format::Json => Self { blocks: Vec::new(), json: json() },
            _ => Self { blocks: blocks(), json: Value::Null },
        }
    }
}

/// The text of a report, at most `width` characters wide where it is a table for a terminal, which alone may carry
/// colour.
pub fn render(report: &Report, format: Format, width: usize, colour: Colour) -> String {
    match format {
        Format::Json => json::text(&report.json),
        Format::Table => {
            let chart = |lines: &[Line]| chart::terminal(lines, width);
            let line = |line: &str| colour.verdict(text::wrapped(&plain(line), width));
            blocks(report, |table| table.terminal(width, colour), line, chart)
        }
        Format::Md => {
            blocks(report, Table::markdown, |line| format!("{}\n", text::markdown_line(line)), fenced)
        }
        Format::Csv => {
            // A spreadsheet wants the tables; sentences belong to the other formats.
            let tables = report.blocks.iter().filter_map(|block| match block {
                Block::Table(table) => Some(table.csv()),
                Block::Lines(_) | Block::Chart(_) => None,
            });
            tables.collect::<Vec<_>>().join("\n")
        }
    }
}

/// A chart for a document, which shows it as it is.
fn fenced(lines: &[Line]) -> String {
    let chart = chart::terminal(lines, WIDTH);
    // Names come from files: none may end the fence.
    let chart = chart.replace('`', "'");
    if chart.is_empty() { chart } else { format!("```text\n{chart}```\n") }
}

/// How wide a chart in a document is, in characters.
const WIDTH: usize = 80;

fn blocks(
    report: &Report,
    table: impl Fn(&Table) -> String,
    line: impl Fn(&str) -> String,
    chart: impl Fn(&[Line]) -> String,
) -> String {
    let parts: Vec<String> = report
        .blocks
        .iter()
        .map(|block| match block {
            Block::Lines(lines) => lines.iter().map(|text| line(text)).collect(),
            Block::Table(rows) => table(rows),
            Block::Chart(lines) => chart(lines),
        })
        .filter(|part: &String| !part.is_empty())
        .collect();
    parts.join("\n")
}
