//! The built-in catalogue as data.

use scoreplan::catalogue::{LICENCES, PRODUCTS};
use scoreplan::diag::Findings;
use scoreplan::load::catalogue::format::{LicencesFile, ProductFile};
use scoreplan::load::catalogue::{self, read, read_licences};
use scoreplan::load::source::Source;
use scoreplan::model::{DoneWhen, Expr, Id};
use serde_json::{Value, json};

use crate::support::{self, ROOT, run};

#[test]
fn the_built_in_catalogue_has_no_finding() {
    let mut findings = Findings::new();
    let catalogue = catalogue::load(&[], &mut findings);
    assert!(findings.is_empty(), "{findings:#?}");
    assert!(catalogue.controls.len() >= 128);
}

#[test]
fn both_readers_read_the_built_in_files_alike() {
    let mut findings = Findings::new();
    for (name, text) in PRODUCTS {
        let ours = read::product_file(&Source::from_text(name, text), &mut findings).unwrap().0;
        let theirs: ProductFile = serde_yaml::from_str(text).unwrap();
        assert_eq!(ours, theirs, "{name}");
    }
    let ours =
        read_licences::licences_file(&Source::from_text(LICENCES.0, LICENCES.1), &mut findings).unwrap();
    assert_eq!(ours, serde_yaml::from_str::<LicencesFile>(LICENCES.1).unwrap());
    assert!(findings.is_empty(), "{findings:#?}");
}

/// The rules themselves are judged elsewhere; here the program says so, and leaves with 0.
#[test]
fn the_built_in_catalogue_passes_its_own_lint() {
    let ran = run(["catalogue", "lint", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let said: Value = serde_json::from_str(&ran.out).unwrap();
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
