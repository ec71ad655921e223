//! The work: what more of it brings, the backlog, what needs what, and who does it when.

use maud::{Markup, html};

use super::figures::{behind, day, drawn, figure, percent};
use super::table::{PageTable, Row, text};
use crate::document::{Asked, Audience, Document, Plan, charts, tables};
use crate::model::{Minutes, Points};
use crate::table::{Cell, Table, cells, figures, words};

/// So many rows of the backlog are printed; all of them are on the screen.
const PRINTED: usize = 40;

pub(in crate::document) fn frontier(document: &Document<'_>, _audience: Audience) -> Option<Markup> {
    if document.inputs.frontier.plans.len() < 2 {
        return None;
    }
    let table = tables::frontier(document);
    let corners = PageTable::of(&table, "corners", "The most points for the hours")
        .column("hours", "Hours")
        .column("points", "Points")
        .column("percentage", "Score")
        .figures("Points an hour since", |row| text(since(document, row.at)));
    Some(html! {
        (asked(document))
        p {
            @if document.inputs.frontier.is_complete {
                "No plan gains more points for the hours of a corner."
            } @else {
                "The search was stopped, so corners may be missing."
            }
            " What more hours bring is the step to the next one."
        }
        (figure(&charts::frontier(document), &corners.markup()))
    })
}

fn asked(document: &Document<'_>) -> Markup {
    let Some(chosen) = &document.chosen else {
        return html! { p class="lead warning" { "There is no plan. It was asked for: " (document.asked) "." } };
    };
    html! {
        p class="lead" {
            (document.asked) ": " (chosen.points) " points for " (chosen.effort) " hours in "
            (chosen.steps) " steps, to " strong { (percent(chosen.percent)) } "."
            @if chosen.is_proved { " It is proved that no plan is better." }
        }
    }
}

fn since(document: &Document<'_>, at: usize) -> String {
    let of = |at: usize| document.inputs.frontier.plans.get(at).map(|corner| (corner.points, corner.effort));
    let (points, effort) = of(at).unwrap_or_default();
    let (before, earlier) = at.checked_sub(1).and_then(of).unwrap_or_default();
    or_dash(&tables::density(points - before, effort - earlier))
}

fn or_dash(cell: &Cell) -> String {
    if *cell == Cell::Empty { "\u{2013}".to_owned() } else { cell.text().into_owned() }
}

pub(in crate::document) fn backlog(document: &Document<'_>, audience: Audience) -> Option<Markup> {
    let ranking = document.inputs.ranking;
    let left_out = tables::left_out(document);
    if ranking.steps.is_empty() && left_out.rows.is_empty() {
        return None;
    }
    let steps = ranking.steps.len();
    Some(html! {
        p {
            (steps) " steps in " (ranking.bundles.len()) " bundles"
            @if let Some(last) = ranking.steps.last() {
                ": " (last.cumulative_points) " points for " (last.cumulative_effort) " hours"
                @if let Some(after) = last.percent_after { ", to " (percent(after)) }
            }
            ". A bundle is only worth doing together: what its controls share is paid once. Actions earn no points themselves."
        }
        @if steps > 0 { (items(document, audience)) }
        @if steps > PRINTED {
            p class="print-only" { "The first " (PRINTED) " of " (steps) " steps are printed; the file holds all of them." }
        }
        @if !ranking.bundles.is_empty() { (behind("The bundles", &bundles(document))) }
        @if !left_out.rows.is_empty() { (not_planned(&left_out, audience)) }
    })
}

fn items(document: &Document<'_>, audience: Audience) -> Markup {
    let table = tables::backlog(document);
    let caption = "What has points left, in the order that gains them fastest";
    let mut page = PageTable::of(&table, "backlog-table", caption)
        .column("rank", "#")
        .made("What to do", what)
        .column("points", "Points")
        .column("hours", "Hours")
        .column("bundle", "Bundle")
        .column("points per hour", "Points an hour")
        .extra()
        .or("\u{2013}")
        .column("% after", "Score after")
        .column("user impact", "Users")
        .extra()
        .or("unknown")
        .column("team", "Team")
        .column("finish", "Finished")
        .or("\u{2013}")
        .column("worry after", "Worry after")
        .extra()
        .or("\u{2013}");
    if document.asked != Asked::Everything {
        page = page.column("in the plan", "Planned");
    }
    // A column that says nothing is none.
    let says = |name: &str| {
        let at = table.columns.iter().position(|column| column.name == name);
        audience == Audience::Architect
            && at.is_some_and(|at| table.rows.iter().any(|row| !row[at].text().is_empty()))
    };
    if says("owner") {
        page = page.column("owner", "Owner");
    }
    if says("comment") {
        page = page.column("comment", "Comment").extra();
    }
    let counted = |row: Row<'_>, name: &str| match row.cell(name) {
        Cell::Count(number) => usize::try_from(*number).unwrap_or(0),
        _ => 0,
    };
    let class = move |row: Row<'_>| match (counted(row, "bundle") % 2 == 0, counted(row, "rank") > PRINTED) {
        (false, false) => None,
        (true, false) => Some("even"),
        (false, true) => Some("more"),
        (true, true) => Some("even more"),
    };
    page.class(class).sortable(1).markup()
}

fn what(row: Row<'_>) -> Markup {
    let (way, product, needs) = (row.text("way"), row.text("product"), row.text("needs"));
    html! {
        (row.text("title"))
        span class="id" {
            (row.text("id")) @if !way.is_empty() { " (" (way) ")" }
            @if row.text("kind") == "action" { ", an action" }
            @if !product.is_empty() { ", " (product) }
        }
        @if !needs.is_empty() { span class="needs" { "after " (needs) } }
    }
}

fn bundles(document: &Document<'_>) -> Markup {
    let columns = vec![
        figures("Bundle"),
        figures("Steps"),
        figures("Points"),
        figures("Hours"),
        figures("Points an hour").empty("\u{2013}"),
        words("Which"),
    ];
    let mut table = Table::new("Sets of work that are only worth doing together", columns);
    let ranking = document.inputs.ranking;
    for (at, bundle) in ranking.bundles.iter().enumerate() {
        let (points, effort) = (bundle.points, bundle.minutes);
        let first = bundle.nodes.iter().take(4).map(|&node| ranking.backlog.items[node].id.as_str());
        let first = first.collect::<Vec<_>>().join(", ");
        let more = if bundle.nodes.len() > 4 { ", \u{2026}" } else { "" };
        let density = tables::density(points, effort);
        let which = format!("{first}{more}");
        table.rows.push(cells![at + 1, bundle.nodes.len(), points, effort, density, which]);
    }
    PageTable::whole(&table, "bundles", &table.title).extra().markup()
}

fn not_planned(table: &Table, audience: Audience) -> Markup {
    let mut page = PageTable::of(table, "left-out", "What has points left and can not be planned")
        .made("Control", |row| row.named())
        .column("product", "Product")
        .extra()
        .column("reason", "Why not")
        .column("what would bring it in", "What would bring it in");
    let is_owned = table.rows.iter().any(|row| row.last().is_some_and(|owner| *owner != Cell::Empty));
    if audience == Audience::Architect && is_owned {
        page = page.column("owner", "Owner");
    }
    let name = format!("Left out: {} controls, each with its lever", table.rows.len());
    behind(&name, &page.sortable(0).markup())
}

pub(in crate::document) fn dependencies(document: &Document<'_>, _audience: Audience) -> Option<Markup> {
    let plan = document.plan.as_ref()?;
    let needing = plan.steps.iter().filter(|step| !step.needs.is_empty()).count();
    if needing == 0 {
        return None;
    }
    let table = tables::plan(document);
    let needs = PageTable::of(&table, "needs", "What each piece of dated work builds on")
        .made("Work", |row| row.named())
        .column("needs", "Needs")
        .column("start", "Starts")
        .only(|row| *row.cell("needs") != Cell::Empty);
    Some(html! {
        p { (needing) " of " (plan.steps.len()) " dated steps build on others: what is needed by many comes early and is paid once." }
        (figure(&charts::dependencies(document), &needs.markup()))
    })
}

pub(in crate::document) fn calendar(document: &Document<'_>, _audience: Audience) -> Option<Markup> {
    let plan = document.plan.as_ref()?;
    let table = tables::plan(document);
    let steps = PageTable::of(&table, "dated", "Every step with its dates")
        .column("start", "Start")
        .made("What to do", |row| row.named())
        .column("team", "Team")
        .column("finish", "Finish")
        .column("hours", "Hours")
        .column("points", "Points")
        .column("expected by", "Expected by")
        .extra()
        .or("\u{2013}")
        .column("worry after", "Worry after")
        .extra()
        .or("\u{2013}")
        .sortable(1);
    Some(html! {
        p { "The dates of " strong { (plan.name) } ". Points show some days after the work: look into what has not counted by the day to worry." }
        (drawn(&charts::calendar(document)))
        (teams(plan))
        @if let Some(off) = days_off(plan) { (off) }
        (behind("Every step with its dates", &steps.markup()))
    })
}

fn teams(plan: &Plan<'_>) -> Markup {
    let columns = vec![
        words("Team"),
        figures("Hours a week"),
        figures("Steps"),
        figures("Hours"),
        figures("Points"),
        words("Last day of work").empty("\u{2013}"),
    ];
    let mut table = Table::new("Who does how much", columns);
    for team in &plan.teams {
        let own = || plan.steps.iter().map(|step| step.booking).filter(|booking| booking.team == team.id);
        table.rows.push(cells![
            &team.id,
            team.week_on(plan.from),
            own().count(),
            own().map(|booking| booking.effort).sum::<Minutes>(),
            own().map(|booking| booking.points).sum::<Points>(),
            own().map(|booking| booking.finish).max(),
        ]);
    }
    PageTable::whole(&table, "teams", &table.title).markup()
}

fn days_off(plan: &Plan<'_>) -> Option<Markup> {
    let holidays = plan.holidays.len() + plan.teams.iter().map(|team| team.holidays.len()).sum::<usize>();
    if plan.freezes.is_empty() && holidays == 0 {
        return None;
    }
    Some(html! {
        ul class="facts" {
            @for freeze in plan.freezes {
                li {
                    "No changes from " (day(freeze.from)) " to " (day(freeze.to))
                    @if let Some(reason) = &freeze.reason { ": " (reason) }
                }
            }
            @if holidays > 0 { li { (holidays) " holidays" } }
        }
    })
}
