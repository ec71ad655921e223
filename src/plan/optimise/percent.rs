//! The highest percentage, by Dinkelbach's iteration (1967) in exact integers.
//!
//! A plan beats the ratio `N / D` when `D (points) - N (maximum)` is above zero, which is linear. The best plan of
//! that value gives the next ratio, until no plan is above zero.

use super::checked::CheckedProblem;
use super::incumbent::{Incumbent, NodeSet, Sense};
use super::lagrangian::Threshold;
use super::meter::WorkMeter;
use super::problem::{InvalidProblem, PlanBound, Selection, Solution, SolveStatus};
use super::solve::{greatest, run};

/// Points and maximum of a plan in lowest terms, and its value at another ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ScoreRatio {
    points: i64,
    maximum: i64,
}

impl ScoreRatio {
    fn of(points: i64, maximum: i64) -> Self {
        let (mut a, mut b) = (points.abs(), maximum.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let divisor = a.max(1);
        Self { points: points / divisor, maximum: maximum / divisor }
    }

    /// The value that a sum starts from: `maximum x today's points - points x today's maximum`.
    fn start(self, points: i64, maximum: i64) -> i128 {
        i128::from(self.maximum) * i128::from(points) - i128::from(self.points) * i128::from(maximum)
    }
}

/// The plan of the highest percentage within a budget.
pub(super) fn best(
    ground: &CheckedProblem<'_>,
    budget: i64,
    meter: &mut WorkMeter<'_>,
) -> Result<Solution, InvalidProblem> {
    let (points, maximum) = ground.score()?;
    let budget = budget.min(ground.minutes());
    let must = ground.must();
    let mut plan = match meter.better_than() {
        Some(plan) => plan.clone(),
        None => ground.plan(&must, &ground.values(1, 0)),
    };
    let mut ours = meter.better_than().is_none();
    loop {
        let ratio = ScoreRatio::of(points + plan.points, maximum + plan.maximum);
        let values = ground.values(ratio.maximum, ratio.points);
        let start = ratio.start(points, maximum);
        let mut quest = Incumbent::new(Sense::Most, Threshold { value: -start, cost: budget });
        quest.beat(-start, plan.minutes);
        let open = run(ground.items(&values), &mut quest, meter);
        let settled = open.is_none_or(|promise| quest.is_settled(promise));
        if let Some(NodeSet { nodes, .. }) = quest.found {
            plan = ground.plan(&nodes, &values);
            ours = true;
        }
        if let Some(promise) = open.filter(|_| !settled) {
            // No plan is above the promise, and none divides by less than the least maximum.
            let least = i128::from(ratio.maximum) * i128::from(ground.least_maximum(maximum));
            let most = i128::from(ratio.points) * i128::from(ground.least_maximum(maximum));
            let bound = (10_000 * (most + (promise + start).max(0))).div_euclid(least);
            let bound = PlanBound::Percent(i64::try_from(bound).unwrap_or(i64::MAX));
            return Ok(meter.answer(SolveStatus::Feasible, ours.then_some(plan), bound, false));
        }
        let now = ScoreRatio::of(points + plan.points, maximum + plan.maximum);
        if now == ratio {
            return Ok(finish(&plan, ours, (points, maximum), open.is_none(), meter));
        }
    }
}

fn finish(plan: &Selection, ours: bool, start: (i64, i64), proved: bool, meter: &WorkMeter<'_>) -> Solution {
    let (points, maximum) = (start.0 + plan.points, start.1 + plan.maximum);
    let percent = (10_000 * i128::from(points)).div_euclid(i128::from(maximum.max(1)));
    let bound = PlanBound::Percent(i64::try_from(percent).unwrap_or(i64::MAX));
    let status = if ours { SolveStatus::Optimal } else { SolveStatus::NoBetter };
    meter.answer(status, ours.then(|| plan.clone()), bound, proved)
}

/// Points and maximum of the highest percentage without a budget: a closure for each step, no search.
pub(super) fn highest(ground: &CheckedProblem<'_>) -> Option<(i64, i64)> {
    let (points, maximum) = ground.score().ok()?;
    let mut plan = ground.plan(&ground.must(), &ground.values(1, 0));
    loop {
        let ratio = ScoreRatio::of(points + plan.points, maximum + plan.maximum);
        let values = ground.values(ratio.maximum, ratio.points);
        let found = greatest(&ground.items(&values));
        if found.sum.value + ratio.start(points, maximum) <= 0 {
            return Some((points + plan.points, maximum + plan.maximum));
        }
        plan = ground.plan(&found.nodes, &values);
    }
}
