//! The values of a file: JSON values one after the other, however they were joined; YAML; what Python prints.

use std::borrow::Cow;

use super::cells;
use super::tree::{Doubled, Reading, Value, begins_with_value, holds_object};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;
use crate::load::yaml::{Node, Value as Yaml, bad_json, parse};

/// The values of a file, one after the other, with uniform keys. Problems of the syntax are findings.
pub(super) fn values(source: &Source, findings: &mut Findings) -> Vec<Value> {
    let mut reading = Reading::default();
    let text = source.text.trim_start();
    let values = if cells::is_table(&source.text) {
        cells::rows(source, &mut reading, findings)
    } else if begins_as_json(text) {
        of_json(&source.text, source, &mut reading, findings)
    } else if let Some((lines, rest)) = after_preamble(&source.text) {
        let message = format!("lines that stand before the JSON were left out: {lines}");
        findings.push(Finding::new(Code::ReadOtherwise, message).at(Place::file(&source.name)));
        // Lines keep their numbers.
        of_json(&format!("{}{rest}", "\n".repeat(lines)), source, &mut reading, findings)
    } else {
        of_yaml(source, &mut reading, findings)
    };
    if let Some((first, _)) = reading.decoded.first_key_value() {
        let times: usize = reading.decoded.values().sum();
        let more = if times == 1 { String::new() } else { format!(", and {} times more", times - 1) };
        let message = format!("JSON that stands in a text was read too: in `{first}`{more}");
        findings.push(Finding::new(Code::ReadOtherwise, message).at(Place::file(&source.name)));
    }
    values
}

/// Whether a text begins as JSON does, or as a text that is JSON; a table may begin with a quote.
pub(in crate::load) fn begins_as_json(text: &str) -> bool {
    const MARKS: [char; 2] = ['\u{feff}', '\u{1e}'];
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || MARKS.contains(&c));
    text.starts_with(['{', '[']) || text.starts_with("\"{") || text.starts_with("\"[")
}

/// The JSON below lines of something else, and how many these are: what a command warned of, or the head of an answer.
pub(super) fn after_preamble(text: &str) -> Option<(usize, &str)> {
    const MOST: usize = 60;
    if begins_as_json(text) {
        return None;
    }
    let is_whole = text.trim_end().ends_with(['}', ']']);
    let mut rest = text;
    for line in 0..MOST {
        if rest.starts_with(['{', '[']) && (is_whole || begins_with_value(rest)) {
            return Some((line, rest));
        }
        rest = rest.split_once('\n')?.1;
    }
    None
}

fn of_json(text: &str, source: &Source, reading: &mut Reading, findings: &mut Findings) -> Vec<Value> {
    let text = mended(text);
    let mut values = Vec::new();
    let mut from = serde_json::Deserializer::from_str(&text);
    loop {
        reading.has_begun = false;
        let error = match reading.next(&mut from) {
            Ok(value) => {
                values.push(value);
                continue;
            }
            Err(error) => error,
        };
        let between = !reading.has_begun && !values.is_empty();
        if between && is_end(&error) && ends_a_value(&text) {
            break;
        }
        if between && let Some(lines) = lines_behind(&text, error.line()) {
            let message = format!("lines that stand behind the JSON were left out: {lines}");
            findings.push(Finding::new(Code::ReadOtherwise, message).at(Place::file(&source.name)));
            break;
        }
        if values.is_empty() && is_of_python(&text) {
            let message = "the file is what Python prints, and was read as such";
            let help = "better write it with `json.dump(value, file, default=str)`";
            let finding = Finding::new(Code::ReadOtherwise, message).at(Place::file(&source.name));
            findings.push(finding.help(help));
            // Without lines that stand before it, which are blank here.
            return of_yaml(&Source::from_text(&source.name, &text), reading, findings);
        }
        let help = if error.is_eof() {
            "the file ends in the middle: export it again and wait until it is complete"
        } else {
            "export it again as JSON; do not edit or paste it in between"
        };
        findings.push(bad_json(source, &error, help));
        return values;
    }
    if let Some(Doubled { name, key, nth, times }) = &reading.doubled {
        let more = match times {
            1 => String::new(),
            times => format!("; so are {} more keys", times - 1),
        };
        let message = format!("the key `{name}` is given twice in one object, with different values{more}");
        findings.push(
            Finding::new(Code::DuplicateKey, message)
                .at(place_of_key(source, key, *nth))
                .help("export it again; nobody can tell which of the two is meant"),
        );
    }
    values
}

/// Where a key stands for the n-th time, from 0, or where it first stands with escapes.
fn place_of_key(source: &Source, key: &str, nth: usize) -> Place {
    let place = source.place_of_quoted(key, nth);
    if place.line.is_some() {
        return place;
    }
    let is_escaped = |start: usize| {
        let mut texts = serde_json::Deserializer::from_str(&source.text[start..]).into_iter::<String>();
        texts.next().is_some_and(|text| text.is_ok_and(|text| text == key))
            && !source.text[start + 1..].starts_with(key)
    };
    let mut quotes = source.text.match_indices('"').map(|(start, _)| start);
    quotes.find(|start| is_escaped(*start)).map_or(place, |start| source.place_of_byte(start, 1))
}

/// Whether a reader looked for one more value and met the end.
fn is_end(error: &serde_json::Error) -> bool {
    error.is_eof() && error.to_string().starts_with("EOF while parsing a value")
}

/// Whether a text ends as a value does, so that a reader that met its end has missed nothing.
fn ends_a_value(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(['}', ']', '"'])
        || text.ends_with(|c: char| c.is_ascii_digit())
        || ["true", "false", "null"].iter().any(|word| text.ends_with(word))
}

/// How many lines stand behind the last value, from the line of an error on: `None` where they may be broken JSON.
fn lines_behind(text: &str, line: usize) -> Option<usize> {
    let rest = || text.lines().skip(line.saturating_sub(1));
    let is_other = |line: &str| !line.trim_start().starts_with(['{', '}', '[', ']', ',', ':', '"']);
    (line > 1 && rest().all(is_other)).then(|| rest().filter(|line| !line.trim().is_empty()).count())
}

/// Whether the first text of a value stands in single quotes.
fn is_of_python(text: &str) -> bool {
    text.trim_start_matches(|c: char| matches!(c, '[' | '{' | '(') || c.is_whitespace()).starts_with('\'')
}

/// An object, or a list of them, as Python prints it.
pub(super) fn of_python(text: &str, reading: &mut Reading) -> Option<Value> {
    if !text.starts_with(['[', '{']) || !is_of_python(text) {
        return None;
    }
    let root = parse(&Source::from_text("", text), &mut Findings::new())?;
    Some(of_node(&root, reading)).filter(holds_object)
}

fn of_yaml(source: &Source, reading: &mut Reading, findings: &mut Findings) -> Vec<Value> {
    parse(source, findings).map(|root| vec![of_node(&root, reading)]).unwrap_or_default()
}

/// A tree of YAML as one of JSON. Recursion is bounded by the YAML reader's own limit.
pub(super) fn of_node(node: &Node, reading: &mut Reading) -> Value {
    match &node.value {
        Yaml::Null => Value::Null,
        Yaml::Text { text, quoted: false } => match &**text {
            "true" | "True" => Value::Bool(true),
            "false" | "False" => Value::Bool(false),
            "None" => Value::Null,
            text => text
                .parse()
                .ok()
                .filter(|n: &f64| n.is_finite())
                .map_or_else(|| Value::Text(text.into()), Value::Number),
        },
        Yaml::Text { text, quoted: true } => Value::Text((**text).into()),
        Yaml::List(items) => Value::List(items.iter().map(|item| of_node(item, reading)).collect()),
        Yaml::Map(entries) => {
            let mut fields = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                let Some(key) = key.text() else { continue };
                fields.push((reading.name(key), of_node(value, reading)));
            }
            reading.object(fields)
        }
    }
}

/// Marks of byte orders and separators of records, which stand between values where files were joined, are blanks; words
/// that programs write for numbers that are none become texts. The lines stay the same.
fn mended(text: &str) -> Cow<'_, str> {
    const MARKS: [&str; 3] = ["\u{feff}", "\u{1e}", "\u{a0}"];
    const WORDS: [&str; 5] = ["NaN", "nan", "-Infinity", "Infinity", "undefined"];
    if !MARKS.iter().chain(&WORDS).any(|sign| text.contains(sign)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    // What stands before is in `out`, where that holds anything.
    let (mut copied, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let sign = |signs: &[&'static str]| signs.iter().copied().find(|sign| rest.starts_with(sign));
        if rest.starts_with('"') {
            at += end_of_text(rest);
            continue;
        }
        let (blank, word) = (sign(&MARKS), sign(&WORDS));
        if let Some(sign) = blank.or(word) {
            out.push_str(&text[copied..at]);
            match word {
                Some(word) => out.extend(["\"", word, "\""]),
                None => out.push(' '),
            }
            at += sign.len();
            copied = at;
            continue;
        }
        let next = |c: char| matches!(c, '"' | 'N' | 'n' | '-' | 'I' | 'u') || !c.is_ascii();
        let first = rest.chars().next().map_or(1, char::len_utf8);
        at += rest[first..].find(next).map_or(rest.len(), |end| first + end);
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// How long a text in quotes is, with both of them.
fn end_of_text(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
