//! Resolves an option to the licences that a tenant would have, and checks whether they can be bought.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::diag::{Code, Finding, Findings, Place};
use crate::licences::{RedundantSeats, redundant};
use crate::model::{
    Catalogue, Id, Licence, LicenceChange, OptionPart, OptionSpec, Origin, Prices, Tenant, USERS,
};

/// What an option changes in the licences of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResolvedOption {
    /// The changes, additions first, so that no plan is missing in between.
    pub changes: Vec<LicenceChange>,
    pub licences: Vec<Licence>,
    /// Add-ons of the tenant that the option makes redundant: they are dropped.
    pub dropped: Vec<RedundantSeats>,
    /// Redundant seats that stay: the option names them, or they were redundant before.
    pub redundant: Vec<RedundantSeats>,
}

/// The tenant, prices and day for which an option is resolved.
#[derive(Debug, Clone, Copy)]
pub struct OptionContext<'a> {
    pub catalogue: &'a Catalogue,
    pub tenant: &'a Tenant,
    /// Of two licences with the same plans the dearer one is redundant.
    pub prices: &'a Prices,
    /// The day on which the option begins.
    pub day: Date,
    /// Where the option was written, such as `--option`.
    pub flag: &'a str,
}

/// Seats by SKU and group.
type Holdings = BTreeMap<(Id, Option<Id>), i64>;

/// Resolves an option: its base suites replace those of the same people, its add-ons are added, and add-ons of the tenant
/// stay unless the option makes them redundant. `None` when a finding is an error.
pub fn resolve(
    option: &OptionSpec,
    context: &OptionContext<'_>,
    findings: &mut Findings,
) -> Option<ResolvedOption> {
    findings.unless_error(|own| resolved(option, context, own))
}

fn resolved(
    option: &OptionSpec,
    context: &OptionContext<'_>,
    findings: &mut Findings,
) -> Option<ResolvedOption> {
    let Some(licences) = &context.tenant.licences else {
        let message = "the licences of the tenant are not known: an option has nothing to start from";
        let help =
            "say what it has with `--owned`, like `--owned SPE_E3:1200`, or import /subscribedSkus too";
        findings.push(Finding::new(Code::NothingOwned, message).help(help));
        return None;
    };
    let owned = holdings(licences);
    let (mut target, stated) = target(option, &owned, context, findings)?;
    check(option, &stated, &target, context, findings);
    if !findings.has_errors() {
        bases_gone(option, &owned, &target, context, findings);
    }
    let before = redundant(licences, context.prices, context.catalogue, context.tenant, context.day);
    let already: BTreeSet<_> = before.iter().map(key).collect();
    let named: BTreeSet<_> = stated.keys().cloned().collect();
    let after = redundant(
        &licences_of(&target, licences),
        context.prices,
        context.catalogue,
        context.tenant,
        context.day,
    );
    let (mut dropped, mut kept) = (Vec::new(), Vec::new());
    for one in after {
        let is_base = context.catalogue.is_base_suite(&one.line.sku);
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

/// The seats in good standing or in grace, by SKU and group.
fn holdings(licences: &[Licence]) -> Holdings {
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

/// Holdings as licences. The contents that an export lists for a SKU are those of all its seats.
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

/// The holdings with the option, and the seats of each of its parts.
fn target(
    option: &OptionSpec,
    owned: &Holdings,
    context: &OptionContext<'_>,
    findings: &mut Findings,
) -> Option<(Holdings, Holdings)> {
    let is_base = |sku: &Id| context.catalogue.is_base_suite(sku);
    let mut target = owned.clone();
    let mut stated = Holdings::new();
    let bases: Vec<&OptionPart> = option.parts.iter().filter(|part| is_base(&part.sku)).collect();
    let of_everybody = bases.iter().any(|part| part.group.is_none());
    let replaced: i64 = total(owned.iter().filter(|((sku, _), _)| is_base(sku)));
    if of_everybody {
        target.retain(|(sku, _), _| !is_base(sku));
    }
    // Parts with a number or a group first: the part with neither gets the rest.
    let mut rest: Vec<&OptionPart> = Vec::new();
    for part in &bases {
        let group = part.group.as_ref();
        let size = group.and_then(|group| context.tenant.group_size(group));
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
    let users = context.tenant.populations.get(USERS).map_or(0, |users| users.value);
    let everybody = if replaced > 0 { replaced } else { users };
    match rest.as_slice() {
        [] => {}
        [part] => {
            let left = everybody - stated.values().sum::<i64>();
            if everybody == 0 {
                findings.push(uncounted(option, part, context));
                return None;
            }
            if left <= 0 {
                let message = format!("no seat is left for `{}`: the others take all {everybody}", part.sku);
                let help = "write how many it has, like SPE_E3:1180";
                findings.push(
                    Finding::new(Code::WrongValue, message).at(place(option, part, context)).help(help),
                );
                return None;
            }
            stated.insert((part.sku.clone(), None), left);
        }
        [_, second, ..] => {
            let message = format!("`{}` is a second suite for the same people", second.sku);
            let help = "nobody holds two base suites: write the seats or the group of one of them, like SPE_E5:20@admins";
            findings
                .push(Finding::new(Code::WrongValue, message).at(place(option, second, context)).help(help));
            return None;
        }
    }
    for (key, seats) in &stated {
        let held = target.entry(key.clone()).or_default();
        *held = held.saturating_add(*seats);
    }
    for part in option.parts.iter().filter(|part| !is_base(&part.sku)) {
        let size = part.group.as_ref().and_then(|group| context.tenant.group_size(group));
        let needed = context.catalogue.skus.get(&part.sku).map_or(&[][..], |sku| &sku.needs_base);
        let carries = |sku: &Id| is_base(sku) && (needed.is_empty() || needed.contains(sku));
        let under: i64 = total(target.iter().filter(|((sku, _), _)| carries(sku)));
        let all = if under > 0 { under } else { users };
        let seats = part.seats.or(size).unwrap_or(all);
        if seats == 0 && part.group.is_none() {
            findings.push(uncounted(option, part, context));
        }
        stated.insert((part.sku.clone(), part.group.clone()), seats);
        // The option states all seats of an add-on, whatever the tenant had of it.
        target.insert((part.sku.clone(), part.group.clone()), seats);
    }
    target.retain(|_, seats| *seats > 0);
    Some((target, stated))
}

/// Says that nobody can tell how many seats a part has which does not state them.
fn uncounted(option: &OptionSpec, part: &OptionPart, context: &OptionContext<'_>) -> Finding {
    let sku = &part.sku;
    let message = format!("`{sku}` states no seats, and nobody knows how many users there are");
    let help = format!("write how many it has, like {sku}:100, or state `users` under `populations`");
    Finding::new(Code::WrongValue, message).at(place(option, part, context)).help(help)
}

/// Takes seats of base suites for a group: its own first, then those without a group, of these the largest first.
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

/// The changes between two holdings, additions first. One suite for another is a replacement.
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

/// The place of a part in the text of its option.
fn place(option: &OptionSpec, part: &OptionPart, context: &OptionContext<'_>) -> Place {
    let (start, length) = part.columns;
    Place::argument(context.flag, &option.name, start, length)
}

/// Reports seats above a limit or above the number of people, and add-ons without the licence that they require.
fn check(
    option: &OptionSpec,
    stated: &Holdings,
    target: &Holdings,
    context: &OptionContext<'_>,
    findings: &mut Findings,
) {
    let mut by_sku: BTreeMap<&Id, i64> = BTreeMap::new();
    for ((sku, _), seats) in target {
        let of_sku = by_sku.entry(sku).or_default();
        *of_sku = of_sku.saturating_add(*seats);
    }
    for part in &option.parts {
        let Some(sku) = context.catalogue.skus.get(&part.sku) else { continue };
        let seats = by_sku.get(&part.sku).copied().unwrap_or(0);
        if let Some(most) = sku.max_seats.filter(|most| seats > *most) {
            let message = format!("{seats} seats of `{}`, which is sold for at most {most}", part.sku);
            let help = "use an enterprise suite for the users above the limit";
            findings
                .push(Finding::new(Code::TooManySeats, message).at(place(option, part, context)).help(help));
        }
        if !has_base(part, &sku.needs_base, target) {
            let message =
                format!("`{}` goes on another licence, and the option leaves none of these", part.sku);
            let bases: Vec<String> = sku.needs_base.iter().map(|base| format!("`{base}`")).collect();
            let help = format!("add one of {}", bases.join(", "));
            findings.push(Finding::new(Code::NeedsBase, message).at(place(option, part, context)).help(help));
        }
        more_than_people(option, part, stated, context, findings);
    }
}

/// Whether an add-on has one of the licences that it requires: for everybody any of them, for a group its own or one
/// without a group.
fn has_base(part: &OptionPart, needed: &[Id], target: &Holdings) -> bool {
    let serves = |of: &Option<Id>| part.group.is_none() || of.is_none() || *of == part.group;
    needed.is_empty()
        || target.iter().any(|((sku, of), seats)| *seats > 0 && needed.contains(sku) && serves(of))
}

/// Reports stated seats that exceed the number of people.
fn more_than_people(
    option: &OptionSpec,
    part: &OptionPart,
    stated: &Holdings,
    context: &OptionContext<'_>,
    findings: &mut Findings,
) {
    let Some(seats) = part.seats else { return };
    let users = context.tenant.populations.get(USERS);
    let users = users.filter(|users| users.origin != Origin::Default).map(|users| users.value);
    let of_sku: i64 = stated.iter().filter(|((sku, _), _)| *sku == part.sku).map(|(_, seats)| *seats).sum();
    let of_group = part
        .group
        .as_ref()
        .and_then(|group| Some((group.to_string(), seats, context.tenant.group_size(group)?)));
    let of_users = users.map(|users| (USERS.to_owned(), of_sku, users));
    for (who, seats, people) in of_group.into_iter().chain(of_users) {
        if seats > people {
            let message = format!("{seats} seats of `{}` for {people} {who}", part.sku);
            let help =
                "seats above the number of people earn nothing: write fewer, or mend the number of people";
            findings.push(
                Finding::new(Code::MoreThanPeople, message).at(place(option, part, context)).help(help),
            );
        }
    }
}

/// Reports add-ons of the tenant that lose the licence that they require.
fn bases_gone(
    option: &OptionSpec,
    owned: &Holdings,
    target: &Holdings,
    context: &OptionContext<'_>,
    findings: &mut Findings,
) {
    for (sku, group) in owned.keys() {
        let Some(known) = context.catalogue.skus.get(sku) else { continue };
        let named = option.parts.iter().any(|part| part.sku == *sku);
        let part = OptionPart { sku: sku.clone(), seats: None, group: group.clone(), columns: (0, 1) };
        let stays = target.contains_key(&(sku.clone(), group.clone()));
        if named
            || !stays
            || !has_base(&part, &known.needs_base, owned)
            || has_base(&part, &known.needs_base, target)
        {
            continue;
        }
        let message = format!("`{}`: {sku} stays without the suite it goes on", option.name);
        let help = "Microsoft sells it to owners of certain suites only: name a suite that carries it";
        findings.push(Finding::new(Code::BaseGone, message).help(help));
    }
}
