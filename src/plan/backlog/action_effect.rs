//! What finishing an action does to the score by itself: rows enter with their maxima and default credits, and
//! points that rest on a condition fall away.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::Candidates;
use super::include::Included;
use crate::model::{Id, Points, Share};
use crate::state::{Change, State};

/// How far an action moves points and maximum, once everything it requires is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ActionEffect {
    pub(super) points: Points,
    pub(super) max: Points,
}

/// What the actions of a plan bring.
#[derive(Debug, Clone, Default)]
pub(super) struct ActionEffects {
    pub(super) by_action: BTreeMap<Id, ActionEffect>,
    /// Whether the parts sum to the whole, whichever of them are done.
    pub(super) exact: bool,
}

/// Moves that were simulated before: by the action and the actions it rests on.
pub(super) type EffectCache = BTreeMap<(Id, Vec<Id>), ActionEffect>;

impl Candidates<'_, '_> {
    /// Simulates each action of a choice that changes facts. `seen` keeps what several choices share.
    pub(super) fn bringing(&self, included: &Included, seen: &mut EffectCache) -> ActionEffects {
        let acts =
            |id: &&Id| self.state.catalogue.actions.get(*id).is_some_and(|action| !action.sets.is_empty());
        let changing: BTreeSet<&Id> = included.actions.iter().filter(acts).collect();
        let rests_on: BTreeMap<&Id, BTreeSet<Id>> =
            changing.iter().map(|id| (*id, self.rests_on(id, included))).collect();
        let mut bringing =
            ActionEffects { exact: self.is_exact(included, &rests_on), ..ActionEffects::default() };
        for (id, rests_on) in &rests_on {
            let prior: Vec<Id> =
                rests_on.iter().filter(|other| *other != *id && changing.contains(other)).cloned().collect();
            let brought = *seen
                .entry(((*id).clone(), prior.clone()))
                .or_insert_with(|| simulate(self.state, &prior, id));
            bringing.by_action.insert((*id).clone(), brought);
        }
        bringing
    }

    /// Everything that an id requires on the ways that were chosen, itself left out.
    fn rests_on(&self, id: &Id, included: &Included) -> BTreeSet<Id> {
        let requires = |id: &Id| -> &[Id] {
            if let Some(action) = self.actions.get(id) {
                return &action.requires;
            }
            let way = self.controls.get(id).zip(included.ways.get(id)).map(|(open, way)| open.way(*way));
            way.map(|way| way.requires.as_slice()).unwrap_or_default()
        };
        let mut all = BTreeSet::new();
        let mut open: Vec<&Id> = requires(id).iter().collect();
        while let Some(next) = open.pop() {
            if all.insert(next.clone()) {
                open.extend(requires(next));
            }
        }
        all
    }
}

/// The difference that an action makes after others.
fn simulate(state: &State<'_>, prior: &[Id], action: &Id) -> ActionEffect {
    let mut state = state.clone();
    for id in prior {
        state.apply(&Change::ActionDone(id.clone(), Share::ALL));
    }
    let before = state.totals();
    state.apply(&Change::ActionDone(action.clone(), Share::ALL));
    let after = state.totals();
    ActionEffect { points: after.points - before.points, max: after.max - before.max }
}
