//! Price files, costs of licences, redundant licences, break-even.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use scoreplan::diag::{Code, Findings};
use scoreplan::licences::{BreakEven, CostLine, CostPerPoint, break_even, cost, redundant};
use scoreplan::load::prices;
use scoreplan::load::source::Source;
use scoreplan::model::{Id, Licence, Money, Points, Prices, SeatPrice, Tenant, Term, Unpriced};

use crate::support::{file, folder, run, tenant_from, with_overlay};

const DAY: Date = date(2026, 11, 1);

fn read(text: &str) -> (Option<Prices>, Findings) {
    let mut findings = Findings::new();
    let source = Source::from_text("prices.yaml", text);
    let list = prices::read(&source, &with_overlay(""), None, &mut findings);
    (list.map(Prices::of), findings)
}

fn good(text: &str) -> Prices {
    let (prices, findings) = read(text);
    prices.unwrap_or_else(|| panic!("{findings:#?}"))
}

fn seat(prices: &Prices, sku: &str, day: Date) -> Result<SeatPrice, Unpriced> {
    prices.seat(&Id::new(sku), &with_overlay(""), day)
}

fn stated(yearly: i64) -> Result<SeatPrice, Unpriced> {
    Ok(SeatPrice { yearly: Money(yearly), is_stated: true })
}

fn listed(yearly: i64) -> Result<SeatPrice, Unpriced> {
    Ok(SeatPrice { yearly: Money(yearly), is_stated: false })
}

fn seats(sku: &str, enabled: i64, group: Option<&str>) -> Licence {
    let group = group.map(Id::new);
    Licence { sku: Id::new(sku), enabled, warning: 0, suspended: 0, consumed: None, group, plans: None }
}

fn of_users(users: i64) -> Tenant {
    let text = format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}\npopulations: {{ users: {{ value: {users} }} }}\n\
         groups: {{ admins: 20 }}\ncontrols: []\n"
    );
    tenant_from(&text, &with_overlay(""))
}

#[test]
fn a_price_of_the_file_comes_before_that_of_the_list_from_its_day_on() {
    let prices = good(
        "currency: EUR\nrates: { USD: 0.9 }\nprices:\n\
         - { sku: SPE_E5, per-year: 600.00, from: 2027-01-01 }\n\
         - { sku: SPE_E3, per-month: 33.50 }\n\
         - { sku: SPE_E3, per-month: 31, from: 2027-06-30, note: after the renewal }\n\
         - { sku: AAD_PREMIUM_P2, per-month: 8, currency: USD }\n",
    );
    assert_eq!(prices.currency(), "EUR");
    assert_eq!(seat(&prices, "SPE_E3", DAY), stated(40_200));
    assert_eq!(seat(&prices, "SPE_E3", date(2027, 6, 29)), stated(40_200));
    assert_eq!(seat(&prices, "SPE_E3", date(2027, 6, 30)), stated(37_200));
    // 60 dollars a month at 0.9.
    assert_eq!(seat(&prices, "SPE_E5", DAY), listed(64_800));
    assert_eq!(seat(&prices, "SPE_E5", date(2027, 1, 1)), stated(60_000));
    assert_eq!(seat(&prices, "AAD_PREMIUM_P2", DAY), stated(8_640));
}

#[test]
fn the_list_price_follows_its_days_and_the_term() {
    let mut prices = Prices::default();
    assert_eq!(prices.currency(), "USD");
    assert_eq!(seat(&prices, "SPE_E3", date(2026, 6, 30)), listed(43_200));
    assert_eq!(seat(&prices, "SPE_E3", date(2026, 7, 1)), listed(46_800));
    prices.term = Term::AnnualBilledMonthly;
    assert_eq!(seat(&prices, "SPE_E3", DAY), listed(49_140));
    prices.term = Term::Monthly;
    assert_eq!(seat(&prices, "SPE_E3", DAY), listed(56_160));
    assert_eq!(seat(&prices, "SPE_E3", date(2021, 1, 1)), Err(Unpriced::Later(date(2022, 3, 1))));
}

#[test]
fn a_price_for_another_term_is_not_used() {
    let text = "currency: USD\nterm: monthly\nprices:\n\
                - { sku: SPE_E5, per-month: 70 }\n- { sku: SPE_E5, per-month: 55, term: annual }\n";
    let mut prices = good(text);
    assert_eq!(seat(&prices, "SPE_E5", DAY), stated(66_000));
    prices.term = Term::Monthly;
    assert_eq!(seat(&prices, "SPE_E5", DAY), stated(84_000));
    prices.term = Term::AnnualBilledMonthly;
    assert_eq!(seat(&prices, "SPE_E5", DAY), listed(75_600));
}

#[test]
fn what_is_not_known_is_named_and_never_zero() {
    let no_rate = good("currency: CHF\nprices:\n- { sku: SPE_E3, per-month: 30 }\n");
    assert_eq!(seat(&no_rate, "SPE_E5", DAY), Err(Unpriced::NoRate("USD".to_owned())));
    let prices = Prices::default();
    let owned =
        [seats("SPE_E3", 100, None), seats("RIGHTSMANAGEMENT", 100, None), seats("NOBODY_KNOWS", 1, None)];
    let cost = cost(&owned, &prices, &with_overlay(""), DAY);
    assert_eq!(cost.yearly(), None);
    assert_eq!(cost.known(), Money(4_680_000));
    let (first, second) = (Id::new("NOBODY_KNOWS"), Id::new("RIGHTSMANAGEMENT"));
    let expected = BTreeMap::from([(&first, &Unpriced::Unlisted), (&second, &Unpriced::Unlisted)]);
    assert_eq!(cost.unpriced(), expected);
}

#[test]
fn a_year_costs_seats_times_price() {
    // 1 180 x 39 + 20 x 60, twelve times; seats in grace are paid, suspended ones and none are not.
    let grace = Licence { enabled: 0, warning: 20, suspended: 9, ..seats("SPE_E5", 0, Some("admins")) };
    let owned = [seats("SPE_E3", 1_000, None), seats("SPE_E3", 180, None), grace, seats("SPE_F1", 0, None)];
    let cost = cost(&owned, &Prices::default(), &with_overlay(""), DAY);
    assert_eq!(cost.yearly(), Some(Money((1_180 * 39 + 20 * 60) * 12 * 100)));
    assert_eq!(cost.lines.len(), 2);
}

#[test]
fn what_a_suite_has_already_is_flagged_with_what_it_costs() {
    let catalogue = with_overlay("");
    let found = |owned: &[Licence], users| -> Vec<(String, i64, Option<i64>)> {
        redundant(owned, &Prices::default(), &catalogue, &of_users(users), DAY)
            .iter()
            .map(|found| {
                (found.line.sku.to_string(), found.line.seats, found.line.yearly().map(|cost| cost.0))
            })
            .collect()
    };
    let one =
        |sku: &str, seats: i64, monthly: i64| vec![(sku.to_owned(), seats, Some(seats * monthly * 1_200))];
    let suite = seats("SPE_E5", 1_200, None);
    // The add-on is in the suite.
    assert_eq!(
        found(&[suite.clone(), seats("IDENTITY_THREAT_PROTECTION", 1_200, None)], 1_200),
        one("IDENTITY_THREAT_PROTECTION", 1_200, 12)
    );
    assert_eq!(
        found(&[suite.clone(), seats("AAD_PREMIUM_P2", 20, Some("admins"))], 1_200),
        one("AAD_PREMIUM_P2", 20, 9)
    );
    // The smaller suite is in the larger one only when that has a seat for everybody.
    assert_eq!(found(&[suite.clone(), seats("SPE_E3", 50, None)], 1_200), one("SPE_E3", 50, 39));
    assert_eq!(found(&[seats("SPE_E5", 600, None), seats("SPE_E3", 600, None)], 1_200), []);
    // Too few seats in the rest, or seats of other people.
    assert_eq!(found(&[seats("SPE_E5", 10, None), seats("AAD_PREMIUM_P2", 20, None)], 1_200), []);
    assert_eq!(found(&[seats("SPE_E5", 20, Some("admins")), seats("AAD_PREMIUM_P2", 20, None)], 1_200), []);
    // Of two that hold each other the dearer one goes, not both.
    assert_eq!(
        found(&[seats("EMSPREMIUM", 10, None), seats("AAD_PREMIUM_P2", 10, None)], 1_200),
        one("AAD_PREMIUM_P2", 10, 9)
    );
    let twins = [seats("WIN_DEF_ATP", 10, None), seats("MDATP_XPLAT", 10, None)];
    assert_eq!(found(&twins, 1_200).len(), 1);
    // A price that nobody knows is no saving of zero.
    let unknown = found(&[suite, seats("RIGHTSMANAGEMENT", 10, None)], 1_200);
    assert_eq!(unknown, [("RIGHTSMANAGEMENT".to_owned(), 10, None)]);
}

#[test]
fn every_slip_of_a_price_file_is_named_in_one_run() {
    let text = "currency: euro\nrates: { USD: zero, CHF: 0.0000001 }\nprices:\n\
                - { sku: SPE_E55, per-month: 30 }\n\
                - { sku: SPE_E3, per-month: -1 }\n\
                - { sku: SPE_E3, per-month: 1, per-year: 12 }\n\
                - { sku: SPE_F1, per-month: 8, from: 2027-02-30 }\n\
                - { sku: SPE_F1, per-mont: 8 }\n\
                - { sku: SPE_F1, per-month: 8, term: yearly }\n";
    let (prices, findings) = read(text);
    assert!(prices.is_none());
    let said: Vec<(&str, usize)> = findings
        .sorted()
        .iter()
        .map(|finding| {
            assert!(finding.help.is_some(), "{finding:?}");
            (finding.code.code(), finding.place.as_ref().and_then(|place| place.line).unwrap())
        })
        .collect();
    let expected = [
        ("E1107", 1),
        ("E1107", 2),
        ("E1107", 2),
        ("E4002", 4),
        ("E1107", 5),
        ("E1107", 6),
        ("E1108", 7),
        ("E1107", 8),
        ("E1104", 8),
        ("E1107", 9),
    ];
    assert_eq!(said, expected);
    let (_, findings) = read(
        "currency: EUR\nrates: { EUR: 1 }\nprices:\n- { sku: SPE_E3, per-month: 30, currency: GBP }\n\
         - { sku: SPE_E5, per-month: 55 }\n- { sku: SPE_E5, per-year: 600 }\n",
    );
    let codes: Vec<Code> = findings.sorted().iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::WrongValue, Code::NoRate, Code::DuplicateEntry]);
}

#[test]
fn check_knows_a_price_file() {
    let folder = folder();
    let good = file(&folder, "prices.yaml", "currency: CHF\nprices:\n- { sku: SPE_E3, per-month: 34.50 }\n");
    let ran = run(["check", &good.display().to_string()]);
    assert_eq!((ran.code, ran.out.contains("prices.yaml: prices")), (0, true), "{}{}", ran.out, ran.err);
    let bad = file(&folder, "bad.yaml", "currency: CHF\nprices:\n- { sku: SPE_E33, per-month: 34.50 }\n");
    let ran = run(["check", &bad.display().to_string()]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("E4002") && ran.err.contains("bad.yaml:3"), "{}", ran.err);
    assert!(ran.err.contains("did you mean `SPE_E3`?"), "{}", ran.err);
    // A SKU that only the tenant has may have a price.
    let tenant = file(
        &folder,
        "tenant.yaml",
        "tenant: { snapshot-date: 2026-11-01 }\nlicences: [ { sku: LOCAL_BUNDLE, enabled: 5 } ]\ncontrols: []\n",
    );
    let local = file(&folder, "local.yaml", "currency: CHF\nprices:\n- { sku: LOCAL_BUNDLE, per-year: 0 }\n");
    let ran = run(["check", &local.display().to_string(), "--tenant", &tenant.display().to_string()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn points_cost_an_exact_ratio() {
    let of = |cost, points| CostPerPoint::new(Money(cost), Points(points)).unwrap();
    assert_eq!(of(100_000, 300).rounded(), Money(33_333));
    assert_eq!(CostPerPoint::new(Money(5), Points::ZERO), None);
    // 1/3 is less than 33334/100000 although both show the same.
    assert!(of(1, 3).compare(of(33_334, 100_000)).is_lt());
    assert!(of(2, 6).compare(of(1, 3)).is_eq());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// The closed form says for every number of seats what comparing the two costs says.
    #[test]
    fn break_even_agrees_with_a_search(
        first in (-40_i64..40, -9_i64..9), second in (-40_i64..40, -9_i64..9), most in 0_i64..60,
    ) {
        let rate = |(fixed, per_seat)| CostLine { fixed: Money(fixed), per_seat: Money(per_seat) };
        let (first, second) = (rate(first), rate(second));
        let even = break_even(first, second, most);
        for seats in 0..=most {
            let is_no_dearer = second.of(seats) <= first.of(seats);
            let said = match even {
                BreakEven::Same => second.of(seats) == first.of(seats),
                BreakEven::First => false,
                BreakEven::Second => true,
                BreakEven::SecondFrom(from) => seats >= from,
                BreakEven::FirstFrom(from) => seats < from,
            };
            prop_assert_eq!(said, is_no_dearer, "{:?} at {}", even, seats);
        }
    }
}
