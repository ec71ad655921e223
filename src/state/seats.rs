//! Seats by SKU and group, and how many people they reach.
//!
//! Goes in: the licences of a day. Comes out: [`SeatPools`], which counts the people that hold one of some plans. Exports do
//! not state who holds which licence. **Invariants:** seats of base suites add up, because nobody holds two of them; all
//! other seats are nested in the largest holding, so that a part that a suite already has adds nothing; seats of a group
//! reach its members only; more seats never reach fewer people.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::model::{Catalogue, Id, Licence, Tenant, USERS};

/// The seats of one SKU for one group.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SeatPool {
    group: Option<Id>,
    number: i64,
    /// Whether it is a base suite, of which nobody holds two.
    base: bool,
    /// Its plans and those that they imply, without stubs.
    plans: BTreeSet<Id>,
}

/// The seats of a day by plan and group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatPools {
    pools: Vec<SeatPool>,
    /// The size of every group that has seats; a group of unknown size is not limited.
    sizes: BTreeMap<Id, i64>,
}

/// The sum over base suites and the maximum over everything else.
#[derive(Debug, Clone, Copy, Default)]
struct HolderCount {
    base: i64,
    beside: i64,
}

impl HolderCount {
    fn add(&mut self, pool: &SeatPool) {
        if pool.base {
            self.base = self.base.saturating_add(pool.number);
        } else {
            self.beside = self.beside.max(pool.number);
        }
    }
}

impl SeatPools {
    /// The seats in good standing or in grace, of SKUs for people.
    pub(super) fn of(licences: &[Licence], catalogue: &Catalogue, tenant: &Tenant, day: Date) -> Self {
        let counts = |licence: &&Licence| licence.seats() > 0 && !catalogue.is_for_agents(licence);
        let pools: Vec<SeatPool> = licences
            .iter()
            .filter(counts)
            .map(|licence| SeatPool {
                // The seats of everybody are those without a group.
                group: licence.group.clone().filter(|group| group.as_str() != USERS),
                number: licence.seats(),
                base: catalogue.is_base_suite(&licence.sku),
                plans: catalogue.opened_by_licence(licence, day).into_iter().cloned().collect(),
            })
            .collect();
        let groups = pools.iter().filter_map(|pool| pool.group.as_ref());
        let sizes = groups.filter_map(|group| Some((group.clone(), tenant.group_size(group)?))).collect();
        Self { pools, sizes }
    }

    /// The seats of every plan over all groups.
    pub fn by_plan(&self) -> BTreeMap<Id, i64> {
        let mut plans: BTreeMap<Id, i64> = BTreeMap::new();
        for pool in &self.pools {
            for plan in &pool.plans {
                *plans.entry(plan.clone()).or_default() += pool.number;
            }
        }
        plans
    }

    /// The seats of a plan by group; `None` for seats without a group.
    pub fn by_group(&self, plan: &Id) -> BTreeMap<Option<Id>, i64> {
        let mut groups: BTreeMap<Option<Id>, i64> = BTreeMap::new();
        for pool in self.pools.iter().filter(|pool| pool.plans.contains(plan)) {
            *groups.entry(pool.group.clone()).or_default() += pool.number;
        }
        groups
    }

    /// The people that hold one of some plans: of all users, or of one group, whose members get the seats without a group
    /// first. The result may exceed the size of the population.
    pub fn holders(&self, plans: &[&Id], group: Option<&Id>) -> i64 {
        let mut free = HolderCount::default();
        let mut grouped: BTreeMap<&Id, HolderCount> = BTreeMap::new();
        for pool in self.pools.iter().filter(|pool| plans.iter().any(|plan| pool.plans.contains(*plan))) {
            match &pool.group {
                None => free.add(pool),
                Some(of) if group.is_none_or(|group| group == of) => {
                    grouped.entry(of).or_default().add(pool);
                }
                Some(_) => {}
            }
        }
        let (mut base, mut in_groups) = (free.base, 0_i64);
        for (group, held) in grouped {
            let size = self.sizes.get(group).copied().unwrap_or(i64::MAX);
            base = base.saturating_add(held.base.min(size));
            in_groups = in_groups.saturating_add(held.base.max(held.beside).min(size));
        }
        base.max(free.beside).max(in_groups)
    }

    /// Whether [`SeatPools::holders`] depends on an assumption: seats that are nested in larger holdings where not everybody
    /// has one, or a group that gets seats without a group first.
    pub fn is_assumed(&self, plans: &[&Id], group: Option<&Id>, users: i64) -> bool {
        let carries = |pool: &&SeatPool| plans.iter().any(|plan| pool.plans.contains(*plan));
        let sum = |pools: &mut dyn Iterator<Item = &SeatPool>| -> i64 {
            pools.fold(0_i64, |sum, pool| sum.saturating_add(pool.number))
        };
        let (all, free) = (
            sum(&mut self.pools.iter().filter(carries)),
            sum(&mut self.pools.iter().filter(carries).filter(|pool| pool.group.is_none())),
        );
        match group {
            None => {
                let held = self.holders(plans, None);
                held < users && held < all
            }
            Some(_) => free > 0 && free < users,
        }
    }
}
