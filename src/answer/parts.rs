//! Parts that several answers share.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::diag;
use crate::model::{Assumptions, Id, Percent, Points, ReadBy, Share};
use crate::table::{Field, Table, figures, words};

/// Something to know about the input or the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Its code, as the documentation of errors lists it.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    pub file: Option<String>,
    /// The line of the file, from 1.
    pub line: Option<usize>,
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Finding {
    pub fn all<'a>(findings: impl IntoIterator<Item = &'a diag::Finding>) -> Vec<Self> {
        let one = |finding: &diag::Finding| Self {
            code: finding.code.code().to_owned(),
            severity: finding.severity().word(),
            file: finding.place.as_ref().map(|place| place.file.clone()),
            line: finding.place.as_ref().and_then(|place| place.line),
            message: finding.message.clone(),
            help: finding.help.clone(),
        };
        findings.into_iter().map(one).collect()
    }
}

/// Names with their values, in an order that means something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named<V>(pub Vec<(String, V)>);

/// Names with words, such as assumptions.
pub type Words = Named<String>;

impl<V: Serialize> Serialize for Named<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<V: JsonSchema> JsonSchema for Named<V> {
    fn schema_name() -> Cow<'static, str> {
        format!("Named{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<V>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }

    fn inline_schema() -> bool {
        true
    }
}

impl<K: Into<String>, V> FromIterator<(K, V)> for Named<V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

impl From<&Assumptions> for Words {
    fn from(assumptions: &Assumptions) -> Self {
        assumptions.listed().into_iter().collect()
    }
}

impl Words {
    /// The assumptions of a tenant with those that only matter over several days.
    pub(super) fn of_days(assumptions: &Assumptions) -> Self {
        [ReadBy::Tenant, ReadBy::Days].into_iter().flat_map(|by| assumptions.words(by)).collect()
    }

    /// `name: word`, one after the other.
    pub fn line(&self, between: &str) -> String {
        let words: Vec<String> = self.0.iter().map(|(name, word)| format!("{name}: {word}")).collect();
        words.join(between)
    }
}

pub fn assumption_line(assumptions: &Words, catalogue: &str) -> String {
    format!("Assumptions: {}; catalogue {catalogue}", assumptions.line(", "))
}

/// A control or an action with the way that was chosen, where there are several.
pub(super) fn with_way(id: &Id, way: Option<&Id>) -> String {
    way.map_or_else(|| id.to_string(), |way| format!("{id} ({way})"))
}

pub(super) fn joined<'a>(ids: impl IntoIterator<Item = &'a Id>) -> String {
    ids.into_iter().map(Id::as_str).collect::<Vec<_>>().join(", ")
}

pub(super) fn share_percent(share: Share) -> Percent {
    Percent::new(Points(share.part), Points(share.whole))
}

pub(super) fn first_names(names: &[&str]) -> String {
    const NAMED: usize = 3;
    let mut text = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED {
        text.push_str(", ...");
    }
    text
}

/// A title, with how much of the table is shown where that is not all.
pub(super) fn first_of(title: &str, shown: usize, of: usize, what: &str) -> String {
    if of > shown { format!("{title}, the first {shown} of {of} {what}") } else { title.to_owned() }
}

/// What is not in a plan or a ranking, and what would bring it in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Excluded {
    pub id: String,
    pub reason: &'static str,
    pub lever: String,
}

impl From<&crate::plan::Excluded> for Excluded {
    fn from(excluded: &crate::plan::Excluded) -> Self {
        Self { id: excluded.id.to_string(), reason: excluded.reason.word(), lever: excluded.lever.clone() }
    }
}

/// One line for each reason and lever, so that a missing licence is one line and not a hundred.
pub fn excluded_table<'a>(title: &str, all: impl IntoIterator<Item = &'a Excluded>) -> Table {
    let mut groups: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for excluded in all {
        groups.entry((excluded.reason, &excluded.lever)).or_default().push(&excluded.id);
    }
    type Group<'a> = ((&'a str, &'a str), Vec<&'a str>);
    let fields: Vec<Field<Group<'_>>> = vec![
        words("reason").of(|((reason, _), _)| (*reason).into()),
        figures("controls").of(|(_, ids)| ids.len().into()),
        words("which").leaves(1).least(30).of(|(_, ids)| first_names(ids).into()),
        words("what would bring them in").least(40).of(|((_, lever), _)| (*lever).into()),
    ];
    Table::of(title, groups, fields)
}
