//! Classifies the rows of a state and the controls that it hides: open to a plan, met, or excluded and why.

use std::collections::BTreeSet;

use super::candidates::{Candidates, OpenControl, OpenWay};
use super::effort::{Hypothetical, control_effort, fallen, gain, open_ways, showing, unlocks};
use super::exclude::{Reason, absent_lever, licence_lever, not_shown_lever, unknown_lever};
use crate::model::{Action, Control, Environment as _, Id, Minutes, Points, Status};
use crate::state::{Barrier, ScoreRow};

impl<'a> Candidates<'_, 'a> {
    pub(super) fn visible_row(&mut self, row: &ScoreRow) {
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
        if ways.is_empty() && !open_ways(self.state, control).is_empty() {
            return self.exclude(id, Reason::NotPresent, lapsed_ways(control));
        }
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
        if !ways.is_empty() {
            let open = OpenControl { id: id.clone(), control, ways, brought_by, credited_by: Vec::new() };
            self.controls.insert(id.clone(), open);
        }
    }

    fn brought_by(&self, control: &Control) -> Vec<Id> {
        let facts = control.visible_when.facts();
        let brought_by = facts.iter().filter_map(|fact| self.simulated.get(fact)).flatten();
        brought_by.copied().collect::<BTreeSet<&Id>>().into_iter().cloned().collect()
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

    pub(super) fn hidden_control(&mut self, control: &'a Control, unlocking: &[&'a Action]) {
        let (state, id) = (self.state, &control.id);
        if state.is_expected_not_scored(id) {
            self.met.insert(id.clone());
            let lever = "find out why the snapshot does not hold it: no data yet, or a fact that is not true";
            return self.exclude(id, Reason::ExpectedNotScored, lever);
        }
        // A person has set the status of a control that is not visible yet.
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
            // Nothing can depend on what does not exist here.
            self.met.insert(id.clone());
            let showing = showing(state, control);
            let first = showing.first();
            let then = first.map_or_else(String::new, |action| format!(", then `{}`", action.id));
            let visible = &control.visible_when;
            let with_work = Hypothetical::new(state, &showing);
            let barrier = first.and_then(|action| Some((state.barrier(action)?, *action)));
            let (reason, lever) = match barrier {
                _ if !plans.is_empty() && plans.iter().all(missing) => {
                    (Reason::NotVisible, format!("{}{then}", licence_lever(visible, None, state)))
                }
                Some((Barrier::Licence, action)) => (
                    Reason::NotVisible,
                    format!("{}{then}", licence_lever(&action.entitled_when, None, state)),
                ),
                Some((Barrier::NotShown, action)) => {
                    let asks =
                        if action.entitled_when.plans().is_empty() { visible } else { &action.entitled_when };
                    (Reason::LicenceNotShown, format!("{}{then}", not_shown_lever(asks, state)))
                }
                Some((Barrier::Population(names), _)) => (Reason::PopulationUnknown, unknown_lever(&names)),
                None if visible.may_hold_by_plans(&with_work) => {
                    (Reason::LicenceNotShown, format!("{}{then}", not_shown_lever(visible, state)))
                }
                None if visible.may_hold(&with_work) => {
                    let unknown = visible.facts().into_iter().filter(|name| with_work.is_unknown(name));
                    (Reason::PopulationUnknown, unknown_lever(&unknown.collect::<Vec<Id>>()))
                }
                None => (Reason::NotPresent, absent_lever(&visible.facts(), state)),
            };
            return self.exclude(id, reason, lever);
        };
        let max = state.max_of(id, control);
        let ways = self.ways(control, None, max.unwrap_or_default(), &actions);
        if ways.is_empty() && !open_ways(state, control).is_empty() {
            return self.exclude(id, Reason::NotPresent, lapsed_ways(control));
        }
        if ways.is_empty() {
            return self.exclude(id, Reason::NeedsLicence, self.missing_licence(control));
        }
        if max.is_none() {
            self.exclude(id, Reason::UnknownMax, "state `max` in a catalogue overlay, or import its profile");
        }
        let credited = control
            .default_credit
            .as_ref()
            .is_some_and(|credit| max.is_some() && credit.when.holds(&Hypothetical::new(state, &actions)));
        let credited_by = actions.iter().filter(|_| credited).map(|action| action.id.clone()).collect();
        if !ways.is_empty() {
            let open = OpenControl { id: id.clone(), control, ways, brought_by: Vec::new(), credited_by };
            self.controls.insert(id.clone(), open);
        }
    }

    fn ways(
        &self,
        control: &'a Control,
        row: Option<&ScoreRow>,
        max: Points,
        unlocks: &[&Action],
    ) -> Vec<OpenWay<'a>> {
        let state = self.state;
        let mut ways: Vec<OpenWay<'a>> = open_ways(state, control)
            .into_iter()
            .filter_map(|way| {
                let requires = self.requires(&way.needs, &way.gates, unlocks);
                let actions = self.actions_under(&requires);
                let before: Vec<&Action> =
                    actions.iter().filter_map(|id| state.catalogue.actions.get(*id)).collect();
                let then = Hypothetical::new(state, &before);
                if way.holds_while.as_ref().is_some_and(|expr| !expr.holds(&then)) {
                    return None;
                }
                // Points that are lost on this way are earned again.
                let is_lost =
                    |row: &&ScoreRow| self.at_risk.get(&row.id).is_some_and(|ends| actions.contains(ends));
                let falls = row.filter(is_lost);
                let fallen = falls.map(|row| fallen(row, Points::ZERO));
                let row = fallen.as_ref().or(row);
                // A credit counts for the action that makes the row visible.
                let credit = control.default_credit.as_ref().filter(|credit| credit.when.holds(&then));
                let credit = credit.map_or(Points::ZERO, |credit| credit.coverage.of(max));
                let gain = gain(state, control, way, row, max, credit);
                let given = gain == Points::ZERO && credit > Points::ZERO;
                let effort = control_effort(state, control, way, row);
                // A row that enters with all its points takes no work.
                Some(OpenWay { way, gain, effort: if given { Minutes::ZERO } else { effort }, requires })
            })
            .collect();
        // Ways that gain nothing beyond what is earned or credited can not be worked on. For points at risk such a
        // way means to leave things as they are.
        let is_safe = row.is_none_or(|row| !self.at_risk.contains_key(&row.id));
        if is_safe && ways.iter().any(|way| way.gain > Points::ZERO) {
            ways.retain(|way| way.gain > Points::ZERO);
        }
        ways
    }
}

/// The conditions on which the ways of a control hold.
fn lapsed_ways(control: &Control) -> String {
    let holds = control.ways.iter().filter_map(|way| way.holds_while.as_ref());
    let holds: Vec<String> = holds.map(|expr| format!("`{expr}`")).collect();
    format!("its points last only while {}", holds.join(" or "))
}
