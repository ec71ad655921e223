//! Rows become controls, or say more about controls that are there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::World;
use super::product::{Named, named};
use super::table::Row;
use crate::diag::{Code, Finding, Findings};
use crate::load::export::profile::{Profile, State};
use crate::model::{Catalogue, ControlState, Id, Origin, Points, PortalCoverage, Sourced, Status, title};

/// The rows are the tenant: every one is scored, also those that nobody knows.
pub(super) fn alone(
    rows: &[Row],
    controls: &mut BTreeMap<Id, ControlState>,
    world: World<'_>,
    findings: &mut Findings,
) -> PortalCoverage {
    let found = matches(rows, everything(world), world);
    let help = "they count in the score and are planned with an estimated effort; export with the portal in English if their titles are translated, or add the controls to a catalogue overlay";
    unmatched(rows, &found, "are kept under an id of their own", help, findings);
    let coverage = coverage(&found);
    let mut numbers = BTreeMap::new();
    for (row, found) in rows.iter().zip(found) {
        let id = match found {
            Match::One(id) => id,
            Match::None | Match::Several => own_id(row, world.catalogue, controls, &mut numbers),
        };
        let control = control(id.clone(), row, world);
        controls.insert(id, control);
    }
    coverage
}

/// A snapshot is the tenant: rows say what it does not know, and never give points.
pub(super) fn beside(
    rows: &[Row],
    controls: &mut BTreeMap<Id, ControlState>,
    world: World<'_>,
    findings: &mut Findings,
) -> PortalCoverage {
    let ids: Vec<Id> = controls.keys().cloned().collect();
    let found = matches(rows, ids.iter(), world);
    let help = "the snapshot counts; a row that it does not hold is of another day, of another app, or has a translated title";
    unmatched(rows, &found, "are not used", help, findings);
    let mut differing = Vec::new();
    for (row, found) in rows.iter().zip(&found) {
        let Match::One(id) = found else { continue };
        let Some(control) = controls.get_mut(id) else { continue };
        control.licensed = row.licensed;
        control.regressed = row.regressed;
        control.comment = control.comment.take().or_else(|| row.notes.clone());
        let told = settled(row.status, control.score, control.max.map(|max| max.value));
        let known = control.status.map(|status| status.value);
        match (known, told) {
            (None, Some(_)) | (Some(Status::ToAddress), Some(Status::Planned)) => {
                control.status = told.map(exported);
            }
            // What follows the points is the snapshot's to say, and a plan ends with its completion.
            (Some(known), Some(told)) if known.follows_points() && told.follows_points() => {}
            (Some(Status::Completed), Some(Status::Planned)) => {}
            (Some(known), Some(told)) if known != told => differing.push(&row.title),
            _ => {}
        }
    }
    if !differing.is_empty() {
        let message = format!(
            "the portal gives {} controls another status than Graph: {}",
            differing.len(),
            first_titles(differing.iter().copied())
        );
        let help = "Graph's status counts; export both on the same day";
        findings.push(Finding::new(Code::StatusDiffers, message).help(help));
    }
    coverage(&found)
}

fn coverage(found: &[Match]) -> PortalCoverage {
    let joined = found.iter().filter(|found| matches!(found, Match::One(_))).count();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    PortalCoverage { rows: count(found.len()), joined: count(joined) }
}

fn unmatched(rows: &[Row], found: &[Match], fate: &str, help: &str, findings: &mut Findings) {
    let titles = |wanted: &Match| -> Vec<&String> {
        let pairs = rows.iter().zip(found);
        pairs.filter(|(_, found)| *found == wanted).map(|(row, _)| &row.title).collect()
    };
    let (none, several) = (titles(&Match::None), titles(&Match::Several));
    let (number, all) = (none.len() + several.len(), rows.len());
    let Some(first) = rows.iter().zip(found).find(|(_, found)| !matches!(found, Match::One(_))) else {
        return;
    };
    let mut parts = Vec::new();
    if !none.is_empty() {
        parts.push(format!("{} match no control: {}", none.len(), first_titles(none.into_iter())));
    }
    if !several.is_empty() {
        let named = first_titles(several.iter().copied());
        parts.push(format!("{} have a title that does not tell controls apart: {named}", several.len()));
    }
    let message = format!("{number} of {all} rows of the portal's export {fate}; {}", parts.join("; "));
    findings.push(Finding::new(Code::Unmatched, message).at(first.0.place()).help(help));
}

/// The first few titles, and how many more.
pub(super) fn first_titles<'t>(titles: impl ExactSizeIterator<Item = &'t String>) -> String {
    const SHOWN: usize = 3;
    let more = titles.len().saturating_sub(SHOWN);
    let shown: Vec<String> = titles.take(SHOWN).map(|title| format!("`{}`", short(title))).collect();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// The beginning of a text, for messages.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    text.chars().take(LONGEST).collect()
}

fn exported<T>(value: T) -> Sourced<T> {
    Sourced { value, origin: Origin::Exported }
}

/// The status with the points over it: what is complete is measured, whatever the word beside it says.
fn settled(status: Option<Status>, points: Points, max: Option<Points>) -> Option<Status> {
    let full = max.is_some_and(|max| points >= max);
    match status? {
        Status::Completed if !full => Some(Status::ToAddress),
        Status::ToAddress if full => Some(Status::Completed),
        other => Some(other),
    }
}

fn control(id: Id, row: &Row, world: World<'_>) -> ControlState {
    let known = world.catalogue.control(&id).is_some();
    let profile: Option<&Profile> = world.profiles.get(&id);
    let of_profile = || match profile?.state {
        State::Set(status) => Some(status),
        State::Default => settled(Some(Status::ToAddress), row.points, Some(row.max)),
        State::Unknown => None,
    };
    let status = settled(row.status, row.points, Some(row.max)).or_else(of_profile);
    // By its service a row that the catalogue does not know is found under its product.
    let service = || match named(row.product.as_deref(), world.catalogue) {
        Named::Product(product, _) => world.catalogue.products.get(&product)?.services.first().cloned(),
        Named::Nothing | Named::Foreign => row.product.clone(),
    };
    ControlState {
        service: if known { None } else { profile.and_then(|p| p.service.clone()).or_else(service) },
        cost: profile.filter(|_| !known).and_then(|p| p.cost),
        impact: profile.filter(|_| !known).and_then(|p| p.impact),
        title: (!known).then(|| row.title.clone()),
        category: row.category.clone().or_else(|| profile.and_then(|profile| profile.category.clone())),
        score: row.points,
        max: Some(exported(row.max)),
        count: None,
        total: None,
        status: status.map(exported),
        licensed: row.licensed,
        regressed: row.regressed,
        assigned_to: profile.and_then(|profile| profile.assigned_to.clone()),
        comment: row.notes.clone().or_else(|| profile.and_then(|profile| profile.comment.clone())),
        last_synced: row.last_synced,
        id,
    }
}

/// `portal:product:title`, the same for the same words on every day. Equal ones are numbered in the order of the
/// rows: nobody can tell them apart.
fn own_id(
    row: &Row,
    catalogue: &Catalogue,
    taken: &BTreeMap<Id, ControlState>,
    numbers: &mut BTreeMap<String, usize>,
) -> Id {
    let product = match named(row.product.as_deref(), catalogue) {
        Named::Product(product, _) => format!("{product}:"),
        Named::Nothing | Named::Foreign => {
            row.product.as_deref().map_or_else(String::new, |product| format!("{}:", kebab(product)))
        }
    };
    let base = format!("portal:{product}{}", kebab(&row.title));
    // Numbers go on from the last one: a file of equal titles would be counted through for every row.
    let number = numbers.entry(base.clone()).or_default();
    loop {
        *number += 1;
        let id = if *number == 1 { Id::new(&base) } else { Id::new(&format!("{base}-{number}")) };
        if !taken.contains_key(&id) {
            return id;
        }
    }
}

/// Letters and digits with dashes between; what is too long to read ends in a mark of the whole.
fn kebab(text: &str) -> String {
    const LONGEST: usize = 60;
    let text = title::comparable(text);
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let whole = words.join("-");
    if whole.chars().count() <= LONGEST {
        return whole;
    }
    let mut short = String::new();
    for word in words {
        if short.chars().count() + word.chars().count() + 1 > LONGEST {
            break;
        }
        short.push_str(word);
        short.push('-');
    }
    for byte in Sha256::digest(whole.as_bytes()).iter().take(3) {
        // Writing to a string can not fail.
        let _ = write!(short, "{byte:02x}");
    }
    short
}

/// What a title leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Match {
    One(Id),
    None,
    /// Several controls have this title, or an earlier row has taken the only one.
    Several,
}

/// Controls by their titles, each as titles are compared.
#[derive(Debug, Default)]
struct Titles(BTreeMap<String, BTreeSet<(Id, Option<Id>)>>);

impl Titles {
    /// A control under its title in the catalogue and under the one of its profile, which may be newer.
    fn add(&mut self, id: &Id, world: World<'_>) {
        let known = world.catalogue.control(id);
        let profile = world.profiles.get(id);
        let product = known.map(|control| control.product.clone()).or_else(|| {
            let service = profile?.service.as_deref()?;
            world.catalogue.product_of_service(service).map(|product| product.id.clone())
        });
        let titles = [known.map(|control| control.title.as_str()), profile.and_then(|p| p.title.as_deref())];
        for title in titles.into_iter().flatten() {
            self.0.entry(title::comparable(title)).or_default().insert((id.clone(), product.clone()));
        }
    }

    fn find(&self, row: &Row, catalogue: &Catalogue) -> Match {
        let named: Named = named(row.product.as_deref(), catalogue);
        let found = self.0.get(&title::comparable(&row.title)).into_iter().flatten();
        let mut fitting = found.filter(|(id, product)| named.fits(id, product.as_ref()));
        match (fitting.next(), fitting.next()) {
            (Some((id, _)), None) => Match::One(id.clone()),
            (Some(_), Some(_)) => Match::Several,
            (None, _) => Match::None,
        }
    }
}

/// What each row leads to, of some controls. No control is taken twice: the first row has it.
fn matches<'a>(rows: &[Row], ids: impl Iterator<Item = &'a Id>, world: World<'_>) -> Vec<Match> {
    let mut titles = Titles::default();
    ids.for_each(|id| titles.add(id, world));
    let mut taken: BTreeSet<Id> = BTreeSet::new();
    let matches = rows.iter().map(|row| match titles.find(row, world.catalogue) {
        Match::One(id) if !taken.insert(id.clone()) => Match::Several,
        found => found,
    });
    matches.collect()
}

/// Every control that a tenant may show: those of its own profiles, and of the catalogue those that no profile
/// shows as an instance.
fn everything<'w>(world: World<'w>) -> impl Iterator<Item = &'w Id> {
    let instances: BTreeSet<&str> = world
        .profiles
        .keys()
        .filter(|id| id.without_instance() != id.as_str())
        .map(Id::without_instance)
        .collect();
    let of_catalogue = world
        .catalogue
        .controls
        .keys()
        .filter(move |id| !instances.contains(id.as_str()) && !world.profiles.contains_key(*id));
    world.profiles.keys().chain(of_catalogue)
}
