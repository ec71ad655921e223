//! What a choice of ways puts into the plan, and why the rest stays out.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{Candidates, OpenControl};
use super::choice::Choice;
use super::exclude::{Excluded, Reason, licence_lever};
use super::work::open_ways;
use crate::model::{Id, Points, Way};
use crate::state::{Evidence, ScoreRow};

/// What a choice puts into the plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Included {
    /// The controls with the index of their way.
    pub(super) ways: BTreeMap<Id, usize>,
    /// The actions that they need.
    pub(super) actions: BTreeSet<Id>,
}

impl Candidates<'_, '_> {
    /// Every action, done or not, that some open way requires, also indirectly.
    pub(super) fn required_actions(&self) -> BTreeSet<Id> {
        let roots = self.controls.values().flat_map(|control| &control.ways).flat_map(|way| &way.requires);
        let all = self.closure(roots.cloned().collect());
        let real = |id: &Id| {
            let done = self.state.done.get(id);
            done.is_some_and(|done| done.evidence != Evidence::NotApplicable)
        };
        all.into_iter().filter(real).collect()
    }

    /// Everything that some ids require, over all open ways, themselves included.
    fn closure(&self, mut open: Vec<Id>) -> BTreeSet<Id> {
        let mut all = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !all.insert(id.clone()) {
                continue;
            }
            // Of a done action the catalogue tells what it rests on.
            match self.actions.get(&id) {
                Some(action) => open.extend(action.requires.clone()),
                None => {
                    let action = self.state.catalogue.actions.get(&id);
                    open.extend(action.into_iter().flat_map(|action| action.needs.clone()));
                }
            }
            let ways = self.controls.get(&id).into_iter().flat_map(|control| &control.ways);
            open.extend(ways.flat_map(|way| way.requires.clone()));
        }
        all
    }

    /// The largest set of controls and actions that a choice allows, less actions that nobody needs and
    /// controls that bring nothing.
    pub(super) fn included(&self, choice: &Choice) -> Included {
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
        let mut open: Vec<Id> =
            self.controls.values().filter(earning).map(|control| control.id.clone()).collect();
        let credited = self.controls.values().flat_map(|control| &control.credited_by);
        open.extend(credited.filter(|id| viable.contains(*id)).cloned());
        let wanted = viable.iter().filter(|id| self.is_wanted(id));
        open.extend(wanted.map(|id| (*id).clone()));
        let mut included = Included::default();
        while let Some(id) = open.pop() {
            if let Some(control) = self.controls.get(&id) {
                let way = way_of(control);
                if included.ways.insert(id, way).is_none() {
                    open.extend(control.way(way).requires.clone());
                }
            } else if let Some(action) = self.actions.get(&id)
                && included.actions.insert(id)
            {
                open.extend(action.requires.clone());
            }
        }
        included
    }

    /// The points of earned rows that stand only on actions that a choice bans.
    pub(super) fn lost(&self, choice: &Choice) -> Points {
        if choice.banned.is_empty() {
            return Points::ZERO;
        }
        let rests_on_banned = |way: &Way| {
            let requires = self.requires(&way.needs, &[], &[]);
            self.closure(requires).iter().any(|id| choice.banned.contains_key(id))
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

    /// The ways that were open and not taken: each with what it would bring and take by itself.
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

    /// What is left out whatever the choice, and every candidate that this choice leaves out, with its reason.
    pub(super) fn excluded_by(&self, choice: &Choice, included: &Included) -> BTreeMap<Id, Excluded> {
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
            let requires = self.controls[&id].way(way).requires.clone();
            let all = self.closure(requires.clone());
            if let Some((banned, kept)) = choice.banned.iter().find(|(banned, _)| all.contains(*banned)) {
                let lever = format!("needs `{banned}`, which can not hold together with `{kept}`");
                exclude(id, Reason::Conflict, lever);
                continue;
            }
            let held = |id: &Id| {
                self.met.contains(id) || included.ways.contains_key(id) || included.actions.contains(id)
            };
            let cause = all.iter().find(|id| !held(id) && !self.controls.contains_key(*id));
            let lever = match cause {
                None => "brings nothing on any way".to_owned(),
                Some(cause) => match (self.excluded.get(cause), self.state.catalogue.actions.get(cause)) {
                    (Some(excluded), _) => {
                        format!("needs `{cause}` ({}): {}", excluded.reason.code(), excluded.lever)
                    }
                    (None, Some(action)) => {
                        format!(
                            "needs `{cause}`, which takes {}",
                            licence_lever(&action.entitled_when, None, self.state)
                        )
                    }
                    (None, None) => format!("needs `{cause}`"),
                },
            };
            exclude(id, Reason::Blocked, lever);
        }
        excluded
    }
}
