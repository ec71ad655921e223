//! The best plan over every choice of ways, against every subset of the work, scored by the scoring engine.

use std::collections::BTreeSet;

use scoreplan::model::{Assumptions, BasisPoints, Catalogue, Id, Minutes, Share, Tenant};
use scoreplan::plan::audit;
use scoreplan::plan::best::{
    BestPlan, BestQuestion, Budget, Choices, FrontierPart, FrontierPlan, PlanObjective, PlanVerdict, best,
    frontier,
};
use scoreplan::plan::optimise::Limits;
use scoreplan::state::{Change, State};

use crate::plan::audit_tenant_plans::saved;
use crate::support::{tenant_from, with_overlay};

/// Two policies that exclude each other, a control with a way on either, one that needs a control by any way, and a
/// deployment that brings a credited row, an open row and a row that nobody can earn.
const OVERLAY: &str = "
product: { id: lab, name: Lab, services: [], team: lab, present-when: always, latency: { expected: 24h, slowest: 48h } }
actions:
  - { id: lab-strict, title: Strict, effort: { fixed: [1h, 4h, 9h] }, conflicts: [lab-loose] }
  - { id: lab-loose, title: Loose, effort: { fixed: [1h, 1h, 1h] }, conflicts: [lab-strict] }
  - { id: lab-deploy, title: Deploy, effort: { fixed: [2h, 3h, 9h] }, sets: { lab.agents: 1 } }
  - { id: lab-audit, title: Audit, effort: { fixed: [1h, 2h, 3h] } }
controls:
  - { id: lab_a, title: a, category: Apps, max: 8, scoring: binary, ways: [
      { id: strict, needs: [lab-strict], effort: { fixed: [1h, 1h, 1h] } },
      { id: loose, needs: [lab-loose], effort: { fixed: [1h, 5h, 9h] } },
      { id: by-hand, effort: { fixed: [9h, 11h, 19h] } } ] }
  - { id: lab_b, title: b, category: Apps, max: 3, scoring: binary, needs: [lab-strict], effort: { fixed: [1h, 2h, 3h] } }
  - { id: lab_c, title: c, category: Apps, max: 6, scoring: binary, needs: [lab-loose], gates: [lab-audit], effort: { fixed: [1h, 2h, 3h] } }
  - { id: lab_d, title: d, category: Apps, max: 2, scoring: binary, needs: [lab_a], effort: { fixed: [1h, 1h, 3h] } }
  - { id: lab_e, title: e, category: Apps, max: 10, scoring: binary, visible-when: lab.agents > 0,
      default-credit: { when: lab.agents > 0, coverage: 40% }, effort: { fixed: [1h, 6h, 7h] } }
  - { id: lab_f, title: f, category: Apps, max: 5, scoring: binary, visible-when: lab.agents > 0, entitled-when: 'plan:ATA', effort: { fixed: [1h, 6h, 7h] } }
  - { id: lab_g, title: g, category: Apps, max: 4, scoring: binary, effort: { fixed: [1h, 1h, 7h] } }
";

const TENANT: &str = "
tenant: { snapshot-date: 2026-11-01 }
licences: []
populations: { users: { value: 40 } }
controls:
  - { id: lab_a, score: 0, max: 8 }
  - { id: lab_b, score: 0, max: 3 }
  - { id: lab_c, score: 0, max: 6 }
  - { id: lab_d, score: 0, max: 2 }
  - { id: lab_g, score: 0, max: 4 }
  - { id: OneAdmin, score: 1, max: 1 }
";

/// A piece of work by hand: its name, its way, its minutes, and what it needs (one of each list).
type Piece = (&'static str, Option<&'static str>, i64, &'static [&'static [usize]]);

/// The work of the overlay, written down by hand; needs are indices of this list.
const PIECES: [Piece; 12] = [
    ("lab-strict", None, 240, &[]),
    ("lab-loose", None, 60, &[]),
    ("lab-deploy", None, 180, &[]),
    ("lab-audit", None, 120, &[]),
    ("lab_a", Some("strict"), 60, &[&[0]]),
    ("lab_a", Some("loose"), 300, &[&[1]]),
    ("lab_a", Some("by-hand"), 660, &[]),
    ("lab_b", None, 120, &[&[0]]),
    ("lab_c", None, 120, &[&[1], &[3]]),
    ("lab_d", None, 60, &[&[4, 5, 6]]),
    ("lab_e", None, 360, &[&[2]]),
    ("lab_g", None, 60, &[]),
];

/// One selection that holds together: its pieces, minutes, and the score after it.
struct Selection {
    names: BTreeSet<&'static str>,
    minutes: i64,
    points: i64,
    max: i64,
}

fn catalogue_and_tenant() -> (Catalogue, Tenant) {
    let catalogue = with_overlay(OVERLAY);
    let tenant = tenant_from(TENANT, &catalogue);
    (catalogue, tenant)
}

/// Every selection, scored by applying its work to the state.
fn selections(state: &State<'_>) -> Vec<Selection> {
    let has = |set: usize, piece: usize| set & (1 << piece) != 0;
    let holds = |set: usize| {
        let ways = [4, 5, 6].iter().filter(|&&way| has(set, way)).count();
        let needs = (0..PIECES.len())
            .filter(|&piece| has(set, piece))
            .all(|piece| PIECES[piece].3.iter().all(|any| any.iter().any(|&need| has(set, need))));
        ways <= 1 && needs && !(has(set, 0) && has(set, 1))
    };
    (0..1 << PIECES.len())
        .filter(|&set| holds(set))
        .map(|set| {
            let mut after = state.clone();
            let mut selection = Selection { names: BTreeSet::new(), minutes: 0, points: 0, max: 0 };
            for (at, (name, way, minutes, _)) in PIECES.iter().enumerate().filter(|(at, _)| has(set, *at)) {
                let id = Id::new(name);
                after.apply(&match at {
                    0..4 => Change::ActionDone(id, Share::ALL),
                    _ => Change::ControlDone(id, Share::ALL, way.map(Id::new)),
                });
                selection.names.insert(*name);
                selection.minutes += minutes;
            }
            let totals = after.totals();
            (selection.points, selection.max) = (totals.points.0, totals.max.0);
            selection
        })
        .collect()
}

fn ids(names: &[&str]) -> Vec<Id> {
    names.iter().map(|name| Id::new(name)).collect()
}

/// The answer to a question, which the audit must find to be what it says.
fn answer(
    state: &State<'_>,
    choices: &mut Choices<'_, '_>,
    want: PlanObjective,
    must: &[&str],
    never: &[&str],
) -> BestPlan {
    let ask = BestQuestion { objective: want, must: ids(must), never: ids(never) };
    let found = best(choices, &ask, Limits::default()).unwrap();
    let breaches = audit::of_state(&saved(&found, &ask, Some(state)), state).violations;
    assert!(breaches.is_empty(), "{ask:?} {breaches:#?}");
    found
}

#[test]
fn no_selection_beats_the_plan() {
    let (catalogue, tenant) = catalogue_and_tenant();
    let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    let start = state.totals();
    let all = selections(&state);
    let cases: [(&[&str], &[&str]); 6] = [
        (&[], &[]),
        (&["lab_b"], &[]),
        (&["lab-deploy"], &["lab_g"]),
        (&["lab_d", "lab_c"], &[]),
        (&[], &["lab-loose"]),
        (&["lab_c"], &["lab-strict"]),
    ];
    for (must, never) in cases {
        let fits = |selection: &&Selection| {
            must.iter().all(|name| selection.names.contains(name))
                && never.iter().all(|name| !selection.names.contains(name))
        };
        let fitting: Vec<&Selection> = all.iter().filter(fits).collect();
        let choices = &mut Choices::of_state(&state, &ids(must));
        for budget in (0..=30).map(|half| half * 60) {
            let within = || fitting.iter().filter(|selection| selection.minutes <= budget);
            let most = within().map(|selection| selection.points).max();
            let found =
                answer(&state, choices, PlanObjective::Points(Budget::Minutes(Minutes(budget))), must, never);
            let points = found.plan.as_ref().map(|plan| (plan.points + start.points).0);
            assert_eq!(points, most, "{must:?} {never:?} {budget}");
            match most {
                Some(_) => assert_eq!(found.verdict, PlanVerdict::Optimal),
                None => assert!(matches!(found.verdict, PlanVerdict::Infeasible(_))),
            }
            if let Some(plan) = &found.plan {
                let least = within().filter(|s| Some(s.points) == most).map(|s| s.minutes).min();
                assert_eq!(
                    Some(plan.minutes.0),
                    least,
                    "of equals the least work: {must:?} {never:?} {budget}"
                );
            }
            let best_share = within().max_by(|a, b| (a.points * b.max).cmp(&(b.points * a.max)));
            let found = answer(
                &state,
                choices,
                PlanObjective::Percent(Budget::Minutes(Minutes(budget))),
                must,
                never,
            );
            let share = found.plan.map(|plan| ((start.points + plan.points).0, (start.max + plan.maximum).0));
            match (share, best_share) {
                (Some((points, max)), Some(most)) => assert_eq!(points * most.max, most.points * max),
                (share, most) => assert!(share.is_none() && most.is_none()),
            }
        }
        for target in (0..=100).step_by(4).map(|percent| percent * 100) {
            let reaching = fitting.iter().filter(|s| 10_000 * s.points >= target * s.max);
            let least = reaching.map(|selection| selection.minutes).min();
            let found = answer(&state, choices, PlanObjective::Target(BasisPoints(target)), must, never);
            assert_eq!(found.plan.map(|plan| plan.minutes.0), least, "{must:?} {never:?} {target}");
        }
    }
}

/// The frontier is every selection that no other beats in points and minutes, and the corners are those of the hull.
#[test]
fn the_frontier_is_what_the_best_selections_reach() {
    let (catalogue, tenant) = catalogue_and_tenant();
    let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    let start = state.totals().points;
    let all = selections(&state);
    let find = |part| {
        let found = frontier(&mut Choices::of_state(&state, &[]), &[], &[], part, Limits::default()).unwrap();
        assert!(found.is_complete);
        found.plans
    };
    let is_beaten = |one: &Selection| {
        all.iter().any(|other| {
            let as_good = other.points >= one.points && other.minutes <= one.minutes;
            as_good && (other.points, other.minutes) != (one.points, one.minutes)
        })
    };
    let unbeaten = all.iter().filter(|one| !is_beaten(one));
    let unbeaten: BTreeSet<(i64, i64)> = unbeaten.map(|one| (one.minutes, one.points - start.0)).collect();
    let unbeaten: Vec<(i64, i64)> = unbeaten.into_iter().collect();
    let sums = |plan: &FrontierPlan| (plan.minutes.0, plan.points.0);
    let plans = find(FrontierPart::All);
    assert_eq!(plans.iter().map(sums).collect::<Vec<_>>(), unbeaten);
    let corners = find(FrontierPart::Corners);
    assert!(corners.len() > 3 && corners.len() < plans.len());
    assert_eq!(plans.into_iter().filter(|plan| plan.is_corner).collect::<Vec<_>>(), corners);
    // No selection lies above the line between two corners.
    for pair in corners.windows(2) {
        let ((from, low), (to, high)) = (sums(&pair[0]), sums(&pair[1]));
        for &(minutes, points) in &unbeaten {
            assert!((points - low) * (to - from) <= (high - low) * (minutes - from), "{pair:?}");
        }
    }
}

/// Dropping any one of the facts of a conflict leaves a plan.
#[test]
fn the_facts_of_a_conflict_are_irreducible() {
    let (catalogue, tenant) = catalogue_and_tenant();
    let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    let feasible = |must: &[&str], never: &[&str], budget: Option<i64>| {
        let budget = budget.map_or(Budget::All, |minutes| Budget::Minutes(Minutes(minutes)));
        answer(&state, &mut Choices::of_state(&state, &ids(must)), PlanObjective::Points(budget), must, never)
            .plan
            .is_some()
    };
    // The two policies exclude each other, so what rests on either can not both be asked for.
    assert!(!feasible(&["lab_b", "lab_c"], &[], None));
    assert!(feasible(&["lab_b"], &[], None) && feasible(&["lab_c"], &[], None));
    assert!(!feasible(&["lab_d"], &[], Some(359)) && feasible(&["lab_d"], &[], Some(360)));
    assert!(!feasible(&["lab_e"], &["lab-deploy"], None));
    assert!(!feasible(&["lab_f"], &[], None), "nobody may earn it");
}
