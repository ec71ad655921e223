//! What a person gives is honoured, or it is said that it is not.

use serde_json::{Value, json};

use crate::support::{ROOT, ask, ask_with_findings, attempt, file, folder, read, run, with};

fn export(name: &str) -> String {
    format!("{ROOT}/tests/fixtures/export/{name}")
}

/// What is imported on the way is the tenant that `import` would have written.
#[test]
fn every_verb_takes_exports_as_a_tenant() {
    let exports = folder();
    for name in ["scores.json", "profiles-1.json", "profiles-2.json", "skus.json"] {
        file(&exports, name, read(export(name)));
    }
    let folder = folder();
    let imported = ask(json!({ "question": "import", "paths": [exports.path()] }));
    let tenant = file(&folder, "tenant.yaml", imported["tenant"].as_str().unwrap());
    let scenario = file(&folder, "s.yaml", "scenario: s\nhorizon: 30d\nremediate: { order: rank }\n");
    for question in [
        json!({ "question": "score" }),
        json!({ "question": "rank" }),
        json!({ "question": "plan", "budget": "20h" }),
        json!({ "question": "explain", "name": "OneAdmin" }),
        json!({ "question": "project", "scenarios": [scenario] }),
    ] {
        let of = |tenant: Value| {
            let mut answer = ask(with(question.clone(), json!({ "tenant": tenant })));
            let fields = answer.as_object_mut().unwrap();
            // What was said when the file was written is said again, and the tenant has the name that was typed.
            fields.remove("findings");
            fields.remove("tenant");
            if let Some(scenarios) = fields.get_mut("scenarios").and_then(Value::as_array_mut) {
                scenarios.iter_mut().for_each(|one| drop(one.as_object_mut().unwrap().remove("findings")));
            }
            answer
        };
        assert_eq!(of(json!(exports.path())), of(json!(tenant)), "{question}");
    }
}

/// The exports of a folder are those of one tenant, and what is stated of its licences goes into the tenant file.
#[test]
fn a_folder_is_checked_as_one_tenant() {
    let exports = folder();
    for name in ["scores.json", "profiles-1.json", "profiles-2.json", "skus.json"] {
        file(&exports, name, read(export(name)));
    }
    let question = json!({ "question": "check", "files": [exports.path()], "min_score": 30 });
    let answer = ask(question.clone());
    assert_eq!((&answer["ok"], &answer["plans"]), (&json!(true), &json!([])), "{answer}");
    assert_eq!(attempt(with(question, json!({ "min_score": 40 }))).unwrap().1["ok"], false);
    let table = format!("{ROOT}/tests/fixtures/portal/en.csv");
    let import = json!({ "question": "import", "paths": [table], "as_of": "2026-11-02", "owned": "Business Premium:20" });
    let tenant = ask(import)["tenant"].as_str().unwrap().to_owned();
    assert!(tenant.contains("{ sku: SPB, enabled: 20"), "{tenant}");
}

/// A table carries no day: `--as-of` gives it, and is today.
#[test]
fn the_day_gives_a_table_its_day() {
    let table = format!("{ROOT}/tests/fixtures/portal/en.csv");
    let score = json!({ "question": "score", "tenant": table, "as_of": "2026-11-05" });
    let score = ask(score);
    assert_eq!(score["date"], "2026-11-05");
    let said = score["findings"].as_array().unwrap();
    assert!(said.iter().all(|finding| finding["code"] != "N1014"), "{said:?}");
}

#[test]
fn another_kind_of_file_is_no_tenant() {
    let folder = folder();
    for (name, text, what) in [
        ("s.yaml", "scenario: s\n", "a scenario"),
        ("p.yaml", "currency: EUR\nprices: []\n", "a price file"),
        ("b.yaml", "colours: { accent: '#112233' }\n", "a brand"),
        ("a.json", "{\"schema\": \"scoreplan/score/1\"}", "an answer of this program"),
    ] {
        let path = file(&folder, name, text);
        let refused = attempt(json!({ "question": "rank", "tenant": path })).unwrap_err();
        assert!(refused.contains("E1111") && refused.contains(what), "{refused}");
    }
}

/// A status in a tenant file moves no points, and says so once for all of a kind.
#[test]
fn a_status_that_contradicts_its_score_is_named() {
    let tenant = |rows: &str| {
        format!(
            "tenant: {{ snapshot-date: 2026-11-01 }}\ncontrols:\n  - {{ id: AdminMFAV2, score: 1, max: 10 }}\n{rows}"
        )
    };
    let said = |rows: &str| {
        let question = json!({ "question": "score", "tenant": "t.yaml" });
        let (_, findings) = ask_with_findings([("t.yaml", tenant(rows))], question);
        findings.lines().filter(|line| line.starts_with("W3022")).map(str::to_owned).collect::<Vec<_>>()
    };
    let done = said(
        "  - { id: SigninRiskPolicy, score: 0, max: 7, status: Completed }\n  \
           - { id: UserRiskPolicy, score: 3, status: Resolved through third party }\n",
    );
    assert_eq!(done.len(), 1);
    assert!(
        done[0].contains("`SigninRiskPolicy` is `Completed` with 0.00 of 7.00 points, and 1 more like it"),
        "{done:?}"
    );
    let open = said("  - { id: OneAdmin, score: 1, max: 1, status: Planned }\n");
    assert!(open[0].contains("`OneAdmin` is `Planned` with all its 1.00 points"), "{open:?}");
    for fine in [
        "  - { id: OneAdmin, score: 1, max: 1, status: Completed }\n",
        "  - { id: SigninRiskPolicy, score: 0, max: 7, status: Planned }\n",
        "  - { id: SigninRiskPolicy, score: 0, max: 7, status: Risk accepted }\n",
        "  - { id: SigninRiskPolicy, score: 0, max: 7, status: Completed, status-origin: exported }\n",
    ] {
        assert!(said(fine).is_empty(), "{fine}");
    }
}

/// Everything that lies beyond the horizon is one finding.
#[test]
fn what_is_dated_after_the_horizon_is_said_once() {
    let text = "scenario: far\nhorizon: 30d\nlicences:\n  - { from: 2027-06-01, replace: SPE_E3, with: SPE_E5 }\n\
                goal: { score: 50%, by: 2027-06-01 }\nfacts:\n  - { from: 2027-06-01, set: { hybrid: false } }\n\
                status:\n  - { control: aad_third_party_apps, set: Risk accepted, from: 2027-06-01 }\n\
                dates:\n  - { control: MFARegistrationV2, earliest: 2027-06-01 }\n\
                remediate: { order: rank, from: 2027-06-01 }\n";
    let question = json!({ "question": "project", "scenarios": ["s.yaml"] });
    let (_, findings) = ask_with_findings([("s.yaml", text)], question);
    let late: Vec<&str> = findings.lines().filter(|line| line.contains("after the horizon")).collect();
    assert_eq!(late.len(), 1, "{findings}");
    let says =
        "6 dates lie after the horizon of 2026-12-01: the first work on 2027-06-01, a change of licences on";
    assert!(late[0].contains(says) && late[0].contains("and 1 more"), "{late:?}");
}

#[test]
fn what_nothing_reads_is_said() {
    let sample = format!("{ROOT}/scenarios/sample-e3.yaml");
    for (more, flag) in [
        (json!({ "tenant": "sample-e5" }), "--tenant"),
        (json!({ "scenario": "s.yaml" }), "--scenario"),
        (json!({ "backlog": "list.csv" }), "--backlog"),
        (json!({ "as_of": "2026-12-01" }), "--as-of"),
    ] {
        let answer = ask(with(json!({ "question": "check", "files": [sample] }), more));
        let said = answer["findings"].to_string();
        assert!(said.contains(&format!("`{flag}` checks none of the files")), "{said}");
    }
    let plan =
        ask(json!({ "question": "plan", "must": ["OneAdmin"], "never": ["scid_2010"], "budget": "10h" }));
    let said = plan["findings"].to_string();
    assert!(said.contains("`must` moves nothing for OneAdmin: it is done already"), "{said}");
    assert!(said.contains("`never` moves nothing for scid_2010"), "{said}");
    let prices = format!("{ROOT}/tests/fixtures/schema/prices.yaml");
    let output = folder();
    let page = output.path().join("tasks.jira.csv");
    let ran = run(["report", "--title", "T", "--prices", prices.as_str(), "-o", page.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("`title` changes nothing") && ran.err.contains("`prices` changes nothing"));
}

/// The scores that are compared with `--min-score` rest on the assumptions that are given.
#[test]
fn a_checked_score_keeps_to_its_assumptions() {
    let tenant = "tenant: { snapshot-date: 2026-11-01 }\ncontrols:\n  - { id: OneAdmin, score: 1, max: 1 }\n  \
                  - { id: own_of_unknown_maximum, score: 0 }\n";
    let folder = folder();
    let path = file(&folder, "t.yaml", tenant).display().to_string();
    assert_eq!(run(["check", &path, "--min-score", "60"]).code, 0);
    assert_eq!(run(["check", &path, "--min-score", "60", "--assume", "unknown-max=5"]).code, 1);
}

#[test]
fn a_flag_of_another_verb_names_its_verbs() {
    for (arguments, tip) in [
        (vec!["score", "--budget", "10h"], "`--budget` is an option of `plan`, `licences`, `report`"),
        (vec!["rank", "--movements=3"], "`--movements` is an option of `project`"),
        (vec!["import", "x", "--verbose"], "`--verbose` is an option of `catalogue lint`"),
    ] {
        let ran = run(&arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.err.contains(tip), "{arguments:?}: {}", ran.err);
    }
    let ran = run(["score", "--nothing-of-this-name"]);
    assert!(ran.code == 2 && !ran.err.contains("is an option of"), "{}", ran.err);
    // A percentage is looked for with --best, and never left aside.
    let ran = run(["licences", "--option", "SPE_E5", "--target", "60"]);
    assert!(ran.code == 2 && ran.err.contains("--best"), "{}", ran.err);
}
