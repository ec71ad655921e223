//! One table of assumptions: the command line, scenarios, schemas, saved plans and documents say what it says.

use std::collections::BTreeSet;

use scoreplan::model::{ASSUMPTIONS, ReadBy, Values};
use serde_json::{Value, json};

use crate::support::{ROOT, ask, file, folder, read, run};

#[test]
fn the_schema_of_scenarios_has_the_table() {
    let schema: Value =
        serde_json::from_str(&read(format!("{ROOT}/src/load/schemas/scenario.json"))).unwrap();
    let parts = schema["properties"]["assumptions"]["properties"].as_object().unwrap();
    let known: BTreeSet<&str> = parts.keys().map(String::as_str).collect();
    assert_eq!(known, ASSUMPTIONS.iter().map(|row| row.key).collect());
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for row in ASSUMPTIONS {
        let part = &parts[row.key];
        assert_eq!(plain(&part["default"]), row.default_word(), "{}", row.key);
        let (first, rest) = row.meaning.split_at(1);
        let meaning = first.to_uppercase() + rest;
        assert!(part["description"].as_str().unwrap().starts_with(&meaning), "{}", row.key);
        if let Values::Words(words) = row.values {
            let stated: Vec<String> = part["enum"].as_array().unwrap().iter().map(plain).collect();
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).chain(["null"]).collect();
            assert_eq!(stated, known, "{}", row.key);
        }
    }
}

#[test]
fn the_documents_have_the_table() {
    let formats = read(format!("{ROOT}/src/docs/formats.md"));
    let stated: Vec<&str> = formats.lines().filter(|line| line.starts_with("| `assumptions` | `")).collect();
    let rows = ASSUMPTIONS.iter().map(|row| {
        let values = match row.values {
            Values::Words([(first, _), (second, _), .., (last, _)]) => {
                format!("`{first}`, `{second}` to `{last}`")
            }
            Values::Words(words) => {
                words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            }
            Values::Form(help, _) => help.to_owned(),
        };
        let (key, default, meaning) = (row.key, row.default_word(), row.meaning);
        format!("| `assumptions` | `{key}` | {values} | `{default}` | {meaning} |")
    });
    assert_eq!(stated, rows.collect::<Vec<_>>());
}

/// What every result says comes first.
#[test]
fn the_readme_shows_the_assumptions_of_every_result() {
    let readme = read(format!("{ROOT}/README.md"));
    let head = "\n| assumption | default | other reading |\n|---|---|---|\n";
    let (_, table) = readme.split_once(head).unwrap();
    let mut keys = Vec::new();
    for line in table.lines().take_while(|line| line.starts_with('|')) {
        let words: Vec<&str> = line.split('`').collect();
        let row = ASSUMPTIONS.iter().find(|row| row.key == words[1]).unwrap();
        assert_eq!(row.default_word(), words[3], "{}", row.key);
        keys.push(row.key);
    }
    assert_eq!((keys.len(), ASSUMPTIONS.len()), (5, 14), "README says: nine more, fourteen in all");
    let of_every_result = ASSUMPTIONS.iter().filter(|row| row.read_by == ReadBy::Tenant).map(|row| row.key);
    assert_eq!(keys[..4].iter().copied().collect::<BTreeSet<_>>(), of_every_result.collect());
}

/// The help names every assumption; each is taken where it is read, by the command line as by a scenario.
#[test]
fn the_command_line_takes_the_table() {
    let help = run(["project", "--help"]).out.split_whitespace().collect::<Vec<_>>().join(" ");
    for row in ASSUMPTIONS {
        assert!(help.contains(&row.usage()), "{}: {help}", row.usage());
        let stated = format!("{}={}", row.key, row.default_word());
        let ran = run(["project", "scenarios/do-nothing.yaml", "--assume", &stated]);
        assert_eq!(ran.code, 0, "{stated}: {}", ran.err);
        let ran = run(["score", "--assume", &stated]);
        let expected = if row.read_by == ReadBy::Trials { 3 } else { 0 };
        assert_eq!(ran.code, expected, "{stated}: {}", ran.err);
        let wrong = run(["project", "scenarios/do-nothing.yaml", "--assume", &format!("{}=no", row.key)]);
        assert_eq!(wrong.code, 3, "{}", row.key);
        assert!(
            wrong.err.contains("E4011") && wrong.err.contains(&format!("`{}` is ", row.key)),
            "{}",
            wrong.err
        );
        let folder = folder();
        let text =
            format!("scenario: s\nhorizon: 30d\nassumptions: {{ {}: {} }}\n", row.key, row.default_word());
        let path = file(&folder, "s.yaml", text).display().to_string();
        assert_eq!(run(["project", &path]).code, 0, "{}", row.key);
    }
    let like = run(["project", "scenarios/do-nothing.yaml", "--assume", "new-control-per-month=3"]).err;
    assert!(like.contains("did you mean `new-controls-per-month`?"), "{like}");
}

/// A plan says everything that it rests on, and a plan by a day all that matters over its days.
#[test]
fn a_saved_plan_says_what_it_rests_on() {
    let of = |read_by: &[ReadBy]| -> Vec<(String, Value)> {
        let rows = ASSUMPTIONS.iter().filter(|row| read_by.contains(&row.read_by));
        rows.map(|row| (row.key.to_owned(), row.default_word().into())).collect()
    };
    let stated = |plan: &Value| -> Vec<(String, Value)> {
        plan["assumptions"].as_object().unwrap().clone().into_iter().collect()
    };
    let plan = ask(json!({ "question": "plan", "budget": "10h" }));
    assert_eq!(stated(&plan), of(&[ReadBy::Tenant]));
    let by = ask(json!({ "question": "plan", "by": "2026-12-01" }));
    assert_eq!(stated(&by), of(&[ReadBy::Tenant, ReadBy::Days]));
    let other =
        ask(json!({ "question": "plan", "by": "2026-12-01", "assume": { "new-controls-per-month": "2.5" } }));
    assert_eq!(other["assumptions"]["new-controls-per-month"], "2.5");
}

/// What a plan of an older version leaves open its scenario says, and where that says nothing the default holds.
#[test]
fn an_older_plan_is_judged_by_its_scenario() {
    let folder = folder();
    let text = "scenario: kept\ntenant: sample-e5\nlicences: [ { from: 2026-11-10, replace: SPE_E5, with: SPE_E3 } ]\n\
                assumptions: { on-lapse: kept }\n";
    let scenario = file(&folder, "s.yaml", text).display().to_string();
    let mut plan = ask(json!({ "question": "plan", "by": "2027-01-10", "scenario": scenario }));
    let check = |plan: &Value, scenario: &str| {
        let path = file(&folder, "p.json", plan.to_string()).display().to_string();
        run(["check", &path, "--scenario", scenario]).code
    };
    let lost = file(&folder, "lost.yaml", text.replace("kept }", "lost }")).display().to_string();
    // What the plan says counts over what its scenario says now.
    assert_eq!((check(&plan, &scenario), check(&plan, &lost)), (0, 0));
    for key in ["on-lapse", "lapse-after", "new-controls-per-month"] {
        assert!(plan["assumptions"].as_object_mut().unwrap().remove(key).is_some());
    }
    assert_eq!((check(&plan, &scenario), check(&plan, &lost)), (0, 1));
}
