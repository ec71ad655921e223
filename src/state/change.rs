//! What moves a tenant on, and what that moves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::done::{self, ActionDone, Evidence, set_facts};
use super::{Lapse, Row, Seats, State};
use crate::model::{
    BasisPoints, Control, Heads, Id, Licence, LicenceChange, NewControl, Points, RiskAccepted, Scoring,
    Share, Status,
};

/// One change of a tenant.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Time passes: contents of SKUs may change.
    Day(Date),
    /// Licences change.
    Licence(LicenceChange),
    /// A change of licences that was a trial ends: what was there before is there again.
    TrialEnds(LicenceChange),
    /// Points lapse whose licence has gone, by control.
    Lapse(BTreeMap<Id, Lapse>),
    /// Facts change.
    Facts(BTreeMap<Id, i64>),
    /// An action is done to a share.
    ActionDone(Id, Share),
    /// A control is done to a share of its population, as far as a way reaches: the best licensed one when none
    /// is named.
    ControlDone(Id, Share, Option<Id>),
    /// A person sets a status.
    SetStatus(Id, Status),
    /// A status is withdrawn, or the given one expires: points return to the last measured value. Another status
    /// that was set since stays.
    ClearStatus(Id, Option<Status>),
    /// A population takes another size.
    Heads(Id, Heads),
    /// A control comes into the score.
    Arrive(NewControl),
    /// A control leaves the score for good.
    Retire(Id),
    /// So much of the measured points of a product gets lost.
    Drift(Id, BasisPoints),
    /// Controls come that nobody knows yet, with so much to gain.
    Unnamed(Points),
}

/// What a change did to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShiftKind {
    /// It left the score.
    Left,
    /// It entered the score.
    Entered,
    /// Its points changed without work.
    Credited,
    /// Its points changed.
    Points,
}

/// The effect of a change on one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// The control.
    pub id: Id,
    /// What happened.
    pub kind: ShiftKind,
    /// The change of the sum of points.
    pub points: Points,
    /// The change of the maximum.
    pub max: Points,
}

impl State<'_> {
    /// Applies a change and returns its effect on every row, by id.
    pub fn apply(&mut self, change: &Change) -> Vec<Shift> {
        match change {
            // Work on one control and its status touch nothing else: conditions of visibility look at plans and
            // facts only.
            Change::ControlDone(id, share, way) => {
                self.on_row(id, |state| state.complete_control(id, *share, way.as_ref()))
            }
            Change::SetStatus(id, status) => self.on_row(id, |state| state.set_status(id, Some(*status))),
            // What rested on an assertion may be open again.
            Change::ClearStatus(id, ends) => self.on_world(|state| {
                let now = state.statuses.get(id).copied();
                if ends.is_none() || *ends == now || now.is_none() {
                    state.set_status(id, None);
                }
            }),
            Change::Day(day) => self.on_world(|state| {
                state.day = *day;
                state.count_seats();
            }),
            Change::Licence(change) => self.on_world(|state| {
                state.deal(change);
                state.count_seats();
            }),
            Change::TrialEnds(change) => self.on_world(|state| {
                state.end_trial(change);
                state.count_seats();
            }),
            Change::Lapse(lapses) => self.on_world(|state| state.lapse(lapses)),
            Change::Facts(facts) => self.on_world(|state| state.facts.extend(facts.clone())),
            Change::Heads(population, heads) => self.on_world(|state| state.resize(population, *heads)),
            Change::Arrive(new) => self.on_world(|state| state.arrive(new)),
            Change::Retire(id) => self.on_world(|state| state.retire(id)),
            Change::Drift(product, rate) => self.drift(product, *rate),
            Change::Unnamed(max) => self.add_unnamed(*max),
            Change::ActionDone(id, share) => self.on_world(|state| state.complete_action(id, *share)),
        }
    }

    fn on_row(&mut self, id: &Id, change: impl FnOnce(&mut Self)) -> Vec<Shift> {
        let weight = |state: &Self| state.rows.get(id).map_or_else(Default::default, |row| state.weight(row));
        let was = weight(self);
        change(self);
        let is = weight(self);
        if was == is {
            return Vec::new();
        }
        vec![Shift { id: id.clone(), kind: ShiftKind::Points, points: is.0 - was.0, max: is.1 - was.1 }]
    }

    fn on_world(&mut self, change: impl FnOnce(&mut Self)) -> Vec<Shift> {
        let before: BTreeMap<Id, (Points, Points)> =
            self.rows.values().map(|row| (row.id.clone(), self.weight(row))).collect();
        let credited_before = self.credited.clone();
        change(self);
        done::infer(self);
        self.withdraw();
        self.settle();
        self.shifts(&before, &credited_before)
    }

    /// The same tenant with other licences from now on.
    #[must_use]
    pub fn licensed(mut self, licences: &[Licence]) -> Self {
        self.on_world(|state| {
            state.licences = Some(licences.to_vec());
            state.count_seats();
        });
        self
    }

    pub(super) fn count_seats(&mut self) {
        let seats = self
            .licences
            .as_deref()
            .map(|licences| Seats::of(licences, self.catalogue, self.tenant, self.day));
        self.plans = seats.as_ref().map(Seats::by_plan);
        self.seats = seats.map(Arc::new);
    }

    /// The points and the maximum that a row adds to the sums. An unknown maximum is not scored; a simulated
    /// acceptance may leave the denominator, by the stated assumption.
    pub fn weight(&self, row: &Row) -> (Points, Points) {
        let excluded = self.assumptions.risk_accepted == RiskAccepted::Excluded
            && row.simulated == Some(Status::RiskAccepted);
        match row.max {
            Some(max) if !excluded => (row.points(), max),
            _ => (Points::ZERO, Points::ZERO),
        }
    }

    /// Brings rows in and out as the predicates say, and credits what is due.
    fn settle(&mut self) {
        self.predicted = self.predict();
        // visible = (observed + (predicted - predicted at start)) - (predicted at start - predicted)
        let visible = |id: &Id| {
            if self.arrived.contains(id) || self.retired.contains(id) {
                return self.arrived.contains(id);
            }
            let (now, start) = (self.predicted.contains(id), self.predicted_at_start.contains(id));
            if self.tenant.controls.contains_key(id) { now || !start } else { now && !start }
        };
        let leaving: Vec<Id> = self.rows.keys().filter(|id| !visible(id)).cloned().collect();
        let candidates = self.predicted.iter().chain(self.gone.keys());
        let entering: BTreeSet<Id> =
            candidates.filter(|id| !self.rows.contains_key(*id) && visible(id)).cloned().collect();
        for id in leaving {
            if let Some(row) = self.rows.remove(&id) {
                self.gone.insert(id, row);
            }
        }
        for id in entering {
            let returned = self.gone.remove(&id);
            let row = returned.or_else(|| self.control(&id).map(|control| self.new_row(&id, control)));
            if let Some(mut row) = row {
                row.simulated = self.statuses.get(&id).copied();
                self.rows.insert(id.clone(), row);
                if let Some((share, way)) = self.finished.remove(&id) {
                    self.complete_control(&id, share, way.as_ref());
                }
            }
        }
        let credits = self.credits();
        for id in credits.difference(&self.credited) {
            // What was credited once is still there, unless it lapsed since.
            if !self.given.insert(id.clone()) {
                continue;
            }
            let Some(credit) = self.control(id).and_then(|control| control.default_credit.as_ref()) else {
                continue;
            };
            if let Some(row) = self.rows.get_mut(id)
                && let Some(max) = row.max
            {
                // A credit never lowers an observed score.
                row.measured = row.measured.max(credit.coverage.of(max));
                if row.measured >= max {
                    row.status = Some(Status::Completed);
                }
            }
        }
        self.credited = credits;
    }

    /// A row that just became visible: nothing is done but what is credited.
    pub(super) fn new_row(&self, id: &Id, control: &Control) -> Row {
        let max = self.max_of(id, control);
        let credit = control.default_credit.as_ref().filter(|credit| credit.when.holds(self));
        let measured = credit.zip(max).map_or(Points::ZERO, |(credit, max)| credit.coverage.of(max));
        Row {
            id: id.clone(),
            title: control.title.clone(),
            category: control.category.clone(),
            product: Some(control.product.clone()),
            max,
            measured,
            given: None,
            observed: false,
            status: Some(if max == Some(measured) { Status::Completed } else { Status::ToAddress }),
            simulated: None,
            covered: None,
        }
    }

    /// An action is never undone by doing less of it.
    fn complete_action(&mut self, id: &Id, share: Share) {
        let Some(action) = self.catalogue.actions.get(id) else { return };
        let before = self.done.get(id).filter(|done| done.evidence != Evidence::NotApplicable);
        let share = before.map_or(share, |done| done.share.max(share));
        self.done.insert(id.clone(), ActionDone { share, evidence: Evidence::Simulated });
        set_facts(self, action, share, true);
    }

    /// Points rise to what a way reaches for the share; they never fall. Work on a row that is not in the score
    /// waits for it.
    pub(super) fn complete_control(&mut self, id: &Id, share: Share, way: Option<&Id>) {
        if !self.rows.contains_key(id) {
            self.finished.insert(id.clone(), (share, way.cloned()));
            return;
        }
        let Some(max) = self.rows.get(id).and_then(|row| row.max) else { return };
        let reached = match self.control(id) {
            None => share.of(max),
            Some(control) => {
                let Some((way, best)) = self.best_way(control, way, max) else { return };
                let reached = match control.scoring {
                    Scoring::Proportional(_) => best.min(share.of(max)),
                    Scoring::Binary | Scoring::Threshold if share.is_all() => best,
                    Scoring::Binary | Scoring::Threshold => Points::ZERO,
                };
                self.reached(id, way, reached);
                reached
            }
        };
        if let Some(row) = self.rows.get_mut(id)
            && reached > row.measured
        {
            row.measured = reached;
            row.covered = None;
            if row.measured >= max {
                row.status = Some(Status::Completed);
            }
        }
    }

    /// Sets or withdraws a status, also on a row that is not in the score now. A status that came with the export
    /// goes too when it is withdrawn or expires.
    fn set_status(&mut self, id: &Id, status: Option<Status>) {
        match status {
            Some(status) => drop(self.statuses.insert(id.clone(), status)),
            None => drop(self.statuses.remove(id)),
        }
        for row in [self.rows.get_mut(id), self.gone.get_mut(id)].into_iter().flatten() {
            row.simulated = status;
            if status.is_none() && row.status != Some(Status::Completed) {
                row.given = None;
                row.status = Some(Status::ToAddress);
            }
        }
    }

    fn shifts(&self, before: &BTreeMap<Id, (Points, Points)>, credited: &BTreeSet<Id>) -> Vec<Shift> {
        let ids: BTreeSet<&Id> = before.keys().chain(self.rows.keys()).collect();
        let mut shifts = Vec::new();
        for id in ids {
            let was = before.get(id).copied();
            let is = self.rows.get(id).map(|row| self.weight(row));
            let kind = match (was, is) {
                (None, Some(_)) => ShiftKind::Entered,
                (Some(_), None) => ShiftKind::Left,
                (Some(was), Some(is)) if was == is => continue,
                _ if self.credited.contains(id) && !credited.contains(id) => ShiftKind::Credited,
                _ => ShiftKind::Points,
            };
            let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
            shifts.push(Shift { id: id.clone(), kind, points: is.0 - was.0, max: is.1 - was.1 });
        }
        shifts
    }
}
