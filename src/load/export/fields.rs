//! The fields of Graph's objects: how else their names are written, and which of them are read or known and left aside.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::recognise::Kind;
use super::snapshot::CATEGORY_KEYS;
use super::tree::{Fields, Value};
use super::{rows, tenant_names};

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
    "controlId",
    "controlName",
    "count",
    "currentScore",
    "description",
    "implementationStatus",
    "lastSynced",
    "maxScore",
    "notScored",
    "on",
    "reviewed",
    "score",
    "scoreInPercentage",
    "state",
    "timeGenerated",
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
const SKU_FIELDS: &[&str] = &[
    "accountId",
    "accountName",
    "appliesTo",
    "capabilityStatus",
    "consumedUnits",
    "prepaidUnits",
    "provisioningStatus",
    "servicePlanId",
    "servicePlanName",
    "servicePlans",
    "skuId",
    "skuPartNumber",
    "subscriptionIds",
];

/// Of a history of states.
const UPDATE_FIELDS: &[&str] = &["assignedTo", "comment", "state", "updatedBy", "updatedDateTime"];
/// Of an average of other tenants, beside those of its categories.
const AVERAGE_FIELDS: &[&str] =
    &["averageScore", "basis", "seatSizeRangeLowerValue", "seatSizeRangeUpperValue"];
/// Of the seats of a SKU and of its plans.
const SEAT_FIELDS: &[&str] = &[
    "enabled",
    "lockedOut",
    "prepaidUnits.enabled",
    "prepaidUnits.suspended",
    "prepaidUnits.warning",
    "suspended",
    "totalLicenses",
    "warning",
];

/// Whether some object has a field of this name that is read, or known and left aside.
pub(super) fn is_known(key: &str) -> bool {
    [SNAPSHOT_FIELDS, SCORE_FIELDS, PROFILE_FIELDS, SKU_FIELDS].iter().any(|fields| fields.contains(&key))
}

/// The name of a field as Graph writes it: programs write `ControlScores`, `control_scores` and `controlScores_s`.
pub(super) fn uniform(key: &str) -> String {
    static KNOWN: OnceLock<BTreeMap<String, &'static str>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let categories = CATEGORY_KEYS.iter().flat_map(|(_, points, max)| [*points, *max]);
        let all = [
            SNAPSHOT_FIELDS,
            SCORE_FIELDS,
            PROFILE_FIELDS,
            SKU_FIELDS,
            UPDATE_FIELDS,
            AVERAGE_FIELDS,
            SEAT_FIELDS,
            &rows::DAYS,
            &tenant_names::FIELDS,
        ];
        all.concat().into_iter().chain(categories).map(|name| (plain(name), name)).collect()
    });
    // A log of Azure says at the end of what type a column is, or in which zone its time.
    let key = key.trim().trim_end_matches(" [UTC]");
    let typed = ["_s", "_d", "_t", "_b", "_g"].iter().find_map(|end| key.strip_suffix(end));
    let name = known.get(&plain(key)).or_else(|| known.get(&plain(typed?)));
    name.map_or_else(|| camel(key), |name| (*name).to_owned())
}

/// A name in small letters without what joins its words; what it begins with stays.
fn plain(key: &str) -> String {
    let joins = |(at, c): (usize, char)| (at == 0 || !matches!(c, '_' | '-' | ' ')).then_some(c);
    key.trim().char_indices().filter_map(joins).flat_map(char::to_lowercase).collect()
}

fn camel(key: &str) -> String {
    let mut chars = key.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Counts fields of an object, and of the scores in a snapshot, that are in no list.
pub(super) fn count_unused(kind: Kind, object: &Fields, unused: &mut BTreeMap<String, usize>) {
    let mut count = |object: &Fields, known: &[&str]| {
        // Names of tenants are held against each other.
        for key in object.keys().filter(|key| !known.contains(key) && !tenant_names::FIELDS.contains(key)) {
            *unused.entry(key.to_owned()).or_default() += 1;
        }
    };
    match kind {
        Kind::Sku | Kind::Row | Kind::Totals => {}
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
