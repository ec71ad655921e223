//! From a ranking to a board, and from the board to bookings.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::board::{Board, Choice, Link, Part, Placed, Task};
use super::bound::{Bound, bound};
use super::improve::{Objective, Value, improve};
use super::{Booking, Entered, Schedule, Unbooked};
use crate::model::{Aim, Id, Minutes, Share, Team};
use crate::plan::backlog::Node;
use crate::plan::rank::Ranking;

/// What the calendars are filled for, and what is known of it.
#[derive(Clone, Copy)]
pub struct Purpose<'a> {
    /// The aim.
    pub aim: Aim,
    /// Days from the finish of some work to the snapshot that shows its points.
    pub shows: &'a dyn Fn(&Id) -> i64,
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

/// The pieces of one phase: their steps in the ranking, with the board on which they stand.
struct Pieces<'r> {
    nodes: Vec<&'r Node>,
    board: Board,
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
            let improved = improve(board, &self.desk, &order, objective);
            self.phases.push(Phase {
                from,
                ranked: improved.before,
                improved: improved.after,
                bound: ranking.backlog.exact.then(|| bound(board, &self.desk, first)),
                every_order: improved.every_order,
            });
            order = improved.order;
        }
        self.desk.pilots.clear();
        let placed = board.decode(&order, until.map(|day| self.calendar.at(day)), &mut self.desk);
        for &at in &order {
            match placed[at] {
                Some(placed) => self.enter(&pieces, at, placed, from),
                None => self.leave(&pieces, at),
            }
        }
    }

    /// Everything that is to be booked now, in the order of the ranking.
    fn pieces<'r>(&mut self, ranking: &'r Ranking, from: Date, purpose: Purpose<'_>) -> Pieces<'r> {
        let nodes = &ranking.backlog.nodes;
        // Where each node stands on the board.
        let mut place: Vec<Option<usize>> = vec![None; nodes.len()];
        let mut pieces: Vec<(&Node, Vec<usize>)> = Vec::new();
        for step in &ranking.steps {
            let node = &nodes[step.node];
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
            self.asked.entry((node.id.clone(), self.next_round(&node.id))).or_insert(from);
            place[step.node] = Some(pieces.len());
            pieces.push((node, teams));
        }
        let on_board = |id: &Id| ranking.backlog.index(id).and_then(|node| place[node]);
        let tasks = pieces.iter().map(|(node, teams)| {
            // What has a booking binds by its days, what has none by its task.
            let unbooked = |id: &&Id| self.rounds(id).next().is_none();
            let links = node.requires.iter().filter(unbooked).filter_map(|id| {
                let task = on_board(id)?;
                Some(Link { task, wait: days(pieces[task].0.wait_days) })
            });
            let nowhere = |need: &usize| place[*need].is_none() && unbooked(&&nodes[*need].id);
            Task {
                effort: node.effort.0,
                pilots: self.pilots(node),
                choices: teams
                    .iter()
                    .map(|&team| Choice { team, release: self.calendar.at(self.first_day(node, team, from)) })
                    .collect(),
                links: links.collect(),
                blocked: node.needs.iter().any(nowhere),
                points: node.points.0,
                shows: days((purpose.shows)(&node.id)),
                latest: self
                    .dates
                    .get(&node.id)
                    .and_then(|window| window.latest)
                    .map(|day| self.calendar.at(day)),
            }
        });
        let board = Board {
            open: self.calendar.open.clone(),
            lead: self.teams.iter().map(|team| days(team.lead_days)).collect(),
            upkeep: self.teams.iter().map(|team| team.upkeep).collect(),
            tasks: tasks.collect(),
        };
        Pieces { nodes: pieces.iter().map(|(node, _)| *node).collect(), board }
    }

    /// The first day of a team on some work, for all that is booked already.
    fn first_day(&self, node: &Node, team: usize, from: Date) -> Date {
        let needs = node.requires.iter().filter_map(|id| self.free_from(id, team));
        needs.fold(self.release(node, team, from), Date::max)
    }

    /// The first day of a team on some work that depends on nothing else: when it was asked, its lead time, and the
    /// earliest day that a person stated.
    fn release(&self, node: &Node, team: usize, from: Date) -> Date {
        let asked = self.asked.get(&(node.id.clone(), self.next_round(&node.id))).copied().unwrap_or(from);
        let earliest = self.dates.get(&node.id).and_then(|window| window.earliest);
        let lead = later(asked, self.teams[team].lead_days);
        from.max(lead).max(earliest.unwrap_or(from))
    }

    fn next_round(&self, id: &Id) -> u32 {
        u32::try_from(self.rounds(id).count()).unwrap_or(u32::MAX)
    }

    /// The first day on which a team may build on some work; `None` when it was done before the plan.
    fn free_from(&self, id: &Id, team: usize) -> Option<Date> {
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
        let parts = self.desk.pilots.iter().filter(|(task, _)| *task == at).map(|(_, placed)| placed.finish);
        let finishes: Vec<Date> = parts.map(|finish| self.calendar.day(finish)).collect();
        let stated = self.ramps.get(&node.id).cloned().unwrap_or_default();
        let parts = &pieces.board.tasks[at].pilots;
        for ((part, finish), pilot) in parts.iter().zip(finishes).zip(stated) {
            let share = Share::new(pilot.coverage, 10_000);
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

    /// The stages of some work before its last, each with its part of the effort, rounded down to the minute.
    fn pilots(&self, node: &Node) -> Vec<Part> {
        let mut covered = 0;
        let mut parts = Vec::new();
        for pilot in self.ramps.get(&node.id).into_iter().flatten() {
            let part = i128::from(node.effort.0) * i128::from(pilot.coverage - covered) / 10_000;
            parts.push(Part { effort: i64::try_from(part).unwrap_or(0), wait: days(pilot.wait_days) });
            covered = pilot.coverage;
        }
        parts
    }

    fn leave(&mut self, pieces: &Pieces<'_>, at: usize) {
        let node = pieces.nodes[at];
        let team = pieces.board.tasks[at].choices.first().map_or(0, |choice| choice.team);
        let unbooked = Unbooked::NoTime { team: self.teams[team].id.clone(), effort: node.effort };
        self.unbooked.insert(node.id.clone(), unbooked);
    }

    /// The teams that cover a piece of work by its id, else its product by name, else the one that usually works on it,
    /// else those that cover all.
    fn teams_of(&self, node: &Node) -> Vec<usize> {
        let by_id = |team: &Team| team.controls.contains(&node.id);
        let by_product =
            |team: &Team| node.product.as_ref().is_some_and(|product| team.products.contains(product));
        let by_name = |team: &Team| team.covers_the_rest() && Some(&team.id) == node.team.as_ref();
        let fitting = |fits: &dyn Fn(&Team) -> bool| -> Vec<usize> {
            (0..self.teams.len()).filter(|&team| fits(&self.teams[team])).collect()
        };
        let rules: [&dyn Fn(&Team) -> bool; 4] = [&by_id, &by_product, &by_name, &Team::covers_the_rest];
        rules.iter().map(|rule| fitting(rule)).find(|teams| !teams.is_empty()).unwrap_or_default()
    }
}

/// The order of the board, with what has a latest day at the front: the earliest first, each after what it needs.
fn with_latest_first(board: &Board) -> Vec<usize> {
    let mut dated: Vec<(usize, usize)> =
        board.tasks.iter().enumerate().filter_map(|(at, task)| Some((task.latest?, at))).collect();
    dated.sort_unstable();
    let mut seen = vec![false; board.tasks.len()];
    let mut order = Vec::with_capacity(board.tasks.len());
    for (_, at) in dated {
        let mut found = Vec::new();
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                found.push(at);
                open.extend(board.tasks[at].links.iter().map(|link| link.task));
            }
        }
        // The board stands in an order in which needs come first.
        found.sort_unstable();
        order.extend(found);
    }
    order.extend((0..board.tasks.len()).filter(|&at| !seen[at]));
    order
}

fn days(days: i64) -> usize {
    usize::try_from(days).unwrap_or(0)
}

/// A day that comes some days later.
fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.clamp(0, 100_000).days()).unwrap_or(Date::MAX)
}
