//! The effect of finishing an action on the score: rows enter with their maxima and default credits, and points
//! that depend on a condition are lost.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{Candidates, reachable};
use super::include::Included;
use crate::model::{Id, Points, Share};
use crate::state::{Change, State};

/// By how much an action moves points and maximum, once everything it requires is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ActionEffect {
    pub(super) points: Points,
    pub(super) max: Points,
}

/// The effects of the actions of a plan.
#[derive(Debug, Clone, Default)]
pub(super) struct ActionEffects {
    pub(super) by_action: BTreeMap<Id, ActionEffect>,
    /// Whether the effects of any part of the plan sum up: see [`super::Backlog::exact`].
    pub(super) exact: bool,
}

/// Simulated effects by action and the actions that it requires.
pub(super) type EffectCache = BTreeMap<(Id, Vec<Id>), ActionEffect>;

impl Candidates<'_, '_> {
    /// Simulates each action of a choice that changes facts. `cache` keeps what several choices share.
    pub(super) fn action_effects(&self, included: &Included, cache: &mut EffectCache) -> ActionEffects {
        let acts =
            |id: &&Id| self.state.catalogue.actions.get(*id).is_some_and(|action| !action.sets.is_empty());
        let changing: BTreeSet<&Id> = included.actions.iter().filter(acts).collect();
        let rests_on: BTreeMap<&Id, BTreeSet<&Id>> =
            changing.iter().map(|id| (*id, self.rests_on(id, included))).collect();
        let mut effects =
            ActionEffects { exact: self.is_exact(included, &rests_on), ..ActionEffects::default() };
        let mut supposed = None;
        for (id, rests_on) in &rests_on {
            let prior: Vec<Id> = rests_on
                .iter()
                .filter(|other| *other != id && changing.contains(*other))
                .map(|other| (*other).clone())
                .collect();
            let effect = *cache
                .entry(((*id).clone(), prior.clone()))
                .or_insert_with(|| simulate(supposed.get_or_insert_with(|| self.state.clone()), &prior, id));
            effects.by_action.insert((*id).clone(), effect);
        }
        effects
    }

    /// Everything that an id requires on the chosen ways, without the id itself.
    fn rests_on<'c>(&'c self, id: &'c Id, included: &Included) -> BTreeSet<&'c Id> {
        let requires = |id: &Id| -> &'c [Id] {
            if let Some(action) = self.actions.get(id) {
                return &action.requires;
            }
            let way = self.controls.get(id).zip(included.ways.get(id)).map(|(open, way)| open.way(*way));
            way.map(|way| way.requires.as_slice()).unwrap_or_default()
        };
        reachable(requires(id), requires)
    }
}

/// The effect of an action after others.
fn simulate(state: &mut State<'_>, prior: &[Id], action: &Id) -> ActionEffect {
    let done = |id: &Id| Change::ActionDone(id.clone(), Share::ALL);
    let prior: Vec<Change> = prior.iter().map(done).collect();
    let (points, max) = state.effect(&prior, &done(action));
    ActionEffect { points, max }
}
