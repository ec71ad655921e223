//! The dependency graph of a plan: nodes with points and effort, edges to what they need.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// A node's gain and cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weight {
    /// Hundredths of points that it brings; negative where it costs points.
    pub points: i64,
    /// Minutes that it takes; never negative.
    pub minutes: i64,
}

/// Nodes and the nodes they need, by index. Built once, read often.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    weights: Vec<Weight>,
    needs: Vec<Vec<usize>>,
    needed_by: Vec<Vec<usize>>,
}

impl Graph {
    /// A graph of nodes with the indices of what each needs; sorts and removes double edges.
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

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// What a node brings and costs.
    pub fn weight(&self, node: usize) -> Weight {
        self.weights[node]
    }

    /// What a node needs, sorted.
    pub fn needs(&self, node: usize) -> &[usize] {
        &self.needs[node]
    }

    /// What needs a node, sorted.
    pub fn needed_by(&self, node: usize) -> &[usize] {
        &self.needed_by[node]
    }
}

/// One cycle of the graph in the order of its edges, or `None`.
fn find_cycle(needs: &[Vec<usize>]) -> Option<Vec<usize>> {
    if let Some(node) = (0..needs.len()).find(|&node| needs[node].contains(&node)) {
        return Some(vec![node]);
    }
    let mut graph = DiGraph::<(), (), usize>::with_capacity(needs.len(), needs.iter().map(Vec::len).sum());
    for _ in needs {
        graph.add_node(());
    }
    for (node, list) in needs.iter().enumerate() {
        for &need in list {
            graph.add_edge(NodeIndex::new(node), NodeIndex::new(need), ());
        }
    }
    let tangle = kosaraju_scc(&graph).into_iter().filter(|component| component.len() > 1).min()?;
    let mut member = vec![false; needs.len()];
    for node in &tangle {
        member[node.index()] = true;
    }
    // Every node of the component has a successor in it, so the walk must meet itself.
    let mut path = vec![tangle.iter().map(|node| node.index()).min()?];
    loop {
        let here = *path.last()?;
        let next = *needs[here].iter().find(|&&need| member[need])?;
        if let Some(start) = path.iter().position(|&seen| seen == next) {
            return Some(path.split_off(start));
        }
        path.push(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(n: usize) -> Vec<Weight> {
        vec![Weight { points: 1, minutes: 1 }; n]
    }

    #[test]
    fn a_cycle_is_named_by_its_nodes() {
        let cycle = Graph::new(weights(5), vec![vec![], vec![2], vec![3], vec![1, 0], vec![1]]).unwrap_err();
        assert_eq!(cycle, vec![1, 2, 3]);
        assert_eq!(Graph::new(weights(1), vec![vec![0]]).unwrap_err(), vec![0]);
    }

    #[test]
    fn edges_run_both_ways_and_once() {
        let graph = Graph::new(weights(3), vec![vec![], vec![0, 0], vec![1]]).unwrap();
        assert_eq!(graph.needs(1), [0]);
        assert_eq!(graph.needed_by(0), [1]);
        assert_eq!(graph.len(), 3);
    }
}
