//! The tables of a report: typed once, and taken by every format. Workbook and folder write them whole; page and
//! Markdown show some of their columns under names of their own.

mod scenarios;
mod work;

pub(super) use scenarios::{
    basis, causes, movements, options, options_short, projection, scenarios, summary,
};
pub(super) use work::{acceptances, backlog, calendar, density, frontier, left_out, plan};

use crate::model::Id;
use crate::table::{Cell, Column, Table, figures, words};

/// What only people of the tenant need to see.
pub(super) const INSIDE: [&str; 3] = ["owner", "comment", "why"];

/// A column, and its cell in a row.
type Field<R> = (Column, fn(&R) -> Cell);

/// Words or days, in a column of some width.
fn w<R>(name: &'static str, width: u16, cell: fn(&R) -> Cell) -> Field<R> {
    (words(name).width(width), cell)
}

/// Figures, in a column of some width.
fn f<R>(name: &'static str, width: u16, cell: fn(&R) -> Cell) -> Field<R> {
    (figures(name).width(width), cell)
}

fn table<R>(title: &str, rows: impl IntoIterator<Item = R>, fields: Vec<Field<R>>) -> Table {
    let (columns, cells): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
    let mut table = Table::new(title, columns);
    table.rows = rows.into_iter().map(|row| cells.iter().map(|cell| cell(&row)).collect()).collect();
    table
}

/// Ids in one cell, as people write them.
pub(super) fn ids<'a>(ids: impl IntoIterator<Item = &'a Id>) -> Cell {
    some(ids.into_iter().map(Id::as_str).collect::<Vec<_>>().join(", "))
}

/// A text, or nothing where it says nothing.
fn some(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}
