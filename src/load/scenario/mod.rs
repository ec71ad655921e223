//! Scenario files: each states what differs from the one it extends.

mod assumptions;
mod calendar;
mod check;
mod churn;
mod draft;
mod ledger;
mod licence;
mod read;

use std::path::{Path, PathBuf};

pub use check::check;
pub use draft::{Mention, Mentioned};

use self::draft::Draft;
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::files::{Files, Unreadable, plain};
use crate::load::source::{self, Source};
use crate::model::Scenario;

/// Longer chains of `extends` are refused.
const LONGEST_CHAIN: usize = 16;

/// The tenant that a scenario names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TenantRef {
    /// A file.
    File(PathBuf),
    /// A built-in sample.
    Sample(&'static str),
}

/// A scenario with everything that is still to be checked against a tenant.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario with all it inherits.
    pub scenario: Scenario,
    /// The tenant it names.
    pub tenant: Option<TenantRef>,
    /// What it says, with places, for [`check()`].
    pub mentions: Vec<Mention>,
    /// The file.
    pub file: String,
    /// Name and SHA-256 of the file and of all that it extends.
    pub sources: Vec<(String, String)>,
}

/// Loads a scenario and all it extends. `Ok(None)` when a finding is an error.
///
/// # Errors
/// The files of the chain that are missing or can not be read.
pub fn load(files: &dyn Files, path: &Path, findings: &mut Findings) -> Result<Option<Loaded>, Unreadable> {
    let mut own = Findings::new();
    let Some(first) = source::read(files, path, &mut own)? else {
        findings.extend(own);
        return Ok(None);
    };
    let loaded = chain(files, path, first, &mut own)?;
    let failed = own.has_errors();
    findings.extend(own);
    Ok(loaded.filter(|_| !failed))
}

/// Reads the chain from the scenario to the one that extends nothing, then merges it the other way.
fn chain(
    files: &dyn Files,
    path: &Path,
    first: Source,
    findings: &mut Findings,
) -> Result<Option<Loaded>, Unreadable> {
    let file = first.name.clone();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut seen: Vec<PathBuf> = vec![plain(path)];
    let mut next = Some((path.to_owned(), first));
    let mut sources = Vec::new();
    while let Some((path, source)) = next.take() {
        sources.push((source.name.clone(), source.hash.clone()));
        let Some(draft) = read::read(&source, findings) else { return Ok(None) };
        if let Some((base, place)) = draft.extends.clone() {
            let Some(base) = within_folder(&path, &base, &place, findings) else { return Ok(None) };
            if let Some(start) = seen.iter().position(|earlier| *earlier == plain(&base)) {
                let again = plain(&base);
                let names = seen[start..].iter().chain([&again]).map(|p| p.display().to_string());
                let names: Vec<String> = names.collect();
                findings.push(
                    Finding::new(
                        Code::ExtendsCycle,
                        format!("scenarios extend each other: {}", names.join(" extends ")),
                    )
                    .at(place)
                    .help("let one of them extend nothing"),
                );
                return Ok(None);
            }
            if seen.len() >= LONGEST_CHAIN {
                findings.push(
                    Finding::new(
                        Code::ExtendsTooDeep,
                        format!("more than {LONGEST_CHAIN} scenarios extend each other"),
                    )
                    .at(place)
                    .help("merge some of them into one file"),
                );
                return Ok(None);
            }
            seen.push(plain(&base));
            let Some(source) = source::read(files, &base, findings)? else { return Ok(None) };
            next = Some((base, source));
        }
        drafts.push(draft);
    }
    let Some(mut merged) = drafts.pop() else { return Ok(None) };
    while let Some(later) = drafts.pop() {
        merged = merged.overlaid(later);
    }
    Ok(Some(merged.finish(file, sources, findings)))
}

/// The file that `extends` or `tenant` names, relative to the file that says so and within its folder.
fn within_folder(path: &Path, name: &str, place: &Place, findings: &mut Findings) -> Option<PathBuf> {
    let file = source::beside(path, name);
    if file.is_none() {
        findings.push(
            Finding::new(Code::ExtendsOutside, format!("`{name}` lies outside the folder of the scenario"))
                .at(place.clone())
                .help("name a file beside or below this one"),
        );
    }
    file
}
