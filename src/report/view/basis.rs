//! What a report rests on: assumptions, findings, and the files it was made from.

use super::Given;
use crate::diag::{Code, Finding};

/// What a report rests on.
#[derive(Debug, Clone, Default)]
pub struct Basis {
    /// Assumptions as name and word.
    pub assumptions: Vec<(String, String)>,
    /// What a reader should know, the gravest first.
    pub notes: Vec<Note>,
    /// Name and SHA-256 of every file that was read, in the order in which they were named.
    pub sources: Vec<(String, String)>,
    /// Name and SHA-256 of the exports that the tenant file was made from, by name.
    pub exports: Vec<(String, String)>,
}

/// One finding, with the scenario that it is about where it is about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its code, such as `W3007`.
    pub code: Code,
    /// The cause.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

pub(super) fn basis(given: &Given<'_>) -> Basis {
    let tenant = given.state.tenant;
    let listed = given.state.assumptions.listed();
    let mut notes: Vec<Note> = Vec::new();
    for finding in given.findings.clone().sorted().iter() {
        let note = note(finding);
        // Scenarios of one tenant share what is to be said of it.
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    Basis {
        assumptions: listed.iter().map(|(key, word)| ((*key).to_owned(), (*word).to_owned())).collect(),
        notes,
        sources: given.sources.to_vec(),
        exports: tenant.source_hashes.iter().map(|(name, hash)| (name.clone(), hash.clone())).collect(),
    }
}

fn note(finding: &Finding) -> Note {
    Note { code: finding.code, message: finding.message.clone(), help: finding.help.clone() }
}
