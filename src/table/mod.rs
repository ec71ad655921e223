//! Tables of typed cells, and what stands around them, in every format that people read.
//!
//! Goes in: [`Block`]s (sentences, [`Table`]s, the score over time), or an answer as data. Comes out: text for a
//! terminal, Markdown, CSV or JSON. **Invariants:** writes to strings only; a figure is rounded by its [`Cell`] and nowhere
//! else; texts from outside are made harmless in the way of each format.

mod cell;
mod colour;
mod csv;
mod json;
mod markdown;
mod terminal;

pub(crate) use cell::cells;
pub use cell::{Cell, Column, Field, Holds, figures, words};
pub use colour::Colour;
pub use csv::defused;
pub use json::{harmless, json};
pub use markdown::markdown;

pub use crate::model::text::plain;

use crate::chart;
use crate::chart::over_time::Line;
use crate::model::text::wrapped;

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

/// A part of what people read.
#[derive(Debug, Clone)]
pub enum Block {
    /// Sentences, one a line.
    Lines(Vec<String>),
    Table(Table),
    Chart(Vec<Line>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub title: String,
    pub columns: Vec<Column>,
    /// Its cells, row by row, each row as long as the columns.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    pub fn new(title: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { title: title.into(), columns, rows: Vec::new() }
    }

    /// A table of some rows, column by column.
    pub fn of<R>(title: impl Into<String>, rows: impl IntoIterator<Item = R>, fields: Vec<Field<R>>) -> Self {
        let (columns, cells): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
        let row = |row: R| cells.iter().map(|cell| cell(&row)).collect();
        Self { title: title.into(), columns, rows: rows.into_iter().map(row).collect() }
    }

    pub fn push<C: Into<Cell>>(&mut self, row: impl IntoIterator<Item = C>) {
        self.rows.push(row.into_iter().map(Into::into).collect());
    }

    /// The table as a block; nothing where it has no rows.
    pub fn block(self) -> Option<Block> {
        (!self.rows.is_empty()).then_some(Block::Table(self))
    }

    /// What a cell says to people.
    fn shown<'a>(&'a self, cell: Option<&'a Cell>, column: usize) -> std::borrow::Cow<'a, str> {
        match cell {
            None | Some(Cell::Empty) => self.columns[column].empty.into(),
            Some(cell) => cell.text(),
        }
    }
}

/// What people read, at most `width` characters wide where it is for a terminal, which alone may carry colour; empty for
/// JSON, which is written from the answer itself.
pub fn text(blocks: &[Block], format: Format, width: usize, colour: Colour) -> String {
    match format {
        Format::Json => String::new(),
        Format::Table => {
            let chart = |lines: &[Line]| chart::terminal(lines, width);
            let line = |line: &str| colour.verdict(wrapped(&plain(line), width));
            joined(blocks, |table| table.terminal(width, colour), line, chart)
        }
        Format::Md => {
            let line = |line: &str| format!("{}\n", markdown::markdown_line(line));
            joined(blocks, Table::markdown, line, fenced)
        }
        Format::Csv => {
            // A spreadsheet wants the tables; sentences belong to the other formats.
            let tables = blocks.iter().filter_map(|block| match block {
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

fn joined(
    blocks: &[Block],
    table: impl Fn(&Table) -> String,
    line: impl Fn(&str) -> String,
    chart: impl Fn(&[Line]) -> String,
) -> String {
    let parts: Vec<String> = blocks
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
