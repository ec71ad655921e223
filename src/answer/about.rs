//! What several answers say of a catalogue entry.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{self, Catalogue, Control, Id, Latency, Overlaid, Scoring};

/// A claim of somebody else with which the catalogue does not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dispute {
    pub what: String,
    pub claim: String,
    pub we_say: String,
    pub why: String,
}

impl Dispute {
    pub(super) fn all(disputes: &[model::Dispute]) -> Vec<Self> {
        disputes.iter().map(Self::from).collect()
    }
}

impl From<&model::Dispute> for Dispute {
    fn from(dispute: &model::Dispute) -> Self {
        Self {
            what: dispute.what.clone(),
            claim: dispute.claim.clone(),
            we_say: dispute.we_say.clone(),
            why: dispute.why.clone(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changed {
    pub file: String,
    pub source: Option<String>,
    pub keys: Vec<String>,
}

impl Changed {
    pub(super) fn all(changes: &[Overlaid]) -> Vec<Self> {
        let one = |changed: &Overlaid| Self {
            file: changed.file.clone(),
            source: changed.source.clone(),
            keys: changed.keys.clone(),
        };
        changes.iter().map(one).collect()
    }
}

/// How late the points of a control usually show.
pub(super) fn latency(catalogue: &Catalogue, control: &Control) -> Option<Latency> {
    control.latency.or_else(|| catalogue.products.get(&control.product).map(|product| product.latency))
}

pub(super) fn scoring(scoring: &Scoring) -> String {
    match scoring {
        Scoring::Binary => "all or nothing".to_owned(),
        Scoring::Threshold => "all or nothing, by a count".to_owned(),
        Scoring::Proportional(population) => format!("by the share of {population}"),
    }
}

/// What rests on each id.
pub(super) type Dependents<'a> = BTreeMap<&'a Id, BTreeSet<&'a Id>>;

pub(super) fn enabled(dependents: &Dependents<'_>, id: &Id) -> Vec<Id> {
    dependents.get(id).into_iter().flatten().map(|id| (*id).clone()).collect()
}
