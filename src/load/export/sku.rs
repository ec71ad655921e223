//! Graph's `subscribedSku`: seats and service plans that the tenant bought.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::json::{count, text};
use super::recognise::{short, truncated_field};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;
use crate::model::{Id, Licence};

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
