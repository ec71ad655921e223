//! What an option pays and has of its licences over time: what it gives up, and when it stops to pay for it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{LicenceOption, OptionsInput};
use crate::licences::{LicencesFrom, RedundantSeats, SunkCost, redundant, sunk_costs};
use crate::model::{Id, Licence, Prices};
use crate::state::{Change, State};

/// What brings nothing beside the rest of an option.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct RedundantSplit {
    /// It goes with the option.
    pub(super) dropped: Vec<RedundantSeats>,
    /// It stays all the same.
    pub(super) kept: Vec<RedundantSeats>,
}

/// What a candidate makes needless. An option of the command line has said so itself; what a scenario makes redundant
/// goes at the renewal that it states, and stays without one or for a trial. A suite is never given up for anybody.
pub(super) fn needless(
    world: &OptionsInput<'_>,
    candidate: &LicenceOption,
    prices: &Prices,
    before: &State<'_>,
    after: &State<'_>,
) -> RedundantSplit {
    let (mut dropped, mut kept) = (candidate.dropped.clone(), candidate.redundant.clone());
    let of = |state: &State<'_>| {
        let licences = state.licences.as_deref().unwrap_or_default();
        redundant(licences, prices, world.catalogue, world.tenant, state.day)
    };
    let key = |one: &RedundantSeats| (one.line.sku.clone(), one.line.group.clone());
    let already: BTreeSet<_> = of(before).iter().map(key).collect();
    let known: BTreeSet<_> = kept.iter().map(key).collect();
    let goes = candidate.scenario.renewal.is_some()
        && candidate.scenario.licences.iter().all(|(_, change)| change.until.is_none());
    let is_base = |sku: &Id| world.catalogue.skus.get(sku).is_some_and(|sku| sku.base);
    for one in of(after).into_iter().filter(|one| !known.contains(&key(one))) {
        if goes && !already.contains(&key(&one)) && !is_base(&one.line.sku) {
            dropped.push(one);
        } else {
            kept.push(one);
        }
    }
    RedundantSplit { dropped, kept }
}

/// The licences of an option once everything has gone that it makes needless.
pub(super) fn without(licences: &[Licence], dropped: &[RedundantSeats]) -> Vec<Licence> {
    let goes = |licence: &Licence| {
        dropped.iter().any(|one| one.line.sku == licence.sku && one.line.group == licence.group)
    };
    licences.iter().filter(|licence| !goes(licence)).cloned().collect()
}

/// What a candidate gives up before its contract ends; nothing where it states no renewal or nobody knows what there is.
/// What it makes needless is given up with its last change.
pub(super) fn given_up(
    world: &OptionsInput<'_>,
    candidate: &LicenceOption,
    prices: &Prices,
    dropped: &[RedundantSeats],
) -> Vec<SunkCost> {
    let (Some(renewal), Some(began)) = (candidate.scenario.renewal, &world.tenant.licences) else {
        return Vec::new();
    };
    let steps = steps(world, candidate, dropped);
    sunk_costs(began, &steps, renewal, prices, world.catalogue)
}

/// The licences from every day on which they change.
fn steps(
    world: &OptionsInput<'_>,
    candidate: &LicenceOption,
    dropped: &[RedundantSeats],
) -> Vec<LicencesFrom> {
    let changes = &candidate.scenario.licences;
    // A trial ends before anything else happens on its last day.
    let mut days: Vec<(Date, bool, usize)> = Vec::new();
    for (at, (from, change)) in changes.iter().enumerate() {
        days.push((*from, true, at));
        days.extend(change.until.map(|until| (until, false, at)));
    }
    days.sort_unstable();
    let mut state = State::at_snapshot(world.catalogue, world.tenant, candidate.assumptions);
    let mut steps: Vec<LicencesFrom> = Vec::new();
    for (day, begins, at) in days {
        let Some((_, change)) = changes.get(at) else { continue };
        state.apply(&if begins {
            Change::Licence(change.clone())
        } else {
            Change::TrialEnds(change.clone())
        });
        let licences = state.licences.clone().unwrap_or_default();
        steps.push(LicencesFrom { day, licences, ends_trial: !begins });
    }
    // The changes of one day are one: what goes with one of them may come with the next.
    steps.dedup_by(|later, earlier| {
        let is_one = later.day == earlier.day && later.ends_trial == earlier.ends_trial;
        if is_one {
            earlier.licences.clone_from(&later.licences);
        }
        is_one
    });
    if let Some(last) = steps.last_mut() {
        last.licences = without(&last.licences, dropped);
    }
    steps
}
