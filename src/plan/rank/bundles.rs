//! Bundles: the Sidney decomposition of a backlog into blocks of falling density.
//!
//! Repeatedly taking the prerequisite-closed set with the most points per minute gives the order that gains
//! points fastest (Sidney 1975). It is found by divide and conquer: split a part at its own density until no
//! closure is denser than the whole. Each split starts from the flow of the split before it.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::forest;
use crate::model::Graph;
use crate::plan::closure::{Adjacency, Number, PushRelabel};

/// A set of nodes that is only worth doing together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Its nodes, by index.
    pub nodes: Vec<usize>,
    /// Their points in hundredths.
    pub points: i64,
    /// Their minutes.
    pub minutes: i64,
}

impl Bundle {
    pub(super) fn of(graph: &Graph, nodes: Vec<usize>) -> Self {
        let points = nodes.iter().map(|&node| graph.weight(node).points).sum();
        let minutes = nodes.iter().map(|&node| graph.weight(node).minutes).sum();
        Self { nodes, points, minutes }
    }

    /// Compares densities exactly. Points without effort are denser than anything; nothing at all is equal to
    /// everything.
    pub fn compare_density(&self, other: &Self) -> Ordering {
        let left = i128::from(self.points) * i128::from(other.minutes);
        let right = i128::from(other.points) * i128::from(self.minutes);
        left.cmp(&right)
    }
}

/// The blocks of a graph, densest first; blocks of one density stand in an order that respects every need,
/// then by their smallest index.
pub fn bundles(graph: &Graph) -> Vec<Bundle> {
    if let Some(blocks) = forest::bundles(graph) {
        return blocks;
    }
    let (mut points, mut minutes) = (1_i128, 1_i128);
    for node in 0..graph.len() {
        points += i128::from(graph.weight(node).points).abs();
        minutes += i128::from(graph.weight(node).minutes);
    }
    if points.checked_mul(minutes).is_some_and(|most| i64::holds(2, most)) {
        decompose::<i64>(graph, points)
    } else {
        decompose::<i128>(graph, points)
    }
}

/// Divides and conquers; `gains` is more than the sum of all points.
fn decompose<N: Number>(graph: &Graph, gains: i128) -> Vec<Bundle> {
    let net = Adjacency::new(graph.len(), |node| graph.needs(node).iter().copied());
    let mut flow = PushRelabel::<N>::new(&net);
    let mut blocks = Vec::new();
    let mut order: Vec<usize> = (0..graph.len()).collect();
    let mut chosen = vec![false; graph.len()];
    let mut rest = Vec::new();
    // Parts of `order`, from and to; the one on top of the stack is denser than all below it.
    let mut open = vec![(0, graph.len())];
    while let Some((from, to)) = open.pop() {
        let part = &mut order[from..to];
        if part.len() < 2 {
            blocks.extend(part.iter().map(|&node| Bundle::of(graph, vec![node])));
            continue;
        }
        let (points, minutes) = sums(graph, part);
        if minutes == 0 {
            blocks.extend(in_order(graph, &part.iter().map(|&node| vec![node]).collect::<Vec<_>>()));
            continue;
        }
        // Positive for nodes denser than the whole; the weights of the part sum to nothing.
        let (points, minutes) = lowest_terms(points, minutes);
        let weight = |node: usize| {
            let weight = graph.weight(node);
            i128::from(weight.points) * i128::from(minutes) - i128::from(weight.minutes) * i128::from(points)
        };
        flow.solve(part, weight, minutes, gains * i128::from(minutes));
        if flow.greatest() == 0 {
            blocks.extend(in_order(graph, &pieces(part, flow.residual())));
            continue;
        }
        flow.smallest(&mut chosen);
        let middle = from + partition(part, &chosen, &mut rest);
        open.push((middle, to));
        open.push((from, middle));
    }
    blocks
}

fn sums(graph: &Graph, part: &[usize]) -> (i64, i64) {
    part.iter().fold((0, 0), |(points, minutes), &node| {
        let weight = graph.weight(node);
        (points + weight.points, minutes + weight.minutes)
    })
}

/// A ratio in lowest terms, `minutes` above zero.
fn lowest_terms(points: i64, minutes: i64) -> (i64, i64) {
    let (mut a, mut b) = (points.abs(), minutes);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (points / a.max(1), minutes / a.max(1))
}

/// Moves what is chosen to the front, each side in its old order; returns how many are chosen.
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

/// The finest partition of a part whose greatest closure weighs nothing: pieces that every tight closure holds
/// whole (Picard and Queyranne 1980: the strong components of what the greatest flow leaves).
fn pieces(part: &[usize], residual: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let place = |node: usize| NodeIndex::new(part.partition_point(|&other| other < node));
    let mut graph = DiGraph::<(), (), usize>::with_capacity(part.len(), part.len());
    for _ in part {
        graph.add_node(());
    }
    for (from, to) in residual {
        graph.add_edge(place(from), place(to), ());
    }
    let mut pieces: Vec<Vec<usize>> = kosaraju_scc(&graph)
        .into_iter()
        .map(|piece| {
            let mut piece: Vec<usize> = piece.into_iter().map(|node| part[node.index()]).collect();
            piece.sort_unstable();
            piece
        })
        .collect();
    pieces.sort_unstable();
    pieces
}

/// Sorts pieces so that each comes after those it needs, the one with the smallest index first.
pub(super) fn in_order(graph: &Graph, pieces: &[Vec<usize>]) -> Vec<Bundle> {
    if pieces.len() < 2 {
        return pieces.iter().map(|piece| Bundle::of(graph, piece.clone())).collect();
    }
    let mut piece_of = std::collections::BTreeMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        piece_of.extend(piece.iter().map(|&node| (node, at)));
    }
    let mut waiting: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); pieces.len()];
    let mut unlocks: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); pieces.len()];
    for (at, piece) in pieces.iter().enumerate() {
        let needed = piece.iter().flat_map(|&node| graph.needs(node)).filter_map(|need| piece_of.get(need));
        for &need in needed.filter(|need| **need != at) {
            waiting[at].insert(need);
            unlocks[need].insert(at);
        }
    }
    let first = |at: usize| (pieces[at].first().copied(), at);
    let mut ready: BTreeSet<(Option<usize>, usize)> =
        (0..pieces.len()).filter(|&at| waiting[at].is_empty()).map(first).collect();
    let mut ordered = Vec::with_capacity(pieces.len());
    while let Some((_, at)) = ready.pop_first() {
        ordered.push(Bundle::of(graph, pieces[at].clone()));
        for &next in &unlocks[at] {
            waiting[next].remove(&at);
            if waiting[next].is_empty() {
                ready.insert(first(next));
            }
        }
    }
    ordered
}
