//! Puts the plan of a tenant into a backlog, with everything that it leaves out, and in the order in which points come early.

use std::collections::{BTreeMap, BTreeSet};

use super::choices::Choices;
use super::tenant::TenantPlan;
use super::walk::{PlanStep, Walk};
use crate::model::{Graph, Id, Weight};
use crate::plan::optimise::Selection;
use crate::plan::{Backlog, Order, Ranking, WorkItem, WorkKind, rank, rank_as_given};
use crate::state::State;

/// A plan in its backlog, and in order.
pub(super) struct Composed {
    pub(super) backlog: Backlog,
    pub(super) selection: Selection,
    pub(super) ranking: Ranking,
}

pub(super) fn composed(state: &State<'_>, choices: &mut Choices<'_, '_>, plan: &TenantPlan) -> Composed {
    let steps: BTreeMap<Id, usize> = plan.steps.iter().map(|step| (step.id.clone(), step.way)).collect();
    let rest = choices.backlog_of_steps(&steps);
    let mut items: Vec<WorkItem> =
        rest.items.iter().filter(|item| !steps.contains_key(&item.id)).cloned().collect();
    items.extend(items_of(state, plan));
    items.sort_by(|a, b| a.id.cmp(&b.id));
    let mut backlog = linked(items, &rest, plan, state);
    backlog.excluded = rest
        .excluded
        .into_iter()
        .filter(|excluded| backlog.index(&excluded.id).is_none() || !steps.contains_key(&excluded.id))
        .collect();
    backlog.exact = true;
    let chosen: Vec<usize> =
        (0..backlog.items.len()).filter(|&at| steps.contains_key(&backlog.items[at].id)).collect();
    let own = backlog.only(&chosen);
    let ranking = rank(own.clone(), Order::Bundles, Some(state));
    let ranking = if comes_to(&ranking, plan, state) {
        ranking
    } else {
        let place = |step: &PlanStep| own.index(&step.id);
        let sequence: Vec<usize> = plan.steps.iter().filter_map(place).collect();
        rank_as_given(own, &sequence, state)
    };
    let selection = Selection {
        chosen,
        points: plan.worth.points,
        minutes: plan.worth.minutes,
        maximum: plan.worth.maximum,
    };
    Composed { backlog, selection, ranking }
}

/// Whether a ranking is the plan in another order that keeps all rules and comes to the same.
fn comes_to(ranking: &Ranking, plan: &TenantPlan, state: &State<'_>) -> bool {
    let ways: BTreeMap<&Id, &PlanStep> = plan.steps.iter().map(|step| (&step.id, step)).collect();
    let mut walk = Walk::new(state, &[]);
    ranking.steps.len() == plan.steps.len()
        && ranking.steps.iter().all(|ranked| {
            let id = &ranking.backlog.items[ranked.node].id;
            ways.get(id).is_some_and(|step| walk.step(step))
        })
        && walk.worth() == plan.worth
}

/// The steps as work items, each with what it comes to in the plan; needs are filled in later.
fn items_of(state: &State<'_>, plan: &TenantPlan) -> Vec<WorkItem> {
    let catalogue = state.catalogue;
    let mut walk = Walk::new(state, &[]);
    let mut items = Vec::with_capacity(plan.steps.len());
    for step in &plan.steps {
        let before = walk.worth();
        walk.step(step);
        let after = walk.worth();
        let control = state.control(&step.id).filter(|_| step.kind == WorkKind::Control);
        let action = catalogue.actions.get(&step.id).filter(|_| step.kind == WorkKind::Action);
        let way = control.and_then(|control| control.ways.get(step.way));
        let product = control.map(|control| &control.product).or(action.map(|action| &action.product));
        let of_product = product.and_then(|product| catalogue.products.get(product));
        let wait = control
            .map_or_else(|| action.and_then(|action| action.wait.as_ref()), |control| control.wait.as_ref());
        items.push(WorkItem {
            id: step.id.clone(),
            kind: step.kind,
            title: state.title(&step.id),
            product: product.cloned(),
            team: action
                .map(|action| action.team.clone())
                .or_else(|| of_product.map(|product| product.team.clone())),
            way: way
                .filter(|_| control.is_some_and(|control| control.ways.len() > 1))
                .map(|way| way.id.clone()),
            points: after.points - before.points,
            max: after.maximum - before.maximum,
            effort: after.minutes - before.minutes,
            needs: Vec::new(),
            after: Vec::new(),
            requires: reads(state, step).names.into_iter().collect(),
            wait_days: wait.map_or(0, |wait| wait.days),
        });
    }
    items
}

/// What a step asks for: work and rows by name, and facts.
#[derive(Default)]
struct Reads {
    names: BTreeSet<Id>,
    facts: BTreeSet<Id>,
}

fn reads(state: &State<'_>, step: &PlanStep) -> Reads {
    let mut reads = Reads::default();
    let binding = state.assumptions.gates == crate::model::Gates::Hard;
    if let Some(action) = state.catalogue.actions.get(&step.id).filter(|_| step.kind == WorkKind::Action) {
        reads.names.extend(action.needs.iter().chain(action.gates.iter().filter(|_| binding)).cloned());
        reads.facts.extend(action.entitled_when.facts());
    } else if let Some(control) = state.control(&step.id) {
        if let Some(way) = control.ways.get(step.way) {
            reads.names.extend(way.needs.iter().chain(way.gates.iter().filter(|_| binding)).cloned());
            reads.facts.extend(way.entitled_when.facts());
            reads.facts.extend(way.holds_while.iter().flat_map(crate::model::Expr::facts));
        }
        if !state.rows.contains_key(&step.id) {
            reads.facts.extend(control.visible_when.facts());
        }
    }
    // What is needed may be done by facts.
    for name in reads.names.clone() {
        if let Some(action) = state.catalogue.actions.get(&name) {
            reads.facts.extend(action.applies_when.facts());
            reads.facts.extend(action.done_when.iter().flat_map(crate::model::DoneWhen::facts));
        }
    }
    reads
}

/// Links work items by index: steps with the steps that they rest on and that stand before them, everything else as in the
/// backlog it comes from.
fn linked(items: Vec<WorkItem>, rest: &Backlog, plan: &TenantPlan, state: &State<'_>) -> Backlog {
    let place: BTreeMap<Id, usize> =
        items.iter().enumerate().map(|(at, item)| (item.id.clone(), at)).collect();
    let old = |list: &[usize]| -> Vec<usize> {
        let mut found: Vec<usize> =
            list.iter().filter_map(|&at| place.get(&rest.items[at].id).copied()).collect();
        found.sort_unstable();
        found
    };
    let mut needs: Vec<Vec<usize>> = Vec::with_capacity(items.len());
    let mut after: Vec<Vec<usize>> = Vec::with_capacity(items.len());
    for item in &items {
        let known = rest.index(&item.id).map(|at| &rest.items[at]);
        needs.push(known.map(|known| old(&known.needs)).unwrap_or_default());
        after.push(known.map(|known| old(&known.after)).unwrap_or_default());
    }
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_fact: BTreeMap<&Id, Vec<usize>> = BTreeMap::new();
    for (at, step) in plan.steps.iter().enumerate() {
        let asks = reads(state, step);
        let named = asks.names.iter().filter_map(|name| by_name.get(name.as_str()));
        let set = asks.facts.iter().filter_map(|fact| by_fact.get(fact));
        let before: BTreeSet<usize> = named.chain(set).flatten().copied().collect();
        if let Some(&own) = place.get(&step.id) {
            needs[own] = before.iter().filter_map(|&at| place.get(&plan.steps[at].id).copied()).collect();
            needs[own].sort_unstable();
        }
        by_name.entry(step.id.as_str()).or_default().push(at);
        if step.id.is_instance() {
            by_name.entry(step.id.without_instance()).or_default().push(at);
        }
        let action = state.catalogue.actions.get(&step.id);
        for fact in action.iter().flat_map(|action| action.sets.keys()) {
            by_fact.entry(fact).or_default().push(at);
        }
    }
    let weights: Vec<Weight> =
        items.iter().map(|item| Weight { points: item.points, minutes: item.effort }).collect();
    let steps: BTreeSet<&Id> = plan.steps.iter().map(|step| &step.id).collect();
    let graph = loop {
        match Graph::new(weights.clone(), needs.clone()) {
            Ok(graph) => break graph,
            // Steps stand in an order, so a circle holds something else.
            Err(circle) => {
                let outside = circle.iter().copied().find(|&at| !steps.contains(&items[at].id));
                needs[outside.unwrap_or(circle[0])].clear();
            }
        }
    };
    let items = items
        .into_iter()
        .zip(needs.into_iter().zip(after))
        .map(|(item, (needs, after))| WorkItem { needs, after, ..item })
        .collect();
    Backlog { items, graph, excluded: Vec::new(), exact: true }
}
