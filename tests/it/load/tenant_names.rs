//! Names of a tenant file that mean nothing are named, and those that an export may bring are not.

use scoreplan::diag::{Code, Findings};
use scoreplan::load::samples::SAMPLES;
use scoreplan::load::source::Source;
use scoreplan::load::tenant;
use scoreplan::model::Catalogue;
use serde_json::json;

use crate::support::{ROOT, ask, with_overlay};

/// The line and the remedy of each name that means nothing.
fn unknown(text: &str, catalogue: &Catalogue) -> Vec<(usize, String)> {
    let mut findings = Findings::new();
    let read = tenant::read(&Source::from_text("tenant.yaml", text), catalogue, &mut findings);
    assert!(read.is_some(), "{findings:#?}");
    let names = findings.iter().filter(|finding| finding.code == Code::UnknownName);
    let line = |finding: &scoreplan::diag::Finding| finding.place.as_ref().and_then(|place| place.line);
    names.map(|finding| (line(finding).unwrap_or(0), finding.help.clone().unwrap_or_default())).collect()
}

const TENANT: &str = "tenant: { snapshot-date: 2026-11-01 }
licences: [ { sku: SPE_E3, enabled: 10, group: pilots } ]
populations:
  usres: { value: 10 }
  devices.windows: { value: 10 }
  pilots: { value: 3 }
facts:
  hybrid: true
  securty-defaults: false
  lab.on: true
controls: []
";

#[test]
fn facts_and_populations_that_nothing_reads_are_named() {
    let found = unknown(TENANT, &with_overlay(""));
    let expected = [
        (4, "did you mean `users`?".to_owned()),
        (9, "did you mean `security-defaults`?".to_owned()),
        (10, "add what reads it in a catalogue overlay, or take it out".to_owned()),
    ];
    assert_eq!(found, expected);
    // An overlay knows names of its own.
    let overlay = with_overlay("controls:\n  - { id: OneAdmin, visible-when: lab.on or plan:ATA }\n");
    assert_eq!(unknown(TENANT, &overlay), expected[..2]);
}

#[test]
fn controls_are_slips_only_where_nobody_else_can_have_named_them() {
    let built_in = with_overlay("");
    let of = |controls: &str| {
        let text = format!("tenant: {{ snapshot-date: 2026-11-01 }}\ncontrols:\n{controls}");
        unknown(&text, &built_in)
    };
    let meant = vec![(3, "did you mean `AdminMFAV2`?".to_owned())];
    for id in ["AdminMFA2", "AdmnMFAV2", "adminmfav2", "AdminMAFV2"] {
        assert_eq!(of(&format!("  - {{ id: {id}, score: 1 }}\n")), meant, "{id}");
    }
    for control in [
        // What Microsoft may have added: of an export, or of a family whose members are alike.
        "{ id: AdminMFAV3, score: 1, max: 10, max-origin: profile }",
        "{ id: AdminMFAV3, title: A successor, score: 1 }",
        "{ id: scid_99999, score: 1, max: 5 }",
        // The first version, which the catalogue knows as such.
        "{ id: AdminMFA, score: 1, max: 50 }",
        "{ id: exo_something_quite_new, score: 1, max: 5 }",
        "{ id: brand_new_control, score: 0 }",
    ] {
        assert_eq!(of(&format!("  - {control}\n")), [], "{control}");
    }
    // Who has the one has not misspelt it.
    assert_eq!(of("  - { id: AdminMFAV2, score: 1 }\n  - { id: AdminMFAV3, score: 1 }\n"), []);
}

#[test]
fn what_is_written_by_import_and_the_samples_mean_something() {
    let built_in = with_overlay("");
    for (name, text) in SAMPLES {
        assert_eq!(unknown(text, &built_in), [], "{name}");
    }
    let exports = format!("{ROOT}/tests/fixtures/export/scores.json");
    let import = ask(json!({ "question": "import", "paths": [exports] }));
    assert_eq!(unknown(import["tenant"].as_str().unwrap(), &built_in), []);
}
