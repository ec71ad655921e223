//! The model of one team that the trials are measured and checked with: it works a backlog in its order.
//!
//! Effort is triangular between 0.5, 1 and 2.5 times the stated one, item `i` succeeds with probability
//! `0.70 + 0.30 x ((37 i) mod 101) / 100` and never shows otherwise, points show after 0 to 3 more days, and the capacity
//! is triangular between 0.6, 1 and 1.2 times one with which the expected effort is done after 80 % of 365 days.

use scoreplan::model::{BacklogItem, BasisPoints};
use scoreplan::project::trials::FlatModel;
use scoreplan::project::trials::distribution::{
    Delay, Distribution, Quantiles, UncertainQuantity, pace_quantiles, success_bound,
};
use scoreplan::project::trials::model::{
    ChangeTime, OnFailure, ScoreChange, TrialGoal, TrialStep, TrialTeam,
};
use scoreplan::project::trials::philox::Stream;

/// The days of the model.
pub(crate) const DAYS: u32 = 365;

/// The model of a backlog. Its unit of work is the second, so that half of an odd number of minutes is exact.
pub(crate) fn model(items: &[BacklogItem]) -> FlatModel {
    let seconds: Vec<u32> =
        items.iter().map(|item| u32::try_from(item.effort.0 * 60).expect("a short effort")).collect();
    let steps = (0_u32..).zip(items).zip(&seconds).map(|((i, item), &seconds)| TrialStep {
        key: Stream::step(&item.id, 0),
        team: 0,
        release: 0,
        effort: UncertainQuantity { shape: 0, low: seconds / 2, span: 2 * seconds },
        success: success_bound(BasisPoints((7_000 + 30 * ((37 * i) % 101)).into())),
        delay: 0,
        needs_end: 0,
    });
    let shifts = (0..).zip(items).map(|(step, item)| ScoreChange {
        when: ChangeTime::Step(step),
        behind: None,
        points: item.points.0,
        max: 0,
    });
    // 4/3 of the stated effort is expected, over 80 % of the days.
    let stated: u64 = seconds.iter().map(|&seconds| u64::from(seconds)).sum();
    let until = |day: u64| stated * 4 * day * 10 / (3 * 8 * u64::from(DAYS));
    let capacity = (0..u64::from(DAYS))
        .map(|day| u32::try_from(until(day + 1) - until(day)).expect("a short day"))
        .collect();
    FlatModel {
        last_day: DAYS - 1,
        open: vec![true; DAYS as usize],
        teams: vec![TrialTeam {
            key: Stream::team(&scoreplan::model::Id::new("team")),
            capacity,
            paces: pace_quantiles(Distribution::Triangular, 600, 1000, 1200),
        }],
        steps: steps.collect(),
        needs: Vec::new(),
        score_changes: shifts.collect(),
        shapes: vec![Quantiles::new(Distribution::Triangular, 1, 2, 5)],
        delays: vec![Delay::new(0, [1 << 12, 2 << 12, 3 << 12])],
        start: (0, items.iter().map(|item| item.points.0).sum()),
        goal: Some(TrialGoal { percent: BasisPoints::percent(80), by: DAYS - 1 }),
        failure: OnFailure::Lose,
        ..FlatModel::default()
    }
}
