//! Builds the problem of a tenant from its state.

use std::collections::{BTreeMap, BTreeSet};

use super::conditions::{Condition, Facts, Part};
use super::{Formulation, Known, Meaning};
use crate::model::{Action, Graph, Id, Minutes, Points, Weight};
use crate::plan::backlog::action_effort;
use crate::plan::optimise::Rule;
use crate::state::{Barrier, State};
use needs::needed;

mod alternatives;
mod effects;
mod needs;
mod rows;

struct Builder<'s, 'a> {
    state: &'s State<'a>,
    facts: Facts<'s, 'a>,
    nodes: Vec<(Meaning, Weight, Points)>,
    needs: Vec<Vec<usize>>,
    rules: Vec<Rule>,
    /// Nodes that hold with any one of some others.
    alternatives: Vec<(usize, Vec<usize>)>,
    /// Work and the effects that it brings whatever else is done.
    brings: Vec<(usize, usize)>,
    out: BTreeSet<usize>,
    work: BTreeMap<Id, usize>,
    steps: BTreeMap<Id, Vec<usize>>,
    worth: BTreeMap<Id, Vec<(usize, Points, Points)>>,
    done: BTreeMap<Id, Known>,
    reached: BTreeMap<Id, Known>,
    /// Needs on controls that are not in the score: they bind once these are.
    hidden_needs: Vec<(usize, &'a Id)>,
    /// Work that may be done at one place of a plan and not at another, whatever else stands before it.
    fickle: BTreeSet<Id>,
    /// The actions of which it is marked what shows them.
    marked: BTreeSet<&'a Id>,
    /// What steps may need.
    needed: BTreeSet<&'a str>,
    /// What the plan rests on, for actions that exclude others.
    used: BTreeMap<Id, usize>,
    shown: BTreeMap<&'a Id, usize>,
    /// Conditions whose nodes are not written down yet.
    pending: Vec<(usize, Condition<'a>)>,
    /// What conditions need to hold at some time, and in the end.
    known: [BTreeMap<Condition<'a>, Known>; 2],
    parts_at_the_end: Vec<(Part<'a>, usize)>,
}

impl<'s, 'a> Formulation<'s, 'a> {
    pub(in crate::plan) fn of(state: &'s State<'a>) -> Self {
        let is_open = |action: &&Action| !state.done.get(&action.id).is_some_and(|done| done.share.is_all());
        let mut open: Vec<&'a Action> = state.catalogue.actions.values().filter(is_open).collect();
        let all = Facts::new(state, &open);
        let may_open = |action: &&Action| {
            let barrier = state.barrier(action);
            !matches!(barrier, Some(Barrier::NotShown | Barrier::Population(_)))
        };
        open.retain(|action| may_open(action) && all.possible(&action.entitled_when) != Condition::Never);
        let mut builder = Builder {
            state,
            facts: Facts::new(state, &open),
            nodes: Vec::new(),
            needs: Vec::new(),
            rules: Vec::new(),
            alternatives: Vec::new(),
            brings: Vec::new(),
            out: BTreeSet::new(),
            work: BTreeMap::new(),
            steps: BTreeMap::new(),
            worth: BTreeMap::new(),
            done: BTreeMap::new(),
            reached: BTreeMap::new(),
            hidden_needs: Vec::new(),
            fickle: BTreeSet::new(),
            marked: BTreeSet::new(),
            needed: needed(state),
            used: BTreeMap::new(),
            shown: BTreeMap::new(),
            pending: Vec::new(),
            known: [BTreeMap::new(), BTreeMap::new()],
            parts_at_the_end: Vec::new(),
        };
        builder.actions(&open);
        builder.exclusions();
        let rows = builder.rows();
        builder.hidden(&rows);
        builder.work_needs(&open);
        builder.step_needs();
        builder.write_pending();
        builder.write_hidden_needs();
        builder.simplify_alternatives();
        builder.finish()
    }
}

impl<'s, 'a> Builder<'s, 'a> {
    fn node(&mut self, meaning: Meaning, points: Points, minutes: Minutes, max: Points) -> usize {
        self.nodes.push((meaning, Weight { points, minutes }, max));
        self.needs.push(Vec::new());
        self.nodes.len() - 1
    }

    fn effect(&mut self, points: Points, max: Points) -> usize {
        self.node(Meaning::Effect, points, Minutes::ZERO, max)
    }

    /// An effect on the points or the maximum of a row.
    fn effect_on(&mut self, row: &Id, points: Points, max: Points) -> usize {
        let node = self.effect(points, max);
        self.worth.entry(row.clone()).or_default().push((node, points, max));
        node
    }

    fn require(&mut self, node: usize, known: Known) {
        match known {
            Known::Yes => {}
            Known::No => drop(self.out.insert(node)),
            Known::Node(need) if need == node => {}
            Known::Node(need) => self.needs[node].push(need),
        }
    }

    /// Work on actions, and whether they are done.
    fn actions(&mut self, open: &[&'a Action]) {
        for action in open {
            let minutes = action_effort(self.state, action);
            let node = self.node(Meaning::Work(action.id.clone()), Points::ZERO, minutes, Points::ZERO);
            self.work.insert(action.id.clone(), node);
        }
        for action in self.state.catalogue.actions.values() {
            let by_facts = self.facts.done_by_facts(action);
            if by_facts != Condition::Never {
                self.fickle.insert(action.id.clone());
                self.mark(&by_facts);
            }
            let licensed = self.facts.possible(&action.entitled_when);
            self.lasts(&action.id, &licensed);
            let work = self.work.get(&action.id).copied();
            let is_done = self.state.done.get(&action.id).is_some_and(|done| done.share.is_all());
            let known = if is_done {
                Known::Yes
            } else {
                match self.facts.done_by_facts(action) {
                    Condition::Never => work.map_or(Known::No, Known::Node),
                    Condition::Always => Known::Yes,
                    condition => {
                        let by_facts = self.effect(Points::ZERO, Points::ZERO);
                        self.pending.push((by_facts, condition));
                        self.any(work.into_iter().chain([by_facts]).collect())
                    }
                }
            };
            self.done.insert(action.id.clone(), known);
        }
    }

    fn finish(mut self) -> Formulation<'s, 'a> {
        let graph = loop {
            let weights = self.nodes.iter().map(|(_, weight, _)| *weight).collect();
            // What work brings is written as something that it needs.
            let mut needs = self.needs.clone();
            self.brings.iter().for_each(|(work, effect)| needs[*work].push(*effect));
            for needs in &mut needs {
                needs.sort_unstable();
                needs.dedup();
            }
            match Graph::new(weights, needs) {
                Ok(graph) => break graph,
                Err(circle) => {
                    let on_circle =
                        |(work, effect): &(usize, usize)| circle.contains(work) && circle.contains(effect);
                    if let Some(at) = self.brings.iter().position(on_circle) {
                        let (work, effect) = self.brings.remove(at);
                        self.rules.push(Rule::any_of(work, [effect]));
                        continue;
                    }
                    // Nothing on a circle can ever begin.
                    for node in circle {
                        self.out.insert(node);
                        self.needs[node].clear();
                    }
                }
            }
        };
        Formulation {
            state: self.state,
            maxima: self.nodes.iter().map(|(_, _, max)| *max).collect(),
            meanings: self.nodes.into_iter().map(|(meaning, ..)| meaning).collect(),
            graph,
            rules: self.rules,
            out: self.out.into_iter().collect(),
            work: self.work,
            steps: self.steps,
            worth: self.worth,
            used: self.used,
            fickle: self.fickle,
            done: self.done,
            reached: self.reached,
        }
    }
}
