//! Findings of the lint in `check` and in reports: they name the file that causes them.

use scoreplan::answer::{Answer as _, CatalogueLintAnswer, Shown};
use scoreplan::diag::Findings;
use scoreplan::load::catalogue::{lint_overlays, load};
use scoreplan::load::source::Source;
use scoreplan::table::{Colour, Format, json, text};

use crate::load::catalogue_lint::{action, control, overlay};
use crate::support::{file, folder, run, with_overlay};

/// An overlay answers for what it changes, wherever the trouble then shows, and for nothing else.
#[test]
fn an_overlay_answers_for_what_it_changes() {
    let text = overlay(&[], &[control("c1", ""), control("c2", "retired: 2026-06-30")]);
    let over = "controls:\n  - { id: c1, needs: [c2] }\n";
    let mut findings = Findings::new();
    let sources = [Source::from_text("a.yaml", &text), Source::from_text("b.yaml", over)];
    let found = lint_overlays(&load(&sources, &mut findings));
    let places: Vec<(&str, Option<usize>)> = found
        .iter()
        .filter_map(|f| f.place.as_ref())
        .map(|place| (place.file.as_str(), place.line))
        .collect();
    assert_eq!(places, [("b.yaml", Some(2))]);
}

#[test]
fn check_shows_the_line_and_goes_on() {
    let folder = folder();
    let text = overlay(&[action("idle", "")], &[]);
    let path = file(&folder, "overlay.yaml", &text).display().to_string();
    let ran = run(["check", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for part in ["W2111", "nothing needs `idle`", &format!("{path}:3"), "id: idle"] {
        assert!(ran.err.contains(part), "{part} in {}", ran.err);
    }
    // Given beside what is checked, it has been checked itself.
    let other = file(&folder, "other.yaml", overlay(&[], &[])).display().to_string();
    let ran = run(["check", &other, "--catalogue", &path]);
    assert!(!ran.err.contains("W2111"), "{}", ran.err);
}

fn value(answer: &CatalogueLintAnswer) -> serde_json::Value {
    serde_json::from_str(&json(answer)).unwrap()
}

#[test]
fn the_report_names_disputes_and_what_is_not_known() {
    let disputed = "disputed: [{ what: licence, claim: it is free, we-say: it costs, why: the price list }]";
    let bare = "  - { id: c2, title: T, category: Data, scoring: binary, effort: { fixed: [1h, 2h, 4h] }, title-basis: inferred }\n";
    let rated = control("c3", "rating: { effort: high, impact: low, why: one switch }");
    let catalogue = with_overlay(&overlay(&[], &[control("c1", disputed), bare.to_owned(), rated]));
    let findings: Vec<_> = lint_overlays(&catalogue).into_iter().collect();
    let answer = CatalogueLintAnswer::of(&catalogue, &findings);
    let json = value(&answer);
    assert_eq!(json["schema"], "scoreplan/catalogue-lint/1");
    assert_eq!(json["ok"], false);
    let dispute = json["disputes"].as_array().unwrap().iter().find(|dispute| dispute["id"] == "c1").unwrap();
    assert_eq!((&dispute["product"], &dispute["claim"]), (&"p".into(), &"it is free".into()));
    assert!(json["unknown_max"].as_array().unwrap().contains(&"c2".into()));
    assert_eq!(json["counts"]["overlaid"], 3);
    let read = |answer: &CatalogueLintAnswer, all: bool| {
        let shown = Shown { format: Format::Table, top: None, all };
        text(&answer.blocks(shown), Format::Table, 120, Colour::Never)
    };
    let long = read(&answer, true);
    for part in ["- we say: it costs", "inferred title", "one switch", "nobody says how much `c2`"] {
        assert!(long.contains(part), "{part} in {long}");
    }
    let brief = read(&CatalogueLintAnswer::of(&catalogue, &[]), false);
    assert!(!brief.contains("it costs"), "{brief}");
}

/// Where a public list names other plans than the catalogue, the list is named as a dispute.
#[test]
fn licences_that_a_public_list_widens_are_disputed() {
    let catalogue = with_overlay("");
    let json = value(&CatalogueLintAnswer::of(&catalogue, &[]));
    let disputes = json["disputes"].as_array().unwrap();
    for (id, plan) in [
        ("McasCloudAppNotification", "ADALLOM_S_O365"),
        ("McasCutomActivityPolicy", "ADALLOM_S_O365"),
        ("McasOAuthAppNotification", "ADALLOM_S_O365"),
        ("defender-for-identity", "Azure_Advanced_Threat_Protection"),
    ] {
        let of = |dispute: &&serde_json::Value| {
            dispute["id"] == id && dispute["claim"].as_str().unwrap().contains(plan)
        };
        let dispute = disputes.iter().find(of).unwrap_or_else(|| panic!("{id}"));
        assert_eq!(dispute["what"], "licence", "{id}");
    }
}
