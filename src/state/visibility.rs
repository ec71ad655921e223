//! Why a control is not in the score of a tenant.
//!
//! Goes in: a [`State`] and an id. Comes out: every [`AbsenceReason`], in the order in which they would be removed. Only the
//! conditions of the catalogue are evaluated.

use std::fmt;

use jiff::civil::Date;

use super::State;
use crate::model::{Catalogue, Comparison, Control, Environment as _, Expr, Id, Visibility};

/// A comparison of a fact or population that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    pub name: Id,
    pub comparison: Comparison,
    /// The number that the condition compares with.
    pub wanted: i64,
    /// The number that the tenant has.
    pub value: i64,
}

impl fmt::Display for Shortfall {
    /// The comparison as it is written in the catalogue.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.name, self.comparison.sign(), self.wanted)
    }
}

/// One reason why a control is not in the score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AbsenceReason {
    /// The catalogue does not know the control.
    NotInCatalogue,
    /// The catalogue does not know the control; the tenant has its profile without a score.
    NotMeasured,
    /// Microsoft had retired it by that day.
    Retired(Date),
    /// Another instance of it is scored: an app connector gives each instance an id of its own.
    OtherInstance(Id),
    /// The product's condition `present-when` fails.
    NoProduct { product: Id, present_when: Expr },
    /// `visible-when` asks for one of these service plans, of which the tenant owns none.
    NoLicence(Vec<Id>),
    /// It asks for one of these service plans, and nothing shows whether the tenant owns it.
    LicenceNotShown(Vec<Id>),
    /// A fact that an action of the catalogue sets: it is not deployed far enough.
    NotDeployed(Shortfall),
    /// An app is not connected (a fact `connector.NAME`).
    NotConnected(Shortfall),
    /// A population does not have the size that the condition asks for.
    Population(Shortfall),
    /// Nobody knows the size of a population that the condition compares.
    PopulationUnknown(Shortfall),
    /// A fact that no action sets.
    NotPresent(Shortfall),
    /// Any other part of the condition, such as `not hybrid`.
    Condition(Expr),
    /// Under `visibility: plan`, no way to earn it is licensed; one of these plans is missing.
    NotEntitled(Vec<Id>),
    /// All conditions hold, and the snapshot has no score for it.
    ExpectedNotScored,
}

impl AbsenceReason {
    /// The code in output.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotInCatalogue => "not-in-catalogue",
            Self::NotMeasured => "not-measured",
            Self::Retired(_) => "retired",
            Self::OtherInstance(_) => "other-instance",
            Self::NoProduct { .. } => "no-product",
            Self::NoLicence(_) => "no-licence",
            Self::LicenceNotShown(_) => "licence-not-shown",
            Self::NotDeployed(_) => "not-deployed",
            Self::NotConnected(_) => "not-connected",
            Self::Population(_) => "population",
            Self::PopulationUnknown(_) => "population-unknown",
            Self::NotPresent(_) => "not-present",
            Self::Condition(_) => "condition",
            Self::NotEntitled(_) => "not-entitled",
            Self::ExpectedNotScored => "expected-not-scored",
        }
    }

    /// The part of a condition that fails, where it is one.
    pub fn failed(&self) -> Option<Expr> {
        match self {
            Self::NoProduct { present_when, .. } => Some(present_when.clone()),
            Self::NoLicence(plans) | Self::LicenceNotShown(plans) | Self::NotEntitled(plans) => {
                Some(one_of(plans))
            }
            Self::NotDeployed(short)
            | Self::NotConnected(short)
            | Self::Population(short)
            | Self::PopulationUnknown(short)
            | Self::NotPresent(short) => Some(Expr::Fact(short.name.clone(), short.comparison, short.wanted)),
            Self::Condition(expr) => Some(expr.clone()),
            Self::NotInCatalogue
            | Self::NotMeasured
            | Self::Retired(_)
            | Self::OtherInstance(_)
            | Self::ExpectedNotScored => None,
        }
    }

    /// A sentence without a full stop.
    pub fn text(&self, catalogue: &Catalogue) -> String {
        let licence = |plans: &[Id]| {
            let named = plans.iter().map(|plan| match catalogue.plans.get(plan) {
                Some(info) => format!("{plan} ({})", info.name),
                None => plan.to_string(),
            });
            named.collect::<Vec<_>>().join(" or ")
        };
        let part = |short: &Shortfall| {
            let brings: Vec<String> =
                catalogue.setting(&short.name).map(|action| format!("`{}`", action.id)).collect();
            let brings =
                if brings.is_empty() { String::new() } else { format!(" (by {})", brings.join(" or ")) };
            // A value of 0 is not worth printing.
            let has = if short.value == 0 { String::new() } else { format!(" with {}", short.value) };
            format!("`{short}` fails{has}{brings}")
        };
        match self {
            Self::NotInCatalogue => "not in the catalogue".to_owned(),
            Self::NotMeasured => "not measured: a profile without a score".to_owned(),
            Self::Retired(date) => format!("Microsoft had withdrawn it by {date}"),
            Self::OtherInstance(id) => format!("another instance is scored: {id}"),
            Self::NoProduct { product, present_when } => {
                let name = catalogue.products.get(product).map_or(product.as_str(), |known| &known.name);
                format!("no {name}: `{present_when}` fails")
            }
            Self::NoLicence(plans) => format!("no licence with {}", licence(plans)),
            Self::LicenceNotShown(plans) => format!("nothing shows a licence with {}", licence(plans)),
            Self::NotDeployed(short) => format!("not deployed: {}", part(short)),
            Self::NotConnected(short) => format!("not connected: {}", part(short)),
            Self::Population(short) => format!("population: {}", part(short)),
            Self::PopulationUnknown(short) => {
                format!("nobody knows the size of the population: `{short}`")
            }
            Self::NotPresent(short) => format!("not so: {}", part(short)),
            Self::Condition(expr) => format!("`{expr}` fails"),
            Self::NotEntitled(plans) => {
                format!("hidden by `visibility: plan`: no licence with {}", licence(plans))
            }
            Self::ExpectedNotScored => "expected, not scored".to_owned(),
        }
    }
}

/// The condition that asks for one of some plans.
fn one_of(plans: &[Id]) -> Expr {
    match plans {
        [plan] => Expr::Plan(plan.clone()),
        _ => Expr::Any(plans.iter().cloned().map(Expr::Plan).collect()),
    }
}

impl State<'_> {
    /// Everything that keeps a control out of the score, in the order in which it would be removed: the product, then the
    /// parts of `visible-when` as written. Empty when the control is in the score.
    pub fn why_absent(&self, id: &Id) -> Vec<AbsenceReason> {
        if self.rows.contains_key(id) {
            return Vec::new();
        }
        let name = id.without_instance();
        let of_instance = self.instances().find(|row| row.without_instance() == name);
        let other = of_instance.or_else(|| self.rows.get(name).map(|row| &row.id));
        if let Some(other) = other {
            return vec![AbsenceReason::OtherInstance(other.clone())];
        }
        let Some(control) = self.control(id) else {
            let has_profile = self.tenant.unscored.contains_key(id);
            return vec![if has_profile {
                AbsenceReason::NotMeasured
            } else {
                AbsenceReason::NotInCatalogue
            }];
        };
        if let Some(date) = control.retired {
            return vec![AbsenceReason::Retired(date)];
        }
        let mut why = Vec::new();
        if !control.visible_when.holds(self) {
            let product = self.catalogue.products.get(&control.product);
            let absent = product.filter(|product| {
                !product.present_when.may_hold(self) && rests_on(&control.visible_when, &product.present_when)
            });
            why.extend(absent.map(|product| AbsenceReason::NoProduct {
                product: product.id.clone(),
                present_when: product.present_when.clone(),
            }));
            self.failed_parts(&control.visible_when, absent.map(|product| &product.present_when), &mut why);
        }
        if self.assumptions.visibility == Visibility::Plan
            && !control.ways.iter().any(|way| way.entitled_when.may_hold(self))
        {
            why.extend(self.not_entitled(control, &why));
        }
        if why.is_empty() {
            why.push(AbsenceReason::ExpectedNotScored);
        }
        why
    }

    /// The parts of a condition that fail, each once. `said` is the condition of an absent product, which is not repeated.
    fn failed_parts(&self, expr: &Expr, known: Option<&Expr>, why: &mut Vec<AbsenceReason>) {
        if expr.holds(self) || known == Some(expr) {
            return;
        }
        let part = match expr {
            // The reader of conditions limits their depth.
            Expr::All(parts) => return parts.iter().for_each(|part| self.failed_parts(part, known, why)),
            Expr::Fact(name, comparison, wanted) => self.shortfall(name, *comparison, *wanted),
            _ if asks_for_plans_only(expr) && expr.may_hold(self) => {
                AbsenceReason::LicenceNotShown(expr.plans())
            }
            _ if asks_for_plans_only(expr) => AbsenceReason::NoLicence(expr.plans()),
            // Each alternative would be enough, so no single one is the reason.
            _ => AbsenceReason::Condition(expr.clone()),
        };
        if !why.contains(&part) {
            why.push(part);
        }
    }

    /// What `visibility: plan` asks for beyond the reasons so far.
    fn not_entitled(&self, control: &Control, known: &[AbsenceReason]) -> Option<AbsenceReason> {
        let mut plans: Vec<Id> = control.ways.iter().flat_map(|way| way.entitled_when.plans()).collect();
        plans.sort_unstable();
        plans.dedup();
        plans.retain(|plan| self.owns(plan) == Some(false));
        let named: Vec<Id> =
            known.iter().filter_map(AbsenceReason::failed).flat_map(|failed| failed.plans()).collect();
        if plans.is_empty() {
            return control.ways.first().map(|way| AbsenceReason::Condition(way.entitled_when.clone()));
        }
        let new = plans.iter().any(|plan| !named.contains(plan));
        new.then_some(AbsenceReason::NotEntitled(plans))
    }

    fn shortfall(&self, name: &Id, comparison: Comparison, wanted: i64) -> AbsenceReason {
        let short = Shortfall { name: name.clone(), comparison, wanted, value: self.fact(name) };
        // Work or a connection can only raise a fact.
        let more = matches!(comparison, Comparison::Greater | Comparison::AtLeast);
        if more && name.as_str().starts_with("connector.") {
            AbsenceReason::NotConnected(short)
        } else if more && self.catalogue.setting(name).next().is_some() {
            AbsenceReason::NotDeployed(short)
        } else if self.is_unknown(name) {
            AbsenceReason::PopulationUnknown(short)
        } else if !self.facts.contains_key(name) && self.is_population(name) {
            AbsenceReason::Population(short)
        } else if more {
            AbsenceReason::NotPresent(short)
        } else {
            AbsenceReason::Condition(Expr::Fact(short.name, comparison, wanted))
        }
    }

    fn is_population(&self, name: &Id) -> bool {
        let counts =
            || self.catalogue.controls.values().any(|control| control.scoring.population() == Some(name));
        self.tenant.populations.contains_key(name) || counts()
    }
}

/// Whether a condition contains the presence of a product, as a part or by one of its plans.
fn rests_on(condition: &Expr, present_when: &Expr) -> bool {
    let plans = present_when.plans();
    let mut rests = false;
    condition.visit(&mut |part| {
        rests |= part == present_when || matches!(part, Expr::Plan(plan) if plans.contains(plan));
    });
    rests
}

/// Whether a condition is a plan, or plans joined by `or`.
fn asks_for_plans_only(expr: &Expr) -> bool {
    match expr {
        Expr::Plan(_) => true,
        Expr::Any(parts) => parts.iter().all(asks_for_plans_only),
        _ => false,
    }
}
