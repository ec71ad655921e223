//! The built-in catalogue as data.

use scoreplan::catalogue::{LICENCES, PRODUCTS};
use scoreplan::diag::Findings;
use scoreplan::load::catalogue::format::{LicencesFile, ProductFile};
use scoreplan::load::catalogue::{self, read, read_licences};
use scoreplan::load::source::Source;
use serde_json::{Value, json};

use crate::support::run;

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
