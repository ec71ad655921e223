//! Growth of populations, new and retired controls, drift and hygiene.

use serde_json::{Value, json};

use crate::lab::Lab;
use crate::project::simulate::{day, moves, on_sample, series};
use crate::support::{ask, file, folder, hundredths, run};

/// Three controls of one population, each with half of its ten heads, one that is all done, one of another product.
fn heads() -> Lab {
    let of_heads = |lab: Lab, id, effort| {
        let lab = lab.control(id, 8).with("effort", effort).with("category", "Apps");
        lab.with("scoring", "proportional").with("population", "lab.heads")
    };
    let lab = Lab::new().licence("SPE_E3", 10).population("users", 10).population("lab.heads", 10);
    let fixed = "{ fixed: [1h, 2h, 3h] }";
    let lab = of_heads(lab, "lab_inherits", fixed).with("new-heads", "inherits");
    let lab = of_heads(lab, "lab_zero", "{ fixed: [0h, 0h, 0h], per-100: [50h, 100h, 200h] }");
    let lab = of_heads(lab.with("new-heads", "starts-at-zero"), "lab_keeps", fixed);
    let lab = lab.control("lab_whole", 4).effort("1h, 2h, 3h").with("category", "Apps");
    let half =
        |lab: Lab, id| lab.row(id, 4, 8).with("count", 5).with("total", 10).with("status", "To address");
    let lab = half(half(half(lab, "lab_inherits"), "lab_zero"), "lab_keeps");
    lab.row("lab_whole", 4, 4).with("status", "Completed")
}

fn ran(scenario: &str, lab: &Lab, more: &[&str]) -> crate::support::Ran {
    let folder = folder();
    let files = lab.files(&folder);
    let scenario = file(&folder, "s.yaml", format!("scenario: s\n{scenario}")).display().to_string();
    let arguments = ["project", &scenario].into_iter().chain(files.iter().map(String::as_str));
    run(arguments.chain(more.iter().copied()))
}

fn churned(scenario: &str, lab: &Lab) -> Value {
    let question = json!({ "question": "project", "scenarios": ["scenario.yaml"] });
    lab.ask(&format!("scenario: s\n{scenario}"), question).0["scenarios"][0].take()
}

/// The built-in catalogue: 744 of 1200 users are 5.58 of 9 points, 744 of 1320 are 5.07. Policies cover the new ones.
#[test]
fn ten_per_cent_more_users_lower_mfa_registration_and_leave_mail_policies_alone() {
    let scenario = on_sample(
        "horizon: 60d\ngrowth:\n  - { from: 2026-12-01, population: users, by: 10% }\n  - { from: 2026-12-01, population: mailboxes, by: 10% }\n",
    );
    let events = scenario["events"].as_array().unwrap().iter();
    let moved: Vec<(&str, i64)> =
        events.map(|e| (e["id"].as_str().unwrap(), hundredths(&e["points"]))).collect();
    assert_eq!(moved, [("MFARegistrationV2", -51)]);
    assert_eq!(scenario["low"]["date"], "2026-12-01");
}

/// Five of ten heads are 4 of 8 points. Five more: the policy keeps 4; 5 of 15 are 2.67; of five new ones two whole
/// heads comply, 7 of 15 are 3.73. Whoever leaves is like those who stay.
#[test]
fn each_rule_by_hand() {
    let grown =
        churned("horizon: 30d\ngrowth: [ { from: 2026-11-09, population: lab.heads, to: 15 } ]\n", &heads());
    assert_eq!(moves(&grown, "lab_inherits"), []);
    assert_eq!(moves(&grown, "lab_zero"), [("2026-11-09".to_owned(), -133)]);
    assert_eq!(moves(&grown, "lab_keeps"), [("2026-11-09".to_owned(), -27)]);
    let shrunk =
        churned("horizon: 30d\ngrowth: [ { from: 2026-11-09, population: lab.heads, to: 4 } ]\n", &heads());
    assert_eq!(series(&shrunk).len(), 2);
    // Without counts the points shrink with the share of the old heads: 4 x 10 / 15.
    let plain = ["lab_inherits", "lab_zero", "lab_keeps"]
        .into_iter()
        .fold(heads(), |lab, id| lab.change_row(id).without("count").without("total"));
    let grown =
        churned("horizon: 30d\ngrowth: [ { from: 2026-11-09, population: lab.heads, to: 15 } ]\n", &plain);
    assert_eq!(moves(&grown, "lab_zero"), [("2026-11-09".to_owned(), -133)]);
    assert_eq!(moves(&grown, "lab_keeps"), []);
    // Nobody does anything: they come all the same.
    assert_eq!(series(&grown["do_nothing"]), series(&grown));
}

/// Everybody is done, ten more come: the control falls to half, is open again, and ten heads take ten hours.
#[test]
fn who_comes_later_is_work_again() {
    let lab = heads().change_row("lab_zero").with("score", 8).with("count", 10);
    let scenario = churned(
        "horizon: 60d\ngrowth: [ { from: 2026-11-16, population: lab.heads, by: 100% } ]\nremediate: { order: rank }\nteams: { lab: { hours-per-week: 10, products: [lab] } }\n",
        &lab,
    );
    let moved = moves(&scenario, "lab_zero");
    assert_eq!(moved.len(), 2, "{moved:?}");
    assert_eq!(moved[0], ("2026-11-16".to_owned(), -400));
    assert_eq!(moved[1].1, 400);
    assert!(moved[1].0.as_str() > "2026-11-20", "ten hours take a week: {moved:?}");
}

#[test]
fn controls_come_and_go_on_their_day() {
    let scenario = churned(
        "horizon: 40d\nretire: [ { control: lab_whole, on: 2026-11-10 } ]\nnew-controls: [ { id: lab_next, max: 6, on: 2026-11-20 } ]\nremediate: [ { control: lab_next, done: 2026-11-23 } ]\n",
        &heads(),
    );
    let expected = [
        day("2026-11-02", 1_600, 2_800),
        day("2026-11-10", 1_200, 2_400),
        day("2026-11-20", 1_200, 3_000),
        // Nobody knows how fast its points show: two days, at the end of the day.
        day("2026-11-26", 1_800, 3_000),
        day("2026-12-12", 1_800, 3_000),
    ];
    assert_eq!(series(&scenario), expected);
    let kinds = scenario["waterfall"].as_array().unwrap().iter();
    let kinds: Vec<&str> = kinds.map(|step| step["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["retired", "new-control", "work"]);
}

/// The mean of 8, 8, 8 and 4 points is 7; two and a half of these a month are 17.50, on the first of each month.
#[test]
fn new_controls_a_month_enter_the_denominator_without_points() {
    let churn = "horizon: 60d\nassumptions: { new-controls-per-month: 2.5 }\n";
    let scenario = churned(churn, &heads());
    let expected =
        [day("2026-11-02", 1_600, 2_800), day("2026-12-01", 1_600, 4_550), day("2027-01-01", 1_600, 6_300)];
    assert_eq!(series(&scenario), expected);
    assert!(scenario["by_itself"]["new-controls-per-month"].as_str().unwrap().starts_with("2.50 of 7.00"));
    let none = ran(churn, &heads(), &["--assume", "new-controls-per-month=0", "--format", "json"]);
    let none: Value = serde_json::from_str(&none.out).unwrap();
    assert_eq!(series(&none["scenarios"][0]).len(), 2);
}

/// A tenth of 4.00 is 0.40, a tenth of 3.60 is 0.36. 26 hours of hygiene a month are six a week and hold it.
#[test]
fn settings_drift_by_the_month_unless_hygiene_holds_them() {
    let drift = "horizon: 65d\ndrift: { lab: 10% }\n";
    let scenario = churned(drift, &heads());
    let lost = [("2026-12-01".to_owned(), -40), ("2027-01-01".to_owned(), -36)];
    for id in ["lab_whole", "lab_inherits", "lab_zero", "lab_keeps"] {
        assert_eq!(moves(&scenario, id), lost, "{id}");
    }
    let team = "teams: { lab: { hours-per-week: 10, products: [lab] } }\n";
    let held = churned(&format!("{drift}hygiene: {{ lab: 26h }}\n{team}"), &heads());
    assert_eq!(series(&held).len(), 2);
    assert_eq!(series(&held["do_nothing"]), series(&scenario), "nobody does hygiene either");
    // What hygiene takes is not there for other work.
    let work = format!("{drift}remediate: {{ order: rank }}\n{team}");
    let finish = |scenario: &Value| {
        let work = scenario["work"].as_array().unwrap().iter();
        work.map(|work| work["finish"].as_str().unwrap().to_owned()).max().unwrap()
    };
    let free = finish(&churned(&work, &heads()));
    assert!(finish(&churned(&format!("{work}hygiene: {{ lab: 26h }}\n"), &heads())) > free);
    // Nobody has these hours: it drifts on, and somebody says so.
    let vain = ran(&format!("{drift}hygiene: {{ lab: 90h }}\n{team}"), &heads(), &[]);
    assert!(vain.err.contains("no team has these hours"), "{}", vain.err);
    let idle = ran("horizon: 65d\nhygiene: { lab: 1h }\n", &heads(), &[]);
    assert!(idle.err.contains("nothing drifts there"), "{}", idle.err);
}

/// While it is accepted the control is out of the maximum and nobody works on it. On the day of its expiry it is back,
/// the curve dips, and the ranking takes it up: two hours on that very day.
#[test]
fn an_acceptance_that_expires_brings_its_control_back_into_the_backlog() {
    let lab = heads().change_row("lab_whole").with("score", 0).with("status", "To address");
    let accepted = "horizon: 60d\nassumptions: { risk-accepted: excluded }\nstatus: [ { control: lab_whole, set: Risk accepted, from: 2026-11-02, expires: 2026-11-23 } ]\n";
    let alone = churned(accepted, &lab);
    let expected = [
        day("2026-11-02", 1_200, 2_800),
        day("2026-11-03", 1_200, 2_400),
        day("2026-11-23", 1_200, 2_800),
        day("2027-01-01", 1_200, 2_800),
    ];
    assert_eq!(series(&alone), expected);
    assert_eq!(alone["dip"]["to"]["date"], "2026-11-23");
    let worked = churned(
        &format!(
            "{accepted}remediate: {{ order: rank }}\nteams: {{ lab: {{ hours-per-week: 40, products: [lab] }} }}\n"
        ),
        &lab,
    );
    let of_row = moves(&worked, "lab_whole");
    let gained = of_row.iter().filter(|(_, points)| *points != 0).collect::<Vec<_>>();
    assert_eq!(gained, [&("2026-11-25".to_owned(), 400)]);
}

#[test]
fn impossible_values_are_refused_with_their_place() {
    let wrong = [
        ("growth: [ { from: 2026-12-01, population: lab.heads, by: 10%, to: 3 } ]\n", "E1107"),
        ("growth: [ { from: 2026-12-01, population: lab.heads } ]\n", "E1107"),
        ("growth: [ { from: 2026-12-01, population: lab.haeds, by: 10% } ]\n", "did you mean `lab.heads`?"),
        ("growth: [ { from: 2026-10-01, population: lab.heads, by: 10% } ]\n", "E4007"),
        ("retire: [ { control: lab_hole, on: 2026-12-01 } ]\n", "did you mean `lab_whole`?"),
        ("new-controls: [ { id: x, max: -1, on: 2026-12-01 } ]\n", "E1107"),
        ("drift: { lba: 1% }\n", "unknown product `lba`"),
        ("drift: { lab: 101% }\n", "E1107"),
        ("hygiene: { lab: often }\n", "E1107"),
        ("assumptions: { new-controls-per-month: many }\n", "E1107"),
        ("assumptions: { new-control-per-month: 1 }\n", "did you mean `new-controls-per-month`?"),
    ];
    for (text, said) in wrong {
        let ran = ran(text, &heads(), &[]);
        assert_eq!(ran.code, 3, "{text} {}", ran.err);
        assert!(ran.err.contains(said), "{text} {}", ran.err);
    }
    let there = ran("new-controls: [ { id: lab_whole, max: 4, on: 2026-12-01 } ]\n", &heads(), &[]);
    assert!(there.err.contains("in the score already"), "{}", there.err);
    let ran = ran("", &heads(), &["--assume", "new-controls-per-month=many"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    let folder = folder();
    let bad = heads().change("lab_inherits").with("new-heads", "inherit").overlay();
    let overlay = file(&folder, "o.yaml", bad).display().to_string();
    let ran = run(["check", &overlay]);
    assert!(ran.code == 3 && ran.err.contains("starts-at-zero"), "{}{}", ran.out, ran.err);
}

/// A file over another: lists append, drift and hygiene merge by product, `~` removes.
#[test]
fn what_happens_by_itself_is_inherited() {
    let folder = folder();
    file(
        &folder,
        "base.yaml",
        "scenario: b\ntenant: sample-e3\nhorizon: 90d\ndrift: { entra-id: 2%, purview: 1% }\nretire: [ { control: MFARegistrationV2, on: 2026-12-01 } ]\nassumptions: { new-controls-per-month: 3 }\n",
    );
    let later = file(
        &folder,
        "later.yaml",
        "scenario: l\nextends: base.yaml\ndrift: { purview: ~, entra-id: 0% }\nretire: [ { control: AdminMFAV2, on: 2026-12-01 } ]\nassumptions: { new-controls-per-month: ~ }\n",
    );
    let value = ask(json!({ "question": "project", "scenarios": [later] }));
    let scenario = &value["scenarios"][0];
    let ids: Vec<&str> =
        scenario["events"].as_array().unwrap().iter().map(|event| event["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["AdminMFAV2", "MFARegistrationV2"]);
}
