//! The Lagrangian relaxation: the budget or target is priced into the weights, which leaves a closure problem.
//!
//! Draw every closure as a point of cost and value. The upper hull of these points is what a plan could reach if
//! work could be done by fractions (the Dantzig bound of a knapsack, for closures); its corners are the Sidney blocks
//! in order, and the limit cuts at most one block. The line through that block bounds every plan:
//! `value <= low.value + rise/run (cost - low.cost)`. Its slope is the best Lagrange multiplier. The search closes in
//! on it from both sides, one closure problem at a time, each on the items that the last one left undecided.

use super::presolve::{ItemState, Items, ValueCost};
use crate::model::units::gcd;
use crate::plan::closure::{Number, PushRelabel};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// At most this cost, for the most value.
    Cost(i64),
    /// At least this value, for the least cost.
    Value(i128),
}

impl Limit {
    /// Whether a point exceeds the cost, or reaches the value.
    fn beyond(self, point: ValueCost) -> bool {
        match self {
            Self::Cost(most) => point.cost > most,
            Self::Value(least) => point.value >= least,
        }
    }
}

/// What a plan must satisfy to be better: at least this value at no more than this cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Threshold {
    pub(super) value: i128,
    pub(super) cost: i64,
}

/// A line that no closure lies above: the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BoundLine {
    /// A closure on the line, this side of the limit.
    pub(super) low: ValueCost,
    /// Value gained ...
    pub(super) rise: i128,
    /// ... for each so much cost.
    pub(super) run: i64,
}

impl BoundLine {
    /// The height of a point above the line, times `run`; positive where no closure can be.
    pub(super) fn above(&self, value: i128, cost: i64) -> i128 {
        i128::from(self.run) * (value - self.low.value) - self.rise * i128::from(cost - self.low.cost)
    }

    /// The most value at this cost, rounded down.
    pub(super) fn value_at(&self, cost: i64) -> i128 {
        self.low.value + (self.rise * i128::from(cost - self.low.cost)).div_euclid(i128::from(self.run))
    }

    /// The least cost for this value, rounded up; `None` if the line never rises to it.
    pub(super) fn cost_for(&self, value: i128) -> Option<i64> {
        let more = i128::from(self.run) * (value - self.low.value);
        if self.rise <= 0 {
            return (more <= 0).then_some(self.low.cost);
        }
        let cost = i128::from(self.low.cost) - (-more).div_euclid(self.rise);
        // Far below everything is as good as any low bound.
        i64::try_from(cost).ok().or((cost < 0).then_some(i64::MIN >> 1))
    }
}

/// Where the hull of closures crosses the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crossing {
    /// Nowhere: what is decided costs too much already.
    Infeasible,
    /// Not worked out: no plan can satisfy any of the thresholds.
    Pruned,
    /// On this line, whose ends are the closures `low` and `high` of the relaxation.
    Line(BoundLine),
    /// Nowhere: the greatest value, at its least cost, stays within the limit. `low` is that closure.
    NotBinding(ValueCost),
    /// At the closure of least cost and, of these, most value, which is `low`.
    AtLeastCost(ValueCost),
}

/// Known closures on either side of the limit, which give the first guess of the slope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WarmStart {
    pub(super) low: Option<ValueCost>,
    pub(super) high: Option<ValueCost>,
}

/// Solves relaxations of one set of items, each from the flow of the last one.
#[derive(Debug)]
pub(super) struct Lagrangian<'a, N> {
    items: &'a Items,
    /// The value of each item, and of what is decided already: those of the items, or others that bound them.
    value: Vec<i128>,
    base: i128,
    pub(super) flow: PushRelabel<'a, N>,
    /// The free items of the last relaxation.
    pub(super) free: Vec<usize>,
    /// For every free item, whether the closure at the lower end of the line holds it.
    pub(super) low: Vec<bool>,
    /// The same for the upper end.
    pub(super) high: Vec<bool>,
    /// At least the sum of all positive values, at least 1.
    gains: i128,
    scratch: Vec<bool>,
}

impl<'a, N: Number> Lagrangian<'a, N> {
    pub(super) fn new(items: &'a Items) -> Self {
        let n = items.len();
        let gains = items.value.iter().filter(|&&value| value > 0).sum::<i128>().max(1);
        Self {
            items,
            value: items.value.clone(),
            base: items.base.value,
            flow: PushRelabel::new(&items.adjacency),
            free: Vec::new(),
            low: vec![false; n],
            high: vec![false; n],
            gains,
            scratch: vec![false; n],
        }
    }

    /// Takes other values for the relaxations that follow.
    pub(super) fn price(&mut self, base: i128, value: impl Fn(usize) -> i128) {
        self.base = base;
        for (item, priced) in self.value.iter_mut().enumerate() {
            *priced = value(item);
        }
        self.gains = self.value.iter().filter(|&&value| value > 0).sum::<i128>().max(1);
    }

    pub(super) fn gains(&self) -> i128 {
        self.gains
    }

    /// The sum of what is decided and of the marked free items, by the values of the relaxation.
    pub(super) fn sum_of(&self, states: &[ItemState], marked: &[bool]) -> ValueCost {
        let mut sum = ValueCost { value: self.base, cost: self.items.base.cost };
        for (item, &state) in states.iter().enumerate() {
            if state == ItemState::In || (state == ItemState::Free && marked[item]) {
                sum.add(self.value[item], self.items.cost[item]);
            }
        }
        sum
    }

    /// Solves the closure problem at a slope; marks the smallest closure of greatest weight in `scratch` and
    /// returns its weight.
    fn solve(&mut self, part: &[usize], rise: i128, run: i64) -> i128 {
        let (value, cost) = (&self.value, &self.items.cost);
        let weight = |item: usize| value[item] * i128::from(run) - i128::from(cost[item]) * rise;
        self.flow.solve(part, weight, run, self.gains * i128::from(run));
        self.flow.smallest(&mut self.scratch);
        self.flow.greatest()
    }

    /// Finds the crossing among the free items; ends as soon as a line shows that no plan satisfies any of the
    /// thresholds.
    pub(super) fn crossing(
        &mut self,
        states: &[ItemState],
        limit: Limit,
        warm_start: WarmStart,
        thresholds: &[Threshold],
    ) -> Crossing {
        let items = self.items;
        let mut base = self.decided(states);
        self.free.clear();
        self.free.extend((0..items.len()).filter(|&item| states[item] == ItemState::Free));
        for &item in &self.free {
            self.low[item] = false;
            self.high[item] = false;
        }
        let mut part = self.free.clone();
        if limit.beyond(base) {
            if matches!(limit, Limit::Cost(_)) {
                return Crossing::Infeasible;
            }
            // Nothing more may be spent; only what has no cost is added.
            self.solve(&part, self.gains + 1, 1);
            let point = self.marked(&part, base);
            self.take(&part);
            return Crossing::AtLeastCost(point);
        }
        let mut low = warm_start.low.filter(|low| !limit.beyond(*low)).unwrap_or(base);
        let rises = |high: &ValueCost| limit.beyond(*high) && high.value > low.value && high.cost >= low.cost;
        let mut high = warm_start.high.filter(rises);
        loop {
            let (rise, run) = match high {
                None => (0, 1),
                // Value without cost: a slope so steep that nothing else is taken.
                Some(high) if high.cost == low.cost => (self.gains + 1, 1),
                Some(high) => lowest_terms(high.value - low.value, high.cost - low.cost),
            };
            let top = self.solve(&part, rise, run);
            let line = BoundLine { low, rise, run };
            let level = line.above(base.value, base.cost) + top;
            let is_out_of_reach = |threshold: &Threshold| line.above(threshold.value, threshold.cost) > level;
            if !thresholds.is_empty() && thresholds.iter().all(is_out_of_reach) {
                return Crossing::Pruned;
            }
            if level == 0 && high.is_some() {
                // Both ends lie on the line, so it is the hull's.
                let end = self.marked(&part, base);
                self.take(&part);
                self.flow.largest(&mut self.high);
                for &item in self.free.iter().filter(|&&item| self.low[item]) {
                    self.high[item] = true;
                }
                return Crossing::Line(BoundLine { low: end, rise, run });
            }
            let point = self.marked(&part, base);
            if limit.beyond(point) {
                if rise > self.gains {
                    self.take(&part);
                    return Crossing::AtLeastCost(point);
                }
                part.retain(|&item| self.scratch[item]);
                high = Some(point);
                if point.value <= low.value || point.cost < low.cost {
                    low = base; // a first guess that leads nowhere
                }
            } else {
                self.take(&part);
                part.retain(|&item| !self.scratch[item]);
                low = point;
                base = point;
                high = high.filter(|high| high.value > low.value && high.cost >= low.cost);
                if rise == 0 {
                    for &item in &self.free {
                        self.high[item] = self.low[item];
                    }
                    return Crossing::NotBinding(point);
                }
            }
        }
    }

    /// The greatest value at its least cost; `low` is that closure.
    pub(super) fn greatest(&mut self, states: &[ItemState]) -> ValueCost {
        match self.crossing(states, Limit::Cost(i64::MAX), WarmStart::default(), &[]) {
            Crossing::NotBinding(sum) => sum,
            // No cost exceeds the greatest number.
            _ => self.items.base,
        }
    }

    /// Splits a part at its own density: the smallest closure that is denser than the whole, and the rest. One of
    /// them is empty where no closure is denser.
    pub(super) fn split(&mut self, part: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let sum = part.iter().fold(ValueCost::default(), |mut sum, &item| {
            sum.add(self.value[item], self.items.cost[item]);
            sum
        });
        if sum.cost == 0 || sum.value <= 0 {
            return (Vec::new(), part.to_vec());
        }
        let (rise, run) = lowest_terms(sum.value, sum.cost);
        self.solve(part, rise, run);
        part.iter().copied().partition(|&item| self.scratch[item])
    }

    /// The sum of `base` and the marked items of a part.
    fn marked(&self, part: &[usize], base: ValueCost) -> ValueCost {
        let mut sum = base;
        for &item in part.iter().filter(|&&item| self.scratch[item]) {
            sum.add(self.value[item], self.items.cost[item]);
        }
        sum
    }

    /// The sum of what is decided.
    pub(super) fn decided(&self, states: &[ItemState]) -> ValueCost {
        let mut sum = ValueCost { value: self.base, cost: self.items.base.cost };
        for item in (0..states.len()).filter(|&item| states[item] == ItemState::In) {
            sum.add(self.value[item], self.items.cost[item]);
        }
        sum
    }

    fn take(&mut self, part: &[usize]) {
        for &item in part.iter().filter(|&&item| self.scratch[item]) {
            self.low[item] = true;
        }
    }

    /// The reduced weight of each free item at the slope of a line; see [`PushRelabel::reduced_weights`].
    pub(super) fn reduced_weights(&mut self, line: &BoundLine, reduced: &mut [i128]) {
        let (value, cost) = (&self.value, &self.items.cost);
        let (rise, run) = (line.rise, line.run);
        let weight = |item: usize| value[item] * i128::from(run) - i128::from(cost[item]) * rise;
        let free = std::mem::take(&mut self.free);
        self.flow.reduced_weights(&free, weight, run, self.gains * i128::from(run), reduced);
        self.free = free;
    }
}

/// A slope in lowest terms.
fn lowest_terms(rise: i128, run: i64) -> (i128, i64) {
    let divisor = gcd(rise, run.into()).max(1);
    (rise / divisor, i64::try_from(i128::from(run) / divisor).unwrap_or(run))
}
