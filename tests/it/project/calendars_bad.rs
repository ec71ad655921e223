//! Calendars that make no sense or allow no work: every command refuses or answers, and none hangs.

use serde_json::Value;

use crate::project::simulate::small_lab;
use crate::support::{file, folder, run};

/// What `check`, `project` and `plan --by` end with and say of a scenario.
fn each(scenario: &str, by: &str) -> Vec<(i32, String)> {
    let folder = folder();
    let path = |name: &str, text: String| file(&folder, name, text).display().to_string();
    let files = small_lab().files(&folder);
    let scenario = path("s.yaml", format!("scenario: s\nremediate: {{ order: rank }}\n{scenario}"));
    let options = files.each_ref().map(String::as_str);
    let commands: [&[&str]; 4] = [
        &["check", &scenario],
        &["project", &scenario],
        &["project", &scenario, "--trials", "50"],
        &["plan", "--by", by, "--scenario", &scenario],
    ];
    let ran = commands.iter().map(|command| run(command.iter().chain(&options)));
    ran.map(|ran| (ran.code, ran.err)).collect()
}

/// Every command refuses the file, with code, line and remedy.
fn refused(scenario: &str, code: &str, line: usize) {
    for (exit, err) in each(scenario, "2026-11-30") {
        assert_eq!(exit, 3, "{scenario}: {err}");
        assert!(err.contains(&format!("error[{code}]")), "{scenario}: {err}");
        assert!(err.contains(&format!("s.yaml:{line}")) && err.contains("help:"), "{scenario}: {err}");
    }
}

#[test]
fn a_freeze_that_ends_before_it_begins_is_refused() {
    refused("freezes: [ { from: 2026-12-18, to: 2026-01-04 } ]\n", "E4010", 3);
}

#[test]
fn a_team_without_hours_is_refused() {
    refused("teams: { lab: { hours-per-week: 0 } }\n", "E1107", 3);
    refused("teams:\n  lab: { hours-per-week: [ { from: 2026-11-02, hours: 0 } ] }\n", "E1107", 4);
}

#[test]
fn a_horizon_of_zero_is_refused_and_so_is_a_day_that_leaves_none() {
    refused("horizon: 0d\n", "E1107", 3);
    let ran = each("", "2026-11-02");
    let (exit, err) = &ran[3];
    assert!(*exit == 3 && err.contains("E4007") && err.contains("help:"), "{err}");
    assert!(ran[..3].iter().all(|(exit, _)| *exit == 0), "{ran:?}");
}

#[test]
fn a_control_that_no_team_covers_is_left_out_by_name() {
    let nobody = "teams: { bay: { hours-per-week: 5, controls: [lab-deploy] } }\n";
    let ran = each(nobody, "2026-11-30");
    for (exit, err) in &ran[1..] {
        assert!(*exit == 0 && err.contains("W4002") && err.contains("no team covers lab"), "{err}");
    }
}

/// Nobody works on any day, or on none before the last: an empty plan, and what is not finished.
#[test]
fn a_calendar_without_a_day_of_work_ends_with_an_empty_plan() {
    for scenario in [
        "freezes: [ { from: 2026-11-01, to: 2036-12-31 } ]\n",
        "teams: { lab: { hours-per-week: [ { from: 2030-01-01, hours: 5 } ] } }\n",
        "teams: { lab: { hours-per-week: 5, lead-time: 365d } }\n",
    ] {
        let ran = each(scenario, "2026-11-30");
        assert!(ran.iter().all(|(exit, _)| *exit == 0), "{scenario} {ran:?}");
        assert!(ran[3].1.contains("not finished"), "{scenario} {}", ran[3].1);
    }
}

/// `lab_z` takes no time. On Monday the 2nd its team is away, on the 3rd is a freeze: it is done on the 4th, although its
/// team has no hours then, and shows on the 6th. So it is in every trial.
#[test]
fn work_that_takes_no_time_waits_for_its_team() {
    let folder = folder();
    let path = |name: &str, text: String| file(&folder, name, text).display().to_string();
    let files = small_lab().control("lab_z", 3).hours(0).row("lab_z", 0, 3).files(&folder);
    let scenario = path(
        "s.yaml",
        "scenario: s
horizon: 20d
remediate: { order: rank }
teams:
  lab: { hours-per-week: [ { from: 2026-11-09, hours: 10 } ], controls: [lab_z], holidays: [2026-11-02] }
  bay: { hours-per-week: 10, controls: [lab_old] }
freezes: [ { from: 2026-11-03, to: 2026-11-03 } ]
assumptions: { success: 1, effort-spread: none, capacity-low: 100%, capacity-high: 100%, latency-spread: none }
"
        .to_owned(),
    );
    let options = files.iter().map(String::as_str).chain(["--format", "json"]).collect::<Vec<_>>();
    let ran = run(["plan", "--by", "2026-11-20", "--scenario", &scenario].iter().chain(&options));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    let step = plan["steps"].as_array().unwrap().iter().find(|step| step["id"] == "lab_z").unwrap();
    assert_eq!((&step["start"], &step["expected_by"]), (&"2026-11-04".into(), &"2026-11-06".into()));
    let saved = path("plan.json", ran.out);
    let audit = run(["check", &saved, "--scenario", &scenario].iter().chain(&options));
    assert_eq!(audit.code, 0, "{}", audit.out);
    let early = path("early.json", plan.to_string().replace("2026-11-04", "2026-11-02"));
    let audit = run(["check", &early, "--scenario", &scenario].iter().chain(&options));
    assert!(audit.code == 1 && audit.out.contains("day-off"), "{}", audit.out);
    let ran = run(["project", &scenario, "--trials", "20"].iter().chain(&options));
    let projected: Value = serde_json::from_str(&ran.out).unwrap();
    let days = projected["scenarios"][0]["trials"]["percent"].as_array().unwrap();
    let on = |date: &str| days.iter().rfind(|day| day["date"].as_str().unwrap() <= date).unwrap();
    // 4 of 11 points; `lab_old` shows on the 4th: done on the 2nd.
    assert_eq!(
        (&on("2026-11-05")["p10"], &on("2026-11-05")["p90"]),
        (&on("2026-11-04")["p10"], &on("2026-11-04")["p10"])
    );
    let last: Vec<String> =
        ["p10", "p50", "p90"].iter().map(|key| on("2026-11-06")[key].to_string()).collect();
    assert_eq!(last, ["100.00"; 3], "{days:?}");
}
