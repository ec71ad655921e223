//! Tables that people and screen readers can read, and that the script can sort and filter: some columns of a typed
//! table, under names of their own.

use std::borrow::Cow;

use maud::{Markup, html};

use super::figures::{day, hundredths_percent};
use crate::table::{Cell, Holds, Table};

#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t Table,
    pub(super) at: usize,
}

impl<'t> Row<'t> {
    /// The cell of a column; nothing of a column that there is not.
    pub(super) fn cell(&self, column: &str) -> &'t Cell {
        let at = self.table.columns.iter().position(|one| one.name == column);
        at.and_then(|at| self.table.rows.get(self.at)?.get(at)).unwrap_or(&Cell::Empty)
    }

    pub(super) fn text(&self, column: &str) -> Cow<'t, str> {
        self.cell(column).text()
    }

    pub(super) fn named(&self) -> Markup {
        html! { (self.text("title")) span class="id" { (self.text("id")) } }
    }
}

enum Written<'t> {
    Cell(&'t str, Box<dyn Fn(&Cell) -> Markup + 't>),
    Row(Box<dyn Fn(Row<'t>) -> Markup + 't>),
}

struct Column<'t> {
    heading: Cow<'t, str>,
    holds: Holds,
    /// Left out on narrow screens.
    is_extra: bool,
    /// What stands for an empty cell.
    empty: &'static str,
    written: Written<'t>,
}

impl<'t> Column<'t> {
    fn class(&self) -> Option<&'static str> {
        match (self.holds, self.is_extra) {
            (Holds::Words, false) => None,
            (Holds::Words, true) => Some("extra"),
            (Holds::Figures, false) => Some("number"),
            (Holds::Figures, true) => Some("number extra"),
        }
    }

    fn write(&self, row: Row<'t>) -> Markup {
        match &self.written {
            Written::Row(write) => write(row),
            Written::Cell(name, write) => match row.cell(name) {
                Cell::Empty => text(self.empty),
                cell => write(cell),
            },
        }
    }
}

pub(super) struct PageTable<'t> {
    id: String,
    caption: String,
    table: &'t Table,
    columns: Vec<Column<'t>>,
    /// The places of the rows that are shown.
    rows: Vec<usize>,
    /// Which cell names its row.
    named_by: usize,
    is_sortable: bool,
    class: Box<dyn Fn(Row<'t>) -> Option<&'static str> + 't>,
}

impl<'t> PageTable<'t> {
    pub(super) fn of(table: &'t Table, id: impl Into<String>, caption: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            caption: caption.into(),
            table,
            columns: Vec::new(),
            rows: (0..table.rows.len()).collect(),
            named_by: 0,
            is_sortable: false,
            class: Box::new(|_| None),
        }
    }

    /// All columns of a table under their own names.
    pub(super) fn whole(table: &'t Table, id: impl Into<String>, caption: impl Into<String>) -> Self {
        let names = table.columns.iter().map(|column| column.name.as_ref());
        names.fold(Self::of(table, id, caption), |page, name| page.column(name, name))
    }

    pub(super) fn column(mut self, name: &'t str, heading: &'t str) -> Self {
        let column = self.table.columns.iter().find(|column| column.name == name);
        self.columns.push(Column {
            heading: heading.into(),
            holds: column.map_or(Holds::Words, |column| column.holds),
            is_extra: false,
            empty: column.map_or("", |column| column.empty),
            written: Written::Cell(name, Box::new(cell)),
        });
        self
    }

    /// With a column of words that are made of the whole row.
    pub(super) fn made(self, heading: &'t str, write: impl Fn(Row<'t>) -> Markup + 't) -> Self {
        self.written(heading, Holds::Words, write)
    }

    /// With a column of figures that are made of the whole row.
    pub(super) fn figures(self, heading: &'t str, write: impl Fn(Row<'t>) -> Markup + 't) -> Self {
        self.written(heading, Holds::Figures, write)
    }

    fn written(mut self, heading: &'t str, holds: Holds, write: impl Fn(Row<'t>) -> Markup + 't) -> Self {
        let written = Written::Row(Box::new(write));
        self.columns.push(Column { heading: heading.into(), holds, is_extra: false, empty: "", written });
        self
    }

    /// The last column is left out on narrow screens.
    pub(super) fn extra(mut self) -> Self {
        self.columns.iter_mut().last().into_iter().for_each(|column| column.is_extra = true);
        self
    }

    /// What stands for an empty cell of the last column.
    pub(super) fn or(mut self, empty: &'static str) -> Self {
        self.columns.iter_mut().last().into_iter().for_each(|column| column.empty = empty);
        self
    }

    /// How the cells of the last column are written, other than by what they hold.
    pub(super) fn formatted(mut self, write: impl Fn(&Cell) -> Markup + 't) -> Self {
        if let Some(Column { written: Written::Cell(_, written), .. }) = self.columns.last_mut() {
            *written = Box::new(write);
        }
        self
    }

    pub(super) fn only(mut self, wanted: impl Fn(Row<'t>) -> bool) -> Self {
        let table = self.table;
        self.rows.retain(|&at| wanted(Row { table, at }));
        self
    }

    pub(super) fn class(mut self, class: impl Fn(Row<'t>) -> Option<&'static str> + 't) -> Self {
        self.class = Box::new(class);
        self
    }

    /// To be sorted and filtered; which cell names a row.
    pub(super) fn sortable(mut self, named_by: usize) -> Self {
        (self.is_sortable, self.named_by) = (true, named_by);
        self
    }

    /// The table in a region that scrolls sideways, with a field to filter it.
    pub(super) fn markup(&self) -> Markup {
        let table = self.table;
        html! {
            @if self.is_sortable {
                // Without the script nothing could be filtered, so it is the script that shows it.
                div class="tools" hidden {
                    label for={ (self.id) "-filter" } { "Filter" }
                    input id={ (self.id) "-filter" } type="search" data-filter-for=(self.id) autocomplete="off";
                    output for={ (self.id) "-filter" } { (self.rows.len()) " of " (self.rows.len()) }
                }
            }
            div class="scroll" tabindex="0" role="region" aria-labelledby={ (self.id) "-caption" } {
                table id=(self.id) class=[self.is_sortable.then_some("sortable")] {
                    caption id={ (self.id) "-caption" } { (self.caption) }
                    thead {
                        tr {
                            @for column in &self.columns {
                                th scope="col" class=[column.class()] { (column.heading) }
                            }
                        }
                    }
                    tbody { @for &at in &self.rows { (self.row(Row { table, at })) } }
                }
            }
        }
    }

    fn row(&self, row: Row<'t>) -> Markup {
        html! {
            tr class=[(self.class)(row)] {
                @for (at, column) in self.columns.iter().enumerate() {
                    @if at == self.named_by {
                        th scope="row" class=[column.class()] { (column.write(row)) }
                    } @else {
                        td class=[column.class()] { (column.write(row)) }
                    }
                }
            }
        }
    }
}

fn cell(cell: &Cell) -> Markup {
    match cell {
        Cell::Date(date) => day(*date),
        Cell::Percent(value) => hundredths_percent(*value),
        other => text(other.text()),
    }
}

pub(super) fn text(text: impl AsRef<str>) -> Markup {
    html! { (text.as_ref()) }
}
