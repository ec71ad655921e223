//! `explain` traces a point from the scoreboard to who collects it, or says why a control is not there.

use serde_json::{Value, json};

use crate::support::{ask, file, folder, run, with};

fn explained(name: &str, more: Value) -> Value {
    ask(with(json!({ "question": "explain", "name": name }), more))
}

fn words<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    value[key].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// Every stop of the trace is told, for controls of five products.
#[test]
fn a_point_is_traced_through_every_stop() {
    let products = [
        ("AdminMFAV2", "entra-id", "Conditional Access"),
        ("SigninRiskPolicy", "entra-id", "Conditional Access"),
        ("mdo_safelinksforemail", "defender-for-office-365", "Safe Links"),
        ("scid_2503", "defender-for-endpoint", "Attack surface reduction"),
        ("forms_phishing_protection", "microsoft-forms", "Forms"),
    ];
    for (id, product, place) in products {
        let value = explained(id, json!({}));
        assert_eq!((value["id"].as_str(), value["product"].as_str()), (Some(id), Some(product)));
        assert!(value["configured_in"].as_str().unwrap().contains(place), "{value}");
        for stop in ["title", "portal_path", "question", "data_source", "why"] {
            assert!(value[stop].as_str().is_some_and(|text| text.len() > 3), "{id}: {stop}");
        }
        let latency = &value["latency"];
        assert!(latency["expected_hours"].as_i64().unwrap() > 0);
        // Microsoft's three days at least, whatever the product says.
        assert!(latency["worry_after_hours"].as_i64().unwrap() >= 72);
    }
}

#[test]
fn who_is_not_licensed_and_what_would_bring_it_stands_there() {
    let risk = explained("SigninRiskPolicy", json!({}));
    assert_eq!(risk["licence"]["entitled"], "no");
    assert_eq!(risk["licence"]["by"][0]["plan"], "AAD_PREMIUM_P2");
    assert_eq!(risk["licence"]["by"][0]["owned"], false);
    assert!(words(&risk, "needs").contains(&"MFARegistrationV2"));
    assert!(risk["not_visible_because"].is_null(), "the snapshot holds the row");
    let hidden = explained("scid_2503", json!({}));
    let because = words(&hidden, "not_visible_because").join("; ");
    assert!(because.contains("plan:WINDEFATP") && because.contains("onboarded.windows"), "{because}");
    assert!(hidden["rank"].is_null() && hidden["why"].as_str().unwrap().contains("onboard-windows"));
    let under_plan = explained("scid_2503", json!({ "tenant": "sample-e5" }));
    assert!(under_plan["not_visible_because"].is_null());
}

/// The rank told is the rank of `rank`.
#[test]
fn the_rank_is_that_of_the_ranking() {
    let ranking = ask(json!({ "question": "rank" }));
    for step in ranking["steps"].as_array().unwrap().iter().step_by(7) {
        let value = explained(step["id"].as_str().unwrap(), json!({}));
        assert_eq!(value["rank"], step["rank"], "{value}");
    }
}

#[test]
fn names_that_no_score_holds_explain_themselves() {
    for (name, kind) in
        [("dkim", "never-scored"), ("dmarc", "never-scored"), ("attack-simulation", "never-scored")]
            .into_iter()
            .chain([("retention", "never-scored"), ("PWAge", "legacy"), ("AdminMFA", "legacy")])
    {
        let value = explained(name, json!({}));
        assert_eq!(value["kind"], kind, "{name}");
        assert!(words(&value, "not_visible_because")[0].len() > 20);
    }
    assert_eq!(words(&explained("AdminMFA", json!({})), "instead"), ["AdminMFAV2"]);
    let retired = explained("MDA_GitHub_MFA", json!({}));
    assert!(words(&retired, "not_visible_because")[0].contains("withdrawn"), "{retired}");
}

/// A title names its control however it is typed; what is unknown is met with a suggestion.
#[test]
fn titles_and_slips() {
    let value = explained("  ensure MailTips are enabled\u{a0}for end users. ", json!({}));
    assert_eq!(value["id"], "exo_mailtipsenabled");
    let slip = run(["explain", "AdminMFAV3"]);
    assert_eq!(slip.code, 3);
    assert!(slip.err.contains("AdminMFAV2"), "{}", slip.err);
    assert_eq!(run(["explain"]).code, 2);
}

/// Who changed a figure is told, and a control that only the export knows is traced too.
#[test]
fn overlays_and_controls_of_the_export_only() {
    let folder = folder();
    let overlay = file(
        &folder,
        "ours.yaml",
        "source: our architects\ncontrols:\n  - { id: AdminMFAV2, user-impact: medium }\n",
    );
    let value = explained("AdminMFAV2", json!({ "catalogue": [overlay] }));
    assert_eq!(value["changed"][0]["source"], "our architects");
    assert_eq!(value["changed"][0]["keys"][0], "user-impact");
    assert_eq!(value["user_impact"], "medium");
    let tenant = file(
        &folder,
        "t.yaml",
        "tenant: { snapshot-date: 2026-11-01 }\ncontrols:\n  - { id: exo_brand_new, title: New, service: EXO, score: 0, max: 4, status: To address }\n",
    );
    let value = explained("exo_brand_new", json!({ "tenant": tenant }));
    assert_eq!(
        (value["product"].as_str(), value["basis"]["effort"].as_str()),
        (Some("exchange-online"), Some("inferred"))
    );
    assert_eq!(value["rank"], 1);
}

/// Under `visibility: plan` a row without a licence does not show, though the product is there.
#[test]
fn visible_follows_the_assumption() {
    let folder = folder();
    let tenant = file(
        &folder,
        "t.yaml",
        "tenant: { snapshot-date: 2026-11-01 }\nlicences: [{ sku: SPE_E3, enabled: 5 }]\ncontrols:\n  - { id: OneAdmin, score: 1, max: 1 }\n",
    );
    for (id, by_product, by_plan) in [("SigninRiskPolicy", true, false), ("OneAdmin", true, true)] {
        let visible = |reading: &str| {
            let value = explained(id, json!({ "tenant": tenant, "assume": { "visibility": reading } }));
            value["licence"]["visible"].as_bool().unwrap()
        };
        assert_eq!(visible("product"), by_product, "{id}");
        assert_eq!(visible("plan"), by_plan, "{id}");
    }
}

/// What only the export knows is licensed as the portal says, also beside SKUs, and unknown where it says nothing.
#[test]
fn the_licence_of_a_control_that_only_the_export_knows() {
    let folder = folder();
    for licences in ["", "licences: [{ sku: SPE_E5, enabled: 5 }]\n"] {
        for (said, entitled, told, basis) in [
            ("", "unknown", "it does not say", "unknown"),
            (", licensed: false", "no", "not licensed, as the portal says", "observed"),
            (", licensed: true", "yes", "licensed, as the portal says", "observed"),
        ] {
            let text = format!(
                "tenant: {{ snapshot-date: 2026-11-01 }}\n{licences}controls:\n  - {{ id: 'portal:new', title: New, score: 0, max: 4, status: To address{said} }}\n"
            );
            let path = file(&folder, "t.yaml", text);
            let value = explained("portal:new", json!({ "tenant": path }));
            assert_eq!(value["licence"]["entitled"], entitled, "{licences}{said}");
            assert_eq!(value["basis"]["licence"], basis);
            assert_eq!(value["rank"].is_null(), entitled == "no", "{value}");
            let shown = run(["explain", "portal:new", "--tenant", path.to_str().unwrap()]).out;
            let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(told) && !words.contains("none needed"), "{shown}");
        }
    }
    // The same word on a row of the catalogue that no plan is named for.
    let text = "tenant: { snapshot-date: 2026-11-01 }\ncontrols:\n  - { id: OneAdmin, score: 0, max: 1, licensed: false }\n";
    let path = file(&folder, "t.yaml", text);
    let shown = run(["explain", "OneAdmin", "--tenant", path.to_str().unwrap()]).out;
    assert!(shown.contains("not licensed, as the portal says"), "{shown}");
}

/// What an action brings into the score is unlocked by it, named in `needs` or not.
#[test]
fn an_action_unlocks_the_rows_that_it_brings() {
    for (action, row) in [
        ("onboard-network", "scid_10002"),
        ("onboard-macos", "scid_5011"),
        ("mdi-sensors-dc", "AATP_DormantAccounts"),
        ("connect-github", "MDA_GitHub_SAML"),
    ] {
        let value = explained(action, json!({}));
        assert!(words(&value, "unlocks").contains(&row), "{value}");
        assert!(value["done_when"].is_string(), "{value}");
        let listed = ask(json!({ "question": "catalogue-show", "name": action }));
        assert_eq!(listed["entries"][0]["enables"], value["unlocks"]);
    }
    assert!(!words(&explained("onboard-macos", json!({})), "unlocks").contains(&"scid_10002"));
}
