//! The plan as programs read it, and as the audit judges it.

use serde_json::{Value, json};

use super::baseline;
use super::cuts::{cuts, loads};
use super::left::all;
use super::lines::{obstacle, way_out};
use super::steps::why;
use super::{Answered, Corner};
use crate::diag::Findings;
use crate::model::{Id, Percent};
use crate::plan::RankedStep;
use crate::plan::best::{Obstacle, PlanObjective, PlanVerdict};
use crate::plan::optimise::{FeasibleLimit, PlanBound};
use crate::report::{excluded, json as values, rank};

/// What no plan exceeds; never less than the plan itself.
pub(super) fn bound(answered: &Answered<'_>) -> Option<PlanBound> {
    let start = answered.state.map(|state| state.totals().percent());
    answered.best.proved_bound(answered.ask.objective, start)
}

/// By how many hundredths of a percent of the plan the bound lies beyond it.
pub(super) fn gap(answered: &Answered<'_>) -> Option<i64> {
    answered.best.gap(bound(answered)?)
}

fn goal(answered: &Answered<'_>) -> Value {
    match (answered.ask.objective, answered.best.budget) {
        (PlanObjective::Points(_) | PlanObjective::Percent(_), Some(budget)) => {
            json!({ "kind": "budget", "hours": values::hours(budget), "minutes": budget.0 })
        }
        (PlanObjective::Points(_) | PlanObjective::Percent(_), None) => json!({ "kind": "all" }),
        (PlanObjective::Target(percent), _) => match answered.best.target_points {
            Some(points) => json!({ "kind": "points", "points": values::points(points) }),
            None => json!({ "kind": "target", "percent": values::two_decimals(percent.0) }),
        },
    }
}

fn conflict(answered: &Answered<'_>, fact: &Obstacle) -> Value {
    let (kind, id) = match fact {
        Obstacle::Must(id) => ("must", Some(id)),
        Obstacle::Never(id) => ("never", Some(id)),
        Obstacle::Budget => ("budget", None),
        Obstacle::Target => ("target", None),
        Obstacle::Unavailable { id, .. } => ("unavailable", Some(id)),
    };
    json!({ "fact": kind, "id": id.map(Id::as_str), "text": obstacle(answered, fact) })
}

/// A step as `rank` gives it, with its reason.
fn step(answered: &Answered<'_>, step: &RankedStep) -> Value {
    let known = rank::fields(answered.ranking, answered.state, step);
    values::object(known.into_iter().chain([("why", why(answered, step).into())]))
}

pub(super) fn json(answered: &Answered<'_>, findings: &Findings) -> Value {
    let best = answered.best;
    let plan = best.plan.as_ref();
    let totals = answered.state.map(|state| state.totals());
    let after =
        totals.zip(plan).map(|(totals, plan)| (totals.points + plan.points, totals.max + plan.maximum));
    let bound = bound(answered);
    let ids = |ids: &[Id]| -> Value { ids.iter().map(Id::as_str).collect() };
    let corner = |corner: &Corner| {
        json!({
            "effort_hours": values::hours(corner.effort),
            "points": values::points(corner.points),
            "percent": corner.percent.map(values::percent),
        })
    };
    let way_out = best.feasible_limit.map(|way| {
        let text = way_out(answered, way);
        match way {
            FeasibleLimit::Budget(minutes) => {
                json!({ "kind": "budget", "hours": values::hours(minutes), "text": text })
            }
            FeasibleLimit::Points(points) => {
                json!({ "kind": "points", "points": values::points(points), "text": text })
            }
            FeasibleLimit::Percent(percent) => {
                let percent = values::two_decimals(percent.hundredths_down());
                json!({ "kind": "target", "percent": percent, "text": text })
            }
        }
    });
    let mut value = json!({
        "schema": "scoreplan/plan/1",
        "tenant": answered.state.map(|state| state.tenant.name.clone()),
        "date": answered.state.map(|state| state.day.to_string()),
        "catalogue_version": answered.state.map(|state| state.catalogue.version.clone()),
        "assumptions": answered.state.map(|state| values::assumptions(&state.assumptions)),
        "goal": goal(answered),
        "objective": if matches!(answered.ask.objective, PlanObjective::Percent(_)) { "percent" } else { "points" },
        "must": ids(&answered.ask.must),
        "never": ids(&answered.ask.never),
        "status": match best.verdict {
            PlanVerdict::Optimal => "optimal",
            PlanVerdict::Feasible => "feasible",
            PlanVerdict::Infeasible(_) => "infeasible",
        },
        "points": plan.map(|plan| values::points(plan.points)),
        "effort_hours": plan.map(|plan| values::hours(plan.minutes)),
        "effort_minutes": plan.map(|plan| plan.minutes.0),
        "bound_points": match bound {
            Some(PlanBound::Points(points)) => values::points(points),
            _ => Value::Null,
        },
        "bound_hours": match bound {
            Some(PlanBound::Minutes(minutes)) => values::hours(minutes),
            _ => Value::Null,
        },
        "bound_percent": match bound {
            Some(PlanBound::Percent(percent)) => values::two_decimals(percent),
            _ => Value::Null,
        },
        "gap": gap(answered).map(values::two_decimals),
        "percent_before": totals.map(|totals| values::percent(totals.percent())),
        "percent_after": after.map(|(points, max)| values::percent(Percent::new(points, max))),
        "points_after": after.map(|(points, _)| values::points(points)),
        "max_after": after.map(|(_, max)| values::points(max)),
        "stopped": answered.stopped,
        "nodes": best.work,
        "steps": null,
        "excluded": null,
        "conflict": match &best.verdict {
            PlanVerdict::Infeasible(facts) => facts.iter().map(|fact| conflict(answered, fact)).collect(),
            _ => Vec::new(),
        },
        "way_out": way_out,
        "frontier": answered.frontier.unwrap_or_default().iter().map(corner).collect::<Vec<_>>(),
        "cuts": cuts(answered).iter().map(|cut| json!({
            "day": cut.day,
            "steps": cut.steps,
            "effort_hours": values::hours(cut.effort),
            "points": values::points(cut.points),
            "percent": cut.percent.map(values::percent),
        })).collect::<Vec<_>>(),
        "teams": loads(answered).into_iter().filter(|(team, _)| !team.is_empty()).map(|(team, (steps, effort, points))| json!({
            "team": team,
            "steps": steps,
            "effort_hours": values::hours(effort),
            "points": values::points(points),
        })).collect::<Vec<_>>(),
        "findings": values::findings(findings.iter()),
    });
    value["baseline"] = answered.earlier.map_or(Value::Null, |earlier| baseline::json(answered, earlier));
    value["steps"] = answered.ranking.steps.iter().map(|one| step(answered, one)).collect();
    let excluded = all(answered).into_iter().map(|(id, reason, lever)| excluded::json(id, reason, lever));
    value["excluded"] = excluded.collect();
    value
}
