//! Enumerates the mixes best-first by cost; of those that allow people to earn the same only the cheapest.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::super::holding::{Holding, held};
use super::Mix;
use super::choices::{MixChoices, SeatChoice};
use crate::model::{Id, Money};

/// The most partial mixes that are expanded: some seconds.
const MOST: usize = 1_000_000;

/// The holders of plans that not everybody has: the group, the number of seats, whether they are those of a suite, and the
/// plans.
type PartialHolders = (Option<Id>, i64, bool, BTreeSet<Id>);

/// The mixes by rising cost.
pub(super) struct MixesByCost<'o, 's, 'a> {
    choices: &'o MixChoices<'s, 'a>,
    /// A lower bound of the cost of the slots from each index on.
    least: Vec<Money>,
    /// Partial mixes: a lower bound of their cost, and the choices of the first slots.
    open: BinaryHeap<Reverse<(Money, Vec<usize>)>>,
    /// What the mixes so far allow people to earn.
    known: BTreeSet<(BTreeSet<Id>, Vec<PartialHolders>)>,
    expanded: usize,
}

impl<'o, 's, 'a> MixesByCost<'o, 's, 'a> {
    pub(super) fn new(choices: &'o MixChoices<'s, 'a>) -> Self {
        let mut least = vec![Money::ZERO; choices.slots.len() + 1];
        for (at, slot) in choices.slots.iter().enumerate().rev() {
            let cheapest = slot.picks.iter().map(yearly).min().unwrap_or_default();
            least[at] = least[at + 1] + cheapest;
        }
        let open = BinaryHeap::from([Reverse((least[0], Vec::new()))]);
        Self { choices, least, open, known: BTreeSet::new(), expanded: 0 }
    }

    /// A lower bound of the cost of all further mixes; `None` when there are none.
    pub(super) fn next_cost(&self) -> Option<Money> {
        self.open.peek().map(|Reverse((cost, _))| *cost)
    }

    /// Whether the enumeration was stopped before its end.
    pub(super) fn is_cut(&self) -> bool {
        self.expanded >= MOST && !self.open.is_empty()
    }

    fn picks(&self, picked: &[usize]) -> impl Iterator<Item = &'o SeatChoice> {
        let slots = self.choices.slots.iter().zip(picked.to_vec());
        self.choices.kept.iter().chain(slots.filter_map(|(slot, at)| slot.picks[at].as_ref()))
    }

    fn mix(&self, picked: &[usize]) -> Option<Mix> {
        let choices = self.choices;
        let picks: Vec<&SeatChoice> = self.picks(picked).collect();
        let holdings: Vec<&Holding> = picks.iter().map(|pick| &pick.holding).collect();
        let stands = |pick: &&SeatChoice| {
            let on = |base: &Id| holdings.iter().any(|held| held.base && held.sku == *base);
            pick.needs_base.is_empty() || pick.needs_base.iter().any(on)
        };
        let fits = |pick: &&SeatChoice| {
            let most =
                choices.problem.state.catalogue.skus.get(&pick.licence.sku).and_then(|sku| sku.max_seats);
            let all = holdings
                .iter()
                .filter(|held| held.sku == pick.licence.sku)
                .map(|held| held.seats)
                .sum::<i64>();
            // Owned seats may exceed the limit.
            let owned =
                choices.problem.state.licences.iter().flatten().filter(|own| own.sku == pick.licence.sku);
            let owned: i64 = owned.map(crate::model::Licence::seats).sum();
            most.is_none_or(|most| all <= most.max(owned))
        };
        let slots = choices.slots.iter().zip(picked);
        let mut gone =
            slots.filter(|(slot, at)| slot.picks[**at].is_none()).filter_map(|(slot, _)| slot.owned.as_ref());
        let tenant = choices.problem.state.tenant;
        if !picks.iter().all(stands)
            || !picks.iter().all(fits)
            || !gone.all(|gone| gone.is_within(&holdings, tenant))
        {
            return None;
        }
        let yearly = picks.iter().map(|pick| pick.yearly).sum();
        Some(Mix { licences: picks.iter().map(|pick| pick.licence.clone()).collect(), yearly })
    }

    /// What a mix allows people to earn: the plans that everybody has, and the holders of others.
    fn allows(&self, picked: &[usize]) -> (BTreeSet<Id>, Vec<PartialHolders>) {
        let choices = self.choices;
        let holdings: Vec<&Holding> = self.picks(picked).map(|pick| &pick.holding).collect();
        let free: Vec<&Holding> =
            holdings.iter().copied().filter(|held| held.base || held.group.is_none()).collect();
        let everybody_has = |plan: &&Id| held(&free, plan) >= choices.everybody;
        let all: BTreeSet<Id> = choices.named.iter().filter(everybody_has).cloned().collect();
        let mut parts: Vec<PartialHolders> = Vec::new();
        // Add-ons for the same people are merged; suites of one size belong to different people.
        let mut beside: BTreeMap<(Option<Id>, i64), BTreeSet<Id>> = BTreeMap::new();
        for holding in holdings {
            let rest =
                holding.plans.iter().filter(|plan| choices.named.contains(*plan) && !all.contains(*plan));
            let rest: BTreeSet<Id> = rest.cloned().collect();
            if rest.is_empty() {
                continue;
            }
            if holding.base {
                parts.push((holding.group.clone(), holding.seats, true, rest));
            } else {
                beside.entry((holding.group.clone(), holding.seats)).or_default().extend(rest);
            }
        }
        parts.extend(beside.into_iter().map(|((group, seats), plans)| (group, seats, false, plans)));
        parts.sort_unstable();
        (all, parts)
    }
}

impl Iterator for MixesByCost<'_, '_, '_> {
    type Item = Mix;

    fn next(&mut self) -> Option<Mix> {
        while self.expanded < MOST {
            let Reverse((cost, picked)) = self.open.pop()?;
            self.expanded += 1;
            let Some(slot) = self.choices.slots.get(picked.len()) else {
                if let Some(mix) = self.mix(&picked)
                    && self.known.insert(self.allows(&picked))
                {
                    return Some(mix);
                }
                continue;
            };
            let before = cost - self.least[picked.len()];
            for (at, pick) in slot.picks.iter().enumerate() {
                let mut longer = picked.clone();
                longer.push(at);
                let cost = before + yearly(pick) + self.least[longer.len()];
                self.open.push(Reverse((cost, longer)));
            }
        }
        None
    }
}

fn yearly(pick: &Option<SeatChoice>) -> Money {
    pick.as_ref().map_or(Money::ZERO, |pick| pick.yearly)
}
