//! Everything that is known, however deep it stands in objects and lists of any name.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::counted::Counted;
use super::failure::Failure;
use super::foreign::{self, OtherContent};
use super::recognise::{Kind, Parts, kind, page};
use super::rows;
use super::scalar::{is_truncated, short, text, truncated};
use super::sku;
use super::tree::{Fields, Value};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;
use crate::model::text::{counted, first_few};

/// Keys that only wrap what matters: API pages, other tools' answers, batches.
pub(super) const WRAPPERS: [&str; 4] = ["value", "results", "responses", "body"];
/// Keys of files that hold several exports.
pub(super) const BUNDLES: [&str; 7] = [
    "secureScore",
    "secureScores",
    "profiles",
    "secureScoreControlProfiles",
    "subscribedSkus",
    "skus",
    "licences",
];

/// So many objects and lists around something are looked into.
pub(super) const DEEPEST: usize = 24;

/// A step on the way down.
#[derive(Debug, Clone, Copy)]
enum Step<'v> {
    Key(&'v str),
    Entry(usize),
}

/// A walk over the values of one file.
pub(super) struct Search<'v, 'p> {
    source: &'p Source,
    parts: &'p mut Parts,
    problems: Counted,
    path: Vec<Step<'v>>,
    /// Scores that stand in no snapshot, of all pages of the file.
    rows: Vec<&'v Fields>,
    /// What is nothing known is not counted here: it stands beside or around something that is.
    quiet: bool,
    /// What is around, where Graph's address says that it is something else: totals in it are none of Secure Score.
    within: Option<&'static OtherContent>,
    notes: SearchNotes,
}

/// What a walk met beside what it looked for.
#[derive(Debug, Default)]
struct SearchNotes {
    /// Something known, or a page on which nothing is.
    known: bool,
    /// How many objects are something known.
    found: usize,
    /// Ways to something known that lead through keys of no known name; the first, and how many.
    unusual: Option<(String, usize)>,
    failures: BTreeMap<Failure, (String, usize)>,
    /// How many parts failed in further ways.
    more_failures: usize,
    others: BTreeMap<OtherContent, usize>,
    /// How often it was one of these.
    special: usize,
    /// Objects of a list that are nothing: what the first is, and how many.
    nothing: Option<(String, usize)>,
    /// The first text that PowerShell wrote in place of an object.
    cut_off: Option<String>,
    too_deep: bool,
    /// What Graph says that its answer is, where it is none of the three.
    entity: Option<String>,
}

/// Finds what some values hold, and adds it to the parts.
pub(super) fn search(values: &[Value], source: &Source, parts: &mut Parts, findings: &mut Findings) {
    let (path, notes) = (Vec::new(), SearchNotes::default());
    let (problems, rows) = (Counted::default(), Vec::new());
    let mut search = Search { source, parts, problems, path, rows, quiet: false, within: None, notes };
    let mut loose = Vec::new();
    for value in values {
        search.value(value, &mut loose);
    }
    search.page(loose, false);
    let rows = rows::read(&search.rows, source, &mut search.problems);
    search.parts.snapshots.extend(rows);
    search.report(values, findings);
}

impl<'v> Search<'v, '_> {
    /// Whether a value holds something known. Objects that stand in no list go to `loose`.
    fn value(&mut self, value: &'v Value, loose: &mut Vec<&'v Fields>) -> bool {
        if self.path.len() > DEEPEST {
            self.notes.too_deep = true;
            return false;
        }
        match value {
            Value::List(items) => self.list(items, false),
            Value::Object(object) => self.object(object, loose),
            other => {
                self.cut_off(other);
                false
            }
        }
    }

    fn object(&mut self, object: &'v Fields, loose: &mut Vec<&'v Fields>) -> bool {
        let known = kind(object);
        if let (Some(Kind::Totals), Some(around)) = (known, self.within) {
            *self.notes.others.entry(*around).or_default() += 1;
            self.notes.special += 1;
            return false;
        }
        if known.is_some() {
            loose.push(object);
            self.found();
            return true;
        }
        if sku::lists_none(object) {
            self.parts.without_skus.push(self.source.name.clone());
        }
        let failure = Failure::of(object);
        let other = foreign::of_object(object);
        let special = failure.is_some() || other.is_some();
        let (quiet, within, found) = (self.quiet, self.within, self.notes.found);
        self.quiet |= special;
        self.within = other.or(within);
        let next = object.get("@odata.nextLink").is_some_and(Value::is_string);
        let mut any = false;
        for (key, inner) in object.iter() {
            self.path.push(Step::Key(key));
            any |= match inner {
                Value::List(items) if self.path.len() <= DEEPEST => self.list(items, next),
                other => self.value(other, loose),
            };
            self.path.pop();
        }
        (self.quiet, self.within) = (quiet, within);
        if any {
            self.parts.tenants.add_object(object, &self.source.name);
        }
        // An answer that failed may hold an empty page.
        if !self.quiet && (!any || (failure.is_some() && self.notes.found == found)) {
            self.notes.special += usize::from(special);
            if let Some(failure) = failure {
                let part = text(object, "id").map_or_else(|| self.way(), |id| format!("part {id}"));
                self.failed(failure, part);
            } else if let Some(other) = other {
                *self.notes.others.entry(*other).or_default() += 1;
            } else if self.notes.entity.is_none() {
                self.notes.entity = foreign::entity(object);
            }
        }
        any
    }

    fn failed(&mut self, failure: Failure, part: String) {
        /// So many kinds are told apart.
        const MOST: usize = 100;
        if self.notes.failures.len() < MOST || self.notes.failures.contains_key(&failure) {
            self.notes.failures.entry(failure).or_insert((part, 0)).1 += 1;
        } else {
            self.notes.more_failures += 1;
        }
    }

    fn list(&mut self, items: &'v [Value], next: bool) -> bool {
        // An empty page is still a page: Graph answers so when nothing is left.
        let mut any = items.is_empty() && self.is_usual();
        self.notes.known |= any;
        let mut objects = Vec::new();
        let mut nothing: Option<(String, usize)> = None;
        let mut no_object: Option<&Value> = None;
        for (at, item) in items.iter().enumerate() {
            self.path.push(Step::Entry(at));
            let special = self.notes.special;
            let found = self.value(item, &mut objects);
            self.path.pop();
            any |= found;
            match item {
                Value::Object(object) if !found => {
                    if self.notes.special == special {
                        nothing.get_or_insert_with(|| (described(object), 0)).1 += 1;
                    }
                }
                Value::Object(_) | Value::List(_) | Value::Null => {}
                other if is_truncated(other) => {}
                other => no_object = no_object.or(Some(other)),
            }
        }
        if let (Some(value), true, false) = (no_object, any, objects.is_empty()) {
            self.problems.add("no object", || {
                let message = format!("an entry of the list is no object: {}", short(value));
                let finding = Finding::new(Code::BadValue, message).at(Place::file(&self.source.name));
                finding.help("export the list again as JSON")
            });
        }
        if let (Some((first, times)), true) = (nothing, any) {
            self.notes.nothing.get_or_insert((first, 0)).1 += times;
        }
        self.page(objects, next);
        any
    }

    fn page(&mut self, objects: Vec<&'v Fields>, next: bool) {
        if !objects.is_empty() {
            self.rows.extend(page(objects, next, self.source, self.parts, &mut self.problems));
        }
    }

    /// Notes the way to something known.
    fn found(&mut self) {
        self.notes.known = true;
        self.notes.found += 1;
        if !self.is_usual() {
            // Of a list the first entry is named.
            let way = self.way();
            self.notes.unusual.get_or_insert((way, 0)).1 += 1;
        }
    }

    fn is_usual(&self) -> bool {
        self.path.iter().all(|step| match step {
            Step::Key(key) => WRAPPERS.contains(key) || BUNDLES.contains(key),
            Step::Entry(_) => true,
        })
    }

    /// The way down, like `item[0].response.body`.
    fn way(&self) -> String {
        let mut way = String::new();
        for step in &self.path {
            // Writing to a string can not fail.
            let _ = match step {
                Step::Key(key) if way.is_empty() => write!(way, "{key}"),
                Step::Key(key) => write!(way, ".{key}"),
                Step::Entry(at) => write!(way, "[{at}]"),
            };
        }
        way.chars().take(120).collect()
    }

    fn cut_off(&mut self, value: &Value) {
        let wraps = matches!(self.path.last(), None | Some(Step::Entry(_))) || self.is_usual();
        if is_truncated(value) && wraps && self.notes.cut_off.is_none() {
            self.notes.cut_off = value.as_str().map(str::to_owned);
        }
    }

    /// Says what was met. What is wrong with a file that holds nothing known is an error, else a remark.
    fn report(self, values: &[Value], findings: &mut Findings) {
        let Self { source, parts, notes, problems, .. } = self;
        problems.report(findings);
        if let Some(text) = &notes.cut_off {
            findings.push(truncated(source, text));
        }
        let at = || Place::file(&source.name);
        if notes.known {
            if notes.found == 0 {
                parts.empty_pages.push((source.name.clone(), entity_of(values)));
            }
            notes.beside(source, findings);
        } else if !notes.failures.is_empty() {
            notes.failed(source, findings);
        } else if let Some((other, _)) = notes.others.first_key_value() {
            findings.push(other.finding(source));
        } else if notes.cut_off.is_none() && !values.is_empty() {
            let said = match (&notes.entity, values.first()) {
                (Some(entity), _) => format!("; Graph says that it is `{entity}`"),
                (None, Some(Value::Object(object))) => format!("; it has {}", keys(object)),
                (None, Some(Value::List(items))) => match items.first() {
                    Some(Value::Object(object)) => format!("; its entries have {}", keys(object)),
                    _ => String::new(),
                },
                _ => String::new(),
            };
            let deep = if notes.too_deep {
                format!("; more than {DEEPEST} layers were not looked into")
            } else {
                String::new()
            };
            let message = format!("the file holds no secure score, control profile or SKU{said}{deep}");
            findings.push(Finding::new(Code::UnknownShape, message).at(at()).help(
                "export /security/secureScores, /security/secureScoreControlProfiles or /subscribedSkus",
            ));
        }
    }
}

/// So many failures of a file that holds nothing else, and other things beside something known, are named.
const FAILURES_NAMED: usize = 3;

impl SearchNotes {
    /// Says why a file holds nothing but failures.
    fn failed(&self, source: &Source, findings: &mut Findings) {
        let more = self.failures.values().skip(FAILURES_NAMED).map(|(_, times)| times).sum::<usize>()
            + self.more_failures;
        for (at, (failure, (part, times))) in self.failures.iter().take(FAILURES_NAMED).enumerate() {
            let mut message = format!("{}{}", failure.said(), of_part(part, *times));
            if more > 0 && at + 1 == FAILURES_NAMED {
                let parts = counted(more, "more part", "more parts");
                message.push_str(&format!("; {parts} failed in other ways"));
            }
            let finding = Finding::new(Code::GraphFailed, message).at(Place::file(&source.name));
            findings.push(finding.help(failure.help()));
        }
    }

    /// Says which parts beside something known failed: one finding for all.
    fn failed_beside(&self, source: &Source, findings: &mut Findings) {
        let Some((first, (part, times))) = self.failures.first_key_value() else { return };
        let others: Vec<String> = self
            .failures
            .iter()
            .skip(1)
            .map(|(failure, (part, times))| {
                format!("{} ({})", failure.in_a_word(), of_part(part, *times).trim_start_matches("; "))
            })
            .collect();
        let mut message = format!("a part of the file failed: {}{}", first.said(), of_part(part, *times));
        if !others.is_empty() {
            message.push_str(&format!("; others too: {}", first_few(others, FAILURES_NAMED)));
        }
        if self.more_failures > 0 {
            message.push_str(&format!("; {} not told apart", counted(self.more_failures, "more", "more")));
        }
        let finding = Finding::new(Code::PartFailed, message).at(Place::file(&source.name));
        findings.push(finding.help(first.help()));
    }

    /// Remarks on what stands beside something known.
    fn beside(&self, source: &Source, findings: &mut Findings) {
        let at = || Place::file(&source.name);
        self.failed_beside(source, findings);
        if !self.others.is_empty() {
            let named = self.others.iter().map(|(other, times)| format!("{} ({times})", other.what));
            let message = format!(
                "{} not used: {}",
                counted(self.others.values().sum(), "object is", "objects are"),
                first_few(named, FAILURES_NAMED)
            );
            findings.push(Finding::new(Code::NothingImported, message).at(at()));
        }
        if let Some((first, times)) = &self.nothing {
            let what = counted(*times, "object is", "objects are");
            let message = format!("{what} not used ({first}{})", if *times == 1 { "" } else { " first" });
            findings.push(Finding::new(Code::NothingImported, message).at(at()));
        }
        if let Some((way, times)) = &self.unusual {
            let more = if *times == 1 {
                String::new()
            } else {
                format!(", and {} more there or elsewhere", times - 1)
            };
            let message = format!("read from within the file: `{way}`{more}");
            findings.push(Finding::new(Code::FoundWithin, message).at(at()));
        }
    }
}

fn of_part(part: &str, times: usize) -> String {
    match (part, times) {
        ("", 1) => String::new(),
        ("", times) => format!("; {times} times"),
        (part, 1) => format!("; {part}"),
        (part, times) => format!("; {part} and {} more", times - 1),
    }
}

/// What Graph says that a page lists, where it says so.
fn entity_of(values: &[Value]) -> Option<String> {
    values.iter().filter_map(Value::as_object).find_map(foreign::entity)
}

/// What tells an object that is nothing known from others.
fn described(object: &Fields) -> String {
    let id = text(object, "id").map(|id| id.chars().take(60).collect());
    format!("{}; {}", id.unwrap_or_else(|| "without id".to_owned()), keys(object))
}

fn keys(object: &Fields) -> String {
    let keys: Vec<&str> = object.keys().take(4).map(|key| key.get(..40).unwrap_or(key)).collect();
    if keys.is_empty() { "no keys".to_owned() } else { format!("keys {}", keys.join(", ")) }
}

/// Whether a value holds an object of a kind that can be nothing else.
pub(super) fn holds_export(value: &Value, depth: usize) -> bool {
    match value {
        _ if depth > DEEPEST => false,
        Value::List(items) => items.iter().any(|item| holds_export(item, depth + 1)),
        Value::Object(object) => {
            matches!(kind(object), Some(Kind::Snapshot | Kind::Sku | Kind::Row))
                || (object.contains_key("id")
                    && object.contains_key("maxScore")
                    && object.contains_key("controlCategory"))
                || object.iter().any(|(_, inner)| holds_export(inner, depth + 1))
        }
        _ => false,
    }
}
