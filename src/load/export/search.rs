//! Everything that is known, however deep it stands in objects and lists of any name.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::counted::Counted;
use super::foreign::{self, Failure, Thing};
use super::recognise::{Kind, Parts, kind, page};
use super::rows;
use super::scalar::{is_truncated, short, text, truncated};
use super::sku;
use super::tree::{Fields, Value};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;

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
    heard: Heard,
}

/// What a walk met beside what it looked for.
#[derive(Debug, Default)]
struct Heard {
    /// Something known, or a page on which nothing is.
    known: bool,
    /// Ways to something known that lead through keys of no known name; the first, and how many.
    unusual: Option<(String, usize)>,
    failures: BTreeMap<Failure, (String, usize)>,
    things: BTreeMap<Thing, usize>,
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
    let (path, heard) = (Vec::new(), Heard::default());
    let (problems, rows) = (Counted::default(), Vec::new());
    let mut search = Search { source, parts, problems, path, rows, quiet: false, heard };
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
            self.heard.too_deep = true;
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
        if kind(object).is_some() {
            loose.push(object);
            self.found();
            return true;
        }
        if sku::lists_none(object) {
            self.parts.without_skus.push(self.source.name.clone());
        }
        let failure = Failure::of(object);
        let thing = foreign::of_object(object);
        let special = failure.is_some() || thing.is_some();
        let quiet = self.quiet;
        self.quiet |= special;
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
        self.quiet = quiet;
        if any {
            self.parts.tenants.add_object(object, &self.source.name);
        }
        if !any && !self.quiet {
            self.heard.special += usize::from(special);
            if let Some(failure) = failure {
                let part = text(object, "id").map_or_else(|| self.way(), |id| format!("part {id}"));
                let known = self.heard.failures.len() < MOST || self.heard.failures.contains_key(&failure);
                if known {
                    self.heard.failures.entry(failure).or_insert((part, 0)).1 += 1;
                }
            } else if let Some(thing) = thing {
                *self.heard.things.entry(*thing).or_default() += 1;
            } else if self.heard.entity.is_none() {
                self.heard.entity = foreign::entity(object);
            }
        }
        any
    }

    fn list(&mut self, items: &'v [Value], next: bool) -> bool {
        // An empty page is still a page: Graph answers so when nothing is left.
        let mut any = items.is_empty() && self.is_usual();
        self.heard.known |= any;
        let mut objects = Vec::new();
        let mut nothing: Option<(String, usize)> = None;
        let mut no_object: Option<&Value> = None;
        for (at, item) in items.iter().enumerate() {
            self.path.push(Step::Entry(at));
            let special = self.heard.special;
            let found = self.value(item, &mut objects);
            self.path.pop();
            any |= found;
            match item {
                Value::Object(object) if !found => {
                    if self.heard.special == special {
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
            self.heard.nothing.get_or_insert((first, 0)).1 += times;
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
        self.heard.known = true;
        if !self.is_usual() {
            // Of a list the first entry is named.
            let way = self.way();
            self.heard.unusual.get_or_insert((way, 0)).1 += 1;
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
        if is_truncated(value) && wraps && self.heard.cut_off.is_none() {
            self.heard.cut_off = value.as_str().map(str::to_owned);
        }
    }

    /// Says what was met. What is wrong with a file that holds nothing known is an error, else a remark.
    fn report(self, values: &[Value], findings: &mut Findings) {
        let Self { source, heard, problems, .. } = self;
        problems.report(findings);
        if let Some(text) = &heard.cut_off {
            findings.push(truncated(source, text));
        }
        let at = || Place::file(&source.name);
        if heard.known {
            heard.beside(source, findings);
        } else if !heard.failures.is_empty() {
            for (failure, (part, times)) in &heard.failures {
                findings.push(
                    Finding::new(Code::GraphFailed, format!("{}{}", failure.said(), of_part(part, *times)))
                        .at(at())
                        .help(failure.help()),
                );
            }
        } else if let Some((thing, _)) = heard.things.first_key_value() {
            findings.push(thing.finding(source));
        } else if heard.cut_off.is_none() && !values.is_empty() {
            let said = match (&heard.entity, values.first()) {
                (Some(entity), _) => format!("; Graph says that it is `{entity}`"),
                (None, Some(Value::Object(object))) => format!("; it has {}", keys(object)),
                (None, Some(Value::List(items))) => match items.first() {
                    Some(Value::Object(object)) => format!("; its entries have {}", keys(object)),
                    _ => String::new(),
                },
                _ => String::new(),
            };
            let deep = if heard.too_deep {
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

/// So many failures of one file are named.
const MOST: usize = 3;

impl Heard {
    /// Remarks on what stands beside something known.
    fn beside(&self, source: &Source, findings: &mut Findings) {
        let at = || Place::file(&source.name);
        for (failure, (part, times)) in &self.failures {
            let message = format!("a part of the file failed: {}{}", failure.said(), of_part(part, *times));
            findings.push(Finding::new(Code::PartFailed, message).at(at()).help(failure.help()));
        }
        for (thing, times) in self.things.iter().take(MOST) {
            let message = format!("{times} objects are not used: they are {}", thing.what);
            findings.push(Finding::new(Code::NothingImported, message).at(at()));
        }
        if let Some((first, times)) = &self.nothing {
            let what = if *times == 1 { "an object is".to_owned() } else { format!("{times} objects are") };
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
