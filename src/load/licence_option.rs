//! Reads a licence option: `SKU`, `SKU:SEATS`, `SKU@GROUP`, `SKU:SEATS@GROUP`, several joined by `+`.

use std::collections::BTreeSet;

use super::named::{Asked, Taken};
use crate::diag::{Code, Finding, Findings, Place, nearest};
use crate::model::{Catalogue, Finder, Id, NameKind, Named, OptionPart, OptionSpec, Tenant, USERS};

/// The SKUs by their names, and what was taken for names that are no part numbers.
struct Names<'a> {
    finder: Finder<'a, Named<'a>>,
    taken: Taken,
}

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
    let mut names = Names { finder: catalogue.finder(&[NameKind::Sku]), taken: Taken::default() };
    let mut start = 0;
    for piece in text.split('+') {
        let width = piece.chars().count();
        let blanks = piece.chars().take_while(|c| c.is_whitespace()).count();
        let columns = (start + blanks, piece.trim().chars().count().max(1));
        start += width + 1;
        let place = Place::argument(flag, text, columns.0, columns.1);
        let Some(part) = part(piece.trim(), columns, &place, (catalogue, tenant), &mut names, &mut own)
        else {
            continue;
        };
        if !seen.insert((part.sku.clone(), part.group.clone())) {
            let message = format!("`{}` stands twice in the option", part.sku);
            let help = "join the two, or name the group of each";
            own.push(Finding::new(Code::SameDay, message).at(place).help(help));
        }
        parts.push(part);
    }
    names.taken.report(Some(Place::argument(flag, text, 0, text.chars().count())), &mut own);
    let failed = own.has_errors();
    findings.extend(own);
    (!failed).then(|| OptionSpec { name: text.trim().to_owned(), parts })
}

fn part(
    text: &str,
    columns: (usize, usize),
    place: &Place,
    (catalogue, tenant): (&Catalogue, &Tenant),
    names: &mut Names<'_>,
    findings: &mut Findings,
) -> Option<OptionPart> {
    let (rest, group) = text.split_once('@').map_or((text, None), |(rest, group)| (rest, Some(group.trim())));
    let (name, seats) =
        rest.rsplit_once(':').map_or((rest, None), |(name, seats)| (name, Some(seats.trim())));
    let sku = sku(name.trim(), place, catalogue, tenant, names, findings);
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

/// The SKU that a name means: one of the catalogue, or a part number of the tenant that the catalogue does not know.
fn sku(
    name: &str,
    place: &Place,
    catalogue: &Catalogue,
    tenant: &Tenant,
    names: &mut Names<'_>,
    findings: &mut Findings,
) -> Option<Id> {
    if name.is_empty() {
        let help = "write SKUs joined by `+`, like SPE_E5";
        let finding = Finding::new(Code::UnknownSku, "a part of the option names no SKU");
        findings.push(finding.at(place.clone()).help(help));
        return None;
    }
    if !catalogue.skus.contains_key(name)
        && let Some(owned) = tenant.licences.iter().flatten().find(|licence| licence.sku.as_str() == name)
    {
        return Some(owned.sku.clone());
    }
    let asked = Asked {
        name,
        what: "SKU",
        unknown: Code::UnknownSku,
        place: Some(place.clone()),
        otherwise: "`catalogue show` knows SKUs by their part numbers and their names",
    };
    let hit = names.taken.choose(&names.finder, &asked, findings)?;
    Some(Id::new(hit.id))
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
