//! A file of nothing but mistakes: each is found, twenty of a kind are printed, and all are there for who asks.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{file, folder, run};

/// How often a code is printed in full.
fn printed(err: &str, code: &str) -> usize {
    let begin = format!("[{code}]: ");
    let blocks = err.split(&begin).skip(1);
    blocks.filter(|block| !block.split('\n').next().unwrap_or_default().contains("--all-findings")).count()
}

/// A list whose rows have no hours and need something that nobody lists.
fn list(rows: usize) -> String {
    (0..rows).fold("id,title,points,hours,needs\n".to_owned(), |mut text, n| {
        let _ = writeln!(text, "item-{n},t,1,{},", if n % 2 == 0 { "much" } else { "" });
        text
    })
}

#[test]
fn the_first_of_a_code_are_printed_and_the_others_counted() {
    let folder = folder();
    let path = file(&folder, "list.csv", list(50)).display().to_string();
    let ran = run(["check", &path]);
    assert_eq!((ran.code, printed(&ran.err, "E1107")), (3, 20), "{}", ran.err);
    assert!(ran.err.contains("error[E1107]: 30 more of this code"), "{}", ran.err);
    assert!(ran.err.contains("list.csv:21") && !ran.err.contains("list.csv:22"), "{}", ran.err);
    for arguments in [["check", &path, "--all-findings"], ["--all-findings", "check", &path]] {
        let ran = run(arguments);
        assert_eq!((ran.code, printed(&ran.err, "E1107")), (3, 50), "{}", ran.err);
        assert!(!ran.err.contains("more of this code"), "{}", ran.err);
    }
    // Every verb takes it, and twenty are no reason to leave one out.
    let ran = run(["rank", "--backlog", &path, "--all-findings"]);
    assert_eq!((ran.code, printed(&ran.err, "E1107")), (3, 50), "{}", ran.err);
    let path = file(&folder, "twenty.csv", list(20)).display().to_string();
    let ran = run(["check", &path]);
    assert_eq!(printed(&ran.err, "E1107"), 20, "{}", ran.err);
    assert!(!ran.err.contains("more of this code"), "{}", ran.err);
}

#[test]
fn json_holds_every_finding() {
    let folder = folder();
    let path = file(&folder, "list.csv", list(300)).display().to_string();
    let ran = run(["check", &path, "--format", "json"]);
    let said: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(said["findings"].as_array().unwrap().len(), 300);
}

/// Suggestions cost the most of all: the first get one, and the number of the others costs no more than reading them.
#[test]
fn two_hundred_thousand_mistakes_are_no_wait() {
    let folder = folder();
    let mut text = "id,title,points,hours,needs\nground-work,t,1,1,\n".to_owned();
    for n in 0..200_000 {
        let _ = writeln!(text, "item-{n},t,1,1,ground-wrok");
    }
    let path = file(&folder, "list.csv", text).display().to_string();
    let ran = run(["check", &path]);
    assert_eq!((ran.code, printed(&ran.err, "E2002")), (3, 20), "{}", ran.err);
    assert!(ran.err.contains("error[E2002]: 199980 more of this code"), "{}", ran.err);
    assert_eq!(ran.err.matches("did you mean `ground-work`?").count(), 20, "{}", ran.err);
}

/// Each page may be one that came before, and each SKU one of another page.
#[test]
fn fifty_thousand_pages_are_no_wait() {
    let folder = folder();
    let mut text =
        "{\"id\": \"t_2026-11-01\", \"controlScores\": [{\"controlName\": \"OneAdmin\", \"score\": 1}]}\n"
            .to_owned();
    for n in 0..50_000 {
        let _ = writeln!(text, "{{\"value\": [{{\"id\": \"c{n}\", \"maxScore\": 1, \"title\": \"t\"}}]}}");
        let _ = writeln!(
            text,
            "{{\"value\": [{{\"skuPartNumber\": \"S{n}\", \"prepaidUnits\": {{\"enabled\": 1}}}}]}}"
        );
    }
    let path = file(&folder, "pages.json", text).display().to_string();
    let ran = run(["check", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

fn lines(err: &str) -> Vec<&str> {
    let said = |line: &&str| ["error", "warning", "note"].iter().any(|word| line.starts_with(word));
    err.lines().filter(said).collect()
}

/// However much there is to say of an export, five lines say it: doubts of figures in full, the rest by code.
#[test]
fn five_lines_are_printed_on_an_export() {
    let folder = folder();
    // Totals above the rows, two names nobody knows, an object that is nothing, wrappers, no profiles, no SKUs.
    let export = serde_json::json!({"result": {"list": [
        {"id": "t_2026-03-02", "azureTenantId": "t", "createdDateTime": "2026-03-02T00:00:00Z",
            "currentScore": 20, "maxScore": 60, "somethingNew": 1, "controlScores": [
                {"controlName": "AdminMFAV2", "controlCategory": "Identity", "score": 5},
                {"controlName": "BlockLegacyAuthentication", "controlCategory": "Identity", "score": 8},
                {"controlName": "my_own", "controlCategory": "Apps", "score": 1, "maxScore": 2},
                {"controlName": "my_other", "controlCategory": "Apps", "score": 0},
            ]},
        {"tenant": "other", "status": "Could not connect"},
    ]}});
    let path = file(&folder, "export.json", export.to_string()).display().to_string();
    let ran = run(["score", "--tenant", &path]);
    let said = lines(&ran.err);
    assert!(ran.code == 0 && said.len() == 5, "{}", ran.err);
    let last = said[4];
    assert!(said[..4].iter().any(|line| line.contains("[W3004]")), "{}", ran.err);
    assert!(said[..4].iter().any(|line| line.contains("[N3017]")), "{}", ran.err);
    assert!(last.contains("`--all-findings` prints") && last.contains("(N3010)"), "{}", ran.err);
    // What is not printed is named, and is there for who asks.
    let all = run(["score", "--tenant", &path, "--all-findings"]);
    let all = lines(&all.err);
    let json = run(["score", "--tenant", &path, "--format", "json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    let held = json["findings"].as_array().unwrap();
    assert!(all.len() > 5 && all.len() == held.len(), "{all:#?}");
    for finding in held {
        let code = finding["code"].as_str().unwrap();
        assert!(all.iter().any(|line| line.contains(code)), "{code} in {all:#?}");
        assert!(said.iter().any(|line| line.contains(code)), "{code} in {said:#?}");
    }
}

/// What the export said with a line is not said again of the tenant, and a control is named once.
#[test]
fn the_same_is_said_once() {
    let folder = folder();
    let table = "Recommended action,Points achieved,Product\nOne that nobody knows,1/5,Nobody's product\n";
    let path = file(&folder, "portal.csv", table).display().to_string();
    let ran = run(["score", "--tenant", &path, "--all-findings"]);
    let times = |code: &str| ran.err.matches(&format!("[{code}]")).count();
    assert_eq!((times("W1011"), times("W3003")), (1, 0), "{}", ran.err);
    // In a tenant file nothing else says so.
    let tenant = folder.path().join("tenant.yaml").display().to_string();
    assert_eq!(run(["import", &path, "-o", &tenant]).code, 0);
    let ran = run(["score", "--tenant", &tenant, "--all-findings"]);
    let times = |code: &str| ran.err.matches(&format!("[{code}]")).count();
    assert_eq!((times("W1011"), times("W3003")), (1, 0), "{}", ran.err);
    let pages = serde_json::json!([
        {"id": "t_2026-03-02", "createdDateTime": "2026-03-02T00:00:00Z", "controlScores": [
            {"controlName": "AdminMFAV2", "score": 5}, {"controlName": "nobody_knows", "score": 0}]},
        {"@odata.nextLink": "https://graph.microsoft.com/next",
            "value": [{"id": "AdminMFAV2", "title": "t", "maxScore": 10, "controlCategory": "Identity"}]},
    ]);
    let path = file(&folder, "pages.json", pages.to_string()).display().to_string();
    let ran = run(["score", "--tenant", &path, "--all-findings"]);
    let times = |code: &str| ran.err.matches(&format!("[{code}]")).count();
    assert_eq!((times("W1003"), times("W3002"), times("W3003")), (1, 1, 0), "{}", ran.err);
    assert!(
        ran.err.contains("1 control has no known maximum and is not scored: nobody_knows"),
        "{}",
        ran.err
    );
}
