//! Who works on what, week by week.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::{Cell, Sheet, count, id, ids, maybe, text};
use crate::model::{Id, Minutes, Points};
use crate::report::view::{Plan, PlannedStep, View};

/// A row for each week and team that has work in it; a week begins on its Monday.
pub(super) fn sheet(view: &View) -> Sheet {
    let columns = [
        ("week of", 12),
        ("team", 16),
        ("steps in work", 8),
        ("begin", 50),
        ("end", 50),
        ("hours that end", 10),
        ("points that end", 10),
        ("closed", 40),
    ];
    let mut sheet = Sheet::new("Calendar", columns);
    if let Some(plan) = &view.plan {
        for monday in mondays(plan) {
            for team in &plan.teams {
                sheet.rows.extend(row(plan, monday, &team.id));
            }
        }
    }
    sheet
}

/// The Mondays of all weeks with work.
fn mondays(plan: &Plan) -> Vec<Date> {
    let first = plan.steps.iter().map(|step| step.start).min();
    let last = plan.steps.iter().map(|step| step.finish).max();
    let Some((first, last)) = first.zip(last) else { return Vec::new() };
    let since = i64::from(first.weekday().since(Weekday::Monday));
    let weeks = (0..).map_while(|week| first.checked_add((week * 7 - since).days()).ok());
    weeks.take_while(|monday| *monday <= last).collect()
}

fn row(plan: &Plan, monday: Date, team: &Id) -> Option<Vec<Cell>> {
    let sunday = monday.checked_add(6.days()).unwrap_or(Date::MAX);
    let within = |day: Date| monday <= day && day <= sunday;
    let own: Vec<&PlannedStep> = plan
        .steps
        .iter()
        .filter(|step| step.team == *team && step.start <= sunday && step.finish >= monday)
        .collect();
    if own.is_empty() {
        return None;
    }
    let ending = || own.iter().filter(|step| within(step.finish));
    let effort: Minutes = ending().map(|step| step.effort).sum();
    let gained: Points = ending().map(|step| step.points).sum();
    let frozen = plan.freezes.iter().filter(|freeze| freeze.from <= sunday && freeze.to >= monday);
    let frozen = frozen.map(|freeze| freeze.reason.clone().unwrap_or_else(|| "freeze".to_owned()));
    let holidays = plan.holidays.iter().filter(|day| within(**day)).map(|day| format!("holiday {day}"));
    let closed = frozen.chain(holidays).collect::<Vec<_>>().join(", ");
    Some(vec![
        Cell::Day(monday),
        id(team),
        count(own.len()),
        ids(own.iter().filter(|step| within(step.start)).map(|step| &step.id)),
        ids(ending().map(|step| &step.id)),
        super::hours(effort),
        super::points(gained),
        maybe(Some(closed).filter(|closed| !closed.is_empty()), text),
    ])
}
