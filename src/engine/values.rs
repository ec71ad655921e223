//! Values as people write them, on a command line and in JSON: `120h`, `80%`, `2027-08-01`.

use std::borrow::Cow;
use std::marker::PhantomData;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::diag::{Code, Finding, Findings};
use crate::load;
pub use crate::model::Term;
use crate::model::units::hundredths;
use crate::model::{BasisPoints, Minutes, Money};
pub use crate::plan::best::Budget;

/// A value with one way to write it.
pub trait Text: Sized {
    /// What it is called in a JSON Schema.
    const NAME: &'static str;
    /// The regular expression that a text of it matches.
    const PATTERN: &'static str;
    /// Whether a JSON number may stand for the text.
    const NUMBER: bool = false;

    /// The value of a text.
    ///
    /// # Errors
    /// What to write instead.
    fn read(text: &str) -> Result<Self, String>;

    /// The text that reads as this value.
    fn write(&self) -> String;
}

impl Text for Date {
    const NAME: &'static str = "Date";
    const PATTERN: &'static str = r"^\d{4}-\d{2}-\d{2}$";

    fn read(text: &str) -> Result<Self, String> {
        let day = (text.len() == 10).then(|| text.parse().ok()).flatten();
        day.ok_or_else(|| "write a date that exists, like 2027-01-31".to_owned())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Text for Budget {
    const NAME: &'static str = "Budget";
    const PATTERN: &'static str = r"^\s*[0-9]+(\.[0-9]+)?\s*[h%]?\s*$";
    const NUMBER: bool = true;

    fn read(text: &str) -> Result<Self, String> {
        let wrong = "write hours like 120h, or a percentage of all hours like 30%";
        if text.trim_end().ends_with('%') {
            return load::percentage(text).map(Self::Percent).ok_or_else(|| wrong.to_owned());
        }
        let hours = text.strip_suffix('h').unwrap_or(text);
        load::hours(hours).map(Self::Minutes).ok_or_else(|| wrong.to_owned())
    }

    fn write(&self) -> String {
        match self {
            Self::All => "100%".to_owned(),
            Self::Percent(share) => format!("{share}%"),
            // Hours are read rounded down to minutes.
            Self::Minutes(Minutes(minutes)) => {
                format!("{}h", hundredths(minutes.saturating_mul(100).saturating_add(59) / 60))
            }
        }
    }
}

impl std::str::FromStr for Budget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::read(text)
    }
}

impl Text for Term {
    const NAME: &'static str = "Term";
    const PATTERN: &'static str = "^(annual|annual-billed-monthly|monthly)$";

    fn read(text: &str) -> Result<Self, String> {
        let known = Self::WORDS.iter().find(|(word, _)| *word == text).map(|(_, term)| *term);
        known.ok_or_else(|| format!("write one of: {}", Self::WORDS.map(|(word, _)| word).join(", ")))
    }

    fn write(&self) -> String {
        let word = Self::WORDS.iter().find(|(_, term)| term == self);
        word.map_or_else(String::new, |(word, _)| (*word).to_owned())
    }
}

/// From 0 to 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percentage(pub BasisPoints);

impl Text for Percentage {
    const NAME: &'static str = "Percentage";
    const PATTERN: &'static str = r"^\s*[0-9]+(\.[0-9]+)?\s*%?$";
    const NUMBER: bool = true;

    fn read(text: &str) -> Result<Self, String> {
        let read = load::percentage(text).map(Self);
        read.ok_or_else(|| "write a percentage like 60 or 79.5%".to_owned())
    }

    fn write(&self) -> String {
        format!("{}%", self.0)
    }
}

/// An amount in the currency of the prices, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount(pub Money);

impl Text for Amount {
    const NAME: &'static str = "Amount";
    const PATTERN: &'static str = r"^\s*[0-9]+(\.[0-9]+)?\s*$";
    const NUMBER: bool = true;

    fn read(text: &str) -> Result<Self, String> {
        let read = load::amount(text).map(Self);
        read.ok_or_else(|| "write an amount from 0 like 50000 or 1250.50".to_owned())
    }

    fn write(&self) -> String {
        self.0.to_string()
    }
}

/// Reports every key that is given beside one which excludes it.
pub(super) fn exclude<'k>(
    key: &str,
    others: impl IntoIterator<Item = (&'k str, bool)>,
    findings: &mut Findings,
) {
    for (other, _) in others.into_iter().filter(|(_, given)| *given) {
        let message = format!("`{key}` and `{other}` exclude each other");
        findings.push(Finding::new(Code::WrongValue, message).help("leave one of the two out"));
    }
}

/// Serialises an optional [`Text`], for `#[serde(with)]`.
pub(super) mod text {
    use super::*;

    pub(in crate::engine) fn serialize<T: Text, S: Serializer>(
        value: &Option<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().map(Text::write).serialize(to)
    }

    pub(in crate::engine) fn deserialize<'de, T: Text, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        let text = match Value::deserialize(from)? {
            Value::Null => return Ok(None),
            Value::String(text) => text,
            Value::Number(number) if T::NUMBER => number.to_string(),
            other => return Err(D::Error::custom(format!("`{other}` is no {}", T::NAME.to_lowercase()))),
        };
        T::read(&text).map(Some).map_err(|help| D::Error::custom(format!("`{text}`: {help}")))
    }
}

/// The JSON Schema of an optional [`Text`].
#[derive(Debug)]
pub(super) struct TextOf<T>(PhantomData<T>);

impl<T: Text> JsonSchema for TextOf<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut kinds = vec!["string", "null"];
        kinds.extend(T::NUMBER.then_some("number"));
        json_schema!({ "type": kinds, "pattern": T::PATTERN, "default": null })
    }
}

/// Assumptions by name, in the order in which they were stated; the last of a name counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assume(Vec<(String, String)>);

impl std::ops::Deref for Assume {
    type Target = [(String, String)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<K: Into<String>, W: Into<String>> FromIterator<(K, W)> for Assume {
    fn from_iter<I: IntoIterator<Item = (K, W)>>(stated: I) -> Self {
        Self(stated.into_iter().map(|(key, word)| (key.into(), word.into())).collect())
    }
}

impl Serialize for Assume {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let map: serde_json::Map<_, _> =
            self.iter().map(|(key, word)| (key.clone(), Value::from(word.as_str()))).collect();
        map.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Assume {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let stated = serde_json::Map::deserialize(from)?.into_iter().map(|(key, value)| match value {
            Value::String(word) => Ok((key, word)),
            Value::Number(number) => Ok((key, number.to_string())),
            _ => Err(D::Error::custom(format!("the assumption `{key}` is a text or a number"))),
        });
        Ok(Self(stated.collect::<Result<_, _>>()?))
    }
}

impl JsonSchema for Assume {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Assume".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": { "type": ["string", "number"] },
            "default": {},
        })
    }
}
