//! `catalogue show`: everything that is known about a name.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::entry::{ActionEntry, ControlEntry, LatencyHours, ProductEntry, UnscoredEntry, cloned, told};
use super::facts::{self, Facts};
use super::licence::{self, PlanEntry, SkuEntry};
use crate::answer::about::{Dependents, enabled};
use crate::answer::parts::{Named, share_percent};
use crate::answer::{Answer, Finding, Shown};
use crate::diag::Findings;
use crate::model::{self, About, Action, Catalogue, Control, Dispute, Id, Overlaid, Percent, Product};
use crate::table::{Block, Table};

/// The entries that a name means.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CatalogueShowAnswer {
    pub schema: &'static str,
    pub version: String,
    pub name: String,
    pub entries: Vec<ShownEntry>,
    pub findings: Vec<Finding>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShownEntry {
    /// `control`, `action`, `product`, `sku`, `plan`, or why a name is in no score.
    pub kind: &'static str,
    #[serde(flatten)]
    pub entry: Entry,
    #[serde(skip)]
    table: Table,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Entry {
    Control(Box<WholeControl>),
    Action(Box<WholeAction>),
    Product(Box<WholeProduct>),
    Sku(Box<SkuEntry>),
    Plan(PlanEntry),
    Unscored(UnscoredEntry),
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WholeControl {
    #[serde(flatten)]
    pub control: ControlEntry,
    pub enables: Vec<Id>,
    /// What is reachable in practice.
    pub ceiling_percent: Percent,
    pub default_credit: Option<Credit>,
    pub wait_days: Option<i64>,
    pub user_impact: Option<&'static str>,
    /// Its own; null where it is that of its product.
    pub latency: Option<LatencyHours>,
    pub replaced_by: Option<Id>,
    #[serde(flatten)]
    pub about: AboutEntry,
}

/// Points that a tenant has without any work.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Credit {
    pub when: String,
    pub coverage_percent: Percent,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WholeAction {
    #[serde(flatten)]
    pub action: ActionEntry,
    pub applies_when: String,
    pub entitled_when: String,
    pub gates: Vec<Id>,
    pub after: Vec<Id>,
    pub conflicts: Vec<Id>,
    pub sets: Named<FactValue>,
    #[serde(flatten)]
    pub about: AboutEntry,
}

/// A number, or the name of a population whose size it is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum FactValue {
    Number(i64),
    Population(Id),
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WholeProduct {
    #[serde(flatten)]
    pub product: ProductEntry,
    pub also_called: Vec<String>,
    /// Its names in Graph.
    pub services: Vec<String>,
    pub team: Id,
    pub present_when: String,
    pub note: Option<String>,
    pub disputed: Vec<Dispute>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AboutEntry {
    /// What each figure rests on.
    pub basis: BTreeMap<String, String>,
    pub portal: Option<String>,
    pub note: Option<String>,
    pub rating: Option<Rating>,
    pub disputed: Vec<Dispute>,
    pub changed: Vec<Overlaid>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rating {
    pub effort: &'static str,
    pub impact: &'static str,
    /// Why our own level is further off than one step, where it is.
    pub why: Option<String>,
}

impl CatalogueShowAnswer {
    pub fn of(catalogue: &Catalogue, name: &str, entries: &[model::Named<'_>], findings: &Findings) -> Self {
        let dependents = catalogue.dependents();
        Self {
            schema: "scoreplan/catalogue-show/1",
            version: catalogue.version.clone(),
            name: name.to_owned(),
            entries: entries.iter().map(|named| ShownEntry::of(catalogue, *named, &dependents)).collect(),
            findings: Finding::all(findings.iter()),
        }
    }
}

impl Answer for CatalogueShowAnswer {
    fn blocks(&self, _shown: Shown) -> Vec<Block> {
        self.entries.iter().map(|entry| Block::Table(entry.table())).collect()
    }
}

impl ShownEntry {
    pub(in crate::answer) fn table(&self) -> Table {
        self.table.clone()
    }

    pub(in crate::answer) fn of(
        catalogue: &Catalogue,
        named: model::Named<'_>,
        dependents: &Dependents<'_>,
    ) -> Self {
        let of = |kind: &'static str, entry: Entry, title: String, facts: Facts| Self {
            kind,
            entry,
            table: facts.table(title),
        };
        match named {
            model::Named::Control(control) => of(
                "control",
                Entry::Control(Box::new(WholeControl::of(catalogue, control, dependents))),
                format!("Control {}: {}", control.id, control.title),
                facts::control(catalogue, control, dependents),
            ),
            model::Named::Action(action) => of(
                "action",
                Entry::Action(Box::new(WholeAction::of(action, dependents))),
                format!("Action {}: {}", action.id, action.title),
                facts::action(action, dependents),
            ),
            model::Named::Product(product) => of(
                "product",
                Entry::Product(Box::new(WholeProduct::of(catalogue, product))),
                format!("Product {}: {}", product.id, product.name),
                facts::product(catalogue, product),
            ),
            model::Named::Sku(sku) => of(
                "sku",
                Entry::Sku(Box::new(SkuEntry::of(catalogue, sku))),
                format!("SKU {}: {}", sku.sku, sku.name),
                licence::sku(catalogue, sku),
            ),
            model::Named::Plan(plan) => of(
                "plan",
                Entry::Plan(PlanEntry::of(catalogue, plan)),
                format!("Service plan {}: {}", plan.id, plan.name),
                licence::plan(catalogue, plan),
            ),
            model::Named::Unscored(entry) => of(
                entry.kind.word(),
                Entry::Unscored(entry.into()),
                format!("No control: {}: {}", entry.id, entry.title),
                facts::unscored(entry),
            ),
        }
    }
}

impl WholeControl {
    fn of(catalogue: &Catalogue, control: &Control, dependents: &Dependents<'_>) -> Self {
        Self {
            control: ControlEntry::of(catalogue, control),
            enables: enabled(dependents, &control.id),
            ceiling_percent: share_percent(control.ceiling),
            default_credit: control.default_credit.as_ref().map(|credit| Credit {
                when: credit.when.to_string(),
                coverage_percent: share_percent(credit.coverage),
            }),
            wait_days: control.wait.as_ref().map(|wait| wait.days),
            user_impact: control.user_impact.map(|impact| impact.word()),
            latency: control.latency.map(LatencyHours::from),
            replaced_by: control.replaced_by.clone(),
            about: (&control.about).into(),
        }
    }
}

impl WholeAction {
    fn of(action: &Action, dependents: &Dependents<'_>) -> Self {
        let value = |value: &model::FactValue| match value {
            model::FactValue::Number(number) => FactValue::Number(*number),
            model::FactValue::Population(name) => FactValue::Population(name.clone()),
        };
        Self {
            action: ActionEntry::of(action, dependents),
            applies_when: action.applies_when.to_string(),
            entitled_when: action.entitled_when.to_string(),
            gates: cloned(&action.gates),
            after: cloned(&action.after),
            conflicts: cloned(&action.conflicts),
            sets: action.sets.iter().map(|(fact, to)| (fact.to_string(), value(to))).collect(),
            about: (&action.about).into(),
        }
    }
}

impl WholeProduct {
    fn of(catalogue: &Catalogue, product: &Product) -> Self {
        let (controls, points) = catalogue.current_of(&product.id);
        Self {
            product: ProductEntry::of(product, controls, points),
            also_called: product.also_called.clone(),
            services: product.services.clone(),
            team: product.team.clone(),
            present_when: product.present_when.to_string(),
            note: told(&product.note),
            disputed: product.disputed.clone(),
        }
    }
}

impl From<&About> for AboutEntry {
    fn from(about: &About) -> Self {
        Self {
            basis: about.basis.clone(),
            portal: about.portal.clone(),
            note: about.note.clone(),
            rating: about.rating.as_ref().map(|rating| Rating {
                effort: rating.effort.word(),
                impact: rating.impact.word(),
                why: rating.why.clone(),
            }),
            disputed: about.disputed.clone(),
            changed: about.changed.clone(),
        }
    }
}
