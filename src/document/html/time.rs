//! The score over time: each scenario with its spread and its goal, and what happens when nobody does anything.

use jiff::civil::Date;
use maud::{Markup, html};

use super::figures::{behind, day, drawn, figure, percent, sentence, share, thousands};
use super::table::PageTable;
use crate::chart::over_time::Spread;
use crate::document::{Audience, Document, ScenarioSection, charts};
use crate::project::movements;
use crate::project::trials::{CONFIDENCES, Trials};
use crate::report::{project, trials, waterfall};
use crate::table::{Cell, Table, cells, figures, words};

/// So many days of a spread stand in its table.
const DAYS: usize = 12;

/// So many causes and movements people see of each scenario.
const MOVEMENTS: usize = 20;

pub(in crate::document) fn over_time(document: &Document<'_>, audience: Audience) -> Option<Markup> {
    if document.scenarios.is_empty() {
        return None;
    }
    Some(html! {
        (figure(&charts::over_time(document), &by_month(document)))
        @for (at, scenario) in document.scenarios.iter().enumerate() { (told(document, at, scenario, audience)) }
    })
}

/// The score on the first day of every month, scenario by scenario.
fn by_month(document: &Document<'_>) -> Markup {
    let projections = || document.scenarios.iter().map(|scenario| scenario.projection);
    let points = projections().flat_map(|projection| &projection.series);
    let mut days: Vec<Date> = points.map(|point| point.date.first_of_month()).collect();
    days.extend(projections().filter_map(|projection| projection.end()).map(|end| end.date));
    days.sort_unstable();
    days.dedup();
    let rows = projections().flat_map(|projection| {
        let lines = [("", &projection.series), (", if nobody does anything", &projection.do_nothing)];
        lines.map(|(what, series)| (format!("{}{what}", projection.name), series))
    });
    let rows: Vec<_> = rows.collect();
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="The score by month" {
            table {
                caption { "The score on the first day of each month with a change" }
                thead { tr { th scope="col" { "Day" } @for (name, _) in &rows { th scope="col" class="number" { (name) } } } }
                tbody {
                    @for date in days {
                        tr {
                            th scope="row" { (day(date)) }
                            @for (_, series) in &rows {
                                td class="number" {
                                    @if let Some(point) = series.iter().rfind(|point| point.date <= date) { (percent(point.percent())) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a scenario comes to in words, with the tables behind it.
fn told(document: &Document<'_>, at: usize, scenario: &ScenarioSection<'_>, audience: Audience) -> Markup {
    html! {
        article aria-labelledby={ "course-" (at) } {
            h3 id={ "course-" (at) } { (scenario.name()) }
            ul class="told" { @for told in &scenario.sentences { li { (sentence(told)) } } }
            @if let Some(trials) = &scenario.projection.trials { (chance(at, scenario.name(), trials)) }
            @if audience != Audience::Executive {
                @if let Some(steps) = steps(document, at, scenario) { (behind("What each step adds", &steps)) }
                @if let Some(moves) = moves(at, scenario) { (behind("What moves the score, day by day", &moves)) }
            }
        }
    }
}

fn chance(at: usize, name: &str, tried: &Trials) -> Markup {
    let days = Spread::of(tried);
    let caption = format!("{name}: of ten trials one is below P10, five are below P50 and nine below P90");
    let columns = vec![words("Day"), figures("P10"), figures("P50"), figures("P90")];
    let mut table = Table::new(caption, columns);
    let step = days.len().div_ceil(DAYS).max(1);
    let last = days.len().saturating_sub(1);
    for (_, day) in days.iter().enumerate().filter(|(at, _)| at % step == 0 || *at == last) {
        table.rows.push(cells![
            day.date,
            Cell::Percent(day.p10),
            Cell::Percent(day.p50),
            Cell::Percent(day.p90)
        ]);
    }
    let summary = &tried.summary;
    html! {
        @if let (Some(in_time), Some(held)) = (summary.in_time, summary.held) {
            p {
                "Of " (thousands(summary.trials.into())) " trials " (share(in_time, summary.trials))
                " reach the goal in time, and " (share(held, summary.trials)) " are there on its day."
                @for (confidence, reached) in CONFIDENCES.iter().zip(summary.by_confidence) {
                    @if let Some(reached) = reached { " With " (confidence) " % confidence: by " (day(tried.date(reached))) "." }
                }
                @if summary.by_confidence.iter().all(Option::is_none) {
                    " Even with 50 % confidence it is not reached by the end."
                }
            }
        }
        @if !summary.drivers.is_empty() {
            p {
                "What drives the spread: "
                @for (at, driver) in summary.drivers.iter().take(3).enumerate() {
                    @let (what, of) = trials::driver_name(tried, driver);
                    @if at > 0 { ", " } (what) " of " (of)
                }
                "."
            }
        }
        (behind("The spread as a table", &PageTable::whole(&table, format!("spread-{at}"), &table.title).markup()))
    }
}

/// The waterfall, drawn and as a table; its ends stand in the chart.
fn steps(document: &Document<'_>, at: usize, scenario: &ScenarioSection<'_>) -> Option<Markup> {
    let table = waterfall::table(scenario.projection, Some(MOVEMENTS))?;
    let end = table.rows.len() - 1;
    let caption = format!("{}: what each step adds between the first and the last day", scenario.name());
    let steps = PageTable::of(&table, format!("waterfall-{at}"), caption)
        .column("step", "Step")
        .column("first on", "First on")
        .column("points", "Points")
        .column("max", "Maximum")
        .extra()
        .column("%", "Percent")
        .column("because", "Because")
        .extra()
        .only(|row| (1..end).contains(&row.at));
    Some(html! {
        @if let Some(waterfall) = charts::waterfall(document, at) { (drawn(&waterfall)) }
        (steps.markup())
    })
}

fn moves(at: usize, scenario: &ScenarioSection<'_>) -> Option<Markup> {
    let table = project::moved(scenario.projection, Some(MOVEMENTS));
    if table.rows.is_empty() {
        return None;
    }
    let all = movements(scenario.projection).len();
    let caption = if table.rows.len() < all {
        table.title.clone()
    } else {
        format!("{}: every movement", scenario.name())
    };
    let moves = PageTable::of(&table, format!("movements-{at}"), caption)
        .column("shows on", "Shows on")
        .column("what", "What")
        .column("points", "Points")
        .column("max", "Maximum")
        .extra()
        .column("% after", "After")
        .column("because", "Because")
        .extra();
    Some(moves.markup())
}
