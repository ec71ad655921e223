//! `src/docs/formats.md` describes every key of every file, once, as the schemas and the readers have it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[cfg(feature = "xlsx")]
use scoreplan::engine::{DocumentForm, Question};
use scoreplan::load::schemas::{Kind, schema};
use serde_json::Value;

use crate::docs::documents::blocks;
use crate::docs::layering::sources;
use crate::support::{ROOT, file, folder, read, run, with_overlay};

/// The section that describes each kind of file.
const SECTIONS: [(Kind, &str); 5] = [
    (Kind::Tenant, "Tenant files"),
    (Kind::Scenario, "Scenario files"),
    (Kind::Catalogue, "Catalogue files and overlays"),
    (Kind::Prices, "Price files"),
    (Kind::Brand, "Brand files"),
];

/// Where a key stands, and the key: `("stages[]", "wait")`. Of a place only its last part counts.
type Key = (String, String);

/// A row of a table of keys.
struct Row {
    /// The mappings that hold the keys.
    places: Vec<String>,
    keys: Vec<String>,
    /// Type, default and meaning.
    cells: Vec<String>,
}

/// The words between backticks.
pub(super) fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The mappings that the first column of a row names; the catalogue's are named in words, too.
fn places(cell: &str) -> Vec<String> {
    let named = quoted(cell).into_iter().map(|place| {
        let parts: Vec<&str> = place.split('.').collect();
        // What people name freely belongs to the part before it.
        let last = if place.ends_with(".NAME") { parts.len() - 2 } else { parts.len() - 1 };
        parts[last..].join(".")
    });
    let mut places: Vec<String> = named.collect();
    if !cell.contains("` of ") {
        for (word, place) in [("action", "actions[]"), ("control", "controls[]"), ("way", "ways[]")] {
            if cell.split(", ").any(|one| one == word) {
                places.push(place.to_owned());
            }
        }
        if cell.split(", ").any(|one| one == "product" || one == "`product`") {
            places.retain(|place| place != "product");
            places.extend(["product", "products[]"].map(str::to_owned));
        }
    }
    if cell.is_empty() {
        places.push(String::new());
    }
    places
}

/// The table of keys of a section.
fn table(document: &str, section: &str) -> Vec<Row> {
    let (_, text) = document.split_once(&format!("\n## {section}\n")).unwrap();
    let text = text.split("\n## ").next().unwrap();
    let (_, table) = text.split_once("\n| in | key | type | default | meaning |\n").unwrap();
    let rows = table.lines().skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|line| {
        let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
        let (place, keys) = (cells.next().unwrap(), cells.next().unwrap());
        let keys = quoted(&keys).into_iter().map(str::to_owned).collect();
        Row { places: places(&place), keys, cells: cells.collect() }
    })
    .collect()
}

/// The keys of a schema, with whether they are required; a key that stands in several mappings of one place may be both.
fn keys(root: &Value) -> BTreeMap<Key, BTreeSet<bool>> {
    let mut found: BTreeMap<Key, BTreeSet<bool>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![(root, String::new())];
    while let Some((part, place)) = open.pop() {
        if !seen.insert((std::ptr::from_ref(part) as usize, place.clone())) {
            continue;
        }
        if let Some(reference) = part["$ref"].as_str() {
            open.push((root.pointer(reference.trim_start_matches('#')).unwrap(), place.clone()));
        }
        open.extend(part["anyOf"].as_array().into_iter().flatten().map(|one| (one, place.clone())));
        if part["items"].is_object() {
            open.push((&part["items"], format!("{place}[]")));
        }
        if part["additionalProperties"].is_object() {
            open.push((&part["additionalProperties"], format!("{place}.NAME")));
        }
        // Names that people choose are only suggested.
        if part["additionalProperties"] == false {
            for (key, value) in part["properties"].as_object().into_iter().flatten() {
                let required =
                    part["required"].as_array().is_some_and(|all| all.iter().any(|one| one == key));
                found.entry((place.clone(), key.clone())).or_default().insert(required);
                open.push((value, key.clone()));
            }
        }
    }
    found
}

/// The mapping that a place means, without list or names.
fn holder(place: &str) -> &str {
    place.trim_end_matches("[]").trim_end_matches(".NAME")
}

#[test]
fn the_tables_of_keys_are_those_of_the_schemas() {
    let document = read(format!("{ROOT}/src/docs/formats.md"));
    let mut wrong = Vec::new();
    for (kind, section) in SECTIONS {
        let rows = table(&document, section);
        let known = keys(&schema(kind, &with_overlay("")));
        let mut rows_of: BTreeMap<Key, usize> = BTreeMap::new();
        for row in &rows {
            for (place, key) in
                row.places.iter().flat_map(|place| row.keys.iter().map(move |key| (place, key)))
            {
                *rows_of.entry((place.clone(), key.clone())).or_default() += 1;
                // `PRODUCT` stands for a name.
                if key.chars().all(|c| c.is_ascii_uppercase()) {
                    continue;
                }
                let Some(required) = known.get(&(place.clone(), key.clone())) else {
                    wrong.push(format!("{section}: the schema has no `{key}` in `{place}`"));
                    continue;
                };
                let default = row.cells[1].as_str();
                let says = matches!(default, "required" | "both required");
                // What is required of some entries only, a schema leaves to the reader.
                if (says || !default.contains("required")) && *required != BTreeSet::from([says]) {
                    wrong.push(format!(
                        "{section}: `{key}` in `{place}` is `{default}`, the schema says {required:?}"
                    ));
                }
            }
        }
        for (place, key) in known.keys() {
            let of = holder(place);
            // A mapping that has rows of its own, or a key that the row of its mapping lists.
            let holds = || rows.iter().flat_map(|row| &row.places).any(|place| holder(place) == key);
            let listed = || {
                let cells =
                    rows.iter().filter(|row| row.keys.iter().any(|key| key == of)).flat_map(|row| &row.cells);
                let mut words = cells.flat_map(|cell| quoted(cell));
                words.any(|word| word.split(['{', '}', ',', ' ', ':']).any(|word| word == key))
            };
            if !rows_of.contains_key(&(place.clone(), key.clone())) && !holds() && !listed() {
                wrong.push(format!("{section}: `{key}` in `{place}` is not described"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All keys below `properties` of a schema, however deep.
fn keys_of(schema: &Value, keys: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                keys.extend(properties.keys().cloned());
            }
            object.values().for_each(|value| keys_of(value, keys));
        }
        Value::Array(values) => values.iter().for_each(|value| keys_of(value, keys)),
        _ => {}
    }
}

/// Every key of a schema, and every key that a reader of people's files asks for, stands in the description of the formats.
#[test]
fn every_key_that_is_read_is_described() {
    let document = read(format!("{ROOT}/src/docs/formats.md"));
    let mut keys = BTreeSet::new();
    for (_, kind) in Kind::ALL {
        keys_of(&schema(kind, &with_overlay("")), &mut keys);
    }
    assert!(keys.len() > 100, "{keys:?}");
    let mut files = Vec::new();
    sources(&Path::new(ROOT).join("src/load"), &mut files);
    for path in files {
        // Exports have keys of their own, which are Microsoft's.
        let foreign = ["export", "anonymise"];
        if path.components().any(|part| foreign.iter().any(|name| part.as_os_str() == *name)) {
            continue;
        }
        let code = read(&path);
        for (at, _) in code.match_indices("f, \"").chain(code.match_indices("fields, \"")) {
            let key = code[at..].split('"').nth(1).unwrap();
            if key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
                keys.insert(key.to_owned());
            }
        }
    }
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let stands = |key: &str| {
        document.match_indices(key).any(|(at, _)| {
            let (before, after) = (&document[..at], &document[at + key.len()..]);
            !before.ends_with(part) && !after.starts_with(part)
        })
    };
    let missing: Vec<&String> = keys.iter().filter(|key| !stands(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Every form of a report has an ending, and help and formats name it.
#[cfg(feature = "xlsx")]
#[test]
fn every_form_of_a_report_is_described() {
    let question = Question::schema("report").unwrap();
    let forms = question["$defs"]["DocumentForm"]["oneOf"].as_array().unwrap();
    let written = DocumentForm::ALL.iter().map(|form| serde_json::to_value(form).unwrap());
    assert_eq!(
        forms.iter().map(|form| form["const"].clone()).collect::<Vec<_>>(),
        written.collect::<Vec<_>>()
    );
    let document = read(format!("{ROOT}/src/docs/formats.md"));
    let (_, table) = document.split_once("\n| ending | what it is |\n|---|---|\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let stated = rows.filter_map(|row| row.split('|').nth(1)).flat_map(quoted).collect::<BTreeSet<_>>();
    assert_eq!(stated, DocumentForm::ALL.iter().map(|form| form.ending()).collect());
    let help = run(["report", "--help"]).out;
    let words: BTreeSet<&str> = help.split_whitespace().map(|word| word.trim_matches(',')).collect();
    assert!(words.is_superset(&stated), "{stated:?}: {help}");
}

/// Every YAML example of the formats is a file that `check` accepts.
#[test]
fn examples_of_the_formats_load() {
    let document = read(format!("{ROOT}/src/docs/formats.md"));
    let folder = folder();
    let examples = blocks(&document, "yaml");
    assert!(examples.len() >= 4);
    // The example of a brand names its logo.
    file(&folder, "logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    for (n, example) in examples.iter().enumerate() {
        let path = file(&folder, &format!("example-{n}.yaml"), example).display().to_string();
        let ran = run(["check", &path]);
        assert_eq!(ran.code, 0, "{example}\n{}", ran.err);
    }
}
