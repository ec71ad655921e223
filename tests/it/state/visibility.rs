//! Why a control is not in the score: each reason on a tenant made for it.

use scoreplan::diag::Findings;
use scoreplan::load::{samples, tenant};
use scoreplan::model::LicenceChange;
use scoreplan::model::{Assumptions, Catalogue, Comparison, Expr, Id};
use scoreplan::state::{AbsenceReason, Change, Shortfall, State};

use crate::support::{ROOT, read, tenant_from, with_overlay};

/// A product of our own that needs the fact `vault`, and a control for each kind of condition.
const OVERLAY: &str = "
product: { id: lab, name: Lab, services: [], team: lab, present-when: vault, latency: { expected: 24h, slowest: 48h } }
actions:
  - { id: lab-deploy, title: Deploy, effort: { fixed: [1h, 1h, 1h] }, sets: { lab.sensors: devices.windows } }
controls:
  - { id: lab_plain, title: a, category: Apps, max: 1, scoring: binary, effort: { fixed: [1h, 1h, 1h] } }
  - { id: lab_deep, title: b, category: Apps, max: 1, scoring: binary, effort: { fixed: [1h, 1h, 1h] },
      visible-when: present and lab.sensors > 5 and connector.lab }
  - { id: lab_plans, title: c, category: Apps, max: 1, scoring: binary, effort: { fixed: [1h, 1h, 1h] },
      visible-when: 'plan:ATA or (plan:WINDEFATP or plan:SWAY)' }
  - { id: lab_small, title: d, category: Apps, max: 1, scoring: binary, effort: { fixed: [1h, 1h, 1h] },
      visible-when: guests < 10 and users >= 50 }
  - { id: lab_mixed, title: e, category: Apps, max: 1, scoring: binary, effort: { fixed: [1h, 1h, 1h] },
      visible-when: 'not lab.sensors and (plan:ATA or lab.other) and lab.other' }
  - { id: lab_earn, title: f, category: Apps, max: 1, scoring: binary, effort: { fixed: [1h, 1h, 1h] },
      visible-when: always, entitled-when: 'plan:ATA or plan:SWAY' }
";

const TENANT: &str = "
tenant: { snapshot-date: 2026-11-01 }
licences: []
populations: { users: { value: 40 }, guests: { value: 30 }, devices.windows: { value: 8 } }
controls:
  - { id: OneAdmin, score: 1, max: 1 }
  - { id: 12.MDA_SF_enableSMSIdentity, score: 0, max: 3 }
unscored:
  - { id: quite_new, max: 4 }
";

fn why(catalogue: &Catalogue, tenant: &str, plan: bool, id: &str) -> Vec<AbsenceReason> {
    let tenant = tenant_from(tenant, catalogue);
    let mut assumptions = Assumptions::default();
    assert!(assumptions.set("visibility", if plan { "plan" } else { "product" }));
    State::at_snapshot(catalogue, &tenant, assumptions).why_absent(&Id::new(id))
}

fn short(name: &str, comparison: Comparison, wanted: i64, value: i64) -> Shortfall {
    Shortfall { name: Id::new(name), comparison, wanted, value }
}

fn ids(names: &[&str]) -> Vec<Id> {
    names.iter().map(|name| Id::new(name)).collect()
}

/// The numbers of the methods, and the rule behind them: the swap makes nothing visible under `product` that Entra ID
/// showed already.
#[test]
fn the_methods_count_what_is_visible_under_both_readings() {
    let catalogue = with_overlay("");
    let methods = read(format!("{ROOT}/src/docs/methods.md"));
    let to_e5 = Change::Licence(LicenceChange::replace(Id::new("SPE_E3"), Id::new("SPE_E5"), None));
    for (label, name, change) in [
        ("`sample-e3`", "sample-e3", None),
        ("`sample-e3`, all seats swapped to E5, nothing deployed", "sample-e3", Some(to_e5)),
        ("`sample-e5`", "sample-e5", None),
    ] {
        let source = samples::sample(name).unwrap();
        let tenant = tenant::read(&source, &catalogue, &mut Findings::new()).unwrap();
        let visible = ["product", "plan"].map(|word| {
            let mut assumptions = Assumptions::default();
            assert!(assumptions.set("visibility", word));
            let mut state = State::at_snapshot(&catalogue, &tenant, assumptions);
            change.iter().for_each(|change| drop(state.apply(change)));
            state.visible_by_conditions().to_string()
        });
        let snapshot = if change.is_none() { tenant.controls.len().to_string() + " " } else { String::new() };
        let row = format!("| {label} | {snapshot}| {} |\n", visible.join(" | "));
        assert!(methods.contains(&row), "{row}");
    }
}

#[test]
fn what_is_scored_has_no_reason_and_every_other_control_has_one() {
    let catalogue = with_overlay(OVERLAY);
    let tenant = tenant_from(TENANT, &catalogue);
    let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    assert_eq!(state.why_absent(&Id::new("OneAdmin")), []);
    for id in catalogue.controls.keys().filter(|id| !state.rows.contains_key(*id)) {
        assert!(!state.why_absent(id).is_empty(), "{id}");
        let expected = state.why_absent(id) == [AbsenceReason::ExpectedNotScored];
        assert_eq!(expected, state.is_expected_not_scored(id), "{id}");
    }
}

#[test]
fn unknown_unmeasured_and_retired_controls_have_reasons_of_their_own() {
    let catalogue = with_overlay(OVERLAY);
    let why = |id| why(&catalogue, TENANT, false, id);
    assert_eq!(why("nobody_knows"), [AbsenceReason::NotInCatalogue]);
    assert_eq!(why("quite_new"), [AbsenceReason::NotMeasured]);
    assert_eq!(
        why("34.MDA_SF_enableSMSIdentity"),
        [AbsenceReason::OtherInstance(Id::new("12.MDA_SF_enableSMSIdentity"))]
    );
    let retired = catalogue.controls.values().find(|control| control.retired.is_some()).unwrap();
    assert_eq!(why(retired.id.as_str()), [AbsenceReason::Retired(retired.retired.unwrap())]);
}

#[test]
fn the_product_comes_first_and_is_said_once() {
    let catalogue = with_overlay(OVERLAY);
    let product = AbsenceReason::NoProduct {
        product: Id::new("lab"),
        present_when: Expr::Fact(Id::new("vault"), Comparison::Greater, 0),
    };
    let sensors = AbsenceReason::NotDeployed(short("lab.sensors", Comparison::Greater, 5, 0));
    let connector = AbsenceReason::NotConnected(short("connector.lab", Comparison::Greater, 0, 0));
    assert_eq!(why(&catalogue, TENANT, false, "lab_plain"), std::slice::from_ref(&product));
    assert_eq!(why(&catalogue, TENANT, false, "lab_deep"), [product, sensors, connector.clone()]);
    let there = format!("{TENANT}facts: {{ vault: true, lab.sensors: 5 }}\n");
    let short = AbsenceReason::NotDeployed(short("lab.sensors", Comparison::Greater, 5, 5));
    assert_eq!(why(&catalogue, &there, false, "lab_deep"), [short.clone(), connector]);
    assert_eq!(why(&catalogue, &there, false, "lab_plain"), [AbsenceReason::ExpectedNotScored]);
    assert_eq!(short.text(&catalogue), "not deployed: `lab.sensors > 5` fails with 5 (by `lab-deploy`)");
    assert_eq!(short.failed().unwrap().to_string(), "lab.sensors > 5");
}

#[test]
fn each_part_that_fails_is_named_by_its_kind() {
    let catalogue = with_overlay(OVERLAY);
    let why = |id| why(&catalogue, TENANT, false, id);
    // Alternatives that are all plans are one licence; any of them would do.
    assert_eq!(why("lab_plans"), [AbsenceReason::NoLicence(ids(&["ATA", "WINDEFATP", "SWAY"]))]);
    assert_eq!(
        why("lab_small"),
        [
            AbsenceReason::Population(short("guests", Comparison::Less, 10, 30)),
            AbsenceReason::Population(short("users", Comparison::AtLeast, 50, 40))
        ]
    );
    // `not lab.sensors` holds. Of mixed alternatives none is the reason alone.
    let other = || Expr::Fact(Id::new("lab.other"), Comparison::Greater, 0);
    assert_eq!(
        why("lab_mixed"),
        [
            AbsenceReason::Condition(Expr::Any(vec![Expr::Plan(Id::new("ATA")), other()])),
            AbsenceReason::NotPresent(short("lab.other", Comparison::Greater, 0, 0))
        ]
    );
}

#[test]
fn the_visibility_by_plan_asks_for_a_licence_too() {
    let catalogue = with_overlay(OVERLAY);
    assert_eq!(why(&catalogue, TENANT, false, "lab_earn"), [AbsenceReason::ExpectedNotScored]);
    assert_eq!(
        why(&catalogue, TENANT, true, "lab_earn"),
        [AbsenceReason::NotEntitled(ids(&["ATA", "SWAY"]))]
    );
    // Licences that nothing shows are not missing, and bring nothing into the score.
    let unknown = TENANT.replace("licences: []\n", "");
    assert_eq!(why(&catalogue, &unknown, true, "lab_earn"), [AbsenceReason::ExpectedNotScored]);
    assert_eq!(
        why(&catalogue, &unknown, false, "lab_plans"),
        [AbsenceReason::LicenceNotShown(ids(&["ATA", "WINDEFATP", "SWAY"]))]
    );
}

/// Mending every reason brings the control in: the reasons are all there are.
#[test]
fn what_is_missing_is_all_that_is_missing() {
    let catalogue = with_overlay("");
    let tenant = tenant_from(samples::SAMPLES[0].1, &catalogue);
    let start = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    let mut mended = 0;
    for id in catalogue.controls.keys() {
        let mut state = start.clone();
        let whys = state.why_absent(id);
        for why in &whys {
            let Some(failed) = why.failed() else { continue };
            if let Some(plan) = failed.plans().first() {
                let licence = scoreplan::model::Licence {
                    sku: Id::new("MADE_UP"),
                    enabled: 1,
                    warning: 0,
                    suspended: 0,
                    consumed: None,
                    group: None,
                    plans: Some([plan.clone()].into()),
                };
                state.licences.as_mut().unwrap().push(licence);
                state.apply(&Change::Day(state.day));
            }
            for fact in failed.facts() {
                state.apply(&Change::Facts([(fact, 1)].into()));
            }
            mended += 1;
        }
        if whys.iter().any(|why| why.failed().is_some()) {
            assert_eq!(state.why_absent(id), [], "{id}: {whys:?}");
        }
    }
    assert!(mended > 100, "{mended}");
}
