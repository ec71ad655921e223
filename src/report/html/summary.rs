//! One page for who decides: today, the goal, the chance, the cost, and what to decide.

use maud::{Markup, html};

use super::Audience;
use super::figures::{bar, day, hours, money, percent, share, tile};
use super::table::{Row, Table, numbers, text, words};
use crate::project::GoalOutcome;
use crate::report::view::{Course, View};
use crate::state::ScoreGroup;

pub(super) fn section(view: &View, _audience: Audience) -> Option<Markup> {
    Some(html! {
        @if let Some(decision) = decision(view) { (decision) }
        dl class="tiles" { (tiles(view)) }
        @if !view.scenarios.is_empty() { (scenarios(view)) }
        div class="columns" {
            (groups("categories", "The score by category", &view.today.categories))
            (views(view))
        }
    })
}

/// What to decide, with what speaks for it.
fn decision(view: &View) -> Option<Markup> {
    let decision = view.decision?;
    let course = view.scenarios.get(decision.scenario)?;
    let all = view.scenarios.len();
    Some(html! {
        div class=(if decision.holds_goal { "decision good" } else { "decision short" }) {
            h3 { "To decide" }
            @if decision.holds_goal {
                p class="lead" {
                    "Go ahead with " strong { (course.name) } "."
                    @if let Some(reached) = course.goal.as_ref().and_then(|goal| goal.date) {
                        " It reaches its goal on " (day(reached)) "."
                    }
                }
                @if all > 1 {
                    p {
                        (decision.holding) " of " (all) " scenarios hold the goal; of these it is the one whose licences cost least more, then the one with the least work."
                    }
                }
            } @else if course.goal.is_some() {
                p class="lead" { "No scenario is at its goal on its day." }
                p {
                    strong { (course.name) } " comes highest"
                    @if let Some(end) = course.end() { ", with " (percent(end.percent())) " on " (day(end.date)) }
                    ". More hours, a later day, or a lower goal would have to give."
                }
            } @else {
                p class="lead" {
                    strong { (course.name) }
                    @if let Some(end) = course.end() { " ends at " (percent(end.percent())) " on " (day(end.date)) }
                    "."
                }
                p { "No scenario names a goal: with one, this page says when and how surely it is reached." }
            }
            @for sentence in course.sentences.iter().filter(|sentence| sentence.contains("protection down")) {
                p class="warning" { (sentence) }
            }
        }
    })
}

fn tiles(view: &View) -> Markup {
    let totals = &view.today.totals;
    let course = view.decision.and_then(|decision| view.scenarios.get(decision.scenario));
    let today = html! { (totals.points) " of " (totals.max) " points, " (totals.rows) " controls" };
    html! {
        (tile("Today", &text(percent(totals.percent())), &today))
        @if let Some(course) = course {
            (goal(course))
            (chance(course))
            (cost(view, course))
            (nobody(course))
        }
    }
}

fn goal(course: &Course) -> Markup {
    let Some(goal) = &course.goal else {
        return tile("Goal", &text("none"), &text("no scenario names one"));
    };
    let figure = html! { (goal.percent.to_string()) " %" };
    tile("Goal", &figure, &html! { "by " (day(goal.by)) ": " (outcome(goal)) })
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

fn chance(course: &Course) -> Markup {
    match course.chance.as_ref().and_then(|chance| Some((chance, chance.in_time?))) {
        Some((chance, times)) => {
            let below =
                html! { "of " (super::figures::thousands(chance.trials.into())) " trials reach it in time" };
            tile("Chance", &text(share(times, chance.trials)), &below)
        }
        None => tile("Chance", &text("\u{2013}"), &text("not tried: a report with --trials says it")),
    }
}

fn cost(view: &View, course: &Course) -> Markup {
    let offer = course.offer.and_then(|at| view.offers.all.get(at));
    let licences = offer.map(|offer| money(offer.more, &view.offers.currency));
    let below = html! {
        "of work in " (course.steps) " steps"
        @match licences {
            Some(more) => { "; licences: " (more) " more a year" },
            None => "; no licences are bought",
        }
    };
    tile("Cost", &html! { (hours(course.effort)) " h" }, &below)
}

fn nobody(course: &Course) -> Markup {
    let Some(idle) = course.do_nothing.last() else { return html! {} };
    let below = html! { "on " (day(idle.date)) ", if nobody does anything" };
    tile("Otherwise", &text(percent(idle.percent())), &below)
}

fn scenarios(view: &View) -> Markup {
    let columns = [
        words("Scenario"),
        numbers("Start"),
        numbers("Lowest").extra(),
        numbers("End"),
        words("Goal"),
        numbers("Chance"),
        numbers("Hours"),
        numbers("Licences more a year"),
    ];
    let rows = view.scenarios.iter().map(|course| {
        let percent_of = |point: Option<&crate::project::ScorePoint>| {
            text(point.map_or_else(String::new, |point| percent(point.percent())))
        };
        let chance = course.chance.as_ref().and_then(|chance| Some(share(chance.in_time?, chance.trials)));
        let offer = course.offer.and_then(|at| view.offers.all.get(at));
        Row::of([
            text(&course.name),
            percent_of(course.start()),
            percent_of(course.low.as_ref()),
            percent_of(course.end()),
            course.goal.as_ref().map_or_else(|| text("none"), outcome),
            text(chance.unwrap_or_else(|| "\u{2013}".to_owned())),
            text(hours(course.effort)),
            text(
                offer.map_or_else(|| "\u{2013}".to_owned(), |offer| money(offer.more, &view.offers.currency)),
            ),
        ])
    });
    Table::new("scenarios", "The scenarios side by side", &columns, rows.collect()).markup()
}

/// The score by group, each with a bar.
pub(super) fn groups(id: &str, caption: &str, groups: &[ScoreGroup]) -> Markup {
    let columns = [words("Name"), numbers("Points"), numbers("Of"), numbers("Share"), words("Bar").extra()];
    let rows = groups.iter().map(|group| {
        let totals = &group.totals;
        Row::of([
            text(&group.name),
            text(totals.points.to_string()),
            text(totals.max.to_string()),
            text(percent(totals.percent())),
            bar(totals.percent()),
        ])
    });
    html! { div { (Table::new(id, caption, &columns, rows.collect()).markup()) } }
}

/// Microsoft's views of the score.
fn views(view: &View) -> Markup {
    let views = &view.today.views;
    let achievable = if views.achievable == views.achievable_at_most {
        percent(views.achievable)
    } else {
        format!("{} to {}", views.achievable, percent(views.achievable_at_most))
    };
    let rows = [
        ("Today", percent(view.today.totals.percent())),
        ("Planned score", views.planned.map_or_else(|| "unknown".to_owned(), percent)),
        ("Achievable score", achievable),
        ("Achievable, as far as seats reach", percent(views.achievable_seat_covered)),
        ("Current license score", percent(views.current_license)),
    ];
    let rows = rows.map(|(name, figure)| Row::of([text(name), text(figure)])).into_iter().collect();
    let columns = [words("View"), numbers("Score")];
    html! { div { (Table::new("views", "Microsoft's views of today", &columns, rows).markup()) } }
}
