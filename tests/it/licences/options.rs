//! Licence options against hand tables and properties.

use std::collections::BTreeSet;

use jiff::civil::Date;
use proptest::prelude::*;
use scoreplan::diag::Findings;
use scoreplan::licences::options::{
    LicenceOption, OptionContext, OptionResult, OptionsInput, ResolvedOption, evaluate, resolve,
};
use scoreplan::load::licence_option;
use scoreplan::model::{
    Aim, Assumptions, Catalogue, Id, LicenceChange, Minutes, Money, Points, Prices, Remediation, Scenario,
    Team, Tenant,
};
use scoreplan::state::{Change, State};

use crate::lab::Lab;
use crate::support::{tenant_from, with_overlay};

/// A product with three plans: rows that a licence brings, one that deploying brings, one that makes no sense here.
pub(crate) const LAB: &str = "
source: a test
product:
  id: lab
  name: Lab
  services: [LAB]
  team: lab
  present-when: plan:LAB_1
  latency: { expected: 24h, slowest: 48h }
actions:
  - { id: lab-rollout, title: Roll the lab out, entitled-when: 'plan:LAB_1', effort: { fixed: [8h, 8h, 8h] },
      done-when: lab.agents / users, sets: { lab.agents: users } }
controls:
  - { id: lab_basic, title: Basic, category: Apps, max: 4, scoring: binary, entitled-when: 'plan:LAB_1',
      effort: { fixed: [2h, 2h, 2h] } }
  - { id: lab_high, title: High, category: Apps, max: 4, scoring: proportional, population: users,
      entitled-when: 'plan:LAB_2', effort: { fixed: [3h, 3h, 3h] } }
  - { id: lab_credit, title: Credit, category: Apps, max: 6, scoring: proportional, population: users,
      entitled-when: 'plan:LAB_1', default-credit: { when: 'plan:LAB_1', coverage: 50% },
      effort: { fixed: [2h, 2h, 2h] } }
  - { id: lab_extra, title: Extra, category: Apps, max: 1, scoring: binary, entitled-when: 'plan:LAB_3',
      effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_agent, title: Agent, category: Apps, max: 10, scoring: binary, entitled-when: 'plan:LAB_1',
      visible-when: present and lab.agents > 0, needs: [lab-rollout], effort: { fixed: [2h, 2h, 2h] } }
  - { id: lab_plant, title: Plant, category: Apps, max: 3, scoring: binary, entitled-when: 'plan:LAB_1',
      visible-when: present and plant.robots > 0, effort: { fixed: [2h, 2h, 2h] } }
plans:
  - { id: LAB_1, name: Lab one }
  - { id: LAB_2, name: Lab two, implies: [LAB_1] }
  - { id: LAB_3, name: Lab three }
skus:
  - { sku: LAB_NONE, name: Suite without the lab, base: true, plans: [SWAY],
      prices: [{ amount: '10.00', currency: USD, per: user-month }] }
  - { sku: LAB_SMALL, name: Suite with the lab, base: true, plans: [SWAY, LAB_1],
      prices: [{ amount: '12.00', currency: USD, per: user-month }] }
  - { sku: LAB_LARGE, name: Suite with all of the lab, base: true, max-seats: 300, plans: [SWAY, LAB_2],
      prices: [{ amount: '15.00', currency: USD, per: user-month }] }
  - { sku: LAB_TWIN, name: The same under another name, base: true, plans: [SWAY, LAB_2],
      prices: [{ amount: '14.00', currency: USD, per: user-month }] }
  - { sku: LAB_ADD, name: The rest of the lab, needs-base: [LAB_SMALL], plans: [LAB_2],
      prices: [{ amount: '2.00', currency: USD, per: user-month }] }
  - { sku: LAB_X, name: Lab extra, plans: [LAB_3] }
";

/// 1 of 5 points, 20 %.
pub(crate) fn lab_tenant() -> Lab {
    Lab::new()
        .on("2026-11-01")
        .licence("LAB_NONE", 100)
        .population("users", 100)
        .population("admins", 4)
        .group("admins", 4)
        .row("OneAdmin", 1, 1)
        .with("status", "Completed")
        .row("IntegratedApps", 0, 4)
        .with("status", "To address")
}

fn shared() -> Scenario {
    Scenario {
        horizon_days: 365,
        remediation: Remediation::Ranked { from: None, aim: Aim::Rank },
        teams: vec![Team::steady(Id::new("everyone"), Minutes::hours(40))],
        ..Scenario::default()
    }
}

fn resolved(text: &str, tenant: &Tenant, catalogue: &Catalogue) -> ResolvedOption {
    let mut findings = Findings::new();
    let option = licence_option::read(text, "--option", catalogue, tenant, &mut findings);
    let prices = Prices::default();
    let day = tenant.snapshot_date;
    let ground = OptionContext { catalogue, tenant, prices: &prices, day, flag: "--option" };
    let resolved = option.and_then(|option| resolve(&option, &ground, &mut findings));
    resolved.unwrap_or_else(|| panic!("{text}: {findings:#?}"))
}

fn weighed(options: &[&str], tenant: &Tenant, catalogue: &Catalogue, from: Date) -> Vec<OptionResult> {
    let (shared, assumptions, prices) = (shared(), Assumptions::default(), Prices::default());
    let mut candidates = vec![LicenceOption::as_it_is(&shared, from, assumptions)];
    for text in options {
        let resolved = resolved(text, tenant, catalogue);
        candidates.push(LicenceOption::over(&shared, text, from, assumptions, resolved));
    }
    let input = OptionsInput { catalogue, tenant, prices: &prices, start: tenant.snapshot_date };
    evaluate(&input, &candidates)
}

fn lab(options: &[&str]) -> Vec<OptionResult> {
    let catalogue = with_overlay(LAB);
    let tenant = tenant_from(&lab_tenant().tenant(), &catalogue);
    weighed(options, &tenant, &catalogue, tenant.snapshot_date)
}

/// Everything that a score can tell of an option, without its name and price.
fn figures(option: &OptionResult) -> String {
    format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}",
        option.after, option.deployed, option.newly, option.unlocked, option.course, option.statuses
    )
}

fn names(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(Id::as_str).collect()
}

const OPTIONS: [&str; 4] = ["LAB_SMALL", "LAB_LARGE", "LAB_SMALL+LAB_ADD:20", "LAB_SMALL+LAB_X"];

/// The whole fixture by hand. The rows that `LAB_1` brings are worth 15 points, 3 of them credited: a tenant at 20 %
/// neither rises nor falls by it.
#[test]
fn a_small_tenant_agrees_with_a_table_made_by_hand() {
    let weighed = lab(&OPTIONS);
    // visible, entitled, points, max; at once, by work, by deploying, beyond the seats; hours; percent of day 0 and end.
    let by_hand = [
        ("as it is", [2, 2, 100, 500], [0, 0, 0, 0], 0, "20.00", "100.00"),
        ("LAB_SMALL", [6, 4, 400, 2000], [300, 700, 1000, 0], 13, "20.00", "83.33"),
        ("LAB_LARGE", [6, 5, 400, 2000], [300, 1100, 1000, 0], 16, "20.00", "96.67"),
        ("LAB_SMALL+LAB_ADD:20", [6, 5, 400, 2000], [300, 780, 1000, 320], 16, "20.00", "86.00"),
        ("LAB_SMALL+LAB_X", [6, 5, 400, 2000], [300, 800, 1000, 0], 14, "20.00", "86.67"),
    ];
    for (option, (name, standing, points, hours, day_0, end)) in weighed.iter().zip(by_hand) {
        let OptionResult { after, unlocked, course, .. } = option;
        let visible = [after.visible, after.entitled].map(|n| i64::try_from(n).unwrap());
        assert_eq!(option.name, name);
        assert_eq!([visible[0], visible[1], after.points.0, after.max.0], standing, "{name}");
        let found = [unlocked.at_once, unlocked.by_work, unlocked.by_deployment, unlocked.blocked_by_seats];
        assert_eq!(found.map(|points| points.0), points, "{name}");
        assert_eq!(unlocked.work, Minutes::hours(hours), "{name}");
        assert_eq!([course.day_0.to_string(), course.end.percent.to_string()], [day_0, end], "{name}");
    }
    let newly = &weighed[1].newly;
    assert_eq!(names(&newly.by_licence), ["lab_basic", "lab_credit", "lab_extra", "lab_high"]);
    assert_eq!(names(&newly.by_deployment), ["lab_agent"]);
    assert_eq!(names(&newly.entitled), ["lab_basic", "lab_credit"]);
    assert!(newly.left.is_empty() && newly.accepted.is_empty());
}

/// The vocabulary, control by control.
#[test]
fn every_status_has_its_control() {
    let weighed = lab(&OPTIONS);
    let (suite, add_on, open, done) =
        ("available-in-higher-suite", "requires-add-on", "entitled-and-not-done", "entitled-and-done");
    let by_hand: [(&str, [&str; 5]); 7] = [
        ("OneAdmin", [done; 5]),
        ("lab_basic", [suite, open, open, open, open]),
        ("lab_high", [suite, suite, open, "seats-missing", suite]),
        ("lab_credit", [suite, open, open, open, open]),
        ("lab_extra", [add_on, add_on, add_on, add_on, open]),
        ("lab_agent", [suite, open, open, open, open]),
        ("lab_plant", ["not-applicable"; 5]),
    ];
    for (id, statuses) in by_hand {
        let found: Vec<&str> = weighed.iter().map(|option| option.statuses[&Id::new(id)].word()).collect();
        assert_eq!(found, statuses, "{id}");
    }
}

#[test]
fn costs_agree_with_a_table_made_by_hand() {
    let weighed = lab(&["LAB_SMALL", "LAB_LARGE", "LAB_SMALL:96+LAB_LARGE:4@admins", "LAB_SMALL+LAB_X"]);
    let money = |option: &OptionResult| option.money.clone().unwrap();
    // 100 seats at 10, 12, 15 a month; 96 at 12 and 4 at 15; an add-on without a price.
    let yearly: Vec<Option<i64>> =
        weighed.iter().map(|option| money(option).cost.yearly().map(|cost| cost.0)).collect();
    assert_eq!(yearly, [Some(1_200_000), Some(1_440_000), Some(1_800_000), Some(1_454_400), None]);
    assert_eq!(money(&weighed[1]).difference, Some(Money(240_000)));
    // 2 400 for 3 + 7 + 10 points.
    assert_eq!(money(&weighed[1]).per_point.unwrap().rounded(), Money(12_000));
    assert_eq!(money(&weighed[0]).per_point, None);
    assert_eq!(money(&weighed[4]).difference, None);
}

/// What the suites carry decides, not what they are called.
#[test]
fn identical_plans_in_different_skus_score_the_same() {
    let weighed = lab(&["LAB_LARGE", "LAB_TWIN", "LAB_SMALL+LAB_ADD", "LAB_LARGE+LAB_X", "LAB_TWIN+LAB_X"]);
    assert_eq!(figures(&weighed[1]), figures(&weighed[2]));
    assert_eq!(figures(&weighed[1]).replace("seats", ""), figures(&weighed[3]).replace("seats", ""));
    assert_eq!(figures(&weighed[4]), figures(&weighed[5]));
    assert_ne!(figures(&weighed[1]), figures(&weighed[4]));
}

/// A suite plus what it has already costs more, scores the same, and is said.
#[test]
fn a_redundant_part_is_paid_and_brings_nothing() {
    let catalogue = with_overlay(&format!(
        "{LAB}  - {{ sku: LAB_TWO, name: Lab two alone, plans: [LAB_2],\n      prices: [{{ amount: '3.00', currency: USD, per: user-month }}] }}\n"
    ));
    let tenant = tenant_from(&lab_tenant().tenant(), &catalogue);
    let weighed_here =
        weighed(&["LAB_LARGE", "LAB_LARGE+LAB_TWO"], &tenant, &catalogue, tenant.snapshot_date);
    let [_, plain, double] = weighed_here.as_slice() else { panic!() };
    assert_eq!(figures(plain), figures(double));
    let yearly = |option: &OptionResult| option.money.clone().unwrap().cost.yearly().unwrap();
    assert_eq!(yearly(double) - yearly(plain), Money(360_000));
    assert!(plain.redundant.is_empty());
    assert_eq!(double.redundant[0].line.sku, Id::new("LAB_TWO"));
    assert_eq!(names(&double.redundant[0].within), ["LAB_LARGE"]);
    // What the tenant has of it goes when a suite makes it redundant, and stays otherwise.
    let owning = lab_tenant().licence("LAB_TWO", 50);
    let tenant = tenant_from(&owning.tenant(), &catalogue);
    let skus = |text: &str| -> Vec<String> {
        let licences = resolved(text, &tenant, &catalogue).licences;
        licences.iter().map(|licence| format!("{}:{}", licence.sku, licence.seats())).collect()
    };
    assert_eq!(skus("LAB_LARGE"), ["LAB_LARGE:100"]);
    assert_eq!(resolved("LAB_LARGE", &tenant, &catalogue).dropped[0].line.sku, Id::new("LAB_TWO"));
    assert_eq!(skus("LAB_SMALL"), ["LAB_SMALL:100", "LAB_TWO:50"]);
    assert_eq!(skus("LAB_LARGE+LAB_TWO"), ["LAB_LARGE:100", "LAB_TWO:100"]);
}

/// An option replaces the suites of its people and of nobody else.
#[test]
fn seats_of_an_option_are_those_of_its_people() {
    let catalogue = with_overlay(LAB);
    let tenant = tenant_from(&lab_tenant().tenant(), &catalogue);
    let after = |text: &str| -> Vec<String> {
        let resolved = resolved(text, &tenant, &catalogue);
        // The changes lead to what is said.
        let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        for change in &resolved.changes {
            state.apply(&Change::Licence(change.clone()));
        }
        let show = |licences: &[scoreplan::model::Licence]| -> Vec<String> {
            let held = licences.iter().filter(|licence| licence.seats() > 0);
            let each = held.map(|licence| {
                let group = licence.group.as_ref().map_or(String::new(), |group| format!("@{group}"));
                format!("{}:{}{group}", licence.sku, licence.seats())
            });
            each.collect::<BTreeSet<String>>().into_iter().collect()
        };
        assert_eq!(show(&resolved.licences), show(state.licences.as_ref().unwrap()), "{text}");
        show(&resolved.licences)
    };
    assert_eq!(after("LAB_SMALL"), ["LAB_SMALL:100"]);
    assert_eq!(after("LAB_SMALL:60"), ["LAB_SMALL:60"]);
    assert_eq!(after("LAB_LARGE@admins"), ["LAB_LARGE:4@admins", "LAB_NONE:96"]);
    assert_eq!(after("LAB_LARGE:3@admins"), ["LAB_LARGE:3@admins", "LAB_NONE:97"]);
    assert_eq!(after("LAB_SMALL+LAB_LARGE@admins"), ["LAB_LARGE:4@admins", "LAB_SMALL:96"]);
    assert_eq!(after("LAB_SMALL:70+LAB_LARGE:30"), ["LAB_LARGE:30", "LAB_SMALL:70"]);
    assert_eq!(after("LAB_NONE+LAB_X"), ["LAB_NONE:100", "LAB_X:100"]);
    assert_eq!(after("LAB_X:7"), ["LAB_NONE:100", "LAB_X:7"]);
    assert_eq!(after("LAB_SMALL+LAB_ADD@admins"), ["LAB_ADD:4@admins", "LAB_SMALL:100"]);
    assert_eq!(after("suite with the lab"), ["LAB_SMALL:100"]);
    assert_eq!(after("LAB_LARGE:4@users"), ["LAB_LARGE:4"]);
    let change = resolved("LAB_SMALL", &tenant, &catalogue).changes;
    assert_eq!(change, [LicenceChange::replace(Id::new("LAB_NONE"), Id::new("LAB_SMALL"), Some(100))]);
}

/// Each is evaluated as if it were the only one.
#[test]
fn options_do_not_see_each_other() {
    let together = lab(&["LAB_SMALL", "LAB_LARGE", "LAB_SMALL+LAB_X"]);
    for option in &together[1..] {
        let alone = lab(&[option.name.as_str()]);
        assert_eq!(figures(option), figures(&alone[1]), "{}", option.name);
    }
}

/// More seats never let a tenant achieve less.
#[test]
fn seats_never_lower_what_is_achievable() {
    let catalogue = with_overlay(LAB);
    let tenant = tenant_from(&lab_tenant().tenant(), &catalogue);
    let mut before = Points::ZERO;
    for seats in [1, 2, 20, 50, 99, 100] {
        let text = format!("LAB_SMALL+LAB_ADD:{seats}");
        let option = &weighed(&[&text], &tenant, &catalogue, tenant.snapshot_date)[1];
        let achievable = option.after.views.achievable_seat_covered.points;
        assert!(achievable >= before, "{seats}");
        // 4 points over 100 people, and what is achievable without the add-on: 1 + 4 + 4 + 6.
        assert_eq!(achievable, Points(1_500 + 4 * seats));
        before = achievable;
    }
}

/// What a licence brings and what it credits, for a tenant with any points.
fn one_product(points: i64, max: i64, worth: i64, credit_percent: i64) -> (State<'static>, State<'static>) {
    let overlay = format!(
        "source: a test
product: {{ id: lab, name: Lab, services: [LAB], team: lab, present-when: 'plan:LAB_1', latency: {{ expected: 24h, slowest: 48h }} }}
controls:
  - {{ id: lab_all, title: All, category: Apps, max: {worth}, scoring: binary, entitled-when: 'plan:LAB_1',
      default-credit: {{ when: 'plan:LAB_1', coverage: {credit_percent}% }}, effort: {{ fixed: [1h, 1h, 1h] }} }}
plans: [{{ id: LAB_1, name: Lab one }}]
skus:
  - {{ sku: LAB_NONE, name: Without, base: true, plans: [SWAY] }}
  - {{ sku: LAB_SMALL, name: With, base: true, plans: [SWAY, LAB_1] }}
"
    );
    let catalogue: &Catalogue = Box::leak(Box::new(with_overlay(&overlay)));
    let text = format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}\nlicences: [{{ sku: LAB_NONE, enabled: 10 }}]\ncontrols: [{{ id: IntegratedApps, score: {points}, max: {max} }}]\n"
    );
    let tenant: &Tenant = Box::leak(Box::new(tenant_from(&text, catalogue)));
    let before = State::at_snapshot(catalogue, tenant, Assumptions::default());
    let mut after = before.clone();
    let resolved = resolved("LAB_SMALL", tenant, catalogue);
    for change in resolved.changes {
        after.apply(&Change::Licence(change));
    }
    (before, after)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Deploying what is worth M points of which C are credited at once lowers exactly the tenants above C / M.
    #[test]
    fn deploying_lowers_only_tenants_above_the_credit(
        max in 1_i64..=10, achieved in 0_i64..=10, worth in 1_i64..=10, credit in 0_i64..=100,
    ) {
        let points = achieved.min(max);
        let (before, after) = one_product(points, max, worth, credit);
        let credited = (after.totals().points - before.totals().points).0;
        prop_assert_eq!(after.totals().max - before.totals().max, Points::whole(worth));
        // points / max > credited / worth, multiplied out; both in hundredths.
        let above = points * 100 * worth * 100 > credited * max * 100;
        let falls = after.totals().percent().compare(before.totals().percent()).is_lt();
        prop_assert_eq!(above, falls, "{} of {}, {} of {}", points, max, credited, worth);
    }
}
