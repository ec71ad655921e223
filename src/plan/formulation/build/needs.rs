//! What steps need, and what they exclude.

use std::collections::BTreeSet;

use super::Builder;
use super::alternatives::reached;
use super::effects::is_firm;
use crate::model::{Action, Gates, Id, Points};
use crate::plan::formulation::{Known, Meaning};
use crate::plan::optimise::Rule;
use crate::state::{Evidence, State};

impl<'a> Builder<'_, 'a> {
    /// Of two actions that exclude each other a plan rests on one at most.
    pub(super) fn exclusions(&mut self) {
        let catalogue = self.state.catalogue;
        let exists = |id: &Id| {
            let done = self.state.done.get(id);
            catalogue.actions.contains_key(id)
                && done.is_none_or(|done| done.evidence != Evidence::NotApplicable)
        };
        let mut pairs: BTreeSet<(&'a Id, &'a Id)> = BTreeSet::new();
        for action in catalogue.actions.values() {
            for other in action.conflicts.iter().filter(|other| exists(other) && exists(&action.id)) {
                pairs.insert(if action.id < *other { (&action.id, other) } else { (other, &action.id) });
            }
        }
        for (one, other) in pairs {
            let [one, other] = [one, other].map(|id| {
                if let Some(node) = self.used.get(id) {
                    return *node;
                }
                let node = self.effect(Points::ZERO, Points::ZERO);
                if let Some(&work) = self.work.get(id) {
                    self.needs[work].push(node);
                }
                self.used.insert(id.clone(), node);
                node
            });
            if one == other {
                self.out.insert(one);
            } else {
                self.rules.push(Rule::at_most_one([one, other]));
            }
        }
    }

    /// What names need: done actions, and rows that are done as far as their ways reach.
    pub(super) fn needs_of(&mut self, node: usize, names: &'a [Id], gates: &'a [Id]) {
        let state = self.state;
        let gates = if state.assumptions.gates == Gates::Hard { gates } else { &[] };
        for name in names.iter().chain(gates) {
            if state.catalogue.actions.contains_key(name) {
                let done = self.done.get(name).copied().unwrap_or(Known::No);
                self.require(node, done);
                if let Some(&used) = self.used.get(name) {
                    self.require(node, Known::Node(used));
                }
                continue;
            }
            let rows: Vec<Id> = state.rows_named(name).cloned().collect();
            if rows.is_empty() && self.reached.contains_key(name) {
                self.hidden_needs.push((node, name));
            }
            for row in rows {
                let reached = self.reached.get(&row).copied().unwrap_or(Known::No);
                self.require(node, reached);
            }
        }
    }

    pub(super) fn work_needs(&mut self, open: &[&'a Action]) {
        for action in open {
            let node = self.work[&action.id];
            self.needs_of(node, &action.needs, &action.gates);
            let licensed = self.facts.possible(&action.entitled_when);
            self.pending.push((node, licensed));
        }
    }

    pub(super) fn step_needs(&mut self) {
        let steps: Vec<(usize, Id, usize)> = self
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(node, (meaning, ..))| match meaning {
                Meaning::Step(id, way) => Some((node, id.clone(), *way)),
                _ => None,
            })
            .collect();
        for (node, id, way) in steps {
            let Some(control) = self.state.control(&id) else { continue };
            let way = &control.ways[way];
            self.needs_of(node, &way.needs, &way.gates);
            let licensed = self.facts.possible(&way.entitled_when);
            self.pending.push((node, licensed));
            if let Some(holds) = &way.holds_while {
                let holds = self.facts.condition(holds);
                self.pending.push((node, holds));
            }
        }
    }

    /// A control that has come in with what a step needs anyway is needed itself. Where it may come later, or leave again, the
    /// step may stand without it; then the order decides, and is left to whoever does the steps.
    pub(super) fn write_hidden_needs(&mut self) {
        for (node, name) in std::mem::take(&mut self.hidden_needs) {
            let Some(control) = self.state.control(name) else { continue };
            let expected = self.facts.expected(control);
            let shown = self.encoded(&expected);
            self.write_pending();
            let comes_first = |shown: Known| matches!(shown, Known::Node(shown) if reached(node, &self.needs).contains(&shown));
            if is_firm(&expected) && comes_first(shown) {
                let done = self.reached.get(name).copied().unwrap_or(Known::No);
                self.require(node, done);
            } else {
                if let Meaning::Work(id) | Meaning::Step(id, _) = &self.nodes[node].0 {
                    self.fickle.insert(id.clone());
                }
                self.mark(&expected);
            }
        }
    }
}

/// The names that actions and ways need.
pub(super) fn needed<'a>(state: &State<'a>) -> BTreeSet<&'a str> {
    let catalogue = state.catalogue;
    let of_actions = catalogue.actions.values().map(|action| (&action.needs, &action.gates));
    let ways = catalogue.controls.values().flat_map(|control| &control.ways);
    let binding = state.assumptions.gates == Gates::Hard;
    of_actions
        .chain(ways.map(|way| (&way.needs, &way.gates)))
        .flat_map(|(needs, gates)| needs.iter().chain(gates.iter().filter(move |_| binding)))
        .map(Id::as_str)
        .collect()
}
