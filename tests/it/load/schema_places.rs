//! What the tests of schemas share: the complete files, their readers, and which part of a schema speaks about which place.

use jsonschema::Validator;
use scoreplan::diag::{Code, Finding, Findings};
use scoreplan::load::files::Disk;
use scoreplan::load::schemas::{Kind, schema};
use scoreplan::load::source::Source;
use scoreplan::load::{brand, catalogue, prices, scenario, tenant};
use scoreplan::model::Catalogue;
use serde_json::Value;

use crate::support::{ROOT, file, folder, read, with_overlay};

/// The complete files, with their kinds.
pub(crate) const COMPLETE: [(&str, Kind); 6] = [
    ("scenario.yaml", Kind::Scenario),
    ("listed.yaml", Kind::Scenario),
    ("tenant.yaml", Kind::Tenant),
    ("catalogue.yaml", Kind::Catalogue),
    ("prices.yaml", Kind::Prices),
    ("brand.yaml", Kind::Brand),
];

pub(crate) fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

pub(crate) fn fixture(name: &str) -> Value {
    yaml(&read(format!("{ROOT}/tests/fixtures/schema/{name}")))
}

pub(crate) fn validator(kind: Kind) -> Validator {
    validator_of(&schema(kind, &with_overlay("")))
}

pub(crate) fn validator_of(schema: &Value) -> Validator {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft7)
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

/// Reads values as the program does, with a catalogue that knows the SKUs and actions of the complete files.
pub(crate) struct Readers {
    pub(crate) catalogue: Catalogue,
    folder: tempfile::TempDir,
}

impl Readers {
    pub(crate) fn new() -> Self {
        let folder = folder();
        file(&folder, "listed.yaml", read(format!("{ROOT}/tests/fixtures/schema/listed.yaml")));
        file(&folder, "logo.svg", read(format!("{ROOT}/tests/fixtures/schema/logo.svg")));
        Self { catalogue: with_overlay(""), folder }
    }

    /// What is wrong with a file. JSON is YAML.
    pub(crate) fn errors(&self, kind: Kind, value: &Value) -> Vec<Finding> {
        let text = value.to_string();
        let source = Source::from_text("x.yaml", &text);
        let mut findings = Findings::new();
        match kind {
            Kind::Scenario => {
                let path = file(&self.folder, "x.yaml", &text);
                // A value that names a file that is not there is wrong too, whatever a schema says.
                if let Err(missing) = scenario::load(&Disk, &path, &mut findings) {
                    findings.push(Finding::new(Code::UnknownReference, missing.why));
                }
            }
            Kind::Tenant => drop(tenant::read(&source, &self.catalogue, &mut findings)),
            Kind::Catalogue => drop(catalogue::load(&[source], &mut findings)),
            Kind::Prices => drop(prices::read(&source, &self.catalogue, None, &mut findings)),
            Kind::Brand => {
                let path = self.folder.path().join("x.yaml");
                if let Err(missing) = brand::read(&Disk, &source, &path, &mut findings) {
                    findings.push(Finding::new(Code::UnknownReference, missing.why));
                }
            }
        }
        let wrong = |finding: &&Finding| finding.severity() == scoreplan::diag::Severity::Error;
        findings.iter().filter(wrong).cloned().collect()
    }
}

/// The pointers of every value within a value.
pub(crate) fn pointers(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::Object(entries) => {
                open.extend(
                    entries.iter().map(|(key, value)| (format!("{pointer}/{}", escaped(key)), value)),
                );
            }
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(at, item)| (format!("{pointer}/{at}"), item)));
            }
            _ => {}
        }
        if !pointer.is_empty() {
            found.push(pointer);
        }
    }
    found.sort();
    found
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The parts of a schema that speak about a value at this place.
fn parts<'s>(root: &'s Value, schema: &'s Value, value: &Value) -> Vec<&'s Value> {
    let mut found = Vec::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        if let Some(reference) = schema["$ref"].as_str() {
            open.push(root.pointer(reference.trim_start_matches('#')).unwrap());
            continue;
        }
        open.extend(schema["anyOf"].as_array().into_iter().flatten());
        let fits = |kind: &Value| kind == kind_of(value) || (kind == "integer" && value.is_number());
        match &schema["type"] {
            Value::Null if schema.get("enum").is_none() => {}
            Value::Array(kinds) if !kinds.iter().any(fits) => {}
            one @ Value::String(_) if !fits(one) => {}
            _ => found.push(schema),
        }
    }
    found
}

/// The parts of a schema about the value that a pointer leads to.
pub(crate) fn parts_at<'s>(root: &'s Value, document: &Value, pointer: &str) -> Vec<&'s Value> {
    let mut at = document;
    let mut found = parts(root, root, at);
    for step in pointer.split('/').skip(1) {
        let key = step.replace("~1", "/").replace("~0", "~");
        let next = at.pointer(&format!("/{step}")).unwrap();
        let below = found.iter().filter_map(|part| match at {
            Value::Array(_) => part.get("items"),
            _ => part["properties"].get(&key).or_else(|| part.get("additionalProperties")),
        });
        found = below.flat_map(|part| parts(root, part, next)).collect();
        at = next;
    }
    found
}
