//! Which of the known exports a value is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Debug, Write as _};

use sha2::{Digest as _, Sha256};

use super::cells;
use super::counted::Counted;
use super::fields::count_unused;
use super::foreign;
use super::foreign_text;
use super::owned::Owned;
use super::partner;
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
use crate::load::yaml::parse;
use crate::load::{Kind as File, kind as kind_of_file};
use crate::model::text::{beginning, counted};

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
    /// Pages on which nothing stands: the file, and what Graph says that they list.
    pub(super) empty_pages: Vec<(String, Option<String>)>,
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
    if let Some(finding) = foreign_text::refusal(source).filter(|_| !within) {
        findings.push(finding);
        return;
    }
    if let Some(table) = below_title(source, findings) {
        if !tables::add(&table, parts, findings) && !portal::add(&table, parts, findings) {
            tables::refuse(&table, findings);
        }
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
    if !within && !text::begins_as_json(&source.text) && !is_yaml_of_export(source) {
        findings.push(unknown(source));
        return;
    }
    let values = values(source, findings);
    search(&values, source, parts, findings);
}

/// The table below lines of a title, as reports and people write them; the lines keep their numbers.
fn below_title(source: &Source, findings: &mut Findings) -> Option<Source> {
    let (lines, table) = title_and_table(&source.text)?;
    let message = format!("{} before the table left out", counted(lines, "line", "lines"));
    findings.push(Finding::new(Code::ReadOtherwise, message).at(Place::file(&source.name)));
    let text = format!("{}{table}", "\n".repeat(lines));
    Some(source.with_text(text))
}

/// How many lines stand above a table that is known, and the table.
pub(super) fn title_and_table(text: &str) -> Option<(usize, &str)> {
    const MOST: usize = 10;
    /// A title is a line of words; what is longer is something else.
    const LONGEST: usize = 200;
    let mut rest = text;
    for line in 1..=MOST {
        let (title, below) = rest.split_once('\n')?;
        if title.len() > LONGEST || title.starts_with(['{', '[', '<', '|']) {
            return None;
        }
        rest = below;
        let first = rest.lines().next().unwrap_or_default();
        let is_header = first.contains([',', ';', '\t', '|']);
        if is_header && (portal::is_table(rest) || tables::is_known(rest)) {
            return Some((line, rest));
        }
    }
    None
}

/// The table below lines of a title; a text that begins otherwise is whole.
pub(super) fn table_of(text: &str) -> &str {
    if portal::is_table(text) || tables::is_known(text) {
        return text;
    }
    title_and_table(text).map_or(text, |(_, table)| table)
}

/// Whether a text is YAML, and may be an export: what is wrong with its syntax is worth to know then.
fn is_yaml_of_export(source: &Source) -> bool {
    const FIELDS: [&str; 8] = [
        "controlScores",
        "control_scores",
        "controlName",
        "maxScore",
        "skuPartNumber",
        "prepaidUnits",
        "currentScore",
        "@odata",
    ];
    FIELDS.iter().any(|field| source.text.contains(field)) && parse(source, &mut Findings::new()).is_some()
        || looks_like_yaml(&source.text) && FIELDS.iter().any(|field| source.text.contains(field))
}

/// Says of a text that it is nothing known, and how it begins.
fn unknown(source: &Source) -> Finding {
    let message = format!(
        "the file holds no secure score, control profile or SKU, and is no export that is known{}",
        begins_with(&source.text)
    );
    Finding::new(Code::UnknownShape, message).at(Place::file(&source.name)).help(
        "give the JSON of /security/secureScores, /security/secureScoreControlProfiles or /subscribedSkus, or the CSV of the portal",
    )
}

/// The first words of a text; nothing where they may be a token or an address.
fn begins_with(text: &str) -> String {
    const LONGEST: usize = 40;
    const LONGEST_WORD: usize = 24;
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let shown = beginning(first, LONGEST);
    let secret = |word: &str| word.chars().count() > LONGEST_WORD || word.contains('@');
    if shown.is_empty() || shown.split_whitespace().any(secret) {
        return String::new();
    }
    format!("; it begins with `{shown}`")
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
    if has("skuPartNumber") || partner::is_sku(object) {
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
        if let Some(kind) = kind.filter(|_| !partner::is_sku(object)) {
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
            Some(Kind::Sku) => {
                let of_partner = partner::as_of_graph(object);
                skus.extend(sku::read(of_partner.as_ref().unwrap_or(object), source, problems));
            }
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
