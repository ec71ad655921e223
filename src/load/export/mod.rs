//! Exports of Microsoft Graph in every wrapping that people produce, joined to one tenant.
//!
//! Each file is recognised by its content: API pages, bare arrays, single objects, concatenated pages,
//! `{secureScore, profiles}` bundles, PowerShell's `ConvertTo-Json`, and `subscribedSkus`.

mod control;
mod fields;
mod infer;
mod join;
mod json;
mod profile;
mod recognise;
mod sku;
mod snapshot;

use crate::diag::Findings;
use crate::load::source::Source;
use crate::model::{Catalogue, Tenant};

/// Reads exports and joins them. `None` when a finding is an error; all findings of all files are collected.
pub fn import(sources: &[Source], catalogue: &Catalogue, findings: &mut Findings) -> Option<Tenant> {
    let mut own = Findings::new();
    let mut parts = recognise::Parts::default();
    for source in sources {
        recognise::add(source, &mut parts, &mut own);
    }
    let tenant = join::join(parts, sources, catalogue, &mut own).filter(|_| !own.has_errors());
    findings.extend(own);
    tenant
}
