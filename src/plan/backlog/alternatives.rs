//! Every backlog that the choices of ways allow: whole ones, and loose ones in which some choices are still open.

use std::collections::BTreeSet;

use super::Backlog;
use super::action_effect::EffectCache;
use super::build::of_choice;
use super::candidates::Candidates;
use super::choice::{self, ChoicePoint};
use crate::model::{Id, Minutes, Points};
use crate::state::State;

/// The backlogs of a state, one for each way to answer its questions.
pub struct Alternatives<'s, 'a> {
    candidates: Candidates<'s, 'a>,
    questions: Vec<ChoicePoint>,
    seen: EffectCache,
    /// Answers to conflicts, by question, that give up more of what is earned than another answer.
    gives_up: BTreeSet<(usize, usize)>,
    /// The minutes of the backlog that a ranking shows.
    total: Minutes,
}

impl std::fmt::Debug for Alternatives<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Alternatives").field("questions", &self.questions).finish_non_exhaustive()
    }
}

impl<'s, 'a> Alternatives<'s, 'a> {
    /// The questions of a state. Work on `wanted` is part of every backlog, also where it earns nothing.
    pub fn new(state: &'s State<'a>, wanted: &[Id]) -> Self {
        let mut candidates = Candidates::collect(state);
        let mut seen = EffectCache::new();
        let ranked = of_choice(&candidates, &choice::choose(&candidates), &mut seen);
        let total = ranked.items.iter().map(|node| node.effort).sum();
        candidates.wanted.extend(wanted.iter().cloned());
        let questions = choice::questions(&candidates);
        let mut gives_up = BTreeSet::new();
        for (at, question) in questions.iter().enumerate() {
            let lost = |answer: usize| {
                let mut answers = vec![None; questions.len()];
                answers[at] = Some(answer);
                candidates.lost(&choice::choice(&questions, &answers))
            };
            let lost: Vec<Points> = (0..question.answers()).map(lost).collect();
            let least = lost.iter().copied().min().unwrap_or_default();
            gives_up
                .extend((0..lost.len()).filter(|&answer| lost[answer] > least).map(|answer| (at, answer)));
        }
        Self { candidates, questions, seen, gives_up, total }
    }

    /// The minutes of the backlog that a ranking shows, without what was wanted.
    pub fn total(&self) -> Minutes {
        self.total
    }

    /// How many answers each question has.
    pub fn answers(&self) -> Vec<usize> {
        self.questions.iter().map(ChoicePoint::answers).collect()
    }

    /// Whether an id is done, or has nothing left to gain: a plan that needs it can count on it.
    pub fn is_met(&self, id: &Id) -> bool {
        let ids = self.candidates.instances_of(id);
        !ids.is_empty() && ids.iter().all(|id| self.candidates.met.contains(id))
    }

    /// The backlog of some answers. Where one is open the backlog is looser than all that follow from it: no
    /// conflict binds, and the control has the highest gain, the least effort and the fewest needs of its ways.
    ///
    /// `None` when an answer gives up more earned points than another: no plan proposes that.
    pub fn backlog(&mut self, answers: &[Option<usize>]) -> Option<Backlog> {
        let refused = |(at, answer): (usize, &Option<usize>)| {
            answer.is_some_and(|answer| self.gives_up.contains(&(at, answer)))
        };
        if answers.iter().enumerate().any(refused) {
            return None;
        }
        let choice = choice::choice(&self.questions, answers);
        Some(of_choice(&self.candidates, &choice, &mut self.seen))
    }
}
