//! Nodes that hold with any one of some others.

use std::collections::BTreeSet;

use super::Builder;

use crate::model::Points;
use crate::plan::formulation::Known;
use crate::plan::optimise::Rule;

impl<'a> Builder<'_, 'a> {
    /// One of several nodes.
    pub(super) fn any(&mut self, mut nodes: Vec<usize>) -> Known {
        nodes.sort_unstable();
        nodes.dedup();
        match nodes[..] {
            [] => Known::No,
            [one] => Known::Node(one),
            _ => {
                let any = self.effect(Points::ZERO, Points::ZERO);
                self.alternatives.push((any, nodes));
                Known::Node(any)
            }
        }
    }

    /// Leaves out alternatives that rest on others of the same node. What a node needs stands before it, so an alternative
    /// that rests on a node is none for that node.
    pub(super) fn simplify_alternatives(&mut self) {
        loop {
            let mut changed = false;
            let users = self.users();
            let mut rules = Vec::new();
            for (any, nodes) in std::mem::take(&mut self.alternatives) {
                let below = |node: usize| reached(node, &self.needs);
                let is_other = |node: usize, of: &usize| *of != node && nodes.contains(of);
                let own: Vec<usize> = nodes
                    .iter()
                    .copied()
                    .filter(|&node| !below(node).iter().any(|other| is_other(node, other)))
                    .collect();
                if let [one] = own[..] {
                    self.needs[any].push(one);
                    changed = true;
                    continue;
                }
                let above = reached(any, &users);
                let below: Vec<BTreeSet<usize>> = own.iter().map(|&node| below(node)).collect();
                let circular: BTreeSet<usize> =
                    below.iter().flatten().copied().filter(|node| above.contains(node)).collect();
                for user in circular {
                    let others = own.iter().zip(&below).filter(|(_, below)| !below.contains(&user));
                    let others: Vec<usize> = others.map(|(node, _)| *node).collect();
                    match others[..] {
                        [] => drop(self.out.insert(user)),
                        [one] if self.needs[user].contains(&one) => {}
                        [one] => {
                            self.needs[user].push(one);
                            changed = true;
                        }
                        _ => rules.push(Rule::any_of(user, others)),
                    }
                }
                rules.push(Rule::any_of(any, own.iter().copied()));
                self.alternatives.push((any, own));
            }
            if !changed {
                self.rules.extend(rules);
                return;
            }
        }
    }

    pub(super) fn users(&self) -> Vec<Vec<usize>> {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.needs.len()];
        for (user, needs) in self.needs.iter().enumerate() {
            needs.iter().for_each(|need| users[*need].push(user));
        }
        users
    }
}

/// A node with all that is reached from it over some edges.
pub(super) fn reached(node: usize, next: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut all = BTreeSet::from([node]);
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        open.extend(next[node].iter().copied().filter(|other| all.insert(*other)));
    }
    all
}
