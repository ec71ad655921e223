//! A checked question: what is decided from the start, and the values that a goal is counted in.

use super::items::{ItemState, Items};
use super::presolve;
use super::problem::{InvalidProblem, Objective, Problem, Selection};
use crate::plan::closure::Number;

/// More than any sum of hundredths or minutes that makes sense; products of three such sums fit into 128 bits.
const MOST: i64 = 1 << 40;

/// A problem that was checked.
#[derive(Debug, Clone)]
pub(super) struct CheckedProblem<'g> {
    pub(super) problem: Problem<'g>,
    /// What `must` and `never` decide; `In` wins where they clash.
    pub(super) fates: Vec<ItemState>,
}

impl<'g> CheckedProblem<'g> {
    pub(super) fn new(problem: Problem<'g>, goal: Option<Objective>) -> Result<Self, InvalidProblem> {
        let n = problem.graph.len();
        if let Some(&node) = problem.must.iter().chain(problem.never).find(|&&node| node >= n) {
            return Err(InvalidProblem::NoSuchNode(node));
        }
        if !problem.maxima.is_empty() && problem.maxima.len() != n {
            return Err(InvalidProblem::NoSuchNode(problem.maxima.len().min(n)));
        }
        let mut sums = [0_i64; 3];
        for node in 0..n {
            let weight = problem.graph.weight(node);
            if weight.minutes < 0 {
                return Err(InvalidProblem::NegativeMinutes(node));
            }
            let maximum = problem.maxima.get(node).copied().unwrap_or(0);
            for (sum, part) in sums.iter_mut().zip([weight.points, maximum, weight.minutes]) {
                *sum = sum.saturating_add(part.saturating_abs());
            }
        }
        let (points, maximum) = problem.start.unwrap_or((0, 0));
        let start = points.saturating_abs().max(maximum.saturating_abs());
        if sums.iter().any(|&sum| sum.saturating_add(start) > MOST) {
            return Err(InvalidProblem::TooLarge);
        }
        let fates = fates(problem, problem.must, problem.never);
        let ground = Self { problem, fates };
        match goal {
            Some(Objective::Target { percent }) if percent.saturating_abs() > MOST => {
                return Err(InvalidProblem::TooLarge);
            }
            Some(Objective::Target { .. } | Objective::Percent { .. }) => {
                ground.score()?;
            }
            _ => {}
        }
        Ok(ground)
    }

    /// The minutes of everything.
    pub(super) fn minutes(&self) -> i64 {
        (0..self.problem.graph.len()).map(|node| self.problem.graph.weight(node).minutes).sum()
    }

    /// Today's points and maximum, where every plan keeps the maximum above zero.
    pub(super) fn score(&self) -> Result<(i64, i64), InvalidProblem> {
        let (points, maximum) = self.problem.start.ok_or(InvalidProblem::NoMaximum)?;
        if self.least_maximum(maximum) > 0 { Ok((points, maximum)) } else { Err(InvalidProblem::NoMaximum) }
    }

    /// A maximum that no plan goes below.
    pub(super) fn least_maximum(&self, maximum: i64) -> i64 {
        maximum + self.problem.maxima.iter().filter(|&&moved| moved < 0).sum::<i64>()
    }

    pub(super) fn maximum(&self, node: usize) -> i64 {
        self.problem.maxima.get(node).copied().unwrap_or(0)
    }

    /// For every node `points x its points - maxima x its maximum`.
    pub(super) fn values(&self, points: i64, maxima: i64) -> Vec<i128> {
        (0..self.problem.graph.len())
            .map(|node| {
                i128::from(points) * i128::from(self.problem.graph.weight(node).points)
                    - i128::from(maxima) * i128::from(self.maximum(node))
            })
            .collect()
    }

    /// The undecided nodes as items with these values, after presolve.
    pub(super) fn items(&self, values: &[i128]) -> Items {
        presolve::items(self.problem.graph, values, &self.fates)
    }

    /// A plan of nodes, without those that only cost: nothing in the plan needs them, and they add no value.
    pub(super) fn plan(&self, nodes: &[usize], values: &[i128]) -> Selection {
        let graph = self.problem.graph;
        let mut chosen = vec![false; graph.len()];
        for &node in nodes {
            chosen[node] = true;
        }
        let spare = |node: usize, chosen: &[bool]| {
            chosen[node]
                && values[node] <= 0
                && self.fates[node] == ItemState::Free
                && graph.needed_by(node).iter().all(|&user| !chosen[user])
        };
        let mut open: Vec<usize> = nodes.to_vec();
        while let Some(node) = open.pop() {
            if spare(node, &chosen) {
                chosen[node] = false;
                open.extend_from_slice(graph.needs(node));
            }
        }
        let mut plan = Selection { chosen: Vec::new(), points: 0, minutes: 0, maximum: 0 };
        for node in (0..graph.len()).filter(|&node| chosen[node]) {
            plan.chosen.push(node);
            plan.points += graph.weight(node).points;
            plan.minutes += graph.weight(node).minutes;
            plan.maximum += self.maximum(node);
        }
        plan
    }

    /// What must be done, with all it needs.
    pub(super) fn must(&self) -> Vec<usize> {
        (0..self.fates.len()).filter(|&node| self.fates[node] == ItemState::In).collect()
    }
}

/// What musts and nevers decide: musts with all they need, then nevers with all that need them.
pub(super) fn fates(problem: Problem<'_>, must: &[usize], never: &[usize]) -> Vec<ItemState> {
    let graph = problem.graph;
    let mut fates = vec![ItemState::Free; graph.len()];
    for (list, fate) in [(must, ItemState::In), (never, ItemState::Out)] {
        let mut open = list.to_vec();
        while let Some(node) = open.pop() {
            if fates[node] == ItemState::Free {
                fates[node] = fate;
                open.extend_from_slice(if fate == ItemState::In {
                    graph.needs(node)
                } else {
                    graph.needed_by(node)
                });
            }
        }
    }
    fates
}

/// Whether every weight that a search on these items forms fits into 64 bits.
pub(super) fn narrow(items: &Items) -> bool {
    let value: i128 = items.value.iter().map(|value| value.abs()).sum();
    let cost: i128 = items.cost.iter().map(|&cost| i128::from(cost)).sum();
    i64::holds(2, (value + 1) * (cost + 1))
}
