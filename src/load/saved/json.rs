//! JSON as a tree whose every node knows its line and columns, so that it is lowered like the files of people.

use serde_json::Value as Json;

use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;
use crate::load::yaml::{Node, Value};

/// Deeper files are refused: a plan is five levels deep.
const DEEPEST: usize = 64;

/// Reads a source. Problems of the syntax are findings and give `None`.
pub(super) fn parse(source: &Source, findings: &mut Findings) -> Option<Node> {
    // The strict reader says what is wrong; what passes it needs no second opinion below.
    if let Err(error) = serde_json::from_str::<Json>(&source.text) {
        let text = error.to_string();
        let cause = text.split(" at line ").next().unwrap_or_default();
        let column = error.column().saturating_sub(1);
        findings.push(
            Finding::new(Code::BadJson, format!("the JSON can not be read: {cause}"))
                .at(Place::columns(&source.name, &source.text, error.line(), column, 1))
                .help("save the plan again with `scoreplan plan --format json`, and do not edit it"),
        );
        return None;
    }
    let tree = Walk { rest: &source.text, line: 1, column: 0 }.tree();
    if tree.is_none() {
        findings.push(
            Finding::new(Code::TooDeep, format!("the file is nested more than {DEEPEST} levels deep"))
                .at(Place::file(&source.name))
                .help("save the plan again with `scoreplan plan --format json`"),
        );
    }
    tree
}

/// A list or object that is still open, with its place.
enum Open {
    List(Vec<Node>, (usize, usize)),
    Map(Vec<(Node, Node)>, Option<Node>, (usize, usize)),
}

/// What is left of a text that is known to be JSON, and where it stands.
struct Walk<'t> {
    rest: &'t str,
    line: usize,
    column: usize,
}

impl<'t> Walk<'t> {
    /// The tree; `None` when it is too deep. A work list instead of recursion.
    fn tree(mut self) -> Option<Node> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            self.skip_between();
            let at = (self.line, self.column);
            let done = match self.rest.bytes().next()? {
                b'{' => {
                    self.take(1);
                    open.push(Open::Map(Vec::new(), None, at));
                    None
                }
                b'[' => {
                    self.take(1);
                    open.push(Open::List(Vec::new(), at));
                    None
                }
                b'}' | b']' => {
                    self.take(1);
                    open.pop().map(close)
                }
                b'"' => {
                    let written = self.take(string_length(self.rest));
                    let text = serde_json::from_str(written).unwrap_or_default();
                    Some(node(Value::Text { text, quoted: true }, at, written))
                }
                _ => {
                    let end = self.rest.find(|c: char| c.is_ascii_whitespace() || ",:]}".contains(c));
                    let written = self.take(end.unwrap_or(self.rest.len()));
                    let value = match written {
                        "null" => Value::Null,
                        text => Value::Text { text: text.to_owned(), quoted: false },
                    };
                    Some(node(value, at, written))
                }
            };
            if open.len() > DEEPEST {
                return None;
            }
            let Some(done) = done else { continue };
            match open.last_mut() {
                None => return Some(done),
                Some(Open::List(items, _)) => items.push(done),
                Some(Open::Map(entries, key, _)) => match key.take() {
                    None => *key = Some(done),
                    Some(key) => entries.push((key, done)),
                },
            }
        }
    }

    /// Takes some bytes, which end between characters and hold no line break.
    fn take(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(length);
        self.column += taken.chars().count();
        self.rest = rest;
        taken
    }

    /// Skips white space, commas and colons: that they stand right is known.
    fn skip_between(&mut self) {
        let rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n', ',', ':']);
        let (skipped, _) = self.rest.split_at(self.rest.len() - rest.len());
        match skipped.rfind('\n') {
            Some(last) => {
                self.line += skipped.matches('\n').count();
                self.column = skipped.len() - last - 1;
            }
            None => self.column += skipped.len(),
        }
        self.rest = rest;
    }
}

/// How many bytes a string takes, its quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'"' if !escaped => return at + 1,
            b'\\' if !escaped => escaped = true,
            _ => escaped = false,
        }
    }
    text.len()
}

fn node(value: Value, (line, column): (usize, usize), written: &str) -> Node {
    Node { value, line, column, length: written.chars().count().max(1) }
}

fn close(open: Open) -> Node {
    match open {
        Open::List(items, at) => node(Value::List(items), at, "["),
        Open::Map(entries, _, at) => node(Value::Map(entries), at, "{"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Node> {
        parse(&Source::from_text("t.json", text), &mut Findings::new())
    }

    /// The tree as plain JSON again, numbers as their characters.
    fn plain(node: &Node) -> Json {
        match &node.value {
            Value::Null => Json::Null,
            Value::Text { text, .. } => Json::from(text.as_str()),
            Value::List(items) => items.iter().map(plain).collect(),
            Value::Map(entries) => {
                entries.iter().map(|(key, value)| (key.text().unwrap().to_owned(), plain(value))).collect()
            }
        }
    }

    #[test]
    fn every_form_of_json_is_read_with_its_place() {
        let text =
            "\t{\"a\\\"b\": [1, -2.50e3,null , true],\r\n \"\\ud83d\\ude00\\/\":{},\"l\":[[],\"\\\\\"]}\n";
        let root = read(text).unwrap();
        let expected = r#"{"a\"b": ["1", "-2.50e3", null, "true"], "😀/": {}, "l": [[], "\\"]}"#;
        assert_eq!(plain(&root), serde_json::from_str::<Json>(expected).unwrap());
        let Value::Map(entries) = &root.value else { panic!() };
        assert_eq!((entries[1].0.line, entries[1].0.column, entries[1].0.length), (2, 1, 16));
        assert_eq!((entries[0].1.line, entries[0].1.column), (1, 10));
        assert_eq!(plain(&read("\"x\"").unwrap()), "x");
    }

    #[test]
    fn broken_and_bottomless_files_are_findings() {
        for text in ["{", "{\"a\":}", "[1 2]", "{} {}", "{\"a\":\"b\nc\"}"] {
            assert!(read(text).is_none(), "{text}");
        }
        assert!(read(&format!("{}1{}", "[".repeat(64), "]".repeat(64))).is_some());
        assert!(read(&format!("{}1{}", "[".repeat(65), "]".repeat(65))).is_none());
        assert!(read(&"[".repeat(100_000)).is_none());
    }
}
