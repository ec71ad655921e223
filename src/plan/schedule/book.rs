//! Books the steps of a ranking: orders them, places them, and records the bookings.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::bound::{ScheduleBound, bound};
use super::initial_order::{better_of, required_first, without_waste};
use super::local_search::{OrderObjective, OrderValue, improve};
use super::serial::Placement;
use super::tasks::{PhaseTasks, deadlines_first};
use super::{BookedStage, Booking, Schedule, Unbooked};
use crate::model::{Aim, Id, Minutes, Points, Share};
use crate::plan::backlog::WorkItem;
use crate::plan::rank::Ranking;

/// What a schedule aims at, and how the score follows from work.
#[derive(Clone, Copy)]
pub struct Purpose<'a> {
    pub aim: Aim,
    /// The days from the finish of some work to the snapshot that shows its points.
    pub shows: &'a dyn Fn(&Id) -> i64,
    /// The points that some work gains once a share of it is done.
    pub grows: &'a dyn Fn(&WorkItem, Share) -> Points,
}

impl std::fmt::Debug for Purpose<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Purpose").field("aim", &self.aim).finish_non_exhaustive()
    }
}

/// The result of a phase, as if no other followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseResult {
    pub from: Date,
    /// The value of the ranking's order.
    pub ranked: OrderValue,
    pub improved: OrderValue,
    /// What no order of the same work exceeds; `None` where the backlog is not additive.
    pub bound: Option<ScheduleBound>,
    /// Whether every order was tried.
    pub every_order: bool,
}

impl Schedule {
    /// Books the steps of a ranking that can start on or after `from` and before `until`.
    ///
    /// Prerequisites are looked up among all bookings, those of earlier phases included: work that a plan counts as
    /// done need not be finished yet. Work with a deadline comes first, with its prerequisites; then the order of
    /// the ranking, or a better one where the purpose asks for it.
    pub fn extend(&mut self, ranking: &Ranking, from: Date, until: Option<Date>, purpose: Purpose<'_>) {
        // Work that an earlier phase could not book may be booked now, or be no longer wanted.
        self.unbooked.clear();
        let phase = self.phase_tasks(ranking, from, purpose);
        let instance = &phase.instance;
        let mut order = deadlines_first(instance);
        if purpose.aim != Aim::Rank {
            let objective = match purpose.aim {
                Aim::Score => OrderObjective::Score,
                Aim::Rank | Aim::Area => OrderObjective::Area,
            };
            let first = self.calendar.at(from);
            order = required_first(instance, &self.capacity, order, objective);
            if self.capacity.budget().is_some() {
                let chosen = self.best_within_budget(&phase, ranking, order.clone());
                order = better_of(instance, &self.capacity, order, chosen, objective);
            }
            let improved = improve(instance, &self.capacity, &order, objective);
            order = improved.order;
            let mut after = improved.after;
            if self.capacity.budget().is_some() {
                (order, after) = without_waste(instance, &self.capacity, order, after, objective);
            }
            self.phases.push(PhaseResult {
                from,
                ranked: improved.before,
                improved: after,
                bound: ranking.backlog.exact.then(|| bound(instance, &self.capacity, first)),
                every_order: improved.every_order,
            });
        }
        let placed = instance.decode(&order, until.map(|day| self.calendar.at(day)), &mut self.capacity);
        for &at in &order {
            if let Some(placed) = placed[at] {
                self.record(&phase, at, placed, from);
            }
        }
        self.record_unbooked(&phase, &placed, &order);
    }

    pub(super) fn next_round(&self, id: &Id) -> u32 {
        u32::try_from(self.rounds(id).count()).unwrap_or(u32::MAX)
    }

    /// The first day on which a team may start after some work; `None` when that was done before the plan.
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

    /// Records a placed task as a booking with its stages.
    fn record(&mut self, phase: &PhaseTasks<'_>, at: usize, placed: Placement, from: Date) {
        let (node, team) = (phase.items[at], placed.team);
        let round = self.next_round(&node.id);
        // Dependents follow the last stage.
        let place =
            |id: &Id, round: u32| self.entered.iter().rposition(|one| one.round == round && one.id == *id);
        let gap = |id: &Id| {
            let need = self.rounds(id).next()?;
            let days = self.free_from(id, team)?.since(need.finish).ok()?.get_days();
            Some((place(id, 0)?, i64::from(days)))
        };
        let before = round.checked_sub(1).and_then(|round| Some((place(&node.id, round)?, 1)));
        let finish = self.calendar.day(placed.finish);
        let mut stage = BookedStage {
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
            self.capacity.pilots().iter().filter(|(task, _)| *task == at).map(|(_, placed)| placed.finish);
        let finishes: Vec<Date> = parts.map(|finish| self.calendar.day(finish)).collect();
        let stated = self.ramps.get(&node.id).cloned().unwrap_or_default();
        let parts = &phase.instance.tasks[at].pilots;
        for ((part, finish), pilot) in parts.iter().zip(finishes).zip(stated) {
            let share = pilot.coverage.share();
            let effort = Minutes(part.effort);
            let rest = stage.effort - effort;
            self.entered.push(BookedStage { share, finish, effort, ..stage.clone() });
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

    /// Records why tasks have no place: the budget, its own or that of a prerequisite, or time.
    fn record_unbooked(&mut self, phase: &PhaseTasks<'_>, placed: &[Option<Placement>], order: &[usize]) {
        let mut over = vec![false; placed.len()];
        // Prerequisites come first among the tasks.
        for (at, task) in phase.instance.tasks.iter().enumerate() {
            if placed[at].is_some() {
                continue;
            }
            let (node, team) = (phase.items[at], task.choices.first().map_or(0, |choice| choice.team));
            let too_much = self.capacity.budget().is_some_and(|left| task.effort > left);
            // Tasks that are not in the order were dropped as waste.
            let wasted = !order.contains(&at);
            over[at] = too_much || wasted || task.dependencies.iter().any(|dependency| over[dependency.task]);
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

/// The day some days later.
pub(super) fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.clamp(0, 100_000).days()).unwrap_or(Date::MAX)
}
