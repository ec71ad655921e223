//! Scenario files: each states what differs from the one it extends.

mod calendar;
mod changes;
mod check;
mod read;
mod resolve;
mod seat_check;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use check::{Mention, Mentioned, check};
pub use resolve::resolve;

use self::read::Read;
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::files::{Files, Unreadable, plain};
use crate::load::source::{self, Source};
use crate::load::yaml::tree::{into_entries, into_items, over, put, take};
use crate::load::yaml::{Node, Reader, Value, parse_nth};
use crate::model::Scenario;

/// Longer chains of `extends` are refused.
const LONGEST_CHAIN: usize = 16;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TenantRef {
    File(PathBuf),
    Sample(&'static str),
}

/// A scenario with everything that is still to be checked against a tenant.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario with all it inherits.
    pub scenario: Scenario,
    pub tenant: Option<TenantRef>,
    /// What it says, with places, for [`check()`].
    pub mentions: Vec<Mention>,
    pub file: String,
    /// Name and SHA-256 of the file and of all that it extends.
    pub sources: Vec<(String, String)>,
}

/// Loads a scenario and all it extends. `Ok(None)` when a finding is an error.
///
/// # Errors
/// The files of the chain that are missing or can not be read.
pub fn load(files: &dyn Files, path: &Path, findings: &mut Findings) -> Result<Option<Loaded>, Unreadable> {
    let Some(first) = source::read(files, path, findings)? else { return Ok(None) };
    load_read(files, path, first, findings)
}

/// The same, of a scenario whose file has been read.
///
/// # Errors
/// The files that it extends and that are missing or can not be read.
pub fn load_read(
    files: &dyn Files,
    path: &Path,
    first: Source,
    findings: &mut Findings,
) -> Result<Option<Loaded>, Unreadable> {
    let mut own = Findings::new();
    let loaded = chain(files, path, first, &mut own)?;
    let failed = own.has_errors();
    findings.extend(own);
    Ok(loaded.filter(|_| !failed))
}

/// Reads the chain from the scenario to the one that extends nothing, then merges it the other way. Each file must hold
/// by itself; what they say together is read like one file.
fn chain(
    files: &dyn Files,
    path: &Path,
    first: Source,
    findings: &mut Findings,
) -> Result<Option<Loaded>, Unreadable> {
    let mut paths: Vec<PathBuf> = vec![path.to_owned()];
    let mut sources: Vec<Source> = vec![first];
    let mut roots: Vec<Node> = Vec::new();
    let mut own: Option<Read> = None;
    for nth in 0.. {
        let Some(source) = sources.get(nth as usize) else { break };
        let Some(root) = parse_nth(source, nth, findings) else { return Ok(None) };
        let read = Reader::of_all(&sources, findings).scenario(&root);
        let Some(read) = read else { return Ok(None) };
        if let (Some(TenantRef::File(tenant)), Some(path)) = (&read.tenant, paths.last())
            && source::leads_outside(files, path, tenant)
        {
            let place = root.get("tenant").unwrap_or(&root).place(&sources);
            findings.push(outside(&tenant.display().to_string(), &place));
        }
        if let Some((name, place)) = &read.extends {
            let Some(base) = base(files, &paths, name, place, findings) else { return Ok(None) };
            let Some(source) = source::read(files, &base, findings)? else { return Ok(None) };
            paths.push(base);
            sources.push(source);
        }
        roots.push(root);
        own.get_or_insert(read);
    }
    let Some(mut read) = own else { return Ok(None) };
    let (file, place) = (sources[0].name.clone(), roots[0].place(&sources));
    if roots.len() > 1 && !findings.has_errors() {
        let Some(merged) = roots.into_iter().rev().reduce(extended) else { return Ok(None) };
        let mut again = Findings::new();
        if let Some(together) = Reader::of_all(&sources, &mut again).scenario(&merged) {
            read = together;
        }
        let known = findings.clone();
        findings.extend_if(again, |finding| !known.iter().any(|other| other == finding));
    }
    if !read.has_name {
        findings.push(
            Finding::new(Code::MissingKey, "the key `scenario` is missing")
                .at(place)
                .help("name the scenario: `scenario: E5 in January`; the name is not inherited"),
        );
    }
    let Read { scenario, tenant, mentions, .. } = read;
    let sources = sources.iter().map(|source| (source.name.clone(), source.hash().to_owned())).collect();
    Ok(Some(Loaded { scenario, tenant, mentions, file, sources }))
}

/// The file that the last of a chain extends.
fn base(
    files: &dyn Files,
    paths: &[PathBuf],
    name: &str,
    place: &Place,
    findings: &mut Findings,
) -> Option<PathBuf> {
    let path = paths.last()?;
    let base = within_folder(path, name, place, findings)?;
    if source::leads_outside(files, path, &base) {
        findings.push(outside(name, place));
        return None;
    }
    if let Some(start) = paths.iter().position(|earlier| plain(earlier) == plain(&base)) {
        let names: Vec<String> =
            paths[start..].iter().chain([&base]).map(|path| plain(path).display().to_string()).collect();
        findings.push(
            Finding::new(
                Code::ExtendsCycle,
                format!("scenarios extend each other: {}", names.join(" extends ")),
            )
            .at(place.clone())
            .help("let one of them extend nothing"),
        );
        return None;
    }
    if paths.len() >= LONGEST_CHAIN {
        findings.push(
            Finding::new(
                Code::ExtendsTooDeep,
                format!("more than {LONGEST_CHAIN} scenarios extend each other"),
            )
            .at(place.clone())
            .help("merge some of them into one file"),
        );
        return None;
    }
    Some(base)
}

/// A scenario with a later file over it: mappings merge by key, lists append, everything else is replaced, a `~` too.
fn extended(mut base: Node, later: Node) -> Node {
    // The name is not inherited.
    take(&mut base, "scenario");
    let place = later.with(Value::Null);
    let mut entries = into_entries(base);
    for (key, mut value) in into_entries(later) {
        let name = key.text().unwrap_or_default();
        let before = entries.iter().position(|(known, _)| known.text() == Some(name));
        let before = before.map(|at| entries.remove(at).1);
        value = match (before, name) {
            // A later status of the same control replaces the earlier ones.
            (Some(before), "status") => over(without_those_of(before, &value), value),
            (Some(before), "remediate") => {
                if value.get("order").is_some_and(Node::is_null) {
                    take(&mut value, "order");
                }
                over(before, value)
            }
            (None, _) | (_, "goal") => value,
            (Some(before), _) => over(before, value),
        };
        put(&mut entries, key, value);
    }
    place.with(Value::Map(entries))
}

/// The items of a list whose control the later list does not name.
fn without_those_of(before: Node, later: &Node) -> Node {
    let replaced: BTreeSet<Option<&str>> =
        later.items().iter().map(|item| item.get("control").and_then(Node::text)).collect();
    let place = before.with(Value::Null);
    if !matches!(before.value, Value::List(_)) {
        return before;
    }
    let kept = |item: &Node| !replaced.contains(&item.get("control").and_then(Node::text));
    place.with(Value::List(into_items(before).into_iter().filter(kept).collect()))
}

/// The file that `extends` or `tenant` names, relative to the file that says so and within its folder.
fn within_folder(path: &Path, name: &str, place: &Place, findings: &mut Findings) -> Option<PathBuf> {
    let file = source::beside(path, name);
    if file.is_none() {
        findings.push(outside(name, place));
    }
    file
}

fn outside(name: &str, place: &Place) -> Finding {
    Finding::new(Code::ExtendsOutside, format!("`{name}` lies outside the folder of the scenario"))
        .at(place.clone())
        .help("name a file beside or below this one; a link must stay there too")
}
