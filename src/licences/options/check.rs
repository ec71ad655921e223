//! Whether what an option makes of a tenant's licences can be bought.

use std::collections::BTreeMap;

use super::resolve::{Holdings, OptionContext, place};
use crate::diag::{Code, Finding, Findings};
use crate::model::{Id, OptionPart, OptionSpec, Origin};

/// Reports seats above a limit or above the number of people, and add-ons without what they go on.
pub(super) fn check(
    option: &OptionSpec,
    stated: &Holdings,
    target: &Holdings,
    ground: &OptionContext<'_>,
    findings: &mut Findings,
) {
    let mut by_sku: BTreeMap<&Id, i64> = BTreeMap::new();
    for ((sku, _), seats) in target {
        let of_sku = by_sku.entry(sku).or_default();
        *of_sku = of_sku.saturating_add(*seats);
    }
    for part in &option.parts {
        let Some(sku) = ground.catalogue.skus.get(&part.sku) else { continue };
        let seats = by_sku.get(&part.sku).copied().unwrap_or(0);
        if let Some(most) = sku.max_seats.filter(|most| seats > *most) {
            let message = format!("{seats} seats of `{}`, which is sold for at most {most}", part.sku);
            let help = "use an enterprise suite for the users above the limit";
            findings
                .push(Finding::new(Code::TooManySeats, message).at(place(option, part, ground)).help(help));
        }
        if !has_base(part, &sku.needs_base, target) {
            let message =
                format!("`{}` goes on another licence, and the option leaves none of these", part.sku);
            let bases: Vec<String> = sku.needs_base.iter().map(|base| format!("`{base}`")).collect();
            let help = format!("add one of {}", bases.join(", "));
            findings.push(Finding::new(Code::NeedsBase, message).at(place(option, part, ground)).help(help));
        }
        more_than_people(option, part, stated, ground, findings);
    }
}

/// Whether an add-on has one of the licences that it goes on: for everybody any of them will do, for a group its own
/// or one of nobody in particular.
fn has_base(part: &OptionPart, needed: &[Id], target: &Holdings) -> bool {
    let serves = |of: &Option<Id>| part.group.is_none() || of.is_none() || *of == part.group;
    needed.is_empty()
        || target.iter().any(|((sku, of), seats)| *seats > 0 && needed.contains(sku) && serves(of))
}

/// Seats that a person wrote and that are more than there are people.
fn more_than_people(
    option: &OptionSpec,
    part: &OptionPart,
    stated: &Holdings,
    ground: &OptionContext<'_>,
    findings: &mut Findings,
) {
    let Some(seats) = part.seats else { return };
    let users = ground.tenant.populations.get(&Id::new("users"));
    let users = users.filter(|users| users.origin != Origin::Default).map(|users| users.value);
    let of_sku: i64 = stated.iter().filter(|((sku, _), _)| *sku == part.sku).map(|(_, seats)| *seats).sum();
    let of_group = part
        .group
        .as_ref()
        .and_then(|group| Some((group.to_string(), seats, ground.tenant.group_size(group)?)));
    let of_users = users.map(|users| ("users".to_owned(), of_sku, users));
    for (who, seats, people) in of_group.into_iter().chain(of_users) {
        if seats > people {
            let message = format!("{seats} seats of `{}` for {people} {who}", part.sku);
            let help =
                "seats above the number of people earn nothing: write fewer, or mend the number of people";
            findings
                .push(Finding::new(Code::MoreThanPeople, message).at(place(option, part, ground)).help(help));
        }
    }
}

/// Add-ons of the tenant that lose what they go on.
pub(super) fn left_alone(
    option: &OptionSpec,
    owned: &Holdings,
    target: &Holdings,
    ground: &OptionContext<'_>,
    findings: &mut Findings,
) {
    for (sku, group) in owned.keys() {
        let Some(known) = ground.catalogue.skus.get(sku) else { continue };
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
