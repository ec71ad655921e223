//! The closure of greatest weight: choose nodes, with all they need, whose weights sum highest.
//!
//! Picard's reduction (1976): a minimum cut between a source that feeds the gains and a sink that drains the
//! losses, with edges that can not be cut from each node to what it needs. Solved by Dinic's algorithm in
//! exact 128-bit integers, without recursion.

use std::collections::VecDeque;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::model::Graph;

/// The result on a part of a graph, by position in that part.
#[derive(Debug)]
pub(super) struct Closure {
    /// Whether the node is in the smallest closure of greatest weight.
    pub(super) chosen: Vec<bool>,
    /// The weight of that closure.
    pub(super) weight: i128,
    network: Network,
}

/// One edge of the network; its reverse stands beside it (index xor 1).
#[derive(Debug, Clone, Copy)]
struct Edge {
    to: usize,
    room: i128,
}

#[derive(Debug)]
struct Network {
    edges: Vec<Edge>,
    from: Vec<Vec<usize>>,
    /// Edges below this index join two nodes of the part.
    inner: usize,
}

/// More than any sum of weights: stands for an edge that can not be cut.
const UNBOUNDED: i128 = i128::MAX / 4;

/// Finds the closure of greatest weight within `part`, whose nodes need only nodes of the part or nodes that
/// are taken already. `place` maps a node of the graph to its position in the part.
pub(super) fn greatest(graph: &Graph, part: &[usize], place: &[Option<usize>], weights: &[i128]) -> Closure {
    let n = part.len();
    let (source, sink) = (n, n + 1);
    let mut network = Network { edges: Vec::new(), from: vec![Vec::new(); n + 2], inner: 0 };
    for (position, &node) in part.iter().enumerate() {
        for need in graph.needs(node).iter().filter_map(|&need| place[need]) {
            network.join(position, need, UNBOUNDED);
        }
    }
    network.inner = network.edges.len();
    let mut gains = 0;
    for (position, &weight) in weights.iter().enumerate() {
        if weight > 0 {
            gains += weight;
            network.join(source, position, weight);
        } else if weight < 0 {
            network.join(position, sink, -weight);
        }
    }
    let flow = network.fill(source, sink);
    let levels = network.levels(source);
    let chosen = (0..n).map(|position| levels[position].is_some()).collect();
    Closure { chosen, weight: gains - flow, network }
}

impl Closure {
    /// The finest partition of a part whose greatest closure weighs nothing: pieces that every tight closure
    /// holds whole (Picard and Queyranne 1980: the strong components of the residual network).
    pub(super) fn pieces(&self) -> Vec<Vec<usize>> {
        let n = self.chosen.len();
        let mut residual = DiGraph::<(), (), usize>::with_capacity(n, self.network.inner);
        for _ in 0..n {
            residual.add_node(());
        }
        for (index, edge) in self.network.edges[..self.network.inner].iter().enumerate() {
            if edge.room > 0 {
                let from = self.network.edges[index ^ 1].to;
                residual.add_edge(NodeIndex::new(from), NodeIndex::new(edge.to), ());
            }
        }
        let mut pieces: Vec<Vec<usize>> = kosaraju_scc(&residual)
            .into_iter()
            .map(|piece| {
                let mut piece: Vec<usize> = piece.into_iter().map(NodeIndex::index).collect();
                piece.sort_unstable();
                piece
            })
            .collect();
        pieces.sort_unstable();
        pieces
    }
}

impl Network {
    fn join(&mut self, from: usize, to: usize, room: i128) {
        self.from[from].push(self.edges.len());
        self.edges.push(Edge { to, room });
        self.from[to].push(self.edges.len());
        self.edges.push(Edge { to: from, room: 0 });
    }

    /// Distance from the source over edges with room.
    fn levels(&self, source: usize) -> Vec<Option<usize>> {
        let mut levels = vec![None; self.from.len()];
        levels[source] = Some(0);
        let mut open = VecDeque::from([(source, 0)]);
        while let Some((node, level)) = open.pop_front() {
            for &edge in &self.from[node] {
                let Edge { to, room } = self.edges[edge];
                if room > 0 && levels[to].is_none() {
                    levels[to] = Some(level + 1);
                    open.push_back((to, level + 1));
                }
            }
        }
        levels
    }

    /// The greatest flow from source to sink.
    fn fill(&mut self, source: usize, sink: usize) -> i128 {
        let mut flow = 0;
        loop {
            let levels = self.levels(source);
            if levels[sink].is_none() {
                return flow;
            }
            let mut next = vec![0; self.from.len()];
            loop {
                let pushed = self.push_path(source, sink, &levels, &mut next);
                if pushed == 0 {
                    break;
                }
                flow += pushed;
            }
        }
    }

    /// Pushes along one shortest path; 0 when there is none left.
    fn push_path(
        &mut self,
        source: usize,
        sink: usize,
        levels: &[Option<usize>],
        next: &mut [usize],
    ) -> i128 {
        let mut path: Vec<usize> = Vec::new();
        let mut node = source;
        while node != sink {
            let onward = self.from[node][next[node]..].iter().position(|&edge| {
                let Edge { to, room } = self.edges[edge];
                room > 0 && levels[to].is_some() && levels[to] == levels[node].map(|level| level + 1)
            });
            match onward {
                Some(skipped) => {
                    next[node] += skipped;
                    let edge = self.from[node][next[node]];
                    path.push(edge);
                    node = self.edges[edge].to;
                }
                None => {
                    // A dead end: never enter it again in this phase.
                    next[node] = self.from[node].len();
                    let Some(edge) = path.pop() else { return 0 };
                    node = self.edges[edge ^ 1].to;
                    next[node] += 1;
                }
            }
        }
        let room = path.iter().map(|&edge| self.edges[edge].room).min().unwrap_or(0);
        for &edge in &path {
            self.edges[edge].room -= room;
            self.edges[edge ^ 1].room += room;
        }
        room
    }
}
