//! SKUs and service plans, for people and for programs.

use serde_json::{Value, json};

use super::entry::ids;
use super::facts::Facts;
use super::joined;
use crate::model::units::hundredths;
use crate::model::{Binding, Catalogue, Control, DatedPlan, Id, PlanInfo, Price, SeatBinding, Sku};
use crate::report::json as values;

/// Everything a SKU carries on any day, with what it implies, that unlocks something.
fn controls_of_sku<'a>(catalogue: &'a Catalogue, sku: &'a Sku) -> Vec<&'a Control> {
    if sku.agents {
        return Vec::new();
    }
    let mut plans = catalogue.implied(sku.plans.iter().chain(sku.dated.iter().map(|dated| &dated.plan)));
    plans.retain(|plan| !catalogue.plans.get(*plan).is_some_and(|plan| plan.stub));
    catalogue.controls_of_plans(&plans).filter(|control| control.is_current()).collect()
}

fn skus_with<'a>(catalogue: &'a Catalogue, plan: &PlanInfo) -> Vec<&'a Id> {
    let carries =
        |sku: &&Sku| sku.plans.contains(&plan.id) || sku.dated.iter().any(|dated| dated.plan == plan.id);
    catalogue.skus.values().filter(carries).map(|sku| &sku.sku).collect()
}

fn implied_by<'a>(catalogue: &'a Catalogue, plan: &PlanInfo) -> Vec<&'a Id> {
    let implies = |other: &&PlanInfo| other.implies.contains(&plan.id);
    catalogue.plans.values().filter(implies).map(|other| &other.id).collect()
}

fn controls_of_plan<'a>(catalogue: &'a Catalogue, plan: &'a PlanInfo) -> Vec<&'a Control> {
    let plans = [&plan.id].into();
    catalogue.controls_of_plans(&plans).filter(|control| control.is_current()).collect()
}

pub(super) fn sku(catalogue: &Catalogue, of: &Sku) -> Facts {
    let mut facts = Facts::default();
    facts.add("also called", of.also_called.join(", "));
    facts.add("sold as", if of.base { "a base suite" } else { "an add-on or by itself" });
    facts.add("needs one of", joined(&of.needs_base));
    facts.add("most seats", of.max_seats.map(|seats| seats.to_string()).unwrap_or_default());
    if of.agents {
        facts.add("licenses", "software agents and no people");
    }
    for plan in &of.plans {
        let info = catalogue.plans.get(plan);
        let stub = if info.is_some_and(|info| info.stub) { ", unlocks nothing" } else { "" };
        facts.add("plan", format!("{plan} ({}{stub})", info.map_or("", |info| &info.name)));
    }
    for dated in &of.dated {
        let from = dated.from.map(|day| format!(" from {day}")).unwrap_or_default();
        let until = dated.until.map(|day| format!(" until {day}")).unwrap_or_default();
        facts.add("plan for a time", format!("{}{from}{until}", dated.plan));
    }
    for price in &of.prices {
        let amount = format!("{} {} per {}", hundredths(price.hundredths), price.currency, price.per);
        let from = price.from.map(|day| format!(" from {day}")).unwrap_or_default();
        let seen = price.as_of.map(|day| format!(", seen {day}")).unwrap_or_default();
        let note = price.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        facts.based("list price", format!("{amount}{from}{seen}{note}"), price.basis.as_ref());
    }
    if of.prices.is_empty() {
        facts.add("list price", "unknown");
    }
    facts.add("current controls", format!("{} name one of its plans", controls_of_sku(catalogue, of).len()));
    facts.add("note", of.note.clone().unwrap_or_default());
    facts
}

fn binding(of: &SeatBinding) -> String {
    match of.per {
        Binding::User => "one user".to_owned(),
        Binding::Device => format!("{} devices of one user", of.devices),
        Binding::Tenant => "the whole tenant".to_owned(),
    }
}

pub(super) fn plan(catalogue: &Catalogue, of: &PlanInfo) -> Facts {
    let mut facts = Facts::default();
    if of.stub {
        facts.add("unlocks", "nothing: it is a stub");
    }
    if !of.stub {
        facts.based("a seat is for", binding(&of.seats), Some(&of.seats.basis));
    }
    facts.add("implies", joined(&of.implies));
    facts.add("implied by", joined(implied_by(catalogue, of)));
    facts.add("in SKUs", joined(skus_with(catalogue, of)));
    let controls = controls_of_plan(catalogue, of);
    facts.add("current controls", format!("{} name it", controls.len()));
    facts.add("which", joined(controls.into_iter().map(|control| &control.id)));
    facts
}

pub(super) fn sku_json(catalogue: &Catalogue, of: &Sku) -> Value {
    let dated = |dated: &DatedPlan| {
        json!({
            "plan": dated.plan.as_str(),
            "from": dated.from.map(|day| day.to_string()),
            "until": dated.until.map(|day| day.to_string()),
        })
    };
    let price = |price: &Price| {
        json!({
            "amount": values::two_decimals(price.hundredths),
            "currency": price.currency,
            "per": price.per,
            "from": price.from.map(|day| day.to_string()),
            "as_of": price.as_of.map(|day| day.to_string()),
            "basis": price.basis,
            "note": price.note,
        })
    };
    json!({
        "id": of.sku.as_str(),
        "title": of.name,
        "also_called": of.also_called,
        "base": of.base,
        "needs_base": ids(&of.needs_base),
        "max_seats": of.max_seats,
        "agents": of.agents,
        "plans": ids(&of.plans),
        "dated": of.dated.iter().map(dated).collect::<Vec<_>>(),
        "prices": of.prices.iter().map(price).collect::<Vec<_>>(),
        "controls": ids(controls_of_sku(catalogue, of).into_iter().map(|control| &control.id)),
        "note": of.note,
    })
}

pub(super) fn plan_json(catalogue: &Catalogue, of: &PlanInfo) -> Value {
    json!({
        "id": of.id.as_str(),
        "title": of.name,
        "implies": ids(&of.implies),
        "implied_by": ids(implied_by(catalogue, of)),
        "stub": of.stub,
        "seat_binding": of.seats.per.word(),
        "devices_per_seat": (of.seats.devices > 0).then_some(of.seats.devices),
        "seat_basis": of.seats.basis,
        "skus": ids(skus_with(catalogue, of)),
        "controls": ids(controls_of_plan(catalogue, of).into_iter().map(|control| &control.id)),
    })
}
