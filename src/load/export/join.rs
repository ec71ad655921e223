//! Scores, profiles and licences become one tenant.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::newest::{Among, newest};
use super::owned::{self, World};
use super::profile::{Profile, State};
use super::recognise::Parts;
use super::snapshot::{Score, Snapshot};
use super::spelling::Spelling;
use super::{Imported, no_scores, populations, portal, shares, tables, tokens};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;
use crate::model::text::counted;
use crate::model::{Catalogue, ControlState, Id, Origin, Points, ProfileCoverage, Sourced, Status, Tenant};

/// Joins the parts; findings say what was assumed.
pub(super) fn join(
    parts: Parts,
    sources: &[Source],
    catalogue: &Catalogue,
    as_of: Option<Date>,
    findings: &mut Findings,
) -> Option<Imported> {
    let mut parts = parts;
    if !parts.tenants.are_one(findings) {
        return None;
    }
    let pages_missing = pages_missing(&parts, findings);
    unused(&parts, findings);
    tables::name_controls(&mut parts.snapshots, catalogue, findings);
    spelt(&mut parts, catalogue, findings);
    shares::resolve(&mut parts, catalogue, findings);
    without_max(&parts, findings);
    let snapshot = chosen(&mut parts, sources, catalogue, as_of, findings)?;
    let profiles = profiles(&parts.pages, &snapshot, findings);
    let mut controls: BTreeMap<Id, ControlState> = snapshot
        .scores
        .iter()
        .map(|score| (score.id.clone(), control(score, profiles.get(&score.id), catalogue)))
        .collect();
    percentages(&snapshot, &controls, sources, findings);
    // A row of the portal brings its own maximum and status: there it needs no profile.
    let missing = controls.keys().filter(|id| !profiles.contains_key(*id)).count();
    let world = portal::World { catalogue, profiles: &profiles, days: (snapshot.date, as_of) };
    let portal = portal::join(parts.tables, &mut controls, world, findings);
    let unscored: Vec<&Profile> = profiles
        .values()
        .filter(|profile| !controls.contains_key(&profile.id) && !profile.deprecated)
        .collect();
    let mut skus = parts.skus;
    skus.extend(tables::pages(&parts.licence_tables, &parts.lists, sources, catalogue, findings));
    let world = World {
        sources,
        lists: &parts.lists,
        catalogue,
        day: snapshot.date,
        tenant: snapshot.tenant.as_deref(),
        tokens: &snapshot.enabled_services,
    };
    let licences = owned::licences(skus, &parts.without_skus, &world, findings);
    let coverage = ProfileCoverage {
        given: count(profiles.len()),
        without_score: count(unscored.len()),
        missing: count(missing),
        pages_missing,
    };
    let unscored = maxima_beside_catalogue(&unscored, catalogue);
    let mut tenant = tenant(sources, catalogue, snapshot, coverage);
    tenant.portal = portal.coverage;
    tenant.licences = licences;
    tenant.unscored = unscored;
    tenant.controls = controls;
    populations::infer(&mut tenant, catalogue);
    Some(Imported { tenant, differences: portal.differences })
}

/// The snapshot that counts: the newest of Graph, else the portal's table.
fn chosen(
    parts: &mut Parts,
    sources: &[Source],
    catalogue: &Catalogue,
    as_of: Option<Date>,
    findings: &mut Findings,
) -> Option<Snapshot> {
    let found = std::mem::take(&mut parts.snapshots);
    let maxima: BTreeSet<&Id> = parts
        .pages
        .iter()
        .flat_map(|page| &page.profiles)
        .filter(|profile| profile.max.is_some())
        .map(|profile| &profile.id)
        .collect();
    let of_known = |score: &Score| {
        score.max.is_some()
            || maxima.contains(&score.id)
            || catalogue.control(&score.id).is_some_and(|control| control.max.is_some())
            || from_percentage(score).is_some()
    };
    let among = Among {
        totals: &parts.totals,
        as_of,
        beside_table: !parts.tables.is_empty(),
        is_scorable: &|snapshot| snapshot.scores.iter().any(of_known),
    };
    if let Some(mut snapshot) = newest(found, &among, findings) {
        tokens::spelt(&mut snapshot, catalogue, findings);
        return Some(snapshot);
    }
    if !parts.tables.is_empty() {
        return portal::snapshot(&parts.tables, as_of, findings);
    }
    // A file that could not be read may have held the scores: say so only when all could.
    if !findings.has_errors() {
        findings.push(no_scores::finding(parts, sources));
    }
    None
}

/// The tenant of a snapshot, without controls and licences.
fn tenant(
    sources: &[Source],
    catalogue: &Catalogue,
    snapshot: Snapshot,
    profiles: ProfileCoverage,
) -> Tenant {
    Tenant {
        name: sources.iter().map(|source| file_name(&source.name)).collect::<Vec<_>>().join(", "),
        snapshot_date: snapshot.date,
        source_hashes: sources
            .iter()
            .map(|source| (file_name(&source.name), source.hash().to_owned()))
            .collect(),
        catalogue_version: Some(catalogue.version.clone()),
        profiles,
        portal: None,
        licences: None,
        licences_stated: false,
        enabled_services: snapshot.enabled_services,
        populations: BTreeMap::new(),
        groups: BTreeMap::new(),
        facts: BTreeMap::new(),
        actions: BTreeMap::new(),
        unscored: BTreeMap::new(),
        controls: BTreeMap::new(),
        headline: snapshot.headline,
        benchmarks: snapshot.benchmarks,
    }
}

/// The maxima of profiles without a score, where the catalogue has another.
fn maxima_beside_catalogue(
    unscored: &[&Profile],
    catalogue: &Catalogue,
) -> BTreeMap<Id, crate::model::Profile> {
    let maxima = unscored.iter().filter_map(|profile| Some((&profile.id, profile.max?)));
    let other =
        maxima.filter(|(id, max)| catalogue.control(id).and_then(|control| control.max) != Some(*max));
    other.map(|(id, max)| (id.clone(), crate::model::Profile { id: id.clone(), max })).collect()
}

/// Gives every id its one spelling, and takes out what only looked like a profile.
fn spelt(parts: &mut Parts, catalogue: &Catalogue, findings: &mut Findings) {
    let spelling = Spelling::new(catalogue, &parts.pages);
    for found in &mut parts.snapshots {
        for score in &mut found.snapshot.scores {
            score.id = spelling.of(&score.id);
        }
        found.snapshot.scores.sort_by(|a, b| a.id.cmp(&b.id));
    }
    let scored: BTreeSet<&Id> =
        parts.snapshots.iter().flat_map(|found| &found.snapshot.scores).map(|score| &score.id).collect();
    let mut strange: Option<(Id, String, usize)> = None;
    for page in &mut parts.pages {
        page.profiles.retain_mut(|profile| {
            profile.id = spelling.of(&profile.id);
            let known =
                !profile.bare || catalogue.control(&profile.id).is_some() || scored.contains(&profile.id);
            if !known {
                strange.get_or_insert_with(|| (profile.id.clone(), page.file.clone(), 0)).2 += 1;
            }
            known
        });
    }
    if let Some((id, file, times)) = strange {
        let message = format!(
            "objects with an id and a title that are no control that is known: {times}, `{id}` first"
        );
        findings.push(Finding::new(Code::NothingImported, message).at(Place::file(&file)));
    }
}

/// Profiles as some tools ship them say what a control is and not what it is worth.
fn without_max(parts: &Parts, findings: &mut Findings) {
    let all = || parts.pages.iter().flat_map(|page| page.profiles.iter().map(move |profile| (profile, page)));
    let without = || all().filter(|(profile, _)| profile.without_max && !profile.deprecated);
    let Some((first, page)) = without().next() else { return };
    let message = format!(
        "{} of {} profiles carry no `maxScore`, `{}` first: the maxima of the catalogue count",
        without().count(),
        all().count(),
        first.id
    );
    findings.push(
        Finding::new(Code::ProfilesWithoutMax, message)
            .at(Place::file(&page.file))
            .help("export /security/secureScoreControlProfiles again without `$select`"),
    );
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Only the last part: paths tell where somebody works.
fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

/// Fields that nobody reads are no reason to refuse an export, and worth a word.
fn unused(parts: &Parts, findings: &mut Findings) {
    if parts.unused.is_empty() {
        return;
    }
    let named: Vec<String> = parts.unused.iter().map(|(field, times)| format!("{field} ({times})")).collect();
    let message = format!("fields of the export that are not used, with how often: {}", named.join(", "));
    findings.push(Finding::new(Code::UnknownFields, message));
}

/// Each page but the last announces the next one: what is announced and not given is missing, at least.
fn pages_missing(parts: &Parts, findings: &mut Findings) -> i64 {
    let announced = parts.pages.iter().filter(|page| page.announces_next).count();
    let missing = announced.saturating_sub(parts.pages.len().saturating_sub(1));
    if missing > 0 {
        let given: usize = parts.pages.iter().map(|page| page.profiles.len()).sum();
        let file = parts.pages.iter().rfind(|page| page.announces_next).map(|page| page.file.as_str());
        let message = format!(
            "the control profiles are page {} of several: {}",
            parts.pages.len(),
            counted(given, "profile", "profiles")
        );
        findings.push(
            Finding::new(Code::PagesMissing, message)
                .at(Place::file(file.unwrap_or_default()))
                .help("follow @odata.nextLink and give all pages, or export with `-All`"),
        );
    }
    count(missing)
}

/// The profiles by id. Of two for one id the tenant's own wins, then the first; profiles of another tenant
/// give titles and maxima, never a status.
fn profiles(
    pages: &[super::recognise::Page],
    snapshot: &Snapshot,
    findings: &mut Findings,
) -> BTreeMap<Id, Profile> {
    let own = |profile: &Profile| match (&profile.tenant, &snapshot.tenant) {
        (Some(theirs), Some(ours)) => theirs == ours,
        _ => true,
    };
    let mut profiles: BTreeMap<Id, Profile> = BTreeMap::new();
    let mut foreign: BTreeMap<&str, usize> = BTreeMap::new();
    for page in pages {
        for profile in &page.profiles {
            let mut profile = profile.clone();
            if !own(&profile) {
                *foreign.entry(&page.file).or_default() += 1;
                (profile.state, profile.assigned_to, profile.comment) = (State::Unknown, None, None);
            }
            match profiles.get(&profile.id) {
                Some(earlier) if own(earlier) || !own(&profile) => {}
                _ => drop(profiles.insert(profile.id.clone(), profile)),
            }
        }
    }
    for (file, number) in foreign {
        let message = format!(
            "{} from another tenant: statuses of it are not used",
            counted(number, "profile comes", "profiles come")
        );
        findings.push(
            Finding::new(Code::ForeignProfiles, message)
                .at(Place::file(file))
                .help("export the profiles of the same tenant to know its statuses"),
        );
    }
    profiles
}

/// The control that a score and its profile describe.
fn control(score: &Score, profile: Option<&Profile>, catalogue: &Catalogue) -> ControlState {
    let known = catalogue.control(&score.id);
    let sourced = |value: Option<Points>, origin| value.map(|value| Sourced { value, origin });
    let max = sourced(profile.and_then(|profile| profile.max), Origin::Profile)
        .or_else(|| sourced(score.max, Origin::Exported))
        .or_else(|| sourced(known.and_then(|control| control.max), Origin::Catalogue))
        .or_else(|| sourced(from_percentage(score), Origin::Percentage));
    // What somebody set comes before what nobody touched, and a profile before the row.
    let said = [profile.map(|profile| profile.state), score.state];
    let set = said.iter().flatten().find(|state| matches!(state, State::Set(_)));
    let state = set.or_else(|| said.iter().flatten().find(|state| **state == State::Default));
    let status = match state.copied() {
        None | Some(State::Unknown) => None,
        Some(State::Set(status)) => Some(Sourced { value: status, origin: Origin::Exported }),
        Some(State::Default) => {
            let done = max.is_some_and(|max| score.score >= max.value);
            let value = if done { Status::Completed } else { Status::ToAddress };
            Some(Sourced { value, origin: Origin::Exported })
        }
    };
    let unknown = known.is_none();
    ControlState {
        id: score.id.clone(),
        title: profile.filter(|_| unknown).and_then(|profile| profile.title.clone()),
        category: score.category.clone().or_else(|| profile.and_then(|profile| profile.category.clone())),
        service: profile.filter(|_| unknown).and_then(|profile| profile.service.clone()),
        cost: profile.filter(|_| unknown).and_then(|profile| profile.cost),
        impact: profile.filter(|_| unknown).and_then(|profile| profile.impact),
        score: score.score,
        max,
        count: score.count,
        total: score.total,
        status,
        licensed: None,
        regressed: false,
        assigned_to: profile.and_then(|profile| profile.assigned_to.clone()),
        comment: profile.and_then(|profile| profile.comment.clone()),
        last_synced: score.last_synced,
    }
}

/// Reports percentages that their points and maxima contradict. A maximum that follows from the percentage can not, and a
/// score above its maximum is named anyway.
fn percentages(
    snapshot: &Snapshot,
    controls: &BTreeMap<Id, ControlState>,
    sources: &[Source],
    findings: &mut Findings,
) {
    /// Percentages may be rounded to whole numbers, and points are to hundredths.
    const ROUNDING: f64 = 1.0;
    let mut contradicted = snapshot.scores.iter().filter_map(|score| {
        let max = controls.get(&score.id)?.max.filter(|max| max.origin != Origin::Percentage)?.value;
        let percentage = score.percentage?;
        let share = score.score.to_f64() / max.to_f64();
        let differs = (percentage - share * 100.0).abs() > ROUNDING + 0.5 / max.to_f64();
        (differs && score.score <= max).then_some((score, percentage, max))
    });
    let Some((score, percentage, max)) = contradicted.next() else { return };
    let more = match contradicted.count() {
        0 => String::new(),
        more => format!("; so do {more} more"),
    };
    let message = format!(
        "`scoreInPercentage` of `{}` is {percentage}, and {} of {max} points contradict that{more}",
        score.id, score.score
    );
    let place = sources.iter().map(|source| source.place_of_quoted(score.id.as_str(), 0));
    let place = place.max_by_key(|place| place.line.is_some());
    let finding = Finding::new(Code::PercentageDiffers, message).help(
        "the points count; a maximum of another day is the usual cause: export scores and profiles together",
    );
    findings.push(match place {
        Some(place) => finding.at(place),
        None => finding,
    });
}

/// `score x 100 / percentage`, where that is a whole number of points from 1 to 10.
fn from_percentage(score: &Score) -> Option<Points> {
    let percentage = score.percentage.filter(|percentage| *percentage > 0.0)?;
    let max = Points::from_f64(score.score.to_f64() * 100.0 / percentage)?;
    // Score and percentage are both rounded to two decimals: a hundredth of slack, no more.
    let whole = Points::whole((max.0 + 50) / 100);
    let near = (whole - max).0.abs() <= 1;
    (near && (1..=10).contains(&(whole.0 / 100))).then_some(whole)
}
