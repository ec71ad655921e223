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
    /// The team.
    pub team: Id,
    /// First day of work.
    pub start: Date,
    /// Last day of work.
    pub finish: Date,
    /// First day on which dependents of other teams may start.
    pub ready: Date,
}

/// Booked work, growing from phase to phase.
#[derive(Debug, Clone)]
pub struct Schedule {
    teams: Vec<Team>,
    freezes: Vec<Freeze>,
    /// No work is finished after this day.
    end: Date,
    used: BTreeMap<(usize, Date), i64>,
    /// Work by id.
    pub bookings: BTreeMap<Id, Booking>,
    /// Work that no team covers, with its product.
    pub uncovered: BTreeMap<Id, Id>,
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
            uncovered: BTreeMap::new(),
        }
    }

    /// Books the steps of a ranking that can start on or after `from` and before `until`.
    pub fn extend(&mut self, ranking: &Ranking, from: Date, until: Option<Date>) {
        for step in &ranking.steps {
            let node = &ranking.backlog.nodes[step.node];
            if self.bookings.contains_key(&node.id) {
                continue;
            }
            let Some(team) = self.team_of(node) else {
                let product = node.product.clone().unwrap_or_else(|| Id::new(""));
                self.uncovered.insert(node.id.clone(), product);
                continue;
            };
            let needs: Option<Vec<&Booking>> =
                node.needs.iter().map(|&need| self.bookings.get(&ranking.backlog.nodes[need].id)).collect();
            // What is needed is not booked: it may be in a later phase.
            let Some(needs) = needs else { continue };
            let own = &self.teams[team].id;
            let free_from = |need: &Booking| {
                let waited = need.ready != tomorrow(need.finish);
                if need.team == *own && !waited { need.finish } else { need.ready }
            };
            let earliest = needs.into_iter().map(free_from).fold(from, Date::max);
            if let Some(booking) = self.book(node, team, earliest, until) {
                self.bookings.insert(node.id.clone(), booking);
            }
        }
    }

    /// The team that covers a product by name, else the one that usually works on it, else one that covers all.
    fn team_of(&self, node: &Node) -> Option<usize> {
        let by_product =
            |team: &Team| node.product.as_ref().is_some_and(|product| team.products.contains(product));
        let by_name = |team: &Team| team.products.is_empty() && Some(&team.id) == node.team.as_ref();
        let any = |team: &Team| team.products.is_empty();
        let find = |fits: &dyn Fn(&Team) -> bool| self.teams.iter().position(fits);
        find(&by_product).or_else(|| find(&by_name)).or_else(|| find(&any))
    }

    fn book(&mut self, node: &Node, team: usize, earliest: Date, until: Option<Date>) -> Option<Booking> {
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
        for (day, minutes) in taken {
            *self.used.entry((team, day)).or_default() += minutes;
        }
        let ready = tomorrow(finish).checked_add(node.wait_days.days()).ok()?;
        let team = self.teams[team].id.clone();
        Some(Booking { id: node.id.clone(), kind: node.kind, team, start, finish, ready })
    }

    fn works(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !self.freezes.iter().any(|freeze| freeze.from <= day && day <= freeze.to)
    }

    /// A fifth of the week, the odd minutes on the first days.
    fn capacity(&self, team: usize, day: Date) -> i64 {
        let week = self.teams[team].per_week.0;
        week / 5 + i64::from(i64::from(day.weekday().to_monday_zero_offset()) < week % 5)
    }

    /// The hours that every team has booked, by team.
    pub fn load(&self) -> BTreeMap<&Id, Minutes> {
        let mut load: BTreeMap<&Id, Minutes> =
            self.teams.iter().map(|team| (&team.id, Minutes::ZERO)).collect();
        for ((team, _), minutes) in &self.used {
            if let Some(sum) = load.get_mut(&self.teams[*team].id) {
                *sum += Minutes(*minutes);
            }
        }
        load
    }
}

fn tomorrow(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}
