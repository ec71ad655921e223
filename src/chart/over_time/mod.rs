//! The score over time: a line for each scenario, its spread, its goal, and what happens when nobody does anything.

mod draw;
mod goals;
mod words;

use jiff::civil::Date;

use super::Frame;

/// A percentage from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The day.
    pub date: Date,
    /// Hundredths of a percent.
    pub percent: i64,
}

/// What the trials say from a day on, in hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// The day.
    pub date: Date,
    /// A tenth of the trials is at most here.
    pub p10: i64,
    /// Half of them.
    pub p50: i64,
    /// Nine tenths of them.
    pub p90: i64,
}

/// What is to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// Hundredths of a percent.
    pub percent: i64,
    /// The last day on which it counts.
    pub by: Date,
    /// The first day on which it is reached, also after the last.
    pub reached: Option<Date>,
}

/// One scenario.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// The score on the days on which it changes, in their order.
    pub score: Vec<Mark>,
    /// The spread of its trials, in the order of days; empty without trials.
    pub spread: Vec<Spread>,
    /// The score when nobody does anything.
    pub idle: Vec<Mark>,
    /// Its goal.
    pub goal: Option<Goal>,
    /// The lowest day of its deepest fall.
    pub dip: Option<Mark>,
}

/// The score over time of scenarios; the first five are drawn, all are told.
pub fn over_time(lines: &[Line], frame: &Frame<'_>) -> String {
    draw::chart(lines, frame)
}
