//! Contracts: seats given up before the renewal, hours, retired tools, licensed points.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use scoreplan::licences::{LicencesFrom, sunk_costs};
use scoreplan::model::{Id, Licence, Prices, Term};
use serde_json::{Value, json};

use crate::licences::options::{LAB, lab_tenant};
use crate::support::{ask, ask_about, file, folder, hundredths, run, with, with_overlay};

fn seats(sku: &str, enabled: i64, group: Option<&str>) -> Licence {
    let group = group.map(Id::new);
    Licence { sku: Id::new(sku), enabled, warning: 0, suspended: 0, consumed: None, group, plans: None }
}

/// What is given up: SKU, seats, first and last day, cost.
fn given_up(began: &[Licence], steps: &[(Date, &[Licence], bool)], term: Term) -> Vec<String> {
    let step = |(day, licences, ends_trial): &(Date, &[Licence], bool)| LicencesFrom {
        day: *day,
        licences: licences.to_vec(),
        ends_trial: *ends_trial,
    };
    let steps: Vec<LicencesFrom> = steps.iter().map(step).collect();
    let prices = Prices::default().for_term(term);
    let found = sunk_costs(began, &steps, date(2025, 6, 30), &prices, &with_overlay(""));
    let words = found.iter().map(|one| {
        let cost = one.cost().map_or_else(|| "?".to_owned(), |cost| cost.0.to_string());
        format!("{}:{} {} {} {cost}", one.line.sku, one.line.seats, one.from, one.until)
    });
    words.collect()
}

/// List prices by hand: P2 108.00 a year, E3 468.00, E5 720.00; a monthly term costs 1.2 times as much.
#[test]
fn what_goes_is_paid_until_the_renewal() {
    let e3 = seats("SPE_E3", 100, None);
    let p2 = seats("AAD_PREMIUM_P2", 20, Some("admins"));
    let e5 = seats("SPE_E5", 100, None);
    let january = date(2027, 1, 15);
    let owned = [e3.clone(), p2.clone()];
    let (only_e3, only_e5) = ([e3.clone()], [e5.clone()]);
    let of = |steps: &[(Date, &[Licence], bool)]| given_up(&owned, steps, Term::Annual);
    // 166 days from the middle of January to the end of June: 20 x 108 x 166 / 365. The suite is raised, not given up.
    let dropped = "AAD_PREMIUM_P2:20 2027-01-15 2027-06-30 98236";
    assert_eq!(of(&[(january, &only_e5, false)]), [dropped]);
    // Ninety seats become higher ones and ten go: 10 x 468 x 166 / 365.
    let fewer = [seats("SPE_E5", 90, None), p2.clone()];
    assert_eq!(of(&[(january, &fewer, false)]), ["SPE_E3:10 2027-01-15 2027-06-30 212844"]);
    // Down is no way before the renewal; on that day it is.
    let down = |day| given_up(&only_e5, &[(day, &only_e3, false)], Term::Annual);
    assert_eq!(down(january), ["SPE_E5:100 2027-01-15 2027-06-30 3274521"]);
    assert_eq!(down(date(2027, 6, 30)), [""; 0]);
    assert_eq!(down(date(2027, 7, 1)), ["SPE_E5:100 2027-07-01 2028-06-30 7200000"]);
    // A monthly term ends on the next thirtieth.
    let monthly = given_up(&only_e5, &[(january, &only_e3, false)], Term::Monthly);
    assert_eq!(monthly, ["SPE_E5:100 2027-01-15 2027-01-30 355068"]);
    // What comes back is not paid twice, and the end of a trial gives up nothing.
    let back = of(&[(january, &only_e3, false), (date(2027, 2, 15), &owned, false)]);
    assert_eq!(back, ["AAD_PREMIUM_P2:20 2027-01-15 2027-02-15 18345"]);
    let some = [e3.clone(), seats("AAD_PREMIUM_P2", 5, Some("admins"))];
    let partly = of(&[(january, &only_e3, false), (date(2027, 2, 15), &some, false)]);
    let (five, rest) =
        ("AAD_PREMIUM_P2:5 2027-01-15 2027-02-15 4586", "AAD_PREMIUM_P2:15 2027-01-15 2027-06-30 73677");
    assert_eq!(partly, [five, rest]);
    let trial = [e3.clone(), p2, seats("ATA", 50, None)];
    assert_eq!(of(&[(january, &trial, false), (date(2027, 3, 1), &owned, true)]), [""; 0]);
    // No price, no sum.
    let unknown =
        given_up(&[e3.clone(), seats("RIGHTSMANAGEMENT", 5, None)], &[(january, &[e3], false)], Term::Annual);
    assert_eq!(unknown, ["RIGHTSMANAGEMENT:5 2027-01-15 2027-06-30 ?"]);
}

#[test]
fn a_renewal_repeats_with_every_term() {
    let annual = |renewal, day| Term::Annual.renewal_from(renewal, day);
    let (june, leap) = (date(2025, 6, 30), date(2024, 2, 29));
    assert_eq!(annual(june, date(2027, 6, 29)), date(2027, 6, 30));
    assert_eq!(annual(june, date(2027, 6, 30)), date(2027, 6, 30));
    assert_eq!(annual(june, date(2027, 7, 1)), date(2028, 6, 30));
    assert_eq!(annual(date(2030, 6, 30), date(2027, 7, 1)), date(2028, 6, 30));
    assert_eq!(annual(leap, date(2027, 1, 1)), date(2027, 2, 28));
    let monthly = |renewal, day| Term::Monthly.renewal_from(renewal, day);
    assert_eq!(monthly(date(2026, 1, 31), date(2027, 2, 1)), date(2027, 2, 28));
    assert_eq!(monthly(date(2026, 1, 31), date(2027, 3, 1)), date(2027, 3, 31));
    assert_eq!(monthly(june, date(2026, 12, 31)), date(2027, 1, 30));
}

/// A tenant of the lab with a standalone part, a scenario that buys the suite around it, and prices.
const SCENARIO: &str = "
scenario: The whole lab
renewal: 2026-07-01
labour-rate: 90
licences:
  - { from: 2027-01-01, replace: LAB_NONE, with: LAB_TWIN }
retire-tool:
  - { tool: Robot watch, from: 2027-01-01, controls: [IntegratedApps] }
remediate: { order: rank }
";

fn lab(scenario: &str, more: Value) -> Value {
    let owning = lab_tenant().licence("LAB_TWO", 20).change_row("IntegratedApps").with("score", 4);
    of_tenant(&owning.with("status", "Resolved through third party").tenant(), scenario, more)
}

fn of_tenant(tenant: &str, scenario: &str, more: Value) -> Value {
    let part = "  - { sku: LAB_TWO, name: Lab two alone, plans: [LAB_2],\n      prices: [{ amount: '3.00', currency: USD, per: user-month }] }\n";
    let catalogue = format!("{LAB}{part}");
    let prices = "currency: USD\nprices: []\ntools: [{ tool: robot watch, per-month: 25 }]\n";
    let files = [
        ("lab.yaml", catalogue.as_str()),
        ("tenant.yaml", tenant),
        ("prices.yaml", prices),
        ("scenario.yaml", scenario),
    ];
    let question = json!({ "question": "licences", "catalogue": ["lab.yaml"], "tenant": "tenant.yaml",
        "prices": "prices.yaml" });
    ask_about(files, with(question, more))
}

/// Seats at 10.00, 14.00 and 3.00 a month: the part is in the suite, and is paid for 181 days more.
#[test]
fn a_standalone_part_is_priced_out_at_the_renewal() {
    let shown = lab(SCENARIO, json!({ "scenarios": ["scenario.yaml"] }));
    let (owned, whole) = (&shown["as_it_is"], &shown["options"][0]);
    assert_eq!(hundredths(&owned["yearly_cost"]), 1_200_000 + 72_000);
    assert_eq!(hundredths(&whole["yearly_cost"]), 1_680_000);
    assert_eq!(whole["skus"], serde_json::json!(["LAB_TWIN:100"]));
    assert_eq!(whole["dropped"][0]["sku"], "LAB_TWO");
    assert_eq!(hundredths(&whole["dropped"][0]["yearly_cost"]), 72_000);
    let contract = &whole["contract"];
    assert_eq!((&contract["term"], &contract["renewal"]), (&"annual".into(), &"2027-07-01".into()));
    let gone = &contract["given_up"][0];
    assert_eq!(
        (&gone["sku"], &gone["from"], &gone["until"]),
        (&"LAB_TWO".into(), &"2027-01-01".into(), &"2027-07-01".into())
    );
    // 720.00 x 181 / 365.
    assert_eq!(hundredths(&contract["given_up_cost"]), 35_704);
    assert_eq!(owned["contract"]["given_up"], serde_json::json!([]));
    // Without a renewal nobody says when it goes: it stays, and is named.
    let stays =
        lab(&SCENARIO.replace("renewal: 2026-07-01\n", ""), json!({ "scenarios": ["scenario.yaml"] }));
    let stays = &stays["options"][0];
    assert_eq!(hundredths(&stays["yearly_cost"]), 1_680_000 + 72_000);
    assert_eq!(
        (&stays["dropped"], &stays["redundant"][0]["sku"]),
        (&serde_json::json!([]), &"LAB_TWO".into())
    );
    assert_eq!(stays["contract"]["renewal"], Value::Null);
    // An option of the command line says the same.
    let option = lab(
        SCENARIO,
        json!({ "options": ["LAB_TWIN"], "from": "2027-01-01", "renewal": "2030-07-01", "labour_rate": "90" }),
    );
    let option = &option["options"][0];
    for key in ["yearly_cost", "contract", "dropped", "labour_difference", "points_unlocked"] {
        assert_eq!(option[key], whole[key], "{key}");
    }
}

/// The tool costs 300.00 a year, and its status is worth 4 points.
#[test]
fn a_retired_tool_saves_its_cost_and_takes_its_statuses() {
    let shown = lab(SCENARIO, json!({ "scenarios": ["scenario.yaml"] }));
    let (owned, whole) = (&shown["as_it_is"], &shown["options"][0]);
    let tool = &whole["retired_tools"][0];
    assert_eq!((&tool["tool"], &tool["from"]), (&"Robot watch".into(), &"2027-01-01".into()));
    assert_eq!(tool["controls"], serde_json::json!(["IntegratedApps"]));
    assert_eq!((hundredths(&tool["yearly_cost"]), hundredths(&tool["points"])), (30_000, 400));
    assert_eq!(hundredths(&whole["yearly_saved_by_tools"]), 30_000);
    assert_eq!(hundredths(&whole["yearly_difference_less_tools"]), 1_680_000 - 1_272_000 - 30_000);
    // As it is, the tool stays and so do its points.
    assert_eq!(owned["retired_tools"], serde_json::json!([]));
    assert_eq!(hundredths(&owned["end"]["percent"]), 10_000);
    let text = run(["licences", "scenarios/back-to-e3.yaml"]);
    assert!(text.err.contains("W7002") && text.err.contains("no list has it"), "{}", text.err);
    let words: Vec<&str> = text.out.split_whitespace().collect();
    assert!(words.join(" ").contains("saves what nobody has priced"), "{}", text.out);
}

/// Four people with the suite open every setting of the tenant for the score; licensed is their share.
#[test]
fn a_few_seats_count_for_their_share_of_the_people() {
    let points = |option: &Value, key: &str| hundredths(&option["points_unlocked"][key]);
    let sum = |option: &Value| -> i64 {
        ["at_once", "by_work", "by_deployment"].iter().map(|key| points(option, key)).sum()
    };
    let options = json!({ "options": ["LAB_SMALL", "LAB_NONE:96+LAB_SMALL:4@admins"] });
    let shown = of_tenant(&lab_tenant().tenant(), SCENARIO, options);
    let (all, few) = (&shown["options"][0], &shown["options"][1]);
    // Settings of 4 and 10; 6 that count people, 3 of them credited whoever has a seat.
    assert_eq!((sum(all), points(all, "licensed")), (2_000, 2_000));
    assert_eq!((sum(few), points(few, "licensed")), (1_700, 2_000 * 4 / 100));
    // So both pay the same for a point: 24.00 a year for a seat, 20 points for 100 seats.
    assert_eq!(hundredths(&all["cost_per_point"]), 12_000);
    assert_eq!(hundredths(&few["cost_per_point"]), 12_000);
    // Whoever has these four seats and buys the other 96 gains no point: nothing is licensed, and no point has a cost.
    let owning = lab_tenant().change_licence("LAB_NONE").with("enabled", 96);
    let owning = owning.licence("LAB_SMALL", 4).with("group", "admins").row("lab_basic", 0, 4);
    let owning = owning.with("status", "To address").tenant();
    let shown = of_tenant(&owning, SCENARIO, json!({ "options": ["LAB_SMALL"] }));
    let rest = &shown["options"][0];
    assert_eq!((sum(rest), points(rest, "licensed")), (0, 0));
    assert_eq!(rest["cost_per_point"], Value::Null);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever has which seats today: what is licensed is a part of what is gained, and all of it with a seat for everybody.
    #[test]
    fn licensed_points_are_a_part_of_the_whole(high in 0..=100_i64, more in 0..=100_i64, work in 0..=3_i64) {
        let after = (high + more).min(100);
        let seats = |high: i64| {
            [("SPE_E3", 100 - high), ("SPE_E5", high)].into_iter().filter(|(_, seats)| *seats > 0)
        };
        let owned: Vec<String> =
            seats(high).map(|(sku, seats)| format!("{{ sku: {sku}, enabled: {seats} }}")).collect();
        let tenant = format!("
tenant: {{ snapshot-date: 2026-11-01 }}
licences: [{}]
populations: {{ users: {{ value: 100 }}, admins: {{ value: 5 }}, mailboxes: {{ value: 100 }}, devices.windows: {{ value: 90 }} }}
controls:
  - {{ id: AdminMFAV2, score: {work}, max: 10 }}
  - {{ id: MFARegistrationV2, score: {work}, max: 9 }}
  - {{ id: SigninRiskPolicy, score: 0, max: 7 }}
  - {{ id: UserRiskPolicy, score: 0, max: 7 }}
", owned.join(", "));
        let option: Vec<String> = seats(after).map(|(sku, seats)| format!("{sku}:{seats}")).collect();
        let question =
            json!({ "question": "licences", "tenant": "tenant.yaml", "options": [option.join("+")] });
        let shown = ask_about([("tenant.yaml", tenant)], question);
        let unlocked = &shown["options"][0]["points_unlocked"];
        let figure = |key: &str| hundredths(&unlocked[key]);
        let whole = figure("at_once") + figure("by_work") + figure("by_deployment");
        let licensed = figure("licensed");
        prop_assert!((0..=whole).contains(&licensed), "{} of {}", licensed, whole);
        if after == 100 {
            prop_assert_eq!(licensed, whole);
        }
    }
}

#[test]
fn hours_have_a_price() {
    let shown = ask(json!({ "question": "licences", "options": ["SPE_E5"], "labour_rate": "90.50" }));
    let e5 = &shown["options"][0];
    let hours = hundredths(&e5["points_unlocked"]["hours"]);
    // Hours are shown with two decimals, and counted in minutes.
    assert!(hours > 0 && (hundredths(&e5["labour_difference"]) - hours * 9_050 / 100).abs() <= 91);
    assert_eq!(hundredths(&shown["as_it_is"]["labour_difference"]), 0);
    let text = run(["licences", "--option", "SPE_E5", "--labour-rate", "90.50"]).out;
    assert!(text.contains("an hour of work costs 90.50"), "{text}");
    assert_eq!(
        ask(json!({ "question": "licences", "options": ["SPE_E5"] }))["options"][0]["labour_difference"],
        Value::Null
    );
}

#[test]
fn a_trial_says_that_it_ends() {
    let shown = ask(json!({ "question": "licences", "scenarios": ["scenarios/p2-trial-for-admins.yaml"] }));
    assert_eq!(shown["options"][0]["trial_ends"], "2027-03-01");
    assert_eq!(shown["as_it_is"]["trial_ends"], Value::Null);
    // Nobody gives up a trial before its contract ends.
    let renewed = json!({ "question": "licences", "scenarios": ["scenarios/p2-trial-for-admins.yaml"],
        "renewal": "2027-06-30" });
    assert_eq!(ask(renewed)["options"][0]["contract"]["given_up"], serde_json::json!([]));
}

/// Whatever asks what licences cost names what it can not price, once.
#[test]
fn what_has_no_price_is_named_by_every_question() {
    let e3 = "sku: SPE_E3, enabled: 1200, warning: 0, suspended: 0, consumed: 1168 }";
    let sample = crate::support::read("scenarios/sample-e3.yaml");
    assert!(sample.contains(e3));
    let owning = sample.replace(e3, &format!("{e3}\n  - {{ sku: RIGHTSMANAGEMENT, enabled: 10 }}"));
    let questions = [
        json!({ "question": "licences", "options": ["SPE_E5"] }),
        json!({ "question": "licences-best", "target": "60%" }),
        json!({ "question": "licences-frontier", "budget_money": 562_000, "budget": "1h" }),
    ];
    for question in questions {
        let of_tenant = with(question.clone(), json!({ "tenant": "tenant.yaml" }));
        let shown = ask_about([("tenant.yaml", owning.as_str())], of_tenant);
        let findings = shown["findings"].as_array().unwrap();
        let unknown: Vec<&Value> = findings.iter().filter(|finding| finding["code"] == "W7002").collect();
        assert_eq!(unknown.len(), 1, "{question} {findings:#?}");
        assert!(unknown[0]["message"].as_str().unwrap().contains("RIGHTSMANAGEMENT"));
    }
}

#[test]
fn the_term_of_a_scenario_counts_unless_the_command_line_says_otherwise() {
    let text = SCENARIO.replace("labour-rate: 90", "term: monthly");
    let monthly = lab(&text, json!({ "scenarios": ["scenario.yaml"] }));
    assert_eq!(hundredths(&monthly["options"][0]["yearly_cost"]), 1_680_000 * 12 / 10);
    assert_eq!(hundredths(&monthly["as_it_is"]["yearly_cost"]), 1_272_000 * 12 / 10);
    assert_eq!(monthly["options"][0]["contract"]["given_up"], serde_json::json!([]));
    let annual = lab(&text, json!({ "scenarios": ["scenario.yaml"], "term": "annual-billed-monthly" }));
    assert_eq!(hundredths(&annual["options"][0]["yearly_cost"]), 1_764_000);
    assert_eq!(annual["options"][0]["contract"]["term"], "annual-billed-monthly");
}

/// Every slip is found in one run, with its line.
#[test]
fn what_is_wrong_with_a_contract_is_said() {
    let folder = folder();
    let scenario = "scenario: wrong\nterm: yearly\nrenewal: 2027-02-30\nlabour-rate: -5\n";
    let scenario = file(&folder, "scenario.yaml", scenario).display().to_string();
    let ran = run(["check", &scenario]);
    assert_eq!(ran.code, 3);
    for line in ["scenario.yaml:2:", "scenario.yaml:3:", "scenario.yaml:4:"] {
        assert!(ran.err.contains(line), "{line} {}", ran.err);
    }
    let prices = "currency: USD\nprices: []\ntools:\n  - { tool: a, per-year: -1 }\n  - { tool: b, per-year: 1, per-month: 1 }\n  - { tool: c, per-year: 1, currency: EUR }\n  - { tool: d, per-year: 1 }\n  - { tool: D, per-year: 2 }\n  - { per-year: 1 }\n";
    let prices = file(&folder, "prices.yaml", prices).display().to_string();
    let ran = run(["check", &prices]);
    assert_eq!(ran.code, 3);
    for line in 4..=9 {
        let place = format!("prices.yaml:{}:", if line == 7 { 8 } else { line });
        assert!(ran.err.contains(&place), "{place} {}", ran.err);
    }
    for flag in [["--renewal", "2027-02-30"], ["--labour-rate", "-5"], ["--term", "yearly"]] {
        let ran = run(["licences", "--option", "SPE_E5"].iter().chain(&flag));
        assert_eq!(ran.code, 2, "{flag:?} {}", ran.err);
    }
}
