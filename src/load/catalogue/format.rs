//! What catalogue files say, before anybody asks what it means. Every key may be missing: an overlay states
//! only what it changes. Entries are also written from here: the order of the fields is that of the keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::model::Overlaid;

/// A file of one product, or an overlay.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProductFile {
    /// Who says so: a person, a team, a document.
    pub source: Option<String>,
    /// The product that entries without their own belong to.
    pub product: Option<ProductEntry>,
    /// The version whose whole catalogue this is: what such a file repeats unchanged is nobody's statement.
    pub exported_from: Option<String>,
    /// Several products, whose entries name their own.
    #[serde(default)]
    pub products: Vec<ProductEntry>,
    /// The actions.
    #[serde(default)]
    pub actions: Vec<ActionEntry>,
    /// The controls.
    #[serde(default)]
    pub controls: Vec<ControlEntry>,
    /// What people look for and Microsoft does not score.
    #[serde(default)]
    pub never_scored: Vec<UnscoredEntry>,
    /// Ids of an older score.
    #[serde(default)]
    pub legacy: Vec<UnscoredEntry>,
    /// Service plans, in an overlay.
    #[serde(default)]
    pub plans: Vec<PlanEntry>,
    /// SKUs, in an overlay.
    #[serde(default)]
    pub skus: Vec<SkuEntry>,
}

/// What is named here so that asking for it has an answer, although no score holds it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct UnscoredEntry {
    pub id: String,
    pub title: String,
    pub product: Option<String>,
    pub why: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    #[serde(skip)]
    pub changed: Vec<Overlaid>,
}

/// Where sources contradict each other.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct DisputeEntry {
    pub what: String,
    pub claim: String,
    pub we_say: String,
    pub why: String,
}

/// How somebody else rates the same work.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct RatingEntry {
    pub effort: String,
    pub impact: String,
    pub why: Option<String>,
}

/// A product.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct ProductEntry {
    pub id: String,
    pub name: Option<String>,
    pub services: Option<Vec<String>>,
    pub team: Option<String>,
    pub present_when: Option<String>,
    pub latency: Option<LatencyEntry>,
    pub portal: Option<String>,
    pub question: Option<String>,
    pub collected_by: Option<String>,
    pub few_visible: Option<String>,
    pub note: Option<String>,
    pub disputed: Option<Vec<DisputeEntry>>,
}

/// How late points arrive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct LatencyEntry {
    pub expected: String,
    pub slowest: String,
    pub basis: Option<String>,
}

/// Low, likely and high, fixed and per 100 units.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct EffortEntry {
    pub fixed: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub per_100: Vec<String>,
    pub population: Option<String>,
}

/// Time without hours.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct WaitEntry {
    #[serde(rename = "for")]
    pub duration: String,
    pub why: String,
}

/// Points that arrive without work.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct CreditEntry {
    pub when: String,
    pub coverage: Option<String>,
}

/// An action.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct ActionEntry {
    pub id: String,
    pub title: Option<String>,
    pub product: Option<String>,
    pub team: Option<String>,
    pub applies_when: Option<String>,
    pub entitled_when: Option<String>,
    pub needs: Option<Vec<String>>,
    pub gates: Option<Vec<String>>,
    pub after: Option<Vec<String>>,
    pub conflicts: Option<Vec<String>>,
    pub effort: Option<EffortEntry>,
    pub wait: Option<WaitEntry>,
    pub done_when: Option<String>,
    pub sets: Option<BTreeMap<String, Scalar>>,
    pub rating: Option<RatingEntry>,
    pub portal: Option<String>,
    pub note: Option<String>,
    pub basis: Option<String>,
    #[serde(skip)]
    pub changed: Vec<Overlaid>,
}

/// One of several ways to earn a control.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct WayEntry {
    pub id: String,
    pub entitled_when: Option<String>,
    pub needs: Option<Vec<String>>,
    pub gates: Option<Vec<String>>,
    pub after: Option<Vec<String>>,
    pub coverage: Option<String>,
    pub effort: Option<EffortEntry>,
    pub holds_while: Option<String>,
}

/// A control.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct ControlEntry {
    pub id: String,
    pub title: Option<String>,
    pub title_basis: Option<String>,
    pub product: Option<String>,
    pub category: Option<String>,
    pub max: Option<i64>,
    #[serde(skip)]
    pub max_overlaid: bool,
    pub scoring: Option<String>,
    pub population: Option<String>,
    pub new_heads: Option<String>,
    pub visible_when: Option<String>,
    pub entitled_when: Option<String>,
    pub needs: Option<Vec<String>>,
    pub gates: Option<Vec<String>>,
    pub after: Option<Vec<String>>,
    pub coverage: Option<String>,
    pub effort: Option<EffortEntry>,
    pub ways: Option<Vec<WayEntry>>,
    pub default_credit: Option<CreditEntry>,
    pub ceiling: Option<String>,
    pub wait: Option<WaitEntry>,
    pub user_impact: Option<String>,
    pub latency: Option<LatencyEntry>,
    pub portal: Option<String>,
    pub rating: Option<RatingEntry>,
    pub seen_as: Option<Vec<String>>,
    pub retired: Option<String>,
    pub replaced_by: Option<String>,
    pub note: Option<String>,
    pub disputed: Option<Vec<DisputeEntry>>,
    pub tags: Option<Vec<String>>,
    pub basis: Option<BTreeMap<String, String>>,
    #[serde(skip)]
    pub changed: Vec<Overlaid>,
}

/// The service plans and SKUs.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct LicencesFile {
    pub as_of: String,
    pub plans: Vec<PlanEntry>,
    pub skus: Vec<SkuEntry>,
}

/// A service plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct PlanEntry {
    pub id: String,
    pub name: Option<String>,
    pub implies: Option<Vec<String>>,
    pub stub: Option<bool>,
    pub seat_binding: Option<String>,
    pub devices_per_seat: Option<i64>,
    pub seat_basis: Option<String>,
}

/// A SKU.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct SkuEntry {
    pub sku: String,
    pub name: Option<String>,
    pub also_called: Option<Vec<String>>,
    pub sku_id: Option<String>,
    pub base: Option<bool>,
    pub needs_base: Option<Vec<String>>,
    pub max_seats: Option<i64>,
    pub agents: Option<bool>,
    pub plans: Option<Vec<String>>,
    pub dated: Option<Vec<DatedEntry>>,
    pub prices: Option<Vec<PriceEntry>>,
    pub note: Option<String>,
    /// Not a key: only Microsoft's list knows it.
    #[serde(skip)]
    pub listed: bool,
}

/// A list price from a day on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct PriceEntry {
    pub amount: String,
    pub currency: String,
    pub per: String,
    pub from: Option<String>,
    pub as_of: Option<String>,
    pub basis: Option<String>,
    pub note: Option<String>,
}

/// A plan that joins or leaves a SKU.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct DatedEntry {
    pub plan: String,
    pub from: Option<String>,
    pub until: Option<String>,
    pub basis: Option<String>,
}

/// A word, a number or a truth value, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Scalar(pub String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_yaml::Value::deserialize(deserializer)? {
            serde_yaml::Value::Bool(value) => Ok(Self(value.to_string())),
            serde_yaml::Value::Number(value) => Ok(Self(value.to_string())),
            serde_yaml::Value::String(value) => Ok(Self(value)),
            _ => Err(serde::de::Error::custom("expected a word, a number or a truth value")),
        }
    }
}
