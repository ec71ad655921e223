//! Cells that know what they hold, and the columns they stand in.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::model::units::{hundredths, signed};
use crate::model::{Hundredths, Id, Minutes, Money, Percent, Points};

/// A cell. What it holds decides how it is rounded and written; numbers of every kind have two decimals, counts none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is known; written as its column says.
    Empty,
    /// Words as they came, also from outside.
    Text(String),
    Id(Id),
    Count(i64),
    Points(Points),
    /// Points that are added or go, with their sign.
    SignedPoints(Points),
    /// Effort, written in hours.
    Hours(Minutes),
    /// A percentage, in hundredths of a percent.
    Percent(i64),
    /// Hundredths of a percent that are added or go, with their sign.
    SignedPercent(i64),
    Money(Money),
    Decimal(i64),
    Date(Date),
    YesNo(bool),
}

impl Cell {
    /// The cell in words and figures; empty for nothing. Words from outside are as they came.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => "".into(),
            Self::Text(text) => text.into(),
            Self::Id(id) => id.as_str().into(),
            Self::Count(number) => number.to_string().into(),
            Self::Hours(effort) => effort.to_string().into(),
            Self::SignedPoints(Points(value)) | Self::SignedPercent(value) => signed(*value).into(),
            Self::Points(Points(value))
            | Self::Money(Money(value))
            | Self::Percent(value)
            | Self::Decimal(value) => hundredths(*value).into(),
            Self::Date(day) => day.to_string().into(),
            Self::YesNo(holds) => if *holds { "yes" } else { "no" }.into(),
        }
    }

    /// Whether it holds words that came from outside.
    pub fn is_words(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Id(_))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

macro_rules! cell_from {
    ($($of:ty: $value:ident => $cell:expr),* $(,)?) => {
        $(impl From<$of> for Cell {
            fn from($value: $of) -> Self {
                $cell
            }
        })*
    };
}

cell_from! {
    String: text => Self::Text(text),
    &String: text => Self::Text(text.clone()),
    Id: id => Self::Id(id),
    &Id: id => Self::Id(id.clone()),
    usize: number => Self::Count(i64::try_from(number).unwrap_or(i64::MAX)),
    u32: number => Self::Count(number.into()),
    i64: number => Self::Count(number),
    Points: points => Self::Points(points),
    Minutes: effort => Self::Hours(effort),
    Percent: percent => Self::Percent(percent.hundredths()),
    Hundredths: number => Self::Decimal(number.0),
    Date: day => Self::Date(day),
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// A row of cells from values of different kinds.
macro_rules! cells {
    ($($value:expr),* $(,)?) => { vec![$($crate::table::Cell::from($value)),*] };
}
pub(crate) use cells;

/// What the cells of a column hold, which decides on which side they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Words and days: on the left.
    Words,
    /// Figures, and words in place of an unknown one: on the right, under each other.
    Figures,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: Cow<'static, str>,
    pub holds: Holds,
    /// Columns with the largest number leave first when a terminal is narrow; 0 never leaves.
    pub leaves: u8,
    /// A column of words is not worth showing narrower than this, in characters.
    pub least: usize,
    /// What stands for an empty cell.
    pub empty: &'static str,
    pub width: u16,
}

/// Below this width an ordinary column of words is not worth showing.
const NARROWEST_WORDS: usize = 16;

pub fn words(name: impl Into<Cow<'static, str>>) -> Column {
    Column { name: name.into(), holds: Holds::Words, leaves: 0, least: NARROWEST_WORDS, empty: "", width: 12 }
}

pub fn figures(name: impl Into<Cow<'static, str>>) -> Column {
    Column { holds: Holds::Figures, least: 0, ..words(name) }
}

pub type Field<R> = (Column, fn(&R) -> Cell);

impl Column {
    pub fn of<R>(self, cell: fn(&R) -> Cell) -> Field<R> {
        (self, cell)
    }

    /// The same, leaving a narrow terminal in the given turn.
    #[must_use]
    pub fn leaves(mut self, turn: u8) -> Self {
        self.leaves = turn;
        self
    }

    #[must_use]
    pub fn least(mut self, width: usize) -> Self {
        self.least = width;
        self
    }

    #[must_use]
    pub fn empty(mut self, words: &'static str) -> Self {
        self.empty = words;
        self
    }

    #[must_use]
    pub fn width(mut self, characters: u16) -> Self {
        self.width = characters;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_round_by_what_they_hold() {
        let texts = |cells: Vec<Cell>| cells.iter().map(|cell| cell.text().into_owned()).collect::<Vec<_>>();
        let row =
            cells![Points(1_234), Minutes(20), Percent::new(Points(2), Points(3)), 7_usize, None::<&str>];
        assert_eq!(texts(row), ["12.34", "0.33", "66.67", "7", ""]);
        let signs = vec![Cell::SignedPoints(Points(5)), Cell::SignedPercent(-5), Cell::SignedPercent(0)];
        assert_eq!(texts(signs), ["+0.05", "-0.05", "0.00"]);
        assert_eq!(texts(vec![Cell::YesNo(true), Cell::Money(Money(120_000))]), ["yes", "1200.00"]);
    }
}
