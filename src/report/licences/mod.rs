//! Licence options, side by side, and the best licences to have.

pub mod best;
mod best_json;
mod bought;
mod controls;
mod figures;
mod json;
mod money_words;
mod sentence;

pub use bought::Bought;

pub(crate) use sentence::whole as sentence;

use jiff::civil::Date;

use crate::diag::Findings;
use crate::licences::BreakEven;
use crate::licences::options::{BreakEvenPair, OptionResult, UnusedPlans, break_even_pairs};
use crate::model::{Catalogue, Id, Licence, Prices, Visibility};
use crate::state::first_names;
use crate::table::{Block, Format, Output, Table, figures, words};

/// The options under one reading of what is visible, what is owned first.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The reading.
    pub visibility: Visibility,
    /// What is owned, then the options.
    pub options: Vec<OptionResult>,
}

/// The teams and rules of the options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules<'a> {
    /// One team of 40 hours a week for a year.
    Plain,
    /// Those of a scenario, by its name.
    Shared(&'a str),
    /// Each option has those of its own scenario.
    Own,
}

/// What is shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The name of the tenant.
    pub tenant: &'a str,
    /// The world.
    pub catalogue: &'a Catalogue,
    /// The first day.
    pub start: Date,
    /// What the options have in common.
    pub rules: Rules<'a>,
    /// What seats cost.
    pub prices: &'a Prices,
    /// Whether people see every control.
    pub controls: bool,
    /// One reading, or both.
    pub readings: &'a [Reading],
}

/// Columns of options are named by letters: their names are long.
const LETTERS: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U",
    "V", "W", "X", "Y", "Z",
];

/// The letter of an option by its place.
fn letter(at: usize) -> &'static str {
    LETTERS.get(at).copied().unwrap_or("-")
}

/// The options with their figures, statuses and sentences.
pub fn report(shown: &Shown<'_>, format: Format, findings: &Findings) -> Output {
    Output::of(format, || blocks(shown, format), || json::json(shown, findings))
}

fn blocks(shown: &Shown<'_>, format: Format) -> Vec<Block> {
    let mut blocks = vec![Block::Lines(vec![heading(shown)])];
    for (at, reading) in shown.readings.iter().enumerate() {
        if at == 0 {
            blocks.push(legend(&reading.options, format));
        }
        if shown.readings.len() > 1 {
            blocks.push(Block::Lines(vec![reading_line(reading.visibility)]));
        }
        blocks.extend(figures::tables(&reading.options, format).into_iter().map(Block::Table));
        blocks.extend(controls::tables(shown, reading, format).into_iter().map(Block::Table));
        blocks.push(Block::Lines(sentence::sentences(&reading.options)));
    }
    if let Some(first) = shown.readings.first() {
        blocks.push(Block::Lines(turns(shown, &first.options)));
        blocks.extend(unused(&first.options).map(Block::Table));
        blocks.push(Block::Lines(rests_on(shown, first)));
    }
    blocks
}

fn heading(shown: &Shown<'_>) -> String {
    let shared = match shown.rules {
        Rules::Plain => {
            "all options share one team of 40 hours a week that works along the ranking for a year".to_owned()
        }
        Rules::Shared(name) => format!("all options share the teams and rules of `{name}`"),
        Rules::Own => "each option has the teams and rules of its scenario".to_owned(),
    };
    format!("Licence options of {} from {}: {shared}", shown.tenant, shown.start)
}

fn reading_line(visibility: Visibility) -> String {
    match visibility {
        Visibility::Product => {
            "visibility: product. A product that is there shows all its controls, whatever the edition"
                .to_owned()
        }
        Visibility::Plan => {
            "visibility: plan. A control shows only when the tenant is entitled to it".to_owned()
        }
    }
}

/// Which letter is which option, with its licences: a line each, and for programs that read tables a table.
fn legend(options: &[OptionResult], format: Format) -> Block {
    let entries = options.iter().enumerate().map(|(at, option)| {
        let from = if at == 0 { String::new() } else { option.from.to_string() };
        [letter(at).to_owned(), option.name.clone(), from, licences(option.licences.as_deref())]
    });
    if format == Format::Table {
        let line = |[letter, name, from, licences]: [String; 4]| {
            let from = if from.is_empty() { from } else { format!(" from {from}") };
            format!("{letter}: {name}{from}: {licences}")
        };
        return Block::Lines(entries.map(line).collect());
    }
    let columns = vec![words("column"), words("option"), words("from"), words("licences")];
    let mut table = Table::new("", columns);
    entries.for_each(|entry| table.push(entry));
    Block::Table(table)
}

/// Licences as people write an option.
pub(crate) fn licences(licences: Option<&[Licence]>) -> String {
    let Some(licences) = licences else { return "not known".to_owned() };
    let mut parts: Vec<String> = licences.iter().filter(|licence| licence.seats() > 0).map(part).collect();
    parts.sort();
    if parts.is_empty() { "none".to_owned() } else { parts.join(" + ") }
}

fn part(licence: &Licence) -> String {
    let group = licence.group.as_ref().map(|group| format!("@{group}")).unwrap_or_default();
    format!("{}:{}{group}", licence.sku, licence.seats())
}

/// What is owned and not used, as it is.
fn unused(options: &[OptionResult]) -> Option<Table> {
    let first = options.first().filter(|first| !first.unused.is_empty())?;
    let columns = vec![
        words("service plans").least(24),
        words("of").leaves(2),
        figures("controls"),
        figures("max"),
        words("because").leaves(1).least(24),
    ];
    let mut table = Table::new("Owned today and not used: none of these controls is begun", columns);
    for unused in &first.unused {
        let names = |ids: &[Id]| ids.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
        table.push(vec![
            names(&unused.plans),
            names(&unused.skus),
            unused.controls.len().to_string(),
            unused.max.to_string(),
            because(unused),
        ]);
    }
    Some(table)
}

fn because(unused: &UnusedPlans) -> String {
    let missing: Vec<&Id> = unused.not_deployed.iter().collect();
    if missing.is_empty() {
        let controls: Vec<&Id> = unused.controls.iter().collect();
        format!("nothing done: {}", first_names(&controls))
    } else {
        format!("not deployed: {}", first_names(&missing))
    }
}

/// What the figures rest on.
fn rests_on(shown: &Shown<'_>, reading: &Reading) -> Vec<String> {
    let Some(first) = reading.options.first() else { return Vec::new() };
    let words = first
        .assumptions
        .listed()
        .into_iter()
        .filter(|(key, _)| shown.readings.len() == 1 || *key != "visibility");
    let words: Vec<String> = words.map(|(key, word)| format!("{key}: {word}")).collect();
    let term = money_words::term(&reading.options);
    let whence = shown.prices.list.as_ref().map_or_else(
        || format!("list prices {term}, before discounts and tax"),
        |list| format!("prices of {}, list prices {term} where it has none", list.name),
    );
    let labour = money_words::labour(&reading.options);
    let mut lines = vec![format!("Cost: {} a year, {whence}; {labour}", shown.prices.currency())];
    lines.extend(money_words::reading(&reading.options));
    lines.push(format!("Assumptions: {}; catalogue {}", words.join(", "), shown.catalogue.version));
    lines
}

/// The numbers of people at which the cheaper of two options changes.
fn turns(shown: &Shown<'_>, options: &[OptionResult]) -> Vec<String> {
    let turn = |duel: BreakEvenPair| {
        let (first, second) = (letter(duel.first), letter(duel.second));
        match duel.even {
            BreakEven::SecondFrom(people) | BreakEven::FirstFrom(people) if people <= duel.least.max(1) => {
                None
            }
            BreakEven::SecondFrom(people) => {
                Some(format!("{second} costs no more than {first} from {people} people on"))
            }
            BreakEven::FirstFrom(people) => {
                Some(format!("{first} costs less than {second} from {people} people on"))
            }
            BreakEven::Same | BreakEven::First | BreakEven::Second => None,
        }
    };
    break_even_pairs(options, shown.catalogue).into_iter().filter_map(turn).collect()
}
