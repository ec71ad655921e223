//! Hours against percentage, with the chosen plan on it.

use maud::{Markup, html};

use super::Audience;
use super::charts::figure;
use super::figures::{density, exact_hours, percent};
use super::table::{Row, Table, numbers, text};
use crate::answer::Corner;
use crate::chart;
use crate::model::{Minutes, Points};
use crate::report::drawings;
use crate::report::view::{Asked, Chosen, View};

pub(super) fn section(view: &View, _audience: Audience) -> Option<Markup> {
    let frontier = &view.frontier;
    if frontier.corners.len() < 2 {
        return None;
    }
    let drawn = drawings::frontier(frontier, view.today.totals.percent().hundredths());
    let caption = "The score that so much work reaches at best, and the chosen plan on it.";
    Some(html! {
        @if let Some(asked) = frontier.asked { (told(asked, frontier.chosen.as_ref())) }
        p { "No plan gains more points for the hours of a corner. What more hours bring is the step to the next one." }
        (figure("frontier-chart", caption, |frame| chart::frontier(&drawn, frame), &corners(&frontier.corners)))
    })
}

fn told(asked: Asked, chosen: Option<&Chosen>) -> Markup {
    let Some(chosen) = chosen else {
        return html! { p class="lead warning" { "There is no plan. It was asked for: " (asked) "." } };
    };
    html! {
        p class="lead" {
            (asked) ": " (chosen.points) " points for " (exact_hours(chosen.effort)) " hours in "
            (chosen.steps) " steps, to " strong { (percent(chosen.percent)) } "."
            @if chosen.is_proved { " It is proved that no plan is better." }
        }
    }
}

fn corners(corners: &[Corner]) -> Markup {
    let columns = [numbers("Hours"), numbers("Points"), numbers("Score"), numbers("Points an hour since")];
    let before = [Corner { effort: Minutes::ZERO, points: Points::ZERO, percent: None }];
    let earlier = before.iter().chain(corners);
    let rows = corners.iter().zip(earlier).map(|(corner, earlier)| {
        Row::of([
            text(exact_hours(corner.effort)),
            text(corner.points.to_string()),
            text(corner.percent.map_or_else(String::new, percent)),
            text(density(corner.points - earlier.points, corner.effort - earlier.effort)),
        ])
    });
    Table::new("corners", "The most points for the hours", &columns, rows.collect()).markup()
}
