//! The tenant at one date: licences, facts, which controls are visible and entitled, and their points.
//!
//! Goes in: a [`Catalogue`], a [`Tenant`] and [`Assumptions`]. Comes out: a [`State`] that answers what the
//! score is and that [`Change`]s move on.
//! **Invariants:** on the snapshot date the visible rows are exactly the observed ones; an observed score is
//! never recomputed; predicates only decide what changes add or remove.

mod background;
mod change;
mod conditional_points;
mod done;
mod entitlement;
mod findings;
mod lapse;
mod licence_change;
mod score;
mod seats;
mod unknown_controls;
mod unlock;
mod views;
mod visibility;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

pub use change::{Change, RowChange, RowChangeKind};
pub use done::{ActionDone, Evidence};
pub use entitlement::Entitlement;
pub use findings::{estimate_findings, findings, first_names, seat_findings};
pub use lapse::{Lapse, lapses};
pub use score::{ScoreGroup, Totals, by_category, by_product};
pub use seats::SeatPools;
pub use unknown_controls::with_own_controls;
pub use unlock::{Unlock, deployed, unlock};
pub use views::{Achievable, Views, views};
pub use visibility::{AbsenceReason, Shortfall};

use crate::model::{
    Assumptions, Catalogue, Control, Environment, Id, Licence, Points, Share, Status, Tenant, Visibility,
};

/// One control as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreRow {
    /// Microsoft's id.
    pub id: Id,
    /// The title.
    pub title: String,
    /// Microsoft's category.
    pub category: String,
    /// The source product, where it is known.
    pub product: Option<Id>,
    /// The maximum, where it is known.
    pub max: Option<Points>,
    /// The points as last measured; under an exported assertion only what Microsoft counted.
    pub measured: Points,
    /// The points that an exported assertion gives in place of the measurement.
    pub given: Option<Points>,
    /// Whether the row came with the snapshot.
    pub observed: bool,
    /// Microsoft's status; `None` when it is unknown.
    pub status: Option<Status>,
    /// A status that the scenario set, over the measured points.
    pub simulated: Option<Status>,
    /// Compliant units, where the export says so and they reproduce the score.
    pub covered: Option<(i64, i64)>,
}

impl ScoreRow {
    /// The points that count now: the measurement, or what the status gives in its place.
    pub fn points(&self) -> Points {
        match (self.simulated, self.max) {
            (Some(status), Some(max)) if status.is_asserted() => max,
            (Some(Status::RiskAccepted), _) => Points::ZERO,
            _ => self.given.unwrap_or(self.measured),
        }
    }

    /// The status that counts now.
    pub fn current_status(&self) -> Option<Status> {
        self.simulated.or(self.status)
    }

    /// Whether its points are asserted and not measured.
    pub fn is_asserted(&self) -> bool {
        self.current_status().is_some_and(Status::is_asserted)
    }

    /// Lowers the measured points to what is left when a condition has ended.
    fn take_back_to(&mut self, points: Points) {
        if self.measured > points {
            self.measured = points;
            self.covered = None;
            if self.status == Some(Status::Completed) {
                self.status = Some(Status::ToAddress);
            }
        }
    }

    /// What is left to its maximum.
    pub fn left(&self) -> Points {
        self.max.map_or(Points::ZERO, |max| Points((max - self.points()).0.max(0)))
    }
}

/// The tenant at one date.
#[derive(Debug, Clone)]
pub struct State<'a> {
    /// The world.
    pub catalogue: &'a Catalogue,
    /// The tenant as it was exported.
    pub tenant: &'a Tenant,
    /// The stated assumptions.
    pub assumptions: Assumptions,
    /// The day.
    pub day: Date,
    /// The licences of that day; `None` when they are unknown.
    pub licences: Option<Vec<Licence>>,
    /// Seats by service plan, with implied plans; `None` when the licences are unknown.
    pub plans: Option<BTreeMap<Id, i64>>,
    /// The same by group, with what they reach.
    seats: Option<Arc<SeatPools>>,
    /// Trials that have not ended.
    trials: Vec<licence_change::LicenceTrial>,
    /// Which controls the portal calls licensed, where neither SKUs nor the catalogue can tell.
    stated: BTreeMap<Id, bool>,
    /// What is true of the tenant.
    pub facts: BTreeMap<Id, i64>,
    /// Populations whose size has changed.
    populations: BTreeMap<Id, i64>,
    /// Controls that came whatever the predicates say.
    arrived: BTreeSet<Id>,
    /// Controls that left for good.
    retired: BTreeSet<Id>,
    /// The maximum of controls that came and that nobody knows yet.
    unnamed: Points,
    /// How far every action is done.
    pub done: BTreeMap<Id, ActionDone>,
    /// The visible rows.
    pub rows: BTreeMap<Id, ScoreRow>,
    /// Statuses that the scenario set, also on controls that are not visible yet.
    pub statuses: BTreeMap<Id, Status>,
    /// Work that was finished before its row came into the score: the share and the way.
    finished: BTreeMap<Id, (Share, Option<Id>)>,
    /// What the predicates predict now.
    predicted: BTreeSet<Id>,
    /// What they predicted on the snapshot date.
    predicted_at_start: BTreeSet<Id>,
    /// Default credits whose condition holds now.
    credited: BTreeSet<Id>,
    /// Default credits that have been given and have not lapsed.
    given: BTreeSet<Id>,
    /// Rows that left, kept for their return.
    gone: BTreeMap<Id, ScoreRow>,
    /// Rows whose points rest on a condition.
    holds: BTreeMap<Id, conditional_points::ConditionalPoints>,
}

impl<'a> State<'a> {
    /// The tenant on its snapshot date.
    pub fn at_snapshot(catalogue: &'a Catalogue, tenant: &'a Tenant, assumptions: Assumptions) -> Self {
        let rows: BTreeMap<Id, ScoreRow> = tenant
            .controls
            .keys()
            .map(|id| (id.clone(), observed_row(id, tenant, catalogue, assumptions)))
            .collect();
        let mut state = Self {
            catalogue,
            tenant,
            assumptions,
            day: tenant.snapshot_date,
            licences: tenant.licences.clone(),
            plans: None,
            seats: None,
            trials: Vec::new(),
            stated: entitlement::stated(tenant, catalogue),
            facts: tenant.facts.clone(),
            populations: BTreeMap::new(),
            arrived: BTreeSet::new(),
            retired: BTreeSet::new(),
            unnamed: Points::ZERO,
            done: BTreeMap::new(),
            rows,
            statuses: BTreeMap::new(),
            finished: BTreeMap::new(),
            predicted: BTreeSet::new(),
            predicted_at_start: BTreeSet::new(),
            credited: BTreeSet::new(),
            given: BTreeSet::new(),
            gone: BTreeMap::new(),
            holds: BTreeMap::new(),
        };
        state.count_seats();
        done::infer(&mut state);
        state.predicted = state.predict();
        state.predicted_at_start = state.predicted.clone();
        state.credited = state.credits();
        state.given = state.credited.clone();
        state.find_holds();
        state
    }

    /// The tenant on a later day on which nobody has changed anything: plan contents may have.
    #[must_use]
    pub fn on(mut self, day: Date) -> Self {
        if day != self.day {
            self.apply(&Change::Day(day));
        }
        self
    }

    /// The catalogue entry of a row.
    pub fn control(&self, id: &Id) -> Option<&'a Control> {
        self.catalogue.control(id)
    }

    /// The size of a population, 0 when it is not known.
    pub fn population(&self, name: &Id) -> i64 {
        let stated = || self.tenant.populations.get(name).map(|size| size.value);
        self.populations.get(name).copied().or_else(stated).unwrap_or(0)
    }

    /// How many controls of the catalogue show now by their conditions, whatever the snapshot holds.
    pub fn visible_by_conditions(&self) -> usize {
        self.predicted.len()
    }

    /// Controls that should show by the predicates but have no score: never added.
    pub fn expected_not_scored(&self) -> Vec<&Id> {
        self.predicted_at_start.iter().filter(|id| !self.tenant.controls.contains_key(*id)).collect()
    }

    /// Whether the predicates expect a control that the snapshot does not hold.
    pub fn is_expected_not_scored(&self, id: &Id) -> bool {
        self.predicted_at_start.contains(id) && !self.tenant.controls.contains_key(id)
    }

    /// The title of a control, an action or a name that no score holds.
    pub fn title(&self, id: &Id) -> String {
        let row = self.rows.get(id).map(|row| row.title.clone());
        let action = || self.catalogue.actions.get(id).map(|action| action.title.clone());
        let control = || self.control(id).map(|control| control.title.clone());
        let unscored = || self.catalogue.unscored.get(id).map(|entry| entry.title.clone());
        row.or_else(action).or_else(control).or_else(unscored).unwrap_or_else(|| id.to_string())
    }

    /// The maximum of a row that is not observed: the user's overlay, else the tenant's profile, else the catalogue,
    /// else what is assumed.
    pub fn max_of(&self, id: &Id, control: &Control) -> Option<Points> {
        let of_profile = self.tenant.unscored.get(id).map(|profile| profile.max);
        let known = if control.max_overlaid { control.max } else { of_profile.or(control.max) };
        known.or(self.assumptions.unknown_max)
    }

    /// Whether the maximum of a control is only assumed.
    pub fn is_max_assumed(&self, id: &Id) -> bool {
        let seen = self.tenant.controls.get(id).is_some_and(|seen| seen.max.is_some());
        let profile = self.tenant.unscored.contains_key(id);
        let published = self.control(id).is_some_and(|control| control.max.is_some());
        self.assumptions.unknown_max.is_some() && !seen && !profile && !published
    }

    /// What the predicates predict: every current control whose condition holds.
    fn predict(&self) -> BTreeSet<Id> {
        let with_instances: BTreeSet<&str> = self
            .tenant
            .controls
            .keys()
            .filter(|id| id.without_instance() != id.as_str())
            .map(Id::without_instance)
            .collect();
        let own = self.tenant.controls.keys().filter(|id| !self.catalogue.controls.contains_key(*id));
        self.catalogue
            .controls
            .keys()
            .filter(|id| !with_instances.contains(id.as_str()))
            .chain(own)
            .filter(|id| self.control(id).is_some_and(|control| self.predicts(control)))
            .cloned()
            .collect()
    }

    /// Whether a control should show, by the stated assumption.
    pub fn predicts(&self, control: &Control) -> bool {
        let entitled = || control.ways.iter().any(|way| way.entitled_when.holds(self));
        let current = !self.retired.contains(&control.id);
        current
            && control.visible_when.holds(self)
            && (self.assumptions.visibility == Visibility::Product || entitled())
    }

    /// The controls whose default credit is due.
    fn credits(&self) -> BTreeSet<Id> {
        let due = |control: &&Control| {
            control.default_credit.as_ref().is_some_and(|credit| credit.when.holds(self))
        };
        self.catalogue.controls.values().filter(due).map(|control| control.id.clone()).collect()
    }
}

impl Environment for State<'_> {
    fn owns(&self, plan: &Id) -> Option<bool> {
        self.plans.as_ref().map(|plans| plans.get(plan).is_some_and(|seats| *seats > 0))
    }

    fn fact(&self, name: &Id) -> i64 {
        self.facts.get(name).copied().unwrap_or_else(|| self.population(name))
    }

    fn scored(&self, pattern: &str) -> bool {
        match pattern.strip_suffix('*') {
            Some(start) => self.rows.keys().any(|id| id.without_instance().starts_with(start)),
            None => self.rows.keys().any(|id| id.without_instance() == pattern),
        }
    }

    fn row(&self, id: &Id) -> Option<(i64, i64)> {
        let instance = || self.rows.values().find(|row| row.id.without_instance() == id.as_str());
        let row = self.rows.get(id).or_else(instance)?;
        Some((row.measured.0, row.max?.0))
    }
}

/// The row of an observed control. The maximum of a user's overlay comes before the tenant's profile.
fn observed_row(id: &Id, tenant: &Tenant, catalogue: &Catalogue, assumptions: Assumptions) -> ScoreRow {
    let known = catalogue.control(id);
    let seen = tenant.controls.get(id);
    let overlaid = known.filter(|control| control.max_overlaid).and_then(|control| control.max);
    let max = overlaid
        .or_else(|| seen.and_then(|seen| seen.max).map(|max| max.value))
        .or_else(|| known.and_then(|control| control.max))
        .or(assumptions.unknown_max);
    let score = seen.map_or(Points::ZERO, |seen| seen.score);
    // An observed score is authoritative: a maximum below it is wrong, and named by a finding.
    let max = max.map(|max| max.max(score));
    let status = seen.and_then(|seen| seen.status).map(|status| status.value);
    let units = seen.and_then(|seen| seen.count.zip(seen.total)).filter(|(_, total)| *total > 0);
    // An assertion gives its points for a word: what it covers is measured by nobody but the count.
    let given = status.filter(|status| status.is_asserted()).map(|_| score);
    let (measured, covered) = match (given, units, max) {
        (None, Some((count, total)), Some(max)) => (score, compliant(count, total, score, max)),
        (None, ..) => (score, None),
        (Some(_), Some((count, total)), Some(max)) => {
            (Share::new(count, total).of(max), Some((count, total)))
        }
        (Some(_), ..) => (Points::ZERO, None),
    };
    let category = seen.and_then(|seen| seen.category.clone()).or_else(|| known.map(|c| c.category.clone()));
    let title =
        known.map(|control| control.title.clone()).or_else(|| seen.and_then(|seen| seen.title.clone()));
    ScoreRow {
        id: id.clone(),
        title: title.unwrap_or_else(|| id.to_string()),
        category: category.unwrap_or_else(|| "Unknown".to_owned()),
        product: known.map(|control| control.product.clone()).or_else(|| {
            catalogue.product_of_service(seen?.service.as_deref()?).map(|product| product.id.clone())
        }),
        max,
        measured,
        given,
        observed: true,
        status,
        simulated: None,
        covered,
    }
}

/// `count` may mean compliant or exposed units: whichever reproduces the score.
fn compliant(count: i64, total: i64, score: Points, max: Points) -> Option<(i64, i64)> {
    let reproduces = |count: i64| (Share::new(count, total).of(max) - score).0.abs() <= 1;
    [count, total - count].into_iter().find(|units| reproduces(*units)).map(|units| (units, total))
}
