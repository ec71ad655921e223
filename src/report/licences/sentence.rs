//! One sentence for each option that a customer understands.

use std::cmp::Ordering;

use super::figures::hours;
use super::letter;
use super::money_words::{given_up, needless, tools};
use crate::licences::options::OptionResult;
use crate::model::units::hundredths;
use crate::model::{Minutes, Points};

/// A sentence for each option, and what is to be said beside it.
pub(super) fn sentences(options: &[OptionResult]) -> Vec<String> {
    let Some(owned) = options.first() else { return Vec::new() };
    let mut lines = Vec::new();
    for (at, option) in options.iter().enumerate() {
        let name = letter(at);
        lines.push(format!("{name}: {}", whole(option, Some(owned).filter(|_| at > 0))));
        lines.extend(beside(option).into_iter().map(|text| format!("{name}: {text}")));
    }
    lines
}

/// What an option opens, in plain words. Also stands in the JSON.
pub(crate) fn whole(option: &OptionResult, owned: Option<&OptionResult>) -> String {
    match owned {
        None => format!("today's licences: {}", course(option, None)),
        Some(owned) => format!("{}; {}", unlocks(option), course(option, Some(owned))),
    }
}

fn unlocks(option: &OptionResult) -> String {
    let unlocked = &option.unlocked;
    let (now, later) = (option.newly.entitled.len(), option.newly.by_deployment.len());
    let controls =
        |number: usize| if number == 1 { "1 control".to_owned() } else { format!("{number} controls") };
    let opened = match (now, later) {
        (0, 0) => "opens no control".to_owned(),
        (now, 0) => format!("opens {} on the first day", controls(now)),
        (0, later) => format!("opens {} once it is deployed", controls(later)),
        (now, later) => {
            format!("opens {} on the first day and {later} more once it is deployed", controls(now))
        }
    };
    let worked = unlocked.by_work + unlocked.by_deployment;
    let hours = if unlocked.work > Minutes::ZERO {
        format!("about {} hours more of work", hours(unlocked.work).trim_start_matches('+'))
    } else {
        "work".to_owned()
    };
    let work =
        if worked > Points::ZERO { format!(", worth {worked} points for {hours}") } else { String::new() };
    let at_once = match unlocked.at_once.cmp(&Points::ZERO) {
        Ordering::Greater => format!(", and {} points without work", unlocked.at_once),
        Ordering::Less => format!(", and takes {} points away", Points(-unlocked.at_once.0)),
        Ordering::Equal => String::new(),
    };
    let seats = if unlocked.blocked_when_deployed > Points::ZERO {
        format!(", and leaves {} points out of reach for want of seats", unlocked.blocked_when_deployed)
    } else {
        String::new()
    };
    format!("{opened}{work}{at_once}{seats}")
}

fn course(option: &OptionResult, owned: Option<&OptionResult>) -> String {
    let course = &option.course;
    let why = if course.low.percent.max > course.before.max {
        "because more is measured"
    } else {
        "because points are lost"
    };
    let fall = format!(
        "the score falls from {} % to {} % by {} {why}",
        course.before, course.low.percent, course.low.date
    );
    let dip = match (course.falls, course.recovered) {
        (false, _) => format!("the score does not fall below the {} % of the day before", course.before),
        (true, Some(back)) => format!("{fall}, is back on {back}"),
        (true, None) => format!("{fall}, is not back by {}", course.end.date),
    };
    let compared = owned.map_or_else(String::new, |owned| {
        match course.end.percent.hundredths() - owned.course.end.percent.hundredths() {
            0 => ", as with today's licences".to_owned(),
            more if more > 0 => format!(", {} above today's licences", hundredths(more)),
            less => format!(", {} below today's licences", hundredths(-less)),
        }
    });
    format!("{dip}, and ends at {} %{compared}", course.end.percent)
}

/// What a reader of the figures should know beside them.
fn beside(option: &OptionResult) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(option.trial_ends.map(|day| {
        format!("a trial that ends on {day}: cost, rows and points are those of keeping it, the score over time is not")
    }));
    lines.extend(needless("makes redundant, and drops", &option.dropped, option));
    lines.extend(needless("pays for what brings nothing", &option.redundant, option));
    lines.extend(given_up(option));
    lines.extend(tools(option));
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
