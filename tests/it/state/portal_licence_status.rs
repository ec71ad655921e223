//! "Have license?" of the portal in the figures.

use scoreplan::model::Assumptions;
use scoreplan::state::{State, views};
use serde_json::json;

use crate::support::{ask, tenant_from, with_overlay};

/// Two risk policies that need P2 (7 points each), one row that needs nothing (3 points).
fn tenant(licences: &str, flags: [&str; 3]) -> String {
    let [signin, user, tips] = flags;
    format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}\n{licences}controls:\n\
         \x20 - {{ id: SigninRiskPolicy, score: 0, max: 7, status: To address{signin} }}\n\
         \x20 - {{ id: UserRiskPolicy, score: 0, max: 7, status: To address{user} }}\n\
         \x20 - {{ id: admincenter_owned_apps_and_services, score: 1, max: 3, status: To address{tips} }}\n"
    )
}

/// The current license score in hundredths of a percent, and the codes of the findings.
fn current_license(text: &str) -> (i64, Vec<&'static str>) {
    let catalogue = with_overlay("");
    let tenant = tenant_from(text, &catalogue);
    let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    let findings = scoreplan::state::findings(&state, tenant.snapshot_date);
    (views(&state).current_license.hundredths(), findings.iter().map(|finding| finding.code.code()).collect())
}

/// By hand: 1 of 17 points today; what is licensed can still be earned.
#[test]
fn the_portals_word_on_licences_counts_where_no_sku_is_known() {
    let none = ["", "", ""];
    let denied = [", licensed: false", ", licensed: true", ", licensed: true"];
    assert_eq!(current_license(&tenant("", none)).0, 10_000);
    // 17 - 7 = 10 of 17.
    assert_eq!(current_license(&tenant("", denied)).0, 5_882);
    // Also where the catalogue asks for no licence at all: 17 - 2 = 15 of 17.
    assert_eq!(current_license(&tenant("", ["", "", ", licensed: false"])).0, 8_824);
}

#[test]
fn known_skus_decide_and_a_contradiction_is_one_note() {
    let e3 = "licences: [{ sku: SPE_E3, enabled: 50 }]\n";
    let denied = [", licensed: false", ", licensed: false", ", licensed: true"];
    // E3 has no P2: 3 of 17, whatever the portal says.
    let (percent, codes) = current_license(&tenant(e3, denied));
    assert_eq!(percent, 1_765);
    assert!(!codes.contains(&"N3012"), "{codes:?}");
    let granted = [", licensed: true", ", licensed: true", ""];
    let (percent, codes) = current_license(&tenant(e3, granted));
    assert_eq!(percent, 1_765);
    assert_eq!(codes.iter().filter(|code| **code == "N3012").count(), 1);
}

#[test]
fn an_unlicensed_row_is_left_out_of_the_plan_with_its_lever() {
    let folder = crate::support::folder();
    let text = tenant("", [", licensed: false", ", licensed: true", ", licensed: false"]);
    let path = crate::support::file(&folder, "t.yaml", text).display().to_string();
    let rank = ask(json!({ "question": "rank", "tenant": path }));
    let excluded = rank["excluded"].as_array().unwrap();
    let lever = |id: &str| {
        let found = excluded.iter().find(|control| control["id"] == id);
        found.map(|control| (control["reason"].as_str().unwrap(), control["lever"].as_str().unwrap()))
    };
    let (reason, text) = lever("SigninRiskPolicy").unwrap();
    assert!(reason == "needs-licence" && text.contains("AAD_PREMIUM_P2"), "{text}");
    let (reason, text) = lever("admincenter_owned_apps_and_services").unwrap();
    assert_eq!((reason, text), ("needs-licence", "the licence that the portal says is missing"));
    assert_eq!(lever("UserRiskPolicy"), None);
}

/// A row that the catalogue does not know has only the portal's word.
#[test]
fn rows_that_nobody_knows_go_by_the_portals_word() {
    let row = |licensed: &str| {
        format!(
            "tenant: {{ snapshot-date: 2026-11-01 }}\ncontrols: [{{ id: \"portal:x:y\", score: 1, max: 4{licensed} }}]\n"
        )
    };
    assert_eq!(current_license(&row("")).0, 10_000);
    assert_eq!(current_license(&row(", licensed: false")).0, 2_500);
}

/// Only when every row came from the portal with a status is "nothing is planned" known.
#[test]
fn nothing_planned_is_known_only_from_the_portal() {
    let catalogue = with_overlay("");
    let planned = |portal: &str, status: &str| {
        let text = format!(
            "tenant: {{ snapshot-date: 2026-11-01{portal} }}\ncontrols:\n\
             \x20 - {{ id: OneAdmin, score: 0, max: 1, status: To address }}\n\
             \x20 - {{ id: \"portal:x:y\", score: 1, max: 3{status} }}\n"
        );
        let tenant = tenant_from(&text, &catalogue);
        let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        views(&state).planned.map(scoreplan::model::Percent::hundredths)
    };
    let portal = ", portal: { rows: 2, joined: 1 }";
    assert_eq!(planned("", ", status: To address"), None);
    assert_eq!(planned(portal, ""), None);
    assert_eq!(planned(portal, ", status: To address"), Some(2_500));
    assert_eq!(planned(portal, ", status: Planned"), Some(7_500));
    assert_eq!(planned(", portal: { rows: 9, joined: 0 }", ", status: To address"), None);
}
