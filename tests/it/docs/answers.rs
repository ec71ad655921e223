//! What `src/docs/formats.md` says of the JSON of answers is what their schemas say.

use std::collections::BTreeSet;

use scoreplan::engine::Question;
use serde_json::Value;

use super::formats::quoted;
use crate::support::{ROOT, read};

/// Sections that describe fields by naming another section.
const AS_IN: [(&str, &str); 4] = [
    ("scoreplan/plan/1", "scoreplan/rank/1"),
    ("scoreplan/licences-frontier/1", "scoreplan/licences-best/1"),
    ("scoreplan/catalogue-show/1", "scoreplan/catalogue/1"),
    ("scoreplan/explain/1", "scoreplan/catalogue-show/1"),
];

/// The sections that describe answers, by the name of their schema.
fn sections(document: &str) -> Vec<(&str, &str)> {
    let (_, text) = document.split_once("\n## JSON output\n").unwrap();
    let text = text.split("\n## ").next().unwrap();
    let sections = text.split("\n### ").skip(1);
    sections.map(|section| (quoted(section.lines().next().unwrap())[0], section)).collect()
}

/// The name under which the answer to a question says what it is.
fn schema_name(question: &str) -> String {
    let name = if question == "catalogue-list" { "catalogue" } else { question };
    format!("scoreplan/{name}/1")
}

/// The schemas that a schema stands for: itself, what it refers to, and each of its choices.
fn choices<'s>(root: &'s Value, schema: &'s Value, found: &mut Vec<&'s Value>) {
    found.push(schema);
    if let Some(path) = schema["$ref"].as_str() {
        choices(root, root.pointer(path.trim_start_matches('#')).unwrap(), found);
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        schema[key].as_array().into_iter().flatten().for_each(|one| choices(root, one, found));
    }
}

/// What stands under a key, or in the list under it where the key ends in `[]`.
fn under<'s>(root: &'s Value, schemas: &[&'s Value], key: &str) -> Vec<&'s Value> {
    let each = |key: &str, schemas: &[&'s Value]| {
        let mut found = Vec::new();
        for part in schemas.iter().filter_map(|schema| schema.pointer(key)) {
            choices(root, part, &mut found);
        }
        found
    };
    let values = each(&format!("/properties/{}", key.trim_end_matches("[]")), schemas);
    if key.ends_with("[]") { each("/items", &values) } else { values }
}

/// Every key of some schemas, however deep.
fn keys(root: &Value, schemas: &[&Value], found: &mut BTreeSet<String>, seen: &mut BTreeSet<usize>) {
    for schema in schemas {
        if !seen.insert(std::ptr::from_ref(*schema) as usize) {
            continue;
        }
        let properties = schema["properties"].as_object();
        found.extend(properties.into_iter().flat_map(|all| all.keys().cloned()));
        let parts = properties.into_iter().flat_map(|all| all.values());
        let inner = ["items", "additionalProperties"].map(|key| &schema[key]);
        for part in parts.chain(inner.into_iter().filter(|part| part.is_object())) {
            let mut open = Vec::new();
            choices(root, part, &mut open);
            keys(root, &open, found, seen);
        }
    }
}

fn all_keys(root: &Value, schemas: &[&Value]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    keys(root, schemas, &mut found, &mut BTreeSet::new());
    found
}

/// The rows of the tables of fields of a section: the mapping that a table is about, the fields, and what is said of them.
fn rows(section: &str) -> Vec<(&str, Vec<&str>, &str)> {
    let mut rows = Vec::new();
    let mut place = None;
    for line in section.lines() {
        match line.strip_prefix("| ").and_then(|line| line.split_once(" | ")) {
            None if line.starts_with("|---") => {}
            None => place = None,
            Some((head, "meaning |")) => place = Some(quoted(head).first().copied().unwrap_or_default()),
            Some((fields, meaning)) => rows.extend(place.map(|place| (place, quoted(fields), meaning))),
        }
    }
    rows
}

/// The whole paths of the fields of a row: what has no place of its own stands beside the first.
fn paths(place: &str, fields: &[&str]) -> Vec<String> {
    let beside = fields.iter().find_map(|field| field.rsplit_once('.')).map_or("", |(before, _)| before);
    let whole = |field: &&str| {
        let own = field.trim_start_matches('.');
        let place = if own.contains('.') { [place, ""] } else { [place, beside] };
        let parts = place.into_iter().chain([own]).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(".")
    };
    fields.iter().map(whole).collect()
}

/// The keys of the objects that a text writes as `{a, b[], c: word}`.
fn keys_in_braces(text: &str) -> Vec<&str> {
    let braces = quoted(text).into_iter().filter_map(|word| word.split_once('{'));
    let inside = braces.flat_map(|(_, rest)| rest.trim_end_matches('}').split([',', '|']));
    let keys = inside.map(|key| key.split(':').next().unwrap().trim_matches([' ', '[', ']', '\\']));
    keys.filter(|key| !key.is_empty() && *key != "...").collect()
}

/// Every word between backticks that can be a key.
fn words(text: &str) -> impl Iterator<Item = &str> {
    quoted(text).into_iter().flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
}

#[test]
fn every_answer_has_a_section() {
    let document = read(format!("{ROOT}/src/docs/formats.md"));
    let described: BTreeSet<String> =
        sections(&document).iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(described, Question::NAMES.iter().map(|question| schema_name(question)).collect());
}

#[test]
fn the_fields_of_answers_are_those_of_their_schemas() {
    let document = read(format!("{ROOT}/src/docs/formats.md"));
    let sections = sections(&document);
    let section = |name: &str| sections.iter().find(|(known, _)| *known == name).unwrap().1;
    let common = document.split_once("\n## JSON output\n").unwrap().1.split("\n### ").next().unwrap();
    let mut wrong = Vec::new();
    for question in Question::NAMES {
        let name = schema_name(question);
        let root = Question::answer_schema(question).unwrap();
        let mut whole = Vec::new();
        choices(&root, &root, &mut whole);
        for (place, fields, meaning) in rows(section(&name)) {
            for path in paths(place, &fields) {
                let found = path.split('.').fold(whole.clone(), |open, key| under(&root, &open, key));
                if found.is_empty() {
                    wrong.push(format!("{name}: the schema has no `{path}`"));
                }
                let known = all_keys(&root, &found);
                let unknown = keys_in_braces(meaning).into_iter().filter(|key| !known.contains(*key));
                wrong.extend(unknown.map(|key| format!("{name}: the schema has no `{key}` in `{path}`")));
            }
        }
        let mut described: BTreeSet<&str> = words(common).chain(words(section(&name))).collect();
        let mut at = name.as_str();
        while let Some((_, other)) = AS_IN.iter().find(|(of, _)| *of == at) {
            described.extend(words(section(other)));
            at = *other;
        }
        let missing = all_keys(&root, &whole).into_iter().filter(|key| !described.contains(key.as_str()));
        wrong.extend(missing.map(|key| format!("{name}: `{key}` is not described")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rows_and_keys_are_read_as_people_write_them() {
    let table = "### x, `y`\n\n| field | meaning |\n|---|---|\n| `a[].b`, `c`, `.d` | `{e, f[]}`, or `null` |\n\n| `kind` | it |\n|---|---|\n| `g` | h |\n";
    let rows = rows(table);
    assert_eq!(rows, [("", vec!["a[].b", "c", ".d"], "`{e, f[]}`, or `null` |")]);
    assert_eq!(paths("", &rows[0].1), ["a[].b", "a[].c", "a[].d"]);
    assert_eq!(paths("options[]", &["best.x", "y"]), ["options[].best.x", "options[].best.y"]);
    assert_eq!(keys_in_braces("`{kind: all}`, `{k, a \\| b, ...}`, `x{y}`"), ["kind", "k", "a", "b", "y"]);
}
