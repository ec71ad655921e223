//! A YAML document as a tree whose every node knows its line and columns.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;

/// Deeper documents are refused: nothing people write comes near.
const DEEPEST: usize = 64;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Line from 1.
    pub line: usize,
    /// First column, in characters from 0.
    pub column: usize,
    /// Length in characters, within the line.
    pub length: usize,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing: `~`, `null` or an empty value.
    Null,
    /// A scalar; `quoted` tells `"12"` from `12`.
    Text {
        /// The characters.
        text: String,
        /// Whether it stood in quotes.
        quoted: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the file.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The place of the node.
    pub fn place(&self, source: &Source) -> Place {
        Place::columns(&source.name, &source.text, self.line, self.column, self.length)
    }

    /// The characters of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text { text, .. } => Some(text),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// What kind of value it is, in words.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Text { .. } => "a single value",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}

/// A list or mapping that is still open while the events come in.
enum Open {
    List(Vec<Node>, Span),
    Map(Vec<(Node, Node)>, Option<Node>, Span),
}

/// Reads the one document of a source. Problems of the syntax are findings and give `None`.
pub fn parse(source: &Source, findings: &mut Findings) -> Option<Node> {
    let mut open: Vec<Open> = Vec::new();
    let mut root: Option<Node> = None;
    let mut documents = 0;
    for event in Parser::new_from_str(&source.text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let mark = error.marker();
                // The parser has a limit of its own, which it may meet before ours.
                if error.info().contains("recursion limit") {
                    findings.push(too_deep(source, mark.line()));
                    return None;
                }
                findings.push(
                    Finding::new(Code::BadYaml, format!("the YAML can not be read: {}", error.info()))
                        .at(Place::columns(&source.name, &source.text, mark.line(), mark.col(), 1))
                        .help("check indentation, colons and quotes on this line and the one before"),
                );
                return None;
            }
        };
        let done = match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    findings.push(
                        Finding::new(Code::BadYaml, "the file holds more than one YAML document")
                            .at(Place::line(&source.name, &source.text, span.start.line()))
                            .help("put each document into a file of its own"),
                    );
                    return None;
                }
                None
            }
            Event::Alias(_) => {
                findings.push(
                    Finding::new(Code::NoAliases, "aliases (`*name`) are not read")
                        .at(at(source, span))
                        .help("write the value out; scenarios share values with `extends`"),
                );
                return None;
            }
            Event::Scalar(text, style, _, _) => Some(scalar(&text, style, span)),
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new(), span));
                None
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Vec::new(), None, span));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(close),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => None,
        };
        if open.len() > DEEPEST {
            findings.push(too_deep(source, span.start.line()));
            return None;
        }
        if let Some(node) = done {
            match open.last_mut() {
                None => root = Some(node),
                Some(Open::List(items, _)) => items.push(node),
                Some(Open::Map(entries, key, _)) => match key.take() {
                    None => *key = Some(node),
                    Some(key) => entries.push((key, node)),
                },
            }
        }
    }
    if root.is_none() {
        findings.push(
            Finding::new(Code::EmptyFile, "the file holds no values")
                .at(Place::file(&source.name))
                .help("see `src/docs/formats.md` for what each kind of file holds"),
        );
    }
    root
}

fn too_deep(source: &Source, line: usize) -> Finding {
    Finding::new(Code::TooDeep, format!("the file is nested more than {DEEPEST} levels deep"))
        .at(Place::line(&source.name, &source.text, line))
        .help("no file of this program needs that; check for brackets that are never closed")
}

fn at(source: &Source, span: Span) -> Place {
    Place::columns(&source.name, &source.text, span.start.line(), span.start.col(), span.len())
}

fn node(value: Value, span: Span) -> Node {
    let same_line = span.start.line() == span.end.line();
    let length = if same_line { span.end.col().saturating_sub(span.start.col()) } else { 1 };
    Node { value, line: span.start.line(), column: span.start.col(), length: length.max(1) }
}

fn scalar(text: &str, style: ScalarStyle, span: Span) -> Node {
    let quoted = style != ScalarStyle::Plain;
    let null = !quoted && matches!(text, "" | "~" | "null" | "Null" | "NULL");
    let value = if null { Value::Null } else { Value::Text { text: text.to_owned(), quoted } };
    node(value, span)
}

fn close(open: Open) -> Node {
    match open {
        Open::List(items, span) => node(Value::List(items), span),
        Open::Map(entries, _, span) => node(Value::Map(entries), span),
    }
}
