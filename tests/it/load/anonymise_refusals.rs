//! What can not be made anonymous is refused with a remedy, and nothing is written.

use std::collections::BTreeSet;

use proptest::prelude::*;
use scoreplan::diag::{Code, Findings};
use scoreplan::load::anonymise::anonymise;
use scoreplan::load::source::{Source, text};
use scoreplan::load::{export, samples};
use serde_json::json;

use crate::load::anonymise::{catalogue, fixture, made};
use crate::support::{Ran, ask, file, folder, program, read, run};

#[test]
fn standard_input_is_read_and_nothing_is_replaced_by_what_fails() {
    let folder = folder();
    let target = folder.path().join("a.json");
    let input = std::fs::File::open(fixture("export/scores.json")).unwrap();
    let ran: Ran =
        program().args(["anonymise", "-", "-o"]).arg(&target).stdin(input).output().unwrap().into();
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(read(&target).contains("\"tenant-1_2026-03-02\""));
    let itself = target.display().to_string();
    let before = read(&target);
    let ran = run(["anonymise", &itself, "-o", &itself]);
    assert!(ran.code == 3 && ran.err.contains("E1012"), "{}", ran.err);
    let ran = run(["anonymise", &fixture("export/truncated.json"), "-o", &itself]);
    assert!(ran.code == 3 && ran.err.contains("E1005"), "{}", ran.err);
    assert_eq!(read(&target), before);
    assert_eq!(run(["anonymise", "nowhere.json", "-o", &itself]).code, 4);
    assert_eq!(run(["anonymise", &itself]).code, 2);
}

#[test]
fn what_is_neither_export_nor_tenant_is_refused_with_a_remedy() {
    let folder = folder();
    let target = folder.path().join("out").display().to_string();
    let plan = ask(json!({ "question": "plan", "budget": "20h" })).to_string();
    let nested = "[".repeat(100_000);
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("scenario.yaml", "scenario: s\nhorizon: 10d\n".into(), "E1015"),
        ("overlay.yaml", "controls:\n  - { id: OneAdmin, max: 2 }\n".into(), "E1015"),
        ("backlog.csv", "id,title,points,hours,needs\na,A,1,1,\n".into(), "E1015"),
        ("list.csv", read(fixture("plan-list.csv")).into(), "E1015"),
        ("plan.json", plan.into(), "E1015"),
        ("stranger.yaml", "a: 1\n".into(), "E1111"),
        ("stranger.json", "{\"users\": [\"s.brandt@example.com\"]}".into(), "E1004"),
        ("cut.json", "{\"value\": [ {\"id\": \"x\",".into(), "E1003"),
        ("deep.json", nested.clone().into(), "E1003"),
        ("deep.yaml", format!("tenant: {nested}").into(), "E1103"),
        ("picture.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "E1002"),
        ("empty.json", "".into(), "E1001"),
        ("broken.csv", b"Empfohlene Ma\xc3\x9fnahme;Erzielte Punkte\nx\xff;1/2\n".to_vec(), "E1002"),
        ("odd.yaml", "tenant: { snapshot-date: 2026-11-01, contact: me }\ncontrols: []\n".into(), "E1104"),
        ("bomb.yaml", "tenant: &a { snapshot-date: 2026-11-01 }\ncontrols: [*a]\n".into(), "E1102"),
        ("points.csv", "Recommended action,Points achieved\nx,09. May\n".into(), "E1007"),
    ];
    for (name, content, code) in &cases {
        let path = file(&folder, name, content).display().to_string();
        let ran = run(["anonymise", &path, "-o", &target]);
        assert_eq!(ran.code, 3, "{name}: {}", ran.err);
        assert!(ran.err.contains(code) && ran.err.contains("help:"), "{name}: {}", ran.err);
        assert!(!ran.err.contains("panicked"), "{name}");
        assert!(!std::path::Path::new(&target).exists(), "{name}");
    }
    // In a folder all of them are named in one run.
    let ran = run(["anonymise", folder.path().to_str().unwrap(), "-o", &target]);
    assert_eq!(ran.code, 3);
    for (name, _, code) in cases.iter().filter(|(name, ..)| *name != "list.csv") {
        assert!(ran.err.contains(name) && ran.err.contains(code), "{name} {code} in {}", ran.err);
    }
    assert!(!std::path::Path::new(&target).exists());
}

/// One row in two languages under two names of its product is two rows to `import`, and one when both have the same
/// name: what would change the score is not written.
#[test]
fn what_is_not_proven_is_not_given() {
    let table = |product: &str| {
        format!(
            "Recommended action,Points achieved,Product\nTurn on Safe Attachments in block mode,2/8,{product}\n"
        )
    };
    let (english, german) =
        (table("Microsoft Defender for Office 365"), table("Microsoft Defender f\u{fc}r Office 365"));
    assert_eq!(made(&[&english, &german]), Err(vec![Code::NotProven]));
    assert!(made(&[&german]).is_ok() && made(&[&english]).is_ok());
}

/// Anything at all gives files or errors, and what is given imports.
fn hostile(content: &[u8]) {
    let mut findings = Findings::new();
    let Some(source) = text("x", content, &mut findings) else { return };
    let made = anonymise(std::slice::from_ref(&source), catalogue(), &mut findings);
    assert!(made.is_some() || findings.has_errors());
    let codes: BTreeSet<Code> = findings.iter().map(|finding| finding.code).collect();
    assert!(!codes.contains(&Code::NotProven), "{findings:#?}");
    if let Some(made) = made {
        let again = Source::from_text("y", &made.files[0].text);
        let mut unheard = Findings::new();
        export::import(&[again], catalogue(), None, &mut unheard);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_do_not_panic(content in prop::collection::vec(any::<u8>(), 0..200)) {
        hostile(&content);
    }

    /// Files with one piece cut out or doubled come closer to the readers than noise.
    #[test]
    fn damaged_files_do_not_panic(which in 0..6_usize, from in any::<prop::sample::Index>(), length in 1..80_usize, doubled: bool) {
        let texts = [
            samples::SAMPLES[0].1,
            include_str!("../../fixtures/export/scores.json"),
            include_str!("../../fixtures/export/profiles-1.json"),
            include_str!("../../fixtures/export/skus.json"),
            include_str!("../../fixtures/export/powershell.json"),
            include_str!("../../fixtures/portal/de.csv"),
        ];
        let whole = texts[which].as_bytes();
        let at = from.index(whole.len());
        let end = (at + length).min(whole.len());
        let mut damaged = whole[..at].to_vec();
        if doubled {
            damaged.extend_from_slice(&whole[at..end]);
            damaged.extend_from_slice(&whole[at..]);
        } else {
            damaged.extend_from_slice(&whole[end..]);
        }
        hostile(&damaged);
    }
}
