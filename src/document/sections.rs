//! The sections of a report: one list, from which every format takes what it shows.
//!
//! The page writes the sections in this order, Markdown those that have a text, and workbook and folder the tables and
//! charts of them.

use maud::Markup;

use super::charts::{self, Drawing};
use super::tables::{self, INSIDE};
use super::{Audience, Document, html, markdown};
use crate::table::Table;

pub(super) struct Section {
    pub id: &'static str,
    /// Its name among the links of the page.
    pub name: &'static str,
    pub heading: &'static str,
    /// Whether executives read it too.
    pub is_short: bool,
    pub tables: &'static [Sheet],
    pub charts: for<'a> fn(&Document<'a>) -> Vec<Drawing<'a>>,
    /// What the page says; nothing where there is nothing to show.
    pub page: fn(&Document<'_>, Audience) -> Option<Markup>,
    /// What Markdown says under each of its headings.
    pub markdown: &'static [Paragraph],
}

/// A table that workbook and folder hold whole.
pub(super) struct Sheet {
    /// Its place among the sheets of a workbook.
    place: usize,
    /// Whether executives read it too.
    is_short: bool,
    table: fn(&Document<'_>) -> Table,
}

pub(super) struct Paragraph {
    pub heading: &'static str,
    pub text: fn(&Document<'_>, Audience) -> Option<String>,
}

const fn section(
    id: &'static str,
    name: &'static str,
    heading: &'static str,
    page: fn(&Document<'_>, Audience) -> Option<Markup>,
) -> Section {
    Section { id, name, heading, is_short: false, tables: &[], charts: |_| Vec::new(), page, markdown: &[] }
}

const fn sheet(place: usize, table: fn(&Document<'_>) -> Table) -> Sheet {
    Sheet { place, is_short: false, table }
}

const fn short(place: usize, table: fn(&Document<'_>) -> Table) -> Sheet {
    Sheet { place, is_short: true, table }
}

const fn text(heading: &'static str, text: fn(&Document<'_>, Audience) -> Option<String>) -> Paragraph {
    Paragraph { heading, text }
}

const SECTIONS: [Section; 11] = [
    Section {
        is_short: true,
        tables: &[short(1, tables::summary)],
        markdown: &[text("Summary", markdown::summary), text("Scenarios", markdown::scenarios)],
        ..section("summary", "Summary", "Summary", html::summary)
    },
    Section {
        is_short: true,
        tables: &[short(5, tables::projection), sheet(8, tables::movements), sheet(9, tables::causes)],
        charts: |document| {
            let waterfalls = (0..document.scenarios.len()).filter_map(|at| charts::waterfall(document, at));
            std::iter::once(charts::over_time(document)).chain(waterfalls).collect()
        },
        ..section("time", "Over time", "The score over time", html::over_time)
    },
    Section {
        is_short: true,
        tables: &[short(4, tables::options)],
        charts: |document| vec![charts::dip(document)],
        markdown: &[text("Licence options", markdown::options)],
        ..section("options", "Licences", "Licence options", html::options)
    },
    Section {
        tables: &[sheet(10, tables::frontier)],
        charts: |document| vec![charts::frontier(document)],
        ..section("frontier", "Frontier", "What more work brings", html::frontier)
    },
    Section {
        tables: &[sheet(3, tables::backlog), sheet(11, tables::left_out)],
        markdown: &[text("Plan", markdown::plan)],
        ..section("backlog", "Backlog", "The backlog", html::backlog)
    },
    Section {
        charts: |document| vec![charts::dependencies(document)],
        ..section("dependencies", "Needs", "What needs what", html::dependencies)
    },
    Section {
        tables: &[sheet(2, tables::plan), sheet(6, tables::calendar)],
        charts: |document| vec![charts::calendar(document)],
        ..section("calendar", "Calendar", "The calendar", html::calendar)
    },
    Section {
        tables: &[sheet(7, tables::acceptances)],
        ..section("acceptances", "Accepted risks", "Accepted risks and other statuses", html::acceptances)
    },
    section("peers", "Peers", "Similar organisations", html::peers),
    Section {
        is_short: true,
        tables: &[short(12, tables::basis)],
        markdown: &[text("What it rests on", markdown::basis)],
        ..section("assumptions", "Assumptions", "What it rests on", html::assumptions)
    },
    section("rederive", "Check", "Check the figures", html::formulas),
];

pub(super) fn sections(audience: Audience) -> impl Iterator<Item = &'static Section> {
    SECTIONS.iter().filter(move |section| audience != Audience::Executive || section.is_short)
}

/// The tables that workbook and folder hold for a reader: each is there even without rows, so that what reads them
/// finds them.
pub(super) fn sheets(document: &Document<'_>, audience: Audience) -> Vec<Table> {
    let mut sheets: Vec<&Sheet> = sections(audience).flat_map(|section| section.tables).collect();
    sheets.retain(|sheet| audience != Audience::Executive || sheet.is_short);
    sheets.sort_by_key(|sheet| sheet.place);
    let mut tables: Vec<Table> = sheets.into_iter().map(|sheet| (sheet.table)(document)).collect();
    if audience != Audience::Architect {
        tables.iter_mut().for_each(keep_to_others);
    }
    tables
}

/// Drops the columns that only people of the tenant need to see.
fn keep_to_others(table: &mut Table) {
    let kept: Vec<bool> =
        table.columns.iter().map(|column| !INSIDE.contains(&column.name.as_ref())).collect();
    let mut at = kept.iter();
    table.columns.retain(|_| at.next().copied().unwrap_or(true));
    for row in &mut table.rows {
        let mut at = kept.iter();
        row.retain(|_| at.next().copied().unwrap_or(true));
    }
}
