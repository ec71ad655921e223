//! Graph's `subscribedSku`, and what the exported SKUs license beside what the catalogue and Microsoft's list say of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::json::{count, text};
use super::recognise::{short, truncated_field};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::catalogue::PlansOfSkus;
use crate::load::source::Source;
use crate::model::{Catalogue, Id, Licence, is_for_agents};

/// Plans that are listed and switched off, by SKU.
pub(super) type OffPlans = BTreeMap<Id, BTreeSet<Id>>;

/// Reads a SKU with the plans it lists; those that are switched off license nothing, and are kept to be named.
pub(super) fn read(
    object: &Map<String, Value>,
    source: &Source,
    off: &mut OffPlans,
    findings: &mut Findings,
) -> Option<Licence> {
    let Some(sku) = text(object, "skuPartNumber") else {
        let value = object.get("skuPartNumber").map(short).unwrap_or_default();
        findings.push(bad(source, &format!("`skuPartNumber` is no name: {value}")));
        return None;
    };
    // Part numbers carry stray spaces, also non-breaking ones.
    let sku = sku.replace('\u{a0}', " ").trim().to_owned();
    for key in ["prepaidUnits", "servicePlans"] {
        if let Some(finding) = object.get(key).and_then(|value| truncated_field(source, value)) {
            findings.push(finding);
            return None;
        }
    }
    let units = object.get("prepaidUnits").and_then(Value::as_object);
    let seats = |key: &str| units.and_then(|units| count(units, key)).unwrap_or_default();
    if units.is_none_or(|units| count(units, "enabled").is_none()) {
        findings.push(bad(source, &format!("the SKU `{sku}` has no `prepaidUnits.enabled` that is a count")));
    }
    let dead = text(object, "capabilityStatus").is_some_and(|status| {
        matches!(status.to_lowercase().as_str(), "suspended" | "deleted" | "lockedout")
    });
    let listed: Option<Vec<&Value>> = match object.get("servicePlans") {
        None | Some(Value::Null) => None,
        Some(Value::Array(plans)) => Some(plans.iter().collect()),
        // PowerShell unrolls a list of one.
        Some(one) => Some(vec![one]),
    };
    let plans = listed.map(|plans| {
        let (gone, plans): (Vec<_>, Vec<_>) = plans.into_iter().partition(|plan| is_off(plan));
        let gone = gone.into_iter().filter_map(plan_name);
        off.entry(Id::new(&sku)).or_default().extend(gone);
        plans.into_iter().filter_map(plan_name).collect()
    });
    Some(Licence {
        sku: Id::new(&sku),
        enabled: if dead { 0 } else { seats("enabled") },
        warning: if dead { 0 } else { seats("warning") },
        suspended: seats("suspended") + if dead { seats("enabled") + seats("warning") } else { 0 },
        consumed: count(object, "consumedUnits"),
        group: None,
        plans,
    })
}

fn is_off(plan: &Value) -> bool {
    let status = plan.as_object().and_then(|plan| text(plan, "provisioningStatus"));
    status.is_some_and(|status| status.eq_ignore_ascii_case("disabled"))
}

/// The name of a plan; some exports list bare names.
fn plan_name(plan: &Value) -> Option<Id> {
    let name = match plan {
        Value::String(name) => name.clone(),
        Value::Object(plan) => text(plan, "servicePlanName")?,
        _ => return None,
    };
    Some(Id::new(name.replace('\u{a0}', " ").trim()))
}

fn bad(source: &Source, message: &str) -> Finding {
    Finding::new(Code::BadValue, message)
        .at(Place::file(&source.name))
        .help("export /subscribedSkus again without `$select`")
}

/// Exported plans are the truth of that day; they are kept where the catalogue says something else.
pub(super) fn licences(
    exported: Vec<Licence>,
    off: &OffPlans,
    lists: &[PlansOfSkus],
    day: Date,
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Vec<Licence> {
    let mut by_sku: BTreeMap<Id, Licence> = BTreeMap::new();
    for licence in exported {
        match by_sku.get_mut(&licence.sku) {
            None => drop(by_sku.insert(licence.sku.clone(), licence)),
            Some(earlier) => {
                earlier.enabled += licence.enabled;
                earlier.warning += licence.warning;
                earlier.suspended += licence.suspended;
                earlier.consumed = earlier.consumed.zip(licence.consumed).map(|(a, b)| a + b);
            }
        }
    }
    // Stubs ride along with everything and say nothing.
    let unlocks = |plan: &Id| catalogue.plans.get(plan).is_some_and(|plan| !plan.stub);
    let none = BTreeSet::new();
    let mut licences = Vec::new();
    for (sku, mut licence) in by_sku {
        let of_catalogue = catalogue.skus.get(&sku);
        let known: Option<BTreeSet<Id>> = of_catalogue
            .filter(|sku| !sku.listed)
            .map(|sku| sku.plans_on(day).filter(|plan| unlocks(plan)).cloned().collect());
        let listed = lists.iter().find_map(|list| list.get(&sku)).cloned();
        let listed = listed.or_else(|| of_catalogue.map(|sku| sku.plans.iter().cloned().collect()));
        let is_listed = listed.is_some();
        let exported = licence.plans.take();
        if let Some(known) = known {
            let exported: Option<BTreeSet<Id>> =
                exported.map(|plans| plans.into_iter().filter(unlocks).collect());
            licence.plans = exported.filter(|exported| *exported != known);
            if let Some(exported) = &licence.plans {
                findings.push(plans_differ(&sku, &known, exported));
            }
        } else {
            // The tenant's file stands without the list: it names the plans itself. Those for agents tell whom the
            // SKU licenses.
            let all = exported.or(listed.map(|plans| plans.into_iter().collect())).unwrap_or_default();
            let counts = |plan: &Id| unlocks(plan) || is_for_agents(plan);
            let (plans, others): (BTreeSet<Id>, BTreeSet<Id>) = all.into_iter().partition(counts);
            if !is_listed || plans.iter().any(is_for_agents) {
                findings.push(unknown(&sku, &plans, &others, off.get(&sku).unwrap_or(&none)));
            }
            licence.plans = Some(plans);
        }
        licences.push(licence);
    }
    licences
}

fn plans_differ(sku: &Id, known: &BTreeSet<Id>, exported: &BTreeSet<Id>) -> Finding {
    let more: Vec<&str> = exported.difference(known).map(Id::as_str).collect();
    let fewer: Vec<&str> = known.difference(exported).map(Id::as_str).collect();
    let message = format!(
        "the export lists other plans for `{sku}` than the catalogue: more [{}], fewer [{}]; the export counts",
        more.join(", "),
        fewer.join(", ")
    );
    Finding::new(Code::PlansDiffer, message)
}

/// Names every plan: whether one of them matters is for a person to judge.
fn unknown(sku: &Id, plans: &BTreeSet<Id>, others: &BTreeSet<Id>, off: &BTreeSet<Id>) -> Finding {
    let names = |plans: &BTreeSet<Id>| plans.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
    let help = if plans.iter().any(is_for_agents) {
        "plans for software agents license no person; if people hold it too, add the SKU with `agents: false` to a \
         catalogue overlay"
    } else {
        "only plans with security capabilities matter; add the SKU's plans by hand if one is missing, or give \
         Microsoft's list of products and service plans too"
    };
    let listed = match (plans.is_empty(), others.is_empty()) {
        (true, true) if off.is_empty() => "the export lists no plan of it".to_owned(),
        (true, true) => "the export lists no plan of it that is on".to_owned(),
        (true, false) => format!("its plans unlock nothing that is scored: {}", names(others)),
        (false, true) => format!("its plans are known: {}", names(plans)),
        (false, false) => format!(
            "its known plans are {}; the others unlock nothing that is scored: {}",
            names(plans),
            names(others)
        ),
    };
    let gone = if off.is_empty() { String::new() } else { format!("; switched off: {}", names(off)) };
    Finding::new(Code::UnknownSkuOwned, format!("the SKU `{sku}` is not in the catalogue; {listed}{gone}"))
        .help(help)
}
