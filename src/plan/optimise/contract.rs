//! Presolve: items that can only be decided together become one.
//!
//! - An item without value that nobody needs is left out; one that a single other needs is part of that other.
//! - An item without cost that needs nothing is taken; one that needs a single other comes with that other; two
//!   that need the same come together.
//!
//! Each step keeps a plan of most value at least cost, because it only leaves out what never helps.

use super::items::{Fate, Items};

/// The free items as a smaller set; what is decided to be in goes to the base.
pub(super) fn contract(items: &Items, fates: &[Fate]) -> Items {
    let mut work = Contraction::new(items, fates);
    let mut open: Vec<usize> = (0..items.len()).filter(|&item| work.alive[item]).collect();
    loop {
        while let Some(item) = open.pop() {
            if work.alive[item] {
                work.look(item, &mut open);
            }
        }
        work.merge_twins(&mut open);
        if open.is_empty() {
            break;
        }
    }
    work.finish(items, fates)
}

struct Contraction {
    alive: Vec<bool>,
    value: Vec<i128>,
    cost: Vec<i64>,
    members: Vec<Vec<usize>>,
    needs: Vec<Vec<usize>>,
    users: Vec<Vec<usize>>,
    taken: Vec<usize>,
}

impl Contraction {
    fn new(items: &Items, fates: &[Fate]) -> Self {
        let n = items.len();
        let free = |list: &[usize]| -> Vec<usize> {
            list.iter().copied().filter(|&other| fates[other] == Fate::Free).collect()
        };
        let alive: Vec<bool> = (0..n).map(|item| fates[item] == Fate::Free).collect();
        let keep = |item: usize, list: &[usize]| if alive[item] { free(list) } else { Vec::new() };
        Self {
            value: items.value.clone(),
            cost: items.cost.clone(),
            members: (0..n).map(|item| vec![item]).collect(),
            needs: (0..n).map(|item| keep(item, items.needs(item))).collect(),
            users: (0..n).map(|item| keep(item, items.users(item))).collect(),
            taken: Vec::new(),
            alive,
        }
    }

    fn look(&mut self, item: usize, open: &mut Vec<usize>) {
        if self.value[item] <= 0 {
            match self.users[item][..] {
                [] => self.remove(item, open),
                [user] => self.merge(item, user, open),
                _ if self.cost[item] == 0 && self.value[item] == 0 && self.needs[item].is_empty() => {
                    self.taken.push(item);
                    self.remove(item, open);
                }
                _ => {}
            }
        } else if self.cost[item] == 0 {
            match self.needs[item][..] {
                [] => {
                    self.taken.push(item);
                    self.remove(item, open);
                }
                [need] => self.merge(item, need, open),
                _ => {}
            }
        }
    }

    /// Takes an item out of the graph; what it touched may change now.
    fn remove(&mut self, item: usize, open: &mut Vec<usize>) {
        self.alive[item] = false;
        for need in std::mem::take(&mut self.needs[item]) {
            drop_from(&mut self.users[need], item);
            open.push(need);
        }
        for user in std::mem::take(&mut self.users[item]) {
            drop_from(&mut self.needs[user], item);
            open.push(user);
        }
    }

    /// Makes an item part of another, with its needs and users.
    fn merge(&mut self, item: usize, into: usize, open: &mut Vec<usize>) {
        let (needs, users) = (self.needs[item].clone(), self.users[item].clone());
        self.remove(item, open);
        for need in needs.into_iter().filter(|&need| need != into) {
            add_to(&mut self.needs[into], need);
            add_to(&mut self.users[need], into);
        }
        for user in users.into_iter().filter(|&user| user != into) {
            add_to(&mut self.users[into], user);
            add_to(&mut self.needs[user], into);
        }
        self.value[into] += self.value[item];
        self.cost[into] += self.cost[item];
        let members = std::mem::take(&mut self.members[item]);
        self.members[into].extend(members);
        open.push(into);
    }

    /// Merges items without cost that need the same.
    fn merge_twins(&mut self, open: &mut Vec<usize>) {
        let mut gifts: Vec<usize> = (0..self.alive.len())
            .filter(|&item| self.alive[item] && self.cost[item] == 0 && self.value[item] > 0)
            .collect();
        gifts.sort_unstable_by(|&a, &b| self.needs[a].cmp(&self.needs[b]).then(a.cmp(&b)));
        let mut first: Option<usize> = None;
        for item in gifts {
            match first {
                Some(first) if self.needs[first] == self.needs[item] => self.merge(item, first, open),
                _ => first = Some(item),
            }
        }
    }

    fn finish(mut self, items: &Items, fates: &[Fate]) -> Items {
        let kept: Vec<usize> = (0..items.len()).filter(|&item| self.alive[item]).collect();
        let mut place = vec![0; items.len()];
        for (at, &item) in kept.iter().enumerate() {
            place[item] = at;
        }
        let value: Vec<i128> = kept.iter().map(|&item| self.value[item]).collect();
        let cost: Vec<i64> = kept.iter().map(|&item| self.cost[item]).collect();
        let needs: Vec<Vec<usize>> =
            kept.iter().map(|&item| self.needs[item].iter().map(|&need| place[need]).collect()).collect();
        let nodes =
            |list: &[usize]| list.iter().flat_map(|&item| items.members[item].iter().copied()).collect();
        let members: Vec<Vec<usize>> = kept.iter().map(|&item| nodes(&self.members[item])).collect();
        let mut smaller = Items::new(&value, &cost, members, &needs);
        smaller.base = items.decided(fates);
        smaller.taken = items.taken.clone();
        for item in (0..items.len()).filter(|&item| fates[item] == Fate::In) {
            smaller.taken.extend_from_slice(&items.members[item]);
        }
        for item in std::mem::take(&mut self.taken) {
            smaller.base.add(self.value[item], self.cost[item]);
            let members: Vec<usize> = nodes(&self.members[item]);
            smaller.taken.extend(members);
        }
        smaller
    }
}

fn drop_from(list: &mut Vec<usize>, item: usize) {
    if let Ok(at) = list.binary_search(&item) {
        list.remove(at);
    }
}

fn add_to(list: &mut Vec<usize>, item: usize) {
    if let Err(at) = list.binary_search(&item) {
        list.insert(at, item);
    }
}
