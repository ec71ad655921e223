//! The licences of a tenant: what its exports and tables say of SKUs, put together.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::seats::Seats;
use super::spelling::SkuSpelling;
use super::tenants::{self, Holder};
use super::{foreign, plans};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::catalogue::PlansOfSkus;
use crate::load::export::scalar::DEEPER;
use crate::load::source::Source;
use crate::model::{Catalogue, Id, Licence};

/// What kind of source says something of a SKU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Graph's `subscribedSkus`, which names each SKU once.
    Graph,
    /// JSON of a tool, which may name each subscription.
    Tool,
    /// A table, which may name each subscription, and never plans.
    Table,
}

/// The service plans of an exported SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Plans {
    NotListed,
    /// PowerShell has cut them off.
    CutOff,
    /// Those that are on, and those that are switched off.
    Listed {
        on: BTreeSet<Id>,
        off: BTreeSet<Id>,
    },
}

/// A SKU as one source has it.
#[derive(Debug, Clone)]
pub(super) struct Owned {
    pub(super) sku: Id,
    pub(super) seats: Seats,
    pub(super) plans: Plans,
    pub(super) holder: Option<Holder>,
    /// What tells it from another subscription of the same SKU.
    pub(super) id: Option<String>,
    pub(super) origin: Origin,
    pub(super) file: String,
    /// Where it is known without a search.
    pub(super) line: Option<usize>,
}

impl Owned {
    /// Where it stands. The text is searched: problems of one kind ask once.
    pub(super) fn place(&self, sources: &[Source], nth: usize) -> Place {
        match (self.line, sources.iter().find(|source| source.name == self.file)) {
            (Some(line), Some(source)) => source.place(line),
            (None, Some(source)) => source.place_of_quoted(self.sku.as_str(), nth),
            _ => Place::file(&self.file),
        }
    }

    fn says_the_same(&self, other: &Self) -> bool {
        let plans = self.plans == other.plans || !self.lists_plans() || !other.lists_plans();
        let alike = (self.origin == Origin::Table) == (other.origin == Origin::Table);
        plans && self.seats.agrees(&other.seats, alike)
    }

    pub(super) fn lists_plans(&self) -> bool {
        matches!(self.plans, Plans::Listed { .. })
    }

    fn complete(&mut self, other: Self) {
        self.seats.complete(&other.seats);
        if !self.lists_plans() && other.origin != Origin::Table {
            self.plans = other.plans;
            self.origin = other.origin;
        }
    }

    pub(super) fn licence(&self, plans: Option<BTreeSet<Id>>) -> Licence {
        Licence {
            sku: self.sku.clone(),
            enabled: self.seats.known(),
            warning: self.seats.warning.unwrap_or_default(),
            suspended: self.seats.suspended.unwrap_or_default(),
            consumed: self.seats.consumed,
            group: None,
            plans,
        }
    }
}

/// What licences are read with.
pub(super) struct World<'a> {
    pub(super) sources: &'a [Source],
    pub(super) lists: &'a [PlansOfSkus],
    pub(super) catalogue: &'a Catalogue,
    pub(super) day: Date,
    /// Whose score it is, where the score says so.
    pub(super) tenant: Option<&'a str>,
    /// What Microsoft found in the tenant.
    pub(super) tokens: &'a BTreeSet<String>,
}

/// The licences, one for each SKU. `None` where no source tells any of this tenant.
pub(super) fn licences(
    mut pages: Vec<Vec<Owned>>,
    empty: &[String],
    world: &World<'_>,
    findings: &mut Findings,
) -> Option<Vec<Licence>> {
    pages.retain(|page| !page.is_empty());
    if pages.is_empty() {
        none_listed(empty, findings);
        return None;
    }
    if !is_of_tenant(&pages, world.tenant, findings) {
        return None;
    }
    let mut spelling = SkuSpelling::new(world.catalogue, world.lists);
    let mut heard = Heard::default();
    let mut all: BTreeMap<Id, Owned> = BTreeMap::new();
    for page in pages {
        for (sku, owned) in of_page(page, &mut spelling, &mut heard) {
            match all.get_mut(&sku) {
                None => drop(all.insert(sku, owned)),
                Some(earlier) if earlier.says_the_same(&owned) => {
                    heard.again.get_or_insert_with(|| (owned.clone(), 0)).1 += 1;
                    earlier.complete(owned);
                }
                Some(earlier) => {
                    heard.differ.get_or_insert_with(|| (earlier.clone(), owned, 0)).2 += 1;
                }
            }
        }
    }
    heard.report(world.sources, findings);
    seats_unknown(all.values(), world.sources, findings);
    expired(all.values(), findings);
    let licences = plans::licences(&all, &mut spelling, world, findings);
    plans::contradicted(&licences, world, findings);
    Some(licences)
}

/// An empty list tells nothing: what the score shows counts.
fn none_listed(empty: &[String], findings: &mut Findings) {
    let Some(file) = empty.first() else { return };
    let message = "the export of SKUs lists none: what is owned is not known by it";
    findings.push(
        Finding::new(Code::NoSkuListed, message).at(Place::file(file)).help(
            "an account without Organization.Read.All, or without a tenant, may see an empty list; state what is owned with \
             `--owned SKU:SEATS`",
        ),
    );
}

/// Whether the licences are those of the tenant whose score it is.
fn is_of_tenant(pages: &[Vec<Owned>], tenant: Option<&str>, findings: &mut Findings) -> bool {
    let all = || pages.iter().flatten();
    let holders = tenants::apart(all().filter_map(|owned| owned.holder.as_ref()));
    let file =
        |holder: &Holder| all().find(|owned| owned.holder.as_ref() == Some(holder)).map(|owned| &owned.file);
    let first = holders.first().copied();
    let Some(at) = holders.last().and_then(|holder| file(holder)) else { return true };
    if holders.len() > 1 {
        let named: Vec<String> = holders
            .iter()
            .take(3)
            .map(|holder| format!("`{}` ({})", holder.written(), file(holder).map_or("", String::as_str)))
            .collect();
        let message = format!("the SKUs come from {} tenants: {}", holders.len(), named.join(", "));
        let help = "import one tenant at a time, each into a file of its own";
        findings.push(Finding::new(Code::SeveralTenants, message).at(Place::file(at)).help(help));
        return false;
    }
    match (first, tenant) {
        (Some(Holder::Id(theirs)), Some(ours)) if theirs != ours => {
            let message = format!(
                "the export of {} comes from another tenant than the score and is left aside: `{theirs}`, not `{ours}`",
                plans::skus(all().count())
            );
            let help =
                "export /subscribedSkus of the same tenant, or state what is owned with `--owned SKU:SEATS`";
            findings.push(Finding::new(Code::ForeignLicences, message).at(Place::file(at)).help(help));
            false
        }
        _ => true,
    }
}

/// What was met twice.
#[derive(Debug, Default)]
struct Heard {
    again: Option<(Owned, usize)>,
    /// Twice in one list, with other figures.
    doubled: Option<(Owned, Owned, usize)>,
    differ: Option<(Owned, Owned, usize)>,
}

impl Heard {
    fn report(self, sources: &[Source], findings: &mut Findings) {
        let more = |times: usize| match times {
            0 | 1 => String::new(),
            times => format!("; so do {} more SKUs", times - 1),
        };
        if let Some((owned, times)) = self.again {
            let others =
                if times > 1 { format!(", and so do {} more SKUs", times - 1) } else { String::new() };
            let message =
                format!("the SKU `{}` comes twice with the same figures and counts once{others}", owned.sku);
            findings.push(Finding::new(Code::CountedOnce, message).at(Place::file(&owned.file)));
        }
        if let Some((first, second, times)) = self.doubled {
            let message = format!(
                "a list names the SKU `{}` twice with different figures: {}, and {}{}",
                first.sku,
                figures(&first),
                figures(&second),
                more(times)
            );
            let help = "Graph lists each SKU once: export /subscribedSkus again, of one tenant and one day";
            let place = second.place(sources, 1);
            findings.push(Finding::new(Code::DuplicateInPage, message).at(place).help(help));
        }
        if let Some((first, second, times)) = self.differ {
            let (one, other) = if first.file == second.file {
                ("one list of the file".to_owned(), "another".to_owned())
            } else {
                (first.file.clone(), second.file.clone())
            };
            let message = format!(
                "the SKU `{}` has different figures in {one} ({}) and in {other} ({}){}",
                first.sku,
                figures(&first),
                figures(&second),
                more(times)
            );
            let place = second.place(sources, usize::from(first.file == second.file));
            let finding = Finding::new(Code::ConflictingSnapshots, message).at(place);
            findings.push(finding.help("give only the newer of the two"));
        }
    }
}

fn figures(owned: &Owned) -> String {
    match &owned.plans {
        Plans::Listed { on, off } => format!("{}, {} plans", owned.seats.said(), on.len() + off.len()),
        Plans::NotListed | Plans::CutOff => owned.seats.said(),
    }
}

/// The SKUs of a list in their one spelling. Subscriptions of one SKU add up; Graph names a SKU once.
fn of_page(page: Vec<Owned>, spelling: &mut SkuSpelling, heard: &mut Heard) -> BTreeMap<Id, Owned> {
    let mut ids: BTreeSet<(Id, String)> = BTreeSet::new();
    let mut all: BTreeMap<Id, Owned> = BTreeMap::new();
    for mut owned in page {
        owned.sku = spelling.of(&owned.sku);
        owned.plans = plans::spelt(owned.plans, spelling);
        let is_again = owned.id.as_ref().is_some_and(|id| !ids.insert((owned.sku.clone(), id.clone())));
        let Some(earlier) = all.get_mut(&owned.sku) else {
            all.insert(owned.sku.clone(), owned);
            continue;
        };
        let same = owned.origin != Origin::Table
            && (owned.id.is_none() || is_again || owned.origin == Origin::Graph)
            && earlier.says_the_same(&owned);
        if same {
            heard.again.get_or_insert_with(|| (owned.clone(), 0)).1 += 1;
            earlier.complete(owned);
        } else if owned.origin == Origin::Graph || is_again {
            heard.doubled.get_or_insert_with(|| (earlier.clone(), owned, 0)).2 += 1;
        } else {
            earlier.seats.add(&owned.seats);
        }
    }
    all
}

/// Names the SKUs whose seats nobody states.
fn seats_unknown<'a>(all: impl Iterator<Item = &'a Owned>, sources: &[Source], findings: &mut Findings) {
    let unknown: Vec<&Owned> = all.filter(|owned| owned.seats.enabled.is_none()).collect();
    let Some(first) = unknown.first() else { return };
    let message = format!(
        "the seats of {} are not in the export: as many as are assigned count, and there may be more: {}",
        plans::skus(unknown.len()),
        plans::first(unknown.iter().map(|owned| format!("`{}`", owned.sku)))
    );
    let help = match first.origin {
        Origin::Table => format!("`Export-Csv` loses nested data: {}", foreign::SKUS),
        Origin::Graph | Origin::Tool => DEEPER.to_owned(),
    };
    findings.push(Finding::new(Code::SeatsUnknown, message).at(first.place(sources, 0)).help(help));
}

/// Names the SKUs of which seats have expired.
fn expired<'a>(all: impl Iterator<Item = &'a Owned>, findings: &mut Findings) {
    let expired: Vec<&Owned> = all.filter(|owned| owned.seats.expired > 0).collect();
    let Some(first) = expired.first() else { return };
    let message = format!(
        "seats of {} have expired and work only for their grace period: {}",
        plans::skus(expired.len()),
        plans::first(expired.iter().map(|owned| format!("`{}` ({})", owned.sku, owned.seats.expired)))
    );
    let help =
        "if they are not renewed, state what stays with `--owned SKU:SEATS`; if they are, export again";
    findings.push(Finding::new(Code::ExpiredSeats, message).at(Place::file(&first.file)).help(help));
}
