//! The cheapest mix that reaches a target, and the mix that gains most for some money.

use super::by_cost::MixesByCost;
use super::choices::{MixChoices, MixError, MixProblem};
use super::evaluate::{EvaluatedMix, Evaluation, MixObjective, bounds, judge, reached, want};
use super::{Mix, SearchEffort};
use crate::model::{BasisPoints, Id, Minutes, Percent};
use crate::plan::best::{Budget, PlanObjective};
use crate::plan::optimise::Limits;

/// What is known of the best mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MixVerdict {
    /// No mix is better: proved.
    Optimal,
    /// The best that was found; somewhere the planner or the walk was stopped.
    Feasible,
    /// No mix does it.
    Infeasible,
}

/// What would have to give, where no mix does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NearestFeasible {
    /// So much money a year, in hundredths of the currency.
    Money(i64),
    /// So many minutes: with them some mix that costs no more reaches the target.
    Hours(Minutes),
    /// So much money a year, in hundredths of the currency, and so many minutes: no mix that costs no more does it in any time,
    /// and none in the time that was given. Of all pairs the one of the fewest minutes.
    Both(i64, Minutes),
    /// The highest percentage that any mix reaches.
    Percent(Percent),
}

/// The best mix.
#[derive(Debug)]
pub struct BestMix {
    /// What is known.
    pub verdict: MixVerdict,
    /// The mix with its plan.
    pub best: Option<Box<EvaluatedMix>>,
    /// No mix that does it costs less in a year, in hundredths of the currency: where it is not the cost of the mix itself.
    pub bound: Option<i64>,
    /// What would have to give.
    pub way_out: Option<NearestFeasible>,
    /// How much was looked at.
    pub seen: SearchEffort,
    /// SKUs that might unlock something and have no price, by name: they are no part of any mix.
    pub unpriced: Vec<Id>,
}

/// The cheapest mix, and its plan of the fewest hours, that reaches a percentage within some hours and some money a year.
///
/// # Errors
/// What is missing to say anything.
pub fn cheapest(
    ground: &MixProblem<'_, '_>,
    target: BasisPoints,
    hours: Option<Minutes>,
    money: Option<i64>,
    limits: Limits<'_>,
) -> Result<BestMix, MixError> {
    let offer = MixChoices::new(ground)?;
    let mut walk = MixesByCost::new(&offer);
    let mut seen = SearchEffort::default();
    // The first mix of which it is not known whether it does it, the fewest hours within the money and beyond it, the
    // highest percentage.
    let (mut open, mut fewest, mut highest) = (None, None::<Minutes>, None::<Percent>);
    let mut dearer = None::<(Minutes, i64)>;
    let mut found: Option<Box<EvaluatedMix>> = None;
    while found.is_none()
        && let Some(mix) = walk.next()
    {
        seen.mixes += 1;
        seen.judged += 1;
        match judge(ground, &mix, PlanObjective::Target(target), limits)? {
            Evaluation::Plan(judged) if hours.is_none_or(|hours| judged.hours <= hours) => {
                found = Some(judged)
            }
            Evaluation::Plan(judged) => {
                if money.is_none_or(|money| mix.yearly <= money) {
                    fewest = Some(fewest.map_or(judged.hours, |fewest| fewest.min(judged.hours)));
                } else {
                    let this = (judged.hours, mix.yearly);
                    dearer = Some(dearer.map_or(this, |dearer| dearer.min(this)));
                }
                if !judged.is_proved {
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
    let is_cut = walk.is_cut();
    let over = found
        .as_ref()
        .map(|judged| judged.mix.yearly)
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
        Some(judged) if judged.is_proved && !is_open => MixVerdict::Optimal,
        Some(_) => MixVerdict::Feasible,
        None if is_open || (is_cut && over.is_none()) => MixVerdict::Feasible,
        None => MixVerdict::Infeasible,
    };
    Ok(BestMix { verdict, best, bound: open.filter(|_| is_open), way_out, seen, unpriced: offer.unpriced })
}

/// The mix that gains most for some money a year and some hours; of equals the cheapest, of these the one with the fewest
/// hours of work.
///
/// # Errors
/// What is missing to say anything.
pub fn most(
    ground: &MixProblem<'_, '_>,
    objective: MixObjective,
    money: i64,
    hours: Budget,
    limits: Limits<'_>,
) -> Result<BestMix, MixError> {
    let offer = MixChoices::new(ground)?;
    let mut walk = MixesByCost::new(&offer);
    let mut mixes: Vec<Mix> = Vec::new();
    while walk.next_cost().is_some_and(|cost| cost <= money) {
        let Some(mix) = walk.next().filter(|mix| mix.yearly <= money) else { break };
        mixes.push(mix);
    }
    let bounds = bounds(ground, &mixes, objective, hours)?.into_iter().map(|bound| bound.unwrap_or(i64::MAX));
    let mut bounded: Vec<(i64, Mix)> = bounds.zip(mixes).collect();
    let mut seen = SearchEffort { mixes: bounded.len(), judged: 0 };
    // The most promising first; the sort is stable, and the mixes stand in the order of their cost.
    bounded.sort_by_key(|(bound, _)| std::cmp::Reverse(*bound));
    let mut best: Option<Box<EvaluatedMix>> = None;
    let mut is_open = walk.is_cut();
    for (bound, mix) in bounded {
        if best.as_ref().is_some_and(|best| bound < reached(best, objective)) {
            break;
        }
        seen.judged += 1;
        match judge(ground, &mix, want(objective, hours), limits)? {
            Evaluation::Plan(judged) => {
                is_open |= !judged.is_proved;
                let wins = |best: &EvaluatedMix| {
                    let rank = |of: &EvaluatedMix| (of.mix.yearly, of.hours);
                    judged.is_more_than(best, objective)
                        || (judged.is_as_much_as(best, objective) && rank(&judged) < rank(best))
                };
                if best.as_deref().is_none_or(wins) {
                    best = Some(judged);
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
    // Nothing is affordable: not even what can not be let go.
    let way_out = if best.is_none() {
        MixesByCost::new(&offer).next().map(|mix| NearestFeasible::Money(mix.yearly))
    } else {
        None
    };
    Ok(BestMix { verdict, best, bound: None, way_out, seen, unpriced: offer.unpriced })
}
