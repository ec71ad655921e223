//! Rows become controls, or say more about controls that are there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::World;
use super::product::{Named, named};
use super::table::Row;
use crate::diag::{Code, Finding, Findings};
use crate::load::export::profile::{Profile, State};
use crate::model::text::{beginning, first_few};
use crate::model::{
    Catalogue, ControlFigures, ControlState, Id, Origin, Points, PortalCoverage, PortalDifference, Sourced,
    Status, title,
};

/// The rows are the tenant: every one is scored, also those that nobody knows.
pub(super) fn alone(
    rows: &[Row],
    controls: &mut BTreeMap<Id, ControlState>,
    world: World<'_>,
    findings: &mut Findings,
) -> PortalCoverage {
    let found = matches(rows, everything(world), world);
    doubled(rows, &found, findings);
    let help = "they count in the score and are planned with an estimated effort; export with the portal in English if their titles are translated, or add the controls to a catalogue overlay";
    unmatched(rows, &found, "are kept under an id of their own", help, findings);
    let coverage = coverage(&found);
    let mut numbers = BTreeMap::new();
    for (row, found) in rows.iter().zip(found) {
        let id = match found {
            Match::One(id) => id,
            Match::Again | Match::Contradicted(_) => continue,
            Match::None | Match::Several => own_id(row, world.catalogue, controls, &mut numbers),
        };
        let control = control(id.clone(), row, world);
        controls.insert(id, control);
    }
    coverage
}

/// A snapshot is the tenant: rows say what it does not know, and never give points. Gives the rows that say something
/// else than the snapshot.
pub(super) fn beside(
    rows: &[Row],
    controls: &mut BTreeMap<Id, ControlState>,
    world: World<'_>,
    (graph_day, portal_day): (Date, Option<Date>),
    findings: &mut Findings,
) -> (PortalCoverage, Vec<PortalDifference>) {
    let ids: Vec<Id> = controls.keys().cloned().collect();
    let found = matches(rows, ids.iter(), world);
    doubled(rows, &found, findings);
    let help = "the snapshot counts; a row that it does not hold is of another day, of another app, or has a translated title";
    unmatched(rows, &found, "are not used", help, findings);
    let mut differences = Vec::new();
    for (row, found) in rows.iter().zip(&found) {
        let Match::One(id) = found else { continue };
        let Some(control) = controls.get_mut(id) else { continue };
        control.licensed = row.licensed;
        control.regressed = row.regressed;
        control.comment = control.comment.take().or_else(|| row.notes.clone());
        let told = settled(row.status, control.score, control.max.map(|max| max.value));
        let known = control.status.map(|status| status.value);
        let other_status = match (known, told) {
            (None, Some(_)) | (Some(Status::ToAddress), Some(Status::Planned)) => {
                control.status = told.map(exported);
                false
            }
            // What follows the points is the snapshot's to say, and a plan ends with its completion.
            (Some(known), Some(told)) if known.follows_points() && told.follows_points() => false,
            (Some(Status::Completed), Some(Status::Planned)) => false,
            (Some(known), Some(told)) => known != told,
            _ => false,
        };
        let max = control.max.map(|max| max.value);
        if other_status || differ(row.points, control.score) || max.is_some_and(|max| differ(row.max, max)) {
            differences.push(PortalDifference {
                id: id.clone(),
                title: row.title.clone(),
                graph: ControlFigures { date: Some(graph_day), points: control.score, max, status: known },
                portal: ControlFigures {
                    date: portal_day,
                    points: row.points,
                    max: Some(row.max),
                    status: row.status,
                },
            });
        }
    }
    differences.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(finding) = disagreement(&differences, found.len()) {
        findings.push(finding);
    }
    (coverage(&found), differences)
}

/// Whether two figures differ by more than what the portal rounds away.
fn differ(one: Points, other: Points) -> bool {
    const ROUNDING: i64 = 5;
    (one - other).0.abs() > ROUNDING
}

/// One finding for all of them, with both figures of the first.
fn disagreement(differences: &[PortalDifference], rows: usize) -> Option<Finding> {
    const SHOWN: usize = 3;
    let first = differences.first()?;
    let day = |figures: &ControlFigures| figures.date.map_or(String::new(), |day| format!(" ({day})"));
    let figures = |figures: &ControlFigures| {
        let max = figures.max.map_or(String::new(), |max| format!(" of {max}"));
        let status =
            figures.status.map_or(String::new(), |status| format!(" {}", status.word().to_lowercase()));
        format!("{}{max}{status}", figures.points)
    };
    let rows_of = |difference: &PortalDifference| {
        let title = short(&difference.title);
        format!("`{title}` {} and {}", figures(&difference.graph), figures(&difference.portal))
    };
    let shown: Vec<String> = differences.iter().take(SHOWN).map(rows_of).collect();
    let more = match differences.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("; {more} more"),
    };
    let message = format!(
        "Graph{} and the portal{} disagree on {} of {rows} rows: {}{more}",
        day(&first.graph),
        day(&first.portal),
        differences.len(),
        shown.join("; ")
    );
    let help = "Graph's points and statuses count; export both on the same day. Every row: `--all-findings`, or `differences` of `--format json`";
    Some(Finding::new(Code::PortalDiffers, message).help(help))
}

/// Says that rows stand twice in a table. Where they differ nobody can tell which is meant.
fn doubled(rows: &[Row], found: &[Match], findings: &mut Findings) {
    let mut contradicted = rows.iter().zip(found).filter_map(|(row, found)| match found {
        Match::Contradicted(line) => Some((row, *line)),
        _ => None,
    });
    if let Some((row, line)) = contradicted.next() {
        let more = match contradicted.count() {
            0 => String::new(),
            more => format!("; {more} more rows are like it"),
        };
        let message = format!(
            "`{}` stands in lines {line} and {} and says something else in each{more}",
            short(&row.title),
            row.line
        );
        let help = "keep one of the two rows: only connected apps have several of one title";
        findings.push(Finding::new(Code::DuplicateInPage, message).at(row.place()).help(help));
    }
    let again: Vec<&Row> =
        rows.iter().zip(found).filter(|(_, found)| **found == Match::Again).map(|(row, _)| row).collect();
    let Some(first) = again.first() else { return };
    let titles: Vec<&String> = again.iter().map(|row| &row.title).collect();
    let message = format!(
        "rows that stand in the table again count once: {}, {}",
        again.len(),
        first_titles(titles.into_iter())
    );
    findings.push(Finding::new(Code::CountedOnce, message).at(first.place()));
}

fn coverage(found: &[Match]) -> PortalCoverage {
    let joined = found.iter().filter(|found| matches!(found, Match::One(_))).count();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let again = |found: &Match| matches!(found, Match::Again | Match::Contradicted(_));
    let rows = found.iter().filter(|found| !again(found)).count();
    PortalCoverage { rows: count(rows), joined: count(joined) }
}

fn unmatched(rows: &[Row], found: &[Match], fate: &str, help: &str, findings: &mut Findings) {
    let titles = |wanted: &Match| -> Vec<&String> {
        let pairs = rows.iter().zip(found);
        pairs.filter(|(_, found)| *found == wanted).map(|(row, _)| &row.title).collect()
    };
    let (none, several) = (titles(&Match::None), titles(&Match::Several));
    let (number, all) = (none.len() + several.len(), rows.len());
    let leads_nowhere = |found: &Match| matches!(found, Match::None | Match::Several);
    let Some(first) = rows.iter().zip(found).find(|(_, found)| leads_nowhere(found)) else {
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
    first_few(titles.map(|title| format!("`{}`", short(title))), 3)
}

/// The beginning of a text, for messages.
pub(super) fn short(text: &str) -> &str {
    beginning(text, 80)
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
    /// An earlier row has taken the only one, and says the same: no second app would in every cell.
    Again,
    /// An earlier row, which stands in this line, has taken the only one and says something else.
    Contradicted(usize),
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
    let mut taken: BTreeMap<Id, &Row> = BTreeMap::new();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let mut leads_to = titles.find(row, world.catalogue);
        if let Match::One(id) = &leads_to {
            match taken.get(id) {
                Some(first) if first.says_the_same(row) && !is_of_an_app(id) => {
                    leads_to = Match::Again;
                }
                Some(_) if is_of_an_app(id) => leads_to = Match::Several,
                Some(first) => leads_to = Match::Contradicted(first.line),
                None => drop(taken.insert(id.clone(), row)),
            }
        }
        found.push(leads_to);
    }
    found
}

/// Whether a control is of a connected app, of which a tenant may have several: their rows may be alike.
fn is_of_an_app(id: &Id) -> bool {
    id.without_instance().starts_with("MDA_")
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
