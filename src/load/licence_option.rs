//! Reads a licence option: `SKU`, `SKU:SEATS`, `SKU@GROUP`, `SKU:SEATS@GROUP`, several joined by `+`.

use std::collections::BTreeSet;

use crate::diag::{Code, Finding, Findings, Place, nearest};
use crate::model::{Catalogue, Id, OptionPart, OptionSpec, Tenant, USERS};

/// More seats than there are people in any tenant; sums of them stay far within 64 bits.
const MOST_SEATS: i64 = 100_000_000;

/// Reads an option. `flag` is where it was written, such as `--option`. `None` when a finding is an error.
pub fn read(
    text: &str,
    flag: &str,
    catalogue: &Catalogue,
    tenant: &Tenant,
    findings: &mut Findings,
) -> Option<OptionSpec> {
    let mut own = Findings::new();
    let mut parts: Vec<OptionPart> = Vec::new();
    let mut seen: BTreeSet<(Id, Option<Id>)> = BTreeSet::new();
    let mut start = 0;
    for piece in text.split('+') {
        let width = piece.chars().count();
        let blanks = piece.chars().take_while(|c| c.is_whitespace()).count();
        let columns = (start + blanks, piece.trim().chars().count().max(1));
        start += width + 1;
        let place = Place::argument(flag, text, columns.0, columns.1);
        let Some(part) = part(piece.trim(), columns, &place, catalogue, tenant, &mut own) else { continue };
        if !seen.insert((part.sku.clone(), part.group.clone())) {
            let message = format!("`{}` stands twice in the option", part.sku);
            let help = "join the two, or name the group of each";
            own.push(Finding::new(Code::SameDay, message).at(place).help(help));
        }
        parts.push(part);
    }
    let failed = own.has_errors();
    findings.extend(own);
    (!failed).then(|| OptionSpec { name: text.trim().to_owned(), parts })
}

fn part(
    text: &str,
    columns: (usize, usize),
    place: &Place,
    catalogue: &Catalogue,
    tenant: &Tenant,
    findings: &mut Findings,
) -> Option<OptionPart> {
    let (rest, group) = text.split_once('@').map_or((text, None), |(rest, group)| (rest, Some(group.trim())));
    let (name, seats) =
        rest.rsplit_once(':').map_or((rest, None), |(name, seats)| (name, Some(seats.trim())));
    let sku = sku(name.trim(), place, catalogue, tenant, findings);
    let seats = match seats.map(|seats| (seats, seats.parse::<i64>())) {
        None => Some(None),
        Some((_, Ok(seats))) if (1..=MOST_SEATS).contains(&seats) => Some(Some(seats)),
        Some((written, _)) => {
            let message = format!("`{written}` is no number of seats");
            let help = "write a whole number from 1 to 100000000 behind the colon, or leave both out";
            findings.push(Finding::new(Code::WrongValue, message).at(place.clone()).help(help));
            None
        }
    };
    let group = match group {
        None | Some(USERS) => Some(None),
        Some(name) => known_group(name, place, tenant, findings).map(Some),
    };
    Some(OptionPart { sku: sku?, seats: seats?, group: group?, columns })
}

/// The SKU that a name means: a part number, or else the name of exactly one SKU.
fn sku(
    name: &str,
    place: &Place,
    catalogue: &Catalogue,
    tenant: &Tenant,
    findings: &mut Findings,
) -> Option<Id> {
    let owned = || tenant.licences.iter().flatten().map(|licence| &licence.sku);
    let known = || catalogue.skus.keys().chain(owned());
    if let Some(exact) = known().find(|sku| sku.as_str() == name) {
        return Some(exact.clone());
    }
    let same = |other: &str| other.to_lowercase() == name.to_lowercase();
    let called = catalogue.skus.values().filter(|sku| {
        same(sku.sku.as_str()) || same(&sku.name) || sku.also_called.iter().any(|other| same(other))
    });
    let called: Vec<&Id> = called.map(|sku| &sku.sku).collect();
    if let [one] = called.as_slice() {
        return Some((*one).clone());
    }
    let (message, help) = if name.is_empty() {
        ("a part of the option names no SKU".to_owned(), "write SKUs joined by `+`, like SPE_E5".to_owned())
    } else if let [first, .., last] = called.as_slice() {
        (format!("`{name}` is the name of several SKUs"), format!("name one, like `{first}` or `{last}`"))
    } else {
        let like = nearest(name, known().map(Id::as_str));
        let help = like.map_or_else(
            || "a SKU is named by its part number: `catalogue show` knows them by their names".to_owned(),
            |like| format!("did you mean `{like}`?"),
        );
        (format!("unknown SKU `{name}`"), help)
    };
    findings.push(Finding::new(Code::UnknownSku, message).at(place.clone()).help(help));
    None
}

fn known_group(name: &str, place: &Place, tenant: &Tenant, findings: &mut Findings) -> Option<Id> {
    let group = Id::new(name);
    if tenant.group_size(&group).is_some() {
        return Some(group);
    }
    let known = tenant.groups.keys().chain(tenant.populations.keys()).map(Id::as_str);
    let help = nearest(name, known).map_or_else(
        || "state its size under `groups` of the tenant file".to_owned(),
        |known| format!("did you mean `{known}`? else state its size under `groups` of the tenant file"),
    );
    let message = format!("unknown group `{name}`");
    findings.push(Finding::new(Code::UnknownGroup, message).at(place.clone()).help(help));
    None
}
