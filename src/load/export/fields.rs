//! Fields of exports: which are read or knowingly left aside, and which are news.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::recognise::Kind;

/// The fields of each object that are read, or known and left aside.
const SNAPSHOT_FIELDS: &[&str] = &[
    "@odata.context",
    "@odata.type",
    "@odata.id",
    "activeUserCount",
    "averageComparativeScores",
    "azureTenantId",
    "controlScores",
    "createdDateTime",
    "currentScore",
    "enabledServices",
    "id",
    "licensedUserCount",
    "maxScore",
    "vendorInformation",
    "additionalProperties",
];
const SCORE_FIELDS: &[&str] = &[
    "@odata.type",
    "controlCategory",
    "controlName",
    "count",
    "description",
    "implementationStatus",
    "lastSynced",
    "maxScore",
    "notScored",
    "on",
    "reviewed",
    "score",
    "scoreInPercentage",
    "total",
    "additionalProperties",
];
const PROFILE_FIELDS: &[&str] = &[
    "@odata.type",
    "actionType",
    "actionUrl",
    "assignedTo",
    "azureTenantId",
    "comment",
    "complianceInformation",
    "controlCategory",
    "controlStateUpdates",
    "deprecated",
    "id",
    "implementationCost",
    "lastModifiedDateTime",
    "maxScore",
    "rank",
    "remediation",
    "remediationImpact",
    "service",
    "state",
    "threats",
    "tier",
    "title",
    "userImpact",
    "vendorInformation",
    "additionalProperties",
];

/// Whether some object has a field of this name that is read, or known and left aside.
pub(super) fn is_known(key: &str) -> bool {
    [SNAPSHOT_FIELDS, SCORE_FIELDS, PROFILE_FIELDS].iter().any(|fields| fields.contains(&key))
}

/// Counts fields of an object, and of the scores in a snapshot, that are in no list.
pub(super) fn count_unused(kind: Kind, object: &Map<String, Value>, unused: &mut BTreeMap<String, usize>) {
    let mut count = |object: &Map<String, Value>, known: &[&str]| {
        for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
            *unused.entry(key.clone()).or_default() += 1;
        }
    };
    match kind {
        Kind::Sku => {}
        Kind::Profile => count(object, PROFILE_FIELDS),
        Kind::Snapshot => {
            count(object, SNAPSHOT_FIELDS);
            let scores = object.get("controlScores").and_then(Value::as_array);
            for score in scores.into_iter().flatten().filter_map(Value::as_object) {
                count(score, SCORE_FIELDS);
            }
        }
    }
}
