//! The order inside a bundle: points come as early as the needs allow.

use std::collections::BTreeSet;

use crate::model::Graph;

/// Orders some nodes whose needs outside of them are met. Again and again the control with the best ratio of
/// points to minutes, its missing needs included, comes next; ties go to fewer minutes, then the smaller
/// index. What should come `after` something waits for it while anything else is left to do.
pub(super) fn early_points(graph: &Graph, nodes: &[usize], after: &[Vec<usize>]) -> Vec<usize> {
    let mut left: BTreeSet<usize> = nodes.iter().copied().collect();
    let mut order = Vec::with_capacity(nodes.len());
    while !left.is_empty() {
        let candidates = left.iter().map(|&node| with_needs(graph, node, &left));
        let best = candidates.max_by(|a, b| {
            let waits = |set: &[usize]| {
                let soon = |node: &usize| {
                    after[*node].iter().any(|first| left.contains(first) && !set.contains(first))
                };
                set.iter().any(soon)
            };
            waits(b).cmp(&waits(a)).then_with(|| compare(graph, a, b))
        });
        let Some(best) = best else { break };
        for node in best {
            left.remove(&node);
            order.push(node);
        }
    }
    order
}

/// A node after all it needs of those left, each after its own needs, the smallest index first.
fn with_needs(graph: &Graph, node: usize, left: &BTreeSet<usize>) -> Vec<usize> {
    let mut set = BTreeSet::from([node]);
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        for &need in graph.needs(node).iter().filter(|need| left.contains(need)) {
            if set.insert(need) {
                open.push(need);
            }
        }
    }
    let mut order = Vec::with_capacity(set.len());
    while !set.is_empty() {
        let ready =
            set.iter().copied().find(|&node| graph.needs(node).iter().all(|need| !set.contains(need)));
        // The graph has no circle, so something is always ready.
        let Some(ready) = ready else { break };
        set.remove(&ready);
        order.push(ready);
    }
    order
}

/// Which of two sets is the better next step.
fn compare(graph: &Graph, a: &[usize], b: &[usize]) -> std::cmp::Ordering {
    let sums = |set: &[usize]| {
        set.iter().map(|&node| graph.weight(node)).fold((0_i128, 0_i128), |(points, minutes), weight| {
            (points + i128::from(weight.points), minutes + i128::from(weight.minutes))
        })
    };
    let ((points_a, minutes_a), (points_b, minutes_b)) = (sums(a), sums(b));
    (points_a * minutes_b)
        .cmp(&(points_b * minutes_a))
        .then_with(|| minutes_b.cmp(&minutes_a))
        .then_with(|| b.last().cmp(&a.last()))
}

/// Each node alone by its own ratio, its missing needs just before it: what people do without bundles.
pub(super) fn by_ratio(graph: &Graph) -> Vec<usize> {
    let mut nodes: Vec<usize> = (0..graph.len()).filter(|&node| graph.weight(node).points > 0).collect();
    nodes.sort_by(|&a, &b| compare(graph, &[b], &[a]));
    let mut left: BTreeSet<usize> = (0..graph.len()).collect();
    let mut order = Vec::with_capacity(graph.len());
    for node in nodes.into_iter().chain(0..graph.len()) {
        if left.contains(&node) {
            for node in with_needs(graph, node, &left) {
                left.remove(&node);
                order.push(node);
            }
        }
    }
    order
}
