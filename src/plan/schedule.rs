//! Dates for a ranking: serial generation along the order, each team filling its working days.
//!
//! A team works Monday to Friday, a fifth of its weekly time a day, not during freezes. Work may be
//! interrupted; it starts when what it needs is finished and has waited.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::backlog::{Node, NodeKind};
use super::rank::Ranking;
use crate::model::{Freeze, Id, Minutes, Team};

/// One piece of work with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// The control or action.
    pub id: Id,
    /// Which of the two.
    pub kind: NodeKind,
    /// The way that was chosen, where there are several.
    pub way: Option<Id>,
    /// The team.
    pub team: Id,
    /// First day of work.
    pub start: Date,
    /// Last day of work.
    pub finish: Date,
    /// First day on which dependents of other teams may start.
    pub ready: Date,
}

/// Work as it was entered into the calendars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// The control or action.
    pub id: Id,
    /// Its round, as in the bookings.
    pub round: u32,
    /// The way that was chosen, where there are several.
    pub way: Option<Id>,
    /// The team, by its place in the list.
    pub team: usize,
    /// The first day of its phase.
    pub from: Date,
    /// The work.
    pub effort: Minutes,
    /// What it builds on, by its place in this list, and the days from its finish on which this may begin.
    pub needs: Vec<(usize, i64)>,
}

/// Booked work, growing from phase to phase.
#[derive(Debug, Clone)]
pub struct Schedule {
    teams: Vec<Team>,
    freezes: Vec<Freeze>,
    /// No work is finished after this day.
    end: Date,
    used: BTreeMap<(usize, Date), i64>,
    /// Work by id and round: what more seats or a new fact opened after the first round is a second one.
    pub bookings: BTreeMap<(Id, u32), Booking>,
    /// The same in the order in which it was entered.
    pub entered: Vec<Entered>,
    /// Work that was ranked and not booked, with the reason.
    pub unbooked: BTreeMap<Id, Unbooked>,
}

/// What one team could do.
struct Offer {
    team: usize,
    taken: Vec<(Date, i64)>,
    booking: Booking,
}

/// Why ranked work has no dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unbooked {
    /// No team covers its product.
    NoTeam(Id),
    /// It would not be finished by the last day, or what it needs is not booked.
    NoTime,
}

impl Schedule {
    /// An empty calendar.
    pub fn new(teams: Vec<Team>, freezes: Vec<Freeze>, end: Date) -> Self {
        Self {
            teams,
            freezes,
            end,
            used: BTreeMap::new(),
            bookings: BTreeMap::new(),
            entered: Vec::new(),
            unbooked: BTreeMap::new(),
        }
    }

    /// Books the steps of a ranking that can start on or after `from` and before `until`.
    ///
    /// What a step rests on is looked up among all bookings, also those of earlier phases: that a plan counts work
    /// as done does not mean that it is finished.
    pub fn extend(&mut self, ranking: &Ranking, from: Date, until: Option<Date>) {
        // What an earlier phase could not book may be booked now, or no longer wanted.
        self.unbooked.clear();
        for step in &ranking.steps {
            let node = &ranking.backlog.nodes[step.node];
            let round = self.rounds(&node.id).count();
            // A second round follows the first, never runs beside it.
            if self.rounds(&node.id).any(|booking| booking.finish >= from) {
                continue;
            }
            let teams = self.teams_of(node);
            if teams.is_empty() {
                let product = node.product.clone().unwrap_or_else(|| Id::new(""));
                self.unbooked.insert(node.id.clone(), Unbooked::NoTeam(product));
                continue;
            }
            let open = |need: &usize| self.rounds(&ranking.backlog.nodes[*need].id).next().is_none();
            let possible = !node.needs.iter().any(open);
            // Of several teams the one that is finished first; of equals the first in order.
            let offers = teams.into_iter().filter(|_| possible).filter_map(|team| {
                let earliest =
                    node.requires.iter().filter_map(|id| self.free_from(id, team)).fold(from, Date::max);
                self.offer(node, team, earliest, until)
            });
            match offers.min_by_key(|offer| (offer.booking.finish, offer.team)) {
                Some(offer) => {
                    self.unbooked.remove(&node.id);
                    let round = u32::try_from(round).unwrap_or(u32::MAX);
                    let entered = self.entry(node, round, from, offer.team);
                    self.entered.push(entered);
                    let booking = self.take(offer);
                    self.bookings.insert((node.id.clone(), round), booking);
                }
                None => drop(self.unbooked.insert(node.id.clone(), Unbooked::NoTime)),
            }
        }
    }

    /// The bookings of one id, in order.
    fn rounds(&self, id: &Id) -> impl Iterator<Item = &Booking> {
        self.bookings.range((id.clone(), 0)..=(id.clone(), u32::MAX)).map(|(_, booking)| booking)
    }

    /// The first day on which a team may build on some work; `None` when it was done before the plan.
    fn free_from(&self, id: &Id, team: usize) -> Option<Date> {
        let need = self.rounds(id).next()?;
        let waited = need.ready != tomorrow(need.finish);
        Some(if need.team == self.teams[team].id && !waited { need.finish } else { need.ready })
    }

    /// What is entered for a piece of work of a team.
    fn entry(&self, node: &Node, round: u32, from: Date, team: usize) -> Entered {
        let place = |id: &Id, round: u32| {
            self.entered.iter().position(|entered| entered.round == round && entered.id == *id)
        };
        let gap = |id: &Id| {
            let need = self.rounds(id).next()?;
            let days = self.free_from(id, team)?.since(need.finish).ok()?.get_days();
            Some((place(id, 0)?, i64::from(days)))
        };
        let before = round.checked_sub(1).and_then(|round| Some((place(&node.id, round)?, 1)));
        Entered {
            id: node.id.clone(),
            round,
            way: node.way.clone(),
            team,
            from,
            effort: node.effort,
            needs: node.requires.iter().filter_map(gap).chain(before).collect(),
        }
    }

    /// The teams, in the order of the scenario.
    pub fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// The working time of a team on a day, none on days off.
    pub fn hours_on(&self, team: usize, day: Date) -> Minutes {
        Minutes(if self.works(day) { self.capacity(team, day) } else { 0 })
    }

    /// The teams that cover a product by name, else the one that usually works on it, else those that cover all.
    fn teams_of(&self, node: &Node) -> Vec<usize> {
        let by_product =
            |team: &Team| node.product.as_ref().is_some_and(|product| team.products.contains(product));
        let by_name = |team: &Team| team.products.is_empty() && Some(&team.id) == node.team.as_ref();
        let any = |team: &Team| team.products.is_empty();
        let fitting = |fits: &dyn Fn(&Team) -> bool| -> Vec<usize> {
            (0..self.teams.len()).filter(|&team| fits(&self.teams[team])).collect()
        };
        let rules: [&dyn Fn(&Team) -> bool; 3] = [&by_product, &by_name, &any];
        rules.iter().map(|rule| fitting(rule)).find(|teams| !teams.is_empty()).unwrap_or_default()
    }

    /// Enters an offer into the calendar.
    fn take(&mut self, offer: Offer) -> Booking {
        for (day, minutes) in offer.taken {
            *self.used.entry((offer.team, day)).or_default() += minutes;
        }
        offer.booking
    }

    /// When a team could do some work.
    fn offer(&self, node: &Node, team: usize, earliest: Date, until: Option<Date>) -> Option<Offer> {
        let mut left = node.effort.0;
        let mut taken: Vec<(Date, i64)> = Vec::new();
        let mut day = earliest;
        while day <= self.end {
            let free = self.capacity(team, day) - self.used.get(&(team, day)).copied().unwrap_or(0);
            if self.works(day) && (free > 0 || left == 0) {
                if taken.is_empty() && until.is_some_and(|until| day >= until) {
                    return None;
                }
                let minutes = free.min(left);
                taken.push((day, minutes));
                left -= minutes;
                if left == 0 {
                    break;
                }
            }
            day = day.checked_add(1.day()).ok()?;
        }
        let (start, finish) = (taken.first()?.0, taken.last()?.0);
        if left > 0 {
            return None;
        }
        let ready = tomorrow(finish).checked_add(node.wait_days.days()).ok()?;
        let booking = Booking {
            id: node.id.clone(),
            kind: node.kind,
            way: node.way.clone(),
            team: self.teams[team].id.clone(),
            start,
            finish,
            ready,
        };
        Some(Offer { team, taken, booking })
    }

    /// Whether anybody works on a day.
    pub fn works(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !self.freezes.iter().any(|freeze| freeze.from <= day && day <= freeze.to)
    }

    /// A fifth of the week, the odd minutes on the first days.
    fn capacity(&self, team: usize, day: Date) -> i64 {
        let week = self.teams[team].per_week.0;
        week / 5 + i64::from(i64::from(day.weekday().to_monday_zero_offset()) < week % 5)
    }
}

fn tomorrow(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}
