//! Branch and bound where plans keep rules as well as prerequisites.
//!
//! The rules are priced into the values of the items they bind (Lagrangian relaxation): under any prices that are not
//! negative the closure problem that is left bounds every plan. The prices are found by a subgradient method with Polyak's
//! steps; they are whole numbers, finer than values by [`SCALE`], so that the bound is exact. Where the rules leave nothing
//! open, the search without rules ends a part.

use std::cell::Cell;
use std::collections::BinaryHeap;

use super::branch_and_bound::{WorkMeter, branch_and_bound, most_open};
use super::incumbent::{Incumbent, Sense};
use super::lagrangian::{BoundLine, Crossing, Lagrangian, Limit, Threshold, WarmStart};
use super::presolve::{ItemState, Items, ValueCost, shrink};
use super::rounding::{Room, Rounding};
use super::rules::Rules;
use super::variable_fixing::{Traversal, fix_variables};
use crate::plan::closure::Number;

/// Prices are this much finer than values, so that rounding them costs no proof.
pub(super) const SCALE: i64 = 1 << 12;
/// Rounds of the subgradient method at the root, and at every other part.
const ROUNDS: [usize; 2] = [400, 8];

/// A part of the search that is still open.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    /// The bound of its parent, scaled.
    upper_bound: i128,
    depth: usize,
    /// The older of two first.
    age: std::cmp::Reverse<u64>,
    states: Box<[ItemState]>,
    prices: Box<[i64]>,
}

impl Ord for Part {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.upper_bound, self.depth, self.age).cmp(&(other.upper_bound, other.depth, other.age))
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What a relaxation leaves of a part.
enum Bounded {
    /// No better plan is in it.
    Over,
    /// The best plan in it is at most on this line.
    Open(BoundLine),
}

/// Improves the incumbent, from some prices of the rules on; returns the upper bound that is left where the search was stopped.
pub(super) fn rule_search<N: Number>(
    items: &Items,
    rules: &Rules,
    first_prices: Vec<i64>,
    incumbent: &mut Incumbent,
    meter: &mut WorkMeter<'_>,
) -> Option<i128> {
    let mut tree = RuleTree::<N> {
        items,
        rules,
        lagrangian: Lagrangian::new(items),
        traversal: Traversal::new(items.len()),
        reduced: vec![0; items.len()],
        high: vec![false; items.len()],
        highest: Rules::highest_price(items).min(i128::from(i64::MAX >> 1)) as f64,
        counted: 0,
        looked_at: Cell::new(0),
        stop: meter.stop(),
        size: (items.len() + rules.all.iter().map(|rule| rule.terms.len() + 1).sum::<usize>()) as u64,
    };
    let mut heap = BinaryHeap::new();
    let mut stack: Vec<Part> = Vec::new();
    let most_open = most_open(items.len() + size_of::<i64>() * rules.all.len() + size_of::<Part>());
    let mut age = 0;
    let mut next = Some(Part {
        upper_bound: match incumbent.sense {
            Sense::MostValue => {
                let gains: i128 = items.value.iter().map(|value| (*value).max(0)).sum();
                (items.base.value + gains) * i128::from(SCALE)
            }
            Sense::LeastCost => -i128::from(items.base.cost),
        },
        depth: 0,
        age: std::cmp::Reverse(0),
        states: vec![ItemState::Free; items.len()].into_boxed_slice(),
        prices: first_prices.into_boxed_slice(),
    });
    // What was left of parts that the search without rules did not finish.
    let mut rest: Option<i128> = None;
    while let Some(part) = next.take().or_else(|| stack.pop()).or_else(|| heap.pop()) {
        incumbent.align_to_steps(items);
        if tree.is_beaten(part.upper_bound, incumbent) {
            continue;
        }
        let bound = part.upper_bound;
        let stopped = meter.spend(tree.work());
        if !stopped {
            let mut states = part.states.into_vec();
            let mut prices = part.prices.into_vec();
            let rounds = if part.depth == 0 { ROUNDS[0] } else { ROUNDS[1] };
            let Bounded::Open(line) = tree.bound(&mut states, &mut prices, rounds, incumbent, meter) else {
                continue;
            };
            let upper_bound = tree.upper_bound(&line, incumbent).min(bound);
            if meter.stopped.is_none() {
                if (0..rules.all.len()).all(|rule| rules.is_kept(rule, &states)) {
                    // What the sums of a part can be says nothing about other parts.
                    let thresholds = (incumbent.threshold, incumbent.tie);
                    let plan = incumbent.found.as_ref().map(|found| found.sum);
                    let left = branch_and_bound::<N>(shrink(items, &states), incumbent, meter);
                    rest = rest.max(left.map(|left| tree.scaled_bound(left, incumbent)));
                    (incumbent.threshold, incumbent.tie) = thresholds;
                    if let Some(found) = incumbent.found.as_ref().map(|found| found.sum)
                        && Some(found) != plan
                    {
                        incumbent.require_better_than(found.value, found.cost);
                    }
                } else {
                    meter.branches += 1;
                    let (item, first) = tree.branching_item(&states, &line, incumbent);
                    let other = if first == ItemState::In { ItemState::Out } else { ItemState::In };
                    for state in [other, first] {
                        let mut child = states.clone();
                        if !Rules::decide(items, &mut child, item, state)
                            || !rules.propagate(items, &mut child)
                        {
                            continue;
                        }
                        age += 1;
                        let part = Part {
                            upper_bound,
                            depth: part.depth + 1,
                            age: std::cmp::Reverse(age),
                            states: child.into_boxed_slice(),
                            prices: prices.clone().into_boxed_slice(),
                        };
                        if heap.len() < most_open { heap.push(part) } else { stack.push(part) }
                    }
                }
                continue;
            }
            rest = rest.max(Some(upper_bound));
        } else {
            rest = rest.max(Some(bound));
        }
        // Stopped: the best of what is open bounds all plans.
        let open =
            stack.iter().map(|part| part.upper_bound).chain(heap.peek().map(|part| part.upper_bound)).max();
        rest = rest.max(open);
        break;
    }
    rest.map(|bound| tree.unscaled(bound, incumbent))
}

struct RuleTree<'i, N> {
    items: &'i Items,
    rules: &'i Rules,
    lagrangian: Lagrangian<'i, N>,
    traversal: Traversal,
    reduced: Vec<i128>,
    /// The closure at the upper end of the line, also where there is only one.
    high: Vec<bool>,
    /// The highest price that can help.
    highest: f64,
    counted: u64,
    /// What pricing and rounding have looked at.
    looked_at: Cell<u64>,
    stop: &'i (dyn Fn() -> bool + Sync),
    /// Items and terms of rules.
    size: u64,
}

impl<N: Number> RuleTree<'_, N> {
    /// The work since the last call.
    fn work(&mut self) -> u64 {
        let all = self.lagrangian.flow.work + self.traversal.work + self.looked_at.get();
        let new = all - self.counted;
        self.counted = all;
        new
    }

    /// Counts a pass over all items and rules.
    fn look(&self) {
        self.looked_at.set(self.looked_at.get() + 8 * self.size);
    }

    /// Bounds of the most value are scaled, those of the least cost are its negative and are not.
    fn scaled_bound(&self, bound: i128, incumbent: &Incumbent) -> i128 {
        match incumbent.sense {
            Sense::MostValue => bound * i128::from(SCALE),
            Sense::LeastCost => bound,
        }
    }

    fn unscaled(&self, bound: i128, incumbent: &Incumbent) -> i128 {
        match incumbent.sense {
            Sense::MostValue => bound.div_euclid(i128::from(SCALE)),
            Sense::LeastCost => bound,
        }
    }

    fn upper_bound(&self, line: &BoundLine, incumbent: &Incumbent) -> i128 {
        let threshold = scaled(incumbent.threshold);
        match incumbent.sense {
            Sense::MostValue => line.value_at(threshold.cost),
            Sense::LeastCost => -i128::from(line.cost_for(threshold.value).unwrap_or(i64::MAX)),
        }
    }

    /// Whether a part whose plans do not exceed a bound holds none that is of interest, ties included.
    fn is_beaten(&self, bound: i128, incumbent: &Incumbent) -> bool {
        incumbent.thresholds().iter().all(|threshold| match incumbent.sense {
            Sense::MostValue => bound < scaled(*threshold).value,
            Sense::LeastCost => -bound > i128::from(threshold.cost),
        })
    }

    /// Bounds a part, rounds to plans nearby, fixes variables and improves the prices.
    fn bound(
        &mut self,
        states: &mut [ItemState],
        prices: &mut [i64],
        rounds: usize,
        incumbent: &mut Incumbent,
        meter: &mut WorkMeter<'_>,
    ) -> Bounded {
        let mut best: Option<(i128, Vec<i64>)> = None;
        let mut pace = 1.0;
        let mut idle = 0;
        for round in 0..=rounds {
            // The last round goes back to the best prices.
            if round == rounds
                && let Some((_, known)) = &best
            {
                prices.copy_from_slice(known);
            }
            if !self.rules.propagate(self.items, states) {
                return Bounded::Over;
            }
            let Some((line, is_exact)) = self.relax(states, prices, incumbent) else { return Bounded::Over };
            if round % 8 == 0 || round == rounds || is_exact {
                self.round_to_plans(states, &line, incumbent);
            }
            if is_exact {
                return Bounded::Over;
            }
            let thresholds = incumbent.thresholds().map(scaled);
            if thresholds.iter().all(|threshold| line.above(threshold.value, threshold.cost) > 0) {
                return Bounded::Over;
            }
            let fixed = self.fix(states, &line, incumbent);
            let stopped = meter.spend(self.work());
            if stopped || round == rounds {
                return Bounded::Open(line);
            }
            let height = self.upper_bound(&line, incumbent);
            if best.as_ref().is_none_or(|(lowest, _)| height < *lowest) {
                best = Some((height, prices.to_vec()));
                idle = 0;
            } else {
                idle += 1;
                if idle >= 6 {
                    (pace, idle) = (pace / 2.0, 0);
                }
            }
            if !self.step(states, prices, &line, pace, incumbent) && fixed == 0 {
                return Bounded::Open(line);
            }
        }
        Bounded::Over
    }

    /// Solves the relaxation at some prices: the line, and whether its closure is the best plan of the part. `None` where no
    /// better plan is in it.
    fn relax(
        &mut self,
        states: &[ItemState],
        prices: &mut [i64],
        incumbent: &Incumbent,
    ) -> Option<(BoundLine, bool)> {
        let (items, rules) = (self.items, self.rules);
        self.look();
        let mut base = items.base.value * i128::from(SCALE);
        for (rule, price) in prices.iter_mut().enumerate() {
            if rules.is_kept(rule, states) {
                *price = 0;
            }
            base += i128::from(*price) * i128::from(rules.all[rule].most);
        }
        let mut value: Vec<i128> = items.value.iter().map(|value| value * i128::from(SCALE)).collect();
        for (rule, &price) in prices.iter().enumerate().filter(|(_, price)| **price > 0) {
            for (item, coefficient) in &rules.all[rule].terms {
                value[*item] -= i128::from(price) * i128::from(*coefficient);
            }
        }
        self.lagrangian.price(base, |item| value[item]);
        let limit = match incumbent.limit() {
            Limit::Cost(most) => Limit::Cost(most),
            Limit::Value(least) => Limit::Value(least * i128::from(SCALE)),
        };
        let thresholds = incumbent.thresholds().map(scaled);
        let crossing = self.lagrangian.crossing(states, limit, WarmStart::default(), &thresholds);
        let (line, is_end) = match crossing {
            Crossing::Pruned | Crossing::Infeasible => return None,
            Crossing::Line(line) => (line, false),
            Crossing::NotBinding(low) => (BoundLine { low, rise: 0, run: 1 }, true),
            Crossing::AtLeastCost(low) => {
                (BoundLine { low, rise: self.lagrangian.gains() + 1, run: 1 }, true)
            }
        };
        self.high.clone_from(if is_end { &self.lagrangian.low } else { &self.lagrangian.high });
        if !is_end {
            return Some((line, false));
        }
        let found =
            Rounding::of(items, rules, states, &self.lagrangian.low, &line, &self.looked_at, self.stop);
        let is_exact = found.keeps_rules() && found.value() * i128::from(SCALE) == line.low.value;
        Some((line, is_exact))
    }

    fn round_to_plans(&mut self, states: &[ItemState], line: &BoundLine, incumbent: &mut Incumbent) {
        let (items, rules) = (self.items, self.rules);
        for marked in [&self.lagrangian.low, &self.high] {
            let rounding = Rounding::of(items, rules, states, marked, line, &self.looked_at, self.stop);
            if rounding.keeps_rules() {
                incumbent.offer(items, rounding.set());
            }
            let Threshold { value, cost } = incumbent.threshold;
            let enough = (incumbent.sense == Sense::LeastCost).then_some(value);
            if let Some(plan) = rounding.plan(Room { most_cost: cost, enough }, SCALE.into()) {
                incumbent.offer(items, &plan);
            }
        }
    }

    fn fix(&mut self, states: &mut [ItemState], line: &BoundLine, incumbent: &Incumbent) -> usize {
        self.lagrangian.reduced_weights(line, &mut self.reduced);
        let decided = self.lagrangian.decided(states);
        let gains: i128 = self.lagrangian.free.iter().map(|&item| self.reduced[item].max(0)).sum();
        let at = |sum: ValueCost| sum.value * i128::from(line.run) - i128::from(sum.cost) * line.rise;
        let needed = incumbent.thresholds().map(|threshold| {
            let Threshold { value, cost } = scaled(threshold);
            at(ValueCost { value, cost })
        });
        let slack = at(decided) + gains - needed[0].min(needed[1]);
        let (free, reduced) = (&self.lagrangian.free, &self.reduced);
        fix_variables(self.items, states, free, reduced, slack, &mut self.traversal)
    }

    /// How far each free item is in the relaxed plan on a line, between 0 and 1.
    fn fractions(&self, states: &[ItemState], line: &BoundLine, incumbent: &Incumbent) -> Vec<f64> {
        let low = self.lagrangian.sum_of(states, &self.lagrangian.low);
        let high = self.lagrangian.sum_of(states, &self.high);
        let threshold = scaled(incumbent.threshold);
        let share = match incumbent.sense {
            Sense::MostValue => share((threshold.cost - low.cost).into(), (high.cost - low.cost).into()),
            Sense::LeastCost => share(threshold.value - low.value, high.value - low.value),
        };
        let share = if line.rise == 0 { 0.0 } else { share };
        let of = |item: usize| match states[item] {
            ItemState::In => 1.0,
            ItemState::Out => 0.0,
            ItemState::Free => match (self.lagrangian.low[item], self.high[item]) {
                (true, true) => 1.0,
                (false, false) => 0.0,
                (true, false) => 1.0 - share,
                (false, true) => share,
            },
        };
        (0..states.len()).map(of).collect()
    }

    /// Moves the prices by how far the relaxed plan breaks the rules; `false` where it keeps them all.
    fn step(
        &self,
        states: &[ItemState],
        prices: &mut [i64],
        line: &BoundLine,
        pace: f64,
        incumbent: &Incumbent,
    ) -> bool {
        let fractions = self.fractions(states, line, incumbent);
        let excess: Vec<f64> = (0..prices.len())
            .map(|rule| {
                if self.rules.is_kept(rule, states) {
                    return 0.0;
                }
                let rule = &self.rules.all[rule];
                rule.terms
                    .iter()
                    .map(|(item, coefficient)| fractions[*item] * *coefficient as f64)
                    .sum::<f64>()
                    - rule.most as f64
            })
            .collect();
        let moves = |rule: usize| excess[rule] > 1e-9 || (excess[rule] < -1e-9 && prices[rule] > 0);
        let moving: Vec<usize> = (0..prices.len()).filter(|&rule| moves(rule)).collect();
        let norm: f64 = moving.iter().map(|&rule| excess[rule] * excess[rule]).sum();
        if norm == 0.0 {
            return false;
        }
        let threshold = scaled(incumbent.threshold);
        let top = line.value_at(threshold.cost);
        let gap = (top - threshold.value) as f64;
        let usual = top.abs() as f64 / 20.0;
        let gap = if gap > 0.0 && gap < 8.0 * usual { gap } else { usual };
        let step = pace * gap / norm;
        let mut moved = false;
        for rule in moving {
            let price = (prices[rule] as f64 + step * excess[rule]).clamp(0.0, self.highest);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "any price that is not negative gives a bound"
            )]
            let price = price as i64;
            moved |= price != prices[rule];
            prices[rule] = price;
        }
        moved
    }

    /// The item to branch on, and which side first: of the rule that the relaxed plan breaks most, else of the items that
    /// the limit cuts, else of any rule that is open.
    fn branching_item(
        &mut self,
        states: &[ItemState],
        line: &BoundLine,
        incumbent: &Incumbent,
    ) -> (usize, ItemState) {
        let fractions = self.fractions(states, line, incumbent);
        let is_free = |item: usize| states[item] == ItemState::Free;
        let mut worst: Option<(f64, usize)> = None;
        for (at, rule) in self.rules.all.iter().enumerate() {
            if self.rules.is_kept(at, states) {
                continue;
            }
            let sum: f64 =
                rule.terms.iter().map(|(item, coefficient)| fractions[*item] * *coefficient as f64).sum();
            let excess = sum - rule.most as f64;
            if rule.terms.iter().any(|(item, _)| is_free(*item))
                && worst.is_none_or(|(most, _)| excess > most + 1e-9)
            {
                worst = Some((excess, at));
            }
        }
        let Some((_, rule)) = worst else { return (0, ItemState::In) };
        // Of its items the one that decides most: the greatest value either way.
        let weight = |item: usize| {
            let cost = i128::from(self.items.cost[item]) * line.rise / i128::from(line.run.max(1));
            (self.items.value[item] * i128::from(SCALE) - cost).abs()
        };
        let free = self.rules.all[rule].terms.iter().map(|(item, _)| *item).filter(|&item| is_free(item));
        let item = free.max_by_key(|&item| (fractions[item] > 0.0, weight(item), std::cmp::Reverse(item)));
        let item = item.unwrap_or_default();
        (item, if fractions[item] >= 0.5 { ItemState::In } else { ItemState::Out })
    }
}

fn share(part: i128, whole: i128) -> f64 {
    if whole <= 0 { 0.0 } else { (part as f64 / whole as f64).clamp(0.0, 1.0) }
}

fn scaled(threshold: Threshold) -> Threshold {
    Threshold { value: threshold.value * i128::from(SCALE), cost: threshold.cost }
}
