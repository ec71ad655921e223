//! A report as a folder of files.

use std::collections::BTreeMap;
use std::path::Path;

use scoreplan::chart::Home;
use serde_json::json;

use crate::document::svg_reader::harmless;
use crate::support::{ask, file, folder, run};

/// The files of a folder by name.
fn read(path: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(path).unwrap();
    let file = |entry: std::fs::DirEntry| {
        #[expect(clippy::disallowed_methods, reason = "a test reads what was written")]
        let text = std::fs::read_to_string(entry.path()).unwrap();
        (entry.file_name().into_string().unwrap(), text)
    };
    entries.map(|entry| file(entry.unwrap())).collect()
}

fn written(arguments: &[&str]) -> BTreeMap<String, String> {
    let place = folder();
    let target = place.path().join("out");
    let ran = run(["report", "-o", &format!("{}/", target.display())].iter().chain(arguments));
    assert_eq!(ran.code, 0, "{}", ran.err);
    read(&target)
}

fn column(text: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader.headers().unwrap().iter().position(|header| header == name).unwrap();
    reader.records().map(|record| record.unwrap()[at].to_owned()).collect()
}

#[test]
fn every_table_and_every_chart_is_a_file() {
    let arguments = ["scenarios/remediate-owned.yaml", "scenarios/e5-in-january.yaml", "--trials", "100"];
    let files = written(&arguments);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "acceptances.csv",
            "backlog.csv",
            "basis.csv",
            "calendar.csv",
            "calendar.svg",
            "causes-1.svg",
            "causes-2.svg",
            "causes.csv",
            "dependencies.svg",
            "frontier.csv",
            "frontier.svg",
            "left-out.csv",
            "licence-options.csv",
            "licence-options.svg",
            "movements.csv",
            "plan.csv",
            "projection.csv",
            "score-over-time.svg",
            "summary.csv"
        ]
    );
    for (name, text) in &files {
        if name.ends_with(".svg") {
            harmless(text, Home::File);
        } else {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            assert!(reader.records().all(|record| record.is_ok()), "{name}");
        }
    }
    assert_eq!(files, written(&arguments));
    let ranked = ask(json!({ "question": "rank", "tenant": "sample-e3" }));
    let told: Vec<&str> =
        ranked["steps"].as_array().unwrap().iter().map(|step| step["id"].as_str().unwrap()).collect();
    assert_eq!(column(&files["backlog.csv"], "id"), told);
}

#[test]
fn no_cell_runs_and_no_title_harms() {
    let hostile = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "<script>alert(1)</script>"];
    let place = folder();
    let controls: String = hostile
        .iter()
        .enumerate()
        .map(|(at, title)| {
            let title = serde_json::to_string(title).unwrap();
            format!("  - {{ id: own{at}, title: {title}, score: 0, max: 5, cost: low, impact: low }}\n")
        })
        .collect();
    let text = format!("tenant: {{ snapshot-date: 2026-11-01 }}\ncontrols:\n{controls}");
    let tenant = file(&place, "tenant.yaml", &text).display().to_string();
    let files = written(&["--tenant", &tenant, "--title", "=1+1"]);
    for (name, text) in &files {
        if name.ends_with(".svg") {
            harmless(text, Home::File);
            assert!(!text.contains("<script"), "{name}");
            continue;
        }
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for record in reader.records() {
            for cell in &record.unwrap() {
                let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(!begins || cell.len() == 1 || cell.parse::<f64>().is_ok(), "{name}: {cell}");
            }
        }
    }
    assert!(column(&files["backlog.csv"], "title").contains(&"'=1+1".to_owned()));
}

#[test]
fn a_folder_that_is_not_empty_is_not_written_over() {
    let place = folder();
    file(&place, "mine.txt", "mine");
    let ran = run(["report", "-o", &format!("{}/", place.path().display())]);
    assert_ne!(ran.code, 0);
    assert_eq!(read(place.path()).len(), 1);
}
