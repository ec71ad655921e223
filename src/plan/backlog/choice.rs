//! The choices of a backlog: which way a control takes, and which of two conflicting actions is done.
//!
//! A ranking takes the choice whose plan without a budget is best: the most required work, then the most points,
//! then the fewest minutes, then the first in order.

use std::collections::{BTreeMap, BTreeSet};

use super::Backlog;
use super::action_effect::EffectCache;
use super::build::backlog_of;
use super::candidates::Candidates;
use crate::model::{Id, Minutes, Points};
use crate::state::State;

/// Up to this many combinations are all tried; beyond it, one choice is improved at a time.
const MOST_COMBINATIONS: usize = 1024;

/// A choice to make.
#[derive(Debug, Clone)]
pub(super) enum ChoicePoint {
    /// Which of two conflicting actions may be in the plan.
    Conflict(Id, Id),
    /// Which way a control takes, of this many.
    Way(Id, usize),
}

impl ChoicePoint {
    pub(super) fn answers(&self) -> usize {
        match self {
            Self::Conflict(..) => 2,
            Self::Way(_, ways) => *ways,
        }
    }
}

/// The ways that were chosen, and the actions that lost a conflict.
#[derive(Debug, Clone, Default)]
pub(super) struct WayChoice {
    /// The way of each control that has several, by index.
    pub(super) ways: BTreeMap<Id, usize>,
    /// Actions that lost a conflict, with the winner.
    pub(super) banned: BTreeMap<Id, Id>,
}

/// The best choice. With more than [`MOST_COMBINATIONS`] it is a local optimum: no single change improves it.
pub(super) fn best_choice(candidates: &Candidates<'_, '_>) -> WayChoice {
    let choice_points = choice_points(candidates);
    let combinations = choice_points
        .iter()
        .try_fold(1_usize, |product, choice_point| product.checked_mul(choice_point.answers()));
    match combinations {
        Some(combinations) if combinations <= MOST_COMBINATIONS => {
            let all = (0..combinations).map(|n| answers(&choice_points, n));
            best(candidates, &choice_points, all)
                .map_or_else(WayChoice::default, |(_, answers)| decided(&choice_points, &answers))
        }
        _ => decided(&choice_points, &improved(candidates, &choice_points)),
    }
}

/// The choices to make, conflicts first.
pub(super) fn choice_points(candidates: &Candidates<'_, '_>) -> Vec<ChoicePoint> {
    let mut choice_points = Vec::new();
    let required = candidates.required_actions();
    for &id in &required {
        let Some(action) = candidates.state.catalogue.actions.get(id) else { continue };
        for other in action.conflicts.iter().filter(|other| required.contains(other)) {
            let (first, second) = if id < other { (id, other) } else { (other, id) };
            let known =
                |q: &ChoicePoint| matches!(q, ChoicePoint::Conflict(a, b) if (a, b) == (first, second));
            if !choice_points.iter().any(known) {
                choice_points.push(ChoicePoint::Conflict(first.clone(), second.clone()));
            }
        }
    }
    let several = candidates.controls.values().filter(|control| control.ways.len() > 1);
    choice_points.extend(several.map(|control| ChoicePoint::Way(control.id.clone(), control.ways.len())));
    choice_points
}

/// The n-th combination of answers; the last answer changes fastest.
fn answers(choice_points: &[ChoicePoint], mut n: usize) -> Vec<usize> {
    let mut answers = vec![0; choice_points.len()];
    for (answer, choice_point) in answers.iter_mut().zip(choice_points).rev() {
        *answer = n % choice_point.answers();
        n /= choice_point.answers();
    }
    answers
}

/// The choice that some answers make.
fn decided(choice_points: &[ChoicePoint], answers: &[usize]) -> WayChoice {
    let mut choice = WayChoice::default();
    for (choice_point, &answer) in choice_points.iter().zip(answers) {
        match choice_point {
            ChoicePoint::Conflict(first, second) => {
                let (kept, left) = if answer == 0 { (first, second) } else { (second, first) };
                choice.banned.insert(left.clone(), kept.clone());
            }
            ChoicePoint::Way(control, _) => {
                choice.ways.insert(control.clone(), answer);
            }
        }
    }
    choice
}

type ChoiceValue = (usize, Points, std::cmp::Reverse<Minutes>);

fn best(
    candidates: &Candidates<'_, '_>,
    choice_points: &[ChoicePoint],
    all: impl Iterator<Item = Vec<usize>>,
) -> Option<(ChoiceValue, Vec<usize>)> {
    let mut best: Option<(ChoiceValue, Vec<usize>)> = None;
    for answers in all {
        let value = value(candidates, &decided(choice_points, &answers));
        if best.as_ref().is_none_or(|(most, _)| value > *most) {
            best = Some((value, answers));
        }
    }
    best
}

/// The required work, points and minutes of everything that a choice allows, less the earned points that are lost
/// with it.
fn value(candidates: &Candidates<'_, '_>, choice: &WayChoice) -> ChoiceValue {
    let included = candidates.included(choice);
    let mut points = Points::ZERO;
    let mut minutes = Minutes::ZERO;
    for (id, way) in &included.ways {
        let way = candidates.controls[id].way(*way);
        points += way.gain;
        minutes += way.effort;
    }
    minutes +=
        included.actions.iter().filter_map(|id| candidates.actions.get(id)).map(|open| open.effort).sum();
    let withdrawn: Points =
        included.actions.iter().filter_map(|id| candidates.withdrawn.get(id)).copied().sum();
    let wanted = included.ways.keys().chain(&included.actions).filter(|id| candidates.is_wanted(id)).count();
    (wanted, points - withdrawn - candidates.lost(choice), std::cmp::Reverse(minutes))
}

/// Local search: starts from the first answers and keeps each change of one answer that helps, until none does.
fn improved(candidates: &Candidates<'_, '_>, choice_points: &[ChoicePoint]) -> Vec<usize> {
    let mut now = vec![0; choice_points.len()];
    let mut most = value(candidates, &decided(choice_points, &now));
    loop {
        let mut is_better = false;
        for (at, choice_point) in choice_points.iter().enumerate() {
            for answer in 0..choice_point.answers() {
                let before = std::mem::replace(&mut now[at], answer);
                let worth = value(candidates, &decided(choice_points, &now));
                if worth > most {
                    (most, is_better) = (worth, true);
                } else {
                    now[at] = before;
                }
            }
        }
        if !is_better {
            return now;
        }
    }
}

/// The backlogs of a state, by the choices that steps make.
pub struct Alternatives<'s, 'a> {
    candidates: Candidates<'s, 'a>,
    cache: EffectCache,
    /// The choice of a ranking.
    ranked: WayChoice,
    /// The minutes of the backlog that a ranking shows.
    total: Minutes,
}

impl std::fmt::Debug for Alternatives<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Alternatives").finish_non_exhaustive()
    }
}

impl<'s, 'a> Alternatives<'s, 'a> {
    /// The alternatives of a state. Every backlog holds the work on `wanted`, even where it earns nothing.
    pub fn new(state: &'s State<'a>, wanted: &[Id]) -> Self {
        let mut candidates = Candidates::collect(state);
        let mut cache = EffectCache::new();
        let ranked = best_choice(&candidates);
        let total = backlog_of(&candidates, &ranked, &mut cache).items.iter().map(|node| node.effort).sum();
        candidates.wanted.extend(wanted.iter().cloned());
        Self { candidates, cache, ranked, total }
    }

    /// The backlog in which controls take the ways of some steps, by the index of the way in its control, and the actions
    /// among the steps are not banned; other choices are those of a ranking.
    pub fn backlog_of_steps(&mut self, steps: &BTreeMap<Id, usize>) -> Backlog {
        let mut choice = self.ranked.clone();
        for (id, way) in steps {
            let Some(open) = self.candidates.controls.get(id).filter(|open| open.ways.len() > 1) else {
                continue;
            };
            let name = open.control.ways.get(*way).map(|way| &way.id);
            if let Some(at) = open.ways.iter().position(|open| Some(&open.way.id) == name) {
                choice.ways.insert(id.clone(), at);
            }
        }
        choice.banned.retain(|banned, _| !steps.contains_key(banned));
        // The last step that excludes an action is the one that is named.
        let mut banned: BTreeSet<(&Id, &Id)> = BTreeSet::new();
        let actions = &self.candidates.state.catalogue.actions;
        for action in actions.values() {
            for other in action.conflicts.iter().filter(|other| actions.contains_key(*other)) {
                banned.extend(steps.contains_key(other).then_some((other, &action.id)));
                banned.extend(steps.contains_key(&action.id).then_some((&action.id, other)));
            }
        }
        choice.banned.extend(banned.into_iter().map(|(step, other)| (other.clone(), step.clone())));
        self.candidates.wanted.extend(steps.keys().cloned());
        backlog_of(&self.candidates, &choice, &mut self.cache)
    }

    /// The minutes of the backlog that a ranking shows, without what was wanted.
    pub fn total(&self) -> Minutes {
        self.total
    }

    /// Whether an id is done, or has nothing left to gain, so that plans can rely on it.
    pub fn is_met(&self, id: &Id) -> bool {
        let ids = self.candidates.instances_of(id);
        !ids.is_empty() && ids.iter().all(|id| self.candidates.met.contains(id))
    }
}
