//! The sums that a plan claims, its bound and its status, and whether it does what was asked for.

use super::Derived;
use super::violation::{Figure, Kind, Violation};
use crate::model::units::div_half_up;
use crate::model::{BasisPoints, Id, Points, SavedGoal, SavedPlan, SavedStatus};

/// A plan that says that there is none claims nothing, and has no steps.
pub(super) fn judge_none(plan: &SavedPlan, violations: &mut Vec<Violation>) {
    let claims_nothing = plan.totals.points.is_none() && plan.totals.effort.is_none();
    if plan.status == SavedStatus::Infeasible && (!plan.steps.is_empty() || !claims_nothing) {
        let says = Some(Figure::Word(plan.status.word().to_owned()));
        let steps = Figure::Word(format!("{} steps", plan.steps.len()));
        violations.push(Violation::of_plan(Kind::Status).figures(says, Some(steps)));
    }
}

pub(super) fn judge(plan: &SavedPlan, derived: &Derived, violations: &mut Vec<Violation>) {
    let totals = &plan.totals;
    let claims_nothing = totals.points.is_none() && totals.effort.is_none();
    match plan.status {
        SavedStatus::Infeasible => return judge_none(plan, violations),
        // A search that was stopped before it found anything says no more than that.
        SavedStatus::Feasible if claims_nothing && plan.steps.is_empty() => return,
        SavedStatus::Feasible | SavedStatus::Optimal => {}
    }
    sums(plan, derived, violations);
    bound(plan, derived, violations);
    if let Some((before, after)) = &derived.totals
        && after.percent().compare(before.percent()).is_gt()
        && after.observed() < before.observed()
    {
        let figures = (Figure::Points(before.observed()), Figure::Points(after.observed()));
        violations.push(Violation::of_plan(Kind::PercentageUp).figures(Some(figures.0), Some(figures.1)));
    }
}

pub(super) fn sums(plan: &SavedPlan, derived: &Derived, violations: &mut Vec<Violation>) {
    let mut compare = |kind: Kind, claimed: Option<Figure>, derived: Option<Figure>| {
        if claimed != derived {
            violations.push(Violation::of_plan(kind).figures(claimed, derived));
        }
    };
    let totals = plan.totals;
    let (before, after) = (derived.totals.map(|both| both.0), derived.totals.map(|both| both.1));
    let percent = |percent: Option<BasisPoints>| percent.map(Figure::Percent);
    let points = |points: Option<Points>| points.map(Figure::Points);
    compare(Kind::Points, points(totals.points), Some(Figure::Points(derived.points)));
    let effort = Some(Figure::Minutes(derived.effort));
    compare(Kind::Effort, totals.effort.map(Figure::Minutes), effort);
    let without = percent(before.map(|before| before.percent().rounded()));
    compare(Kind::PercentBefore, percent(totals.percent_before), without);
    let with = percent(after.map(|after| after.percent().rounded()));
    compare(Kind::PercentAfter, percent(totals.percent_after), with);
    compare(Kind::PointsAfter, points(totals.points_after), points(after.map(|after| after.points)));
    compare(Kind::MaxAfter, points(totals.max_after), points(after.map(|after| after.max)));
}

/// A bound that the plan itself exceeds, or undercuts, bounds nothing. What is proved to be the best is its own bound.
fn bound(plan: &SavedPlan, derived: &Derived, violations: &mut Vec<Violation>) {
    let proved = plan.status == SavedStatus::Optimal;
    let mut report = |claimed: Figure, own: Figure| {
        violations.push(Violation::of_plan(Kind::Bound).figures(Some(claimed), Some(own)));
    };
    if let Some(bound) = plan.bound.points
        && (bound < derived.points || (proved && bound > derived.points))
    {
        report(Figure::Points(bound), Figure::Points(derived.points));
    }
    // Hours are printed with two decimals, which tell minutes apart.
    let hours = div_half_up(i128::from(derived.effort.0) * 100, 60);
    if let Some(bound) = plan.bound.hours
        && (bound > hours || (proved && bound < hours))
    {
        report(Figure::Hours(bound), Figure::Minutes(derived.effort));
    }
    if let (Some(bound), Some((_, after))) = (plan.bound.percent, &derived.totals) {
        // Rounded down, as the bound is.
        let percent = after.percent().rounded_down();
        if bound < percent || (proved && bound > percent) {
            report(Figure::Percent(bound), Figure::Percent(percent));
        }
    }
}

pub(super) fn judge_goal(
    plan: &SavedPlan,
    derived: &Derived,
    is_kept: impl Fn(&Id) -> bool,
    violations: &mut Vec<Violation>,
) {
    let nothing_found = plan.steps.is_empty() && plan.totals.points.is_none();
    if plan.status == SavedStatus::Infeasible || (plan.status == SavedStatus::Feasible && nothing_found) {
        return;
    }
    limit(plan, derived, violations);
    let stands = |id: &Id| plan.steps.iter().position(|step| step.id.is_named(id.as_str()));
    for id in &plan.must {
        if !is_kept(id) {
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
