//! Which way to take where there are several, and which of two conflicting actions to leave.
//!
//! The best plan without a budget decides: most of what somebody asked for, most points, then fewest minutes, then the
//! first in order.

use std::collections::BTreeMap;

use super::candidates::Candidates;
use crate::model::{Id, Minutes, Points};

/// Up to this many combinations are all tried; beyond it, one choice is improved at a time.
const MOST_COMBINATIONS: usize = 1024;

/// One thing to decide.
#[derive(Debug, Clone)]
pub(super) enum ChoicePoint {
    /// Which of two conflicting actions may be in the plan.
    Conflict(Id, Id),
    /// Which way a control takes.
    Way(Id, usize),
}

impl ChoicePoint {
    /// How many answers there are.
    pub(super) fn answers(&self) -> usize {
        match self {
            Self::Conflict(..) => 2,
            Self::Way(_, ways) => *ways,
        }
    }
}

/// A decision for every control, and what can not be in the plan.
#[derive(Debug, Clone, Default)]
pub(super) struct WayChoice {
    /// The index of the way by control, where there are several.
    pub(super) ways: BTreeMap<Id, usize>,
    /// Actions that lost a conflict, with the winner.
    pub(super) banned: BTreeMap<Id, Id>,
}

/// The best choice. With more than [`MOST_COMBINATIONS`] it is the best that single changes reach.
pub(super) fn choose(candidates: &Candidates<'_, '_>) -> WayChoice {
    let questions = questions(candidates);
    let combinations =
        questions.iter().try_fold(1_usize, |product, question| product.checked_mul(question.answers()));
    match combinations {
        Some(combinations) if combinations <= MOST_COMBINATIONS => {
            let all = (0..combinations).map(|n| answers(&questions, n));
            best(candidates, &questions, all)
                .map_or_else(WayChoice::default, |(_, answers)| decided(&questions, &answers))
        }
        _ => decided(&questions, &improved(candidates, &questions)),
    }
}

/// What there is to decide, conflicts first.
pub(super) fn questions(candidates: &Candidates<'_, '_>) -> Vec<ChoicePoint> {
    let mut questions = Vec::new();
    let required = candidates.required_actions();
    for id in &required {
        let Some(action) = candidates.state.catalogue.actions.get(id) else { continue };
        for other in action.conflicts.iter().filter(|other| required.contains(*other)) {
            let (first, second) = if id < other { (id, other) } else { (other, id) };
            let known =
                |q: &ChoicePoint| matches!(q, ChoicePoint::Conflict(a, b) if (a, b) == (first, second));
            if !questions.iter().any(known) {
                questions.push(ChoicePoint::Conflict(first.clone(), second.clone()));
            }
        }
    }
    let several = candidates.controls.values().filter(|control| control.ways.len() > 1);
    questions.extend(several.map(|control| ChoicePoint::Way(control.id.clone(), control.ways.len())));
    questions
}

/// The n-th combination of answers, the last question turning fastest.
fn answers(questions: &[ChoicePoint], mut n: usize) -> Vec<usize> {
    let mut answers = vec![0; questions.len()];
    for (answer, question) in answers.iter_mut().zip(questions).rev() {
        *answer = n % question.answers();
        n /= question.answers();
    }
    answers
}

/// The choice that some answers make. An open question bans nothing, and takes the loosest way.
pub(super) fn choice(questions: &[ChoicePoint], answers: &[Option<usize>]) -> WayChoice {
    let mut choice = WayChoice::default();
    for (question, answer) in questions.iter().zip(answers) {
        match (question, answer) {
            (ChoicePoint::Conflict(..), None) => {}
            (ChoicePoint::Conflict(first, second), Some(answer)) => {
                let (kept, left) = if *answer == 0 { (first, second) } else { (second, first) };
                choice.banned.insert(left.clone(), kept.clone());
            }
            (ChoicePoint::Way(control, ways), answer) => {
                choice.ways.insert(control.clone(), answer.unwrap_or(*ways));
            }
        }
    }
    choice
}

fn decided(questions: &[ChoicePoint], answers: &[usize]) -> WayChoice {
    choice(questions, &answers.iter().copied().map(Some).collect::<Vec<_>>())
}

type ChoiceValue = (usize, Points, std::cmp::Reverse<Minutes>);

fn best(
    candidates: &Candidates<'_, '_>,
    questions: &[ChoicePoint],
    all: impl Iterator<Item = Vec<usize>>,
) -> Option<(ChoiceValue, Vec<usize>)> {
    let mut best: Option<(ChoiceValue, Vec<usize>)> = None;
    for answers in all {
        let value = value(candidates, &decided(questions, &answers));
        if best.as_ref().is_none_or(|(most, _)| value > *most) {
            best = Some((value, answers));
        }
    }
    best
}

/// What was asked for, points and minutes of everything that a choice allows, less the points that it takes from earned
/// rows.
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

/// Starts from the first answers and changes one at a time while that helps.
fn improved(candidates: &Candidates<'_, '_>, questions: &[ChoicePoint]) -> Vec<usize> {
    let mut now = vec![0; questions.len()];
    loop {
        let single = questions.iter().enumerate().flat_map(|(at, question)| {
            let now = &now;
            (0..question.answers()).map(move |answer| {
                let mut changed = now.clone();
                changed[at] = answer;
                changed
            })
        });
        let current = value(candidates, &decided(questions, &now));
        match best(candidates, questions, single) {
            Some((value, answers)) if value > current => now = answers,
            _ => return now,
        }
    }
}
