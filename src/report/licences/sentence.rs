//! One sentence for each option that a customer understands.

use std::cmp::Ordering;

use super::figures::{difference, hours};
use super::letter;
use crate::licences::Redundant;
use crate::model::{Minutes, Points};
use crate::options::Weighed;

/// A sentence for each option, and what is to be said beside it.
pub(super) fn sentences(options: &[Weighed]) -> Vec<String> {
    let Some((owned, others)) = options.split_first() else { return Vec::new() };
    let mut lines = vec![format!("A: {}", course(owned, None))];
    for (at, option) in others.iter().enumerate() {
        let name = letter(at + 1);
        lines.push(format!("{name}: {}; {}", unlocks(option), course(option, Some(owned))));
        lines.extend(beside(option).into_iter().map(|text| format!("{name}: {text}")));
    }
    lines
}

/// What an option opens, in plain words. Also stands in the JSON.
pub(in crate::report) fn whole(option: &Weighed, owned: Option<&Weighed>) -> String {
    match owned {
        None => course(option, None),
        Some(owned) => format!("{}; {}", unlocks(option), course(option, Some(owned))),
    }
}

fn unlocks(option: &Weighed) -> String {
    let unlocked = &option.unlocked;
    let (now, later) = (option.newly.entitled.len(), option.newly.by_deployment.len());
    let controls =
        |number: usize| if number == 1 { "1 control".to_owned() } else { format!("{number} controls") };
    let opened = match (now, later) {
        (0, 0) => "opens no control".to_owned(),
        (now, 0) => format!("opens {} at once", controls(now)),
        (0, later) => format!("opens {} once it is deployed", controls(later)),
        (now, later) => format!("opens {} at once and {later} more once it is deployed", controls(now)),
    };
    let worked = unlocked.by_work + unlocked.by_deployment;
    let hours = if unlocked.work > Minutes::ZERO {
        format!(" in about {} hours of work more", hours(unlocked.work).trim_start_matches('+'))
    } else {
        " by work".to_owned()
    };
    let work = if worked > Points::ZERO { format!(", {worked} points{hours}") } else { String::new() };
    let at_once = match unlocked.at_once.cmp(&Points::ZERO) {
        Ordering::Greater => format!(", {} points without work", unlocked.at_once),
        Ordering::Less => format!(", {} points at once", unlocked.at_once),
        Ordering::Equal => String::new(),
    };
    let seats = if unlocked.blocked_when_deployed > Points::ZERO {
        format!(", and {} points that no seat reaches", unlocked.blocked_when_deployed)
    } else {
        String::new()
    };
    format!("{opened}{at_once}{work}{seats}")
}

fn course(option: &Weighed, owned: Option<&Weighed>) -> String {
    let course = &option.course;
    let dip = match (course.falls, course.recovered) {
        (false, _) => "the score never falls below it".to_owned(),
        (true, Some(back)) => format!(
            "the score falls to {} % on {} because more is measured, and is back on {back}",
            course.low.percent, course.low.date
        ),
        (true, None) => format!(
            "the score falls to {} % on {} because more is measured, and is not back by {}",
            course.low.percent, course.low.date, course.end.date
        ),
    };
    let compared = owned.map_or_else(String::new, |owned| {
        format!(", {} against as it is", difference(course.end.percent, owned.course.end.percent))
    });
    format!("from {} % the day before {dip}; it ends at {} %{compared}", course.before, course.end.percent)
}

/// What a reader of the figures should know beside them.
fn beside(option: &Weighed) -> Vec<String> {
    let mut lines = Vec::new();
    let named = |list: &[Redundant]| {
        let each = list.iter().map(|one| {
            let within: Vec<&str> = one.within.iter().map(crate::model::Id::as_str).collect();
            format!("{} ({} seats, all of it in {})", one.line.sku, one.line.seats, within.join(" and "))
        });
        each.collect::<Vec<_>>().join(", ")
    };
    if !option.dropped.is_empty() {
        lines.push(format!("makes redundant, and drops: {}", named(&option.dropped)));
    }
    if !option.redundant.is_empty() {
        lines.push(format!("pays for what brings nothing: {}", named(&option.redundant)));
    }
    if !option.newly.accepted.is_empty() {
        let number = option.newly.accepted.len();
        lines.push(format!(
            "{number} of the newly entitled have the status Risk accepted, and plans leave them alone: withdraw it in a scenario where the licence was the reason"
        ));
    }
    if !option.newly.left.is_empty() {
        let up = option.course.day_0.compare(option.course.before).is_gt();
        let verdict = if up { ": percentage up, protection down" } else { "" };
        lines.push(format!(
            "{} controls leave the score with their licence, and what they protect is no longer measured{verdict}",
            option.newly.left.len()
        ));
    }
    lines
}
