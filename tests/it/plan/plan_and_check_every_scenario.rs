//! Every scenario that is shipped, and some that are invented, is planned by a day and judged, under both values of every
//! assumption that a plan rests on. What is changed afterwards is refused.

use std::path::Path;

use scoreplan::engine::Verdict;
use scoreplan::model::{ASSUMPTIONS, ReadBy};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::plan::audit_tenant_plans::{add, add_whole};
use crate::support::{ROOT, attempt, file, files, folder, read};

/// A day after licences have gone in January and what they entitled to has lapsed in February.
const BY: &str = "2027-03-15";

/// Every assumption that moves a plan, with a value that is not its default.
const OTHERS: [&str; 7] = [
    "visibility=plan",
    "risk-accepted=excluded",
    "gates=advisory",
    "unknown-max=5",
    "on-lapse=kept",
    "lapse-after=3d",
    "new-controls-per-month=2.5",
];

/// An assumption that no trial is about is tried here, in the order of the table.
#[test]
fn every_assumption_that_moves_a_plan_is_tried() {
    let moving: Vec<_> = ASSUMPTIONS.iter().filter(|row| row.read_by != ReadBy::Trials).collect();
    assert_eq!(moving.len(), OTHERS.len());
    for (row, other) in moving.into_iter().zip(OTHERS) {
        let (key, word) = other.split_once('=').unwrap();
        assert_eq!(row.key, key);
        assert_ne!(row.default_word(), word, "{key}");
    }
}

/// Assumptions as a question holds them.
fn assumed(words: &[&str]) -> Value {
    words
        .iter()
        .filter_map(|word| word.split_once('='))
        .map(|(key, value)| (key, Value::from(value)))
        .collect()
}

/// Plans by a day and writes the plan; `None` when the scenario lists its work, and there is nothing to plan.
fn planned(folder: &TempDir, scenario: &str, assume: &[&str]) -> Option<(Value, String)> {
    let question = json!({ "question": "plan", "by": BY, "scenario": scenario, "assume": assumed(assume) });
    let (verdict, plan) = match attempt(question) {
        Err(refusal) if refusal.contains("there is nothing to plan") => return None,
        plan => plan.unwrap_or_else(|refusal| panic!("{scenario}: {refusal}")),
    };
    assert_eq!(verdict, Verdict::Answered, "{scenario}");
    let path = file(folder, "plan.json", format!("{plan:#}")).display().to_string();
    Some((plan, path))
}

/// The kinds of breach that are found in each of some plans.
fn breaches(plans: &[String], scenario: &str, assume: &[&str]) -> Vec<Vec<String>> {
    let question =
        json!({ "question": "check", "files": plans, "scenario": scenario, "assume": assumed(assume) });
    let (_, found) = attempt(question).unwrap();
    let kinds = |plan: &Value| {
        let all = plan["breaches"].as_array().unwrap().iter();
        all.map(|breach| breach["kind"].as_str().unwrap().to_owned()).collect::<Vec<String>>()
    };
    found["plans"].as_array().unwrap().iter().map(kinds).collect()
}

/// Plans a scenario as it is and under every other value, and has each plan judged by what it says it rests on, and by
/// what was asked. Returns how many plans were judged.
fn all_hold(scenario: &str) -> usize {
    let mut judged = 0;
    for assume in [&[][..]].into_iter().chain(OTHERS.iter().map(std::slice::from_ref)) {
        let folder = folder();
        let Some((_, path)) = planned(&folder, scenario, assume) else { continue };
        for more in [&[][..], assume] {
            let found = breaches(std::slice::from_ref(&path), scenario, more);
            assert_eq!(found, [Vec::<String>::new()], "{scenario} under {assume:?}, judged with {more:?}");
        }
        judged += 1;
    }
    judged
}

/// The shipped scenarios by name.
fn shipped() -> Vec<String> {
    let names = files(Path::new(ROOT).join("scenarios"));
    let is_scenario = |name: &String| {
        read(Path::new(ROOT).join("scenarios").join(name)).lines().any(|line| line.starts_with("scenario:"))
    };
    names.into_iter().filter(is_scenario).collect()
}

/// The tests below plan what is named in them, so that they can run side by side. Whoever adds a scenario adds a test.
#[test]
fn every_shipped_scenario_has_a_test_here() {
    let own = read(Path::new(ROOT).join(file!()));
    for name in shipped() {
        assert!(own.contains(&format!("shipped_holds(\"{name}\")")), "{name}");
    }
}

fn shipped_holds(name: &str) {
    assert_eq!(all_hold(&format!("scenarios/{name}")), 1 + OTHERS.len(), "{name}");
}

#[test]
fn a_year_as_it_comes() {
    shipped_holds("a-year-as-it-comes.yaml");
}

#[test]
fn back_to_e3() {
    shipped_holds("back-to-e3.yaml");
}

#[test]
fn do_nothing() {
    shipped_holds("do-nothing.yaml");
}

#[test]
fn e5_in_january() {
    shipped_holds("e5-in-january.yaml");
}

#[test]
fn e5_three_teams() {
    shipped_holds("e5-three-teams.yaml");
}

#[test]
fn remediate_owned() {
    shipped_holds("remediate-owned.yaml");
}

/// It lists its work, so there is nothing to plan. Planned along the ranking it holds like the others.
#[test]
fn a_trial_for_administrators() {
    let shipped_holds = |name: &str| assert_eq!(all_hold(&format!("scenarios/{name}")), 0);
    shipped_holds("p2-trial-for-admins.yaml");
    let text = read(Path::new(ROOT).join("scenarios/p2-trial-for-admins.yaml"));
    let (before, rest) = text.split_once("remediate:\n").unwrap();
    let ranked =
        format!("{before}remediate: {{ order: rank }}\nstatus:{}", rest.split_once("status:").unwrap().1);
    invented_holds(&ranked);
}

/// Writes an invented scenario and judges its plans.
fn invented_holds(text: &str) {
    let folder = folder();
    let path = file(&folder, "invented.yaml", text).display().to_string();
    assert_eq!(all_hold(&path), 1 + OTHERS.len(), "{text}");
}

/// E5 is given up for two months and comes back, for all and then for a group.
#[test]
fn a_trial_that_ends() {
    invented_holds(
        "scenario: E3 on trial
tenant: sample-e5
licences:
  - { from: 2026-12-01, replace: SPE_E5, with: SPE_E3, until: 2027-02-01 }
",
    );
    invented_holds(
        "scenario: a part of the seats on trial, and another part gone for good
tenant: sample-e5
licences:
  - { from: 2026-12-01, replace: SPE_E5, with: SPE_E3, seats: 100, until: 2026-12-20 }
  - { from: 2026-12-20, replace: SPE_E5, with: SPE_E3, seats: 50 }
  - { from: 2027-01-04, replace: SPE_E3, with: SPE_E5, seats: 20 }
assumptions: { lapse-after: 15d }
",
    );
}

/// What rests on a tool falls, by its name, by a reason, by a comment, by a list; also where a status ends before.
#[test]
fn tools_that_go() {
    invented_holds(
        "scenario: tools go
tenant: sample-e3
retire-tool:
  - { tool: Third-Party password FILTER, from: 2026-12-01 }
  - { tool: gateway suite, from: 2027-01-11, controls: [IntegratedApps, exo_outlookaddins] }
  - { tool: unused, from: 2027-01-12 }
status:
  - { control: exo_individualsharing, set: Resolved through third party, tool: Gateway Suite, from: 2026-11-20 }
  - { control: exo_mailtipsenabled, set: Resolved through alternate mitigation, tool: gateway suite }
  - { control: exo_outlookaddins, set: Resolved through alternate mitigation, from: 2026-12-02, expires: 2027-03-01 }
  - { control: RoleOverlap, set: Resolved through third party, reason: the gateway suite does it, expires: 2026-12-24 }
  - { control: aad_third_party_apps, set: Resolved through third party, tool: another, reason: no gateway suite }
  - { control: mdo_bulkthreshold, set: Risk accepted, tool: gateway suite }
  - { control: IntegratedApps, set: Resolved through third party, from: 2027-01-10 }
",
    );
}

/// Three teams with calendars of their own, and all that may stand in their way.
const CALENDARS: &str = "scenario: calendars
tenant: sample-e5
licences:
  - { from: 2026-12-07, replace: SPE_E5, with: SPE_E3, seats: 900, until: 2027-02-15 }
remediate: { order: rank, from: 2026-11-09 }
teams:
  identity:
    hours-per-week: [ { from: 2026-11-09, hours: 24 }, { from: 2027-01-18, hours: 7 } ]
    products: [entra-id, defender-for-identity]
    lead-time: 5d
    upkeep: 4%
    holidays: [2026-11-16, 2027-01-06]
  endpoint: { hours-per-week: 19.5, products: [defender-for-endpoint, intune], upkeep: 2.5% }
  cloud: { hours-per-week: 24, holidays: [2026-12-24] }
  mail: { hours-per-week: 6, products: [exchange-online], lead-time: 2d }
freezes: [ { from: 2026-12-14, to: 2027-01-06 } ]
holidays: [2026-12-08]
dates:
  - { control: exo_transportrulesallowlistdomains, earliest: 2026-11-30 }
  - { control: exo_individualsharing, latest: 2026-12-04 }
ramps:
  - { control: AdminMFAV2, stages: [ { coverage: 12.5%, wait: 3d }, { coverage: 60%, wait: 5d }, { coverage: 100% } ] }
growth: [ { from: 2027-01-04, population: users, by: 8.25% } ]
facts: [ { from: 2027-01-18, set: { connector.salesforce: true } } ]
new-controls: [ { id: lab_new, max: 6, on: 2027-01-12, product: exchange-online, title: New } ]
retire: [ { control: exo_outlookaddins, on: 2027-01-11 } ]
drift: { entra-id: 1.5%, exchange-online: 1% }
hygiene: { entra-id: 4h }
retire-tool: [ { tool: privileged access gateway, from: 2027-02-01 } ]
";

#[test]
fn teams_with_calendars_of_their_own() {
    invented_holds(CALENDARS);
}

/// What is changed in a plan, by name.
type Change = (String, Box<dyn Fn(&mut Value)>);

/// Writes some plans, each changed in one place, and returns those in which nothing is found.
fn unseen(plan: &Value, scenario: &str, changes: &[Change]) -> Vec<String> {
    let folder = folder();
    let mut paths = Vec::new();
    for (at, (_, change)) in changes.iter().enumerate() {
        let mut changed = plan.clone();
        change(&mut changed);
        assert_ne!(changed, *plan, "{}", changes[at].0);
        paths.push(file(&folder, &format!("{at:04}.json"), changed.to_string()).display().to_string());
    }
    let found = breaches(&paths, scenario, &[]);
    let names = changes.iter().zip(&found).filter(|(_, kinds)| kinds.is_empty());
    names.map(|((name, _), _)| name.clone()).collect()
}

/// Every figure that a plan claims, every day that its scenario fixes, and every step.
#[test]
fn what_is_changed_in_a_plan_is_refused() {
    let folder = folder();
    let scenario = file(&folder, "s.yaml", CALENDARS).display().to_string();
    let (plan, _) = planned(&folder, &scenario, &[]).unwrap();
    let mut changes: Vec<Change> = Vec::new();
    let mut alter = |name: String, change: Box<dyn Fn(&mut Value)>| changes.push((name, change));
    for key in ["points", "percent_before", "percent_after", "points_after", "max_after", "area"] {
        alter(key.to_owned(), Box::new(move |plan| add(&mut plan[key], 1)));
    }
    alter("effort".to_owned(), Box::new(|plan| add_whole(&mut plan["effort_minutes"], 1)));
    for (at, team) in plan["teams"].as_array().unwrap().iter().enumerate() {
        let change = move |plan: &mut Value| add_whole(&mut plan["teams"][at]["upkeep_minutes"], 1);
        alter(format!("upkeep of {}", team["team"]), Box::new(change));
    }
    // Each step is altered in one of nine ways, so that every way is tried on many steps.
    let steps = plan["steps"].as_array().unwrap();
    assert!(steps.len() > 100, "{}", steps.len());
    for (at, step) in steps.iter().enumerate() {
        let way = at % 9;
        let change: Box<dyn Fn(&mut Value)> = match way {
            0 => Box::new(move |plan| add(&mut plan["steps"][at]["points"], 1)),
            1 => Box::new(move |plan| add(&mut plan["steps"][at]["points_after"], -1)),
            2 => Box::new(move |plan| add(&mut plan["steps"][at]["percent_after"], 1)),
            3 => Box::new(move |plan| add_whole(&mut plan["steps"][at]["effort_minutes"], 1)),
            4 => Box::new(move |plan| plan["steps"][at]["expected_by"] = "2026-11-02".into()),
            // Saturdays.
            5 => Box::new(move |plan| plan["steps"][at]["start"] = "2026-11-07".into()),
            6 => Box::new(move |plan| plan["steps"][at]["finish"] = "2027-01-30".into()),
            7 => Box::new(move |plan| plan["steps"][at]["team"] = "nobody".into()),
            _ => Box::new(move |plan| drop(plan["steps"].as_array_mut().unwrap().remove(at))),
        };
        alter(format!("step {at} ({}), way {way}", step["id"]), change);
    }
    assert_eq!(unseen(&plan, &scenario, &changes), Vec::<String>::new());
}

/// A plan is refused when its scenario is another: without the trial, the lapse, the tool, growth, drift, and so on.
#[test]
fn a_plan_is_refused_when_its_scenario_changes() {
    let folder = folder();
    let scenario = file(&folder, "s.yaml", CALENDARS).display().to_string();
    let (plan, path) = planned(&folder, &scenario, &[]).unwrap();
    let same =
        |scenario: &str, more: &[&str]| breaches(std::slice::from_ref(&path), scenario, more)[0].is_empty();
    assert!(same(&scenario, &[]), "{}", plan["scenario"]);
    // What a line says is taken out or said otherwise.
    for (said, otherwise) in [
        (", until: 2027-02-15", ""),
        ("seats: 900", "seats: 300"),
        ("retire-tool:", "retire-tool: []\nnothing:"),
        ("growth:", "growth: []\nnothing:"),
        ("new-controls:", "new-controls: []\nnothing:"),
        ("retire:", "retire: []\nnothing:"),
        ("exchange-online: 1%", "exchange-online: 1.25%"),
        ("hygiene:", "hygiene: {}\nnothing:"),
        ("upkeep: 2.5%", "upkeep: 2.4%"),
        ("lead-time: 5d", "lead-time: 11d"),
        ("to: 2027-01-06", "to: 2027-01-12"),
        ("earliest: 2026-11-30", "earliest: 2027-03-01"),
        ("latest: 2026-12-04", "latest: 2026-11-09"),
        ("wait: 5d", "wait: 50d"),
        ("coverage: 60%", "coverage: 61%"),
        ("{ hours-per-week: 24, holidays", "{ hours-per-week: 4, holidays"),
    ] {
        assert!(CALENDARS.contains(said), "{said}");
        let text = CALENDARS.replace(said, otherwise);
        let text: String = text
            .lines()
            .filter(|line| !line.starts_with("nothing:"))
            .fold(String::new(), |all, line| all + line + "\n");
        let other = file(&folder, "other.yaml", text).display().to_string();
        assert!(!same(&other, &[]), "`{said}` as `{otherwise}`");
    }
    // What is done every month holds what would drift.
    let held = file(&folder, "held.yaml", CALENDARS.replace("entra-id: 1.5%, ", "")).display().to_string();
    assert!(same(&held, &[]));
    for word in ["on-lapse=kept", "lapse-after=90d", "new-controls-per-month=1", "unknown-max=5"] {
        assert!(!same(&scenario, &[word]), "{word}");
    }
}
