//! What of a ranking is to be booked, as work on a board.

use jiff::civil::Date;

use super::board::{Board, Choice, Link, Part, Task};
use super::extend::{Purpose, later};
use super::{Schedule, Unbooked};
use crate::model::{BasisPoints, Id, Team};
use crate::plan::backlog::Node;
use crate::plan::rank::Ranking;

/// The pieces of one phase: their steps in the ranking, with the board on which they stand.
pub(super) struct Pieces<'r> {
    pub(super) nodes: Vec<&'r Node>,
    pub(super) board: Board,
}

impl Schedule {
    /// Everything that is to be booked now, in the order of the ranking.
    pub(super) fn pieces<'r>(
        &mut self,
        ranking: &'r Ranking,
        from: Date,
        purpose: Purpose<'_>,
    ) -> Pieces<'r> {
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
                pilots: self.pilots(node, purpose),
                choices: teams
                    .iter()
                    .map(|&team| Choice { team, release: self.calendar.at(self.first_day(node, team, from)) })
                    .collect(),
                links: links.collect(),
                blocked: node.needs.iter().any(nowhere),
                points: node.points.0,
                shows: days((purpose.shows)(&node.id)),
                latest: self.latest(&node.id).map(|day| self.calendar.at(day)),
                must: self.is_asked(&node.id),
            }
        });
        let board = Board {
            open: self.calendar.present.clone(),
            lead: self.teams.iter().map(|team| days(team.lead_days)).collect(),
            upkeep: self.teams.iter().map(|team| team.upkeep.0).collect(),
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
    pub(super) fn release(&self, node: &Node, team: usize, from: Date) -> Date {
        let asked = self.asked.get(&(node.id.clone(), self.next_round(&node.id))).copied().unwrap_or(from);
        let earliest = self.dates.get(&node.id).and_then(|window| window.earliest);
        let lead = later(asked, self.teams[team].lead_days);
        from.max(lead).max(earliest.unwrap_or(from))
    }

    /// The last day on which some work is finished in time: a stated one, or the day on which it must be done.
    fn latest(&self, id: &Id) -> Option<Date> {
        let stated = self.dates.get(id).and_then(|window| window.latest);
        let due = self.due.filter(|_| self.is_asked(id));
        stated.into_iter().chain(due).min()
    }

    /// Whether somebody asked for some work.
    fn is_asked(&self, id: &Id) -> bool {
        self.must.iter().any(|name| id == name || id.without_instance() == name.as_str())
    }

    /// The stages of some work before its last, each with its part of the effort, rounded down to the minute.
    fn pilots(&self, node: &Node, purpose: Purpose<'_>) -> Vec<Part> {
        let (mut covered, mut brought) = (BasisPoints::ZERO, 0);
        let mut parts = Vec::new();
        for pilot in self.ramps.get(&node.id).into_iter().flatten() {
            let part = (pilot.coverage - covered).of_down(node.effort.0);
            let points = (purpose.grows)(node, pilot.coverage.share()).0;
            parts.push(Part { effort: part, wait: days(pilot.wait_days), points: points - brought });
            (covered, brought) = (pilot.coverage, points);
        }
        parts
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

/// The order of the board, with what has a latest day or must be done at the front: the earliest first, each after what
/// it needs.
pub(super) fn with_latest_first(board: &Board) -> Vec<usize> {
    let day = |task: &Task| task.latest.or(task.must.then_some(board.days()));
    let mut dated: Vec<(usize, usize)> =
        board.tasks.iter().enumerate().filter_map(|(at, task)| Some((day(task)?, at))).collect();
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
