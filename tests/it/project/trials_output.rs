//! Trials of scenarios from the command line: invariants, and how they are asked for.

use jiff::ToSpan as _;
use scoreplan::diag::Findings;
use scoreplan::load::files::Disk;
use scoreplan::load::{catalogue, samples, scenario, tenant};
use scoreplan::model::Spreads;
use scoreplan::project::trials::{Monitor, RunRequest, build_model, run_model as try_all, summarise};
use scoreplan::project::{ProjectionInput, project};
use serde_json::{Value, json};

use crate::support::{ROOT, ask, file, folder, hundredths, program, run, with};

/// Assumptions under which a trial draws nothing but success.
fn spreadless(success: u8) -> Value {
    json!({ "success": success, "effort-spread": "none", "capacity-low": "100%", "capacity-high": "100%",
        "latency-spread": "none" })
}

fn shipped() -> Vec<String> {
    let names = crate::support::files(format!("{ROOT}/scenarios"));
    names.into_iter().filter(|name| !name.starts_with("sample-")).collect()
}

/// Without any spread every trial of every shipped scenario is the projection, on every day.
#[test]
fn without_spreads_every_trial_is_the_projection() {
    let mut findings = Findings::new();
    let catalogue = catalogue::load(&[], &mut findings);
    for name in shipped() {
        let path = format!("{ROOT}/scenarios/{name}");
        let loaded = scenario::load(&Disk, path.as_ref(), &mut findings).unwrap().unwrap();
        let sample = match &loaded.tenant {
            Some(scenario::TenantRef::Sample(sample)) => sample,
            other => panic!("{name} plays on a sample, not on {other:?}"),
        };
        let tenant = tenant::read(&samples::sample(sample).unwrap(), &catalogue, &mut findings).unwrap();
        let input = ProjectionInput {
            catalogue: &catalogue,
            tenant: &tenant,
            scenario: &loaded.scenario,
            demand: &scoreplan::model::NO_DEMAND,
            assumptions: scoreplan::model::Assumptions::default(),
            start: tenant.snapshot_date,
        };
        let projection = project(&input);
        let booked = build_model(&input, &Spreads::NONE);
        let ask = RunRequest { count: 5, seed: 9, drivers: true, keep: None };
        let summary = summarise(&booked.flat, &try_all(&booked.flat, ask, &Monitor::NONE));
        assert!(summary.days.len() > 200, "{name}");
        for day in &summary.days {
            let date = input.start.checked_add(i64::from(day.day).days()).unwrap();
            let point = projection.series.iter().rfind(|point| point.date <= date).unwrap();
            let expected = point.percent().rounded();
            assert_eq!([day.p10, day.p50, day.p90, day.mean], [expected; 4], "{name} on {date}");
        }
        let Some(goal) = projection.goal else {
            assert_eq!(summary.in_time, None, "{name}");
            continue;
        };
        let reached = summary
            .by_confidence
            .map(|day| day.map(|day| input.start.checked_add(i64::from(day).days()).unwrap()));
        assert_eq!(reached, [goal.date; 3], "{name}");
        assert_eq!(summary.in_time, Some(if goal.reached { 5 } else { 0 }), "{name}");
        assert_eq!(summary.held, Some(if goal.held { 5 } else { 0 }), "{name}");
    }
}

fn tried(scenario: &str, more: Value) -> Value {
    let question = json!({ "question": "project", "scenarios": [scenario], "trials": 400 });
    ask(with(question, more))["scenarios"][0].clone()
}

/// The percentage of a quantile on a day, in hundredths.
fn on(trials: &Value, date: &str, what: &str) -> i64 {
    let mut days = trials["percent"].as_array().unwrap().iter();
    let day = days.rfind(|day| day["date"].as_str().unwrap() <= date).unwrap();
    hundredths(&day[what])
}

#[test]
fn trials_say_what_they_rest_on_and_keep_their_order() {
    let scenario = tried("scenarios/remediate-owned.yaml", json!({}));
    let trials = &scenario["trials"];
    assert_eq!((&trials["count"], &trials["asked"], &trials["seed"]), (&400.into(), &400.into(), &1.into()));
    assert_eq!(trials["spreads"]["success"], "0.95");
    assert_eq!(trials["spreads"]["capacity-low"], "70%");
    for day in trials["percent"].as_array().unwrap() {
        assert!(hundredths(&day["p10"]) <= hundredths(&day["p50"]));
        assert!(hundredths(&day["p50"]) <= hundredths(&day["p90"]));
    }
    let dates: Vec<&str> =
        trials["goal_dates"].as_array().unwrap().iter().filter_map(|goal| goal["date"].as_str()).collect();
    assert!(dates.len() >= 2 && dates.is_sorted(), "{dates:?}");
    // Likely values are hopeful: half of the trials are later than the projection.
    assert!(dates[0] >= scenario["goal"]["date"].as_str().unwrap());
    assert!(hundredths(&trials["goal_probability"]) > 5_000);
    assert!(hundredths(&trials["held_probability"]) > 5_000);
    assert_eq!(trials["sensitivity_of"], "goal-date");
    assert_eq!(trials["rank_stability"]["steps"].as_array().unwrap().len(), 20);
    let shares: Vec<i64> =
        trials["sensitivity"].as_array().unwrap().iter().map(|driver| hundredths(&driver["share"])).collect();
    assert!(!shares.is_empty() && shares.iter().rev().is_sorted(), "{shares:?}");
    let decided: i64 =
        trials["criticality"].as_array().unwrap().iter().map(|step| hundredths(&step["percent"])).sum();
    assert!((9_000..=10_010).contains(&decided), "{decided}");
}

/// Who fails always does everything twice. By hand: a team of two hours a day does `lab_old` (2 hours, here 4) on the 2nd
/// and 3rd of November and it shows on the 5th; once, it would be the 4th.
#[test]
fn a_failure_is_done_once_more() {
    let folder = folder();
    let overlay = file(
        &folder,
        "o.yaml",
        "product: { id: lab, name: Lab, services: [], team: lab, latency: { expected: 24h, slowest: 48h } }\ncontrols:\n  - { id: lab_old, title: o, category: Identity, max: 4, scoring: binary, effort: { fixed: [1h, 2h, 3h] } }\n",
    );
    let tenant = file(
        &folder,
        "t.yaml",
        "tenant: { snapshot-date: 2026-11-02 }\nlicences: [ { sku: SPE_E3, enabled: 10 } ]\ncontrols:\n  - { id: lab_old, score: 0, max: 4 }\n",
    );
    let scenario = file(
        &folder,
        "s.yaml",
        "scenario: s\nhorizon: 10d\nremediate: { order: rank }\nteams: { lab: { hours-per-week: 10 } }\n",
    );
    for (success, shown) in [(1, "2026-11-04"), (0, "2026-11-05")] {
        let more = json!({ "tenant": tenant, "catalogue": [overlay], "assume": spreadless(success) });
        let trials = tried(scenario.to_str().unwrap(), more)["trials"].clone();
        let changes: Vec<&str> =
            trials["percent"].as_array().unwrap().iter().map(|day| day["date"].as_str().unwrap()).collect();
        assert_eq!(changes, ["2026-11-02", shown, "2026-11-12"], "{success}");
        assert_eq!(on(&trials, "2026-11-12", "p10"), 10_000);
    }
}

#[test]
fn scenarios_are_compared_on_common_random_numbers() {
    let scenarios =
        ["scenarios/do-nothing.yaml", "scenarios/remediate-owned.yaml", "scenarios/remediate-owned.yaml"];
    let value = ask(json!({ "question": "project", "scenarios": scenarios, "trials": 300 }));
    let comparisons = value["comparison"].as_array().unwrap();
    assert_eq!(comparisons.len(), 3);
    assert_eq!(comparisons[0]["date"], "2027-09-30");
    // Doing nothing is always behind, and the same scenario is equal to itself in every trial.
    assert_eq!(hundredths(&comparisons[0]["behind"]), 10_000);
    assert_eq!(hundredths(&comparisons[2]["equal"]), 10_000);
    assert!(
        ask(json!({ "question": "project", "scenarios": [scenarios[0]] }))["comparison"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn trials_have_the_same_bytes_on_any_number_of_threads() {
    let outputs: Vec<Vec<u8>> = ["1", "2", "7"]
        .iter()
        .map(|threads| {
            let mut command = program();
            command.env("RAYON_NUM_THREADS", threads).args(["project", "scenarios/e5-in-january.yaml"]);
            command.args(["scenarios/do-nothing.yaml", "--trials", "700", "--seed", "5", "--format", "json"]);
            command.output().unwrap().stdout
        })
        .collect();
    assert!(outputs[0].len() > 10_000);
    assert!(outputs.iter().all(|output| *output == outputs[0]));
    let other = run([
        "project",
        "scenarios/e5-in-january.yaml",
        "--trials",
        "700",
        "--seed",
        "6",
        "--format",
        "json",
    ]);
    assert_ne!(other.out.into_bytes(), outputs[0]);
}

#[test]
fn tables_of_trials_fit_a_terminal() {
    let ran =
        run(["project", "scenarios/remediate-owned.yaml", "scenarios/do-nothing.yaml", "--trials", "200"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for text in ["200 trials with seed 1", "P10 %", "Reached with a confidence of 50 %", "trial by trial"] {
        assert!(ran.out.contains(text), "{text}");
    }
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
    assert!(!ran.err.contains("trials"), "no progress without a terminal: {}", ran.err);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let scenario = "scenarios/do-nothing.yaml";
    for wrong in [&["--trials", "0"][..], &["--trials", "10000001"], &["--trials", "x"], &["--seed", "3"]] {
        assert_eq!(run(["project", scenario].iter().chain(wrong).copied()).code, 2, "{wrong:?}");
    }
    let ran = run(["project", scenario, "--trials", "5", "--assume", "success=95%"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("a chance from 0 to 1"), "{}", ran.err);
    let folder = folder();
    let text =
        |success: &str| format!("scenario: s\nassumptions: {{ success: {success}, capacity-low: 60% }}\n");
    let bad = file(&folder, "bad.yaml", text("2"));
    let ran = run(["check", bad.to_str().unwrap()]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("a chance from 0 to 1"), "{}", ran.err);
    let good = file(&folder, "good.yaml", text("0.8"));
    let trials =
        tried(good.to_str().unwrap(), json!({ "assume": { "capacity-low": "65%" } }))["trials"].clone();
    assert_eq!(
        (&trials["spreads"]["success"], &trials["spreads"]["capacity-low"]),
        (&"0.80".into(), &"65%".into())
    );
}

/// Ten million trials are stopped; what is printed is what a run that asked for so many prints.
#[cfg(unix)]
#[test]
fn a_stopped_run_prints_the_finished_beginning() {
    let scenario = "scenarios/remediate-owned.yaml";
    let mut command = program();
    command.args(["project", scenario, "--trials", "10000000", "--format", "json"]);
    let child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(3));
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("interrupted"), "{said}");
    let stopped: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut stopped = stopped["scenarios"][0]["trials"].clone();
    let count = stopped["count"].as_u64().unwrap();
    assert!(count > 0 && count < 10_000_000, "{count}");
    let whole = ask(json!({ "question": "project", "scenarios": [scenario], "trials": count }));
    stopped["asked"] = count.into();
    assert_eq!(whole["scenarios"][0]["trials"], stopped);
}
