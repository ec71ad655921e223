//! The dated work by team, with the days on which nobody makes changes.

use maud::{Markup, html};

use super::Audience;
use super::charts::{behind, drawn};
use super::figures::{day, exact_hours, maybe_day};
use super::table::{Row, Table, numbers, text, words};
use crate::chart::{self, Frame};
use crate::report::drawings;
use crate::report::view::{Plan, View};

pub(super) fn section(view: &View, _audience: Audience) -> Option<Markup> {
    let plan = view.plan.as_ref()?;
    let name = view.scenarios.get(plan.scenario).map_or("", |course| course.name.as_str());
    let calendar = drawings::calendar(plan);
    let draw = |frame: &Frame<'_>| chart::calendar(&calendar, frame);
    Some(html! {
        p { "The dates of " strong { (name) } ". Points show some days after the work: look into what has not counted by the day to worry." }
        (drawn("calendar-chart", "Each bar is a piece of work, from its first to its last day.", draw))
        (teams(plan))
        @if let Some(off) = days_off(plan) { (off) }
        (behind("Every step with its dates", &steps(plan)))
    })
}

fn teams(plan: &Plan) -> Markup {
    let columns = [
        words("Team"),
        numbers("Hours a week"),
        numbers("Steps"),
        numbers("Hours"),
        numbers("Points"),
        words("Last day of work"),
    ];
    let rows = plan.teams.iter().zip(&plan.totals).map(|(team, total)| {
        Row::of([
            text(team.id.as_str()),
            text(team.week_on(plan.from).to_string()),
            text(total.steps.to_string()),
            text(exact_hours(total.effort)),
            text(total.points.to_string()),
            maybe_day(total.finish),
        ])
    });
    Table::new("teams", "Who does how much", &columns, rows.collect()).markup()
}

fn days_off(plan: &Plan) -> Option<Markup> {
    let holidays: Vec<_> =
        plan.holidays.iter().chain(plan.teams.iter().flat_map(|team| &team.holidays)).collect();
    if plan.freezes.is_empty() && holidays.is_empty() {
        return None;
    }
    Some(html! {
        ul class="facts" {
            @for freeze in &plan.freezes {
                li {
                    "No changes from " (day(freeze.from)) " to " (day(freeze.to))
                    @if let Some(reason) = &freeze.reason { ": " (reason) }
                }
            }
            @if !holidays.is_empty() { li { (holidays.len()) " holidays" } }
        }
    })
}

fn steps(plan: &Plan) -> Markup {
    let columns = [
        words("Start"),
        words("What to do"),
        words("Team"),
        words("Finish"),
        numbers("Hours"),
        numbers("Points"),
        words("Expected by").extra(),
        words("Worry after").extra(),
    ];
    let rows = plan.steps.iter().map(|step| {
        Row::of([
            day(step.start),
            html! { (step.title) span class="id" { (step.id) } },
            text(step.team.as_str()),
            day(step.finish),
            text(exact_hours(step.effort)),
            text(step.points.to_string()),
            maybe_day(step.expected_by),
            maybe_day(step.worry_after),
        ])
    });
    Table::new("dated", "Every step with its dates", &columns, rows.collect()).sortable(1).markup()
}
