//! A YAML document as a tree whose every node knows where it stands.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::prepared;
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::source::Source;

/// Deeper documents are refused: nothing people write comes near.
pub(super) const DEEPEST: usize = 64;

/// The bytes of the largest document. Ten thousand controls take two megabytes, and a tree fifty times its text.
const LARGEST: usize = 16 << 20;

/// The characters of a scalar; those of the built-in files are not copied.
pub type Text = Cow<'static, str>;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    pub value: Value,
    mark: Mark,
}

/// Where a node stands: which of the files, the line from 1, the first column from 0, and how many characters it has
/// within the line. Four narrow numbers, as every node has them and few are ever shown.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    file: u32,
    line: u32,
    column: u32,
    length: u32,
}

#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing: `~`, `null` or an empty value.
    Null,
    /// A scalar; `quoted` tells `"12"` from `12`.
    Text {
        text: Text,
        quoted: bool,
    },
    List(Vec<Node>),
    /// A mapping in the order of the file.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// A scalar without a place.
    pub fn scalar(text: Text, quoted: bool) -> Self {
        let null = !quoted && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
        Self::from(if null { Value::Null } else { Value::Text { text, quoted } })
    }

    /// A list without a place.
    pub fn list(items: Vec<Self>) -> Self {
        Self::from(Value::List(items))
    }

    /// A mapping without a place.
    pub fn map(entries: Vec<(Self, Self)>) -> Self {
        Self::from(Value::Map(entries))
    }

    /// Another value at the same place.
    #[must_use]
    pub fn with(&self, value: Value) -> Self {
        Self { value, mark: self.mark }
    }

    /// The place of the node in the file that it was read from.
    pub fn place(&self, sources: &[Source]) -> Place {
        let Mark { file, line, column, length } = self.mark;
        match sources.get(file as usize) {
            None => Place::file(""),
            Some(source) if line == 0 => Place::file(&source.name),
            Some(source) => source.place_at(line as usize, column as usize, length as usize),
        }
    }

    /// Which of the files it was read from.
    pub fn file(&self) -> usize {
        self.mark.file as usize
    }

    pub fn line(&self) -> usize {
        self.mark.line as usize
    }

    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text { text, .. } => Some(text),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Null | Value::Text { .. } | Value::Map(_) => &[],
        }
    }

    pub fn entries(&self) -> &[(Self, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            Value::Null | Value::Text { .. } | Value::List(_) => &[],
        }
    }

    /// The value that a mapping has for a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
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

    fn at(mut self, file: u32, span: Span) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let same_line = span.start.line() == span.end.line();
        let length = if same_line { span.end.col().saturating_sub(span.start.col()) } else { 1 };
        self.mark = Mark {
            file,
            line: narrow(span.start.line()),
            column: narrow(span.start.col()),
            length: narrow(length.max(1)),
        };
        self
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        Self { value, mark: Mark::default() }
    }
}

/// A list or mapping that is still open while the events come in.
enum Open {
    List(Vec<Node>, Span),
    Map(Vec<(Node, Node)>, Option<Node>, Span),
}

/// Reads the one document of a source. Problems of the syntax are findings and give `None`.
pub fn parse(source: &Source, findings: &mut Findings) -> Option<Node> {
    parse_nth(source, 0, findings)
}

/// The same of one of several files whose trees are merged: each node tells that it stands in the nth.
pub fn parse_nth(source: &Source, nth: u32, findings: &mut Findings) -> Option<Node> {
    if let Some(prepared) = source.prepared {
        return prepared::read(prepared).pop().map(|(_, root)| root);
    }
    if source.text.len() > LARGEST {
        let finding = Finding::new(Code::TooLarge, "the file is larger than the 16 MB that YAML may have");
        findings.push(
            finding
                .at(Place::file(&source.name))
                .help("exports may be larger: they are read by `scoreplan import`"),
        );
        return None;
    }
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
                        .at(source.place_at(mark.line(), mark.col(), 1))
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
                            .at(source.place(span.start.line()))
                            .help("put each document into a file of its own"),
                    );
                    return None;
                }
                None
            }
            Event::Alias(_) => {
                findings.push(
                    Finding::new(Code::NoAliases, "aliases (`*name`) are not read")
                        .at(source.place_at(span.start.line(), span.start.col(), span.len()))
                        .help("write the value out; scenarios share values with `extends`"),
                );
                return None;
            }
            Event::Scalar(text, style, _, _) => {
                let text = Text::Owned(text.into_owned());
                Some(Node::scalar(text, style != ScalarStyle::Plain).at(nth, span))
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new(), span));
                None
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Vec::new(), None, span));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|open| match open {
                Open::List(items, span) => Node::list(items).at(nth, span),
                Open::Map(entries, _, span) => Node::map(entries).at(nth, span),
            }),
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
        .at(source.place(line))
        .help("no file of this program needs that; check for brackets that are never closed")
}

/// A value with a later one over it: mappings merge key by key, lists append, everything else is replaced.
pub(in crate::load) fn over(base: Node, later: Node) -> Node {
    let Node { value: before, .. } = base;
    match (before, &later.value) {
        (Value::List(mut items), Value::List(more)) => {
            items.extend(more.iter().cloned());
            later.with(Value::List(items))
        }
        (Value::Map(mut entries), Value::Map(_)) => {
            let place = later.with(Value::Null);
            for (key, value) in into_entries(later) {
                put(&mut entries, key, value);
            }
            place.with(Value::Map(entries))
        }
        _ => later,
    }
}

/// Gives a key of a mapping another value, or adds it.
pub(in crate::load) fn put(entries: &mut Vec<(Node, Node)>, key: Node, value: Node) {
    match entries.iter_mut().find(|(known, _)| known.text() == key.text()) {
        Some((_, known)) => *known = value,
        None => entries.push((key, value)),
    }
}

/// Takes a key out of a mapping.
pub(in crate::load) fn take(node: &mut Node, key: &str) -> Option<Node> {
    let Value::Map(entries) = &mut node.value else { return None };
    let at = entries.iter().position(|(name, _)| name.text() == Some(key))?;
    Some(entries.remove(at).1)
}

/// The entries of a mapping; none of anything else.
pub(in crate::load) fn into_entries(node: Node) -> Vec<(Node, Node)> {
    match node.value {
        Value::Map(entries) => entries,
        Value::Null | Value::Text { .. } | Value::List(_) => Vec::new(),
    }
}

/// The items of a list; none of anything else.
pub(in crate::load) fn into_items(node: Node) -> Vec<Node> {
    match node.value {
        Value::List(items) => items,
        Value::Null | Value::Text { .. } | Value::Map(_) => Vec::new(),
    }
}
