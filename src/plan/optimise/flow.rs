//! The closure of greatest weight among free items, by push and relabel from the flow of the last question.
//!
//! Picard's reduction (1976) without source and sink: an item with a positive weight has an excess, which it may
//! push along its needs without limit; an item with a negative weight is a deficit that absorbs. When no excess
//! can reach a deficit, the items that the rest of the excess reaches are the smallest closure of greatest weight
//! (Goldberg and Tarjan 1988). Any flow that is not negative is a valid start, whatever the weights are, so one
//! question starts where the last one ended, even on other items and weights.

use super::items::Items;
use super::number::Number;

/// A flow on the edges of items, and the answer to the last question.
#[derive(Debug)]
pub(super) struct Flow<'a, N> {
    items: &'a Items,
    flow: Vec<N>,
    /// What the weights of the flow were multiplied with.
    scale: i64,
    excess: Vec<N>,
    label: Vec<usize>,
    cursor: Vec<usize>,
    active: Vec<bool>,
    queue: Vec<usize>,
    /// How many edges have been looked at, ever.
    pub(super) work: u64,
}

/// Further than any way through the graph.
const FAR: usize = usize::MAX;

impl<'a, N: Number> Flow<'a, N> {
    pub(super) fn new(items: &'a Items) -> Self {
        let n = items.len();
        Self {
            items,
            flow: vec![N::default(); items.edges()],
            scale: 1,
            excess: vec![N::default(); n],
            label: vec![FAR; n],
            cursor: vec![0; n],
            active: vec![false; n],
            queue: Vec::with_capacity(n),
            work: 0,
        }
    }

    /// Brings the flow to another scale, and below `gains`, which is more than any flow that helps.
    fn rescale(&mut self, part: &[usize], scale: i64, gains: i128) {
        let most = N::of(gains);
        let factor = scale as f64 / self.scale as f64;
        for &item in part {
            for (edge, _) in self.items.need_edges(item) {
                if self.flow[edge] != N::default() {
                    self.flow[edge] = if self.scale == scale {
                        self.flow[edge].min(most)
                    } else {
                        self.flow[edge].stretch(factor, most)
                    };
                }
            }
        }
        self.scale = scale;
    }

    /// Sets what each item of the part has left of `weight` under the flow as it stands.
    fn start(&mut self, part: &[usize], weight: impl Fn(usize) -> i128) {
        for &item in part {
            self.active[item] = true;
            self.excess[item] = N::of(weight(item));
        }
        for &item in part {
            for (edge, need) in self.items.need_edges(item) {
                let flow = self.flow[edge];
                if self.active[need] && flow != N::default() {
                    self.excess[item] -= flow;
                    self.excess[need] += flow;
                }
            }
        }
    }

    /// Distances to the nearest deficit; items that reach none are far.
    fn relabel_all(&mut self, part: &[usize]) {
        self.queue.clear();
        for &item in part {
            self.cursor[item] = 0;
            if self.excess[item] < N::default() {
                self.label[item] = 0;
                self.queue.push(item);
            } else {
                self.label[item] = FAR;
            }
        }
        let mut at = 0;
        while at < self.queue.len() {
            let item = self.queue[at];
            let next = self.label[item] + 1;
            at += 1;
            for (_, user) in self.items.user_edges(item) {
                self.work += 1;
                if self.active[user] && self.label[user] == FAR {
                    self.label[user] = next;
                    self.queue.push(user);
                }
            }
            for (edge, need) in self.items.need_edges(item) {
                self.work += 1;
                if self.flow[edge] > N::default() && self.active[need] && self.label[need] == FAR {
                    self.label[need] = next;
                    self.queue.push(need);
                }
            }
        }
    }

    /// Solves for the items of `part`, whose other needs count as taken; `weight` is a sum with `scale` as the
    /// factor of the values, and `gains` is at least the sum of its positive values.
    pub(super) fn solve(&mut self, part: &[usize], weight: impl Fn(usize) -> i128, scale: i64, gains: i128) {
        if N::holds(self.items.edges() + 1, gains) {
            self.rescale(part, scale, gains);
        } else {
            // Too wide for a warm start: sums of guesses might not fit.
            for &item in part {
                let from = self.items.first_edge(item);
                self.flow[from..from + self.items.needs(item).len()].fill(N::default());
            }
        }
        self.scale = scale;
        self.start(part, weight);
        self.relabel_all(part);
        let mut waiting: std::collections::VecDeque<usize> =
            part.iter().copied().filter(|&item| self.pushes(item)).collect();
        let mut relabels = 0;
        while let Some(item) = waiting.pop_front() {
            relabels += self.discharge(item, part.len(), &mut waiting);
            if relabels > part.len() {
                relabels = 0;
                self.relabel_all(part);
                waiting.retain(|&item| self.label[item] != FAR);
            }
        }
        for &item in part {
            self.active[item] = false;
        }
    }

    fn pushes(&self, item: usize) -> bool {
        self.excess[item] > N::default() && self.label[item] != FAR
    }

    /// Pushes what an item has too much towards the deficits; returns how often it was moved away from them.
    fn discharge(&mut self, item: usize, n: usize, waiting: &mut std::collections::VecDeque<usize>) -> usize {
        let mut relabels = 0;
        while self.pushes(item) {
            let Some((edge, other, is_need)) = self.items.neighbour(item, self.cursor[item]) else {
                self.lift(item, n);
                relabels += 1;
                continue;
            };
            self.work += 1;
            if !self.active[other] || self.label[other] == FAR || self.label[item] != self.label[other] + 1 {
                self.cursor[item] += 1;
                continue;
            }
            let mut pushed = self.excess[item];
            if is_need {
                self.flow[edge] += pushed;
            } else {
                pushed = pushed.min(self.flow[edge]);
                if pushed == N::default() {
                    self.cursor[item] += 1;
                    continue;
                }
                self.flow[edge] -= pushed;
            }
            self.excess[item] -= pushed;
            let waited = self.excess[other] > N::default();
            self.excess[other] += pushed;
            if !waited && self.excess[other] > N::default() {
                waiting.push_back(other);
            }
        }
        relabels
    }

    /// Moves an item one beyond its nearest neighbour that it can push to.
    fn lift(&mut self, item: usize, n: usize) {
        let mut nearest = FAR;
        for (_, need) in self.items.need_edges(item).filter(|&(_, need)| self.active[need]) {
            nearest = nearest.min(self.label[need]);
        }
        for (edge, user) in self.items.user_edges(item).filter(|&(_, user)| self.active[user]) {
            if self.flow[edge] > N::default() {
                nearest = nearest.min(self.label[user]);
            }
        }
        self.work += 1;
        self.cursor[item] = 0;
        self.label[item] = if nearest >= n { FAR } else { nearest + 1 };
    }

    /// The weight of the greatest closure of the last question.
    pub(super) fn greatest(&self, part: &[usize]) -> i128 {
        part.iter().map(|&item| self.excess[item]).filter(|&e| e > N::default()).map(Number::wide).sum()
    }

    /// Marks the smallest closure of greatest weight of the last question with `true`, the rest of the part with
    /// `false`.
    pub(super) fn smallest(&mut self, part: &[usize], chosen: &mut [bool]) {
        for &item in part {
            chosen[item] = false;
            self.active[item] = true;
        }
        let mut open: Vec<usize> =
            part.iter().copied().filter(|&item| self.excess[item] > N::default()).collect();
        for &item in &open {
            chosen[item] = true;
        }
        while let Some(item) = open.pop() {
            for (_, need) in self.items.need_edges(item) {
                if self.active[need] && !chosen[need] {
                    chosen[need] = true;
                    open.push(need);
                }
            }
            for (edge, user) in self.items.user_edges(item) {
                if self.flow[edge] > N::default() && self.active[user] && !chosen[user] {
                    chosen[user] = true;
                    open.push(user);
                }
            }
            self.work += 1;
        }
        for &item in part {
            self.active[item] = false;
        }
    }

    /// Marks the largest closure of greatest weight of the last question.
    pub(super) fn largest(&mut self, part: &[usize], chosen: &mut [bool]) {
        for &item in part {
            self.active[item] = true;
        }
        self.relabel_all(part);
        for &item in part {
            self.active[item] = false;
            chosen[item] = self.label[item] == FAR;
        }
    }

    /// What each item of the part keeps of `weight` under the flow as it stands. For every closure, its weight is
    /// at most the sum of what its items keep: a bound whatever the flow is.
    pub(super) fn kept(
        &mut self,
        part: &[usize],
        weight: impl Fn(usize) -> i128,
        scale: i64,
        gains: i128,
        kept: &mut [i128],
    ) {
        self.rescale(part, scale, gains);
        for &item in part {
            self.active[item] = true;
            kept[item] = weight(item);
        }
        for &item in part {
            for (edge, need) in self.items.need_edges(item) {
                if self.active[need] {
                    let flow = self.flow[edge].wide();
                    kept[item] -= flow;
                    kept[need] += flow;
                }
            }
        }
        for &item in part {
            self.active[item] = false;
        }
    }
}
