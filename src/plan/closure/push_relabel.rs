//! Closures of greatest weight by push and relabel, from the flow of the last question.
//!
//! Picard's reduction (1976) without source and sink: a node with a positive weight has an excess, which it may
//! push along its needs without limit; a node with a negative weight is a deficit that absorbs. When no excess
//! can reach a deficit, the nodes that the rest of the excess reaches are the smallest closure of greatest weight
//! (Goldberg and Tarjan 1988). Any flow that is not negative is a valid start, whatever the weights are, so one
//! question starts where the last one ended, even on other nodes and weights.

use std::collections::VecDeque;

use super::adjacency::Adjacency;
use super::number::Number;

/// A flow on the edges of a net, and the answer to the last question.
#[derive(Debug)]
pub(in crate::plan) struct PushRelabel<'n, N> {
    net: &'n Adjacency,
    flow: Vec<N>,
    /// By what the flow out of each node was multiplied when the node was last part of a question.
    scale: Vec<i64>,
    excess: Vec<N>,
    /// The distance to the nearest deficit, [`FAR`] where none can be reached, [`OUTSIDE`] of the question.
    label: Vec<u32>,
    /// The arc to try next.
    cursor: Vec<u32>,
    /// The nodes of the last question.
    part: Vec<usize>,
    queue: Vec<usize>,
    waiting: VecDeque<usize>,
    /// How many arcs have been looked at, ever.
    pub(in crate::plan) work: u64,
}

/// Further than any way through the net.
const FAR: u32 = u32::MAX - 2;
/// Not part of the question. One less than 0 is neither this nor [`FAR`].
const OUTSIDE: u32 = u32::MAX - 1;

impl<'n, N: Number> PushRelabel<'n, N> {
    pub(in crate::plan) fn new(net: &'n Adjacency) -> Self {
        let n = net.len();
        Self {
            net,
            flow: vec![N::default(); net.edges()],
            scale: vec![1; n],
            excess: vec![N::default(); n],
            label: vec![OUTSIDE; n],
            cursor: vec![0; n],
            part: Vec::new(),
            queue: Vec::new(),
            waiting: VecDeque::new(),
            work: 0,
        }
    }

    /// Solves for the nodes of `part`, whose other needs count as taken; `weight` is a sum with `scale` as the
    /// factor of what is gained, and `gains` is at least the sum of its positive values.
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
        self.waiting.clear();
        self.waiting.extend(part.iter().copied().filter(pushes));
        let far = u32::try_from(part.len()).unwrap_or(FAR);
        let mut lifts = 0;
        while let Some(node) = self.waiting.pop_front() {
            lifts += self.discharge(node, far);
            if lifts > part.len() {
                lifts = 0;
                self.relabel_all();
                let Self { waiting, label, .. } = self;
                waiting.retain(|&node| label[node] != FAR);
            }
        }
    }

    /// Brings the flow to another scale, and below `gains`, which is more than any flow that helps, and below what
    /// can be summed over all edges.
    fn rescale(&mut self, part: &[usize], scale: i64, gains: i128) {
        let most = N::share(self.net.edges() + 1, gains);
        for &node in part {
            let was = std::mem::replace(&mut self.scale[node], scale);
            let factor = scale as f64 / was as f64;
            for arc in self.net.needs(node) {
                let flow = &mut self.flow[arc.edge()];
                if *flow != N::default() {
                    *flow = if was == scale { (*flow).min(most) } else { flow.stretch(factor, most) };
                }
            }
        }
    }

    /// Sets what each node of the part has left of `weight` under the flow as it stands.
    fn start(&mut self, part: &[usize], weight: impl Fn(usize) -> i128) {
        for &node in part {
            self.excess[node] = N::of(weight(node));
        }
        for &node in part {
            for arc in self.net.needs(node) {
                let flow = self.flow[arc.edge()];
                if flow != N::default() && self.label[arc.other()] != OUTSIDE {
                    self.excess[node] -= flow;
                    self.excess[arc.other()] += flow;
                }
            }
        }
    }

    /// Distances to the nearest deficit; nodes that reach none are far.
    fn relabel_all(&mut self) {
        let Self { net, flow, excess, label, cursor, part, queue, work, .. } = self;
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
            let (arcs, needs) = net.around(node);
            *work += arcs.len() as u64;
            for (k, arc) in arcs.iter().enumerate() {
                let other = arc.other();
                if label[other] == FAR && (k >= needs || flow[arc.edge()] > N::default()) {
                    label[other] = next;
                    queue.push(other);
                }
            }
        }
    }

    /// Pushes what a node has too much towards the deficits; returns how often it was moved away from them.
    fn discharge(&mut self, node: usize, far: u32) -> usize {
        let Self { net, flow, excess, label, cursor, waiting, work, .. } = self;
        let (arcs, needs) = net.around(node);
        let mut lifts = 0;
        let mut left = excess[node];
        let mut at = cursor[node] as usize;
        while left > N::default() && label[node] != FAR {
            let Some(arc) = arcs.get(at) else {
                // One beyond the nearest neighbour that it can push to.
                let mut nearest = FAR;
                for (k, arc) in arcs.iter().enumerate() {
                    if k < needs || flow[arc.edge()] > N::default() {
                        nearest = nearest.min(label[arc.other()]);
                    }
                }
                *work += arcs.len() as u64;
                label[node] = if nearest >= far { FAR } else { nearest + 1 };
                lifts += 1;
                at = 0;
                continue;
            };
            *work += 1;
            let other = arc.other();
            if label[other] != label[node].wrapping_sub(1) {
                at += 1;
                continue;
            }
            let on_edge = &mut flow[arc.edge()];
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
            let waited = excess[other] > N::default();
            excess[other] += pushed;
            if !waited && excess[other] > N::default() {
                waiting.push_back(other);
            }
        }
        excess[node] = left;
        cursor[node] = u32::try_from(at).unwrap_or(u32::MAX);
        lifts
    }

    /// The weight of the greatest closure of the last question.
    pub(in crate::plan) fn greatest(&self) -> i128 {
        let kept = self.part.iter().map(|&node| self.excess[node]);
        kept.filter(|&excess| excess > N::default()).map(Number::wide).sum()
    }

    /// Marks the smallest closure of greatest weight of the last question with `true`, the rest of the part with
    /// `false`.
    pub(in crate::plan) fn smallest(&mut self, chosen: &mut [bool]) {
        let Self { net, flow, excess, label, part, queue, work, .. } = self;
        queue.clear();
        for &node in part.iter() {
            chosen[node] = excess[node] > N::default();
            if chosen[node] {
                queue.push(node);
            }
        }
        while let Some(node) = queue.pop() {
            let (arcs, needs) = net.around(node);
            *work += arcs.len() as u64;
            for (k, arc) in arcs.iter().enumerate() {
                let other = arc.other();
                let open = k < needs || flow[arc.edge()] > N::default();
                if open && label[other] != OUTSIDE && !chosen[other] {
                    chosen[other] = true;
                    queue.push(other);
                }
            }
        }
    }

    /// Marks the largest closure of greatest weight of the last question.
    pub(in crate::plan) fn largest(&mut self, chosen: &mut [bool]) {
        self.relabel_all();
        for &node in &self.part {
            chosen[node] = self.label[node] == FAR;
        }
    }

    /// What each node of `part` keeps of `weight` under the flow as it stands. For every closure, its weight is at
    /// most the sum of what its nodes keep: a bound whatever the flow is.
    pub(in crate::plan) fn kept(
        &mut self,
        part: &[usize],
        weight: impl Fn(usize) -> i128,
        scale: i64,
        gains: i128,
        kept: &mut [i128],
    ) {
        for &node in &self.part {
            self.label[node] = OUTSIDE;
        }
        self.part.clear();
        self.part.extend_from_slice(part);
        self.rescale(part, scale, gains);
        for &node in part {
            self.label[node] = FAR;
            kept[node] = weight(node);
        }
        for &node in part {
            for arc in self.net.needs(node) {
                let flow = self.flow[arc.edge()];
                if flow != N::default() && self.label[arc.other()] != OUTSIDE {
                    kept[node] -= flow.wide();
                    kept[arc.other()] += flow.wide();
                }
            }
        }
    }

    /// The edges of the last question over which its flow can still change, as `(from, to)` of part members.
    pub(in crate::plan) fn residual(&self) -> impl Iterator<Item = (usize, usize)> {
        self.part.iter().flat_map(move |&node| {
            let inside = self.net.needs(node).iter().filter(|arc| self.label[arc.other()] != OUTSIDE);
            inside.flat_map(move |arc| {
                let back = (self.flow[arc.edge()] > N::default()).then_some((arc.other(), node));
                std::iter::once((node, arc.other())).chain(back)
            })
        })
    }
}
