//! The best licences and the frontier as programs read them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::best::{Question, enough, per_point};
use super::bought::{self, Bought};
use crate::diag::Findings;
use crate::licences::best::{BestMix, EvaluatedMix, MixFrontier, MixObjective, MixVerdict, NearestFeasible};
use crate::model::Percent;
use crate::plan::best::Budget;
use crate::report::json;

/// What is known of a frontier; `bought` stands beside its corners.
pub(super) fn frontier(
    question: &Question<'_>,
    frontier: &MixFrontier,
    bought: &[Bought],
    findings: &Findings,
) -> Value {
    let corners: Vec<Value> = frontier
        .corners
        .iter()
        .zip(bought)
        .enumerate()
        .map(|(at, (corner, bought))| {
            let mut value = of_judged(question, corner, bought);
            let ratio = per_point(frontier, at).map(|ratio| json::two_decimals(ratio.hundredths()));
            value.insert("cost_per_point".to_owned(), ratio.unwrap_or(Value::Null));
            Value::Object(value.into_iter().collect())
        })
        .collect();
    json!({
        "schema": "scoreplan/licences-frontier/1",
        "objective": objective(question.objective),
        "proved": frontier.is_proved(),
        "unproved": frontier.unproved,
        "today": today(question),
        "limits": limits(question),
        "currency": question.today.currency,
        "frontier": corners,
        "mixes": frontier.seen.mixes,
        "planned": frontier.seen.judged,
        "unpriced": frontier.unpriced.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "assumptions": json::assumptions(&question.state.assumptions),
        "findings": json::findings(findings.iter()),
    })
}

fn objective(objective: MixObjective) -> &'static str {
    match objective {
        MixObjective::Points => "points",
        MixObjective::Percent => "percent",
    }
}

fn money(hundredths: Option<i64>) -> Value {
    hundredths.map_or(Value::Null, json::two_decimals)
}

fn limits(question: &Question<'_>) -> Value {
    let (hours, share) = match question.hours {
        Budget::Minutes(minutes) => (json::hours(minutes), Value::Null),
        Budget::Percent(percent) => (Value::Null, json::two_decimals(percent.0)),
        Budget::All => (Value::Null, Value::Null),
    };
    json!({
        "target_percent": money(question.target),
        "yearly_cost": money(question.money),
        "effort_hours": hours,
        "effort_percent": share,
    })
}

fn today(question: &Question<'_>) -> Value {
    let totals = question.state.totals();
    let unpriced: Vec<String> = question.today.unpriced().keys().map(ToString::to_string).collect();
    json!({
        "yearly_cost": money(question.today.yearly()),
        "known_yearly_cost": json::two_decimals(question.today.known()),
        "unpriced": unpriced,
        "points": json::points(totals.points),
        "max": json::points(totals.max),
        "percent": json::percent(totals.percent()),
    })
}

fn of_percent(percent: Percent) -> [(&'static str, Value); 3] {
    let Percent { points, max } = percent;
    [("points", json::points(points)), ("max", json::points(max)), ("percent", json::percent(percent))]
}

fn of_judged(question: &Question<'_>, judged: &EvaluatedMix, bought: &Bought) -> BTreeMap<String, Value> {
    let fields = [
        ("licences", bought::json(bought)),
        ("yearly_cost", json::two_decimals(judged.mix.yearly)),
        ("more_than_today", json::two_decimals(judged.mix.yearly - question.today.known())),
        ("percent_before_work", json::percent(judged.before)),
        ("effort_hours", json::hours(judged.hours)),
        ("labour_cost", money(question.labour(judged.hours))),
        ("proved", Value::Bool(judged.is_proved)),
    ];
    fields.into_iter().chain(of_percent(judged.after)).map(|(key, value)| (key.to_owned(), value)).collect()
}

/// What is known of a best mix.
pub(super) fn best(
    question: &Question<'_>,
    answer: &BestMix,
    bought: Option<&Bought>,
    findings: &Findings,
) -> Value {
    let best = answer.best.as_ref().zip(bought).map(|(judged, bought)| {
        let mut value = of_judged(question, judged, bought);
        let steps = judged.ranking.steps.iter().map(|step| {
            let node = &judged.ranking.backlog.items[step.node];
            json!({
                "rank": step.rank,
                "id": node.id.as_str(),
                "title": node.title,
                "points": json::points(node.points),
                "effort_hours": json::hours(node.effort),
                "percent_after": step.percent_after.map_or(Value::Null, json::percent),
            })
        });
        value.insert("steps".to_owned(), Value::Array(steps.collect()));
        Value::Object(value.into_iter().collect())
    });
    let (mut over, mut hours, mut percent) = (Value::Null, Value::Null, Value::Null);
    match answer.way_out {
        Some(NearestFeasible::Money(cost)) => over = json::two_decimals(cost),
        Some(NearestFeasible::Both(cost, minutes)) => {
            (over, hours) = (json::two_decimals(cost), json::two_decimals(enough(minutes)));
        }
        Some(NearestFeasible::Hours(minutes)) => hours = json::two_decimals(enough(minutes)),
        Some(NearestFeasible::Percent(reach)) => percent = json::percent(reach),
        None => {}
    }
    json!({
        "schema": "scoreplan/licences-best/1",
        "status": match answer.verdict {
            MixVerdict::Optimal => "optimal",
            MixVerdict::Feasible => "feasible",
            MixVerdict::Infeasible => "infeasible",
        },
        "objective": if question.target.is_some() { "cost" } else { objective(question.objective) },
        "today": today(question),
        "limits": limits(question),
        "currency": question.today.currency,
        "best": best,
        "bound_yearly_cost": money(answer.bound),
        "way_out": { "yearly_cost": over, "effort_hours": hours, "percent": percent },
        "mixes": answer.seen.mixes,
        "planned": answer.seen.judged,
        "unpriced": answer.unpriced.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "assumptions": json::assumptions(&question.state.assumptions),
        "findings": json::findings(findings.iter()),
    })
}
