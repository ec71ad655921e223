//! Where every control stands with each option.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::abreast;
use super::{Reading, Shown, letter};
use crate::licences::options::{ControlStatus, OptionResult};
use crate::model::{Catalogue, Id};
use crate::table::{Format, Table, figures, words};

/// How many controls stand where, and where asked for every one of them.
pub(super) fn tables(shown: &Shown<'_>, reading: &Reading, format: Format) -> Vec<Table> {
    let options = &reading.options;
    let mut tables: Vec<Table> =
        abreast(options.len(), format).into_iter().map(|places| counts(options, places)).collect();
    if shown.controls || format == Format::Csv {
        let whole = abreast(options.len(), format);
        tables.extend(whole.into_iter().map(|places| every(shown.catalogue, options, places, format)));
    }
    tables
}

/// The number of controls by status.
pub(super) fn tally(option: &OptionResult) -> BTreeMap<ControlStatus, usize> {
    let mut counts: BTreeMap<ControlStatus, usize> =
        ControlStatus::WORDS.iter().map(|(_, status)| (*status, 0)).collect();
    for status in option.statuses.values() {
        *counts.entry(*status).or_default() += 1;
    }
    counts
}

fn counts(options: &[OptionResult], places: std::ops::Range<usize>) -> Table {
    let columns = std::iter::once(words("controls by status").least(34));
    let columns = columns.chain(places.clone().map(|at| figures(letter(at)))).collect();
    let mut table = Table::new("", columns);
    let tallies: Vec<BTreeMap<ControlStatus, usize>> = options[places].iter().map(tally).collect();
    for (word, status) in ControlStatus::WORDS {
        let name = match short(status) {
            same if same == word => word.to_owned(),
            short => format!("{word} ({short})"),
        };
        let cells = tallies.iter().map(|tally| tally.get(&status).copied().unwrap_or(0).to_string());
        table.push([name].into_iter().chain(cells));
    }
    table
}

/// The word for a narrow column.
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

fn every(
    catalogue: &Catalogue,
    options: &[OptionResult],
    places: std::ops::Range<usize>,
    format: Format,
) -> Table {
    let of_terminal = [words("id").least(34), words("title").leaves(1).least(24)];
    let columns =
        of_terminal.into_iter().chain(places.clone().map(|at| words(letter(at)).least(7))).collect();
    let mut table = Table::new("Every control", columns);
    let shown = &options[places];
    for id in ids(shown) {
        let word = |option: &OptionResult| match option.statuses.get(id) {
            Some(status) if format == Format::Table => short(*status).to_owned(),
            Some(status) => status.word().to_owned(),
            None => "-".to_owned(),
        };
        let title = catalogue.control(id).map_or_else(|| id.to_string(), |control| control.title.clone());
        table.push([id.to_string(), title].into_iter().chain(shown.iter().map(word)));
    }
    table
}

/// Every control of some options, by id.
pub(super) fn ids(options: &[OptionResult]) -> BTreeSet<&Id> {
    options.iter().flat_map(|option| option.statuses.keys()).collect()
}
