//! `check` on plan files: good ones, altered ones, and files that are no plans.

use serde_json::{Value, json};

use crate::support::{Ran, ask, audited, file, folder, run};

fn checked(name: &str, text: &str, more: &[&str]) -> Ran {
    let folder = folder();
    let path = file(&folder, name, text).display().to_string();
    run([&["check", &path], more].concat())
}

#[test]
fn a_plan_that_holds_is_one_line_and_one_that_does_not_names_its_breaches() {
    let plan = audited(json!({ "question": "plan", "budget": "20h" }));
    let text = serde_json::to_string_pretty(&plan).unwrap();
    let ran = checked("plan.json", &text, &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("the plan holds: 13 steps, 36.84 points, 19.05"), "{}", ran.out);
    // Minified, with sorted keys or with tabs it is the same plan.
    assert_eq!(checked("plan.json", &plan.to_string(), &["--tenant", "sample-e3"]).code, 0);
    assert_eq!(checked("plan.json", &text.replace("  ", "\t"), &[]).code, 0);
    // Another tenant, another assumption or another catalogue is another question.
    let ran = checked("plan.json", &text, &["--tenant", "sample-e5"]);
    assert!(ran.code == 1 && ran.out.contains("does not hold"), "{}", ran.out);
    assert!(ran.out.contains("What does not hold in"), "{}", ran.out);
    let overlay = folder();
    let dearer = "controls: [{ id: aad_third_party_apps, effort: { fixed: [9h, 9h, 9h] } }]\n";
    let dearer = file(&overlay, "overlay.yaml", dearer).display().to_string();
    let ran = checked("plan.json", &text, &["--catalogue", &dearer, "--format", "csv"]);
    assert!(ran.code == 1 && ran.out.contains("step-effort"), "{}", ran.out);
    assert_eq!(
        checked("plan.json", &text, &["--assume", "visibility=plan", "--as-of", "2026-12-01"]).code,
        0
    );
    assert_eq!(checked("plan.json", &text, &["--as-of", "2026-10-01"]).code, 3);
    assert_eq!(checked("plan.json", &text, &["--assume", "gates=soft"]).code, 3);
    // Among other files it is judged all the same.
    let folder = folder();
    let path = file(&folder, "plan.json", &text).display().to_string();
    let answer = ask(json!({ "question": "check", "files": [path, "scenarios/sample-e5.yaml"] }));
    assert_eq!((&answer["ok"], &answer["plans"][0]["steps"]), (&json!(true), &json!(13)));
    // What may explain a breach is said beside it.
    let older = text.replace("2026.11-full", "2026.10-full").replace("2026-11-01", "2026-10-01");
    let ran = checked("plan.json", &older, &[]);
    assert!(ran.code == 0 && ran.err.matches("W6003").count() == 2, "{}", ran.err);
}

/// Every problem of a file has its code and its line, and all are shown at once.
#[test]
fn files_that_are_no_plans_are_refused_with_every_problem() {
    let plan = audited(json!({ "question": "plan", "budget": "20h" }));
    let with = |change: &dyn Fn(&mut Value)| {
        let mut plan = plan.clone();
        change(&mut plan);
        serde_json::to_string_pretty(&plan).unwrap()
    };
    let text = with(&|_| {});
    let cases: Vec<(String, &[&str])> = vec![
        (with(&|plan| plan["schema"] = "scoreplan/plan/2".into()), &["E6001", "scoreplan/plan/2"]),
        (with(&|plan| plan["schema"] = "scoreplan/rank/1".into()), &["E6001", "scoreplan/rank/1"]),
        (text[..text.len() / 2].to_owned(), &["E1003"]),
        (format!("{text}{text}"), &["E1003"]),
        (
            with(&|plan| {
                plan["status"] = "optimum".into();
                plan["points"] = "many".into();
                plan["steps"][0]["effort_minutes"] = json!(1.5);
                plan["steps"][1]["kind"] = Value::Null;
                plan["steps"][2] = json!([]);
                plan["steps"][3]["id"] = plan["steps"][4]["id"].clone();
            }),
            &["E1107", "did you mean `optimal`?", "`many`", "E1106", "E2001", "first on line", ":4", "`1.5`"],
        ),
        (with(&|plan| plan["steps"] = "none".into()), &["E1107", "steps should be a list"]),
        (with(&|plan| plan["goal"] = json!({ "kind": "most" })), &["unknown kind of goal `most`"]),
        (with(&|plan| plan["goal"] = json!({ "kind": "budget" })), &["the key `minutes` is missing"]),
        (with(&|plan| drop(plan.as_object_mut().unwrap().remove("steps"))), &["the key `steps` is missing"]),
        (with(&|plan| plan["date"] = "2026-02-30".into()), &["E1108"]),
        (with(&|plan| plan["assumptions"]["gates"] = "soft".into()), &["E4011", "gates=soft"]),
        (text.replacen("\"status\"", "\"status\": \"optimal\",\n  \"status\"", 1), &["E1105"]),
        (
            with(&|plan| {
                plan["steps"][0]["id"] = "aad_third_party_ap".into();
                plan["never"] = json!(["nobody at all"]);
            }),
            &["E2002", "did you mean `aad_third_party_apps`?", "nobody at all"],
        ),
        (with(&|plan| plan["tenant"] = "acme.yaml".into()), &["E6002", "acme.yaml", "--tenant"]),
        (with(&|plan| plan["tenant"] = Value::Null), &["E6002", "--backlog"]),
        (with(&|plan| plan["steps"][0]["note"] = json!(null)), &[]),
        (format!("{{\"schema\":\"scoreplan/plan/1\",\"x\":{}", "[".repeat(100_000)), &["E1003"]),
        (
            format!("{{\"schema\":\"scoreplan/plan/1\",\"x\":{}{}}}", "[".repeat(70), "]".repeat(70)),
            &["E1103"],
        ),
        ("{\"schema\":\"scoreplan/plan/1\"}".to_owned(), &["`goal`", "`status`", "`steps`"]),
        ("{\"schema\":\"scoreplan/plan/1\",\"goal\":[],\"tenant\":{},\"must\":3}".to_owned(), &["E1107"]),
    ];
    for (text, expected) in cases {
        let ran = checked("plan.json", &text, &[]);
        assert_eq!(ran.code, if expected.is_empty() { 0 } else { 3 }, "{expected:?} {}{}", ran.out, ran.err);
        for words in expected {
            assert!(ran.err.contains(words), "{words}\n{}", ran.err);
        }
    }
    let many = with(&|plan| {
        let step = plan["steps"][0].clone();
        let unknown = (0..3_000).map(|n| {
            let mut step = step.clone();
            step["id"] = format!("unknown-{n}").into();
            step
        });
        plan["steps"] = unknown.collect();
    });
    let ran = checked("plan.json", &many, &[]);
    assert!(ran.code == 3 && ran.err.contains("2980 more of this code"), "{}", ran.code);
    let folder = folder();
    let path = file(&folder, "plan.json", &text).display().to_string();
    assert_eq!(run(["check", &path, "--tenant", "nowhere.yaml"]).code, 4);
    assert_eq!(run(["check", &path, "--tenant", "sample-e4"]).code, 3);
}
