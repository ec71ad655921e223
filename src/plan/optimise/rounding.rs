//! Turns closures that break rules into plans: what is broken is mended, what costs too much goes, what fits comes in.

use std::cell::Cell;
use std::cmp::Ordering;

use super::greedy::ClosedSet;
use super::lagrangian::BoundLine;
use super::presolve::{ItemState, Items, ValueCost};
use super::rules::Rules;

/// What a plan may cost and is worth, for the side that limits it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) most_cost: i64,
    /// What is enough; as much as fits where there is no target.
    pub(super) enough: Option<i128>,
}

/// A set of items on its way to a plan.
pub(super) struct Rounding<'r> {
    items: &'r Items,
    rules: &'r Rules,
    states: &'r [ItemState],
    set: ClosedSet,
    /// The slope at which value and cost are compared.
    slope: (i128, i64),
    /// Counts the items that are looked at.
    work: &'r Cell<u64>,
    /// Ends it with what it has.
    stop: &'r (dyn Fn() -> bool + Sync),
}

impl<'r> Rounding<'r> {
    /// The decided items with the marked free ones.
    pub(super) fn of(
        items: &'r Items,
        rules: &'r Rules,
        states: &'r [ItemState],
        marked: &[bool],
        line: &BoundLine,
        work: &'r Cell<u64>,
        stop: &'r (dyn Fn() -> bool + Sync),
    ) -> Self {
        let set = ClosedSet::of(items, states, marked);
        let rounding = Self { items, rules, states, set, slope: (line.rise.max(0), line.run), work, stop };
        rounding.count(items.len());
        rounding
    }

    fn count(&self, items: usize) {
        self.work.set(self.work.get() + items as u64);
    }

    pub(super) fn keeps_rules(&self) -> bool {
        self.rules.all.iter().all(|rule| rule.holds(|item| self.set.chosen[item]))
    }

    pub(super) fn set(&self) -> &ClosedSet {
        &self.set
    }

    pub(super) fn value(&self) -> i128 {
        self.set.sum.value
    }

    /// Mends broken rules, then removes items until the plan is cheap enough and adds items while they fit. `None` where no
    /// plan was found.
    pub(super) fn plan(mut self, room: Room, scale: i128) -> Option<ClosedSet> {
        self.mend(scale)?;
        self.thin(room.most_cost, i128::MIN);
        if self.set.sum.cost > room.most_cost {
            return None;
        }
        self.fill(room);
        if let Some(enough) = room.enough {
            // What the plan can do without goes.
            self.thin(i64::MIN, enough);
        }
        Some(self.set)
    }

    /// Removes what is worth least for what it costs until no more cost is left than `most_cost`, or nothing that may go:
    /// the value stays at least `enough`.
    fn thin(&mut self, most_cost: i64, enough: i128) {
        let mut removed = true;
        while removed && self.set.sum.cost > most_cost && !(self.stop)() {
            removed = false;
            for (offered, item) in self.offers_to_remove() {
                if self.set.sum.cost <= most_cost {
                    return;
                }
                if !self.set.chosen[item] || self.set.sum.value - offered.value < enough {
                    continue;
                }
                let Some(list) = self.removal(item) else { continue };
                // What other removals have changed is weighed anew.
                if self.sum(&list) == offered {
                    self.remove(&list);
                    removed = true;
                }
            }
        }
    }

    fn mend(&mut self, scale: i128) -> Option<()> {
        let mut locked = vec![false; self.items.len()];
        loop {
            self.count(self.rules.all.len());
            let chosen = &self.set.chosen;
            let Some(rule) = self.rules.all.iter().find(|rule| !rule.holds(|item| chosen[item])) else {
                return Some(());
            };
            let mut best: Option<(i128, usize, bool, Vec<usize>)> = None;
            for &(item, coefficient) in &rule.terms {
                if self.states[item] != ItemState::Free || locked[item] {
                    continue;
                }
                let (adds, list) = if coefficient > 0 && chosen[item] {
                    (false, self.with_users(item))
                } else if coefficient < 0 && !chosen[item] {
                    (true, self.with_needs(item))
                } else {
                    continue;
                };
                let Some(list) = list else { continue };
                let sum = self.sum(&list);
                let weight =
                    sum.value * scale * i128::from(self.slope.1) - i128::from(sum.cost) * self.slope.0;
                let gain = if adds { weight } else { -weight };
                if best.as_ref().is_none_or(|(most, ..)| gain > *most) {
                    best = Some((gain, item, adds, list));
                }
            }
            let (_, item, adds, list) = best?;
            locked[item] = true;
            if adds {
                self.add(&list);
            } else {
                self.remove(&list);
            }
        }
    }

    /// An item that is not chosen, with what it needs; `None` where that is decided to be out.
    fn with_needs(&self, item: usize) -> Option<Vec<usize>> {
        let mut list = vec![item];
        let mut at = 0;
        while at < list.len() {
            if self.states[list[at]] == ItemState::Out {
                return None;
            }
            for need in self.items.needs(list[at]).iter().map(|need| need.node()) {
                if !self.set.chosen[need] && !list.contains(&need) {
                    list.push(need);
                }
            }
            at += 1;
        }
        self.count(4 * list.len());
        Some(list)
    }

    /// A chosen item, with all chosen that needs it; `None` where that is decided to be in.
    fn with_users(&self, item: usize) -> Option<Vec<usize>> {
        let mut list = vec![item];
        let mut at = 0;
        while at < list.len() {
            if self.states[list[at]] == ItemState::In {
                return None;
            }
            for user in self.items.users(list[at]).iter().map(|user| user.node()) {
                if self.set.chosen[user] && !list.contains(&user) {
                    list.push(user);
                }
            }
            at += 1;
        }
        self.count(4 * list.len());
        Some(list)
    }

    /// An item with all that it needs and that the rules then ask for; `None` where they do not allow it.
    fn addition(&mut self, item: usize, most_cost: i64) -> Option<Vec<usize>> {
        let mut list = self.with_needs(item)?;
        let mut at = 0;
        let mut cost = 0;
        let mut allowed = true;
        'all: while at < list.len() {
            let item = list[at];
            at += 1;
            self.set.chosen[item] = true;
            cost += self.items.cost[item];
            if cost > most_cost {
                allowed = false;
                break;
            }
            if at < list.len() {
                continue;
            }
            for touched in list.clone() {
                for &rule in &self.rules.of[touched] {
                    let rule = &self.rules.all[rule];
                    if rule.holds(|item| self.set.chosen[item]) {
                        continue;
                    }
                    let open =
                        |item: &usize| self.states[*item] == ItemState::Free && !self.set.chosen[*item];
                    let helps =
                        rule.terms.iter().filter(|(_, coefficient)| *coefficient < 0).map(|(item, _)| *item);
                    let lists = helps.filter(open).filter_map(|item| self.with_needs(item));
                    let Some(more) = lists.min_by_key(|list| self.sum(list).cost) else {
                        allowed = false;
                        break 'all;
                    };
                    list.extend(more);
                    continue 'all;
                }
            }
        }
        for &item in &list[..at] {
            self.set.chosen[item] = false;
        }
        allowed.then_some(list)
    }

    /// The chosen items whose removal saves cost or loses none of the value, each with what falls with it, those that are
    /// worth least for what they cost first.
    fn offers_to_remove(&mut self) -> Vec<(ValueCost, usize)> {
        let mut offers = Vec::new();
        self.count(self.items.len());
        for item in 0..self.items.len() {
            if !self.set.chosen[item] || self.states[item] != ItemState::Free {
                continue;
            }
            let Some(list) = self.removal(item) else { continue };
            let sum = self.sum(&list);
            if sum.cost > 0 || sum.value < 0 {
                offers.push((sum, item));
            }
        }
        offers.sort_by(|one, other| denser_first(&other.0, &one.0).then(one.1.cmp(&other.1)));
        offers
    }

    /// A chosen item with all that needs it and that the rules then forbid; `None` where something is decided to be in.
    fn removal(&mut self, item: usize) -> Option<Vec<usize>> {
        let mut list = self.with_users(item)?;
        let mut at = 0;
        let mut allowed = true;
        'all: while at < list.len() {
            self.set.chosen[list[at]] = false;
            at += 1;
            if at < list.len() {
                continue;
            }
            for touched in list.clone() {
                for &rule in &self.rules.of[touched] {
                    let rule = &self.rules.all[rule];
                    if rule.holds(|item| self.set.chosen[item]) {
                        continue;
                    }
                    let open = |item: &usize| self.states[*item] == ItemState::Free && self.set.chosen[*item];
                    let harms =
                        rule.terms.iter().filter(|(_, coefficient)| *coefficient > 0).map(|(item, _)| *item);
                    let Some(more) = harms.filter(open).find_map(|item| self.with_users(item)) else {
                        allowed = false;
                        break 'all;
                    };
                    list.extend(more);
                    continue 'all;
                }
            }
        }
        for &item in &list[..at] {
            self.set.chosen[item] = true;
        }
        allowed.then_some(list)
    }

    /// Adds what gains value and still fits, densest first.
    fn fill(&mut self, room: Room) {
        loop {
            let mut offers: Vec<(ValueCost, usize)> = Vec::new();
            self.count(self.items.len());
            for item in 0..self.items.len() {
                if self.states[item] == ItemState::Free && !self.set.chosen[item] {
                    let list = self.addition(item, room.most_cost - self.set.sum.cost);
                    offers.extend(list.map(|list| (self.sum(&list), item)).filter(|(sum, _)| sum.value > 0));
                }
            }
            offers.sort_by(|a, b| denser_first(&a.0, &b.0).then(a.0.cost.cmp(&b.0.cost)).then(a.1.cmp(&b.1)));
            let mut added = false;
            for (_, item) in offers {
                if room.enough.is_some_and(|enough| self.set.sum.value >= enough) {
                    return;
                }
                if self.set.chosen[item] {
                    continue;
                }
                let Some(list) = self.addition(item, room.most_cost - self.set.sum.cost) else { continue };
                if self.sum(&list).value > 0 {
                    self.add(&list);
                    added = true;
                }
            }
            if !added || (self.stop)() {
                return;
            }
        }
    }

    fn sum(&self, list: &[usize]) -> ValueCost {
        let mut sum = ValueCost::default();
        for &item in list {
            sum.add(self.items.value[item], self.items.cost[item]);
        }
        sum
    }

    fn add(&mut self, list: &[usize]) {
        let sum = self.sum(list);
        list.iter().for_each(|&item| self.set.chosen[item] = true);
        self.set.sum.add(sum.value, sum.cost);
    }

    fn remove(&mut self, list: &[usize]) {
        let sum = self.sum(list);
        list.iter().for_each(|&item| self.set.chosen[item] = false);
        self.set.sum.add(-sum.value, -sum.cost);
    }
}

/// What is worth more for its cost comes first.
fn denser_first(one: &ValueCost, other: &ValueCost) -> Ordering {
    (other.value * i128::from(one.cost)).cmp(&(one.value * i128::from(other.cost)))
}
