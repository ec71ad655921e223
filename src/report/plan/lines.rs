//! What was asked, what is proved, and what would have to give, in sentences.

use super::Answered;
use crate::model::units::hundredths;
use crate::model::{Gates, Percent};
use crate::plan::best::{Budget, Obstacle, PlanObjective, PlanVerdict};
use crate::plan::optimise::{FeasibleLimit, PlanBound};

/// The question in words.
pub(super) fn question(answered: &Answered<'_>) -> String {
    let budget = |budget: Budget| match (budget, answered.best.budget) {
        (Budget::Percent(percent), Some(minutes)) => {
            format!(" within {minutes} hours, {} % of the backlog", hundredths(percent))
        }
        (_, Some(minutes)) => format!(" within {minutes} hours"),
        (_, None) => String::new(),
    };
    match answered.ask.objective {
        PlanObjective::Points(within) => format!("Most points{}", budget(within)),
        PlanObjective::Percent(within) => format!("Highest percentage{}", budget(within)),
        PlanObjective::Target(percent) => match answered.best.target_points {
            Some(points) => {
                format!("Fewest hours to {} % of all points, {points}", percent)
            }
            None => format!("Fewest hours to {percent} %"),
        },
    }
}

pub(super) fn verdict(answered: &Answered<'_>) -> Vec<String> {
    let best = answered.best;
    let question = question(answered);
    let mut lines = Vec::new();
    match (&best.verdict, &best.plan) {
        (PlanVerdict::Infeasible(obstacles), _) => {
            lines.push(format!("{question}: there is no such plan"));
            lines.extend(obstacles.iter().map(|fact| format!("  {}", obstacle(answered, fact))));
            if obstacles.len() > 1 {
                lines.push("Without any one of these there is a plan.".to_owned());
            }
            lines.extend(best.feasible_limit.map(|way| way_out(answered, way)));
        }
        (_, None) => lines.push(format!("{question}: the search was stopped before it found a plan")),
        (verdict, Some(plan)) => {
            lines.push(format!(
                "{question}: {} points for {} hours in {} steps",
                plan.points,
                plan.minutes,
                plan.chosen.len()
            ));
            lines.extend(answered.state.map(|state| {
                let totals = state.totals();
                let after = Percent::new(totals.points + plan.points, totals.max + plan.maximum);
                format!(
                    "From {} % to {after} %: {} of {} points",
                    totals.percent(),
                    totals.points + plan.points,
                    totals.max + plan.maximum
                )
            }));
            lines.push(if *verdict == PlanVerdict::Optimal {
                "Optimal: proved, no plan is better".to_owned()
            } else {
                feasible(answered)
            });
        }
    }
    if answered.state.is_some_and(|state| state.assumptions.gates == Gates::Advisory) {
        lines.push("WARNING: safety prerequisites are waived (gates: advisory)".to_owned());
    }
    lines
}

fn feasible(answered: &Answered<'_>) -> String {
    let stopped = match answered.stopped {
        Some("nodes") => "stopped by --max-nodes",
        Some("time") => "stopped by --time-limit",
        Some(_) => "interrupted",
        None => "what hangs on several steps at once keeps it from being proved",
    };
    let gap = super::json::gap(answered).map(|gap| format!(", {} % away", hundredths(gap)));
    let gap = gap.unwrap_or_default();
    match super::json::bound(answered) {
        Some(PlanBound::Points(points)) => {
            format!("Feasible ({stopped}): no plan gains more than {points} points{gap}")
        }
        Some(PlanBound::Minutes(minutes)) => {
            format!("Feasible ({stopped}): no plan takes less than {minutes} hours{gap}")
        }
        Some(PlanBound::Percent(percent)) => {
            format!("Feasible ({stopped}): no plan reaches more than {} %", hundredths(percent))
        }
        Some(PlanBound::Nothing) | None => format!("Feasible ({stopped})"),
    }
}

pub(super) fn obstacle(answered: &Answered<'_>, obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Must(id) => format!("--must {id}"),
        Obstacle::Never(id) => format!("--never {id}"),
        Obstacle::Budget => format!("the budget of {} hours", answered.best.budget.unwrap_or_default()),
        Obstacle::Target => match (answered.ask.objective, answered.best.target_points) {
            (_, Some(points)) => format!("the target of {points} points"),
            (PlanObjective::Target(percent), None) => format!("the target of {percent} %"),
            _ => "the target".to_owned(),
        },
        Obstacle::Unavailable { id, reason, lever } => {
            let reason =
                reason.map_or_else(|| "can not be planned".to_owned(), |reason| reason.code().to_owned());
            let lever = if lever.is_empty() { String::new() } else { format!(": {lever}") };
            format!("--must {id}: {reason}{lever}")
        }
    }
}

pub(super) fn way_out(answered: &Answered<'_>, way: FeasibleLimit) -> String {
    match way {
        FeasibleLimit::Budget(minutes) => format!("Way out: a budget of {minutes} hours"),
        FeasibleLimit::Points(points) => format!("Way out: a target of at most {points} points"),
        FeasibleLimit::Percent(percent) => {
            // Rounded down: half up would name a target that is still out of reach.
            let reached = percent.hundredths_down();
            let why = if answered.state.is_some() {
                ": the rest needs a licence, a withdrawn risk acceptance or time, see what is left out"
            } else {
                ""
            };
            format!("Way out: a target of at most {} %{why}", hundredths(reached))
        }
    }
}

/// How the table is read.
pub(super) fn reading(answered: &Answered<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if answered.best.plan.is_some() {
        lines.push("Order: bundles of falling points per hour, each step after what it needs.".to_owned());
    }
    if answered.frontier.is_some() {
        lines.push(if answered.best.backlog.exact {
            "Frontier: at the hours of a corner no plan gains more points.".to_owned()
        } else {
            "Frontier: an estimate, because some points hang on several steps at once.".to_owned()
        });
    }
    lines
}
