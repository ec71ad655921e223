//! From E3 to E5: what an edition lets people earn, what it brings into the score, and on which day.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use scoreplan::model::{Assumptions, Catalogue, Id, LicenceChange};
use scoreplan::state::{Change, Entitlement, RowChangeKind, State};
use serde_json::{Value, json};

use crate::support::{ask_about, tenant_from, with_overlay};

/// A small tenant on E3 in the month before Defender for Office 365 Plan 1 joins that suite. It holds one row, so
/// that everything else is free to enter.
const TENANT: &str = "
tenant: { snapshot-date: 2026-06-01 }
licences: [{ sku: SPE_E3, enabled: 100 }]
populations: { users: { value: 100 }, admins: { value: 4 }, mailboxes: { value: 100 }, domains: { value: 1 } }
controls: [{ id: OneAdmin, score: 1, max: 1 }]
";

const RISK_POLICIES: [&str; 2] = ["SigninRiskPolicy", "UserRiskPolicy"];

fn e5() -> Change {
    Change::Licence(LicenceChange::replace(Id::new("SPE_E3"), Id::new("SPE_E5"), None))
}

fn assumptions(visibility: &str) -> Assumptions {
    let mut assumptions = Assumptions::default();
    assert!(assumptions.set("visibility", visibility));
    assumptions
}

fn entitled(state: &State<'_>) -> BTreeSet<Id> {
    let controls = state.catalogue.controls.values().filter(|control| control.is_current());
    controls.filter(|control| state.entitlement(control) == Entitlement::Yes).map(|c| c.id.clone()).collect()
}

/// What a change makes newly entitled, and what it brings into the score.
fn brings(state: &mut State<'_>, change: &Change) -> [BTreeSet<Id>; 2] {
    let before = entitled(state);
    let shifts = state.apply(change);
    let entered =
        shifts.iter().filter(|shift| shift.kind == RowChangeKind::Entered).map(|shift| shift.id.clone());
    let entered = entered.collect();
    [&entitled(state) - &before, entered]
}

/// What the change to E5 brings on a day.
fn swapped(catalogue: &Catalogue, visibility: &str, day: Date) -> [BTreeSet<Id>; 2] {
    let tenant = tenant_from(TENANT, catalogue);
    let mut state = State::at_snapshot(catalogue, &tenant, assumptions(visibility)).on(day);
    brings(&mut state, &e5())
}

/// The rows that Plan 1 of Defender for Office 365 entitles to by itself: what a tenant may earn that owns this plan
/// and nothing else, less what a tenant without any licence may earn.
fn of_plan_1(catalogue: &Catalogue) -> BTreeSet<Id> {
    let owning = |licences: &str| {
        let tenant = tenant_from(&TENANT.replace("[{ sku: SPE_E3, enabled: 100 }]", licences), catalogue);
        entitled(&State::at_snapshot(catalogue, &tenant, Assumptions::default()))
    };
    &owning("[{ sku: MADE_UP, enabled: 100, plans: [ATP_ENTERPRISE] }]") - &owning("[]")
}

fn set(ids: &[&str]) -> BTreeSet<Id> {
    ids.iter().map(|id| Id::new(id)).collect()
}

/// A higher edition of a product that is there already changes what can be earned and not what is asked.
#[test]
fn the_risk_policies_become_entitled_and_are_no_news() {
    let catalogue = with_overlay("");
    let [entitled, entered] = swapped(&catalogue, "product", date(2027, 1, 15));
    assert!(set(&RISK_POLICIES).is_subset(&entitled), "{entitled:?}");
    assert!(set(&RISK_POLICIES).is_disjoint(&entered), "{entered:?}");
    // The sample holds both rows; they keep their place, their points and their maximum.
    let tenant = tenant_from(scoreplan::load::samples::SAMPLES[0].1, &catalogue);
    let mut state = State::at_snapshot(&catalogue, &tenant, assumptions("product")).on(date(2027, 1, 15));
    let rows = |state: &State<'_>| RISK_POLICIES.map(|id| state.rows[id].clone());
    let allowed =
        |state: &State<'_>| RISK_POLICIES.map(|id| state.entitlement(state.control(&Id::new(id)).unwrap()));
    let (before, denied) = (rows(&state), allowed(&state));
    let [_, entered] = brings(&mut state, &e5());
    assert_eq!(denied, [Entitlement::No; 2]);
    assert_eq!(allowed(&state), [Entitlement::Yes; 2]);
    assert_eq!(rows(&state), before);
    assert!(set(&RISK_POLICIES).is_disjoint(&entered), "{entered:?}");
}

#[test]
fn under_visibility_by_plan_the_risk_policies_enter_with_the_licence() {
    let catalogue = with_overlay("");
    let [entitled, entered] = swapped(&catalogue, "plan", date(2027, 1, 15));
    assert!(set(&RISK_POLICIES).is_subset(&entitled), "{entitled:?}");
    assert!(set(&RISK_POLICIES).is_subset(&entered), "{entered:?}");
    // Seven points each, and none of them earned.
    let tenant = tenant_from(TENANT, &catalogue);
    let mut state = State::at_snapshot(&catalogue, &tenant, assumptions("plan")).on(date(2027, 1, 15));
    let shifts = state.apply(&e5());
    for id in RISK_POLICIES {
        let shift = shifts.iter().find(|shift| shift.id.as_str() == id).unwrap();
        assert_eq!((shift.points.0, shift.max.0), (0, 700), "{id}");
    }
}

/// Since 2026-07-01 E3 holds Plan 1: the change to E5 brings it before that day and no longer after it.
#[test]
fn the_day_of_the_change_decides_about_plan_1_and_nothing_else() {
    let catalogue = with_overlay("");
    let plan_1 = of_plan_1(&catalogue);
    assert_eq!(plan_1.len(), 17);
    let product = Id::new("defender-for-office-365");
    assert!(plan_1.iter().all(|id| catalogue.controls[id].product == product), "{plan_1:?}");
    // Safe Documents shows where Plan 1 is, and is earned with a plan of its own.
    let safe_documents = set(&["mdo_safedocuments"]);
    for (visibility, shown) in [("product", &plan_1 | &safe_documents), ("plan", plan_1.clone())] {
        let [june, january] =
            [date(2026, 6, 15), date(2027, 1, 15)].map(|day| swapped(&catalogue, visibility, day));
        for (which, expected) in [(0, &plan_1), (1, &shown)] {
            assert_eq!(&june[which] - &january[which], *expected, "{visibility}");
            assert_eq!(&january[which] - &june[which], set(&[]), "{visibility}");
        }
        assert!(january[0].is_superset(&safe_documents), "{visibility}");
        // The last day without and the first day with it.
        assert_eq!(swapped(&catalogue, visibility, date(2026, 6, 30)), june, "{visibility}");
        assert_eq!(swapped(&catalogue, visibility, date(2026, 7, 1)), january, "{visibility}");
        // Without any change the day itself brings exactly this, and no licence has been bought.
        let tenant = tenant_from(TENANT, &catalogue);
        let mut state = State::at_snapshot(&catalogue, &tenant, assumptions(visibility));
        let brought = brings(&mut state, &Change::Day(date(2026, 7, 1)));
        assert_eq!(brought, [plan_1.clone(), shown], "{visibility}");
    }
}

/// The rows that a scenario brings in on a day.
fn entering(scenario: &Value, day: &str) -> BTreeSet<Id> {
    let events = scenario["events"].as_array().unwrap().iter();
    let entering = events.filter(|event| event["kind"] == "enters" && event["date"] == day);
    entering.map(|event| Id::new(event["id"].as_str().unwrap())).collect()
}

/// The same through files and the engine, as a pre-sales engineer asks it.
#[test]
fn two_scenarios_side_by_side_say_the_same() {
    let scenario = |name: &str, day: &str| {
        format!("scenario: E5 in {name}\nlicences: [{{ from: {day}, replace: SPE_E3, with: SPE_E5 }}]\n")
    };
    let (june, january) = (scenario("June", "2026-06-15"), scenario("January", "2027-01-15"));
    let files = [("t.yaml", TENANT), ("june.yaml", june.as_str()), ("january.yaml", january.as_str())];
    let of_plan_1 = of_plan_1(&with_overlay(""));
    for (visibility, by_licence) in [("product", false), ("plan", true)] {
        let question = json!({ "question": "project", "scenarios": ["june.yaml", "january.yaml"],
            "tenant": "t.yaml", "assume": { "visibility": visibility } });
        let value = ask_about(files, question);
        let [june, january] =
            [(0, "2026-06-15"), (1, "2027-01-15")].map(|(at, day)| entering(&value["scenarios"][at], day));
        let mut expected = of_plan_1.clone();
        if !by_licence {
            expected.insert(Id::new("mdo_safedocuments"));
        }
        assert_eq!(&june - &january, expected, "{visibility}");
        assert_eq!(&january - &june, set(&[]), "{visibility}");
        assert_eq!(set(&RISK_POLICIES).is_subset(&january), by_licence, "{visibility}");
    }
}
