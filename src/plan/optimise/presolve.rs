//! Presolve: items that can only be decided together become one.
//!
//! - An item without value that nobody needs is left out; one that a single other needs is part of that other.
//! - An item without cost that needs nothing is taken; one that needs a single other comes with that other; two
//!   that need the same come together.
//!
//! Each step keeps a plan of most value at least cost, because it only leaves out what never helps.

use super::items::{ItemDraft, ItemState, Items, ValueCost};
use crate::model::Graph;
use crate::plan::closure::Neighbour;

/// The free nodes of a question as items with these values.
pub(super) fn items(graph: &Graph, values: &[i128], fates: &[ItemState]) -> Items {
    let free = |list: &[usize]| -> Vec<usize> {
        list.iter().copied().filter(|&other| fates[other] == ItemState::Free).collect()
    };
    let work = Contraction {
        value: values.to_vec(),
        cost: (0..graph.len()).map(|node| graph.weight(node).minutes).collect(),
        needs: lists(fates, |node| free(graph.needs(node))),
        users: lists(fates, |node| free(graph.needed_by(node))),
        ..Contraction::new(fates)
    };
    let mut base = ValueCost::default();
    let mut taken = Vec::new();
    for node in (0..graph.len()).filter(|&node| fates[node] == ItemState::In) {
        base.add(values[node], graph.weight(node).minutes);
        taken.push(node);
    }
    work.run(base, taken, |node, list| list.push(node))
}

/// The free items as a smaller set; what is decided to be in goes to the base.
pub(super) fn contract(items: &Items, fates: &[ItemState]) -> Items {
    let free = |list: &[Neighbour]| -> Vec<usize> {
        let ends = list.iter().map(|arc| arc.other());
        let mut free: Vec<usize> = ends.filter(|&other| fates[other] == ItemState::Free).collect();
        free.sort_unstable();
        free
    };
    let work = Contraction {
        value: items.value.clone(),
        cost: items.cost.clone(),
        needs: lists(fates, |item| free(items.needs(item))),
        users: lists(fates, |item| free(items.users(item))),
        ..Contraction::new(fates)
    };
    let mut taken = items.taken.clone();
    for item in (0..items.len()).filter(|&item| fates[item] == ItemState::In) {
        taken.extend_from_slice(items.members(item));
    }
    work.run(items.decided(fates), taken, |item, list| list.extend_from_slice(items.members(item)))
}

/// The neighbours of what is free.
fn lists(fates: &[ItemState], of: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    (0..fates.len()).map(|item| if fates[item] == ItemState::Free { of(item) } else { Vec::new() }).collect()
}

#[derive(Default)]
struct Contraction {
    alive: Vec<bool>,
    value: Vec<i128>,
    cost: Vec<i64>,
    /// Sorted, like the users.
    needs: Vec<Vec<usize>>,
    users: Vec<Vec<usize>>,
    /// What an item stands for: a ring of items for each that is alive.
    ring: Vec<usize>,
    taken: Vec<usize>,
}

impl Contraction {
    fn new(fates: &[ItemState]) -> Self {
        Self {
            alive: fates.iter().map(|&fate| fate == ItemState::Free).collect(),
            ring: (0..fates.len()).collect(),
            ..Self::default()
        }
    }

    /// Contracts until nothing changes any more.
    fn run(mut self, base: ValueCost, taken: Vec<usize>, members: impl Fn(usize, &mut Vec<usize>)) -> Items {
        let mut open: Vec<usize> = (0..self.alive.len()).filter(|&item| self.alive[item]).collect();
        loop {
            while let Some(item) = open.pop() {
                if self.alive[item] {
                    self.look(item, &mut open);
                }
            }
            self.merge_twins(&mut open);
            if open.is_empty() {
                return self.finish(base, taken, members);
            }
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
        self.ring.swap(item, into);
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

    fn finish(self, base: ValueCost, taken: Vec<usize>, members: impl Fn(usize, &mut Vec<usize>)) -> Items {
        let kept: Vec<usize> = (0..self.alive.len()).filter(|&item| self.alive[item]).collect();
        let mut place = vec![0; self.alive.len()];
        for (at, &item) in kept.iter().enumerate() {
            place[item] = at;
        }
        let mut needs = self.needs;
        for &item in &kept {
            for need in &mut needs[item] {
                *need = place[*need];
            }
        }
        let draft =
            |&item: &usize| ItemDraft { value: self.value[item], cost: self.cost[item], needs: &needs[item] };
        let drafts: Vec<ItemDraft<'_>> = kept.iter().map(draft).collect();
        let ring = &self.ring;
        let all = |item: usize, list: &mut Vec<usize>| {
            let mut next = item;
            loop {
                members(next, list);
                next = ring[next];
                if next == item {
                    break;
                }
            }
        };
        let mut smaller = Items::new(&drafts, |draft, list| all(kept[draft], list));
        (smaller.base, smaller.taken) = (base, taken);
        for &item in &self.taken {
            smaller.base.add(self.value[item], self.cost[item]);
            all(item, &mut smaller.taken);
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
