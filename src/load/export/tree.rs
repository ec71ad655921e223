//! The values of an export as a small tree with uniform keys.
//!
//! A file may have a hundred megabytes: keys are shared, lists and objects have no spare room, and texts that are in no
//! figure are not kept. What is only another way to write the same is taken back while the tree grows: fields that
//! PowerShell hides in `AdditionalProperties`, tables that stand as columns and rows, JSON inside of a text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::columns::by_rows;
use super::fields;

/// A value of an export.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(Rc<str>),
    List(Box<[Self]>),
    Object(Fields),
}

/// The fields of an object in the order of the file. The same field may come twice: the first counts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fields(Box<[(Rc<str>, Value)]>);

impl Value {
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }

    pub fn as_object(&self) -> Option<&Fields> {
        if let Self::Object(fields) = self { Some(fields) } else { None }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub fn is_string(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}

impl Fields {
    pub(super) fn new(fields: Vec<(Rc<str>, Value)>) -> Self {
        Self(fields.into_boxed_slice())
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| &**name == key).map(|(_, value)| value)
    }

    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    pub(super) fn into_fields(self) -> Vec<(Rc<str>, Value)> {
        self.0.into_vec()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// As JSON, for messages.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(truth) => write!(f, "{truth}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "{:?}", &**text),
            Self::List(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at == 0 { "" } else { "," })?;
                }
                f.write_str("]")
            }
            Self::Object(fields) => {
                f.write_str("{")?;
                for (at, (name, value)) in fields.iter().enumerate() {
                    write!(f, "{}{name:?}:{value}", if at == 0 { "" } else { "," })?;
                }
                f.write_str("}")
            }
        }
    }
}

/// The value of a JSON text; `None` when it is none.
pub fn value(text: &str) -> Option<Value> {
    Reading::default().inner(text)
}

/// Whether a text begins with a whole value, whatever stands behind it.
pub(super) fn begins_with_value(text: &str) -> bool {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    values.next().is_some_and(|value| value.is_ok())
}

/// What all values of a file share, and what was done to read them.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The keys as they stand in the file.
    keys: BTreeMap<Box<str>, Key>,
    /// Short texts, which come again and again: names of controls, categories, days.
    texts: BTreeSet<Rc<str>>,
    /// The fields, or list entries, whose text held JSON, with how often they came.
    pub(super) decoded: BTreeMap<Rc<str>, usize>,
    /// Known keys that one object gives twice with different values.
    pub(super) doubled: Option<Doubled>,
    /// A value has begun since this was last set back.
    pub(super) has_begun: bool,
    /// What is read stands inside of a text.
    inside: bool,
}

/// A key of a file.
#[derive(Debug, Clone)]
struct Key {
    name: Rc<str>,
    is_known: bool,
    /// How often it came outside of texts.
    times: usize,
}

/// Keys that come twice: the first of them, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubled {
    pub(super) name: Rc<str>,
    /// As it stands in the file the second time.
    pub(super) key: Box<str>,
    /// Which occurrence of this text that is, from 0.
    pub(super) nth: usize,
    pub(super) times: usize,
}

/// So many different keys are shared. A file that has more names its objects by keys, and each of these comes once.
const SHARED_KEYS: usize = 20_000;

/// So many different texts are shared, none of them longer than so many bytes.
const SHARED_TEXTS: usize = 50_000;
const LONGEST_SHARED: usize = 64;

/// So many numbers and words are kept of one list: no row of a table has more cells.
const MOST_CELLS: usize = 10_000;

impl Reading {
    pub(super) fn name(&mut self, key: &str) -> Rc<str> {
        self.key(key).name
    }

    fn shared(&mut self, text: &str) -> Rc<str> {
        if let Some(shared) = self.texts.get(text) {
            return Rc::clone(shared);
        }
        let shared: Rc<str> = text.into();
        if text.len() <= LONGEST_SHARED && self.texts.len() < SHARED_TEXTS {
            self.texts.insert(Rc::clone(&shared));
        }
        shared
    }

    fn key(&mut self, text: &str) -> Key {
        let outside = usize::from(!self.inside);
        if let Some(key) = self.keys.get_mut(text) {
            key.times += outside;
            return key.clone();
        }
        let name: Rc<str> = fields::uniform(text).into();
        let key = Key { is_known: fields::is_known(&name), name, times: outside };
        if self.keys.len() < SHARED_KEYS {
            self.keys.insert(text.into(), key.clone());
        }
        key
    }

    /// The next value of a stream.
    pub(super) fn next<'de, D: Deserializer<'de>>(&mut self, from: D) -> Result<Value, D::Error> {
        let value = Seed(self).deserialize(from)?;
        Ok(self.text("the file", value))
    }

    /// An object of these fields, in the one form that is read.
    pub(super) fn object(&mut self, fields: Vec<(Rc<str>, Value)>) -> Value {
        let mut out: Vec<(Rc<str>, Value)> = Vec::with_capacity(fields.len());
        let mut lifted = Vec::new();
        for (name, value) in fields {
            match value {
                Value::Object(Fields(inner)) if &*name == "additionalProperties" => lifted.extend(inner),
                value => out.push((name, value)),
            }
        }
        if !lifted.is_empty() {
            lift(lifted, &mut out);
        }
        // Older PowerShell writes a list as an object that also says how long it is.
        if let [(value, Value::List(_)), (count, Value::Number(_))] = out.as_slice()
            && (&**value, &**count) == ("value", "count")
            && let Some((_, list)) = out.drain(..).next()
        {
            return list;
        }
        by_rows(out)
    }

    /// What a text holds where it is JSON itself, else the same value. Decoded once: what stands in there is as it is.
    pub(super) fn text(&mut self, of: &str, value: Value) -> Value {
        let Value::Text(text) = &value else { return value };
        if self.inside || WORDS.contains(&of) || !text.trim_start().starts_with(['{', '[']) {
            return value;
        }
        self.inside = true;
        let read = self.inner(text);
        self.inside = false;
        let holds = read.as_ref().is_some_and(holds_object);
        match read.filter(|_| holds) {
            Some(read) => {
                *self.decoded.entry(of.into()).or_default() += 1;
                read
            }
            None => value,
        }
    }

    fn inner(&mut self, text: &str) -> Option<Value> {
        let mut from = serde_json::Deserializer::from_str(text);
        let value = Seed(self).deserialize(&mut from).ok()?;
        from.end().ok().map(|()| value)
    }
}

/// Adds fields that an object hides, where it does not say more itself.
fn lift(hidden: Vec<(Rc<str>, Value)>, out: &mut Vec<(Rc<str>, Value)>) {
    let mut places: BTreeMap<Rc<str>, usize> = BTreeMap::new();
    for (at, (name, _)) in out.iter().enumerate() {
        places.entry(Rc::clone(name)).or_insert(at);
    }
    for (name, value) in hidden {
        match places.get(&name).and_then(|at| out.get_mut(*at)) {
            Some((_, known)) if known.is_null() => *known = value,
            Some(_) => {}
            None => {
                places.insert(Rc::clone(&name), out.len());
                out.push((name, value));
            }
        }
    }
}

/// Whether a value is an object, or a list that begins with one: a remark in brackets is a text.
pub(super) fn holds_object(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::List(items) => items.first().is_some_and(holds_object),
        _ => false,
    }
}

/// Texts that are long and in no figure: only that they are there is kept.
pub(super) const UNREAD: [&str; 4] =
    ["description", "implementationStatus", "remediation", "remediationImpact"];

/// Fields that hold names and what people write: a text there is a text, even where it looks like JSON.
const WORDS: [&str; 7] =
    ["assignedTo", "comment", "controlCategory", "controlName", "id", "service", "title"];

/// What serde_json calls the one field of a number whose digits it keeps.
const NUMBER: &str = "$serde_json::private::Number";

struct Seed<'r>(&'r mut Reading);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        self.visit_string(number.to_string()).map(as_number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        self.visit_string(number.to_string()).map(as_number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(self.0.shared(text)))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(self.0.shared(&text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        self.0.has_begun = true;
        let mut items = Vec::new();
        while let Some(item) = from.next_element_seed(Seed(&mut *self.0))? {
            let is_cell = !matches!(item, Value::List(_) | Value::Object(_));
            if items.len() < MOST_CELLS || !is_cell {
                items.push(self.0.text("an entry of a list", item));
            }
        }
        Ok(Value::List(items.into_boxed_slice()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        self.0.has_begun = true;
        let mut fields: Vec<(Rc<str>, Value)> = Vec::new();
        let mut known: Vec<Rc<str>> = Vec::new();
        while let Some((name, again)) = from.next_key_seed(KeySeed(&mut *self.0, &mut known))? {
            if &*name == NUMBER {
                return from.next_value_seed(Seed(self.0)).map(as_number);
            }
            let value = if UNREAD.contains(&&*name) {
                from.next_value_seed(Presence)?
            } else {
                let value = from.next_value_seed(Seed(&mut *self.0))?;
                self.0.text(&name, value)
            };
            if let Some(again) = again
                && fields.iter().any(|(first, earlier)| *first == name && *earlier != value)
            {
                let earlier = self.0.doubled.take();
                self.0.doubled =
                    Some(earlier.map_or(again, |first| Doubled { times: first.times + 1, ..first }));
            }
            fields.push((name, value));
        }
        Ok(self.0.object(fields))
    }
}

/// A number from its digits. One that is too large is no finite number, and is refused where it is used.
fn as_number(digits: Value) -> Value {
    let read = digits.as_str().and_then(|digits| digits.parse().ok());
    read.map_or(digits, Value::Number)
}

/// Reads the key of a field: its name, and where it is known and came before in its object, that it did.
struct KeySeed<'r>(&'r mut Reading, &'r mut Vec<Rc<str>>);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = (Rc<str>, Option<Doubled>);

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = (Rc<str>, Option<Doubled>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let Self(reading, known) = self;
        let key = reading.key(text);
        if !key.is_known {
            return Ok((key.name, None));
        }
        if known.contains(&key.name) {
            let doubled = Doubled {
                name: Rc::clone(&key.name),
                key: text.into(),
                nth: key.times.saturating_sub(1),
                times: 1,
            };
            return Ok((key.name, Some(doubled)));
        }
        known.push(Rc::clone(&key.name));
        Ok((key.name, None))
    }
}

/// Reads whether there is something.
struct Presence;

impl<'de> DeserializeSeed<'de> for Presence {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Presence {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_ignored_any(IgnoredAny).map(|_| Value::Bool(true))
    }
}
