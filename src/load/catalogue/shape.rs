//! The keys of catalogue files: one table for each kind of entry. What people write is checked by them, and entries
//! are written in their order. What the keys mean stands in `src/docs/formats.md`.

use serde_yaml::{Mapping, Value as Yaml};

use crate::load::yaml::{Node, Reader, Text, Value};

/// A mapping: an entry, or a part of one.
#[derive(Debug)]
pub(super) struct Shape {
    /// What people call it in a sentence.
    what: &'static str,
    keys: &'static [Key],
}

/// A key with the form of its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    name: &'static str,
    form: Form,
    need: Need,
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Text,
    /// A whole number from 0.
    Count,
    Flag,
    Texts,
    /// Texts under names that people choose.
    Names,
    One(&'static Shape),
    /// A list, which `key: ~` empties.
    Many(&'static Shape),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    May,
    /// An empty list states nothing.
    NotEmpty,
    /// Without it there is no entry.
    Must,
    /// Without it the entry is wrong, and still one.
    Should,
}

const fn key(name: &'static str, form: Form) -> Key {
    Key { name, form, need: Need::May }
}

const fn text(name: &'static str) -> Key {
    key(name, Form::Text)
}

const fn count(name: &'static str) -> Key {
    key(name, Form::Count)
}

const fn flag(name: &'static str) -> Key {
    key(name, Form::Flag)
}

const fn texts(name: &'static str) -> Key {
    key(name, Form::Texts)
}

const fn names(name: &'static str) -> Key {
    key(name, Form::Names)
}

const fn one(name: &'static str, shape: &'static Shape) -> Key {
    key(name, Form::One(shape))
}

const fn many(name: &'static str, shape: &'static Shape) -> Key {
    key(name, Form::Many(shape))
}

impl Key {
    const fn must(self) -> Self {
        Self { need: Need::Must, ..self }
    }

    const fn should(self) -> Self {
        Self { need: Need::Should, ..self }
    }

    const fn not_empty(self) -> Self {
        Self { need: Need::NotEmpty, ..self }
    }
}

/// A file of one product, an overlay, or the licences.
#[rustfmt::skip]
pub(super) static FILE: Shape = Shape { what: "a catalogue", keys: &[
    text("source"), one("product", &PRODUCT), text("exported-from"), many("products", &PRODUCT),
    many("actions", &ACTION), many("controls", &CONTROL), many("never-scored", &UNSCORED),
    many("legacy", &UNSCORED), many("plans", &PLAN), many("skus", &SKU),
] };

#[rustfmt::skip]
pub(super) static PRODUCT: Shape = Shape { what: "a product", keys: &[
    text("id").must(), text("name"), texts("also-called"), texts("services"), text("team"), text("present-when"),
    one("latency", &LATENCY), text("portal"), text("question"), text("collected-by"), text("few-visible"),
    text("note"), many("disputed", &DISPUTE),
] };

#[rustfmt::skip]
pub(super) static ACTION: Shape = Shape { what: "an action", keys: &[
    text("id").must(), text("title"), text("product"), text("team"), text("applies-when"), text("entitled-when"),
    texts("needs"), texts("gates"), texts("after"), texts("conflicts"), one("effort", &EFFORT),
    one("wait", &WAIT), text("done-when"), names("sets"), one("rating", &RATING), text("portal"), text("note"),
    text("basis"),
] };

#[rustfmt::skip]
pub(super) static CONTROL: Shape = Shape { what: "a control", keys: &[
    text("id").must(), text("title"), text("title-basis"), text("product"), text("category"), count("max"),
    text("scoring"), text("population"), text("new-heads"), text("visible-when"), text("entitled-when"),
    texts("needs"), texts("gates"), texts("after"), text("coverage"), one("effort", &EFFORT), many("ways", &WAY),
    one("default-credit", &CREDIT), text("ceiling"), one("wait", &WAIT), text("user-impact"),
    one("latency", &LATENCY), text("portal"), one("rating", &RATING), texts("seen-as"), text("retired"),
    text("replaced-by"), text("note"), many("disputed", &DISPUTE), texts("tags"), names("basis"),
] };

#[rustfmt::skip]
pub(super) static UNSCORED: Shape = Shape { what: "an entry", keys: &[
    text("id").must(), text("title").must(), text("product"), text("why").must(), texts("instead").not_empty(),
    texts("needs").not_empty(),
] };

#[rustfmt::skip]
pub(super) static PLAN: Shape = Shape { what: "a plan", keys: &[
    text("id").must(), text("name"), texts("also-called"), texts("implies"), flag("stub"),
    texts("shown-by"), text("seat-binding"), count("devices-per-seat"), text("seat-basis"),
] };

#[rustfmt::skip]
pub(super) static SKU: Shape = Shape { what: "a SKU", keys: &[
    text("sku").must(), text("name"), texts("also-called"), text("sku-id"), flag("base"), texts("needs-base"),
    count("max-seats"), flag("agents"), texts("plans"), many("dated", &DATED), many("prices", &PRICE), text("note"),
] };

#[rustfmt::skip]
static WAY: Shape = Shape { what: "a way", keys: &[
    text("id").must(), text("entitled-when"), texts("needs"), texts("gates"), texts("after"), text("coverage"),
    one("effort", &EFFORT), text("holds-while"),
] };

#[rustfmt::skip]
static PRICE: Shape = Shape { what: "a price", keys: &[
    text("amount").must(), text("currency").must(), text("per").must(), text("from"), text("as-of"), text("basis"),
    text("note"),
] };

static DATED: Shape =
    Shape { what: "a dated plan", keys: &[text("plan").must(), text("from"), text("until"), text("basis")] };
static LATENCY: Shape =
    Shape { what: "a latency", keys: &[text("expected").must(), text("slowest").must(), text("basis")] };
static EFFORT: Shape = Shape {
    what: "an effort",
    keys: &[texts("fixed").should(), texts("per-100").not_empty(), text("population")],
};
static WAIT: Shape = Shape { what: "a wait", keys: &[text("for").must(), text("why").must()] };
static CREDIT: Shape = Shape { what: "a default credit", keys: &[text("when").must(), text("coverage")] };
static RATING: Shape =
    Shape { what: "a rating", keys: &[text("effort").must(), text("impact").must(), text("why")] };
static DISPUTE: Shape = Shape {
    what: "a dispute",
    keys: &[text("what").must(), text("claim").must(), text("we-say").must(), text("why").must()],
};

impl Shape {
    /// The mapping with what is right of it, in the order of the table; what is wrong is reported. `None` where not
    /// enough is left.
    pub(super) fn checked(&self, reader: &mut Reader<'_>, node: &Node) -> Option<Node> {
        let mut fields = reader.fields(node, self.what)?;
        let mut entries = Vec::new();
        let mut whole = true;
        for key in self.keys {
            let found = match key.need {
                Need::Must | Need::Should => reader.required(&mut fields, key.name),
                Need::May | Need::NotEmpty => reader.optional(&mut fields, key.name),
            };
            let value = match (found, key.form) {
                (Some(value), form) => form.checked(reader, value, key.name),
                (None, Form::Many(_)) if fields.has(key.name) => Some(node.with(Value::List(Vec::new()))),
                (None, _) => None,
            };
            match value.filter(|value| key.need != Need::NotEmpty || !value.items().is_empty()) {
                Some(value) => entries.push((Node::scalar(Text::Borrowed(key.name), false), value)),
                None => whole &= key.need != Need::Must,
            }
        }
        reader.finish(&fields);
        whole.then(|| node.with(Value::Map(entries)))
    }

    /// What an entry states, key by key in the order of the table.
    pub(super) fn stated(&self, node: &Node) -> impl Iterator<Item = (&'static str, Yaml)> {
        self.keys.iter().filter_map(|key| {
            let value = key.form.written(node.get(key.name)?)?;
            let nothing = key.need == Need::NotEmpty && value.as_sequence().is_some_and(Vec::is_empty);
            (!nothing).then_some((key.name, value))
        })
    }

    fn written(&self, node: &Node) -> Yaml {
        Yaml::Mapping(self.stated(node).map(|(key, value)| (Yaml::from(key), value)).collect::<Mapping>())
    }
}

impl Form {
    fn checked(self, reader: &mut Reader<'_>, node: &Node, name: &'static str) -> Option<Node> {
        match self {
            Self::Text => reader.text(node, name).map(|_| node.clone()),
            Self::Count => {
                let number = reader.count(node, name)?;
                Some(node.with(Value::Text { text: number.to_string().into(), quoted: false }))
            }
            Self::Flag => reader.flag(node, name).map(|_| node.clone()),
            Self::Texts => {
                let items = reader.list(node, name).iter();
                let texts = items.filter(|item| reader.text(item, name).is_some()).cloned().collect();
                Some(node.with(Value::List(texts)))
            }
            Self::Names => {
                let fields = reader.fields(node, name)?;
                let entries = fields.all().into_iter();
                let texts = entries.filter(|(_, value)| reader.text(value, name).is_some());
                let texts = texts.map(|(key, value)| (key.clone(), value.clone())).collect();
                Some(node.with(Value::Map(texts)))
            }
            Self::One(shape) => shape.checked(reader, node),
            Self::Many(shape) => {
                let items = reader.list(node, name).iter();
                Some(node.with(Value::List(items.filter_map(|item| shape.checked(reader, item)).collect())))
            }
        }
    }

    /// The value as it is written; a value is equal to another when this is.
    fn written(self, node: &Node) -> Option<Yaml> {
        let text = |node: &Node| node.text().map(Yaml::from);
        match self {
            Self::Text => text(node),
            Self::Count => node.text()?.parse::<i64>().ok().map(Yaml::from),
            Self::Flag => Some(Yaml::from(node.text()? == "true")),
            Self::Texts => {
                (!node.is_null()).then(|| Yaml::Sequence(node.items().iter().filter_map(text).collect()))
            }
            Self::Names => {
                let mut entries: Vec<_> = node.entries().iter().collect();
                entries.sort_by_key(|(key, _)| key.text());
                let entries = entries.into_iter().filter_map(|(key, value)| Some((text(key)?, text(value)?)));
                (!node.is_null()).then(|| Yaml::Mapping(entries.collect()))
            }
            Self::One(shape) => (!node.is_null()).then(|| shape.written(node)),
            Self::Many(shape) => {
                Some(Yaml::Sequence(node.items().iter().map(|item| shape.written(item)).collect()))
            }
        }
    }
}
