//! What an export says in two ways is named wherever it is read: by `check`, by `import` and by `score`.

use serde_json::{Value, json};

use crate::support::{ask, ask_about, file, folder, run};

/// A snapshot with its day, its rows and more fields.
fn export(created: &str, id: &str, rows: &str, more: &str) -> String {
    format!("{{\"id\": \"{id}\", \"createdDateTime\": \"{created}\"{more}, \"controlScores\": [\n{rows}]}}")
}

fn of_row(row: &str) -> String {
    export("2026-11-01T00:00:00Z", "t_2026-11-01", row, "")
}

fn codes(said: &Value) -> Vec<String> {
    let findings = said["findings"].as_array().unwrap_or_else(|| panic!("{said:#}")).iter();
    findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

/// What `check`, `import` and then `score` find in an export that makes a tenant, and the tenant.
fn found(text: &str) -> ([Vec<String>; 3], String) {
    let folder = folder();
    let path = file(&folder, "export.json", text).display().to_string();
    let check = ask(json!({ "question": "check", "files": [path] }));
    let import = ask(json!({ "question": "import", "paths": [path] }));
    let tenant = import["tenant"].as_str().unwrap().to_owned();
    let score = ask_about([("t.yaml", tenant.as_str())], json!({ "question": "score", "tenant": "t.yaml" }));
    ([codes(&check), codes(&import), codes(&score)], tenant)
}

fn has(found: &[Vec<String>], code: &str) -> Vec<bool> {
    found.iter().map(|codes| codes.iter().any(|other| other == code)).collect()
}

/// What is printed when an export is refused by `check` and `import` alike.
fn refused(text: &str) -> String {
    let folder = folder();
    let path = file(&folder, "export.json", text).display().to_string();
    let out = folder.path().join("t.yaml").display().to_string();
    let (check, import) = (run(["check", &path]), run(["import", &path, "-o", &out]));
    assert_eq!((check.code, import.code), (3, 3), "{} {}", check.err, import.err);
    assert_eq!(check.err, import.err);
    check.err
}

#[test]
fn a_field_that_comes_twice_is_refused_unless_both_say_the_same() {
    for second in ["\"score\": 0", "\"Score\": 0", "\"sc\\u006fre\": 0", "\"score\": {\"a\": [1, \"}\"]}"] {
        let row =
            format!("{{\"controlName\": \"OneAdmin\", \"score\": 1, \"note\": \"a \\\" , }}\",\n{second}}}");
        let err = refused(&of_row(&row));
        assert!(err.contains("error[E1105]: the key `score` is given twice"), "{second} {err}");
        assert!(err.contains("export.json:3:1"), "{second} {err}");
    }
    let twice = "{\"controlName\": \"OneAdmin\", \"score\": 1, \"maxScore\": 1, \"score\" :1 }";
    assert_eq!(has(&found(&of_row(twice)).0, "E1105"), [false; 3]);
    // Two objects may each have the field.
    let rows =
        "{\"controlName\": \"OneAdmin\", \"score\": 1},\n{\"controlName\": \"RoleOverlap\", \"score\": 0}";
    assert_eq!(has(&found(&of_row(rows)).0, "E1105"), [false; 3]);
}

#[test]
fn a_score_above_its_maximum_is_named_everywhere() {
    let row = "{\"controlName\": \"OneAdmin\", \"score\": 99, \"maxScore\": 3}";
    assert_eq!(has(&found(&of_row(row)).0, "W3008"), [true; 3]);
    let row = "{\"controlName\": \"OneAdmin\", \"score\": 3, \"maxScore\": 3}";
    assert_eq!(has(&found(&of_row(row)).0, "W3008"), [false; 3]);
    // A tenant that a person wrote has only the maximum of the catalogue, which is 1.
    let tenant = "tenant: { snapshot-date: 2026-11-01 }\ncontrols:\n  - { id: OneAdmin, score: 2 }\n";
    let folder = folder();
    let path = file(&folder, "t.yaml", tenant).display().to_string();
    let check = ask(json!({ "question": "check", "files": [path] }));
    assert!(codes(&check).contains(&"W3008".to_owned()), "{check:#}");
    let said = &check["findings"].as_array().unwrap()[0];
    assert!(said["file"].as_str().unwrap().ends_with("t.yaml"), "{said}");
}

#[test]
fn a_percentage_that_its_points_contradict_is_named() {
    let named = |percent: &str| {
        let row = format!(
            "{{\"controlName\": \"OneAdmin\", \"score\": 1, \"maxScore\": 3, \"scoreInPercentage\": {percent}}}"
        );
        has(&found(&of_row(&row)).0[..2], "W1016")
    };
    assert_eq!(named("90"), [true; 2]);
    assert_eq!(named("0"), [true; 2]);
    assert_eq!(named("35"), [true; 2]);
    // Rounded to a whole number, and to hundredths.
    assert_eq!(named("33"), [false; 2]);
    assert_eq!(named("34"), [false; 2]);
    assert_eq!(named("33.33"), [false; 2]);
}

#[test]
fn times_that_can_not_be_are_named() {
    let row = "{\"controlName\": \"OneAdmin\", \"score\": 1}";
    for created in
        ["2026-11-01T25:00:00Z", "2026-11-01T10:60:00Z", "2026-11-01 10:00:61", "0001-01-01T00:00:00Z"]
    {
        let (found, tenant) = found(&export(created, "t_2026-11-01", row, ""));
        assert_eq!(has(&found[..2], "W1010"), [true; 2], "{created}");
        assert!(tenant.contains("snapshot-date: 2026-11-01"), "{tenant}");
    }
    for created in
        ["2026-11-01T23:59:60Z", "2026-11-01 07:00:00", "2026-11-01T00:00:00.0000000+01:00", "2026-11-01"]
    {
        let (found, tenant) = found(&export(created, "t_2026-11-01", row, ""));
        assert_eq!(has(&found[..2], "W1010"), [false; 2], "{created}");
        assert!(tenant.contains("snapshot-date: 2026-1"), "{tenant}");
    }
    for (created, id) in [
        ("0001-01-01T00:00:00Z", "t"),
        ("2101-01-01T00:00:00Z", "t_2101-01-01"),
        ("2015-12-31T00:00:00Z", ""),
    ] {
        assert!(refused(&export(created, id, row, "")).contains("error[E1108]"), "{created}");
    }
    let synced = |time: &str| {
        let row = format!("{{\"controlName\": \"OneAdmin\", \"score\": 1, \"lastSynced\": \"{time}\"}}");
        let (found, tenant) = found(&of_row(&row));
        (has(&found[..2], "W1010"), tenant.contains("last-synced"))
    };
    assert_eq!(synced("0001-01-01T00:00:00Z"), (vec![true; 2], false));
    assert_eq!(synced("2026-10-31T24:30:00Z"), (vec![true; 2], true));
    assert_eq!(synced("2026-10-31T04:30:00Z"), (vec![false; 2], true));
}

#[test]
fn a_headline_that_is_not_the_sum_is_named_everywhere() {
    let row = "{\"controlName\": \"OneAdmin\", \"score\": 1, \"maxScore\": 3}";
    let with = |headline: &str| found(&export("2026-11-01T00:00:00Z", "t_2026-11-01", row, headline)).0;
    // 4 points and 7 of the maximum are in no row; a headline below the rows contradicts them.
    for (headline, unattributed, contradicts) in [
        (", \"currentScore\": 5, \"maxScore\": 10", true, false),
        (", \"currentScore\": 1, \"maxScore\": 3", false, false),
        (", \"currentScore\": 1, \"maxScore\": 2", false, true),
        (", \"currentScore\": 0, \"maxScore\": 3", false, true),
        (", \"currentScore\": 9, \"maxScore\": 10", false, true),
    ] {
        let found = with(headline);
        assert_eq!(has(&found, "N3017"), [unattributed; 3], "{headline}");
        assert_eq!(has(&found, "W3006"), [contradicts; 3], "{headline}");
    }
}
