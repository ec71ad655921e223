//! What happens to a tenant without anybody's work: heads come, controls come and go, settings drift.

use jiff::civil::Date;

use super::units::{Points, decimal};
use super::{Id, Scenario};

/// The assumption that says how many controls Microsoft adds in a month.
pub const NEW_CONTROLS: &str = "new-controls-per-month";

/// What may be stated for [`NEW_CONTROLS`].
pub const NEW_CONTROLS_HELP: &str = "a number from 0 to 100 with at most two decimals, such as 3";

/// The size that a population takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heads {
    /// So many hundredths of a percent more.
    More(i64),
    /// So many heads.
    To(i64),
}

impl Heads {
    /// The new size, rounded half up to a whole head.
    pub fn of(self, size: i64) -> i64 {
        match self {
            Self::More(hundredths) => {
                let more = i128::from(size) * i128::from(hundredths);
                size.saturating_add(super::units::div_half_up(more, 10_000))
            }
            Self::To(size) => size,
        }
    }
}

/// A population that changes its size on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// The day.
    pub from: Date,
    /// The population.
    pub population: Id,
    /// Its new size.
    pub heads: Heads,
}

/// A control that comes into the score on a day, without points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewControl {
    /// Its id.
    pub id: Id,
    /// The day.
    pub on: Date,
    /// Its maximum; the catalogue's when absent.
    pub max: Option<Points>,
    /// Its title; the catalogue's or the id when absent.
    pub title: Option<String>,
    /// Its product; the catalogue's when absent.
    pub product: Option<Id>,
}

/// How many controls a word says, in hundredths; `None` when it says none.
pub fn new_controls(word: &str) -> Option<i64> {
    decimal(word, 2).map(i64::from).filter(|hundredths| *hundredths <= 10_000)
}

impl Scenario {
    /// How many controls Microsoft adds in a month, in hundredths.
    pub fn new_controls_per_month(&self) -> i64 {
        self.assumptions.get(NEW_CONTROLS).and_then(|word| new_controls(word)).unwrap_or(0)
    }
}
