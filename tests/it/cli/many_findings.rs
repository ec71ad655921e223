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
