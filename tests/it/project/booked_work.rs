//! Booked work, statuses and licences over time: what holds whatever the phases of a scenario.

use scoreplan::model::Assumptions;
use scoreplan::state::State;
use serde_json::{Value, json};

use crate::project::simulate::{lab, moves, on_sample};
use crate::support::{
    ROOT, ask, ask_with_findings, file, folder, hundredths, read, run, tenant_from, with_overlay,
};

/// A second check of booked work, from the catalogue alone: nothing starts before what the catalogue says it needs is finished and
/// has waited, whatever phases the scenario has.
#[test]
fn no_work_starts_before_what_it_needs_is_finished_and_has_waited() {
    let catalogue = with_overlay("");
    let folder = folder();
    let inert = file(
        &folder,
        "phases.yaml",
        "scenario: phases\ntenant: sample-e3\nremediate: { order: rank, from: 2026-11-16 }\nteams: { all: { hours-per-week: 30 } }\nfacts:\n  - { from: 2026-11-24, set: { no.such.fact: 1 } }\n  - { from: 2026-12-03, set: { no.such.fact: 2 } }\n  - { from: 2027-01-20, set: { no.such.fact: 3 } }\n",
    );
    for path in [
        "scenarios/remediate-owned.yaml",
        "scenarios/e5-in-january.yaml",
        "scenarios/e5-three-teams.yaml",
        inert.to_str().unwrap(),
    ] {
        let value = ask(json!({ "question": "project", "scenarios": [path] }));
        let work = value["scenarios"][0]["work"].as_array().unwrap();
        let date = |value: &Value| -> jiff::civil::Date { value.as_str().unwrap().parse().unwrap() };
        let find = |id: &str| work.iter().find(|work| work["id"] == id);
        let mut judged = 0;
        for piece in work {
            let id = piece["id"].as_str().unwrap();
            let action =
                catalogue.actions.get(id).map(|action| vec![action.needs.iter().chain(&action.gates)]);
            let ways = catalogue.control(&id.into()).map(|control| {
                control.ways.iter().map(|way| way.needs.iter().chain(&way.gates)).collect::<Vec<_>>()
            });
            // Of several ways one must be kept.
            let kept = action.or(ways).unwrap().into_iter().any(|mut needs| {
                needs.all(|need| {
                    let Some(done) = find(need.as_str()) else { return true };
                    judged += 1;
                    let wait = catalogue.actions.get(need.as_str()).and_then(|action| action.wait.as_ref());
                    let wait = wait.or(catalogue.control(need).and_then(|control| control.wait.as_ref()));
                    let same_team = done["team"] == piece["team"];
                    let free = match wait.map_or(0, |wait| wait.days) {
                        0 if same_team => date(&done["finish"]),
                        days => date(&done["finish"]).checked_add(jiff::Span::new().days(days + 1)).unwrap(),
                    };
                    date(&piece["start"]) >= free
                })
            });
            assert!(kept, "{path}: {piece}");
        }
        assert!(judged > 20, "{path}: {judged}");
    }
}

#[test]
fn nobody_works_on_what_a_person_has_settled() {
    let scenario = on_sample(
        "remediate: { order: rank }\nteams: { all: { hours-per-week: 20 } }\nstatus:\n  - { control: aad_third_party_apps, set: Risk accepted }\n  - { control: aad_custom_banned_passwords, set: Resolved through third party }\n",
    );
    for id in ["aad_third_party_apps", "aad_custom_banned_passwords"] {
        assert!(!scenario["work"].as_array().unwrap().iter().any(|work| work["id"] == id), "{id}");
    }
}

/// P2 for 20 of 1 200 users covers 0.12 of 7 points; the rest of the work comes with the rest of the seats.
#[test]
fn more_seats_open_a_second_round_of_work() {
    let scenario = on_sample(
        "licences:\n  - { from: 2026-11-10, add: AAD_PREMIUM_P2, seats: 20 }\n  - { from: 2027-06-10, add: AAD_PREMIUM_P2, seats: 1180 }\nremediate: { order: rank }\nteams: { all: { hours-per-week: 40 } }\nstatus:\n  - { control: SigninRiskPolicy, set: To address }\n",
    );
    let rounds: Vec<i64> =
        moves(&scenario, "SigninRiskPolicy").into_iter().map(|(_, points)| points).collect();
    assert_eq!(rounds, [12, 688]);
}

#[test]
fn statuses_end_while_their_row_is_away_and_leave_finished_work_alone() {
    let away = on_sample(
        "horizon: 200d\nlicences:\n  - { from: 2026-12-10, remove: SPE_E3 }\n  - { from: 2027-02-10, add: SPE_E3, seats: 1200 }\nstatus:\n  - { control: spo_idle_session_timeout, set: Resolved through third party, from: 2026-11-10, expires: 2027-01-02 }\n",
    );
    let moved = moves(&away, "spo_idle_session_timeout");
    // In by a word, out with the licence, back without the word.
    assert_eq!(
        moved,
        [("2026-11-11".to_owned(), 100), ("2026-12-10".to_owned(), -100), ("2027-02-10".to_owned(), 0)]
    );
    let lab = lab("scenario: s\nhorizon: 90d\nlicences: [ { from: 2026-11-09, add: ATA, seats: 10 } ]\nremediate:\n  - { control: lab_new, done: 2026-11-10 }\n  - { action: lab-deploy, done: 2026-12-10 }\nstatus:\n  - { control: lab_new, set: Planned, expires: 2026-11-20 }\n").0;
    assert_eq!(moves(&lab, "lab_new"), [("2026-12-12".to_owned(), 600)]);
}

#[test]
fn a_status_that_ends_before_it_shows_is_said_and_does_nothing() {
    let (scenario, err) = lab(
        "scenario: s\nstatus:\n  - { control: lab_old, set: Resolved through third party, from: 2026-12-01, expires: 2026-12-02 }\n",
    );
    assert!(moves(&scenario, "lab_old").is_empty());
    assert!(err.contains("ends before it shows"), "{err}");
}

/// A filter of another vendor earns the points for a word; the agents are still to be installed when it ends.
#[test]
fn an_assertion_is_no_evidence_of_work() {
    let scenario = on_sample(
        "remediate: { order: rank, from: 2027-02-01 }\nteams: { all: { hours-per-week: 40 } }\nstatus:\n  - { control: aad_password_protection, set: Resolved through third party, expires: 2027-01-15 }\n",
    );
    let moved = moves(&scenario, "aad_password_protection");
    assert_eq!(moved[0], ("2027-01-15".to_owned(), -600));
    assert!(
        scenario["work"].as_array().unwrap().iter().any(|work| work["id"] == "password-protection-agents")
    );
}

#[test]
fn less_of_an_action_undoes_nothing() {
    let folder = folder();
    let path = file(
        &folder,
        "s.yaml",
        "scenario: s\ntenant: sample-e5\nhorizon: 60d\nremediate:\n  - { action: onboard-windows, done: 2026-11-20, coverage: 1% }\n  - { action: mdi-sensors-dc, done: 2026-11-20, coverage: 10% }\n",
    );
    let scenario = ask(json!({ "question": "project", "scenarios": [path] }))["scenarios"][0].clone();
    assert!(scenario["events"].as_array().unwrap().is_empty(), "{}", scenario["events"]);
}

/// The goal is reached before the deployment and lost by it: the last day decides whether it is held.
#[test]
fn a_goal_that_is_lost_again_is_not_held() {
    let folder = folder();
    for name in ["do-nothing.yaml", "remediate-owned.yaml", "e5-in-january.yaml"] {
        file(&folder, name, read(format!("{ROOT}/scenarios/{name}")));
    }
    let path = file(
        &folder,
        "s.yaml",
        "scenario: s\nextends: e5-in-january.yaml\ngoal: { score: 85%, by: 2027-04-01 }\n",
    );
    let ran = run(["project", path.to_str().unwrap(), "--require-goal"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("was reached on") && ran.out.contains("and lost"), "{}\n{}", ran.err, ran.out);
}

#[test]
fn work_that_does_not_fit_is_named() {
    let short = "scenario: s\ntenant: sample-e3\nhorizon: 20d\nremediate: { order: rank }\nteams: { all: { hours-per-week: 10 } }\n";
    let question = json!({ "question": "project", "scenarios": ["s.yaml"] });
    let (_, findings) = ask_with_findings([("s.yaml", short)], question);
    assert!(findings.contains("W4001"), "{findings}");
}

#[test]
fn an_expiry_ends_only_its_own_status() {
    let (scenario, _) = lab(
        "scenario: s\nstatus:\n  - { control: lab_old, set: Resolved through third party, from: 2026-11-10, expires: 2026-12-10 }\n  - { control: lab_old, set: Resolved through alternate mitigation, from: 2026-12-01, expires: 2027-06-01 }\n",
    );
    assert_eq!(
        moves(&scenario, "lab_old"),
        [("2026-11-11".to_owned(), 400), ("2027-06-01".to_owned(), -400)]
    );
}

#[test]
fn teams_that_cover_the_same_share_the_work() {
    let scenario = on_sample(
        "horizon: 60d\nremediate: { order: rank }\nteams: { a: { hours-per-week: 1 }, b: { hours-per-week: 100 } }\n",
    );
    let work = scenario["work"].as_array().unwrap();
    let of = |team: &str| work.iter().filter(|work| work["team"] == team).count();
    assert!(of("b") > 30, "{} and {}", of("a"), of("b"));
}

#[test]
fn a_lapsed_licence_and_what_lies_after_the_horizon_are_said() {
    let lapsed = "scenario: s\ntenant: sample-e5\nhorizon: 30d\nlicences:\n  - { from: 2026-11-10, remove: SPE_E5 }\n  - { from: 2028-01-01, add: ATA, seats: 5 }\n";
    let question = json!({ "question": "project", "scenarios": ["s.yaml"] });
    let (_, findings) = ask_with_findings([("s.yaml", lapsed)], question);
    assert!(findings.contains("W4007") && findings.contains("lies after the horizon"), "{findings}");
}

/// A control that only the export knows is planned: by Microsoft's cost, else like its product's middle control.
#[test]
fn a_control_that_only_the_export_knows_is_planned_by_an_estimate() {
    use scoreplan::state::with_own_controls;

    let catalogue = with_overlay(
        "product: { id: lab, name: Lab, services: [LAB], team: lab, latency: { expected: 24h, slowest: 48h } }\n\
         controls:\n\
         \x20 - { id: lab_a, title: A, category: Apps, max: 1, scoring: binary, effort: { fixed: [1h, 3h, 4h] } }\n\
         \x20 - { id: lab_b, title: B, category: Apps, max: 1, scoring: binary, effort: { fixed: [1h, 5h, 9h] } }\n\
         \x20 - { id: lab_c, title: C, category: Apps, max: 1, scoring: binary, effort: { fixed: [1h, 90h, 99h] } }\n",
    );
    let tenant = tenant_from(
        "tenant: { snapshot-date: 2026-11-01 }\npopulations: { users: { value: 10 } }\ncontrols:\n\
         \x20 - { id: new_cheap, service: LAB, score: 0, max: 5, cost: low, impact: high, status: To address }\n\
         \x20 - { id: new_plain, service: LAB, score: 0, max: 4, status: To address }\n",
        &catalogue,
    );
    let catalogue = with_own_controls(&catalogue, &tenant);
    let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    let backlog = scoreplan::plan::backlog::build(&state);
    let effort =
        |id: &str| backlog.items.iter().find(|node| node.id.as_str() == id).unwrap().effort.to_string();
    assert_eq!((effort("new_cheap").as_str(), effort("new_plain").as_str()), ("3.00", "5.00"));
    let entry = &catalogue.controls["new_plain"];
    assert_eq!(entry.about.basis["effort"], "inferred");
}

/// Three rows rest on one action, directly, by a control or by another action, which is one row's alone; what is
/// withdrawn shares nothing.
#[test]
fn a_control_that_only_the_export_knows_takes_its_part_of_shared_work() {
    use scoreplan::state::with_own_controls;

    let catalogue = with_overlay(
        "product: { id: lab, name: Lab, services: [LAB], team: lab, latency: { expected: 24h, slowest: 48h } }\n\
         actions:\n\
         \x20 - { id: lab-base, title: Base, effort: { fixed: [3h, 6h, 12h] } }\n\
         \x20 - { id: lab-more, title: More, gates: [lab-base], effort: { fixed: [4h, 5h, 6h], per-100: [1h, 4h, 8h], population: users } }\n\
         controls:\n\
         \x20 - { id: lab_a, title: A, category: Apps, max: 1, scoring: binary, needs: [lab-base], effort: { fixed: [1h, 1h, 2h] } }\n\
         \x20 - { id: lab_b, title: B, category: Apps, max: 1, scoring: binary, needs: [lab_a], effort: { fixed: [1h, 2h, 3h] } }\n\
         \x20 - { id: lab_c, title: C, category: Apps, max: 1, scoring: binary, needs: [lab-more], effort: { fixed: [1h, 1h, 3h] } }\n\
         \x20 - { id: lab_d, title: D, category: Apps, max: 1, scoring: binary, needs: [lab-more], retired: 2026-01-01, effort: { fixed: [1h, 1h, 3h] } }\n",
    );
    let text = "tenant: { snapshot-date: 2026-11-01 }\npopulations: { users: { value: 100 } }\ncontrols:\n  - { id: new, service: LAB, score: 0, max: 5 }\n";
    let whole = with_own_controls(&catalogue, &tenant_from(text, &catalogue));
    let three = whole.controls["new"].ways[0].effort.fixed;
    // A: 1 + 6/3 = 3 h; B: 2 + 6/3 = 4 h; C: 1 + 6/3 + 9/1 = 12 h. The middle one is B.
    assert_eq!([three.low.0, three.likely.0, three.high.0], [2 * 60, 4 * 60, 7 * 60]);
}

/// On the larger sample a row that nobody knows is one device row among many.
#[test]
fn an_unknown_device_row_does_not_lead_the_ranking() {
    let folder = folder();
    let sample = read(format!("{ROOT}/scenarios/sample-e5.yaml"));
    let row = "controls:\n  - { id: 'portal:new', title: New, service: MDATP, category: Device, score: 0, max: 5, status: To address }\n";
    let path = file(&folder, "t.yaml", sample.replacen("controls:\n", row, 1));
    let value = ask(json!({ "question": "rank", "tenant": path }));
    let steps = value["steps"].as_array().unwrap();
    let new = steps.iter().find(|step| step["id"] == "portal:new").unwrap();
    assert!(new["rank"].as_u64().unwrap() > 20, "{new}");
}

/// An unknown maximum is named and not scored, or counts what is assumed, in the score and when it enters.
#[test]
fn an_unknown_maximum_counts_only_by_assumption() {
    let folder = folder();
    let tenant = file(
        &folder,
        "t.yaml",
        "tenant: { snapshot-date: 2026-11-01 }\ncontrols:\n\
         \x20 - { id: scid_102, score: 0, status: To address }\n  - { id: scid_25, score: 8, max: 8, status: Completed }\n",
    );
    let five = json!({ "unknown-max": 5 });
    let score = |assume: &Value| ask(json!({ "question": "score", "tenant": tenant, "assume": assume }));
    let (plain, assumed) = (score(&json!({})), score(&five));
    assert_eq!((plain["max"].as_f64(), assumed["max"].as_f64()), (Some(8.0), Some(13.0)));
    assert_eq!(assumed["assumptions"]["unknown-max"], "5");
    let codes = |value: &Value| -> Vec<String> {
        let findings = value["findings"].as_array().unwrap().iter();
        findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    };
    assert!(codes(&plain).contains(&"W3002".to_owned()) && codes(&assumed).contains(&"N3013".to_owned()));
    let end = |assume: &Value| -> i64 {
        let scenarios = ["scenarios/e5-in-january.yaml"];
        let value = ask(json!({ "question": "project", "scenarios": scenarios, "assume": assume }));
        hundredths(&value["scenarios"][0]["series"].as_array().unwrap().last().unwrap()["max"])
    };
    assert!(end(&five) > end(&json!({})));
    assert_eq!(run(["score", "--assume", "unknown-max=11"]).code, 3);
}
