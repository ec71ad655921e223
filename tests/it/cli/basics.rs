//! The command line: the default tenant, streams, formats, codes, suggestions.

use std::process::Stdio;

use crate::support::{file, folder, program, run};

#[test]
fn without_a_tenant_the_sample_is_used_and_named() {
    let ran = run(["score"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("no tenant given: using the built-in sample-e3"));
    assert!(ran.out.starts_with("sample-e3"));
    assert!(!run(["score", "--tenant", "sample-e5"]).err.contains("no tenant given"));
}

#[test]
fn data_goes_to_stdout_and_is_whole_in_every_format() {
    for format in ["table", "json", "csv", "md"] {
        for (arguments, figure) in [
            (vec!["score"], "45.09"),
            (vec!["rank"], "46.52"),
            (vec!["project", "scenarios/do-nothing.yaml"], "45.09"),
            (vec!["compare", "sample-e3", "sample-e5"], "65.52"),
        ] {
            let ran = run(arguments.into_iter().chain(["--format", format]));
            assert_eq!(ran.code, 0, "{}", ran.err);
            assert!(ran.out.contains(figure), "{format}: {}", ran.out);
        }
    }
}

#[test]
fn a_pipe_gets_no_colour_and_at_most_eighty_columns() {
    for arguments in [
        vec!["score"],
        vec!["rank"],
        vec!["project", "scenarios/e5-in-january.yaml"],
        vec!["compare", "sample-e3", "sample-e5"],
        vec!["compare", "sample-e3", "sample-e5", "--top", "all"],
    ] {
        let ran = run(&arguments);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'));
        for line in ran.out.lines() {
            assert!(line.chars().count() <= 80, "{arguments:?}: {line}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = program()
        .args(["rank", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn check_recognises_every_kind_and_guards_a_score() {
    let ran = run([
        "check",
        "scenarios/sample-e3.yaml",
        "scenarios/e5-in-january.yaml",
        "scenarios/remediate-owned.yaml",
        "tests/fixtures/export/scores.json",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for words in ["a tenant, score 45.09 %", "a scenario", "an export, score 33.32 %"] {
        assert!(ran.out.contains(words), "{words} in {}", ran.out);
    }
    let least = |percent: &str| run(["check", "scenarios/sample-e3.yaml", "--min-score", percent]).code;
    assert_eq!((least("45"), least("45.1%")), (0, 1));
}

/// 45.0917...: what prints as 45.09 reaches 45.09 and not 45.10. A score of 79.996 prints as 80.00 and misses it.
#[test]
fn the_guard_compares_exactly() {
    let folder = folder();
    // 199.99 of 250 is 79.996 %.
    let tenant = "tenant: { snapshot-date: 2026-11-01 }\ncontrols:\n  - { id: a, score: 199.99, max: 250 }\n";
    let tenant = file(&folder, "t.yaml", tenant).display().to_string();
    let ran = run(["check", &tenant]);
    assert!(ran.out.contains("score 80.00 %"), "{}", ran.out);
    assert_eq!(run(["check", &tenant, "--min-score", "80"]).code, 1);
    assert_eq!(run(["check", &tenant, "--min-score", "79.99"]).code, 0);
}

#[test]
fn the_clock_is_read_only_when_asked() {
    let ran = run(["score", "--as-of", "2027-03-01"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("W3007"), "{}", ran.err);
    assert!(!run(["score"]).err.contains("W3007"));
    assert_eq!(run(["score", "--as-of", "today"]).code, 0);
}

#[test]
fn titles_from_outside_steer_no_terminal() {
    let folder = folder();
    let tenant = "tenant: { snapshot-date: 2026-11-01 }\ncontrols:\n  - { id: \"a\\e[31mb\", title: \"=cmd()\", category: \"C\\e[2J\", score: 1, max: 2 }\n";
    let tenant = file(&folder, "t.yaml", tenant).display().to_string();
    for format in ["table", "csv", "md"] {
        let ran = run(["score", "--tenant", &tenant, "--format", format]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'));
    }
}

#[test]
fn help_is_an_answer() {
    for arguments in [vec!["--help"], vec!["import", "--help"], vec!["--version"]] {
        assert_eq!(run(&arguments).code, 0);
    }
}

#[test]
fn misspelt_names_get_a_suggestion() {
    let ran = run(["score", "--tenant", "sample-e9"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("did you mean `sample-e3`?"), "{}", ran.err);
    let folder = folder();
    let tenant = scoreplan::load::samples::SAMPLES[0].1.replace("sku: SPE_E3,", "sku: SPE_E33,");
    let tenant = file(&folder, "t.yaml", tenant).display().to_string();
    let ran = run(["check", &tenant]);
    assert!(ran.err.contains("W3001") && ran.err.contains("did you mean `SPE_E3`?"), "{}", ran.err);
    let overlay =
        file(&folder, "o.yaml", "controls:\n  - { id: adminmfav2, ceiling: 90% }\n").display().to_string();
    let ran = run(["score", "--catalogue", &overlay]);
    assert!(ran.err.contains("did you mean `AdminMFAV2`?"), "{}", ran.err);
    assert_eq!(run(["check", "scenarios/do-nothing.yaml", "--min-score", "99"]).code, 3);
}
