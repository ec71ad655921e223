//! The candidates of a backlog: what a plan may hold, what each still takes, and what is left out at once.

use std::collections::{BTreeMap, BTreeSet};

use super::exclude::{Excluded, Reason, licence_lever};
use super::work::{
    Supposed, action_effort, bringing, control_effort, gain, is_done, may_do, open_ways, unlocking, unlocks,
};
use crate::model::{Action, Control, Gates, Id, Minutes, Points, Status, Way};
use crate::state::{Evidence, Row, State};

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
}

impl<'a> OpenControl<'a> {
    /// A way by its index; the loosest beyond the last.
    pub(super) fn way(&self, at: usize) -> &OpenWay<'a> {
        self.ways.get(at).unwrap_or(&self.loosest)
    }
}

/// What no way of a control exceeds; `None` where there is no way.
fn loosest<'a>(ways: &[OpenWay<'a>]) -> Option<OpenWay<'a>> {
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
#[derive(Clone)]
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
        candidates
    }

    /// Which open actions end the condition on which earned points rest.
    fn find_risks(&mut self) {
        let state = self.state;
        for (id, way) in state.held() {
            let Some(row) = state.rows.get(id).filter(|row| !row.is_asserted()) else { continue };
            let actions = self.actions.keys().filter_map(|id| state.catalogue.actions.get(id));
            let ends = actions.filter(|action| !action.sets.is_empty()).find(|action| {
                let supposed = Supposed::new(state, &[*action]);
                way.holds_while.as_ref().is_some_and(|expr| !expr.holds(&supposed))
            });
            if let Some(action) = ends {
                self.at_risk.insert(id.clone(), action.id.clone());
                *self.withdrawn.entry(action.id.clone()).or_default() += row.measured;
            }
        }
    }

    /// Whether some needs rest on the action that takes the points of a row away, by way of other actions.
    fn falls_with(&self, id: &Id, requires: &[Id]) -> bool {
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

    pub(super) fn requires(&self, needs: &[Id], gates: &[Id], unlocks: &[&Action]) -> Vec<Id> {
        let gates = if self.state.assumptions.gates == Gates::Hard { gates } else { &[] };
        let mut all: Vec<Id> = needs
            .iter()
            .chain(gates)
            .cloned()
            .chain(unlocks.iter().map(|action| action.id.clone()))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    pub(super) fn exclude(&mut self, id: &Id, reason: Reason, lever: impl Into<String>) {
        self.excluded.insert(id.clone(), Excluded { id: id.clone(), reason, lever: lever.into() });
    }

    fn visible_row(&mut self, row: &Row) {
        let id = &row.id;
        let full = row.max.is_some() && row.left() == Points::ZERO;
        if full && !self.at_risk.contains_key(id) {
            self.met.insert(id.clone());
            return;
        }
        if row.current_status() == Some(Status::RiskAccepted) {
            let licence = self.state.control(id).filter(|control| open_ways(self.state, control).is_empty());
            let left = row.max.unwrap_or_default() - row.measured;
            let lever = match licence {
                None => format!("withdraw the risk acceptance: {left} points"),
                Some(control) => {
                    format!("withdraw the risk acceptance, and {}", self.missing_licence(control))
                }
            };
            return self.exclude(id, Reason::RiskAccepted, lever);
        }
        let Some(control) = self.state.control(id) else {
            let lever = "add it to a catalogue overlay with its effort";
            return self.exclude(id, Reason::NotInCatalogue, lever);
        };
        if let Some(date) = control.retired {
            let lever = format!("none: Microsoft had withdrawn it by {date}");
            return self.exclude(id, Reason::Retired, lever);
        }
        let ways = self.ways(control, Some(row), row.max.unwrap_or_default(), &[]);
        if full && ways.iter().all(|way| way.gain == Points::ZERO) {
            self.met.insert(id.clone());
            return;
        }
        if ways.is_empty() {
            return self.exclude(id, Reason::NeedsLicence, self.missing_licence(control));
        }
        if row.max.is_none() {
            self.exclude(id, Reason::UnknownMax, "state `max` in a catalogue overlay, or import its profile");
        } else if ways.iter().all(|way| way.gain == Points::ZERO) {
            self.met.insert(id.clone());
            let seats = ways.iter().any(|way| !self.state.seat_cover(control, way.way).is_all());
            let (reason, lever) = if seats && control.ceiling.is_all() {
                (Reason::NoSeats, format!("more seats: {}", self.seats_lever(control)))
            } else {
                (Reason::AtCeiling, format!("{} points above what is reachable in practice", row.left()))
            };
            return self.exclude(id, reason, lever);
        }
        let brought_by = self.brought_by(control);
        if let Some(loosest) = loosest(&ways) {
            let open = OpenControl { id: id.clone(), control, ways, loosest, brought_by };
            self.controls.insert(id.clone(), open);
        }
    }

    fn brought_by(&self, control: &Control) -> Vec<Id> {
        let facts = control.visible_when.facts();
        let simulated =
            |id: &Id| self.state.done.get(id).is_some_and(|done| done.evidence == Evidence::Simulated);
        let actions = self.state.catalogue.actions.values();
        actions
            .filter(|action| simulated(&action.id) && action.sets.keys().any(|fact| facts.contains(fact)))
            .map(|action| action.id.clone())
            .collect()
    }

    fn seats_lever(&self, control: &Control) -> String {
        let people = control.scoring.population().map_or(0, |population| self.state.population(population));
        let plans = control.ways.first().map(|way| way.entitled_when.plans()).unwrap_or_default();
        let plans: Vec<&str> = plans.iter().map(Id::as_str).collect();
        format!("{} for all {people}", plans.join(" or "))
    }

    fn missing_licence(&self, control: &Control) -> String {
        let plans = control.ways.first().filter(|way| !way.entitled_when.plans().is_empty());
        match plans {
            // The portal says "no license" where the catalogue asks for none: nobody can name it.
            None if self.state.stated_licence(&control.id) == Some(false) => {
                "the licence that the portal says is missing".to_owned()
            }
            _ => control.ways.first().map_or_else(String::new, |way| {
                licence_lever(&way.entitled_when, control.scoring.population(), self.state)
            }),
        }
    }

    fn hidden_control(&mut self, control: &'a Control, unlocking: &[&'a Action]) {
        let (state, id) = (self.state, &control.id);
        if state.is_expected_not_scored(id) {
            self.met.insert(id.clone());
            let lever = "find out why the snapshot does not hold it: no data yet, or a fact that is not true";
            return self.exclude(id, Reason::ExpectedNotScored, lever);
        }
        // A person has spoken on a control that is yet to come.
        match state.statuses.get(id) {
            Some(status) if status.is_asserted() => drop(self.met.insert(id.clone())),
            Some(Status::RiskAccepted) => {
                self.exclude(id, Reason::RiskAccepted, "withdraw the risk acceptance");
            }
            _ => {}
        }
        if state.statuses.get(id).is_some_and(|status| *status != Status::Planned) {
            return;
        }
        let plans = control.visible_when.plans();
        let missing = |plan: &Id| state.plans.as_ref().is_some_and(|plans| !plans.contains_key(plan));
        let Some(actions) = unlocks(state, control, unlocking) else {
            // What does not exist here can not be needed either.
            self.met.insert(id.clone());
            let bringing = bringing(state, control);
            let first = bringing.first();
            let unlicensed = first.filter(|action| !may_do(state, action));
            let then = first.map_or_else(String::new, |action| format!(", then `{}`", action.id));
            return if !plans.is_empty() && plans.iter().all(missing) {
                let lever = format!("{}{then}", licence_lever(&control.visible_when, None, state));
                self.exclude(id, Reason::NotVisible, lever);
            } else if let Some(action) = unlicensed {
                let lever = format!("{}{then}", licence_lever(&action.entitled_when, None, state));
                self.exclude(id, Reason::NotVisible, lever);
            } else {
                let facts = control.visible_when.facts();
                let facts: Vec<&str> = facts.iter().map(Id::as_str).collect();
                let lever = format!("the tenant has none of it: {}", facts.join(", "));
                self.exclude(id, Reason::NotPresent, lever);
            };
        };
        let max = state.max_of(id, control);
        let credit = control.default_credit.as_ref().zip(max).map(|(credit, max)| credit.coverage.of(max));
        let mut ways = self.ways(control, None, max.unwrap_or_default(), &actions);
        if ways.is_empty() {
            return self.exclude(id, Reason::NeedsLicence, self.missing_licence(control));
        }
        if max.is_none() {
            self.exclude(id, Reason::UnknownMax, "state `max` in a catalogue overlay, or import its profile");
        }
        // A credit belongs to the action that brings the row.
        for way in &mut ways {
            way.gain = Points((way.gain - credit.unwrap_or_default()).0.max(0));
        }
        if let Some(loosest) = loosest(&ways) {
            let open = OpenControl { id: id.clone(), control, ways, loosest, brought_by: Vec::new() };
            self.controls.insert(id.clone(), open);
        }
    }

    fn ways(
        &self,
        control: &'a Control,
        row: Option<&Row>,
        max: Points,
        unlocks: &[&Action],
    ) -> Vec<OpenWay<'a>> {
        open_ways(self.state, control)
            .into_iter()
            .map(|way| {
                let requires = self.requires(&way.needs, &way.gates, unlocks);
                // What falls away on this way is earned anew.
                let row = row.filter(|row| !self.falls_with(&row.id, &requires));
                OpenWay {
                    way,
                    gain: gain(self.state, control, way, row, max),
                    effort: control_effort(self.state, control, way, row),
                    requires,
                }
            })
            .collect()
    }
}
