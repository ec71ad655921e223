//! Bundles: the Sidney decomposition of a backlog into blocks of falling density.
//!
//! Repeatedly taking the closed set with the most points per minute gives the order that gains points fastest
//! (Sidney 1975). It is found by divide and conquer: split a part at its own density until no closure is denser than
//! the whole. Each split is a closure problem and starts from the flow of the split before it.
//!
//! In a forest, where no node has more than one prerequisite, a heap does the same faster (Horn 1972): again and
//! again the densest bundle comes next; if its prerequisite is not done yet, the two are merged.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::model::graph::strong_components;
use crate::model::units::gcd;
use crate::model::{Graph, Minutes, Points};
use crate::plan::closure::{Adjacency, Number, PushRelabel};

/// Nodes that are only worth doing together: a Sidney block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The nodes, by index in the graph.
    pub nodes: Vec<usize>,
    pub points: Points,
    pub minutes: Minutes,
}

impl Bundle {
    pub(super) fn of(graph: &Graph, nodes: Vec<usize>) -> Self {
        let points = nodes.iter().map(|&node| graph.weight(node).points).sum();
        let minutes = nodes.iter().map(|&node| graph.weight(node).minutes).sum();
        Self { nodes, points, minutes }
    }

    /// Compares points per minute exactly. Points without minutes are denser than anything; a bundle with neither
    /// equals every other.
    pub fn compare_density(&self, other: &Self) -> Ordering {
        let left = i128::from(self.points.0) * i128::from(other.minutes.0);
        let right = i128::from(other.points.0) * i128::from(self.minutes.0);
        left.cmp(&right)
    }
}

/// The bundles of a graph, densest first; those of one density in topological order, then by their smallest index.
pub fn bundles(graph: &Graph) -> Vec<Bundle> {
    if let Some(bundles) = of_forest(graph) {
        return bundles;
    }
    let (mut points, mut minutes) = (1_i128, 1_i128);
    for node in 0..graph.len() {
        points += i128::from(graph.weight(node).points.0).abs();
        minutes += i128::from(graph.weight(node).minutes.0);
    }
    if points.checked_mul(minutes).is_some_and(|most| i64::holds(2, most)) {
        decompose::<i64>(graph, points)
    } else {
        decompose::<i128>(graph, points)
    }
}

/// The general case by divide and conquer; `gains` is more than the sum of all points.
fn decompose<N: Number>(graph: &Graph, gains: i128) -> Vec<Bundle> {
    let adjacency = Adjacency::new(graph.len(), |node| graph.needs(node).iter().copied());
    let mut flow = PushRelabel::<N>::new(&adjacency);
    let mut bundles = Vec::new();
    let mut order: Vec<usize> = (0..graph.len()).collect();
    let mut chosen = vec![false; graph.len()];
    let mut rest = Vec::new();
    // Ranges of `order`; the one on top of the stack is denser than all below it.
    let mut open = vec![(0, graph.len())];
    while let Some((from, to)) = open.pop() {
        let part = &mut order[from..to];
        if part.len() < 2 {
            bundles.extend(part.iter().map(|&node| Bundle::of(graph, vec![node])));
            continue;
        }
        let (points, minutes) = sums(graph, part);
        if minutes == 0 {
            bundles.extend(in_order(graph, &part.iter().map(|&node| vec![node]).collect::<Vec<_>>()));
            continue;
        }
        // Positive for nodes denser than the whole; the weights of the part sum to 0.
        let divisor = i64::try_from(gcd(points.into(), minutes.into())).unwrap_or(1).max(1);
        let (points, minutes) = (points / divisor, minutes / divisor);
        let weight = |node: usize| {
            let weight = graph.weight(node);
            i128::from(weight.points.0) * i128::from(minutes)
                - i128::from(weight.minutes.0) * i128::from(points)
        };
        flow.solve(part, weight, minutes, gains * i128::from(minutes));
        if flow.greatest() == 0 {
            bundles.extend(in_order(graph, &components(part, flow.residual())));
            continue;
        }
        flow.smallest(&mut chosen);
        let middle = from + partition(part, &chosen, &mut rest);
        open.push((middle, to));
        open.push((from, middle));
    }
    bundles
}

fn sums(graph: &Graph, part: &[usize]) -> (i64, i64) {
    part.iter().fold((0, 0), |(points, minutes), &node| {
        let weight = graph.weight(node);
        (points + weight.points.0, minutes + weight.minutes.0)
    })
}

/// Moves the chosen nodes to the front, each side in its old order; returns how many are chosen.
fn partition(part: &mut [usize], chosen: &[bool], rest: &mut Vec<usize>) -> usize {
    rest.clear();
    let mut front = 0;
    for at in 0..part.len() {
        let node = part[at];
        if chosen[node] {
            part[front] = node;
            front += 1;
        } else {
            rest.push(node);
        }
    }
    part[front..].copy_from_slice(rest);
    front
}

/// The finest partition of a part in which no closure is denser than the whole: components that every closure of
/// the same density holds whole (Picard and Queyranne 1980: the strong components of the residual graph).
fn components(part: &[usize], residual: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let place = |node: usize| part.partition_point(|&other| other < node);
    let edges = residual.map(|(from, to)| (place(from), place(to)));
    let mut components = strong_components(part.len(), edges);
    for component in &mut components {
        component.iter_mut().for_each(|node| *node = part[*node]);
        component.sort_unstable();
    }
    components.sort_unstable();
    components
}

/// Sets of nodes as bundles in topological order, of those that may come next the first; the sets are sorted, and
/// so are their nodes.
fn in_order(graph: &Graph, sets: &[Vec<usize>]) -> Vec<Bundle> {
    if sets.len() < 2 {
        return sets.iter().map(|set| Bundle::of(graph, set.clone())).collect();
    }
    let mut set_of = BTreeMap::new();
    for (at, set) in sets.iter().enumerate() {
        set_of.extend(set.iter().map(|&node| (node, at)));
    }
    let needs: Vec<BTreeSet<usize>> = (0..sets.len())
        .map(|at| {
            let needed = sets[at].iter().flat_map(|&node| graph.needs(node));
            needed.filter_map(|need| set_of.get(need).copied()).filter(|&need| need != at).collect()
        })
        .collect();
    let order = Adjacency::new(sets.len(), |at| needs[at].iter().copied()).topological_order();
    order.into_iter().map(|at| Bundle::of(graph, sets[at].clone())).collect()
}

/// The bundles of a forest; `None` where the graph is none, or holds nodes without minutes, whose density compares
/// with nothing.
fn of_forest(graph: &Graph) -> Option<Vec<Bundle>> {
    let n = graph.len();
    if (0..n).any(|node| graph.needs(node).len() > 1 || graph.weight(node).minutes <= Minutes::ZERO) {
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
    let mut trees: Vec<TreeBundle> = (0..n).map(|node| TreeBundle::of(graph, node)).collect();
    // The bundle of each node by its root: a union-find forest.
    let mut belongs: Vec<usize> = (0..n).collect();
    let mut heap: BinaryHeap<HeapEntry> = (0..n).map(|root| trees[root].entry(root, depth[root])).collect();
    let mut runs: Vec<Vec<Vec<usize>>> = Vec::new();
    let mut last: Option<(i128, i128)> = None;
    while let Some(HeapEntry { points, minutes, root: Reverse(root), .. }) = heap.pop() {
        let tree = &trees[root];
        if tree.is_done || belongs[root] != root || (tree.points, tree.minutes) != (points, minutes) {
            continue;
        }
        let above = graph.needs(root).first().map(|&need| find(&mut belongs, need));
        match above.filter(|&above| !trees[above].is_done) {
            Some(above) => {
                belongs[root] = above;
                let nodes = std::mem::take(&mut trees[root].nodes);
                trees[above].join(nodes, points, minutes);
                heap.push(trees[above].entry(above, depth[above]));
            }
            None => {
                trees[root].is_done = true;
                let mut nodes = std::mem::take(&mut trees[root].nodes);
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

/// A bundle of a forest while it grows.
#[derive(Debug)]
struct TreeBundle {
    nodes: Vec<usize>,
    points: i128,
    minutes: i128,
    is_done: bool,
}

impl TreeBundle {
    fn of(graph: &Graph, node: usize) -> Self {
        let weight = graph.weight(node);
        Self {
            nodes: vec![node],
            points: weight.points.0.into(),
            minutes: weight.minutes.0.into(),
            is_done: false,
        }
    }

    fn entry(&self, root: usize, depth: usize) -> HeapEntry {
        HeapEntry { points: self.points, minutes: self.minutes, depth: Reverse(depth), root: Reverse(root) }
    }

    /// Merges another bundle into this one; the shorter list moves.
    fn join(&mut self, mut nodes: Vec<usize>, points: i128, minutes: i128) {
        if self.nodes.len() < nodes.len() {
            std::mem::swap(&mut self.nodes, &mut nodes);
        }
        self.nodes.append(&mut nodes);
        self.points += points;
        self.minutes += minutes;
    }
}

/// The root of the bundle of a node; halves the path for the next time.
fn find(belongs: &mut [usize], node: usize) -> usize {
    let mut node = node;
    while belongs[node] != node {
        belongs[node] = belongs[belongs[node]];
        node = belongs[node];
    }
    node
}

/// A bundle as the heap knows it; out of date when it has been merged or has grown since.
#[derive(Debug, PartialEq, Eq)]
struct HeapEntry {
    points: i128,
    minutes: i128,
    /// Of two that are equally dense, the one nearer to its root comes first: its prerequisite is as dense or done.
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
