//! The figures of the options: options as columns, a few in each table.

use super::letter;
use crate::licences::options::{OptionCost, OptionResult};
use crate::model::units::{div_half_up, hundredths};
use crate::model::{Minutes, Percent, Points};
use crate::table::{Format, Table, figures, words};

/// So many columns beside the names of the figures fit a terminal of usual width.
pub(super) const ABREAST: usize = 4;

/// A figure: its name, and how it is read from an option; the first argument is what is owned.
type Figure = (&'static str, fn(&OptionResult, &OptionResult) -> String);

/// What an option unlocks.
const UNLOCKS: [Figure; 15] = [
    ("controls in the score", |_, option| option.after.visible.to_string()),
    ("of these entitled", |_, option| option.after.entitled.to_string()),
    ("maximum", |_, option| option.after.max.to_string()),
    ("rows by the licence", |_, option| count(option.newly.by_licence.len())),
    ("rows by deploying", |_, option| count(option.newly.by_deployment.len())),
    ("newly entitled", |_, option| count(option.newly.entitled.len())),
    ("of these risk accepted", |_, option| count(option.newly.accepted.len())),
    ("points at once", |_, option| signed(option.unlocked.at_once)),
    ("points by work", |_, option| signed(option.unlocked.by_work)),
    ("points by deploying", |_, option| signed(option.unlocked.by_deployment)),
    ("licensed points", |_, option| signed(option.unlocked.licensed)),
    ("hours more for all of it", |_, option| hours(option.unlocked.work)),
    ("points no seat reaches", |_, option| option.unlocked.blocked_by_seats.to_string()),
    ("owned plans not used", |_, option| option.unused.len().to_string()),
    ("maximum when deployed", |_, option| option.deployed.max.to_string()),
];

/// The score over time.
const COURSE: [Figure; 12] = [
    ("the day before %", |_, option| option.course.before.to_string()),
    ("day 0 %", |_, option| option.course.day_0.to_string()),
    ("lowest %", |_, option| option.course.low.percent.to_string()),
    ("lowest on", |_, option| option.course.low.date.to_string()),
    ("recovered on", |_, option| recovered(option)),
    ("after 90 days %", |_, option| {
        option.course.day_90.map_or_else(|| "later".to_owned(), |percent| percent.to_string())
    }),
    ("at the end %", |_, option| option.course.end.percent.to_string()),
    ("above as it is", |owned, option| difference(option.course.end.percent, owned.course.end.percent)),
    ("achievable %", |_, option| option.after.views.achievable_seat_covered.to_string()),
    ("whatever the seats %", |_, option| option.after.views.achievable.to_string()),
    ("current license %", |_, option| option.after.views.current_license.to_string()),
    ("achievable, deployed %", |_, option| option.deployed.views.achievable_seat_covered.to_string()),
];

/// What it costs.
const COSTS: [Figure; 3] = [
    ("a year", |_, option| amount(option, |money| money.cost.yearly())),
    ("more than as it is", |_, option| amount(option, |money| money.difference)),
    ("for each licensed point", |_, option| {
        let per_point = option.money.as_ref().and_then(|money| money.per_point);
        per_point.map_or_else(|| "-".to_owned(), |cost| hundredths(cost.hundredths()))
    }),
];

/// What is paid for nothing, where a renewal is stated.
const RENEWAL: Figure = ("given up, still paid", |_, option| amount(option, OptionCost::until_renewal));

/// What work costs, where an hour has a price.
const LABOUR: Figure = ("the hours more, once", |_, option| amount(option, |money| money.labour));

/// What retired tools save, where some option retires one.
const TOOLS: [Figure; 2] = [
    ("tools save a year", |_, option| amount(option, OptionCost::saved)),
    ("more, less what they save", |_, option| amount(option, OptionCost::net)),
];

fn costs(options: &[OptionResult]) -> Vec<Figure> {
    let any =
        |has: fn(&OptionCost) -> bool| options.iter().filter_map(|option| option.money.as_ref()).any(has);
    let mut figures = COSTS.to_vec();
    figures.extend(any(|money| money.renewal.is_some()).then_some(RENEWAL));
    figures.extend(any(|money| money.labour.is_some()).then_some(LABOUR));
    if any(|money| !money.tools.is_empty()) {
        figures.extend(TOOLS);
    }
    figures
}

fn amount(option: &OptionResult, of: fn(&OptionCost) -> Option<i64>) -> String {
    option.money.as_ref().and_then(of).map_or_else(|| "unknown".to_owned(), hundredths)
}

/// The tables of figures, wrapped to some options each; for a spreadsheet one table with all of them.
pub(super) fn tables(options: &[OptionResult], format: Format) -> Vec<Table> {
    let Some(owned) = options.first() else { return Vec::new() };
    let mut tables = Vec::new();
    let costs = costs(options);
    let subjects: [(&str, &[Figure]); 3] =
        [("What it unlocks", &UNLOCKS), ("The score over time", &COURSE), ("What it costs", &costs)];
    for (title, lines) in subjects {
        for places in abreast(options.len(), format) {
            let columns = std::iter::once(words("figure").least(24));
            let columns = columns.chain(places.clone().map(|at| figures(letter(at)))).collect();
            let mut table = Table::new(title, columns);
            for (name, figure) in lines {
                let cells = options[places.clone()].iter().map(|option| figure(owned, option));
                table.push([(*name).to_owned()].into_iter().chain(cells));
            }
            tables.push(table);
        }
    }
    tables
}

/// Which options stand in one table.
pub(super) fn abreast(options: usize, format: Format) -> Vec<std::ops::Range<usize>> {
    let width = if format == Format::Table { ABREAST } else { options.max(1) };
    (0..options).step_by(width).map(|start| start..(start + width).min(options)).collect()
}

fn count(number: usize) -> String {
    if number == 0 { "0".to_owned() } else { format!("+{number}") }
}

pub(super) fn signed(points: Points) -> String {
    if points > Points::ZERO { format!("+{points}") } else { points.to_string() }
}

/// Hours to the tenth are more than an estimate knows; whole ones are shown.
pub(super) fn hours(minutes: Minutes) -> String {
    let hours = div_half_up(i128::from(minutes.0), 60);
    if hours > 0 { format!("+{hours}") } else { hours.to_string() }
}

fn recovered(option: &OptionResult) -> String {
    match (option.course.falls, option.course.recovered) {
        (false, _) => "no dip".to_owned(),
        (true, Some(date)) => date.to_string(),
        (true, None) => "not yet".to_owned(),
    }
}

/// The difference of two percentages as they are shown.
pub(super) fn difference(percent: Percent, other: Percent) -> String {
    let difference = percent.hundredths() - other.hundredths();
    if difference > 0 { format!("+{}", hundredths(difference)) } else { hundredths(difference) }
}
