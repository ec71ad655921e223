//! The catalogue: built-in product files, overlaid key by key with the files of the user.
//!
//! YAML becomes a tree (that of the built-in files when the program is built), trees are checked by the tables of
//! `shape`, laid over each other by `merge`, and only then understood by `read`. What `diff` and `export` show is the
//! merged tree as well.

pub mod builtin;
mod check;
mod licences;
pub mod lint;
mod merge;
mod plan_list;
mod read;
mod shape;
mod write;

pub use self::lint::{lint, lint_overlays};
pub use self::plan_list::{PlansOfSkus, is_plan_list, names_of_skus, plans_of_skus};
pub use self::write::Written;

use self::merge::Merged;
use crate::diag::Findings;
use crate::load::source::Source;
use crate::load::yaml::{Node, Reader, parse};
use crate::model::{Catalogue, EntryKind};

/// The built-in catalogue with the overlays of the user, in their order. An overlay may also be Microsoft's list
/// of products and service plans.
///
/// Problems are findings; the catalogue is usable when none is an error.
pub fn load(overlays: &[Source], findings: &mut Findings) -> Catalogue {
    understood(&merged(overlays, findings), overlays, findings)
}

/// The same catalogue as it is written, for comparing and exporting it. It is checked as if it were used.
pub fn load_written(overlays: &[Source], findings: &mut Findings) -> Written {
    let merged = merged(overlays, findings);
    understood(&merged, overlays, findings);
    Written::of(&merged)
}

/// What a file says that has the keys and values of a catalogue; everything else in it is a finding.
pub fn checked(source: &Source, findings: &mut Findings) -> Option<Node> {
    let root = parse(source, findings)?;
    shape::FILE.checked(&mut Reader::new(source, findings), &root)
}

fn merged(overlays: &[Source], findings: &mut Findings) -> Merged {
    let mut merged = Merged::default();
    for (name, root) in builtin::files() {
        merged.add(name, root, None, findings);
    }
    for source in overlays {
        if is_plan_list(&source.text) {
            let (plans, skus) = plan_list::read(source, findings);
            for plan in plans {
                merged.add_listed(&source.name, EntryKind::Plan, plan.entry());
            }
            for sku in skus {
                merged.add_listed(&source.name, EntryKind::Sku, sku.entry());
            }
        } else if let Some(root) = checked(source, findings) {
            merged.add(&source.name, root, Some(source), findings);
        }
    }
    merged
}

fn understood(merged: &Merged, overlays: &[Source], findings: &mut Findings) -> Catalogue {
    let catalogue = read::read(merged, findings);
    // That the built-in parts fit together is the business of a test.
    if !overlays.is_empty() {
        check::check(&catalogue, &|id| merged.place(id), findings);
    }
    catalogue
}
