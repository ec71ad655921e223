//! What conditions ask of a world, and which licences it shows that nobody stated.

use std::collections::BTreeSet;

use scoreplan::model::{Action, Environment, Expr, Id, Origin};

use super::world::World;

/// A fact that nobody has set: then its name may be that of a population.
pub(super) const UNKNOWN: i64 = i64::MIN;

/// The populations whose size may be unknown: those of which the built-in catalogue speaks.
const POPULATIONS: [&str; 15] = [
    "admins",
    "app-instances",
    "devices.linux",
    "devices.macos",
    "devices.network",
    "devices.servers",
    "devices.windows",
    "domain-controllers",
    "domains",
    "guests",
    "mailboxes",
    "servers.adcs",
    "servers.adfs",
    "servers.entra-connect",
    "users",
];

/// The plans of which a condition asks for one and nothing else.
fn asked(expr: &Expr, plans: &mut BTreeSet<Id>) -> bool {
    match expr {
        Expr::Plan(plan) => {
            plans.insert(plan.clone());
            true
        }
        Expr::Any(parts) => parts.iter().all(|part| asked(part, plans)),
        _ => false,
    }
}

/// Licences that nobody stated.
impl World<'_> {
    /// For each row with points that nobody earns without a licence: the plans of which one must be there.
    fn shown_sets(&self) -> Vec<BTreeSet<Id>> {
        let mut sets = Vec::new();
        for seen in self.tenant.controls.values() {
            let asserted = seen.status.is_some_and(|status| status.value.is_asserted());
            let Some(control) = self.catalogue.control(&seen.id) else { continue };
            if seen.score.0 == 0 || seen.total == Some(0) || asserted || control.ways.is_empty() {
                continue;
            }
            let mut plans = BTreeSet::new();
            if control.ways.iter().all(|way| asked(&way.entitled_when, &mut plans)) {
                sets.push(plans);
            }
        }
        sets
    }

    /// Whether such a row shows exactly this plan, or one that includes it.
    fn is_shown(&self, plan: &Id) -> bool {
        let includes = |set: BTreeSet<Id>| {
            let mut open: Vec<Id> = set.into_iter().collect();
            let mut seen = BTreeSet::new();
            while let Some(one) = open.pop().filter(|_| seen.len() <= self.catalogue.plans.len()) {
                open.extend(self.catalogue.plans.get(&one).into_iter().flat_map(|info| info.implies.clone()));
                seen.insert(one);
            }
            seen.contains(plan)
        };
        self.shown_sets().into_iter().filter(|set| set.len() == 1).any(includes)
    }

    /// Whether an action may be worked on: its licence may be there, what it is for is known to be there, and it brings nothing
    /// whose licence nothing shows.
    pub(super) fn is_open(&self, action: &Action) -> bool {
        let facts = Facts(self, &self.start.facts);
        let (entitled, applies) = (&action.entitled_when, &action.applies_when);
        let is_known = !applies.may_hold(&facts) || applies.may_hold_by_plans(&facts);
        let is_shown = entitled.holds(&facts) && (applies.holds(&facts) || !applies.may_hold(&facts));
        entitled.may_hold(&facts) && is_known && (is_shown || !self.brings(action))
    }

    /// Whether an action, or one that needs it, can bring a control into the score.
    fn brings(&self, action: &Action) -> bool {
        let reads = |expr: &Expr| expr.facts().iter().any(|fact| action.sets.contains_key(fact));
        let mut controls = self.catalogue.controls.values();
        controls.any(|control| {
            reads(&control.visible_when) || control.ways.iter().any(|way| reads(&way.entitled_when))
        }) || {
            let mut others = self.catalogue.actions.values();
            others.any(|other| other.needs.contains(&action.id) && self.brings(other))
        }
    }
}

pub(super) struct Facts<'w, 'a>(pub(super) &'w World<'a>, pub(super) &'w [i64]);

impl Environment for Facts<'_, '_> {
    fn owns(&self, plan: &Id) -> Option<bool> {
        match self.0.tenant.licences {
            Some(_) => Some(self.0.seats(std::slice::from_ref(plan)).any(|_| true)),
            None => self.0.is_shown(plan).then_some(true),
        }
    }

    fn owns_one_of(&self, plans: &[&Id]) -> bool {
        let known = |set: &BTreeSet<Id>| set.iter().all(|one| plans.contains(&one));
        self.0.tenant.licences.is_none() && self.0.shown_sets().iter().any(known)
    }

    fn is_unknown(&self, name: &Id) -> bool {
        let told = self.0.facts.iter().position(|fact| fact == name).is_some_and(|at| self.1[at] != UNKNOWN);
        let size = self.0.tenant.populations.get(name);
        let is_guess = size.is_none_or(|size| size.origin == Origin::Default && size.value == 0);
        !told && is_guess && POPULATIONS.contains(&name.as_str())
    }

    fn fact(&self, name: &Id) -> i64 {
        match self.0.facts.iter().position(|fact| fact == name) {
            Some(at) if self.1[at] != UNKNOWN => self.1[at],
            _ => self.0.population(name),
        }
    }

    fn scored(&self, pattern: &str) -> bool {
        self.0.tenant.controls.keys().any(|id| scoreplan::model::expr::pattern_means(pattern, id))
    }

    /// Rows are evidence by what they held on the day of the plan.
    fn row(&self, id: &Id) -> Option<(i64, i64)> {
        let row = self.0.rows().find(|(item, row)| row.observed && item.id == *id);
        row.and_then(|(_, row)| Some((row.measured, row.max?)))
    }
}
