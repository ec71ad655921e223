//! What stands beside the figures of a catalogue entry.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{self, Overlaid};

/// A claim of somebody else with which the catalogue does not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dispute {
    pub what: String,
    pub claim: String,
    pub we_say: String,
    pub why: String,
}

impl Dispute {
    /// Disputes as an answer holds them.
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

/// A file that changed an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changed {
    pub file: String,
    pub source: Option<String>,
    pub keys: Vec<String>,
}

impl Changed {
    /// Changes as an answer holds them.
    pub(super) fn all(changes: &[Overlaid]) -> Vec<Self> {
        let one = |changed: &Overlaid| Self {
            file: changed.file.clone(),
            source: changed.source.clone(),
            keys: changed.keys.clone(),
        };
        changes.iter().map(one).collect()
    }
}
