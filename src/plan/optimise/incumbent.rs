//! A question under way: what a better plan has to be, and the best one so far.

use super::greedy::ClosedSet;
use super::items::{Items, ValueCost};
use super::lagrangian::{BoundLine, Limit, Threshold};

/// Which side of the window moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// The most value within the cost.
    Most,
    /// The least cost for the value.
    Least,
}

/// A plan as the search knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NodeSet {
    pub(super) sum: ValueCost,
    /// Nodes of the question.
    pub(super) nodes: Vec<usize>,
}

/// A question under way.
#[derive(Debug)]
pub(super) struct Incumbent {
    pub(super) sense: Sense,
    /// What a plan has to be that is better by the goal.
    pub(super) window: Threshold,
    /// What a plan has to be that is as good by the goal as the best one known, and better by the tie-break.
    pub(super) tie: Option<Threshold>,
    pub(super) found: Option<NodeSet>,
}

impl Incumbent {
    pub(super) fn new(sense: Sense, window: Threshold) -> Self {
        Self { sense, window, tie: None, found: None }
    }

    /// From now on only what is better than a plan of this value and cost is of interest.
    pub(super) fn beat(&mut self, value: i128, cost: i64) {
        match self.sense {
            Sense::Most => {
                self.window.value = value + 1;
                self.tie = Some(Threshold { value, cost: cost - 1 });
            }
            Sense::Least => {
                self.window.cost = cost - 1;
                self.tie = Some(Threshold { value: value + 1, cost });
            }
        }
    }

    pub(super) fn aim(&self) -> Limit {
        match self.sense {
            Sense::Most => Limit::Cost(self.window.cost),
            Sense::Least => Limit::Value(self.window.value),
        }
    }

    pub(super) fn windows(&self) -> [Threshold; 2] {
        [self.window, self.tie.unwrap_or(self.window)]
    }

    /// Takes a plan if it lies in a window, and makes the windows smaller.
    pub(super) fn offer(&mut self, items: &Items, pick: &ClosedSet) {
        let ValueCost { value, cost } = pick.sum;
        if !self.windows().iter().any(|window| value >= window.value && cost <= window.cost) {
            return;
        }
        let mut nodes = items.taken.clone();
        for item in (0..items.len()).filter(|&item| pick.chosen[item]) {
            nodes.extend_from_slice(items.members(item));
        }
        nodes.sort_unstable();
        self.beat(value, cost);
        self.found = Some(NodeSet { sum: pick.sum, nodes });
    }

    /// Moves the windows to sums that the items can form: all are the base and multiples of a step.
    pub(super) fn align(&mut self, items: &Items) {
        let value_step = items.value.iter().fold(0, |step, &value| divisor(step, value));
        let cost_step = items.cost.iter().fold(0, |step, &cost| divisor(step, i128::from(cost)));
        for window in std::iter::once(&mut self.window).chain(&mut self.tie) {
            if value_step > 1 {
                let over = (window.value - items.base.value).rem_euclid(value_step);
                window.value += if over == 0 { 0 } else { value_step - over };
            }
            if cost_step > 1 {
                let over = i128::from(window.cost - items.base.cost).rem_euclid(cost_step);
                window.cost -= i64::try_from(over).unwrap_or(0);
            }
        }
    }

    /// Whether a promise is none by the goal: what is left can only win the tie.
    pub(super) fn is_settled(&self, promise: i128) -> bool {
        match self.sense {
            Sense::Most => promise < self.window.value,
            Sense::Least => -promise > i128::from(self.window.cost),
        }
    }

    /// How far a promise reaches into the window.
    pub(super) fn gap(&self, promise: i128) -> i128 {
        match self.sense {
            Sense::Most => promise - self.window.value,
            Sense::Least => promise + i128::from(self.window.cost),
        }
    }

    /// How good a line leaves a part of the search: more is better.
    pub(super) fn promise(&self, line: &BoundLine) -> i128 {
        match self.sense {
            Sense::Most => line.value_at(self.window.cost),
            Sense::Least => -i128::from(line.cost_for(self.window.value).unwrap_or(i64::MAX)),
        }
    }
}

fn divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
