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

/// The one spelling of each SKU: the catalogue's, else that of Microsoft's lists, else the first that was met.
#[derive(Debug)]
pub(super) struct SkuSpelling(BTreeMap<String, Id>);

impl SkuSpelling {
    pub(super) fn new(catalogue: &Catalogue, lists: &[PlansOfSkus]) -> Self {
        let mut known: BTreeMap<String, Id> = BTreeMap::new();
        for id in catalogue.skus.keys().chain(lists.iter().flat_map(BTreeMap::keys)) {
            known.entry(sku_key(id)).or_insert_with(|| id.clone());
        }
        Self(known)
    }

    pub(super) fn of(&mut self, id: &Id) -> Id {
        self.0.entry(sku_key(id)).or_insert_with(|| id.clone()).clone()
    }
}

/// What part numbers are compared by: some of Microsoft's hold non-breaking spaces.
pub(super) fn sku_key(id: &Id) -> String {
    id.as_str().replace('\u{a0}', " ").to_lowercase()
}
