//! Which of the known exports a value is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::json::{count_unused, is_truncated, text, values};
use super::portal::{self, Table};
use super::profile::{self, Profile};
use super::sku::{self, OffPlans};
use super::snapshot::{self, Snapshot};
use super::tables::{self, LicenceTable, ScoreTable};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::catalogue::{PlansOfSkus, is_plan_list, plans_of_skus};
use crate::load::source::Source;
use crate::model::Licence;

/// A page of profiles.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Page {
    pub(super) profiles: Vec<Profile>,
    /// The export says that more pages follow.
    pub(super) announces_next: bool,
    pub(super) file: String,
}

#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) snapshots: Vec<(Snapshot, String)>,
    pub(super) pages: Vec<Page>,
    pub(super) tables: Vec<Table>,
    pub(super) licence_tables: Vec<LicenceTable>,
    pub(super) score_tables: Vec<ScoreTable>,
    /// The SKUs of every page.
    pub(super) skus: Vec<Vec<Licence>>,
    /// Plans of theirs that are switched off.
    pub(super) off: OffPlans,
    /// What Microsoft's lists say of SKUs.
    pub(super) lists: Vec<PlansOfSkus>,
    /// The tenants that the SKUs name.
    pub(super) accounts: BTreeSet<String>,
    /// Fields that nobody reads, with how often they came.
    pub(super) unused: BTreeMap<String, usize>,
    /// What pages hold, by SHA-256: to compare each with all earlier ones would take for ever where there are many.
    seen: BTreeSet<[u8; 32]>,
}

impl Parts {
    /// Whether no page held the same before, in this or another file.
    fn is_new(&mut self, page: &impl Debug) -> bool {
        self.seen.insert(Sha256::digest(format!("{page:?}")).into())
    }
}

pub(super) fn add(source: &Source, parts: &mut Parts, findings: &mut Findings) {
    if tables::add(source, parts, findings) || portal::add(source, parts, findings) {
        return;
    }
    if is_plan_list(&source.text) {
        parts.lists.push(plans_of_skus(source, findings));
        return;
    }
    if looks_like_csv(&source.text) {
        tables::refuse(source, findings);
        return;
    }
    let values = values(source, findings);
    let mut loose = Vec::new();
    let mut known = 0;
    for value in &values {
        known += usize::from(unwrap(value, source, parts, &mut loose, findings));
    }
    page(loose, false, source, parts, findings);
    if known == 0 && !values.is_empty() {
        findings.push(
            Finding::new(Code::UnknownShape, "the JSON holds no secure score, control profile or SKU")
                .at(Place::file(&source.name))
                .help(
                    "export /security/secureScores, /security/secureScoreControlProfiles or /subscribedSkus",
                ),
        );
    }
}

fn looks_like_csv(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let separated = match first.strip_prefix('"') {
        Some(quoted) => ["\",", "\";", "\"\t"].iter().any(|end| quoted.contains(end)),
        None => first.contains([',', ';', '\t']),
    };
    separated && !first.starts_with(['{', '['])
}

/// Keys that only wrap what matters: API pages, other tools' answers, batches.
pub(super) const WRAPPERS: [&str; 4] = ["value", "results", "responses", "body"];
/// Keys of files that hold several exports.
pub(super) const BUNDLES: [&str; 7] = [
    "secureScore",
    "secureScores",
    "profiles",
    "secureScoreControlProfiles",
    "subscribedSkus",
    "skus",
    "licences",
];

/// Takes the wrapping off. Returns whether anything was recognised; objects outside a page go to `loose`.
/// Recursion is bounded by the JSON reader's own limit.
fn unwrap<'v>(
    value: &'v Value,
    source: &Source,
    parts: &mut Parts,
    loose: &mut Vec<&'v Map<String, Value>>,
    findings: &mut Findings,
) -> bool {
    match value {
        Value::Object(object) if kind(object).is_none() => {
            let next = object.get("@odata.nextLink").is_some_and(Value::is_string);
            let mut any = false;
            let mut wrapped = false;
            for key in BUNDLES.iter().chain(&WRAPPERS) {
                match object.get(*key) {
                    Some(Value::Array(items)) => any |= items_of(items, next, source, parts, findings),
                    Some(inner @ Value::Object(_)) => any |= unwrap(inner, source, parts, loose, findings),
                    _ => continue,
                }
                wrapped = true;
            }
            if !wrapped {
                loose.push(object);
            }
            any
        }
        Value::Object(object) => {
            loose.push(object);
            true
        }
        Value::Array(items) => items_of(items, false, source, parts, findings),
        other => {
            if is_truncated(other) {
                findings.push(truncated(source, other.as_str().unwrap_or_default()));
            }
            false
        }
    }
}

fn items_of(
    items: &[Value],
    next: bool,
    source: &Source,
    parts: &mut Parts,
    findings: &mut Findings,
) -> bool {
    let mut objects = Vec::new();
    // An empty page is still a page: Graph answers so when nothing is left.
    let mut any = items.is_empty();
    for item in items {
        match item {
            Value::Object(object) if kind(object).is_some() => objects.push(object),
            // A list of pages, or of lists.
            Value::Object(_) | Value::Array(_) => any |= unwrap(item, source, parts, &mut objects, findings),
            other if is_truncated(other) => {
                findings.push(truncated(source, other.as_str().unwrap_or_default()));
                return true;
            }
            other => {
                let message = format!("an entry of the list is no object: {}", short(other));
                findings.push(
                    Finding::new(Code::BadValue, message)
                        .at(Place::file(&source.name))
                        .help("export the list again as JSON"),
                );
            }
        }
    }
    any |= objects.iter().any(|object| kind(object).is_some());
    page(objects, next, source, parts, findings);
    any
}

/// Which of the known objects it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Snapshot,
    Profile,
    Sku,
}

pub(super) fn kind(object: &Map<String, Value>) -> Option<Kind> {
    let has = |key: &str| object.contains_key(key);
    if has("controlScores") {
        Some(Kind::Snapshot)
    } else if has("skuPartNumber") {
        Some(Kind::Sku)
    } else if has("id") && has("maxScore") && (has("controlCategory") || has("title")) {
        Some(Kind::Profile)
    } else {
        None
    }
}

/// Reads the objects of one page.
fn page(
    objects: Vec<&Map<String, Value>>,
    announces_next: bool,
    source: &Source,
    parts: &mut Parts,
    findings: &mut Findings,
) {
    let mut profiles: Vec<Profile> = Vec::new();
    let mut skus = Vec::new();
    let mut seen = BTreeSet::new();
    for object in objects {
        if let Some(kind) = kind(object) {
            count_unused(kind, object, &mut parts.unused);
        }
        match kind(object) {
            Some(Kind::Snapshot) => {
                if let Some(snapshot) = snapshot::read(object, source, findings) {
                    parts.snapshots.push((snapshot, source.name.clone()));
                }
            }
            Some(Kind::Profile) => {
                let Some(profile) = profile::read(object, source, findings) else { continue };
                if !seen.insert(profile.id.clone()) {
                    let message = format!("the page names the profile `{}` twice", profile.id);
                    findings.push(
                        Finding::new(Code::DuplicateInPage, message)
                            .at(source.place_of_quoted(profile.id.as_str(), 1))
                            .help("export the page again; do not join pages by hand within one list"),
                    );
                } else {
                    profiles.push(profile);
                }
            }
            Some(Kind::Sku) => {
                if let Some(licence) = sku::read(object, source, &mut parts.off, findings) {
                    // The id of a SKU begins with the tenant's; `accountId` differs even within one published export.
                    let tenant = text(object, "id").and_then(|id| Some(id.split_once('_')?.0.to_owned()));
                    parts.accounts.extend(tenant);
                    skus.push(licence);
                }
            }
            None => {
                let name = text(object, "id").unwrap_or_else(|| "without id".to_owned());
                let keys: Vec<&str> = object.keys().map(String::as_str).take(4).collect();
                let message = format!("an object is not used ({name}; keys {})", keys.join(", "));
                findings.push(Finding::new(Code::NothingImported, message).at(Place::file(&source.name)));
            }
        }
    }
    if !skus.is_empty() && parts.is_new(&skus) {
        parts.skus.push(skus);
    }
    // Snapshots announce a next page even when there is none: a page without profiles does not count.
    if !profiles.is_empty() && parts.is_new(&profiles) {
        parts.pages.push(Page { profiles, announces_next, file: source.name.clone() });
    }
}

fn truncated(source: &Source, text: &str) -> Finding {
    let shown: String = text.chars().take(60).collect();
    Finding::new(Code::TruncatedExport, format!("PowerShell cut objects off: `{shown}`"))
        .at(source.place_of_quoted(text, 0))
        .help(
            "export again with `ConvertTo-Json -Depth 10`, or with `Invoke-MgGraphRequest -OutputType Json`",
        )
}

pub(super) fn short(value: &Value) -> String {
    value.to_string().chars().take(40).collect()
}

pub(super) fn truncated_field(source: &Source, value: &Value) -> Option<Finding> {
    let inner = match value {
        Value::Array(items) => items.iter().find(|item| is_truncated(item))?,
        other => is_truncated(other).then_some(other)?,
    };
    Some(truncated(source, inner.as_str().unwrap_or_default()))
}
