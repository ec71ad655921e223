//! Points and maximum, whole and by group.

use std::collections::BTreeMap;

use super::{ScoreRow, State};
use crate::model::{Percent, Points};

/// Sums over the visible rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Points that count.
    pub points: Points,
    /// Points that could count.
    pub max: Points,
    /// Of the points, those given for the word of a person.
    pub asserted: Points,
    /// Rows that count.
    pub rows: i64,
}

impl Totals {
    /// `points / max`.
    pub fn percent(&self) -> Percent {
        Percent::new(self.points, self.max)
    }

    /// Of the points, those that Microsoft measured.
    pub fn observed(&self) -> Points {
        self.points - self.asserted
    }

    fn add(&mut self, row: &ScoreRow, (points, max): (Points, Points)) {
        self.points += points;
        self.max += max;
        self.rows += i64::from(row.max.is_some());
        if row.is_asserted() {
            self.asserted += points;
        }
    }
}

/// A part of the score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreGroup {
    /// Its name.
    pub name: String,
    /// Its sums.
    pub totals: Totals,
}

impl State<'_> {
    /// The whole score.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for row in self.rows.values() {
            totals.add(row, self.weight(row));
        }
        totals.max += self.unnamed;
        totals
    }
}

/// The score by Microsoft's categories, by name.
pub fn by_category(state: &State<'_>) -> Vec<ScoreGroup> {
    groups(state, |row| row.category.clone())
}

/// The score by source product, by name.
pub fn by_product(state: &State<'_>) -> Vec<ScoreGroup> {
    groups(state, |row| {
        let product = row.product.as_ref().and_then(|id| state.catalogue.products.get(id));
        product.map_or_else(|| "Unknown product".to_owned(), |product| product.name.clone())
    })
}

fn groups(state: &State<'_>, name: impl Fn(&ScoreRow) -> String) -> Vec<ScoreGroup> {
    let mut groups: BTreeMap<String, Totals> = BTreeMap::new();
    for row in state.rows.values() {
        groups.entry(name(row)).or_default().add(row, state.weight(row));
    }
    groups.into_iter().map(|(name, totals)| ScoreGroup { name, totals }).collect()
}
