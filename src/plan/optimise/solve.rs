//! From a goal to a search and back: limits, ties, bounds.

use super::branch_and_bound::search;
use super::checked::{CheckedProblem, narrow};
use super::conflict::clash;
use super::incumbent::{Incumbent, NodeSet, Sense};
use super::items::{ItemState, Items};
use super::lagrangian::{Crossing, Lagrangian, Limit, Threshold, WarmStart};
use super::meter::WorkMeter;
use super::percent;
use super::problem::{
    InvalidProblem, Limits, Objective, PlanBound, Problem, Selection, Solution, SolveStatus,
};

/// The best plan for a goal, with its proof.
///
/// # Errors
/// [`InvalidProblem`] when the question makes no sense: unknown nodes, sums out of range, negative minutes, or a
/// percentage of nothing.
pub fn solve(problem: Problem<'_>, goal: Objective, limits: Limits<'_>) -> Result<Solution, InvalidProblem> {
    let ground = CheckedProblem::new(problem, Some(goal))?;
    let mut meter = WorkMeter::new(limits);
    if let Some(clash) = clash(&ground, goal) {
        return Ok(meter.answer(SolveStatus::Infeasible(clash), None, PlanBound::Nothing, true));
    }
    if let Objective::Percent { budget } = goal {
        return percent::best(&ground, budget, &mut meter);
    }
    let task = LinearObjective::new(&ground, goal)?;
    let items = ground.items(&task.values);
    let mut quest = Incumbent::new(task.sense, task.window);
    let known = meter.better_than().map(|plan| task.window_of(plan));
    if let Some(known) = known {
        quest.beat(known.value, known.cost);
    }
    let open = run(items, &mut quest, &mut meter);
    let is_proved = open.is_none_or(|promise| quest.is_settled(promise));
    let best = quest.found.as_ref().map(|found| Threshold { value: found.sum.value, cost: found.sum.cost });
    let plan = quest.found.map(|found| ground.plan(&found.nodes, &task.values));
    let bound = match (open, best.or(known)) {
        (Some(promise), best) if !is_proved => task.bound(promise, best),
        (_, Some(best)) => task.exact(best),
        (_, None) => PlanBound::Nothing,
    };
    let status = match plan {
        _ if !is_proved => SolveStatus::Feasible,
        Some(_) => SolveStatus::Optimal,
        None => SolveStatus::NoBetter,
    };
    Ok(meter.answer(status, plan, bound, open.is_none()))
}

/// What no plan exceeds, by the relaxation alone: cheap, and good enough to try alternatives in order.
///
/// # Errors
/// As [`solve`].
pub fn bound(problem: Problem<'_>, goal: Objective) -> Result<PlanBound, InvalidProblem> {
    let ground = CheckedProblem::new(problem, Some(goal))?;
    if clash(&ground, goal).is_some() {
        return Ok(PlanBound::Nothing);
    }
    if let Objective::Percent { budget } = goal {
        return percent_bound(&ground, budget);
    }
    let task = LinearObjective::new(&ground, goal)?;
    let items = ground.items(&task.values);
    let aim = match task.sense {
        Sense::Most => Limit::Cost(task.window.cost),
        Sense::Least => Limit::Value(task.window.value),
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
            Sense::Most => return Ok(PlanBound::Nothing),
            Sense::Least => -i128::from(items.base.cost),
        },
    };
    Ok(task.bound(value, None))
}

/// The highest hundredth of a percent that the relaxation allows.
fn percent_bound(ground: &CheckedProblem<'_>, budget: i64) -> Result<PlanBound, InvalidProblem> {
    let (points, maximum) = ground.score()?;
    let reaches = |percent: i64| {
        let items = ground.items(&ground.values(10_000, percent));
        let most = match cross(&items, Limit::Cost(budget)) {
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
    Ok(PlanBound::Percent(low))
}

/// A goal with a linear value.
struct LinearObjective {
    sense: Sense,
    /// What a hundredth of points is worth, and what one of the maximum costs.
    factors: (i64, i64),
    values: Vec<i128>,
    window: Threshold,
}

impl LinearObjective {
    fn new(ground: &CheckedProblem<'_>, goal: Objective) -> Result<Self, InvalidProblem> {
        let everything = ground.minutes();
        let (sense, factors, window) = match goal {
            Objective::Points { budget } | Objective::Percent { budget } => {
                let window = Threshold { value: i128::from(i64::MIN), cost: budget.min(everything) };
                (Sense::Most, (1, 0), window)
            }
            Objective::Target { percent } => {
                let (points, maximum) = ground.score()?;
                let least = i128::from(percent) * i128::from(maximum) - 10_000 * i128::from(points);
                (Sense::Least, (10_000, percent), Threshold { value: least, cost: everything })
            }
            Objective::PointsTarget { points } => {
                (Sense::Least, (1, 0), Threshold { value: i128::from(points), cost: everything })
            }
        };
        Ok(Self { sense, factors, values: ground.values(factors.0, factors.1), window })
    }

    /// The corner at which a plan stands.
    fn window_of(&self, plan: &Selection) -> Threshold {
        let (points, maxima) = (i128::from(self.factors.0), i128::from(self.factors.1));
        let value = points * i128::from(plan.points) - maxima * i128::from(plan.maximum);
        Threshold { value, cost: plan.minutes }
    }

    fn exact(&self, best: Threshold) -> PlanBound {
        match self.sense {
            Sense::Most => PlanBound::Points(i64::try_from(best.value).unwrap_or(i64::MAX)),
            Sense::Least => PlanBound::Minutes(best.cost),
        }
    }

    /// The bound where the search left a promise, and the best plan known.
    fn bound(&self, promise: i128, best: Option<Threshold>) -> PlanBound {
        match self.sense {
            Sense::Most => {
                let most = best.map_or(promise, |best| promise.max(best.value));
                PlanBound::Points(i64::try_from(most).unwrap_or(i64::MAX))
            }
            Sense::Least => {
                let least = i64::try_from(-promise).unwrap_or(i64::MAX);
                PlanBound::Minutes(best.map_or(least, |best| least.min(best.cost)))
            }
        }
    }
}

/// Searches in the narrower width that holds all sums.
pub(super) fn run(items: Items, quest: &mut Incumbent, meter: &mut WorkMeter<'_>) -> Option<i128> {
    if narrow(&items) { search::<i64>(items, quest, meter) } else { search::<i128>(items, quest, meter) }
}

fn cross(items: &Items, aim: Limit) -> Crossing {
    let fates = vec![ItemState::Free; items.len()];
    if narrow(items) {
        Lagrangian::<i64>::new(items).cross(&fates, aim, WarmStart::default(), &[])
    } else {
        Lagrangian::<i128>::new(items).cross(&fates, aim, WarmStart::default(), &[])
    }
}

/// The closure of greatest value, at its least cost.
pub(super) fn greatest(items: &Items) -> NodeSet {
    let fates = vec![ItemState::Free; items.len()];
    let (sum, low) = if narrow(items) {
        let mut relax = Lagrangian::<i64>::new(items);
        (relax.greatest(&fates), relax.low)
    } else {
        let mut relax = Lagrangian::<i128>::new(items);
        (relax.greatest(&fates), relax.low)
    };
    let mut nodes = items.taken.clone();
    for item in (0..items.len()).filter(|&item| low[item]) {
        nodes.extend_from_slice(items.members(item));
    }
    NodeSet { sum, nodes }
}
