//! The candidates of a backlog: what a plan may hold, what each still takes, and what is left out at once.

use std::collections::{BTreeMap, BTreeSet};

use super::effort::{Hypothetical, action_effort, is_done, may_do, unlocking};
use super::exclude::{Excluded, Reason};
use super::interactions::Interaction;
use crate::model::{Action, Control, Gates, Id, Minutes, Points, Way};
use crate::state::State;

/// One licensed way with what it brings, takes and requires.
#[derive(Debug, Clone)]
pub(super) struct OpenWay<'a> {
    pub(super) way: &'a Way,
    pub(super) gain: Points,
    pub(super) effort: Minutes,
    /// Needs, gates where they bind, and what makes the control visible.
    pub(super) requires: Vec<Id>,
}

/// A control that can be earned.
#[derive(Debug, Clone)]
pub(super) struct OpenControl<'a> {
    pub(super) id: Id,
    pub(super) control: &'a Control,
    pub(super) ways: Vec<OpenWay<'a>>,
    /// No way brings more, takes less or requires more than this: it stands for a way that is not chosen yet.
    pub(super) loosest: OpenWay<'a>,
    /// Actions of the scenario that have brought a visible row: nobody works on it before they are finished.
    pub(super) brought_by: Vec<Id>,
    /// Actions that bring a hidden row with points: worth doing even where nobody works on it.
    pub(super) credited_by: Vec<Id>,
}

impl<'a> OpenControl<'a> {
    /// A way by its index; the loosest beyond the last.
    pub(super) fn way(&self, at: usize) -> &OpenWay<'a> {
        self.ways.get(at).unwrap_or(&self.loosest)
    }
}

/// What no way of a control exceeds; `None` where there is no way.
pub(super) fn loosest<'a>(ways: &[OpenWay<'a>]) -> Option<OpenWay<'a>> {
    let first = ways.first()?;
    let required = |id: &&Id| ways.iter().all(|way| way.requires.contains(id));
    Some(OpenWay {
        way: first.way,
        gain: ways.iter().map(|way| way.gain).max().unwrap_or_default(),
        effort: ways.iter().map(|way| way.effort).min().unwrap_or_default(),
        requires: first.requires.iter().filter(required).cloned().collect(),
    })
}

/// An action that is not done and that the licences allow.
#[derive(Debug, Clone)]
pub(super) struct OpenAction {
    pub(super) effort: Minutes,
    pub(super) requires: Vec<Id>,
}

/// Everything that a plan may hold.
pub(super) struct Candidates<'s, 'a> {
    pub(super) state: &'s State<'a>,
    pub(super) controls: BTreeMap<Id, OpenControl<'a>>,
    pub(super) actions: BTreeMap<Id, OpenAction>,
    /// Done, or without meaning in this tenant.
    pub(super) met: BTreeSet<Id>,
    /// Rows whose points an action would take away, with that action.
    pub(super) at_risk: BTreeMap<Id, Id>,
    /// The points that each such action takes.
    pub(super) withdrawn: BTreeMap<Id, Points>,
    pub(super) excluded: BTreeMap<Id, Excluded>,
    /// What somebody asked for, whatever it earns.
    pub(super) wanted: BTreeSet<Id>,
    /// What may keep the parts of a choice from summing to the whole.
    pub(super) tangles: Vec<Interaction>,
    /// The rows of every instance of an app, by the name without one.
    instances: BTreeMap<Id, Vec<Id>>,
}

impl<'s, 'a> Candidates<'s, 'a> {
    /// Sorts every row and every hidden control into what may be planned, what is met and what is left out.
    pub(super) fn collect(state: &'s State<'a>) -> Self {
        let catalogue = state.catalogue;
        let mut candidates = Self {
            state,
            controls: BTreeMap::new(),
            actions: BTreeMap::new(),
            met: BTreeSet::new(),
            at_risk: BTreeMap::new(),
            withdrawn: BTreeMap::new(),
            excluded: BTreeMap::new(),
            wanted: BTreeSet::new(),
            tangles: Vec::new(),
            instances: instances(state),
        };
        for action in catalogue.actions.values() {
            if is_done(state, &action.id) {
                candidates.met.insert(action.id.clone());
            } else if may_do(state, action) {
                let open = OpenAction {
                    effort: action_effort(state, action),
                    requires: candidates.requires(&action.needs, &action.gates, &[]),
                };
                candidates.actions.insert(action.id.clone(), open);
            }
        }
        candidates.find_risks();
        let unlocking = unlocking(state);
        for row in state.rows.values() {
            candidates.visible_row(row);
        }
        let shown: BTreeSet<&str> = state.rows.keys().map(Id::without_instance).collect();
        for control in catalogue.controls.values() {
            let shown = shown.contains(control.id.as_str());
            match control.retired {
                _ if shown => {}
                // What Microsoft withdrew can not be needed either.
                Some(_) => drop(candidates.met.insert(control.id.clone())),
                None => candidates.hidden_control(control, &unlocking),
            }
        }
        candidates.find_tangles();
        candidates
    }

    /// Which open actions end the condition on which earned points rest.
    fn find_risks(&mut self) {
        let state = self.state;
        for (id, way) in state.held() {
            let Some(row) = state.rows.get(id).filter(|row| !row.is_asserted()) else { continue };
            let actions = self.actions.keys().filter_map(|id| state.catalogue.actions.get(id));
            let ends = actions.filter(|action| !action.sets.is_empty()).find(|action| {
                let supposed = Hypothetical::new(state, &[*action]);
                way.holds_while.as_ref().is_some_and(|expr| !expr.holds(&supposed))
            });
            if let Some(action) = ends {
                self.at_risk.insert(id.clone(), action.id.clone());
                *self.withdrawn.entry(action.id.clone()).or_default() += row.measured;
            }
        }
    }

    /// Whether some needs rest on the action that takes the points of a row away, by way of other actions.
    pub(super) fn falls_with(&self, id: &Id, requires: &[Id]) -> bool {
        let Some(action) = self.at_risk.get(id) else { return false };
        let mut open = requires.to_vec();
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            if next == *action {
                return true;
            }
            if seen.insert(next.clone())
                && let Some(further) = self.actions.get(&next)
            {
                open.extend(further.requires.clone());
            }
        }
        false
    }

    /// What a name means: the rows of every instance of an app, or itself.
    pub(super) fn instances_of(&self, id: &Id) -> Vec<Id> {
        self.instances.get(id).cloned().unwrap_or_else(|| vec![id.clone()])
    }

    pub(super) fn requires(&self, needs: &[Id], gates: &[Id], unlocks: &[&Action]) -> Vec<Id> {
        let gates = if self.state.assumptions.gates == Gates::Hard { gates } else { &[] };
        let mut all: Vec<Id> = needs
            .iter()
            .chain(gates)
            .cloned()
            .chain(unlocks.iter().map(|action| action.id.clone()))
            .flat_map(|id| self.instances_of(&id))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Takes work out by its names, also that on every instance of an app.
    pub(super) fn rule_out(&mut self, names: &[Id]) {
        let means = |id: &&Id| names.iter().any(|name| *id == name || id.without_instance() == name.as_str());
        let ids: Vec<Id> = self.controls.keys().chain(self.actions.keys()).filter(means).cloned().collect();
        for id in ids {
            self.controls.remove(&id);
            self.actions.remove(&id);
            self.exclude(&id, Reason::RuledOut, "somebody asked for a plan without it");
        }
    }

    /// Whether somebody asked for some work.
    pub(super) fn is_wanted(&self, id: &Id) -> bool {
        self.wanted.contains(id) || self.wanted.contains(id.without_instance())
    }

    pub(super) fn exclude(&mut self, id: &Id, reason: Reason, lever: impl Into<String>) {
        self.excluded.insert(id.clone(), Excluded { id: id.clone(), reason, lever: lever.into() });
    }
}

/// The rows of every instance of an app that has some, by the name without one.
fn instances(state: &State<'_>) -> BTreeMap<Id, Vec<Id>> {
    let mut instances: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for id in state.rows.keys() {
        if id.without_instance() != id.as_str() {
            instances.entry(Id::new(id.without_instance())).or_default().push(id.clone());
        }
    }
    for (name, ids) in &mut instances {
        ids.extend(state.rows.contains_key(name).then(|| name.clone()));
    }
    instances
}
