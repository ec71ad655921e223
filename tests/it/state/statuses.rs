//! Statuses that people set and withdraw, before and after work and drift.

use proptest::prelude::*;
use scoreplan::model::{Assumptions, BasisPoints, Catalogue, Id, Points, Share, Status, Tenant};
use scoreplan::state::{Change, State};

use crate::lab::Lab;

/// One control of four points, exported with some points and a status.
fn exported(points: i64, status: &str) -> (Catalogue, Tenant) {
    Lab::new().control("lab_one", 4).hours(1).row("lab_one", points, 4).with("status", status).load()
}

fn one() -> Id {
    Id::new("lab_one")
}

fn work() -> Change {
    Change::ControlDone(one(), Share::ALL, None)
}

/// Half of what is measured goes.
fn drift() -> Change {
    Change::Drift(Id::new("lab"), BasisPoints::percent(50))
}

fn set(status: Status) -> Change {
    Change::SetStatus(one(), status)
}

fn withdraw() -> Change {
    Change::ClearStatus(one(), None)
}

/// Points, the asserted part of them and the status, after each of some changes.
fn after_each<const N: usize>(
    (catalogue, tenant): (Catalogue, Tenant),
    changes: [Change; N],
) -> [(Points, Points, Option<Status>); N] {
    let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    changes.map(|change| {
        state.apply(&change);
        let totals = state.totals();
        (totals.points, totals.asserted, state.rows["lab_one"].current_status())
    })
}

const OPEN: Option<Status> = Some(Status::ToAddress);
const DONE: Option<Status> = Some(Status::Completed);
const ASSERTED: Option<Status> = Some(Status::ThirdParty);
const ACCEPTED: Option<Status> = Some(Status::RiskAccepted);

#[test]
fn an_assertion_that_is_withdrawn_leaves_what_was_measured() {
    let asserted = || exported(4, "Resolved through third party");
    let (none, half, all) = (Points::ZERO, Points::whole(2), Points::whole(4));
    assert_eq!(after_each(asserted(), [withdraw()]), [(none, none, OPEN)]);
    // Work beneath an assertion is measured, and counts when the assertion has gone; then it drifts.
    assert_eq!(
        after_each(asserted(), [work(), withdraw(), drift()]),
        [(all, all, ASSERTED), (all, none, DONE), (half, none, OPEN)]
    );
    assert_eq!(
        after_each(asserted(), [work(), drift(), withdraw()]),
        [(all, all, ASSERTED), (all, all, ASSERTED), (half, none, OPEN)]
    );
    assert_eq!(
        after_each(asserted(), [withdraw(), work(), drift()]),
        [(none, none, OPEN), (all, none, DONE), (half, none, OPEN)]
    );
    // The word of a tool that goes ends as one that is withdrawn does.
    let ends = Change::ClearStatus(one(), Some(Status::ThirdParty));
    assert_eq!(after_each(asserted(), [work(), ends])[1], (all, none, DONE));
    // "Planned" says that the assertion holds no longer.
    assert_eq!(
        after_each(asserted(), [set(Status::Planned), withdraw()]),
        [(none, none, Some(Status::Planned)), (none, none, OPEN)]
    );
}

#[test]
fn an_acceptance_stays_until_it_is_withdrawn() {
    let (none, half, all) = (Points::ZERO, Points::whole(2), Points::whole(4));
    assert_eq!(
        after_each(exported(2, "Risk accepted"), [work(), drift(), withdraw()]),
        [(all, none, ACCEPTED), (half, none, ACCEPTED), (half, none, OPEN)]
    );
    // One of the scenario takes the points away, and what was measured returns, whatever happened beneath it.
    assert_eq!(
        after_each(
            exported(2, "To address"),
            [set(Status::RiskAccepted), work(), withdraw(), drift(), set(Status::RiskAccepted), withdraw()]
        ),
        [
            (none, none, ACCEPTED),
            (none, none, ACCEPTED),
            (all, none, DONE),
            (half, none, OPEN),
            (none, none, ACCEPTED),
            (half, none, OPEN)
        ]
    );
}

#[test]
fn a_status_that_ends_leaves_another_that_was_set_since() {
    let (none, all) = (Points::ZERO, Points::whole(4));
    let ends = |status| Change::ClearStatus(one(), Some(status));
    assert_eq!(
        after_each(
            exported(4, "Resolved through third party"),
            [
                set(Status::RiskAccepted),
                ends(Status::ThirdParty),
                set(Status::AlternateMitigation),
                ends(Status::RiskAccepted),
                ends(Status::AlternateMitigation),
            ]
        ),
        [
            (none, none, ACCEPTED),
            (none, none, ACCEPTED),
            (all, all, Some(Status::AlternateMitigation)),
            (all, all, Some(Status::AlternateMitigation)),
            (none, none, OPEN),
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the order: what counts is what is measured, or the status in its place, and the system's own word follows
    /// the measured points.
    #[test]
    fn statuses_work_and_drift_in_any_order(
        points in 0..=4_i64,
        export in 0..4_usize,
        happens in proptest::collection::vec(0..7_usize, 0..12),
    ) {
        let words = ["To address", "Risk accepted", "Resolved through third party", "Planned"];
        let (catalogue, tenant) = exported(points, words[export]);
        let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        // In hundredths; an exported assertion says nothing of what is measured.
        let (mut measured, mut said) = match export {
            2 => (0, Some(100 * points)),
            _ => (100 * points, None),
        };
        let mut current: Option<Status> = None;
        for what in happens {
            let change = match what {
                0 => work(),
                1 => drift(),
                2 => withdraw(),
                3 => set(Status::ThirdParty),
                4 => set(Status::AlternateMitigation),
                5 => set(Status::RiskAccepted),
                _ => set(Status::Planned),
            };
            state.apply(&change);
            match &change {
                Change::ControlDone(..) => measured = 400,
                Change::Drift(..) => measured -= (measured + 1) / 2,
                Change::SetStatus(_, status) => current = Some(*status),
                _ => (current, said) = (None, None),
            }
            let expected = match current {
                Some(Status::ThirdParty | Status::AlternateMitigation) => 400,
                Some(Status::RiskAccepted) => 0,
                Some(_) => measured,
                None => said.unwrap_or(measured),
            };
            let row = &state.rows["lab_one"];
            prop_assert_eq!((row.measured, row.points()), (Points(measured), Points(expected)), "{:?}", change);
            prop_assert_eq!(state.totals().observed(), Points(if row.is_asserted() { 0 } else { expected }));
            if what == 2 {
                let word = if measured == 400 { Status::Completed } else { Status::ToAddress };
                prop_assert_eq!(row.current_status(), Some(word));
            }
            if let Some(status @ (Status::Completed | Status::ToAddress)) = row.current_status() {
                prop_assert!(measured == 400 || status == Status::ToAddress);
            }
        }
    }
}
