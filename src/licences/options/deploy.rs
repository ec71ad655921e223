//! What work could still bring, and what it has brought.

use crate::model::{Action, Control, Environment as _, FactValue, Id};
use crate::state::{Evidence, Shortfall, State};

/// Whether work could make up for a fact that is missing: an action sets it that makes sense in this tenant.
pub(super) fn is_deployable(state: &State<'_>, short: &Shortfall) -> bool {
    let makes_sense = |action: &Action| {
        state.done.get(&action.id).is_none_or(|done| done.evidence != Evidence::NotApplicable)
    };
    // What is done to all of a population that is empty brings nothing.
    let brings = |action: &Action| match action.sets.get(&short.name) {
        Some(FactValue::Population(name)) => state.fact(name) > 0,
        Some(FactValue::Number(_)) => true,
        None => false,
    };
    state.catalogue.setting(&short.name).any(|action| makes_sense(action) && brings(action))
}

/// Whether a row has more measured points than arrive without work.
pub(super) fn is_begun(state: &State<'_>, control: &Control, id: &Id) -> bool {
    let Some(row) = state.rows.get(id) else { return false };
    let credit = control.default_credit.as_ref().zip(row.max).map(|(credit, max)| credit.coverage.of(max));
    row.measured > credit.unwrap_or_default()
}
