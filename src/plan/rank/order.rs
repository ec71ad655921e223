//! The order inside a bundle: points come as early as prerequisites allow.

use std::cmp::Ordering;

use crate::model::{Graph, Points};
use crate::plan::closure::Adjacency;

/// Up to this many nodes the ratios are computed anew after every step, which costs the square of the size; beyond
/// it, once. Bundles of real catalogues stay far below.
const LARGEST_CHOSEN_STEPWISE: usize = 256;

/// Orders the nodes of one bundle after the other.
#[derive(Debug)]
pub(super) struct Orderer<'g> {
    graph: &'g Graph,
    /// The nodes of the current bundle that have no place yet.
    left: Vec<bool>,
    /// The place of each node of the current bundle in a topological order, the smallest index as early as it can.
    place: Vec<usize>,
    /// The last traversal that has visited each node.
    seen: Vec<usize>,
    traversals: usize,
}

impl<'g> Orderer<'g> {
    pub(super) fn new(graph: &'g Graph) -> Self {
        let n = graph.len();
        Self { graph, left: vec![false; n], place: vec![0; n], seen: vec![0; n], traversals: 0 }
    }

    /// Orders the nodes of a bundle, whose other prerequisites are done. Again and again the node with the most
    /// points per minute, missing prerequisites included, comes next; ties go to fewer minutes, then to the smaller
    /// index. A node that should come `after` another waits for it as long as anything else is left.
    pub(super) fn early_points(
        &mut self,
        nodes: &[usize],
        after: impl Fn(usize) -> &'g [usize],
    ) -> Vec<usize> {
        if nodes.len() < 2 {
            return nodes.to_vec();
        }
        self.begin(nodes);
        if nodes.len() > LARGEST_CHOSEN_STEPWISE {
            return self.by_closure_ratio(nodes);
        }
        let mut order = Vec::with_capacity(nodes.len());
        while order.len() < nodes.len() {
            let mut best: Option<(bool, StepCandidate)> = None;
            for &node in nodes {
                if !self.left[node] {
                    continue;
                }
                let step = self.step_to(node);
                let soon = |&node: &usize| {
                    after(node).iter().any(|&first| self.left[first] && !step.set.contains(&first))
                };
                let waits = step.set.iter().any(soon);
                let is_better = |(best_waits, best): &(bool, StepCandidate)| {
                    best_waits.cmp(&waits).then_with(|| step.compare(best)).is_gt()
                };
                if best.as_ref().is_none_or(is_better) {
                    best = Some((waits, step));
                }
            }
            let Some((_, best)) = best else { break };
            self.append(best, &mut order);
        }
        order
    }

    /// Every node by its own ratio, missing prerequisites just before it: what people do without bundles.
    pub(super) fn by_ratio(&mut self) -> Vec<usize> {
        let all: Vec<usize> = (0..self.graph.len()).collect();
        self.begin(&all);
        let gains = |&node: &usize| self.graph.weight(node).points > Points::ZERO;
        let mut steps: Vec<StepCandidate> =
            all.iter().copied().filter(gains).map(|n| self.sums(vec![n], n)).collect();
        steps.sort_by(|a, b| b.compare(a));
        self.with_missing_needs(steps.iter().map(|step| step.node).chain(all.iter().copied()))
    }

    /// Nodes with points by the ratio of their whole closure, missing prerequisites just before each.
    fn by_closure_ratio(&mut self, nodes: &[usize]) -> Vec<usize> {
        let mut steps: Vec<StepCandidate> = Vec::new();
        for &node in nodes.iter().filter(|&&node| self.graph.weight(node).points > Points::ZERO) {
            // Only the sums are kept: the sets of a long chain would fill the memory.
            let step = self.step_to(node);
            steps.push(StepCandidate { set: Vec::new(), ..step });
        }
        steps.sort_by(|a, b| b.compare(a));
        self.with_missing_needs(steps.iter().map(|step| step.node).chain(nodes.iter().copied()))
    }

    fn with_missing_needs(&mut self, nodes: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut order = Vec::new();
        for node in nodes {
            if self.left[node] {
                let step = self.step_to(node);
                self.append(step, &mut order);
            }
        }
        order
    }

    fn append(&mut self, step: StepCandidate, order: &mut Vec<usize>) {
        for node in step.set {
            self.left[node] = false;
            order.push(node);
        }
    }

    /// Makes some nodes, sorted, the current bundle; the one before is ordered.
    fn begin(&mut self, nodes: &[usize]) {
        for (at, &node) in nodes.iter().enumerate() {
            self.left[node] = true;
            self.place[node] = at;
        }
        let (graph, left, place) = (self.graph, &self.left, &self.place);
        let needs = move |at: usize| {
            let needs = graph.needs(nodes[at]).iter().copied();
            needs.filter(move |&need| left[need]).map(move |need| place[need])
        };
        let order = Adjacency::new(nodes.len(), needs).topological_order();
        for (at, node) in order.into_iter().enumerate() {
            self.place[nodes[node]] = at;
        }
    }

    /// A node with its missing prerequisites, in topological order.
    fn step_to(&mut self, node: usize) -> StepCandidate {
        self.traversals += 1;
        self.seen[node] = self.traversals;
        let mut set = vec![node];
        let mut at = 0;
        while at < set.len() {
            for &need in self.graph.needs(set[at]) {
                if self.left[need] && self.seen[need] != self.traversals {
                    self.seen[need] = self.traversals;
                    set.push(need);
                }
            }
            at += 1;
        }
        set.sort_unstable_by_key(|&node| self.place[node]);
        self.sums(set, node)
    }

    fn sums(&self, set: Vec<usize>, node: usize) -> StepCandidate {
        let weights = || set.iter().map(|&node| self.graph.weight(node));
        let points = weights().map(|weight| i128::from(weight.points.0)).sum();
        let minutes = weights().map(|weight| i128::from(weight.minutes.0)).sum();
        StepCandidate { points, minutes, node, set }
    }
}

/// A node with its missing prerequisites, and their sums.
#[derive(Debug)]
struct StepCandidate {
    set: Vec<usize>,
    points: i128,
    minutes: i128,
    node: usize,
}

impl StepCandidate {
    /// Which of two comes first: the greater.
    fn compare(&self, other: &Self) -> Ordering {
        (self.points * other.minutes)
            .cmp(&(other.points * self.minutes))
            .then_with(|| other.minutes.cmp(&self.minutes))
            .then_with(|| other.node.cmp(&self.node))
    }
}
