//! The order inside a bundle: points come as early as the needs allow.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::model::Graph;

/// Up to this many nodes the next step is chosen anew after every step; beyond it once for all. Bundles of real
/// catalogues stay far below, and the choice costs the square of the size.
const LARGEST_CHOSEN_STEPWISE: usize = 256;

/// Orders the nodes of one bundle after the other.
#[derive(Debug)]
pub(super) struct Orderer<'g> {
    graph: &'g Graph,
    /// What is still to be ordered, of the nodes at hand.
    left: Vec<bool>,
    /// Where each node at hand stands in an order in which needs come first, the smallest index as early as it can.
    place: Vec<usize>,
    /// The walk that has seen a node last.
    seen: Vec<usize>,
    walks: usize,
}

impl<'g> Orderer<'g> {
    pub(super) fn new(graph: &'g Graph) -> Self {
        let n = graph.len();
        Self { graph, left: vec![false; n], place: vec![0; n], seen: vec![0; n], walks: 0 }
    }

    /// Orders some nodes whose needs outside of them are met. Again and again the control with the best ratio of
    /// points to minutes, its missing needs included, comes next; ties go to fewer minutes, then the smaller
    /// index. What should come `after` something waits for it while anything else is left to do.
    pub(super) fn early_points(
        &mut self,
        nodes: &[usize],
        after: impl Fn(usize) -> &'g [usize],
    ) -> Vec<usize> {
        if nodes.len() < 2 {
            return nodes.to_vec();
        }
        self.take_up(nodes);
        if nodes.len() > LARGEST_CHOSEN_STEPWISE {
            return self.once_for_all(nodes);
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
            self.settle(best, &mut order);
        }
        order
    }

    /// Each node alone by its own ratio, its missing needs just before it: what people do without bundles.
    pub(super) fn by_ratio(&mut self) -> Vec<usize> {
        let all: Vec<usize> = (0..self.graph.len()).collect();
        self.take_up(&all);
        let gains = |&node: &usize| self.graph.weight(node).points > 0;
        let mut steps: Vec<StepCandidate> =
            all.iter().copied().filter(gains).map(|n| self.sums(vec![n], n)).collect();
        steps.sort_by(|a, b| b.compare(a));
        self.with_missing_needs(steps.iter().map(|step| step.node).chain(all.iter().copied()))
    }

    /// The nodes that bring points by the ratio of their whole closure, each after what it still needs.
    fn once_for_all(&mut self, nodes: &[usize]) -> Vec<usize> {
        let mut steps: Vec<StepCandidate> = Vec::new();
        for &node in nodes.iter().filter(|&&node| self.graph.weight(node).points > 0) {
            // Only the sums are compared: the sets of a long chain would fill the memory.
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
                self.settle(step, &mut order);
            }
        }
        order
    }

    fn settle(&mut self, step: StepCandidate, order: &mut Vec<usize>) {
        for node in step.set {
            self.left[node] = false;
            order.push(node);
        }
    }

    /// Makes some nodes those at hand; all that were before are ordered.
    fn take_up(&mut self, nodes: &[usize]) {
        for &node in nodes {
            self.left[node] = true;
        }
        // For the time being `place` counts the needs that have no place yet.
        let mut ready = BTreeSet::new();
        for &node in nodes {
            self.place[node] = self.graph.needs(node).iter().filter(|&&need| self.left[need]).count();
            if self.place[node] == 0 {
                ready.insert(node);
            }
        }
        let mut next = 0;
        while let Some(node) = ready.pop_first() {
            self.place[node] = next;
            next += 1;
            for &user in self.graph.needed_by(node) {
                if self.left[user] {
                    self.place[user] -= 1;
                    if self.place[user] == 0 {
                        ready.insert(user);
                    }
                }
            }
        }
    }

    /// A node after all it needs of those left.
    fn step_to(&mut self, node: usize) -> StepCandidate {
        self.walks += 1;
        self.seen[node] = self.walks;
        let mut set = vec![node];
        let mut at = 0;
        while at < set.len() {
            for &need in self.graph.needs(set[at]) {
                if self.left[need] && self.seen[need] != self.walks {
                    self.seen[need] = self.walks;
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
        let points = weights().map(|weight| i128::from(weight.points)).sum();
        let minutes = weights().map(|weight| i128::from(weight.minutes)).sum();
        StepCandidate { points, minutes, node, set }
    }
}

/// A node with what it still needs, and their sums.
#[derive(Debug)]
struct StepCandidate {
    set: Vec<usize>,
    points: i128,
    minutes: i128,
    node: usize,
}

impl StepCandidate {
    /// Which of two is the better next step.
    fn compare(&self, other: &Self) -> Ordering {
        (self.points * other.minutes)
            .cmp(&(other.points * self.minutes))
            .then_with(|| other.minutes.cmp(&self.minutes))
            .then_with(|| other.node.cmp(&self.node))
    }
}
