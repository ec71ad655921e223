//! Licences that somebody states in place of those of the tenant: every verb answers about the same tenant.

use serde_json::{Value, json};

use crate::support::{ROOT, ask_about, attempt, file, folder, read, run, with};

/// The manufacturer of the samples with other licences, and what is asked of it beside it.
fn files(licences: &str) -> [(&'static str, String); 2] {
    let sample = read(format!("{ROOT}/scenarios/sample-e3.yaml"));
    let (before, rest) = sample.split_once("licences:\n").unwrap();
    let (_, after) = rest.split_once("populations:\n").unwrap();
    let scenario = "scenario: More\nhorizon: 60d\nlicences:\n  - { from: 2026-12-01, add: AAD_PREMIUM_P2, seats: 5 }\n\
                    remediate: { order: rank }\n";
    [
        ("tenant.yaml", format!("{before}{licences}populations:\n{after}")),
        ("scenario.yaml", scenario.to_owned()),
    ]
}

/// The same question on the tenant as it is written and on one for which the licences are stated.
fn both(question: &Value) -> [Value; 2] {
    let written = "licences:\n  - { sku: SPE_E5, enabled: 1200, warning: 0, suspended: 0 }\n";
    let exported = "licences:\n  - { sku: SPE_F1, enabled: 3, warning: 0, suspended: 0 }\n";
    let stated = with(question.clone(), json!({ "owned": "SPE_E5" }));
    [ask_about(files(written), question.clone()), ask_about(files(exported), stated)]
}

#[test]
fn stated_licences_are_those_of_the_tenant_for_every_verb() {
    let tenant = json!({ "tenant": "tenant.yaml" });
    for question in [
        json!({ "question": "score" }),
        json!({ "question": "rank" }),
        json!({ "question": "explain", "name": "SigninRiskPolicy" }),
        json!({ "question": "plan", "budget": "60h" }),
        json!({ "question": "plan", "by": "2026-12-20" }),
        json!({ "question": "plan", "by": "2026-12-20", "scenario": "scenario.yaml" }),
        json!({ "question": "project", "scenarios": ["scenario.yaml"] }),
        json!({ "question": "licences", "options": ["SPE_E3"] }),
        json!({ "question": "licences-best", "budget_money": 1_000_000 }),
        json!({ "question": "licences-frontier", "budget_money": 1_000_000 }),
    ] {
        let [mut written, mut stated] = both(&with(question.clone(), tenant.clone()));
        if question["question"] == "score" {
            // Only the basis tells a statement from a file.
            assert_eq!(written["licences"]["basis"].take(), "skus");
            assert_eq!(stated["licences"]["basis"].take(), "stated");
        }
        if let Some(owned) = stated.get_mut("owned") {
            assert_eq!(owned.take(), "SPE_E5", "{question}");
        }
        assert_eq!(written, stated, "{question}");
    }
    let [written, stated] = both(&json!({ "question": "compare", "a": "tenant.yaml", "b": "sample-e5" }));
    assert_eq!(written["a"], stated["a"]);
}

#[test]
fn a_saved_plan_is_judged_under_the_licences_that_were_stated_for_it() {
    let saved = |arguments: &[&str]| {
        let ran = run(["plan", "--budget", "60h", "--format", "json"].iter().chain(arguments));
        assert_eq!(ran.code, 0, "{}", ran.err);
        serde_json::from_str::<Value>(&ran.out).unwrap()
    };
    let folder = folder();
    let judged = |plan: &Value, arguments: &[&str]| {
        let path = file(&folder, "plan.json", plan.to_string());
        run(["check", path.to_str().unwrap()].iter().chain(arguments)).code
    };
    let mut plan = saved(&["--owned", "SPE_E5"]);
    assert_eq!(plan["owned"], "SPE_E5");
    assert_eq!(judged(&plan, &[]), 0);
    assert_eq!(judged(&plan, &["--owned", "SPE_F1:3"]), 1);
    plan["owned"] = Value::Null;
    assert_eq!(judged(&plan, &["--owned", "SPE_E5"]), 0);
    let path = file(&folder, "plan.json", plan.to_string());
    let now = saved(&["--owned", "SPE_E5", "--baseline", path.to_str().unwrap()]);
    assert_eq!(now["baseline"]["differs"], json!(["owned"]));
}

#[test]
fn a_report_says_the_licences_that_were_stated_for_it() {
    let folder = folder();
    let page = folder.path().join("report.html");
    let ran = run(["report", "--owned", "SPE_E3:1180+SPE_E5:20@admins", "-o", page.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(read(&page).contains("--owned SPE_E3:1180+SPE_E5:20@admins"));
}

#[test]
fn licences_that_can_not_be_are_refused_by_every_verb() {
    for question in [
        json!({ "question": "score" }),
        json!({ "question": "rank" }),
        json!({ "question": "plan" }),
        json!({ "question": "compare", "a": "sample-e3", "b": "sample-e5" }),
        json!({ "question": "report" }),
        json!({ "question": "project", "scenarios": [format!("{ROOT}/scenarios/do-nothing.yaml")] }),
    ] {
        let refused = attempt(with(question.clone(), json!({ "owned": "SPE_E55" }))).unwrap_err();
        assert!(refused.contains("E4002") && refused.contains("SPE_E5"), "{question}: {refused}");
    }
    // A backlog has no tenant, so no licences either.
    let folder = folder();
    let list = file(&folder, "list.csv", "id,points,hours\na,1,1\n");
    let refused = attempt(json!({ "question": "rank", "backlog": list, "owned": "SPE_E5" })).unwrap_err();
    assert!(refused.contains("exclude each other"), "{refused}");
}

#[test]
fn seats_of_everybody_need_a_number_of_users() {
    let text = "tenant: { snapshot-date: 2026-11-01 }\ncontrols: [{ id: OneAdmin, score: 1, max: 1 }]\n";
    let folder = folder();
    let tenant = file(&folder, "tenant.yaml", text);
    let asked = |owned: &str| attempt(json!({ "question": "score", "tenant": tenant, "owned": owned }));
    for owned in ["SPE_E5", "AAD_PREMIUM_P2"] {
        let refused = asked(owned).unwrap_err();
        assert!(refused.contains("nobody knows how many users") && refused.contains("E1107"), "{refused}");
    }
    assert_eq!(asked("SPE_E5:5").unwrap().1["points"].to_string(), "1.00");
}
