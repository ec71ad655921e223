//! Work on days counted from 0: what an order of it comes to.
//!
//! Serial generation: each piece takes the first free minutes of its team that its needs, its lead time and its
//! earliest day allow. Work may be interrupted. Of several teams the one that is finished first takes it.

use crate::model::units::div_half_up;

/// A piece of work.
#[derive(Debug, Clone, Default)]
pub struct Task {
    /// Minutes, pilots included.
    pub effort: i64,
    /// Stages before the last, in order.
    pub pilots: Vec<PilotStage>,
    /// Who could do it.
    pub choices: Vec<TeamChoice>,
    /// What it builds on, of the same board.
    pub links: Vec<Dependency>,
    /// Whether something that it builds on is nowhere.
    pub blocked: bool,
    /// Hundredths of points that it brings.
    pub points: i64,
    /// Days from its finish to the day on which they show.
    pub shows: usize,
    /// The last day on which it is finished in time.
    pub latest: Option<usize>,
    /// Whether it has to be done: before all points.
    pub must: bool,
}

/// A stage of some work that is rolled out, before the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PilotStage {
    /// Minutes.
    pub effort: i64,
    /// Days that pass without hours after it.
    pub wait: usize,
    /// Hundredths of the points of the work that come with it.
    pub points: i64,
}

/// A team that could do some work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TeamChoice {
    /// The team.
    pub team: usize,
    /// Its first day on this work.
    pub release: usize,
}

/// A prerequisite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dependency {
    /// The task.
    pub task: usize,
    /// Days that pass without hours after it.
    pub wait: usize,
}

/// When a piece of work is done, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// The team.
    pub team: usize,
    /// First day.
    pub start: usize,
    /// Last day.
    pub finish: usize,
}

/// The free time of the teams.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// Minutes, team after team; below 0 where upkeep comes on top of work that was booked before.
    free: Vec<i64>,
    /// Work finished before each day, in minutes times hundredths of a percent of upkeep, team after team.
    kept: Vec<i64>,
    /// The first day of each team on which anything may be free.
    first: Vec<usize>,
    /// Minutes that may still be spent by all teams together; `None` where nothing limits them.
    budget: Option<i64>,
    /// Stages before the last that were placed, with their tasks, those of one task in order.
    pilots: Vec<(usize, Placement)>,
}

/// Teams and work.
#[derive(Debug, Clone)]
pub struct Instance {
    /// On which days each team makes changes, whether or not it has hours then.
    pub open: Vec<Vec<bool>>,
    /// The lead time of each team, in days.
    pub lead: Vec<usize>,
    /// The upkeep of each team, in hundredths of a percent in 30 days.
    pub upkeep: Vec<i64>,
    /// The work.
    pub tasks: Vec<Task>,
}

impl Task {
    /// The points that come with the last stage.
    pub fn last_points(&self) -> i64 {
        self.points - self.pilots.iter().map(|part| part.points).sum::<i64>()
    }
}

impl Capacity {
    /// All the time of the teams.
    pub fn new(minutes: &[Vec<i64>]) -> Self {
        let free: Vec<i64> = minutes.iter().flatten().copied().collect();
        let (kept, first) = (vec![0; free.len()], vec![0; minutes.len()]);
        Self { kept, first, free, budget: None, pilots: Vec::new() }
    }

    /// The same with no more than so many minutes of work.
    #[must_use]
    pub fn with_budget(self, budget: Option<i64>) -> Self {
        Self { budget, ..self }
    }

    /// Minutes that may still be spent by all teams together; `None` where nothing limits them.
    pub fn budget(&self) -> Option<i64> {
        self.budget
    }

    /// The stages before the last of what was placed by the last order, with their tasks.
    pub fn pilots(&self) -> &[(usize, Placement)] {
        &self.pilots
    }

    /// Free minutes of a team on each day, none below 0.
    pub fn free(&self, team: usize, days: usize) -> impl Iterator<Item = i64> + '_ {
        self.free[team * days..(team + 1) * days].iter().map(|free| (*free).max(0))
    }

    /// What upkeep takes, or would if there were time, of a team on a working day.
    pub fn upkeep(&self, team: usize, days: usize, day: usize) -> i64 {
        per_day(self.kept[team * days + day])
    }

    /// The minutes that are left of a day, below 0 where upkeep finds no time.
    pub fn left(&self, team: usize, days: usize, day: usize) -> i64 {
        self.free[team * days + day]
    }
}

/// Of 30 days five in seven are working days.
fn per_day(kept: i64) -> i64 {
    div_half_up(i128::from(kept) * 7, 10_000 * 30 * 5)
}

impl Instance {
    /// How many days there are.
    pub fn days(&self) -> usize {
        self.open.first().map_or(0, Vec::len)
    }

    /// Places the work of an order, every need before what needs it. Work that starts on or after `until`, is not
    /// finished by the last day, or builds on such work has no place.
    pub fn decode(
        &self,
        order: &[usize],
        until: Option<usize>,
        desk: &mut Capacity,
    ) -> Vec<Option<Placement>> {
        let mut placed = vec![None; self.tasks.len()];
        desk.pilots.clear();
        for &at in order {
            placed[at] = self.place(at, until, desk, &placed);
        }
        placed
    }

    fn place(
        &self,
        at: usize,
        until: Option<usize>,
        desk: &mut Capacity,
        placed: &[Option<Placement>],
    ) -> Option<Placement> {
        let task = &self.tasks[at];
        let too_much = desk.budget.is_some_and(|left| task.effort > left);
        if task.blocked || too_much || task.links.iter().any(|link| placed[link.task].is_none()) {
            return None;
        }
        let offers = task.choices.iter().filter_map(|choice| {
            let earliest = task.links.iter().filter_map(|link| self.after(*link, choice.team, placed));
            self.whole(task, choice.team, earliest.fold(choice.release, usize::max), desk)
        });
        let in_time = |placed: &Placement| until.is_none_or(|until| placed.start < until);
        let best = offers.filter(in_time).min_by_key(|placed| (placed.finish, placed.team))?;
        self.take(at, best, desk);
        Some(best)
    }

    /// The first day on which a team may build on some work: on the day of its finish where it did it itself.
    fn after(&self, link: Dependency, team: usize, placed: &[Option<Placement>]) -> Option<usize> {
        let need = placed[link.task]?;
        Some(match (need.team == team, link.wait) {
            (true, 0) => need.finish,
            (true, wait) => need.finish + 1 + wait,
            (false, wait) => need.finish + 1 + wait + self.lead[team],
        })
    }

    /// When a team could do all stages of some work, from a day on.
    fn whole(&self, task: &Task, team: usize, earliest: usize, desk: &Capacity) -> Option<Placement> {
        let (mut start, mut from, mut left) = (None, earliest, task.effort);
        for pilot in &task.pilots {
            let part = self.offer(pilot.effort, team, from, desk)?;
            start = start.or(Some(part.start));
            from = part.finish + 1 + pilot.wait;
            left -= pilot.effort;
        }
        let last = self.offer(left, team, from, desk)?;
        Some(Placement { start: start.unwrap_or(last.start), ..last })
    }

    /// When a team could do some work, from a day on.
    pub(super) fn offer(
        &self,
        effort: i64,
        team: usize,
        earliest: usize,
        desk: &Capacity,
    ) -> Option<Placement> {
        let days = self.days();
        if effort == 0 {
            let day = (earliest..days).find(|&day| self.open[team][day])?;
            return Some(Placement { team, start: day, finish: day });
        }
        let free = &desk.free[team * days..(team + 1) * days];
        let from = earliest.max(desk.first[team]);
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

    /// Enters a task where it was offered, stage after stage.
    fn take(&self, at: usize, placed: Placement, desk: &mut Capacity) {
        let (task, team, days) = (&self.tasks[at], placed.team, self.days());
        desk.budget = desk.budget.map(|left| left - task.effort);
        let (mut from, mut left) = (placed.start, task.effort);
        for pilot in &task.pilots {
            // It was offered from this day on, so it is again.
            let Some(part) = self.offer(pilot.effort, team, from, desk) else { break };
            self.book(pilot.effort, part, desk);
            desk.pilots.push((at, part));
            from = part.finish + 1 + pilot.wait;
            left -= pilot.effort;
        }
        self.book(left, Placement { start: from, ..placed }, desk);
        while desk.first[team] < days && desk.free[team * days + desk.first[team]] <= 0 {
            desk.first[team] += 1;
        }
        let units = task.effort * self.upkeep[team];
        if units > 0 {
            for day in team * days + placed.finish + 1..(team + 1) * days {
                let before = per_day(desk.kept[day]);
                desk.kept[day] += units;
                desk.free[day] -= per_day(desk.kept[day]) - before;
            }
        }
    }

    /// Takes free minutes between two days.
    fn book(&self, effort: i64, placed: Placement, desk: &mut Capacity) {
        let row = placed.team * self.days();
        let mut left = effort;
        for day in placed.start..=placed.finish {
            let taken = desk.free[row + day].clamp(0, left);
            desk.free[row + day] -= taken;
            left -= taken;
        }
    }
}
