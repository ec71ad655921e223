//! Entitlement: whether the licences allow a control to be earned, and for how many people.

use std::collections::{BTreeMap, BTreeSet};

use super::done::Seen;
use super::{ScoreRow, SeatPools, State};
use crate::model::text::words;
use crate::model::{
    Action, Binding, Catalogue, Control, Environment as _, Expr, Id, Points, Scoring, Share, Tenant, USERS,
    Way,
};

/// Whether a tenant is allowed to earn a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entitlement {
    Yes,
    No,
    /// Nothing shows a licence that the control needs, or only the export knows the control. Counts as entitled.
    Unknown,
}

/// Why a tenant can not work on an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Barrier {
    /// A licence is missing.
    Licence,
    /// Nothing shows the licence of what the action would bring into the score.
    NotShown,
    /// Nobody knows how many there are of what the action is for.
    Population(Vec<Id>),
}

words!(Entitlement: "yes" => Yes, "no" => No, "unknown" => Unknown);

/// The controls that the portal calls licensed or not, by catalogue id. Where the plans are known they decide instead: they
/// are dated and follow changes of licences. A control that only the export knows has no plans. Of several instances one
/// licensed instance is enough.
pub(super) fn portal_licences(tenant: &Tenant, catalogue: &Catalogue) -> BTreeMap<Id, bool> {
    let counts = |id: &Id| {
        tenant.licences.is_none() || catalogue.control(id).is_none_or(|control| control.about.from_export)
    };
    let mut stated = BTreeMap::new();
    for control in tenant.controls.values().filter(|control| counts(&control.id)) {
        let Some(licensed) = control.licensed else { continue };
        *stated.entry(control.id.clone()).or_insert(licensed) |= licensed;
        let name = control.id.without_instance();
        if name != control.id.as_str() {
            *stated.entry(Id::new(name)).or_insert(licensed) |= licensed;
        }
    }
    stated
}

impl State<'_> {
    /// Whether the tenant may take a way to a control.
    pub fn may_take(&self, control: &Control, way: &Way) -> Entitlement {
        let unknown = control.about.from_export || !way.entitled_when.holds(self);
        match (self.stated_licence(&control.id), way.entitled_when.may_hold(self)) {
            (Some(false), _) | (_, false) => Entitlement::No,
            (None, true) if unknown => Entitlement::Unknown,
            (_, true) => Entitlement::Yes,
        }
    }

    /// Why a tenant can not work on an action that is not done, as far as its licences and its people tell.
    pub fn barrier(&self, action: &Action) -> Option<Barrier> {
        let (entitled, applies) = (&action.entitled_when, &action.applies_when);
        if !entitled.may_hold(self) {
            return Some(Barrier::Licence);
        }
        let seen = Seen(self);
        // What does not apply at all is no work, and nothing stands in its way.
        let open = applies.may_hold(&seen);
        let by_plans = applies.may_hold_by_plans(&seen);
        let is_shown = entitled.holds(self) && (applies.holds(&seen) || !by_plans);
        if open && !is_shown && self.readers.is_deployment(&action.id) {
            return Some(Barrier::NotShown);
        }
        let unknown = || applies.facts().into_iter().filter(|name| self.is_unknown(name)).collect();
        (open && !by_plans).then(|| Barrier::Population(unknown()))
    }

    /// Whether a tenant may work on an action.
    pub fn may_do(&self, action: &Action) -> bool {
        self.barrier(action).is_none()
    }

    /// How many controls can not come into the score while nobody knows the size of a population, with their maximum.
    pub fn hanging_on(&self, population: &Id) -> (usize, Points) {
        let waits = |action: &&Action| matches!(self.barrier(action), Some(Barrier::Population(names)) if names.contains(population));
        let actions = self.catalogue.actions.values().filter(waits);
        let mut facts: BTreeSet<&Id> = actions.flat_map(|action| action.sets.keys()).collect();
        facts.insert(population);
        let hangs = |control: &&Control| {
            control.is_current()
                && !self.rows.contains_key(&control.id)
                && control.visible_when.facts().iter().any(|fact| facts.contains(fact))
        };
        let controls = self.catalogue.controls.values().filter(hangs);
        let maxima = controls.map(|control| self.max_of(&control.id, control).unwrap_or_default());
        maxima.fold((0, Points::ZERO), |(number, sum), max| (number + 1, sum + max))
    }

    /// Whether the portal calls a control licensed, where the portal decides.
    pub fn stated_licence(&self, id: &Id) -> Option<bool> {
        self.licensing.portal.get(id).copied()
    }

    /// Whether the tenant may earn a row. For a row that the catalogue does not know the portal decides, and without the
    /// portal it counts as licensed.
    pub fn is_licensed(&self, id: &Id) -> bool {
        match self.control(id) {
            Some(control) => self.entitlement(control) != Entitlement::No,
            None => self.tenant.controls.get(id).and_then(|seen| seen.licensed).unwrap_or(true),
        }
    }

    /// The ways to a control that the tenant may take.
    pub fn licensed_ways<'c>(&self, control: &'c Control) -> impl Iterator<Item = &'c Way> {
        control.ways.iter().filter(|way| self.may_take(control, way) != Entitlement::No)
    }

    /// The points of a maximum that the seats of the best licensed way cover; all of it without such a way.
    pub fn best_seat_cover(&self, control: &Control, max: Points) -> Points {
        let covers = self.licensed_ways(control).map(|way| self.seat_cover(control, way).of(max));
        covers.max().unwrap_or(max)
    }

    /// Whether the tenant may earn a control in any way.
    pub fn entitlement(&self, control: &Control) -> Entitlement {
        let ways: Vec<Entitlement> = control.ways.iter().map(|way| self.may_take(control, way)).collect();
        if ways.contains(&Entitlement::Yes) {
            Entitlement::Yes
        } else if ways.contains(&Entitlement::Unknown) {
            Entitlement::Unknown
        } else {
            Entitlement::No
        }
    }

    /// The share of a control's people or devices that seats reach on a way. Who holds which licence is assumed where
    /// no group says so, see [`SeatPools`]. Binary controls, other populations and plans for the whole
    /// tenant are not bound by seats.
    pub fn seat_cover(&self, control: &Control, way: &Way) -> Share {
        let Scoring::Proportional(population) = &control.scoring else { return Share::ALL };
        let Some(counted) = Counted::of(population) else { return Share::ALL };
        let size = match counted {
            Counted::Users => self.users(),
            Counted::Group | Counted::Devices => self.population(population),
        };
        match self.reached_by_seats(&way.entitled_when, population, counted) {
            Some(reached) if size > 0 => Share::new(reached, size),
            _ => Share::ALL,
        }
    }

    /// The share of all users who hold what a way asks for: what contracts ask for, where the score counts no people with a
    /// seat. A setting of the whole tenant is open with one seat, and a few seats cover all devices of a small platform.
    /// `None` where the score itself counts people ([`State::seat_cover`]), or nobody knows who there is.
    pub fn people_share(&self, control: &Control, way: &Way) -> Option<Share> {
        let population = control.scoring.population();
        let counted = population.and_then(|population| Some((population, Counted::of(population)?)));
        let is_counted = counted.filter(|(_, counted)| *counted != Counted::Devices).is_some_and(
            |(population, counted)| self.reached_by_seats(&way.entitled_when, population, counted).is_some(),
        );
        let users = self.users();
        let people = self.people_with(&way.entitled_when).filter(|_| !is_counted && users > 0)?;
        Some(Share::new(people, users).min(Share::ALL))
    }

    /// How many people hold what a condition asks for; `None` where it asks for no plan.
    fn people_with(&self, expr: &Expr) -> Option<i64> {
        let seats = self.licensing.seats.as_deref()?;
        match expr {
            Expr::Plan(plan) => Some(seats.holders(&[plan], None)),
            Expr::All(parts) => parts.iter().filter_map(|part| self.people_with(part)).min(),
            Expr::Any(parts) => {
                let plans = parts
                    .iter()
                    .filter_map(|part| if let Expr::Plan(plan) = part { Some(plan) } else { None });
                let plans: Vec<&Id> = plans.collect();
                let others =
                    parts.iter().filter(|part| !matches!(part, Expr::Plan(_)) && part.may_hold(self));
                let others: Option<Vec<i64>> = others.map(|part| self.people_with(part)).collect();
                // An alternative that holds without a plan frees the whole condition.
                others?.into_iter().chain([seats.holders(&plans, None)]).max()
            }
            _ => None,
        }
    }

    /// How many people or devices a condition reaches; `None` when seats do not bind it.
    fn reached_by_seats(&self, expr: &Expr, population: &Id, counted: Counted) -> Option<i64> {
        match expr {
            Expr::Plan(plan) => self.holders(&[plan], population, counted),
            Expr::All(parts) => {
                parts.iter().filter_map(|part| self.reached_by_seats(part, population, counted)).min()
            }
            Expr::Any(parts) => {
                // A person who holds several of the plans counts once.
                let plans = parts
                    .iter()
                    .filter_map(|part| if let Expr::Plan(plan) = part { Some(plan) } else { None });
                let plans: Vec<&Id> = plans.collect();
                let together =
                    if plans.is_empty() { Some(0) } else { self.holders(&plans, population, counted) };
                let others = parts.iter().filter(|part| !matches!(part, Expr::Plan(_)));
                let others = others.map(|part| self.reached_by_seats(part, population, counted));
                // An alternative that seats do not bind frees the whole condition.
                let all: Option<Vec<i64>> = others.chain([together]).collect();
                all.and_then(|all| all.into_iter().max())
            }
            other if other.may_hold(self) => None,
            _ => Some(0),
        }
    }

    /// How many people hold one of some plans, or how many devices these license; `None` when one of them that is
    /// owned is not bound to what is counted.
    fn holders(&self, plans: &[&Id], population: &Id, counted: Counted) -> Option<i64> {
        let seats = self.licensing.seats.as_deref()?;
        let binding =
            |plan: &Id| self.catalogue.plans.get(plan).map(|info| info.seats.clone()).unwrap_or_default();
        let mut reached = 0_i64;
        // Plans that license a different number of devices each count by themselves.
        let mut by_devices: BTreeMap<i64, Vec<&Id>> = BTreeMap::new();
        for plan in plans {
            let of_plan = binding(plan);
            let binds = match (of_plan.per, counted) {
                (Binding::User, Counted::Users | Counted::Group) => Some(1),
                (Binding::Device, Counted::Devices) => Some(of_plan.devices.max(1)),
                _ => None,
            };
            match binds {
                Some(devices) => by_devices.entry(devices).or_default().push(plan),
                None if self.owns(plan) == Some(true) => return None,
                None => {}
            }
        }
        let group = (counted == Counted::Group).then_some(population);
        for (devices, plans) in by_devices {
            reached = reached.max(seats.holders(&plans, group).saturating_mul(devices));
        }
        Some(reached)
    }

    /// The rows with points left whose figures depend on an assumption about who holds which licence, by id.
    pub fn seats_assumed(&self) -> Vec<&Id> {
        let Some(seats) = self.licensing.seats.as_deref() else { return Vec::new() };
        let users = self.users();
        let depends = |row: &&ScoreRow| {
            let Some(control) = self.control(&row.id) else { return false };
            let Scoring::Proportional(population) = &control.scoring else { return false };
            let Some(counted) = Counted::of(population) else { return false };
            let group = (counted == Counted::Group).then_some(population);
            row.left() > Points::ZERO
                && self.licensed_ways(control).any(|way| {
                    let plans = way.entitled_when.plans();
                    let plans: Vec<&Id> = plans.iter().filter(|plan| self.binds(plan, counted)).collect();
                    seats.is_assumed(&plans, group, users)
                })
        };
        self.rows.values().filter(depends).map(|row| &row.id).collect()
    }

    /// Whether seats of a plan are counted against what a control counts.
    fn binds(&self, plan: &Id, counted: Counted) -> bool {
        let per = self.catalogue.plans.get(plan).map(|info| info.seats.per).unwrap_or_default();
        match counted {
            Counted::Users | Counted::Group => per == Binding::User,
            Counted::Devices => per == Binding::Device,
        }
    }

    /// The seats of the day by plan and group; `None` when the licences are unknown.
    pub fn seats(&self) -> Option<&SeatPools> {
        self.licensing.seats.as_deref()
    }

    /// The points that a way can reach. Ceiling, coverage and seats limit proportional controls.
    pub fn reach(&self, control: &Control, way: &Way, max: Points) -> Points {
        match control.scoring {
            Scoring::Binary | Scoring::Threshold => max,
            Scoring::Proportional(_) => {
                control.ceiling.min(way.coverage).min(self.seat_cover(control, way)).of(max)
            }
        }
    }
}

/// The kind of population that a proportional control counts, as far as seats are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Users,
    Group,
    /// Devices of users.
    Devices,
}

impl Counted {
    /// `None` for populations without seats of users: servers, network devices, guests, domains.
    fn of(population: &Id) -> Option<Self> {
        match population.as_str() {
            // Shared mailboxes need no licence: mail policies are licensed by user.
            USERS | "mailboxes" => Some(Self::Users),
            "admins" => Some(Self::Group),
            "devices.windows" | "devices.macos" | "devices.linux" => Some(Self::Devices),
            _ => None,
        }
    }
}
