//! The working calendar: which team works on which day, and how long.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use crate::model::{Freeze, Team};

/// The days of a schedule, counted from 0, and the working time of each team on each.
#[derive(Debug, Clone)]
pub struct WorkCalendar {
    start: Date,
    days: usize,
    /// The days on which each team makes changes: no weekend, no freeze, no holiday.
    pub(super) present: Vec<Vec<bool>>,
    /// The minutes of work of each team on each day.
    pub(super) minutes: Vec<Vec<i64>>,
}

impl WorkCalendar {
    /// The days from `start` to `end`, both included; a single day when they are the wrong way round.
    pub fn new(teams: &[Team], freezes: &[Freeze], holidays: &[Date], start: Date, end: Date) -> Self {
        let days: Vec<Date> = start.series(1.day()).take_while(|day| *day == start || *day <= end).collect();
        let is_open = |day: &Date| {
            !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
                && !freezes.iter().any(|freeze| freeze.from <= *day && *day <= freeze.to)
                && !holidays.contains(day)
        };
        let open: Vec<bool> = days.iter().map(is_open).collect();
        let present: Vec<Vec<bool>> = teams
            .iter()
            .map(|team| {
                days.iter().zip(&open).map(|(day, open)| *open && !team.holidays.contains(day)).collect()
            })
            .collect();
        let minutes = teams.iter().zip(&present).map(|(team, present)| {
            let works = |(day, present): (&Date, &bool)| if *present { of_day(team, *day) } else { 0 };
            days.iter().zip(present).map(works).collect()
        });
        Self { start, minutes: minutes.collect(), days: days.len(), present }
    }

    /// The number of days, at least one.
    pub fn days(&self) -> usize {
        self.days
    }

    /// The index of a day: 0 also for earlier days, beyond all for days after the last.
    pub fn at(&self, day: Date) -> usize {
        self.start.until(day).map_or(usize::MAX, |span| usize::try_from(span.get_days()).unwrap_or(0))
    }

    /// The day at an index, also beyond the last.
    pub fn day(&self, at: usize) -> Date {
        let days = i64::try_from(at).unwrap_or(i64::MAX).min(100_000);
        self.start.checked_add(days.days()).unwrap_or(Date::MAX)
    }
}

/// The minutes of a day: a fifth of the week, the remainder spread over its first days.
fn of_day(team: &Team, day: Date) -> i64 {
    let week = team.week_on(day).0;
    week / 5 + i64::from(i64::from(day.weekday().to_monday_zero_offset()) < week % 5)
}
