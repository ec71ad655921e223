//! The same bytes on any number of threads, and whatever the order of the input.

use crate::support::{file, folder, program, read};

const SCENARIOS: [&str; 4] = [
    "scenarios/do-nothing.yaml",
    "scenarios/remediate-owned.yaml",
    "scenarios/e5-in-january.yaml",
    "scenarios/e5-three-teams.yaml",
];

#[test]
fn threads_change_no_byte() {
    let outputs: Vec<Vec<u8>> = ["1", "2", "7", "7"]
        .iter()
        .map(|threads| {
            let mut command = program();
            command
                .env("RAYON_NUM_THREADS", threads)
                .arg("project")
                .args(SCENARIOS)
                .args(["--format", "json"]);
            command.output().unwrap().stdout
        })
        .collect();
    assert!(outputs[0].len() > 10_000);
    assert!(outputs.iter().all(|output| *output == outputs[0]));
}

/// Rows, keys and entries of a tenant in another order are the same tenant.
#[test]
fn the_order_of_rows_changes_nothing() {
    let text = read("scenarios/sample-e5.yaml");
    let (head, rows) = text.split_once("controls:\n").unwrap();
    let (rows, tail) = rows.split_once("benchmarks:\n").unwrap();
    let mut lines: Vec<&str> = rows.lines().filter(|line| line.trim_start().starts_with('-')).collect();
    lines.reverse();
    let folder = folder();
    let turned = format!("{head}controls:\n{}\nbenchmarks:\n{tail}", lines.join("\n"));
    let turned = file(&folder, "t.yaml", turned);
    let rank = |tenant: &str| {
        let output = program().args(["rank", "--tenant", tenant, "--format", "json"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(rank("sample-e5"), rank(turned.to_str().unwrap()));
}
