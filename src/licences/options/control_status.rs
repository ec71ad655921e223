//! The status of every control for a tenant: done, to be done, or what would have to be bought.

use std::collections::{BTreeMap, BTreeSet};

use super::unused::is_deployable;
use crate::model::text::words;
use crate::model::{Control, Environment, Expr, Id, Points, Sku};
use crate::state::{AbsenceReason, Entitlement, ScoreRow, State};

/// The status of a control for a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ControlStatus {
    /// The licences allow it, and it has all its points.
    Done,
    /// The licences allow it, and points are left; also where it shows only when owned products are deployed.
    NotDone,
    /// The licences allow it, and too few seats keep its points below what work could reach.
    SeatsMissing,
    /// No higher suite includes it: it requires an add-on or a standalone product.
    RequiresAddOn,
    /// A higher suite includes it.
    HigherSuite,
    /// It does not apply to this tenant.
    NotApplicable,
    Unknown,
}

words!(ControlStatus: "entitled-and-done" => Done, "entitled-and-not-done" => NotDone,
    "seats-missing" => SeatsMissing, "requires-add-on" => RequiresAddOn,
    "available-in-higher-suite" => HigherSuite, "not-applicable" => NotApplicable, "unknown" => Unknown);

/// The status of every current control and of every row of the tenant.
pub fn control_statuses(state: &State<'_>) -> BTreeMap<Id, ControlStatus> {
    let offers = ForSale::to(state);
    let mut statuses = BTreeMap::new();
    for row in state.rows.values() {
        statuses.insert(row.id.clone(), of_row(state, &offers, row));
    }
    for control in state.catalogue.controls.values().filter(|control| control.is_current()) {
        if !state.rows.contains_key(&control.id)
            && let Some(status) = of_absent(state, &offers, control)
        {
            statuses.insert(control.id.clone(), status);
        }
    }
    statuses
}

fn of_row(state: &State<'_>, offers: &ForSale<'_, '_>, row: &ScoreRow) -> ControlStatus {
    let Some(control) = state.control(&row.id) else { return ControlStatus::Unknown };
    match state.entitlement(control) {
        Entitlement::Unknown => return ControlStatus::Unknown,
        Entitlement::No => return for_sale(offers, control, &[]),
        Entitlement::Yes => {}
    }
    let Some(max) = row.max else { return ControlStatus::Unknown };
    if row.left() == Points::ZERO { ControlStatus::Done } else { open(state, control, max) }
}

/// The status of an allowed control with points left.
fn open(state: &State<'_>, control: &Control, max: Points) -> ControlStatus {
    if state.best_seat_cover(control, max) < max {
        ControlStatus::SeatsMissing
    } else {
        ControlStatus::NotDone
    }
}

/// `None` for a control of which another instance is in the score.
fn of_absent(state: &State<'_>, offers: &ForSale<'_, '_>, control: &Control) -> Option<ControlStatus> {
    let mut missing: Vec<Expr> = Vec::new();
    let mut unknown = false;
    for why in state.why_absent(&control.id) {
        match &why {
            AbsenceReason::OtherInstance(_) => return None,
            AbsenceReason::NotDeployed(short) | AbsenceReason::NotConnected(short)
                if is_deployable(state, short) => {}
            AbsenceReason::NotDeployed(_)
            | AbsenceReason::NotConnected(_)
            | AbsenceReason::Population(_)
            | AbsenceReason::PopulationUnknown(_)
            | AbsenceReason::NotPresent(_) => {
                return Some(ControlStatus::NotApplicable);
            }
            // No licence meets a condition without a plan.
            AbsenceReason::Condition(expr) if expr.plans().is_empty() => {
                return Some(ControlStatus::NotApplicable);
            }
            AbsenceReason::Condition(expr) => missing.push(expr.clone()),
            AbsenceReason::NoProduct { .. }
            | AbsenceReason::NoLicence(_)
            | AbsenceReason::LicenceNotShown(_)
            | AbsenceReason::NotEntitled(_) => {
                missing.extend(why.failed());
            }
            AbsenceReason::NotInCatalogue
            | AbsenceReason::NotMeasured
            | AbsenceReason::Retired(_)
            | AbsenceReason::ExpectedNotScored => {
                unknown = true;
            }
        }
    }
    Some(if !missing.is_empty() {
        for_sale(offers, control, &missing)
    } else if unknown || state.entitlement(control) == Entitlement::Unknown {
        ControlStatus::Unknown
    } else if state.entitlement(control) == Entitlement::No {
        for_sale(offers, control, &[])
    } else {
        // Whether seats reach all of it does not depend on the maximum.
        open(state, control, state.max_of(&control.id, control).unwrap_or(Points::whole(1)))
    })
}

/// What would have to be bought for a control to show and to be allowed.
fn for_sale(offers: &ForSale<'_, '_>, control: &Control, missing: &[Expr]) -> ControlStatus {
    let entitled = control.entitled_when();
    let wanted: Vec<&Expr> = missing.iter().chain([&entitled]).collect();
    // Where no single SKU is enough, the one that entitles is bought.
    let kind = offers
        .kind_for(&wanted)
        .or_else(|| offers.kind_for(&[&entitled]).filter(|_| !offers.holds(&entitled)));
    match kind {
        Some(ProductKind::HigherSuite | ProductKind::OtherSuite) => ControlStatus::HigherSuite,
        Some(ProductKind::AddOn) => ControlStatus::RequiresAddOn,
        None => ControlStatus::Unknown,
    }
}

/// A tenant with additional plans.
struct WithPlans<'s, 'a> {
    state: &'s State<'a>,
    plans: &'s BTreeSet<&'a Id>,
}

impl Environment for WithPlans<'_, '_> {
    fn owns(&self, plan: &Id) -> Option<bool> {
        if self.plans.contains(plan) { Some(true) } else { self.state.owns(plan) }
    }

    fn owns_one_of(&self, plans: &[&Id]) -> bool {
        plans.iter().any(|plan| self.plans.contains(*plan)) || self.state.owns_one_of(plans)
    }

    fn is_unknown(&self, name: &Id) -> bool {
        self.state.is_unknown(name)
    }

    fn fact(&self, name: &Id) -> i64 {
        self.state.fact(name)
    }

    fn scored(&self, pattern: &str) -> bool {
        self.state.scored(pattern)
    }

    fn row(&self, id: &Id) -> Option<(i64, i64)> {
        self.state.row(id)
    }
}

/// The kind of product that would entitle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProductKind {
    /// A base suite that includes all plans of a suite of the tenant.
    HigherSuite,
    /// An add-on, or a standalone product.
    AddOn,
    /// A base suite of another kind.
    OtherSuite,
}

/// Everything that is sold on the day of a state, with the plans of each SKU.
struct ForSale<'s, 'a> {
    state: &'s State<'a>,
    skus: Vec<(&'a Sku, BTreeSet<&'a Id>)>,
    /// The base suites that are higher than a suite of the tenant.
    higher: BTreeSet<&'a Id>,
    held: BTreeSet<Id>,
}

impl<'s, 'a> ForSale<'s, 'a> {
    fn to(state: &'s State<'a>) -> Self {
        let catalogue = state.catalogue;
        let for_people = catalogue.skus.values().filter(|sku| !sku.agents);
        let skus: Vec<(&Sku, BTreeSet<&Id>)> =
            for_people.map(|sku| (sku, catalogue.opened_by(sku.plans_on(state.day)))).collect();
        let owned = state.licences.iter().flatten().filter(|licence| licence.seats() > 0);
        let held: BTreeSet<Id> = owned.map(|licence| licence.sku.clone()).collect();
        let bases = || skus.iter().filter(|(sku, _)| sku.base);
        let mine: Vec<&BTreeSet<&Id>> =
            bases().filter(|(sku, _)| held.contains(&sku.sku)).map(|(_, plans)| plans).collect();
        let is_higher =
            |plans: &BTreeSet<&Id>| mine.is_empty() || mine.iter().any(|own| own.is_subset(plans));
        let higher = bases().filter(|(_, plans)| is_higher(plans)).map(|(sku, _)| &sku.sku).collect();
        Self { state, skus, higher, held }
    }

    /// Whether a condition holds for the tenant.
    fn holds(&self, expr: &Expr) -> bool {
        expr.holds(self.state)
    }

    /// The kind of SKU that makes all of some conditions hold: a higher suite before an add-on, an add-on before another
    /// suite. An add-on counts where the tenant has a licence that it requires.
    fn kind_for(&self, wanted: &[&Expr]) -> Option<ProductKind> {
        let mut best = None;
        for (sku, plans) in &self.skus {
            let with = WithPlans { state: self.state, plans };
            if !wanted.iter().all(|expr| expr.holds(&with)) {
                continue;
            }
            if self.higher.contains(&sku.sku) {
                return Some(ProductKind::HigherSuite);
            }
            let may_buy =
                sku.needs_base.is_empty() || sku.needs_base.iter().any(|base| self.held.contains(base));
            if !sku.base && !may_buy {
                continue;
            }
            let kind = if sku.base { ProductKind::OtherSuite } else { ProductKind::AddOn };
            if best != Some(ProductKind::AddOn) {
                best = Some(kind);
            }
        }
        best
    }
}
