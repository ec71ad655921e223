//! The score over time: each scenario with its spread and its goal, and what happens when nobody does anything.

use jiff::civil::Date;
use maud::{Markup, html};

use super::figures::{behind, day, drawn, figure, percent, sentence, share, thousands};
use super::table::PageTable;
use crate::answer::{TrialsAnswer, movement_table};
use crate::document::{Audience, Document, ScenarioSection, charts};
use crate::table::{Cell, Table, cells, figures, words};

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

fn told(document: &Document<'_>, at: usize, scenario: &ScenarioSection<'_>, audience: Audience) -> Markup {
    html! {
        article aria-labelledby={ "course-" (at) } {
            h3 id={ "course-" (at) } { (scenario.name()) }
            ul class="told" { @for told in &scenario.answer.sentences { li { (sentence(told)) } } }
            @if let Some(trials) = &scenario.answer.trials { (chance(at, scenario, trials)) }
            @if audience != Audience::Executive {
                @if let Some(steps) = steps(document, at, scenario) { (behind("What each step adds", &steps)) }
                @if let Some(moves) = moves(at, scenario) { (behind("What moves the score, day by day", &moves)) }
            }
        }
    }
}

fn chance(at: usize, scenario: &ScenarioSection<'_>, trials: &TrialsAnswer) -> Markup {
    let (days, name) = (&trials.percent, scenario.name());
    let caption = format!("{name}: of ten trials one is below P10, five are below P50 and nine below P90");
    let columns = vec![words("Day"), figures("P10"), figures("P50"), figures("P90")];
    let mut table = Table::new(caption, columns);
    let step = days.len().div_ceil(DAYS).max(1);
    let last = days.len().saturating_sub(1);
    for (_, day) in days.iter().enumerate().filter(|(at, _)| at % step == 0 || *at == last) {
        table.rows.push(cells![
            day.date,
            Cell::Percent(day.p10.0),
            Cell::Percent(day.p50.0),
            Cell::Percent(day.p90.0)
        ]);
    }
    let summary = scenario.projection.trials.as_ref().map(|trials| &trials.summary);
    html! {
        @if let Some((in_time, held, all)) = summary.and_then(|one| Some((one.in_time?, one.held?, one.trials))) {
            p {
                "Of " (thousands(all.into())) " trials " (share(in_time, all))
                " reach the goal in time, and " (share(held, all)) " are there on its day."
                @for goal in &trials.goal_dates {
                    @if let Some(reached) = goal.date { " With " (goal.confidence) " % confidence: by " (day(reached)) "." }
                }
                @if trials.goal_dates.iter().all(|goal| goal.date.is_none()) {
                    " Even with 50 % confidence it is not reached by the end."
                }
            }
        }
        @if !trials.sensitivity.is_empty() {
            p {
                "What drives the spread: "
                @for (at, driver) in trials.sensitivity.iter().take(3).enumerate() {
                    @if at > 0 { ", " } (driver.what) " of " (driver.of)
                }
                "."
            }
        }
        (behind("The spread as a table", &PageTable::whole(&table, format!("spread-{at}"), &table.title).markup()))
    }
}

/// The waterfall, drawn and as a table; its ends stand in the chart.
fn steps(document: &Document<'_>, at: usize, scenario: &ScenarioSection<'_>) -> Option<Markup> {
    let table = scenario.answer.waterfall_table(Some(MOVEMENTS))?;
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
    let all = &scenario.answer.movements;
    let table = movement_table(scenario.name(), all, Some(MOVEMENTS));
    if table.rows.is_empty() {
        return None;
    }
    let caption = if table.rows.len() < all.len() {
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
