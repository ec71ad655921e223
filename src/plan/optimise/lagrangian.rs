//! The relaxation: where the hull of all closures crosses a limit.
//!
//! Draw every closure as a point of cost and value. The upper hull of these points is what a plan could reach if
//! work could be done by fractions; its corners are the Sidney blocks in order, and at most one block is cut by
//! the limit. The line through that block bounds every plan: `value <= low.value + rise/run (cost - low.cost)`.
//! It is found by closing in on the slope from both sides, one closure at a time, each on what the last left open.

use super::items::{ItemState, Items, ValueCost};
use crate::plan::closure::{Number, PushRelabel};

/// Which limit the hull has to cross.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// The most value at no more than this cost.
    Cost(i64),
    /// The least cost for at least this value.
    Value(i128),
}

impl Limit {
    /// Whether a point lies beyond the limit (cost) or at it (value).
    fn beyond(self, point: ValueCost) -> bool {
        match self {
            Self::Cost(most) => point.cost > most,
            Self::Value(least) => point.value >= least,
        }
    }
}

/// What a better plan must be: at least so much value at no more than so much cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Threshold {
    pub(super) value: i128,
    pub(super) cost: i64,
}

/// A line that no closure lies above.
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
    /// The height over `low` of a point with this value and cost, times `run`: above 0 where no closure is.
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
        let cost = -(-more).div_euclid(self.rise);
        i64::try_from(cost).ok().map(|cost| self.low.cost + cost)
    }
}

/// Where the hull crosses the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crossing {
    /// What is decided costs too much already.
    Start,
    /// No plan of the windows is left.
    Closed,
    /// On this line: `low` and `high` of the relaxation are the closures at its ends.
    Line(BoundLine),
    /// Nowhere: the greatest value, at its least cost, stays within the limit. `low` is that closure.
    Never(ValueCost),
    /// At the closure of least cost and, of these, most value, which is `low`.
    Free(ValueCost),
}

/// Closures that are known on either side of the limit, from which the slope is guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WarmStart {
    pub(super) low: Option<ValueCost>,
    pub(super) high: Option<ValueCost>,
}

/// Solves relaxations of one set of items, each from where the last one ended.
#[derive(Debug)]
pub(super) struct Lagrangian<'a, N> {
    items: &'a Items,
    pub(super) flow: PushRelabel<'a, N>,
    /// The free items of the last question.
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
            flow: PushRelabel::new(&items.net),
            free: Vec::new(),
            low: vec![false; n],
            high: vec![false; n],
            gains,
            scratch: vec![false; n],
        }
    }

    /// Solves one closure at the given slope and marks the smallest greatest one in `scratch`; returns its weight.
    fn solve(&mut self, part: &[usize], rise: i128, run: i64) -> i128 {
        let items = self.items;
        let weight = |item: usize| items.value[item] * i128::from(run) - i128::from(items.cost[item]) * rise;
        self.flow.solve(part, weight, run, self.gains * i128::from(run));
        self.flow.smallest(&mut self.scratch);
        self.flow.greatest()
    }

    /// Finds the crossing among the free items; the search ends as soon as a line shows that no plan of any of the
    /// windows is left.
    pub(super) fn cross(
        &mut self,
        fates: &[ItemState],
        aim: Limit,
        hint: WarmStart,
        windows: &[Threshold],
    ) -> Crossing {
        let items = self.items;
        let mut base = items.decided(fates);
        self.free.clear();
        self.free.extend((0..items.len()).filter(|&item| fates[item] == ItemState::Free));
        for &item in &self.free {
            self.low[item] = false;
            self.high[item] = false;
        }
        let mut part = self.free.clone();
        if aim.beyond(base) {
            if matches!(aim, Limit::Cost(_)) {
                return Crossing::Start;
            }
            // The least cost is spent; what comes for nothing comes along.
            self.solve(&part, self.gains + 1, 1);
            let point = self.marked(&part, base);
            self.take(&part);
            return Crossing::Free(point);
        }
        let mut low = hint.low.filter(|low| !aim.beyond(*low)).unwrap_or(base);
        let rises = |high: &ValueCost| aim.beyond(*high) && high.value > low.value && high.cost >= low.cost;
        let mut high = hint.high.filter(rises);
        loop {
            let (rise, run) = match high {
                None => (0, 1),
                // Value for nothing: a slope so steep that only that is taken.
                Some(high) if high.cost == low.cost => (self.gains + 1, 1),
                Some(high) => reduced(high.value - low.value, high.cost - low.cost),
            };
            let top = self.solve(&part, rise, run);
            let line = BoundLine { low, rise, run };
            let level = line.above(base.value, base.cost) + top;
            let is_closed = |window: &Threshold| line.above(window.value, window.cost) > level;
            if !windows.is_empty() && windows.iter().all(is_closed) {
                return Crossing::Closed;
            }
            if level == 0 && high.is_some() {
                // Both ends lie on the line: it is the one.
                let end = self.marked(&part, base);
                self.take(&part);
                self.flow.largest(&mut self.high);
                for &item in self.free.iter().filter(|&&item| self.low[item]) {
                    self.high[item] = true;
                }
                return Crossing::Line(BoundLine { low: end, rise, run });
            }
            let point = self.marked(&part, base);
            if aim.beyond(point) {
                if rise > self.gains {
                    self.take(&part);
                    return Crossing::Free(point);
                }
                part.retain(|&item| self.scratch[item]);
                high = Some(point);
                if point.value <= low.value || point.cost < low.cost {
                    low = base; // a hint that leads nowhere
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
                    return Crossing::Never(point);
                }
            }
        }
    }

    /// The greatest value at its least cost: `low` is that closure.
    pub(super) fn greatest(&mut self, fates: &[ItemState]) -> ValueCost {
        match self.cross(fates, Limit::Cost(i64::MAX), WarmStart::default(), &[]) {
            Crossing::Never(sum) => sum,
            // No cost is beyond the greatest number.
            _ => self.items.base,
        }
    }

    /// Splits a part at its own density: the smallest closure of those denser than the whole, and the rest. One of
    /// them is empty where no closure is denser.
    pub(super) fn split(&mut self, part: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let sum = part.iter().fold(ValueCost::default(), |mut sum, &item| {
            sum.add(self.items.value[item], self.items.cost[item]);
            sum
        });
        if sum.cost == 0 || sum.value <= 0 {
            return (Vec::new(), part.to_vec());
        }
        let (rise, run) = reduced(sum.value, sum.cost);
        self.solve(part, rise, run);
        part.iter().copied().partition(|&item| self.scratch[item])
    }

    /// `base` with what is marked of a part.
    fn marked(&self, part: &[usize], base: ValueCost) -> ValueCost {
        let mut sum = base;
        for &item in part.iter().filter(|&&item| self.scratch[item]) {
            sum.add(self.items.value[item], self.items.cost[item]);
        }
        sum
    }

    fn take(&mut self, part: &[usize]) {
        for &item in part.iter().filter(|&&item| self.scratch[item]) {
            self.low[item] = true;
        }
    }

    /// What each free item keeps of its weight at the slope of a line; see [`Flow::kept`].
    pub(super) fn kept(&mut self, line: &BoundLine, kept: &mut [i128]) {
        let items = self.items;
        let (rise, run) = (line.rise, line.run);
        let weight = |item: usize| items.value[item] * i128::from(run) - i128::from(items.cost[item]) * rise;
        let free = std::mem::take(&mut self.free);
        self.flow.kept(&free, weight, run, self.gains * i128::from(run), kept);
        self.free = free;
    }
}

/// A slope in lowest terms.
fn reduced(rise: i128, run: i64) -> (i128, i64) {
    let (mut a, mut b) = (rise, i128::from(run));
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let divisor = a.max(1);
    (rise / divisor, i64::try_from(i128::from(run) / divisor).unwrap_or(run))
}
