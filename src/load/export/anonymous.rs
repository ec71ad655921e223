//! An export written anew: what the importer reads of it, and nothing else.
//!
//! Every object is read as `import` reads it and written from what was read, so a field can only stay by being known.
//! Wrappings, pages and their order stay. Keys are written as Graph writes them.

use serde_json::{Map, Number, Value as Json, json};
use std::collections::BTreeSet;

use super::counted::Counted;
use super::fields::is_known;
use super::owned::Plans;
use super::portal;
use super::profile::{self, State};
use super::recognise::{Kind, Parts, add, kind, table_of};
use super::rows;
use super::scalar::points;
use super::search::{BUNDLES, DEEPEST, WRAPPERS};
use super::sku;
use super::snapshot::{self, Found, Score};
use super::spelling;
use super::tables;
use super::tenants::{self, Holder};
use super::text::values;
use super::tree::{Fields, Value};
use super::written::Written;
use crate::diag::{Findings, Severity};
use crate::load::anonymise::{Mask, OTHER, OTHER_PLAN, What};
use crate::load::source::Source;
use crate::model::{Benchmark, Id, Points, Status};

/// What stands in place of the address of a next page: that there is one tells that pages are missing.
const NEXT_PAGE: &str = "@odata.nextLink";
const REMOVED: &str = "removed";

/// Whether `import` can read a file; its errors are findings, its other remarks are its own to make.
pub(in crate::load) fn is_readable(source: &Source, findings: &mut Findings) -> bool {
    let mut heard = Findings::new();
    let mut parts = Parts::default();
    add(source, &mut parts, &mut heard);
    // What tells them apart is left out.
    parts.tenants.are_one(&mut heard);
    let readable = !heard.has_errors();
    findings.extend_if(heard, |finding| finding.severity() == Severity::Error);
    readable
}

/// The text of an export with masked names; `None` when nothing of it is known.
pub(in crate::load) fn rewrite(source: &Source, mask: &mut Mask<'_>) -> Option<String> {
    let table = table_of(&source.text);
    if table.len() < source.text.len() {
        // A title says whose the table is.
        mask.count(What::Text, 1);
        return rewrite(&source.with_text(table.to_owned()), mask);
    }
    if let Some(text) = tables::rewrite(source, mask) {
        return Some(text);
    }
    if portal::is_table(&source.text) {
        return portal::rewrite(source, mask);
    }
    let mut out = String::new();
    for value in values(source, &mut Findings::new()) {
        if let Some(value) = walk(&value, (source, 0), mask) {
            value.write(0, &mut out);
            out.push('\n');
        }
    }
    (!out.is_empty()).then_some(out)
}

/// The same wrapping around what is known in it, as deep as `import` looks.
fn walk(value: &Value, at: (&Source, usize), mask: &mut Mask<'_>) -> Option<Written> {
    let (source, depth) = at;
    if depth > DEEPEST {
        mask.count(What::Unknown, 1);
        return None;
    }
    match value {
        Value::List(items) => Some(Written::List(list(items, at, mask))),
        Value::Object(object) => match kind(object) {
            Some(Kind::Snapshot) => {
                count_of_snapshot(object, mask);
                let found = snapshot::read(object, source, &mut Counted::default())?;
                Some(Written::known(&of_snapshot(&found, mask)))
            }
            Some(Kind::Row) => of_rows(&[object], source, mask).pop(),
            Some(Kind::Totals) => Some(Written::known(&of_totals(object, mask))),
            Some(Kind::Profile) => of_profile(object, source, mask).as_ref().map(Written::known),
            Some(Kind::Sku) => of_sku(object, source, mask).as_ref().map(Written::known),
            None => wrapper(object, at, mask),
        },
        _ => {
            mask.count(What::Unknown, 1);
            None
        }
    }
}

/// What is known in a list, in its order; the rows of controls in it are the snapshots that `import` makes of them.
fn list(items: &[Value], (source, depth): (&Source, usize), mask: &mut Mask<'_>) -> Vec<Written> {
    let mut out = Vec::new();
    let mut rows: Vec<&Fields> = Vec::new();
    for item in items {
        match item {
            Value::Object(object) if kind(object) == Some(Kind::Row) => rows.push(object),
            item => out.extend(walk(item, (source, depth + 1), mask)),
        }
    }
    out.extend(of_rows(&rows, source, mask));
    out
}

fn of_rows(rows: &[&Fields], source: &Source, mask: &mut Mask<'_>) -> Vec<Written> {
    rows.iter().for_each(|row| count_dropped(row, &SCORE, mask));
    let found = rows::read(rows, source, &mut Counted::default());
    found.iter().map(|found| Written::known(&of_snapshot(found, mask))).collect()
}

/// Keys that nobody knows may be names: what stands under them goes into a list.
fn wrapper(object: &Fields, (source, depth): (&Source, usize), mask: &mut Mask<'_>) -> Option<Written> {
    let mut out: Vec<(String, Written)> = Vec::new();
    let mut unnamed = Vec::new();
    let mut next = false;
    for (key, inner) in object.iter() {
        let wraps = BUNDLES.contains(&key) || WRAPPERS.contains(&key);
        match inner {
            Value::List(_) | Value::Object(_) => {
                let Some(inner) =
                    walk(inner, (source, depth + 1), mask).filter(|inner| wraps || !inner.is_empty())
                else {
                    mask.count(kind_of_field(key), usize::from(!wraps));
                    continue;
                };
                if wraps && out.iter().all(|(known, _)| known != key) {
                    out.push((key.to_owned(), inner));
                } else {
                    mask.count(What::Unknown, 1);
                    unnamed.push(inner);
                }
            }
            Value::Text(text) if key == NEXT_PAGE => {
                next = true;
                mask.count(What::Link, usize::from(&**text != REMOVED));
            }
            Value::Null => {}
            _ => mask.count(kind_of_field(key), 1),
        }
    }
    let announced = || (NEXT_PAGE.to_owned(), Written::known(&Json::from(REMOVED)));
    let first = unnamed.iter().position(|inner| matches!(inner, Written::List(_)));
    if next && !out.is_empty() {
        out.push(announced());
    } else if let (true, Some(first)) = (next, first) {
        // That pages are missing is told by the object around the list.
        let list = std::mem::replace(&mut unnamed[first], Written::List(Vec::new()));
        unnamed[first] = Written::Object(vec![("value".to_owned(), list), announced()]);
    }
    match (out.is_empty(), unnamed.len()) {
        (true, 0) => None,
        (true, 1) => unnamed.pop(),
        (true, _) => Some(Written::List(unnamed)),
        (false, 0) => Some(Written::Object(out)),
        (false, _) => {
            unnamed.insert(0, Written::Object(out));
            Some(Written::List(unnamed))
        }
    }
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
fn kind_of_field(key: &str) -> What {
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
fn count_dropped(object: &Fields, kept: &[&str], mask: &mut Mask<'_>) {
    for (key, value) in object.iter() {
        if !kept.contains(&key) && !value.is_null() {
            mask.count(kind_of_field(key), 1);
        }
    }
}

const SNAPSHOT: [&str; 8] = [
    "averageComparativeScores",
    "azureTenantId",
    "controlScores",
    "createdDateTime",
    "currentScore",
    "enabledServices",
    "id",
    "maxScore",
];
const SCORE: [&str; 12] = [
    "controlCategory",
    "controlId",
    "controlName",
    "count",
    "currentScore",
    "lastSynced",
    "maxScore",
    "score",
    "scoreInPercentage",
    "state",
    "timeGenerated",
    "total",
];
const BENCHMARK: [&str; 4] = ["averageScore", "basis", "seatSizeRangeLowerValue", "seatSizeRangeUpperValue"];
const PROFILE: [&str; 11] = [
    "azureTenantId",
    "controlCategory",
    "controlStateUpdates",
    "deprecated",
    "id",
    "implementationCost",
    "maxScore",
    "service",
    "state",
    "title",
    "userImpact",
];
const SKU: [&str; 6] =
    ["capabilityStatus", "consumedUnits", "id", "prepaidUnits", "servicePlans", "skuPartNumber"];
const UNITS: [&str; 3] = ["enabled", "suspended", "warning"];
const PLAN: [&str; 2] = ["provisioningStatus", "servicePlanName"];

fn count_of_snapshot(object: &Fields, mask: &mut Mask<'_>) {
    count_dropped(object, &SNAPSHOT, mask);
    each(object, "controlScores", |score| count_dropped(score, &SCORE, mask));
    each(object, "averageComparativeScores", |benchmark| {
        // The average of a category stays with its maximum.
        let averages = snapshot::CATEGORY_KEYS
            .iter()
            .filter(|keys| snapshot::category_average(benchmark, keys).is_some());
        let kept: Vec<&str> =
            BENCHMARK.into_iter().chain(averages.flat_map(|(_, points, max)| [*points, *max])).collect();
        count_dropped(benchmark, &kept, mask);
    });
}

/// A snapshot without the scores of its controls.
fn of_totals(object: &Fields, mask: &mut Mask<'_>) -> Json {
    count_dropped(object, &SNAPSHOT, mask);
    let mut out = Map::new();
    if let Some(tenant) = tenants::of(object) {
        out.insert("azureTenantId".to_owned(), Json::from(mask.tenant(&tenant)));
    }
    if let Some(day) = object.get("createdDateTime").and_then(super::time::day) {
        out.insert("createdDateTime".to_owned(), Json::from(format!("{day}T00:00:00Z")));
    }
    for key in ["currentScore", "maxScore"] {
        out.insert(key.to_owned(), points(object, key).ok().flatten().map_or(Json::Null, number));
    }
    Json::Object(out)
}

fn of_snapshot(Found { snapshot, undated, .. }: &Found, mask: &mut Mask<'_>) -> Json {
    let mut out = Map::new();
    let dated = undated.is_none();
    if let Some(tenant) = &snapshot.tenant {
        let tenant = mask.tenant(tenant);
        if dated {
            out.insert("id".to_owned(), Json::from(format!("{tenant}_{}", snapshot.date)));
        }
        out.insert("azureTenantId".to_owned(), Json::from(tenant));
    }
    if dated {
        out.insert("createdDateTime".to_owned(), Json::from(format!("{}T00:00:00Z", snapshot.date)));
    }
    if let Some((points, max)) = snapshot.headline {
        out.insert("currentScore".to_owned(), number(points));
        out.insert("maxScore".to_owned(), number(max));
    }
    let tokens = snapshot.enabled_services.iter().filter_map(|token| mask.token(token));
    let tokens: Vec<Json> = tokens.map(Json::from).collect();
    if !tokens.is_empty() {
        out.insert("enabledServices".to_owned(), Json::from(tokens));
    }
    let benchmarks: Vec<Json> = snapshot.benchmarks.iter().map(|one| benchmark(one, mask)).collect();
    out.insert("averageComparativeScores".to_owned(), Json::from(benchmarks));
    let mut scores: Vec<(Id, Json)> = snapshot.scores.iter().map(|one| score(one, mask)).collect();
    // The reader sorts by id, and so would a second pass.
    scores.sort_by(|a, b| a.0.cmp(&b.0));
    let scores: Vec<Json> = scores.into_iter().map(|(_, score)| score).collect();
    out.insert("controlScores".to_owned(), Json::from(scores));
    Json::Object(out)
}

fn score(score: &Score, mask: &mut Mask<'_>) -> (Id, Json) {
    let id = mask.control_of_export(&score.id);
    let mut out = Map::new();
    out.insert("controlName".to_owned(), Json::from(id.as_str()));
    if let Some(category) = &score.category {
        out.insert("controlCategory".to_owned(), Json::from(mask.category(category)));
    }
    if !score.is_share {
        out.insert("score".to_owned(), number(score.score));
    }
    if let Some(percentage) = score.percentage.and_then(decimal) {
        out.insert("scoreInPercentage".to_owned(), percentage);
    }
    if let Some(max) = score.max {
        out.insert("maxScore".to_owned(), number(max));
    }
    // Graph writes counts as text.
    for (key, count) in [("count", score.count), ("total", score.total)] {
        if let Some(count) = count {
            out.insert(key.to_owned(), Json::from(count.to_string()));
        }
    }
    if let Some(day) = score.last_synced {
        out.insert("lastSynced".to_owned(), Json::from(day.to_string()));
    }
    if let Some(state) = score.state {
        out.insert("state".to_owned(), Json::from(word_of(state)));
    }
    (id, Json::Object(out))
}

fn benchmark(benchmark: &Benchmark, mask: &mut Mask<'_>) -> Json {
    let mut out = Map::new();
    out.insert("basis".to_owned(), Json::from(mask.basis(&benchmark.basis)));
    out.insert("averageScore".to_owned(), number(Points(benchmark.percent.0)));
    if let Some((low, high)) = benchmark.seats {
        out.insert("seatSizeRangeLowerValue".to_owned(), Json::from(low.to_string()));
        out.insert("seatSizeRangeUpperValue".to_owned(), Json::from(high.to_string()));
    }
    for average in &benchmark.categories {
        let keys = snapshot::CATEGORY_KEYS.iter().find(|(category, ..)| *category == average.category);
        let Some((_, points, max)) = keys else { continue };
        out.insert((*points).to_owned(), number(average.points));
        out.insert((*max).to_owned(), number(average.max));
    }
    Json::Object(out)
}

fn of_profile(object: &Fields, source: &Source, mask: &mut Mask<'_>) -> Option<Json> {
    let profile = profile::read(object, source, &mut Counted::default())?;
    count_dropped(object, &PROFILE, mask);
    let mut updates = 0_usize;
    each(object, "controlStateUpdates", |update| {
        updates += 1;
        count_dropped(update, &["state"], mask);
    });
    mask.count(What::History, updates.saturating_sub(1));
    let id = mask.control_of_export(&profile.id);
    let mut out = Map::new();
    out.insert("id".to_owned(), Json::from(id.as_str()));
    if let Some(tenant) = &profile.tenant {
        out.insert("azureTenantId".to_owned(), Json::from(mask.tenant(tenant)));
    }
    if let Some(title) = &profile.title {
        out.insert("title".to_owned(), Json::from(mask.title(title)));
    }
    if profile.bare {
        return Some(Json::Object(out));
    }
    // It is by this field, or by its title, that a profile is known.
    let category = profile.category.as_deref().map(|category| mask.category(category));
    out.insert("controlCategory".to_owned(), category.map_or(Json::Null, Json::from));
    out.insert("maxScore".to_owned(), profile.max.map_or(Json::Null, number));
    if let Some(service) = &profile.service {
        out.insert("service".to_owned(), Json::from(mask.service(service)));
    }
    if let Some(cost) = profile.cost {
        out.insert("implementationCost".to_owned(), Json::from(cost.word()));
    }
    if let Some(impact) = profile.impact {
        out.insert("userImpact".to_owned(), Json::from(impact.word()));
    }
    if profile.deprecated {
        out.insert("deprecated".to_owned(), Json::from(true));
    }
    out.insert("controlStateUpdates".to_owned(), json!([{ "state": word_of(profile.state) }]));
    Some(Json::Object(out))
}

fn word_of(state: State) -> &'static str {
    match state {
        State::Default => "Default",
        State::Set(status) => graph_word(status),
        State::Unknown => OTHER,
    }
}

/// A word of Graph's that the reader takes for a status.
fn graph_word(status: Status) -> &'static str {
    match status {
        Status::ToAddress | Status::Completed => "Default",
        Status::Planned => "Planned",
        Status::RiskAccepted => "Ignored",
        Status::ThirdParty => "ThirdParty",
        Status::AlternateMitigation => "AlternateMitigation",
    }
}

fn of_sku(object: &Fields, source: &Source, mask: &mut Mask<'_>) -> Option<Json> {
    let owned = sku::read(object, source, &mut Counted::default())?;
    count_dropped(object, &SKU, mask);
    each(object, "prepaidUnits", |units| count_dropped(units, &UNITS, mask));
    each(object, "servicePlans", |plan| count_dropped(plan, &PLAN, mask));
    let catalogue = mask.catalogue;
    let sku = mask.sku(&spelling::one(&owned.sku, catalogue.skus.keys()));
    let mut out = Map::new();
    // The id of a SKU begins with the tenant's: SKUs of two tenants are told apart by it.
    if let Some(Holder::Id(tenant)) = &owned.holder {
        out.insert("id".to_owned(), Json::from(format!("{}_{sku}", mask.tenant(tenant))));
    }
    out.insert("skuPartNumber".to_owned(), Json::from(sku.as_str()));
    // Seats of a dead subscription were read as suspended ones: its status has done its work.
    let seats = &owned.seats;
    let units = [("enabled", seats.enabled), ("warning", seats.warning), ("suspended", seats.suspended)];
    let units: Map<String, Json> =
        units.iter().filter_map(|(key, units)| Some(((*key).to_owned(), Json::from((*units)?)))).collect();
    out.insert("prepaidUnits".to_owned(), Json::Object(units));
    if let Some(consumed) = seats.consumed {
        out.insert("consumedUnits".to_owned(), Json::from(consumed));
    }
    if let Plans::Listed { on, off } = &owned.plans {
        let masked = |plans: &BTreeSet<Id>, mask: &mut Mask<'_>| -> BTreeSet<Id> {
            let plans = plans.iter().map(|plan| spelling::one(plan, catalogue.plans.keys()));
            plans.filter_map(|plan| mask.plan(&plan)).collect()
        };
        let (mut on, off) = (masked(on, mask), masked(off, mask));
        // A list of nothing would say that the export tells no plan, and the catalogue's would count.
        if on.is_empty() && off.is_empty() {
            on.insert(Id::new(OTHER_PLAN));
        }
        let on = on.iter().map(|plan| json!({"servicePlanName": plan.as_str()}));
        let off = off
            .iter()
            .map(|plan| json!({"servicePlanName": plan.as_str(), "provisioningStatus": "Disabled"}));
        out.insert("servicePlans".to_owned(), on.chain(off).collect());
    }
    Some(Json::Object(out))
}

/// Calls for every object of a field that holds one or a list of them.
fn each(object: &Fields, key: &str, mut see: impl FnMut(&Fields)) {
    match object.get(key) {
        Some(Value::List(items)) => items.iter().filter_map(Value::as_object).for_each(see),
        Some(Value::Object(one)) => see(one),
        _ => {}
    }
}

/// Points as Graph writes them.
fn number(points: Points) -> Json {
    decimal(points.to_f64()).unwrap_or(Json::Null)
}

/// A number with at most six decimals: what stands behind them is in no figure. `None` for what can be no percentage.
fn decimal(value: f64) -> Option<Json> {
    const SCALE: f64 = 1e6;
    let value = (value.abs() <= SCALE).then(|| (value * SCALE).round() / SCALE)?;
    Number::from_f64(value).map(Json::Number)
}
