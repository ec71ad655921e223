//! Lowers a tree key by key and collects every problem on the way.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::tree::{Node, Value};
use crate::diag::{Code, Finding, Findings, Place, did_you_mean};
use crate::load::source::Source;
use crate::model::units::signed_decimal;
use crate::model::{BasisPoints, Id, Minutes, Points, Share};

/// A source being read, with the findings so far.
#[derive(Debug)]
pub struct Reader<'a> {
    /// The file, or all files whose trees are merged.
    sources: &'a [Source],
    pub findings: &'a mut Findings,
}

/// The entries of one mapping: each key is taken once, and what is left over is unknown.
#[derive(Debug)]
pub struct Fields<'n> {
    node: &'n Node,
    entries: BTreeMap<&'n str, &'n Node>,
    keys: Vec<&'n Node>,
    asked: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    pub fn new(source: &'a Source, findings: &'a mut Findings) -> Self {
        Self::of_all(std::slice::from_ref(source), findings)
    }

    /// A reader of trees from several files.
    pub fn of_all(sources: &'a [Source], findings: &'a mut Findings) -> Self {
        Self { sources, findings }
    }
}

impl Reader<'_> {
    /// Adds a finding at a node.
    pub fn report(&mut self, node: &Node, code: Code, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Finding::new(code, message).at(self.place(node)).help(help));
    }

    pub fn place(&self, node: &Node) -> Place {
        node.place(self.sources)
    }

    /// The name of the file that a node stands in.
    pub fn file(&self, node: &Node) -> &str {
        self.sources.get(node.file()).map_or("", |source| &source.name)
    }

    /// The entries of a mapping; keys given twice are findings, the first counts.
    pub fn fields<'n>(&mut self, node: &'n Node, what: &str) -> Option<Fields<'n>> {
        let Value::Map(entries) = &node.value else {
            let message = format!("{what} should be a mapping, this is {}", node.kind());
            self.report(node, Code::WrongValue, message, "write `key: value` lines");
            return None;
        };
        let mut fields = Fields { node, entries: BTreeMap::new(), keys: Vec::new(), asked: Vec::new() };
        for (key, value) in entries {
            let Some(name) = key.text() else {
                self.report(key, Code::UnknownKey, "a key must be a word", "write `key: value`");
                continue;
            };
            if fields.entries.contains_key(name) {
                let message = format!("the key `{name}` is given twice");
                self.report(key, Code::DuplicateKey, message, "keep one of the two");
                continue;
            }
            fields.entries.insert(name, value);
            fields.keys.push(key);
        }
        Some(fields)
    }

    /// Reports every key that nobody asked for.
    pub fn finish(&mut self, fields: &Fields<'_>) {
        for key in &fields.keys {
            let Some(name) = key.text() else { continue };
            if !fields.asked.contains(&name) {
                let help = did_you_mean(name, fields.asked.iter().copied(), || {
                    format!("known keys here: {}", fields.asked.join(", "))
                });
                self.report(key, Code::UnknownKey, format!("unknown key `{name}`"), help);
            }
        }
    }

    /// The value of a key that may be missing; `key: ~` counts as missing.
    pub fn optional<'n>(&mut self, fields: &mut Fields<'n>, key: &'static str) -> Option<&'n Node> {
        fields.asked.push(key);
        fields.entries.get(key).copied().filter(|node| !matches!(node.value, Value::Null))
    }

    /// The value of a key that must be there.
    pub fn required<'n>(&mut self, fields: &mut Fields<'n>, key: &'static str) -> Option<&'n Node> {
        let found = self.optional(fields, key);
        if found.is_none() {
            self.report(fields.node, Code::MissingKey, format!("the key `{key}` is missing"), "add it");
        }
        found
    }

    /// The items of a list; a single value is no list.
    pub fn list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        if let Value::List(items) = &node.value {
            return items;
        }
        let message = format!("{what} should be a list, this is {}", node.kind());
        self.report(node, Code::WrongValue, message, "write `[a, b]` or one `- item` a line");
        &[]
    }

    pub fn text(&mut self, node: &Node, what: &str) -> Option<String> {
        let text = node.text();
        if text.is_none() {
            let message = format!("{what} should be a single value, this is {}", node.kind());
            self.report(node, Code::WrongValue, message, "write one word, number or quoted text");
        }
        text.map(str::to_owned)
    }

    pub fn id(&mut self, node: &Node, what: &str) -> Option<Id> {
        self.text(node, what).map(|text| Id::new(&text))
    }

    pub fn ids(&mut self, node: &Node, what: &str) -> Vec<Id> {
        self.list(node, what).iter().filter_map(|item| self.id(item, what)).collect()
    }

    /// A value that some function understands, or a finding that says what was expected.
    pub fn parsed<T>(
        &mut self,
        node: &Node,
        code: Code,
        what: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(node, what)?;
        let value = parse(&text);
        if value.is_none() {
            self.report(
                node,
                code,
                format!("{what} is not {expected}: `{text}`"),
                format!("write {expected}"),
            );
        }
        value
    }

    pub fn date(&mut self, node: &Node, what: &str) -> Option<Date> {
        let parse = |text: &str| {
            // Only the plain form: `20270101` or a time after the day would be a slip.
            (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten()
        };
        self.parsed(node, Code::BadDate, what, "a date that exists, like 2027-01-31", parse)
    }

    /// A whole number that is not negative.
    pub fn count(&mut self, node: &Node, what: &str) -> Option<i64> {
        let parse =
            |text: &str| text.parse::<i64>().ok().filter(|n| (0..=crate::load::MOST_COUNT).contains(n));
        self.parsed(node, Code::WrongValue, what, "a whole number from 0", parse)
    }

    /// Points from 0 with at most two decimals.
    pub fn points(&mut self, node: &Node, what: &str) -> Option<Points> {
        let parse = |text: &str| decimal(text).filter(|points| *points >= 0).map(Points);
        self.parsed(node, Code::WrongValue, what, "a number from 0 with at most two decimals", parse)
    }

    /// A percentage, from `80%`, `79.5%` or a plain number.
    pub fn percentage(&mut self, node: &Node, what: &str) -> Option<BasisPoints> {
        self.parsed(node, Code::WrongValue, what, "a percentage from 0% to 100%", crate::load::percentage)
    }

    /// A share, from a percentage.
    pub fn share(&mut self, node: &Node, what: &str) -> Option<Share> {
        self.percentage(node, what).map(BasisPoints::share)
    }

    /// A duration like `30m`, `36h` or `5d`, in minutes.
    pub fn duration(&mut self, node: &Node, what: &str) -> Option<Minutes> {
        self.parsed(node, Code::WrongValue, what, "a duration like 30m, 36h or 5d", duration)
    }

    pub fn flag(&mut self, node: &Node, what: &str) -> Option<bool> {
        self.parsed(node, Code::WrongValue, what, "true or false", |text| match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })
    }

    pub fn word<T: Copy>(&mut self, node: &Node, what: &str, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(node, what)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let help =
                did_you_mean(&text, known.iter().copied(), || format!("write one of: {}", known.join(", ")));
            self.report(node, Code::WrongValue, format!("unknown {what} `{text}`"), help);
        }
        found
    }
}

impl<'n> Fields<'n> {
    /// Every key with its node, in the order of the names, for mappings whose keys people choose.
    pub fn all(&self) -> Vec<(&'n Node, &'n Node)> {
        let mut keys: Vec<&Node> = self.keys.clone();
        keys.sort_by_key(|key| key.text());
        keys.iter().filter_map(|key| self.entries.get(key.text()?).map(|value| (*key, *value))).collect()
    }

    /// Whether a key was written, whatever its value.
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    pub fn node(&self) -> &'n Node {
        self.node
    }
}

/// A decimal number with at most two decimals, in hundredths. People write no number of more than ten digits.
pub fn decimal(text: &str) -> Option<i64> {
    const MOST: i64 = 1_000_000_000_000;
    signed_decimal(text, 2).filter(|hundredths| (-MOST + 1..MOST).contains(hundredths))
}

/// A duration like `30m`, `36h` or `5d`; a day is 24 hours.
pub fn duration(text: &str) -> Option<Minutes> {
    let unit = text.chars().last()?;
    let number = text.strip_suffix(unit)?;
    let per_unit = match unit {
        'm' => 1,
        'h' => 60,
        'd' => 24 * 60,
        _ => return None,
    };
    // Halves and quarters of an hour are how people estimate.
    let hundredths = decimal(number).filter(|n| (0..=10_000_000).contains(n))?;
    let minutes = hundredths * per_unit;
    (minutes % 100 == 0).then_some(Minutes(minutes / 100))
}
