//! The score over time around the day on which an option begins.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::model::Percent;
use crate::project::{Projection, ScorePoint};

/// The score on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatedPercent {
    /// The day.
    pub date: Date,
    /// The exact ratio.
    pub percent: Percent,
}

/// The score over time around day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoreTransition {
    /// The day before.
    pub before: Percent,
    /// Day 0.
    pub day_0: Percent,
    /// The lowest from day 0 on, on its first day.
    pub low: DatedPercent,
    /// After 90 days; `None` when the projection ends earlier.
    pub day_90: Option<Percent>,
    /// The last day.
    pub end: DatedPercent,
    /// Whether it is ever below the day before.
    pub falls: bool,
    /// The first day after the lowest on which it is at least what it was the day before; `None` when it never fell, or
    /// has not recovered by the end.
    pub recovered: Option<Date>,
}

/// The days after which people ask again.
const LATER: i64 = 90;

/// Reads the course from a projection. `untouched` is the score of its first day before anything changes.
pub(super) fn course(projection: &Projection, untouched: Percent, from: Date) -> ScoreTransition {
    let series = &projection.series;
    let on = |day: Date| series.iter().rfind(|point| point.date <= day).map(ScorePoint::percent);
    let earlier = series.iter().rfind(|point| point.date < from).map(ScorePoint::percent);
    let before = earlier.unwrap_or(untouched);
    let day_0 = on(from).unwrap_or(before);
    let mut low = DatedPercent { date: from, percent: day_0 };
    for point in series.iter().filter(|point| point.date > from) {
        if point.percent().compare(low.percent).is_lt() {
            low = DatedPercent { date: point.date, percent: point.percent() };
        }
    }
    let falls = low.percent.compare(before).is_lt();
    let back = |point: &&ScorePoint| point.date > low.date && point.percent().compare(before).is_ge();
    let last = series.last().map(|point| point.date);
    let later = from.checked_add(LATER.days()).ok().filter(|day| last.is_some_and(|last| *day <= last));
    ScoreTransition {
        before,
        day_0,
        low,
        day_90: later.and_then(on),
        end: series.last().map_or(low, |point| DatedPercent { date: point.date, percent: point.percent() }),
        falls,
        recovered: series.iter().find(back).filter(|_| falls).map(|point| point.date),
    }
}
