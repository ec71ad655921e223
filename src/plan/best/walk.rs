//! Does the steps of a plan one after the other: whether each may be done where it stands, and what all come to.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Action, Control, Gates, Id, Minutes, Points, Status, Way};
use crate::plan::backlog::effort_at;
use crate::plan::formulation::Meaning;
use crate::plan::rank::completion;
use crate::plan::{WorkKind, backlog};
use crate::state::{Entitlement, Evidence, State, Totals};

/// A step of a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PlanStep {
    pub(super) id: Id,
    pub(super) kind: WorkKind,
    /// The way, by its index in the control.
    pub(super) way: usize,
}

impl PlanStep {
    /// The step that a node of the problem stands for, if it is one.
    pub(super) fn of(meaning: &Meaning) -> Option<Self> {
        match meaning {
            Meaning::Work(id) => Some(Self { id: id.clone(), kind: WorkKind::Action, way: 0 }),
            Meaning::Step(id, way) => Some(Self { id: id.clone(), kind: WorkKind::Control, way: *way }),
            Meaning::Effect => None,
        }
    }
}

/// What the steps of a plan come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Worth {
    pub(super) points: Points,
    pub(super) maximum: Points,
    pub(super) minutes: Minutes,
}

/// A tenant part of the way through a plan.
#[derive(Debug, Clone)]
pub(super) struct Walk<'s, 'a> {
    start: &'s State<'a>,
    was: Totals,
    now: State<'a>,
    done: BTreeSet<Id>,
    /// The actions that the steps rest on.
    rests_on: BTreeSet<&'a Id>,
    /// The actions that those in `rests_on` exclude.
    excluded: BTreeSet<&'a Id>,
    minutes: Minutes,
    /// The minutes of the steps on rows.
    on_rows: BTreeMap<Id, Minutes>,
    /// Whether steps need nothing.
    is_free: bool,
}

impl<'s, 'a> Walk<'s, 'a> {
    /// `must` names what somebody asks for: a plan rests on it, whether it is a step or not.
    pub(super) fn new(start: &'s State<'a>, must: &[Id]) -> Self {
        let actions = must.iter().filter_map(|id| start.catalogue.actions.get_key_value(id));
        let exists = |id: &Id| start.done.get(id).is_none_or(|done| done.evidence != Evidence::NotApplicable);
        let mut walk = Self {
            start,
            was: start.totals(),
            now: start.clone(),
            done: BTreeSet::new(),
            rests_on: BTreeSet::new(),
            excluded: BTreeSet::new(),
            minutes: Minutes::ZERO,
            on_rows: BTreeMap::new(),
            is_free: false,
        };
        actions.map(|(id, _)| id).filter(|id| exists(id)).for_each(|id| walk.rest_on(id));
        walk
    }

    fn rest_on(&mut self, id: &'a Id) {
        if let Some(action) = self.start.catalogue.actions.get(id).filter(|_| self.rests_on.insert(id)) {
            self.excluded.extend(action.conflicts.iter().filter(|other| *other != id));
        }
    }

    /// Whether something that the steps rest on excludes an action, or it that.
    fn is_excluded(&self, id: &Id) -> bool {
        let conflicts = self.start.catalogue.actions.get(id).map(|action| &action.conflicts);
        self.excluded.contains(id)
            || conflicts.into_iter().flatten().any(|other| other != id && self.rests_on.contains(other))
    }

    /// The same where steps need nothing, and no two exclude each other.
    pub(super) fn free(self) -> Self {
        Self { is_free: true, ..self }
    }

    /// Does a step, if it may be done now; whether it was.
    pub(super) fn step(&mut self, step: &PlanStep) -> bool {
        let catalogue = self.start.catalogue;
        let (needs, gates): (&'a [Id], &'a [Id]);
        let mut way_id = None;
        match step.kind {
            WorkKind::Action => {
                let Some(action) = catalogue.actions.get(&step.id) else { return false };
                if !self.may_work(action) {
                    return false;
                }
                (needs, gates) = (&action.needs, &action.gates);
            }
            WorkKind::Control => {
                let Some(control) = self.start.control(&step.id) else { return false };
                let Some(way) = control.ways.get(step.way) else { return false };
                if !self.may_take(&step.id, control, way) {
                    return false;
                }
                (needs, gates) = (&way.needs, &way.gates);
                way_id = (control.ways.len() > 1).then_some(&way.id);
            }
        }
        let binding: &[Id] = if self.start.assumptions.gates == Gates::Hard { gates } else { &[] };
        if !self.is_free && !needs.iter().chain(binding).all(|need| self.is_met(need)) {
            return false;
        }
        let own = catalogue.actions.get_key_value(&step.id).map(|(id, _)| id);
        let rests: Vec<&'a Id> =
            own.into_iter().chain(needs.iter().chain(binding)).filter(|id| self.exists(id)).collect();
        let clash = |at: usize, id: &Id| {
            let mut beside = rests[..at].iter().filter(|other| **other != id);
            self.is_excluded(id) || beside.any(|other| catalogue.are_exclusive(id, other))
        };
        if !self.is_free && rests.iter().enumerate().any(|(at, id)| clash(at, id)) {
            return false;
        }
        rests.into_iter().for_each(|id| self.rest_on(id));
        let minutes = match step.kind {
            WorkKind::Action => catalogue
                .actions
                .get(&step.id)
                .map_or(Minutes::ZERO, |action| backlog::action_effort(self.start, action)),
            WorkKind::Control => effort_at(self.start, &self.now, &step.id, way_id).unwrap_or_default(),
        };
        self.minutes += minutes;
        if step.kind == WorkKind::Control {
            self.on_rows.insert(step.id.clone(), minutes);
        }
        self.now.apply(&completion(&step.id, step.kind, way_id));
        self.done.insert(step.id.clone());
        true
    }

    pub(super) fn worth(&self) -> Worth {
        let is = self.now.totals();
        Worth { points: is.points - self.was.points, maximum: is.max - self.was.max, minutes: self.minutes }
    }

    /// Whether the same steps in another order have led to the same: all further steps come to the same after both.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.minutes == other.minutes
            && self.done == other.done
            && self.on_rows == other.on_rows
            && self.now.is_same(&other.now)
    }

    pub(super) fn has_done(&self, id: &Id) -> bool {
        self.done.contains(id)
    }

    /// What a row has changed, with the minutes of the step on it.
    pub(super) fn worth_of(&self, row: &Id) -> Worth {
        let weight = |state: &State<'_>| {
            let row = state.rows.get(row);
            row.map_or((Points::ZERO, Points::ZERO), |row| state.weight(row))
        };
        let ((points, maximum), (was, before)) = (weight(&self.now), weight(self.start));
        let minutes = self.on_rows.get(row).copied().unwrap_or(Minutes::ZERO);
        Worth { points: points - was, maximum: maximum - before, minutes }
    }

    /// Whether the plan may stand: it does not raise the percentage while measured points fall.
    pub(super) fn may_stand(&self) -> bool {
        let is = self.now.totals();
        !(is.percent().compare(self.was.percent()).is_gt() && is.observed() < self.was.observed())
    }

    /// Whether everything that must be in the plan is a step or done.
    pub(super) fn holds(&self, must: &[Id]) -> bool {
        must.iter().all(|name| {
            if self.start.catalogue.actions.contains_key(name) {
                return self.done.contains(name) || self.now.is_done_without(self.start, name);
            }
            let mut rows = self.start.rows_named(name).chain(self.now.rows_named(name)).peekable();
            match rows.peek() {
                Some(_) => rows.all(|row| {
                    self.done.contains(row) || (self.now.rows.contains_key(row) && self.is_reached(row))
                }),
                // It has been in the score, and has left it.
                None => self.done.contains(name),
            }
        })
    }

    fn exists(&self, id: &Id) -> bool {
        self.start.catalogue.actions.contains_key(id)
            && self.start.done.get(id).is_none_or(|done| done.evidence != Evidence::NotApplicable)
    }

    fn may_work(&self, action: &Action) -> bool {
        !self.done.contains(&action.id)
            && !self.now.is_done_without(self.start, &action.id)
            && self.now.may_do(action)
    }

    fn may_take(&self, id: &Id, control: &Control, way: &Way) -> bool {
        let Some(row) = self.now.rows.get(id).filter(|_| !self.done.contains(id)) else { return false };
        let status = row.current_status();
        control.is_current()
            && self.now.may_take(control, way) != Entitlement::No
            && status != Some(Status::RiskAccepted)
            && !status.is_some_and(Status::is_asserted)
            && way.holds_while.as_ref().is_none_or(|holds| holds.holds(&self.now))
            && row.max.is_none_or(|max| self.now.reach(control, way, max) > row.points())
    }

    /// Whether a need binds no more.
    fn is_met(&self, name: &Id) -> bool {
        if self.start.catalogue.actions.contains_key(name) {
            return self.done.contains(name) || self.now.is_done_without(self.start, name);
        }
        let rows = self.start.rows_named(name).chain(self.now.rows_named(name));
        let mut rows = rows.filter(|row| !self.done.contains(*row));
        rows.all(|row| self.is_reached(row))
    }

    fn is_reached(&self, id: &Id) -> bool {
        let Some(row) = self.now.row_or_left(id) else { return false };
        let (Some(max), Some(control)) = (row.max, self.now.control(id)) else { return false };
        let lasts = |way: &&Way| way.holds_while.as_ref().is_none_or(|holds| holds.holds(&self.now));
        let ways = control.ways.iter().filter(|way| way.entitled_when.may_hold(&self.now)).filter(lasts);
        let most = ways.map(|way| self.now.reach(control, way, max)).max();
        row.points() >= most.unwrap_or(max)
    }
}
