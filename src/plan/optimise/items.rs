//! What the search works on: items with a value and a cost, in an order in which needs come first.

/// What is decided of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Fate {
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
    /// The nodes of the question that each item stands for.
    pub(super) members: Vec<Vec<usize>>,
    /// What every plan holds already: its sum, and its nodes.
    pub(super) base: Sum,
    pub(super) taken: Vec<usize>,
    needs_from: Vec<usize>,
    needs: Vec<usize>,
    users_from: Vec<usize>,
    users: Vec<usize>,
    /// For each entry of `users` the edge, as a position in `needs`.
    user_edges: Vec<usize>,
}

/// Value and cost of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum {
    pub(super) value: i128,
    pub(super) cost: i64,
}

impl Sum {
    pub(super) fn add(&mut self, value: i128, cost: i64) {
        self.value += value;
        self.cost += cost;
    }
}

impl Items {
    /// Puts items into an order in which needs come first, those with the smallest index first.
    pub(super) fn new(value: &[i128], cost: &[i64], members: Vec<Vec<usize>>, needs: &[Vec<usize>]) -> Self {
        let n = value.len();
        let mut missing: Vec<usize> = needs.iter().map(Vec::len).collect();
        let mut users = vec![Vec::new(); n];
        for (item, list) in needs.iter().enumerate() {
            for &need in list {
                users[need].push(item);
            }
        }
        let mut order: Vec<usize> = (0..n).filter(|&item| missing[item] == 0).collect();
        let mut at = 0;
        while at < order.len() {
            for &user in &users[order[at]] {
                missing[user] -= 1;
                if missing[user] == 0 {
                    order.push(user);
                }
            }
            at += 1;
        }
        let mut place = vec![0; n];
        for (position, &item) in order.iter().enumerate() {
            place[item] = position;
        }
        let mut members = members;
        let mut items = Self {
            value: order.iter().map(|&item| value[item]).collect(),
            cost: order.iter().map(|&item| cost[item]).collect(),
            members: order.iter().map(|&item| std::mem::take(&mut members[item])).collect(),
            ..Self::default()
        };
        let mut incoming = vec![Vec::new(); n];
        items.needs_from.push(0);
        for (position, &item) in order.iter().enumerate() {
            let mut list: Vec<usize> = needs[item].iter().map(|&need| place[need]).collect();
            list.sort_unstable();
            for need in list {
                incoming[need].push((position, items.needs.len()));
                items.needs.push(need);
            }
            items.needs_from.push(items.needs.len());
        }
        items.users_from.push(0);
        for list in incoming {
            for (user, edge) in list {
                items.users.push(user);
                items.user_edges.push(edge);
            }
            items.users_from.push(items.users.len());
        }
        items
    }

    pub(super) fn len(&self) -> usize {
        self.value.len()
    }

    pub(super) fn edges(&self) -> usize {
        self.needs.len()
    }

    pub(super) fn needs(&self, item: usize) -> &[usize] {
        &self.needs[self.needs_from[item]..self.needs_from[item + 1]]
    }

    pub(super) fn users(&self, item: usize) -> &[usize] {
        &self.users[self.users_from[item]..self.users_from[item + 1]]
    }

    /// The edges to what an item needs, as `(edge, need)`.
    pub(super) fn need_edges(&self, item: usize) -> impl Iterator<Item = (usize, usize)> {
        (self.needs_from[item]..self.needs_from[item + 1]).map(|edge| (edge, self.needs[edge]))
    }

    /// The edges from what needs an item, as `(edge, user)`.
    pub(super) fn user_edges(&self, item: usize) -> impl Iterator<Item = (usize, usize)> {
        let range = self.users_from[item]..self.users_from[item + 1];
        range.map(|at| (self.user_edges[at], self.users[at]))
    }

    pub(super) fn first_edge(&self, item: usize) -> usize {
        self.needs_from[item]
    }

    /// The k-th neighbour, needs before users: its edge, its index, and whether it is a need.
    pub(super) fn neighbour(&self, item: usize, k: usize) -> Option<(usize, usize, bool)> {
        let from = self.needs_from[item];
        let count = self.needs_from[item + 1] - from;
        if k < count {
            return Some((from + k, self.needs[from + k], true));
        }
        let at = self.users_from[item] + (k - count);
        (at < self.users_from[item + 1]).then(|| (self.user_edges[at], self.users[at], false))
    }

    /// What every plan with these fates holds.
    pub(super) fn decided(&self, fates: &[Fate]) -> Sum {
        let mut sum = self.base;
        for item in (0..self.len()).filter(|&item| fates[item] == Fate::In) {
            sum.add(self.value[item], self.cost[item]);
        }
        sum
    }

    /// Gives an item and, as far as they are free, all it needs (`In`) or all that need it (`Out`) a fate.
    pub(super) fn settle(&self, fates: &mut [Fate], item: usize, fate: Fate) {
        let mut open = vec![item];
        while let Some(item) = open.pop() {
            if fates[item] != Fate::Free {
                continue;
            }
            fates[item] = fate;
            open.extend_from_slice(if fate == Fate::In { self.needs(item) } else { self.users(item) });
        }
    }
}
