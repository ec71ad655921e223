//! Presolve: the problem as a smaller set of items, in topological order.
//!
//! - An item without value that nothing needs is left out; one with a single dependent is merged into it.
//! - An item without cost that needs nothing is taken; one with a single prerequisite is merged into it; two with
//!   the same prerequisites are merged.
//!
//! Each reduction keeps a plan of most value at least cost, because it only removes choices that never help.

use crate::model::Graph;
use crate::plan::closure::{Adjacency, Neighbour};

/// Whether an item is undecided, in every plan, or in none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ItemState {
    #[default]
    Free,
    In,
    Out,
}

/// Items with value, cost and prerequisites; every prerequisite has a smaller index than its dependents.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    pub(super) value: Vec<i128>,
    pub(super) cost: Vec<i64>,
    pub(super) adjacency: Adjacency,
    /// What every plan holds already: its sum, and its nodes.
    pub(super) base: ValueCost,
    pub(super) taken: Vec<usize>,
    members: Vec<usize>,
    members_from: Vec<usize>,
}

/// Value and cost of a set of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ValueCost {
    pub(super) value: i128,
    pub(super) cost: i64,
}

impl ValueCost {
    pub(super) fn add(&mut self, value: i128, cost: i64) {
        self.value += value;
        self.cost += cost;
    }
}

/// An item before it has its place in the order.
#[derive(Debug)]
pub(super) struct ItemDraft<'d> {
    pub(super) value: i128,
    pub(super) cost: i64,
    /// Its prerequisites, by their index among the drafts.
    pub(super) needs: &'d [usize],
}

impl Items {
    /// Sorts drafts topologically; `members` adds the nodes of the problem that a draft stands for to a list.
    ///
    /// The order is breadth first (Kahn 1962). It breaks ties of the search, so it is fixed here and not left to a
    /// library.
    pub(super) fn new(drafts: &[ItemDraft<'_>], members: impl Fn(usize, &mut Vec<usize>)) -> Self {
        let n = drafts.len();
        let unsorted = Adjacency::new(n, |draft| drafts[draft].needs.iter().copied());
        let mut missing: Vec<usize> = drafts.iter().map(|draft| draft.needs.len()).collect();
        let mut order: Vec<usize> = (0..n).filter(|&draft| missing[draft] == 0).collect();
        let mut at = 0;
        while at < order.len() {
            for user in unsorted.users(order[at]) {
                missing[user.node()] -= 1;
                if missing[user.node()] == 0 {
                    order.push(user.node());
                }
            }
            at += 1;
        }
        let mut place = vec![0; n];
        for (position, &draft) in order.iter().enumerate() {
            place[draft] = position;
        }
        let mut items = Self {
            value: order.iter().map(|&draft| drafts[draft].value).collect(),
            cost: order.iter().map(|&draft| drafts[draft].cost).collect(),
            adjacency: Adjacency::new(n, |item| drafts[order[item]].needs.iter().map(|&need| place[need])),
            members_from: vec![0],
            ..Self::default()
        };
        for &draft in &order {
            members(draft, &mut items.members);
            items.members_from.push(items.members.len());
        }
        items
    }

    pub(super) fn len(&self) -> usize {
        self.value.len()
    }

    /// The nodes of the problem that an item stands for.
    pub(super) fn members(&self, item: usize) -> &[usize] {
        &self.members[self.members_from[item]..self.members_from[item + 1]]
    }

    pub(super) fn needs(&self, item: usize) -> &[Neighbour] {
        self.adjacency.needs(item)
    }

    pub(super) fn users(&self, item: usize) -> &[Neighbour] {
        self.adjacency.users(item)
    }

    /// The sum of what every plan with these decisions holds.
    pub(super) fn decided(&self, states: &[ItemState]) -> ValueCost {
        let mut sum = self.base;
        for item in (0..self.len()).filter(|&item| states[item] == ItemState::In) {
            sum.add(self.value[item], self.cost[item]);
        }
        sum
    }

    /// Decides an item and, as far as they are free, its prerequisites (`In`) or its dependents (`Out`).
    pub(super) fn fix(&self, states: &mut [ItemState], item: usize, state: ItemState) {
        let mut open = vec![item];
        while let Some(item) = open.pop() {
            if states[item] == ItemState::Free {
                states[item] = state;
                let next = if state == ItemState::In { self.needs(item) } else { self.users(item) };
                open.extend(next.iter().map(|other| other.node()));
            }
        }
    }
}

/// The free nodes of a problem as items with these values. Nodes that are `bound` by rules stay items of their own: neither
/// left out, nor taken, nor merged into others.
pub(super) fn items(graph: &Graph, values: &[i128], states: &[ItemState], bound: &[bool]) -> Items {
    let free = |list: &[usize]| -> Vec<usize> {
        list.iter().copied().filter(|&other| states[other] == ItemState::Free).collect()
    };
    let work = Contraction {
        value: values.to_vec(),
        cost: (0..graph.len()).map(|node| graph.weight(node).minutes.0).collect(),
        needs: lists(states, |node| free(graph.needs(node))),
        users: lists(states, |node| free(graph.needed_by(node))),
        bound: bound.to_vec(),
        ..Contraction::new(states)
    };
    let mut base = ValueCost::default();
    let mut taken = Vec::new();
    for node in (0..graph.len()).filter(|&node| states[node] == ItemState::In) {
        base.add(values[node], graph.weight(node).minutes.0);
        taken.push(node);
    }
    work.run(base, taken, |node, list| list.push(node))
}

/// Presolves the free items again; what is decided to be in joins the base.
pub(super) fn shrink(items: &Items, states: &[ItemState]) -> Items {
    let free = |list: &[Neighbour]| -> Vec<usize> {
        let ends = list.iter().map(|other| other.node());
        let mut free: Vec<usize> = ends.filter(|&other| states[other] == ItemState::Free).collect();
        free.sort_unstable();
        free
    };
    let work = Contraction {
        value: items.value.clone(),
        cost: items.cost.clone(),
        needs: lists(states, |item| free(items.needs(item))),
        users: lists(states, |item| free(items.users(item))),
        ..Contraction::new(states)
    };
    let mut taken = items.taken.clone();
    for item in (0..items.len()).filter(|&item| states[item] == ItemState::In) {
        taken.extend_from_slice(items.members(item));
    }
    work.run(items.decided(states), taken, |item, list| list.extend_from_slice(items.members(item)))
}

/// The neighbours of each free item.
fn lists(states: &[ItemState], of: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    (0..states.len())
        .map(|item| if states[item] == ItemState::Free { of(item) } else { Vec::new() })
        .collect()
}

/// The items while they are merged.
#[derive(Default)]
struct Contraction {
    alive: Vec<bool>,
    bound: Vec<bool>,
    value: Vec<i128>,
    cost: Vec<i64>,
    /// Sorted, like the users.
    needs: Vec<Vec<usize>>,
    users: Vec<Vec<usize>>,
    /// The items merged into one form a ring: each points to the next.
    ring: Vec<usize>,
    taken: Vec<usize>,
}

impl Contraction {
    fn new(states: &[ItemState]) -> Self {
        Self {
            alive: states.iter().map(|&state| state == ItemState::Free).collect(),
            bound: vec![false; states.len()],
            ring: (0..states.len()).collect(),
            ..Self::default()
        }
    }

    /// Reduces until nothing changes any more.
    fn run(mut self, base: ValueCost, taken: Vec<usize>, members: impl Fn(usize, &mut Vec<usize>)) -> Items {
        let mut open: Vec<usize> = (0..self.alive.len()).filter(|&item| self.alive[item]).collect();
        loop {
            while let Some(item) = open.pop() {
                if self.alive[item] {
                    self.reduce(item, &mut open);
                }
            }
            self.merge_twins(&mut open);
            if open.is_empty() {
                return self.finish(base, taken, members);
            }
        }
    }

    fn reduce(&mut self, item: usize, open: &mut Vec<usize>) {
        if self.bound[item] {
            return;
        }
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

    /// Takes an item out of the graph; its neighbours may be reducible now.
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

    /// Merges an item into another, with its prerequisites and dependents.
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

    /// Merges items without cost that have the same prerequisites.
    fn merge_twins(&mut self, open: &mut Vec<usize>) {
        let mut gifts: Vec<usize> = (0..self.alive.len())
            .filter(|&item| {
                self.alive[item] && !self.bound[item] && self.cost[item] == 0 && self.value[item] > 0
            })
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
        let reduced: Vec<usize> = (0..self.alive.len()).filter(|&item| self.alive[item]).collect();
        let mut place = vec![0; self.alive.len()];
        for (at, &item) in reduced.iter().enumerate() {
            place[item] = at;
        }
        let mut needs = self.needs;
        for &item in &reduced {
            for need in &mut needs[item] {
                *need = place[*need];
            }
        }
        let draft =
            |&item: &usize| ItemDraft { value: self.value[item], cost: self.cost[item], needs: &needs[item] };
        let drafts: Vec<ItemDraft<'_>> = reduced.iter().map(draft).collect();
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
        let mut smaller = Items::new(&drafts, |draft, list| all(reduced[draft], list));
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
