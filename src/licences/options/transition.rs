//! The score around the day on which an option begins.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::model::Percent;
use crate::project::{DatedPercent, Projection, ScorePoint};

/// The score around day 0, the day on which an option begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoreTransition {
    /// On the day before.
    pub before: Percent,
    pub day_0: Percent,
    /// The lowest score from day 0 on, on its first day.
    pub low: DatedPercent,
    /// After 90 days; `None` when the projection ends earlier.
    pub day_90: Option<Percent>,
    /// On the last day of the projection.
    pub end: DatedPercent,
    /// Whether the score is ever below that of the day before.
    pub falls: bool,
    /// The first day after the lowest score on which the score is back at that of the day before; `None` when it never fell
    /// or does not recover.
    pub recovered: Option<Date>,
}

/// The days after day 0 of [`ScoreTransition::day_90`].
const LATER: i64 = 90;

/// Reads the transition from a projection. `untouched` is the score of its first day before any change.
pub(super) fn transition(projection: &Projection, untouched: Percent, from: Date) -> ScoreTransition {
    let series = &projection.series;
    let on = |day: Date| series.iter().rfind(|point| point.date <= day).map(ScorePoint::percent);
    let earlier = series.iter().rfind(|point| point.date < from).map(ScorePoint::percent);
    let before = earlier.unwrap_or(untouched);
    let day_0 = on(from).unwrap_or(before);
    let mut low = DatedPercent { date: from, percent: day_0 };
    for point in series.iter().filter(|point| point.date > from) {
        if point.percent().compare(low.percent).is_lt() {
            low = point.into();
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
        end: series.last().map_or(low, DatedPercent::from),
        falls,
        recovered: series.iter().find(back).filter(|_| falls).map(|point| point.date),
    }
}
