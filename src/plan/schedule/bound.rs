//! What no order of some work exceeds, whatever the calendars hold.
//!
//! For each day: the points that show by then, if every team whose work is mixed with that of another shared one
//! calendar with it, work of other teams were never waited for, and bundles could be done in part (the frontier of the
//! Sidney decomposition); and the same with one calendar for all teams and every need. The smaller of the two holds. A
//! point counts from the first day on which it could show if its work came first everywhere.

use super::serial::{Capacity, Dependency, Instance, Task};
use crate::model::{Graph, Weight};
use crate::plan::rank::bundles;

/// The frontier is worked out for so many spans of days.
const MOST_SPANS: usize = 32;

/// What no order exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduleBound {
    /// Hundredths of points on the last day.
    pub points: i64,
    /// Hundredths of points times days.
    pub area: i64,
}

/// Teams that share a calendar, with their work.
struct TeamPool {
    tasks: Vec<usize>,
    /// Their free minutes up to and with each day.
    minutes: Vec<i64>,
}

/// The bound of a board, on which nothing begins before the day `first`.
pub fn bound(board: &Instance, desk: &Capacity, first: usize) -> ScheduleBound {
    let board = &stages(board);
    let days = board.days();
    let soonest = soonest(board, desk);
    let possible: Vec<usize> = (0..board.tasks.len()).filter(|&task| soonest[task].is_some()).collect();
    let groups = groups(board, &possible);
    let all: Vec<usize> = (0..board.lead.len()).collect();
    let whole = pool(board, desk, first, &all, possible);
    let parts: Vec<TeamPool> = groups
        .into_iter()
        .map(|(teams, tasks)| pool(board, desk, first, &teams, tasks))
        .filter(|pool| !pool.tasks.is_empty())
        .collect();
    let mut sum = ScheduleBound { points: 0, area: 0 };
    let span = days.div_ceil(MOST_SPANS).max(1);
    for from in (0..days).step_by(span) {
        let last = (from + span).min(days) - 1;
        let by_whole = frontier(board, &whole, &soonest, last);
        let by_part: Vec<PointsFrontier> =
            parts.iter().map(|part| frontier(board, part, &soonest, last)).collect();
        for day in from..=last {
            let apart: i64 = by_part.iter().zip(&parts).map(|(front, part)| front.at(part, day)).sum();
            sum.points = by_whole.at(&whole, day).min(apart);
            sum.area += sum.points;
        }
    }
    sum
}

/// The same work with every stage a piece of its own: points that come with a pilot may come before the rest.
fn stages(board: &Instance) -> Instance {
    let mut tasks: Vec<Task> = Vec::with_capacity(board.tasks.len());
    // Where the last stage of each task stands.
    let mut last: Vec<usize> = Vec::with_capacity(board.tasks.len());
    for task in &board.tasks {
        let mut links: Vec<Dependency> =
            task.links.iter().map(|link| Dependency { task: last[link.task], ..*link }).collect();
        let mut left = task.effort;
        for pilot in &task.pilots {
            let stage = Task {
                effort: pilot.effort,
                choices: task.choices.clone(),
                links: std::mem::take(&mut links),
                blocked: task.blocked,
                points: pilot.points,
                shows: task.shows,
                ..Task::default()
            };
            tasks.push(stage);
            left -= pilot.effort;
            links = vec![Dependency { task: tasks.len() - 1, wait: pilot.wait }];
        }
        let points = task.last_points();
        tasks.push(Task { effort: left, pilots: Vec::new(), links, points, ..task.clone() });
        last.push(tasks.len() - 1);
    }
    Instance { open: board.open.clone(), lead: board.lead.clone(), upkeep: board.upkeep.clone(), tasks }
}

/// The first day on which each task could be finished if it came first everywhere; `None` when it never is.
fn soonest(board: &Instance, desk: &Capacity) -> Vec<Option<usize>> {
    let mut soonest: Vec<Option<usize>> = vec![None; board.tasks.len()];
    // The tasks of a board stand in an order in which needs come first.
    for at in 0..board.tasks.len() {
        let task = &board.tasks[at];
        if task.blocked || task.links.iter().any(|link| soonest[link.task].is_none()) {
            continue;
        }
        let finishes = task.choices.iter().filter_map(|choice| {
            let after = task.links.iter().filter_map(|link| {
                // At best the same team does both.
                let finish = soonest[link.task]?;
                Some(if link.wait == 0 { finish } else { finish + 1 + link.wait })
            });
            let earliest = after.fold(choice.release, usize::max);
            board.offer(task.effort, choice.team, earliest, desk)
        });
        soonest[at] = finishes.map(|placed| placed.finish).min();
    }
    soonest
}

/// Teams that some task could choose between belong together; each group with its tasks.
fn groups(board: &Instance, possible: &[usize]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut group: Vec<usize> = (0..board.lead.len()).collect();
    for &task in possible {
        let choices = &board.tasks[task].choices;
        for pair in choices.windows(2) {
            let (keep, gone) = (group[pair[0].team], group[pair[1].team]);
            group.iter_mut().filter(|own| **own == gone).for_each(|own| *own = keep);
        }
    }
    let of_task = |task: usize| board.tasks[task].choices.first().map(|choice| group[choice.team]);
    (0..group.len())
        .map(|name| {
            let teams = (0..group.len()).filter(|&team| group[team] == name).collect();
            let tasks = possible.iter().copied().filter(|&task| of_task(task) == Some(name)).collect();
            (teams, tasks)
        })
        .collect()
}

fn pool(board: &Instance, desk: &Capacity, first: usize, teams: &[usize], tasks: Vec<usize>) -> TeamPool {
    let days = board.days();
    let mut minutes = vec![0; days];
    for &team in teams {
        for (sum, free) in minutes.iter_mut().zip(desk.free(team, days)).skip(first) {
            *sum += free;
        }
    }
    for day in 1..days {
        minutes[day] += minutes[day - 1];
    }
    if let Some(budget) = desk.budget() {
        minutes.iter_mut().for_each(|minutes| *minutes = (*minutes).min(budget));
    }
    TeamPool { tasks, minutes }
}

/// The most points for some minutes, bundles in part.
struct PointsFrontier {
    /// Points and minutes of each bundle, densest first.
    bundles: Vec<(i64, i64)>,
    /// Days from the end of the work to the first points.
    shows: usize,
}

/// The frontier of what can show up to a day.
fn frontier(board: &Instance, pool: &TeamPool, soonest: &[Option<usize>], last: usize) -> PointsFrontier {
    let task = |at: usize| &board.tasks[at];
    let shows = pool.tasks.iter().map(|&at| task(at).shows).min().unwrap_or(0);
    let weights = pool.tasks.iter().map(|&at| {
        let could = soonest[at].is_some_and(|finish| finish + task(at).shows <= last);
        // What falls away is surely gone only where nothing shows sooner.
        let counts = if task(at).points > 0 { could } else { task(at).shows == shows };
        Weight { points: if counts { task(at).points } else { 0 }, minutes: task(at).effort }
    });
    let place = |at: usize| pool.tasks.binary_search(&at).ok();
    let needs =
        pool.tasks.iter().map(|&at| task(at).links.iter().filter_map(|link| place(link.task)).collect());
    let graph = Graph::new(weights.collect(), needs.collect()).unwrap_or_default();
    let gaining = bundles(&graph).into_iter().filter(|block| block.points > 0);
    PointsFrontier { bundles: gaining.map(|block| (block.points, block.minutes)).collect(), shows }
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
