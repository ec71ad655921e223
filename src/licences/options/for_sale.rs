//! What Microsoft sells that would entitle to something.

use std::collections::BTreeSet;

use crate::model::{Environment, Expr, Id, Sku};
use crate::state::State;

/// A tenant that owns some plans more.
struct WithPlans<'s, 'a> {
    state: &'s State<'a>,
    plans: &'s BTreeSet<&'a Id>,
}

impl Environment for WithPlans<'_, '_> {
    fn owns(&self, plan: &Id) -> Option<bool> {
        if self.plans.contains(plan) { Some(true) } else { self.state.owns(plan) }
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

/// Who sells something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seller {
    /// A base suite that carries all that a suite of the tenant does, and more.
    HigherSuite,
    /// An add-on, or a product that stands alone.
    AddOn,
    /// A base suite of another kind.
    OtherSuite,
}

/// Everything that is sold on a day, with the plans of each.
pub(super) struct ForSale<'s, 'a> {
    state: &'s State<'a>,
    skus: Vec<(&'a Sku, BTreeSet<&'a Id>)>,
    /// The base suites that are higher than one of the tenant.
    higher: BTreeSet<&'a Id>,
    /// What the tenant has.
    held: BTreeSet<Id>,
}

impl<'s, 'a> ForSale<'s, 'a> {
    pub(super) fn to(state: &'s State<'a>) -> Self {
        let catalogue = state.catalogue;
        let unlocks = |plan: &&Id| !catalogue.plans.get(*plan).is_some_and(|info| info.stub);
        let for_people = catalogue.skus.values().filter(|sku| !sku.agents);
        let skus: Vec<(&Sku, BTreeSet<&Id>)> = for_people
            .map(|sku| {
                (sku, catalogue.implied(sku.plans_on(state.day)).into_iter().filter(unlocks).collect())
            })
            .collect();
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

    /// Whether a condition holds as it is.
    pub(super) fn holds(&self, expr: &Expr) -> bool {
        expr.holds(self.state)
    }

    /// Who sells what makes all of some conditions hold: a higher suite before an add-on, this before another suite.
    /// An add-on that goes on certain licences counts where the tenant has one of these.
    pub(super) fn seller(&self, wanted: &[&Expr]) -> Option<Seller> {
        let mut best = None;
        for (sku, plans) in &self.skus {
            let with = WithPlans { state: self.state, plans };
            if !wanted.iter().all(|expr| expr.holds(&with)) {
                continue;
            }
            if self.higher.contains(&sku.sku) {
                return Some(Seller::HigherSuite);
            }
            let may_buy =
                sku.needs_base.is_empty() || sku.needs_base.iter().any(|base| self.held.contains(base));
            if !sku.base && !may_buy {
                continue;
            }
            let seller = if sku.base { Seller::OtherSuite } else { Seller::AddOn };
            if best != Some(Seller::AddOn) {
                best = Some(seller);
            }
        }
        best
    }
}
