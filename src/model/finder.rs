//! What people write when they name an entry: one finder for every place where a name is taken.
//!
//! An exact id wins, then an id in other letters, then a whole name (title, short or former name), then all words of the
//! name within one. Nothing is guessed beyond that: several hits are several hits.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::lookup::Named;
use super::title::plain;
use super::{Catalogue, Id};

/// How people write the field's terms for short: each is read as its words.
const ABBREVIATIONS: [(&str, &[&str]); 7] = [
    ("m365", &["365"]),
    ("o365", &["office", "365"]),
    ("mfa", &["multifactor", "authentication"]),
    ("asr", &["attack", "surface", "reduction"]),
    ("dlp", &["data", "loss", "prevention"]),
    ("sspr", &["self", "service", "password", "reset"]),
    ("pim", &["privileged", "identity", "management"]),
];

/// Shorter words are beginnings of others by chance.
const SHORTEST_BEGINNING: usize = 4;

/// What a name was found by; the earlier is the surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundBy {
    Id,
    /// An id in other letters.
    IdInOtherCase,
    /// A title, a short or a former name.
    Name,
    /// All words stand in the title or in another name.
    Words,
}

/// An entry that a name may mean.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'a, T> {
    pub what: T,
    pub id: &'a str,
    pub title: &'a str,
}

impl<T> Hit<'_, T> {
    /// The id that a name means by this entry: with the number of the instance where the name has one.
    pub fn id_of(&self, name: &str) -> Id {
        let typed = Id::new(name.trim());
        let of_instance = typed.without_instance();
        if !typed.is_instance() || of_instance.to_lowercase() != self.id.to_lowercase() {
            return Id::new(self.id);
        }
        let number = typed.as_str().strip_suffix(of_instance).unwrap_or_default();
        Id::new(&format!("{number}{}", self.id))
    }
}

/// The entries that a name may mean, and by what they were found.
#[derive(Debug, Clone)]
pub struct Found<'a, T> {
    pub by: FoundBy,
    pub hits: Vec<Hit<'a, T>>,
}

/// Entries with all names that people may write for them.
#[derive(Debug)]
pub struct Finder<'a, T> {
    entries: Vec<Entry<'a, T>>,
    /// Made when the first name is asked for that is no exact id.
    index: OnceCell<Index>,
}

#[derive(Debug)]
struct Entry<'a, T> {
    hit: Hit<'a, T>,
    also: &'a [String],
    /// Which of several entries with one name is meant: that of the lowest.
    precedence: u8,
}

/// Sorted lists of names, with the entries that have them.
#[derive(Debug, Default)]
struct Index {
    ids: Vec<(String, usize)>,
    /// The words of whole names, and whether an entry is said to be called so beside its title.
    names: Vec<(String, usize, bool)>,
}

impl<T> Default for Finder<'_, T> {
    fn default() -> Self {
        Self { entries: Vec::new(), index: OnceCell::new() }
    }
}

impl<'a, T: Copy> Finder<'a, T> {
    /// Adds an entry. Of entries with one name that of the lowest precedence is meant.
    pub fn add(&mut self, what: T, id: &'a str, title: &'a str, also: &'a [String], precedence: u8) {
        self.index = OnceCell::new();
        self.entries.push(Entry { hit: Hit { what, id, title }, also, precedence });
    }

    /// The same entries, each standing for something else.
    #[must_use]
    pub fn map<U: Copy>(self, of: impl Fn(T) -> U) -> Finder<'a, U> {
        let entries = self.entries.into_iter().map(|entry| {
            let Entry { hit: Hit { what, id, title }, also, precedence } = entry;
            Entry { hit: Hit { what: of(what), id, title }, also, precedence }
        });
        Finder { entries: entries.collect(), index: OnceCell::new() }
    }

    /// What a name means, by the surest rule that finds anything.
    pub fn find(&self, name: &str) -> Found<'a, T> {
        self.found(name, true)
    }

    /// The same by whole names alone, for who has looked for the words of very many.
    pub fn find_whole(&self, name: &str) -> Found<'a, T> {
        self.found(name, false)
    }

    fn found(&self, name: &str, by_words: bool) -> Found<'a, T> {
        let name = name.trim();
        let of = |by: FoundBy, at: Vec<usize>| Found {
            by,
            hits: at.into_iter().map(|at| self.entries[at].hit).collect(),
        };
        let exact = self.exactly(name);
        if !exact.is_empty() {
            return of(FoundBy::Id, exact);
        }
        let index = self.index.get_or_init(|| self.indexed());
        let lower = Id::new(&name.to_lowercase());
        let with_id = |id: &str| -> Vec<usize> {
            let from = index.ids.partition_point(|(known, _)| known.as_str() < id);
            index.ids[from..].iter().take_while(|(known, _)| known == id).map(|(_, at)| *at).collect()
        };
        let mut ids = with_id(lower.as_str());
        if ids.is_empty() && lower.is_instance() {
            ids = with_id(lower.without_instance());
        }
        if !ids.is_empty() {
            return of(FoundBy::IdInOtherCase, ids);
        }
        let words = words(name);
        let whole = words.join(" ");
        let from = index.names.partition_point(|(known, ..)| *known < whole);
        let named: Vec<(usize, bool)> = index.names[from..]
            .iter()
            .take_while(|(known, ..)| *known == whole)
            .map(|(_, at, beside)| (*at, *beside))
            .collect();
        if !named.is_empty() {
            return of(FoundBy::Name, self.preferred(&named));
        }
        if words.is_empty() || !by_words {
            return of(FoundBy::Words, Vec::new());
        }
        let within: BTreeSet<usize> =
            index.names.iter().filter(|(known, ..)| has_words(known, &words)).map(|(_, at, _)| *at).collect();
        let mut within: Vec<usize> = within.into_iter().collect();
        // What is in the score or may be bought comes before what is there no more.
        if within.iter().any(|at| self.entries[*at].precedence < LAST) {
            within.retain(|at| self.entries[*at].precedence < LAST);
        }
        of(FoundBy::Words, within)
    }

    /// The entries of exactly this id, also of an instance of an app.
    fn exactly(&self, name: &str) -> Vec<usize> {
        let of = |id: &str| -> Vec<usize> {
            (0..self.entries.len()).filter(|at| self.entries[*at].hit.id == id).collect()
        };
        let (exact, instance) = (of(name), Id::new(name));
        if exact.is_empty() && instance.is_instance() { of(instance.without_instance()) } else { exact }
    }

    fn indexed(&self) -> Index {
        let mut index = Index::default();
        for (at, Entry { hit, also, .. }) in self.entries.iter().enumerate() {
            index.ids.push((hit.id.to_lowercase(), at));
            let beside = also.iter().map(|name| (words(name).join(" "), true));
            let all = std::iter::once((words(hit.title).join(" "), false)).chain(beside);
            index
                .names
                .extend(all.filter(|(name, _)| !name.is_empty()).map(|(name, beside)| (name, at, beside)));
        }
        index.ids.sort_unstable();
        index.names.sort_unstable();
        index
    }

    /// Of entries with one name those of the lowest precedence, of these those that are said to be called so.
    fn preferred(&self, named: &[(usize, bool)]) -> Vec<usize> {
        let lowest = named.iter().map(|(at, _)| self.entries[*at].precedence).min();
        let first = || named.iter().filter(|(at, _)| Some(self.entries[*at].precedence) == lowest);
        let ids = |beside: bool| -> BTreeSet<usize> {
            first().filter(|(_, of)| *of || !beside).map(|(at, _)| *at).collect()
        };
        let beside = ids(true);
        if beside.is_empty() { ids(false) } else { beside }.into_iter().collect()
    }

    /// Every id, in the order in which the entries were added.
    pub fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.entries.iter().map(|entry| entry.hit.id)
    }

    pub fn titles(&self) -> impl Iterator<Item = &'a str> {
        self.entries.iter().map(|entry| entry.hit.title)
    }
}

/// Whether a name has all of some words, longer ones also as the beginnings of its words: `admins` of `administrators`.
fn has_words(name: &str, wanted: &[String]) -> bool {
    let is_in = |word: &String| {
        let one = word.strip_suffix('s').unwrap_or(word);
        let begins = one.chars().count() >= SHORTEST_BEGINNING;
        name.split(' ').any(|known| known == word || (begins && known.starts_with(one)))
    };
    wanted.iter().all(is_in)
}

/// The words by which names are compared: no case, signs or maker's name, and no abbreviations.
fn words(name: &str) -> Vec<String> {
    let plain = plain(name);
    let mut words: Vec<String> = Vec::new();
    for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        match (words.last().map(String::as_str), word) {
            // `Plan 2` is also written `P2`, and `multi-factor` in one word.
            (Some("plan"), _) if is_number => {
                words.pop();
                words.push(format!("p{word}"));
            }
            (Some("multi"), "factor") => {
                words.pop();
                words.push("multifactor".to_owned());
            }
            (_, "and" | "microsoft") => {}
            _ => match ABBREVIATIONS.iter().find(|(short, _)| *short == word) {
                Some((_, long)) => words.extend(long.iter().map(|word| (*word).to_owned())),
                None => words.push(word.to_owned()),
            },
        }
    }
    words
}

/// What a place takes that takes names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameKind {
    Control,
    Action,
    Product,
    Sku,
    Plan,
    /// Names that no score holds.
    Unscored,
}

/// The precedence of what is withdrawn, or in no score.
const LAST: u8 = 4;

impl NameKind {
    pub const ALL: [Self; 6] =
        [Self::Control, Self::Action, Self::Product, Self::Sku, Self::Plan, Self::Unscored];
    /// The kinds that a person works on.
    pub const WORK: [Self; 2] = [Self::Control, Self::Action];

    /// What people call it in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Action => "action",
            Self::Product => "product",
            Self::Sku => "SKU",
            Self::Plan => "service plan",
            Self::Unscored => "name that no score holds",
        }
    }
}

impl Catalogue {
    /// A finder over the entries of some kinds. Of entries with one name work is meant before its product, a product before
    /// what is sold, a SKU before a service plan, and what is withdrawn last.
    pub fn finder(&self, kinds: &[NameKind]) -> Finder<'_, Named<'_>> {
        const NONE: &[String] = &[];
        let mut finder = Finder::default();
        for kind in kinds {
            match kind {
                NameKind::Control => {
                    for (id, control) in &self.controls {
                        let precedence = if control.is_current() { 0 } else { LAST };
                        finder.add(Named::Control(control), id.as_str(), &control.title, NONE, precedence);
                    }
                }
                NameKind::Action => {
                    for (id, action) in &self.actions {
                        finder.add(Named::Action(action), id.as_str(), &action.title, NONE, 0);
                    }
                }
                NameKind::Product => {
                    for (id, product) in &self.products {
                        let also = &product.also_called;
                        finder.add(Named::Product(product), id.as_str(), &product.name, also, 1);
                    }
                }
                NameKind::Sku => {
                    for (id, sku) in &self.skus {
                        finder.add(Named::Sku(sku), id.as_str(), &sku.name, &sku.also_called, 2);
                    }
                }
                NameKind::Plan => {
                    for (id, plan) in &self.plans {
                        finder.add(Named::Plan(plan), id.as_str(), &plan.name, &plan.also_called, 3);
                    }
                }
                NameKind::Unscored => {
                    for (id, entry) in &self.unscored {
                        finder.add(Named::Unscored(entry), id.as_str(), &entry.title, NONE, LAST);
                    }
                }
            }
        }
        finder
    }
}
