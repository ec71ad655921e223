//! Licence changes of scenarios: groups, trials, what lapses, what goes with a tool, and what can not be.

use proptest::prelude::*;
use scoreplan::model::{Assumptions, Id, LicenceChange, Points, Share};
use scoreplan::state::{Change, State, deployed, unlock, views};
use serde_json::{Value, json};

use crate::project::simulate::moves;
use crate::support::{ask, ask_about, file, folder, hundredths, run, tenant_from, with_overlay};

/// A control of P2 that everybody counts for, one of an app that needs ATA, and one that stays.
const OVERLAY: &str = "
product: { id: lab, name: Lab, services: [], team: lab, latency: { expected: 24h, slowest: 48h } }
controls:
  - { id: lab_users, title: u, category: Identity, max: 6, scoring: proportional, population: users, entitled-when: 'plan:AAD_PREMIUM_P2', effort: { fixed: [1h, 2h, 3h] } }
  - { id: lab_ata, title: a, category: Identity, max: 8, scoring: binary, visible-when: 'plan:ATA', entitled-when: 'plan:ATA', effort: { fixed: [1h, 2h, 3h] } }
  - { id: lab_free, title: f, category: Apps, max: 2, scoring: binary, effort: { fixed: [1h, 2h, 3h] } }
";

/// 100 users with E5, of whom 10 are administrators and 40 sell; everything is done.
const TENANT: &str = "
tenant: { snapshot-date: 2026-11-01 }
licences: [{ sku: SPE_E3, enabled: 20 }, { sku: SPE_E5, enabled: 70 }, { sku: SPE_E5, enabled: 10, group: admins }]
groups: { admins: 10, sales: 40 }
populations: { users: { value: 100 }, admins: { value: 10 } }
controls:
  - { id: lab_users, score: 4.8, max: 6, status: To address }
  - { id: lab_ata, score: 6, max: 8, status: To address }
  - { id: lab_free, score: 2, max: 2, status: Resolved through third party, comment: done by Gatekeeper since May }
";

/// A scenario's projection under an assumption about lapses.
fn projected_if(on_lapse: &str, scenario: &str) -> Value {
    let scenario = format!("scenario: s\n{scenario}");
    let files = [("o.yaml", OVERLAY), ("t.yaml", TENANT), ("s.yaml", scenario.as_str())];
    let question = json!({ "question": "project", "scenarios": ["s.yaml"], "tenant": "t.yaml",
        "catalogue": ["o.yaml"], "assume": { "on-lapse": on_lapse } });
    ask_about(files, question)["scenarios"][0].clone()
}

fn projected(scenario: &str) -> Value {
    projected_if("lost", scenario)
}

/// What people read of it.
fn shown(scenario: &str, more: &[&str]) -> String {
    let folder = folder();
    let overlay = file(&folder, "o.yaml", OVERLAY).display().to_string();
    let tenant = file(&folder, "t.yaml", TENANT).display().to_string();
    let scenario = file(&folder, "s.yaml", format!("scenario: s\n{scenario}")).display().to_string();
    let all = ["project", &scenario, "--tenant", &tenant, "--catalogue", &overlay];
    let ran = run(all.iter().chain(more));
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.err + &ran.out
}

fn events(scenario: &Value, id: &str) -> Vec<(String, String, i64, i64)> {
    let events = scenario["events"].as_array().unwrap().iter().filter(|event| event["id"] == id);
    let text = |event: &Value, key: &str| event[key].as_str().unwrap().to_owned();
    events
        .map(|e| (text(e, "date"), text(e, "kind"), hundredths(&e["points"]), hundredths(&e["max"])))
        .collect()
}

fn event(date: &str, kind: &str, points: i64, max: i64) -> (String, String, i64, i64) {
    (date.to_owned(), kind.to_owned(), points, max)
}

/// A downgrade: P2 rows stay in the maximum, the points go 30 days later; the app leaves at once with its points.
#[test]
fn a_downgrade_keeps_rows_and_its_points_lapse_later() {
    let downgrade = "licences: [{ from: 2026-12-01, replace: SPE_E5, with: SPE_E3 }]\n";
    let (scenario, said) = (projected(downgrade), shown(downgrade, &[]));
    assert_eq!(events(&scenario, "lab_ata"), [event("2026-12-01", "leaves", -600, -800)]);
    assert_eq!(events(&scenario, "lab_users"), [event("2026-12-31", "falls", -480, 0)]);
    assert!(said.contains("on-lapse: lost 30 days after the licence has gone"), "{said}");
    // 12.80 of 16.00 become 6.80 of 8.00: 80.00 to 85.00 %.
    assert_eq!(said.matches("percentage up, protection down on 2026-12-01").count(), 2, "{said}");
    let later = format!("{downgrade}assumptions: {{ lapse-after: 5d }}\n");
    assert_eq!(moves(&projected(&later), "lab_users"), [("2026-12-06".to_owned(), -480)]);
    let kept = projected_if("kept", downgrade);
    let said = shown(downgrade, &["--assume", "on-lapse=kept"]);
    assert_eq!(events(&kept, "lab_users"), []);
    assert!(said.contains("W4007") && said.contains("on-lapse: kept"), "{said}");
    // Beyond the horizon they are still there, and it is said.
    let said = shown(&format!("horizon: 40d\n{downgrade}"), &[]);
    assert!(said.contains("W4007") && said.contains("after the horizon"), "{said}");
}

/// Fewer seats take the points between what the old and the new ones reach; who comes back in time loses nothing.
#[test]
fn fewer_seats_take_their_part() {
    let reduced = "licences:\n  - { from: 2026-12-01, reduce: SPE_E5, to: 50 }\n";
    // 80 of 100 people become 50: 4.80 points become 3.00.
    assert_eq!(moves(&projected(reduced), "lab_users"), [("2026-12-31".to_owned(), -180)]);
    let back = format!("{reduced}  - {{ from: 2026-12-20, add: SPE_E5, seats: 30 }}\n");
    assert_eq!(moves(&projected(&back), "lab_users"), []);
    let half = format!("{reduced}  - {{ from: 2026-12-20, add: SPE_E5, seats: 10 }}\n");
    assert_eq!(moves(&projected(&half), "lab_users"), [("2026-12-31".to_owned(), -120)]);
    let twice = format!("{reduced}  - {{ from: 2026-12-11, reduce: SPE_E5, to: 20 }}\n");
    let fallen = [("2026-12-31".to_owned(), -180), ("2027-01-10".to_owned(), -180)];
    assert_eq!(moves(&projected(&twice), "lab_users"), fallen);
    // Seats in exchange for others of the same plans are none that went.
    let swapped = "licences: [{ from: 2026-12-01, replace: SPE_E5, with: SPE_E5_NOPSTNCONF }]\n";
    assert_eq!(moves(&projected(swapped), "lab_users"), []);
}

/// A trial is an event when it begins and when it ends; then everything is as before.
#[test]
fn a_trial_ends_on_its_day() {
    let trial =
        "licences: [{ from: 2026-12-01, replace: SPE_E3, with: SPE_E5, seats: 20, until: 2027-01-15 }]
remediate: [{ control: lab_users, done: 2026-12-10 }]\n";
    let (scenario, said) = (projected(trial), shown(trial, &[]));
    assert!(said.contains("trial of SPE_E5: ends on 2027-01-15"), "{said}");
    // All of six points with 100 licensed users; the trial's part lapses 30 days after its end.
    assert_eq!(
        moves(&scenario, "lab_users"),
        [("2026-12-12".to_owned(), 120), ("2027-02-14".to_owned(), -120)]
    );
    let catalogue = with_overlay(OVERLAY);
    let tenant = tenant_from(TENANT, &catalogue);
    let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    let change = LicenceChange::replace(Id::new("SPE_E3"), Id::new("SPE_E5"), None)
        .for_group(Id::new("sales"))
        .until(jiff::civil::date(2027, 1, 15));
    let before = (state.plans.clone(), state.rows.clone(), views(&state));
    state.apply(&Change::Licence(change.clone()));
    assert_eq!(state.seats().unwrap().by_group(&Id::new("ATA"))[&Some(Id::new("sales"))], 20);
    state.apply(&Change::TrialEnds(change));
    assert_eq!((state.plans.clone(), state.rows.clone(), views(&state)), before);
}

/// Trials simulate what lapses too, and the same seed gives the same bytes.
#[test]
fn what_lapses_lapses_in_trials_too() {
    let arguments = [
        "project",
        "scenarios/p2-trial-for-admins.yaml",
        "--trials",
        "40",
        "--seed",
        "7",
        "--format",
        "json",
    ];
    let first = run(arguments);
    assert_eq!((first.code, &first.out), (0, &run(arguments).out));
    // The work is dated by hand, so nothing is left to luck: every trial ends where the plan ends.
    let value: Value = serde_json::from_str(&first.out).unwrap();
    let scenario = &value["scenarios"][0];
    let last = scenario["trials"]["percent"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["p10"], &last["p90"]), (&scenario["end"]["percent"], &scenario["end"]["percent"]));
}

/// By group: as many as it has members, its own seats first.
#[test]
fn changes_by_group_move_the_seats_of_the_group() {
    let catalogue = with_overlay(OVERLAY);
    let tenant = tenant_from(TENANT, &catalogue);
    let after = |change: LicenceChange| {
        let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        state.apply(&Change::Licence(change));
        let groups = state.seats().unwrap().by_group(&Id::new("AAD_PREMIUM_P2"));
        groups
            .into_iter()
            .map(|(group, seats)| (group.map_or("-".into(), |g| g.to_string()), seats))
            .collect::<Vec<_>>()
    };
    let of =
        |list: &[(&str, i64)]| list.iter().map(|(group, n)| ((*group).to_owned(), *n)).collect::<Vec<_>>();
    let (e3, e5) = (Id::new("SPE_E3"), Id::new("SPE_E5"));
    let (admins, sales) = (Id::new("admins"), Id::new("sales"));
    let remove = |seats| LicenceChange::remove(e5.clone(), seats);
    assert_eq!(after(remove(Some(75))), of(&[("admins", 5)]));
    assert_eq!(after(remove(None).for_group(admins.clone())), of(&[("-", 70)]));
    assert_eq!(after(remove(None).for_group(sales.clone())), of(&[("-", 30), ("admins", 10)]));
    assert_eq!(after(remove(Some(15)).for_group(admins.clone())), of(&[("-", 65)]));
    assert_eq!(
        after(LicenceChange::reduce(e5.clone(), 4).for_group(admins)),
        of(&[("-", 70), ("admins", 4)])
    );
    let moved = LicenceChange::replace(e3, e5, Some(15)).for_group(sales);
    assert_eq!(after(moved), of(&[("-", 70), ("admins", 10), ("sales", 15)]));
}

/// What rests on a tool falls with it: an exported status whose comment names it, and one of the scenario.
#[test]
fn what_rests_on_a_tool_falls_with_it() {
    let retired = "retire-tool: [{ tool: gatekeeper, from: 2027-01-01 }]
status:
  - { control: lab_users, set: Resolved through third party, tool: Gatekeeper, from: 2026-12-01 }
  - { control: lab_ata, set: Resolved through third party, tool: Other, reason: not Gatekeeper, from: 2026-12-01 }\n";
    let scenario = projected(retired);
    assert_eq!(moves(&scenario, "lab_free"), [("2027-01-01".to_owned(), -200)]);
    let up_and_down = [("2026-12-02".to_owned(), 120), ("2027-01-01".to_owned(), -120)];
    assert_eq!(moves(&scenario, "lab_users"), up_and_down);
    assert_eq!(moves(&scenario, "lab_ata"), [("2026-12-02".to_owned(), 200)]);
    // A part of a word is no name; what is listed needs none.
    let part = "retire-tool: [{ tool: Gate, from: 2027-01-01 }]\n";
    let (scenario, said) = (projected(part), shown(part, &[]));
    assert_eq!(moves(&scenario, "lab_free"), []);
    assert!(said.contains("W4004") && said.contains("no status rests on the tool `Gate`"), "{said}");
    let listed = "retire-tool: [{ tool: Gate, from: 2027-01-01, controls: [lab_free] }]\n";
    assert_eq!(moves(&projected(listed), "lab_free"), [("2027-01-01".to_owned(), -200)]);
}

/// Every problem of a scenario at once, each with its line.
#[test]
fn what_can_not_be_is_said_at_once() {
    let folder = folder();
    let tenant = file(&folder, "t.yaml", TENANT).display().to_string();
    let text = "scenario: s
licences:
  - { from: 2026-12-01, replace: SPE_E3, with: SPE_E55 }
  - { from: 2026-12-02, remove: EMS }
  - { from: 2026-12-03, add: SPB, seats: 301 }
  - { from: 2026-12-04, add: SPE_E5, seats: -3 }
  - { from: 2026-12-05, add: SPE_E5, seats: 0 }
  - { from: 2026-12-06, add: ATA, seats: 5 }
  - { from: 2026-12-06, add: ATA, seats: 6 }
  - { from: 2026-12-07, add: EMS, seats: 5, until: 2026-12-07 }
  - { from: 2026-12-08, add: INTUNE_A, group: admin }
  - { from: 2026-12-09, remove: SPE_E5, seats: 5, until: 2027-01-01 }
  - { from: 2026-12-10, reduce: SPE_E5, to: 500 }
  - { from: 2026-12-11, add: EMSPREMIUM, seats: 101 }
  - { from: 2026-12-12, replace: SPE_E5, with: SPE_E5 }
  - { from: 2026-12-13, add: MDE_SMB }
assumptions: { on-lapse: never, lapse-after: soon }
";
    let scenario = file(&folder, "s.yaml", text).display().to_string();
    let ran = run(["project", &scenario, "--tenant", &tenant]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    for line in [6, 7, 10, 12, 15, 16, 17] {
        assert!(ran.err.contains(&format!("s.yaml:{line}:")), "{line}\n{}", ran.err);
    }
    for code in ["E1107", "E4010"] {
        assert!(ran.err.contains(code), "{code}\n{}", ran.err);
    }
    // What only a tenant can tell, once the file can be read.
    let kept = |line: &&str| {
        !["seats: -3", "seats: 0", "until", "SPE_E5, with: SPE_E5", "MDE_SMB", "never"]
            .iter()
            .any(|part| line.contains(part))
    };
    let text: String = text.lines().filter(kept).map(|line| format!("{line}\n")).collect();
    let scenario = file(&folder, "s.yaml", text).display().to_string();
    let ran = run(["project", &scenario, "--tenant", &tenant]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    for (code, line) in
        [("E4002", 3), ("E4008", 4), ("E4009", 5), ("E4020", 7), ("E4021", 8), ("E4008", 9), ("W4020", 10)]
    {
        assert!(
            ran.err.contains(code) && ran.err.contains(&format!("s.yaml:{line}:")),
            "{code} {line}\n{}",
            ran.err
        );
    }
    for help in [
        "did you mean `SPE_E5`?",
        "did you mean `admins`?",
        "at most 300",
        "101 seats of `EMSPREMIUM` for 100 users",
    ] {
        assert!(ran.err.contains(help), "{help}\n{}", ran.err);
    }
    for given in ["on-lapse=never", "lapse-after=soon"] {
        let ran = run(["score", "--assume", given]);
        assert!(ran.code == 3 && ran.err.contains("E4011"), "{given}: {}", ran.err);
    }
}

/// Each scenario under both readings of visibility, side by side.
#[test]
fn both_readings_stand_side_by_side() {
    let readings = |word: &str| {
        let scenarios = ["scenarios/e5-in-january.yaml"];
        ask(json!({ "question": "project", "scenarios": scenarios, "assume": { "visibility": word } }))
    };
    let both = readings("both");
    let both = both["scenarios"].as_array().unwrap();
    assert_eq!(both.len(), 2);
    for (one, word) in both.iter().zip(["product", "plan"]) {
        let alone = &readings(word)["scenarios"][0];
        assert_eq!(one["series"], alone["series"], "{word}");
        assert_eq!(one["assumptions"]["visibility"], word);
        assert!(one["name"].as_str().unwrap().ends_with(&format!("(visibility: {word})")));
    }
    assert_ne!(both[0]["end"], both[1]["end"]);
    assert_eq!(run(["score", "--assume", "visibility=both"]).code, 3);
}

const SKUS: [&str; 8] = [
    "SPE_E5",
    "AAD_PREMIUM_P2",
    "ATA",
    "IDENTITY_THREAT_PROTECTION",
    "WIN_DEF_ATP",
    "ADALLOM_STANDALONE",
    "SPE_E3",
    "EMSPREMIUM",
];

fn sample(number: usize) -> &'static str {
    scoreplan::load::samples::SAMPLES[number].1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is bought: what comes at once and what work brings is the change of what seats let achieve, and what
    /// seats block is the rest to what the tenant-wide view says.
    #[test]
    fn an_unlock_adds_up(number in 0..2_usize, sku in 0..SKUS.len(), seats in 1..5_000_i64, deploy: bool) {
        let catalogue = with_overlay("");
        let tenant = tenant_from(sample(number), &catalogue);
        let before = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        let mut after = before.clone();
        after.apply(&Change::Licence(LicenceChange::add(Id::new(SKUS[sku]), seats)));
        let after = if deploy { deployed(&after) } else { after };
        let unlocked = unlock(&before, &after);
        let covered = |state: &State<'_>| views(state).achievable_seat_covered.points;
        prop_assert_eq!(unlocked.at_once + unlocked.by_work, covered(&after) - covered(&before));
        prop_assert_eq!(unlocked.blocked_by_seats, views(&after).achievable.points - covered(&after));
        prop_assert_eq!(unlocked.max, after.totals().max - before.totals().max);
        let come = after.rows.keys().filter(|id| !before.rows.contains_key(*id)).count();
        prop_assert_eq!(unlocked.by_licence.len(), come);
        prop_assert!(unlocked.by_deployment.iter().all(|id| !after.rows.contains_key(id)));
        if !deploy {
            // Buying takes nothing away, and what deployment brings on top is what the later state shows then.
            prop_assert!(unlocked.leaving.is_empty() && unlocked.lost.is_empty());
            prop_assert!(unlocked.at_once >= Points::ZERO);
        }
    }

    /// A licence that goes and comes back leaves everything as it was.
    #[test]
    fn removing_and_adding_back_restores_the_state(number in 0..2_usize, part in 1..2_000_i64, worked: bool) {
        let catalogue = with_overlay("");
        let tenant = tenant_from(sample(number), &catalogue);
        let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        if worked {
            state.apply(&Change::ControlDone(Id::new("MFARegistrationV2"), Share::ALL, None));
        }
        let sku = tenant.licences.as_ref().unwrap()[0].sku.clone();
        let owned = tenant.licences.as_ref().unwrap()[0].seats();
        for seats in [part.min(owned), owned] {
            let before = (state.plans.clone(), state.rows.clone(), state.facts.clone(), views(&state), state.reaches());
            let removed = if seats == owned { None } else { Some(seats) };
            state.apply(&Change::Licence(LicenceChange::remove(sku.clone(), removed)));
            state.apply(&Change::Licence(LicenceChange::add(sku.clone(), seats)));
            prop_assert!((state.plans.clone(), state.rows.clone(), state.facts.clone(), views(&state), state.reaches()) == before);
        }
    }

    /// A product worth M points of which C are credited lowers exactly those tenants that are above C / M.
    #[test]
    fn deploying_a_product_lowers_whoever_is_above_its_credit(
        credit in 0..=100_i64, worth in 1..=40_i64, points in 0..=200_i64, rest in 0..=200_i64,
    ) {
        let overlay = format!("
product: {{ id: lab, name: Lab, services: [], team: lab, latency: {{ expected: 24h, slowest: 48h }} }}
actions:
  - {{ id: lab-deploy, title: d, effort: {{ fixed: [1h, 2h, 3h] }}, sets: {{ lab.on: true }} }}
controls:
  - {{ id: lab_new, title: n, category: Device, max: {worth}, scoring: binary, visible-when: lab.on, effort: {{ fixed: [1h, 2h, 3h] }}, default-credit: {{ when: lab.on, coverage: {credit}% }} }}
");
        let catalogue = with_overlay(&overlay);
        let text = format!("tenant: {{ snapshot-date: 2026-11-01 }}\nlicences: []\ncontrols: [{{ id: lab_old, score: {points}, max: {} }}]\n", points + rest + 1);
        let tenant = tenant_from(&text, &catalogue);
        let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        let before = state.totals().percent();
        state.apply(&Change::ActionDone(Id::new("lab-deploy"), Share::ALL));
        let lowered = state.totals().percent().compare(before).is_lt();
        // points / (points + rest + 1) > credit / 100, multiplied out.
        prop_assert_eq!(lowered, points * 100 > credit * (points + rest + 1));
    }
}

/// An edition upgrade of a product that is there changes no maximum, whichever it is.
#[test]
fn pure_edition_upgrades_change_no_maximum() {
    let catalogue = with_overlay("");
    let tenant = tenant_from(sample(0), &catalogue);
    for sku in [
        "AAD_PREMIUM_P2",
        "THREAT_INTELLIGENCE",
        "ATP_ENTERPRISE",
        "EXCHANGEENTERPRISE",
        "Microsoft_Teams_Premium",
    ] {
        let before = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        let mut after = before.clone();
        after.apply(&Change::Licence(LicenceChange::add(Id::new(sku), 300)));
        let unlocked = unlock(&before, &after);
        assert_eq!((unlocked.max, unlocked.by_licence.len()), (Points::ZERO, 0), "{sku}");
    }
}
