//! Service plans that are owned and of which nothing is in use.

use std::collections::{BTreeMap, BTreeSet};

use super::deploy::{is_begun, is_deployable};
use crate::model::{Control, Id, Points};
use crate::state::{AbsenceReason, State};

/// Service plans whose controls are all untouched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedPlans {
    /// The plans, by id: all that open the same controls.
    pub plans: Vec<Id>,
    /// The owned SKUs that carry one of them, by id.
    pub skus: Vec<Id>,
    /// The controls that could be worked on, by id.
    pub controls: Vec<Id>,
    /// The sum of their maxima that are known.
    pub max: Points,
    /// What would have to be deployed or connected before all of them show; empty where all show already.
    pub not_deployed: Vec<Id>,
    /// Whether they were owned before the option too.
    pub owned_before: bool,
}

/// The plans that are owned with an option and whose controls nobody has begun: no more points than come without work,
/// or not deployed at all. What is asserted for the tool of another vendor counts as not begun. Plans whose controls
/// make no sense in the tenant are left out.
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

/// The facts that work would have to bring before a control shows; `None` where something else keeps it away.
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

/// The owned SKUs that carry one of some plans, also by implication.
fn carriers(state: &State<'_>, plans: &[Id]) -> Vec<Id> {
    let carries = |licence: &&crate::model::Licence| {
        let listed = licence.plans.iter().flatten();
        let of_sku = state.catalogue.skus.get(&licence.sku).filter(|_| licence.plans.is_none());
        let all: Vec<&Id> =
            listed.chain(of_sku.into_iter().flat_map(|sku| sku.plans_on(state.day))).collect();
        let all = state.catalogue.implied(all);
        licence.seats() > 0 && plans.iter().any(|plan| all.contains(plan))
    };
    let skus: BTreeSet<Id> =
        state.licences.iter().flatten().filter(carries).map(|licence| licence.sku.clone()).collect();
    skus.into_iter().collect()
}
