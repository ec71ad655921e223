//! Changes of facts move only what reads them, and the sums follow the rows.

use proptest::prelude::*;
use scoreplan::model::{Assumptions, BasisPoints, Catalogue, Expr, Id, LicenceChange, Points, Share, Status};
use scoreplan::state::{Change, State, by_category};

use crate::lab::Lab;
use crate::support::{tenant_from, with_overlay};

/// Actions that show one another done, contradict one another and look at rows; rows that come, are credited and fall.
fn lab() -> Lab {
    Lab::new()
        .licence("SPE_E3", 10)
        .population("users", 10)
        .action("lab-a")
        .with("sets", "{ lab.a: true }")
        .action("lab-b")
        .with("sets", "{ lab.b: true }")
        .with("done-when", "lab.a and not lab.c")
        .action("lab-c")
        .with("sets", "{ lab.c: true }")
        .with("done-when", "earned(lab_plain) or scored(lab_late*)")
        .action("lab-d")
        .with("sets", "{ lab.d: true }")
        .with("applies-when", "lab.b")
        .with("done-when", "lab.c")
        .action("lab-no-d")
        .with("sets", "{ lab.d: false }")
        .with("done-when", "lab.a")
        .control("lab_plain", 4)
        .control("lab_late", 5)
        .with("visible-when", "lab.b or lab.d")
        .control("lab_later", 6)
        .with("visible-when", "lab.c")
        .with("default-credit", "{ when: lab.d, coverage: 50% }")
        .control("lab_falls", 3)
        .with("ways", "[{ id: one, holds-while: not lab.d, effort: { fixed: [1h, 1h, 1h] } }]")
        .without("effort")
        .row("lab_plain", 0, 4)
        .row("lab_falls", 3, 3)
        .with("status", "Completed")
}

/// The same catalogue with nothing that looks at rows: these are looked at when the tenant changes, not with every fact.
fn without_rows(mut catalogue: Catalogue) -> Catalogue {
    for action in catalogue.actions.values_mut() {
        let mut looks = action.done_when.as_ref().is_some_and(|done| !done.row_patterns().is_empty());
        action.applies_when.visit(&mut |part| looks |= matches!(part, Expr::Scored(_) | Expr::Earned(_)));
        if looks {
            (action.done_when, action.applies_when) = (None, Expr::Always);
        }
    }
    catalogue
}

/// Everything that a change can move, as far as it can be seen.
fn seen(state: &State<'_>) -> impl PartialEq + std::fmt::Debug {
    let statuses: Vec<(Id, Option<Status>)> =
        state.rows.values().map(|row| (row.id.clone(), row.current_status())).collect();
    (state.rows.clone(), state.facts.clone(), state.done.clone(), state.totals(), statuses)
}

/// The sums over the rows, anew.
fn sums(state: &State<'_>) -> (Points, Points, Points, i64) {
    let groups = by_category(state);
    let of = |figure: fn(&scoreplan::state::Totals) -> Points| -> Points {
        groups.iter().map(|group| figure(&group.totals)).sum()
    };
    let rows = groups.iter().map(|group| group.totals.rows).sum();
    (of(|totals| totals.points), of(|totals| totals.max), of(|totals| totals.asserted), rows)
}

/// Applies changes. Before each and at the end, looking at what reads facts must find as little as looking at everything.
fn follow(mut state: State<'_>, changes: &[Change]) -> Result<(), TestCaseError> {
    for (at, change) in changes.iter().enumerate() {
        let before = state.totals();
        // What a change would do is what it does, after others too, and the state stays as it was.
        let (mut asked, mut later) = (state.clone(), state.clone());
        let prior = &changes[..at.min(2)];
        let would = asked.effect(prior, change);
        for change in prior {
            later.apply(change);
        }
        let was = later.totals();
        later.apply(change);
        prop_assert_eq!(would, (later.totals().points - was.points, later.totals().max - was.max));
        prop_assert!(seen(&asked) == seen(&state), "{change:?}");
        let moved = state.apply(change);
        prop_assert_eq!(&asked.apply(change), &moved, "{:?}", change);
        let now = state.totals();
        prop_assert_eq!(sums(&state), (now.points, now.max, now.asserted, now.rows), "{:?}", change);
        let sum =
            |figure: fn(&scoreplan::state::RowChange) -> Points| -> Points { moved.iter().map(figure).sum() };
        prop_assert_eq!(sum(|row| row.points), now.points - before.points, "{:?}", change);
        prop_assert_eq!(sum(|row| row.max), now.max - before.max, "{:?}", change);
        let (mut by_facts, mut by_all) = (state.clone(), state.clone());
        let found = by_facts.apply(&Change::Facts([].into()));
        prop_assert_eq!(found, by_all.apply(&Change::Day(state.day)), "{:?}", change);
        prop_assert!(seen(&by_facts) == seen(&by_all), "{change:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_reads_a_fact_follows_it(happens in proptest::collection::vec((0..8_usize, 0..5_usize, any::<bool>()), 0..14)) {
        let (catalogue, tenant) = lab().load();
        let catalogue = without_rows(catalogue);
        let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        let actions = ["lab-a", "lab-b", "lab-c", "lab-d", "lab-no-d"];
        let controls = ["lab_plain", "lab_late", "lab_later", "lab_falls", "lab_plain"];
        let facts = ["lab.a", "lab.b", "lab.c", "lab.d", "lab.none"];
        let changes: Vec<Change> = happens.into_iter().map(|(what, at, on)| {
            let control = Id::new(controls[at]);
            match what {
                0 | 1 => Change::ActionDone(Id::new(actions[at]), Share::ALL),
                2 | 3 => Change::Facts([(Id::new(facts[at]), i64::from(on))].into()),
                4 => Change::ControlDone(control, Share::ALL, None),
                5 => Change::Drift(Id::new("lab"), BasisPoints::percent(50)),
                6 if on => Change::SetStatus(control, Status::ThirdParty),
                6 => Change::ClearStatus(control, None),
                _ => Change::Retire(control),
            }
        }).collect();
        follow(state, &changes)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_samples_follow_their_facts(
        sample in 0..2_usize,
        happens in proptest::collection::vec((0..5_usize, any::<prop::sample::Index>(), any::<bool>()), 1..8),
    ) {
        let catalogue = without_rows(with_overlay(""));
        let tenant = tenant_from(scoreplan::load::samples::SAMPLES[sample].1, &catalogue);
        let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        let actions: Vec<&Id> = catalogue.actions.keys().collect();
        let controls: Vec<&Id> = catalogue.controls.keys().collect();
        let facts: Vec<&Id> = catalogue.actions.values().flat_map(|action| action.sets.keys()).collect();
        let changes: Vec<Change> = happens.into_iter().map(|(what, at, on)| match what {
            0 | 1 => Change::ActionDone((*at.get(&actions)).clone(), if on { Share::ALL } else { Share::new(1, 2) }),
            2 => Change::Facts([((*at.get(&facts)).clone(), i64::from(on))].into()),
            3 => Change::ControlDone((*at.get(&controls)).clone(), Share::ALL, None),
            _ if on => Change::Licence(LicenceChange::add(Id::new("SPE_E5"), 100)),
            _ => Change::Licence(LicenceChange::remove(Id::new("SPE_E3"), None)),
        }).collect();
        follow(state, &changes)?;
    }
}
