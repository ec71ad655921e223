//! SKUs and service plans.

use schemars::JsonSchema;
use serde::Serialize;

use super::entry::cloned;
use super::facts::Facts;
use crate::answer::parts::joined;
use crate::model::{Binding, Catalogue, Control, DatedPlan, Id, PlanInfo, Price, SeatBinding, Sku};

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SkuEntry {
    pub id: Id,
    pub title: String,
    pub also_called: Vec<String>,
    pub base: bool,
    /// An add-on needs one of these.
    pub needs_base: Vec<Id>,
    pub max_seats: Option<i64>,
    /// Whether it licenses software agents and no people.
    pub agents: bool,
    pub plans: Vec<Id>,
    pub dated: Vec<DatedPlan>,
    pub prices: Vec<Price>,
    /// Current controls that name one of its plans.
    pub controls: Vec<Id>,
    pub note: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanEntry {
    pub id: Id,
    pub title: String,
    pub also_called: Vec<String>,
    pub implies: Vec<Id>,
    pub implied_by: Vec<Id>,
    /// Whether it unlocks nothing.
    pub stub: bool,
    pub seat_binding: &'static str,
    pub devices_per_seat: Option<i64>,
    pub seat_basis: String,
    pub skus: Vec<Id>,
    /// Current controls that name it.
    pub controls: Vec<Id>,
}

impl SkuEntry {
    pub(super) fn of(catalogue: &Catalogue, sku: &Sku) -> Self {
        Self {
            id: sku.sku.clone(),
            title: sku.name.clone(),
            also_called: sku.also_called.clone(),
            base: sku.base,
            needs_base: cloned(&sku.needs_base),
            max_seats: sku.max_seats,
            agents: sku.agents,
            plans: cloned(&sku.plans),
            dated: sku.dated.clone(),
            prices: sku.prices.clone(),
            controls: cloned(controls_of_sku(catalogue, sku).into_iter().map(|control| &control.id)),
            note: sku.note.clone(),
        }
    }
}

impl PlanEntry {
    pub(super) fn of(catalogue: &Catalogue, plan: &PlanInfo) -> Self {
        Self {
            id: plan.id.clone(),
            title: plan.name.clone(),
            also_called: plan.also_called.clone(),
            implies: cloned(&plan.implies),
            implied_by: cloned(implied_by(catalogue, plan)),
            stub: plan.stub,
            seat_binding: plan.seats.per.word(),
            devices_per_seat: (plan.seats.devices > 0).then_some(plan.seats.devices),
            seat_basis: plan.seats.basis.clone(),
            skus: cloned(skus_with(catalogue, plan)),
            controls: cloned(controls_of_plan(catalogue, plan).into_iter().map(|control| &control.id)),
        }
    }
}

/// Everything a SKU carries on any day, with what it implies, that unlocks something.
pub(in crate::answer) fn controls_of_sku<'a>(catalogue: &'a Catalogue, sku: &'a Sku) -> Vec<&'a Control> {
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

pub(in crate::answer) fn controls_of_plan<'a>(
    catalogue: &'a Catalogue,
    plan: &'a PlanInfo,
) -> Vec<&'a Control> {
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
        let amount = format!("{} {} per {}", price.amount, price.currency, price.per);
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
    facts.add("also called", of.also_called.join(", "));
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
