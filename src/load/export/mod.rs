//! Exports of Microsoft Graph in every wrapping that people produce, and of the Defender portal, joined to one
//! tenant.
//!
//! Each file is recognised by its content: scores, profiles and SKUs in objects and lists of any name, PowerShell's
//! `ConvertTo-Json`, what logs and tables keep of them, YAML, the portal's table, and Microsoft's list of products and
//! service plans, which says what SKUs carry that the catalogue does not know. What else people give is named.

mod anonymous;
mod cells;
mod columns;
mod counted;
mod fields;
mod foreign;
mod join;
mod newest;
mod owned;
mod plans;
mod populations;
pub mod portal;
mod profile;
mod recognise;
mod rows;
mod scalar;
mod search;
mod seats;
mod shares;
mod sku;
mod snapshot;
mod spelling;
mod tables;
mod tenant_names;
mod tenants;
mod text;
pub mod time;
mod tokens;
mod totals;
pub mod tree;
mod written;

use jiff::civil::Date;

use crate::diag::Findings;
use crate::load::source::Source;
use crate::load::yaml::Node;
use crate::model::{Catalogue, PortalDifference, Tenant};

pub(in crate::load) use anonymous::{is_readable, rewrite};
pub(in crate::load) use portal::{Public as PublicProduct, public as public_product};
pub(in crate::load) use tables::{Readable as ReadableTable, readable as readable_table};
pub(in crate::load) use text::begins_as_json;

/// A tenant that exports make.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    pub tenant: Tenant,
    /// Where the portal says something else of a control than Graph, whose figures count; sorted by id.
    pub differences: Vec<PortalDifference>,
}

/// Reads exports and joins them. `None` when a finding is an error; all findings of all files are collected.
/// `as_of` is the day of a portal's table, which carries none; a snapshot's own day comes before it.
pub fn import(
    sources: &[Source],
    catalogue: &Catalogue,
    as_of: Option<Date>,
    findings: &mut Findings,
) -> Option<Tenant> {
    import_with_differences(sources, catalogue, as_of, findings).map(|imported| imported.tenant)
}

/// As [`import`], with what the exports disagree on.
pub fn import_with_differences(
    sources: &[Source],
    catalogue: &Catalogue,
    as_of: Option<Date>,
    findings: &mut Findings,
) -> Option<Imported> {
    findings.unless_error(|own| {
        let mut parts = recognise::Parts::default();
        for source in sources {
            recognise::add(source, &mut parts, own);
        }
        join::join(parts, sources, catalogue, as_of, own)
    })
}

/// Whether a text is a table that `import` reads, or knows for what it is.
pub(in crate::load) fn is_known_table(text: &str) -> bool {
    portal::is_table(text) || tables::is_known(text)
}

/// Whether a text is the portal's table.
pub(in crate::load) fn is_portal_table(text: &str) -> bool {
    portal::is_table(text)
}

/// Whether a text is JSON below lines of something else, or something that people give in place of an export.
pub(in crate::load) fn is_other_thing(text: &str) -> bool {
    foreign::of_text(text).is_some() || text::after_preamble(text).is_some() || cells::is_table(text)
}

/// Whether YAML is an export, as `az rest -o yaml` writes it.
pub(in crate::load) fn is_tree_of_export(root: &Node) -> bool {
    search::holds_export(&text::of_node(root, &mut tree::Reading::default()), 0)
}
