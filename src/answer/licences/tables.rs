//! Licence options as columns, a few in each table.

use super::option::{OptionAnswer, Unused};
use super::options::ReadingAnswer;
use crate::answer::parts::joined;
use crate::licences::options::ControlStatus;
use crate::model::units::div_half_up;
use crate::model::{Hundredths, Id, Minutes, Money};
use crate::table::{Block, Cell, Field, Format, Table, cells, figures, words};

/// Columns of options are named by letters: their names are long.
const LETTERS: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U",
    "V", "W", "X", "Y", "Z",
];

pub(super) fn letter(at: usize) -> &'static str {
    LETTERS.get(at).copied().unwrap_or("-")
}

impl ReadingAnswer {
    /// Which letter is which option, with its licences: a line each, and for programs that read tables a table.
    pub(super) fn legend(&self, format: Format) -> Block {
        let mut table =
            Table::new("", vec![words("column"), words("option"), words("from"), words("licences")]);
        let mut lines = Vec::new();
        for (at, option) in self.all().into_iter().enumerate() {
            let from = (at > 0).then_some(option.from);
            let since = from.map(|day| format!(" from {day}")).unwrap_or_default();
            let (letter, name, licences) = (letter(at), &option.name, option.licences());
            lines.push(format!("{letter}: {name}{since}: {licences}"));
            table.push(cells![letter, name, from, licences]);
        }
        if format == Format::Table { Block::Lines(lines) } else { Block::Table(table) }
    }

    /// The tables of figures, wrapped to some options each; for a spreadsheet one table with all of them.
    pub(super) fn figure_tables(&self, format: Format) -> Vec<Table> {
        let Some(owned) = &self.as_it_is else { return Vec::new() };
        let options = self.all();
        let mut tables = Vec::new();
        let costs = costs(&options);
        let subjects: [(&str, &[Figure]); 3] =
            [("What it unlocks", &UNLOCKS), ("The score over time", &COURSE), ("What it costs", &costs)];
        for (title, lines) in subjects {
            for places in abreast(options.len(), format) {
                let columns = std::iter::once(words("figure").least(24));
                let columns = columns.chain(places.clone().map(|at| figures(letter(at)))).collect();
                let mut table = Table::new(title, columns);
                for (name, figure) in lines {
                    let cells = options[places.clone()].iter().map(|option| figure(owned, option));
                    table.push(std::iter::once(Cell::from(*name)).chain(cells));
                }
                tables.push(table);
            }
        }
        tables
    }

    /// How many controls stand where, and where asked for every one of them.
    pub(super) fn control_tables(&self, every_control: bool, format: Format) -> Vec<Table> {
        let options = self.all();
        let places = abreast(options.len(), format);
        let mut tables: Vec<Table> =
            places.iter().map(|places| counts(&options[places.clone()], places.start)).collect();
        if every_control || format == Format::Csv {
            tables.extend(places.into_iter().map(|places| self.every_control(places, format)));
        }
        tables
    }

    fn every_control(&self, places: std::ops::Range<usize>, format: Format) -> Table {
        let first = [words("id").least(34), words("title").leaves(1).least(24)];
        let each = places.clone().map(|at| words(letter(at)).least(7).empty("-"));
        let mut table = Table::new("Every control", first.into_iter().chain(each).collect());
        let word =
            |status: ControlStatus| if format == Format::Table { short(status) } else { status.word() };
        for control in &self.controls {
            let statuses = &control.statuses[places.clone()];
            if statuses.iter().any(Option::is_some) {
                let title = control.title.as_deref().unwrap_or_else(|| control.id.as_str());
                let each = statuses.iter().map(|status| Cell::from(status.map(word)));
                table.push(cells![&control.id, title].into_iter().chain(each));
            }
        }
        table
    }

    pub(super) fn sentences(&self) -> Vec<String> {
        let told = |(at, option): (usize, &OptionAnswer)| {
            let lines = std::iter::once(&option.sentence).chain(&option.beside);
            lines.map(|text| format!("{}: {text}", letter(at))).collect::<Vec<_>>()
        };
        self.all().into_iter().enumerate().flat_map(told).collect()
    }

    pub(super) fn unused_table(&self) -> Table {
        let fields: Vec<Field<&Unused>> = vec![
            words("service plans").least(24).of(|unused| joined(&unused.plans).into()),
            words("of").leaves(2).of(|unused| joined(&unused.skus).into()),
            figures("controls").of(|unused| unused.controls.into()),
            figures("max").of(|unused| unused.max.into()),
            words("because").leaves(1).least(24).of(|unused| (&unused.because).into()),
        ];
        let unused = self.as_it_is.iter().flat_map(|owned| &owned.owned_unused);
        Table::of("Owned today and not used: none of these controls is begun", unused, fields)
    }
}

/// So many columns beside the names of the figures fit a terminal of usual width.
const ABREAST: usize = 4;

fn abreast(options: usize, format: Format) -> Vec<std::ops::Range<usize>> {
    let width = if format == Format::Table { ABREAST } else { options.max(1) };
    (0..options).step_by(width).map(|start| start..(start + width).min(options)).collect()
}

/// A figure: its name, and how it is read from an option; the first argument is what is owned.
type Figure = (&'static str, fn(&OptionAnswer, &OptionAnswer) -> Cell);

const UNLOCKS: [Figure; 15] = [
    ("controls in the score", |_, option| option.visible_controls.into()),
    ("of these entitled", |_, option| option.entitled_controls.into()),
    ("maximum", |_, option| option.max.into()),
    ("rows by the licence", |_, option| more(&option.newly.by_licence)),
    ("rows by deploying", |_, option| more(&option.newly.by_deployment)),
    ("newly entitled", |_, option| more(&option.newly.entitled)),
    ("of these risk accepted", |_, option| more(&option.newly.accepted)),
    ("points at once", |_, option| Cell::SignedPoints(option.points_unlocked.at_once)),
    ("points by work", |_, option| Cell::SignedPoints(option.points_unlocked.by_work)),
    ("points by deploying", |_, option| Cell::SignedPoints(option.points_unlocked.by_deployment)),
    ("licensed points", |_, option| Cell::SignedPoints(option.points_unlocked.licensed)),
    ("hours more for all of it", |_, option| whole_hours(option.points_unlocked.work).into()),
    ("points no seat reaches", |_, option| option.points_unlocked.blocked_by_seats.into()),
    ("owned plans not used", |_, option| option.owned_unused.len().into()),
    ("maximum when deployed", |_, option| option.deployed.max.into()),
];

const COURSE: [Figure; 12] = [
    ("the day before %", |_, option| option.day_before_percent.into()),
    ("day 0 %", |_, option| option.day0_percent.into()),
    ("lowest %", |_, option| option.low.percent.into()),
    ("lowest on", |_, option| option.low.date.into()),
    ("recovered on", |_, option| option.recovered()),
    ("after 90 days %", |_, option| option.day90_percent.map_or_else(|| "later".into(), Cell::from)),
    ("at the end %", |_, option| option.end.percent.into()),
    ("above as it is", |owned, option| {
        Cell::SignedPercent(option.end.percent.hundredths() - owned.end.percent.hundredths())
    }),
    ("achievable %", |_, option| option.achievable_percent.into()),
    ("whatever the seats %", |_, option| option.achievable_whatever_the_seats_percent.into()),
    ("current license %", |_, option| option.current_license_percent.into()),
    ("achievable, deployed %", |_, option| option.deployed.achievable_percent.into()),
];

const COSTS: [Figure; 3] = [
    ("a year", |_, option| amount(option.yearly_cost)),
    ("more than as it is", |_, option| amount(option.yearly_difference)),
    ("for each licensed point", |_, option| option.cost_per_point.map_or_else(|| "-".into(), Cell::from)),
];

const RENEWAL: Figure = ("given up, still paid", |_, option| {
    amount(option.contract.as_ref().and_then(|contract| contract.given_up_cost))
});

const LABOUR: Figure = ("the hours more, once", |_, option| amount(option.labour_difference));

const TOOLS: [Figure; 2] = [
    ("tools save a year", |_, option| amount(option.yearly_saved_by_tools)),
    ("more, less what they save", |_, option| amount(option.yearly_difference_less_tools)),
];

fn costs(options: &[&OptionAnswer]) -> Vec<Figure> {
    let any = |has: fn(&OptionAnswer) -> bool| options.iter().any(|option| has(option));
    let mut figures = COSTS.to_vec();
    let has_renewal =
        any(|option| option.contract.as_ref().is_some_and(|contract| contract.renewal.is_some()));
    figures.extend(has_renewal.then_some(RENEWAL));
    figures.extend(any(|option| option.labour_difference.is_some()).then_some(LABOUR));
    if any(|option| !option.retired_tools.is_empty()) {
        figures.extend(TOOLS);
    }
    figures
}

fn amount(of: Option<Hundredths>) -> Cell {
    of.map_or_else(|| "unknown".into(), |amount| Cell::Money(Money(amount.0)))
}

fn more(ids: &[Id]) -> Cell {
    if ids.is_empty() { Cell::Count(0) } else { format!("+{}", ids.len()).into() }
}

/// Hours to the tenth are more than an estimate knows; whole ones are shown.
pub(super) fn whole_hours(minutes: Minutes) -> String {
    let hours = div_half_up(i128::from(minutes.0), 60);
    if hours > 0 { format!("+{hours}") } else { hours.to_string() }
}

/// The number of controls by status; the first of these options stands at a place.
fn counts(options: &[&OptionAnswer], first: usize) -> Table {
    let columns = std::iter::once(words("controls by status").least(34));
    let letters = (first..first + options.len()).map(|at| figures(letter(at)));
    let mut table = Table::new("", columns.chain(letters).collect());
    for (word, status) in ControlStatus::WORDS {
        let name = match short(status) {
            same if same == word => word.to_owned(),
            short => format!("{word} ({short})"),
        };
        let count = |option: &&OptionAnswer| {
            let found = option.statuses.0.iter().find(|(of, _)| of == word);
            Cell::from(found.map_or(0, |(_, count)| *count))
        };
        table.push(std::iter::once(Cell::from(name)).chain(options.iter().map(count)));
    }
    table
}

fn short(status: ControlStatus) -> &'static str {
    match status {
        ControlStatus::Done => "done",
        ControlStatus::NotDone => "open",
        ControlStatus::SeatsMissing => "seats",
        ControlStatus::RequiresAddOn => "add-on",
        ControlStatus::HigherSuite => "suite",
        ControlStatus::NotApplicable => "n/a",
        ControlStatus::Unknown => "unknown",
    }
}
