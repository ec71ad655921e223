//! Where a control stands for a tenant: done, to be done, or what is missing.

use std::collections::BTreeMap;

use super::deploy::is_deployable;
use super::for_sale::{ForSale, Seller};
use crate::model::{Control, Expr, Id, Points};
use crate::state::{AbsenceReason, Entitlement, ScoreRow, State};

/// Where a control stands for a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ControlStatus {
    /// It may be earned and holds all its points.
    Done,
    /// It may be earned and does not; also where it shows only after deploying what is owned.
    NotDone,
    /// It may be earned, and seats keep its points below what work could reach.
    SeatsMissing,
    /// No suite above that of the tenant has it: it takes an add-on or a product that stands alone.
    RequiresAddOn,
    /// A higher suite has it.
    HigherSuite,
    /// It makes no sense in this tenant.
    NotApplicable,
    /// Nobody can tell.
    Unknown,
}

impl ControlStatus {
    /// Every status with its word, in the order in which they are printed.
    pub const WORDS: [(&'static str, Self); 7] = [
        ("entitled-and-done", Self::Done),
        ("entitled-and-not-done", Self::NotDone),
        ("seats-missing", Self::SeatsMissing),
        ("requires-add-on", Self::RequiresAddOn),
        ("available-in-higher-suite", Self::HigherSuite),
        ("not-applicable", Self::NotApplicable),
        ("unknown", Self::Unknown),
    ];

    /// The word as printed.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, status)| *status == self).map_or("", |(word, _)| word)
    }
}

/// Where every control stands that Microsoft scores today, and every row of the tenant.
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

/// What may be earned and is not done: whether seats keep work from reaching all of it.
fn open(state: &State<'_>, control: &Control, max: Points) -> ControlStatus {
    let ways = control.ways.iter().filter(|way| state.may_take(control, way) != Entitlement::No);
    let cover = ways.map(|way| state.seat_cover(control, way).of(max)).max().unwrap_or(max);
    if cover < max { ControlStatus::SeatsMissing } else { ControlStatus::NotDone }
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
            | AbsenceReason::NotPresent(_) => {
                return Some(ControlStatus::NotApplicable);
            }
            // A condition without a plan is none that a licence meets.
            AbsenceReason::Condition(expr) if expr.plans().is_empty() => {
                return Some(ControlStatus::NotApplicable);
            }
            AbsenceReason::Condition(expr) => missing.push(expr.clone()),
            AbsenceReason::NoProduct { .. } | AbsenceReason::NoLicence(_) | AbsenceReason::NotEntitled(_) => {
                missing.extend(why.failed())
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
        // Of a maximum that nobody knows, any will do to see whether seats reach all of it.
        open(state, control, state.max_of(&control.id, control).unwrap_or(Points::whole(1)))
    })
}

/// What one would have to buy to see a control and to be allowed to earn it.
fn for_sale(offers: &ForSale<'_, '_>, control: &Control, missing: &[Expr]) -> ControlStatus {
    let entitled = control.entitled_when();
    let wanted: Vec<&Expr> = missing.iter().chain([&entitled]).collect();
    // Where no SKU alone does it, what entitles is what one buys.
    let seller =
        offers.seller(&wanted).or_else(|| offers.seller(&[&entitled]).filter(|_| !offers.holds(&entitled)));
    match seller {
        Some(Seller::HigherSuite | Seller::OtherSuite) => ControlStatus::HigherSuite,
        Some(Seller::AddOn) => ControlStatus::RequiresAddOn,
        None => ControlStatus::Unknown,
    }
}
