//! Whom seats reach: the section "Seats" of the methods.

use scoreplan::model::{Binding, Control, Expr, Id, Scoring, Share, USERS, Way};

use super::conditions::Facts;
use super::world::World;

/// The people that a population stands for, as far as seats are concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whom {
    Everybody,
    Group,
    Devices,
}

/// The seats of one licence.
pub(super) struct Pool<'w> {
    group: Option<&'w Id>,
    number: i64,
    base: bool,
}

impl World<'_> {
    /// The licences that carry one of some plans, directly or by implication.
    pub(super) fn seats(&self, plans: &[Id]) -> impl Iterator<Item = Pool<'_>> {
        let carries = |sku: &Id| {
            let mut open: Vec<&Id> =
                self.catalogue.skus.get(sku).map_or(vec![], |sku| sku.plans.iter().collect());
            let mut at = 0;
            while let Some(plan) = open.get(at).copied() {
                let implies = self.catalogue.plans.get(plan).map_or(&[][..], |info| &info.implies);
                open.extend(implies);
                at += 1;
            }
            plans.iter().any(|plan| open.contains(&plan))
        };
        let licences = self.tenant.licences.as_deref().unwrap_or_default().iter();
        let carrying: Vec<_> =
            licences.filter(|of| of.enabled + of.warning > 0 && carries(&of.sku)).collect();
        carrying.into_iter().map(|of| Pool {
            group: of.group.as_ref().filter(|group| group.as_str() != USERS),
            number: of.enabled + of.warning,
            base: self.catalogue.skus.get(&of.sku).is_some_and(|sku| sku.base),
        })
    }

    /// The people that hold one of some plans, of all users or of one group.
    fn holders(&self, plans: &[Id], whom: Option<&Id>) -> i64 {
        let pools: Vec<Pool<'_>> = self.seats(plans).collect();
        let of = |group: Option<&Id>| {
            let base =
                pools.iter().filter(|pool| pool.base && pool.group == group).map(|pool| pool.number).sum();
            let beside =
                pools.iter().filter(|pool| !pool.base && pool.group == group).map(|pool| pool.number);
            (base, beside.max().unwrap_or(0))
        };
        let mut groups: Vec<&Id> = pools.iter().filter_map(|pool| pool.group).collect();
        groups.retain(|group| whom.is_none_or(|whom| whom == *group));
        groups.sort_unstable();
        groups.dedup();
        let size = |group: &Id| self.tenant.group_size(group).unwrap_or(i64::MAX);
        let (free, beside): (i64, i64) = of(None);
        let suites: i64 = groups.iter().map(|group| size(group).min(of(Some(group)).0)).sum();
        let in_groups: i64 =
            groups.iter().map(|group| size(group).min(of(Some(group)).0.max(of(Some(group)).1))).sum();
        (free + suites).max(beside).max(in_groups)
    }

    /// The share of a proportional control's population that the seats of a way reach.
    pub(super) fn seat_share(&self, control: &Control, way: &Way) -> Share {
        let Scoring::Proportional(population) = &control.scoring else { return Share::ALL };
        let whom = match population.as_str() {
            USERS | "mailboxes" => Whom::Everybody,
            "admins" => Whom::Group,
            "devices.windows" | "devices.macos" | "devices.linux" => Whom::Devices,
            _ => return Share::ALL,
        };
        let size = match whom {
            Whom::Everybody => self.population(&Id::new(USERS)),
            Whom::Group | Whom::Devices => self.population(population),
        };
        match self.reached(&way.entitled_when, population, whom) {
            Some(reached) if size > 0 => Share::new(reached, size),
            _ => Share::ALL,
        }
    }

    /// How many a condition reaches; `None` where seats do not bind it.
    fn reached(&self, expr: &Expr, population: &Id, whom: Whom) -> Option<i64> {
        let plan = |expr: &Expr| if let Expr::Plan(plan) = expr { Some(plan.clone()) } else { None };
        match expr {
            Expr::Plan(one) => self.by_plans(std::slice::from_ref(one), population, whom),
            Expr::All(parts) => parts.iter().filter_map(|part| self.reached(part, population, whom)).min(),
            Expr::Any(parts) => {
                let plans: Vec<Id> = parts.iter().filter_map(plan).collect();
                let mut most = self.by_plans(&plans, population, whom)?;
                for part in parts.iter().filter(|part| plan(part).is_none()) {
                    most = most.max(self.reached(part, population, whom)?);
                }
                Some(most)
            }
            other => (!other.may_hold(&Facts(self, &self.start.facts))).then_some(0),
        }
    }

    fn by_plans(&self, plans: &[Id], population: &Id, whom: Whom) -> Option<i64> {
        // Where the licences are not known, nobody knows of seats that are missing.
        self.tenant.licences.as_ref()?;
        let mut bound = Vec::new();
        let mut each = 1;
        for plan in plans {
            let seats = self.catalogue.plans.get(plan).map(|info| info.seats.clone()).unwrap_or_default();
            match (seats.per, whom) {
                (Binding::User, Whom::Everybody | Whom::Group) => bound.push(plan.clone()),
                (Binding::Device, Whom::Devices) => {
                    each = seats.devices.max(1);
                    bound.push(plan.clone());
                }
                // One seat of it is enough for everybody.
                _ if self.seats(std::slice::from_ref(plan)).next().is_some() => return None,
                _ => {}
            }
        }
        Some(each * self.holders(&bound, (whom == Whom::Group).then_some(population)))
    }
}
