//! Which of the known exports a value is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Debug, Write as _};

use sha2::{Digest as _, Sha256};

use super::cells;
use super::counted::Counted;
use super::fields::count_unused;
use super::foreign;
use super::owned::Owned;
use super::portal::{self, Table};
use super::profile::{self, Profile};
use super::search::search;
use super::sku;
use super::snapshot::{self, Found};
use super::tables::{self, LicenceTable};
use super::tenant_names::TenantNames;
use super::text::{self, values};
use super::totals::{self, Totals};
use super::tree::Fields;
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::catalogue::{PlansOfSkus, is_plan_list, plans_of_skus};
use crate::load::source::Source;
use crate::load::{Kind as File, kind as kind_of_file};

/// A page of profiles.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Page {
    pub(super) profiles: Vec<Profile>,
    /// The export says that more pages follow.
    pub(super) announces_next: bool,
    pub(super) file: String,
}

#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) snapshots: Vec<Found>,
    /// Snapshots that came without the scores of their controls.
    pub(super) totals: Vec<Totals>,
    pub(super) pages: Vec<Page>,
    pub(super) tables: Vec<Table>,
    pub(super) licence_tables: Vec<LicenceTable>,
    /// The SKUs of every page.
    pub(super) skus: Vec<Vec<Owned>>,
    /// Files in which a list of SKUs is empty.
    pub(super) without_skus: Vec<String>,
    /// What Microsoft's lists say of SKUs.
    pub(super) lists: Vec<PlansOfSkus>,
    /// The tenants that columns and fields beside the scores name.
    pub(super) tenants: TenantNames,
    /// Fields that nobody reads, with how often they came.
    pub(super) unused: BTreeMap<String, usize>,
    /// What pages hold, by SHA-256: to compare each with all earlier ones would take for ever where there are many.
    seen: BTreeSet<[u8; 32]>,
}

impl Parts {
    /// Whether no page held the same before, in this or another file.
    fn is_new(&mut self, page: &impl Debug) -> bool {
        let mut said = Said(Sha256::new());
        // Writing to a digest can not fail.
        let _ = write!(said, "{page:?}");
        self.seen.insert(said.0.finalize().into())
    }
}

/// The digest of what is written: a page as a text would take as much memory again.
struct Said(Sha256);

impl fmt::Write for Said {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

pub(super) fn add(source: &Source, parts: &mut Parts, findings: &mut Findings) {
    if cells::is_table(&source.text) {
        search(&values(source, findings), source, parts, findings);
        return;
    }
    if tables::add(source, parts, findings) || portal::add(source, parts, findings) {
        return;
    }
    if is_plan_list(&source.text) {
        parts.lists.push(plans_of_skus(source, findings));
        return;
    }
    let within = text::after_preamble(&source.text).is_some();
    if let Some(thing) = foreign::of_text(&source.text).filter(|_| !within) {
        findings.push(thing.finding(source));
        return;
    }
    if looks_like_csv(&source.text) && !within && !looks_like_yaml(&source.text) {
        tables::refuse(source, findings);
        return;
    }
    if let Some(ours) = of_ours(source) {
        let message = format!("the file is {ours}, and no export");
        let help =
            "give it to the option or the verb that reads it: `import` makes a tenant file from exports";
        findings.push(Finding::new(Code::Foreign, message).at(Place::file(&source.name)).help(help));
        return;
    }
    let values = values(source, findings);
    search(&values, source, parts, findings);
}

fn looks_like_csv(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let separated = match first.strip_prefix('"') {
        Some(quoted) => ["\",", "\";", "\"\t"].iter().any(|end| quoted.contains(end)),
        None => first.contains([',', ';', '\t']),
    };
    separated && !text::begins_as_json(text)
}

/// Which file of this program it is.
fn of_ours(source: &Source) -> Option<&'static str> {
    Some(match kind_of_file(source)? {
        File::Tenant => "a tenant file",
        File::Scenario => "a scenario",
        File::Catalogue => "a catalogue overlay",
        File::Prices => "a price file",
        File::Brand => "a brand",
        File::Plan => "a saved plan or another answer of scoreplan",
        File::Export | File::PlanList | File::Backlog => return None,
    })
}

/// Whether the first line that says something is a key of YAML, as `az rest -o yaml` writes it.
fn looks_like_yaml(text: &str) -> bool {
    let said = |line: &&str| !line.trim().is_empty() && !line.starts_with(['#', '-']);
    let entry = text.lines().find(|line| line.starts_with("- ")).map(|line| &line[2..]);
    let Some(line) = text.lines().find(said).or(entry) else { return false };
    let Some((key, rest)) = line.split_once(':') else { return false };
    let plain = key.trim_matches(['\'', '"', ' ']);
    !plain.is_empty()
        && plain.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | '.' | '-'))
        && (rest.is_empty() || rest.starts_with([' ', '\r']))
}

/// Which of the known objects it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Snapshot,
    Profile,
    Sku,
    /// The score of one control, outside of a snapshot.
    Row,
    /// A snapshot without the scores of its controls.
    Totals,
}

pub(super) fn kind(object: &Fields) -> Option<Kind> {
    let has = |key: &str| object.contains_key(key);
    let any = |keys: &[&str]| keys.iter().any(|key| has(key));
    if has("controlScores") {
        return Some(Kind::Snapshot);
    }
    if has("skuPartNumber") {
        return Some(Kind::Sku);
    }
    let named = any(&["controlName", "controlId"]);
    let scored = any(&["score", "currentScore", "scoreInPercentage"]);
    let known = if named && (scored || (has("implementationStatus") && has("controlCategory"))) {
        Some(Kind::Row)
    } else if profile::is_profile(object) {
        Some(Kind::Profile)
    } else if has("currentScore") && has("maxScore") && !named && !any(&["title", "name"]) {
        Some(Kind::Totals)
    } else {
        None
    };
    known.filter(|_| foreign::of_object(object).is_none())
}

/// Reads the objects of one page. What is left are rows: those of one day may stand on several pages.
pub(super) fn page<'v>(
    objects: Vec<&'v Fields>,
    announces_next: bool,
    source: &Source,
    parts: &mut Parts,
    problems: &mut Counted,
) -> Vec<&'v Fields> {
    let mut profiles: BTreeMap<String, Profile> = BTreeMap::new();
    let mut skus = Vec::new();
    let mut rows = Vec::new();
    for object in objects {
        let kind = kind(object);
        if let Some(kind) = kind {
            count_unused(kind, object, &mut parts.unused);
            // SKUs of another tenant are left aside.
            if kind != Kind::Sku {
                parts.tenants.add_object(object, &source.name);
            }
        }
        match kind {
            Some(Kind::Snapshot) => parts.snapshots.extend(snapshot::read(object, source, problems)),
            Some(Kind::Profile) => {
                let Some(profile) = profile::read(object, source, problems) else { continue };
                match profiles.get(&profile.id.as_str().to_lowercase()) {
                    None => drop(profiles.insert(profile.id.as_str().to_lowercase(), profile)),
                    Some(earlier) if earlier.says_the_same(&profile) => {
                        problems.add("the same profile", || {
                            let message =
                                format!("the page names the profile `{}` twice; it counts once", profile.id);
                            Finding::new(Code::CountedOnce, message)
                                .at(source.place_of_quoted(profile.id.as_str(), 1))
                        });
                    }
                    Some(_) => problems.add("another profile", || {
                        let message = format!("the page names the profile `{}` twice", profile.id);
                        Finding::new(Code::DuplicateInPage, message)
                            .at(source.place_of_quoted(profile.id.as_str(), 1))
                            .help("export the page again; do not join pages by hand within one list")
                    }),
                }
            }
            Some(Kind::Sku) => skus.extend(sku::read(object, source, problems)),
            Some(Kind::Row) => rows.push(object),
            Some(Kind::Totals) => parts.totals.push(totals::read(object, source)),
            None => {}
        }
    }
    parts.skus.push(skus);
    // Snapshots announce a next page even when there is none: a page without profiles does not count.
    let profiles: Vec<Profile> = profiles.into_values().collect();
    if !profiles.is_empty() && parts.is_new(&profiles) {
        parts.pages.push(Page { profiles, announces_next, file: source.name.clone() });
    }
    rows
}
