//! Whether a plan does what was asked for.

use super::Derived;
use super::violation::{Figure, Kind, Violation};
use crate::model::{BasisPoints, Id, Points, SavedGoal, SavedPlan, SavedStatus};

pub(super) fn judge(
    plan: &SavedPlan,
    derived: &Derived,
    is_done: impl Fn(&Id) -> bool,
    violations: &mut Vec<Violation>,
) {
    let nothing_found = plan.steps.is_empty() && plan.totals.points.is_none();
    if plan.status == SavedStatus::Infeasible || (plan.status == SavedStatus::Feasible && nothing_found) {
        return;
    }
    limit(plan, derived, violations);
    let stands = |id: &Id| plan.steps.iter().position(|step| step.id.is_named(id.as_str()));
    for id in &plan.must {
        if stands(id).is_none() && !is_done(id) {
            violations.push(Violation::of_plan(Kind::MustMissing).about(id));
        }
    }
    for id in &plan.never {
        if let Some(at) = stands(id) {
            violations.push(Violation::of_step(Kind::NeverPresent, at, &plan.steps[at].id));
        }
    }
}

/// The budget is kept in minutes, the target is reached exactly: never as printed.
fn limit(plan: &SavedPlan, derived: &Derived, violations: &mut Vec<Violation>) {
    let mut report = |kind: Kind, claimed: Figure, own: Figure| {
        violations.push(Violation::of_plan(kind).figures(Some(claimed), Some(own)));
    };
    match (plan.goal, &derived.totals) {
        // What is reached by a day is judged by its days.
        (SavedGoal::All | SavedGoal::By { budget: None, .. }, _) => {}
        (SavedGoal::Budget(budget) | SavedGoal::By { budget: Some(budget), .. }, _) => {
            if derived.effort > budget {
                report(Kind::OverBudget, Figure::Minutes(budget), Figure::Minutes(derived.effort));
            }
        }
        (SavedGoal::Target(target), Some((_, after))) => {
            // Nothing of nothing reaches only nothing.
            let nothing = after.max <= Points::ZERO && target == BasisPoints::ZERO;
            if !after.percent().reaches(target) && !nothing {
                let share = Figure::Word(format!("{} of {}", after.points, after.max));
                report(Kind::TargetMissed, Figure::Percent(target), share);
            }
        }
        // A list has no maximum, so nothing tells what a percentage would be of.
        (SavedGoal::Target(target), None) => {
            report(Kind::TargetMissed, Figure::Percent(target), Figure::Word("no maximum".to_owned()));
        }
        (SavedGoal::Points(points), _) => {
            let reached = match &derived.totals {
                Some((_, after)) => after.points,
                None => derived.points,
            };
            if reached < points.max(Points::ZERO) {
                report(Kind::TargetMissed, Figure::Points(points), Figure::Points(reached));
            }
        }
    }
}
