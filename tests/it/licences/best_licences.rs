//! The best licences, against every set of SKUs, and properties that hold for any prices.

use std::sync::LazyLock;

use scoreplan::diag::Findings;
use scoreplan::licences::best::{
    MixObjective, MixProblem, MixVerdict, NearestFeasible, cheapest, frontier, most,
};
use scoreplan::licences::{cost, redundant};
use scoreplan::load::prices;
use scoreplan::load::source::Source;
use scoreplan::model::{
    Assumptions, BasisPoints, Catalogue, Id, Licence, Minutes, Money, Percent, Points, Prices, Tenant,
};
use scoreplan::plan::best::{BestPlan, BestQuestion, Budget, Choices, PlanObjective, best};
use scoreplan::plan::optimise::Limits;
use scoreplan::state::State;
use serde_json::json;

use crate::support::{ask, file, folder, hundredths, run, tenant_from, with_overlay};

/// Rows of four licences beside Entra ID P1, and some that need none.
const ROWS: [(&str, i64); 9] = [
    ("AdminMFAV2", 10),
    ("IntegratedApps", 4),
    ("SigninRiskPolicy", 7),
    ("UserRiskPolicy", 7),
    ("mdo_autoforwardingmode", 5),
    ("mdo_safedocuments", 5),
    ("CustomerLockBoxEnabled", 1),
    ("mip_autosensitivitylabelspolicies", 3),
    ("exo_mailtipsenabled", 3),
];

/// What may be bought in these tests: the suite that is there, the next one, and add-ons.
const SUITES: [&str; 2] = ["SPE_E3", "SPE_E5"];
const ADD_ONS: [&str; 4] =
    ["AAD_PREMIUM_P2", "THREAT_INTELLIGENCE", "INFORMATION_PROTECTION_COMPLIANCE", "Microsoft_Teams_Premium"];

const USERS: i64 = 50;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| with_overlay(""));
static TENANT: LazyLock<Tenant> = LazyLock::new(|| small("[ { sku: SPE_E3, enabled: 50 } ]"));

fn small(licences: &str) -> Tenant {
    let row =
        |(id, max): (&str, i64)| format!("  - {{ id: {id}, score: 0, max: {max}, status: To address }}\n");
    let text = format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}\nlicences: {licences}\n\
         populations: {{ users: {{ value: {USERS} }}, admins: {{ value: 5 }}, mailboxes: {{ value: 50 }} }}\n\
         groups: {{ admins: 5 }}\ncontrols:\n{}",
        ROWS.into_iter().map(row).collect::<String>()
    );
    tenant_from(&text, &CATALOGUE)
}

/// A number that the same seed and place always give.
fn drawn(seed: u64, place: u64, most: i64) -> i64 {
    let mut x =
        seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(place.wrapping_mul(0xD1B5_4A32_D192_ED03));
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    i64::try_from((x ^ (x >> 31)) % u64::try_from(most).unwrap()).unwrap()
}

/// Prices of these SKUs alone, in a currency for which the list prices have no rate.
fn priced(of: impl Fn(usize) -> i64) -> Prices {
    let lines = SUITES.iter().chain(&ADD_ONS).enumerate();
    let lines: String =
        lines.map(|(at, sku)| format!("- {{ sku: {sku}, per-year: {} }}\n", of(at))).collect();
    let source = Source::from_text("prices.yaml", &format!("currency: CHF\nprices:\n{lines}"));
    let mut findings = Findings::new();
    let list = prices::read(&source, &CATALOGUE, None, &mut findings);
    Prices::of(list.unwrap_or_else(|| panic!("{findings:#?}")))
}

fn seats(sku: &str) -> Licence {
    let sku = Id::new(sku);
    Licence { sku, enabled: USERS, warning: 0, suspended: 0, consumed: None, group: None, plans: None }
}

fn at(licences: &[Licence]) -> State<'static> {
    let state = State::at_snapshot(&CATALOGUE, &TENANT, Assumptions::default());
    state.licensed(licences)
}

fn answer(state: &State<'_>, want: PlanObjective) -> BestPlan {
    let ask = BestQuestion { objective: want, must: vec![], never: vec![] };
    best(&mut Choices::of_state(state, &[]), &ask, Limits::default()).unwrap()
}

/// One set of SKUs and what it reaches, whatever the prices.
struct Set {
    skus: Vec<usize>,
    percent: Percent,
    /// Points in all within [`HOURS`].
    points: Points,
    /// The fewest minutes to each target, where it is reached.
    minutes: Vec<Option<i64>>,
}

const HOURS: Minutes = Minutes::hours(20);
const TARGETS: [BasisPoints; 4] =
    [BasisPoints(6_000), BasisPoints(8_000), BasisPoints(9_000), BasisPoints(9_900)];

/// Every set: one suite and any add-ons.
static SETS: LazyLock<Vec<Set>> = LazyLock::new(|| {
    let mut sets = Vec::new();
    for suite in 0..SUITES.len() {
        for chosen in 0..1_usize << ADD_ONS.len() {
            let add_ons = (0..ADD_ONS.len()).filter(|at| chosen >> at & 1 == 1).map(|at| SUITES.len() + at);
            let skus: Vec<usize> = std::iter::once(suite).chain(add_ons).collect();
            let names = SUITES.iter().chain(&ADD_ONS).collect::<Vec<_>>();
            let state = at(&skus.iter().map(|&sku| seats(names[sku])).collect::<Vec<_>>());
            let totals = state.totals();
            let highest = answer(&state, PlanObjective::Percent(Budget::All)).plan.unwrap();
            let within = answer(&state, PlanObjective::Points(Budget::Minutes(HOURS))).plan.unwrap();
            let minutes = TARGETS
                .map(|target| answer(&state, PlanObjective::Target(target)).plan.map(|plan| plan.minutes.0));
            sets.push(Set {
                skus,
                percent: Percent::new(totals.points + highest.points, totals.max + highest.maximum),
                points: totals.points + within.points,
                minutes: minutes.to_vec(),
            });
        }
    }
    sets
});

fn cost_of(set: &Set, of: impl Fn(usize) -> i64) -> Money {
    set.skus.iter().map(|&sku| Money(of(sku) * 100 * USERS)).sum()
}

/// A suite between 100 and 139 a year, add-ons up to 39: some sets cost the same, and some suites less than their parts.
fn price(seed: u64) -> impl Fn(usize) -> i64 + Copy {
    move |at| {
        let low = if at < SUITES.len() { 100 } else { 1 };
        low + drawn(seed, u64::try_from(at).unwrap(), 40)
    }
}

#[test]
fn the_cheapest_mix_is_that_of_every_set() {
    let state = State::at_snapshot(&CATALOGUE, &TENANT, Assumptions::default());
    let (mut found, mut refused, mut by_suite) = (0, 0, [0; 2]);
    for seed in 0..12 {
        let (of, prices) = (price(seed), priced(price(seed)));
        let ground = MixProblem { state: &state, prices: &prices, groups: vec![] };
        for (at, target) in TARGETS.into_iter().enumerate() {
            for hours in [None, Some(HOURS)] {
                let reaches =
                    |set: &&Set| set.minutes[at].is_some_and(|m| hours.is_none_or(|hours| m <= hours.0));
                let expected = SETS.iter().filter(reaches).map(|set| cost_of(set, of)).min();
                let answer = cheapest(&ground, target, hours, None, Limits::default()).unwrap();
                assert_eq!(
                    answer.best.as_ref().map(|best| best.mix.yearly),
                    expected,
                    "{seed} {target} {hours:?}"
                );
                let verdict = if expected.is_some() { MixVerdict::Optimal } else { MixVerdict::Infeasible };
                assert_eq!(answer.verdict, verdict, "{seed} {target}");
                if let Some(best) = &answer.best {
                    found += 1;
                    by_suite[usize::from(best.mix.licences.iter().any(|of| of.sku.as_str() == "SPE_E5"))] +=
                        1;
                    assert!(best.after.reaches(target));
                    assert_eq!(cost(&best.mix.licences, &prices, &CATALOGUE, state.day).yearly(), expected);
                    // A hundredth less money is too little, and the way out is what it takes.
                    let short = cheapest(
                        &ground,
                        target,
                        hours,
                        expected.map(|cost| cost - Money(1)),
                        Limits::default(),
                    );
                    let short = short.unwrap();
                    assert_eq!(short.verdict, MixVerdict::Infeasible);
                    assert_eq!(short.way_out, expected.map(NearestFeasible::Money));
                } else {
                    refused += 1;
                    let fewest = SETS.iter().filter_map(|set| set.minutes[at]).min();
                    match answer.way_out {
                        Some(NearestFeasible::Hours(minutes)) => assert_eq!(Some(minutes.0), fewest),
                        Some(NearestFeasible::Percent(reach)) => {
                            assert!(fewest.is_none());
                            assert!(SETS.iter().all(|set| set.percent.compare(reach).is_le()));
                        }
                        other => panic!("{other:?}"),
                    }
                }
            }
        }
    }
    assert!(
        found > 20 && refused > 6 && by_suite[0] > 3 && by_suite[1] > 3,
        "{found} {refused} {by_suite:?}"
    );
}

#[test]
fn most_points_for_some_money_are_those_of_every_set() {
    let state = State::at_snapshot(&CATALOGUE, &TENANT, Assumptions::default());
    for seed in 0..12 {
        let (of, prices) = (price(seed), priced(price(seed)));
        let ground = MixProblem { state: &state, prices: &prices, groups: vec![] };
        let mut last = None;
        for money in [90, 110, 125, 140, 160, 180, 220].map(|price| Money(price * 100 * USERS)) {
            let affordable = SETS.iter().filter(|set| cost_of(set, of) <= money);
            let expected = affordable.map(|set| (set.points, -cost_of(set, of))).max();
            let answer =
                most(&ground, MixObjective::Points, money, Budget::Minutes(HOURS), Limits::default())
                    .unwrap();
            let got = answer.best.as_ref().map(|best| (best.after.points, -best.mix.yearly));
            assert_eq!(got, expected, "{seed} {money}");
            assert_eq!(answer.verdict == MixVerdict::Optimal, expected.is_some());
            assert!(got.map(|got| got.0) >= last, "more money, fewer points: {seed} {money}");
            last = got.map(|got| got.0);
            if expected.is_none() {
                let least = SETS.iter().map(|set| cost_of(set, of)).min();
                assert_eq!(answer.way_out, least.map(NearestFeasible::Money));
            }
        }
    }
}

#[test]
fn the_frontier_is_that_of_every_set() {
    let state = State::at_snapshot(&CATALOGUE, &TENANT, Assumptions::default());
    let mut corners = 0;
    for seed in 0..12 {
        let (of, prices) = (price(seed), priced(price(seed)));
        let ground = MixProblem { state: &state, prices: &prices, groups: vec![] };
        let mut sorted: Vec<(Money, Percent)> =
            SETS.iter().map(|set| (cost_of(set, of), set.percent)).collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.compare(a.1)));
        let mut expected: Vec<(Money, Percent)> = Vec::new();
        for (cost, percent) in sorted {
            if expected.last().is_none_or(|last| percent.compare(last.1).is_gt()) {
                expected.push((cost, percent));
            }
        }
        let found = frontier(&ground, MixObjective::Percent, None, Budget::All, Limits::default()).unwrap();
        assert!(found.is_proved());
        let got: Vec<_> = found.corners.iter().map(|corner| (corner.mix.yearly, corner.after)).collect();
        assert_eq!(got.len(), expected.len(), "{seed} {got:?} {expected:?}");
        for (got, expected) in got.iter().zip(&expected) {
            assert_eq!(got.0, expected.0);
            assert!(got.1.compare(expected.1).is_eq());
        }
        corners += got.len();
    }
    assert!(corners > 20, "{corners}");
}

#[test]
fn a_suite_and_its_part_cost_more_score_the_same_and_the_part_goes() {
    let prices = priced(|at| if at < 2 { 100 } else { 10 });
    let both = [seats("SPE_E5"), seats("AAD_PREMIUM_P2")];
    let (alone, together) = (at(&both[..1]), at(&both));
    assert_eq!(alone.totals(), together.totals());
    let gain =
        |state: &State<'_>| answer(state, PlanObjective::Points(Budget::All)).plan.map(|plan| plan.points);
    assert_eq!(gain(&alone), gain(&together));
    let yearly = |licences: &[Licence]| cost(licences, &prices, &CATALOGUE, alone.day).yearly().unwrap();
    assert_eq!(yearly(&both) - yearly(&both[..1]), Money(10 * 100 * USERS));
    let flagged = redundant(&both, &prices, &CATALOGUE, &TENANT, alone.day);
    assert_eq!(flagged.iter().map(|found| found.line.sku.as_str()).collect::<Vec<_>>(), ["AAD_PREMIUM_P2"]);
    // The best mix lets it go, and keeps what the rest does not have.
    let ground = MixProblem { state: &together, prices: &prices, groups: vec![] };
    let found = cheapest(&ground, BasisPoints::ZERO, None, None, Limits::default()).unwrap().best.unwrap();
    assert_eq!(found.mix.licences, both[..1]);
    let owned = at(&[seats("SPE_E3"), seats("AAD_PREMIUM_P2")]);
    let ground = MixProblem { state: &owned, prices: &prices, groups: vec![] };
    let found = cheapest(&ground, BasisPoints::ZERO, None, None, Limits::default()).unwrap().best.unwrap();
    assert!(found.mix.licences.iter().any(|licence| licence.sku.as_str() != "SPE_E3"), "{:?}", found.mix);
}

#[test]
fn a_group_alone_is_never_dearer_and_is_bought_only_when_asked_for() {
    let prices = priced(|at| [100, 190, 12, 11, 10, 9][at]);
    let state = State::at_snapshot(&CATALOGUE, &TENANT, Assumptions::default());
    let of = |groups: Vec<Id>| {
        let ground = MixProblem { state: &state, prices: &prices, groups };
        frontier(&ground, MixObjective::Percent, None, Budget::All, Limits::default()).unwrap().corners
    };
    let (all, also) = (of(vec![]), of(vec![Id::new("admins")]));
    let in_groups = |corners: &[scoreplan::licences::best::FrontierMix]| {
        corners.iter().flat_map(|corner| &corner.mix.licences).any(|licence| licence.group.is_some())
    };
    assert!(!in_groups(&all) && in_groups(&also));
    for corner in &all {
        let cheaper = also
            .iter()
            .any(|other| other.mix.yearly <= corner.mix.yearly && other.after.compare(corner.after).is_ge());
        assert!(cheaper, "{:?}", corner.mix);
    }
}

#[test]
fn what_has_no_price_is_kept_and_named() {
    let folder = folder();
    let tenant = file(
        &folder,
        "tenant.yaml",
        "tenant: { snapshot-date: 2026-11-01 }\npopulations: { users: { value: 10 } }\n\
         licences:\n- { sku: SPE_E3, enabled: 10 }\n- { sku: RIGHTSMANAGEMENT, enabled: 10 }\n\
         controls:\n- { id: AdminMFAV2, score: 0, max: 10, status: To address }\n",
    );
    let tenant = tenant.display().to_string();
    let found = ask(json!({ "question": "licences-best", "target": "50%", "tenant": tenant }));
    assert_eq!(found["status"], "optimal");
    assert_eq!(found["today"]["yearly_cost"], serde_json::Value::Null);
    assert_eq!(found["today"]["unpriced"], serde_json::json!(["RIGHTSMANAGEMENT"]));
    assert_eq!(hundredths(&found["best"]["yearly_cost"]), 10 * 468 * 100);
    let kept = found["best"]["licences"].as_array().unwrap();
    let kept = kept.iter().find(|licence| licence["sku"] == "RIGHTSMANAGEMENT").unwrap();
    assert_eq!((kept["change"].as_str(), kept["yearly_cost"].is_null()), (Some("stays"), true));
    assert!(found["unpriced"].as_array().unwrap().iter().any(|sku| sku == "SPE_F5_SEC"));
    let shown = run(["licences", "--best", "--target", "50%", "--tenant", &tenant]);
    assert!(shown.out.contains("No price is known of RIGHTSMANAGEMENT"), "{}", shown.out);
}

#[test]
fn the_answer_is_no_or_the_question_is_wrong() {
    let ran = run(["licences", "--best", "--target", "90%", "--budget-money", "1"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("there are none") && ran.out.contains("Way out: "), "{}", ran.out);
    for wrong in [
        &["--best"][..],
        &["--best", "--target", "80%", "--budget-money", "-1"],
        &["--best", "--frontier", "--target", "80%"],
        &["--frontier", "--target", "80%"],
        &["--best", "--target", "80%", "--objective", "points"],
    ] {
        let ran = run(["licences"].iter().chain(wrong));
        assert_eq!(ran.code, 2, "{wrong:?} {}", ran.err);
    }
    // Neither more money nor more hours alone will do; with both it does.
    let ask = |money: &str, hours: &str| {
        let question = ["licences", "--best", "--target", "93%", "--budget-money", money, "--budget", hours];
        let ran = run(question.iter().chain(&["--format", "json"]));
        let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        (ran.code, answer)
    };
    let (code, short) = ask("600000", "230h");
    let way = &short["way_out"];
    assert_eq!(code, 1, "{way}");
    let (money, hours) = (way["yearly_cost"].to_string(), format!("{}h", way["effort_hours"]));
    assert_eq!(ask("600000", &hours).0, 1);
    assert!(ask(&money, "230h").1["best"].is_null());
    assert!(ask(&money, &hours).1["best"].is_object());
    let folder = folder();
    let prices = file(&folder, "prices.yaml", "currency: CHF\nprices:\n- { sku: SPE_E9, per-month: -1 }\n");
    let unlicensed = file(&folder, "tenant.yaml", "tenant: { snapshot-date: 2026-11-01 }\ncontrols: []\n");
    for (arguments, code) in [
        (vec!["--group", "admin"], "E2002"),
        (vec!["--budget", "30%"], "E1107"),
        (vec!["--prices", prices.to_str().unwrap()], "E4002"),
        (vec!["--tenant", unlicensed.to_str().unwrap()], "E7003"),
    ] {
        let ran = run(["licences", "--best", "--target", "80%"].iter().chain(&arguments));
        assert_eq!(ran.code, 3, "{arguments:?} {}", ran.err);
        assert!(ran.err.contains(code) && ran.err.contains("help:"), "{}", ran.err);
    }
}

#[test]
fn the_term_moves_list_prices_and_hours_have_a_price() {
    let found = |term: &str| {
        let found =
            ask(json!({ "question": "licences-best", "target": "60%", "term": term, "labour_rate": 95 }));
        let [cost, labour, hours] =
            ["yearly_cost", "labour_cost", "effort_hours"].map(|key| hundredths(&found["best"][key]));
        // To the rounding of the hours that are printed: half a hundredth.
        assert!((labour - hours * 95).abs() <= 48, "{labour} {hours}");
        cost
    };
    let year = 1_200 * 39 * 12 * 100;
    assert_eq!(found("annual"), year);
    assert_eq!(found("annual-billed-monthly"), year / 100 * 105);
    assert_eq!(found("monthly"), year / 100 * 120);
    let shown = run(["licences", "--best", "--target", "60%", "--labour-rate", "95"]);
    assert!(shown.out.contains("an hour"), "{}", shown.out);
    assert_eq!(run(["licences", "--frontier", "--term", "weekly"]).code, 2);
}
