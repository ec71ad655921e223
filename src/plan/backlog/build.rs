//! Builds the backlog of a state from its candidates and a choice of ways.

use std::collections::{BTreeMap, BTreeSet};

use super::action_effect::{ActionEffects, EffectCache};
use super::candidates::Candidates;
use super::choice::{self, WayChoice};
use super::exclude::{Excluded, Reason};
use super::include::Included;
use super::{Backlog, WorkItem, WorkKind};
use crate::model::{BacklogItem, Graph, Id, Minutes, Points, Weight};
use crate::state::State;

/// The backlog of a state, with the best choice of ways.
pub fn build(state: &State<'_>) -> Backlog {
    let candidates = Candidates::collect(state);
    let choice = choice::best_choice(&candidates);
    backlog_of(&candidates, &choice, &mut EffectCache::new())
}

/// The backlog of a state with the work on `must`, even where it earns nothing, and without the work on `never` and
/// its dependents: ways around it are chosen.
pub fn build_for(state: &State<'_>, must: &[Id], never: &[Id]) -> Backlog {
    let mut candidates = Candidates::collect(state);
    candidates.wanted.extend(must.iter().cloned());
    candidates.rule_out(never);
    let choice = choice::best_choice(&candidates);
    backlog_of(&candidates, &choice, &mut EffectCache::new())
}

/// The names that mean work which is done, or on which nothing is left to gain.
pub fn met(state: &State<'_>, names: &[Id]) -> Vec<Id> {
    let candidates = Candidates::collect(state);
    let is_met = |name: &&Id| {
        let ids = candidates.instances_of(name);
        let out_of_reach = |id: &Id| {
            let reason = candidates.excluded.get(id).map(|excluded| excluded.reason);
            reason.is_some_and(|reason| reason != Reason::AtCeiling)
        };
        ids.iter().all(|id| candidates.met.contains(id) && !out_of_reach(id))
    };
    names.iter().filter(is_met).cloned().collect()
}

/// The backlog of a choice of ways.
pub(super) fn backlog_of(
    candidates: &Candidates<'_, '_>,
    choice: &WayChoice,
    cache: &mut EffectCache,
) -> Backlog {
    let included = candidates.included(choice);
    let mut excluded = candidates.excluded_by(choice, &included);
    let not_taken = candidates.ways_not_taken(&included);
    let effects = candidates.action_effects(&included, cache);
    let mut nodes = candidates.nodes(&included, &effects);
    let graph = loop {
        match graph(&nodes) {
            Ok(graph) => break graph,
            // Visibility can close a cycle that no single file shows. Nothing on it can ever start.
            Err(cycle) => drop_cycle(&mut nodes, &cycle, &mut excluded),
        }
    };
    let mut excluded: Vec<Excluded> = excluded.into_values().chain(not_taken).collect();
    excluded.sort_by(|a, b| a.id.cmp(&b.id).then(a.reason.cmp(&b.reason)));
    Backlog { items: nodes, graph, excluded, exact: effects.exact }
}

/// The backlog of a list; the indices in `needs` are those of the list.
///
/// # Errors
/// The items of a cycle of prerequisites, in order.
pub fn from_items(items: Vec<BacklogItem>) -> Result<Backlog, Vec<usize>> {
    let node = |item: BacklogItem| WorkItem {
        id: item.id,
        kind: if item.points > Points::ZERO { WorkKind::Control } else { WorkKind::Action },
        title: item.title,
        product: None,
        team: None,
        way: None,
        points: item.points,
        max: Points::ZERO,
        effort: item.effort,
        needs: item.needs,
        after: Vec::new(),
        requires: Vec::new(),
        wait_days: 0,
    };
    let nodes: Vec<WorkItem> = items.into_iter().map(node).collect();
    let graph = graph(&nodes)?;
    Ok(Backlog { items: nodes, graph, excluded: Vec::new(), exact: true })
}

fn graph(nodes: &[WorkItem]) -> Result<Graph, Vec<usize>> {
    let weights = nodes.iter().map(|n| Weight { points: n.points, minutes: n.effort }).collect();
    Graph::new(weights, nodes.iter().map(|node| node.needs.clone()).collect())
}

impl Candidates<'_, '_> {
    fn nodes(&self, included: &Included, effects: &ActionEffects) -> Vec<WorkItem> {
        let mut ids: Vec<&Id> = included.ways.keys().chain(&included.actions).collect();
        ids.sort_unstable();
        let indices = |names: &[Id]| -> Vec<usize> {
            let mut found: Vec<usize> = names.iter().filter_map(|id| ids.binary_search(&id).ok()).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        ids.iter()
            .map(|id| match (included.ways.get(*id), self.actions.get(*id)) {
                (Some(way), _) => {
                    let open = &self.controls[*id];
                    let way = open.way(*way);
                    let product = self.state.catalogue.products.get(&open.control.product);
                    WorkItem {
                        id: (*id).clone(),
                        kind: WorkKind::Control,
                        title: self.state.title(id),
                        product: Some(open.control.product.clone()),
                        team: product.map(|product| product.team.clone()),
                        way: (open.control.ways.len() > 1).then(|| way.way.id.clone()),
                        points: way.gain,
                        max: Points::ZERO,
                        effort: way.effort,
                        needs: indices(&way.requires),
                        requires: way.requires.iter().chain(&open.brought_by).cloned().collect(),
                        after: indices(&way.way.after),
                        wait_days: open.control.wait.as_ref().map_or(0, |wait| wait.days),
                    }
                }
                (None, action) => {
                    let effort = action.map_or(Minutes::ZERO, |open| open.effort);
                    let requires = action.map(|open| open.requires.as_slice()).unwrap_or_default();
                    let action = self.state.catalogue.actions.get(*id);
                    let effect = effects.by_action.get(*id).copied().unwrap_or_default();
                    WorkItem {
                        id: (*id).clone(),
                        kind: WorkKind::Action,
                        title: self.state.title(id),
                        product: action.map(|action| action.product.clone()),
                        team: action.map(|action| action.team.clone()),
                        way: None,
                        points: effect.points,
                        max: effect.max,
                        effort,
                        needs: indices(requires),
                        requires: requires.to_vec(),
                        after: action.map(|action| indices(&action.after)).unwrap_or_default(),
                        wait_days: action.and_then(|action| action.wait.as_ref()).map_or(0, |wait| wait.days),
                    }
                }
            })
            .collect()
    }
}

/// Excludes the nodes of a cycle and their dependents.
fn drop_cycle(nodes: &mut Vec<WorkItem>, cycle: &[usize], excluded: &mut BTreeMap<Id, Excluded>) {
    let names: Vec<String> = cycle.iter().map(|&node| nodes[node].id.to_string()).collect();
    let mut out: BTreeSet<usize> = cycle.iter().copied().collect();
    loop {
        let more: Vec<usize> = (0..nodes.len())
            .filter(|node| !out.contains(node) && nodes[*node].needs.iter().any(|need| out.contains(need)))
            .collect();
        if more.is_empty() {
            break;
        }
        out.extend(more);
    }
    for &node in &out {
        if nodes[node].kind == WorkKind::Control {
            let id = nodes[node].id.clone();
            let lever = format!("stands on a circle: {}", names.join(" needs "));
            excluded.insert(id.clone(), Excluded { id, reason: Reason::Blocked, lever });
        }
    }
    let kept: Vec<usize> = (0..nodes.len()).filter(|node| !out.contains(node)).collect();
    let renumbered = |list: &[usize]| list.iter().filter_map(|old| kept.binary_search(old).ok()).collect();
    *nodes = kept
        .iter()
        .map(|&old| {
            let node = &nodes[old];
            WorkItem { needs: renumbered(&node.needs), after: renumbered(&node.after), ..node.clone() }
        })
        .collect();
}
