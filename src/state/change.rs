//! Changes of a tenant, and their effect on the rows of the score.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::done::{self, ActionDone, Evidence, set_facts};
use super::{Lapse, ScoreRow, SeatPools, State};
use crate::model::{
    BasisPoints, Control, Heads, Id, Licence, LicenceChange, NewControl, Points, RiskAccepted, Scoring,
    Share, Status,
};

#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The day becomes a later one: contents of SKUs may change.
    Day(Date),
    Licence(LicenceChange),
    /// A trial ends: the licences from before it return.
    TrialEnds(LicenceChange),
    /// Points lapse after their licence, by control.
    Lapse(BTreeMap<Id, Lapse>),
    Facts(BTreeMap<Id, i64>),
    /// An action is done to a share.
    ActionDone(Id, Share),
    /// A control is done to a share of its population by a way, as far as that reaches; by the best licensed way when none
    /// is named.
    ControlDone(Id, Share, Option<Id>),
    SetStatus(Id, Status),
    /// The status is withdrawn, or the named status expires: points return to the last measured value. Another status that
    /// was set since stays.
    ClearStatus(Id, Option<Status>),
    Heads(Id, Heads),
    /// Microsoft adds a control to the score.
    Arrive(NewControl),
    Retire(Id),
    /// A product loses this share of its measured points.
    Drift(Id, BasisPoints),
    /// Microsoft adds controls that are not known by name, with this maximum in all.
    Unnamed(Points),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowChangeKind {
    Left,
    Entered,
    /// Its points changed by a default credit.
    Credited,
    Points,
}

/// The effect of a change on one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    pub id: Id,
    pub kind: RowChangeKind,
    /// The difference that the row makes to the points of the score.
    pub points: Points,
    /// The difference that it makes to the maximum of the score.
    pub max: Points,
}

impl State<'_> {
    /// Applies a change and returns its effect on every row, by id.
    pub fn apply(&mut self, change: &Change) -> Vec<RowChange> {
        match change {
            // Work on a control and its status change no other row: conditions of visibility depend on plans and facts
            // only.
            Change::ControlDone(id, share, way) => {
                self.on_row(id, |state| state.complete_control(id, *share, way.as_ref()))
            }
            Change::SetStatus(id, status) => self.on_row(id, |state| state.set_status(id, Some(*status))),
            // Work that rested on the asserted status may be open again.
            Change::ClearStatus(id, ends) => self.on_tenant(|state| {
                let now = state.statuses.get(id).copied();
                if ends.is_none() || *ends == now || now.is_none() {
                    state.set_status(id, None);
                }
            }),
            Change::Day(day) => self.on_licences(|state| {
                state.day = *day;
                state.count_seats();
            }),
            Change::Licence(change) => self.on_licences(|state| {
                state.change_licences(change);
                state.count_seats();
            }),
            Change::TrialEnds(change) => self.on_licences(|state| {
                state.end_trial(change);
                state.count_seats();
            }),
            Change::Lapse(lapses) => self.on_tenant(|state| state.lapse(lapses)),
            Change::Facts(facts) => self.on_tenant(|state| state.facts.extend(facts.clone())),
            Change::Heads(population, heads) => self.on_tenant(|state| state.resize(population, *heads)),
            Change::Arrive(new) => self.on_tenant(|state| state.add_control(new)),
            Change::Retire(id) => self.on_tenant(|state| state.retire(id)),
            Change::Drift(product, rate) => self.drift(product, *rate),
            Change::Unnamed(max) => self.add_unnamed(*max),
            Change::ActionDone(id, share) => self.on_tenant(|state| state.complete_action(id, *share)),
        }
    }

    /// Applies a change of one row.
    fn on_row(&mut self, id: &Id, change: impl FnOnce(&mut Self)) -> Vec<RowChange> {
        let weight = |state: &Self| state.rows.get(id).map_or_else(Default::default, |row| state.weight(row));
        let was = weight(self);
        change(self);
        let is = weight(self);
        if was == is {
            return Vec::new();
        }
        vec![RowChange {
            id: id.clone(),
            kind: RowChangeKind::Points,
            points: is.0 - was.0,
            max: is.1 - was.1,
        }]
    }

    /// Applies a change that may move any row.
    fn on_tenant(&mut self, change: impl FnOnce(&mut Self)) -> Vec<RowChange> {
        self.on_rows(&BTreeSet::new(), change)
    }

    /// Applies a change of licences: it ends no points that rest on a condition, these lapse.
    fn on_licences(&mut self, change: impl FnOnce(&mut Self)) -> Vec<RowChange> {
        self.on_rows(&self.holding(), change)
    }

    /// Applies a change that may move any row; points that rest on a condition stay where it held for `spared` rows.
    fn on_rows(&mut self, spared: &BTreeSet<Id>, change: impl FnOnce(&mut Self)) -> Vec<RowChange> {
        let before: BTreeMap<Id, (Points, Points)> =
            self.rows.values().map(|row| (row.id.clone(), self.weight(row))).collect();
        let credited_before = self.credits.due.clone();
        change(self);
        done::infer(self);
        self.remove_ended(spared);
        self.update_rows();
        self.shifts(&before, &credited_before)
    }

    #[must_use]
    pub fn licensed(mut self, licences: &[Licence]) -> Self {
        self.on_licences(|state| {
            state.licences = Some(licences.to_vec());
            state.count_seats();
        });
        self
    }

    pub(super) fn count_seats(&mut self) {
        let seats = self
            .licences
            .as_deref()
            .map(|licences| SeatPools::of(licences, self.catalogue, self.tenant, self.day));
        self.plans = seats.as_ref().map(SeatPools::by_plan);
        self.licensing.seats = seats.map(Arc::new);
    }

    /// The points and the maximum that a row adds to the sums. An unknown maximum is not scored; a simulated
    /// acceptance may leave the denominator, by the stated assumption.
    pub fn weight(&self, row: &ScoreRow) -> (Points, Points) {
        let excluded = self.assumptions.risk_accepted == RiskAccepted::Excluded
            && row.simulated == Some(Status::RiskAccepted);
        match row.max {
            Some(max) if !excluded => (row.points(), max),
            _ => (Points::ZERO, Points::ZERO),
        }
    }

    /// Moves rows in and out of the score as the conditions say, and grants default credits.
    fn update_rows(&mut self) {
        self.membership.expected = self.expected();
        // visible = (observed + (expected - expected at start)) - (expected at start - expected)
        let visible = |id: &Id| {
            if self.membership.added.contains(id) || self.membership.retired.contains(id) {
                return self.membership.added.contains(id);
            }
            let (now, start) =
                (self.membership.expected.contains(id), self.membership.expected_at_start.contains(id));
            if self.tenant.controls.contains_key(id) { now || !start } else { now && !start }
        };
        let leaving: Vec<Id> = self.rows.keys().filter(|id| !visible(id)).cloned().collect();
        let candidates = self.membership.expected.iter().chain(self.membership.hidden.keys());
        let entering: BTreeSet<Id> =
            candidates.filter(|id| !self.rows.contains_key(*id) && visible(id)).cloned().collect();
        for id in leaving {
            if let Some(row) = self.rows.remove(&id) {
                self.membership.hidden.insert(id, row);
            }
        }
        for id in entering {
            let returned = self.membership.hidden.remove(&id);
            let row = returned.or_else(|| self.control(&id).map(|control| self.new_row(&id, control)));
            if let Some(mut row) = row {
                row.simulated = self.statuses.get(&id).copied();
                self.rows.insert(id.clone(), row);
                if let Some((share, way)) = self.waiting_work.remove(&id) {
                    self.complete_control(&id, share, way.as_ref());
                }
            }
        }
        let credits = self.due_credits();
        for id in credits.difference(&self.credits.due) {
            // A credit that was granted once is still there, unless it lapsed since.
            if !self.credits.granted.insert(id.clone()) {
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
                row.follow_points();
            }
        }
        self.credits.due = credits;
    }

    /// A new row: nothing is done, but a default credit is granted.
    pub(super) fn new_row(&self, id: &Id, control: &Control) -> ScoreRow {
        let max = self.max_of(id, control);
        let credit = control.default_credit.as_ref().filter(|credit| credit.when.holds(self));
        let measured = credit.zip(max).map_or(Points::ZERO, |(credit, max)| credit.coverage.of(max));
        ScoreRow {
            id: id.clone(),
            title: control.title.clone(),
            category: control.category.clone(),
            product: Some(control.product.clone()),
            max,
            measured,
            asserted: None,
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

    /// Points rise to what a way reaches for the share, and never fall. Work on a row that is not in the score waits for it.
    pub(super) fn complete_control(&mut self, id: &Id, share: Share, way: Option<&Id>) {
        if !self.rows.contains_key(id) {
            self.waiting_work.insert(id.clone(), (share, way.cloned()));
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
                self.record_reached(id, way, reached);
                reached
            }
        };
        if let Some(row) = self.rows.get_mut(id)
            && reached > row.measured
        {
            row.measured = reached;
            row.covered = None;
            row.follow_points();
        }
    }

    /// Sets or withdraws a status, also on a row that is not in the score. Withdrawal also removes a status that came with
    /// the export.
    fn set_status(&mut self, id: &Id, status: Option<Status>) {
        match status {
            Some(status) => drop(self.statuses.insert(id.clone(), status)),
            None => drop(self.statuses.remove(id)),
        }
        for row in [self.rows.get_mut(id), self.membership.hidden.get_mut(id)].into_iter().flatten() {
            match status {
                Some(_) => row.simulated = status,
                None => row.withdraw_status(),
            }
        }
    }

    fn shifts(&self, before: &BTreeMap<Id, (Points, Points)>, credited: &BTreeSet<Id>) -> Vec<RowChange> {
        let ids: BTreeSet<&Id> = before.keys().chain(self.rows.keys()).collect();
        let mut changes = Vec::new();
        for id in ids {
            let was = before.get(id).copied();
            let is = self.rows.get(id).map(|row| self.weight(row));
            let kind = match (was, is) {
                (None, Some(_)) => RowChangeKind::Entered,
                (Some(_), None) => RowChangeKind::Left,
                (Some(was), Some(is)) if was == is => continue,
                _ if self.credits.due.contains(id) && !credited.contains(id) => RowChangeKind::Credited,
                _ => RowChangeKind::Points,
            };
            let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
            changes.push(RowChange { id: id.clone(), kind, points: is.0 - was.0, max: is.1 - was.1 });
        }
        changes
    }
}
