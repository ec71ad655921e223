//! The tenant at one date: its licences and facts, the controls that are in its score, and their points.
//!
//! Goes in: a [`Catalogue`], a [`Tenant`] and [`Assumptions`]. Comes out: a [`State`] that computes the score and that a
//! [`Change`] moves to a later date.
//! **Invariants:** on the snapshot date the rows are exactly the observed ones; an observed score is never recomputed; the
//! conditions of the catalogue only decide what changes add or remove.

mod background;
mod change;
mod conditional_points;
mod done;
mod effect;
mod entitlement;
mod environment;
mod evidence;
mod findings;
mod licence_change;
mod outlook;
mod readers;
mod same;
mod score;
mod seats;
mod unattributed;
mod unknown_controls;
mod unlock;
mod visibility;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use conditional_points::ConditionalPoints;
use done::RowEvidence;
use licence_change::LicenceTrial;
use readers::Readers;

use change::Extent;
pub use change::{Change, RowChange, RowChangeKind};
pub use done::{ActionDone, Evidence};
pub use entitlement::{Barrier, Entitlement};
pub use evidence::LicenceBasis;
pub use findings::{contradictions, estimate_findings, findings, first_names, seat_findings};
pub use licence_change::{Allowed, Lapse, lapses};
pub use score::{Achievable, ScoreGroup, Totals, UNATTRIBUTED, Views, by_category, by_product, views};
pub use seats::SeatPools;
pub use unattributed::Unattributed;
pub use unknown_controls::with_own_controls;
pub use unlock::{Unlock, deployed, unlock};
pub use visibility::{AbsenceReason, Shortfall};

use crate::model::{
    Assumptions, Catalogue, Control, Id, Licence, Points, Share, Status, Tenant, USERS, Visibility,
};

#[derive(Debug, Clone, PartialEq)]
pub struct ScoreRow {
    /// Microsoft's id, with the prefix of an instance where there is one.
    pub id: Id,
    pub title: Arc<str>,
    pub category: Arc<str>,
    /// The source product, where it is known.
    pub product: Option<Id>,
    /// `None` when it is not known: then the row is not scored.
    pub max: Option<Points>,
    /// The points as last measured; under an exported assertion only what Microsoft counted.
    pub measured: Points,
    /// The points that an exported assertion gives in place of the measurement.
    pub asserted: Option<Points>,
    /// Whether the row came with the snapshot.
    pub observed: bool,
    /// Microsoft's status; `None` when it is unknown.
    pub status: Option<Status>,
    /// A status that the scenario has set; it overrides the measurement.
    pub simulated: Option<Status>,
    /// The compliant units and all units, where the export states them and they reproduce the score.
    pub covered: Option<(i64, i64)>,
}

impl ScoreRow {
    /// The points that count: the measurement, or those of a status in its place.
    pub fn points(&self) -> Points {
        match (self.simulated, self.max) {
            (Some(status), Some(max)) if status.is_asserted() => max,
            (Some(Status::RiskAccepted), _) => Points::ZERO,
            // Any other status of the scenario takes the place of an exported assertion too.
            (Some(_), _) => self.measured,
            (None, _) => self.asserted.unwrap_or(self.measured),
        }
    }

    /// The status that counts: that of the scenario before that of the export.
    pub fn current_status(&self) -> Option<Status> {
        self.simulated.or(self.status)
    }

    /// Whether its points are asserted and not measured.
    pub fn is_asserted(&self) -> bool {
        self.current_status().is_some_and(Status::is_asserted)
    }

    /// Lowers the measured points to at most `points`.
    fn take_back_to(&mut self, points: Points) {
        if self.measured > points {
            self.measured = points;
            self.covered = None;
            self.follow_points();
        }
    }

    /// The status after a change of the measured points: the system says what is completed, and takes the word back. What a
    /// person has asserted or accepted stays until it is withdrawn.
    fn follow_points(&mut self) {
        let is_full = self.max.is_some_and(|max| self.measured >= max);
        match self.status {
            Some(status) if status.is_asserted() || status == Status::RiskAccepted => {}
            _ if is_full => self.status = Some(Status::Completed),
            Some(Status::Completed) => self.status = Some(Status::ToAddress),
            _ => {}
        }
    }

    /// Ends every status that a person has set, also one that came with the export: what Microsoft measured is left.
    fn withdraw_status(&mut self) {
        self.simulated = None;
        self.asserted = None;
        self.status = Some(Status::ToAddress);
        self.follow_points();
    }

    /// The points that are left to the maximum; 0 when that is not known.
    pub fn left(&self) -> Points {
        self.max.map_or(Points::ZERO, |max| Points((max - self.points()).0.max(0)))
    }
}

/// The tenant at one date.
#[derive(Debug, Clone)]
pub struct State<'a> {
    pub catalogue: &'a Catalogue,
    /// The tenant as it was exported.
    pub tenant: &'a Tenant,
    pub assumptions: Assumptions,
    pub day: Date,
    /// The licences of that day; `None` when they are unknown.
    pub licences: Option<Vec<Licence>>,
    /// Seats by service plan, with implied plans; `None` when the licences are unknown.
    pub plans: Option<BTreeMap<Id, i64>>,
    licensing: Licensing,
    pub facts: BTreeMap<Id, i64>,
    /// Populations whose size has changed since the snapshot.
    resized: BTreeMap<Id, i64>,
    /// How far every action is done.
    pub done: BTreeMap<Id, ActionDone>,
    /// How far rows have shown an action to be done.
    shown: BTreeMap<Id, Share>,
    row_evidence: Arc<RowEvidence>,
    /// Changed here alone: the sums follow them.
    pub rows: BTreeMap<Id, ScoreRow>,
    /// The sums over the rows.
    sums: Totals,
    /// What the rows that the present change has touched added to the sums before it; `None` where there was no row.
    touched: BTreeMap<Id, Option<Totals>>,
    /// The rows as they were before changes that will be taken back.
    taken_back: Option<BTreeMap<Id, Option<ScoreRow>>>,
    /// The facts that the present change has moved.
    moved_facts: BTreeSet<Id>,
    /// Actions that contradict one another about facts, so that no end was found.
    unsettled: BTreeSet<Id>,
    readers: Arc<Readers>,
    membership: Membership,
    /// The maximum of added controls that are not known by name.
    unknown_controls_max: Points,
    /// What Microsoft printed beyond the rows.
    pub unattributed: Unattributed,
    /// Statuses that the scenario has set, also on controls that are not in the score.
    pub statuses: BTreeMap<Id, Status>,
    /// Work that was finished before its row came into the score: the share and the way.
    waiting_work: BTreeMap<Id, (Share, Option<Id>)>,
    credits: Credits,
    /// Rows whose points rest on a condition.
    conditional: BTreeMap<Id, ConditionalPoints>,
}

/// What is known of the licences beside the numbers of seats.
#[derive(Debug, Clone)]
struct Licensing {
    /// The seats by plan and group, with the people that they reach; `None` when the licences are unknown.
    seats: Option<Arc<SeatPools>>,
    /// Trials that have not ended.
    trials: Vec<LicenceTrial>,
    /// The controls that the portal calls licensed or not, where neither SKUs nor the catalogue can tell.
    portal: Arc<BTreeMap<Id, bool>>,
    /// What shows plans where no SKUs are known.
    shown: Arc<evidence::Shown>,
}

#[derive(Debug, Clone, Default)]
struct Membership {
    /// The controls that the conditions of the catalogue expected on the snapshot date.
    expected_at_start: Arc<BTreeSet<Id>>,
    /// Those of which they say something else now.
    moved: BTreeSet<Id>,
    /// Controls that the scenario has added, whatever the conditions say.
    added: BTreeSet<Id>,
    retired: BTreeSet<Id>,
    /// Rows that have left the score, kept for their return.
    hidden: BTreeMap<Id, ScoreRow>,
}

impl Membership {
    /// Whether the conditions expect a control now.
    fn expects(&self, id: &Id) -> bool {
        self.expected_at_start.contains(id) != self.moved.contains(id)
    }

    /// Records what the conditions say of a control now; returns whether they said something else before.
    fn expect(&mut self, id: &Id, expected: bool) -> bool {
        let is_new = self.expects(id) != expected;
        if is_new && !self.moved.remove(id) {
            self.moved.insert(id.clone());
        }
        is_new
    }
}

/// The default credits of controls: points that come without work while a condition holds.
#[derive(Debug, Clone, Default, PartialEq)]
struct Credits {
    /// The controls whose condition holds now.
    due: BTreeSet<Id>,
    /// The controls that have received their credit, and have not lapsed since.
    granted: BTreeSet<Id>,
}

impl<'a> State<'a> {
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
            licensing: Licensing {
                seats: None,
                trials: Vec::new(),
                portal: Arc::new(entitlement::portal_licences(tenant, catalogue)),
                shown: Arc::new(evidence::Shown::of(tenant, catalogue)),
            },
            facts: tenant.facts.clone(),
            resized: BTreeMap::new(),
            done: BTreeMap::new(),
            shown: BTreeMap::new(),
            row_evidence: Arc::default(),
            rows,
            sums: Totals::default(),
            touched: BTreeMap::new(),
            taken_back: None,
            moved_facts: BTreeSet::new(),
            unsettled: BTreeSet::new(),
            readers: Arc::default(),
            membership: Membership::default(),
            unknown_controls_max: Points::ZERO,
            unattributed: Unattributed::default(),
            statuses: BTreeMap::new(),
            waiting_work: BTreeMap::new(),
            credits: Credits::default(),
            conditional: BTreeMap::new(),
        };
        state.sums = state.sum_of_rows();
        state.find_unattributed();
        state.count_seats();
        state.readers = Arc::new(Readers::of(catalogue, state.expectable()));
        done::infer(&mut state, Extent::Tenant);
        state.moved_facts.clear();
        state.membership.expected_at_start = Arc::new(state.expected());
        state.credits.due = state.due_credits();
        state.credits.granted = state.credits.due.clone();
        state.find_conditional_points();
        state
    }

    /// The tenant on a later day without any other change: the contents of SKUs may change with the day.
    #[must_use]
    pub fn on(mut self, day: Date) -> Self {
        if day != self.day {
            self.apply(&Change::Day(day));
        }
        self
    }

    pub fn control(&self, id: &Id) -> Option<&'a Control> {
        self.catalogue.control(id)
    }

    /// The size of a population, 0 when it is not known.
    pub fn population(&self, name: &Id) -> i64 {
        let stated = || self.tenant.populations.get(name).map(|size| size.value);
        self.resized.get(name).copied().or_else(stated).unwrap_or(0)
    }

    /// The number of all users, 0 when it is not known.
    pub fn users(&self) -> i64 {
        self.population(&Id::new(USERS))
    }

    /// The number of controls that the conditions of the catalogue expect in the score.
    pub fn visible_by_conditions(&self) -> usize {
        let start = &self.membership.expected_at_start;
        let gone = self.membership.moved.iter().filter(|id| start.contains(*id)).count();
        start.len() + self.membership.moved.len() - 2 * gone
    }

    /// Controls that the conditions expect and that have no score in the snapshot. They are not added.
    pub fn expected_not_scored(&self) -> Vec<&Id> {
        self.membership
            .expected_at_start
            .iter()
            .filter(|id| !self.tenant.controls.contains_key(*id))
            .collect()
    }

    /// Whether a control is one of [`State::expected_not_scored`].
    pub fn is_expected_not_scored(&self, id: &Id) -> bool {
        self.membership.expected_at_start.contains(id) && !self.tenant.controls.contains_key(id)
    }

    /// The title of a control, an action or an unscored entry of the catalogue.
    pub fn title(&self, id: &Id) -> String {
        let row = self.rows.get(id).map(|row| row.title.to_string());
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

    /// The controls that conditions may bring into the score, by their ids there: for a control of which the tenant has
    /// instances these.
    fn expectable(&self) -> impl Iterator<Item = (&'a Id, &'a Control)> + use<'a> {
        let (catalogue, tenant) = (self.catalogue, self.tenant);
        let with_instances: BTreeSet<&str> = tenant
            .controls
            .keys()
            .filter(|id| id.without_instance() != id.as_str())
            .map(Id::without_instance)
            .collect();
        let own = tenant.controls.keys().filter(|id| !catalogue.controls.contains_key(*id));
        catalogue
            .controls
            .keys()
            .filter(move |id| !with_instances.contains(id.as_str()))
            .chain(own)
            .filter_map(|id| Some((id, catalogue.control(id)?)))
    }

    /// Every current control whose condition holds.
    fn expected(&self) -> BTreeSet<Id> {
        let holds = self.expectable().filter(|(_, control)| self.predicts(control));
        holds.map(|(id, _)| id.clone()).collect()
    }

    /// Whether the conditions expect a control in the score, under the assumption about visibility.
    pub fn predicts(&self, control: &Control) -> bool {
        let entitled = || control.ways.iter().any(|way| way.entitled_when.may_hold(self));
        let current = !self.membership.retired.contains(&control.id);
        current
            && control.visible_when.holds(self)
            && (self.assumptions.visibility == Visibility::Product || entitled())
    }

    /// The controls whose default credit is due, by their ids in the score.
    fn due_credits(&self) -> BTreeSet<Id> {
        let due = self.expectable().filter(|(_, control)| self.is_credit_due(control));
        due.map(|(id, _)| id.clone()).collect()
    }

    fn is_credit_due(&self, control: &Control) -> bool {
        control.default_credit.as_ref().is_some_and(|credit| credit.when.holds(self))
    }
}

/// The maximum of an observed control, where somebody states one. That of a user's overlay comes before the tenant's profile.
fn stated_max(id: &Id, tenant: &Tenant, catalogue: &Catalogue) -> Option<Points> {
    let known = catalogue.control(id);
    let overlaid = known.filter(|control| control.max_overlaid).and_then(|control| control.max);
    overlaid
        .or_else(|| tenant.controls.get(id).and_then(|seen| seen.max).map(|max| max.value))
        .or_else(|| known.and_then(|control| control.max))
}

/// The row of an observed control.
fn observed_row(id: &Id, tenant: &Tenant, catalogue: &Catalogue, assumptions: Assumptions) -> ScoreRow {
    let known = catalogue.control(id);
    let seen = tenant.controls.get(id);
    let max = stated_max(id, tenant, catalogue).or(assumptions.unknown_max);
    let score = seen.map_or(Points::ZERO, |seen| seen.score);
    // An observed score is authoritative: a maximum below it is wrong, and a finding names it.
    let max = max.map(|max| max.max(score));
    let status = seen.and_then(|seen| seen.status).map(|status| status.value);
    let units = seen.and_then(|seen| seen.count.zip(seen.total)).filter(|(_, total)| *total > 0);
    // An assertion gives its points without a measurement; only the count of units is measured.
    let asserted = status.filter(|status| status.is_asserted()).map(|_| score);
    let (measured, covered) = match (asserted, units, max) {
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
        title: title.unwrap_or_else(|| id.to_string()).into(),
        category: category.unwrap_or_else(|| "Unknown".to_owned()).into(),
        product: known.map(|control| control.product.clone()).or_else(|| {
            catalogue.product_of_service(seen?.service.as_deref()?).map(|product| product.id.clone())
        }),
        max,
        measured,
        asserted,
        observed: true,
        status,
        simulated: None,
        covered,
    }
}

/// The compliant units: `count` is of compliant or of exposed units, whichever reproduces the score.
fn compliant(count: i64, total: i64, score: Points, max: Points) -> Option<(i64, i64)> {
    let reproduces = |count: i64| (Share::new(count, total).of(max) - score).0.abs() <= 1;
    [count, total - count].into_iter().find(|units| reproduces(*units)).map(|units| (units, total))
}
