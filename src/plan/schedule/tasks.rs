//! Turns the steps of a ranking into the tasks of a scheduling instance.

use jiff::civil::Date;

use super::book::{Purpose, later};
use super::serial::{Dependency, Instance, PilotStage, Task, TeamChoice};
use super::{Schedule, Unbooked};
use crate::model::{BasisPoints, Id, Team};
use crate::plan::backlog::WorkItem;
use crate::plan::rank::Ranking;

/// The work items of one phase, and the instance whose tasks they are, in the same order.
pub(super) struct PhaseTasks<'r> {
    pub(super) items: Vec<&'r WorkItem>,
    pub(super) instance: Instance,
}

impl Schedule {
    /// Everything that is to be booked in a phase, in the order of the ranking.
    pub(super) fn phase_tasks<'r>(
        &mut self,
        ranking: &'r Ranking,
        from: Date,
        purpose: Purpose<'_>,
    ) -> PhaseTasks<'r> {
        let nodes = &ranking.backlog.items;
        // The task of each work item.
        let mut place: Vec<Option<usize>> = vec![None; nodes.len()];
        let mut found: Vec<(&WorkItem, Vec<usize>)> = Vec::new();
        for step in &ranking.steps {
            let node = &nodes[step.node];
            // A second round starts after the first has finished.
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
            place[step.node] = Some(found.len());
            found.push((node, teams));
        }
        let task_of = |id: &Id| ranking.backlog.index(id).and_then(|node| place[node]);
        let tasks = found.iter().map(|(node, teams)| {
            // Booked prerequisites bind by their dates, the others by their tasks.
            let unbooked = |id: &&Id| self.rounds(id).next().is_none();
            let dependencies = node.requires.iter().filter(unbooked).filter_map(|id| {
                let task = task_of(id)?;
                Some(Dependency { task, wait: days(found[task].0.wait_days) })
            });
            let is_missing = |need: &usize| place[*need].is_none() && unbooked(&&nodes[*need].id);
            Task {
                effort: node.effort.0,
                pilots: self.pilots(node, purpose),
                choices: teams
                    .iter()
                    .map(|&team| TeamChoice {
                        team,
                        release: self.calendar.at(self.first_day(node, team, from)),
                    })
                    .collect(),
                dependencies: dependencies.collect(),
                blocked: node.needs.iter().any(is_missing),
                points: node.points.0,
                shows: days((purpose.shows)(&node.id)),
                latest: self.latest(&node.id).map(|day| self.calendar.at(day)),
                must: self.is_required(&node.id),
            }
        });
        let instance = Instance {
            open: self.calendar.present.clone(),
            lead: self.teams.iter().map(|team| days(team.lead_days)).collect(),
            upkeep: self.teams.iter().map(|team| team.upkeep.0).collect(),
            tasks: tasks.collect(),
        };
        PhaseTasks { items: found.iter().map(|(node, _)| *node).collect(), instance }
    }

    /// The first possible day of a team on a work item, after its booked prerequisites.
    fn first_day(&self, node: &WorkItem, team: usize, from: Date) -> Date {
        let needs = node.requires.iter().filter_map(|id| self.free_from(id, team));
        needs.fold(self.release(node, team, from), Date::max)
    }

    /// The first possible day of a team on a work item without prerequisites: by when it was ranked first, the lead
    /// time, and the earliest day that a person stated.
    pub(super) fn release(&self, node: &WorkItem, team: usize, from: Date) -> Date {
        let asked = self.asked.get(&(node.id.clone(), self.next_round(&node.id))).copied().unwrap_or(from);
        let earliest = self.dates.get(&node.id).and_then(|window| window.earliest);
        let lead = later(asked, self.teams[team].lead_days);
        from.max(lead).max(earliest.unwrap_or(from))
    }

    /// The deadline of some work: a stated latest day, or the day by which required work must be finished.
    fn latest(&self, id: &Id) -> Option<Date> {
        let stated = self.dates.get(id).and_then(|window| window.latest);
        let due = self.due.filter(|_| self.is_required(id));
        stated.into_iter().chain(due).min()
    }

    fn is_required(&self, id: &Id) -> bool {
        self.must.iter().any(|name| id.is_named(name.as_str()))
    }

    /// The stages of a work item before its last, each with its part of the effort, rounded down to the minute.
    fn pilots(&self, node: &WorkItem, purpose: Purpose<'_>) -> Vec<PilotStage> {
        let (mut covered, mut brought) = (BasisPoints::ZERO, 0);
        let mut parts = Vec::new();
        for pilot in self.ramps.get(&node.id).into_iter().flatten() {
            let part = (pilot.coverage - covered).of_down(node.effort.0);
            let points = (purpose.grows)(node, pilot.coverage.share()).0;
            parts.push(PilotStage { effort: part, wait: days(pilot.wait_days), points: points - brought });
            (covered, brought) = (pilot.coverage, points);
        }
        parts
    }

    /// The teams that cover a work item: by its id, else by its product, else the team that usually does it, else
    /// those that cover everything.
    fn teams_of(&self, node: &WorkItem) -> Vec<usize> {
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

/// The order of the tasks with required work and deadlines first: the earliest first, each after its prerequisites.
pub(super) fn deadlines_first(instance: &Instance) -> Vec<usize> {
    let day = |task: &Task| task.latest.or(task.must.then_some(instance.days()));
    let mut dated: Vec<(usize, usize)> =
        instance.tasks.iter().enumerate().filter_map(|(at, task)| Some((day(task)?, at))).collect();
    dated.sort_unstable();
    let mut seen = vec![false; instance.tasks.len()];
    let mut order = Vec::with_capacity(instance.tasks.len());
    for (_, at) in dated {
        // Prerequisites come first among the tasks.
        let mut found = instance.with_prerequisites(vec![at], &mut seen);
        found.sort_unstable();
        order.extend(found);
    }
    order.extend((0..instance.tasks.len()).filter(|&at| !seen[at]));
    order
}

fn days(days: i64) -> usize {
    usize::try_from(days).unwrap_or(0)
}
