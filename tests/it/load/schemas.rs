//! The schemas for editors and the readers of files say the same.
//!
//! The files in `tests/fixtures/schema` state every key once. Each of their values is exchanged for values of every
//! kind, and each of their mappings gets a key that nobody knows: schema and reader have to agree on all of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jsonschema::Validator;
use scoreplan::diag::{Code, Finding, Findings};
use scoreplan::load::catalogue::builtin;
use scoreplan::load::files::Disk;
use scoreplan::load::schemas::{Kind, schema};
use scoreplan::load::source::Source;
use scoreplan::load::{brand, catalogue, prices, scenario, tenant};
use scoreplan::model::{ASSUMPTIONS, Catalogue, Level, Origin, Status, Term, Values};
use serde_json::{Value, json};

use crate::support::{ROOT, built_in, file, files, folder, json, read, run, with_overlay};

/// The complete files, with their kinds.
const COMPLETE: [(&str, Kind); 6] = [
    ("scenario.yaml", Kind::Scenario),
    ("listed.yaml", Kind::Scenario),
    ("tenant.yaml", Kind::Tenant),
    ("catalogue.yaml", Kind::Catalogue),
    ("prices.yaml", Kind::Prices),
    ("brand.yaml", Kind::Brand),
];

/// Where the reader knows more than a schema can say: the schema takes it, `check` does not.
const ONLY_THE_READER: [(&str, &str); 13] = [
    ("horizon", "whole days, up to ten years"),
    ("lead-time", "whole days, up to a year"),
    ("wait", "whole days"),
    ("for", "whole days"),
    ("stages", "rise to 100%"),
    ("coverage", "of a ramp rises to 100%"),
    ("sku", "is one that catalogue or tenant know"),
    ("population", "goes with the kind of scoring"),
    ("fixed", "grows from low to high"),
    ("per-100", "grows from low to high"),
    ("seat-binding", "goes with devices-per-seat"),
    ("scoring", "goes with the population"),
    ("ways", "state an effort, or the control does"),
];

/// What the reader takes and no schema should: quotes around words that are none, and slips that happen to be read.
const ONLY_THE_SCHEMA: [(&str, &str, &str); 5] = [
    ("unknown-max", "\"1\"", "a number in quotes"),
    ("licensed", "\"true\"", "a flag in quotes"),
    ("regressed", "\"true\"", "a flag in quotes"),
    ("fixed", "[]", "an effort of no numbers"),
    ("per-100", "[]", "an effort of no numbers"),
];

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

fn fixture(name: &str) -> Value {
    yaml(&read(format!("{ROOT}/tests/fixtures/schema/{name}")))
}

fn validator(kind: Kind) -> Validator {
    validator_of(&schema(kind, &with_overlay("")))
}

fn validator_of(schema: &Value) -> Validator {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft7)
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

/// Reads values as the program does, in a world that knows the SKUs and actions of the complete files.
struct Readers {
    catalogue: Catalogue,
    folder: tempfile::TempDir,
}

impl Readers {
    fn new() -> Self {
        let folder = folder();
        file(&folder, "listed.yaml", read(format!("{ROOT}/tests/fixtures/schema/listed.yaml")));
        file(&folder, "logo.svg", read(format!("{ROOT}/tests/fixtures/schema/logo.svg")));
        Self { catalogue: with_overlay(""), folder }
    }

    /// What is wrong with a file. JSON is YAML.
    fn errors(&self, kind: Kind, value: &Value) -> Vec<Finding> {
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

/// Findings about how something is written, as opposed to what it means beside the rest.
fn about_form(finding: &Finding) -> bool {
    matches!(
        finding.code,
        Code::WrongValue
            | Code::BadDate
            | Code::BadEstimate
            | Code::MissingKey
            | Code::UnknownKey
            | Code::UnknownAssumption
    )
}

/// The pointers of every value within a value.
fn pointers(value: &Value) -> Vec<String> {
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
fn parts_at<'s>(root: &'s Value, document: &Value, pointer: &str) -> Vec<&'s Value> {
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

/// Values of every kind that somebody may write anywhere.
fn battery() -> Vec<Value> {
    let mut values = vec![
        json!("zzqq"),
        json!("2027-01-31"),
        json!("20270131"),
        json!("2027-13-01"),
        json!("80%"),
        json!("79.555%"),
        json!("101%"),
        json!("-5"),
        json!("36h"),
        json!("5d"),
        json!("5 days"),
        json!(5),
        json!(-1),
        json!(0.5),
        json!(1.555),
        json!("4.33"),
        json!(true),
        json!([]),
        json!({}),
        json!([5]),
        json!({ "a": 5 }),
    ];
    let words = Status::WORDS
        .map(|(word, _)| word)
        .into_iter()
        .chain(Origin::WORDS.map(|(word, _)| word))
        .chain(Level::WORDS.map(|(word, _)| word))
        .chain(Term::WORDS.map(|(word, _)| word))
        .chain(ASSUMPTIONS.iter().flat_map(|row| match row.values {
            Values::Words(words) => words.iter().map(|(word, _)| *word).take(2).collect(),
            Values::Form(..) => Vec::new(),
        }))
        .chain(["none", "triangle", "poisson", "rank", "area", "score", "done", "EUR", "true", "always"]);
    values.extend(words.map(|word| json!(word)));
    values
}

/// The values that are worth trying where each takes its time: the words of a list, and one of each form.
fn few(battery: &[Value], parts: &[&Value], first: bool) -> Vec<Value> {
    let mut few = vec![json!("zzqq"), json!("80%"), json!("36h"), json!(5), json!({})];
    if first {
        few.extend([
            json!("2027-01-31"),
            json!("101%"),
            json!("5 days"),
            json!(-1),
            json!(0.5),
            json!(true),
            json!([]),
        ]);
        few.extend(battery.iter().filter(|word| *word == "always").cloned());
    }
    let lists = parts.iter().filter_map(|part| part["enum"].as_array()).filter(|words| words.len() < 20);
    few.extend(lists.flatten().cloned());
    few
}

/// Text may be anything; only what is no text is worth trying there.
fn is_text(parts: &[&Value]) -> bool {
    parts.iter().any(|part| part["type"] == json!(["string", "number"]) && part.get("pattern").is_none())
}

fn takes_text(part: &Value) -> bool {
    let kinds = part["type"].as_array().map_or(std::slice::from_ref(&part["type"]), Vec::as_slice);
    kinds.contains(&json!("string")) && part.get("pattern").is_none()
}

#[test]
fn the_complete_files_are_right_to_both() {
    let readers = Readers::new();
    for (name, kind) in COMPLETE {
        let document = fixture(name);
        let errors = readers.errors(kind, &document);
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        let validator = validator(kind);
        let refused: Vec<String> = validator.iter_errors(&document).map(|error| format!("{error}")).collect();
        assert!(refused.is_empty(), "{name}: {refused:#?}");
    }
}

#[test]
fn the_complete_files_state_every_key_of_the_schemas() {
    let mut stated: BTreeMap<&str, BTreeSet<(usize, String)>> = BTreeMap::new();
    let schemas: Vec<(&str, Kind, Value)> =
        Kind::ALL.map(|(name, kind)| (name, kind, schema(kind, &with_overlay("")))).into_iter().collect();
    for (file, kind) in COMPLETE {
        let document = fixture(file);
        let (name, _, root) = schemas.iter().find(|(_, of, _)| *of == kind).unwrap();
        for pointer in std::iter::once(String::new()).chain(pointers(&document)) {
            let value = document.pointer(&pointer).unwrap();
            for part in parts_at(root, &document, &pointer) {
                let keys = value.as_object().into_iter().flatten().map(|(key, _)| key.clone());
                let at = std::ptr::from_ref(part) as usize;
                stated.entry(name).or_default().extend(keys.map(|key| (at, key)));
            }
        }
    }
    let mut missing: Vec<String> = Vec::new();
    for (name, _, root) in &schemas {
        let mut open = vec![root];
        while let Some(part) = open.pop() {
            // Names that people choose are only suggested, as sizes and judgements are.
            let closed = part["additionalProperties"] == json!(false);
            for key in
                part["properties"].as_object().into_iter().flatten().map(|(key, _)| key).filter(|_| closed)
            {
                let at = (std::ptr::from_ref(part) as usize, key.clone());
                if !stated[name].contains(&at) {
                    missing.push(format!("`{key}` of {}", part["description"]));
                }
            }
            match part {
                Value::Object(entries) => open.extend(entries.values()),
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
    }
    assert!(missing.is_empty(), "no complete file states:\n{}", missing.join("\n"));
}

#[test]
fn both_know_the_same_keys_everywhere() {
    let readers = Readers::new();
    let mut mappings = 0;
    for (name, kind) in COMPLETE {
        let document = fixture(name);
        let root = schema(kind, &readers.catalogue);
        let validator = validator_of(&root);
        for pointer in std::iter::once(String::new()).chain(pointers(&document)) {
            if !document.pointer(&pointer).unwrap().is_object() {
                continue;
            }
            let mut wrong = document.clone();
            let entries = wrong.pointer_mut(&pointer).unwrap().as_object_mut().unwrap();
            entries.insert("zzqqxx".to_owned(), json!("zz"));
            let listed = readers.errors(kind, &wrong).into_iter().find_map(|error| {
                let help = error.help.unwrap_or_default();
                let list =
                    help.strip_prefix("known keys here: ").or(help.strip_prefix("known assumptions: "));
                list.map(|list| list.split(", ").map(str::to_owned).collect::<BTreeSet<_>>())
            });
            let part = parts_at(&root, &document, &pointer).into_iter().find(|part| part["type"] != "array");
            let part = part.unwrap_or_else(|| panic!("{name}{pointer}"));
            let known: Option<BTreeSet<String>> = (part["additionalProperties"] == json!(false))
                .then(|| part["properties"].as_object().unwrap().keys().cloned().collect());
            assert_eq!(listed, known, "{name}{pointer}");
            assert_eq!(known.is_some(), !validator.is_valid(&wrong) && listed.is_some(), "{name}{pointer}");
            mappings += usize::from(known.is_some());
        }
    }
    assert!(mappings > 60, "{mappings}");
}

#[test]
fn both_agree_on_every_value_of_scenarios() {
    both_agree(&[Kind::Scenario]);
}

#[test]
fn both_agree_on_every_value_of_tenants_and_prices() {
    both_agree(&[Kind::Tenant, Kind::Prices, Kind::Brand]);
}

#[test]
fn both_agree_on_every_value_of_catalogues() {
    both_agree(&[Kind::Catalogue]);
}

fn both_agree(kinds: &[Kind]) {
    let readers = Readers::new();
    let battery = battery();
    let mut alarms = Vec::new();
    let mut missed = Vec::new();
    let (mut tried, mut both_refused) = (0, 0);
    for (name, kind) in COMPLETE.into_iter().filter(|(_, kind)| kinds.contains(kind)) {
        let document = fixture(name);
        let root = schema(kind, &readers.catalogue);
        let validator = validator_of(&root);
        // One place of each form is enough, and a few values where only the key is new: the catalogue is read whole
        // each time.
        let (mut forms, mut kinds) = (BTreeSet::new(), BTreeSet::new());
        for pointer in pointers(&document) {
            let parts = parts_at(&root, &document, &pointer);
            let key = pointer.rsplit('/').find(|step| step.parse::<usize>().is_err()).unwrap();
            let form =
                format!("{:?}", parts.iter().map(|part| std::ptr::from_ref(*part)).collect::<Vec<_>>());
            let first = kinds.insert(form.clone());
            if !forms.insert(format!("{key} {form}")) {
                continue;
            }
            let values = if kind == Kind::Catalogue { few(&battery, &parts, first) } else { battery.clone() };
            for value in &values {
                let written = value.is_string() || value.is_number();
                // YAML takes `true` for no text; here it is a word.
                let flag_as_text = value.is_boolean() && parts.iter().any(|part| takes_text(part));
                if (is_text(&parts) && written) || flag_as_text {
                    continue;
                }
                if kind == Kind::Catalogue && value.as_str().is_some_and(|word| word.contains(' ')) {
                    continue;
                }
                let mut other = document.clone();
                *other.pointer_mut(&pointer).unwrap() = value.clone();
                let errors = readers.errors(kind, &other);
                let taken = validator.is_valid(&other);
                tried += 1;
                let text = value.to_string();
                let odd = |(of, written, _): &(&str, &str, &str)| *of == key && *written == text;
                if errors.is_empty() && !taken && !ONLY_THE_SCHEMA.iter().any(odd) {
                    alarms.push(format!("{name}{pointer}: {value}"));
                }
                both_refused += usize::from(!errors.is_empty() && !taken);
                // No schema counts the decimals of a number.
                let decimals = *value == json!(1.555);
                let excused = decimals || ONLY_THE_READER.iter().any(|(known, _)| *known == key);
                if taken && !excused && errors.iter().any(about_form) {
                    missed.push(format!("{name}{pointer}: {value} {}", errors[0].message));
                }
            }
        }
    }
    assert!(alarms.is_empty(), "only the schema refuses:\n{}", alarms.join("\n"));
    assert!(missed.is_empty(), "only the reader refuses:\n{}", missed.join("\n"));
    assert!(tried > 400 && both_refused > 200, "{tried} {both_refused}");
}

#[test]
fn everything_that_is_shipped_is_right_to_the_schemas() {
    let mut seen = 0;
    let mut check = |name: &str, kind: Kind, value: &Value| {
        let refused: Vec<String> = validator(kind)
            .iter_errors(value)
            .map(|error| format!("{} {error}", error.instance_path()))
            .collect();
        assert!(refused.is_empty(), "{name}: {refused:#?}");
        seen += 1;
    };
    for name in files(format!("{ROOT}/scenarios")) {
        let kind = if name.starts_with("sample-") { Kind::Tenant } else { Kind::Scenario };
        check(&name, kind, &yaml(&read(format!("{ROOT}/scenarios/{name}"))));
    }
    for (name, _) in builtin::files() {
        let mut file = yaml(&built_in(name));
        // The built-in licences say of which day they are; overlays have no such key.
        let dated = file.as_object_mut().unwrap().remove("as-of").is_some();
        assert_eq!(dated, name == "licences.yaml");
        check(name, Kind::Catalogue, &file);
    }
    // Complete YAML blocks of the documents; parts of a file stand under other tags.
    let tour = files(format!("{ROOT}/src/docs/tour")).into_iter().map(|name| format!("src/docs/tour/{name}"));
    let others = ["README.md", "src/docs/formats.md", "src/docs/methods.md", "src/docs/errors.md"];
    for document in others.into_iter().map(str::to_owned).chain(tour) {
        let text = read(format!("{ROOT}/{document}"));
        for block in text.split("```yaml").skip(1).map(|rest| rest.split("```").next().unwrap()) {
            // The tag may name the file.
            let value = yaml(block.split_once('\n').unwrap().1);
            let has = |key: &str| value.get(key).is_some();
            let kind = match () {
                () if has("scenario") => Kind::Scenario,
                () if has("tenant") && has("controls") => Kind::Tenant,
                () if has("currency") => Kind::Prices,
                () if has("source") || has("product") || has("actions") || has("controls") => Kind::Catalogue,
                () => continue,
            };
            check(&document, kind, &value);
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn the_same_slips_are_refused_by_both() {
    let slips = [
        (Kind::Scenario, "scenario: a\nhorizont: 365d\n"),
        (Kind::Scenario, "scenario: a\ngoal: { score: 80%, until: 2027-06-30 }\n"),
        (Kind::Scenario, "scenario: a\ngoal: { score: 180% }\n"),
        (Kind::Scenario, "scenario: a\nlicences: [{ from: 2027-01-15, replace: SPE_E3, seats: 5 }]\n"),
        (Kind::Scenario, "scenario: a\nlicences: [{ from: 15.01.2027, add: SPE_E3, seats: 5 }]\n"),
        (Kind::Scenario, "scenario: a\nlicences: [{ from: 2027-01-15, add: SPE_E3 }]\n"),
        (Kind::Scenario, "scenario: a\nlicences: [{ from: 2027-01-15, add: SPE_E3, seats: 0 }]\n"),
        (Kind::Scenario, "scenario: a\nstatus: [{ control: AdminMFAV2, set: Completed }]\n"),
        (Kind::Scenario, "scenario: a\nstatus: [{ control: AdminMFAV2, set: risk accepted }]\n"),
        (Kind::Scenario, "scenario: a\nteams: { identity: { hours-per-week: 16h } }\n"),
        (Kind::Scenario, "scenario: a\nteams: { identity: { hours: 16 } }\n"),
        (Kind::Scenario, "scenario: a\nremediate: { order: fastest }\n"),
        (Kind::Scenario, "scenario: a\nassumptions: { visibility: tenant }\n"),
        (Kind::Scenario, "scenario: a\nassumptions: { visible: product }\n"),
        (Kind::Scenario, "scenario: a\ngrowth: [{ from: 2027-01-01, population: users }]\n"),
        (Kind::Scenario, "horizon: 365d\n"),
        (Kind::Tenant, "controls: []\n"),
        (Kind::Tenant, "tenant: { snapshot-date: 2026-11-01 }\ncontrols: [{ id: a }]\n"),
        (
            Kind::Tenant,
            "tenant: { snapshot-date: 2026-11-01 }\ncontrols: [{ id: a, score: 1, status: Done }]\n",
        ),
        (Kind::Tenant, "tenant: { snapshot-date: 2026-11-01 }\ncontrols: []\nfacts: { Hybrid: true }\n"),
        (Kind::Catalogue, "controls: [{ id: AdminMFAV2, ceiling: 98 }]\n"),
        (Kind::Catalogue, "controls: [{ id: AdminMFAV2, user-impact: severe }]\n"),
        (Kind::Catalogue, "actions: [{ id: break-glass-accounts, effort: { fixed: [1h, 2h] } }]\n"),
        (Kind::Prices, "prices: []\n"),
        (Kind::Prices, "currency: EUR\nprices: [{ sku: SPE_E3 }]\n"),
        (Kind::Prices, "currency: EUR\nprices: [{ sku: SPE_E3, per-month: 1, per-year: 12 }]\n"),
        (Kind::Prices, "currency: euro\nprices: []\n"),
        (Kind::Brand, "logo: logo.svg\n"),
        (Kind::Brand, "name: A\ncolors: {}\n"),
        (Kind::Brand, "name: A\ncolours: { accent: blue }\n"),
    ];
    let readers = Readers::new();
    for (kind, text) in slips {
        let value = yaml(text);
        assert!(!readers.errors(kind, &value).is_empty(), "the reader takes {text}");
        assert!(!validator(kind).is_valid(&value), "the schema takes {text}");
    }
}

#[test]
fn every_key_is_described() {
    for (name, kind) in Kind::ALL {
        let root = schema(kind, &with_overlay(""));
        let mut open = vec![&root];
        while let Some(part) = open.pop() {
            for (key, value) in part["properties"].as_object().into_iter().flatten() {
                let described = value["description"].is_string() || value["$ref"].is_string();
                assert!(described, "{name}: {key}");
            }
            match part {
                Value::Object(entries) => open.extend(entries.values()),
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
    }
}

#[test]
fn the_command_prints_and_writes_schemas_with_the_names_of_the_catalogue() {
    let printed = json(["schema", "scenario"]);
    assert_eq!(printed["$schema"], "http://json-schema.org/draft-07/schema#");
    let controls = &printed["definitions"]["control"]["anyOf"][0];
    let at = controls["enum"].as_array().unwrap().iter().position(|id| id == "AdminMFAV2").unwrap();
    assert!(controls["enumDescriptions"][at].as_str().unwrap().contains("multifactor"));
    let folder = folder();
    let overlay = read(format!("{ROOT}/tests/fixtures/schema/catalogue.yaml"));
    let overlay = file(&folder, "overlay.yaml", overlay).display().to_string();
    let ran = run(["schema", "scenario", "--catalogue", &overlay]);
    assert!(ran.out.contains("\"vault_rotation\""), "{}", ran.err);
    let out = folder.path().join("schemas");
    let ran = run(["schema", "--all", "--output", out.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let expected = Kind::ALL.map(|(name, _)| format!("{name}.schema.json"));
    assert_eq!(files(&out).into_iter().collect::<BTreeSet<_>>(), expected.into_iter().collect());
    assert_eq!(read(Path::new(&out).join("scenario.schema.json")), run(["schema", "scenario"]).out);
    assert_eq!(run(["schema"]).code, 2);
    assert_eq!(run(["schema", "scenery"]).code, 2);
    assert_eq!(run(["schema", "--all"]).code, 2);
}

/// Every field of a scenario has its key in the schema. The fields are all named, so that a new one does not compile until
/// it is written down here.
#[test]
fn every_field_of_a_scenario_has_a_key() {
    let scoreplan::model::Scenario {
        name: _,
        horizon_days: _,
        licences: _,
        term: _,
        renewal: _,
        labour_rate: _,
        facts: _,
        remediation: _,
        teams: _,
        freezes: _,
        holidays: _,
        dates: _,
        ramps: _,
        statuses: _,
        retire_tools: _,
        growth: _,
        new_controls: _,
        retire: _,
        drift: _,
        hygiene: _,
        goal: _,
        assumptions: _,
    } = scoreplan::model::Scenario::default();
    let of_fields = [
        "scenario",
        "horizon",
        "licences",
        "term",
        "renewal",
        "labour-rate",
        "facts",
        "remediate",
        "teams",
        "freezes",
        "holidays",
        "dates",
        "ramps",
        "status",
        "retire-tool",
        "growth",
        "new-controls",
        "retire",
        "drift",
        "hygiene",
        "goal",
        "assumptions",
    ];
    // Which file it lies over, and whose it is, is no part of what happens.
    let expected: BTreeSet<&str> = of_fields.into_iter().chain(["extends", "tenant"]).collect();
    let root = schema(Kind::Scenario, &with_overlay(""));
    let known: BTreeSet<&str> = root["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(known, expected);
}
