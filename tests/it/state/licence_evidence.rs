//! What shows the licences of a tenant, and what is made of those that nothing shows.

use scoreplan::model::{Assumptions, Id, Tenant};
use scoreplan::state::{Entitlement, State};
use serde_json::{Value, json};

use crate::support::{ask_about, hundredths, tenant_from, with_overlay};

fn tenant(more: &str, controls: &str) -> String {
    format!("tenant: {{ snapshot-date: 2026-11-01 }}\n{more}controls:\n{controls}")
}

fn evidence(more: &str, controls: &str) -> Value {
    let files = [("t.yaml", tenant(more, controls))];
    ask_about(files, json!({ "question": "score", "tenant": "t.yaml" }))["licences"].clone()
}

fn plans(evidence: &Value) -> Vec<&str> {
    evidence["plans"].as_array().unwrap().iter().map(|plan| plan.as_str().unwrap()).collect()
}

const RISK: &str = "  - { id: SigninRiskPolicy, score: 7, max: 7 }\n";
const OPEN_RISK: &str = "  - { id: SigninRiskPolicy, score: 0, max: 7 }\n";

/// Stated, SKUs, tokens, portal, rows, in this order.
#[test]
fn the_most_trusted_source_decides() {
    let e3 = "licences: [{ sku: SPE_E3, enabled: 50 }]\n";
    let tokens = "enabled-services: [HasAADP1, HasMDOP2, HasAADFree, HasWhatNobodyKnows]\n";
    let stated = evidence(e3, OPEN_RISK);
    assert_eq!(stated["basis"], "stated");
    let imported = tenant(e3, OPEN_RISK).replace("2026-11-01 }", "2026-11-01, catalogue-version: \"1\" }");
    let ask = |more: Value| {
        let mut question = json!({ "question": "score", "tenant": "t.yaml" });
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask_about([("t.yaml", imported.clone())], question)["licences"].clone()
    };
    assert_eq!(ask(json!({}))["basis"], "skus");
    let owned = ask(json!({ "owned": "SPE_E5:50" }));
    assert_eq!(owned["basis"], "stated");
    assert!(plans(&owned).contains(&"WINDEFATP"), "{owned}");
    // Beside a list of SKUs a token shows nothing.
    assert!(!plans(&evidence(&format!("{e3}{tokens}"), OPEN_RISK)).contains(&"THREAT_INTELLIGENCE"));
    let by_tokens = evidence(tokens, OPEN_RISK);
    assert_eq!(by_tokens["basis"], "enabled-services");
    // A plan comes with those that it implies.
    assert_eq!(plans(&by_tokens), ["AAD_PREMIUM", "ATP_ENTERPRISE", "THREAT_INTELLIGENCE"]);
    let by_portal = evidence("", &OPEN_RISK.replace("max: 7", "max: 7, licensed: true"));
    assert_eq!(
        (by_portal["basis"].as_str(), plans(&by_portal)),
        (Some("portal"), vec!["AAD_PREMIUM", "AAD_PREMIUM_P2"])
    );
    let by_rows = evidence("", RISK);
    assert_eq!(
        (by_rows["basis"].as_str(), plans(&by_rows)),
        (Some("rows"), vec!["AAD_PREMIUM", "AAD_PREMIUM_P2"])
    );
    assert_eq!(evidence("", OPEN_RISK)["basis"], "not-shown");
    // Of two proofs of one plan the most trusted is named, whichever control comes first by its id.
    let risks = |first: &str, second: &str| {
        evidence(
            "",
            &format!("  - {{ id: SigninRiskPolicy, {first} }}\n  - {{ id: UserRiskPolicy, {second} }}\n"),
        )
    };
    let (earned, licensed) = ("score: 7, max: 7", "score: 0, max: 7, licensed: true");
    for both in [risks(earned, licensed), risks(licensed, earned)] {
        assert_eq!(both["basis"], "portal", "{both}");
    }
    let all = evidence("enabled-services: [HasAADP2]\n", RISK);
    assert_eq!(all["basis"], "enabled-services", "{all}");
}

#[test]
fn points_of_nobody_and_of_a_word_show_nothing() {
    for row in [
        RISK.replace("max: 7", "max: 7, status: Resolved through third party"),
        RISK.replace("max: 7", "max: 7, count: 0, total: 0"),
        RISK.replace("max: 7", "max: 7, licensed: false"),
    ] {
        let found = evidence("", &row);
        assert!(plans(&found).is_empty(), "{row}{found}");
    }
    // Where tokens are exported, a plan that has one shows by it.
    let told = evidence("enabled-services: [HasMDOP1]\n", RISK);
    assert_eq!(plans(&told), ["ATP_ENTERPRISE"]);
    let untold = evidence("enabled-services: [HasWhatNobodyKnows]\n", RISK);
    assert_eq!(plans(&untold), ["AAD_PREMIUM", "AAD_PREMIUM_P2"]);
}

const ONE_OF: &str = "
product: { id: lab, name: Lab, services: [], team: lab, present-when: always, latency: { expected: 24h, slowest: 48h } }
controls:
  - { id: lab_seen, title: Seen, category: Apps, max: 5, scoring: binary, entitled-when: 'plan:ATA or plan:WINDEFATP', effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_both, title: Both, category: Apps, max: 5, scoring: binary, visible-when: 'plan:WINDEFATP or plan:ATA or plan:SWAY', effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_single, title: Single, category: Apps, max: 5, scoring: binary, visible-when: 'plan:ATA', effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_not, title: Not, category: Apps, max: 5, scoring: binary, visible-when: 'not plan:ATA', effort: { fixed: [1h, 1h, 1h] } }
";

fn state_of<T>(tenant: &Tenant, overlay: &str, see: impl Fn(&State<'_>) -> T) -> T {
    see(&State::at_snapshot(&with_overlay(overlay), tenant, Assumptions::default()))
}

/// Points show that one of two plans is owned, and not which.
#[test]
fn of_several_plans_one_is_owned() {
    let text = tenant("", "  - { id: lab_seen, score: 2, max: 5 }\n");
    let tenant = tenant_from(&text, &with_overlay(ONE_OF));
    let predicted = state_of(&tenant, ONE_OF, |state| {
        ["lab_both", "lab_single", "lab_not"].map(|id| state.predicts(state.control(&Id::new(id)).unwrap()))
    });
    assert_eq!(predicted, [true, false, false]);
    let entitled =
        state_of(&tenant, ONE_OF, |state| state.entitlement(state.control(&Id::new("lab_seen")).unwrap()));
    assert_eq!(entitled, Entitlement::Yes);
}

fn ids(answer: &Value, list: &str) -> Vec<String> {
    answer[list].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// What would bring a product is not planned; what the export holds is, and is marked.
#[test]
fn nothing_is_brought_whose_licence_nothing_shows() {
    let text = tenant(
        "populations: { users: { value: 100 }, devices.windows: { value: 90 } }\nenabled-services: [HasAADP1]\n",
        "  - { id: UserRiskPolicy, score: 0, max: 7 }\n  - { id: OneAdmin, score: 0, max: 1 }\n  - { id: McasFirewallLogUpload, score: 0, max: 1 }\n",
    );
    let rank = |more: Value| {
        let mut question = json!({ "question": "rank", "tenant": "t.yaml" });
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask_about([("t.yaml", text.clone())], question)
    };
    let not_shown = rank(json!({}));
    let steps = ids(&not_shown, "steps");
    assert!(steps.contains(&"UserRiskPolicy".to_owned()) && steps.contains(&"OneAdmin".to_owned()));
    assert!(steps.iter().all(|id| !id.starts_with("onboard-") && !id.starts_with("scid_")), "{steps:?}");
    // Nor is a product set up that connectors need; what the export holds of it waits, and counts as hanging on it.
    assert!(!steps.contains(&"enable-cloud-apps".to_owned()), "{steps:?}");
    let waits =
        not_shown["excluded"].as_array().unwrap().iter().find(|one| one["id"] == "McasFirewallLogUpload");
    let lever = waits.unwrap()["lever"].as_str().unwrap();
    assert!(lever.contains("enable-cloud-apps") && lever.contains("--owned"), "{lever}");
    let marked: Vec<&Value> =
        not_shown["steps"].as_array().unwrap().iter().filter(|step| step["licence"] == "not-shown").collect();
    assert_eq!(marked.len(), 1, "{marked:?}");
    assert_eq!(marked[0]["id"], "UserRiskPolicy");
    let reasons: Vec<&Value> = not_shown["excluded"].as_array().unwrap().iter().collect();
    let device = reasons.iter().find(|one| one["id"] == "scid_2010").unwrap();
    assert_eq!(device["reason"], "licence-not-shown");
    assert!(device["lever"].as_str().unwrap().contains("--owned"), "{device}");
    let score = ask_about([("t.yaml", text.clone())], json!({ "question": "score", "tenant": "t.yaml" }));
    let controls = json!(["McasFirewallLogUpload", "UserRiskPolicy"]);
    assert_eq!(score["licences"]["not_shown"]["controls"], controls);
    assert_eq!(hundredths(&score["licences"]["not_shown"]["points"]), 800);
    // The lever brings it.
    let owned = rank(json!({ "owned": "SPE_E5:100" }));
    let steps = ids(&owned, "steps");
    assert!(steps.contains(&"onboard-windows".to_owned()), "{steps:?}");
    assert!(owned["steps"].as_array().unwrap().iter().all(|step| step["licence"].is_null()));
}

/// A population that nobody states is asked for; stated as none it is none, and stated as some it is planned.
#[test]
fn an_unknown_population_is_asked_for() {
    let rank = |populations: &str| {
        let more = format!(
            "licences: [{{ sku: SPE_E5, enabled: 100 }}]\npopulations: {{ users: {{ value: 100 }}{populations} }}\n"
        );
        let controls = "  - { id: AATP_DefenderForIdentityIsNotInstalled, score: 0, max: 5 }\n  - { id: OneAdmin, score: 0, max: 1 }\n";
        let files = [("t.yaml", tenant(&more, controls))];
        let answer = ask_about(files.clone(), json!({ "question": "rank", "tenant": "t.yaml" }));
        let score = ask_about(files, json!({ "question": "score", "tenant": "t.yaml" }));
        let asked = score["findings"].as_array().unwrap().iter().any(|finding| {
            finding["code"] == "W3011"
                && finding["message"].as_str().unwrap().contains("`domain-controllers` (")
        });
        let sensors = answer["excluded"].as_array().unwrap().iter().find(|one| one["id"] == "AATP_Sensor");
        let reason = sensors.map(|one| one["reason"].as_str().unwrap().to_owned());
        (ids(&answer, "steps"), reason, asked)
    };
    let installs = "AATP_DefenderForIdentityIsNotInstalled".to_owned();
    let (steps, reason, asked) = rank("");
    assert_eq!(
        (steps.contains(&installs), reason.as_deref(), asked),
        (false, Some("population-unknown"), true)
    );
    let (steps, reason, asked) = rank(", domain-controllers: { value: 4 }");
    assert_eq!((steps.contains(&installs), reason, asked), (true, None, false));
    let (_, reason, asked) = rank(", domain-controllers: { value: 0 }");
    assert_eq!((reason.as_deref(), asked), (Some("not-present"), false));
    // A default of none tells nothing.
    let (_, reason, asked) = rank(", domain-controllers: { value: 0, origin: default }");
    assert_eq!((reason.as_deref(), asked), (Some("population-unknown"), true));
}
