//! Closure problems by push-relabel maximum flow, each started from the flow of the last one.
//!
//! Picard's reduction (1976) without source and sink: a node with a positive weight has an excess, which it may
//! push along its prerequisites without limit; a node with a negative weight is a deficit that absorbs. When no
//! excess can reach a deficit, the nodes that the remaining excess reaches are the smallest closure of greatest
//! weight (Goldberg and Tarjan 1988). Any flow that is not negative is a valid start, whatever the weights are, so
//! each problem starts where the last one ended, even on other nodes and weights.

use std::collections::VecDeque;

use super::{Adjacency, Number};

/// A flow on the edges of a graph, and the answer to the last closure problem.
#[derive(Debug)]
pub(in crate::plan) struct PushRelabel<'n, N> {
    adjacency: &'n Adjacency,
    flow: Vec<N>,
    /// The factor of the weights, and so of the flow out of each node, when the node was last part of a problem.
    scale: Vec<i64>,
    excess: Vec<N>,
    /// The distance to the nearest deficit; [`FAR`] where none can be reached, [`OUTSIDE`] where the node is no
    /// part of the problem.
    label: Vec<u32>,
    /// The neighbour to try next.
    cursor: Vec<u32>,
    /// The nodes of the last problem.
    part: Vec<usize>,
    queue: Vec<usize>,
    active: VecDeque<usize>,
    /// How many edges have been visited, in all problems.
    pub(in crate::plan) work: u64,
}

/// Longer than any path.
const FAR: u32 = u32::MAX - 2;
/// No part of the problem. (0 minus 1, wrapping, is neither this nor [`FAR`].)
const OUTSIDE: u32 = u32::MAX - 1;

impl<'n, N: Number> PushRelabel<'n, N> {
    pub(in crate::plan) fn new(adjacency: &'n Adjacency) -> Self {
        let n = adjacency.len();
        Self {
            adjacency,
            flow: vec![N::default(); adjacency.edges()],
            scale: vec![1; n],
            excess: vec![N::default(); n],
            label: vec![OUTSIDE; n],
            cursor: vec![0; n],
            part: Vec::new(),
            queue: Vec::new(),
            active: VecDeque::new(),
            work: 0,
        }
    }

    /// Solves for the nodes of `part`, whose prerequisites outside of it count as taken. `scale` is the factor of
    /// the gains in `weight`, and `gains` is at least the sum of its positive values.
    pub(in crate::plan) fn solve(
        &mut self,
        part: &[usize],
        weight: impl Fn(usize) -> i128,
        scale: i64,
        gains: i128,
    ) {
        for &node in &self.part {
            self.label[node] = OUTSIDE;
        }
        self.part.clear();
        self.part.extend_from_slice(part);
        for &node in part {
            self.label[node] = FAR;
        }
        self.rescale(part, scale, gains);
        self.start(part, weight);
        self.relabel_all();
        let pushes = |&node: &usize| self.excess[node] > N::default() && self.label[node] != FAR;
        self.active.clear();
        self.active.extend(part.iter().copied().filter(pushes));
        let far = u32::try_from(part.len()).unwrap_or(FAR);
        let mut relabels = 0;
        while let Some(node) = self.active.pop_front() {
            relabels += self.discharge(node, far);
            if relabels > part.len() {
                relabels = 0;
                self.relabel_all();
                let Self { active, label, .. } = self;
                active.retain(|&node| label[node] != FAR);
            }
        }
    }

    /// Brings the flow to another scale, caps it at `gains`, which is more than any flow that helps, and at what
    /// can be summed over all edges.
    fn rescale(&mut self, part: &[usize], scale: i64, gains: i128) {
        let most = N::summable(self.adjacency.edges() + 1, gains);
        for &node in part {
            let was = std::mem::replace(&mut self.scale[node], scale);
            let factor = scale as f64 / was as f64;
            for neighbour in self.adjacency.needs(node) {
                let flow = &mut self.flow[neighbour.edge()];
                if *flow != N::default() {
                    *flow = if was == scale { (*flow).min(most) } else { flow.scale(factor, most) };
                }
            }
        }
    }

    /// Sets the excess of each node of the part: its `weight` less what flows out, plus what flows in.
    fn start(&mut self, part: &[usize], weight: impl Fn(usize) -> i128) {
        for &node in part {
            self.excess[node] = N::of(weight(node));
        }
        for &node in part {
            for neighbour in self.adjacency.needs(node) {
                let flow = self.flow[neighbour.edge()];
                if flow != N::default() && self.label[neighbour.node()] != OUTSIDE {
                    self.excess[node] -= flow;
                    self.excess[neighbour.node()] += flow;
                }
            }
        }
    }

    /// The global relabelling: distances to the nearest deficit by breadth-first search; nodes that reach none are
    /// far.
    fn relabel_all(&mut self) {
        let Self { adjacency, flow, excess, label, cursor, part, queue, work, .. } = self;
        queue.clear();
        for &node in part.iter() {
            cursor[node] = 0;
            if excess[node] < N::default() {
                label[node] = 0;
                queue.push(node);
            } else {
                label[node] = FAR;
            }
        }
        let mut at = 0;
        while at < queue.len() {
            let node = queue[at];
            let next = label[node] + 1;
            at += 1;
            let (neighbours, needs) = adjacency.neighbours(node);
            *work += neighbours.len() as u64;
            for (k, neighbour) in neighbours.iter().enumerate() {
                let other = neighbour.node();
                if label[other] == FAR && (k >= needs || flow[neighbour.edge()] > N::default()) {
                    label[other] = next;
                    queue.push(other);
                }
            }
        }
    }

    /// Pushes the excess of a node towards the deficits; returns how often it was relabelled.
    fn discharge(&mut self, node: usize, far: u32) -> usize {
        let Self { adjacency, flow, excess, label, cursor, active, work, .. } = self;
        let (neighbours, needs) = adjacency.neighbours(node);
        let mut relabels = 0;
        let mut left = excess[node];
        let mut at = cursor[node] as usize;
        while left > N::default() && label[node] != FAR {
            let Some(neighbour) = neighbours.get(at) else {
                // Relabel: one more than the nearest neighbour that it can push to.
                let mut nearest = FAR;
                for (k, neighbour) in neighbours.iter().enumerate() {
                    if k < needs || flow[neighbour.edge()] > N::default() {
                        nearest = nearest.min(label[neighbour.node()]);
                    }
                }
                *work += neighbours.len() as u64;
                label[node] = if nearest >= far { FAR } else { nearest + 1 };
                relabels += 1;
                at = 0;
                continue;
            };
            *work += 1;
            let other = neighbour.node();
            if label[other] != label[node].wrapping_sub(1) {
                at += 1;
                continue;
            }
            let on_edge = &mut flow[neighbour.edge()];
            let pushed = if at < needs {
                *on_edge += left;
                left
            } else {
                let pushed = left.min(*on_edge);
                *on_edge -= pushed;
                pushed
            };
            if pushed == N::default() {
                at += 1;
                continue;
            }
            left -= pushed;
            let was_active = excess[other] > N::default();
            excess[other] += pushed;
            if !was_active && excess[other] > N::default() {
                active.push_back(other);
            }
        }
        excess[node] = left;
        cursor[node] = u32::try_from(at).unwrap_or(u32::MAX);
        relabels
    }

    /// The greatest weight of a closure of the last problem.
    pub(in crate::plan) fn greatest(&self) -> i128 {
        let reduced = self.part.iter().map(|&node| self.excess[node]);
        reduced.filter(|&excess| excess > N::default()).map(Number::wide).sum()
    }

    /// Marks the smallest closure of greatest weight of the last problem with `true`, the rest of the part with
    /// `false`.
    pub(in crate::plan) fn smallest(&mut self, chosen: &mut [bool]) {
        let Self { adjacency, flow, excess, label, part, queue, work, .. } = self;
        queue.clear();
        for &node in part.iter() {
            chosen[node] = excess[node] > N::default();
            if chosen[node] {
                queue.push(node);
            }
        }
        while let Some(node) = queue.pop() {
            let (neighbours, needs) = adjacency.neighbours(node);
            *work += neighbours.len() as u64;
            for (k, neighbour) in neighbours.iter().enumerate() {
                let other = neighbour.node();
                let open = k < needs || flow[neighbour.edge()] > N::default();
                if open && label[other] != OUTSIDE && !chosen[other] {
                    chosen[other] = true;
                    queue.push(other);
                }
            }
        }
    }

    /// Marks the largest closure of greatest weight of the last problem in the same way.
    pub(in crate::plan) fn largest(&mut self, chosen: &mut [bool]) {
        self.relabel_all();
        for &node in &self.part {
            chosen[node] = self.label[node] == FAR;
        }
    }

    /// The reduced weights of `part`: `weight` less what flows out, plus what flows in. Whatever the flow is, the
    /// weight of every closure is at most the sum of the reduced weights of its nodes.
    pub(in crate::plan) fn reduced_weights(
        &mut self,
        part: &[usize],
        weight: impl Fn(usize) -> i128,
        scale: i64,
        gains: i128,
        reduced: &mut [i128],
    ) {
        for &node in &self.part {
            self.label[node] = OUTSIDE;
        }
        self.part.clear();
        self.part.extend_from_slice(part);
        self.rescale(part, scale, gains);
        for &node in part {
            self.label[node] = FAR;
            reduced[node] = weight(node);
        }
        for &node in part {
            for neighbour in self.adjacency.needs(node) {
                let flow = self.flow[neighbour.edge()];
                if flow != N::default() && self.label[neighbour.node()] != OUTSIDE {
                    reduced[node] -= flow.wide();
                    reduced[neighbour.node()] += flow.wide();
                }
            }
        }
    }

    /// The edges of the last problem over which its flow can still change, as `(from, to)` of part members.
    pub(in crate::plan) fn residual(&self) -> impl Iterator<Item = (usize, usize)> {
        self.part.iter().flat_map(move |&node| {
            let inside =
                self.adjacency.needs(node).iter().filter(|neighbour| self.label[neighbour.node()] != OUTSIDE);
            inside.flat_map(move |neighbour| {
                let back = (self.flow[neighbour.edge()] > N::default()).then_some((neighbour.node(), node));
                std::iter::once((node, neighbour.node())).chain(back)
            })
        })
    }
}
