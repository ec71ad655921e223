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
mod failure;
mod fields;
mod foreign;
mod foreign_text;
mod join;
mod newest;
mod no_scores;
mod owned;
mod partner;
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

use std::borrow::Cow;

use jiff::civil::Date;

use crate::diag::{Code, Finding, Findings};
use crate::load::source::Source;
use crate::load::yaml::Node;
use crate::model::text::{beginning, counted, first_few};
use crate::model::{Catalogue, PortalDifference, Tenant};

pub(in crate::load) use anonymous::{is_readable, rewrite};
pub(in crate::load) use portal::{Public as PublicProduct, public as public_product};
pub(in crate::load) use tables::Readable as ReadableTable;
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
        let (mut used, mut aside) = (Vec::new(), Vec::new());
        for source in sources {
            let mut said = Findings::new();
            recognise::add(source, &mut parts, &mut said);
            // Of a folder people want the exports in it. What was to be one, and failed or was cut, stays an error.
            let refusal = said.iter().find(|finding| source.in_folder && is_no_export(finding)).cloned();
            match refusal {
                Some(finding) => aside.push(finding),
                None => {
                    own.extend(said);
                    used.push(source);
                }
            }
        }
        if let Some(finding) = left_aside(&aside) {
            own.push(finding);
        }
        let used = match aside.is_empty() {
            true => Cow::Borrowed(sources),
            false => used.into_iter().cloned().collect(),
        };
        join::join(parts, &used, catalogue, as_of, own)
    })
}

fn is_no_export(finding: &Finding) -> bool {
    matches!(finding.code, Code::UnknownShape | Code::Foreign)
}

/// Names files of a folder that are no exports, each by what refuses it.
pub fn left_aside(refusals: &[Finding]) -> Option<Finding> {
    const SHOWN: usize = 3;
    if refusals.is_empty() {
        return None;
    }
    let named = refusals.iter().map(|refusal| {
        let file = refusal.place.as_ref().map_or("", |place| place.file.as_str());
        let what = refusal.message.split(':').next().filter(|_| refusal.code != Code::UnknownShape);
        match what.and_then(|what| what.strip_prefix("the file is ")) {
            Some(what) => format!("`{file}`, {}", beginning(what, 80)),
            None => format!("`{file}`"),
        }
    });
    let message = format!(
        "{} no export and left aside: {}",
        counted(refusals.len(), "file of the folder is", "files of the folder are"),
        first_few(named, SHOWN)
    );
    Some(Finding::new(Code::LeftAside, message).help("give a file by its name to hear why it is refused"))
}

/// Whether a text is a table that `import` reads, or knows for what it is.
pub(in crate::load) fn is_known_table(text: &str) -> bool {
    portal::is_table(text) || tables::is_known(text) || recognise::title_and_table(text).is_some()
}

/// Which table of licences or of scores a text is.
pub(in crate::load) fn readable_table(text: &str) -> Option<ReadableTable> {
    tables::readable(recognise::table_of(text))
}

/// Whether a text is the portal's table.
pub(in crate::load) fn is_portal_table(text: &str) -> bool {
    portal::is_table(recognise::table_of(text))
}

/// Whether a text is JSON below lines of something else, or something that people give in place of an export.
pub(in crate::load) fn is_other_thing(text: &str) -> bool {
    foreign_text::is_known(text) || text::after_preamble(text).is_some() || cells::is_table(text)
}

/// Whether YAML is an export, as `az rest -o yaml` writes it.
pub(in crate::load) fn is_tree_of_export(root: &Node) -> bool {
    search::holds_export(&text::of_node(root, &mut tree::Reading::default()), 0)
}
