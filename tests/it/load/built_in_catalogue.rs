//! The built-in catalogue as data.

use scoreplan::diag::Findings;
use scoreplan::load::catalogue::{self, builtin, checked};
use scoreplan::load::source::Source;
use scoreplan::load::{samples, tenant, yaml};
use scoreplan::model::{DoneWhen, Expr, Id};
use serde_json::{Value, json};

use crate::support::{self, ROOT, ask};

#[test]
fn the_built_in_catalogue_has_no_finding() {
    let mut findings = Findings::new();
    let catalogue = catalogue::load(&[], &mut findings);
    // Whether entries fit together is asked where a user's file is laid over them.
    let nothing = Source::from_text("nothing.yaml", "controls: []\n");
    let checked = catalogue::load(&[nothing], &mut findings);
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!(checked.controls, catalogue.controls);
    assert!(catalogue.controls.len() >= 128);
}

/// A tree as JSON, every scalar as its characters.
fn characters(node: &yaml::Node) -> Value {
    match &node.value {
        yaml::Value::Null => Value::Null,
        yaml::Value::Text { text, .. } => json!(text),
        yaml::Value::List(items) => items.iter().map(characters).collect(),
        yaml::Value::Map(entries) => {
            entries.iter().map(|(key, value)| (key.text().unwrap().to_owned(), characters(value))).collect()
        }
    }
}

/// The same of another YAML library.
fn characters_by_another(value: &serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => json!(flag.to_string()),
        Yaml::Number(number) => json!(number.to_string()),
        Yaml::String(text) => json!(text),
        Yaml::Sequence(items) => items.iter().map(characters_by_another).collect(),
        Yaml::Mapping(map) => {
            let entry = |(key, value): (&Yaml, &Yaml)| {
                (key.as_str().unwrap().to_owned(), characters_by_another(value))
            };
            map.iter().map(entry).collect()
        }
        Yaml::Tagged(_) => panic!("{value:?}"),
    }
}

#[test]
fn the_prepared_catalogue_is_what_its_files_say() {
    let prepared = builtin::files();
    let files = support::files(format!("{ROOT}/src/load/catalogue/builtin"));
    let files: Vec<&String> = files.iter().filter(|name| name.ends_with(".yaml")).collect();
    assert_eq!(prepared.iter().map(|(name, _)| *name).collect::<Vec<_>>(), files);
    let mut findings = Findings::new();
    for (name, tree) in &prepared {
        let text = support::built_in(name);
        assert_eq!(characters(tree), characters_by_another(&serde_yaml::from_str(&text).unwrap()), "{name}");
        let source = Source::from_text(name, &text);
        assert_eq!(characters(tree), characters(&yaml::parse(&source, &mut findings).unwrap()), "{name}");
        // The built-in licences say of which day they are; no other file has such a key.
        let lines = text.lines().filter(|line| !line.starts_with("as-of: "));
        let source = Source::from_text(name, &lines.collect::<Vec<_>>().join("\n"));
        assert!(checked(&source, &mut findings).is_some());
    }
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn the_prepared_samples_are_what_their_files_say() {
    let catalogue = catalogue::load(&[], &mut Findings::new());
    for (name, text) in samples::SAMPLES {
        let prepared = samples::sample(name).unwrap();
        let parsed = Source::from_text(&prepared.name, text);
        let mut findings = Findings::new();
        let read = |source, findings: &mut Findings| tenant::read(source, &catalogue, findings).unwrap();
        assert_eq!(read(&prepared, &mut findings), read(&parsed, &mut findings), "{name}");
        assert!(findings.is_empty(), "{findings:#?}");
    }
}

/// The rules themselves are judged elsewhere.
#[test]
fn the_built_in_catalogue_passes_its_own_lint() {
    let said = ask(json!({ "question": "catalogue-lint" }));
    assert_eq!((&said["ok"], &said["findings"]), (&json!(true), &json!([])));
}

/// Rows that `done-when` looks at exist, and a fact that only a person can state is told in the formats.
#[test]
fn every_action_says_how_one_sees_that_it_is_done() {
    let catalogue = catalogue::load(&[], &mut Findings::new());
    let formats = support::read(format!("{ROOT}/src/docs/formats.md"));
    let stated = |action: &str, fact: &str| {
        formats
            .lines()
            .any(|line| line.starts_with(&format!("| `{fact}` |")) && line.contains(&format!("`{action}`")))
    };
    let set = |fact: &Id| catalogue.setting(fact).next().is_some();
    for action in catalogue.actions.values() {
        let id = &action.id;
        match action.done_when.as_ref().unwrap_or_else(|| panic!("{id}")) {
            DoneWhen::RowShare(row) => assert!(catalogue.controls.contains_key(row), "{id}: {row}"),
            DoneWhen::FactShare { fact, .. } => {
                assert!(set(fact) || stated(id.as_str(), fact.as_str()), "{id}: {fact}");
            }
            DoneWhen::Holds(expr) => {
                let mut looks = 0;
                expr.visit(&mut |part| match part {
                    Expr::Earned(row) => {
                        assert!(catalogue.controls.contains_key(row), "{id}: {row}");
                        looks += 1;
                    }
                    Expr::Scored(pattern) => {
                        let start = pattern.trim_end_matches('*');
                        assert!(
                            catalogue.controls.keys().any(|row| row.as_str().starts_with(start)),
                            "{id}: {pattern}"
                        );
                        looks += 1;
                    }
                    _ => {}
                });
                let facts = expr.facts();
                let told = |fact: &Id| set(fact) || stated(id.as_str(), fact.as_str());
                assert!(looks > 0 || facts.iter().any(told), "{id}: {expr}");
            }
        }
    }
}
