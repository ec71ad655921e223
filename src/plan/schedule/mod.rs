//! Dates for a ranking: who does what, and when.
//!
//! Goes in: a [`crate::plan::Ranking`], teams, days off. Comes out: a [`Schedule`] that grows from phase to phase. `calendar`
//! says who works when, [`board`] places work in an order, [`improve`] looks for a better order, `within` begins with one for a
//! budget, [`bound`] says what no order exceeds; `pieces` makes a board of a ranking and `extend` bookings of a board.
//! **Invariants:** no work before what it needs has waited; no team works longer than its day; what is booked stays.

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

/// One piece of work with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// The control or action.
    pub id: Id,
    /// Which of the two.
    pub kind: WorkKind,
    /// The way that was chosen, where there are several.
    pub way: Option<Id>,
    /// The points that the ranking expects of it.
    pub points: Points,
    /// What it takes.
    pub effort: Minutes,
    /// The team.
    pub team: Id,
    /// First day of work.
    pub start: Date,
    /// Last day of work.
    pub finish: Date,
    /// First day on which dependents of other teams may start.
    pub ready: Date,
    /// Stages before the last: how much is covered, and the last day of each.
    pub pilots: Vec<(Share, Date)>,
}

/// Work as it was entered into the calendars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedStage {
    /// The control or action.
    pub id: Id,
    /// Its round, as in the bookings.
    pub round: u32,
    /// The way that was chosen, where there are several.
    pub way: Option<Id>,
    /// The team, by its place in the list.
    pub team: usize,
    /// The first day on which it could begin for all that does not depend on other work.
    pub from: Date,
    /// Its stage, from 0, where it is rolled out in stages.
    pub stage: u32,
    /// How much of it is done then.
    pub share: Share,
    /// Its last day.
    pub finish: Date,
    /// The work.
    pub effort: Minutes,
    /// What it builds on, by its place in this list, and the days from its finish on which this may begin.
    pub needs: Vec<(usize, i64)>,
}

/// Booked work, growing from phase to phase.
#[derive(Debug, Clone)]
pub struct Schedule {
    teams: Vec<Team>,
    calendar: WorkCalendar,
    dates: BTreeMap<Id, Window>,
    ramps: BTreeMap<Id, Vec<Pilot>>,
    desk: Capacity,
    /// Work that has to be done, by its names.
    must: Vec<Id>,
    /// The last day on which that counts.
    due: Option<Date>,
    /// When each piece of work was first asked for, by id and round.
    asked: BTreeMap<(Id, u32), Date>,
    /// Work by id and round: what more seats or a new fact opened after the first round is a second one.
    pub bookings: BTreeMap<(Id, u32), Booking>,
    /// The same in the order in which it was entered.
    pub entered: Vec<BookedStage>,
    /// Work that was ranked and not booked, with the reason.
    pub unbooked: BTreeMap<Id, Unbooked>,
    /// What each phase was, in their order.
    pub phases: Vec<PhaseResult>,
}

/// Why ranked work has no dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unbooked {
    /// No team covers its product.
    NoTeam(Id),
    /// It, or what it needs, takes more than is left of the budget.
    OverBudget {
        /// The team that would do it.
        team: Id,
        /// The work.
        effort: Minutes,
    },
    /// It would not be finished by the last day, or what it needs is not booked.
    NoTime {
        /// The team that would do it.
        team: Id,
        /// The work.
        effort: Minutes,
    },
}

impl Schedule {
    /// Empty calendars from the first day to the last. `dates` of one id that follow each other replace each other.
    pub fn new(
        teams: Vec<Team>,
        freezes: &[Freeze],
        holidays: &[Date],
        dates: &[Window],
        days: (Date, Date),
    ) -> Self {
        let calendar = WorkCalendar::new(&teams, freezes, holidays, days.0, days.1);
        Self {
            desk: Capacity::new(&calendar.minutes),
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

    /// The same with work that is rolled out in stages; of two ramps of one control the later holds.
    #[must_use]
    pub fn with_ramps(mut self, ramps: &[Ramp]) -> Self {
        self.ramps = ramps.iter().map(|ramp| (ramp.control.clone(), ramp.pilots.clone())).collect();
        self
    }

    /// The same with what is asked of the work: what must be done, and how many hours may be spent.
    #[must_use]
    pub fn with_demand(mut self, demand: &Demand) -> Self {
        self.must.clone_from(&demand.must);
        self.due = demand.due;
        self.desk = self.desk.with_budget(demand.budget.map(|budget| budget.0));
        self
    }

    /// The bookings of one id, in order.
    fn rounds(&self, id: &Id) -> impl Iterator<Item = &Booking> {
        self.bookings.range((id.clone(), 0)..=(id.clone(), u32::MAX)).map(|(_, booking)| booking)
    }

    /// The other work that some work builds on, by id; earlier stages of its own are none.
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

    /// The time that a team has for new work on a day: none on days off, and not what keeping finished work takes.
    pub fn hours_on(&self, team: usize, day: Date) -> Minutes {
        let (at, days) = (self.calendar.at(day), self.calendar.days());
        if at >= days {
            return Minutes::ZERO;
        }
        // Where upkeep came on top of work that was booked before, the work has the time.
        let left = self.desk.left(team, days, at);
        let whole = self.calendar.minutes[team][at] - self.desk.upkeep(team, days, at);
        Minutes((whole - left.min(0)).max(0))
    }

    /// What keeping finished work takes of a team up to the last day, and what of it finds no time.
    pub fn upkeep(&self, team: usize) -> (Minutes, Minutes) {
        let days = self.calendar.days();
        let (mut all, mut unmet) = (0, 0);
        for day in (0..days).filter(|&day| self.calendar.minutes[team][day] > 0) {
            all += self.desk.upkeep(team, days, day);
            unmet += (-self.desk.left(team, days, day)).max(0);
        }
        (Minutes(all), Minutes(unmet))
    }

    /// Whether a team makes changes on a day, with or without hours.
    pub fn is_present(&self, team: usize, day: Date) -> bool {
        let days = self.calendar.present.get(team);
        days.and_then(|days| days.get(self.calendar.at(day))).copied().unwrap_or(false)
    }

    /// Work that is finished after its latest day, or not at all, by id, with that day.
    pub fn late(&self) -> Vec<(&Id, Date)> {
        let dated = self.dates.values().filter_map(|window| Some((&window.id, window.latest?)));
        dated
            .filter(|(id, latest)| {
                let booked = self.rounds(id).next();
                booked.map_or(self.unbooked.contains_key(*id), |booking| booking.finish > *latest)
            })
            .collect()
    }

    /// Hours of work without dates, by the team that would do it.
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
