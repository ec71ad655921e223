//! Which entry a person means by a name in a file or an argument, or what is wrong with the name.

use std::collections::BTreeMap;

use crate::diag::{Code, Finding, Findings, Place};
use crate::model::{Finder, Found, FoundBy, Hit};

/// So many candidates are told; who sees more writes another word.
const MOST_TOLD: usize = 10;

/// A name where it stands.
#[derive(Debug, Clone)]
pub struct Asked<'n> {
    pub name: &'n str,
    /// What is named, such as `SKU`.
    pub what: &'static str,
    pub unknown: Code,
    pub place: Option<Place>,
    /// What to do where nothing is alike.
    pub otherwise: &'static str,
}

/// For so many names that mean nothing their words are looked for: nobody mends more at once, and to compare each with all
/// titles takes longer than to read it.
const MOST_MISSES: usize = 100;

/// Names that are no ids, with what was taken for each.
#[derive(Debug, Default)]
pub struct Taken {
    taken: BTreeMap<String, String>,
    misses: usize,
}

impl Taken {
    /// Says once what was taken for all names that are no ids.
    pub fn report(self, place: Option<Place>, findings: &mut Findings) {
        if self.taken.is_empty() {
            return;
        }
        let all: Vec<String> =
            self.taken.iter().map(|(name, taken)| format!("`{name}` is taken as {taken}")).collect();
        let finding =
            Finding::new(Code::NameTaken, told(&all, "; ")).help("write the id where another is meant");
        findings.push(match place {
            Some(place) => finding.at(place),
            None => finding,
        });
    }

    pub fn add<T>(&mut self, name: &str, taken: &Hit<'_, T>) {
        self.taken.insert(name.trim().to_owned(), named(taken));
    }

    /// The entries that a name may mean.
    pub fn find<'a, T: Copy>(&mut self, finder: &Finder<'a, T>, name: &str) -> Found<'a, T> {
        let found = if self.misses < MOST_MISSES { finder.find(name) } else { finder.find_whole(name) };
        self.misses += usize::from(found.hits.is_empty());
        found
    }

    /// The entry that is meant; `None` with a finding where it is none or one of several.
    pub fn choose<'a, T: Copy>(
        &mut self,
        finder: &Finder<'a, T>,
        asked: &Asked<'_>,
        findings: &mut Findings,
    ) -> Option<Hit<'a, T>> {
        let found = self.find(finder, asked.name);
        if let [one] = found.hits.as_slice() {
            if found.by > FoundBy::IdInOtherCase {
                self.add(asked.name, one);
            }
            return Some(*one);
        }
        let finding = match found.hits.as_slice() {
            [] => {
                let known = finder.ids().chain(finder.titles());
                let otherwise = || asked.otherwise.to_owned();
                let help = findings.did_you_mean(asked.unknown, asked.name.trim(), known, otherwise);
                Finding::new(asked.unknown, format!("unknown {} `{}`", asked.what, asked.name.trim()))
                    .help(help)
            }
            several => ambiguous(asked.name, several),
        };
        findings.push(match &asked.place {
            Some(place) => finding.at(place.clone()),
            None => finding,
        });
        None
    }
}

/// Says that a name means several entries, and which.
pub fn ambiguous<T>(name: &str, hits: &[Hit<'_, T>]) -> Finding {
    let all: Vec<String> = hits.iter().map(named).collect();
    let message = format!("`{}` fits {} names: {}", name.trim(), hits.len(), told(&all, ", "));
    Finding::new(Code::AmbiguousName, message).help("name one by its id, or write more words of its title")
}

fn named<T>(hit: &Hit<'_, T>) -> String {
    if hit.title.is_empty() || hit.title == hit.id {
        format!("`{}`", hit.id)
    } else {
        format!("`{}` ({})", hit.id, hit.title)
    }
}

fn told(all: &[String], between: &str) -> String {
    match all.get(MOST_TOLD..) {
        Some(more) if !more.is_empty() => {
            format!("{}{between}{} more", all[..MOST_TOLD].join(between), more.len())
        }
        _ => all.join(between),
    }
}
