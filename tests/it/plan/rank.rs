//! The ranking of tenants and of backlogs.

use std::collections::BTreeMap;

use scoreplan::model::{Assumptions, Id, Minutes, Points};
use scoreplan::plan::{Backlog, Order, backlog, rank};
use scoreplan::state::State;
use serde_json::{Value, json};

use crate::support::{ask, ask_about, file, folder, hundredths, run, tenant_from, with_overlay};

fn ids(value: &Value) -> Vec<&str> {
    value["steps"].as_array().unwrap().iter().map(|step| step["id"].as_str().unwrap()).collect()
}

/// No step may stand before one that it needs.
fn respects_needs(value: &Value) {
    let mut seen: Vec<&str> = Vec::new();
    for step in value["steps"].as_array().unwrap() {
        for need in step["needs"].as_array().unwrap() {
            assert!(seen.contains(&need.as_str().unwrap()), "{} before {need}", step["id"]);
        }
        seen.push(step["id"].as_str().unwrap());
    }
}

#[test]
fn no_sample_lists_work_before_what_it_needs() {
    for tenant in ["sample-e3", "sample-e5"] {
        for order in ["bundles", "ratio"] {
            let value = ask(json!({ "question": "rank", "tenant": tenant, "order": order }));
            respects_needs(&value);
            assert!(!ids(&value).is_empty());
        }
    }
}

/// One action of eight hours unlocks ten controls of a point and half an hour each: 10 points for 13 hours.
#[test]
fn shared_work_comes_with_all_that_it_unlocks() {
    let mut csv = "id,title,points,hours,needs\nonboard,Onboard devices,0,8,\n".to_owned();
    for n in 0..10 {
        csv.push_str(&format!("row{n},Row {n},1,0.5,onboard\n"));
    }
    csv.push_str("quick,Quick,1,1,\nslow,Slow,1,2,\n");
    let folder = folder();
    let path = file(&folder, "b.csv", csv);
    let value = ask(json!({ "question": "rank", "backlog": path }));
    let steps = value["steps"].as_array().unwrap();
    assert_eq!(ids(&value)[..2], ["quick", "onboard"]);
    assert_eq!(ids(&value)[12], "slow");
    for step in &steps[1..12] {
        assert_eq!(step["bundle"], 2);
        // 10 / 13 = 0.769...
        assert_eq!(hundredths(&step["bundle_points_per_hour"]), 77);
    }
    assert_eq!(hundredths(&steps[12]["cumulative_hours"]), 1_600);
    assert_eq!(steps[0]["percent_after"], Value::Null);
    // Each control alone: the ratio order pays for the action first as well, for a single point.
    let ratio = ask(json!({ "question": "rank", "backlog": path, "order": "ratio" }));
    assert_eq!(ids(&ratio)[..3], ["onboard", "row0", "row1"]);
}

#[test]
fn independent_controls_of_one_density_are_bundles_of_their_own() {
    let folder = folder();
    let path = file(&folder, "b.csv", "id,title,points,hours,needs\nb,b,2,4,\na,a,1,2,\nc,c,3,6,a\n");
    let value = ask(json!({ "question": "rank", "backlog": path }));
    let bundles: Vec<&Value> =
        value["steps"].as_array().unwrap().iter().map(|step| &step["bundle"]).collect();
    assert_eq!(ids(&value), ["a", "b", "c"]);
    assert_eq!(bundles, [1, 2, 3]);
}

fn sample(assume: Value, overlay: &str, change: &[(&str, &str)]) -> Value {
    let mut text = scoreplan::load::samples::SAMPLES[0].1.to_owned();
    for (from, to) in change {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let mut question = json!({ "question": "rank", "tenant": "t.yaml" });
    question["assume"] = assume;
    if !overlay.is_empty() {
        question["catalogue"] = json!(["o.yaml"]);
    }
    ask_about([("t.yaml", text.as_str()), ("o.yaml", overlay)], question)
}

#[test]
fn conditional_access_waits_for_break_glass_accounts() {
    let value = sample(json!({}), "", &[]);
    let order = ids(&value);
    let at = |id: &str| order.iter().position(|step| *step == id);
    let glass = at("break-glass-accounts").unwrap();
    for control in ["aad_phishing_MFA_strength", "AdminMFAV2", "BlockLegacyAuthentication"] {
        assert!(at(control).is_none_or(|at| at > glass), "{control}");
    }
    assert!(at("aad_phishing_MFA_strength").is_some());
    let done = sample(json!({}), "", &[("break-glass-accounts: none", "break-glass-accounts: done")]);
    assert!(!ids(&done).contains(&"break-glass-accounts"));
    // Waived gates leave the accounts out, and people are warned in words.
    let waived = sample(json!({ "gates": "advisory" }), "", &[]);
    assert!(!ids(&waived).contains(&"break-glass-accounts"));
    let text = run(["rank", "--assume", "gates=advisory"]);
    assert!(text.out.contains("WARNING: safety prerequisites are waived"));
}

#[test]
fn every_control_left_out_has_a_reason_and_a_lever() {
    let value = sample(json!({}), "", &[]);
    let excluded = value["excluded"].as_array().unwrap();
    let by_id: BTreeMap<&str, (&str, &str)> = excluded
        .iter()
        .map(|e| (e["id"].as_str().unwrap(), (e["reason"].as_str().unwrap(), e["lever"].as_str().unwrap())))
        .collect();
    assert!(by_id.values().all(|(_, lever)| !lever.is_empty()));
    assert_eq!(by_id["SigninRiskPolicy"].0, "risk-accepted");
    assert_eq!(by_id["mdo_safedocuments"].0, "needs-licence");
    assert!(by_id["mdo_safedocuments"].1.contains("SAFEDOCS"));
    assert_eq!(by_id["scid_2010"].0, "not-visible");
    assert!(by_id["scid_2010"].1.contains("WINDEFATP"));
    // Without risk acceptance the reason is the licence.
    let open = sample(json!({}), "", &[("status: Risk accepted", "status: To address")]);
    let risk = open["excluded"].as_array().unwrap().iter().find(|e| e["id"] == "SigninRiskPolicy").unwrap();
    assert_eq!(risk["reason"], "needs-licence");
}

#[test]
fn what_needs_something_left_out_is_blocked_by_name() {
    let overlay = "actions:\n  - { id: locked, product: entra-id, title: l, entitled-when: 'plan:ATA', effort: { fixed: [1h, 1h, 1h] } }\ncontrols:\n  - { id: OneAdmin, needs: [locked] }\n";
    let value = sample(
        json!({}),
        overlay,
        &[("id: OneAdmin, category: Identity, score: 1", "id: OneAdmin, category: Identity, score: 0")],
    );
    let blocked = value["excluded"].as_array().unwrap().iter().find(|e| e["id"] == "OneAdmin").unwrap();
    assert_eq!(blocked["reason"], "blocked");
    let lever = blocked["lever"].as_str().unwrap();
    assert!(lever.contains("locked") && lever.contains("ATA"), "{lever}");
}

/// A control with two ways: together with its neighbour the shared action is cheaper than the quick way.
const WAYS: &str = "
product: { id: lab, name: Lab, services: [], team: lab, latency: { expected: 24h, slowest: 48h } }
actions:
  - { id: lab-shared, title: s, effort: { fixed: [1h, 4h, 9h] }, conflicts: [lab-quick] }
  - { id: lab-quick, title: q, effort: { fixed: [1h, 3h, 9h] } }
controls:
  - id: lab_a
    title: a
    category: Identity
    max: 5
    scoring: binary
    ways:
      - { id: quick, needs: [lab-quick], effort: { fixed: [1h, 1h, 1h] } }
      - { id: shared, needs: [lab-shared], effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_b, title: b, category: Identity, max: 5, scoring: binary, needs: [lab-shared], effort: { fixed: [1h, 1h, 1h] } }
";

fn lab(overlay: &str, rows: &str) -> Backlog {
    let catalogue = with_overlay(overlay);
    let text = format!("tenant: {{ snapshot-date: 2026-11-01 }}\nlicences: []\ncontrols:\n{rows}");
    let tenant = tenant_from(&text, &catalogue);
    backlog::build(&State::at_snapshot(&catalogue, &tenant, Assumptions::default()))
}

#[test]
fn of_conflicting_ways_the_best_plan_decides() {
    let rows = "  - { id: lab_a, score: 0, max: 5 }\n  - { id: lab_b, score: 0, max: 5 }\n";
    let both = lab(WAYS, rows);
    let names: Vec<&str> = both.items.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(names, ["lab-shared", "lab_a", "lab_b"]);
    assert_eq!(both.items[1].way, Some(Id::new("shared")));
    // Alone, the quick way costs an hour less.
    let alone = lab(WAYS, "  - { id: lab_a, score: 0, max: 5 }\n");
    assert_eq!(alone.items.iter().map(|node| node.effort).sum::<Minutes>(), Minutes::hours(4));
    // If the quick way were the only one for `lab_a`, one of the two controls would have to stay out.
    let only =
        WAYS.replace("      - { id: shared, needs: [lab-shared], effort: { fixed: [1h, 1h, 1h] } }\n", "");
    let only = lab(&only, rows);
    assert_eq!(only.items.iter().map(|node| node.points).sum::<Points>(), Points::whole(5));
    let conflict: Vec<(&str, &str)> = only
        .excluded
        .iter()
        .filter(|e| e.id.as_str().starts_with("lab"))
        .map(|e| (e.id.as_str(), e.reason.word()))
        .collect();
    assert_eq!(conflict.len(), 1);
    assert_eq!(conflict[0].1, "conflict");
}

#[test]
fn effort_left_counts_missing_units() {
    let overlay = "
product: { id: lab, name: Lab, services: [], team: lab, latency: { expected: 24h, slowest: 48h } }
controls:
  - { id: lab_a, title: a, category: Identity, max: 10, scoring: proportional, population: users, ceiling: 90%,
      effort: { fixed: [1h, 3h, 9h], per-100: [1h, 2h, 4h] } }
";
    let started = lab(overlay, "  - { id: lab_a, score: 5, max: 10, count: 100, total: 200 }\n");
    // 90 % of 200 less 100 are 80 units: 1.6 hours; the fixed part is behind.
    assert_eq!((started.items[0].effort, started.items[0].points), (Minutes(96), Points::whole(4)));
    let fresh = lab(overlay, "  - { id: lab_a, score: 0, max: 10, count: 0, total: 200 }\n");
    assert_eq!(fresh.items[0].effort, Minutes(180 + 216));
    let done = lab(overlay, "  - { id: lab_a, score: 9, max: 10, count: 180, total: 200 }\n");
    assert!(done.items.is_empty());
    let left = done.excluded.iter().find(|e| e.id.as_str() == "lab_a").unwrap();
    assert_eq!(left.reason.word(), "at-ceiling");
}

#[test]
fn percent_after_moves_the_denominator_with_the_work() {
    let overlay = "
product: { id: lab, name: Lab, services: [], team: lab, latency: { expected: 24h, slowest: 48h } }
actions:
  - { id: lab-deploy, title: d, effort: { fixed: [1h, 1h, 1h] }, sets: { lab.on: true } }
controls:
  - { id: lab_a, title: a, category: Device, max: 6, scoring: binary, visible-when: lab.on, effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_b, title: b, category: Device, max: 4, scoring: binary, effort: { fixed: [1h, 1h, 1h] } }
";
    let catalogue = with_overlay(overlay);
    let text = "tenant: { snapshot-date: 2026-11-01 }\nlicences: []\ncontrols:\n  - { id: lab_b, score: 4, max: 4 }\n";
    let tenant = tenant_from(text, &catalogue);
    let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    let ranking = rank(backlog::build(&state), Order::Bundles, Some(&state));
    let lab: Vec<(&str, String)> = ranking
        .steps
        .iter()
        .map(|step| (ranking.backlog.items[step.node].id.as_str(), step.percent_after.unwrap().to_string()))
        .filter(|(id, _)| id.starts_with("lab"))
        .collect();
    // 4 of 4, then 4 of 10 when the deployment brings six points, then 10 of 10.
    assert_eq!(lab, [("lab-deploy", "40.00".to_owned()), ("lab_a", "100.00".to_owned())]);
}

/// A long chain, each row needing the one before in falling order of ids, and a star: both once took minutes.
#[test]
fn long_chains_and_wide_stars_are_ranked_at_once() {
    let folder = folder();
    let mut chain = "id,title,points,hours,needs\n".to_owned();
    let mut star = chain.clone() + "hub,hub,0,8,\n";
    for n in 0..3_000 {
        let need = if n == 2_999 { String::new() } else { format!("c{:05}", n + 1) };
        chain.push_str(&format!("c{n:05},c,{},1,{need}\n", 3_000 - n));
        star.push_str(&format!("s{n:05},s,1,1,hub\n"));
    }
    for (name, text) in [("chain.csv", chain), ("star.csv", star)] {
        let path = file(&folder, name, text);
        let value = ask(json!({ "question": "rank", "backlog": path }));
        respects_needs(&value);
        assert!(ids(&value).len() >= 3_000);
    }
}

#[test]
fn ways_that_are_not_taken_are_listed() {
    let value = ask(json!({ "question": "rank", "tenant": "sample-e3" }));
    let excluded = value["excluded"].as_array().unwrap();
    let way = excluded.iter().find(|e| e["reason"] == "way-not-taken").unwrap();
    assert!(way["lever"].as_str().unwrap().contains("security-defaults"));
}
