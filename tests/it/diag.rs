//! Findings have an order and a place, and slips a suggestion.

use scoreplan::diag::{Code, Finding, Findings, Place, nearest};

#[test]
fn errors_come_first_and_once() {
    let mut findings = Findings::new();
    findings.push(Finding::new(Code::StaleSnapshot, "b"));
    findings.push(Finding::new(Code::EmptyFile, "a").at(Place::file("x")));
    findings.push(Finding::new(Code::EmptyFile, "a").at(Place::file("x")));
    let sorted = findings.sorted();
    let codes: Vec<_> = sorted.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::EmptyFile, Code::StaleSnapshot]);
    assert!(sorted.has_errors());
}

#[test]
fn a_place_never_points_past_its_line() {
    let columns = |start, length| Place::argument("--f", "abc\nd", start, length).columns;
    assert_eq!(columns(1, 99), Some((1, 2)));
    assert_eq!(columns(3, 1), None);
    assert_eq!(Place::line("f", 7, None).columns(0, 1).columns, None);
}

#[test]
fn long_lines_are_shown_by_their_beginning() {
    let text = |line: &str| Place::line("f", 1, Some(line)).text.unwrap_or_default();
    assert_eq!(text(&"ä".repeat(160)), "ä".repeat(160));
    assert_eq!(text(&"ä".repeat(161)), format!("{}...", "ä".repeat(160)));
}

#[test]
fn a_message_that_names_megabytes_is_cut() {
    let finding = Finding::new(Code::UnknownKey, "ä".repeat(1 << 20)).help("b".repeat(4_001));
    assert_eq!(finding.message, format!("{}...", "ä".repeat(4_000)));
    assert_eq!(finding.help.map(|help| help.len()), Some(4_003));
}

#[test]
fn a_slip_is_found_and_a_stranger_is_not() {
    let known = ["BlockLegacyAuthentication", "AdminMFAV2"];
    assert_eq!(nearest("BlockLegacyAuthn", known), Some("BlockLegacyAuthentication"));
    assert_eq!(nearest("adminmfav2", known), Some("AdminMFAV2"));
    assert_eq!(nearest("zzz", known), None);
}
