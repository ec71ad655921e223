//! Conditions decided over every tenant there can be: each plan owned or not, each fact on either side of every
//! number that it is compared with.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Catalogue, Environment, Expr, Id};

/// More variables than any sensible pair of conditions names; beyond, nothing is claimed.
const MOST_VARIABLES: usize = 12;
/// More assignments than twelve variables with two values have, to bound facts with several numbers.
const MOST_ASSIGNMENTS: usize = 1 << 14;

/// A tenant as far as some conditions can tell.
struct Imagined<'a> {
    owned: BTreeSet<Id>,
    facts: BTreeMap<&'a Id, i64>,
}

impl Environment for Imagined<'_> {
    fn owns(&self, plan: &Id) -> Option<bool> {
        Some(self.owned.contains(plan))
    }

    fn owns_one_of(&self, plans: &[&Id]) -> bool {
        plans.iter().any(|plan| self.owned.contains(*plan))
    }

    fn is_unknown(&self, _name: &Id) -> bool {
        false
    }

    fn fact(&self, name: &Id) -> i64 {
        self.facts.get(name).copied().unwrap_or(0)
    }

    fn scored(&self, _pattern: &str) -> bool {
        false
    }

    fn row(&self, _id: &Id) -> Option<(i64, i64)> {
        None
    }
}

/// Whether in every tenant where the first condition holds the second does; `None` when they name too much to tell.
pub fn implies(catalogue: &Catalogue, left: &Expr, right: &Expr) -> Option<bool> {
    some(catalogue, &[left, right], |tenant| left.holds(tenant) && !right.holds(tenant)).map(|found| !found)
}

/// Whether a condition holds in some tenant; `None` when it names too much to tell.
pub(super) fn possible(catalogue: &Catalogue, condition: &Expr) -> Option<bool> {
    some(catalogue, &[condition], |tenant| condition.holds(tenant))
}

/// Whether a condition holds in some tenant that owns exactly these plans.
pub(super) fn possible_with(owned: &BTreeSet<Id>, condition: &Expr) -> Option<bool> {
    let values = values(&[condition]);
    let all = assignments(&values)?;
    Some((0..all).any(|nth| condition.holds(&Imagined { owned: owned.clone(), facts: pick(&values, nth) })))
}

fn some(catalogue: &Catalogue, conditions: &[&Expr], is: impl Fn(&Imagined<'_>) -> bool) -> Option<bool> {
    let named: BTreeSet<Id> = conditions.iter().flat_map(|condition| condition.plans()).collect();
    let values = values(conditions);
    if named.len() + values.len() > MOST_VARIABLES {
        return None;
    }
    let all = assignments(&values)?;
    let implied: Vec<BTreeSet<&Id>> = named.iter().map(|plan| catalogue.opened_by([plan])).collect();
    // Choosing plans and adding what they imply reaches exactly the choices that implication allows.
    let owned: BTreeSet<BTreeSet<Id>> = (0..1_usize << named.len())
        .map(|chosen| {
            let of = implied.iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1);
            of.flat_map(|(_, plans)| plans.iter().copied().filter(|plan| named.contains(*plan)).cloned())
                .collect()
        })
        .collect();
    let holds = |owned: BTreeSet<Id>| {
        let mut tenant = Imagined { owned, facts: BTreeMap::new() };
        (0..all).any(|nth| {
            tenant.facts = pick(&values, nth);
            is(&tenant)
        })
    };
    Some(owned.into_iter().any(holds))
}

/// Every fact that some conditions name, with the values that tell all its comparisons apart.
fn values<'e>(conditions: &[&'e Expr]) -> Vec<(&'e Id, Vec<i64>)> {
    let mut values: BTreeMap<&Id, BTreeSet<i64>> = BTreeMap::new();
    for condition in conditions {
        condition.visit_facts(&mut |name, number| {
            let around = [0, number.saturating_sub(1), number, number.saturating_add(1)];
            values.entry(name).or_default().extend(around.into_iter().filter(|value| *value >= 0));
        });
    }
    values.into_iter().map(|(name, values)| (name, values.into_iter().collect())).collect()
}

fn assignments(values: &[(&Id, Vec<i64>)]) -> Option<usize> {
    let all = values.iter().try_fold(1_usize, |all, (_, values)| all.checked_mul(values.len()));
    all.filter(|all| *all <= MOST_ASSIGNMENTS)
}

/// The nth assignment: the digits of a number in a mixed base.
fn pick<'e>(values: &[(&'e Id, Vec<i64>)], mut nth: usize) -> BTreeMap<&'e Id, i64> {
    let digit = |(name, values): &(&'e Id, Vec<i64>)| {
        let at = nth % values.len();
        nth /= values.len();
        (*name, values[at])
    };
    values.iter().map(digit).collect()
}
