//! Follows the seats of a tenant through all changes of licences, and says what can not be.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::diag::{Code, Finding, Findings, Place, nearest};
use crate::model::{Catalogue, Deal, Id, LicenceChange, Origin, Tenant, USERS};

/// The seats of a tenant by SKU and group, as changes move them.
struct Ledger<'a> {
    catalogue: &'a Catalogue,
    tenant: &'a Tenant,
    seats: BTreeMap<(Id, Option<Id>), i64>,
}

/// Follows the seats through all changes of licences, day by day, and reports what can not be.
pub(super) fn follow(
    changes: &[(Date, &LicenceChange, &Place)],
    catalogue: &Catalogue,
    tenant: &Tenant,
    findings: &mut Findings,
) {
    same_day(changes, findings);
    let mut seats: BTreeMap<(Id, Option<Id>), i64> = BTreeMap::new();
    for licence in tenant.licences.iter().flatten() {
        *seats.entry((licence.sku.clone(), licence.group.clone())).or_default() += licence.seats();
    }
    let mut ledger = Ledger { catalogue, tenant, seats };
    // A trial ends before anything else happens on its last day.
    let mut days: Vec<(Date, bool, usize)> = Vec::new();
    for (at, (from, change, _)) in changes.iter().enumerate() {
        days.push((*from, true, at));
        days.extend(change.until.map(|until| (until, false, at)));
    }
    days.sort_unstable();
    let mut moved: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
    for (_, begins, at) in days {
        let Some((_, change, place)) = changes.get(at) else { continue };
        if begins {
            moved.insert(at, ledger.change(change, place, findings));
        } else if let Some((taken, given)) = moved.get(&at) {
            ledger.undo(change, *taken, *given);
        }
    }
}

/// Two changes that take or give seats of one SKU on one day, for the same people: nobody can tell what is meant.
fn same_day(changes: &[(Date, &LicenceChange, &Place)], findings: &mut Findings) {
    let mut seen: BTreeSet<(Date, &Id, Option<&Id>)> = BTreeSet::new();
    for (day, change, place) in changes {
        for sku in change.skus() {
            if !seen.insert((*day, sku, change.group.as_ref())) {
                let message = format!("two changes of `{sku}` on {day}");
                let help = "join them, name the `group` of each, or date one of them later";
                findings.push(Finding::new(Code::SameDay, message).at((*place).clone()).help(help));
            }
        }
    }
}

impl Ledger<'_> {
    fn owned(&self, sku: &Id) -> i64 {
        self.seats.iter().filter(|((of, _), _)| of == sku).map(|(_, seats)| *seats).sum()
    }

    fn of(&self, sku: &Id, group: Option<&Id>) -> i64 {
        self.seats.get(&(sku.clone(), group.cloned())).copied().unwrap_or_default()
    }

    /// What a change may take: all; of a group its own seats, else those of nobody in particular.
    fn takeable(&self, sku: &Id, group: Option<&Id>) -> i64 {
        match group {
            None => self.owned(sku),
            Some(_) if self.of(sku, group) > 0 => self.of(sku, group) + self.of(sku, None),
            Some(_) => self.of(sku, None),
        }
    }

    /// Applies a change; returns how many seats went and came.
    fn change(&mut self, change: &LicenceChange, place: &Place, findings: &mut Findings) -> (i64, i64) {
        let group = change.group.as_ref();
        let size = group.and_then(|group| self.tenant.group_size(group));
        let own = |ledger: &Self, sku: &Id| {
            let own = ledger.of(sku, group);
            if group.is_some() && own == 0 {
                size.unwrap_or(0)
            } else if group.is_some() {
                own
            } else {
                ledger.owned(sku)
            }
        };
        let (taken, given) = match &change.deal {
            Deal::Replace { replace, with, seats } => {
                let wanted = seats.unwrap_or_else(|| own(self, replace));
                (Some((replace, wanted)), Some((with, wanted)))
            }
            Deal::Add { sku, seats } => (None, Some((sku, seats.or(size).unwrap_or(0)))),
            Deal::Remove { sku, seats } => (Some((sku, seats.unwrap_or_else(|| own(self, sku)))), None),
            Deal::Reduce { sku, to } => {
                let has = if group.is_some() { self.of(sku, group) } else { self.owned(sku) };
                if *to >= has {
                    let message =
                        format!("`{sku}` is reduced to {to} seats, the tenant has {has} on that day");
                    let help = if *to > has { "write `add` to buy seats" } else { "leave the change out" };
                    findings.push(Finding::new(Code::NothingToRemove, message).at(place.clone()).help(help));
                }
                (Some((sku, (has - to).max(0))), None)
            }
        };
        if let Some((sku, wanted)) = taken {
            self.take(sku, group, wanted, matches!(change.deal, Deal::Reduce { .. }), place, findings);
        }
        if let Some((sku, number)) = given {
            self.give(sku, group, number, place, findings);
        }
        (taken.map_or(0, |(_, seats)| seats), given.map_or(0, |(_, seats)| seats))
    }

    fn take(
        &mut self,
        sku: &Id,
        group: Option<&Id>,
        wanted: i64,
        reduced: bool,
        place: &Place,
        findings: &mut Findings,
    ) {
        let has = self.takeable(sku, group);
        if !reduced && (has == 0 || wanted > has) {
            let of_group = group.map(|group| format!(" of `{group}`")).unwrap_or_default();
            let message = if has == 0 {
                format!("`{sku}`{of_group} is to go, and the tenant has no seat of it on that day")
            } else {
                format!("{wanted} seats of `{sku}`{of_group} are to go, the tenant has {has} on that day")
            };
            let mut owned: BTreeMap<&Id, i64> = BTreeMap::new();
            for ((sku, _), seats) in &self.seats {
                *owned.entry(sku).or_default() += seats;
            }
            let owned = owned.iter().filter(|(_, seats)| **seats > 0);
            let owned: Vec<String> = owned.map(|(sku, seats)| format!("{sku}: {seats}")).collect();
            let help = if owned.is_empty() {
                "the tenant's licences are not known: import its subscribedSkus".to_owned()
            } else {
                format!("it has {}", owned.join(", "))
            };
            findings.push(Finding::new(Code::NothingToRemove, message).at(place.clone()).help(help));
        }
        self.move_away(sku, group, wanted);
    }

    fn move_away(&mut self, sku: &Id, group: Option<&Id>, wanted: i64) {
        let mut left = wanted;
        let of_sku = self.seats.iter_mut().filter(|((of, _), _)| of == sku);
        let mut of_sku: Vec<_> =
            of_sku.filter(|((_, of), _)| group.is_none() || of.is_none() || of.as_ref() == group).collect();
        of_sku.sort_by_key(|((_, of), _)| of.as_ref() != group);
        for (_, seats) in of_sku {
            let gone = left.min(*seats).max(0);
            *seats -= gone;
            left -= gone;
        }
    }

    fn give(&mut self, sku: &Id, group: Option<&Id>, number: i64, place: &Place, findings: &mut Findings) {
        *self.seats.entry((sku.clone(), group.cloned())).or_default() += number;
        let after = self.owned(sku);
        if let Some(most) = self.catalogue.skus.get(sku).and_then(|sku| sku.max_seats)
            && after > most
        {
            let message = format!("{after} seats of `{sku}`, which is sold for at most {most}");
            let help = "use an enterprise suite for the users above the limit";
            findings.push(Finding::new(Code::TooManySeats, message).at(place.clone()).help(help));
        }
        let of_group = self.of(sku, group);
        let size =
            group.and_then(|group| Some((group.to_string(), self.tenant.group_size(group)?, of_group)));
        let users = self.tenant.populations.get(USERS).filter(|users| users.origin != Origin::Default);
        let users = users.map(|users| (USERS.to_owned(), users.value, after));
        for (who, people, seats) in size.into_iter().chain(users) {
            if seats > people {
                let message = format!("{seats} seats of `{sku}` for {people} {who}");
                let help =
                    "seats above the number of people earn nothing: buy fewer, or mend the number of people";
                findings.push(Finding::new(Code::MoreThanPeople, message).at(place.clone()).help(help));
            }
        }
    }

    /// The end of a trial.
    fn undo(&mut self, change: &LicenceChange, taken: i64, given: i64) {
        let (goes, comes) = match &change.deal {
            Deal::Replace { replace, with, .. } => (Some(with), Some(replace)),
            Deal::Add { sku, .. } => (Some(sku), None),
            Deal::Remove { .. } | Deal::Reduce { .. } => (None, None),
        };
        if let Some(sku) = goes {
            self.move_away(sku, change.group.as_ref(), given);
        }
        if let Some(sku) = comes {
            *self.seats.entry((sku.clone(), None)).or_default() += taken;
        }
    }
}

/// A group that a change names has members.
pub(super) fn group(group: &Id, tenant: &Tenant, place: &Place, findings: &mut Findings) {
    if tenant.group_size(group).is_some() {
        return;
    }
    let known = || tenant.groups.keys().chain(tenant.populations.keys()).map(Id::as_str);
    let help = nearest(group.as_str(), known()).map_or_else(
        || "state its size under `groups` of the tenant file".to_owned(),
        |known| format!("did you mean `{known}`? else state its size under `groups` of the tenant file"),
    );
    let message = format!("unknown group `{group}`");
    findings.push(Finding::new(Code::UnknownGroup, message).at(place.clone()).help(help));
}
