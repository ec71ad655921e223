//! Seats: by plan and group, how far they reach, and what more or fewer of them do.

use proptest::prelude::*;
use scoreplan::model::{Assumptions, Catalogue, Id, LicenceChange, Points};
use scoreplan::state::{Change, State, views};

use crate::support::{run, tenant_from, with_overlay};

/// Both risk policies and one control over administrators, on a tenant of 1 200 users.
fn tenant(licences: &str) -> String {
    format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}
licences: {licences}
groups: {{ admins: 20, sales: 300 }}
populations: {{ users: {{ value: 1200 }}, admins: {{ value: 20 }}, devices.windows: {{ value: 1000 }} }}
controls:
  - {{ id: SigninRiskPolicy, score: 0, max: 7, status: To address }}
  - {{ id: UserRiskPolicy, score: 0, max: 7, status: To address }}
  - {{ id: lab_admins, score: 0, max: 10, status: To address }}
  - {{ id: lab_devices, score: 0, max: 10, status: To address }}
  - {{ id: lab_tenant, score: 0, max: 10, status: To address }}
"
    )
}

const OVERLAY: &str = "
product: { id: lab, name: Lab, services: [], team: lab, latency: { expected: 24h, slowest: 48h } }
controls:
  - { id: lab_admins, title: a, category: Identity, max: 10, scoring: proportional, population: admins, entitled-when: 'plan:AAD_PREMIUM_P2', effort: { fixed: [1h, 2h, 3h] } }
  - { id: lab_devices, title: d, category: Device, max: 10, scoring: proportional, population: devices.windows, entitled-when: 'plan:WINDEFATP', effort: { fixed: [1h, 2h, 3h] } }
  - { id: lab_tenant, title: t, category: Apps, max: 10, scoring: proportional, population: users, entitled-when: 'plan:ADALLOM_S_STANDALONE', effort: { fixed: [1h, 2h, 3h] } }
";

fn with(catalogue: &Catalogue, licences: &str, check: impl FnOnce(&State<'_>)) {
    let tenant = tenant_from(&tenant(licences), catalogue);
    check(&State::at_snapshot(catalogue, &tenant, Assumptions::default()));
}

/// The share of a control that seats reach, as part and whole.
fn cover(state: &State<'_>, id: &str) -> (i64, i64) {
    let control = state.control(&Id::new(id)).unwrap();
    let share = state.seat_cover(control, &control.ways[0]);
    (share.part, share.whole)
}

fn people(catalogue: &Catalogue, licences: &str, id: &str) -> i64 {
    let mut part = 0;
    with(catalogue, licences, |state| part = cover(state, id).0);
    part
}

/// P2 for 20 administrators of 1 200 users: 20 / 1 200 of a risk policy, everything of a control over administrators.
#[test]
fn p2_for_the_administrators_reaches_the_administrators() {
    let catalogue = with_overlay(OVERLAY);
    for licences in [
        "[{ sku: SPE_E3, enabled: 1200 }, { sku: AAD_PREMIUM_P2, enabled: 20, group: admins }]",
        "[{ sku: SPE_E3, enabled: 1200 }, { sku: AAD_PREMIUM_P2, enabled: 20 }]",
        "[{ sku: SPE_E3, enabled: 1180 }, { sku: SPE_E5, enabled: 20, group: admins }]",
    ] {
        with(&catalogue, licences, |state| {
            assert_eq!(cover(state, "SigninRiskPolicy"), (20, 1200), "{licences}");
            assert_eq!(cover(state, "lab_admins"), (20, 20), "{licences}");
            // 20 of 1 200 people of 7 points are 0.1166..., and twice that is not what is rounded.
            let points = state.achievable().seat_covered;
            let of_device = if licences.contains("E5") { Points(100) } else { Points::ZERO };
            let of_tenant = if licences.contains("E5") { Points(1000) } else { Points::ZERO };
            assert_eq!(points, Points(12 + 12 + 1000) + of_device + of_tenant, "{licences}");
        });
    }
    // P2 for the sales team covers no administrator.
    let sales = "[{ sku: SPE_E3, enabled: 1200 }, { sku: AAD_PREMIUM_P2, enabled: 300, group: sales }]";
    with(&catalogue, sales, |state| {
        assert_eq!(cover(state, "SigninRiskPolicy"), (300, 1200));
        assert_eq!(cover(state, "lab_admins").0, 0);
    });
}

/// By hand: suites add up, everything else is nested into the largest, groups stand apart and hold no more than they are.
#[test]
fn who_holds_what_by_hand() {
    let catalogue = with_overlay(OVERLAY);
    for (licences, p2) in [
        ("[{ sku: SPE_E5, enabled: 400 }, { sku: SPE_E5_NOPSTNCONF, enabled: 300 }]", 700),
        ("[{ sku: SPE_E5, enabled: 400 }, { sku: AAD_PREMIUM_P2, enabled: 300 }]", 400),
        ("[{ sku: AAD_PREMIUM_P2, enabled: 300 }, { sku: IDENTITY_THREAT_PROTECTION, enabled: 500 }]", 500),
        ("[{ sku: SPE_E5, enabled: 400 }, { sku: SPE_E5, enabled: 20, group: admins }]", 420),
        ("[{ sku: SPE_E5, enabled: 400 }, { sku: AAD_PREMIUM_P2, enabled: 20, group: admins }]", 400),
        (
            "[{ sku: AAD_PREMIUM_P2, enabled: 20, group: admins }, { sku: AAD_PREMIUM_P2, enabled: 300, group: sales }]",
            320,
        ),
        ("[{ sku: AAD_PREMIUM_P2, enabled: 90, group: admins }]", 20),
        ("[{ sku: SPE_E5, enabled: 90, group: admins }, { sku: SPE_E5, enabled: 100 }]", 120),
        ("[{ sku: SPE_E5, enabled: 5000 }]", 1200),
        ("[{ sku: AAD_PREMIUM_P2, enabled: 50, group: nobody-knows }]", 50),
        ("[{ sku: AAD_PREMIUM_P2, enabled: 50, group: users }]", 50),
    ] {
        assert_eq!(people(&catalogue, licences, "SigninRiskPolicy"), p2, "{licences}");
    }
}

/// Defender for Endpoint reaches five devices of a licensed user, a plan for the tenant everybody.
#[test]
fn devices_and_tenants_are_bound_otherwise() {
    let catalogue = with_overlay(OVERLAY);
    let e5 = |seats: i64| format!("[{{ sku: SPE_E5, enabled: {seats} }}]");
    assert_eq!(people(&catalogue, &e5(20), "lab_devices"), 100);
    assert_eq!(people(&catalogue, &e5(300), "lab_devices"), 1000);
    with(&catalogue, &e5(1), |state| assert_eq!(cover(state, "lab_tenant"), (1, 1)));
    let bound = with_overlay(&format!(
        "{OVERLAY}plans:\n  - {{ id: ADALLOM_S_STANDALONE, seat-binding: user }}\n  - {{ id: WINDEFATP, devices-per-seat: 2 }}\n"
    ));
    assert_eq!(bound.plans["WINDEFATP"].seats.basis, "stated");
    with(&bound, &e5(20), |state| {
        assert_eq!(cover(state, "lab_tenant"), (20, 1200));
        assert_eq!(cover(state, "lab_devices"), (40, 1000));
    });
}

/// Every plan that unlocks something says what its seats are for and how one can tell.
#[test]
fn every_plan_is_bound_with_its_basis() {
    let file = crate::support::built_in("licences.yaml");
    let catalogue = with_overlay("");
    for plan in catalogue.plans.values().filter(|plan| !plan.stub) {
        assert!(["documented", "inferred", "estimate"].contains(&plan.seats.basis.as_str()), "{}", plan.id);
    }
    let stubs = catalogue.plans.values().filter(|plan| plan.stub).count();
    assert_eq!(file.matches("seat-binding: ").count() + stubs, catalogue.plans.len());
    assert_eq!(file.matches("seat-basis: ").count() + stubs, catalogue.plans.len());
    let shown = run(["catalogue", "show", "WINDEFATP"]).out;
    assert!(shown.contains("5 devices of one user") && shown.contains("documented"), "{shown}");
}

/// What is assumed is said, and what a group says is not.
#[test]
fn what_is_assumed_is_said() {
    let catalogue = with_overlay(OVERLAY);
    let codes = |licences: &str| {
        let mut codes = Vec::new();
        with(&catalogue, licences, |state| {
            let found = scoreplan::state::seat_findings(state).sorted();
            codes = found.iter().map(|finding| finding.code.code()).collect();
        });
        codes
    };
    let e3 = "{ sku: SPE_E3, enabled: 1200 }";
    assert_eq!(codes(&format!("[{e3}]")), [""; 0]);
    // Who of all are the administrators with P2?
    assert_eq!(codes(&format!("[{e3}, {{ sku: AAD_PREMIUM_P2, enabled: 20 }}]")), ["N3014"]);
    assert_eq!(codes(&format!("[{e3}, {{ sku: AAD_PREMIUM_P2, enabled: 20, group: admins }}]")), [""; 0]);
    assert_eq!(codes(&format!("[{e3}, {{ sku: AAD_PREMIUM_P2, enabled: 20, group: lost }}]")), ["W3015"]);
    let mixed = "[{ sku: SPE_E5, enabled: 400 }, { sku: IDENTITY_THREAT_PROTECTION, enabled: 300 }]";
    assert_eq!(codes(mixed), ["N3014"]);
}

const SKUS: [&str; 6] =
    ["SPE_E3", "SPE_E5", "AAD_PREMIUM_P2", "IDENTITY_THREAT_PROTECTION", "SPE_F1", "WIN_DEF_ATP"];
const GROUPS: [&str; 3] = ["", ", group: admins", ", group: sales"];

/// A licence list, and one more purchase.
fn licences() -> impl Strategy<Value = Vec<(usize, usize, i64)>> {
    proptest::collection::vec((0..SKUS.len(), 0..GROUPS.len(), 0..900_i64), 0..5)
}

fn list(licences: &[(usize, usize, i64)]) -> String {
    let one = |(sku, group, seats): &(usize, usize, i64)| {
        format!("{{ sku: {}, enabled: {seats}{} }}", SKUS[*sku], GROUPS[*group])
    };
    format!("[{}]", licences.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn bought((sku, group, seats): (usize, usize, i64)) -> LicenceChange {
    let change = LicenceChange::add(Id::new(SKUS[sku]), seats);
    match group {
        0 => change,
        1 => change.for_group(Id::new("admins")),
        _ => change.for_group(Id::new("sales")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// More seats never reach less: of every row of the sample, and of the sum where no row comes along.
    #[test]
    fn more_seats_never_lower_the_achievable_score(owned in licences(), more in (0..SKUS.len(), 0..GROUPS.len(), 1..900_i64)) {
        let catalogue = with_overlay(OVERLAY);
        let tenant = tenant_from(&tenant(&list(&owned)), &catalogue);
        let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        let (before, rows) = (state.achievable().seat_covered, state.reaches());
        state.apply(&Change::Licence(bought(more)));
        prop_assert!(state.achievable().seat_covered >= before);
        let after = state.reaches();
        for (id, reach) in rows {
            prop_assert!(after[&id] >= reach, "{id}");
        }
    }

    /// What a suite has already adds nothing, whoever gets it.
    #[test]
    fn a_redundant_part_scores_the_same(seats in 1..1500_i64, part in 0..1500_i64) {
        let catalogue = with_overlay(OVERLAY);
        let part = part.min(seats);
        let alone = format!("[{{ sku: SPE_E5, enabled: {seats} }}]");
        let with_part = format!("[{{ sku: SPE_E5, enabled: {seats} }}, {{ sku: IDENTITY_THREAT_PROTECTION, enabled: {part} }}, {{ sku: WIN_DEF_ATP, enabled: {part} }}]");
        let mut seen = Vec::new();
        for licences in [alone, with_part] {
            with(&catalogue, &licences, |state| seen.push((views(state), state.reaches())));
        }
        prop_assert_eq!(&seen[0], &seen[1]);
    }

    /// The same plans in other SKUs give the same figures.
    #[test]
    fn a_suite_and_its_parts_score_the_same(seats in 1..1500_i64) {
        let catalogue = with_overlay(OVERLAY);
        let plans: Vec<&str> = catalogue.skus["SPE_E5"].plans.iter().map(Id::as_str).collect();
        let made_up = format!("[{{ sku: MADE_UP, enabled: {seats}, plans: [{}] }}]", plans.join(", "));
        let mut seen = Vec::new();
        for licences in [format!("[{{ sku: SPE_E5, enabled: {seats} }}]"), made_up] {
            with(&catalogue, &licences, |state| seen.push((views(state), state.reaches())));
        }
        prop_assert_eq!(&seen[0], &seen[1]);
    }
}
