//! Searches the mixes: the cheapest that reaches a goal, the best within a yearly budget, and the frontier of cost against
//! score.

use super::by_cost::MixesByCost;
use super::choices::{MixChoices, MixError, MixProblem};
use super::evaluate::{EvaluatedMix, Evaluation, MixObjective, bounds, judge, judge_each, reached, want};
use super::{Mix, SearchEffort};
use crate::model::{BasisPoints, Id, Minutes, Money, Percent};
use crate::plan::best::{Budget, PlanObjective};
use crate::plan::optimise::Limits;

/// Whether the answer is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MixVerdict {
    /// It is proved that no mix is better.
    Optimal,
    /// The best mix that was found; the planner or the enumeration was stopped.
    Feasible,
    /// It is proved that no mix is feasible.
    Infeasible,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NearestFeasible {
    /// This yearly budget: with it some mix within the hours reaches the goal.
    Money(Money),
    /// These hours: with them some mix within the yearly budget reaches the goal.
    Hours(Minutes),
    /// This yearly budget and these hours: no mix within the yearly budget reaches the goal in any time, and none in the given time. Of all pairs the one with the fewest hours.
    Both(Money, Minutes),
    /// The highest percentage that any mix reaches.
    Percent(Percent),
}

#[derive(Debug)]
pub struct BestMix {
    pub verdict: MixVerdict,
    /// The best mix that was found, with its plan.
    pub best: Option<Box<EvaluatedMix>>,
    /// A lower bound of the yearly cost of a feasible mix, where it is not the cost of the mix itself.
    pub bound: Option<Money>,
    pub way_out: Option<NearestFeasible>,
    pub seen: SearchEffort,
    /// SKUs that might unlock something and have no price, by name: no mix contains them.
    pub unpriced: Vec<Id>,
}

/// The cheapest mix, with its plan of the fewest hours, that reaches a percentage within a number of hours and a yearly
/// budget.
///
/// # Errors
/// The input that is missing.
pub fn cheapest(
    problem: &MixProblem<'_, '_>,
    target: BasisPoints,
    hours: Option<Minutes>,
    money: Option<Money>,
    limits: Limits<'_>,
) -> Result<BestMix, MixError> {
    let choices = MixChoices::new(problem)?;
    let mut mixes_by_cost = MixesByCost::new(&choices);
    let mut seen = SearchEffort::default();
    // The cost of the first mix that may be feasible, the fewest hours within the yearly budget and beyond it, and the
    // highest percentage.
    let (mut open, mut fewest, mut highest) = (None, None::<Minutes>, None::<Percent>);
    let mut dearer = None::<(Minutes, Money)>;
    let mut found: Option<Box<EvaluatedMix>> = None;
    while found.is_none()
        && let Some(mix) = mixes_by_cost.next()
    {
        seen.mixes += 1;
        seen.judged += 1;
        match judge(problem, &mix, PlanObjective::Target(target), limits)? {
            Evaluation::Plan(evaluated) if hours.is_none_or(|hours| evaluated.hours <= hours) => {
                found = Some(evaluated);
            }
            Evaluation::Plan(evaluated) => {
                if money.is_none_or(|money| mix.yearly <= money) {
                    fewest = Some(fewest.map_or(evaluated.hours, |fewest| fewest.min(evaluated.hours)));
                } else {
                    let this = (evaluated.hours, mix.yearly);
                    dearer = Some(dearer.map_or(this, |dearer| dearer.min(this)));
                }
                if !evaluated.is_proved {
                    open = open.or(Some(mix.yearly));
                }
            }
            Evaluation::No(reach) => {
                let higher = |reach: &Percent| highest.is_none_or(|highest| reach.compare(highest).is_gt());
                highest = reach.filter(higher).or(highest);
            }
            Evaluation::Unknown => open = open.or(Some(mix.yearly)),
        }
    }
    let is_cut = mixes_by_cost.is_cut();
    let over = found
        .as_ref()
        .map(|evaluated| evaluated.mix.yearly)
        .filter(|cost| money.is_some_and(|money| *cost > money));
    let way_out = match (&found, over) {
        (_, Some(cost)) => Some(NearestFeasible::Money(cost)),
        (Some(_), None) => None,
        (None, None) => {
            let both = dearer.map(|(hours, cost)| NearestFeasible::Both(cost, hours));
            fewest.map(NearestFeasible::Hours).or(both).or(highest.map(NearestFeasible::Percent))
        }
    };
    let is_open = open.is_some_and(|open| money.is_none_or(|money| open <= money));
    let best = found.filter(|_| over.is_none());
    let verdict = match &best {
        Some(evaluated) if evaluated.is_proved && !is_open => MixVerdict::Optimal,
        Some(_) => MixVerdict::Feasible,
        None if is_open || (is_cut && over.is_none()) => MixVerdict::Feasible,
        None => MixVerdict::Infeasible,
    };
    Ok(BestMix { verdict, best, bound: open.filter(|_| is_open), way_out, seen, unpriced: choices.unpriced })
}

/// The mix that gains most within a yearly budget and a number of hours; of equals the cheapest, of these the one with the
/// fewest hours.
///
/// # Errors
/// The input that is missing.
pub fn most(
    problem: &MixProblem<'_, '_>,
    objective: MixObjective,
    money: Money,
    hours: Budget,
    limits: Limits<'_>,
) -> Result<BestMix, MixError> {
    let choices = MixChoices::new(problem)?;
    let mut mixes_by_cost = MixesByCost::new(&choices);
    let mut mixes: Vec<Mix> = Vec::new();
    while mixes_by_cost.next_cost().is_some_and(|cost| cost <= money) {
        let Some(mix) = mixes_by_cost.next().filter(|mix| mix.yearly <= money) else { break };
        mixes.push(mix);
    }
    let bounds =
        bounds(problem, &mixes, objective, hours)?.into_iter().map(|bound| bound.unwrap_or(i64::MAX));
    let mut bounded: Vec<(i64, Mix)> = bounds.zip(mixes).collect();
    let mut seen = SearchEffort { mixes: bounded.len(), judged: 0 };
    // The highest bound first; the sort is stable, so mixes of one bound stay in the order of their cost.
    bounded.sort_by_key(|(bound, _)| std::cmp::Reverse(*bound));
    let mut best: Option<Box<EvaluatedMix>> = None;
    let mut is_open = mixes_by_cost.is_cut();
    for (bound, mix) in bounded {
        if best.as_ref().is_some_and(|best| bound < reached(best, objective)) {
            break;
        }
        seen.judged += 1;
        match judge(problem, &mix, want(objective, hours), limits)? {
            Evaluation::Plan(evaluated) => {
                is_open |= !evaluated.is_proved;
                let wins = |best: &EvaluatedMix| {
                    let rank = |of: &EvaluatedMix| (of.mix.yearly, of.hours);
                    evaluated.is_more_than(best, objective)
                        || (evaluated.is_as_much_as(best, objective) && rank(&evaluated) < rank(best))
                };
                if best.as_deref().is_none_or(wins) {
                    best = Some(evaluated);
                }
            }
            Evaluation::No(_) => {}
            Evaluation::Unknown => is_open = true,
        }
    }
    let verdict = match &best {
        _ if is_open => MixVerdict::Feasible,
        Some(_) => MixVerdict::Optimal,
        None => MixVerdict::Infeasible,
    };
    // No mix is affordable, not even the cheapest.
    let way_out = if best.is_none() {
        MixesByCost::new(&choices).next().map(|mix| NearestFeasible::Money(mix.yearly))
    } else {
        None
    };
    Ok(BestMix { verdict, best, bound: None, way_out, seen, unpriced: choices.unpriced })
}

/// A mix with a higher score than all cheaper ones.
pub type FrontierMix = Box<EvaluatedMix>;

/// The Pareto frontier of yearly cost against score.
#[derive(Debug)]
pub struct MixFrontier {
    /// By rising cost and rising score.
    pub corners: Vec<FrontierMix>,
    /// The number of mixes whose plan is not proved to be the best: one of them may have a higher score than shown.
    pub unproved: usize,
    /// Whether the enumeration of the mixes was stopped before its end.
    pub is_cut: bool,
    pub seen: SearchEffort,
    /// SKUs that might unlock something and have no price, by name.
    pub unpriced: Vec<Id>,
}

/// The mixes that are evaluated in parallel, each compared with the last corner before all of them. It is independent of
/// the machine, because the number of mixes that need no plan depends on it.
const AT_ONCE: usize = 8;

impl MixFrontier {
    /// Whether it is proved that no mix between two corners has a higher score than the first of them.
    pub fn is_proved(&self) -> bool {
        self.unproved == 0 && !self.is_cut
    }
}

/// The frontier within a number of hours and a yearly budget, where there is one.
///
/// # Errors
/// The input that is missing.
pub fn frontier(
    problem: &MixProblem<'_, '_>,
    objective: MixObjective,
    money: Option<Money>,
    hours: Budget,
    limits: Limits<'_>,
) -> Result<MixFrontier, MixError> {
    let choices = MixChoices::new(problem)?;
    let mut mixes_by_cost = MixesByCost::new(&choices);
    let mut seen = SearchEffort::default();
    let mut corners: Vec<FrontierMix> = Vec::new();
    let mut unproved = 0;
    loop {
        let affordable =
            mixes_by_cost.by_ref().take_while(|mix| money.is_none_or(|money| mix.yearly <= money));
        let mixes: Vec<Mix> = affordable.take(AT_ONCE).collect();
        if mixes.is_empty() {
            break;
        }
        seen.mixes += mixes.len();
        let last = corners.last();
        let is_enough = |bound: i64| {
            last.is_none_or(|last| match objective {
                MixObjective::Points => bound > reached(last, objective),
                // The bound is rounded down, so an equal bound may still be higher.
                MixObjective::Percent => bound >= reached(last, objective),
            })
        };
        for evaluation in judge_each(problem, &mixes, (objective, hours), limits, is_enough)? {
            let Some(evaluation) = evaluation else { continue };
            seen.judged += 1;
            match evaluation {
                Evaluation::Plan(evaluated) => {
                    unproved += usize::from(!evaluated.is_proved);
                    if corners.last().is_none_or(|last| evaluated.is_more_than(last, objective)) {
                        // Of mixes of one cost only the best is a corner.
                        if corners.last().is_some_and(|last| last.mix.yearly == evaluated.mix.yearly) {
                            corners.pop();
                        }
                        corners.push(evaluated);
                    }
                }
                Evaluation::No(_) => {}
                Evaluation::Unknown => unproved += 1,
            }
        }
    }
    Ok(MixFrontier { corners, unproved, is_cut: mixes_by_cost.is_cut(), seen, unpriced: choices.unpriced })
}
