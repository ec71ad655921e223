//! Graph's `subscribedSku`, and what tools make of it.

use std::collections::BTreeSet;

use super::counted::Counted;
use super::foreign;
use super::owned::{Origin, Owned, Plans};
use super::scalar::{count, is_nothing, is_truncated, short, text, truncated_text};
use super::seats::{CONSUMED, EXPIRED, SEATS, SUSPENDED, Seats, WARNING, is_total, plain};
use super::tenants::Holder;
use super::tree::{Fields, Value};
use crate::diag::{Code, Finding, Place};
use crate::load::source::Source;
use crate::model::Id;

/// Reads a SKU with the plans it lists; those that are switched off license nothing, and are kept to be named.
pub(super) fn read(object: &Fields, source: &Source, problems: &mut Counted) -> Option<Owned> {
    let Some(sku) = text(object, "skuPartNumber") else {
        nameless(object, source, problems);
        return None;
    };
    // Part numbers carry stray spaces, also non-breaking ones; older commands write the tenant's name before them.
    let sku = sku.replace('\u{a0}', " ");
    let sku = sku.rsplit(':').next().unwrap_or_default().trim().to_owned();
    let units = object.get("prepaidUnits").and_then(Value::as_object);
    let unit = |key: &str, names: &[&str]| match units {
        Some(units) => count(units, key),
        None => number(object, names).map(|(_, count)| count),
    };
    let written = number(object, &SEATS);
    let stated = units.and_then(|units| count(units, "enabled"));
    let seats = Seats {
        enabled: stated.or_else(|| written.as_ref().map(|(_, count)| *count)),
        warning: unit("warning", &WARNING),
        suspended: unit("suspended", &SUSPENDED),
        consumed: number(object, &CONSUMED).map(|(_, count)| count),
        expired: 0,
    };
    // Seats that are there and are no count are wrong; those that are not there are not known.
    let wrong = units.and_then(|units| units.get("enabled")).is_some_and(|units| !is_nothing(units));
    if seats.enabled.is_none() && (wrong || seats.consumed.is_none()) {
        if is_of_one_user(object) {
            problems.add("one user", || foreign::ONE_USER.finding(source));
            return None;
        }
        problems.add("no seats", || {
            let message = format!("the SKU `{sku}` has no `prepaidUnits.enabled` that is a count");
            bad(source, &message)
        });
    }
    let expired = number(object, &EXPIRED).map_or(0, |(_, count)| count);
    let of_total = stated.is_none() && written.is_some_and(|(name, _)| is_total(&name));
    let seats = if of_total { seats.with_expired(expired) } else { seats };
    Some(Owned {
        sku: Id::new(&sku),
        seats: seats.under(text(object, "capabilityStatus").as_deref()),
        plans: plans(object),
        holder: Holder::of_sku(object),
        id: text(object, "id").map(|id| id.trim().to_lowercase()),
        origin: if units.is_some() { Origin::Graph } else { Origin::Tool },
        file: source.name.clone(),
        line: None,
    })
}

/// A SKU without a part number can not be looked up: an empty one is left aside, and anything else is no name.
fn nameless(object: &Fields, source: &Source, problems: &mut Counted) {
    let value = object.get("skuPartNumber").map(short).unwrap_or_default();
    if object.get("skuPartNumber").is_none_or(is_nothing) {
        problems.add("no SKU", || {
            let id = text(object, "skuId").map_or_else(String::new, |id| format!(", `skuId` {id}"));
            let message = format!("a SKU without `skuPartNumber` is left aside: it is {value}{id}");
            Finding::new(Code::UnusedValue, message)
                .at(source.place_of_quoted("skuPartNumber", 0))
                .help("export /subscribedSkus again without `$select`, or state what is owned with `--owned SKU:SEATS`")
        });
    } else {
        problems.add("wrong SKU", || bad(source, &format!("`skuPartNumber` is no name: {value}")));
    }
}

/// The first count under one of some names, which tools write in many ways: `PrepaidUnits.Enabled`, `total_licenses`.
fn number(object: &Fields, names: &[&str]) -> Option<(String, i64)> {
    let plain: Vec<(String, &str)> = object.keys().map(|key| (plain(key), key)).collect();
    names.iter().find_map(|name| {
        let (_, key) = plain.iter().find(|(plain, _)| plain == name)?;
        Some(((*name).to_owned(), count(object, key)?))
    })
}

/// Whether a SKU is one that a user has: Graph gives it no seats, no status and an id without the tenant's.
fn is_of_one_user(object: &Fields) -> bool {
    let fields = ["prepaidUnits", "consumedUnits", "capabilityStatus", "appliesTo"];
    !fields.iter().any(|key| object.contains_key(key))
        && text(object, "id").is_some_and(|id| !id.contains('_') || object.contains_key("servicePlans"))
}

/// The plans that a SKU lists. None is no answer: a SKU has at least one.
fn plans(object: &Fields) -> Plans {
    let given: Vec<&Value> = match object.get("servicePlans") {
        Some(Value::List(plans)) => plans.iter().collect(),
        // PowerShell unrolls a list of one.
        Some(one @ (Value::Object(_) | Value::Text(_))) => vec![one],
        _ => return Plans::NotListed,
    };
    if object.get("servicePlans").and_then(truncated_text).is_some()
        || given.iter().any(|plan| is_truncated(plan))
    {
        return Plans::CutOff;
    }
    let (mut on, mut off) = (BTreeSet::new(), BTreeSet::new());
    for plan in given {
        let side = if is_off(plan) { &mut off } else { &mut on };
        side.extend(plan_names(plan));
    }
    // Ids tell nothing: the catalogue knows plans by their names.
    if on.is_empty() && off.is_empty() { Plans::NotListed } else { Plans::Listed { on, off } }
}

fn is_off(plan: &Value) -> bool {
    let status = plan.as_object().and_then(|plan| text(plan, "provisioningStatus"));
    status.is_some_and(|status| status.eq_ignore_ascii_case("disabled"))
}

/// The name of a plan. Some exports list bare names, or all of them in one text.
fn plan_names(plan: &Value) -> Vec<Id> {
    let names = match plan {
        Value::Text(names) => names.to_string(),
        Value::Object(plan) => text(plan, "servicePlanName").unwrap_or_default(),
        _ => return Vec::new(),
    };
    let names = names.replace('\u{a0}', " ");
    names.split([',', ';', '|']).map(str::trim).filter(|name| !name.is_empty()).map(Id::new).collect()
}

/// Whether an object is an answer of Graph, or a bundle, whose list of SKUs is empty.
pub(super) fn lists_none(object: &Fields) -> bool {
    let is_empty = |key: &str| object.get(key).and_then(Value::as_array).is_some_and(<[Value]>::is_empty);
    let context = text(object, "@odata.context").unwrap_or_default().to_lowercase();
    (context.contains("#subscribedskus") && is_empty("value"))
        || ["subscribedSkus", "skus", "licences"].iter().any(|key| is_empty(key))
}

fn bad(source: &Source, message: &str) -> Finding {
    Finding::new(Code::BadValue, message)
        .at(Place::file(&source.name))
        .help("export /subscribedSkus again without `$select`")
}
