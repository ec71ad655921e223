//! The dependency graph of a plan: nodes with points and effort, edges to their prerequisites.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::units::{Minutes, Points};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weight {
    /// Negative where the node loses points.
    pub points: Points,
    /// Never negative.
    pub minutes: Minutes,
}

/// Nodes with their prerequisites and dependents, by index.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    weights: Vec<Weight>,
    needs: Vec<Vec<usize>>,
    needed_by: Vec<Vec<usize>>,
}

impl Graph {
    /// A graph of nodes with the prerequisites of each, in any order and possibly repeated.
    ///
    /// # Errors
    /// The nodes of one cycle, in order, when the prerequisites form one.
    pub fn new(weights: Vec<Weight>, mut needs: Vec<Vec<usize>>) -> Result<Self, Vec<usize>> {
        for list in &mut needs {
            list.sort_unstable();
            list.dedup();
        }
        if let Some(cycle) = find_cycle(&needs) {
            return Err(cycle);
        }
        let mut needed_by = vec![Vec::new(); weights.len()];
        for (node, list) in needs.iter().enumerate() {
            for &need in list {
                needed_by[need].push(node);
            }
        }
        Ok(Self { weights, needs, needed_by })
    }

    pub fn len(&self) -> usize {
        self.weights.len()
    }

    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    pub fn weight(&self, node: usize) -> Weight {
        self.weights[node]
    }

    /// The prerequisites of a node, sorted.
    pub fn needs(&self, node: usize) -> &[usize] {
        &self.needs[node]
    }

    /// The dependents of a node, sorted.
    pub fn needed_by(&self, node: usize) -> &[usize] {
        &self.needed_by[node]
    }

    /// For every node whether it is among some nodes or their prerequisites, also indirect ones.
    pub fn with_needs(&self, mut open: Vec<usize>) -> Vec<bool> {
        let mut reached = vec![false; self.len()];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut reached[node], true) {
                open.extend_from_slice(self.needs(node));
            }
        }
        reached
    }
}

/// The strongly connected components of a directed graph of `count` nodes, in no particular order.
pub fn strong_components(count: usize, edges: impl IntoIterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut graph = DiGraph::<(), (), usize>::from_edges(edges);
    for _ in graph.node_count()..count {
        graph.add_node(());
    }
    let components = kosaraju_scc(&graph).into_iter();
    components.map(|component| component.into_iter().map(|node| node.index()).collect()).collect()
}

/// One cycle of the graph in the order of its edges, or `None`.
fn find_cycle(needs: &[Vec<usize>]) -> Option<Vec<usize>> {
    if let Some(node) = (0..needs.len()).find(|&node| needs[node].contains(&node)) {
        return Some(vec![node]);
    }
    let edges = needs.iter().enumerate().flat_map(|(node, list)| list.iter().map(move |&need| (node, need)));
    let components = strong_components(needs.len(), edges);
    let mut component = components.into_iter().filter(|component| component.len() > 1).min()?;
    component.sort_unstable();
    // Every node of the component has a successor in it, so the walk must meet itself.
    let mut path = vec![*component.first()?];
    loop {
        let here = *path.last()?;
        let next = *needs[here].iter().find(|&need| component.binary_search(need).is_ok())?;
        if let Some(start) = path.iter().position(|&seen| seen == next) {
            return Some(path.split_off(start));
        }
        path.push(next);
    }
}
