//! What the world holds: products, controls, the actions and ways that earn them, and licences.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Id;
use super::about::{About, Dispute, Level, Unscored};
use super::expr::{DoneWhen, Expr};
use super::licence::{PlanInfo, Sku, is_for_agents};
use super::tenant::Licence;
use super::text::words;
use super::units::{Minutes, Points, Share, div_half_up};

/// Everything known about the world, independent of a tenant.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// The version that tenants and scenarios are pinned to.
    pub version: String,
    pub products: BTreeMap<Id, Product>,
    pub controls: BTreeMap<Id, Control>,
    pub actions: BTreeMap<Id, Action>,
    pub plans: BTreeMap<Id, PlanInfo>,
    pub skus: BTreeMap<Id, Sku>,
    /// Names that people look for and no score holds.
    pub unscored: BTreeMap<Id, Unscored>,
}

impl Catalogue {
    /// The entry of a control, also when its id carries a numeric instance prefix.
    pub fn control(&self, id: &Id) -> Option<&Control> {
        self.controls.get(id).or_else(|| self.controls.get(id.without_instance()))
    }

    /// Whether one of two actions excludes the other: either may say so.
    pub fn are_exclusive(&self, one: &Id, other: &Id) -> bool {
        let excludes = |one: &Id, other: &Id| {
            self.actions.get(one).is_some_and(|action| action.conflicts.contains(other))
        };
        excludes(one, other) || excludes(other, one)
    }

    /// The actions that set a fact, by id.
    pub fn setting<'c>(&'c self, fact: &'c Id) -> impl Iterator<Item = &'c Action> {
        self.actions.values().filter(|action| action.sets.contains_key(fact))
    }

    /// The product that a value of Graph's `service` belongs to.
    pub fn product_of_service(&self, service: &str) -> Option<&Product> {
        let feeds = |name: &String| name.eq_ignore_ascii_case(service);
        self.products.values().find(|product| product.services.iter().any(feeds))
    }

    /// Whether a licence is for software agents and licenses no person: the entry of its SKU says so, and where
    /// there is none, the names of its plans.
    pub fn is_for_agents(&self, licence: &Licence) -> bool {
        match self.skus.get(&licence.sku) {
            Some(sku) => sku.agents,
            None => licence.plans.iter().flatten().any(is_for_agents),
        }
    }

    /// Every fact and population that a condition, a share, an effort or an action reads or sets.
    pub fn facts(&self) -> BTreeSet<&Id> {
        let mut facts: BTreeSet<&Id> = BTreeSet::new();
        let of_products = self.products.values().map(|product| &product.present_when);
        let of_actions =
            self.actions.values().flat_map(|action| [&action.applies_when, &action.entitled_when]);
        let controls = || self.controls.values();
        let of_controls = controls().map(|control| &control.visible_when);
        let of_credits = controls().filter_map(|control| Some(&control.default_credit.as_ref()?.when));
        let ways = || controls().flat_map(|control| &control.ways);
        let of_ways = ways().flat_map(|way| std::iter::once(&way.entitled_when).chain(&way.holds_while));
        let conditions = of_products.chain(of_actions).chain(of_controls).chain(of_credits).chain(of_ways);
        for condition in conditions {
            condition.visit_facts(&mut |fact, _| {
                facts.insert(fact);
            });
        }
        for action in self.actions.values() {
            match &action.done_when {
                Some(DoneWhen::Holds(condition)) => {
                    condition.visit_facts(&mut |fact, _| {
                        facts.insert(fact);
                    });
                }
                Some(DoneWhen::FactShare { fact, population }) => facts.extend([fact, population]),
                Some(DoneWhen::RowShare(_)) | None => {}
            }
            for (fact, value) in &action.sets {
                facts.insert(fact);
                if let FactValue::Population(population) = value {
                    facts.insert(population);
                }
            }
        }
        facts.extend(self.actions.values().filter_map(|action| action.effort.population.as_ref()));
        facts.extend(ways().filter_map(|way| way.effort.population.as_ref()));
        facts.extend(controls().filter_map(|control| control.scoring.population()));
        facts
    }

    /// Every id that a prerequisite may name.
    pub fn defines(&self, id: &Id) -> bool {
        self.actions.contains_key(id) || self.controls.contains_key(id)
    }
}

/// A product whose data feeds controls.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Its id, such as `entra-id`.
    pub id: Id,
    pub name: String,
    /// Short and former names.
    pub also_called: Vec<String>,
    /// The values of Graph's `service` that belong to it.
    pub services: Vec<String>,
    /// The team that usually works on it.
    pub team: Id,
    pub present_when: Expr,
    /// How late its points arrive.
    pub latency: Latency,
    /// The portal in which it is configured.
    pub portal: String,
    /// The question that its controls answer.
    pub question: String,
    /// Who or what collects its data.
    pub collected_by: String,
    /// What it usually means when few of its controls show.
    pub few_visible: String,
    pub note: String,
    /// Where sources contradict each other.
    pub disputed: Vec<Dispute>,
}

/// How late points arrive after the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    /// Hours until the points usually show.
    pub expected_hours: i64,
    /// Hours of the product's slowest refresh.
    pub slowest_hours: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scoring {
    Binary,
    /// All or nothing by a count that has no total.
    Threshold,
    /// By the covered share of a population.
    Proportional(Id),
}

impl Scoring {
    /// The population that a proportional control counts.
    pub fn population(&self) -> Option<&Id> {
        match self {
            Self::Proportional(population) => Some(population),
            Self::Binary | Self::Threshold => None,
        }
    }
}

/// What a new head of its population does to a proportional control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NewHeads {
    /// A policy decides and not the head: the share stays as it is.
    Inherits,
    /// Each new head has still to do something: it counts against the control until it has.
    StartsAtZero,
    /// New heads are as compliant as those that are there, whole heads rounded down.
    #[default]
    KeepsRate,
}

words!(NewHeads: "inherits" => Inherits, "starts-at-zero" => StartsAtZero, "keeps-rate" => KeepsRate);

/// How much a change troubles people. Unknown is not low.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Impact {
    /// Administrators only.
    Low,
    /// Some users act or are told.
    Medium,
    /// Many users act or are told.
    High,
}

words!(Impact: "low" => Low, "medium" => Medium, "high" => High);

impl From<Level> for Impact {
    fn from(level: Level) -> Self {
        match level {
            Level::Low => Self::Low,
            Level::Medium => Self::Medium,
            Level::High => Self::High,
        }
    }
}

/// Three numbers for one uncertain effort, each in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate {
    /// If all goes well.
    pub low: Minutes,
    /// Most likely; what plans use.
    pub likely: Minutes,
    /// If it goes badly.
    pub high: Minutes,
}

/// The effort of an action or a way: a fixed part and a part that grows with a population.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effort {
    /// Once, whatever the size of the tenant.
    pub fixed: Estimate,
    /// For every 100 units of the population.
    pub per_100: Estimate,
    /// The population that `per_100` counts; a control's own when absent.
    pub population: Option<Id>,
}

impl Effort {
    /// The likely effort that is left when a share of the work is done and some units are missing, rounded
    /// half up to the minute.
    ///
    /// Work that has begun has its fixed part behind it. Where nothing grows with a population the fixed part
    /// is all there is, and the missing share of it is left, a quarter at least: the last units are the hard ones,
    /// and free points would lead every ranking.
    pub fn left(&self, done: Share, missing_units: i64) -> Minutes {
        let fixed = if done.is_none() {
            self.fixed.likely
        } else if self.per_100.likely == Minutes::ZERO {
            let rest = done.rest().max(Share::new(1, 4));
            Minutes(div_half_up(i128::from(self.fixed.likely.0) * i128::from(rest.part), rest.whole))
        } else {
            Minutes::ZERO
        };
        let per_unit = i128::from(self.per_100.likely.0) * i128::from(missing_units.max(0));
        // No real work takes two million years; sums of what is left stay within 64 bits.
        const LONGEST: i64 = 1_000_000_000_000;
        Minutes((fixed + Minutes(div_half_up(per_unit, 100))).0.min(LONGEST))
    }
}

/// Time that passes without hours before dependents may start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// Whole days.
    pub days: i64,
    pub why: String,
}

/// One route to earning a control.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Its name within the control; empty for the only way.
    pub id: Id,
    pub entitled_when: Expr,
    /// Hard prerequisites: actions or controls.
    pub needs: Vec<Id>,
    /// Safety prerequisites.
    pub gates: Vec<Id>,
    /// Order only.
    pub after: Vec<Id>,
    /// The share of the population it reaches.
    pub coverage: Share,
    /// The control's own effort on this way.
    pub effort: Effort,
    /// Points that were earned this way fall away on the day this no longer holds; `None` for lasting ones.
    pub holds_while: Option<Expr>,
}

/// Points that arrive without work.
#[derive(Debug, Clone, PartialEq)]
pub struct Credit {
    pub when: Expr,
    /// For which share of the population.
    pub coverage: Share,
}

/// A recommended action of Microsoft Secure Score.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// Microsoft's id.
    pub id: Id,
    pub title: String,
    pub product: Id,
    /// Microsoft's category: Identity, Data, Device or Apps.
    pub category: String,
    /// The maximum; `None` when nobody has published it.
    pub max: Option<Points>,
    /// Whether the user's overlay states the maximum: then it comes before the tenant's profile.
    pub max_overlaid: bool,
    pub scoring: Scoring,
    /// What a new head of its population does to it, where it is proportional.
    pub new_heads: NewHeads,
    /// When it is in the denominator.
    pub visible_when: Expr,
    /// The ways to earn it, at least one.
    pub ways: Vec<Way>,
    /// Points that arrive without work.
    pub default_credit: Option<Credit>,
    /// The share that is reachable in practice.
    pub ceiling: Share,
    /// Time without hours after the work.
    pub wait: Option<Wait>,
    /// How much it troubles people.
    pub user_impact: Option<Impact>,
    /// How late its points arrive, where that differs from its product.
    pub latency: Option<Latency>,
    /// The date by which Microsoft had withdrawn it.
    pub retired: Option<Date>,
    /// Its ids in exports that number the instance of an app: `11770.` and its own.
    pub seen_as: Vec<Id>,
    /// The control that took its place.
    pub replaced_by: Option<Id>,
    pub tags: Vec<String>,
    /// Where its figures come from, and what people should know.
    pub about: About,
}

impl Control {
    /// Whether Microsoft still scores it.
    pub fn is_current(&self) -> bool {
        self.retired.is_none()
    }
}

/// Work that earns no points itself but that controls need.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    pub id: Id,
    pub title: String,
    pub product: Id,
    pub team: Id,
    /// Whether it makes sense in a tenant; where not, it counts as done.
    pub applies_when: Expr,
    pub entitled_when: Expr,
    /// Hard prerequisites: actions or controls.
    pub needs: Vec<Id>,
    /// Safety prerequisites.
    pub gates: Vec<Id>,
    /// Order only.
    pub after: Vec<Id>,
    /// Actions that can not hold at the same time.
    pub conflicts: Vec<Id>,
    pub effort: Effort,
    /// Time without hours after the work.
    pub wait: Option<Wait>,
    /// How to see that it is done.
    pub done_when: Option<DoneWhen>,
    /// The facts that become true.
    pub sets: BTreeMap<Id, FactValue>,
    /// Where its figures come from, and what people should know.
    pub about: About,
}

/// The value that an action gives a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// A number; true is 1.
    Number(i64),
    /// The size of a population at that time.
    Population(Id),
}
