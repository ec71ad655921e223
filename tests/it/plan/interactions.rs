//! Plans whose steps interact: points that depend on several steps, or that come and go by themselves.

use serde_json::{Value, json};

use crate::plan::audit_tenant_plans::number;
use crate::support::{self, audited, with};

const LAB: &str = "product: { id: lab, name: Lab, services: [], team: lab, present-when: always, latency: { expected: 24h, slowest: 48h } }\n";

/// A plan for a small tenant, judged by the audit.
fn planned(work: &str, facts: &str, rows: &str, more: Value) -> Value {
    let folder = support::folder();
    let overlay = support::file(&folder, "overlay.yaml", format!("{LAB}{work}"));
    let tenant = format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}\nlicences: []\npopulations: {{ users: {{ value: 40 }} }}\n\
         facts: {{ {facts} }}\ncontrols:\n{rows}  - {{ id: OneAdmin, score: 1, max: 1 }}\n"
    );
    let tenant = support::file(&folder, "tenant.yaml", &tenant);
    audited(with(json!({ "question": "plan", "tenant": tenant, "catalogue": [overlay] }), more))
}

fn steps(plan: &Value) -> Vec<&str> {
    plan["steps"].as_array().unwrap().iter().map(|step| step["id"].as_str().unwrap()).collect()
}

/// The action credits 5 of 10 points; the work then earns the other 5, not 10.
#[test]
fn a_credit_on_a_row_that_is_there_counts_once() {
    let work = "actions:\n  - { id: la, title: A, effort: { fixed: [1h, 1h, 1h] }, sets: { fa: 1 } }\n\
        controls:\n\
        \x20 - { id: lab_r, title: r, category: Apps, max: 10, scoring: binary, default-credit: { when: fa, coverage: 50% }, effort: { fixed: [9h, 9h, 9h] } }\n\
        \x20 - { id: lab_s, title: s, category: Apps, max: 3, scoring: binary, needs: [la], effort: { fixed: [1h, 1h, 1h] } }\n";
    let rows = "  - { id: lab_r, score: 0, max: 10 }\n  - { id: lab_s, score: 0, max: 3 }\n";
    let all = planned(work, "", rows, json!({}));
    assert_eq!((&all["points"], &all["status"]), (&number(1300), &"optimal".into()));
    let two = planned(work, "", rows, json!({ "budget": "2h" }));
    assert_eq!((&two["points"], steps(&two)), (&number(800), vec!["la", "lab_s"]));
    // Work that rests on the action knows what is credited by then: nothing is in doubt.
    let resting = work.replace("effort: { fixed: [9h", "needs: [la], effort: { fixed: [9h");
    let all = planned(&resting, "", rows, json!({}));
    assert_eq!((&all["points"], &all["status"]), (&number(1300), &"optimal".into()));
}

/// Of two ways the cheap one lasts only while something is true that is not.
#[test]
fn a_way_that_would_not_last_is_not_taken() {
    let work = "actions:\n  - { id: la, title: A, effort: { fixed: [1h, 1h, 1h] }, sets: { fa: 1 } }\n\
        controls:\n\
        \x20 - { id: lab_r, title: r, category: Apps, max: 3, scoring: binary, ways: [\n\
        \x20     { id: brief, effort: { fixed: [1h, 1h, 1h] }, holds-while: fb },\n\
        \x20     { id: lasting, effort: { fixed: [5h, 5h, 5h] } } ] }\n\
        \x20 - { id: lab_s, title: s, category: Apps, max: 2, scoring: binary, needs: [la], effort: { fixed: [1h, 1h, 1h] } }\n";
    let rows = "  - { id: lab_r, score: 0, max: 3 }\n  - { id: lab_s, score: 0, max: 2 }\n";
    let plan = planned(work, "", rows, json!({ "objective": "percent" }));
    let step = plan["steps"].as_array().unwrap().iter().find(|step| step["id"] == "lab_r").unwrap().clone();
    assert_eq!(
        (&step["way"], &plan["points"], &plan["status"]),
        (&"lasting".into(), &number(500), &"optimal".into())
    );
    let small = planned(work, "", rows, json!({ "budget": "4h" }));
    assert_eq!(steps(&small), ["la", "lab_s"]);
    // Where it holds, it is taken; where nothing else is left, the row says why it is out.
    assert_eq!(planned(work, "fb: 1", rows, json!({ "budget": "1h" }))["points"], number(300));
    let only = work.replace(",\n      { id: lasting, effort: { fixed: [5h, 5h, 5h] } }", "");
    let left = planned(&only, "", rows, json!({}));
    let out = left["excluded"].as_array().unwrap().iter().find(|row| row["id"] == "lab_r").unwrap().clone();
    assert_eq!(
        (&out["reason"], &out["lever"]),
        (&"not-present".into(), &"its points last only while `fb`".into())
    );
}

/// A row that shows when both are done comes with whichever is second, once.
#[test]
fn a_row_that_waits_for_two_actions_counts_once() {
    let work = "actions:\n\
        \x20 - { id: la, title: A, effort: { fixed: [1h, 1h, 1h] }, sets: { fa: 1 } }\n\
        \x20 - { id: lb, title: B, effort: { fixed: [1h, 1h, 1h] }, sets: { fb: 1 } }\n\
        controls:\n\
        \x20 - { id: lab_r, title: r, category: Apps, max: 8, scoring: binary, visible-when: fa CONNECTIVE fb, default-credit: { when: fa CONNECTIVE fb, coverage: 50% }, effort: { fixed: [1h, 1h, 1h] } }\n\
        \x20 - { id: lab_s, title: s, category: Apps, max: 3, scoring: binary, needs: [la], effort: { fixed: [1h, 1h, 1h] } }\n\
        \x20 - { id: lab_t, title: t, category: Apps, max: 3, scoring: binary, needs: [lb], effort: { fixed: [1h, 1h, 1h] } }\n";
    let rows = "  - { id: lab_s, score: 0, max: 3 }\n  - { id: lab_t, score: 0, max: 3 }\n";
    for connective in ["and", "or"] {
        let plan = planned(&work.replace("CONNECTIVE", connective), "", rows, json!({}));
        assert_eq!((&plan["points"], &plan["effort_hours"]), (&number(1400), &number(500)), "{connective}");
        assert_eq!(plan["percent_after"], number(10_000));
    }
}

/// Once the first is done the second is done too, or makes no sense any more: its hours are not charged.
#[test]
fn work_that_another_step_makes_needless_is_not_charged() {
    for becomes in ["done-when: fa", "applies-when: not fa"] {
        let work = format!(
            "actions:\n\
             \x20 - {{ id: la, title: A, effort: {{ fixed: [1h, 1h, 1h] }}, sets: {{ fa: 1 }} }}\n\
             \x20 - {{ id: lb, title: B, effort: {{ fixed: [5h, 5h, 5h] }}, {becomes} }}\n\
             controls:\n\
             \x20 - {{ id: lab_r, title: r, category: Apps, max: 9, scoring: binary, needs: [la], effort: {{ fixed: [1h, 1h, 1h] }} }}\n\
             \x20 - {{ id: lab_s, title: s, category: Apps, max: 3, scoring: binary, needs: [lb], effort: {{ fixed: [1h, 1h, 1h] }} }}\n"
        );
        let rows = "  - { id: lab_r, score: 0, max: 9 }\n  - { id: lab_s, score: 0, max: 3 }\n";
        let plan = planned(&work, "", rows, json!({}));
        assert_eq!((&plan["points"], &plan["effort_hours"]), (&number(1200), &number(300)), "{becomes}");
        assert_eq!(steps(&plan), ["la", "lab_r", "lab_s"]);
    }
}

/// Half of the points would come with a fact that nothing brings: the work earns them all.
#[test]
fn a_credit_that_never_comes_is_not_deducted() {
    let work = "actions:\n  - { id: la, title: A, effort: { fixed: [1h, 1h, 1h] }, sets: { fa: 1 } }\n\
        controls:\n\
        \x20 - { id: lab_r, title: r, category: Apps, max: 8, scoring: binary, visible-when: fa, default-credit: { when: fz, coverage: 50% }, effort: { fixed: [1h, 1h, 1h] } }\n";
    let plan = planned(work, "", "", json!({ "must": ["lab_r"] }));
    assert_eq!((&plan["points"], &plan["status"]), (&number(800), &"optimal".into()));
}

/// A row that arrives complete is nobody's work, also where something needs it, and worth its action by itself.
#[test]
fn a_row_that_enters_complete_takes_no_work() {
    let work = "actions:\n  - { id: la, title: A, effort: { fixed: [1h, 1h, 1h] }, sets: { fa: 1 } }\n\
        controls:\n\
        \x20 - { id: lab_r, title: r, category: Apps, max: 8, scoring: binary, visible-when: fa, default-credit: { when: fa, coverage: 100% }, effort: { fixed: [7h, 7h, 7h] } }\n";
    let alone = planned(work, "", "", json!({}));
    assert_eq!(
        (steps(&alone), &alone["points"], &alone["effort_hours"]),
        (vec!["la"], &number(800), &number(100))
    );
    let needed = format!(
        "{work}\x20 - {{ id: lab_s, title: s, category: Apps, max: 2, scoring: binary, needs: [lab_r], effort: {{ fixed: [1h, 1h, 1h] }} }}\n"
    );
    let plan = planned(&needed, "", "  - { id: lab_s, score: 0, max: 2 }\n", json!({}));
    assert_eq!(
        (steps(&plan), &plan["points"], &plan["status"]),
        (vec!["la", "lab_s"], &number(1000), &"optimal".into())
    );
}

/// A name without an instance means every instance of an app.
#[test]
fn a_name_means_every_instance() {
    let work = "controls:\n\
        \x20 - { id: lab_x, title: x, category: Apps, max: 4, scoring: binary, effort: { fixed: [2h, 2h, 2h] } }\n\
        \x20 - { id: lab_y, title: y, category: Apps, max: 1, scoring: binary, needs: [lab_x], effort: { fixed: [1h, 1h, 1h] } }\n\
        \x20 - { id: lab_z, title: z, category: Apps, max: 9, scoring: binary, effort: { fixed: [4h, 4h, 4h] } }\n";
    let rows = "  - { id: 1.lab_x, score: 0, max: 4 }\n  - { id: 2.lab_x, score: 0, max: 4 }\n\
        \x20 - { id: lab_y, score: 0, max: 1 }\n  - { id: lab_z, score: 0, max: 9 }\n";
    let ids = |more: Value| -> Vec<String> {
        let plan = planned(work, "", rows, more);
        assert_eq!(plan["status"], "optimal");
        let mut ids: Vec<String> = steps(&plan).into_iter().map(str::to_owned).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(ids(json!({ "budget": "4h", "must": ["lab_x"] })), ["1.lab_x", "2.lab_x"]);
    assert_eq!(ids(json!({ "never": ["lab_x"] })), ["lab_z"]);
    assert_eq!(ids(json!({ "never": ["2.lab_x"] })), ["1.lab_x", "lab_z"]);
    assert_eq!(ids(json!({ "budget": "5h", "must": ["lab_y"] })), ["1.lab_x", "2.lab_x", "lab_y"]);
}
