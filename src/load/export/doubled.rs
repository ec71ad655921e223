//! Keys that one JSON object gives twice: a reader of values would silently keep the last.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::counted::Counted;
use super::fields::{is_known, uniform};
use crate::diag::{Code, Finding, Findings};
use crate::load::source::Source;

/// An entry of an object that is being read: where its key and its value stand.
struct Entry {
    key: (usize, usize),
    value: (usize, usize),
}

/// An object with its entries so far, or a list.
enum Open {
    Object { entries: Vec<Entry>, awaits_key: bool },
    List,
}

/// Reports known keys that come twice with different values; two times the same is said only once. The text is valid JSON.
pub(super) fn report(source: &Source, findings: &mut Findings) {
    let mut problems = Counted::default();
    let mut names = BTreeMap::new();
    let text = source.text.as_str();
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = end_of_text(bytes, at + 1);
                if let Some(Open::Object { entries, awaits_key }) = open.last_mut()
                    && *awaits_key
                {
                    *awaits_key = false;
                    entries.push(Entry { key: (at + 1, end), value: (end + 1, end + 1) });
                }
                at = end;
            }
            b'{' => open.push(Open::Object { entries: Vec::new(), awaits_key: true }),
            b'[' => open.push(Open::List),
            b',' | b'}' | b']' => {
                if let Some(Open::Object { entries, awaits_key }) = open.last_mut() {
                    *awaits_key = true;
                    if let Some(entry) = entries.last_mut() {
                        entry.value.1 = at;
                    }
                }
                if *byte != b','
                    && let Some(Open::Object { entries, .. }) = open.pop()
                {
                    report_object(entries, source, &mut names, &mut problems);
                }
            }
            _ => {}
        }
        at += 1;
    }
    problems.report(findings);
}

/// Where the quote stands that ends a text.
fn end_of_text(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The keys of a file that are known, by how they stand in it.
type Names<'t> = BTreeMap<&'t str, Option<Rc<str>>>;

fn report_object<'t>(entries: Vec<Entry>, source: &'t Source, names: &mut Names<'t>, problems: &mut Counted) {
    if entries.len() < 2 {
        return;
    }
    let between = |(from, to): (usize, usize)| source.text.get(from..to).unwrap_or_default();
    let value =
        |entry: &Entry| between(entry.value).trim_matches(|c: char| c == ':' || c.is_ascii_whitespace());
    let mut known: Vec<(Rc<str>, Entry)> = Vec::with_capacity(entries.len());
    for entry in entries {
        let key = between(entry.key);
        let read = || Some(uniform(&plain(key))).filter(|name| is_known(name)).map(Rc::from);
        let name = names.entry(key).or_insert_with(read).as_ref().map(Rc::clone);
        known.extend(name.map(|name| (name, entry)));
    }
    let mut entries = known;
    // The order is kept among equals.
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    for pair in entries.windows(2) {
        let [(key, first), (again, second)] = pair else { continue };
        if key == again && value(first) != value(second) {
            problems.add("key", || {
                let message = format!("the key `{key}` is given twice in one object, with different values");
                Finding::new(Code::DuplicateKey, message)
                    .at(source.place_of_byte(second.key.0 - 1, key.chars().count() + 2))
                    .help("export it again; nobody can tell which of the two is meant")
            });
        }
    }
}

/// The key without its escapes.
fn plain(key: &str) -> Cow<'_, str> {
    let unescaped = || serde_json::from_str(&format!("\"{key}\"")).ok();
    if key.contains('\\') { unescaped().map_or(Cow::Borrowed(key), Cow::Owned) } else { Cow::Borrowed(key) }
}
