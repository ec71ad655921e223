//! An export written anew: what the importer reads of it, and nothing else.
//!
//! Every object is read as `import` reads it and written from what was read, so a field can only stay by being known.
//! Wrappings, pages and their order stay. Keys are written as Graph writes them.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::json::{is_known, values};
use super::recognise::{BUNDLES, Parts, WRAPPERS, add, kind};
use super::{Kind, portal};
use crate::diag::{Findings, Severity};
use crate::load::anonymise::{Mask, What};
use crate::load::source::Source;

mod objects;

/// What stands in place of the address of a next page: that there is one tells that pages are missing.
const NEXT_PAGE: &str = "@odata.nextLink";
const REMOVED: &str = "removed";

/// Whether `import` can read a file; its errors are findings, its other remarks are its own to make.
pub(in crate::load) fn is_readable(source: &Source, findings: &mut Findings) -> bool {
    let mut heard = Findings::new();
    add(source, &mut Parts::default(), &mut heard);
    let readable = !heard.has_errors();
    findings.extend_if(heard, |finding| finding.severity() == Severity::Error);
    readable
}

/// The text of an export with masked names; `None` when nothing of it is known.
pub(in crate::load) fn rewrite(source: &Source, mask: &mut Mask<'_>) -> Option<String> {
    if portal::is_table(&source.text) {
        return portal::rewrite(source, mask);
    }
    let mut out = String::new();
    for value in values(source, &mut Findings::new()) {
        if let Some(value) = walk(&value, source, mask) {
            // Writing to a string can not fail.
            let _ = writeln!(out, "{value:#}");
        }
    }
    (!out.is_empty()).then_some(out)
}

/// The same wrapping around what is known in it. Recursion is bounded by the JSON reader's own limit.
fn walk(value: &Value, source: &Source, mask: &mut Mask<'_>) -> Option<Value> {
    match value {
        Value::Array(items) => {
            Some(Value::Array(items.iter().filter_map(|item| walk(item, source, mask)).collect()))
        }
        Value::Object(object) => match kind(object) {
            Some(Kind::Snapshot) => objects::snapshot(object, source, mask),
            Some(Kind::Profile) => objects::profile(object, source, mask),
            Some(Kind::Sku) => objects::sku(object, source, mask),
            None => wrapper(object, source, mask),
        },
        _ => {
            mask.count(What::Unknown, 1);
            None
        }
    }
}

fn wrapper(object: &Map<String, Value>, source: &Source, mask: &mut Mask<'_>) -> Option<Value> {
    let mut out = Map::new();
    let mut next = false;
    for (key, inner) in object {
        let wraps = BUNDLES.contains(&key.as_str()) || WRAPPERS.contains(&key.as_str());
        if wraps && (inner.is_array() || inner.is_object()) {
            if let Some(inner) = walk(inner, source, mask) {
                out.insert(key.clone(), inner);
            }
        } else if key == NEXT_PAGE && inner.is_string() {
            next = true;
            mask.count(What::Link, usize::from(inner != REMOVED));
        } else {
            mask.count(kind_of_field(key), 1);
        }
    }
    if out.is_empty() {
        return None;
    }
    if next {
        out.insert(NEXT_PAGE.to_owned(), Value::from(REMOVED));
    }
    Some(Value::Object(out))
}

/// Fields that say who somebody is.
const PEOPLE: [&str; 5] = ["accountName", "assignedTo", "displayName", "mail", "updatedBy"];
/// Fields that hold sentences.
const TEXTS: [&str; 5] =
    ["comment", "description", "implementationStatus", "remediation", "remediationImpact"];
const LINKS: [&str; 4] = ["@odata.context", "@odata.id", "@odata.nextLink", "actionUrl"];
const IDS: [&str; 4] = ["accountId", "servicePlanId", "skuId", "subscriptionIds"];
/// Known, and in no figure, beside those that the importer knows and leaves aside.
const NOT_NEEDED: [&str; 14] = [
    "appliesTo",
    "appsScore",
    "appsScoreMax",
    "dataScore",
    "dataScoreMax",
    "deviceScore",
    "deviceScoreMax",
    "identityScore",
    "identityScoreMax",
    "infrastructureScore",
    "infrastructureScoreMax",
    "lockedOut",
    "scoreInPercentage",
    "updatedDateTime",
];

/// What a field holds that does not stay.
pub(super) fn kind_of_field(key: &str) -> What {
    if PEOPLE.contains(&key) {
        What::Person
    } else if TEXTS.contains(&key) {
        What::Text
    } else if LINKS.contains(&key) {
        What::Link
    } else if IDS.contains(&key) {
        What::OtherId
    } else if NOT_NEEDED.contains(&key) || is_known(key) {
        What::NotNeeded
    } else {
        What::Unknown
    }
}

/// Counts the fields of an object that are not among those kept.
pub(super) fn count_dropped(object: &Map<String, Value>, kept: &[&str], mask: &mut Mask<'_>) {
    for (key, value) in object {
        if !kept.contains(&key.as_str()) && !value.is_null() {
            mask.count(kind_of_field(key), 1);
        }
    }
}
