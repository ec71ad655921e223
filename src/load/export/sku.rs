//! Graph's `subscribedSku`: seats and service plans that the tenant bought.

use serde_json::{Map, Value};

use super::json::{count, place_of, text};
use super::recognise::truncated_field;
use crate::diag::{Code, Finding, Findings};
use crate::load::source::Source;
use crate::model::{Id, Licence};

/// Reads a SKU with the plans it lists.
pub(super) fn read(object: &Map<String, Value>, source: &Source, findings: &mut Findings) -> Option<Licence> {
    // Part numbers carry stray spaces, also non-breaking ones.
    let sku = text(object, "skuPartNumber")?.replace('\u{a0}', " ").trim().to_owned();
    for key in ["prepaidUnits", "servicePlans"] {
        if let Some(finding) = object.get(key).and_then(|value| truncated_field(source, value)) {
            findings.push(finding);
            return None;
        }
    }
    let units = object.get("prepaidUnits").and_then(Value::as_object);
    let seats = |key: &str| units.and_then(|units| count(units, key)).unwrap_or_default();
    if units.is_none() {
        findings.push(
            Finding::new(Code::BadValue, format!("the SKU `{sku}` has no `prepaidUnits`"))
                .at(place_of(source, &sku, 0))
                .help("export /subscribedSkus again without `$select`"),
        );
    }
    let dead = text(object, "capabilityStatus").is_some_and(|status| {
        matches!(status.to_lowercase().as_str(), "suspended" | "deleted" | "lockedout")
    });
    let plans = object.get("servicePlans").and_then(Value::as_array).map(|plans| {
        let on = |plan: &&Map<String, Value>| {
            text(plan, "provisioningStatus").is_none_or(|status| !status.eq_ignore_ascii_case("disabled"))
        };
        plans
            .iter()
            .filter_map(Value::as_object)
            .filter(on)
            .filter_map(|plan| text(plan, "servicePlanName"))
            .map(|name| Id::new(name.replace('\u{a0}', " ").trim()))
            .collect()
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
