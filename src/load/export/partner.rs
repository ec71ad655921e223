//! What Partner Center says of the SKUs of a customer, written as Graph writes it.

use super::tree::{Fields, Value};

/// Whether an object is a subscribed SKU of Partner Center: the product stands in it, and the seats beside it.
pub(super) fn is_sku(object: &Fields) -> bool {
    object.get("productSku").and_then(Value::as_object).is_some_and(|sku| sku.contains_key("skuPartNumber"))
        && ["activeUnits", "totalUnits"].iter().any(|key| object.contains_key(key))
}

/// The same SKU with Graph's names; `None` for any other object.
pub(super) fn as_of_graph(object: &Fields) -> Option<Fields> {
    if !is_sku(object) {
        return None;
    }
    let sku = object.get("productSku")?.as_object()?;
    let mut fields = Vec::new();
    let copy = |to: &mut Vec<_>, from: &Fields, key: &str, name: &str| {
        to.extend(from.get(key).map(|value| (name.into(), value.clone())));
    };
    copy(&mut fields, sku, "skuPartNumber", "skuPartNumber");
    copy(&mut fields, sku, "id", "skuId");
    copy(&mut fields, object, "consumedUnits", "consumedUnits");
    copy(&mut fields, object, "capabilityStatus", "capabilityStatus");
    let mut units = Vec::new();
    // Units in their grace period are counted in the total and not among the active ones.
    let active = if object.contains_key("activeUnits") { "activeUnits" } else { "totalUnits" };
    copy(&mut units, object, active, "enabled");
    copy(&mut units, object, "warningUnits", "warning");
    copy(&mut units, object, "suspendedUnits", "suspended");
    fields.push(("prepaidUnits".into(), Value::Object(Fields::new(units))));
    if let Some(Value::List(plans)) = object.get("servicePlans") {
        let plans = plans.iter().filter_map(Value::as_object).map(|plan| {
            let mut fields = Vec::new();
            copy(&mut fields, plan, "serviceName", "servicePlanName");
            copy(&mut fields, plan, "id", "servicePlanId");
            copy(&mut fields, plan, "capabilityStatus", "provisioningStatus");
            Value::Object(Fields::new(fields))
        });
        fields.push(("servicePlans".into(), Value::List(plans.collect())));
    }
    Some(Fields::new(fields))
}
