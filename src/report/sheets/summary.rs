//! The figures that people ask for first, one a row.

use super::{Cell, Sheet, count, hours, percent, points, text};
use crate::model::units::div_half_up;
use crate::report::view::{Asked, Course, Frontier, View};

pub(super) fn sheet(view: &View) -> Sheet {
    let mut sheet = Sheet::new("Summary", [("of", 40), ("figure", 38), ("value", 40)]);
    let mut add = |of: &str, figure: &str, value: Cell| sheet.rows.push(vec![text(of), text(figure), value]);
    let tenant = &view.tenant;
    add("report", "title", text(&view.title));
    add("report", "tenant", text(tenant));
    add("report", "snapshot", Cell::Day(view.snapshot));
    add("report", "as of", Cell::Day(view.as_of));
    add("report", "catalogue", text(&view.catalogue));
    let today = &view.today;
    add("today", "points", points(today.totals.points));
    add("today", "maximum", points(today.totals.max));
    add("today", "percentage", percent(today.totals.percent()));
    add("today", "controls in the score", Cell::Count(today.totals.rows));
    add("today", "current license score", percent(today.views.current_license));
    add("today", "achievable score", percent(today.views.achievable));
    add("today", "achievable, as far as seats reach", percent(today.views.achievable_seat_covered));
    for (kind, groups) in [("category", &today.categories), ("product", &today.products)] {
        for group in groups {
            add(kind, &group.name, percent(group.totals.percent()));
        }
    }
    for peer in &today.peers {
        add("similar organisations", &peer.basis, Cell::Percent(peer.percent.0));
    }
    if let Some(decision) = &view.decision
        && let Some(course) = view.scenarios.get(decision.scenario)
    {
        let figure = if decision.holds_goal { "is at its goal on its day" } else { "comes highest" };
        add("to decide", figure, text(&course.name));
    }
    for course in &view.scenarios {
        scenario(course, &mut |figure, value| add(&course.name, figure, value));
    }
    chosen(&view.frontier, &mut |figure, value| add("chosen plan", figure, value));
    sheet
}

fn scenario(course: &Course, add: &mut impl FnMut(&str, Cell)) {
    if let (Some(start), Some(end)) = (course.start(), course.end()) {
        add("first day", Cell::Day(start.date));
        add("percentage on the first day", percent(start.percent()));
        add("last day", Cell::Day(end.date));
        add("percentage on the last day", percent(end.percent()));
    }
    if let Some(low) = &course.low {
        add("lowest day", Cell::Day(low.date));
        add("lowest percentage", percent(low.percent()));
    }
    if let Some(idle) = course.do_nothing.last() {
        add("percentage when nobody does anything", percent(idle.percent()));
    }
    if let Some(goal) = &course.goal {
        add("goal", Cell::Percent(goal.percent.0));
        add("goal by", Cell::Day(goal.by));
        add("percentage on the day of the goal", percent(goal.on_last_day));
        add("goal reached on", goal.date.map_or_else(|| text("never"), Cell::Day));
    }
    if let Some(chance) = &course.chance
        && let Some(in_time) = chance.in_time
    {
        let share = div_half_up(i128::from(in_time) * 10_000, i64::from(chance.trials.max(1)));
        add("chance of the goal in time", Cell::Percent(share));
        add("trials", Cell::Count(chance.trials.into()));
    }
    add("steps", count(course.steps));
    add("hours", hours(course.effort));
}

fn chosen(frontier: &Frontier, add: &mut impl FnMut(&str, Cell)) {
    match frontier.asked {
        Some(Asked::Everything) => add("asked", text("everything that has points left")),
        Some(Asked::Budget(budget)) => add("hours asked", hours(budget)),
        Some(Asked::Target(target)) => add("percentage asked", Cell::Percent(target)),
        None => {}
    }
    match &frontier.chosen {
        Some(plan) => {
            add("steps", count(plan.steps));
            add("hours", hours(plan.effort));
            add("points", points(plan.points));
            add("percentage then", percent(plan.percent));
        }
        None => add("answer", text("there is no such plan")),
    }
}
