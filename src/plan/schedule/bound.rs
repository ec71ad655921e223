//! An upper bound on the points and the area of every order of some tasks.
//!
//! For each day, two relaxations bound the points that show by then. In both, bundles may be done in part (the
//! frontier of the Sidney decomposition), and points count from the first day on which they could show if their
//! task came first everywhere. One pools all teams into a single calendar and keeps every prerequisite; the other
//! pools only teams that share tasks and drops prerequisites between pools. The smaller of the two holds.

use petgraph::unionfind::UnionFind;

use super::serial::{Capacity, Dependency, Instance, Task};
use crate::model::{Graph, Minutes, Points, Weight};
use crate::plan::rank::bundles;

/// The days are grouped into at most this many spans, each with one frontier.
const MOST_SPANS: usize = 32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduleBound {
    /// Hundredths of points that show on the last day.
    pub points: i64,
    /// Hundredths of points times the days on which they show.
    pub area: i64,
}

/// Teams with one calendar, and their tasks.
struct TeamPool {
    tasks: Vec<usize>,
    /// Their free minutes up to and including each day.
    minutes: Vec<i64>,
}

/// The bound of an instance in which nothing starts before the day `first`.
pub fn bound(instance: &Instance, capacity: &Capacity, first: usize) -> ScheduleBound {
    let instance = &stages(instance);
    let days = instance.days();
    let soonest = soonest(instance, capacity);
    let possible: Vec<usize> = (0..instance.tasks.len()).filter(|&task| soonest[task].is_some()).collect();
    let groups = groups(instance, &possible);
    let all: Vec<usize> = (0..instance.lead.len()).collect();
    let whole = pool(instance, capacity, first, &all, possible);
    let parts: Vec<TeamPool> = groups
        .into_iter()
        .map(|(teams, tasks)| pool(instance, capacity, first, &teams, tasks))
        .filter(|pool| !pool.tasks.is_empty())
        .collect();
    let mut sum = ScheduleBound { points: 0, area: 0 };
    let span = days.div_ceil(MOST_SPANS).max(1);
    for from in (0..days).step_by(span) {
        let last = (from + span).min(days) - 1;
        let by_whole = frontier(instance, &whole, &soonest, last);
        let by_part: Vec<PointsFrontier> =
            parts.iter().map(|part| frontier(instance, part, &soonest, last)).collect();
        for day in from..=last {
            let apart: i64 = by_part.iter().zip(&parts).map(|(front, part)| front.at(part, day)).sum();
            sum.points = by_whole.at(&whole, day).min(apart);
            sum.area += sum.points;
        }
    }
    sum
}

/// The same instance with every stage as a task of its own, so that its points may come before the rest.
fn stages(instance: &Instance) -> Instance {
    let mut tasks: Vec<Task> = Vec::with_capacity(instance.tasks.len());
    // The last stage of each task.
    let mut last: Vec<usize> = Vec::with_capacity(instance.tasks.len());
    for task in &instance.tasks {
        let mut dependencies: Vec<Dependency> = task
            .dependencies
            .iter()
            .map(|dependency| Dependency { task: last[dependency.task], ..*dependency })
            .collect();
        let mut left = task.effort;
        for pilot in &task.pilots {
            let stage = Task {
                effort: pilot.effort,
                choices: task.choices.clone(),
                dependencies: std::mem::take(&mut dependencies),
                blocked: task.blocked,
                points: pilot.points,
                shows: task.shows,
                ..Task::default()
            };
            tasks.push(stage);
            left -= pilot.effort;
            dependencies = vec![Dependency { task: tasks.len() - 1, wait: pilot.wait }];
        }
        let points = task.last_points();
        tasks.push(Task { effort: left, pilots: Vec::new(), dependencies, points, ..task.clone() });
        last.push(tasks.len() - 1);
    }
    Instance {
        open: instance.open.clone(),
        lead: instance.lead.clone(),
        upkeep: instance.upkeep.clone(),
        tasks,
    }
}

/// The first day on which each task could finish if it came first everywhere; `None` when it never can.
fn soonest(instance: &Instance, capacity: &Capacity) -> Vec<Option<usize>> {
    let mut soonest: Vec<Option<usize>> = vec![None; instance.tasks.len()];
    // Prerequisites come first among the tasks.
    for at in 0..instance.tasks.len() {
        let task = &instance.tasks[at];
        if task.blocked || task.dependencies.iter().any(|dependency| soonest[dependency.task].is_none()) {
            continue;
        }
        let finishes = task.choices.iter().filter_map(|choice| {
            let after = task.dependencies.iter().filter_map(|dependency| {
                // At best the same team does both.
                let finish = soonest[dependency.task]?;
                Some(if dependency.wait == 0 { finish } else { finish + 1 + dependency.wait })
            });
            let earliest = after.fold(choice.release, usize::max);
            instance.offer(task.effort, choice.team, earliest, capacity)
        });
        soonest[at] = finishes.map(|placed| placed.finish).min();
    }
    soonest
}

/// Groups of teams that share tasks, each with its tasks.
fn groups(instance: &Instance, possible: &[usize]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut groups = UnionFind::new(instance.lead.len());
    for &task in possible {
        for pair in instance.tasks[task].choices.windows(2) {
            groups.union(pair[0].team, pair[1].team);
        }
    }
    let group = groups.into_labeling();
    let of_task = |task: usize| instance.tasks[task].choices.first().map(|choice| group[choice.team]);
    (0..group.len())
        .map(|name| {
            let teams = (0..group.len()).filter(|&team| group[team] == name).collect();
            let tasks = possible.iter().copied().filter(|&task| of_task(task) == Some(name)).collect();
            (teams, tasks)
        })
        .collect()
}

fn pool(
    instance: &Instance,
    capacity: &Capacity,
    first: usize,
    teams: &[usize],
    tasks: Vec<usize>,
) -> TeamPool {
    let days = instance.days();
    let mut minutes = vec![0; days];
    for &team in teams {
        for (sum, free) in minutes.iter_mut().zip(capacity.free(team, days)).skip(first) {
            *sum += free;
        }
    }
    for day in 1..days {
        minutes[day] += minutes[day - 1];
    }
    if let Some(budget) = capacity.budget() {
        minutes.iter_mut().for_each(|minutes| *minutes = (*minutes).min(budget));
    }
    TeamPool { tasks, minutes }
}

/// The most points for each number of minutes, bundles in part.
struct PointsFrontier {
    /// Points and minutes of each bundle, densest first.
    bundles: Vec<(i64, i64)>,
    /// Days from the end of the work to its first points.
    shows: usize,
}

/// The frontier of the points that can show by a day.
fn frontier(instance: &Instance, pool: &TeamPool, soonest: &[Option<usize>], last: usize) -> PointsFrontier {
    let task = |at: usize| &instance.tasks[at];
    let shows = pool.tasks.iter().map(|&at| task(at).shows).min().unwrap_or(0);
    let weights = pool.tasks.iter().map(|&at| {
        let could = soonest[at].is_some_and(|finish| finish + task(at).shows <= last);
        // Lost points are certain only where nothing shows sooner.
        let counts = if task(at).points > 0 { could } else { task(at).shows == shows };
        let points = Points(if counts { task(at).points } else { 0 });
        Weight { points, minutes: Minutes(task(at).effort) }
    });
    let place = |at: usize| pool.tasks.binary_search(&at).ok();
    let needs = pool
        .tasks
        .iter()
        .map(|&at| task(at).dependencies.iter().filter_map(|dependency| place(dependency.task)).collect());
    let graph = Graph::new(weights.collect(), needs.collect()).unwrap_or_default();
    let gaining = bundles(&graph).into_iter().filter(|bundle| bundle.points > Points::ZERO);
    PointsFrontier { bundles: gaining.map(|block| (block.points.0, block.minutes.0)).collect(), shows }
}

impl PointsFrontier {
    fn at(&self, pool: &TeamPool, day: usize) -> i64 {
        let Some(end) = day.checked_sub(self.shows) else { return 0 };
        let mut left = pool.minutes[end];
        let mut sum = 0;
        for &(points, minutes) in &self.bundles {
            if minutes > left {
                let part = i128::from(points) * i128::from(left);
                let part = (part + i128::from(minutes) - 1) / i128::from(minutes);
                return sum + i64::try_from(part).unwrap_or(points);
            }
            sum += points;
            left -= minutes;
        }
        sum
    }
}
