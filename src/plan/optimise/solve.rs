//! From a goal to a search and back: limits, ties, bounds.

use super::clash::clash;
use super::ground::{Ground, narrow};
use super::items::{Fate, Items};
use super::meter::Meter;
use super::percent;
use super::quest::{Found, Quest, Sense};
use super::question::{Answer, Bound, Goal, Invalid, Limits, Plan, Problem, Status};
use super::relax::{Aim, Crossing, Hint, Relax, Window};
use super::search::search;

/// The best plan for a goal, with its proof.
///
/// # Errors
/// [`Invalid`] when the question makes no sense: unknown nodes, sums out of range, negative minutes, or a
/// percentage of nothing.
pub fn solve(problem: Problem<'_>, goal: Goal, limits: Limits<'_>) -> Result<Answer, Invalid> {
    let ground = Ground::new(problem, Some(goal))?;
    let mut meter = Meter::new(limits);
    if let Some(clash) = clash(&ground, goal) {
        return Ok(meter.answer(Status::Infeasible(clash), None, Bound::Nothing, true));
    }
    if let Goal::Percent { budget } = goal {
        return percent::best(&ground, budget, &mut meter);
    }
    let task = Task::new(&ground, goal)?;
    let items = ground.items(&task.values);
    let mut quest = Quest::new(task.sense, task.window);
    let known = meter.better_than().map(|plan| task.window_of(plan));
    if let Some(known) = known {
        quest.beat(known.value, known.cost);
    }
    let open = run(items, &mut quest, &mut meter);
    let is_proved = open.is_none_or(|promise| quest.is_settled(promise));
    let best = quest.found.as_ref().map(|found| Window { value: found.sum.value, cost: found.sum.cost });
    let plan = quest.found.map(|found| ground.plan(&found.nodes, &task.values));
    let bound = match (open, best.or(known)) {
        (Some(promise), best) if !is_proved => task.bound(promise, best),
        (_, Some(best)) => task.exact(best),
        (_, None) => Bound::Nothing,
    };
    let status = match plan {
        _ if !is_proved => Status::Feasible,
        Some(_) => Status::Optimal,
        None => Status::NoBetter,
    };
    Ok(meter.answer(status, plan, bound, open.is_none()))
}

/// What no plan exceeds, by the relaxation alone: cheap, and good enough to try alternatives in order.
///
/// # Errors
/// As [`solve`].
pub fn bound(problem: Problem<'_>, goal: Goal) -> Result<Bound, Invalid> {
    let ground = Ground::new(problem, Some(goal))?;
    if clash(&ground, goal).is_some() {
        return Ok(Bound::Nothing);
    }
    if let Goal::Percent { budget } = goal {
        return percent_bound(&ground, budget);
    }
    let task = Task::new(&ground, goal)?;
    let items = ground.items(&task.values);
    let aim = match task.sense {
        Sense::Most => Aim::Cost(task.window.cost),
        Sense::Least => Aim::Value(task.window.value),
    };
    let value = match cross(&items, aim) {
        Crossing::Line(line) => match task.sense {
            Sense::Most => line.value_at(task.window.cost),
            Sense::Least => -i128::from(line.cost_for(task.window.value).unwrap_or(i64::MAX)),
        },
        Crossing::Never(sum) | Crossing::Free(sum) => match task.sense {
            Sense::Most => sum.value,
            Sense::Least => -i128::from(sum.cost),
        },
        Crossing::Start | Crossing::Closed => match task.sense {
            Sense::Most => return Ok(Bound::Nothing),
            Sense::Least => -i128::from(items.base.cost),
        },
    };
    Ok(task.bound(value, None))
}

/// The highest hundredth of a percent that the relaxation allows.
fn percent_bound(ground: &Ground<'_>, budget: i64) -> Result<Bound, Invalid> {
    let (points, maximum) = ground.score()?;
    let reaches = |percent: i64| {
        let items = ground.items(&ground.values(10_000, percent));
        let most = match cross(&items, Aim::Cost(budget)) {
            Crossing::Line(line) => line.value_at(budget),
            Crossing::Never(sum) | Crossing::Free(sum) => sum.value,
            Crossing::Start | Crossing::Closed => return false,
        };
        most + 10_000 * i128::from(points) >= i128::from(percent) * i128::from(maximum)
    };
    // Nobody reaches `high`: more than all gains over the least maximum. Below `low` stands what must be done.
    let gains: i64 =
        (0..ground.problem.graph.len()).map(|n| ground.problem.graph.weight(n).points.max(0)).sum();
    let least = i128::from(ground.least_maximum(maximum));
    let span = 10_000 * i128::from(gains.saturating_add(points.abs())) / least + 1;
    let mut high = i64::try_from(span).unwrap_or(i64::MAX >> 20).min(i64::MAX >> 20);
    let mut low = -high;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if reaches(middle) { low = middle } else { high = middle }
    }
    Ok(Bound::Percent(low))
}

/// A goal with a linear value.
struct Task {
    sense: Sense,
    /// What a hundredth of points is worth, and what one of the maximum costs.
    factors: (i64, i64),
    values: Vec<i128>,
    window: Window,
}

impl Task {
    fn new(ground: &Ground<'_>, goal: Goal) -> Result<Self, Invalid> {
        let everything = ground.minutes();
        let (sense, factors, window) = match goal {
            Goal::Points { budget } | Goal::Percent { budget } => {
                let window = Window { value: i128::from(i64::MIN), cost: budget.min(everything) };
                (Sense::Most, (1, 0), window)
            }
            Goal::Target { percent } => {
                let (points, maximum) = ground.score()?;
                let least = i128::from(percent) * i128::from(maximum) - 10_000 * i128::from(points);
                (Sense::Least, (10_000, percent), Window { value: least, cost: everything })
            }
            Goal::PointsTarget { points } => {
                (Sense::Least, (1, 0), Window { value: i128::from(points), cost: everything })
            }
        };
        Ok(Self { sense, factors, values: ground.values(factors.0, factors.1), window })
    }

    /// The corner at which a plan stands.
    fn window_of(&self, plan: &Plan) -> Window {
        let (points, maxima) = (i128::from(self.factors.0), i128::from(self.factors.1));
        let value = points * i128::from(plan.points) - maxima * i128::from(plan.maximum);
        Window { value, cost: plan.minutes }
    }

    fn exact(&self, best: Window) -> Bound {
        match self.sense {
            Sense::Most => Bound::Points(i64::try_from(best.value).unwrap_or(i64::MAX)),
            Sense::Least => Bound::Minutes(best.cost),
        }
    }

    /// The bound where the search left a promise, and the best plan known.
    fn bound(&self, promise: i128, best: Option<Window>) -> Bound {
        match self.sense {
            Sense::Most => {
                let most = best.map_or(promise, |best| promise.max(best.value));
                Bound::Points(i64::try_from(most).unwrap_or(i64::MAX))
            }
            Sense::Least => {
                let least = i64::try_from(-promise).unwrap_or(i64::MAX);
                Bound::Minutes(best.map_or(least, |best| least.min(best.cost)))
            }
        }
    }
}

/// Searches in the narrower width that holds all sums.
pub(super) fn run(items: Items, quest: &mut Quest, meter: &mut Meter<'_>) -> Option<i128> {
    if narrow(&items) { search::<i64>(items, quest, meter) } else { search::<i128>(items, quest, meter) }
}

fn cross(items: &Items, aim: Aim) -> Crossing {
    let fates = vec![Fate::Free; items.len()];
    if narrow(items) {
        Relax::<i64>::new(items).cross(&fates, aim, Hint::default(), &[])
    } else {
        Relax::<i128>::new(items).cross(&fates, aim, Hint::default(), &[])
    }
}

/// The closure of greatest value, at its least cost.
pub(super) fn greatest(items: &Items) -> Found {
    let fates = vec![Fate::Free; items.len()];
    let (sum, low) = if narrow(items) {
        let mut relax = Relax::<i64>::new(items);
        (relax.greatest(&fates), relax.low)
    } else {
        let mut relax = Relax::<i128>::new(items);
        (relax.greatest(&fates), relax.low)
    };
    let mut nodes = items.taken.clone();
    for item in (0..items.len()).filter(|&item| low[item]) {
        nodes.extend_from_slice(items.members(item));
    }
    Found { sum, nodes }
}
