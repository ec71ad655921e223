//! Statuses of a scenario: set, set again, withdrawn, and the tools that they rest on.

use serde_json::{Value, json};

use crate::lab::Lab;
use crate::project::simulate::{day, moves, series, small_lab};
use crate::support::{audited, file, folder};

const THIRD: &str = "Resolved through third party";

/// The small lab with `lab_old` asserted for a tool.
fn asserted() -> Lab {
    let lab = small_lab().change_row("lab_old").with("score", 4).with("status", THIRD);
    lab.with("comment", "done by Gatekeeper since May")
}

fn projected(lab: &Lab, scenario: &str) -> (Value, String) {
    let question = json!({ "question": "project", "scenarios": ["scenario.yaml"] });
    let (mut answer, findings) = lab.ask(&format!("scenario: s\n{scenario}"), question);
    (answer["scenarios"][0].take(), findings)
}

/// By hand: the work of the third is measured on the fifth, beneath the assertion. That is withdrawn on the 20th and gone on
/// the 21st; from then on half of the four points goes every month. `lab_kept` has no product and does not drift.
#[test]
fn what_was_worked_on_beneath_an_assertion_drifts_after_it() {
    let withdrawn = "horizon: 120d
remediate: [ { control: lab_old, done: 2026-11-03 } ]
status: [ { control: lab_old, set: To address, from: 2026-11-20 } ]
drift: { lab: 50% }\n";
    let (scenario, said) = projected(&asserted(), withdrawn);
    let expected = [
        day("2026-11-02", 800, 800),
        day("2026-11-21", 800, 800),
        day("2026-12-01", 600, 800),
        day("2027-01-01", 500, 800),
        day("2027-02-01", 450, 800),
        day("2027-03-01", 425, 800),
        day("2027-03-02", 425, 800),
    ];
    assert_eq!(series(&scenario), expected);
    assert!(!said.contains("W4004"), "{said}");
    // Without the work nothing is measured beneath it.
    let (scenario, _) =
        projected(&asserted(), "status: [ { control: lab_old, set: To address, from: 2026-11-20 } ]\n");
    assert_eq!(moves(&scenario, "lab_old"), [("2026-11-21".to_owned(), -400)]);
}

/// Of the same status set twice the later one says when it ends.
#[test]
fn a_status_that_is_set_again_lasts_as_long_as_the_later_one() {
    let twice = |first: &str, second: &str| {
        let text = format!(
            "horizon: 90d\nstatus:
  - {{ control: lab_old, set: {THIRD}, from: 2026-11-05, {first} }}
  - {{ control: lab_old, set: {THIRD}, from: 2026-11-15, {second} }}\n"
        );
        moves(&projected(&small_lab(), &text).0, "lab_old")
    };
    let up_and_down = |down: &str| vec![("2026-11-06".to_owned(), 400), (down.to_owned(), -400)];
    assert_eq!(twice("expires: 2026-12-01", "expires: 2026-12-20"), up_and_down("2026-12-20"));
    assert_eq!(twice("expires: 2026-12-20", "expires: 2026-12-01"), up_and_down("2026-12-01"));
    assert_eq!(twice("expires: 2026-12-01", "reason: for good"), [("2026-11-06".to_owned(), 400)]);
    // One that ends before it shows was never set.
    assert_eq!(twice("expires: 2026-12-01", "expires: 2026-11-16"), up_and_down("2026-12-01"));
}

/// An exported assertion falls with its tool, unless the scenario says by then that it rests on something else.
#[test]
fn an_assertion_moves_to_another_tool() {
    let with = |more: &str| {
        let text = format!(
            "horizon: 90d\nretire-tool: [ {{ tool: Gatekeeper, from: 2026-12-01 }} ]
status: [ {{ control: lab_old, set: {THIRD}, from: {more} }} ]\n"
        );
        moves(&projected(&asserted(), &text).0, "lab_old")
    };
    let falls = |on: &str| vec![(on.to_owned(), -400)];
    assert_eq!(with("2026-11-20, tool: Successor"), []);
    assert_eq!(with("2026-11-20, reason: the successor does it, expires: 2027-01-10"), falls("2027-01-10"));
    // Said again without more it is the same assertion.
    assert_eq!(with("2026-11-20, expires: 2027-01-10"), falls("2026-12-01"));
    // Too late: it shows the day after the tool has gone.
    let late = vec![("2026-12-01".to_owned(), -400), ("2026-12-02".to_owned(), 400)];
    assert_eq!(with("2026-12-01, tool: Successor"), late);
}

/// The audit of a dated plan follows the same statuses.
#[test]
fn plans_over_statuses_that_change_hold() {
    let lab = asserted().control("lab_more", 5).effort("1h, 2h, 3h").row("lab_more", 0, 5);
    let statuses = [
        "status: [ { control: lab_old, set: To address, from: 2026-11-20 } ]\n",
        "retire-tool: [ { tool: Gatekeeper, from: 2026-12-01 } ]
status: [ { control: lab_old, set: Resolved through third party, tool: Successor, from: 2026-11-20 } ]\n",
        "status:
  - { control: lab_kept, set: Risk accepted, from: 2026-11-05, expires: 2026-12-01 }
  - { control: lab_kept, set: Risk accepted, from: 2026-11-15, expires: 2026-12-20 }\n",
    ];
    for text in statuses {
        let folder = folder();
        let [_, tenant, _, overlay] = lab.files(&folder);
        let scenario = file(
            &folder,
            "s.yaml",
            format!("scenario: s\nremediate: {{ order: rank }}\ndrift: {{ lab: 20% }}\n{text}"),
        );
        audited(json!({ "question": "plan", "tenant": tenant, "catalogue": [overlay], "scenario": scenario,
            "by": "2027-01-20" }));
    }
}
