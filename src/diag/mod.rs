//! Findings as data: what is wrong, where, why, and what to do.
//!
//! Goes in: nothing. Comes out: [`Findings`], collected by the loader and by the engine, printed by the edge.
//! **Invariant:** this room imports no other; it never prints.

mod code;
mod suggest;

pub use code::Code;
pub use suggest::{did_you_mean, is_slip, nearest};

use std::cmp::Ordering;
use std::collections::BTreeMap;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// There is no answer until it is mended.
    Error,
    /// There is an answer, with an assumption that is named.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word that people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as the user named it.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The text of the line.
    pub text: Option<String>,
    /// First column of the words meant, in characters from 0, and how many characters they span.
    pub columns: Option<(usize, usize)>,
}

impl Place {
    /// A whole file.
    pub fn file(file: &str) -> Self {
        Self { file: file.to_owned(), line: None, text: None, columns: None }
    }

    /// A line of a file, with its text where the file has such a line.
    pub fn line(file: &str, line: usize, text: Option<&str>) -> Self {
        Self { file: file.to_owned(), line: Some(line), text: text.map(short), columns: None }
    }

    /// Some characters of an argument, which is a file of one line; `flag` is the name it is given by.
    pub fn argument(flag: &str, text: &str, start: usize, length: usize) -> Self {
        Self::line(flag, 1, text.lines().next()).columns(start, length)
    }

    /// Some characters of the same line, from 0; the whole line where it has no such characters.
    #[must_use]
    pub fn columns(mut self, start: usize, length: usize) -> Self {
        let width = self.text.as_ref().map_or(0, |text| text.chars().count());
        self.columns = (start < width).then(|| (start, length.clamp(1, width - start)));
        self
    }
}

/// Lines of minified files can be megabytes long; people need the beginning.
fn short(line: &str) -> String {
    const LONGEST: usize = 160;
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.to_owned(),
    }
}

/// So many characters of a message or a remedy are kept.
const LONGEST: usize = 4_000;

/// The first characters of a text.
fn beginning(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push_str("...");
    }
    text
}

/// One thing to say about the input or the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which kind.
    pub code: Code,
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// The cause: a lowercase sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Finding {
    /// A finding without a place. A message may name something megabytes long: people need the beginning.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, place: None, message: beginning(message.into()), help: None }
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same, with what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(beginning(help.into()));
        self
    }

    /// How grave it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// All findings of a run.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    all: Vec<Finding>,
    /// Boxed, as few collections have any.
    compared: Option<Box<Compared>>,
}

/// How many wrong names of each code were compared with known ones.
#[derive(Debug, Clone, Default)]
struct Compared(BTreeMap<Code, usize>);

impl Findings {
    /// No findings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.all.push(finding);
    }

    /// [`nearest`] for the first hundred wrong names of a code, nothing for the others: to compare one with a whole
    /// catalogue takes longer than to read a hundred lines, and nobody reads so many suggestions.
    pub fn nearest<'a>(
        &mut self,
        code: Code,
        wrong: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        const MOST: usize = 100;
        let compared = self.compared.get_or_insert_default().0.entry(code).or_default();
        if *compared >= MOST {
            return None;
        }
        *compared += 1;
        nearest(wrong, known)
    }

    /// [`did_you_mean`] with the limit of [`Findings::nearest`].
    pub fn did_you_mean<'a>(
        &mut self,
        code: Code,
        wrong: &str,
        known: impl IntoIterator<Item = &'a str>,
        otherwise: impl FnOnce() -> String,
    ) -> String {
        self.nearest(code, wrong, known).map_or_else(otherwise, suggest::asked)
    }

    /// Adds those of another collection.
    pub fn extend(&mut self, others: Self) {
        self.all.extend(others.all);
    }

    /// Adds those of a tenant, but for what its export has said already, with the line: pages that are missing and rows
    /// that match no control.
    pub fn extend_unless_said(&mut self, of_tenant: Self) {
        let said = |code| self.all.iter().any(|finding| finding.code == code);
        let said: Vec<Code> =
            [Code::PagesMissing, Code::Unmatched].into_iter().filter(|code| said(*code)).collect();
        self.extend_if(of_tenant, |finding| !said.contains(&finding.code));
    }

    /// Adds those of another collection that a rule keeps.
    pub fn extend_if(&mut self, others: Self, keep: impl Fn(&Finding) -> bool) {
        self.all.extend(others.all.into_iter().filter(keep));
    }

    /// What some reading gives, and its findings with these; `None` when one of them is an error.
    pub fn unless_error<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mut own = Self::new();
        let value = read(&mut own).filter(|_| !own.has_errors());
        self.extend(own);
        value
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|finding| finding.severity() == Severity::Error)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// In the order of gravity, file, line and code, without repetitions.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.all.sort_by(compare);
        self.all.dedup();
        self
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.all.iter()
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

fn compare(left: &Finding, right: &Finding) -> Ordering {
    left.severity()
        .cmp(&right.severity())
        .then_with(|| left.place.cmp(&right.place))
        .then_with(|| left.code.cmp(&right.code))
        .then_with(|| left.message.cmp(&right.message))
}
