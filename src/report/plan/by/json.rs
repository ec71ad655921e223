//! The plan up to a day as programs read it, and as the audit judges it.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Dated, single, totals};
use crate::diag::Findings;
use crate::model::{Demand, Id, Minutes, Percent, Points, Share};
use crate::plan::WorkKind;
use crate::plan::schedule::{Booking, PhaseResult};
use crate::project::{BookedWork, PlanByDate, TeamUpkeep, WorkEffect};
use crate::report::{excluded, json as values};

/// What was asked for, as the audit reads it.
pub(super) fn goal(by: Date, demand: &Demand, target: Option<i64>) -> Value {
    json!({
        "kind": "by",
        "date": by.to_string(),
        "budget_minutes": demand.budget.map(|budget| budget.0),
        "target_percent": target.map(values::two_decimals),
    })
}

pub(super) fn ids(ids: &[Id]) -> Value {
    ids.iter().map(Id::as_str).collect()
}

fn step(at: usize, step: &BookedWork, effect: Option<WorkEffect>) -> Value {
    let booking = &step.booking;
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    json!({
        "rank": at + 1,
        "id": booking.id.as_str(),
        "kind": if booking.kind == WorkKind::Action { "action" } else { "control" },
        "way": booking.way.as_ref().map(|way| way.as_str()),
        "team": booking.team.as_str(),
        "points": values::points(effect.map_or(Points::ZERO, |effect| effect.points)),
        "points_after": effect.map(|effect| values::points(effect.after.points)),
        "percent_after": effect.map(|effect| values::percent(effect.after.percent())),
        "effort_hours": values::hours(booking.effort),
        "effort_minutes": booking.effort.0,
        "start": booking.start.to_string(),
        "finish": booking.finish.to_string(),
        "stages": stages(booking),
        "expected_by": day(step.expected_by),
        "worry_after": day(step.worry_after),
    })
}

/// The stages of some work before its last.
pub(in crate::report) fn stages(booking: &Booking) -> Value {
    let stage = |(share, finish): &(Share, Date)| {
        let coverage = Percent::new(Points(share.part), Points(share.whole));
        json!({ "coverage": values::percent(coverage), "finish": finish.to_string() })
    };
    booking.pilots.iter().map(stage).collect()
}

fn team(plan: &PlanByDate, of: &TeamUpkeep) -> Value {
    let own = || plan.steps.iter().filter(|step| step.booking.team == of.team);
    json!({
        "team": of.team.as_str(),
        "steps": own().count(),
        "effort_hours": values::hours(own().map(|step| step.booking.effort).sum()),
        "upkeep_minutes": of.all.0,
        "upkeep_unmet_minutes": of.unmet.0,
    })
}

fn phase(phase: &PhaseResult) -> Value {
    json!({
        "from": phase.from.to_string(),
        "points": values::points(Points(phase.improved.points)),
        "bound_points": phase.bound.map(|bound| values::points(Points(bound.points))),
        "area": values::points(Points(phase.improved.area)),
        "ranked_area": values::points(Points(phase.ranked.area)),
        "bound_area": phase.bound.map(|bound| values::points(Points(bound.area))),
        "every_order": phase.every_order,
    })
}

pub(super) fn json(dated: &Dated<'_>, findings: &Findings) -> Value {
    let plan = dated.plan;
    let state = dated.state;
    let single = single(dated);
    let proved = single.is_some_and(|(phase, bound)| phase.improved.points >= bound.points);
    let totals = totals(dated);
    let end = plan.projection.end();
    let effort: Minutes = plan.steps.iter().map(|step| step.booking.effort).sum();
    json!({
        "schema": "scoreplan/plan/1",
        "tenant": state.tenant.name,
        "date": state.day.to_string(),
        "catalogue_version": state.catalogue.version,
        "assumptions": values::assumptions_of_days(&state.assumptions),
        "goal": goal(dated.by, dated.demand, plan.target.map(|target| target.percent.0)),
        "must": ids(&dated.demand.must),
        "never": ids(&dated.demand.never),
        "scenario": dated.scenario,
        "status": if proved { "optimal" } else { "feasible" },
        "points": totals.map(|(gain, ..)| values::points(gain)),
        "effort_hours": values::hours(effort),
        "effort_minutes": effort.0,
        "percent_before": totals.map(|(_, before, _)| values::percent(before)),
        "percent_after": totals.map(|(.., after)| values::percent(after)),
        "points_after": end.map(|end| values::points(end.points)),
        "max_after": end.map(|end| values::points(end.max)),
        "bound_points": single.map(|(_, bound)| values::points(Points(bound.points))),
        "area": values::points(Points(plan.area)),
        "target": plan.target.map(|target| json!({
            "percent": values::two_decimals(target.percent.0),
            "reached_on": target.on.map(|day| day.to_string()),
            "in_time": target.in_time,
            "held": target.held,
            "looked_until": target.looked_until.to_string(),
            "highest_percent": values::two_decimals(target.highest.0),
        })),
        "phases": plan.phases.iter().map(phase).collect::<Vec<_>>(),
        "steps": plan.steps.iter().zip(&plan.effects).enumerate().map(|(at, (one, effect))| step(at, one, *effect)).collect::<Vec<_>>(),
        "teams": plan.upkeep.iter().map(|one| team(plan, one)).collect::<Vec<_>>(),
        "unfinished": plan.unfinished.iter().map(|one| json!({
            "id": one.id.as_str(),
            "team": one.team.as_ref().map(|team| team.as_str()),
            "effort_hours": values::hours(one.effort),
            "over_budget": one.over_budget,
        })).collect::<Vec<_>>(),
        "late": plan.late.iter().map(|(id, day)| json!({ "id": id.as_str(), "latest": day.to_string() })).collect::<Vec<_>>(),
        "binding_team": plan.more.first().map(|one| one.team.as_str()),
        "one_more_hour": plan.more.iter().map(|one| json!({
            "team": one.team.as_str(),
            "unfinished_hours": values::hours(one.unfinished),
            "points": values::points(one.points),
            "area": values::points(Points(one.area)),
        })).collect::<Vec<_>>(),
        "excluded": plan.excluded.iter().map(|one| excluded::json(one.id.to_string(), one.reason.code(), one.lever.clone())).collect::<Vec<_>>(),
        "findings": values::findings(findings.iter()),
    })
}
