//! Fields of exports that do not stay, and what each of them holds.

use serde_json::{Map, Value};

use crate::load::anonymise::{Mask, What};
use crate::load::export::fields;

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
    } else if NOT_NEEDED.contains(&key) || fields::is_known(key) {
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
