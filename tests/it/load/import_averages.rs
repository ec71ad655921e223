//! What exports carry beside points: the averages of others, and what has regressed.

use serde_json::json;

use crate::load::import_portal::{fixture, imported};
use crate::support::{ask, ask_about, file, folder, hundredths, read, run};

/// 29.65 of 79 points are 37.53 %, 9.13 of 16.76 are 54.47 %.
#[test]
fn averages_by_category_are_kept_and_shown_beside_ones_own() {
    let folder = folder();
    let averages = r#""averageScore": 54.65, "appsScore": 29.65, "appsScoreMax": 79, "deviceScore": "9.13",
        "deviceScoreMax": "16.76", "dataScore": 0, "dataScoreMax": 0, "identityScore": 36"#;
    let scores = read(fixture("export/scores.json"))
        .replace("\"averageScore\": 54.65, \"appsScore\": 29.65", averages);
    let path = file(&folder, "scores.json", &scores).display().to_string();
    let imported = imported(&[&path]);
    assert!(
        imported.tenant.contains("{ basis: AllTenants, percent: 54.65, categories: [{ category: Apps, points: 29.65, max: 79.00 }, { category: Device, points: 9.13, max: 16.76 }] }"),
        "{}",
        imported.tenant
    );
    let averages = imported.score["averages"].as_array().unwrap();
    assert_eq!(averages.len(), 2, "{averages:?}");
    assert_eq!((&averages[0]["basis"], &averages[0]["category"]), (&json!("AllTenants"), &json!("Apps")));
    assert_eq!(hundredths(&averages[0]["percent"]), 3_753);
    assert_eq!(hundredths(&averages[1]["points"]), 913);
    let tenant = file(&folder, "t.yaml", &imported.tenant).display().to_string();
    let shown = run(["score", "--tenant", &tenant]).out;
    let row = |name: &str| {
        shown.lines().skip_while(|line| !line.contains("Beside")).find(|line| line.contains(name))
    };
    let cells =
        |name: &str| row(name).map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    // 6 of 13 points are 46.15 %; no row of a device is scored here.
    assert_eq!(cells("Apps").unwrap(), ["Apps", "46.15", "37.53"], "{shown}");
    assert_eq!(cells("Device").unwrap(), ["Device", "-", "54.47"], "{shown}");
    // They are nobody's own.
    let said = ask(json!({ "question": "anonymise", "path": path }));
    let text = said["files"][0]["text"].as_str().unwrap();
    assert!(text.contains("\"deviceScoreMax\": 16.76") && !text.contains("identityScore"), "{text}");
    let text = ask(json!({ "question": "anonymise", "path": tenant }))["files"][0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(text.contains("category: Device, points: 9.13, max: 16.76"), "{text}");
}

/// 4.5 of 9 points: 4.5 are missing.
#[test]
fn regressed_controls_are_counted_and_listed() {
    let imported = imported(&[&fixture("portal/en.csv")]);
    let regressed = imported.score["regressed"].as_array().unwrap();
    let [one] = regressed.as_slice() else { panic!("{regressed:?}") };
    assert_eq!(one["id"], "MFARegistrationV2");
    assert_eq!(one["title"], "Ensure multifactor authentication is enabled for all users");
    let figures = ["points", "max", "missing"].map(|key| hundredths(&one[key]));
    assert_eq!(figures, [450, 900, 450]);
    let folder = folder();
    let tenant = file(&folder, "t.yaml", &imported.tenant).display().to_string();
    let shown = run(["score", "--tenant", &tenant]).out;
    assert!(
        shown.contains("1 control has regressed and now lacks 4.50 points; `score --regressed`"),
        "{shown}"
    );
    assert!(!shown.contains("MFARegistrationV2"), "{shown}");
    assert!(run(["score", "--tenant", &tenant, "--regressed"]).out.contains("MFARegistrationV2"));
    // Nothing is said where nothing has.
    let calm = imported.tenant.replace(", regressed: true", "");
    let score = ask_about([("t.yaml", calm.as_str())], json!({ "question": "score", "tenant": "t.yaml" }));
    assert_eq!(score["regressed"], json!([]));
}
