//! What shows the licences of a tenant.
//!
//! Goes in: a tenant and its catalogue. Comes out: [`Shown`], the plans that something proves and by what. **Invariant:** what
//! nothing shows is neither owned nor missing; a list of SKUs is whole, so that beside one nothing is left to be shown.

use std::collections::BTreeSet;

use super::State;
use crate::model::text::words;
use crate::model::{Catalogue, Expr, Id, Points, Tenant};

/// What the licences of a tenant are known by, the most trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LicenceBasis {
    /// A person stated them.
    Stated,
    /// Graph's list of `subscribedSkus`, with seats and plans.
    Skus,
    /// Graph's `enabledServices`: presence, never seats.
    EnabledServices,
    /// "Have license?" of the portal.
    Portal,
    /// Points on controls that nobody earns without a plan.
    Rows,
    NotShown,
}

words!(LicenceBasis: "stated" => Stated, "skus" => Skus, "enabled-services" => EnabledServices, "portal" => Portal,
    "rows" => Rows, "not-shown" => NotShown);

/// The plans that something shows where no list of SKUs is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// With the plans that they include.
    plans: BTreeSet<Id>,
    /// Of each of these sets one plan is owned, and nothing tells which.
    one_of: Vec<BTreeSet<Id>>,
    /// By what, the most trusted first.
    bases: BTreeSet<LicenceBasis>,
}

impl Shown {
    pub(super) fn of(tenant: &Tenant, catalogue: &Catalogue) -> Self {
        let mut shown = Self::default();
        if tenant.licences.is_some() {
            return shown;
        }
        let is_token = |token: &String| tenant.enabled_services.contains(token);
        let by_token = catalogue.plans.values().filter(|plan| plan.shown_by.iter().any(is_token));
        let mut evidence: Vec<(LicenceBasis, Vec<Id>)> =
            by_token.map(|plan| (LicenceBasis::EnabledServices, vec![plan.id.clone()])).collect();
        for seen in tenant.controls.values() {
            let basis = match seen.licensed {
                Some(true) => LicenceBasis::Portal,
                // Points that are asserted, or of nobody, are earned without a licence.
                None if seen.score > Points::ZERO
                    && seen.total != Some(0)
                    && !seen.status.is_some_and(|status| status.value.is_asserted()) =>
                {
                    LicenceBasis::Rows
                }
                _ => continue,
            };
            let Some(control) = catalogue.control(&seen.id) else { continue };
            let asked: Option<Vec<Vec<Id>>> =
                control.ways.iter().map(|way| plans_asked(&way.entitled_when)).collect();
            let Some(plans) = asked.filter(|ways| !ways.is_empty()) else { continue };
            let mut plans: Vec<Id> = plans.into_iter().flatten().collect();
            plans.sort_unstable();
            plans.dedup();
            // A setting may be on without its licence: what has a token is not shown by points where tokens are known.
            let has_token =
                |plan: &Id| catalogue.plans.get(plan).is_some_and(|plan| !plan.shown_by.is_empty());
            let is_told = basis == LicenceBasis::Rows
                && tenant.enabled_services.iter().any(|token| catalogue.is_token(token));
            if is_told && plans.iter().any(has_token) {
                continue;
            }
            evidence.push((basis, plans));
        }
        // Of several proofs of a plan the most trusted is named, whatever its control is called.
        evidence.sort_by_key(|(basis, _)| *basis);
        for (basis, plans) in evidence {
            shown.add(&plans, basis, catalogue);
        }
        shown
    }

    /// One of some plans is owned.
    fn add(&mut self, plans: &[Id], basis: LicenceBasis, catalogue: &Catalogue) {
        if self.has_one_of(&plans.iter().collect::<Vec<_>>()) {
            return;
        }
        self.bases.insert(basis);
        match plans {
            [plan] => self.plans.extend(catalogue.implied([plan]).into_iter().cloned()),
            _ => self.one_of.push(plans.iter().cloned().collect()),
        }
    }

    pub(super) fn has(&self, plan: &Id) -> bool {
        self.plans.contains(plan)
    }

    /// Whether one of some plans is owned: one that is shown, or all of a set of which one is.
    pub(super) fn has_one_of(&self, plans: &[&Id]) -> bool {
        plans.iter().any(|plan| self.has(plan))
            || self.one_of.iter().any(|set| set.iter().all(|one| plans.contains(&one)))
    }
}

/// The plans of which a condition asks for one and nothing else: a condition that asks for more, or for none, tells nothing
/// about a single plan.
fn plans_asked(expr: &Expr) -> Option<Vec<Id>> {
    match expr {
        Expr::Plan(plan) => Some(vec![plan.clone()]),
        Expr::Any(parts) => {
            let all: Option<Vec<Vec<Id>>> = parts.iter().map(plans_asked).collect();
            all.map(|plans| plans.into_iter().flatten().collect())
        }
        _ => None,
    }
}

impl State<'_> {
    /// What the licences are known by.
    pub fn licence_basis(&self) -> LicenceBasis {
        match (&self.tenant.licences, self.tenant.licences_stated) {
            (Some(_), true) => LicenceBasis::Stated,
            (Some(_), false) => LicenceBasis::Skus,
            (None, _) => self.licensing.shown.bases.first().copied().unwrap_or(LicenceBasis::NotShown),
        }
    }

    /// Everything that shows a licence, the most trusted first.
    pub fn licence_bases(&self) -> Vec<LicenceBasis> {
        match self.tenant.licences {
            Some(_) => vec![self.licence_basis()],
            None => self.licensing.shown.bases.iter().copied().collect(),
        }
    }

    /// The plans that are known to be owned, by id, without those that unlock nothing.
    pub fn known_plans(&self) -> Vec<&Id> {
        let unlocks = |plan: &&Id| self.catalogue.plans.get(*plan).is_some_and(|plan| !plan.stub);
        match &self.plans {
            Some(plans) => {
                plans.iter().filter(|(_, seats)| **seats > 0).map(|(id, _)| id).filter(unlocks).collect()
            }
            None => self.licensing.shown.plans.iter().filter(unlocks).collect(),
        }
    }

    /// The rows that are planned although nothing shows their licence, by id, with the points left on them.
    pub fn licence_not_shown(&self) -> Vec<(&Id, Points)> {
        let open = self.rows.values().filter(|row| row.left() > Points::ZERO);
        open.filter(|row| self.is_licence_not_shown(&row.id)).map(|row| (&row.id, row.left())).collect()
    }

    /// Whether a control takes a licence that nothing shows.
    pub fn is_licence_not_shown(&self, id: &Id) -> bool {
        let control = self.control(id).filter(|control| !control.about.from_export);
        control.is_some_and(|control| self.entitlement(control) == super::Entitlement::Unknown)
    }
}
