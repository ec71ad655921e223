//! Entries of the catalogue.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::about::{Dependents, enabled, latency};
use crate::answer::parts::share_percent;
use crate::model::{
    Action, Catalogue, Control, Estimate, Hundredths, Id, Latency, Minutes, Percent, Points, Product,
    Scoring, Unscored, Way, reference,
};

pub(super) fn cloned<'a>(ids: impl IntoIterator<Item = &'a Id>) -> Vec<Id> {
    ids.into_iter().cloned().collect()
}

/// A text that says something.
pub(super) fn told(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// Hours at the reference tenant.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct EffortHours {
    pub low: Minutes,
    pub likely: Minutes,
    pub high: Minutes,
}

impl From<Estimate> for EffortHours {
    fn from(Estimate { low, likely, high }: Estimate) -> Self {
        Self { low, likely, high }
    }
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct LatencyHours {
    pub expected_hours: Hundredths,
    pub slowest_hours: Hundredths,
}

impl From<Latency> for LatencyHours {
    fn from(latency: Latency) -> Self {
        Self {
            expected_hours: whole_hours(latency.expected_hours),
            slowest_hours: whole_hours(latency.slowest_hours),
        }
    }
}

fn whole_hours(hours: i64) -> Hundredths {
    Hundredths(hours.saturating_mul(100))
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ControlEntry {
    pub id: Id,
    pub title: String,
    pub product: Id,
    pub category: String,
    /// Null where none is published.
    pub max: Option<Points>,
    /// `binary`, `threshold` or `proportional`.
    pub scoring: &'static str,
    /// What a proportional control counts.
    pub population: Option<Id>,
    /// Whether what is added to the population is covered.
    pub new_heads: Option<&'static str>,
    pub visible_when: String,
    pub entitled_when: String,
    /// Of the first way; null where its population has no size at the reference tenant.
    #[serde(rename = "effort_hours")]
    pub effort: Option<EffortHours>,
    pub effort_basis: Option<String>,
    pub latency_hours: Option<Hundredths>,
    pub needs: Vec<Id>,
    pub ways: Vec<WayEntry>,
    pub tags: Vec<String>,
    /// Other ids of the same control.
    pub seen_as: Vec<Id>,
    pub retired: Option<Date>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WayEntry {
    /// Null for the only way.
    pub id: Option<Id>,
    pub entitled_when: String,
    pub needs: Vec<Id>,
    pub gates: Vec<Id>,
    pub after: Vec<Id>,
    pub coverage_percent: Percent,
    #[serde(rename = "effort_hours")]
    pub effort: Option<EffortHours>,
    pub holds_while: Option<String>,
}

impl ControlEntry {
    pub(super) fn of(catalogue: &Catalogue, control: &Control) -> Self {
        let population = control.scoring.population();
        let effort =
            control.ways.first().and_then(|way| reference::effort(&way.effort, control.scoring.population()));
        Self {
            id: control.id.clone(),
            title: control.title.clone(),
            product: control.product.clone(),
            category: control.category.clone(),
            max: control.max,
            scoring: match control.scoring {
                Scoring::Binary => "binary",
                Scoring::Threshold => "threshold",
                Scoring::Proportional(_) => "proportional",
            },
            population: population.cloned(),
            new_heads: population.map(|_| control.new_heads.word()),
            visible_when: control.visible_when.to_string(),
            entitled_when: control.entitled_when().to_string(),
            effort: effort.map(EffortHours::from),
            effort_basis: control.about.basis.get("effort").cloned(),
            latency_hours: latency(catalogue, control).map(|latency| whole_hours(latency.expected_hours)),
            needs: cloned(control.needs()),
            ways: control.ways.iter().map(|way| WayEntry::of(way, control)).collect(),
            tags: control.tags.clone(),
            seen_as: cloned(&control.seen_as),
            retired: control.retired,
        }
    }
}

impl WayEntry {
    fn of(way: &Way, control: &Control) -> Self {
        let effort = reference::effort(&way.effort, control.scoring.population());
        Self {
            id: Some(way.id.clone()).filter(|id| !id.as_str().is_empty()),
            entitled_when: way.entitled_when.to_string(),
            needs: way.needs.clone(),
            gates: way.gates.clone(),
            after: way.after.clone(),
            coverage_percent: share_percent(way.coverage),
            effort: effort.map(EffortHours::from),
            holds_while: way.holds_while.as_ref().map(ToString::to_string),
        }
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ActionEntry {
    pub id: Id,
    pub title: String,
    pub product: Id,
    #[serde(rename = "effort_hours")]
    pub effort: Option<EffortHours>,
    pub effort_basis: Option<String>,
    pub team: Id,
    pub enables: Vec<Id>,
    /// What must be done before, gates included.
    pub needs: Vec<Id>,
    pub wait_days: Option<i64>,
    pub done_when: Option<String>,
    #[serde(skip)]
    pub(super) entitled_when: String,
    /// What it needs, then its gates, as they are written.
    #[serde(skip)]
    pub(super) written_needs: Vec<Id>,
}

impl ActionEntry {
    pub(super) fn of(action: &Action, dependents: &Dependents<'_>) -> Self {
        let needs = || action.needs.iter().chain(&action.gates);
        Self {
            id: action.id.clone(),
            title: action.title.clone(),
            product: action.product.clone(),
            effort: reference::effort(&action.effort, None).map(EffortHours::from),
            effort_basis: action.about.basis.get("effort").cloned(),
            team: action.team.clone(),
            enables: enabled(dependents, &action.id),
            needs: cloned(needs().collect::<BTreeSet<_>>()),
            wait_days: action.wait.as_ref().map(|wait| wait.days),
            done_when: action.done_when.as_ref().map(ToString::to_string),
            entitled_when: action.entitled_when.to_string(),
            written_needs: cloned(needs()),
        }
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProductEntry {
    pub id: Id,
    pub name: String,
    /// How many of its controls are in use.
    pub controls: usize,
    /// Their maxima that are known.
    pub points: Points,
    pub question: Option<String>,
    pub collected_by: Option<String>,
    pub few_visible: Option<String>,
    pub portal: Option<String>,
    pub latency: LatencyHours,
}

impl ProductEntry {
    pub(super) fn of(product: &Product, controls: usize, points: Points) -> Self {
        Self {
            id: product.id.clone(),
            name: product.name.clone(),
            controls,
            points,
            question: told(&product.question),
            collected_by: told(&product.collected_by),
            few_visible: told(&product.few_visible),
            portal: told(&product.portal),
            latency: product.latency.into(),
        }
    }
}

/// A name that people look for and no score holds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UnscoredEntry {
    pub id: Id,
    pub title: String,
    pub product: Id,
    pub why: String,
    pub instead: Vec<Id>,
    pub needs: Vec<Id>,
}

impl From<&Unscored> for UnscoredEntry {
    fn from(entry: &Unscored) -> Self {
        Self {
            id: entry.id.clone(),
            title: entry.title.clone(),
            product: entry.product.clone(),
            why: entry.why.clone(),
            instead: entry.instead.clone(),
            needs: entry.needs.clone(),
        }
    }
}
