//! Exports of Microsoft Graph in every wrapping that people produce, and of the Defender portal, joined to one
//! tenant.
//!
//! Each file is recognised by its content: scores, profiles and SKUs in objects and lists of any name, PowerShell's
//! `ConvertTo-Json`, what logs and tables keep of them, YAML, the portal's table, and Microsoft's list of products and
//! service plans, which says what SKUs carry that the catalogue does not know. What else people give is named.

mod anonymous;
mod columns;
mod counted;
mod doubled;
mod fields;
mod foreign;
mod join;
mod newest;
pub mod portal;
mod profile;
mod recognise;
mod rows;
mod scalar;
mod search;
mod sku;
mod snapshot;
mod spelling;
mod text;
pub mod time;
mod totals;
pub mod tree;

use jiff::civil::Date;

use crate::diag::Findings;
use crate::load::source::Source;
use crate::load::yaml::Node;
use crate::model::{Catalogue, Tenant};

pub(in crate::load) use anonymous::{is_readable, rewrite};
pub(in crate::load) use portal::{Public as PublicProduct, public as public_product};

/// Reads exports and joins them. `None` when a finding is an error; all findings of all files are collected.
/// `as_of` is the day of a portal's table, which carries none; a snapshot's own day comes before it.
pub fn import(
    sources: &[Source],
    catalogue: &Catalogue,
    as_of: Option<Date>,
    findings: &mut Findings,
) -> Option<Tenant> {
    findings.unless_error(|own| {
        let mut parts = recognise::Parts::default();
        for source in sources {
            recognise::add(source, &mut parts, own);
        }
        join::join(parts, sources, catalogue, as_of, own)
    })
}

/// Whether a text is the portal's table.
pub(in crate::load) fn is_portal_table(text: &str) -> bool {
    portal::is_table(text)
}

/// Whether a text is known to be something else that people give in place of an export.
pub(in crate::load) fn is_other_thing(text: &str) -> bool {
    foreign::of_text(text).is_some()
}

/// Whether YAML is an export, as `az rest -o yaml` writes it.
pub(in crate::load) fn is_tree_of_export(root: &Node) -> bool {
    search::holds_export(&text::of_node(root, &mut tree::Reading::default()), 0)
}
