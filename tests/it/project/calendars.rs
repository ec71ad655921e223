//! Calendars of teams, from the file to the dates.

use jiff::ToSpan as _;
use scoreplan::diag::Findings;
use scoreplan::load::files::Disk;
use scoreplan::load::{catalogue, samples, scenario, tenant};
use scoreplan::model::{Assumptions, NO_DEMAND, Spreads};
use scoreplan::project::trials::{Monitor, RunRequest, build_model, run_model as try_all, summarise};
use scoreplan::project::{ProjectionInput, project};
use serde_json::{Value, json};

use crate::project::simulate::{lab, small_lab};
use crate::support::{file, folder, hundredths, run};

/// First and last day of some work.
fn dates<'a>(scenario: &'a Value, id: &str) -> (&'a str, &'a str) {
    let work = scenario["work"].as_array().unwrap().iter().find(|work| work["id"] == id).unwrap();
    (work["start"].as_str().unwrap(), work["finish"].as_str().unwrap())
}

/// `lab_old` takes two hours; the scenario starts on Monday 2 November.
#[test]
fn every_key_of_a_calendar_moves_the_work_as_counted_by_hand() {
    let old = |team: &str, more: &str| {
        let text = format!(
            "scenario: s\nhorizon: 30d\nremediate: {{ order: rank }}\nteams: {{ lab: {{ {team} }} }}\n{more}"
        );
        let (scenario, _) = lab(&text);
        let (start, finish) = dates(&scenario, "lab_old");
        (start.to_owned(), finish.to_owned())
    };
    let on = |from: &str, to: &str| (format!("2026-11-{from}"), format!("2026-11-{to}"));
    let week = "hours-per-week: 10";
    assert_eq!(old(week, ""), on("02", "02"));
    assert_eq!(old("hours-per-week: [ { from: 2026-11-04, hours: 5 } ]", ""), on("04", "05"));
    let fading = "hours-per-week: [ { from: 2026-11-02, hours: 5 }, { from: 2026-11-03, hours: 0 }, { from: 2026-11-06, hours: 2.5 } ]";
    assert_eq!(old(fading, ""), on("02", "09"));
    assert_eq!(old(week, "holidays: [2026-11-02]\n"), on("03", "03"));
    assert_eq!(old("hours-per-week: 10, holidays: [2026-11-02, 2026-11-03]", ""), on("04", "04"));
    // Five days from Monday are Saturday.
    assert_eq!(old("hours-per-week: 10, lead-time: 5d", ""), on("09", "09"));
    assert_eq!(old(week, "dates: [ { control: lab_old, earliest: 2026-11-05 } ]\n"), on("05", "05"));
    assert_eq!(old("hours-per-week: 10, controls: [lab_old]", ""), on("02", "02"));
}

/// Two hours at 100 % are 120 minutes in 30 days, of which 150 / 7 are worked: 5.6 a day, that is 6. So the ten hours of
/// the deployment take six days of 114 minutes and not five of 120.
#[test]
fn upkeep_takes_hours_from_what_comes_later() {
    let text = |upkeep: &str| {
        format!(
            "scenario: s\nhorizon: 40d\nlicences: [ {{ from: 2026-11-09, add: ATA, seats: 10 }} ]\nremediate: {{ order: rank }}\nteams: {{ lab: {{ hours-per-week: 10, controls: [lab_old, lab-deploy, lab_new], upkeep: {upkeep} }} }}\n"
        )
    };
    assert_eq!(dates(&lab(&text("0%")).0, "lab-deploy"), ("2026-11-09", "2026-11-13"));
    assert_eq!(dates(&lab(&text("100%")).0, "lab-deploy"), ("2026-11-09", "2026-11-16"));
}

#[test]
fn a_latest_day_comes_first_and_is_named_when_it_can_not_be_kept() {
    let text = |latest: &str| {
        format!(
            "scenario: s\nhorizon: 40d\nlicences: [ {{ from: 2026-11-02, add: ATA, seats: 10 }} ]\nremediate: {{ order: rank }}\nteams: {{ lab: {{ hours-per-week: 10, controls: [lab_old, lab-deploy, lab_new] }} }}\ndates: [ {{ action: lab-deploy, latest: {latest} }} ]\n"
        )
    };
    let (kept, err) = lab(&text("2026-11-06"));
    assert_eq!(dates(&kept, "lab-deploy"), ("2026-11-02", "2026-11-06"));
    assert_eq!(dates(&kept, "lab_old"), ("2026-11-09", "2026-11-09"));
    assert!(!err.contains("W4015"), "{err}");
    let (_, err) = lab(&text("2026-11-05"));
    assert!(err.contains("W4015") && err.contains("finished on 2026-11-06"), "{err}");
}

/// MFA registration of the E3 sample is proportional: its points come with each stage, a tenth of them after a tenth of the
/// work, and the second stage waits ten days.
#[test]
fn a_ramp_earns_with_its_coverage() {
    let text = |ramp: &str| {
        format!(
            "remediate: {{ order: rank }}\nhorizon: 200d\nteams: {{ a: {{ hours-per-week: 40, controls: [legacy-sign-in-review, break-glass-accounts, mfa-registration-campaign, RAMP] }}, b: {{ hours-per-week: 40 }} }}\n{ramp}"
        )
        .replace("RAMP", RAMPED)
    };
    const RAMPED: &str = "MFARegistrationV2";
    let plain = crate::project::simulate::on_sample(&text(""));
    let ramped = crate::project::simulate::on_sample(&text(
        "ramps: [ { control: RAMP, stages: [ { coverage: 90%, wait: 10d }, { coverage: 100% } ] } ]\n",
    ));
    let gains =
        |scenario: &Value| -> Vec<(String, i64)> { crate::project::simulate::moves(scenario, RAMPED) };
    let (once, twice) = (gains(&plain), gains(&ramped));
    assert_eq!((once.len(), twice.len()), (1, 2), "{once:?} {twice:?}");
    let sum: i64 = twice.iter().map(|gain| gain.1).sum();
    assert_eq!(sum, once[0].1);
    let days: Vec<jiff::civil::Date> = twice.iter().map(|gain| gain.0.parse().unwrap()).collect();
    assert!(days[0].checked_add(11.days()).unwrap() <= days[1], "{twice:?}");
    assert_eq!(dates(&plain, RAMPED).0, dates(&ramped, RAMPED).0);
}

#[test]
fn bad_calendars_are_clear_findings_all_at_once() {
    let folder = folder();
    let text = "scenario: s
tenant: sample-e3
remediate: { order: rank }
teams:
  none: { hours-per-week: 0 }
  never: { hours-per-week: [ { from: 2026-12-01, hours: 0 } ] }
  twice: { hours-per-week: [ { from: 2026-12-01, hours: 4 }, { from: 2026-12-01, hours: 5 } ] }
  slow: { hours-per-week: 4, lead-time: 12h }
  eager: { hours-per-week: 4, upkeep: 200% }
  odd: { hours-per-week: 4, holidays: [2026-02-30] }
  wrong: { hours-per-week: 4, controls: [NoSuchControl] }
freezes:
  - { from: 2026-12-18, to: 2026-01-04 }
holidays: [tomorrow]
dates:
  - { control: OneAdmin }
  - { control: OneAdmin, earliest: 2027-01-02, latest: 2027-01-01 }
  - { earliest: 2027-01-02 }
horizon: 0d
ramps:
  - { control: OneAdmin, stages: [ { coverage: 50% }, { coverage: 20% } ] }
  - { control: OneAdmin, stages: [ { coverage: 50%, wait: 90m }, { coverage: 100% } ] }
";
    let path = file(&folder, "s.yaml", text).display().to_string();
    let ran = run(["check", &path]);
    assert_eq!(ran.code, 3);
    let expected = [
        (5, "E1107"),
        (6, "E1107"),
        (7, "E2001"),
        (8, "E1107"),
        (9, "E1107"),
        (10, "E1108"),
        (13, "E4010"),
        (14, "E1108"),
        (16, "E1106"),
        (17, "E4010"),
        (18, "E1107"),
        (19, "E1107"),
        (21, "E1107"),
        (22, "E1107"),
    ];
    for (line, code) in expected {
        let place = format!("{path}:{line}");
        let found = ran
            .err
            .split("\nerror[")
            .any(|one| one.contains(code) && one.contains(&place) && one.contains("help:"));
        assert!(found || ran.err.starts_with(&format!("error[{code}]")), "{code} at {place} in\n{}", ran.err);
    }
    let only = "scenario: s\ntenant: sample-e3\nremediate: { order: rank }\nteams: { a: { hours-per-week: 4, controls: [NoSuchControl] } }\n";
    let path = file(&folder, "only.yaml", only).display().to_string();
    let ran = run(["project", &path]);
    assert!(ran.code == 3 && ran.err.contains("E4001"), "{}", ran.err);
    // A control that no team covers is left out, by name of its product.
    let nobody = "scenario: s\ntenant: sample-e3\nremediate: { order: rank }\nteams: { a: { hours-per-week: 4, controls: [OneAdmin] } }\n";
    let path = file(&folder, "nobody.yaml", nobody).display().to_string();
    let ran = run(["project", &path]);
    assert!(ran.code == 0 && ran.err.contains("W4002") && ran.err.contains("exchange-online"), "{}", ran.err);
}

/// Lead times, hours that change, upkeep, holidays, latest days and an improved order: without any spread every trial is
/// still the projection.
#[test]
fn without_spreads_trials_of_every_calendar_are_the_projection() {
    let text = "scenario: s
horizon: 240d
remediate: { order: area, from: 2026-11-09 }
teams:
  identity: { hours-per-week: [ { from: 2026-11-01, hours: 20 }, { from: 2027-01-10, hours: 6 } ], products: [entra-id, defender-for-identity], lead-time: 4d, upkeep: 5% }
  endpoint: { hours-per-week: 32, products: [defender-for-endpoint, intune], upkeep: 10%, holidays: [2026-12-08] }
  cloud: { hours-per-week: 24, lead-time: 2d }
  spare: { hours-per-week: 3, upkeep: 3% }
freezes: [ { from: 2026-12-14, to: 2027-01-06 } ]
holidays: [2026-11-26]
ramps:
  - { control: aad_managed_approved_public_apps, stages: [ { coverage: 20%, wait: 7d }, { coverage: 60%, wait: 3d }, { coverage: 100% } ] }
  - { control: AdminMFAV2, stages: [ { coverage: 20%, wait: 7d }, { coverage: 100% } ] }
status: [ { control: aad_admin_consent_workflow, set: Risk accepted, from: 2026-12-03 } ]
goal: { score: 75%, by: 2027-03-31 }
";
    let folder = folder();
    let path = file(&folder, "s.yaml", text);
    let mut findings = Findings::new();
    let catalogue = catalogue::load(&[], &mut findings);
    let tenant = tenant::read(&samples::sample("sample-e5").unwrap(), &catalogue, &mut findings).unwrap();
    let loaded = scenario::load(&Disk, &path, &mut findings).unwrap().unwrap();
    let (scenario, start) = (&loaded.scenario, tenant.snapshot_date);
    let input = ProjectionInput {
        catalogue: &catalogue,
        tenant: &tenant,
        scenario,
        demand: &NO_DEMAND,
        assumptions: Assumptions::default(),
        start,
    };
    let projection = project(&input);
    assert!(projection.work.len() > 20);
    let booked = build_model(&input, &Spreads::NONE);
    let ask = RunRequest { count: 3, seed: 1, drivers: false, keep: None };
    let summary = summarise(&booked.flat, &try_all(&booked.flat, ask, &Monitor::NONE));
    for day in &summary.days {
        let date = start.checked_add(i64::from(day.day).days()).unwrap();
        let point = projection.series.iter().rfind(|point| point.date <= date).unwrap();
        assert_eq!([day.p10, day.p50, day.p90], [point.percent().rounded(); 3], "{date}");
    }
}

/// `plan --by` in the lab.
fn by(day: &str, scenario: &str) -> Value {
    small_lab().ask(scenario, json!({ "question": "plan", "by": day, "scenario": "scenario.yaml" })).0
}

/// Two teams, a freeze, a licence. By hand, from Monday 2 November: `lab` has two hours a day and takes `lab_old` (two
/// hours) at once. On Monday the 9th the licence opens the deployment, ten hours: the 9th to the 11th, not in the freeze,
/// then the 16th and 17th. `bay` is asked on the 18th, three days later is a Saturday: from Monday the 23rd 48 minutes a
/// day, four hours are done on Friday the 27th. Points show two days after the finish, worry four days after it.
const TWO_TEAMS: &str = "scenario: two teams
licences: [ { from: 2026-11-09, add: ATA, seats: 10 } ]
remediate: { order: rank }
teams:
  lab: { hours-per-week: 10, controls: [lab_old, lab-deploy] }
  bay: { hours-per-week: 4, controls: [lab_new], lead-time: 3d }
freezes: [ { from: 2026-11-12, to: 2026-11-13 } ]
";

#[test]
fn two_teams_a_freeze_and_a_licence_by_hand() {
    let plan = by("2026-11-30", TWO_TEAMS);
    let steps = plan["steps"].as_array().unwrap().iter();
    let rows: Vec<Vec<&str>> = steps
        .map(|step| {
            ["id", "team", "start", "finish", "expected_by", "worry_after"]
                .map(|key| step[key].as_str().unwrap())
                .to_vec()
        })
        .collect();
    assert_eq!(
        rows,
        [
            ["lab_old", "lab", "2026-11-02", "2026-11-02", "2026-11-04", "2026-11-06"],
            ["lab-deploy", "lab", "2026-11-09", "2026-11-17", "2026-11-19", "2026-11-21"],
            ["lab_new", "bay", "2026-11-23", "2026-11-27", "2026-11-29", "2026-12-01"],
        ]
    );
    // 4 of 8 points become 14 of 19: ten for the work, five of maximum with the licence and six with the deployment.
    assert_eq!((hundredths(&plan["points"]), hundredths(&plan["max_after"])), (1_000, 1_900));
    // Four points from the 4th, six from the 29th, up to the 30th: 4 x 27 + 6 x 2.
    assert_eq!(hundredths(&plan["area"]), 12_000);
    assert_eq!(plan["phases"].as_array().unwrap().len(), 2);
    assert_eq!(plan["binding_team"], Value::Null);
}

/// With five hours a week `bay` is done a day sooner, and its points show on the 28th.
#[test]
fn an_overfull_calendar_names_the_team_that_binds() {
    let plan = by("2026-11-28", TWO_TEAMS);
    assert_eq!(hundredths(&plan["points"]), 400);
    assert_eq!(plan["binding_team"], "bay");
    let more = plan["one_more_hour"].as_array().unwrap();
    assert_eq!((hundredths(&more[0]["points"]), hundredths(&more[0]["area"])), (600, 600));
    assert_eq!((&more[1]["team"], hundredths(&more[1]["points"])), (&"lab".into(), 0));
}

#[test]
fn a_plan_by_a_day_that_leaves_no_day_is_refused() {
    let ran = run(["plan", "--tenant", "sample-e3", "--by", "2020-01-01"]);
    assert!(ran.code == 3 && ran.err.contains("E4007") && ran.err.contains("help:"), "{}", ran.err);
    let ran = run(["plan", "--tenant", "sample-e3", "--by", "2026-11-31"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

/// On the samples: never more than the bound, never less than along the ranking.
#[test]
fn the_samples_lie_between_ranking_and_bound() {
    for sample in ["sample-e3", "sample-e5"] {
        let ran = run(["plan", "--tenant", sample, "--by", "2027-01-31", "--format", "json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let plan: Value = serde_json::from_str(&ran.out).unwrap();
        let phase = &plan["phases"][0];
        assert!(hundredths(&phase["points"]) <= hundredths(&phase["bound_points"]));
        assert!(hundredths(&phase["area"]) <= hundredths(&phase["bound_area"]));
        assert!(plan["steps"].as_array().unwrap().len() > 5);
    }
}
