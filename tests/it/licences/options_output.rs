//! `licences` from the command line.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::licences::options::{LAB, lab_tenant};
use crate::support::{ask, file, folder, hundredths, program, run};

/// What an option shows, without what only names it.
fn nameless(option: &Value) -> Value {
    let mut option = option.clone();
    for key in ["name", "skus", "yearly_cost", "yearly_difference", "cost_per_point", "redundant", "dropped"]
    {
        option.as_object_mut().unwrap().remove(key);
    }
    option
}

fn ids(value: &Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// E3 to E5 on the sample that is built in: the day of the licence brings what the licence triggers, deploying brings
/// the dip.
#[test]
fn e3_to_e5_dips_when_it_is_deployed_and_not_when_it_is_bought() {
    let shown = ask(json!({ "question": "licences", "options": ["SPE_E5"] }));
    assert_eq!(shown["schema"], "scoreplan/licences/1");
    let (owned, e5) = (&shown["as_it_is"], &shown["options"][0]);
    let by_licence = ids(&e5["newly"]["by_licence"]);
    let catalogue = ask(json!({ "question": "catalogue-list" }));
    let entering: Vec<&Value> = catalogue["controls"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|control| by_licence.contains(control["id"].as_str().unwrap()))
        .collect();
    assert_eq!(entering.len(), by_licence.len());
    for control in &entering {
        let condition = control["visible_when"].as_str().unwrap();
        for fact in ["onboarded", "sensors", "connector"] {
            assert!(!condition.contains(fact), "{control}");
        }
    }
    let worth: i64 = entering
        .iter()
        .filter(|control| !control["max"].is_null())
        .map(|control| hundredths(&control["max"]))
        .sum();
    assert_eq!(hundredths(&e5["max"]) - hundredths(&owned["max"]), worth);
    assert!(ids(&e5["newly"]["by_deployment"]).len() > 100);
    assert_eq!(e5["falls"], true);
    let (low, before) = (hundredths(&e5["low"]["percent"]), hundredths(&e5["day_before_percent"]));
    assert!(low < before - 1_000 && low < hundredths(&e5["day0_percent"]));
    assert!(e5["low"]["date"].as_str().unwrap() > e5["from"].as_str().unwrap());
    assert!(e5["recovered_on"].as_str().is_none_or(|day| day > e5["low"]["date"].as_str().unwrap()));
    // What is owned neither dips nor changes.
    assert_eq!(owned["falls"], false);
    assert_eq!(hundredths(&owned["points_unlocked"]["by_work"]), 0);
    assert_eq!(hundredths(&owned["yearly_difference"]), 0);
    // Seats of E5 cost 60 a month and those of E3 39.
    assert_eq!(hundredths(&e5["yearly_difference"]), 1_200 * 12 * 2_100);
}

/// A higher edition of what is there asks nothing more, and lets more be earned.
#[test]
fn a_pure_edition_upgrade_changes_no_maximum() {
    let shown = ask(json!({ "question": "licences", "options": ["SPE_E3+AAD_PREMIUM_P2"] }));
    let (owned, p2) = (&shown["as_it_is"], &shown["options"][0]);
    assert_eq!(p2["max"], owned["max"]);
    assert_eq!(p2["deployed"]["max"], owned["deployed"]["max"]);
    assert_eq!(ids(&p2["newly"]["by_licence"]), BTreeSet::new());
    let entitled = ids(&p2["newly"]["entitled"]);
    assert!(entitled.contains("SigninRiskPolicy") && entitled.contains("UserRiskPolicy"), "{entitled:?}");
    // On the sample their risk is accepted for want of this licence, and plans leave them alone.
    assert!(ids(&p2["newly"]["risk_accepted"]).contains("UserRiskPolicy"));
    assert!(p2["entitled_controls"].as_i64() > owned["entitled_controls"].as_i64());
}

/// The figures of time are those of the projection of the same scenario, read day by day.
#[test]
fn the_course_is_that_of_the_projection() {
    let file = "scenarios/e5-in-january.yaml";
    let option = &ask(json!({ "question": "licences", "scenarios": [file] }))["options"][0];
    let projected = &ask(json!({ "question": "project", "scenarios": [file] }))["scenarios"][0];
    let series: Vec<(&str, i64, i64)> = projected["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| {
            (point["date"].as_str().unwrap(), hundredths(&point["points"]), hundredths(&point["max"]))
        })
        .collect();
    let rounded = |(_, points, max): (&str, i64, i64)| (points * 20_000 + max) / (2 * max);
    let on = |day: &str| *series.iter().rfind(|(date, ..)| *date <= day).unwrap();
    assert_eq!(option["from"], "2027-01-15");
    let before = on("2027-01-14");
    assert_eq!(hundredths(&option["day_before_percent"]), rounded(before));
    assert_eq!(hundredths(&option["day0_percent"]), rounded(on("2027-01-15")));
    assert_eq!(hundredths(&option["day90_percent"]), rounded(on("2027-04-15")));
    assert_eq!(hundredths(&option["end"]["percent"]), rounded(*series.last().unwrap()));
    let after = || series.iter().filter(|(date, ..)| *date >= "2027-01-15");
    // Compared as exact ratios.
    let low = after().min_by(|a, b| (a.1 * b.2).cmp(&(b.1 * a.2))).unwrap();
    assert_eq!(option["low"]["date"], low.0);
    assert_eq!(hundredths(&option["low"]["percent"]), rounded(*low));
    let back = after().find(|point| point.0 > low.0 && point.1 * before.2 >= before.1 * point.2);
    assert_eq!(option["recovered_on"].as_str(), back.map(|point| point.0));
}

/// The same licences from a file and from the command line.
#[test]
fn a_scenario_file_and_an_option_say_the_same() {
    let folder = folder();
    for name in ["do-nothing.yaml", "remediate-owned.yaml"] {
        let text = crate::support::read(format!("scenarios/{name}"));
        file(&folder, name, text);
    }
    let own = "scenario: mine\nextends: remediate-owned.yaml\nlicences:\n  - { from: 2027-01-15, replace: SPE_E3, with: SPE_E5 }\n";
    let own = file(&folder, "mine.yaml", own).display().to_string();
    let base = folder.path().join("remediate-owned.yaml").display().to_string();
    let shown = ask(
        json!({ "question": "licences", "scenarios": [own], "options": ["SPE_E5"], "from": "2027-01-15", "scenario": base }),
    );
    let options = shown["options"].as_array().unwrap();
    assert_eq!(nameless(&options[0]), nameless(&options[1]));
}

/// Both readings stand side by side, and each is what asking for it alone gives.
#[test]
fn both_readings_are_the_two_single_ones() {
    let reading = |word: &str| {
        ask(json!({ "question": "licences", "options": ["SPE_E5"], "assume": { "visibility": word } }))
    };
    let (both, product, plan) = (reading("both"), reading("product"), reading("plan"));
    assert_eq!(both["options"], product["options"]);
    assert_eq!(both["other_reading"]["options"], plan["options"]);
    assert_eq!(both["other_reading"]["visibility"], "plan");
    assert_eq!(product["other_reading"], Value::Null);
    assert_eq!(both["as_it_is"], product["as_it_is"]);
    let entering = |shown: &Value| ids(&shown["options"][0]["newly"]["by_licence"]);
    assert!(entering(&product).is_subset(&entering(&plan)));
    let text = run(["licences", "--option", "SPE_E5", "--assume", "visibility=both"]).out;
    assert!(text.contains("visibility: product.") && text.contains("visibility: plan."));
}

/// Every word that can be wrong is found, at its place, and all at once.
#[test]
fn what_can_not_be_bought_is_said() {
    let refused = |arguments: &[&str], codes: &[&str], words: &[&str]| {
        let ran = run(["licences"].iter().chain(arguments));
        assert_eq!(ran.code, 3, "{arguments:?}: {}", ran.err);
        assert!(ran.out.is_empty());
        for word in codes.iter().chain(words) {
            assert!(ran.err.contains(word), "{arguments:?}: {word}: {}", ran.err);
        }
    };
    refused(&["--option", "SPE_E55"], &["E4002"], &["did you mean `SPE_E5`?"]);
    refused(&["--option", ""], &["E4002"], &["names no SKU"]);
    refused(&["--option", "SPE_E5++SPE_E3"], &["E4002"], &[]);
    refused(&["--option", "SPE_E5:0"], &["E1107"], &["no number of seats"]);
    refused(&["--option", "SPE_E5:-5"], &["E1107"], &[]);
    refused(&["--option", "SPE_E5:99999999999999999999"], &["E1107"], &[]);
    refused(&["--option", "SPE_E5:20@admin"], &["E4021"], &["did you mean `admins`?"]);
    refused(&["--option", "SPE_E5+SPE_E5"], &["E4020"], &["twice"]);
    refused(&["--option", "SPE_E3+SPE_E5"], &["E1107"], &["second suite"]);
    refused(&["--option", "SPE_E3+SPE_E5:1200"], &["E1107"], &["no seat is left"]);
    refused(&["--option", "SPB"], &["E4009"], &["at most 300"]);
    refused(
        &["--option", "SPE_E3+Microsoft_Cloud_App_Security_App_Governance_Add_On"],
        &["E4031"],
        &["`SPE_E5`"],
    );
    refused(
        &["--option", "SPE_E55", "--option", "SPE_E5:0", "--option", "SPB"],
        &["E4002", "E1107", "E4009"],
        &[],
    );
    refused(&["--option", "SPE_E5", "--option", "SPE_E5"], &["E1107"], &["two options"]);
    refused(&["--option", "SPE_E5", "--from", "2026-01-01"], &["E4007"], &["--from"]);
    refused(&["--option", "SPE_E5", "--from", "2029-01-01"], &["E1107"], &["after the last day"]);
    refused(&["--option", "SPE_E5", "--assume", "visibility=bot"], &["E4011"], &[]);
    // Options are not the search for the best.
    let ran = run(["licences", "--option", "SPE_E5", "--frontier"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    // More seats than people are bought by many, and earn nothing.
    let ran = run(["licences", "--option", "SPE_E3:1180+SPE_E5:20@admins"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("W4020") && ran.err.contains("20 seats of `SPE_E5` for 14 admins"),
        "{}",
        ran.err
    );
}

/// An export without SKUs is what pre-sales people often get.
#[test]
fn what_is_owned_can_be_said() {
    let folder = folder();
    let overlay = file(&folder, "lab.yaml", LAB).display().to_string();
    let without = lab_tenant().without_licence("LAB_NONE").tenant();
    assert!(!without.contains("licences"));
    let without = file(&folder, "without.yaml", without).display().to_string();
    let with = file(&folder, "with.yaml", lab_tenant().tenant()).display().to_string();
    let ask = |tenant: &str, more: &[&str]| {
        let all = [
            "licences",
            "--catalogue",
            &overlay,
            "--option",
            "LAB_SMALL",
            "--tenant",
            tenant,
            "--format",
            "json",
        ];
        run(all.iter().chain(more))
    };
    let ran = ask(&without, &[]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("E4030") && ran.err.contains("--owned"), "{}", ran.err);
    let [said, exported] = [ask(&without, &["--owned", "LAB_NONE"]), ask(&with, &[])]
        .map(|ran| serde_json::from_str::<Value>(&ran.out).unwrap());
    assert_eq!(said["options"], exported["options"]);
    assert_eq!(said["as_it_is"], exported["as_it_is"]);
    assert_eq!(ask(&without, &["--owned", "LAB_NON"]).code, 3);
}

/// One option or seven, the lines fit; other formats hold all of it.
#[test]
fn options_fit_a_terminal_and_a_spreadsheet() {
    let many = [
        "SPE_E5",
        "SPE_E3+AAD_PREMIUM_P2",
        "SPE_E3+IDENTITY_THREAT_PROTECTION",
        "SPE_E3:1180+SPE_E5:20@admins",
        "SPE_F1",
        "ENTERPRISEPACK",
    ];
    let options: Vec<&str> = many.iter().flat_map(|option| ["--option", option]).collect();
    let with = |more: &[&str]| {
        let ran = run(["licences"].iter().chain(&options).chain(more));
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran
    };
    let text = with(&["--controls"]).out;
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(text.contains("F: SPE_F1 from 2026-11-01: SPE_F1:1200"), "{text}");
    assert!(text.lines().any(|line| line.starts_with(" figure") && line.contains('G')));
    let markdown = with(&["--format", "md"]).out;
    assert!(markdown.contains("| figure | A | B | C | D | E | F | G |"));
    let csv = with(&["--format", "csv"]).out;
    assert!(csv.contains("figure,A,B,C,D,E,F,G") && csv.contains("available-in-higher-suite"));
    let shown: Value = serde_json::from_str(&with(&["--format", "json"]).out).unwrap();
    for option in shown["options"].as_array().unwrap() {
        let counted: i64 =
            option["statuses"].as_object().unwrap().values().map(|n| n.as_i64().unwrap()).sum();
        let name = option["name"].as_str().unwrap();
        let listed = shown["controls"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|control| control["status"][name].is_string());
        assert_eq!(counted, i64::try_from(listed.count()).unwrap(), "{name}");
    }
    // A suite without Exchange takes what it protected out of the score, and says so.
    let smaller = &shown["options"][5];
    assert_eq!(smaller["name"], "ENTERPRISEPACK");
}

/// A smaller suite takes rows out of the score: the percentage rises, and that is no gain.
#[test]
fn a_downgrade_is_no_improvement() {
    let shown = ask(json!({ "question": "licences", "tenant": "sample-e5", "options": ["SPE_E3"] }));
    let (owned, e3) = (&shown["as_it_is"], &shown["options"][0]);
    assert!(hundredths(&e3["day0_percent"]) > hundredths(&owned["day0_percent"]));
    assert!(hundredths(&e3["points_unlocked"]["at_once"]) < 0 && !ids(&e3["newly"]["left"]).is_empty());
    let text = run(["licences", "--tenant", "sample-e5", "--option", "SPE_E3"]).out;
    assert!(text.contains("percentage up, protection down"));
}

/// Owned and not used: onboarding has not begun where E5 is owned and nothing deployed.
#[test]
fn what_is_owned_and_not_used_is_listed() {
    let shown = ask(json!({ "question": "licences", "options": ["SPE_E5"] }));
    let unused = shown["options"][0]["owned_unused"].as_array().unwrap();
    let of = |plan: &str| unused.iter().find(|entry| ids(&entry["plans"]).contains(plan));
    let endpoint = of("WINDEFATP").unwrap();
    assert!(ids(&endpoint["not_deployed"]).contains("onboarded.windows"));
    assert_eq!(endpoint["owned_before"], false);
    assert!(endpoint["controls"].as_i64().unwrap() > 100);
    // Its rows are in use on the sample that has deployed it.
    let deployed = ask(json!({ "question": "licences", "tenant": "sample-e5" }));
    let unused = deployed["as_it_is"]["owned_unused"].as_array().unwrap();
    assert!(!unused.iter().any(|entry| ids(&entry["plans"]).contains("WINDEFATP")), "{unused:?}");
}

#[test]
fn threads_change_no_byte_of_the_options() {
    let with = |threads: &str| {
        let mut command = program();
        command.env("RAYON_NUM_THREADS", threads);
        let options =
            ["licences", "--option", "SPE_E5", "--option", "SPE_E3+AAD_PREMIUM_P2", "--format", "json"];
        command.args(options).output().unwrap().stdout
    };
    let one = with("1");
    assert!(one.len() > 10_000);
    assert_eq!(one, with("3"));
}
