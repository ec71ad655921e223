//! What conditions need, and what work makes them hold for certain.

use std::collections::{BTreeMap, BTreeSet};

use super::Builder;

use crate::model::{Id, Points};
use crate::plan::formulation::Known;
use crate::plan::formulation::conditions::{Condition, Part, Setter};
use crate::plan::optimise::Rule;

/// So many combinations of causes of one effect are written down; of more the effect is left free.
const MOST_CAUSES: usize = 64;

impl<'a> Builder<'_, 'a> {
    /// Work that hangs on a condition may be done at one place and not at another where that may end.
    pub(super) fn lasts(&mut self, id: &Id, condition: &Condition<'a>) {
        if !is_firm(condition) {
            self.fickle.insert(id.clone());
            self.mark(condition);
        }
    }

    /// It matters where the actions stand on which a condition hangs.
    pub(super) fn mark(&mut self, condition: &Condition<'a>) {
        match condition {
            Condition::Always | Condition::Never => {}
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| self.mark(part)),
            Condition::Part(part) => {
                for setter in part.by.iter().chain(&part.against) {
                    let (Setter::Work(id) | Setter::Shown(id)) = setter;
                    self.fickle.insert((*id).clone());
                    if let Setter::Shown(id) = setter
                        && self.marked.insert(id)
                        && let Some(action) = self.state.catalogue.actions.get(*id)
                    {
                        self.mark(&self.facts.shown(action));
                    }
                }
            }
        }
    }

    /// Writes down what conditions need; that may ask for further ones.
    pub(super) fn write_pending(&mut self) {
        while let Some((node, condition)) = self.pending.pop() {
            let known = self.encoded(&condition);
            self.require(node, known);
        }
    }

    /// What a condition needs at least to hold at some time.
    pub(super) fn encoded(&mut self, condition: &Condition<'a>) -> Known {
        self.encoded_when(condition, false)
    }

    /// What a condition needs at least to hold in the end: beside what lets it begin, none of the work that makes it fail,
    /// unless something makes it hold again.
    pub(super) fn encoded_at_the_end(&mut self, condition: &Condition<'a>) -> Known {
        self.encoded_when(condition, true)
    }

    fn encoded_when(&mut self, condition: &Condition<'a>, at_the_end: bool) -> Known {
        let at_the_end = at_the_end && !is_firm(condition);
        let table = usize::from(at_the_end);
        if let Some(known) = self.known[table].get(condition) {
            return *known;
        }
        let known = match condition {
            Condition::Always => Known::Yes,
            Condition::Never => Known::No,
            Condition::Part(part) if at_the_end => Known::Node(self.part_at_the_end(part)),
            Condition::Part(part) if part.now => Known::Yes,
            Condition::Part(part) => self.part(part),
            Condition::All(parts) => {
                let parts: Vec<Known> =
                    parts.iter().map(|part| self.encoded_when(part, at_the_end)).collect();
                self.all(&parts)
            }
            Condition::Any(parts) => {
                let parts: Vec<Known> =
                    parts.iter().map(|part| self.encoded_when(part, at_the_end)).collect();
                self.any_known(&parts)
            }
        };
        self.known[table].insert(condition.clone(), known);
        known
    }

    fn part_at_the_end(&mut self, part: &Part<'a>) -> usize {
        let node = self.effect(Points::ZERO, Points::ZERO);
        let begins = if part.now { Known::Yes } else { self.part(part) };
        self.require(node, begins);
        if part.now {
            let again = self.setter_nodes(&part.by);
            let against = part.against.iter().filter(|setter| matches!(setter, Setter::Work(_)));
            let against = self.setter_nodes(&against.copied().collect::<Vec<_>>());
            for work in against {
                let again = again.iter().filter(|other| **other != work).map(|other| (*other, -1));
                let mut terms: Vec<(usize, i64)> = again.chain([(node, 1), (work, 1)]).collect();
                terms.sort_unstable();
                self.rules.push(Rule { terms, most: 1 });
            }
        }
        // In the end the fact has one value.
        let excluded = self.parts_at_the_end.iter().filter(|(other, _)| self.facts.exclude(part, other));
        let excluded: Vec<usize> = excluded.map(|(_, node)| *node).collect();
        self.rules.extend(excluded.into_iter().map(|other| Rule::at_most_one([other, node])));
        self.parts_at_the_end.push((part.clone(), node));
        node
    }

    fn all(&mut self, parts: &[Known]) -> Known {
        let mut nodes: Vec<usize> = parts
            .iter()
            .filter_map(|known| if let Known::Node(node) = known { Some(*node) } else { None })
            .collect();
        nodes.sort_unstable();
        nodes.dedup();
        match nodes[..] {
            _ if parts.contains(&Known::No) => Known::No,
            [] => Known::Yes,
            [one] => Known::Node(one),
            _ => {
                let all = self.effect(Points::ZERO, Points::ZERO);
                self.needs[all] = nodes;
                Known::Node(all)
            }
        }
    }

    fn any_known(&mut self, parts: &[Known]) -> Known {
        if parts.contains(&Known::Yes) {
            return Known::Yes;
        }
        let node = |known: &Known| if let Known::Node(node) = known { Some(*node) } else { None };
        self.any(parts.iter().filter_map(node).collect())
    }

    fn setter_nodes(&mut self, setters: &[Setter<'a>]) -> BTreeSet<usize> {
        let mut nodes = BTreeSet::new();
        for setter in setters {
            match setter {
                Setter::Work(id) => nodes.extend(self.work.get(*id)),
                Setter::Shown(id) => nodes.extend(self.shown_node(id)),
            }
        }
        nodes
    }

    pub(super) fn part(&mut self, part: &Part<'a>) -> Known {
        let nodes = self.setter_nodes(&part.by);
        self.any(nodes.into_iter().collect())
    }

    pub(super) fn shown_node(&mut self, id: &'a Id) -> Option<usize> {
        if let Some(node) = self.shown.get(id) {
            return Some(*node);
        }
        let action = self.state.catalogue.actions.get(id)?;
        let node = self.effect(Points::ZERO, Points::ZERO);
        self.shown.insert(id, node);
        let shown = self.facts.shown(action);
        self.pending.push((node, shown));
        Some(node)
    }

    /// The node of the work without which a condition never holds, and with which it always does.
    pub(super) fn only_cause(&self, condition: &Condition<'a>) -> Option<usize> {
        let Condition::Part(part) = condition else { return None };
        let is_alone = !part.now && part.against.is_empty();
        match part.by[..] {
            [Setter::Work(id)] if is_alone => self.work.get(id).copied(),
            _ => None,
        }
    }

    /// Whatever certainly makes a condition hold in the end brings an effect.
    pub(super) fn forced(&mut self, condition: &Condition<'a>, effect: usize) {
        for (causes, bars) in self.causes(condition).unwrap_or_default() {
            if causes.is_empty() {
                continue;
            }
            let most = i64::try_from(causes.len()).unwrap_or(i64::MAX) - 1;
            if bars.is_empty() && causes.len() == 1 {
                self.brings.push((causes[0], effect));
                continue;
            }
            let terms = causes.iter().map(|node| (*node, 1)).chain(bars.iter().map(|node| (*node, -1)));
            let mut sums: BTreeMap<usize, i64> = BTreeMap::new();
            for (node, coefficient) in terms.chain([(effect, -1)]) {
                *sums.entry(node).or_default() += coefficient;
            }
            sums.retain(|_, coefficient| *coefficient != 0);
            self.rules.push(Rule { terms: sums.into_iter().collect(), most });
        }
    }

    /// The sets of nodes each of which makes a condition hold in the end, unless some other node stands against it: work, and
    /// what facts are in the end. `None` where there are too many.
    pub(super) fn causes(&mut self, condition: &Condition<'a>) -> Option<Vec<(Vec<usize>, Vec<usize>)>> {
        let found = match condition {
            Condition::Always => vec![(Vec::new(), Vec::new())],
            Condition::Never => Vec::new(),
            Condition::Part(part) => {
                let mut bars = Vec::new();
                if !part.against.is_empty() {
                    let failure = self.facts.failure_of(part);
                    match self.encoded_at_the_end(&failure) {
                        Known::No => {}
                        Known::Node(fails) => bars.push(fails),
                        Known::Yes => return Some(Vec::new()),
                    }
                }
                if part.now {
                    vec![(Vec::new(), bars)]
                } else {
                    let work = |setter: &Setter<'_>| match setter {
                        Setter::Work(id) => self.work.get(*id).copied(),
                        Setter::Shown(_) => None,
                    };
                    let by = part.by.iter().filter_map(work);
                    let mut causes: Vec<_> = by.map(|work| (vec![work], bars.clone())).collect();
                    if !bars.is_empty() {
                        let holds = self.encoded_at_the_end(condition);
                        causes.extend(if let Known::Node(holds) = holds {
                            Some((vec![holds], Vec::new()))
                        } else {
                            None
                        });
                    }
                    causes
                }
            }
            Condition::Any(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend(self.causes(part)?);
                }
                all
            }
            Condition::All(parts) => {
                let mut all = vec![(Vec::new(), Vec::new())];
                for part in parts {
                    let of_part = self.causes(part)?;
                    let with = |(causes, bars): &(Vec<usize>, Vec<usize>)| -> Vec<(Vec<usize>, Vec<usize>)> {
                        let join = |one: &[usize], other: &[usize]| {
                            let all: BTreeSet<usize> = one.iter().chain(other).copied().collect();
                            all.into_iter().collect()
                        };
                        of_part.iter().map(|(more, less)| (join(causes, more), join(bars, less))).collect()
                    };
                    all = all.iter().flat_map(with).collect();
                    if all.len() > MOST_CAUSES {
                        return None;
                    }
                }
                all
            }
        };
        (found.len() <= MOST_CAUSES).then_some(found)
    }
}

/// Whether a condition that holds once holds for good.
pub(super) fn is_firm(condition: &Condition<'_>) -> bool {
    match condition {
        Condition::Always | Condition::Never => true,
        Condition::Part(part) => part.against.is_empty(),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().all(is_firm),
    }
}
