//! What a choice of ways includes in the backlog, and why the rest is excluded.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{Candidates, OpenControl, reachable};
use super::choice::WayChoice;
use super::effort::open_ways;
use super::exclude::{Excluded, Reason, licence_lever, not_shown_lever, unknown_lever};
use crate::model::{Id, Points, Way};
use crate::state::{Barrier, Evidence, ScoreRow};

/// The controls and actions that a choice includes.
#[derive(Debug, Clone, Default)]
pub(super) struct Included {
    /// The controls, each with its way by index.
    pub(super) ways: BTreeMap<Id, usize>,
    /// The actions that they require.
    pub(super) actions: BTreeSet<Id>,
}

impl Candidates<'_, '_> {
    /// Every action, done or not, that some open way requires, also indirectly.
    pub(super) fn required_actions(&self) -> BTreeSet<&Id> {
        let roots = self.controls.values().flat_map(|control| &control.ways).flat_map(|way| &way.requires);
        let mut all = self.with_requirements(roots);
        all.retain(|id| {
            let done = self.state.done.get(*id);
            done.is_some_and(|done| done.evidence != Evidence::NotApplicable)
        });
        all
    }

    /// Some ids and everything that they require, over all open ways.
    fn with_requirements<'c>(&'c self, start: impl IntoIterator<Item = &'c Id>) -> BTreeSet<&'c Id> {
        reachable(start, |id| {
            // Of a done action the catalogue tells the prerequisites.
            let action = self.actions.get(id).map(|action| action.requires.as_slice());
            let done = || self.state.catalogue.actions.get(id).map(|action| action.needs.as_slice());
            let ways = self.controls.get(id).into_iter().flat_map(|control| &control.ways);
            action.or_else(done).unwrap_or_default().iter().chain(ways.flat_map(|way| &way.requires))
        })
    }

    /// The largest closed set of controls and actions that a choice allows, without actions that nothing requires
    /// and controls that gain nothing.
    pub(super) fn included(&self, choice: &WayChoice) -> Included {
        let way_of = |control: &OpenControl<'_>| choice.ways.get(&control.id).copied().unwrap_or(0);
        let mut viable: BTreeSet<&Id> =
            self.actions.keys().filter(|id| !choice.banned.contains_key(*id)).collect();
        viable.extend(self.controls.keys());
        loop {
            let holds =
                |id: &Id| !choice.banned.contains_key(id) && (self.met.contains(id) || viable.contains(id));
            let fits = |id: &&Id| match (self.actions.get(*id), self.controls.get(*id)) {
                (Some(action), _) => action.requires.iter().all(&holds),
                (None, Some(control)) => control.way(way_of(control)).requires.iter().all(&holds),
                (None, None) => false,
            };
            let still: BTreeSet<&Id> = viable.iter().copied().filter(fits).collect();
            if still.len() == viable.len() {
                break;
            }
            viable = still;
        }
        let earning = |control: &&OpenControl<'_>| {
            viable.contains(&control.id) && control.way(way_of(control)).gain > Points::ZERO
        };
        let credited = self.controls.values().flat_map(|control| &control.credited_by);
        let roots = (self.controls.values().filter(earning).map(|control| &control.id))
            .chain(credited.filter(|id| viable.contains(id)))
            .chain(viable.iter().copied().filter(|id| self.is_wanted(id)));
        let all = reachable(roots, |id| match (self.controls.get(id), self.actions.get(id)) {
            (Some(control), _) => control.way(way_of(control)).requires.as_slice(),
            (None, Some(action)) => action.requires.as_slice(),
            (None, None) => &[],
        });
        let mut included = Included::default();
        for id in all {
            if let Some(control) = self.controls.get(id) {
                included.ways.insert(id.clone(), way_of(control));
            } else if self.actions.contains_key(id) {
                included.actions.insert(id.clone());
            }
        }
        included
    }

    /// The points of earned rows whose every way requires an action that a choice bans.
    pub(super) fn lost(&self, choice: &WayChoice) -> Points {
        if choice.banned.is_empty() {
            return Points::ZERO;
        }
        let rests_on_banned = |way: &Way| {
            let requires = self.requires(&way.needs, &[], &[]);
            self.with_requirements(&requires).iter().any(|id| choice.banned.contains_key(*id))
        };
        let falls = |row: &&ScoreRow| {
            let control = self.state.control(&row.id);
            row.points() > Points::ZERO
                && control.is_some_and(|control| {
                    let ways = open_ways(self.state, control);
                    !ways.is_empty() && ways.into_iter().all(rests_on_banned)
                })
        };
        self.state.rows.values().filter(falls).map(ScoreRow::points).sum()
    }

    /// The open ways that were not taken, each with what it would gain and take by itself.
    pub(super) fn ways_not_taken(&self, included: &Included) -> Vec<Excluded> {
        let mut rest = Vec::new();
        for (id, taken) in &included.ways {
            let ways = &self.controls[id].ways;
            let Some(best) = ways.get(*taken) else { continue };
            for (_, way) in ways.iter().enumerate().filter(|(at, _)| at != taken) {
                let lever = format!(
                    "the way `{}` would bring {} points for {} hours of its own; `{}` fits the best plan",
                    way.way.id, way.gain, way.effort, best.way.id
                );
                rest.push(Excluded { id: id.clone(), reason: Reason::WayNotTaken, lever });
            }
        }
        rest
    }

    /// What is excluded whatever the choice, and every candidate that this choice excludes.
    pub(super) fn excluded_by(&self, choice: &WayChoice, included: &Included) -> BTreeMap<Id, Excluded> {
        let mut excluded = self.excluded.clone();
        let mut exclude = |id: Id, reason: Reason, lever: String| {
            excluded.insert(id.clone(), Excluded { id, reason, lever });
        };
        let left: Vec<Id> = self
            .controls
            .keys()
            .filter(|id| !included.ways.contains_key(*id) && !self.excluded.contains_key(*id))
            .cloned()
            .collect();
        for id in left {
            let way = choice.ways.get(&id).copied().unwrap_or(0);
            let all = self.with_requirements(&self.controls[&id].way(way).requires);
            if let Some((banned, kept)) = choice.banned.iter().find(|(banned, _)| all.contains(banned)) {
                let lever = format!("needs `{banned}`, which can not hold together with `{kept}`");
                exclude(id, Reason::Conflict, lever);
                continue;
            }
            let held = |id: &Id| {
                self.met.contains(id) || included.ways.contains_key(id) || included.actions.contains(id)
            };
            let cause = all.into_iter().find(|id| !held(id) && !self.controls.contains_key(*id));
            let lever = match cause {
                None => "brings nothing on any way".to_owned(),
                Some(cause) => match (self.excluded.get(cause), self.state.catalogue.actions.get(cause)) {
                    (Some(excluded), _) => {
                        format!("needs `{cause}` ({}): {}", excluded.reason.word(), excluded.lever)
                    }
                    (None, Some(action)) => match self.state.barrier(action) {
                        Some(Barrier::NotShown) => {
                            format!("needs `{cause}`: {}", not_shown_lever(&action.entitled_when, self.state))
                        }
                        Some(Barrier::Population(names)) => {
                            format!("needs `{cause}`: {}", unknown_lever(&names))
                        }
                        Some(Barrier::Licence) | None => format!(
                            "needs `{cause}`, which takes {}",
                            licence_lever(&action.entitled_when, None, self.state)
                        ),
                    },
                    (None, None) => format!("needs `{cause}`"),
                },
            };
            exclude(id, Reason::Blocked, lever);
        }
        excluded
    }
}
