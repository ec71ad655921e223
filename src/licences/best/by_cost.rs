//! Every mix in the order of its cost, those that let people earn the same only once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::super::holding::{Holding, held};
use super::Mix;
use super::choices::{MixChoices, SeatChoice};
use crate::model::Id;

/// How many beginnings of mixes are looked at: some seconds.
const MOST: usize = 1_000_000;

/// Who has plans that not everybody has: the group, the number of seats, whether they are those of a suite, the plans.
type PartialHolders = (Option<Id>, i64, bool, BTreeSet<Id>);

/// Mixes by rising cost.
pub(super) struct MixesByCost<'o, 's, 'a> {
    offer: &'o MixChoices<'s, 'a>,
    /// The least that the slots from each on cost together.
    least: Vec<i64>,
    /// What it costs at least, and what was picked from the first slots.
    open: BinaryHeap<Reverse<(i64, Vec<usize>)>>,
    /// What the mixes so far let people earn.
    known: BTreeSet<(BTreeSet<Id>, Vec<PartialHolders>)>,
    looked: usize,
}

impl<'o, 's, 'a> MixesByCost<'o, 's, 'a> {
    pub(super) fn new(offer: &'o MixChoices<'s, 'a>) -> Self {
        let mut least = vec![0_i64; offer.slots.len() + 1];
        for (at, slot) in offer.slots.iter().enumerate().rev() {
            let cheapest = slot.picks.iter().map(yearly).min().unwrap_or(0);
            least[at] = least[at + 1].saturating_add(cheapest);
        }
        let open = BinaryHeap::from([Reverse((least[0], Vec::new()))]);
        Self { offer, least, open, known: BTreeSet::new(), looked: 0 }
    }

    /// What every mix costs that is still to come; `None` when all have been met.
    pub(super) fn next_cost(&self) -> Option<i64> {
        self.open.peek().map(|Reverse((cost, _))| *cost)
    }

    /// Whether the walk was given up before its end.
    pub(super) fn is_cut(&self) -> bool {
        self.looked >= MOST && !self.open.is_empty()
    }

    fn picks(&self, picked: &[usize]) -> impl Iterator<Item = &'o SeatChoice> {
        let slots = self.offer.slots.iter().zip(picked.to_vec());
        self.offer.kept.iter().chain(slots.filter_map(|(slot, at)| slot.picks[at].as_ref()))
    }

    fn mix(&self, picked: &[usize]) -> Option<Mix> {
        let offer = self.offer;
        let picks: Vec<&SeatChoice> = self.picks(picked).collect();
        let holdings: Vec<&Holding> = picks.iter().map(|pick| &pick.holding).collect();
        let stands = |pick: &&SeatChoice| {
            let on = |base: &Id| holdings.iter().any(|held| held.base && held.sku == *base);
            pick.needs_base.is_empty() || pick.needs_base.iter().any(on)
        };
        let fits = |pick: &&SeatChoice| {
            let most = offer.ground.state.catalogue.skus.get(&pick.licence.sku).and_then(|sku| sku.max_seats);
            let all = holdings
                .iter()
                .filter(|held| held.sku == pick.licence.sku)
                .map(|held| held.seats)
                .sum::<i64>();
            // What is owned is not judged.
            let owned =
                offer.ground.state.licences.iter().flatten().filter(|own| own.sku == pick.licence.sku);
            let owned: i64 = owned.map(crate::model::Licence::seats).sum();
            most.is_none_or(|most| all <= most.max(owned))
        };
        let slots = offer.slots.iter().zip(picked);
        let mut gone =
            slots.filter(|(slot, at)| slot.picks[**at].is_none()).filter_map(|(slot, _)| slot.owned.as_ref());
        let tenant = offer.ground.state.tenant;
        if !picks.iter().all(stands)
            || !picks.iter().all(fits)
            || !gone.all(|gone| gone.is_within(&holdings, tenant))
        {
            return None;
        }
        let yearly = picks.iter().fold(0_i64, |sum, pick| sum.saturating_add(pick.yearly));
        Some(Mix { licences: picks.iter().map(|pick| pick.licence.clone()).collect(), yearly })
    }

    /// What a mix lets people earn: the plans that everybody has, and who has others.
    fn meaning(&self, picked: &[usize]) -> (BTreeSet<Id>, Vec<PartialHolders>) {
        let offer = self.offer;
        let holdings: Vec<&Holding> = self.picks(picked).map(|pick| &pick.holding).collect();
        let free: Vec<&Holding> =
            holdings.iter().copied().filter(|held| held.base || held.group.is_none()).collect();
        let everybody_has = |plan: &&Id| held(&free, plan) >= offer.everybody;
        let all: BTreeSet<Id> = offer.named.iter().filter(everybody_has).cloned().collect();
        let mut parts: Vec<PartialHolders> = Vec::new();
        // Add-ons for the same people are one; suites of one size are those of different people.
        let mut beside: BTreeMap<(Option<Id>, i64), BTreeSet<Id>> = BTreeMap::new();
        for holding in holdings {
            let rest =
                holding.plans.iter().filter(|plan| offer.named.contains(*plan) && !all.contains(*plan));
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
        while self.looked < MOST {
            let Reverse((cost, picked)) = self.open.pop()?;
            self.looked += 1;
            let Some(slot) = self.offer.slots.get(picked.len()) else {
                if let Some(mix) = self.mix(&picked)
                    && self.known.insert(self.meaning(&picked))
                {
                    return Some(mix);
                }
                continue;
            };
            let before = cost - self.least[picked.len()];
            for (at, pick) in slot.picks.iter().enumerate() {
                let mut longer = picked.clone();
                longer.push(at);
                let cost = before.saturating_add(yearly(pick)).saturating_add(self.least[longer.len()]);
                self.open.push(Reverse((cost, longer)));
            }
        }
        None
    }
}

fn yearly(pick: &Option<SeatChoice>) -> i64 {
    pick.as_ref().map_or(0, |pick| pick.yearly)
}
