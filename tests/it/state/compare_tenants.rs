//! `compare`: figures by hand, and the output.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{ask, ask_about, file, folder, hundredths, read, run};

pub(crate) const OVERLAY: &str = "
product: { id: lab, name: Lab, services: [], team: lab, latency: { expected: 24h, slowest: 48h } }
actions:
  - { id: lab-deploy, title: Deploy, effort: { fixed: [1h, 1h, 1h] }, sets: { lab.sensors: devices.windows } }
controls:
  - { id: lab_share, title: Share, category: Identity, max: 10, scoring: proportional, population: users, effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_plain, title: Plain, category: Identity, scoring: binary, effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_tool, title: Tool, category: Device, max: 6, scoring: binary, effort: { fixed: [1h, 1h, 1h] },
      visible-when: 'plan:ATA and lab.sensors > 0' }
  - { id: lab_vague, title: Vague, category: Apps, scoring: binary, effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_nil, title: Nil, category: Apps, scoring: binary, effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_app, title: App, category: Apps, max: 7, scoring: binary, effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_next, title: Next, category: Apps, max: 8, scoring: binary, effort: { fixed: [1h, 1h, 1h] } }
";

pub(crate) const A: &str = "
tenant: { snapshot-date: 2026-11-01 }
licences: []
controls:
  - { id: lab_share, score: 2.50, max: 10 }
  - { id: lab_plain, score: 4, max: 4 }
  - { id: lab_tool, score: 6, max: 6 }
  - { id: lab_vague, score: 1, max: 3 }
  - { id: lab_nil, score: 1 }
  - { id: 7.lab_app, score: 2, max: 7 }
  - { id: 9.lab_app, score: 7, max: 7 }
  - { id: stranger, score: 1, max: 2 }
";

pub(crate) const B: &str = "
tenant: { snapshot-date: 2026-12-01 }
licences: []
controls:
  - { id: lab_share, score: 5, max: 10 }
  - { id: lab_plain, score: 4, max: 5 }
  - { id: lab_vague, score: 2 }
  - { id: lab_nil, score: 2 }
  - { id: 3.lab_app, score: 7, max: 7 }
  - { id: lab_next, score: 0, max: 8 }
";

/// The arguments that compare two texts; the folder must live as long as they are used.
fn files(a: &str, b: &str) -> (tempfile::TempDir, Vec<String>) {
    let folder = folder();
    let paths = [("a.yaml", a), ("b.yaml", b), ("o.yaml", OVERLAY)]
        .map(|(name, text)| file(&folder, name, text).display().to_string());
    let [a, b, overlay] = paths;
    let arguments = ["compare", &a, &b, "--catalogue", &overlay].map(str::to_owned).to_vec();
    (folder, arguments)
}

pub(crate) fn compared(a: &str, b: &str) -> Value {
    let files = [("a.yaml", a), ("b.yaml", b), ("o.yaml", OVERLAY)];
    ask_about(files, json!({ "question": "compare", "a": "a.yaml", "b": "b.yaml", "catalogue": ["o.yaml"] }))
}

/// Controls, points, maximum and percentage in hundredths.
pub(crate) fn figures(sums: &Value) -> (i64, i64, i64, i64) {
    let of = |name: &str| hundredths(&sums[name]);
    (sums["controls"].as_i64().unwrap(), of("points"), of("max"), of("percent"))
}

pub(crate) fn texts<'v>(list: &'v Value, field: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|entry| entry[field].as_str().unwrap()).collect()
}

/// By hand. Both score the share, the plain one and the app, of which A has two instances:
/// A 2.50 + 4 + 9 of 10 + 4 + 14, B 5 + 4 + 7 of 10 + 5 + 7.
#[test]
fn the_common_set_is_scored_by_hand() {
    let result = compared(A, B);
    assert_eq!(result["schema"], "scoreplan/compare/1");
    assert_eq!(figures(&result["a"]), (7, 2350, 3900, 6026));
    assert_eq!(figures(&result["b"]), (4, 1600, 3000, 5333));
    assert_eq!(result["b"]["date"], "2026-12-01");
    let common = &result["common"];
    assert_eq!(common["controls"], 3);
    assert_eq!(common["ids"], serde_json::json!(["lab_app", "lab_plain", "lab_share"]));
    assert_eq!(figures(&common["a"]), (4, 1550, 2800, 5536));
    assert_eq!(figures(&common["b"]), (3, 1600, 2200, 7273));
    assert_eq!(common["ahead"], "b");
    // Largest first: +2.50, -2.00, and the one of which only the maximum differs.
    let differing = &common["differing"];
    assert_eq!(texts(differing, "id"), ["lab_share", "lab_app", "lab_plain"]);
    let differences: Vec<i64> =
        differing.as_array().unwrap().iter().map(|pair| hundredths(&pair["difference"])).collect();
    assert_eq!(differences, [250, -200, 0]);
    assert_eq!((hundredths(&differing[2]["a_max"]), hundredths(&differing[2]["b_max"])), (400, 500));
}

#[test]
fn what_only_one_scores_has_its_reason() {
    let result = compared(A, B);
    let only = &result["only_a"];
    assert_eq!(texts(only, "id"), ["lab_tool", "lab_vague", "stranger"]);
    assert_eq!(texts(only, "reason"), ["no-licence", "unknown-max", "not-in-catalogue"]);
    assert_eq!(texts(&only[0]["missing"], "reason"), ["no-licence", "not-deployed"]);
    assert_eq!(texts(&only[0]["missing"], "failed"), ["plan:ATA", "lab.sensors"]);
    assert_eq!(only[2]["because"], "not in the catalogue; perhaps withdrawn before 2026-12-01");
    assert_eq!(only[2]["product"], Value::Null);
    let only = &result["only_b"];
    assert_eq!((texts(only, "id"), texts(only, "reason")), (vec!["lab_next"], vec!["expected-not-scored"]));
    assert_eq!(only[0]["because"], "expected, not scored; perhaps added after 2026-11-01");
}

/// What has no known maximum is named for the side that does not know it, and adds to no sum.
#[test]
fn unknown_maxima_are_named_and_left_out() {
    let result = compared(A, B);
    let findings = result["findings"].as_array().unwrap();
    let unknown: Vec<(&str, &str)> = findings
        .iter()
        .filter(|finding| finding["code"] == "W3002")
        .map(|finding| {
            let name = finding["file"].as_str().unwrap();
            let name = Path::new(name).file_name().unwrap().to_str().unwrap();
            (name, finding["message"].as_str().unwrap().rsplit(": ").next().unwrap())
        })
        .collect();
    assert_eq!(unknown, [("a.yaml", "lab_nil"), ("b.yaml", "lab_nil, lab_vague")]);
    // One that only one has is listed, without a maximum.
    let result = compared(A, &B.replace("  - { id: lab_nil, score: 2 }\n", ""));
    let nil = result["only_a"].as_array().unwrap().iter().find(|only| only["id"] == "lab_nil").unwrap();
    assert_eq!((&nil["max"], &nil["reason"]), (&Value::Null, &Value::from("expected-not-scored")));
    assert_eq!(figures(&result["a"]), (7, 2350, 3900, 6026));
}

#[test]
fn the_same_file_differs_in_nothing() {
    for (a, b) in [("sample-e5", "sample-e5"), ("sample-e3", "scenarios/sample-e3.yaml")] {
        let result = ask(json!({ "question": "compare", "a": a, "b": b }));
        for list in [&result["only_a"], &result["only_b"], &result["common"]["differing"]] {
            assert_eq!(list, &serde_json::json!([]));
        }
        assert_eq!(result["common"]["ahead"], Value::Null);
        assert_eq!(figures(&result["common"]["a"]), figures(&result["a"]));
        let ran = run(["compare", a, b]);
        assert!(ran.out.contains("No control that both score differs"), "{}", ran.out);
    }
}

#[test]
fn strangers_have_nothing_in_common() {
    let alone = |id: &str| {
        format!("tenant: {{ snapshot-date: 2026-11-01 }}\ncontrols:\n  - {{ id: {id}, score: 1, max: 2 }}\n")
    };
    let result = compared(&alone("one"), &alone("other"));
    assert_eq!(figures(&result["common"]["a"]), (0, 0, 0, 0));
    assert_eq!(texts(&result["by_product"], "name"), ["Unknown product"]);
    let (_folder, arguments) = files(&alone("one"), &alone("other"));
    assert!(run(&arguments).out.contains("No control is scored by both"));
}

#[test]
fn exports_are_compared_as_they_are() {
    let folder = folder();
    let export = "tests/fixtures/export/scores.json";
    file(&folder, "month/scores.json", read(export));
    let tenant = folder.path().join("t.yaml").display().to_string();
    assert_eq!(run(["import", export, "-o", &tenant]).code, 0);
    let month = folder.path().join("month").display().to_string();
    for snapshot in [export, &month] {
        let result = ask(json!({ "question": "compare", "a": snapshot, "b": tenant }));
        assert_eq!(result["common"]["differing"], serde_json::json!([]));
        assert_eq!((&result["only_a"], &result["only_b"]), (&serde_json::json!([]), &serde_json::json!([])));
        assert_eq!(
            (&result["a"]["name"], &result["a"]["points"]),
            (&Value::from(snapshot), &result["b"]["points"])
        );
    }
}

#[test]
fn bad_content_and_missing_files_end_as_elsewhere() {
    let folder = folder();
    let bad = file(&folder, "bad.yaml", "tenant: { snapshot-date: 2026-02-30 }\ncontrols: []\n");
    let bad = bad.display().to_string();
    let ran = run(["compare", "sample-e3", &bad]);
    assert!(ran.code == 3 && ran.err.contains("E1108") && ran.out.is_empty(), "{}", ran.err);
    let ran = run(["compare", "missing.yaml", "sample-e3"]);
    assert!(ran.code == 4 && ran.err.contains("missing.yaml"), "{}", ran.err);
    // What can be mended comes first, and everything is said in one run.
    let ran = run(["compare", "missing.yaml", &bad]);
    assert!(ran.code == 3 && ran.err.contains("E1108") && ran.err.contains("missing.yaml"), "{}", ran.err);
    let ran = run(["compare", "sample-e33", "sample-e3"]);
    assert!(ran.code == 3 && ran.err.contains("did you mean `sample-e3`?"), "{}", ran.err);
    assert_eq!(run(["compare", "sample-e3", "sample-e5", "--assume", "visibility=none"]).code, 3);
    assert_eq!(run(["compare", "sample-e3"]).code, 2);
    assert_eq!(run(["compare", "sample-e3", "sample-e5", "--top", "few"]).code, 2);
    assert_eq!(run(["compare", "sample-e3", &folder.path().join("none").display().to_string()]).code, 4);
}

/// People see as much as they ask for; a spreadsheet has every control.
#[test]
fn lists_are_as_long_as_asked() {
    let count = |arguments: &[&str]| {
        let ran = run(["compare", "sample-e3", "sample-e5"].iter().chain(arguments));
        assert_eq!(ran.code, 0, "{}", ran.err);
        ["scid_2001", "scid_96", "SelfServicePasswordReset"].map(|id| ran.out.contains(id))
    };
    // Two that only one scores, and one of the smallest differences.
    assert_eq!(count(&["--format", "csv"]), [true, true, true]);
    assert_eq!(count(&["--top", "all"]), [true, true, true]);
    assert_eq!(count(&["--top", "1"]), [false, false, false]);
    let top = run(["compare", "sample-e3", "sample-e5", "--top", "1"]).out;
    assert!(top.contains("the 1 largest of 38") && top.contains("aad_password_protection"), "{top}");
}
