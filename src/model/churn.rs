//! What happens to a tenant without anybody's work: heads come, controls come and go, settings drift.

use jiff::civil::Date;

use super::Id;
use super::units::{BasisPoints, Points};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heads {
    More(BasisPoints),
    To(i64),
}

impl Heads {
    /// The new size, rounded half up to a whole head.
    pub fn of(self, size: i64) -> i64 {
        match self {
            Self::More(more) => size.saturating_add(more.of(size)),
            Self::To(size) => size,
        }
    }
}

/// A population that changes its size on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    pub from: Date,
    pub population: Id,
    pub heads: Heads,
}

/// A control that comes into the score on a day, without points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewControl {
    pub id: Id,
    pub on: Date,
    /// Its maximum; the catalogue's when absent.
    pub max: Option<Points>,
    /// Its title; the catalogue's or the id when absent.
    pub title: Option<String>,
    /// Its product; the catalogue's when absent.
    pub product: Option<Id>,
}
