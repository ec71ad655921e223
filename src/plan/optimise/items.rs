//! What the search works on: items with a value and a cost, in an order in which needs come first.

use crate::plan::closure::{Adjacency, Neighbour};

/// What is decided of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ItemState {
    #[default]
    Free,
    In,
    Out,
}

/// Items and their needs, every need with a smaller index than those that need it.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    pub(super) value: Vec<i128>,
    pub(super) cost: Vec<i64>,
    /// Who needs whom.
    pub(super) net: Adjacency,
    /// What every plan holds already: its sum, and its nodes.
    pub(super) base: ValueCost,
    pub(super) taken: Vec<usize>,
    members: Vec<usize>,
    members_from: Vec<usize>,
}

/// Value and cost of a set.
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

/// An item in the making.
#[derive(Debug)]
pub(super) struct ItemDraft<'d> {
    pub(super) value: i128,
    pub(super) cost: i64,
    /// The drafts that it needs, by index.
    pub(super) needs: &'d [usize],
}

impl Items {
    /// Puts drafts into an order in which needs come first, those with the smallest index first; `members` adds the
    /// nodes of the question that a draft stands for to a list.
    pub(super) fn new(drafts: &[ItemDraft<'_>], members: impl Fn(usize, &mut Vec<usize>)) -> Self {
        let n = drafts.len();
        let drawn = Adjacency::new(n, |draft| drafts[draft].needs.iter().copied());
        let mut missing: Vec<usize> = drafts.iter().map(|draft| draft.needs.len()).collect();
        let mut order: Vec<usize> = (0..n).filter(|&draft| missing[draft] == 0).collect();
        let mut at = 0;
        while at < order.len() {
            for arc in drawn.users(order[at]) {
                missing[arc.other()] -= 1;
                if missing[arc.other()] == 0 {
                    order.push(arc.other());
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
            net: Adjacency::new(n, |item| drafts[order[item]].needs.iter().map(|&need| place[need])),
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

    /// The nodes of the question that an item stands for.
    pub(super) fn members(&self, item: usize) -> &[usize] {
        &self.members[self.members_from[item]..self.members_from[item + 1]]
    }

    pub(super) fn needs(&self, item: usize) -> &[Neighbour] {
        self.net.needs(item)
    }

    pub(super) fn users(&self, item: usize) -> &[Neighbour] {
        self.net.users(item)
    }

    /// What every plan with these fates holds.
    pub(super) fn decided(&self, fates: &[ItemState]) -> ValueCost {
        let mut sum = self.base;
        for item in (0..self.len()).filter(|&item| fates[item] == ItemState::In) {
            sum.add(self.value[item], self.cost[item]);
        }
        sum
    }

    /// Gives an item and, as far as they are free, all it needs (`In`) or all that need it (`Out`) a fate.
    pub(super) fn settle(&self, fates: &mut [ItemState], item: usize, fate: ItemState) {
        let mut open = vec![item];
        while let Some(item) = open.pop() {
            if fates[item] == ItemState::Free {
                fates[item] = fate;
                let next = if fate == ItemState::In { self.needs(item) } else { self.users(item) };
                open.extend(next.iter().map(|arc| arc.other()));
            }
        }
    }
}
