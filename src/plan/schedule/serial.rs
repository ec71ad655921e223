//! The serial schedule generation scheme: places the tasks of an order on days counted from 0.
//!
//! Each task takes the first free minutes of its team that its prerequisites, the lead time and its earliest day
//! allow. Tasks may be interrupted. Of several teams the one that finishes first takes the task.

use crate::model::BasisPoints;
use crate::model::units::div_half_up;

/// A work item to be placed.
#[derive(Debug, Clone, Default)]
pub struct Task {
    /// Minutes, stages included.
    pub effort: i64,
    /// Stages before the last, in order.
    pub pilots: Vec<PilotStage>,
    /// The teams that could do it.
    pub choices: Vec<TeamChoice>,
    /// Its prerequisites among the tasks of the instance.
    pub dependencies: Vec<Dependency>,
    /// Whether a prerequisite is neither a task nor booked.
    pub blocked: bool,
    /// Hundredths of points.
    pub points: i64,
    /// Days from its finish to the day on which its points show.
    pub shows: usize,
    /// Its deadline: the last day on which it may finish.
    pub latest: Option<usize>,
    /// Whether it is required, which counts before all points.
    pub must: bool,
}

/// A stage of a task that is rolled out, before its last stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PilotStage {
    /// Minutes.
    pub effort: i64,
    /// Days of waiting after it.
    pub wait: usize,
    /// Hundredths of the points of the task that come with the stage.
    pub points: i64,
}

/// A team that could do a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TeamChoice {
    pub team: usize,
    /// Its first possible day on this task.
    pub release: usize,
}

/// A prerequisite, with a time lag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dependency {
    pub task: usize,
    /// Days of waiting after it.
    pub wait: usize,
}

/// The place of a task or stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    pub team: usize,
    pub start: usize,
    pub finish: usize,
}

/// The capacity that the teams have left.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// Minutes, team after team; below 0 where upkeep comes on top of tasks that were placed before.
    free: Vec<i64>,
    /// Work finished before each day that needs upkeep, in minutes times hundredths of a percent, team after team.
    kept: Vec<i64>,
    /// The first day of each team on which anything may be free.
    first: Vec<usize>,
    /// Minutes that all teams together may still spend; `None` without a budget.
    budget: Option<i64>,
    /// The placed stages before the last, with their tasks; those of one task in order.
    pilots: Vec<(usize, Placement)>,
}

/// A scheduling problem: teams and tasks, every prerequisite before its dependents.
#[derive(Debug, Clone)]
pub struct Instance {
    /// The days on which each team makes changes, with or without hours.
    pub open: Vec<Vec<bool>>,
    /// The lead time of each team in days.
    pub lead: Vec<usize>,
    /// The upkeep of each team, in hundredths of a percent of finished work in 30 days.
    pub upkeep: Vec<i64>,
    pub tasks: Vec<Task>,
}

impl Task {
    /// The points that come with the last stage.
    pub fn last_points(&self) -> i64 {
        self.points - self.pilots.iter().map(|part| part.points).sum::<i64>()
    }
}

impl Capacity {
    /// The working time of each team, day after day.
    pub fn new(minutes: &[Vec<i64>]) -> Self {
        let free: Vec<i64> = minutes.iter().flatten().copied().collect();
        let (kept, first) = (vec![0; free.len()], vec![0; minutes.len()]);
        Self { kept, first, free, budget: None, pilots: Vec::new() }
    }

    /// Limits the minutes of all teams together.
    #[must_use]
    pub fn with_budget(self, budget: Option<i64>) -> Self {
        Self { budget, ..self }
    }

    /// The minutes that all teams together may still spend; `None` without a budget.
    pub fn budget(&self) -> Option<i64> {
        self.budget
    }

    /// The stages before the last that the last order has placed, with their tasks.
    pub fn pilots(&self) -> &[(usize, Placement)] {
        &self.pilots
    }

    /// The free minutes of a team on each day, at least 0.
    pub fn free(&self, team: usize, days: usize) -> impl Iterator<Item = i64> + '_ {
        self.free[team * days..(team + 1) * days].iter().map(|free| (*free).max(0))
    }

    /// The minutes that upkeep needs of a team on a working day.
    pub fn upkeep(&self, team: usize, days: usize, day: usize) -> i64 {
        per_day(self.kept[team * days + day])
    }

    /// The minutes left of a day; below 0 where upkeep finds no time.
    pub fn left(&self, team: usize, days: usize, day: usize) -> i64 {
        self.free[team * days + day]
    }
}

/// Upkeep per working day: five in seven of 30 days.
fn per_day(kept: i64) -> i64 {
    div_half_up(i128::from(kept) * 7, BasisPoints::ALL.0 * 30 * 5)
}

impl Instance {
    pub fn days(&self) -> usize {
        self.open.first().map_or(0, Vec::len)
    }

    /// Some tasks and their prerequisites, as far as they are not `seen` yet; marks them.
    pub(super) fn with_prerequisites(&self, mut open: Vec<usize>, seen: &mut [bool]) -> Vec<usize> {
        let mut found = Vec::new();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                found.push(at);
                open.extend(self.tasks[at].dependencies.iter().map(|dependency| dependency.task));
            }
        }
        found
    }

    /// Places the tasks of an order in which prerequisites come first. A task has no place if it would start on or
    /// after `until`, would not finish by the last day, or depends on such a task.
    pub fn decode(
        &self,
        order: &[usize],
        until: Option<usize>,
        capacity: &mut Capacity,
    ) -> Vec<Option<Placement>> {
        let mut placed = vec![None; self.tasks.len()];
        capacity.pilots.clear();
        for &at in order {
            placed[at] = self.place(at, until, capacity, &placed);
        }
        placed
    }

    fn place(
        &self,
        at: usize,
        until: Option<usize>,
        capacity: &mut Capacity,
        placed: &[Option<Placement>],
    ) -> Option<Placement> {
        let task = &self.tasks[at];
        let too_much = capacity.budget.is_some_and(|left| task.effort > left);
        if task.blocked
            || too_much
            || task.dependencies.iter().any(|dependency| placed[dependency.task].is_none())
        {
            return None;
        }
        let offers = task.choices.iter().filter_map(|choice| {
            let earliest = task
                .dependencies
                .iter()
                .filter_map(|dependency| self.earliest_after(*dependency, choice.team, placed));
            self.offer_stages(task, choice.team, earliest.fold(choice.release, usize::max), capacity)
        });
        let in_time = |placed: &Placement| until.is_none_or(|until| placed.start < until);
        let best = offers.filter(in_time).min_by_key(|placed| (placed.finish, placed.team))?;
        self.take(at, best, capacity);
        Some(best)
    }

    /// The first day on which a team may start after a prerequisite: its last day where the same team did it.
    fn earliest_after(
        &self,
        dependency: Dependency,
        team: usize,
        placed: &[Option<Placement>],
    ) -> Option<usize> {
        let need = placed[dependency.task]?;
        Some(match (need.team == team, dependency.wait) {
            (true, 0) => need.finish,
            (true, wait) => need.finish + 1 + wait,
            (false, wait) => need.finish + 1 + wait + self.lead[team],
        })
    }

    /// The earliest place for all stages of a task with a team, from a day on.
    fn offer_stages(
        &self,
        task: &Task,
        team: usize,
        earliest: usize,
        capacity: &Capacity,
    ) -> Option<Placement> {
        let (mut start, mut from, mut left) = (None, earliest, task.effort);
        for pilot in &task.pilots {
            let part = self.offer(pilot.effort, team, from, capacity)?;
            start = start.or(Some(part.start));
            from = part.finish + 1 + pilot.wait;
            left -= pilot.effort;
        }
        let last = self.offer(left, team, from, capacity)?;
        Some(Placement { start: start.unwrap_or(last.start), ..last })
    }

    /// The earliest place for some minutes of a team, from a day on.
    pub(super) fn offer(
        &self,
        effort: i64,
        team: usize,
        earliest: usize,
        capacity: &Capacity,
    ) -> Option<Placement> {
        let days = self.days();
        if effort == 0 {
            let day = (earliest..days).find(|&day| self.open[team][day])?;
            return Some(Placement { team, start: day, finish: day });
        }
        let free = &capacity.free[team * days..(team + 1) * days];
        let from = earliest.max(capacity.first[team]);
        let (mut left, mut start) = (effort, None);
        for (day, &free) in free.iter().enumerate().skip(from) {
            if free > 0 {
                start = start.or(Some(day));
                left -= free;
                if left <= 0 {
                    return Some(Placement { team, start: start?, finish: day });
                }
            }
        }
        None
    }

    /// Takes the capacity for a task at its place, stage after stage.
    fn take(&self, at: usize, placed: Placement, capacity: &mut Capacity) {
        let (task, team, days) = (&self.tasks[at], placed.team, self.days());
        capacity.budget = capacity.budget.map(|left| left - task.effort);
        let (mut from, mut left) = (placed.start, task.effort);
        for pilot in &task.pilots {
            // The same place that was offered before.
            let Some(part) = self.offer(pilot.effort, team, from, capacity) else { break };
            self.spend(pilot.effort, part, capacity);
            capacity.pilots.push((at, part));
            from = part.finish + 1 + pilot.wait;
            left -= pilot.effort;
        }
        self.spend(left, Placement { start: from, ..placed }, capacity);
        while capacity.first[team] < days && capacity.free[team * days + capacity.first[team]] <= 0 {
            capacity.first[team] += 1;
        }
        let units = task.effort * self.upkeep[team];
        if units > 0 {
            let later = team * days + placed.finish + 1..(team + 1) * days;
            let rows = capacity.kept[later.clone()].iter_mut().zip(&mut capacity.free[later]);
            // The same for all days up to the next finished work: most of a local search is spent here.
            let mut of = (-1, 0);
            for (kept, free) in rows {
                if of.0 != *kept {
                    of = (*kept, per_day(*kept + units) - per_day(*kept));
                }
                *kept += units;
                *free -= of.1;
            }
        }
    }

    /// Takes free minutes between two days.
    fn spend(&self, effort: i64, placed: Placement, capacity: &mut Capacity) {
        let row = placed.team * self.days();
        let mut left = effort;
        for day in placed.start..=placed.finish {
            let taken = capacity.free[row + day].clamp(0, left);
            capacity.free[row + day] -= taken;
            left -= taken;
        }
    }
}
