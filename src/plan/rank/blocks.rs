//! Bundles: the Sidney decomposition of a backlog into blocks of falling density.
//!
//! Repeatedly taking the prerequisite-closed set with the most points per minute gives the order that gains
//! points fastest (Sidney 1975). It is found by divide and conquer: split a part at its own density until no
//! closure is denser than the whole.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::closure;
use crate::model::Graph;

/// A set of nodes that is only worth doing together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its nodes, by index.
    pub nodes: Vec<usize>,
    /// Their points in hundredths.
    pub points: i64,
    /// Their minutes.
    pub minutes: i64,
}

impl Block {
    fn of(graph: &Graph, nodes: Vec<usize>) -> Self {
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
pub fn blocks(graph: &Graph) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut place = vec![None; graph.len()];
    // The part on top of the stack is denser than all below it.
    let mut open = vec![(0..graph.len()).collect::<Vec<usize>>()];
    while let Some(part) = open.pop() {
        if part.is_empty() {
            continue;
        }
        let whole = Block::of(graph, part);
        if whole.minutes == 0 {
            blocks.extend(in_order(graph, &whole.nodes.iter().map(|&node| vec![node]).collect::<Vec<_>>()));
            continue;
        }
        for (position, &node) in whole.nodes.iter().enumerate() {
            place[node] = Some(position);
        }
        // Positive for nodes denser than the whole; the weights of the part sum to nothing.
        let weights: Vec<i128> = whole
            .nodes
            .iter()
            .map(|&node| {
                let weight = graph.weight(node);
                i128::from(weight.points) * i128::from(whole.minutes)
                    - i128::from(weight.minutes) * i128::from(whole.points)
            })
            .collect();
        let closure = closure::greatest(graph, &whole.nodes, &place, &weights);
        for &node in &whole.nodes {
            place[node] = None;
        }
        if closure.weight == 0 {
            let pieces = closure.pieces();
            let pieces = pieces.into_iter().map(|piece| piece.iter().map(|&at| whole.nodes[at]).collect());
            blocks.extend(in_order(graph, &pieces.collect::<Vec<_>>()));
            continue;
        }
        let (denser, rest): (Vec<_>, Vec<_>) =
            whole.nodes.iter().zip(&closure.chosen).partition(|(_, chosen)| **chosen);
        let nodes = |part: Vec<(&usize, &bool)>| part.into_iter().map(|(node, _)| *node).collect();
        open.push(nodes(rest));
        open.push(nodes(denser));
    }
    blocks
}

/// Sorts pieces so that each comes after those it needs, the one with the smallest index first.
fn in_order(graph: &Graph, pieces: &[Vec<usize>]) -> Vec<Block> {
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
        ordered.push(Block::of(graph, pieces[at].clone()));
        for &next in &unlocks[at] {
            waiting[next].remove(&at);
            if waiting[next].is_empty() {
                ready.insert(first(next));
            }
        }
    }
    ordered
}
