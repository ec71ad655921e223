//! The score over time: a line for each scenario, its spread, its goal, and what happens when nobody does anything.

mod draw;
mod goals;
mod words;

use jiff::civil::Date;

use super::Frame;
use crate::project::trials::Trials;
use crate::project::{Point, Projection};

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

impl From<&Point> for Mark {
    fn from(point: &Point) -> Self {
        Self { date: point.date, percent: point.percent().hundredths() }
    }
}

impl Spread {
    /// The days on which the spread of trials changes, and the last.
    pub fn of(trials: &Trials) -> Vec<Self> {
        let days = trials.summary.changes();
        days.map(|day| Self { date: trials.date(day.day), p10: day.p10, p50: day.p50, p90: day.p90 })
            .collect()
    }
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

impl Line {
    /// The line of a projection, with its spread where there are trials.
    pub fn of(projection: &Projection) -> Self {
        let marks = |points: &[Point]| points.iter().map(Mark::from).collect();
        Self {
            name: projection.name.clone(),
            score: marks(&projection.series),
            spread: projection.trials.as_ref().map(Spread::of).unwrap_or_default(),
            idle: marks(&projection.do_nothing),
            goal: projection.goal.as_ref().map(|goal| Goal {
                percent: goal.percent_hundredths,
                by: goal.by,
                reached: goal.date,
            }),
            dip: projection.dip().map(|dip| Mark::from(&dip.to)),
        }
    }
}

/// The score over time of scenarios; the first five are drawn, all are told.
pub fn over_time(lines: &[Line], frame: &Frame<'_>) -> String {
    draw::chart(lines, frame)
}
