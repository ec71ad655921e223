//! Changes of a tenant, and their effect on the rows of the score.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::done::{self, ActionDone, Evidence, set_facts};
use super::readers::Purpose;
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

/// How much a change may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Facts, and what reads them.
    Facts,
    /// Everything, but for the sizes of populations.
    Tenant,
    /// The sizes of populations, with everything that counts them.
    Populations,
}

impl State<'_> {
    /// Applies a change and returns its effect on every row, by id.
    pub fn apply(&mut self, change: &Change) -> Vec<RowChange> {
        match change {
            // Work on a control, its status and drift change no other row: conditions of visibility depend on plans and
            // facts only.
            Change::ControlDone(id, share, way) => {
                self.on_rows(|state| state.complete_control(id, *share, way.as_ref()))
            }
            Change::SetStatus(id, status) => self.on_rows(|state| state.set_status(id, Some(*status))),
            Change::Drift(product, rate) => self.on_rows(|state| state.drift(product, *rate)),
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
            Change::Heads(population, heads) => {
                self.on_conditions(Extent::Populations, &BTreeSet::new(), |state| {
                    state.resize(population, *heads);
                })
            }
            Change::Arrive(new) => self.on_tenant(|state| state.add_control(new)),
            Change::Retire(id) => self.on_tenant(|state| state.retire(id)),
            Change::Unnamed(max) => self.add_unnamed(*max),
            Change::Facts(facts) => self.on_facts(|state| {
                for (fact, value) in facts {
                    state.set_fact(fact, *value);
                }
            }),
            Change::ActionDone(id, share) => self.on_facts(|state| state.complete_action(id, *share)),
        }
    }

    /// Applies a change of some rows.
    fn on_rows(&mut self, change: impl FnOnce(&mut Self)) -> Vec<RowChange> {
        change(self);
        self.settle(&BTreeSet::new())
    }

    /// Applies a change of facts alone.
    fn on_facts(&mut self, change: impl FnOnce(&mut Self)) -> Vec<RowChange> {
        self.on_conditions(Extent::Facts, &BTreeSet::new(), change)
    }

    /// Applies a change that may move any row.
    fn on_tenant(&mut self, change: impl FnOnce(&mut Self)) -> Vec<RowChange> {
        self.on_conditions(Extent::Tenant, &BTreeSet::new(), change)
    }

    /// Applies a change of licences: it ends no points that rest on a condition, these lapse.
    fn on_licences(&mut self, change: impl FnOnce(&mut Self)) -> Vec<RowChange> {
        self.on_conditions(Extent::Tenant, &self.holding(), change)
    }

    /// Applies a change on which conditions may hang; points that rest on one of `spared` rows are left to lapse.
    fn on_conditions(
        &mut self,
        extent: Extent,
        spared: &BTreeSet<Id>,
        change: impl FnOnce(&mut Self),
    ) -> Vec<RowChange> {
        change(self);
        done::infer(self, extent);
        self.remove_ended(spared);
        self.update_membership(extent);
        let credited = self.grant_credits(extent);
        self.moved_facts.clear();
        self.settle(&credited)
    }

    /// A row that is about to change.
    pub(super) fn row_mut(&mut self, id: &Id) -> Option<&mut ScoreRow> {
        self.touch(id);
        self.rows.get_mut(id)
    }

    pub(super) fn insert_row(&mut self, row: ScoreRow) {
        self.touch(&row.id);
        self.rows.insert(row.id.clone(), row);
    }

    pub(super) fn remove_row(&mut self, id: &Id) -> Option<ScoreRow> {
        self.touch(id);
        self.rows.remove(id)
    }

    /// Changes a row, in the score or not.
    pub(super) fn each_row(&mut self, id: &Id, change: impl Fn(&mut ScoreRow)) {
        if let Some(row) = self.row_mut(id) {
            change(row);
        }
        if let Some(row) = self.membership.hidden.get_mut(id) {
            change(row);
        }
    }

    /// Remembers what a row adds to the sums before the present change.
    fn touch(&mut self, id: &Id) {
        if self.touched.contains_key(id) {
            return;
        }
        let row = self.rows.get(id);
        self.touched.insert(id.clone(), row.map(|row| self.sum_of(row)));
        if let Some(rows) = &mut self.taken_back
            && !rows.contains_key(id)
        {
            rows.insert(id.clone(), row.cloned());
        }
    }

    /// Ends a change: the sums follow the rows that it has touched. Returns its effect on each. `credited` are the rows
    /// whose credit fell due with it.
    fn settle(&mut self, credited: &BTreeSet<Id>) -> Vec<RowChange> {
        let mut changes = Vec::new();
        for (id, was) in std::mem::take(&mut self.touched) {
            let is = self.rows.get(&id).map(|row| self.sum_of(row));
            let kind = match (was.is_some(), is.is_some()) {
                (false, true) => RowChangeKind::Entered,
                (true, false) => RowChangeKind::Left,
                _ if credited.contains(&id) => RowChangeKind::Credited,
                _ => RowChangeKind::Points,
            };
            let stays = was.is_some() == is.is_some();
            let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
            self.sums.move_by(was, is);
            if !stays || (was.points, was.max) != (is.points, is.max) {
                changes.push(RowChange { id, kind, points: is.points - was.points, max: is.max - was.max });
            }
        }
        changes
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

    /// Moves rows in and out of the score as the conditions say.
    fn update_membership(&mut self, extent: Extent) {
        let moved: BTreeSet<Id> = match extent {
            Extent::Tenant | Extent::Populations => {
                let now = self.expected();
                let start = Arc::clone(&self.membership.expected_at_start);
                self.membership.moved = now.symmetric_difference(&start).cloned().collect();
                let rows = self.rows.keys().chain(self.membership.hidden.keys());
                rows.chain(&now).cloned().collect()
            }
            Extent::Facts => {
                let mut readers = self.readers.of_facts(&self.moved_facts, Purpose::Visibility);
                readers.retain(|id| {
                    let expected = self.control(id).is_some_and(|control| self.predicts(control));
                    self.membership.expect(id, expected)
                });
                readers
            }
        };
        // visible = (observed + (expected - expected at start)) - (expected at start - expected)
        let visible = |id: &Id| {
            if self.membership.added.contains(id) || self.membership.retired.contains(id) {
                return self.membership.added.contains(id);
            }
            let (now, start) = (self.membership.expects(id), self.membership.expected_at_start.contains(id));
            if self.tenant.controls.contains_key(id) { now || !start } else { now && !start }
        };
        let (shown, absent): (Vec<Id>, Vec<Id>) =
            moved.into_iter().partition(|id| self.rows.contains_key(id));
        let leaving: Vec<Id> = shown.into_iter().filter(|id| !visible(id)).collect();
        let entering: Vec<Id> = absent.into_iter().filter(visible).collect();
        for id in leaving {
            if let Some(row) = self.remove_row(&id) {
                self.membership.hidden.insert(id, row);
            }
        }
        for id in entering {
            let returned = self.membership.hidden.remove(&id);
            let is_new = returned.is_none();
            let row = returned.or_else(|| self.control(&id).map(|control| self.new_row(&id, control)));
            if let Some(mut row) = row {
                if is_new && self.control(&id).is_some_and(|control| self.is_credit_due(control)) {
                    self.credits.granted.insert(id.clone());
                }
                row.simulated = self.statuses.get(&id).copied();
                self.insert_row(row);
                if let Some((share, way)) = self.waiting_work.remove(&id) {
                    self.complete_control(&id, share, way.as_ref());
                }
            }
        }
    }

    /// Grants the default credits that fall due, and returns their controls. A credit that was granted once is still there,
    /// unless it lapsed since.
    fn grant_credits(&mut self, extent: Extent) -> BTreeSet<Id> {
        let new: BTreeSet<Id> = match extent {
            Extent::Tenant | Extent::Populations => {
                let due = self.due_credits();
                let new = due.difference(&self.credits.due).cloned().collect();
                self.credits.due = due;
                new
            }
            Extent::Facts => {
                let mut readers = self.readers.of_facts(&self.moved_facts, Purpose::Credit);
                readers.retain(|id| {
                    let is_due = self.control(id).is_some_and(|control| self.is_credit_due(control));
                    if !is_due {
                        self.credits.due.remove(id);
                    }
                    is_due && self.credits.due.insert(id.clone())
                });
                readers
            }
        };
        for id in &new {
            // What is away has it neither now nor when it returns.
            if !self.rows.contains_key(id) || !self.credits.granted.insert(id.clone()) {
                continue;
            }
            let Some(credit) = self.control(id).and_then(|control| control.default_credit.as_ref()) else {
                continue;
            };
            if let Some(row) = self.row_mut(id)
                && let Some(max) = row.max
            {
                // A credit never lowers an observed score.
                let points = credit.coverage.of(max);
                row.measured = row.measured.max(points);
                row.follow_points();
                self.keep_lasting(id, points);
            }
        }
        new
    }

    /// A new row: nothing is done, but a default credit is granted.
    pub(super) fn new_row(&self, id: &Id, control: &Control) -> ScoreRow {
        self.new_row_with(id, control, self.is_credit_due(control))
    }

    pub(super) fn new_row_with(&self, id: &Id, control: &Control, is_credit_due: bool) -> ScoreRow {
        let max = self.max_of(id, control);
        let credit = control.default_credit.as_ref().filter(|_| is_credit_due);
        let measured = credit.zip(max).map_or(Points::ZERO, |(credit, max)| credit.coverage.of(max));
        ScoreRow {
            id: id.clone(),
            title: control.title.as_str().into(),
            category: control.category.as_str().into(),
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
                // What does not hold reaches nothing.
                if way.holds_while.as_ref().is_some_and(|holds| !holds.holds(self)) {
                    return;
                }
                let reached = match control.scoring {
                    Scoring::Proportional(_) => best.min(share.of(max)),
                    Scoring::Binary | Scoring::Threshold if share.is_all() => best,
                    Scoring::Binary | Scoring::Threshold => Points::ZERO,
                };
                self.record_reached(id, way, reached);
                reached
            }
        };
        if let Some(row) = self.row_mut(id)
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
        self.each_row(id, |row| match status {
            Some(_) => row.simulated = status,
            None => row.withdraw_status(),
        });
    }
}
