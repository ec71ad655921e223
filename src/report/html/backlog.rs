//! The backlog as a table to sort and filter, its bundles, and what is left out.

use maud::{Markup, html};

use super::Audience;
use super::charts::behind;
use super::figures::{density, exact_hours, maybe_day, percent};
use super::table::{Column, Row, Table, numbers, text, words};
use crate::model::Impact;
use crate::plan::WorkKind;
use crate::report::view::{Asked, Item, LeftOut, View};

/// So many rows are printed; all of them are on the screen.
const PRINTED: usize = 40;

pub(super) fn section(view: &View, audience: Audience) -> Option<Markup> {
    let backlog = &view.backlog;
    if backlog.items.is_empty() && backlog.left_out.is_empty() {
        return None;
    }
    let last = backlog.items.last();
    Some(html! {
        p {
            (backlog.items.len()) " steps in " (backlog.bundles.len()) " bundles"
            @if let Some(last) = last {
                ": " (last.cumulative_points) " points for " (exact_hours(last.cumulative_effort)) " hours"
                @if let Some(after) = last.percent_after { ", to " (percent(after)) }
            }
            ". A bundle is only worth doing together: what its controls share is paid once. Actions earn no points themselves."
        }
        @if !backlog.items.is_empty() { (items(view, audience)) }
        @if backlog.items.len() > PRINTED {
            p class="print-only" { "The first " (PRINTED) " of " (backlog.items.len()) " steps are printed; the file holds all of them." }
        }
        @if !backlog.bundles.is_empty() { (behind("The bundles", &bundles(view))) }
        @if !backlog.left_out.is_empty() { (left_out(view, audience)) }
    })
}

/// A column of the backlog, and its cell.
type Cell = (Column, fn(&Item) -> Markup);

const CELLS: [Cell; 11] = [
    (numbers("#"), |item| text(item.rank.to_string())),
    (words("What to do"), what),
    (numbers("Points"), |item| text(item.points.to_string())),
    (numbers("Hours"), |item| text(exact_hours(item.effort))),
    (numbers("Bundle"), |item| text(item.bundle.to_string())),
    (numbers("Points an hour").extra(), |item| text(density(item.points, item.effort))),
    (numbers("Score after"), |item| text(item.percent_after.map_or_else(String::new, percent))),
    (words("Users").extra(), |item| text(item.impact.map_or("unknown", Impact::word))),
    (words("Team"), |item| text(item.team.as_ref().map_or("", |team| team.as_str()))),
    (words("Finished"), |item| maybe_day(item.days.map(|(_, finish)| finish))),
    (words("Worry after").extra(), |item| maybe_day(item.worry_after)),
];

/// Whether it is part of the plan that somebody asked for.
const ASKED: Cell = (words("Planned"), |item| text(if item.is_chosen { "yes" } else { "no" }));

/// What only people inside see.
const INSIDE: [Cell; 2] = [
    (words("Owner"), |item| text(item.owner.as_deref().unwrap_or_default())),
    (words("Comment").extra(), |item| text(item.comment.as_deref().unwrap_or_default())),
];

fn what(item: &Item) -> Markup {
    html! {
        (item.title)
        span class="id" {
            (item.id) @if let Some(way) = &item.way { " (" (way) ")" }
            @if item.kind == WorkKind::Action { ", an action" }
            @if let Some(product) = &item.product { ", " (product) }
        }
        @if !item.needs.is_empty() {
            span class="needs" {
                "after "
                @for (at, need) in item.needs.iter().enumerate() { @if at > 0 { ", " } (need) }
            }
        }
    }
}

fn items(view: &View, audience: Audience) -> Markup {
    let items = &view.backlog.items;
    // A column that says nothing is none.
    let says = |(_, cell): &&Cell| items.iter().any(|item| !cell(item).0.is_empty());
    let inside = INSIDE.iter().filter(|_| audience == Audience::Architect).filter(says);
    let is_asked = view.frontier.asked.is_some_and(|asked| asked != Asked::Everything);
    let asked = is_asked.then_some(&ASKED);
    let cells: Vec<&Cell> = CELLS.iter().chain(asked).chain(inside).collect();
    let columns: Vec<Column> = cells.iter().map(|(column, _)| *column).collect();
    let row = |item: &Item| {
        let class = match (item.bundle.is_multiple_of(2), item.rank > PRINTED) {
            (false, false) => None,
            (true, false) => Some("even"),
            (false, true) => Some("more"),
            (true, true) => Some("even more"),
        };
        Row::of(cells.iter().map(|(_, cell)| cell(item))).class(class)
    };
    let rows = items.iter().map(row).collect();
    Table::new("backlog-table", "What has points left, in the order that gains them fastest", &columns, rows)
        .sortable(1)
        .markup()
}

fn bundles(view: &View) -> Markup {
    let columns = [
        numbers("Bundle"),
        numbers("Steps"),
        numbers("Points"),
        numbers("Hours"),
        numbers("Points an hour"),
        words("Which").extra(),
    ];
    let rows = view.backlog.bundles.iter().map(|bundle| {
        let names = bundle.ids.iter().take(4).map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
        let more = if bundle.ids.len() > 4 { ", \u{2026}" } else { "" };
        Row::of([
            text(bundle.number.to_string()),
            text(bundle.ids.len().to_string()),
            text(bundle.points.to_string()),
            text(exact_hours(bundle.effort)),
            text(density(bundle.points, bundle.effort)),
            text(format!("{names}{more}")),
        ])
    });
    Table::new("bundles", "Sets of work that are only worth doing together", &columns, rows.collect())
        .markup()
}

fn left_out(view: &View, audience: Audience) -> Markup {
    let owner = [words("Owner")];
    let mut columns =
        vec![words("Control"), words("Product").extra(), words("Why not"), words("What would bring it in")];
    let with_owner =
        audience == Audience::Architect && view.backlog.left_out.iter().any(|one| one.owner.is_some());
    columns.extend(owner.iter().filter(|_| with_owner));
    let row = |one: &LeftOut| {
        let name = html! { (one.title) span class="id" { (one.id) } };
        let owner = with_owner.then(|| text(one.owner.as_deref().unwrap_or_default()));
        let cells =
            [name, text(one.product.as_deref().unwrap_or_default()), text(one.reason), text(&one.lever)];
        Row::of(cells.into_iter().chain(owner))
    };
    let rows: Vec<Row> = view.backlog.left_out.iter().map(row).collect();
    let name = format!("Left out: {} controls, each with its lever", rows.len());
    let table =
        Table::new("left-out", "What has points left and can not be planned", &columns, rows).sortable(0);
    behind(&name, &table.markup())
}
