//! Graph's `subscribedSku`, and what the exported SKUs license beside what the catalogue and Microsoft's list say of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::counted::Counted;
use super::foreign;
use super::scalar::{DEEPER, count, is_truncated, short, text, truncated_text};
use super::tree::{Fields, Value};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::catalogue::PlansOfSkus;
use crate::load::source::Source;
use crate::model::{Catalogue, Id, Licence, is_for_agents};

/// Plans that are listed and switched off, by SKU.
pub(super) type OffPlans = BTreeMap<Id, BTreeSet<Id>>;

/// What tools call the seats that are there, beside `prepaidUnits`, and those that are assigned.
const SEATS: [&str; 4] = ["totalLicenses", "prepaidUnits.enabled", "prepaidUnits", "total"];
const ASSIGNED: [&str; 4] = ["consumedUnits", "countUsed", "assigned", "used"];

/// Reads a SKU with the plans it lists; those that are switched off license nothing, and are kept to be named.
pub(super) fn read(
    object: &Fields,
    source: &Source,
    off: &mut OffPlans,
    problems: &mut Counted,
) -> Option<Licence> {
    let Some(sku) = text(object, "skuPartNumber") else {
        problems.add("no SKU", || {
            let value = object.get("skuPartNumber").map(short).unwrap_or_default();
            bad(source, &format!("`skuPartNumber` is no name: {value}"))
        });
        return None;
    };
    // Part numbers carry stray spaces, also non-breaking ones; older commands write the tenant's name before them.
    let sku = sku.replace('\u{a0}', " ");
    let sku = sku.rsplit(':').next().unwrap_or_default().trim().to_owned();
    let units = object.get("prepaidUnits").and_then(Value::as_object);
    let seats = |key: &str| units.and_then(|units| count(units, key)).unwrap_or_default();
    let consumed = ASSIGNED.iter().find_map(|key| count(object, key));
    let stated = units.and_then(|units| count(units, "enabled"));
    let stated = stated.or_else(|| SEATS.iter().find_map(|key| count(object, key)));
    // Seats that are there and are no count are wrong; those that are not there are not known.
    let wrong = units.and_then(|units| units.get("enabled")).filter(|_| stated.is_none());
    let enabled = match (stated, wrong, consumed) {
        (Some(stated), ..) => stated,
        (None, None, Some(consumed)) => {
            problems.add("seats", || {
                let message = format!(
                    "the export does not say how many seats of `{sku}` there are: those that are assigned count, {consumed}"
                );
                Finding::new(Code::SeatsUnknown, message).at(source.place_of_quoted("skuPartNumber", 0)).help(DEEPER)
            });
            consumed
        }
        (None, None, None) if is_of_one_user(object) => {
            problems.add("one user", || foreign::ONE_USER.finding(source));
            return None;
        }
        _ => {
            problems.add("no seats", || {
                bad(source, &format!("the SKU `{sku}` has no `prepaidUnits.enabled` that is a count"))
            });
            0
        }
    };
    let dead = text(object, "capabilityStatus").is_some_and(|status| {
        matches!(status.to_lowercase().as_str(), "suspended" | "deleted" | "lockedout")
    });
    let listed = listed(object);
    if listed.is_none() {
        problems.add("plans", || {
            let cut = object.get("servicePlans").and_then(truncated_text).is_some();
            let (why, help) = match cut {
                true => ("PowerShell cut off the service plans of", DEEPER),
                false => {
                    ("the export lists no service plan of", "export /subscribedSkus again without `$select`")
                }
            };
            let message = format!("{why} `{sku}`: those of the catalogue count, where it knows the SKU");
            Finding::new(Code::PlansUnknown, message).at(source.place_of_quoted("servicePlans", 0)).help(help)
        });
    }
    let plans = listed.map(|plans| {
        let (gone, plans): (Vec<_>, Vec<_>) = plans.into_iter().partition(|(_, off)| *off);
        off.entry(Id::new(&sku)).or_default().extend(gone.into_iter().map(|(name, _)| name));
        plans.into_iter().map(|(name, _)| name).collect()
    });
    Some(Licence {
        sku: Id::new(&sku),
        enabled: if dead { 0 } else { enabled },
        warning: if dead { 0 } else { seats("warning") },
        suspended: seats("suspended") + if dead { enabled + seats("warning") } else { 0 },
        consumed,
        group: None,
        plans,
    })
}

/// Whether a SKU is one that a user has: Graph gives it no seats, no status and an id without the tenant's.
fn is_of_one_user(object: &Fields) -> bool {
    let fields = ["prepaidUnits", "consumedUnits", "capabilityStatus", "appliesTo"];
    !fields.iter().any(|key| object.contains_key(key))
        && text(object, "id").is_some_and(|id| !id.contains('_') || object.contains_key("servicePlans"))
}

/// The plans that a SKU lists, and which are off; `None` where the export does not tell: a SKU has at least one.
fn listed(object: &Fields) -> Option<Vec<(Id, bool)>> {
    let plans: Vec<&Value> = match object.get("servicePlans")? {
        Value::List(plans) => plans.iter().collect(),
        // PowerShell unrolls a list of one.
        one @ (Value::Object(_) | Value::Text(_)) => vec![one],
        _ => return None,
    };
    if plans.is_empty() || plans.iter().any(|plan| is_truncated(plan)) {
        return None;
    }
    let mut listed = Vec::new();
    for plan in plans {
        let off = is_off(plan);
        listed.extend(plan_names(plan).into_iter().map(|name| (name, off)));
    }
    Some(listed)
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

fn bad(source: &Source, message: &str) -> Finding {
    Finding::new(Code::BadValue, message)
        .at(Place::file(&source.name))
        .help("export /subscribedSkus again without `$select`")
}

/// Exported plans are the truth of that day; they are kept where the catalogue says something else.
pub(super) fn licences(
    exported: Vec<Licence>,
    off: &OffPlans,
    lists: &[PlansOfSkus],
    day: Date,
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Vec<Licence> {
    let mut by_sku: BTreeMap<Id, Licence> = BTreeMap::new();
    let spelt: BTreeMap<String, &Id> =
        catalogue.skus.keys().map(|sku| (sku.as_str().to_lowercase(), sku)).collect();
    for mut licence in exported {
        if let Some(known) = spelt.get(&licence.sku.as_str().to_lowercase()) {
            licence.sku = (*known).clone();
        }
        match by_sku.get_mut(&licence.sku) {
            None => drop(by_sku.insert(licence.sku.clone(), licence)),
            Some(earlier) => {
                earlier.enabled += licence.enabled;
                earlier.warning += licence.warning;
                earlier.suspended += licence.suspended;
                earlier.consumed = earlier.consumed.zip(licence.consumed).map(|(a, b)| a + b);
            }
        }
    }
    // Stubs ride along with everything and say nothing.
    let unlocks = |plan: &Id| catalogue.plans.get(plan).is_some_and(|plan| !plan.stub);
    let none = BTreeSet::new();
    let mut licences = Vec::new();
    for (sku, mut licence) in by_sku {
        let of_catalogue = catalogue.skus.get(&sku);
        let known: Option<BTreeSet<Id>> = of_catalogue
            .filter(|sku| !sku.listed)
            .map(|sku| sku.plans_on(day).filter(|plan| unlocks(plan)).cloned().collect());
        let listed = lists.iter().find_map(|list| list.get(&sku)).cloned();
        let listed = listed.or_else(|| of_catalogue.map(|sku| sku.plans.iter().cloned().collect()));
        let is_listed = listed.is_some();
        let exported = licence.plans.take();
        if let Some(known) = known {
            let exported: Option<BTreeSet<Id>> =
                exported.map(|plans| plans.into_iter().filter(unlocks).collect());
            licence.plans = exported.filter(|exported| *exported != known);
            if let Some(exported) = &licence.plans {
                findings.push(plans_differ(&sku, &known, exported));
            }
        } else {
            // The tenant's file stands without the list: it names the plans itself. Those for agents tell whom the
            // SKU licenses.
            let all = exported.or(listed.map(|plans| plans.into_iter().collect())).unwrap_or_default();
            let counts = |plan: &Id| unlocks(plan) || is_for_agents(plan);
            let (plans, others): (BTreeSet<Id>, BTreeSet<Id>) = all.into_iter().partition(counts);
            if !is_listed || plans.iter().any(is_for_agents) {
                findings.push(unknown(&sku, &plans, &others, off.get(&sku).unwrap_or(&none)));
            }
            licence.plans = Some(plans);
        }
        licences.push(licence);
    }
    licences
}

fn plans_differ(sku: &Id, known: &BTreeSet<Id>, exported: &BTreeSet<Id>) -> Finding {
    let more: Vec<&str> = exported.difference(known).map(Id::as_str).collect();
    let fewer: Vec<&str> = known.difference(exported).map(Id::as_str).collect();
    let message = format!(
        "the export lists other plans for `{sku}` than the catalogue: more [{}], fewer [{}]; the export counts",
        more.join(", "),
        fewer.join(", ")
    );
    Finding::new(Code::PlansDiffer, message)
}

/// Names every plan: whether one of them matters is for a person to judge.
fn unknown(sku: &Id, plans: &BTreeSet<Id>, others: &BTreeSet<Id>, off: &BTreeSet<Id>) -> Finding {
    let names = |plans: &BTreeSet<Id>| plans.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
    let help = if plans.iter().any(is_for_agents) {
        "plans for software agents license no person; if people hold it too, add the SKU with `agents: false` to a \
         catalogue overlay"
    } else {
        "only plans with security capabilities matter; add the SKU's plans by hand if one is missing, or give \
         Microsoft's list of products and service plans too"
    };
    let listed = match (plans.is_empty(), others.is_empty()) {
        (true, true) if off.is_empty() => "the export lists no plan of it".to_owned(),
        (true, true) => "the export lists no plan of it that is on".to_owned(),
        (true, false) => format!("its plans unlock nothing that is scored: {}", names(others)),
        (false, true) => format!("its plans are known: {}", names(plans)),
        (false, false) => format!(
            "its known plans are {}; the others unlock nothing that is scored: {}",
            names(plans),
            names(others)
        ),
    };
    let gone = if off.is_empty() { String::new() } else { format!("; switched off: {}", names(off)) };
    Finding::new(Code::UnknownSkuOwned, format!("the SKU `{sku}` is not in the catalogue; {listed}{gone}"))
        .help(help)
}
