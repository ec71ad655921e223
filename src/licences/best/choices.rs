//! The choices of a mix: what may be bought, and what has to be kept.

use std::collections::{BTreeMap, BTreeSet};

use super::super::holding::{Holding, held};
use crate::model::{Catalogue, Expr, Id, Licence, Money, Prices, Sku};
use crate::state::State;

#[derive(Debug, Clone)]
pub struct MixProblem<'s, 'a> {
    pub state: &'s State<'a>,
    pub prices: &'s Prices,
    /// The groups for which add-ons may be bought alone; everything else is for everybody.
    pub groups: Vec<Id>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MixError {
    /// The licences of the tenant are not known.
    NoLicences,
    /// The number of users is not known.
    NoUsers,
    /// The size of this group is not known.
    NoGroup(Id),
    /// Figures are out of range.
    Invalid(String),
}

/// Seats that may be part of a mix.
#[derive(Debug, Clone)]
pub(super) struct SeatChoice {
    pub(super) licence: Licence,
    pub(super) holding: Holding,
    /// Their yearly cost; 0 for seats that every mix keeps.
    pub(super) yearly: Money,
    /// The base suites of which they require one.
    pub(super) needs_base: Vec<Id>,
}

/// Alternatives of which a mix has one.
#[derive(Debug, Clone)]
pub(super) struct ChoiceSlot {
    /// `None` is the choice to buy nothing.
    pub(super) picks: Vec<Option<SeatChoice>>,
    /// The owned seats that are dropped when nothing is chosen.
    pub(super) owned: Option<Holding>,
}

#[derive(Debug)]
pub(super) struct MixChoices<'s, 'a> {
    pub(super) problem: &'s MixProblem<'s, 'a>,
    /// Seats of every mix: they have no price, or are not for people.
    pub(super) kept: Vec<SeatChoice>,
    pub(super) slots: Vec<ChoiceSlot>,
    /// The plans that a condition of the catalogue names.
    pub(super) named: BTreeSet<Id>,
    pub(super) everybody: i64,
    /// SKUs that might unlock something and have no price, by name.
    pub(super) unpriced: Vec<Id>,
}

impl<'s, 'a> MixChoices<'s, 'a> {
    pub(super) fn new(problem: &'s MixProblem<'s, 'a>) -> Result<Self, MixError> {
        let state = problem.state;
        let owned = merged(state.licences.as_deref().ok_or(MixError::NoLicences)?);
        let catalogue = state.catalogue;
        let is_base = |licence: &&Licence| catalogue.is_base_suite(&licence.sku);
        let suites: i64 = owned.iter().filter(is_base).map(Licence::seats).sum();
        let users = state.users();
        let everybody = if users > 0 { users } else { suites };
        if everybody <= 0 {
            return Err(MixError::NoUsers);
        }
        let mut choices = Self {
            problem,
            kept: Vec::new(),
            slots: Vec::new(),
            named: named(catalogue),
            everybody,
            unpriced: Vec::new(),
        };
        for licence in &owned {
            choices.keep(licence);
        }
        if suites == 0 {
            let suites = choices.suites(everybody, None, |_| true);
            choices.slots.push(ChoiceSlot {
                picks: std::iter::once(None).chain(suites.into_iter().map(Some)).collect(),
                owned: None,
            });
        }
        choices.add_ons()?;
        Ok(choices)
    }

    fn pick(&self, licence: Licence) -> Option<SeatChoice> {
        let state = self.problem.state;
        let seat = self.problem.prices.seat(&licence.sku, state.catalogue, state.day).ok()?;
        let holding = Holding::of(&licence, state.catalogue, state.day);
        let needs_base = state.catalogue.skus.get(&licence.sku).map(|sku| sku.needs_base.clone());
        let yearly = seat.yearly.times(holding.seats);
        Some(SeatChoice { licence, holding, yearly, needs_base: needs_base.unwrap_or_default() })
    }

    /// Adds the choices for an owned licence.
    fn keep(&mut self, licence: &Licence) {
        let state = self.problem.state;
        let holding = Holding::of(licence, state.catalogue, state.day);
        let priced = self.pick(licence.clone()).filter(|_| !state.catalogue.is_for_agents(licence));
        let Some(mut kept) = priced else {
            // What dropping it would save is not known.
            let pick =
                SeatChoice { licence: licence.clone(), holding, yearly: Money::ZERO, needs_base: Vec::new() };
            return self.kept.push(pick);
        };
        // An owned licence may stay whatever it requires.
        kept.needs_base.clear();
        if holding.base {
            let carries_all = |other: &Holding| holding.plans.is_subset(&other.plans);
            let others = self.suites(holding.seats, licence.group.as_ref(), carries_all);
            let others = others.into_iter().filter(|pick| pick.licence.sku != licence.sku);
            let picks = std::iter::once(kept).chain(others).map(Some).collect();
            self.slots.push(ChoiceSlot { picks, owned: None });
        } else {
            self.slots.push(ChoiceSlot { picks: vec![Some(kept), None], owned: Some(holding) });
        }
    }

    /// The base suites that may be bought for a number of people, cheapest first; of those with the same plans the cheapest.
    fn suites(&self, seats: i64, group: Option<&Id>, fits: impl Fn(&Holding) -> bool) -> Vec<SeatChoice> {
        let suites = self.for_sale(seats).filter(|sku| sku.base);
        let picks = suites.filter_map(|sku| self.pick(bought(&sku.sku, seats, group)));
        self.cheapest(picks.filter(|pick| fits(&pick.holding)).collect())
    }

    /// Adds the add-ons that may be bought, for everybody or for a group of the question.
    fn add_ons(&mut self) -> Result<(), MixError> {
        let mut groups = vec![(None, self.everybody)];
        for group in &self.problem.groups {
            let members = self.problem.state.tenant.group_size(group).filter(|members| *members > 0);
            groups.push((Some(group), members.ok_or_else(|| MixError::NoGroup(group.clone()))?));
        }
        let bases: BTreeSet<&Id> =
            self.offered().filter(|pick| pick.holding.base).map(|pick| &pick.licence.sku).collect();
        let owned: Vec<&Holding> = self.kept.iter().map(|pick| &pick.holding).collect();
        // A plan that everybody has in every mix unlocks nothing.
        let adds = |pick: &SeatChoice| self.of_use(pick).any(|plan| held(&owned, plan) < self.everybody);
        let fits = |sku: &&Sku| {
            !sku.base && (sku.needs_base.is_empty() || sku.needs_base.iter().any(|base| bases.contains(base)))
        };
        let mut by_sku: BTreeMap<Id, Vec<SeatChoice>> = BTreeMap::new();
        for (group, seats) in groups {
            let picks = self.for_sale(seats).filter(fits);
            let picks = picks.filter_map(|sku| self.pick(bought(&sku.sku, seats, group)));
            for pick in self.cheapest(picks.filter(adds).collect()) {
                by_sku.entry(pick.licence.sku.clone()).or_default().push(pick);
            }
        }
        let unknown = |sku: &&Sku| {
            let day = self.problem.state.day;
            self.problem.prices.seat(&sku.sku, self.problem.state.catalogue, day).is_err()
                && sku.plans_on(day).any(|plan| self.named.contains(plan))
        };
        let unpriced = self.for_sale(1).filter(unknown).map(|sku| sku.sku.clone()).collect();
        let slot = |picks: Vec<SeatChoice>| ChoiceSlot {
            picks: std::iter::once(None).chain(picks.into_iter().map(Some)).collect(),
            owned: None,
        };
        let slots: Vec<ChoiceSlot> = by_sku.into_values().map(slot).collect();
        self.slots.extend(slots);
        self.unpriced = unpriced;
        Ok(())
    }

    fn offered(&self) -> impl Iterator<Item = &SeatChoice> {
        self.kept.iter().chain(self.slots.iter().flat_map(|slot| slot.picks.iter().flatten()))
    }

    fn for_sale(&self, seats: i64) -> impl Iterator<Item = &'a Sku> {
        let skus = self.problem.state.catalogue.skus.values();
        skus.filter(move |sku| !sku.agents && sku.max_seats.is_none_or(|most| seats <= most))
    }

    /// The plans of a choice that conditions name.
    pub(super) fn of_use<'p>(&'p self, pick: &'p SeatChoice) -> impl Iterator<Item = &'p Id> {
        pick.holding.plans.iter().filter(|plan| self.named.contains(*plan))
    }

    /// The cheapest choice for each set of plans and of required bases, of equals the first by name; cheapest first.
    fn cheapest(&self, mut picks: Vec<SeatChoice>) -> Vec<SeatChoice> {
        picks.sort_by(|a, b| a.yearly.cmp(&b.yearly).then_with(|| a.licence.sku.cmp(&b.licence.sku)));
        let mut kept: Vec<SeatChoice> = Vec::new();
        for pick in picks {
            let plans: BTreeSet<&Id> = self.of_use(&pick).collect();
            let is_same = |other: &SeatChoice| {
                let fits = other.needs_base.is_empty() || other.needs_base == pick.needs_base;
                fits && self.of_use(other).collect::<BTreeSet<_>>() == plans
                    // A suite is also a base for add-ons, and people work with all of its plans.
                    && (!pick.holding.base || other.holding.plans == pick.holding.plans)
            };
            if !kept.iter().any(is_same) {
                kept.push(pick);
            }
        }
        kept
    }
}

fn bought(sku: &Id, seats: i64, group: Option<&Id>) -> Licence {
    let group = group.cloned();
    Licence { sku: sku.clone(), enabled: seats, warning: 0, suspended: 0, consumed: None, group, plans: None }
}

/// The licences with seats, those of one SKU and group together.
fn merged(licences: &[Licence]) -> Vec<Licence> {
    let mut merged: Vec<Licence> = Vec::new();
    for licence in licences.iter().filter(|licence| licence.seats() > 0) {
        match merged.iter_mut().find(|known| known.sku == licence.sku && known.group == licence.group) {
            Some(known) => {
                known.enabled += licence.enabled;
                known.warning += licence.warning;
            }
            None => merged.push(licence.clone()),
        }
    }
    merged
}

/// Every plan that a condition names: others do not change the score.
fn named(catalogue: &Catalogue) -> BTreeSet<Id> {
    let of_controls = catalogue.controls.values().flat_map(|control| {
        let credit = control.default_credit.iter().map(|credit| &credit.when);
        let ways =
            control.ways.iter().flat_map(|way| std::iter::once(&way.entitled_when).chain(&way.holds_while));
        ways.chain(credit).chain([&control.visible_when])
    });
    let of_actions =
        catalogue.actions.values().flat_map(|action| [&action.entitled_when, &action.applies_when]);
    of_controls.chain(of_actions).flat_map(Expr::plans).collect()
}
