//! Who needs whom, as one list of arcs.

/// An end of an edge, seen from the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct Neighbour {
    other: u32,
    edge: u32,
}

impl Neighbour {
    /// The node at the other end.
    pub(in crate::plan) fn other(self) -> usize {
        self.other as usize
    }

    /// The edge, the same number from both ends.
    pub(in crate::plan) fn edge(self) -> usize {
        self.edge as usize
    }
}

/// Nodes and their arcs: of each node first those to what it needs, then those to what needs it.
#[derive(Debug, Clone, Default)]
pub(in crate::plan) struct Adjacency {
    arcs: Vec<Neighbour>,
    /// Where the arcs of a node begin, for each node and one more.
    from: Vec<u32>,
    /// Where its arcs to needs end and those to users begin.
    middle: Vec<u32>,
}

#[expect(clippy::cast_possible_truncation, reason = "arcs of four thousand million nodes fit into no memory")]
fn small(index: usize) -> u32 {
    debug_assert!(u32::try_from(index).is_ok());
    index as u32
}

impl Adjacency {
    /// A net of nodes with what each needs, without repetition.
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
        let mut arcs = vec![Neighbour { other: 0, edge: 0 }; at as usize];
        // Where the next user of each node goes.
        let mut next = middle.clone();
        let mut edge = 0;
        for (node, &start) in from[..n].iter().enumerate() {
            for (place, need) in (start as usize..).zip(needs(node)) {
                arcs[place] = Neighbour { other: small(need), edge };
                arcs[next[need] as usize] = Neighbour { other: small(node), edge };
                next[need] += 1;
                edge += 1;
            }
        }
        Self { arcs, from, middle }
    }

    pub(in crate::plan) fn len(&self) -> usize {
        self.middle.len()
    }

    pub(in crate::plan) fn edges(&self) -> usize {
        self.arcs.len() / 2
    }

    /// The arcs to what a node needs.
    pub(in crate::plan) fn needs(&self, node: usize) -> &[Neighbour] {
        &self.arcs[self.from[node] as usize..self.middle[node] as usize]
    }

    /// The arcs to what needs a node.
    pub(in crate::plan) fn users(&self, node: usize) -> &[Neighbour] {
        &self.arcs[self.middle[node] as usize..self.from[node + 1] as usize]
    }

    /// All arcs of a node, and how many of them lead to needs.
    pub(super) fn around(&self, node: usize) -> (&[Neighbour], usize) {
        let from = self.from[node] as usize;
        (&self.arcs[from..self.from[node + 1] as usize], self.middle[node] as usize - from)
    }
}
