//! Anonymised files have the same figures, and nothing that a second pass would remove.

use std::sync::OnceLock;

use scoreplan::diag::{Code, Findings};
use scoreplan::load::anonymise::{Anonymised, anonymise};
use scoreplan::load::samples;
use scoreplan::load::source::Source;
use scoreplan::model::Catalogue;
use serde_json::{Value, json};

use crate::support::{ROOT, Ran, ask, file, files, folder, read, run, with, with_overlay};

/// The built-in catalogue, once.
pub(crate) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| with_overlay(""))
}

pub(crate) fn fixture(name: &str) -> String {
    format!("{ROOT}/tests/fixtures/{name}")
}

/// Some texts made anonymous together.
pub(crate) fn made(texts: &[&str]) -> Result<Anonymised, Vec<Code>> {
    let sources: Vec<Source> =
        texts.iter().enumerate().map(|(n, text)| Source::from_text(&format!("f{n}"), text)).collect();
    let mut findings = Findings::new();
    let made = anonymise(&sources, catalogue(), &mut findings);
    made.ok_or_else(|| findings.iter().map(|finding| finding.code).collect())
}

/// What a run left out, by its words.
fn left_out(ran: &Ran) -> Vec<(&str, usize)> {
    assert_eq!(ran.code, 0, "{}", ran.err);
    let rows = ran.err.lines().filter_map(|line| line.trim().rsplit_once("  "));
    rows.filter_map(|(what, number)| Some((what.trim(), number.trim().parse().ok()?))).collect()
}

/// Every fixture of every shape: the same score, the same bytes the second time, and nothing left to find.
#[test]
fn every_shape_gives_the_same_score_and_a_second_pass_changes_nothing() {
    let folder = folder();
    let e3 = file(&folder, "e3.yaml", samples::SAMPLES[0].1).display().to_string();
    let utf16 = format!("\u{feff}{}", read(fixture("portal/fr.csv")));
    let utf16: Vec<u8> = utf16.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16 = file(&folder, "utf16.csv", utf16).display().to_string();
    let cases = [
        (fixture("export/scores.json"), "json", true),
        (fixture("export/powershell.json"), "json", true),
        (fixture("export/profiles-1.json"), "json", false),
        (fixture("export/profiles-2.json"), "json", false),
        (fixture("export/skus.json"), "json", false),
        (fixture("portal/en.csv"), "csv", true),
        (fixture("portal/de.csv"), "csv", true),
        (fixture("portal/fr.csv"), "csv", true),
        (utf16, "csv", true),
        (e3, "yaml", true),
    ];
    for (path, ending, scored) in cases {
        let once = folder.path().join(format!("once.{ending}")).display().to_string();
        let twice = folder.path().join(format!("twice.{ending}")).display().to_string();
        let ran = run(["anonymise", &path, "-o", &once]);
        assert!(!left_out(&ran).is_empty(), "{path}: {}", ran.err);
        assert_eq!(ran.err.contains("Proven: the score is"), scored, "{path}: {}", ran.err);
        assert_eq!(ran.out, "", "{path}");
        let ran = run(["anonymise", &once, "-o", &twice]);
        assert_eq!(left_out(&ran), [("nothing", 0)], "{path}: {}", ran.err);
        assert_eq!(read(&once), read(&twice), "{path}");
        if scored {
            assert_eq!(score_of(&path, &folder), score_of(&once, &folder), "{path}");
        }
    }
}

/// Points, maximum, views and products of a file, by way of a tenant file where it is none.
fn score_of(path: &str, folder: &tempfile::TempDir) -> Value {
    let mut tenant = path.to_owned();
    if !path.ends_with("yaml") {
        tenant = folder.path().join("t.yaml").display().to_string();
        let ran = run(["import", path, "-o", &tenant, "--as-of", "2026-11-02"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let mut score = ask(json!({ "question": "score", "tenant": tenant }));
    let fields = score.as_object_mut().unwrap();
    // Findings name what was renamed.
    fields.retain(|key, _| !["tenant", "findings"].contains(&key.as_str()));
    score
}

/// The whole planner says the same of an anonymised tenant: order, plan, projection.
#[test]
fn plans_are_the_same_from_an_anonymised_tenant() {
    let folder = folder();
    for (name, text) in samples::SAMPLES {
        let noted = text.replacen(
            ", score: ",
            ", assigned-to: s.brandt@example.com, comment: \"after the audit\", score: ",
            1,
        );
        let before = file(&folder, &format!("{name}.yaml"), &noted).display().to_string();
        let after = folder.path().join(format!("{name}-a.yaml")).display().to_string();
        let ran = run(["anonymise", &before, "-o", &after]);
        let left = left_out(&ran);
        assert!(
            left.iter().any(|(what, number)| *what == "names and mail addresses" && *number > 0),
            "{left:?}"
        );
        assert!(!read(&after).contains('@') && !read(&after).contains("after the audit"));
        for question in [json!({ "question": "rank" }), json!({ "question": "plan", "budget": "120h" })] {
            let steps =
                |tenant: &str| ask(with(question.clone(), json!({ "tenant": tenant })))["steps"].clone();
            assert!(steps(&before).as_array().unwrap().len() > 3, "{name} {question}");
            assert_eq!(steps(&before), steps(&after), "{name} {question}");
        }
        let line = |tenant: &str| {
            let scenario = format!("{ROOT}/scenarios/remediate-owned.yaml");
            let result = ask(json!({ "question": "project", "scenarios": [scenario], "tenant": tenant }));
            result["scenarios"][0]["series"].clone()
        };
        assert!(line(&before).as_array().unwrap().len() > 3, "{name}");
        assert_eq!(line(&before), line(&after), "{name}");
    }
}

/// An answer without the name of its tenant, and without findings, which name files.
fn nameless(question: &Value, tenant: &str) -> Value {
    let mut answer = ask(with(question.clone(), json!({ "tenant": tenant })));
    answer.as_object_mut().unwrap().retain(|key, _| !["tenant", "findings"].contains(&key.as_str()));
    answer
}

/// All of `licences` says the same of an anonymised tenant file, to the last field.
#[test]
fn licences_are_the_same_from_an_anonymised_tenant() {
    let folder = folder();
    let both = json!({ "question": "licences", "options": ["SPE_E5", "SPE_E3:1180+SPE_E5:20@admins"],
        "assume": { "visibility": "both" }, "renewal": "2027-06-30", "labour_rate": 90 });
    let scenario = format!("{ROOT}/scenarios/p2-trial-for-admins.yaml");
    // Comments are left out, and with them what they say of a tool: its controls are listed.
    let retired = "scenario: back\nlicences:\n  - { from: 2027-01-15, replace: SPE_E5, with: SPE_E3 }\nretire-tool:\n  - { tool: bastion, from: 2027-03-01, controls: [aad_sign_in_freq_session_timeout] }\n";
    let retired = file(&folder, "back.yaml", retired);
    let of_e3 = [
        both,
        json!({ "question": "licences", "scenarios": [scenario] }),
        json!({ "question": "licences-best", "target": "95%" }),
        json!({ "question": "licences-frontier", "budget_money": 640_000, "budget": "120h" }),
    ];
    let of_e5 = [
        json!({ "question": "licences", "options": ["SPE_E3"] }),
        json!({ "question": "licences", "scenarios": [retired] }),
    ];
    for ((name, text), questions) in samples::SAMPLES.iter().zip([&of_e3[..], &of_e5[..]]) {
        let before = file(&folder, &format!("{name}.yaml"), text).display().to_string();
        let after = folder.path().join(format!("{name}-a.yaml")).display().to_string();
        assert_eq!(run(["anonymise", &before, "-o", &after]).code, 0);
        for question in questions {
            assert!(nameless(question, &before) == nameless(question, &after), "{question}");
        }
    }
}

/// The same of exports: what is imported from anonymised ones is evaluated alike.
#[test]
fn licences_are_the_same_from_anonymised_exports() {
    let folder = folder();
    let exports =
        ["scores.json", "profiles-1.json", "skus.json"].map(|name| fixture(&format!("export/{name}")));
    for name in &exports {
        let text = read(name);
        file(&folder, &format!("in/{}", name.rsplit('/').next().unwrap()), text);
    }
    let [given, made] = ["in", "out"].map(|name| folder.path().join(name).display().to_string());
    let ran = run(["anonymise", &given, "-o", &made]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let tenants = [&given, &made].map(|from| {
        let tenant = format!("{from}.yaml");
        assert_eq!(run(["import", from, "-o", &tenant]).code, 0);
        tenant
    });
    let question = json!({ "question": "licences", "options": ["SPE_E5", "SPE_E3+AAD_PREMIUM_P2"] });
    // The control that nobody but this tenant has has a number for its name.
    let [before, after] = tenants.map(|tenant| {
        let mut answer = nameless(&question, &tenant);
        let controls = answer["controls"].as_array_mut().unwrap();
        let is_own = |id: &str| id == "own_unheard_of" || id == "control-1";
        let all = controls.len();
        controls.retain(|control| !is_own(control["id"].as_str().unwrap()));
        assert_eq!(controls.len(), all - 1);
        answer
    });
    assert!(before == after);
    assert!(before["options"][0]["skus"].is_array());
}

/// One name has one number in all files of a folder, or its profile would lose its score: the maximum of the control
/// that nobody knows stands in its profile alone.
#[test]
fn a_folder_keeps_its_files_together() {
    let exports = folder();
    let scores = json!({"id": "t_2026-03-02", "controlScores": [
        {"controlName": "own_thing", "score": 2}, {"controlName": "mdo_own", "score": 1},
        {"controlName": "AdminMFAV2", "score": 5}]});
    let profiles = json!([
        {"id": "mdo_own", "azureTenantId": "t", "title": "Ours", "maxScore": 3, "controlCategory": "Apps",
            "controlStateUpdates": [{"state": "ThirdParty", "assignedTo": "x@example.com"}]},
        {"id": "own_thing", "azureTenantId": "t", "title": "Ours too", "maxScore": 8, "controlCategory": "Apps"}]);
    file(&exports, "contoso-b.json", scores.to_string());
    file(&exports, "contoso-a.json", profiles.to_string());
    file(&exports, "list.csv", read(fixture("plan-list.csv")));
    file(
        &exports,
        "portal.csv",
        "Recommended action,Points achieved\nOurs,1/3\nEnsure MailTips are enabled for end users,3/3\n",
    );
    let out = folder();
    let once = out.path().join("new/once");
    let twice = out.path().join("twice");
    let ran = run(["anonymise", exports.path().to_str().unwrap(), "-o", once.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("the score is 8.00 of 21.00 points"), "{}", ran.err);
    assert!(ran.err.contains("Left aside, as it is everybody's: ") && ran.err.contains("list.csv"));
    assert!(ran.err.contains("--as-of 2"), "{}", ran.err);
    assert_eq!(files(&once), ["01-export.json", "02-export.json", "03-portal.csv"]);
    let texts: Vec<String> = files(&once).iter().map(|name| read(once.join(name))).collect();
    // Numbers follow the files as they are read: the profiles first.
    assert!(texts[0].contains("\"mdo_control-1\"") && texts[0].contains("\"control-2\""), "{}", texts[0]);
    assert!(texts[1].contains("\"mdo_control-1\"") && texts[1].contains("\"control-2\""), "{}", texts[1]);
    assert!(texts[2].contains("Recommended action 1,1.00/3.00"), "{}", texts[2]);
    assert!(texts[0].contains("\"Recommended action 1\""), "{}", texts[0]);
    let ran = run(["anonymise", once.to_str().unwrap(), "-o", twice.to_str().unwrap()]);
    assert_eq!(left_out(&ran), [("nothing", 0)]);
    for name in files(&once) {
        assert_eq!(read(once.join(&name)), read(twice.join(&name)), "{name}");
    }
    // Files of another tenant must not get among these.
    let ran = run(["anonymise", exports.path().to_str().unwrap(), "-o", twice.to_str().unwrap()]);
    assert!(ran.code == 3 && ran.err.contains("E1017"), "{}", ran.err);
    let ran = run(["anonymise", exports.path().to_str().unwrap(), "-o", exports.path().to_str().unwrap()]);
    assert!(ran.code == 3 && ran.err.contains("E1012"), "{}", ran.err);
}

/// By hand: what each name becomes.
#[test]
fn names_become_numbers_and_known_names_stay() {
    let scores = json!({"id": "c0ffee00-0000-0000-0000-00000000000a_2026-03-02", "controlScores": [
        {"controlName": "11770.MDA_Google_EnableTwoFactorAuth", "score": 1, "controlCategory": "apps"},
        {"controlName": "912.MDA_Google_EnableTwoFactorAuth", "score": 1, "controlCategory": "Contoso"},
        {"controlName": "scid_98765", "score": 1},
        {"controlName": "scid_contoso", "score": 1},
        {"controlName": "aad_phishing_MFA_contoso", "score": 1},
        {"controlName": "Contoso", "score": 1},
        {"controlName": "control-4711", "score": 1}]});
    let skus = json!([
        {"id": "c0ffee00-0000-0000-0000-00000000000a_1", "skuPartNumber": "SPE_E3", "prepaidUnits": {"enabled": 3}},
        {"skuPartNumber": "CONTOSO_ALL", "prepaidUnits": {"enabled": 4}, "capabilityStatus": "Suspended",
            "servicePlans": [{"servicePlanName": "AAD_PREMIUM"}, {"servicePlanName": "CONTOSO_PLAN"},
                {"servicePlanName": "CONTOSO_FOR_AGENTS"}]}]);
    let portal = "Recommended action,Points achieved,Product\n\
        Enable multi-factor authentication (MFA) (App: Contoso Nord),0/7,GitHub\n\
        Enable multi-factor authentication (MFA) (App: Contoso S\u{fc}d),0/7,GitHub\n\
        Ask Contoso,0/7,Zoom - Contoso\n\
        Ask Contoso too,0/7,Azure AD\n\
        Ask Contoso as well,0/7,Contoso\n";
    let made = made(&[&scores.to_string(), &skus.to_string(), portal]).unwrap();
    let [scores, skus, table] = [0, 1, 2].map(|n: usize| made.files[n].text.as_str());
    let names: Vec<Value> = serde_json::from_str::<Value>(scores).unwrap()["controlScores"]
        .as_array()
        .unwrap()
        .iter()
        .map(|score| score["controlName"].clone())
        .collect();
    // The placeholder keeps the first number, the others come as they stand, sorted as the importer sorts.
    assert_eq!(
        names,
        [
            "1.MDA_Google_EnableTwoFactorAuth",
            "2.MDA_Google_EnableTwoFactorAuth",
            "aad_phishing_MFA_control-3",
            "control-1",
            "control-2",
            "scid_98765",
            "scid_control-4"
        ]
    );
    assert!(scores.contains("\"tenant-1_2026-03-02\"") && scores.contains("\"Category 1\""), "{scores}");
    assert!(scores.contains("\"Apps\""), "{scores}");
    assert!(skus.contains("\"tenant-1_SPE_E3\"") && skus.contains("\"SKU-1\""), "{skus}");
    assert!(skus.contains("\"suspended\": 4") && skus.contains("\"OTHER_FOR_AGENTS\""), "{skus}");
    assert!(skus.contains("\"AAD_PREMIUM\"") && !skus.to_lowercase().contains("contoso"), "{skus}");
    assert_eq!(
        table,
        "Recommended action,Points achieved,Product\n\
        Enable multi-factor authentication (MFA) (App: 1),0.00/7.00,GitHub\n\
        Enable multi-factor authentication (MFA) (App: 2),0.00/7.00,GitHub\n\
        Recommended action 1,0.00/7.00,zoom 1\n\
        Recommended action 2,0.00/7.00,Microsoft Entra ID\n\
        Recommended action 3,0.00/7.00,Product 1\n"
    );
}
