//! Service plans that are owned and not used.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Action, Control, Environment as _, FactValue, Id, Licence, Points};
use crate::state::{AbsenceReason, Evidence, Shortfall, State};

/// Service plans of which no control has been begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedPlans {
    /// The plans that open the same controls, by id.
    pub plans: Vec<Id>,
    /// The owned SKUs that include one of them, by id.
    pub skus: Vec<Id>,
    /// The controls that could be worked on, by id.
    pub controls: Vec<Id>,
    /// The sum of their known maxima.
    pub max: Points,
    /// The facts that must be deployed or connected before all controls show; empty where all show.
    pub not_deployed: Vec<Id>,
    /// Whether they are owned without the option too.
    pub owned_before: bool,
}

/// The plans that are owned with an option and of which no control has been begun: it has no more points than its default
/// credit, or is not deployed. A control that is asserted for a tool of another vendor counts as not begun. Plans whose
/// controls do not apply to the tenant are left out.
pub fn unused_plans(before: &State<'_>, after: &State<'_>) -> Vec<UnusedPlans> {
    let Some(plans) = &after.plans else { return Vec::new() };
    let owned: Vec<&Id> = plans.iter().filter(|(_, seats)| **seats > 0).map(|(plan, _)| plan).collect();
    let mut alike: BTreeMap<Vec<Id>, Vec<Id>> = BTreeMap::new();
    for plan in owned {
        let one = BTreeSet::from([plan]);
        let controls = after.catalogue.controls_of_plans(&one);
        let ids: Vec<Id> = controls.filter(|control| control.is_current()).map(|c| c.id.clone()).collect();
        if !ids.is_empty() {
            alike.entry(ids).or_default().push(plan.clone());
        }
    }
    let mut found: Vec<UnusedPlans> =
        alike.into_iter().filter_map(|(ids, plans)| of_plans(before, after, &ids, plans)).collect();
    found.sort_by(|a, b| b.max.cmp(&a.max).then_with(|| a.plans.cmp(&b.plans)));
    found
}

fn of_plans(before: &State<'_>, after: &State<'_>, ids: &[Id], plans: Vec<Id>) -> Option<UnusedPlans> {
    let mut unused = UnusedPlans {
        skus: carriers(after, &plans),
        owned_before: plans.iter().any(|plan| {
            before.plans.as_ref().is_some_and(|plans| plans.get(plan).is_some_and(|seats| *seats > 0))
        }),
        plans,
        controls: Vec::new(),
        max: Points::ZERO,
        not_deployed: Vec::new(),
    };
    let mut missing = BTreeSet::new();
    for control in ids.iter().filter_map(|id| after.control(id)) {
        let rows: Vec<&Id> =
            after.rows.keys().filter(|id| id.without_instance() == control.id.as_str()).collect();
        if rows.is_empty() {
            let Some(facts) = to_deploy(after, control) else { continue };
            missing.extend(facts);
            unused.max += after.max_of(&control.id, control).unwrap_or_default();
        } else {
            if rows.iter().any(|id| is_begun(after, control, id)) {
                return None;
            }
            unused.max += rows.iter().filter_map(|id| after.rows.get(*id)?.max).sum::<Points>();
        }
        unused.controls.push(control.id.clone());
    }
    unused.not_deployed = missing.into_iter().collect();
    (!unused.controls.is_empty()).then_some(unused)
}

/// The facts that work must bring before a control shows; `None` where something else keeps it out of the score.
fn to_deploy(state: &State<'_>, control: &Control) -> Option<Vec<Id>> {
    state
        .why_absent(&control.id)
        .into_iter()
        .map(|why| match why {
            AbsenceReason::NotDeployed(short) | AbsenceReason::NotConnected(short)
                if is_deployable(state, &short) =>
            {
                Some(short.name)
            }
            _ => None,
        })
        .collect()
}

/// The owned SKUs that include one of some plans, also by implication.
fn carriers(state: &State<'_>, plans: &[Id]) -> Vec<Id> {
    let carries = |licence: &&Licence| {
        let opened = state.catalogue.opened_by_licence(licence, state.day);
        licence.seats() > 0 && plans.iter().any(|plan| opened.contains(plan))
    };
    let skus: BTreeSet<Id> =
        state.licences.iter().flatten().filter(carries).map(|licence| licence.sku.clone()).collect();
    skus.into_iter().collect()
}

/// Whether work can bring a missing fact: an action that applies to the tenant sets it.
pub(super) fn is_deployable(state: &State<'_>, short: &Shortfall) -> bool {
    let makes_sense = |action: &Action| {
        state.done.get(&action.id).is_none_or(|done| done.evidence != Evidence::NotApplicable)
    };
    // Work for an empty population brings nothing.
    let brings = |action: &Action| match action.sets.get(&short.name) {
        Some(FactValue::Population(name)) => state.fact(name) > 0,
        Some(FactValue::Number(_)) => true,
        None => false,
    };
    state.catalogue.setting(&short.name).any(|action| makes_sense(action) && brings(action))
}

/// Whether a row has more measured points than its default credit.
fn is_begun(state: &State<'_>, control: &Control, id: &Id) -> bool {
    let Some(row) = state.rows.get(id) else { return false };
    let credit = control.default_credit.as_ref().zip(row.max).map(|(credit, max)| credit.coverage.of(max));
    row.measured > credit.unwrap_or_default()
}
