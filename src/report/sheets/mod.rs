//! The tables of a report as cells with their kinds: what the workbook and the folder of CSV hold.
//!
//! Goes in: a [`View`]. Comes out: [`Sheet`]s. **Invariants:** a figure is a number and a day is a date, never a text;
//! sheets come in one order, and each is there even when it has no rows, so that what reads them finds them.

mod acceptances;
mod backlog;
mod basis;
mod calendar;
mod course;
mod frontier;
mod options;
mod plan;
mod projection;
mod summary;

use jiff::civil::Date;

use super::html::Audience;
use super::view::View;
use crate::model::{Id, Minutes, Percent, Points};

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it is called.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its cells, row by row, each row as long as the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub name: String,
    /// Its width in characters.
    pub width: u16,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// Words, as they came.
    Text(String),
    /// A whole number.
    Count(i64),
    /// Points, hours or money, in hundredths.
    Hundredths(i64),
    /// A percentage, in hundredths of a percent.
    Percent(i64),
    /// A day.
    Day(Date),
}

/// What only people of the tenant need to see.
const INSIDE: [&str; 3] = ["owner", "comment", "why"];

/// What an executive reads.
const SHORT: [&str; 4] = ["Summary", "Licence options", "Projection", "Basis"];

/// The sheets for a reader, in their order.
pub fn sheets(view: &View, audience: Audience) -> Vec<Sheet> {
    let mut sheets = all(view);
    if audience == Audience::Executive {
        sheets.retain(|sheet| SHORT.contains(&sheet.name));
    }
    if audience != Audience::Architect {
        sheets.iter_mut().for_each(Sheet::keep_to_others);
    }
    sheets
}

fn all(view: &View) -> Vec<Sheet> {
    vec![
        summary::sheet(view),
        plan::sheet(view),
        backlog::sheet(view),
        options::sheet(view),
        projection::sheet(view),
        calendar::sheet(view),
        acceptances::sheet(view),
        course::movements(view),
        course::causes(view),
        frontier::sheet(view),
        backlog::left_out(view),
        basis::sheet(view),
    ]
}

impl Sheet {
    fn new<const N: usize>(name: &'static str, columns: [(&str, u16); N]) -> Self {
        let columns = columns.map(|(name, width)| Column { name: name.to_owned(), width });
        Self { name, columns: columns.into(), rows: Vec::new() }
    }

    /// Drops the columns that only people of the tenant need to see.
    fn keep_to_others(&mut self) {
        let kept: Vec<bool> =
            self.columns.iter().map(|column| !INSIDE.contains(&column.name.as_str())).collect();
        let mut at = kept.iter();
        self.columns.retain(|_| at.next().copied().unwrap_or(true));
        for row in &mut self.rows {
            let mut at = kept.iter();
            row.retain(|_| at.next().copied().unwrap_or(true));
        }
    }
}

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

fn id(id: &Id) -> Cell {
    Cell::Text(id.to_string())
}

/// Ids in one cell, as people write them.
fn ids<'a>(ids: impl IntoIterator<Item = &'a Id>) -> Cell {
    maybe(
        Some(ids.into_iter().map(Id::as_str).collect::<Vec<_>>().join(", ")).filter(|all| !all.is_empty()),
        text,
    )
}

fn count(number: usize) -> Cell {
    Cell::Count(i64::try_from(number).unwrap_or(i64::MAX))
}

fn points(points: Points) -> Cell {
    Cell::Hundredths(points.0)
}

fn hours(effort: Minutes) -> Cell {
    Cell::Hundredths(crate::model::units::div_half_up(i128::from(effort.0) * 100, 60))
}

fn percent(percent: Percent) -> Cell {
    Cell::Percent(percent.hundredths())
}

/// A cell that may be empty.
fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
    value.map_or(Cell::Empty, cell)
}

/// The name of a scenario, by its place.
fn scenario(view: &View, at: usize) -> Cell {
    maybe(view.scenarios.get(at), |course| text(&course.name))
}
