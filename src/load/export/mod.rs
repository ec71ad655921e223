//! Exports of Microsoft Graph in every wrapping that people produce, joined to one tenant.
//!
//! Each file is recognised by its content: API pages, bare arrays, single objects, concatenated pages,
//! `{secureScore, profiles}` bundles, PowerShell's `ConvertTo-Json`, and `subscribedSkus`.

mod join;
mod json;
mod profile;
mod recognise;
mod sku;
mod snapshot;

use crate::diag::Findings;
use crate::load::source::Source;
use crate::model::{Catalogue, Tenant};

/// How scores and profiles found each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Join {
    /// Controls with a score.
    pub scored: i64,
    /// Of these without a profile.
    pub scored_without_profile: i64,
    /// Profiles without a score: not measured, not zero.
    pub profiles_without_score: i64,
    /// Pages that the export announced but that were not given, at least.
    pub pages_missing: i64,
}

/// A tenant made from exports.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The tenant.
    pub tenant: Tenant,
    /// How scores and profiles found each other.
    pub join: Join,
}

/// Reads exports and joins them. `None` when a finding is an error; all findings of all files are collected.
pub fn import(sources: &[Source], catalogue: &Catalogue, findings: &mut Findings) -> Option<Imported> {
    let mut own = Findings::new();
    let mut parts = recognise::Parts::default();
    for source in sources {
        recognise::add(source, &mut parts, &mut own);
    }
    let imported = join::join(parts, sources, catalogue, &mut own).filter(|_| !own.has_errors());
    findings.extend(own);
    imported
}
