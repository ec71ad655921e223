//! Licences that are missing for a while: what rests on them lapses with them, and not before.

use proptest::prelude::*;
use scoreplan::model::{Assumptions, Id, LicenceChange, Points, Share};
use scoreplan::state::{Change, State, lapses};
use serde_json::{Value, json};

use crate::project::simulate::moves;
use crate::support::{ask_with_findings, audited, file, folder, tenant_from, with_overlay};

/// A row that a link earns while its plan is owned and something is switched on, or a collector for good.
const OVERLAY: &str = "
product: { id: lab, name: Lab, services: [], team: lab, latency: { expected: 24h, slowest: 48h } }
actions:
  - { id: lab-switch, title: s, effort: { fixed: [1h, 1h, 1h] }, sets: { lab.on: true } }
controls:
  - id: lab_link
    title: l
    category: Apps
    max: 2
    scoring: binary
    ways:
      - { id: link, holds-while: 'plan:WINDEFATP and lab.on', effort: { fixed: [1h, 1h, 1h] } }
      - { id: collector, effort: { fixed: [8h, 8h, 8h] } }
  - { id: lab_free, title: f, category: Apps, max: 1, scoring: binary, effort: { fixed: [1h, 1h, 1h] } }
";

/// 50 people with a suite, and what the link has earned.
fn tenant(suite: &str, points: i64) -> String {
    format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}
licences: [{{ sku: {suite}, enabled: 50 }}]
populations: {{ users: {{ value: 50 }} }}
facts: {{ lab.on: true }}
controls:
  - {{ id: lab_link, score: {points}, max: 2 }}
  - {{ id: lab_free, score: 0, max: 1 }}
"
    )
}

/// A scenario's projection, and the findings.
fn projected(tenant: &str, scenario: &str) -> (Value, String) {
    let scenario = format!("scenario: s\nhorizon: 150d\n{scenario}");
    let files = [("o.yaml", OVERLAY), ("t.yaml", tenant), ("s.yaml", scenario.as_str())];
    let question = json!({ "question": "project", "scenarios": ["s.yaml"], "tenant": "t.yaml", "catalogue": ["o.yaml"] });
    let (mut answer, findings) = ask_with_findings(files, question);
    (answer["scenarios"][0].take(), findings)
}

/// What moves the row of the link when the suite goes on the first of December.
fn without_suite(more: &str) -> Vec<(String, i64)> {
    let gone = format!("licences:\n  - {{ from: 2026-12-01, remove: SPE_E5 }}\n{more}");
    moves(&projected(&tenant("SPE_E5", 2), &gone).0, "lab_link")
}

fn falls(on: &str) -> Vec<(String, i64)> {
    vec![(on.to_owned(), -200)]
}

#[test]
fn points_on_a_condition_with_a_plan_lapse_with_it() {
    let back = |day: &str| format!("  - {{ from: {day}, add: SPE_E5, seats: 50 }}\n");
    assert_eq!(without_suite(&back("2026-12-02")), []);
    assert_eq!(without_suite(&back("2026-12-30")), []);
    assert_eq!(without_suite(""), falls("2026-12-31"));
    assert_eq!(without_suite("assumptions: { lapse-after: 5d }\n"), falls("2026-12-06"));
    // Too late, nothing returns: it has to be worked on again.
    assert_eq!(without_suite(&back("2027-01-05")), falls("2026-12-31"));
    // Another suite with the same plan is no gap, and the first one may come back for good.
    assert_eq!(without_suite("  - { from: 2026-12-10, add: SPE_E5_NOPSTNCONF, seats: 50 }\n"), []);
    // Gone twice, each time for less than the grace.
    let twice = back("2026-12-10") + "  - { from: 2026-12-20, remove: SPE_E5 }\n" + &back("2026-12-28");
    assert_eq!(without_suite(&twice), []);
}

#[test]
fn a_fact_ends_points_at_once_also_within_the_grace() {
    let off = "facts: [ { from: 2026-12-10, set: { lab.on: false } } ]\n";
    assert_eq!(without_suite(off), falls("2026-12-10"));
    let (scenario, _) = projected(&tenant("SPE_E5", 2), off);
    assert_eq!(moves(&scenario, "lab_link"), falls("2026-12-10"));
}

#[test]
fn points_that_are_kept_without_a_licence_are_named() {
    let (scenario, said) = projected(
        &tenant("SPE_E5", 2),
        "licences: [ { from: 2026-12-01, remove: SPE_E5 } ]\nassumptions: { on-lapse: kept }\n",
    );
    assert_eq!(moves(&scenario, "lab_link"), []);
    assert!(said.contains("W4007") && said.contains("lab_link"), "{said}");
}

/// The link of a trial is worked on, shows on the twelfth, and lapses thirty days after the trial.
#[test]
fn what_a_trial_holds_lapses_after_it() {
    let trial =
        "licences: [ { from: 2026-12-01, replace: SPE_E3, with: SPE_E5, seats: 50, until: 2027-01-15 } ]
remediate: [ { control: lab_link, done: 2026-12-10 } ]\n";
    let (scenario, _) = projected(&tenant("SPE_E3", 0), trial);
    let expected = [("2026-12-12".to_owned(), 200), ("2027-02-14".to_owned(), -200)];
    assert_eq!(moves(&scenario, "lab_link"), expected);
}

#[test]
fn what_lasts_outlives_the_licence() {
    let catalogue = with_overlay(OVERLAY);
    let tenant = tenant_from(&tenant("SPE_E5", 2), &catalogue);
    let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    state.apply(&Change::ControlDone(Id::new("lab_link"), Share::ALL, Some(Id::new("collector"))));
    let before = state.allowed();
    state.apply(&Change::Licence(LicenceChange::remove(Id::new("SPE_E5"), None)));
    state.apply(&Change::Lapse(lapses(&before, &state.allowed())));
    assert_eq!(state.rows["lab_link"].points(), Points::whole(2));
}

/// The audit of a dated plan sees the same days.
#[test]
fn plans_over_a_gap_hold() {
    let removed = "licences:\n  - { from: 2026-12-01, remove: SPE_E5 }\n";
    for more in ["", "  - { from: 2026-12-02, add: SPE_E5, seats: 50 }\n"] {
        let folder = folder();
        let path = |name: &str, text: &str| file(&folder, name, text);
        let tenant = path("t.yaml", &tenant("SPE_E5", 2));
        let overlay = path("o.yaml", OVERLAY);
        let text = format!("scenario: s\nremediate: {{ order: rank }}\n{removed}{more}");
        let scenario = path("s.yaml", &text);
        audited(json!({ "question": "plan", "tenant": tenant, "catalogue": [overlay], "scenario": scenario,
            "by": "2027-01-20" }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// In any order: facts end the points at once, a licence by its lapse alone, and work brings them back.
    #[test]
    fn licences_facts_work_and_lapses_in_any_order(happens in proptest::collection::vec(0..6_usize, 0..16)) {
        let catalogue = with_overlay(OVERLAY);
        let tenant = tenant_from(&tenant("SPE_E5", 2), &catalogue);
        let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        let (mut points, mut owned, mut on) = (200, true, true);
        let mut lapse = None;
        for what in happens {
            match what {
                0 if owned => {
                    let before = state.allowed();
                    state.apply(&Change::Licence(LicenceChange::remove(Id::new("SPE_E5"), None)));
                    lapse = Some(lapses(&before, &state.allowed()));
                    owned = false;
                }
                1 if !owned => {
                    state.apply(&Change::Licence(LicenceChange::add(Id::new("SPE_E5"), 50)));
                    owned = true;
                }
                2 | 3 => {
                    on = what == 2;
                    state.apply(&Change::Facts([(Id::new("lab.on"), i64::from(on))].into()));
                    points = if on { points } else { 0 };
                }
                4 if owned && on => {
                    state.apply(&Change::ControlDone(Id::new("lab_link"), Share::ALL, Some(Id::new("link"))));
                    points = 200;
                }
                5 => {
                    if let Some(lapse) = &lapse {
                        state.apply(&Change::Lapse(lapse.clone()));
                        points = if owned { points } else { 0 };
                    }
                }
                _ => {}
            }
            prop_assert_eq!(state.rows["lab_link"].measured, Points(points));
        }
    }
}
