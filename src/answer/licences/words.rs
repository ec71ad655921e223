//! Licence options in sentences that a customer understands, and how figures of money are read.

use std::cmp::Ordering;

use super::tables::whole_hours;
use crate::licences::options::{OptionCost, OptionResult, ToolSaving};
use crate::licences::{RedundantSeats, SeatCost};
use crate::model::units::hundredths;
use crate::model::{Id, Minutes, Money, Points, Term};

/// What an option opens, in plain words. Also stands in the JSON.
pub fn sentence(option: &OptionResult, owned: Option<&OptionResult>) -> String {
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
        format!("about {} hours more of work", whole_hours(unlocked.work).trim_start_matches('+'))
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

pub(super) fn beside(option: &OptionResult) -> Vec<String> {
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

fn name(line: &SeatCost) -> String {
    let group = line.group.as_ref().map(|group| format!("@{group}")).unwrap_or_default();
    format!("{}:{}{group}", line.sku, line.seats)
}

fn currency(option: &OptionResult) -> &str {
    option.money.as_ref().map_or("", |money| &money.cost.currency)
}

fn needless(what: &str, list: &[RedundantSeats], option: &OptionResult) -> Option<String> {
    let each = |one: &RedundantSeats| {
        let within: Vec<&str> = one.within.iter().map(Id::as_str).collect();
        let cost = match one.line.yearly() {
            Some(yearly) => format!("{yearly} {} a year", currency(option)),
            None => "at a price that is not known".to_owned(),
        };
        format!("{}, {cost} (all of it is in {})", name(&one.line), within.join(" and "))
    };
    let each: Vec<String> = list.iter().map(each).collect();
    (!each.is_empty()).then(|| format!("{what}: {}", each.join("; ")))
}

fn given_up(option: &OptionResult) -> Option<String> {
    let unexpired = &option.money.as_ref()?.unexpired;
    let each = unexpired.iter().map(|one| {
        let cost = match one.cost() {
            Some(cost) => format!("{cost} {}", currency(option)),
            None => "a price that is not known".to_owned(),
        };
        format!("{} from {} to {}, {cost}", name(&one.line), one.from, one.until)
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty())
        .then(|| format!("given up before the renewal, and paid until then: {}", each.join("; ")))
}

/// The tools that are retired: what they save, and what falls with them.
fn tools(option: &OptionResult) -> Vec<String> {
    let words = |tool: &ToolSaving| {
        let saved = match tool.yearly {
            Ok(yearly) => format!("saves {yearly} {} a year", currency(option)),
            Err(_) => "saves what nobody has priced".to_owned(),
        };
        let falls = match tool.controls.len() {
            0 => "no status rests on it".to_owned(),
            number => {
                let statuses = if number == 1 {
                    "1 asserted status".to_owned()
                } else {
                    format!("{number} asserted statuses")
                };
                let fall = if number == 1 { "ends" } else { "end" };
                let points = match tool.points {
                    Points::ZERO => String::new(),
                    points => format!(" with {points} points"),
                };
                format!("{statuses}{points} {fall} that day")
            }
        };
        format!("without the tool `{}` from {} on: {saved}, and {falls}", tool.name, tool.from)
    };
    option.money.iter().flat_map(|money| &money.tools).map(words).collect()
}

pub(super) fn terms(options: &[OptionResult]) -> &'static str {
    let mut terms: Vec<Term> =
        options.iter().filter_map(|option| Some(option.money.as_ref()?.term)).collect();
    terms.dedup();
    match terms.as_slice() {
        [] | [Term::Annual] => "for a year paid at once",
        [Term::AnnualBilledMonthly] => "for a year paid by the month",
        [Term::Monthly] => "for a month at a time",
        _ => "each for the term of its scenario",
    }
}

pub(super) fn labour_rates(options: &[OptionResult]) -> String {
    let mut rates: Vec<Option<Money>> =
        options.iter().filter_map(|option| Some(option.money.as_ref()?.labour_rate)).collect();
    rates.dedup();
    match rates.as_slice() {
        [] | [None] => "work is not priced".to_owned(),
        [Some(rate)] => format!("an hour of work costs {rate}"),
        _ => "an hour of work costs what each scenario says".to_owned(),
    }
}

pub(super) fn reading_of_money(options: &[OptionResult]) -> Vec<String> {
    let money: Vec<&OptionCost> = options.iter().filter_map(|option| option.money.as_ref()).collect();
    let mut lines = Vec::new();
    if money.iter().any(|money| money.per_point.is_some()) {
        lines.push(
            "Licensed points: all points more, of a setting of the whole tenant only the share of people with a seat. For \
             the score one seat opens it; contracts ask for one for everybody whom it protects"
                .to_owned(),
        );
    }
    if let Some(renewal) = money.iter().find_map(|money| money.renewal) {
        lines.push(format!(
            "Given up, still paid: what goes before the renewal on {renewal} is paid until then; a suite may become a higher \
             one at any time. The cost of a year is that after the renewal"
        ));
    }
    lines
}
