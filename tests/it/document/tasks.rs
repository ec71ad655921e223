//! The dated work as tasks for Planner, Jira and GitHub.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::support::{ask, file, folder, hundredths, read, run};

const SCENARIO: &str = "scenarios/remediate-owned.yaml";

/// The rows of a file of tasks, by heading; headings that stand several times hold several values.
struct Tasks(Vec<BTreeMap<String, Vec<String>>>);

impl Tasks {
    fn written(name: &str, arguments: &[&str]) -> Self {
        let folder = folder();
        let path = folder.path().join(name);
        let ran = run(["report", "-o", path.to_str().unwrap()].iter().chain(arguments));
        assert_eq!(ran.code, 0, "{}", ran.err);
        let text = read(path);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let rows = reader.records().map(|record| {
            let record = record.unwrap();
            let mut row: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (name, cell) in header.iter().zip(&record) {
                row.entry(name.to_owned()).or_default().push(cell.to_owned());
            }
            row
        });
        Self(rows.collect())
    }

    /// One column, row by row.
    fn column(&self, name: &str) -> Vec<&str> {
        self.0.iter().map(|row| row[name][0].as_str()).collect()
    }
}

/// The id that the notes of a task begin with.
fn id(notes: &str) -> &str {
    let first = notes.lines().next().unwrap().trim_start_matches("* ");
    first.split(' ').nth(1).unwrap()
}

#[test]
fn tasks_are_the_dated_work_with_what_it_needs() {
    let planner = Tasks::written("t.planner.csv", &[]);
    let ids: Vec<&str> = planner.column("Notes").into_iter().map(id).collect();
    let ranked = ask(json!({ "question": "rank" }));
    let steps: BTreeMap<&str, &serde_json::Value> =
        ranked["steps"].as_array().unwrap().iter().map(|step| (step["id"].as_str().unwrap(), step)).collect();
    assert_eq!(ids.iter().copied().collect::<BTreeSet<_>>(), steps.keys().copied().collect());
    for (at, row) in planner.0.iter().enumerate() {
        assert_eq!(row["Task Number"][0], (at + 1).to_string());
        let needs: BTreeSet<&str> = row["Depends on"][0]
            .split(',')
            .filter(|n| !n.is_empty())
            .map(|n| ids[n.parse::<usize>().unwrap() - 1])
            .collect();
        let of_rank: BTreeSet<&str> =
            steps[ids[at]]["needs"].as_array().unwrap().iter().map(|need| need.as_str().unwrap()).collect();
        assert_eq!(needs, of_rank, "{}", ids[at]);
        assert_eq!(row["Name"][0], steps[ids[at]]["title"].as_str().unwrap());
        let effort =
            row["Effort"][0].strip_suffix(" hours").unwrap().replace('.', "").parse::<i64>().unwrap();
        assert_eq!(effort, hundredths(&steps[ids[at]]["effort_hours"]), "{}", ids[at]);
        assert!(row["Start"][0] <= row["Finish"][0]);
        for need in row["Depends on"][0].split(',').filter(|n| !n.is_empty()) {
            let before = &planner.0[need.parse::<usize>().unwrap() - 1];
            assert!(before["Finish"][0] <= row["Finish"][0], "what is needed is done first");
        }
    }
}

#[test]
fn jira_has_the_same_tasks_in_seconds_with_links_the_other_way_round() {
    let planner = Tasks::written("t.planner.csv", &[SCENARIO]);
    let jira = Tasks::written("t.jira.csv", &[SCENARIO]);
    assert_eq!(planner.column("Name"), jira.column("Summary"));
    assert_eq!(planner.column("Start"), jira.column("Start Date"));
    assert_eq!(planner.column("Finish"), jira.column("Due Date"));
    let mut waiting: BTreeSet<(String, String)> = BTreeSet::new();
    for row in &planner.0 {
        for need in row["Depends on"][0].split(',').filter(|need| !need.is_empty()) {
            waiting.insert((need.to_owned(), row["Task Number"][0].clone()));
        }
    }
    let mut blocking = BTreeSet::new();
    for (row, of_planner) in jira.0.iter().zip(&planner.0) {
        for blocked in row["Link Blocks"].iter().filter(|blocked| !blocked.is_empty()) {
            blocking.insert((row["Issue Id"][0].clone(), blocked.clone()));
        }
        let seconds = row["Original Estimate"][0].parse::<i64>().unwrap();
        let hours =
            of_planner["Effort"][0].strip_suffix(" hours").unwrap().replace('.', "").parse::<i64>().unwrap();
        // Hours are rounded to hundredths, half up; a minute is 60 seconds.
        assert_eq!(seconds % 60, 0);
        assert_eq!((seconds * 2 + 36) / 72, hours);
        assert_eq!((row["Issue Type"][0].as_str(), row["Labels"].len()), ("Task", 2));
        assert!(row["Labels"].iter().all(|label| !label.contains(' ')));
    }
    assert!(!waiting.is_empty());
    assert_eq!(waiting, blocking);
}

#[test]
fn github_has_what_is_done_before_as_a_list() {
    let planner = Tasks::written("t.planner.csv", &[SCENARIO]);
    let github = Tasks::written("t.github.csv", &[SCENARIO]);
    assert_eq!(planner.column("Name"), github.column("title"));
    for (row, of_planner) in github.0.iter().zip(&planner.0) {
        let boxes = row["body"][0].matches("- [ ] ").count();
        let needs = of_planner["Depends on"][0].split(',').filter(|need| !need.is_empty()).count();
        assert_eq!(boxes, needs);
        assert!(row["body"][0].contains(&of_planner["Finish"][0]));
        assert!(row["labels"][0].starts_with("secure-score,team: "));
    }
}

/// Titles that are formulas, mentions, links or markup, and an owner whose name is one of GitHub's.
#[test]
fn owners_are_named_where_readers_may_know_and_nothing_runs() {
    let folder = folder();
    let evil = "=cmd()|\\u001b[2J@all [x](javascript:1) {macro} <b>";
    let tenant = format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}\nlicences: [{{ sku: SPE_E3, enabled: 50 }}]\npopulations: {{ users: {{ value: 50 }} }}\ncontrols:\n  - {{ id: own_1, title: \"{evil}\", category: Apps, service: EXO, cost: low, impact: low, score: 1, max: 5, assigned-to: octo-cat }}\n  - {{ id: own_2, title: b, category: Apps, service: EXO, cost: low, impact: low, score: 1, max: 5, assigned-to: \"@s.brandt\" }}\n"
    );
    let tenant = file(&folder, "t.yaml", tenant).display().to_string();
    let of =
        |name: &str, audience: &str| Tasks::written(name, &["--tenant", &tenant, "--audience", audience]);
    let github = of("t.github.csv", "architect");
    assert_eq!(
        github.column("assignees").into_iter().collect::<BTreeSet<_>>(),
        BTreeSet::from(["", "octo-cat"])
    );
    assert!(github.0.iter().any(|row| row["body"][0].contains("Owner: @\u{2060}s.brandt")));
    for name in ["t.planner.csv", "t.jira.csv", "t.github.csv"] {
        for audience in ["architect", "customer"] {
            for row in of(name, audience).0 {
                for cell in row.values().flatten() {
                    assert!(!cell.starts_with(['=', '+', '-', '@']), "{name}: {cell}");
                    assert!(!cell.chars().any(|c| c.is_control() && c != '\n'), "{name}: {cell:?}");
                    let named = cell.contains("brandt") || cell.contains("octo-cat");
                    assert!(audience == "architect" || !named, "{name}: {cell}");
                }
            }
        }
    }
    let jira = of("t.jira.csv", "architect");
    assert!(jira.column("Assignee").contains(&"octo-cat"));
}

#[test]
fn without_dated_work_there_is_only_a_heading() {
    for name in ["t.planner.csv", "t.jira.csv", "t.github.csv"] {
        assert!(Tasks::written(name, &["scenarios/do-nothing.yaml"]).0.is_empty(), "{name}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = folder();
    for name in ["t.planner.csv", "t.jira.csv", "t.github.csv"] {
        let bytes = || {
            let path = folder.path().join(name);
            assert_eq!(run(["report", SCENARIO, "-o", path.to_str().unwrap()]).code, 0);
            read(path)
        };
        assert_eq!(bytes(), bytes());
    }
    assert_eq!(run(["report", "-o", "tasks.csv"]).code, 2);
}
