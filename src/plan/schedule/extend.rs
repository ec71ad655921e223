//! From a ranking to a board, and from the board to bookings.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::board::Placed;
use super::bound::{Bound, bound};
use super::improve::{Objective, Value, improve};
use super::pieces::{Pieces, with_latest_first};
use super::within::{asked_first, better, without_waste};
use super::{Booking, Entered, Schedule, Unbooked};
use crate::model::{Aim, Id, Minutes, Points, Share};
use crate::plan::backlog::Node;
use crate::plan::rank::Ranking;

/// What the calendars are filled for, and what is known of it.
#[derive(Clone, Copy)]
pub struct Purpose<'a> {
    /// The aim.
    pub aim: Aim,
    /// Days from the finish of some work to the snapshot that shows its points.
    pub shows: &'a dyn Fn(&Id) -> i64,
    /// Points that some work brings once a share of it is done.
    pub grows: &'a dyn Fn(&Node, Share) -> Points,
}

impl std::fmt::Debug for Purpose<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Purpose").field("aim", &self.aim).finish_non_exhaustive()
    }
}

/// What one phase came to, as if no other followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// Its first day.
    pub from: Date,
    /// Along the ranking.
    pub ranked: Value,
    /// After the improvement; the same without one.
    pub improved: Value,
    /// What no order of the same work exceeds; `None` where its points may not be the sum of its parts.
    pub bound: Option<Bound>,
    /// Whether every order was looked at.
    pub every_order: bool,
}

impl Schedule {
    /// Books the steps of a ranking that can start on or after `from` and before `until`.
    ///
    /// What a step rests on is looked up among all bookings, also those of earlier phases: that a plan counts work
    /// as done does not mean that it is finished. What has a latest day comes first, with all it needs; then the order
    /// of the ranking, or a better one where the purpose asks for it.
    pub fn extend(&mut self, ranking: &Ranking, from: Date, until: Option<Date>, purpose: Purpose<'_>) {
        // What an earlier phase could not book may be booked now, or no longer wanted.
        self.unbooked.clear();
        let pieces = self.pieces(ranking, from, purpose);
        let board = &pieces.board;
        let mut order = with_latest_first(board);
        if purpose.aim != Aim::Rank {
            let objective = match purpose.aim {
                Aim::Score => Objective::Score,
                Aim::Rank | Aim::Area => Objective::Area,
            };
            let first = self.calendar.at(from);
            order = asked_first(board, &self.desk, order, objective);
            if self.desk.budget().is_some() {
                let chosen = self.best_within_budget(&pieces, ranking, order.clone());
                order = better(board, &self.desk, order, chosen, objective);
            }
            let improved = improve(board, &self.desk, &order, objective);
            order = improved.order;
            let mut after = improved.after;
            if self.desk.budget().is_some() {
                (order, after) = without_waste(board, &self.desk, order, after, objective);
            }
            self.phases.push(Phase {
                from,
                ranked: improved.before,
                improved: after,
                bound: ranking.backlog.exact.then(|| bound(board, &self.desk, first)),
                every_order: improved.every_order,
            });
        }
        let placed = board.decode(&order, until.map(|day| self.calendar.at(day)), &mut self.desk);
        for &at in &order {
            if let Some(placed) = placed[at] {
                self.enter(&pieces, at, placed, from);
            }
        }
        self.leave(&pieces, &placed, &order);
    }

    pub(super) fn next_round(&self, id: &Id) -> u32 {
        u32::try_from(self.rounds(id).count()).unwrap_or(u32::MAX)
    }

    /// The first day on which a team may build on some work; `None` when it was done before the plan.
    pub(super) fn free_from(&self, id: &Id, team: usize) -> Option<Date> {
        let need = self.rounds(id).next()?;
        let own = need.team == self.teams[team].id;
        let waited = need.ready != later(need.finish, 1);
        Some(match (own, waited) {
            (true, false) => need.finish,
            (true, true) => need.ready,
            (false, _) => later(need.ready, self.teams[team].lead_days),
        })
    }

    fn enter(&mut self, pieces: &Pieces<'_>, at: usize, placed: Placed, from: Date) {
        let (node, team) = (pieces.nodes[at], placed.team);
        let round = self.next_round(&node.id);
        // Who builds on some work builds on its last stage.
        let place =
            |id: &Id, round: u32| self.entered.iter().rposition(|one| one.round == round && one.id == *id);
        let gap = |id: &Id| {
            let need = self.rounds(id).next()?;
            let days = self.free_from(id, team)?.since(need.finish).ok()?.get_days();
            Some((place(id, 0)?, i64::from(days)))
        };
        let before = round.checked_sub(1).and_then(|round| Some((place(&node.id, round)?, 1)));
        let finish = self.calendar.day(placed.finish);
        let mut stage = Entered {
            id: node.id.clone(),
            round,
            stage: 0,
            share: Share::ALL,
            way: node.way.clone(),
            team,
            from: self.release(node, team, from),
            finish,
            effort: node.effort,
            needs: node.requires.iter().filter_map(gap).chain(before).collect(),
        };
        let mut pilots = Vec::new();
        let parts =
            self.desk.pilots().iter().filter(|(task, _)| *task == at).map(|(_, placed)| placed.finish);
        let finishes: Vec<Date> = parts.map(|finish| self.calendar.day(finish)).collect();
        let stated = self.ramps.get(&node.id).cloned().unwrap_or_default();
        let parts = &pieces.board.tasks[at].pilots;
        for ((part, finish), pilot) in parts.iter().zip(finishes).zip(stated) {
            let share = pilot.coverage.share();
            let effort = Minutes(part.effort);
            let rest = stage.effort - effort;
            self.entered.push(Entered { share, finish, effort, ..stage.clone() });
            pilots.push((share, finish));
            stage.stage += 1;
            stage.effort = rest;
            stage.needs = vec![(self.entered.len() - 1, 1 + pilot.wait_days)];
        }
        self.entered.push(stage);
        let booking = Booking {
            id: node.id.clone(),
            kind: node.kind,
            way: node.way.clone(),
            points: node.points,
            effort: node.effort,
            team: self.teams[team].id.clone(),
            start: self.calendar.day(placed.start),
            finish,
            ready: later(finish, 1 + node.wait_days),
            pilots,
        };
        self.bookings.insert((node.id.clone(), round), booking);
    }

    /// Notes what has no place, and whether the budget is why, also that of something it needs.
    fn leave(&mut self, pieces: &Pieces<'_>, placed: &[Option<Placed>], order: &[usize]) {
        let mut over = vec![false; placed.len()];
        // The board stands in an order in which needs come first.
        for (at, task) in pieces.board.tasks.iter().enumerate() {
            if placed[at].is_some() {
                continue;
            }
            let (node, team) = (pieces.nodes[at], task.choices.first().map_or(0, |choice| choice.team));
            let too_much = self.desk.budget().is_some_and(|left| task.effort > left);
            // What is not in the order would be spent for nothing.
            let wasted = !order.contains(&at);
            over[at] = too_much || wasted || task.links.iter().any(|link| over[link.task]);
            let (team, effort) = (self.teams[team].id.clone(), node.effort);
            let why = if over[at] {
                Unbooked::OverBudget { team, effort }
            } else {
                Unbooked::NoTime { team, effort }
            };
            self.unbooked.insert(node.id.clone(), why);
        }
    }
}

/// A day that comes some days later.
pub(super) fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.clamp(0, 100_000).days()).unwrap_or(Date::MAX)
}
