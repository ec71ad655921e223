//! The tables of a report: typed once, and taken by every format. Workbook and folder write them whole; page and
//! Markdown show some of their columns under names of their own.

mod scenarios;
mod work;

pub(super) use scenarios::{
    basis, causes, movements, options, options_short, projection, scenarios, summary,
};
pub(super) use work::{acceptances, backlog, calendar, density, frontier, left_out, plan};

use crate::model::Id;
use crate::table::{Cell, Field, figures, words};

/// What only people of the tenant need to see.
pub(super) const INSIDE: [&str; 3] = ["owner", "comment", "why"];

/// Words or days, in a column of some width.
fn w<R>(name: &'static str, width: u16, cell: fn(&R) -> Cell) -> Field<R> {
    words(name).width(width).of(cell)
}

/// Figures, in a column of some width.
fn f<R>(name: &'static str, width: u16, cell: fn(&R) -> Cell) -> Field<R> {
    figures(name).width(width).of(cell)
}

pub(super) fn ids<'a>(ids: impl IntoIterator<Item = &'a Id>) -> Cell {
    some(ids.into_iter().map(Id::as_str).collect::<Vec<_>>().join(", "))
}

/// A text, or nothing where it says nothing.
fn some(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}
