//! What is paid for nothing and what is saved, in words.

use crate::licences::options::{OptionCost, OptionResult, ToolSaving};
use crate::licences::{RedundantSeats, SeatCost};
use crate::model::units::hundredths;
use crate::model::{Id, Points, Term};

fn name(line: &SeatCost) -> String {
    let group = line.group.as_ref().map(|group| format!("@{group}")).unwrap_or_default();
    format!("{}:{}{group}", line.sku, line.seats)
}

fn currency(option: &OptionResult) -> &str {
    option.money.as_ref().map_or("", |money| &money.cost.currency)
}

/// Seats that bring nothing beside the rest, with what they cost.
pub(super) fn needless(what: &str, list: &[RedundantSeats], option: &OptionResult) -> Option<String> {
    let each = |one: &RedundantSeats| {
        let within: Vec<&str> = one.within.iter().map(Id::as_str).collect();
        let cost = match one.line.yearly() {
            Some(yearly) => format!("{} {} a year", hundredths(yearly), currency(option)),
            None => "at a price that is not known".to_owned(),
        };
        format!("{}, {cost} (all of it is in {})", name(&one.line), within.join(" and "))
    };
    let each: Vec<String> = list.iter().map(each).collect();
    (!each.is_empty()).then(|| format!("{what}: {}", each.join("; ")))
}

/// What is given up before its contract ends.
pub(super) fn given_up(option: &OptionResult) -> Option<String> {
    let unexpired = &option.money.as_ref()?.unexpired;
    let each = unexpired.iter().map(|one| {
        let cost = match one.cost() {
            Some(cost) => format!("{} {}", hundredths(cost), currency(option)),
            None => "a price that is not known".to_owned(),
        };
        format!("{} from {} to {}, {cost}", name(&one.line), one.from, one.until)
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty())
        .then(|| format!("given up before the renewal, and paid until then: {}", each.join("; ")))
}

/// The tools that are retired: what they save, and what falls with them.
pub(super) fn tools(option: &OptionResult) -> Vec<String> {
    let words = |tool: &ToolSaving| {
        let saved = match tool.yearly {
            Ok(yearly) => format!("saves {} {} a year", hundredths(yearly), currency(option)),
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

/// What the prices are for.
pub(super) fn term(options: &[OptionResult]) -> &'static str {
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

/// What an hour of work costs.
pub(super) fn labour(options: &[OptionResult]) -> String {
    let mut rates: Vec<Option<i64>> =
        options.iter().filter_map(|option| Some(option.money.as_ref()?.labour_rate)).collect();
    rates.dedup();
    match rates.as_slice() {
        [] | [None] => "work is not priced".to_owned(),
        [Some(rate)] => format!("an hour of work costs {}", hundredths(*rate)),
        _ => "an hour of work costs what each scenario says".to_owned(),
    }
}

/// How the figures of money are to be read.
pub(super) fn reading(options: &[OptionResult]) -> Vec<String> {
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
