//! Whether a catalogue makes sense: contradictions and gaps that a loader can not see entry by entry.
//!
//! The checks of the loader say whether there is an answer at all; these say whether it is worth having. One file
//! for each family of rules; every rule is a code of its own, described in `docs/errors.md`.

mod entries;
mod prerequisites;
pub mod truth;

use super::builtin;
use crate::diag::{Code, Finding, Findings, Place};
use crate::model::{Action, Catalogue, Control, Id, Overlaid, Unscored};

/// Every finding over all entries, built-in ones included.
pub fn lint(catalogue: &Catalogue) -> Findings {
    let mut all = Findings::new();
    for found in run(catalogue) {
        all.push(found.finding);
    }
    all.sorted()
}

/// The findings that an overlay has a part in: those of built-in entries alone are not repeated to its author.
pub fn lint_overlays(catalogue: &Catalogue) -> Findings {
    let mut overlaid = Findings::new();
    for found in run(catalogue).into_iter().filter(|found| found.overlaid) {
        overlaid.push(found.finding);
    }
    overlaid.sorted()
}

fn run(catalogue: &Catalogue) -> Vec<Found> {
    let files = builtin::files().into_iter().map(|(name, _)| name).collect();
    let mut lint = Lint { catalogue, files, found: Vec::new() };
    prerequisites::prerequisites(&mut lint);
    entries::ratings(&mut lint);
    prerequisites::without_licence(&mut lint);
    entries::names(&mut lint);
    entries::gaps(&mut lint);
    entries::work(&mut lint);
    lint.found
}

struct Found {
    finding: Finding,
    /// Whether a user's file changed one of the entries that it is about.
    overlaid: bool,
}

struct Lint<'a> {
    catalogue: &'a Catalogue,
    /// The names of the built-in files.
    files: Vec<&'static str>,
    found: Vec<Found>,
}

/// An entry that a finding is about.
#[derive(Clone, Copy)]
struct Entry<'a> {
    id: &'a Id,
    product: &'a Id,
    changed: &'a [Overlaid],
}

impl<'a> From<&'a Control> for Entry<'a> {
    fn from(control: &'a Control) -> Self {
        Self { id: &control.id, product: &control.product, changed: &control.about.changed }
    }
}

impl<'a> From<&'a Action> for Entry<'a> {
    fn from(action: &'a Action) -> Self {
        Self { id: &action.id, product: &action.product, changed: &action.about.changed }
    }
}

impl<'a> From<&'a Unscored> for Entry<'a> {
    fn from(unscored: &'a Unscored) -> Self {
        Self { id: &unscored.id, product: &unscored.product, changed: &unscored.changed }
    }
}

impl<'a> Lint<'a> {
    /// The controls that Microsoft still scores.
    fn current(&self) -> impl Iterator<Item = &'a Control> + use<'a> {
        self.catalogue.controls.values().filter(|control| control.is_current())
    }

    /// The control or action of an id.
    fn entry(&self, id: &Id) -> Option<Entry<'a>> {
        let action = self.catalogue.actions.get(id).map(Entry::from);
        action.or_else(|| self.catalogue.controls.get(id).map(Entry::from))
    }

    /// Reports what is wrong between some entries; the place is that of the first that a user's file changed, as it
    /// is there that somebody can mend it.
    fn report(&mut self, code: Code, entries: &[Entry<'_>], message: impl Into<String>, help: &str) {
        let changed = entries.iter().find_map(|entry| entry.changed.last());
        let place = match changed {
            Some(overlaid) => Some(Place { line: overlaid.line, ..Place::file(&overlaid.file) }),
            None => entries.first().and_then(|entry| built_in(entry, &self.files)),
        };
        let mut finding = Finding::new(code, message).help(help);
        finding.place = place;
        self.found.push(Found { finding, overlaid: changed.is_some() });
    }
}

/// The built-in file that an entry most likely stands in: that of its product.
fn built_in(entry: &Entry<'_>, files: &[&str]) -> Option<Place> {
    let file = |name: &str| name.strip_suffix(".yaml") == Some(entry.product.as_str());
    files.iter().find(|name| file(name)).map(|name| Place::file(name))
}
