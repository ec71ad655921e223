//! Entries of the catalogue as programs read them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{control_effort, impact, latency};
use crate::model::units::div_half_up;
use crate::model::{
    About, Action, Catalogue, Control, Dispute, Estimate, FactValue, Id, Latency, Product, Scoring, Share,
    Unscored, Way, reference,
};
use crate::report::json as values;

/// What rests on each id.
pub(super) type Dependents<'a> = BTreeMap<&'a Id, BTreeSet<&'a Id>>;

pub(super) fn ids<'a>(ids: impl IntoIterator<Item = &'a Id>) -> Value {
    ids.into_iter().map(Id::as_str).collect()
}

fn effort(effort: Option<Estimate>) -> Value {
    let three = |effort: Estimate| {
        json!({
            "low": values::hours(effort.low),
            "likely": values::hours(effort.likely),
            "high": values::hours(effort.high),
        })
    };
    effort.map_or(Value::Null, three)
}

fn share(share: Share) -> Value {
    values::two_decimals(div_half_up(i128::from(share.part) * 10_000, share.whole))
}

fn whole_hours(hours: i64) -> Value {
    values::two_decimals(hours.saturating_mul(100))
}

pub(super) fn both(latency: Latency) -> Value {
    json!({
        "expected_hours": whole_hours(latency.expected_hours),
        "slowest_hours": whole_hours(latency.slowest_hours),
    })
}

pub(super) fn control(catalogue: &Catalogue, control: &Control) -> Value {
    let latency = latency(catalogue, control);
    json!({
        "id": control.id.as_str(),
        "title": control.title,
        "product": control.product.as_str(),
        "category": control.category,
        "max": control.max.map(values::points),
        "scoring": match control.scoring {
            Scoring::Binary => "binary",
            Scoring::Threshold => "threshold",
            Scoring::Proportional(_) => "proportional",
        },
        "population": control.scoring.population().map(Id::as_str),
        "new_heads": control.scoring.population().map(|_| control.new_heads.word()),
        "visible_when": control.visible_when.to_string(),
        "entitled_when": control.entitled_when().to_string(),
        "effort_hours": effort(control_effort(control)),
        "effort_basis": control.about.basis.get("effort"),
        "latency_hours": latency.map(|latency| whole_hours(latency.expected_hours)),
        "needs": ids(control.needs()),
        "ways": control.ways.iter().map(|of| way(of, control)).collect::<Vec<_>>(),
        "tags": control.tags,
        "seen_as": ids(&control.seen_as),
        "retired": control.retired.map(|day| day.to_string()),
    })
}

fn way(way: &Way, control: &Control) -> Value {
    json!({
        "id": Some(way.id.as_str()).filter(|id| !id.is_empty()),
        "entitled_when": way.entitled_when.to_string(),
        "needs": ids(&way.needs),
        "gates": ids(&way.gates),
        "after": ids(&way.after),
        "coverage_percent": share(way.coverage),
        "effort_hours": effort(reference::effort(&way.effort, control.scoring.population())),
        "holds_while": way.holds_while.as_ref().map(ToString::to_string),
    })
}

pub(super) fn action(action: &Action, dependents: &Dependents<'_>) -> Value {
    json!({
        "id": action.id.as_str(),
        "title": action.title,
        "product": action.product.as_str(),
        "effort_hours": effort(reference::effort(&action.effort, None)),
        "effort_basis": action.about.basis.get("effort"),
        "team": action.team.as_str(),
        "enables": ids(dependents.get(&action.id).into_iter().flatten().copied()),
        "needs": ids(action.needs.iter().chain(&action.gates).collect::<BTreeSet<_>>()),
        "wait_days": action.wait.as_ref().map(|wait| wait.days),
        "done_when": action.done_when.as_ref().map(ToString::to_string),
    })
}

pub(super) fn product(product: &Product, controls: usize, points: crate::model::Points) -> Value {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    json!({
        "id": product.id.as_str(),
        "name": product.name,
        "controls": controls,
        "points": values::points(points),
        "question": text(&product.question),
        "collected_by": text(&product.collected_by),
        "few_visible": text(&product.few_visible),
        "portal": text(&product.portal),
        "latency": both(product.latency),
    })
}

pub(super) fn unscored(entry: &Unscored) -> Value {
    json!({
        "id": entry.id.as_str(),
        "title": entry.title,
        "product": entry.product.as_str(),
        "why": entry.why,
        "instead": ids(&entry.instead),
        "needs": ids(&entry.needs),
    })
}

pub(super) fn disputes(disputes: &[Dispute]) -> Value {
    let object = |dispute: &Dispute| {
        json!({
            "what": dispute.what,
            "claim": dispute.claim,
            "we_say": dispute.we_say,
            "why": dispute.why,
        })
    };
    disputes.iter().map(object).collect()
}

/// What stands beside the figures, for the one entry that somebody asked for.
pub(super) fn about(about: &About) -> Value {
    json!({
        "basis": about.basis,
        "portal": about.portal,
        "note": about.note,
        "rating": about.rating.as_ref().map(|rating| json!({
            "effort": rating.effort.word(),
            "impact": impact(rating.impact),
            "why": rating.why,
        })),
        "disputed": disputes(&about.disputed),
        "changed": about.changed.iter().map(|change| json!({
            "file": change.file,
            "source": change.source,
            "keys": change.keys,
        })).collect::<Vec<_>>(),
    })
}

/// What `show` adds to a control of the list.
pub(super) fn more_of_control(control: &Control, dependents: &Dependents<'_>) -> Value {
    json!({
        "enables": ids(dependents.get(&control.id).into_iter().flatten().copied()),
        "ceiling_percent": share(control.ceiling),
        "default_credit": control.default_credit.as_ref().map(|credit| json!({
            "when": credit.when.to_string(),
            "coverage_percent": share(credit.coverage),
        })),
        "wait_days": control.wait.as_ref().map(|wait| wait.days),
        "user_impact": control.user_impact.map(impact),
        "latency": control.latency.map(both),
        "replaced_by": control.replaced_by.as_ref().map(Id::as_str),
    })
}

/// What `show` adds to an action of the list.
pub(super) fn more_of_action(action: &Action) -> Value {
    let value = |value: &FactValue| match value {
        FactValue::Number(number) => Value::from(*number),
        FactValue::Population(name) => Value::from(name.as_str()),
    };
    let sets = action.sets.iter().map(|(fact, to)| (fact.to_string(), value(to)));
    json!({
        "applies_when": action.applies_when.to_string(),
        "entitled_when": action.entitled_when.to_string(),
        "gates": ids(&action.gates),
        "after": ids(&action.after),
        "conflicts": ids(&action.conflicts),
        "sets": Value::Object(sets.collect()),
    })
}

/// What `show` adds to a product of the list.
pub(super) fn more_of_product(product: &Product) -> Value {
    json!({
        "services": product.services,
        "team": product.team.as_str(),
        "present_when": product.present_when.to_string(),
        "note": Some(&product.note).filter(|note| !note.is_empty()),
        "disputed": disputes(&product.disputed),
    })
}
