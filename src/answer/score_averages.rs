//! How other tenants do in each category, beside one's own.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::score::Group;
use crate::model::{Benchmark, Percent, Points};
use crate::table::{Cell, Table, figures, words};

/// What tenants have in a category on average.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Average {
    /// Whom it compares with: `AllTenants`, `TotalSeats` or `IndustryTypes`.
    pub basis: String,
    pub category: String,
    /// Their points of their maximum: no average of percentages.
    pub percent: Percent,
    pub points: Points,
    pub max: Points,
    #[serde(skip)]
    who: String,
}

/// The averages of all benchmarks that have some, in the order of the export.
pub(super) fn averages(benchmarks: &[Benchmark]) -> Vec<Average> {
    let of = |benchmark: &Benchmark| -> Vec<Average> {
        let one = |average: &crate::model::CategoryAverage| Average {
            basis: benchmark.basis.clone(),
            category: average.category.clone(),
            percent: Percent::new(average.points, average.max),
            points: average.points,
            max: average.max,
            who: who(benchmark),
        };
        benchmark.categories.iter().map(one).collect()
    };
    benchmarks.iter().flat_map(of).collect()
}

/// Whom a benchmark compares with, as people say it.
fn who(benchmark: &Benchmark) -> String {
    match (benchmark.basis.as_str(), benchmark.seats) {
        ("AllTenants", _) => "all tenants".to_owned(),
        (_, Some((low, high))) => format!("{low} to {high} seats"),
        ("IndustryTypes", None) => "own industry".to_owned(),
        (basis, None) => basis.to_owned(),
    }
}

/// Our own categories beside those of others; no rows where nobody is compared with.
pub(super) fn table(own: &[Group], averages: &[Average]) -> Table {
    let of: BTreeMap<(&str, &str), Percent> =
        averages.iter().map(|one| ((one.who.as_str(), one.category.as_str()), one.percent)).collect();
    let groups = in_order(averages.iter().map(|average| average.who.as_str()));
    let ours: BTreeMap<&str, Percent> =
        own.iter().map(|group| (group.name.as_str(), group.percent)).collect();
    let mut columns = vec![words("category"), figures("here %").empty("-")];
    columns.extend(groups.iter().map(|who| figures(format!("{who} %")).empty("-")));
    let mut table = Table::new("Beside the average of others", columns);
    if groups.is_empty() {
        return table;
    }
    let theirs = averages.iter().map(|average| average.category.as_str());
    for category in in_order(own.iter().map(|group| group.name.as_str()).chain(theirs)) {
        let mut row: Vec<Cell> = vec![category.into(), ours.get(category).copied().into()];
        row.extend(groups.iter().map(|who| Cell::from(of.get(&(*who, category)).copied())));
        table.push(row);
    }
    table
}

/// Each once, where it came first.
fn in_order<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(*name)).collect()
}
