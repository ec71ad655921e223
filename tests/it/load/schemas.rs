//! The schemas for editors and the readers of files say the same.
//!
//! The files in `tests/fixtures/schema` state every key once. Each of their mappings gets a key that nobody knows: schema
//! and reader have to agree on all of it. Their values are exchanged in `schema_values.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use scoreplan::load::catalogue::builtin;
use scoreplan::load::schemas::{Kind, schema};
use scoreplan::model::Catalogue;
use serde_json::{Value, json};

use crate::load::schema_places::{
    COMPLETE, Readers, fixture, parts_at, pointers, validator, validator_of, yaml,
};
use crate::support::{ROOT, built_in, file, files, folder, json, read, run, with_overlay};

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

/// A schema whose text were no JSON would be empty, and a reference that leads nowhere makes no validator.
#[test]
fn every_text_is_json_and_every_reference_leads_somewhere() {
    for (name, kind) in Kind::ALL {
        let schema = schema(kind, &Catalogue::default());
        assert!(schema.get("properties").is_some(), "{name}");
        let defined = schema["definitions"].as_object().unwrap();
        let text = schema.to_string();
        for part in text.split("\"$ref\":\"#/definitions/").skip(1) {
            let reference = part.split('"').next().unwrap();
            assert!(defined.contains_key(reference), "{name}: {reference}");
        }
        validator_of(&schema);
    }
}
