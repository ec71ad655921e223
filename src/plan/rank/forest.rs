//! Bundles of a forest, where nobody needs more than one other: a heap instead of flows.
//!
//! Again and again the densest piece comes next. If what it needs is not done yet, it is only worth doing together
//! with that, and the two become one piece (Horn 1972).

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::bundles::{Bundle, in_order};
use crate::model::Graph;

/// A piece as the heap knows it; it is out of date when its root has been merged or has grown since.
#[derive(Debug, PartialEq, Eq)]
struct HeapEntry {
    points: i128,
    minutes: i128,
    /// Of two that are as dense, the one nearer to its root comes first: what it needs is as dense or done.
    depth: Reverse<usize>,
    root: Reverse<usize>,
}

impl Ord for HeapEntry {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.points * other.minutes)
            .cmp(&(other.points * self.minutes))
            .then(self.depth.cmp(&other.depth))
            .then(self.root.cmp(&other.root))
    }
}

impl PartialOrd for HeapEntry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The blocks as [`super::bundles()`] gives them; `None` where the graph is no forest, or holds work without effort,
/// whose density compares with nothing.
pub(super) fn bundles(graph: &Graph) -> Option<Vec<Bundle>> {
    let n = graph.len();
    if (0..n).any(|node| graph.needs(node).len() > 1 || graph.weight(node).minutes <= 0) {
        return None;
    }
    let mut depth = vec![0; n];
    let mut open: Vec<usize> = (0..n).filter(|&node| graph.needs(node).is_empty()).collect();
    while let Some(node) = open.pop() {
        for &user in graph.needed_by(node) {
            depth[user] = depth[node] + 1;
            open.push(user);
        }
    }
    let mut pieces: Vec<TreeBlock> = (0..n).map(|node| TreeBlock::of(graph, node)).collect();
    // Which piece a node belongs to, over as many steps as it takes.
    let mut belongs: Vec<usize> = (0..n).collect();
    let mut heap: BinaryHeap<HeapEntry> = (0..n).map(|root| pieces[root].entry(root, depth[root])).collect();
    let mut runs: Vec<Vec<Vec<usize>>> = Vec::new();
    let mut last: Option<(i128, i128)> = None;
    while let Some(HeapEntry { points, minutes, root: Reverse(root), .. }) = heap.pop() {
        let piece = &pieces[root];
        if piece.is_done || belongs[root] != root || (piece.points, piece.minutes) != (points, minutes) {
            continue;
        }
        let above = graph.needs(root).first().map(|&need| find(&mut belongs, need));
        match above.filter(|&above| !pieces[above].is_done) {
            Some(above) => {
                belongs[root] = above;
                let nodes = std::mem::take(&mut pieces[root].nodes);
                pieces[above].join(nodes, points, minutes);
                heap.push(pieces[above].entry(above, depth[above]));
            }
            None => {
                pieces[root].is_done = true;
                let mut nodes = std::mem::take(&mut pieces[root].nodes);
                nodes.sort_unstable();
                let as_dense = last.is_some_and(|(p, m)| p * minutes == points * m);
                match runs.last_mut().filter(|_| as_dense) {
                    Some(run) => run.push(nodes),
                    None => runs.push(vec![nodes]),
                }
                last = Some((points, minutes));
            }
        }
    }
    for run in &mut runs {
        run.sort_unstable();
    }
    Some(runs.iter().flat_map(|run| in_order(graph, run)).collect())
}

/// Nodes that are only worth doing together, by their root.
#[derive(Debug)]
struct TreeBlock {
    nodes: Vec<usize>,
    points: i128,
    minutes: i128,
    is_done: bool,
}

impl TreeBlock {
    fn of(graph: &Graph, node: usize) -> Self {
        let weight = graph.weight(node);
        Self {
            nodes: vec![node],
            points: weight.points.into(),
            minutes: weight.minutes.into(),
            is_done: false,
        }
    }

    fn entry(&self, root: usize, depth: usize) -> HeapEntry {
        HeapEntry { points: self.points, minutes: self.minutes, depth: Reverse(depth), root: Reverse(root) }
    }

    /// Takes in another piece; the shorter list moves.
    fn join(&mut self, mut nodes: Vec<usize>, points: i128, minutes: i128) {
        if self.nodes.len() < nodes.len() {
            std::mem::swap(&mut self.nodes, &mut nodes);
        }
        self.nodes.append(&mut nodes);
        self.points += points;
        self.minutes += minutes;
    }
}

/// The root of the piece of a node; shortens the way for the next time.
fn find(belongs: &mut [usize], node: usize) -> usize {
    let mut node = node;
    while belongs[node] != node {
        belongs[node] = belongs[belongs[node]];
        node = belongs[node];
    }
    node
}
