//! The candidates of a backlog: the controls and actions that a plan may hold, with points, effort and requirements.

use std::collections::{BTreeMap, BTreeSet};

use super::effort::{Hypothetical, action_effort, is_done, unlocking};
use super::exclude::{Excluded, Reason};
use super::interactions::Interaction;
use crate::model::{Action, Control, Gates, Id, Minutes, Points, Way};
use crate::state::{Evidence, State};

/// A way that the licences allow.
#[derive(Debug, Clone)]
pub(super) struct OpenWay<'a> {
    pub(super) way: &'a Way,
    pub(super) gain: Points,
    pub(super) effort: Minutes,
    /// Prerequisites, gates where they bind, and the actions that make the control visible.
    pub(super) requires: Vec<Id>,
}

/// A control that can be earned.
#[derive(Debug, Clone)]
pub(super) struct OpenControl<'a> {
    pub(super) id: Id,
    pub(super) control: &'a Control,
    pub(super) ways: Vec<OpenWay<'a>>,
    /// Finished actions of the scenario that have made the row visible: work on it can not start before them.
    pub(super) brought_by: Vec<Id>,
    /// Actions that make a hidden row visible with points: worth doing even without work on the row.
    pub(super) credited_by: Vec<Id>,
}

impl<'a> OpenControl<'a> {
    /// A way by index. There is at least one.
    pub(super) fn way(&self, at: usize) -> &OpenWay<'a> {
        &self.ways[at]
    }
}

/// An action that is not done and that the licences allow.
#[derive(Debug, Clone)]
pub(super) struct OpenAction {
    pub(super) effort: Minutes,
    pub(super) requires: Vec<Id>,
}

pub(super) struct Candidates<'s, 'a> {
    pub(super) state: &'s State<'a>,
    pub(super) controls: BTreeMap<Id, OpenControl<'a>>,
    pub(super) actions: BTreeMap<Id, OpenAction>,
    /// Work that is done, or makes no sense in this tenant.
    pub(super) met: BTreeSet<Id>,
    /// Rows that lose their points when an action is done, with that action.
    pub(super) at_risk: BTreeMap<Id, Id>,
    /// The points lost by each such action.
    pub(super) withdrawn: BTreeMap<Id, Points>,
    pub(super) excluded: BTreeMap<Id, Excluded>,
    pub(super) wanted: BTreeSet<Id>,
    /// See [`super::interactions`].
    pub(super) interactions: Vec<Interaction>,
    /// The rows of every instance of an app, by the name of the app.
    instances: BTreeMap<Id, Vec<Id>>,
    /// The finished actions of the scenario, by the facts that they set.
    pub(super) simulated: BTreeMap<&'a Id, Vec<&'a Id>>,
}

impl<'s, 'a> Candidates<'s, 'a> {
    /// Classifies every row and every hidden control.
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
            interactions: Vec::new(),
            instances: instances(state),
            simulated: simulated(state),
        };
        for action in catalogue.actions.values() {
            if is_done(state, &action.id) {
                candidates.met.insert(action.id.clone());
            } else if state.may_do(action) {
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
                // Nothing can depend on what Microsoft has withdrawn.
                Some(_) => drop(candidates.met.insert(control.id.clone())),
                None => candidates.hidden_control(control, &unlocking),
            }
        }
        candidates.find_interactions();
        candidates
    }

    /// Finds the actions that end a condition on which earned points depend.
    fn find_risks(&mut self) {
        let state = self.state;
        for (id, way) in state.held() {
            let Some(row) = state.rows.get(id).filter(|row| !row.is_asserted()) else { continue };
            let actions = self.actions.keys().filter_map(|id| state.catalogue.actions.get(id));
            let ends = actions.filter(|action| !action.sets.is_empty()).find(|action| {
                let hypothetical = Hypothetical::new(state, &[*action]);
                way.holds_while.as_ref().is_some_and(|expr| !expr.holds(&hypothetical))
            });
            if let Some(action) = ends {
                self.at_risk.insert(id.clone(), action.id.clone());
                *self.withdrawn.entry(action.id.clone()).or_default() += row.measured;
            }
        }
    }

    /// The ids that a name means: the rows of every instance of an app, or itself.
    pub(super) fn instances_of(&self, id: &Id) -> Vec<Id> {
        self.instances.get(id).cloned().unwrap_or_else(|| vec![id.clone()])
    }

    /// Prerequisites, gates where they bind, and unlocking actions, by id.
    pub(super) fn requires(&self, needs: &[Id], gates: &[Id], unlocks: &[&Action]) -> Vec<Id> {
        let state = self.state;
        let gates = if state.assumptions.gates == Gates::Hard { gates } else { &[] };
        // What is in the score neither today nor with what brings the work itself can not be needed.
        let then = Hypothetical::new(state, unlocks);
        let is_there = |id: &Id| {
            let shows = |control: &Control| control.visible_when.holds(&then);
            state.catalogue.actions.contains_key(id)
                || state.rows.contains_key(id)
                || state.control(id).is_some_and(shows)
        };
        let mut all: Vec<Id> = needs
            .iter()
            .chain(gates)
            .cloned()
            .chain(unlocks.iter().map(|action| action.id.clone()))
            .flat_map(|id| self.instances_of(&id))
            .filter(is_there)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Excludes work by its names, on every instance of an app.
    pub(super) fn rule_out(&mut self, names: &[Id]) {
        let names: BTreeSet<&str> = names.iter().map(Id::as_str).collect();
        let means = |id: &&Id| names.contains(id.as_str()) || names.contains(id.without_instance());
        let ids: Vec<Id> = self.controls.keys().chain(self.actions.keys()).filter(means).cloned().collect();
        for id in ids {
            self.controls.remove(&id);
            self.actions.remove(&id);
            self.exclude(&id, Reason::RuledOut, "somebody asked for a plan without it");
        }
    }

    pub(super) fn is_wanted(&self, id: &Id) -> bool {
        self.wanted.contains(id) || self.wanted.contains(id.without_instance())
    }

    pub(super) fn exclude(&mut self, id: &Id, reason: Reason, lever: impl Into<String>) {
        self.excluded.insert(id.clone(), Excluded { id: id.clone(), reason, lever: lever.into() });
    }
}

/// Everything that can be reached from some ids, themselves included.
pub(super) fn reachable<'i, N: IntoIterator<Item = &'i Id>>(
    start: impl IntoIterator<Item = &'i Id>,
    next: impl Fn(&'i Id) -> N,
) -> BTreeSet<&'i Id> {
    let mut open: Vec<&Id> = start.into_iter().collect();
    let mut all = BTreeSet::new();
    while let Some(id) = open.pop() {
        if all.insert(id) {
            open.extend(next(id));
        }
    }
    all
}

/// The finished actions of the scenario, by the facts that they set.
fn simulated<'a>(state: &State<'a>) -> BTreeMap<&'a Id, Vec<&'a Id>> {
    let mut simulated: BTreeMap<&Id, Vec<&Id>> = BTreeMap::new();
    let finished = state.done.iter().filter(|(_, done)| done.evidence == Evidence::Simulated);
    for action in finished.filter_map(|(id, _)| state.catalogue.actions.get(id)) {
        for fact in action.sets.keys() {
            simulated.entry(fact).or_default().push(&action.id);
        }
    }
    simulated
}

/// The rows of every instance of an app, by the name of the app.
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
