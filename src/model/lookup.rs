//! What a name in the catalogue means, and what rests on it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::about::Unscored;
use super::catalogue::{Action, Catalogue, Control, Product};
use super::licence::{PlanInfo, Sku};
use super::units::Points;
use super::{Expr, Id, Licence, NameKind};

#[derive(Debug, Clone, Copy)]
pub enum Named<'a> {
    Control(&'a Control),
    Action(&'a Action),
    Product(&'a Product),
    Sku(&'a Sku),
    Plan(&'a PlanInfo),
    /// A name that no score holds.
    Unscored(&'a Unscored),
}

impl Named<'_> {
    pub fn kind(&self) -> NameKind {
        match self {
            Self::Control(_) => NameKind::Control,
            Self::Action(_) => NameKind::Action,
            Self::Product(_) => NameKind::Product,
            Self::Sku(_) => NameKind::Sku,
            Self::Plan(_) => NameKind::Plan,
            Self::Unscored(_) => NameKind::Unscored,
        }
    }
}

impl Catalogue {
    /// For every id, the controls and actions that name it among the needs or gates of any of their ways, and of an
    /// action also the controls whose `visible-when` names a fact that it sets: the rows that it brings.
    pub fn dependents(&self) -> BTreeMap<&Id, BTreeSet<&Id>> {
        let mut dependents: BTreeMap<&Id, BTreeSet<&Id>> = BTreeMap::new();
        let mut setting: BTreeMap<&Id, Vec<&Id>> = BTreeMap::new();
        for (id, action) in &self.actions {
            for fact in action.sets.keys() {
                setting.entry(fact).or_default().push(id);
            }
            for need in action.needs.iter().chain(&action.gates) {
                dependents.entry(need).or_default().insert(id);
            }
        }
        for (id, control) in &self.controls {
            for need in control.needs() {
                dependents.entry(need).or_default().insert(id);
            }
            for fact in control.visible_when.facts() {
                for action in setting.get(&fact).into_iter().flatten() {
                    dependents.entry(*action).or_default().insert(id);
                }
            }
        }
        dependents
    }

    /// How many current controls a product has, and the sum of their maxima that are known.
    pub fn current_of(&self, product: &Id) -> (usize, Points) {
        let current =
            || self.controls.values().filter(|control| control.product == *product && control.is_current());
        (current().count(), current().filter_map(|control| control.max).sum())
    }

    /// The controls that name one of some plans as what entitles to them or makes them visible.
    pub fn controls_of_plans<'a>(&'a self, plans: &BTreeSet<&Id>) -> impl Iterator<Item = &'a Control> {
        self.controls.values().filter(move |control| {
            let entitles = control.ways.iter().flat_map(|way| way.entitled_when.plans());
            entitles.chain(control.visible_when.plans()).any(|plan| plans.contains(&plan))
        })
    }

    /// Whether a SKU is a base suite, of which nobody holds two.
    pub fn is_base_suite(&self, sku: &Id) -> bool {
        self.skus.get(sku).is_some_and(|sku| sku.base)
    }

    /// Some plans with all that they imply.
    pub fn implied<'a>(&'a self, plans: impl IntoIterator<Item = &'a Id>) -> BTreeSet<&'a Id> {
        let mut open: Vec<&Id> = plans.into_iter().collect();
        let mut all = BTreeSet::new();
        while let Some(plan) = open.pop() {
            if all.insert(plan) {
                open.extend(self.plans.get(plan).into_iter().flat_map(|info| &info.implies));
            }
        }
        all
    }

    /// The plans that some plans open: [`Catalogue::implied`] without stubs, which open nothing.
    pub fn opened_by<'a>(&'a self, plans: impl IntoIterator<Item = &'a Id>) -> BTreeSet<&'a Id> {
        let mut opened = self.implied(plans);
        opened.retain(|plan| !self.plans.get(*plan).is_some_and(|info| info.stub));
        opened
    }

    /// Whether a token of Graph's `enabledServices` is Microsoft's: one that shows a plan, or one of those that show none.
    pub fn is_token(&self, token: &str) -> bool {
        self.token(token).is_some_and(|known| known == token)
    }

    /// A known token in its one spelling, however it is written.
    pub fn token(&self, written: &str) -> Option<&str> {
        /// Entra ID Free is no plan, and a suite is no proof of its parts.
        const OTHERS: [&str; 2] = ["HasAADFree", "HasM365E5"];
        let of_plans = self.plans.values().flat_map(|plan| &plan.shown_by).map(String::as_str);
        OTHERS.into_iter().chain(of_plans).find(|known| known.eq_ignore_ascii_case(written))
    }

    /// The plans that a licence opens on a day: those that the export lists for it, otherwise those of its SKU, with all that
    /// they imply.
    pub fn opened_by_licence<'a>(&'a self, licence: &'a Licence, day: Date) -> BTreeSet<&'a Id> {
        match (&licence.plans, self.skus.get(&licence.sku)) {
            (Some(plans), _) => self.opened_by(plans),
            (None, Some(sku)) => self.opened_by(sku.plans_on(day)),
            (None, None) => BTreeSet::new(),
        }
    }
}

impl Control {
    /// Hard and safety prerequisites of all ways.
    pub fn needs(&self) -> BTreeSet<&Id> {
        self.ways.iter().flat_map(|way| way.needs.iter().chain(&way.gates)).collect()
    }

    /// Who may earn it on any of its ways.
    pub fn entitled_when(&self) -> Expr {
        let mut parts: Vec<Expr> = Vec::new();
        for way in &self.ways {
            let of_way = match &way.entitled_when {
                Expr::Any(parts) => parts.as_slice(),
                one => std::slice::from_ref(one),
            };
            for part in of_way {
                if !parts.contains(part) {
                    parts.push(part.clone());
                }
            }
        }
        if parts.contains(&Expr::Always) {
            return Expr::Always;
        }
        if parts.len() == 1 { parts.remove(0) } else { Expr::Any(parts) }
    }
}
