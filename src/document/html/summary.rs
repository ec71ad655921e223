//! One page for who decides: today, the goal, the chance, the cost, and what to decide.

use maud::{Markup, html};

use super::figures::{bar, day, hours, hundredths_percent, money, percent, share, thousands, tile};
use super::table::{PageTable, text};
use crate::document::{Audience, Document, ScenarioSection, tables};
use crate::model::Percent;
use crate::project::GoalOutcome;
use crate::state::{Views, by_category, views};
use crate::table::{Cell, Table, cells, figures, words};

pub(in crate::document) fn summary(document: &Document<'_>, _audience: Audience) -> Option<Markup> {
    Some(html! {
        @if let Some(decision) = decision(document) { (decision) }
        dl class="tiles" { (tiles(document)) }
        @if !document.scenarios.is_empty() { (scenarios(document)) }
        div class="columns" {
            div { (categories(document)) }
            div { (microsofts_views(document)) }
        }
    })
}

/// What to decide, with what speaks for it.
fn decision(document: &Document<'_>) -> Option<Markup> {
    let (decision, scenario) = document.decided()?;
    let (projection, all) = (scenario.projection, document.scenarios.len());
    Some(html! {
        div class=(if decision.holds_goal { "decision good" } else { "decision short" }) {
            h3 { "To decide" }
            @if decision.holds_goal {
                p class="lead" {
                    "Go ahead with " strong { (scenario.name()) } "."
                    @if let Some(reached) = projection.goal.as_ref().and_then(|goal| goal.date) {
                        " It reaches its goal on " (day(reached)) "."
                    }
                }
                @if all > 1 {
                    p {
                        (decision.holding) " of " (all) " scenarios hold the goal; of these it is the one whose licences cost least more, then the one with the least work."
                    }
                }
            } @else if projection.goal.is_some() {
                p class="lead" { "No scenario is at its goal on its day." }
                p {
                    strong { (scenario.name()) } " comes highest"
                    @if let Some(end) = projection.end() { ", with " (percent(end.percent())) " on " (day(end.date)) }
                    ". More hours, a later day, or a lower goal would have to give."
                }
            } @else {
                p class="lead" {
                    strong { (scenario.name()) }
                    @if let Some(end) = projection.end() { " ends at " (percent(end.percent())) " on " (day(end.date)) }
                    "."
                }
                p { "No scenario names a goal: with one, this page says when and how surely it is reached." }
            }
            @for sentence in scenario.answer.sentences.iter().filter(|sentence| sentence.contains("protection down")) {
                p class="warning" { (sentence) }
            }
        }
    })
}

fn tiles(document: &Document<'_>) -> Markup {
    let totals = &document.today;
    let today = html! { (totals.points) " of " (totals.max) " points, " (totals.rows) " controls" };
    html! {
        (tile("Today", &percent(totals.percent()), &today))
        @if let Some((_, scenario)) = document.decided() {
            (goal(scenario))
            (chance(scenario))
            (cost(document, scenario))
            (do_nothing(scenario))
        }
    }
}

fn goal(scenario: &ScenarioSection<'_>) -> Markup {
    match &scenario.projection.goal {
        None => tile("Goal", &text("none"), &text("no scenario names one")),
        Some(goal) => {
            let below = html! { "by " (day(goal.by)) ": " (outcome(goal)) };
            tile("Goal", &hundredths_percent(goal.percent.0), &below)
        }
    }
}

/// Whether a goal is reached, in words that do not need a colour.
fn outcome(goal: &GoalOutcome) -> Markup {
    match (goal.date, goal.reached) {
        (Some(date), true) if goal.held => html! { "reached on " (day(date)) },
        (Some(date), true) => html! { "reached on " (day(date)) " and lost again" },
        (Some(date), false) => html! { "missed, reached on " (day(date)) },
        (None, _) => html! { "missed with " (percent(goal.on_last_day)) },
    }
}

fn chance(scenario: &ScenarioSection<'_>) -> Markup {
    match scenario.in_time() {
        Some((in_time, trials)) => {
            let below = html! { "of " (thousands(trials.into())) " trials reach it in time" };
            tile("Chance", &text(share(in_time, trials)), &below)
        }
        None => tile("Chance", &text("\u{2013}"), &text("not tried: a report with --trials says it")),
    }
}

fn cost(document: &Document<'_>, scenario: &ScenarioSection<'_>) -> Markup {
    let currency = document.inputs.prices.currency();
    let below = html! {
        "of work in " (scenario.projection.work.len()) " steps"
        @match document.licence_cost(scenario) {
            Some(more) => { "; licences: " (money(more, currency)) " more a year" },
            None => "; no licences are bought",
        }
    };
    tile("Cost", &html! { (hours(scenario.effort)) " h" }, &below)
}

fn do_nothing(scenario: &ScenarioSection<'_>) -> Markup {
    let Some(idle) = scenario.projection.do_nothing.last() else { return html! {} };
    let below = html! { "on " (day(idle.date)) ", if nobody does anything" };
    tile("Otherwise", &percent(idle.percent()), &below)
}

fn scenarios(document: &Document<'_>) -> Markup {
    let table = tables::scenarios(document);
    let of = |at: usize| document.scenarios.get(at);
    let goal = |at| of(at)?.projection.goal.as_ref();
    let chance = |at| of(at)?.in_time().map(|(in_time, trials)| share(in_time, trials));
    let cost = |at| document.licence_cost(of(at)?);
    PageTable::of(&table, "scenarios", "The scenarios side by side")
        .column("scenario", "Scenario")
        .column("start %", "Start")
        .column("low %", "Lowest")
        .extra()
        .column("end %", "End")
        .made("Goal", |row| goal(row.at).map_or_else(|| text("none"), outcome))
        .figures("Chance", |row| text(chance(row.at).unwrap_or_else(|| "\u{2013}".to_owned())))
        .column("hours", "Hours")
        .formatted(|cell| text(if let Cell::Hours(effort) = cell { hours(*effort) } else { String::new() }))
        .figures("Licences more a year", |row| match cost(row.at) {
            Some(more) => text(money(more, document.inputs.prices.currency())),
            None => text("\u{2013}"),
        })
        .markup()
}

/// The score by category, each with a bar.
fn categories(document: &Document<'_>) -> Markup {
    let groups = by_category(document.inputs.state);
    let columns = vec![words("Name"), figures("Points"), figures("Of"), figures("Share")];
    let mut table = Table::new("The score by category", columns);
    for group in &groups {
        let totals = &group.totals;
        table.rows.push(cells![&group.name, totals.points, totals.max, totals.percent()]);
    }
    PageTable::whole(&table, "categories", &table.title)
        .made("Bar", |row| groups.get(row.at).map_or_else(|| text(""), |group| bar(group.totals.percent())))
        .extra()
        .markup()
}

fn microsofts_views(document: &Document<'_>) -> Markup {
    let Views {
        planned,
        current_license,
        achievable,
        achievable_at_most,
        achievable_seat_covered,
        achievable_seat_covered_at_most,
    } = views(document.inputs.state);
    let range = |least: Percent, most: Percent| match least == most {
        true => least.into(),
        false => Cell::Text(format!("{least} to {most} %")),
    };
    let within_seats = range(achievable_seat_covered, achievable_seat_covered_at_most);
    let columns = vec![words("View"), figures("Score").empty("unknown")];
    let mut table = Table::new("Microsoft's views of today", columns);
    table.rows = vec![
        cells!["Today", document.today.percent()],
        cells!["Planned score", planned],
        cells!["Achievable score", range(achievable, achievable_at_most)],
        cells!["Achievable, as far as seats reach", within_seats],
        cells!["Current license score", current_license],
    ];
    PageTable::whole(&table, "views", &table.title).markup()
}
