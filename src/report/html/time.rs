//! The score over time: each scenario with its spread and its goal, and what happens when nobody does anything.

use std::cmp::Reverse;

use maud::{Markup, html};

use super::Audience;
use super::charts::{behind, drawn, figure};
use super::figures::{day, percent, sentence, share, signed};
use super::table::{Row, Table, numbers, text, words};
use crate::chart;
use crate::chart::over_time::Line;
use crate::model::Points;
use crate::model::units::hundredths;
use crate::project::ScorePoint;
use crate::report::drawings;
use crate::report::view::{Chance, Course, Movement, View};

/// So many days of a spread stand in its table.
const DAYS: usize = 12;

/// So many causes and movements people see of each scenario.
const MOVEMENTS: usize = 20;

pub(super) fn section(view: &View, audience: Audience) -> Option<Markup> {
    if view.scenarios.is_empty() {
        return None;
    }
    let lines: Vec<Line> = view.scenarios.iter().map(drawings::line).collect();
    let caption = "The percentage of each scenario. The dashed grey line is what happens when nobody does anything; a band is where eight of ten trials end.";
    Some(html! {
        (figure("over-time", caption, |frame| chart::over_time(&lines, frame), &by_month(view)))
        @for (at, course) in view.scenarios.iter().enumerate() { (told(at, course, audience)) }
    })
}

/// The score on the first day of every month, scenario by scenario.
fn by_month(view: &View) -> Markup {
    let mut days: Vec<jiff::civil::Date> = view
        .scenarios
        .iter()
        .flat_map(|course| &course.series)
        .map(|point| point.date.first_of_month())
        .collect();
    days.extend(view.scenarios.iter().filter_map(|course| course.end()).map(|end| end.date));
    days.sort_unstable();
    days.dedup();
    let rows = view.scenarios.iter().flat_map(|course| {
        let lines = [("", &course.series), (", if nobody does anything", &course.do_nothing)];
        lines.map(|(what, series)| (format!("{}{what}", course.name), series))
    });
    let rows: Vec<(String, &Vec<ScorePoint>)> = rows.collect();
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
fn told(at: usize, course: &Course, audience: Audience) -> Markup {
    html! {
        article aria-labelledby={ "course-" (at) } {
            h3 id={ "course-" (at) } { (course.name) }
            ul class="told" { @for told in &course.sentences { li { (sentence(told)) } } }
            @if let Some(tried) = &course.chance { (chance(at, &course.name, tried)) }
            @if audience != Audience::Executive {
                @if !course.waterfall.is_empty() { (behind("What each step adds", &steps(at, course))) }
                @if !course.movements.is_empty() { (behind("What moves the score, day by day", &movements(at, course))) }
            }
        }
    }
}

fn chance(at: usize, name: &str, chance: &Chance) -> Markup {
    let id = format!("spread-{at}");
    let caption = format!("{name}: of ten trials one is below P10, five are below P50 and nine below P90");
    let columns = [words("Day"), numbers("P10"), numbers("P50"), numbers("P90")];
    let step = chance.days.len().div_ceil(DAYS).max(1);
    let last = chance.days.len().saturating_sub(1);
    let shown = chance.days.iter().enumerate().filter(|(at, _)| at % step == 0 || *at == last);
    let rows = shown.map(|(_, spread)| {
        let figure = |value: i64| text(format!("{} %", hundredths(value)));
        Row::of([day(spread.date), figure(spread.p10), figure(spread.p50), figure(spread.p90)])
    });
    let table = Table::new(&id, &caption, &columns, rows.collect());
    html! {
        @if let (Some(in_time), Some(held)) = (chance.in_time, chance.held) {
            p {
                "Of " (super::figures::thousands(chance.trials.into())) " trials " (share(in_time, chance.trials))
                " reach the goal in time, and " (share(held, chance.trials)) " are there on its day."
                @for (confidence, reached) in &chance.reached_by {
                    @if let Some(reached) = reached { " With " (confidence) " % confidence: by " (day(*reached)) "." }
                }
                @if chance.reached_by.iter().all(|(_, reached)| reached.is_none()) {
                    " Even with 50 % confidence it is not reached by the end."
                }
            }
        }
        @if !chance.drivers.is_empty() {
            p {
                "What drives the spread: "
                @for (at, driver) in chance.drivers.iter().take(3).enumerate() {
                    @if at > 0 { ", " } (driver.what) " of " (driver.of)
                }
                "."
            }
        }
        (behind("The spread as a table", &table.markup()))
    }
}

/// The waterfall, drawn and as a table.
fn steps(at: usize, course: &Course) -> Markup {
    let caption = "From the first to the last day; what adds most has a bar of its own.";
    html! {
        @if let Some(waterfall) = drawings::waterfall(course) {
            (drawn(&format!("waterfall-chart-{at}"), caption, |frame| chart::waterfall(&waterfall, frame)))
        }
        (waterfall(at, course))
    }
}

fn waterfall(at: usize, course: &Course) -> Markup {
    let id = format!("waterfall-{at}");
    let steps = &course.waterfall;
    let mut shown: Vec<usize> = (0..steps.len()).collect();
    shown.sort_by_key(|&at| (Reverse(steps[at].percent_hundredths.abs()), at));
    let others = shown.split_off(MOVEMENTS.min(shown.len()));
    shown.sort_unstable();
    let columns = [
        words("Step"),
        words("First on"),
        numbers("Points"),
        numbers("Maximum").extra(),
        numbers("Percent"),
        words("Because").extra(),
    ];
    let row = |name: String, on: Markup, points: Points, max: Points, hundredth: i64, because: &str| {
        Row::of([
            text(name),
            on,
            text(signed(points)),
            text(signed(max)),
            text(signed(Points(hundredth))),
            text(because),
        ])
    };
    let mut rows: Vec<Row> = shown
        .iter()
        .filter_map(|&at| steps.get(at))
        .map(|step| {
            row(
                step.id.to_string(),
                day(step.date),
                step.points,
                step.max,
                step.percent_hundredths,
                &step.text,
            )
        })
        .collect();
    if !others.is_empty() {
        let rest = || others.iter().filter_map(|&at| steps.get(at));
        rows.push(row(
            format!("{} other steps", others.len()),
            text(""),
            rest().map(|step| step.points).sum(),
            rest().map(|step| step.max).sum(),
            rest().map(|step| step.percent_hundredths).sum(),
            "",
        ));
    }
    Table::new(
        &id,
        &format!("{}: what each step adds between the first and the last day", course.name),
        &columns,
        rows,
    )
    .markup()
}

fn movements(at: usize, course: &Course) -> Markup {
    let id = format!("movements-{at}");
    let all = &course.movements;
    let mut shown: Vec<usize> = (0..all.len()).collect();
    shown.sort_by_key(|&at| (Reverse(all[at].points.0.abs().max(all[at].max.0.abs())), at));
    shown.truncate(MOVEMENTS);
    shown.sort_unstable();
    let caption = if shown.len() < all.len() {
        format!("{}: the {} largest of {} movements", course.name, shown.len(), all.len())
    } else {
        format!("{}: every movement", course.name)
    };
    let columns = [
        words("Shows on"),
        words("What"),
        numbers("Points"),
        numbers("Maximum").extra(),
        numbers("After"),
        words("Because").extra(),
    ];
    let row = |movement: &Movement| {
        Row::of([
            day(movement.date),
            text(movement.what()),
            text(signed(movement.points)),
            text(signed(movement.max)),
            text(movement.after.map_or_else(String::new, percent)),
            text(&movement.because),
        ])
    };
    let rows = shown.iter().filter_map(|&at| all.get(at)).map(row).collect();
    Table::new(&id, &caption, &columns, rows).markup()
}
