//! The incumbent: the best plan so far, and what a plan must satisfy to replace it.

use super::greedy::ClosedSet;
use super::lagrangian::{BoundLine, Limit, Threshold};
use super::presolve::{Items, ValueCost};
use crate::model::units::gcd;

/// What is optimised; the other side is the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// The most value within a cost.
    MostValue,
    /// The least cost for a value.
    LeastCost,
}

/// A plan as the search knows it, presolved nodes included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NodeSet {
    pub(super) sum: ValueCost,
    /// Nodes of the problem.
    pub(super) nodes: Vec<usize>,
}

/// The best plan so far, and the thresholds for a better one.
#[derive(Debug)]
pub(super) struct Incumbent {
    pub(super) sense: Sense,
    /// What a plan that is better by the objective must satisfy.
    pub(super) threshold: Threshold,
    /// What a plan that is equal by the objective and better by the tie-break must satisfy.
    pub(super) tie: Option<Threshold>,
    /// Whether plans that are equal by the objective are of interest.
    pub(super) wants_ties: bool,
    pub(super) found: Option<NodeSet>,
}

impl Incumbent {
    pub(super) fn new(sense: Sense, threshold: Threshold) -> Self {
        Self { sense, threshold, tie: None, wants_ties: true, found: None }
    }

    /// Raises the thresholds: from now on only plans better than this value and cost are of interest.
    pub(super) fn require_better_than(&mut self, value: i128, cost: i64) {
        match self.sense {
            Sense::MostValue => {
                self.threshold.value = value + 1;
                self.tie = self.wants_ties.then_some(Threshold { value, cost: cost - 1 });
            }
            Sense::LeastCost => {
                self.threshold.cost = cost - 1;
                self.tie = self.wants_ties.then_some(Threshold { value: value + 1, cost });
            }
        }
    }

    pub(super) fn limit(&self) -> Limit {
        match self.sense {
            Sense::MostValue => Limit::Cost(self.threshold.cost),
            Sense::LeastCost => Limit::Value(self.threshold.value),
        }
    }

    pub(super) fn thresholds(&self) -> [Threshold; 2] {
        [self.threshold, self.tie.unwrap_or(self.threshold)]
    }

    /// Takes a plan if it satisfies a threshold, and raises the thresholds.
    pub(super) fn offer(&mut self, items: &Items, set: &ClosedSet) {
        let ValueCost { value, cost } = set.sum;
        if !self.thresholds().iter().any(|threshold| value >= threshold.value && cost <= threshold.cost) {
            return;
        }
        let mut nodes = items.taken.clone();
        for item in (0..items.len()).filter(|&item| set.chosen[item]) {
            nodes.extend_from_slice(items.members(item));
        }
        nodes.sort_unstable();
        self.require_better_than(value, cost);
        self.found = Some(NodeSet { sum: set.sum, nodes });
    }

    /// Rounds the thresholds to sums that the items can form: all are the base plus multiples of a step.
    pub(super) fn align_to_steps(&mut self, items: &Items) {
        let value_step = items.value.iter().fold(0, |step, &value| gcd(step, value));
        let cost_step = items.cost.iter().fold(0, |step, &cost| gcd(step, cost.into()));
        for threshold in std::iter::once(&mut self.threshold).chain(&mut self.tie) {
            if value_step > 1 {
                let over = (threshold.value - items.base.value).rem_euclid(value_step);
                threshold.value += if over == 0 { 0 } else { value_step - over };
            }
            if cost_step > 1 {
                let over = i128::from(threshold.cost - items.base.cost).rem_euclid(cost_step);
                threshold.cost -= i64::try_from(over).unwrap_or(0);
            }
        }
    }

    /// Whether an upper bound excludes plans that are better by the objective: the rest can only win the tie.
    pub(super) fn is_settled(&self, upper_bound: i128) -> bool {
        match self.sense {
            Sense::MostValue => upper_bound < self.threshold.value,
            Sense::LeastCost => -upper_bound > i128::from(self.threshold.cost),
        }
    }

    /// By how much an upper bound exceeds the threshold.
    pub(super) fn gap(&self, upper_bound: i128) -> i128 {
        match self.sense {
            Sense::MostValue => upper_bound - self.threshold.value,
            Sense::LeastCost => upper_bound + i128::from(self.threshold.cost),
        }
    }

    /// The upper bound of a subproblem by its line; of costs, their negative.
    pub(super) fn upper_bound(&self, line: &BoundLine) -> i128 {
        match self.sense {
            Sense::MostValue => line.value_at(self.threshold.cost),
            Sense::LeastCost => -i128::from(line.cost_for(self.threshold.value).unwrap_or(i64::MAX)),
        }
    }
}
