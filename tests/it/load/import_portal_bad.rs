//! Tables of the portal that contradict each other or are damaged.

use proptest::prelude::*;
use scoreplan::diag::Findings;
use scoreplan::load::export;
use scoreplan::load::source::text;

use crate::load::import_portal::{Imported, fixture, imported, messages};
use crate::support::{file, folder, hundredths, read, run, with_overlay};

fn refused(paths: &[&str]) -> String {
    let folder = folder();
    let target = folder.path().join("t.yaml").display().to_string();
    let mut arguments = vec!["import"];
    arguments.extend(paths);
    arguments.extend(["-o", &target]);
    let ran = run(arguments);
    assert_eq!(ran.code, 3, "{}", ran.err);
    ran.err
}

#[test]
fn several_tables_are_one_and_contradictions_are_refused() {
    let folder = folder();
    let english = read(fixture("portal/en.csv"));
    let copy = file(&folder, "copy.csv", &english).display().to_string();
    let original = fixture("portal/en.csv");
    let Imported { said, score, .. } = imported(&[&original, &copy]);
    assert!(messages(&said, "N1005")[0].contains("12 rows"), "{said:#}");
    assert_eq!(hundredths(&score["points"]), 3_983);
    let changed = file(&folder, "later.csv", english.replace("4.5/9", "5/9")).display().to_string();
    let err = refused(&[&original, &changed]);
    assert!(err.contains("E1009") && err.contains("later.csv"), "{err}");
    // A table in another language is fine while its titles lead to the same rows, and no second set of them otherwise.
    let untranslated = english.replace("Points achieved", "Erzielte Punkte");
    let untranslated = file(&folder, "untranslated.csv", untranslated).display().to_string();
    assert_eq!(hundredths(&imported(&[&original, &untranslated]).score["points"]), 3_983);
    let err = refused(&[&original, &fixture("portal/de.csv")]);
    assert!(err.contains("E1009") && err.contains("in English") && err.contains("Blockieren"), "{err}");
}

#[test]
fn bad_tables_are_findings_all_at_once() {
    let folder = folder();
    let make = |name: &str, content: &str| file(&folder, name, content).display().to_string();
    let columns = make("columns.csv", "Recommended action,Status\nx,Completed\n");
    let empty = make("empty.csv", "Rang;Empfohlene Maßnahme;Erzielte Punkte\n;;\n");
    let numbers = make(
        "numbers.csv",
        "Recommended action,Points achieved,Notes\na,1/2,\"two\nlines\"\nb,05. Sep,\n,1/2,\nc,-1/2,\n",
    );
    let twice = make("twice.csv", "Points achieved,Status,Recommended action,Status\n1/2,,x,\n");
    let other = make("other.csv", "\"Animal\",\"Legs\"\nape,2\n");
    let err = refused(&[&columns, &empty, &numbers, &twice, &other]);
    for (code, place) in [
        ("E1106", "columns.csv:1"),
        ("E1013", "empty.csv:1"),
        ("E1007", "numbers.csv:4"),
        ("E1007", "numbers.csv:5"),
        ("E1105", "twice.csv:1"),
        ("E1004", "other.csv:1"),
    ] {
        let found = err
            .split("\nerror[")
            .any(|block| block.contains(code) && block.contains(place) && block.contains("help:"));
        assert!(found, "{code} at {place} in\n{err}");
    }
    // Rows with one problem are one finding, at the first of them.
    assert!(err.contains("Excel") && err.contains("`05. Sep`; so is 1 more row"), "{err}");
    // Lines are counted as people do, with Windows' line ends and empty lines too.
    let lines = make("lines.csv", "sep=,\r\n\r\nRecommended action,Points achieved\r\na,1/2\r\n\r\nb,x\r\n");
    let err = refused(&[&lines]);
    assert!(err.contains("lines.csv:6"), "{err}");
    // A file of nothing else does not fill the screen.
    let many = make("many.csv", &format!("Recommended action,Points achieved\n{}", "x,y\n".repeat(500)));
    let err = refused(&[&many]);
    assert!(err.contains("`y`; so are 499 more rows") && err.lines().count() < 10, "{err}");
    let many =
        make("misfits.csv", &format!("Recommended action,Points achieved\n{}", "x,1/2,z\n".repeat(500)));
    let err = refused(&[&many]);
    assert!(
        err.contains("E1109") && err.contains("499 more rows do not fit") && err.lines().count() < 10,
        "{err}"
    );
}

/// Nobody can tell which of the two is wrong: both stand, and the first such row is named with its line.
#[test]
fn points_above_their_maximum_stand_and_are_named() {
    let folder = folder();
    let text = "Recommended action,Points achieved\n\
                Designate more than one global admin,1/0\n\
                Use least privileged administrative roles,1/1\n\
                Ensure MailTips are enabled for end users,9/8\n";
    let path = file(&folder, "above.csv", text).display().to_string();
    let Imported { said, tenant, score } = imported(&[&path]);
    let above = messages(&said, "W1015");
    assert_eq!(above.len(), 1, "{said:#}");
    assert!(above[0].starts_with("2 rows") && above[0].contains("1.00 of 0.00: `Designate"), "{above:?}");
    let mut findings = said["findings"].as_array().unwrap().iter();
    let finding = findings.find(|f| f["code"] == "W1015").unwrap();
    assert_eq!(finding["line"], 2);
    assert!(tenant.contains("id: exo_mailtipsenabled, score: 9.00, max: 8.00"), "{tenant}");
    // As for a score of any other origin.
    assert_eq!((hundredths(&score["points"]), hundredths(&score["max"])), (1_100, 1_100));
    assert!(messages(&score, "W3008")[0].starts_with("2 scores"), "{score:#}");
    // A whole file of them is one finding too.
    let row = |n: usize| format!("Row {n},2/1\n");
    let many: String = (0..50).map(row).collect();
    let many = file(&folder, "many.csv", format!("Recommended action,Points achieved\n{many}"));
    let said = imported(&[&many.display().to_string()]).said;
    let above = messages(&said, "W1015");
    assert!(
        above.len() == 1 && above[0].starts_with("50 rows") && above[0].ends_with("`Row 0`"),
        "{above:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Damaged tables are values or findings, and what is read reads back.
    #[test]
    fn damaged_tables_never_panic(
        which in 0..5_usize,
        from in any::<prop::sample::Index>(),
        length in 1..60_usize,
        instead in prop::sample::select(vec!["", "\"", ";", ",", "\n", "\u{202f}", "9999999999/3", "/", "\u{feff}", "%"]),
    ) {
        let texts = [
            include_str!("../../fixtures/portal/en.csv"),
            include_str!("../../fixtures/portal/de.csv"),
            include_str!("../../fixtures/portal/fr.csv"),
            include_str!("../../fixtures/portal/es.csv"),
            include_str!("../../fixtures/portal/nl.csv"),
        ];
        let whole = texts[which].as_bytes();
        let at = from.index(whole.len());
        let end = (at + length).min(whole.len());
        let damaged = [&whole[..at], instead.as_bytes(), &whole[end..]].concat();
        let damaged = String::from_utf8_lossy(&damaged);
        let catalogue = with_overlay("");
        let mut findings = Findings::new();
        if let Some(source) = text("x.csv", damaged.as_bytes(), &mut findings) {
            scoreplan::load::kind(&source);
            let day = "2026-11-02".parse().ok();
            let tenant = export::import(std::slice::from_ref(&source), &catalogue, day, &mut findings);
            prop_assert!(tenant.is_some() || findings.has_errors());
            if let Some(tenant) = tenant {
                let written = scoreplan::load::tenant::write(&tenant, &catalogue);
                let again = crate::support::tenant_from(&written, &catalogue);
                prop_assert_eq!(again.controls, tenant.controls);
                prop_assert_eq!(again.portal, tenant.portal);
            }
        }
    }
}
