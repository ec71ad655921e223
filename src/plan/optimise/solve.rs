//! Solves a problem for an objective: the searches to run, and what their results prove.
//!
//! Objectives in points and targets are linear: one search answers them. The highest percentage is a ratio, found
//! by Dinkelbach's iteration (1967) in exact integers: a plan beats the ratio `N / D` when `D (points) - N
//! (maximum)` is above zero, which is linear. The best plan of that value gives the next ratio, until no plan is
//! above zero.

use super::branch_and_bound::{WorkMeter, branch_and_bound};
use super::conflict::find_conflict;
use super::incumbent::{Incumbent, NodeSet, Sense};
use super::lagrangian::{Crossing, Lagrangian, Limit, Threshold, WarmStart};
use super::presolve::{ItemState, Items};
use super::problem::{
    CheckedProblem, Conflict, InvalidProblem, Limits, Objective, PlanBound, Problem, Selection, Solution,
    SolveStatus, fits_64_bits,
};
use super::rule_search::rule_search;
use crate::model::units::gcd;
use crate::model::{BasisPoints, Minutes, Percent, Points};

/// The best plan for an objective, with its proof.
///
/// # Errors
/// [`InvalidProblem`]: unknown nodes, sums out of range, negative minutes, or a percentage without a maximum.
pub fn solve(
    problem: Problem<'_>,
    objective: Objective,
    limits: Limits<'_>,
) -> Result<Solution, InvalidProblem> {
    let checked = CheckedProblem::new(problem, Some(objective))?;
    let mut meter = WorkMeter::new(limits);
    if let Some(conflict) = find_conflict(&checked, objective) {
        return Ok(meter.solution(SolveStatus::Infeasible(conflict), None, PlanBound::Nothing, true));
    }
    let mut least_work = None;
    if !problem.rules.is_empty() && !problem.must.is_empty() {
        // Whether anything keeps the rules is not seen at once where something must be done.
        let threshold = Threshold { value: -i128::from(i64::MAX), cost: checked.minutes() };
        let mut least = Incumbent::new(Sense::LeastCost, threshold);
        let open = search(&checked, &checked.values(1, 0), &mut least, &mut meter);
        match (least.found, open) {
            (Some(found), _) => least_work = Some(checked.plan(&found.nodes, &checked.values(0, 0))),
            (None, None) => {
                return Ok(meter.solution(
                    SolveStatus::Infeasible(Conflict::default()),
                    None,
                    PlanBound::Nothing,
                    true,
                ));
            }
            (None, Some(_)) => {
                return Ok(meter.solution(SolveStatus::Feasible, None, unbounded(objective), false));
            }
        }
    }
    if let Objective::Percent { budget } = objective {
        return best_percentage(&checked, budget.0, least_work, &mut meter);
    }
    let task = LinearObjective::new(&checked, objective)?;
    let mut incumbent = Incumbent::new(task.sense, task.threshold);
    let known = meter.better_than().map(|plan| task.value_and_cost(plan));
    if let Some(known) = known {
        incumbent.require_better_than(known.value, known.cost);
    }
    let open = search(&checked, &task.values, &mut incumbent, &mut meter);
    let is_proved = open.is_none_or(|upper_bound| incumbent.is_settled(upper_bound));
    let best =
        incumbent.found.as_ref().map(|found| Threshold { value: found.sum.value, cost: found.sum.cost });
    let plan = incumbent.found.map(|found| checked.plan(&found.nodes, &task.values));
    let bound = match (open, best.or(known)) {
        (Some(upper_bound), best) if !is_proved => task.bound(upper_bound, best),
        (_, Some(best)) => task.exact(best),
        (_, None) => PlanBound::Nothing,
    };
    let status = match plan {
        _ if !is_proved => SolveStatus::Feasible,
        Some(_) => SolveStatus::Optimal,
        None if known.is_none() => SolveStatus::Infeasible(Conflict::default()),
        None => SolveStatus::NoBetter,
    };
    Ok(meter.solution(status, plan, bound, open.is_none()))
}

/// The plan with the most `run x points - rise x minutes`; of these the one with the fewest minutes.
///
/// # Errors
/// As [`solve`].
pub fn solve_slope(
    problem: Problem<'_>,
    (rise, run): (i64, i64),
    limits: Limits<'_>,
) -> Result<Solution, InvalidProblem> {
    let checked = CheckedProblem::new(problem, None)?;
    let mut meter = WorkMeter::new(limits);
    let value = |points: Points, minutes: Minutes| {
        i128::from(run) * i128::from(points.0) - i128::from(rise) * i128::from(minutes.0)
    };
    let weight = |node: usize| problem.graph.weight(node);
    let values: Vec<i128> =
        (0..problem.graph.len()).map(|node| value(weight(node).points, weight(node).minutes)).collect();
    let least =
        Threshold { value: i128::from(i64::MIN) * i128::from(i64::MAX >> 8), cost: checked.minutes() };
    let mut incumbent = Incumbent::new(Sense::MostValue, least);
    if let Some(known) = meter.better_than() {
        incumbent.require_better_than(value(known.points, known.minutes), known.minutes.0);
    }
    let open = search(&checked, &values, &mut incumbent, &mut meter);
    let is_proved = open.is_none_or(|upper_bound| incumbent.is_settled(upper_bound));
    let plan = incumbent.found.map(|found| checked.plan(&found.nodes, &values));
    let status = match plan {
        _ if !is_proved => SolveStatus::Feasible,
        Some(_) => SolveStatus::Optimal,
        None => SolveStatus::NoBetter,
    };
    Ok(meter.solution(status, plan, PlanBound::Nothing, open.is_none()))
}

/// What no plan exceeds, by the relaxation alone: cheap, and good enough to order alternatives.
///
/// # Errors
/// As [`solve`].
pub fn bound(problem: Problem<'_>, objective: Objective) -> Result<PlanBound, InvalidProblem> {
    let checked = CheckedProblem::new(problem, Some(objective))?;
    if find_conflict(&checked, objective).is_some() {
        return Ok(PlanBound::Nothing);
    }
    if let Objective::Percent { budget } = objective {
        return percent_bound(&checked, budget.0);
    }
    let task = LinearObjective::new(&checked, objective)?;
    let items = checked.items(&task.values);
    let limit = match task.sense {
        Sense::MostValue => Limit::Cost(task.threshold.cost),
        Sense::LeastCost => Limit::Value(task.threshold.value),
    };
    let value = match crossing(&items, limit) {
        Crossing::Line(line) => match task.sense {
            Sense::MostValue => line.value_at(task.threshold.cost),
            Sense::LeastCost => -i128::from(line.cost_for(task.threshold.value).unwrap_or(i64::MAX)),
        },
        Crossing::NotBinding(sum) | Crossing::AtLeastCost(sum) => match task.sense {
            Sense::MostValue => sum.value,
            Sense::LeastCost => -i128::from(sum.cost),
        },
        Crossing::Infeasible | Crossing::Pruned => match task.sense {
            Sense::MostValue => return Ok(PlanBound::Nothing),
            Sense::LeastCost => -i128::from(items.base.cost),
        },
    };
    Ok(task.bound(value, None))
}

/// The highest percentage that the relaxation allows.
fn percent_bound(checked: &CheckedProblem<'_>, budget: i64) -> Result<PlanBound, InvalidProblem> {
    let (points, maximum) = checked.score()?;
    let reaches = |percent: i64| {
        let items = checked.items(&checked.values(BasisPoints::ALL.0, percent));
        let most = match crossing(&items, Limit::Cost(budget)) {
            Crossing::Line(line) => line.value_at(budget),
            Crossing::NotBinding(sum) | Crossing::AtLeastCost(sum) => sum.value,
            Crossing::Infeasible | Crossing::Pruned => return false,
        };
        most >= BasisPoints(percent).shortfall(Points(points), Points(maximum))
    };
    // No plan reaches `high`: more than all gains over the least maximum. `low` is below what must be done.
    let gains: i64 =
        (0..checked.problem.graph.len()).map(|n| checked.problem.graph.weight(n).points.0.max(0)).sum();
    let least = i128::from(checked.least_maximum(maximum));
    let span = BasisPoints::ratio_down(gains.saturating_add(points.abs()).into(), least);
    let mut high = (span + BasisPoints(1)).0.min(i64::MAX >> 20);
    let mut low = -high;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if reaches(middle) { low = middle } else { high = middle }
    }
    Ok(PlanBound::Percent(BasisPoints(low)))
}

/// An objective with a linear value.
struct LinearObjective {
    sense: Sense,
    /// The value of a hundredth of points, and the cost of one of the maximum.
    factors: (i64, i64),
    values: Vec<i128>,
    threshold: Threshold,
}

impl LinearObjective {
    fn new(checked: &CheckedProblem<'_>, objective: Objective) -> Result<Self, InvalidProblem> {
        let everything = checked.minutes();
        let (sense, factors, threshold) = match objective {
            Objective::Points { budget } | Objective::Percent { budget } => {
                let threshold = Threshold { value: i128::from(i64::MIN), cost: budget.0.min(everything) };
                (Sense::MostValue, (1, 0), threshold)
            }
            Objective::Target { percent } => {
                let (points, maximum) = checked.score()?;
                let least = percent.shortfall(Points(points), Points(maximum));
                let factors = (BasisPoints::ALL.0, percent.0);
                (Sense::LeastCost, factors, Threshold { value: least, cost: everything })
            }
            Objective::PointsTarget { points } => {
                (Sense::LeastCost, (1, 0), Threshold { value: i128::from(points.0), cost: everything })
            }
        };
        Ok(Self { sense, factors, values: checked.values(factors.0, factors.1), threshold })
    }

    fn value_and_cost(&self, plan: &Selection) -> Threshold {
        let (points, maxima) = (i128::from(self.factors.0), i128::from(self.factors.1));
        let value = points * i128::from(plan.points.0) - maxima * i128::from(plan.maximum.0);
        Threshold { value, cost: plan.minutes.0 }
    }

    fn exact(&self, best: Threshold) -> PlanBound {
        match self.sense {
            Sense::MostValue => PlanBound::Points(Points(i64::try_from(best.value).unwrap_or(i64::MAX))),
            Sense::LeastCost => PlanBound::Minutes(Minutes(best.cost)),
        }
    }

    /// The bound by the upper bound that the search left and the best plan known.
    fn bound(&self, upper_bound: i128, best: Option<Threshold>) -> PlanBound {
        match self.sense {
            Sense::MostValue => {
                let most = best.map_or(upper_bound, |best| upper_bound.max(best.value));
                PlanBound::Points(Points(i64::try_from(most).unwrap_or(i64::MAX)))
            }
            Sense::LeastCost => {
                let least = i64::try_from(-upper_bound).unwrap_or(i64::MAX);
                PlanBound::Minutes(Minutes(best.map_or(least, |best| least.min(best.cost))))
            }
        }
    }
}

/// Searches in the narrower integers that hold all sums.
fn search(
    checked: &CheckedProblem<'_>,
    values: &[i128],
    incumbent: &mut Incumbent,
    meter: &mut WorkMeter<'_>,
) -> Option<i128> {
    if checked.problem.rules.is_empty() {
        let items = checked.items(values);
        return if fits_64_bits(&items) {
            branch_and_bound::<i64>(items, incumbent, meter)
        } else {
            branch_and_bound::<i128>(items, incumbent, meter)
        };
    }
    // Whether a plan that is equal by the objective wins the tie is a question of its own.
    let tie = incumbent.tie.take();
    incumbent.wants_ties = false;
    let open = rule_search_of(checked, values, false, incumbent, meter);
    if open.is_some() {
        return open;
    }
    let found =
        incumbent.found.as_ref().map(|found| Threshold { value: found.sum.value, cost: found.sum.cost });
    match incumbent.sense {
        Sense::MostValue => {
            let best = match (found, tie) {
                (Some(found), _) => found,
                (None, Some(tie)) => Threshold { value: tie.value, cost: tie.cost + 1 },
                (None, None) => return None,
            };
            fewest_minutes(checked, values, best, incumbent, meter)
        }
        Sense::LeastCost => {
            let (value, cost) = match (found, tie) {
                (Some(Threshold { value, cost }), _) => (value + 1, cost),
                (None, Some(tie)) => (tie.value, tie.cost),
                (None, None) => return None,
            };
            let mut equal = Incumbent::new(Sense::MostValue, Threshold { value, cost });
            equal.wants_ties = false;
            let open = rule_search_of(checked, values, false, &mut equal, meter);
            if let Some(found) = equal.found {
                incumbent.require_better_than(found.sum.value, found.sum.cost);
                incumbent.found = Some(found);
            }
            open.map(|_| -i128::from(cost))
        }
    }
}

/// Of the plans with the most value the one with the fewest minutes: minutes are taken off the values, which are multiplied
/// so that no minutes outweigh any value.
fn fewest_minutes(
    checked: &CheckedProblem<'_>,
    values: &[i128],
    best: Threshold,
    incumbent: &mut Incumbent,
    meter: &mut WorkMeter<'_>,
) -> Option<i128> {
    let factor = i128::from(checked.minutes()) + 1;
    let minutes = |node: usize| i128::from(checked.problem.graph.weight(node).minutes.0);
    let with_minutes: Vec<i128> =
        values.iter().enumerate().map(|(node, value)| value * factor - minutes(node)).collect();
    let value = best.value * factor - i128::from(best.cost) + 1;
    let mut equal = Incumbent::new(Sense::MostValue, Threshold { value, cost: best.cost - 1 });
    equal.wants_ties = false;
    let open = rule_search_of(checked, &with_minutes, true, &mut equal, meter);
    if let Some(mut found) = equal.found {
        found.sum.value = found.nodes.iter().map(|&node| values[node]).sum();
        incumbent.require_better_than(found.sum.value, found.sum.cost);
        incumbent.found = Some(found);
    }
    open.map(|_| best.value)
}

/// Searches under rules; `is_close` where the best of each set of alternatives is most likely in the plan.
fn rule_search_of(
    checked: &CheckedProblem<'_>,
    values: &[i128],
    is_close: bool,
    incumbent: &mut Incumbent,
    meter: &mut WorkMeter<'_>,
) -> Option<i128> {
    let (items, rules) = checked.ruled_items(values)?;
    let prices = if is_close { rules.second_best(&items) } else { vec![0; rules.all.len()] };
    if rules.fit_64_bits(&items) {
        rule_search::<i64>(&items, &rules, prices, incumbent, meter)
    } else {
        rule_search::<i128>(&items, &rules, prices, incumbent, meter)
    }
}

/// The bound of a problem of which nothing is known.
fn unbounded(objective: Objective) -> PlanBound {
    match objective {
        Objective::Points { .. } => PlanBound::Points(Points(i64::MAX)),
        Objective::Percent { .. } => PlanBound::Percent(BasisPoints(i64::MAX >> 24)),
        Objective::Target { .. } | Objective::PointsTarget { .. } => PlanBound::Minutes(Minutes::ZERO),
    }
}

fn crossing(items: &Items, limit: Limit) -> Crossing {
    let states = vec![ItemState::Free; items.len()];
    if fits_64_bits(items) {
        Lagrangian::<i64>::new(items).crossing(&states, limit, WarmStart::default(), &[])
    } else {
        Lagrangian::<i128>::new(items).crossing(&states, limit, WarmStart::default(), &[])
    }
}

/// The closure of greatest value, at its least cost.
pub(super) fn greatest_closure(items: &Items) -> NodeSet {
    let states = vec![ItemState::Free; items.len()];
    let (sum, low) = if fits_64_bits(items) {
        let mut lagrangian = Lagrangian::<i64>::new(items);
        (lagrangian.greatest(&states), lagrangian.low)
    } else {
        let mut lagrangian = Lagrangian::<i128>::new(items);
        (lagrangian.greatest(&states), lagrangian.low)
    };
    let mut nodes = items.taken.clone();
    for item in (0..items.len()).filter(|&item| low[item]) {
        nodes.extend_from_slice(items.members(item));
    }
    NodeSet { sum, nodes }
}

/// Points over maximum, in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ScoreRatio {
    points: i64,
    maximum: i64,
}

impl ScoreRatio {
    fn of(points: i64, maximum: i64) -> Self {
        let divisor = i64::try_from(gcd(points.into(), maximum.into())).unwrap_or(1).max(1);
        Self { points: points / divisor, maximum: maximum / divisor }
    }

    /// The value of the tenant today: `maximum x today's points - points x today's maximum`.
    fn start(self, points: i64, maximum: i64) -> i128 {
        i128::from(self.maximum) * i128::from(points) - i128::from(self.points) * i128::from(maximum)
    }
}

/// The plan of the highest percentage within a budget.
fn best_percentage(
    checked: &CheckedProblem<'_>,
    budget: i64,
    least_work: Option<Selection>,
    meter: &mut WorkMeter<'_>,
) -> Result<Solution, InvalidProblem> {
    let (points, maximum) = checked.score()?;
    let budget = budget.min(checked.minutes());
    let mut plan = match (meter.better_than(), least_work) {
        (Some(plan), _) => plan.clone(),
        // A search that was stopped has not shown that nothing takes less.
        (None, Some(least)) if least.minutes.0 > budget && meter.stopped.is_some() => {
            let bound = unbounded(Objective::Percent { budget: Minutes(budget) });
            return Ok(meter.solution(SolveStatus::Feasible, None, bound, false));
        }
        (None, Some(least)) if least.minutes.0 > budget => {
            let status = SolveStatus::Infeasible(Conflict::default());
            return Ok(meter.solution(status, None, PlanBound::Nothing, true));
        }
        (None, Some(least)) => least,
        (None, None) => checked.plan(&checked.must(), &checked.values(1, 0)),
    };
    let mut ours = meter.better_than().is_none();
    loop {
        let ratio = ScoreRatio::of(points + plan.points.0, maximum + plan.maximum.0);
        let values = checked.values(ratio.maximum, ratio.points);
        let start = ratio.start(points, maximum);
        let mut incumbent = Incumbent::new(Sense::MostValue, Threshold { value: -start, cost: budget });
        incumbent.require_better_than(-start, plan.minutes.0);
        let open = search(checked, &values, &mut incumbent, meter);
        let settled = open.is_none_or(|upper_bound| incumbent.is_settled(upper_bound));
        if let Some(NodeSet { nodes, .. }) = incumbent.found {
            plan = checked.plan(&nodes, &values);
            ours = true;
        }
        if let Some(upper_bound) = open.filter(|_| !settled) {
            // No plan is above the upper bound, and none divides by less than the least maximum.
            let least = i128::from(ratio.maximum) * i128::from(checked.least_maximum(maximum));
            let most = i128::from(ratio.points) * i128::from(checked.least_maximum(maximum));
            let bound = BasisPoints::ratio_down(most + (upper_bound + start).max(0), least);
            let bound = PlanBound::Percent(bound);
            return Ok(meter.solution(SolveStatus::Feasible, ours.then_some(plan), bound, false));
        }
        let now = ScoreRatio::of(points + plan.points.0, maximum + plan.maximum.0);
        if now == ratio {
            return Ok(finish(&plan, ours, (points, maximum), open.is_none(), meter));
        }
    }
}

fn finish(plan: &Selection, ours: bool, start: (i64, i64), proved: bool, meter: &WorkMeter<'_>) -> Solution {
    let after = Percent::new(Points(start.0) + plan.points, Points(start.1) + plan.maximum);
    let bound = PlanBound::Percent(after.rounded_down());
    let status = if ours { SolveStatus::Optimal } else { SolveStatus::NoBetter };
    meter.solution(status, ours.then(|| plan.clone()), bound, proved)
}

/// The highest percentage without a budget: one closure problem per iteration, no search.
pub(super) fn highest_percentage(checked: &CheckedProblem<'_>) -> Option<Percent> {
    let (points, maximum) = checked.score().ok()?;
    let mut plan = checked.plan(&checked.must(), &checked.values(1, 0));
    loop {
        let ratio = ScoreRatio::of(points + plan.points.0, maximum + plan.maximum.0);
        let values = checked.values(ratio.maximum, ratio.points);
        let found = greatest_closure(&checked.items(&values));
        if found.sum.value + ratio.start(points, maximum) <= 0 {
            return Some(Percent::new(Points(points) + plan.points, Points(maximum) + plan.maximum));
        }
        plan = checked.plan(&found.nodes, &values);
    }
}
