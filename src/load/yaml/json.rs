//! JSON as the same tree: JSON is YAML.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::tree::{DEEPEST, Node, parse};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;

/// Reads JSON; `help` says where a better file comes from. Problems of the syntax are findings and give `None`.
pub fn parse_json(source: &Source, help: &str, findings: &mut Findings) -> Option<Node> {
    // YAML allows much more than JSON: the strict reader says what is wrong.
    if let Err(error) = serde_json::from_str::<Json>(&source.text) {
        findings.push(bad_json(source, &error, format!("{help}, and do not edit it")));
        return None;
    }
    let mut unheard = Findings::new();
    let tree = match without_surrogates(&source.text) {
        Cow::Borrowed(_) => parse(source, &mut unheard),
        Cow::Owned(text) => parse(&Source::from_text(&source.name, &text), &mut unheard),
    };
    if tree.is_none() {
        // Nothing else is wrong with JSON as YAML.
        findings.push(
            Finding::new(Code::TooDeep, format!("the file is nested more than {DEEPEST} levels deep"))
                .at(Place::file(&source.name))
                .help(help),
        );
    }
    tree
}

/// What the strict reader says, with its place.
pub(in crate::load) fn bad_json(
    source: &Source,
    error: &serde_json::Error,
    help: impl Into<String>,
) -> Finding {
    let text = error.to_string();
    let cause = text.split(" at line ").next().unwrap_or_default();
    Finding::new(Code::BadJson, format!("the JSON can not be read: {cause}"))
        .at(source.place_at(error.line(), error.column().saturating_sub(1), 1))
        .help(help)
}

/// JSON escapes a character beyond the first plane as two halves, which YAML does not know: one escape for both.
fn without_surrogates(text: &str) -> Cow<'_, str> {
    let code = |text: &str| u32::from_str_radix(text.get(2..6)?, 16).ok();
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let escape = &rest[at..];
        let pair = escape.get(6..).and_then(|low| Some((code(escape)?, code(low)?)));
        let joined = pair.filter(|_| escape.starts_with("\\u")).and_then(|(high, low)| {
            let (0xd800..=0xdbff, 0xdc00..=0xdfff) = (high, low) else { return None };
            Some(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
        });
        // An escape is a backslash and at least one character of one byte.
        let (written, length) = match joined {
            Some(code) => (format!("\\U{code:08x}"), 12),
            None => (escape.get(..2).unwrap_or(escape).to_owned(), 2),
        };
        out.push_str(&rest[..at]);
        out.push_str(&written);
        rest = escape.get(length..).unwrap_or_default();
    }
    if out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}
