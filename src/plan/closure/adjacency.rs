//! Prerequisites in compressed adjacency form.

use std::collections::BTreeSet;

/// A neighbour of a node, with the edge that leads to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct Neighbour {
    node: u32,
    edge: u32,
}

impl Neighbour {
    pub(in crate::plan) fn node(self) -> usize {
        self.node as usize
    }

    /// The number of the edge, the same from both ends.
    pub(in crate::plan) fn edge(self) -> usize {
        self.edge as usize
    }
}

/// The neighbours of all nodes in one list: of each node first its prerequisites, then its dependents.
#[derive(Debug, Clone, Default)]
pub(in crate::plan) struct Adjacency {
    neighbours: Vec<Neighbour>,
    /// Where the neighbours of a node begin, for each node and one more.
    from: Vec<u32>,
    /// Where its prerequisites end and its dependents begin.
    middle: Vec<u32>,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the neighbours of four thousand million nodes fit into no memory"
)]
fn small(index: usize) -> u32 {
    debug_assert!(u32::try_from(index).is_ok());
    index as u32
}

impl Adjacency {
    /// Of `n` nodes with the prerequisites of each, without repetition.
    pub(in crate::plan) fn new<'n, I>(n: usize, needs: impl Fn(usize) -> I) -> Self
    where
        I: Iterator<Item = usize> + 'n,
    {
        let (mut needed, mut users) = (vec![0_u32; n], vec![0_u32; n]);
        for (node, count) in needed.iter_mut().enumerate() {
            for need in needs(node) {
                *count += 1;
                users[need] += 1;
            }
        }
        let (mut from, mut middle) = (Vec::with_capacity(n + 1), Vec::with_capacity(n));
        let mut at = 0;
        for (needs, users) in needed.iter().zip(&users) {
            from.push(at);
            middle.push(at + needs);
            at += needs + users;
        }
        from.push(at);
        let mut neighbours = vec![Neighbour { node: 0, edge: 0 }; at as usize];
        // Where the next dependent of each node goes.
        let mut next = middle.clone();
        let mut edge = 0;
        for (node, &start) in from[..n].iter().enumerate() {
            for (place, need) in (start as usize..).zip(needs(node)) {
                neighbours[place] = Neighbour { node: small(need), edge };
                neighbours[next[need] as usize] = Neighbour { node: small(node), edge };
                next[need] += 1;
                edge += 1;
            }
        }
        Self { neighbours, from, middle }
    }

    pub(in crate::plan) fn len(&self) -> usize {
        self.middle.len()
    }

    pub(in crate::plan) fn edges(&self) -> usize {
        self.neighbours.len() / 2
    }

    pub(in crate::plan) fn needs(&self, node: usize) -> &[Neighbour] {
        &self.neighbours[self.from[node] as usize..self.middle[node] as usize]
    }

    /// The dependents of a node.
    pub(in crate::plan) fn users(&self, node: usize) -> &[Neighbour] {
        &self.neighbours[self.middle[node] as usize..self.from[node + 1] as usize]
    }

    /// All neighbours of a node, and how many of them are prerequisites.
    pub(super) fn neighbours(&self, node: usize) -> (&[Neighbour], usize) {
        let from = self.from[node] as usize;
        (&self.neighbours[from..self.from[node + 1] as usize], self.middle[node] as usize - from)
    }

    /// The nodes in topological order, prerequisites first; of those that may come next, the smallest index.
    ///
    /// Kahn's algorithm (1962) and not a library's: rankings break their ties by this order, so it is part of the
    /// answer.
    pub(in crate::plan) fn topological_order(&self) -> Vec<usize> {
        let mut missing: Vec<usize> = (0..self.len()).map(|node| self.needs(node).len()).collect();
        let mut ready: BTreeSet<usize> = (0..self.len()).filter(|&node| missing[node] == 0).collect();
        let mut order = Vec::with_capacity(self.len());
        while let Some(node) = ready.pop_first() {
            order.push(node);
            for user in self.users(node) {
                missing[user.node()] -= 1;
                if missing[user.node()] == 0 {
                    ready.insert(user.node());
                }
            }
        }
        order
    }
}
