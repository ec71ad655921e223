//! Who may earn a control, and for how many people.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::State;
use crate::model::{Catalogue, Control, Expr, Id, Licence, Points, Scoring, Share, Tenant, Way};

/// Whether a tenant is allowed to earn a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entitlement {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// The licences are unknown and the control needs one, or only the export knows the control: counted as
    /// entitled.
    Unknown,
}

/// Seats by plan on a day: the plans of every SKU with seats that work, and what they imply. Seats of several
/// SKUs add up; stubs unlock nothing, and SKUs for software agents license no people.
pub(super) fn seats_by_plan(
    licences: Option<&[Licence]>,
    catalogue: &Catalogue,
    day: Date,
) -> Option<BTreeMap<Id, i64>> {
    let mut plans: BTreeMap<Id, i64> = BTreeMap::new();
    let counts = |licence: &&Licence| licence.seats() > 0 && !catalogue.is_for_agents(licence);
    for licence in licences?.iter().filter(counts) {
        let mut of_sku: Vec<Id> = match (&licence.plans, catalogue.skus.get(&licence.sku)) {
            (Some(plans), _) => plans.iter().cloned().collect(),
            (None, Some(sku)) => sku.plans_on(day).cloned().collect(),
            (None, None) => Vec::new(),
        };
        let mut next = 0;
        while let Some(plan) = of_sku.get(next).cloned() {
            for implied in catalogue.plans.get(&plan).map(|plan| &plan.implies).into_iter().flatten() {
                if !of_sku.contains(implied) {
                    of_sku.push(implied.clone());
                }
            }
            next += 1;
        }
        of_sku.sort_unstable();
        of_sku.dedup();
        for plan in of_sku {
            if !catalogue.plans.get(&plan).is_some_and(|plan| plan.stub) {
                *plans.entry(plan).or_default() += licence.seats();
            }
        }
    }
    Some(plans)
}

/// Which controls the portal calls licensed, by catalogue id. Plans that are known decide better: they are dated
/// and move with licence changes. For a control that only the export knows there are none. Of several instances one
/// that is licensed is enough.
pub(super) fn stated(tenant: &Tenant, catalogue: &Catalogue) -> BTreeMap<Id, bool> {
    let counts = |id: &Id| {
        tenant.licences.is_none() || catalogue.control(id).is_none_or(|control| control.about.from_export)
    };
    let mut stated = BTreeMap::new();
    for control in tenant.controls.values().filter(|control| counts(&control.id)) {
        let Some(licensed) = control.licensed else { continue };
        *stated.entry(control.id.clone()).or_insert(licensed) |= licensed;
        let name = control.id.without_instance();
        if name != control.id.as_str() {
            *stated.entry(Id::new(name)).or_insert(licensed) |= licensed;
        }
    }
    stated
}

impl State<'_> {
    /// Whether the tenant may take a way to a control.
    pub fn may_take(&self, control: &Control, way: &Way) -> Entitlement {
        let unknown =
            control.about.from_export || (self.plans.is_none() && !way.entitled_when.plans().is_empty());
        match (self.stated_licence(&control.id), way.entitled_when.holds(self)) {
            (Some(false), _) | (_, false) => Entitlement::No,
            (None, true) if unknown => Entitlement::Unknown,
            (_, true) => Entitlement::Yes,
        }
    }

    /// What the portal says of a control's licence, where it counts: the licences are not known otherwise.
    pub fn stated_licence(&self, id: &Id) -> Option<bool> {
        self.stated.get(id).copied()
    }

    /// Whether the tenant may earn a row, also one that the catalogue does not know: then the portal's word
    /// counts, and without it the row counts as licensed.
    pub fn is_licensed(&self, id: &Id) -> bool {
        match self.control(id) {
            Some(control) => self.entitlement(control) != Entitlement::No,
            None => self.tenant.controls.get(id).and_then(|seen| seen.licensed).unwrap_or(true),
        }
    }

    /// Whether the tenant may earn a control on any way.
    pub fn entitlement(&self, control: &Control) -> Entitlement {
        let ways: Vec<Entitlement> = control.ways.iter().map(|way| self.may_take(control, way)).collect();
        if ways.contains(&Entitlement::Yes) {
            Entitlement::Yes
        } else if ways.contains(&Entitlement::Unknown) {
            Entitlement::Unknown
        } else {
            Entitlement::No
        }
    }

    /// The share of a control's people that hold a licence for a way. Without group data seats are nested:
    /// one user holds the plans of several SKUs. Devices and tenant-wide settings are not bound by seats.
    pub fn seat_cover(&self, control: &Control, way: &Way) -> Share {
        let Scoring::Proportional(population) = &control.scoring else { return Share::ALL };
        // Shared mailboxes need no licence: mail policies are licensed by user.
        let people = match population.as_str() {
            "users" | "mailboxes" => self.population(&Id::new("users")),
            "admins" => self.population(population),
            _ => return Share::ALL,
        };
        match seats(&way.entitled_when, self) {
            Some(seats) if people > 0 => Share::new(seats, people),
            _ => Share::ALL,
        }
    }

    /// The points that a way can reach: ceiling, coverage and seats hold proportional controls back.
    pub fn reach(&self, control: &Control, way: &Way, max: Points) -> Points {
        match control.scoring {
            Scoring::Binary | Scoring::Threshold => max,
            Scoring::Proportional(_) => {
                control.ceiling.min(way.coverage).min(self.seat_cover(control, way)).of(max)
            }
        }
    }
}

/// How many people an entitlement reaches; `None` when it is not bound by seats.
fn seats(expr: &Expr, state: &State<'_>) -> Option<i64> {
    match expr {
        Expr::Plan(plan) => state.plans.as_ref().map(|plans| plans.get(plan).copied().unwrap_or(0)),
        Expr::All(parts) => parts.iter().filter_map(|part| seats(part, state)).min(),
        Expr::Any(parts) => {
            let parts: Option<Vec<i64>> = parts.iter().map(|part| seats(part, state)).collect();
            // One unbound alternative frees all.
            parts.and_then(|parts| parts.into_iter().max())
        }
        other if other.holds(state) => None,
        _ => Some(0),
    }
}
