//! What catalogue files say, before anybody asks what it means. Every key may be missing: an overlay states
//! only what it changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// A file of one product, or an overlay.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProductFile {
    /// The product that entries without their own belong to.
    pub product: Option<ProductEntry>,
    /// The actions.
    #[serde(default)]
    pub actions: Vec<ActionEntry>,
    /// The controls.
    #[serde(default)]
    pub controls: Vec<ControlEntry>,
}

/// A product.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
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
}

/// How late points arrive.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct LatencyEntry {
    pub expected: String,
    pub slowest: String,
    pub basis: Option<String>,
}

/// Low, likely and high, fixed and per 100 units.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct EffortEntry {
    pub fixed: Vec<String>,
    #[serde(default)]
    pub per_100: Vec<String>,
    pub population: Option<String>,
}

/// Time without hours.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct WaitEntry {
    #[serde(rename = "for")]
    pub duration: String,
    pub why: String,
}

/// Points that arrive without work.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct CreditEntry {
    pub when: String,
    pub coverage: Option<String>,
}

/// An action.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
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
    pub basis: Option<String>,
}

/// One of several ways to earn a control.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
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
}

/// A control.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct ControlEntry {
    pub id: String,
    pub title: Option<String>,
    pub product: Option<String>,
    pub category: Option<String>,
    pub max: Option<i64>,
    #[serde(skip)]
    pub max_overlaid: bool,
    pub scoring: Option<String>,
    pub population: Option<String>,
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
    pub retired: Option<String>,
    pub tags: Option<Vec<String>>,
    pub basis: Option<BTreeMap<String, String>>,
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
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct PlanEntry {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub implies: Vec<String>,
    #[serde(default)]
    pub stub: bool,
}

/// A SKU.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct SkuEntry {
    pub sku: String,
    pub name: String,
    pub sku_id: Option<String>,
    #[serde(default)]
    pub base: bool,
    #[serde(default)]
    pub needs_base: Vec<String>,
    pub max_seats: Option<i64>,
    pub plans: Vec<String>,
    #[serde(default)]
    pub dated: Vec<DatedEntry>,
}

/// A plan that joins or leaves a SKU.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are described in docs/formats.md")]
pub struct DatedEntry {
    pub plan: String,
    pub from: Option<String>,
    pub until: Option<String>,
    pub basis: Option<String>,
}

/// A word, a number or a truth value, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
