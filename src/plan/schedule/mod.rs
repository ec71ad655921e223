//! The schedule: dates and teams for the steps of a ranking.
//!
//! Goes in: a [`crate::plan::Ranking`], teams, days off. Comes out: a [`Schedule`] that grows from phase to phase.
//! `tasks` makes an [`serial::Instance`] of a ranking, `initial_order` orders it by what is required and by the
//! budget, [`local_search`] improves the order, [`serial`] places it, `book` makes bookings of the places;
//! [`bound`] says what no order exceeds.
//! **Invariants:** no work before its prerequisites have waited; no team works longer than its day; bookings never
//! move.

mod book;
pub mod bound;
mod calendar;
mod initial_order;
pub mod local_search;
pub mod serial;
mod tasks;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub use book::{PhaseResult, Purpose};
pub use calendar::WorkCalendar;

use self::serial::Capacity;
use super::backlog::WorkKind;
use crate::model::{Demand, Freeze, Id, Minutes, Pilot, Points, Ramp, Share, Team, Window};

/// A work item with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub id: Id,
    pub kind: WorkKind,
    /// The way that was chosen, where there are several.
    pub way: Option<Id>,
    /// The points by the ranking.
    pub points: Points,
    pub effort: Minutes,
    pub team: Id,
    pub start: Date,
    pub finish: Date,
    /// First day on which other teams may start dependents.
    pub ready: Date,
    /// Stages before the last: the share that each covers, and its last day.
    pub pilots: Vec<(Share, Date)>,
}

/// A stage of booked work. Work that is not rolled out has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedStage {
    pub id: Id,
    /// Its round, as in [`Schedule::bookings`].
    pub round: u32,
    /// The way that was chosen, where there are several.
    pub way: Option<Id>,
    /// The team, by index in the list.
    pub team: usize,
    /// The first day on which it could start if it depended on no other work.
    pub from: Date,
    /// The stage, from 0.
    pub stage: u32,
    /// The share of the work that is done at its end.
    pub share: Share,
    pub finish: Date,
    pub effort: Minutes,
    /// Its prerequisites by index in this list, each with the days from its finish until this may start.
    pub needs: Vec<(usize, i64)>,
}

/// The booked work of all phases so far.
#[derive(Debug, Clone)]
pub struct Schedule {
    teams: Vec<Team>,
    calendar: WorkCalendar,
    dates: BTreeMap<Id, Window>,
    ramps: BTreeMap<Id, Vec<Pilot>>,
    capacity: Capacity,
    must: Vec<Id>,
    /// The day by which required work must be finished.
    due: Option<Date>,
    /// The day on which work was first in a ranking, by id and round.
    asked: BTreeMap<(Id, u32), Date>,
    /// Bookings by id and round: work that more seats or a new fact open after the first round is a second round.
    pub bookings: BTreeMap<(Id, u32), Booking>,
    /// All stages, in the order in which they were booked.
    pub entered: Vec<BookedStage>,
    /// Ranked work without dates, and why.
    pub unbooked: BTreeMap<Id, Unbooked>,
    /// The phases with an improved order.
    pub phases: Vec<PhaseResult>,
}

/// Why ranked work has no dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unbooked {
    /// No team covers this product.
    NoTeam(Id),
    /// It, or a prerequisite, exceeds what is left of the budget.
    OverBudget { team: Id, effort: Minutes },
    /// It would not finish by the last day, or a prerequisite is not booked.
    NoTime { team: Id, effort: Minutes },
}

impl Schedule {
    /// An empty schedule from the first to the last of `days`. Of several `dates` of one id the last holds.
    pub fn new(
        teams: Vec<Team>,
        freezes: &[Freeze],
        holidays: &[Date],
        dates: &[Window],
        days: (Date, Date),
    ) -> Self {
        let calendar = WorkCalendar::new(&teams, freezes, holidays, days.0, days.1);
        Self {
            capacity: Capacity::new(&calendar.minutes),
            teams,
            calendar,
            dates: dates.iter().map(|window| (window.id.clone(), window.clone())).collect(),
            ramps: BTreeMap::new(),
            must: Vec::new(),
            due: None,
            asked: BTreeMap::new(),
            bookings: BTreeMap::new(),
            entered: Vec::new(),
            unbooked: BTreeMap::new(),
            phases: Vec::new(),
        }
    }

    /// Adds ramps: work that is rolled out in stages. Of several ramps of one control the last holds.
    #[must_use]
    pub fn with_ramps(mut self, ramps: &[Ramp]) -> Self {
        self.ramps = ramps.iter().map(|ramp| (ramp.control.clone(), ramp.pilots.clone())).collect();
        self
    }

    /// Adds what must be done, by when, and how many hours may be spent.
    #[must_use]
    pub fn with_demand(mut self, demand: &Demand) -> Self {
        self.must.clone_from(&demand.must);
        self.due = demand.due;
        self.capacity = self.capacity.with_budget(demand.budget.map(|budget| budget.0));
        self
    }

    /// The bookings of one id, round by round.
    fn rounds(&self, id: &Id) -> impl Iterator<Item = &Booking> {
        self.bookings.range((id.clone(), 0)..=(id.clone(), u32::MAX)).map(|(_, booking)| booking)
    }

    /// The prerequisites of a stage by id, without earlier stages of the same work.
    pub fn built_on(&self, entered: &BookedStage) -> Vec<Id> {
        let ids = entered.needs.iter().filter_map(|(place, _)| Some(&self.entered.get(*place)?.id));
        let mut ids: Vec<Id> = ids.filter(|id| **id != entered.id).cloned().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The teams, in the order of the scenario.
    pub fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// The time that a team has for work on a day: none on days off, upkeep subtracted.
    pub fn hours_on(&self, team: usize, day: Date) -> Minutes {
        let (at, days) = (self.calendar.at(day), self.calendar.days());
        if at >= days {
            return Minutes::ZERO;
        }
        // Where upkeep comes on top of work that was booked before, the booked work keeps its time.
        let left = self.capacity.left(team, days, at);
        let whole = self.calendar.minutes[team][at] - self.capacity.upkeep(team, days, at);
        Minutes((whole - left.min(0)).max(0))
    }

    /// The upkeep of a team up to the last day, and how much of it finds no time.
    pub fn upkeep(&self, team: usize) -> (Minutes, Minutes) {
        let days = self.calendar.days();
        let (mut all, mut unmet) = (0, 0);
        for day in (0..days).filter(|&day| self.calendar.minutes[team][day] > 0) {
            all += self.capacity.upkeep(team, days, day);
            unmet += (-self.capacity.left(team, days, day)).max(0);
        }
        (Minutes(all), Minutes(unmet))
    }

    /// Whether a team makes changes on a day, with or without hours.
    pub fn is_present(&self, team: usize, day: Date) -> bool {
        let days = self.calendar.present.get(team);
        days.and_then(|days| days.get(self.calendar.at(day))).copied().unwrap_or(false)
    }

    /// Work that finishes after its latest day, or not at all, with that day, by id.
    pub fn late(&self) -> Vec<(&Id, Date)> {
        let dated = self.dates.values().filter_map(|window| Some((&window.id, window.latest?)));
        dated
            .filter(|(id, latest)| {
                let booked = self.rounds(id).next();
                booked.map_or(self.unbooked.contains_key(*id), |booking| booking.finish > *latest)
            })
            .collect()
    }

    /// The effort of work that finds no time, by the team that would do it.
    pub fn unbooked_hours(&self) -> BTreeMap<&Id, Minutes> {
        let mut hours = BTreeMap::new();
        for why in self.unbooked.values() {
            if let Unbooked::NoTime { team, effort } = why {
                *hours.entry(team).or_insert(Minutes::ZERO) += *effort;
            }
        }
        hours
    }
}
