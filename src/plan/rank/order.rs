//! The order inside a bundle: points come as early as the needs allow.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::Graph;

/// Up to this many nodes the next step is chosen anew after every step; beyond it once for all. Bundles of real
/// catalogues stay far below, and the choice costs the square of the size.
const LARGEST_CHOSEN_STEPWISE: usize = 256;

/// Orders some nodes whose needs outside of them are met. Again and again the control with the best ratio of
/// points to minutes, its missing needs included, comes next; ties go to fewer minutes, then the smaller
/// index. What should come `after` something waits for it while anything else is left to do.
pub(super) fn early_points(graph: &Graph, nodes: &[usize], after: &[Vec<usize>]) -> Vec<usize> {
    let mut left: BTreeSet<usize> = nodes.iter().copied().collect();
    let place = places(graph, &left);
    if nodes.len() > LARGEST_CHOSEN_STEPWISE {
        return once_for_all(graph, left, &place);
    }
    let mut order = Vec::with_capacity(nodes.len());
    while !left.is_empty() {
        let candidates = left.iter().map(|&node| {
            let step = Step::to(graph, node, &left, &place);
            let soon = |node: &usize| {
                after[*node].iter().any(|first| left.contains(first) && !step.set.contains(first))
            };
            (step.set.iter().any(soon), step)
        });
        let best =
            candidates.max_by(|(a_waits, a), (b_waits, b)| b_waits.cmp(a_waits).then_with(|| a.compare(b)));
        let Some((_, best)) = best else { break };
        for node in best.set {
            left.remove(&node);
            order.push(node);
        }
    }
    order
}

/// Each node alone by its own ratio, its missing needs just before it: what people do without bundles.
pub(super) fn by_ratio(graph: &Graph) -> Vec<usize> {
    let left: BTreeSet<usize> = (0..graph.len()).collect();
    let place = places(graph, &left);
    let mut nodes: Vec<usize> = (0..graph.len()).filter(|&node| graph.weight(node).points > 0).collect();
    nodes.sort_by(|&a, &b| Step::alone(graph, b).compare(&Step::alone(graph, a)));
    with_missing_needs(graph, nodes.into_iter().chain(0..graph.len()), left, &place)
}

/// The nodes that bring points by the ratio of their whole closure, each after what it still needs.
fn once_for_all(graph: &Graph, left: BTreeSet<usize>, place: &BTreeMap<usize, usize>) -> Vec<usize> {
    let mut steps: Vec<Step> = left
        .iter()
        .filter(|&&node| graph.weight(node).points > 0)
        .map(|&node| {
            let step = Step::to(graph, node, &left, place);
            // Only the sums are compared: the sets of a long chain would fill the memory.
            Step { set: vec![node], ..step }
        })
        .collect();
    steps.sort_by(|a, b| b.compare(a));
    let first: Vec<usize> = steps.into_iter().flat_map(|step| step.set).collect();
    let rest: Vec<usize> = left.iter().copied().collect();
    with_missing_needs(graph, first.into_iter().chain(rest), left, place)
}

fn with_missing_needs(
    graph: &Graph,
    nodes: impl Iterator<Item = usize>,
    mut left: BTreeSet<usize>,
    place: &BTreeMap<usize, usize>,
) -> Vec<usize> {
    let mut order = Vec::with_capacity(left.len());
    for node in nodes {
        if left.contains(&node) {
            for node in Step::to(graph, node, &left, place).set {
                left.remove(&node);
                order.push(node);
            }
        }
    }
    order
}

/// Where each node stands in an order in which needs come first, the smallest index as early as it can.
fn places(graph: &Graph, nodes: &BTreeSet<usize>) -> BTreeMap<usize, usize> {
    let inside = |list: &[usize]| list.iter().filter(|other| nodes.contains(other)).count();
    let mut missing: BTreeMap<usize, usize> =
        nodes.iter().map(|&node| (node, inside(graph.needs(node)))).collect();
    let mut ready: BTreeSet<usize> =
        missing.iter().filter(|(_, n)| **n == 0).map(|(node, _)| *node).collect();
    let mut place = BTreeMap::new();
    while let Some(node) = ready.pop_first() {
        place.insert(node, place.len());
        for next in graph.needed_by(node) {
            if let Some(missing) = missing.get_mut(next) {
                *missing -= 1;
                if *missing == 0 {
                    ready.insert(*next);
                }
            }
        }
    }
    place
}

/// A node with what it still needs, and their sums.
struct Step {
    set: Vec<usize>,
    points: i128,
    minutes: i128,
    node: usize,
}

impl Step {
    /// A node after all it needs of those left.
    fn to(graph: &Graph, node: usize, left: &BTreeSet<usize>, place: &BTreeMap<usize, usize>) -> Self {
        let mut seen = BTreeSet::from([node]);
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            for &need in graph.needs(node).iter().filter(|need| left.contains(need)) {
                if seen.insert(need) {
                    open.push(need);
                }
            }
        }
        let mut set: Vec<usize> = seen.into_iter().collect();
        set.sort_by_key(|node| place.get(node));
        Self::of(graph, set, node)
    }

    fn alone(graph: &Graph, node: usize) -> Self {
        Self::of(graph, vec![node], node)
    }

    fn of(graph: &Graph, set: Vec<usize>, node: usize) -> Self {
        let weights = || set.iter().map(|&node| graph.weight(node));
        let points = weights().map(|weight| i128::from(weight.points)).sum();
        let minutes = weights().map(|weight| i128::from(weight.minutes)).sum();
        Self { points, minutes, node, set }
    }

    /// Which of two is the better next step.
    fn compare(&self, other: &Self) -> Ordering {
        (self.points * other.minutes)
            .cmp(&(other.points * self.minutes))
            .then_with(|| other.minutes.cmp(&self.minutes))
            .then_with(|| other.node.cmp(&self.node))
    }
}
