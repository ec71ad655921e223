//! How ids are spelt: Microsoft's own tools do not agree on capital letters.

use std::collections::BTreeMap;

use super::recognise::Page;
use crate::load::catalogue::PlansOfSkus;
use crate::model::{Catalogue, Id};

/// The one spelling of each id: the catalogue's, else that of a profile.
#[derive(Debug)]
pub(super) struct Spelling(BTreeMap<String, Id>);

impl Spelling {
    pub(super) fn new(catalogue: &Catalogue, pages: &[Page]) -> Self {
        let mut known: BTreeMap<String, Id> = BTreeMap::new();
        let profiles = pages.iter().flat_map(|page| &page.profiles).map(|profile| &profile.id);
        for id in catalogue.controls.keys().chain(profiles) {
            known.entry(id.as_str().to_lowercase()).or_insert_with(|| id.clone());
        }
        Self(known)
    }

    /// An id in its one spelling; the same where nobody knows it.
    pub(super) fn of(&self, id: &Id) -> Id {
        let folded = id.as_str().to_lowercase();
        if let Some(known) = self.0.get(&folded) {
            return known.clone();
        }
        let rest = id.without_instance();
        let instance = &id.as_str()[..id.as_str().len() - rest.len()];
        match self.0.get(&rest.to_lowercase()).filter(|_| !instance.is_empty()) {
            Some(known) => Id::new(&format!("{instance}{known}")),
            None => id.clone(),
        }
    }
}

/// The one spelling of each SKU: the catalogue's, else that of Microsoft's lists, else the first that was met; and of each
/// service plan of the catalogue.
#[derive(Debug)]
pub(super) struct SkuSpelling {
    skus: BTreeMap<String, Id>,
    plans: BTreeMap<String, Id>,
}

impl SkuSpelling {
    pub(super) fn new(catalogue: &Catalogue, lists: &[PlansOfSkus]) -> Self {
        let mut skus: BTreeMap<String, Id> = BTreeMap::new();
        for id in catalogue.skus.keys().chain(lists.iter().flat_map(BTreeMap::keys)) {
            skus.entry(key(id)).or_insert_with(|| id.clone());
        }
        Self { skus, plans: catalogue.plans.keys().map(|id| (key(id), id.clone())).collect() }
    }

    pub(super) fn of(&mut self, id: &Id) -> Id {
        self.skus.entry(key(id)).or_insert_with(|| id.clone()).clone()
    }

    pub(super) fn of_plan(&self, id: Id) -> Id {
        self.plans.get(&key(&id)).cloned().unwrap_or(id)
    }
}

/// What part numbers are compared by: some of Microsoft's hold non-breaking spaces.
fn key(id: &Id) -> String {
    id.as_str().replace('\u{a0}', " ").to_lowercase()
}

/// An id in the spelling of one that is known, for a single one; the same where none is.
pub(super) fn one<'a>(id: &Id, mut known: impl Iterator<Item = &'a Id>) -> Id {
    let folded = |id: &'_ str| -> Vec<char> {
        id.chars().map(|c| if c == '\u{a0}' { ' ' } else { c }).flat_map(char::to_lowercase).collect()
    };
    let wanted = folded(id.as_str());
    let same =
        |known: &&Id| known.as_str().chars().count() == wanted.len() && folded(known.as_str()) == wanted;
    known.find(same).unwrap_or(id).clone()
}
