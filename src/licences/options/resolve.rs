//! What an option makes of the licences that a tenant has.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::check;
use crate::diag::{Code, Finding, Findings, Place};
use crate::licences::{RedundantSeats, redundant};
use crate::model::{Catalogue, Id, Licence, LicenceChange, OptionPart, OptionSpec, Prices, Tenant};

/// What an option does to the licences of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResolvedOption {
    /// The changes, what comes first: nobody is without a plan in between that stays.
    pub changes: Vec<LicenceChange>,
    /// The licences after it.
    pub licences: Vec<Licence>,
    /// Add-ons of the tenant that it makes redundant: they go with it.
    pub dropped: Vec<RedundantSeats>,
    /// What brings nothing and stays all the same: the option names it, or it brought nothing before.
    pub redundant: Vec<RedundantSeats>,
}

/// What an option is resolved against.
#[derive(Debug, Clone, Copy)]
pub struct OptionContext<'a> {
    /// The world.
    pub catalogue: &'a Catalogue,
    /// The tenant.
    pub tenant: &'a Tenant,
    /// What seats cost: of two licences that hold each other the dearer one is redundant.
    pub prices: &'a Prices,
    /// The day on which the option begins.
    pub day: Date,
    /// Where the option was written, such as `--option`.
    pub flag: &'a str,
}

/// Seats by SKU and group.
pub(super) type Holdings = BTreeMap<(Id, Option<Id>), i64>;

/// Resolves an option: its base suites take the place of those of the same people, its add-ons come on top, and add-ons
/// of the tenant stay unless it makes them redundant. `None` when a finding is an error.
pub fn resolve(
    option: &OptionSpec,
    ground: &OptionContext<'_>,
    findings: &mut Findings,
) -> Option<ResolvedOption> {
    let mut own = Findings::new();
    let resolved = resolved(option, ground, &mut own);
    let failed = own.has_errors();
    findings.extend(own);
    resolved.filter(|_| !failed)
}

fn resolved(
    option: &OptionSpec,
    ground: &OptionContext<'_>,
    findings: &mut Findings,
) -> Option<ResolvedOption> {
    let Some(licences) = &ground.tenant.licences else {
        let message = "the licences of the tenant are not known: an option has nothing to start from";
        let help =
            "say what it has with `--owned`, like `--owned SPE_E3:1200`, or import /subscribedSkus too";
        findings.push(Finding::new(Code::NothingOwned, message).help(help));
        return None;
    };
    let owned = holdings(licences);
    let (mut target, stated) = target(option, &owned, ground, findings)?;
    check::check(option, &stated, &target, ground, findings);
    if !findings.has_errors() {
        check::left_alone(option, &owned, &target, ground, findings);
    }
    let before = redundant(licences, ground.prices, ground.catalogue, ground.tenant, ground.day);
    let already: BTreeSet<_> = before.iter().map(key).collect();
    let named: BTreeSet<_> = stated.keys().cloned().collect();
    let after = redundant(
        &licences_of(&target, licences),
        ground.prices,
        ground.catalogue,
        ground.tenant,
        ground.day,
    );
    let (mut dropped, mut kept) = (Vec::new(), Vec::new());
    for one in after {
        let is_base = ground.catalogue.skus.get(&one.line.sku).is_some_and(|sku| sku.base);
        if is_base || named.contains(&key(&one)) || already.contains(&key(&one)) {
            kept.push(one);
        } else {
            target.remove(&key(&one));
            dropped.push(one);
        }
    }
    let changes = changes(&owned, &target);
    Some(ResolvedOption { changes, licences: licences_of(&target, licences), dropped, redundant: kept })
}

fn key(one: &RedundantSeats) -> (Id, Option<Id>) {
    (one.line.sku.clone(), one.line.group.clone())
}

/// The seats that work, by SKU and group.
pub(super) fn holdings(licences: &[Licence]) -> Holdings {
    let mut holdings = Holdings::new();
    for licence in licences.iter().filter(|licence| licence.seats() > 0) {
        let held = holdings.entry((licence.sku.clone(), licence.group.clone())).or_default();
        *held = held.saturating_add(licence.seats());
    }
    holdings
}

fn total<'h>(held: impl Iterator<Item = (&'h (Id, Option<Id>), &'h i64)>) -> i64 {
    held.fold(0, |sum, (_, seats)| sum.saturating_add(*seats))
}

/// Holdings as licences. What an export lists as the contents of a SKU holds for all of its seats.
fn licences_of(holdings: &Holdings, owned: &[Licence]) -> Vec<Licence> {
    let plans =
        |sku: &Id| owned.iter().find(|licence| licence.sku == *sku).and_then(|known| known.plans.clone());
    let licence = |((sku, group), seats): (&(Id, Option<Id>), &i64)| Licence {
        sku: sku.clone(),
        enabled: *seats,
        warning: 0,
        suspended: 0,
        consumed: None,
        group: group.clone(),
        plans: plans(sku),
    };
    holdings.iter().filter(|(_, seats)| **seats > 0).map(licence).collect()
}

/// What the tenant has with the option, and the seats of each of its parts.
fn target(
    option: &OptionSpec,
    owned: &Holdings,
    ground: &OptionContext<'_>,
    findings: &mut Findings,
) -> Option<(Holdings, Holdings)> {
    let is_base = |sku: &Id| ground.catalogue.skus.get(sku).is_some_and(|sku| sku.base);
    let mut target = owned.clone();
    let mut stated = Holdings::new();
    let bases: Vec<&OptionPart> = option.parts.iter().filter(|part| is_base(&part.sku)).collect();
    let of_everybody = bases.iter().any(|part| part.group.is_none());
    let replaced: i64 = total(owned.iter().filter(|((sku, _), _)| is_base(sku)));
    if of_everybody {
        target.retain(|(sku, _), _| !is_base(sku));
    }
    // Parts with a number or a group first: whoever has neither gets the rest.
    let mut rest: Vec<&OptionPart> = Vec::new();
    for part in &bases {
        let group = part.group.as_ref();
        let size = group.and_then(|group| ground.tenant.group_size(group));
        let own: i64 = total(owned.iter().filter(|((sku, of), _)| of.as_ref() == group && is_base(sku)));
        let seats = match (part.seats, group) {
            (Some(seats), _) => seats,
            (None, Some(_)) if own > 0 => own,
            (None, Some(_)) => size.unwrap_or(0),
            (None, None) => {
                rest.push(part);
                continue;
            }
        };
        if !of_everybody {
            take_bases(&mut target, group, seats, &is_base);
        }
        stated.insert((part.sku.clone(), part.group.clone()), seats);
    }
    let users = ground.tenant.populations.get(&Id::new("users")).map_or(0, |users| users.value);
    let everybody = if replaced > 0 { replaced } else { users };
    match rest.as_slice() {
        [] => {}
        [part] => {
            let left = everybody - stated.values().sum::<i64>();
            if left <= 0 {
                let message = format!("no seat is left for `{}`: the others take all {everybody}", part.sku);
                let help = "write how many it has, like SPE_E3:1180";
                findings
                    .push(Finding::new(Code::WrongValue, message).at(place(option, part, ground)).help(help));
                return None;
            }
            stated.insert((part.sku.clone(), None), left);
        }
        [_, second, ..] => {
            let message = format!("`{}` is a second suite for the same people", second.sku);
            let help = "nobody holds two base suites: write the seats or the group of one of them, like SPE_E5:20@admins";
            findings
                .push(Finding::new(Code::WrongValue, message).at(place(option, second, ground)).help(help));
            return None;
        }
    }
    for (key, seats) in &stated {
        let held = target.entry(key.clone()).or_default();
        *held = held.saturating_add(*seats);
    }
    for part in option.parts.iter().filter(|part| !is_base(&part.sku)) {
        let size = part.group.as_ref().and_then(|group| ground.tenant.group_size(group));
        let needed = ground.catalogue.skus.get(&part.sku).map_or(&[][..], |sku| &sku.needs_base);
        let carries = |sku: &Id| is_base(sku) && (needed.is_empty() || needed.contains(sku));
        let under: i64 = total(target.iter().filter(|((sku, _), _)| carries(sku)));
        let all = if under > 0 { under } else { users };
        let seats = part.seats.or(size).unwrap_or(all);
        stated.insert((part.sku.clone(), part.group.clone()), seats);
        // An add-on that an option names has the seats that it names, whatever the tenant had of it.
        target.insert((part.sku.clone(), part.group.clone()), seats);
    }
    target.retain(|_, seats| *seats > 0);
    Some((target, stated))
}

/// Takes seats of base suites for a group: its own first, then those of nobody in particular, of these the largest
/// first.
fn take_bases(target: &mut Holdings, group: Option<&Id>, seats: i64, is_base: &impl Fn(&Id) -> bool) {
    let mut of_base: Vec<(&(Id, Option<Id>), &mut i64)> = target
        .iter_mut()
        .filter(|((sku, of), _)| is_base(sku) && (of.is_none() || of.as_ref() == group))
        .collect();
    of_base.sort_by_key(|((sku, of), seats)| (of.as_ref() != group, Reverse(**seats), sku.clone()));
    let mut left = seats;
    for (_, held) in of_base {
        let taken = left.min(*held).max(0);
        *held -= taken;
        left -= taken;
    }
}

/// The changes from what there was to what there is, what comes first. One suite for another is a replacement.
fn changes(owned: &Holdings, target: &Holdings) -> Vec<LicenceChange> {
    let keys: BTreeSet<&(Id, Option<Id>)> = owned.keys().chain(target.keys()).collect();
    let (mut come, mut go) = (Vec::new(), Vec::new());
    for key in keys {
        let of = |holdings: &Holdings| holdings.get(key).copied().unwrap_or(0);
        let more = of(target) - of(owned);
        if more > 0 {
            come.push((key, more));
        } else if more < 0 {
            go.push((key, -more));
        }
    }
    let for_group = |change: LicenceChange, group: &Option<Id>| match group {
        Some(group) => change.for_group(group.clone()),
        None => change,
    };
    if let ([((with, to), new)], [((replace, of), old)]) = (come.as_slice(), go.as_slice())
        && to == of
        && new == old
    {
        let change = LicenceChange::replace(replace.clone(), with.clone(), Some(*new));
        return vec![for_group(change, of)];
    }
    let come = come
        .into_iter()
        .map(|((sku, group), seats)| for_group(LicenceChange::add(sku.clone(), seats), group));
    let go = go
        .into_iter()
        .map(|((sku, group), seats)| for_group(LicenceChange::remove(sku.clone(), Some(seats)), group));
    come.chain(go).collect()
}

/// Where a part stands.
pub(super) fn place(option: &OptionSpec, part: &OptionPart, ground: &OptionContext<'_>) -> Place {
    let (start, length) = part.columns;
    Place::argument(ground.flag, &option.name, start, length)
}
