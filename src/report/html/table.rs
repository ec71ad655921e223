//! Tables that people and screen readers can read, and that the script can sort and filter.

use maud::{Markup, html};

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Words.
    Words,
    /// Numbers: on the right, under each other.
    Numbers,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    name: &'static str,
    holds: Holds,
    /// Left out on narrow screens.
    is_extra: bool,
}

/// A column of words.
pub(super) const fn words(name: &'static str) -> Column {
    Column { name, holds: Holds::Words, is_extra: false }
}

/// A column of numbers.
pub(super) const fn numbers(name: &'static str) -> Column {
    Column { name, holds: Holds::Numbers, is_extra: false }
}

impl Column {
    /// The same, left out on narrow screens.
    pub(super) const fn extra(mut self) -> Self {
        self.is_extra = true;
        self
    }

    fn class(&self) -> Option<&'static str> {
        match (self.holds, self.is_extra) {
            (Holds::Words, false) => None,
            (Holds::Words, true) => Some("extra"),
            (Holds::Numbers, false) => Some("number"),
            (Holds::Numbers, true) => Some("number extra"),
        }
    }
}

/// A row: its cells, the first of which names it, and its class.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Markup>,
    pub(super) class: Option<&'static str>,
}

impl Row {
    pub(super) fn of(cells: impl IntoIterator<Item = Markup>) -> Self {
        Self { cells: cells.into_iter().collect(), class: None }
    }

    /// The same with a class where there is one.
    pub(super) fn class(mut self, class: Option<&'static str>) -> Self {
        self.class = class;
        self
    }
}

/// A table.
pub(super) struct Table<'a> {
    pub(super) id: &'a str,
    pub(super) caption: &'a str,
    pub(super) columns: &'a [Column],
    pub(super) rows: Vec<Row>,
    /// Which cell names its row.
    pub(super) named_by: usize,
    /// Whether it can be sorted and filtered.
    pub(super) sortable: bool,
}

impl<'a> Table<'a> {
    pub(super) fn new(id: &'a str, caption: &'a str, columns: &'a [Column], rows: Vec<Row>) -> Self {
        Self { id, caption, columns, rows, named_by: 0, sortable: false }
    }

    /// The same, to be sorted and filtered; the cell that names a row is another than the first.
    pub(super) fn sortable(mut self, named_by: usize) -> Self {
        (self.sortable, self.named_by) = (true, named_by);
        self
    }

    /// The table in a region that scrolls sideways, with a field to filter it.
    pub(super) fn markup(&self) -> Markup {
        html! {
            @if self.sortable {
                // Without the script nothing could be filtered, so it is the script that shows it.
                div class="tools" hidden {
                    label for={ (self.id) "-filter" } { "Filter" }
                    input id={ (self.id) "-filter" } type="search" data-filter-for=(self.id) autocomplete="off";
                    output for={ (self.id) "-filter" } { (self.rows.len()) " of " (self.rows.len()) }
                }
            }
            div class="scroll" tabindex="0" role="region" aria-labelledby={ (self.id) "-caption" } {
                table id=(self.id) class=[self.sortable.then_some("sortable")] {
                    caption id={ (self.id) "-caption" } { (self.caption) }
                    thead {
                        tr {
                            @for column in self.columns {
                                th scope="col" class=[column.class()] { (column.name) }
                            }
                        }
                    }
                    tbody { @for row in &self.rows { (self.row(row)) } }
                }
            }
        }
    }

    fn row(&self, row: &Row) -> Markup {
        html! {
            tr class=[row.class] {
                @for (at, (cell, column)) in row.cells.iter().zip(self.columns).enumerate() {
                    @if at == self.named_by {
                        th scope="row" class=[column.class()] { (cell) }
                    } @else {
                        td class=[column.class()] { (cell) }
                    }
                }
            }
        }
    }
}

/// A text as a cell.
pub(super) fn text(text: impl AsRef<str>) -> Markup {
    html! { (text.as_ref()) }
}
