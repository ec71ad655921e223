//! What entitles people and what does not: subscriptions that have ended, plans that are switched off, software
//! agents, and plans that are no mailbox.

use std::collections::BTreeSet;

use scoreplan::model::{Assumptions, Id, Tenant};
use scoreplan::state::{Entitlement, State};
use serde_json::{Value, json};

use crate::support::{ask_about, tenant_from, with_overlay};

/// The current controls of the catalogue that a tenant may earn, and those that should show.
fn entitled_and_predicted(tenant: &Tenant, overlay: &str) -> [BTreeSet<Id>; 2] {
    let catalogue = with_overlay(overlay);
    let state = State::at_snapshot(&catalogue, tenant, Assumptions::default());
    let current = || catalogue.controls.values().filter(|control| control.is_current());
    let entitled = current().filter(|control| state.entitlement(control) == Entitlement::Yes);
    let predicted = current().filter(|control| state.predicts(control));
    [entitled.map(|control| control.id.clone()).collect(), predicted.map(|c| c.id.clone()).collect()]
}

/// A subscription as Graph exports it, with all its plans in use.
fn sku(name: &str, seats: i64, plans: &[&str]) -> Value {
    let plan = |plan: &&str| json!({"servicePlanName": plan, "provisioningStatus": "Success"});
    json!({
        "skuPartNumber": name,
        "capabilityStatus": "Enabled",
        "prepaidUnits": {"enabled": seats, "warning": 0, "suspended": 0, "lockedOut": 0},
        "consumedUnits": seats,
        "servicePlans": plans.iter().map(plan).collect::<Vec<_>>(),
    })
}

/// Imports one row beside subscriptions, and reads the tenant file that comes of it.
fn imported(skus: &[Value], overlay: &str) -> Tenant {
    let scores = json!({
        "id": "00000000-0000-0000-0000-00000000000a_2026-11-01", "currentScore": 0, "maxScore": 1,
        "controlScores": [{"controlName": "OneAdmin", "score": 0, "controlCategory": "Identity"}],
    });
    let files = [
        ("scores.json", scores.to_string()),
        ("skus.json", json!({"value": skus}).to_string()),
        ("overlay.yaml", overlay.to_owned()),
    ];
    let mut question = json!({ "question": "import", "paths": ["scores.json", "skus.json"] });
    if !overlay.is_empty() {
        question["catalogue"] = json!(["overlay.yaml"]);
    }
    let imported = ask_about(files, question);
    tenant_from(imported["tenant"].as_str().unwrap(), &with_overlay(overlay))
}

const P1: &[&str] = &["AAD_PREMIUM", "MFA_PREMIUM", "ADALLOM_S_DISCOVERY"];
const P2: &[&str] = &["AAD_PREMIUM", "AAD_PREMIUM_P2", "MFA_PREMIUM", "ADALLOM_S_DISCOVERY"];

fn with_p2(change: impl Fn(&mut Value)) -> [BTreeSet<Id>; 2] {
    let mut p2 = sku("AAD_PREMIUM_P2", 40, P2);
    change(&mut p2);
    entitled_and_predicted(&imported(&[sku("AAD_PREMIUM", 50, P1), p2], ""), "")
}

#[test]
fn what_has_ended_entitles_to_nothing() {
    let none = entitled_and_predicted(&imported(&[sku("AAD_PREMIUM", 50, P1)], ""), "");
    let works = with_p2(|_| {});
    let more: Vec<&str> = works[0].difference(&none[0]).map(Id::as_str).collect();
    assert_eq!(more, ["SigninRiskPolicy", "UserRiskPolicy"]);
    for status in ["Suspended", "LockedOut", "Deleted"] {
        assert_eq!(with_p2(|sku| sku["capabilityStatus"] = json!(status)), none, "{status}");
    }
    // Seats that no longer work, and the grace period, in which they do.
    let moved = |to: &str| {
        let to = to.to_owned();
        with_p2(move |sku| {
            sku["prepaidUnits"]["enabled"] = json!(0);
            sku["prepaidUnits"][&to] = json!(40);
            sku["capabilityStatus"] = json!("Warning");
        })
    };
    assert_eq!(moved("suspended"), none);
    assert_eq!(moved("lockedOut"), none);
    assert_eq!(moved("warning"), works);
}

#[test]
fn a_plan_that_is_switched_off_entitles_to_nothing() {
    let off = |at: usize, word: &str| {
        let word = word.to_owned();
        with_p2(move |sku| sku["servicePlans"][at]["provisioningStatus"] = json!(word))
    };
    let none = entitled_and_predicted(&imported(&[sku("AAD_PREMIUM", 50, P1)], ""), "");
    assert_eq!(off(1, "Disabled"), none);
    // Another plan of the same subscription goes on, and what only waits to be set up is owned.
    let works = with_p2(|_| {});
    assert_eq!(off(3, "Disabled"), works);
    assert_eq!(off(1, "PendingInput"), works);
}

/// What a whole suite gives is gone with it: the tenant stands as if it owned nothing.
#[test]
fn a_suite_that_is_locked_out_leaves_a_tenant_without_licences() {
    let plans = ["AAD_PREMIUM_P2", "EXCHANGE_S_ENTERPRISE", "ATP_ENTERPRISE", "WINDEFATP", "ATA"];
    let mut suite = sku("SPE_E5", 300, &plans);
    let works = entitled_and_predicted(&imported(&[suite.clone()], ""), "");
    suite["capabilityStatus"] = json!("LockedOut");
    let gone = entitled_and_predicted(&imported(&[suite], ""), "");
    let none = entitled_and_predicted(&tenant("licences: []"), "");
    assert_eq!(gone, none);
    assert!(works[0].len() > none[0].len() + 200, "{} of {}", none[0].len(), works[0].len());
    assert!(works[1].len() > none[1].len() + 30, "{} of {}", none[1].len(), works[1].len());
}

fn tenant(licences: &str) -> Tenant {
    let text = format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}\n{licences}\ncontrols: [{{ id: OneAdmin, score: 0, max: 1 }}]\n"
    );
    tenant_from(&text, &with_overlay(""))
}

/// Two kinds of plan names, and a SKU that only the catalogue knows to be for agents.
#[test]
fn software_agents_are_no_people() {
    let people = sku("AAD_PREMIUM", 50, P1);
    let alone = imported(std::slice::from_ref(&people), "");
    let figures = entitled_and_predicted(&alone, "");
    let overlay = "skus:\n  - { sku: HELPERS, name: Helpers, agents: true, plans: [AAD_PREMIUM_P2, ATA] }\n";
    for (plans, overlay) in [
        (&["AGENT_365", "AAD_PREMIUM_P2", "EXCHANGE_S_ENTERPRISE", "ATP_ENTERPRISE", "ATA"][..], ""),
        (&["AAD_PREMIUM_P2", "WINDEFATP", "TEAMS_FOR_AGENTS"], ""),
        (&["AAD_PREMIUM_P2", "ATA"], overlay),
    ] {
        let agents = imported(&[people.clone(), sku("HELPERS", 9_000, plans)], overlay);
        assert_eq!(agents.populations, alone.populations, "{plans:?}");
        assert_eq!(entitled_and_predicted(&agents, overlay), figures, "{plans:?}");
        let catalogue = with_overlay(overlay);
        let state = State::at_snapshot(&catalogue, &agents, Assumptions::default());
        assert_eq!(state.plans.unwrap()["AAD_PREMIUM"], 50, "{plans:?}");
    }
    assert_eq!(alone.populations["users"].value, 50);
    // The same plans on a SKU for people count.
    let others = imported(&[people, sku("HELPERS", 9_000, &["AAD_PREMIUM_P2", "ATA"])], "");
    assert_eq!(others.populations["users"].value, 9_000);
    assert!(entitled_and_predicted(&others, "")[0].contains("SigninRiskPolicy"));
}

/// Who holds a suite with a plan for agents in it can say that it is for people.
#[test]
fn a_suite_for_people_may_hold_a_plan_for_agents() {
    let plans = ["AGENT_365", "AAD_PREMIUM_P2"];
    let overlay = "skus:\n  - { sku: SUITE, name: Suite, agents: false, plans: [AAD_PREMIUM_P2] }\n";
    for (overlay, expected) in [("", false), (overlay, true)] {
        let tenant = imported(&[sku("SUITE", 70, &plans)], overlay);
        let [entitled, _] = entitled_and_predicted(&tenant, overlay);
        assert_eq!(entitled.contains("SigninRiskPolicy"), expected);
    }
}

#[test]
fn a_stub_is_no_mailbox() {
    let none = entitled_and_predicted(&tenant("licences: []"), "");
    let stub = imported(&[sku("VISIOCLIENT", 20, &["EXCHANGE_S_FOUNDATION"])], "");
    assert_eq!(entitled_and_predicted(&stub, ""), none);
    let stated = tenant("licences: [{ sku: VISIOCLIENT, enabled: 20, plans: [EXCHANGE_S_FOUNDATION] }]");
    assert_eq!(entitled_and_predicted(&stated, ""), none);
    let mailbox = imported(&[sku("EXCHANGESTANDARD", 20, &["EXCHANGE_S_STANDARD"])], "");
    let mailbox = entitled_and_predicted(&mailbox, "");
    for id in ["exo_mailtipsenabled", "exo_outlookaddins", "mdo_bulkthreshold", "mdo_zapspam"] {
        for which in [0, 1] {
            assert!(mailbox[which].contains(id) && !none[which].contains(id), "{id}");
        }
    }
}
