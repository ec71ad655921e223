//! Constraints beyond prerequisites: alternatives, exclusions, and what several nodes bring together.

use super::presolve::{ItemState, Items};
use super::rule_search::SCALE;
use crate::plan::closure::Number as _;

/// A linear constraint on a plan: the sum of the coefficients of its nodes is at most `most`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Nodes with their coefficients, by node; no node twice, no coefficient 0.
    pub terms: Vec<(usize, i64)>,
    pub most: i64,
}

impl Rule {
    /// A plan holds at most one of these nodes.
    pub fn at_most_one(nodes: impl IntoIterator<Item = usize>) -> Self {
        Self::new(nodes.into_iter().map(|node| (node, 1)), 1)
    }

    /// A plan that holds a node holds at least one of its alternatives.
    pub fn any_of(node: usize, alternatives: impl IntoIterator<Item = usize>) -> Self {
        Self::new(alternatives.into_iter().map(|other| (other, -1)).chain([(node, 1)]), 0)
    }

    /// A plan that holds all of some nodes holds what they bring.
    pub fn all_bring(nodes: impl IntoIterator<Item = usize>, brought: usize) -> Self {
        let rule = Self::new(nodes.into_iter().map(|node| (node, 1)), 0);
        let most = i64::try_from(rule.terms.len()).unwrap_or(i64::MAX) - 1;
        Self::new(rule.terms.into_iter().chain([(brought, -1)]), most)
    }

    /// A plan does not hold all nodes of coefficient 1 and none of those of -1.
    pub fn not_just(mut terms: Vec<(usize, i64)>) -> Self {
        terms.sort_unstable();
        let most = terms.iter().filter(|(_, coefficient)| *coefficient > 0).count();
        Self { terms, most: i64::try_from(most).unwrap_or(i64::MAX) - 1 }
    }

    /// Coefficients of a node that is named twice add up.
    fn new(terms: impl IntoIterator<Item = (usize, i64)>, most: i64) -> Self {
        let mut sums = std::collections::BTreeMap::new();
        for (node, coefficient) in terms {
            *sums.entry(node).or_insert(0) += coefficient;
        }
        Self { terms: sums.into_iter().filter(|(_, coefficient)| *coefficient != 0).collect(), most }
    }

    /// Whether a set of nodes keeps the rule.
    pub fn holds(&self, chosen: impl Fn(usize) -> bool) -> bool {
        self.sum(chosen) <= self.most
    }

    /// The least and the most that the rule can come to under some decisions.
    pub(super) fn range(&self, states: &[ItemState]) -> (i64, i64) {
        let (mut least, mut most) = (0, 0);
        for (node, coefficient) in &self.terms {
            match states[*node] {
                ItemState::In => {
                    least += coefficient;
                    most += coefficient;
                }
                ItemState::Free => {
                    least += coefficient.min(&0);
                    most += coefficient.max(&0);
                }
                ItemState::Out => {}
            }
        }
        (least, most)
    }

    pub(super) fn sum(&self, chosen: impl Fn(usize) -> bool) -> i64 {
        self.terms.iter().filter(|(node, _)| chosen(*node)).map(|(_, coefficient)| coefficient).sum()
    }
}

/// Rules over items, with the rules of every item.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) all: Vec<Rule>,
    pub(super) of: Vec<Vec<usize>>,
}

impl Rules {
    /// The rules of the nodes that items stand for, one for one. `taken` says of every other node whether all plans hold it.
    pub(super) fn new(rules: &[Rule], items: &Items, taken: impl Fn(usize) -> bool) -> Self {
        let mut place = std::collections::BTreeMap::new();
        for item in 0..items.len() {
            place.extend(items.members(item).iter().map(|&node| (node, item)));
        }
        let on_items = |rule: &Rule| {
            let decided: i64 = rule.sum(|node| !place.contains_key(&node) && taken(node));
            let terms =
                rule.terms.iter().filter_map(|(node, coefficient)| Some((*place.get(node)?, *coefficient)));
            Rule::new(terms, rule.most - decided)
        };
        let all: Vec<Rule> = rules.iter().map(on_items).collect();
        let mut of = vec![Vec::new(); items.len()];
        for (at, rule) in all.iter().enumerate() {
            for (item, _) in &rule.terms {
                of[*item].push(at);
            }
        }
        Self { all, of }
    }

    /// Whether every weight that a search under these rules forms fits into 64 bits; see [`Rules::highest_price`].
    pub(super) fn fit_64_bits(&self, items: &Items) -> bool {
        let terms: usize = self.all.iter().map(|rule| rule.terms.len() + 1).sum();
        let value = Self::highest_price(items) * i128::try_from(terms + 2).unwrap_or(i128::MAX >> 64);
        let cost: i128 = items.cost.iter().map(|&cost| i128::from(cost)).sum();
        i64::holds(2, (value + 1) * (cost + 1))
    }

    /// Prices that leave of each set of alternatives only the best with a value: the second greatest, scaled.
    pub(super) fn second_best(&self, items: &Items) -> Vec<i64> {
        let of_rule = |rule: &Rule| {
            let is_choice = rule.most == 1 && rule.terms.iter().all(|(_, coefficient)| *coefficient == 1);
            let mut values: Vec<i128> = rule.terms.iter().map(|(item, _)| items.value[*item]).collect();
            values.sort_unstable();
            let second = values.len().checked_sub(2).filter(|_| is_choice).map_or(0, |at| values[at].max(0));
            i64::try_from(second * i128::from(SCALE)).unwrap_or(0)
        };
        self.all.iter().map(of_rule).collect()
    }

    /// No price needs to be higher: all values together, scaled.
    pub(super) fn highest_price(items: &Items) -> i128 {
        items.value.iter().map(|value| value.abs()).sum::<i128>() * i128::from(SCALE)
    }

    /// Whether no plan with these decisions breaks a rule.
    pub(super) fn is_kept(&self, rule: usize, states: &[ItemState]) -> bool {
        self.all[rule].range(states).1 <= self.all[rule].most
    }

    /// Decides what the rules leave no choice about; `false` where they leave no plan.
    pub(super) fn propagate(&self, items: &Items, states: &mut [ItemState]) -> bool {
        loop {
            let mut changed = false;
            for rule in &self.all {
                let (least, _) = rule.range(states);
                if least > rule.most {
                    return false;
                }
                for (item, coefficient) in &rule.terms {
                    if states[*item] == ItemState::Free && least + coefficient.abs() > rule.most {
                        let state = if *coefficient > 0 { ItemState::Out } else { ItemState::In };
                        if !Self::decide(items, states, *item, state) {
                            return false;
                        }
                        changed = true;
                        break;
                    }
                }
            }
            if !changed {
                return true;
            }
        }
    }

    /// Decides an item with all that follows from it by prerequisites; `false` where that contradicts what is decided.
    pub(super) fn decide(items: &Items, states: &mut [ItemState], item: usize, state: ItemState) -> bool {
        let mut open = vec![item];
        while let Some(item) = open.pop() {
            if states[item] == ItemState::Free {
                states[item] = state;
                let next = if state == ItemState::In { items.needs(item) } else { items.users(item) };
                open.extend(next.iter().map(|other| other.node()));
            } else if states[item] != state {
                return false;
            }
        }
        true
    }
}
