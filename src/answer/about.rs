//! What several answers say of a catalogue entry.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Catalogue, Control, Id, Latency, Scoring};

/// How late the points of a control usually show.
pub(super) fn latency(catalogue: &Catalogue, control: &Control) -> Option<Latency> {
    control.latency.or_else(|| catalogue.products.get(&control.product).map(|product| product.latency))
}

pub(super) fn scoring(scoring: &Scoring) -> String {
    match scoring {
        Scoring::Binary => "all or nothing".to_owned(),
        Scoring::Threshold => "all or nothing, by a count".to_owned(),
        Scoring::Proportional(population) => format!("by the share of {population}"),
    }
}

/// What rests on each id.
pub(super) type Dependents<'a> = BTreeMap<&'a Id, BTreeSet<&'a Id>>;

pub(super) fn enabled(dependents: &Dependents<'_>, id: &Id) -> Vec<Id> {
    dependents.get(id).into_iter().flatten().map(|id| (*id).clone()).collect()
}
