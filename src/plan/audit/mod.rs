//! An independent judge of any plan.
//!
//! Goes in: a [`SavedPlan`], and the [`State`] or the list that it was made for. Comes out: an [`Audit`] with every
//! [`Violation`]. It derives order, gates, effort, points, maximum and feasibility anew, from the catalogue, the tenant
//! and the room `state` alone.
//! **Invariants:** nothing of the planner is used here, so that a mistake of the planner is not made twice (a test
//! looks at the paths); a plan is never mended, only judged; whether a better plan exists is not asked.

mod claims;
pub mod dates;
pub mod effort;
mod needs;
mod replay;
mod score_claims;
mod steps;
mod upkeep;
mod violation;

pub use violation::{Figure, Kind, Violation};

use jiff::civil::Date;

use crate::model::{BacklogItem, Id, Minutes, Percent, Points, SavedPlan, SavedStep, Scenario};
use crate::state::{State, Totals};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Everything that is not as the plan says: steps first in their order, then the whole.
    pub violations: Vec<Violation>,
    pub points: Points,
    pub effort: Minutes,
    /// The score without and with them; `None` for a list.
    pub score: Option<(Percent, Percent)>,
}

impl Audit {
    /// Whether the plan is what it says.
    pub fn holds(&self) -> bool {
        self.violations.is_empty()
    }
}

/// What the steps of a plan come to, whatever it claims.
struct Derived {
    points: Points,
    effort: Minutes,
    /// The score without and with them; `None` for a list.
    totals: Option<(Totals, Totals)>,
}

/// Judges a plan for a tenant on the day of the state, under its assumptions.
pub fn of_state(plan: &SavedPlan, state: &State<'_>) -> Audit {
    let mut violations = Vec::new();
    let (derived, end) = steps::walk(plan, state, &mut violations);
    let is_kept = |id: &_| needs::is_kept(plan, (state, &end), id);
    finish(plan, &derived, is_kept, violations)
}

pub fn of_list(plan: &SavedPlan, items: &[BacklogItem]) -> Audit {
    let mut violations = Vec::new();
    let derived = steps::walk_list(plan, items, &mut violations);
    finish(plan, &derived, |id| plan.steps.iter().any(|step| step.id == *id), violations)
}

fn finish(
    plan: &SavedPlan,
    derived: &Derived,
    is_kept: impl Fn(&Id) -> bool,
    mut violations: Vec<Violation>,
) -> Audit {
    claims::judge(plan, derived, &mut violations);
    claims::judge_goal(plan, derived, is_kept, &mut violations);
    let score = derived.totals.map(|(before, after)| (before.percent(), after.percent()));
    Audit { violations, points: derived.points, effort: derived.effort, score }
}

/// Judges a plan by a day for a tenant on the first day, by a scenario: its days from `from` to `by`, and what it says of
/// points, percentages and upkeep.
pub fn of_dates(plan: &SavedPlan, state: &State<'_>, scenario: &Scenario, days: (Date, Date)) -> Audit {
    let mut violations = Vec::new();
    let teams = replay::teams_after_hygiene(scenario);
    let (freezes, holidays, dates) = (&scenario.freezes, &scenario.holidays, &scenario.dates);
    let (from, by) = days;
    let rules = dates::Rules { teams: &teams, freezes, holidays, dates, ramps: &scenario.ramps, from, by };
    let mut work: Vec<dates::Dated<'_>> = plan
        .steps
        .iter()
        .enumerate()
        .filter_map(|(at, step)| dated(at, step, state, &mut violations))
        .collect();
    let lapsed = replay::lapsed(plan, state, scenario, by);
    for (at, one) in work.iter_mut().enumerate() {
        let begun = |need: &Id, since: Date| {
            let begins = |step: &SavedStep| step.days.as_ref().map(|days| days.start);
            let mut of_need = plan.steps.iter().filter(|step| step.id == *need).filter_map(begins);
            of_need.any(|day| (since..=one.start).contains(&day))
        };
        let in_plan = |id: &Id| plan.steps.iter().any(|step| step.id == *id);
        one.needs.retain(|need| {
            let lost =
                lapsed.iter().filter(|(day, id)| id == *need && *day <= one.start).map(|(day, _)| *day).max();
            let met = || needs::is_met(state, state, need);
            let missing = match lost {
                None => !in_plan(need) && !met(),
                // What has lapsed has to be done again.
                Some(lost) => !begun(need, lost),
            };
            if missing {
                violations.push(Violation::of_step(Kind::NeedMissing, at, one.id).with(need));
            }
            // What was done before the plan, and is done again only later, does not hold it up.
            begun(need, Date::MIN) || !met() || lost.is_some()
        });
    }
    // A step without days has been reported; the places of the others would not be theirs.
    if work.len() == plan.steps.len() {
        violations.extend(dates::judge(&work, &plan.late, &rules));
        violations.extend(upkeep::judge(&work, &plan.teams, &rules));
    }
    let derived = score_claims::judge(plan, state, scenario, by, &mut violations);
    claims::judge_none(plan, &mut violations);
    claims::judge_goal(plan, &derived, |id| needs::is_kept(plan, (state, state), id), &mut violations);
    let score = derived.totals.map(|(before, after)| (before.percent(), after.percent()));
    Audit { violations, points: derived.points, effort: derived.effort, score }
}

/// A step with what the catalogue says about it; `None` when it has no days or nothing is called so.
fn dated<'a>(
    at: usize,
    step: &'a SavedStep,
    state: &State<'a>,
    violations: &mut Vec<Violation>,
) -> Option<dates::Dated<'a>> {
    let Some(days) = &step.days else {
        violations.push(Violation::of_step(Kind::AfterEnd, at, &step.id));
        return None;
    };
    let action = state.catalogue.actions.get(&step.id);
    let control = state.catalogue.control(&step.id);
    let (product, usual, needs, wait) = match (action, control) {
        (Some(action), _) => {
            let needs = needs::of(state, &action.needs, &action.gates);
            (&action.product, Some(&action.team), needs, &action.wait)
        }
        (None, Some(control)) => {
            let way = control.ways.iter().find(|way| Some(&way.id) == step.way.as_ref());
            let way = way.or(control.ways.first());
            let needs = way.map(|way| needs::of(state, &way.needs, &way.gates)).unwrap_or_default();
            let product = state.catalogue.products.get(&control.product);
            (&control.product, product.map(|product| &product.team), needs, &control.wait)
        }
        (None, None) => {
            violations.push(Violation::of_step(Kind::Unknown, at, &step.id));
            return None;
        }
    };
    Some(dates::Dated {
        id: &step.id,
        product: Some(product),
        usual,
        team: &days.team,
        start: days.start,
        finish: days.finish,
        stages: days.stages.clone(),
        effort: step.effort,
        needs,
        wait_days: wait.as_ref().map_or(0, |wait| wait.days),
    })
}
