//! Rules of the catalogue lint: an overlay that just breaks each, and one that just does not.

use scoreplan::diag::{Finding, Place};
use scoreplan::load::catalogue::{lint, lint_overlays};

use crate::support::with_overlay;

#[test]
fn the_built_in_catalogue_makes_sense() {
    let findings = lint(&with_overlay(""));
    let line = |f: &Finding| {
        format!("{} {}: {}", f.code, f.place.as_ref().map_or("", |place| &place.file), f.message)
    };
    let all: Vec<String> = findings.iter().map(line).collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// A product of its own, so that no built-in row counts with those of a test.
const PRODUCT: &str =
    "product: { id: p, name: P, team: t, portal: p > q, latency: { expected: 24h, slowest: 48h } }\n";

/// A control with nothing to say against it, and what a test adds.
pub(crate) fn control(id: &str, more: &str) -> String {
    let effort = if more.contains("effort: {") { "" } else { ", effort: { fixed: [1h, 2h, 4h] }" };
    let licence = if more.contains("ways:") || more.contains("entitled-when:") {
        ""
    } else {
        ", entitled-when: always"
    };
    let title = if more.contains("title:") { String::new() } else { format!(", title: Title of {id}") };
    let scoring = if more.contains("scoring:") { "" } else { ", scoring: binary" };
    let rest = "category: Identity, max: 1, user-impact: low";
    let comma = if more.is_empty() { "" } else { ", " };
    format!("  - {{ id: {id}{title}{scoring}{effort}{licence}, {rest}{comma}{more} }}\n")
}

pub(crate) fn action(id: &str, more: &str) -> String {
    let comma = if more.is_empty() { "" } else { ", " };
    let effort = if more.contains("effort:") { "" } else { ", effort: { fixed: [1h, 2h, 4h] }" };
    let title = if more.contains("title:") { String::new() } else { format!(", title: Work of {id}") };
    format!("  - {{ id: {id}{title}{effort}{comma}{more} }}\n")
}

pub(crate) fn overlay(actions: &[String], controls: &[String]) -> String {
    let mut text = PRODUCT.to_owned();
    if !actions.is_empty() {
        text = format!("{text}actions:\n{}", actions.concat());
    }
    if !controls.is_empty() {
        text = format!("{text}controls:\n{}", controls.concat());
    }
    text
}

/// The code and line of every finding that an overlay brings.
fn found(overlay: &str) -> Vec<(&'static str, Option<usize>)> {
    let of = |place: Option<&Place>| place.and_then(|place| place.line);
    lint_overlays(&with_overlay(overlay)).iter().map(|f| (f.code.code(), of(f.place.as_ref()))).collect()
}

fn codes(overlay: &str) -> Vec<&'static str> {
    found(overlay).into_iter().map(|(code, _)| code).collect()
}

/// Actions and controls as one overlay, and the codes that must come of it.
fn expect(actions: &[String], controls: &[String], expected: &[&str]) {
    let text = overlay(actions, controls);
    assert_eq!(codes(&text), expected, "{text}");
}

#[test]
fn an_ordinary_overlay_has_no_finding() {
    expect(&[], &[control("c1", "")], &[]);
    expect(&[action("a1", "")], &[control("c1", "needs: [a1]")], &[]);
}

#[test]
fn a_prerequisite_may_not_take_more_licence() {
    let a = |more: &str| [action("a1", more)];
    let p1 = "entitled-when: 'plan:AAD_PREMIUM'";
    let p2 = "entitled-when: 'plan:AAD_PREMIUM_P2'";
    expect(&a(p2), &[control("c1", &format!("{p1}, needs: [a1]"))], &["W2101"]);
    expect(&a(p1), &[control("c1", &format!("{p2}, needs: [a1]"))], &[]);
    expect(&a(p2), &[control("c1", &format!("{p1}, gates: [a1]"))], &["W2101"]);
    // Order only is no prerequisite, and what makes no sense somewhere counts as done there.
    expect(&[action("a1", &format!("{p2}, sets: {{ f: true }}"))], &[control("c1", "after: [a1]")], &[]);
    let where_p2 = format!("{p2}, applies-when: 'plan:AAD_PREMIUM_P2'");
    expect(&a(&where_p2), &[control("c1", "needs: [a1]")], &[]);
    // A row that shows only where the licence is asks for no more.
    expect(&a(p2), &[control("c1", "visible-when: 'plan:AAD_PREMIUM_P2', needs: [a1]")], &[]);
    // One of two ways is enough for a control that is needed, and each way is judged for itself.
    let ways = |first: &str| {
        let needed = control("c2", &format!("ways: [{{ id: x, {p1} }}, {{ id: y, {p2} }}]"));
        [control("c1", &format!("{first}, needs: [c2]")), needed]
    };
    expect(&[], &ways(p2), &[]);
    expect(&[], &ways("entitled-when: always"), &["W2101"]);
}

#[test]
fn licences_are_followed_through_actions_and_reported_once() {
    let actions = |applies: &str| {
        [action("a1", &format!("needs: [a2]{applies}")), action("a2", "entitled-when: 'plan:AAD_PREMIUM_P2'")]
    };
    let two = [control("c1", "needs: [a1]"), control("c2", "needs: [a1]")];
    expect(&actions(""), &two, &["W2101"]);
    expect(&actions(", applies-when: 'plan:AAD_PREMIUM_P2'"), &two, &[]);
    let licensed = [control("c1", "entitled-when: 'plan:AAD_PREMIUM_P2', needs: [a1]")];
    expect(&actions(""), &licensed, &[]);
}

#[test]
fn a_prerequisite_must_be_in_some_score() {
    let needing = |more: &str| [control("c1", "needs: [c2]"), control("c2", more)];
    expect(&[], &needing("retired: 2026-06-30"), &["W2102"]);
    expect(&[], &needing("visible-when: never"), &["W2102"]);
    expect(&[], &needing("visible-when: hybrid and not hybrid"), &["W2102"]);
    expect(&[], &needing("visible-when: hybrid"), &[]);
    let of_action = [control("c1", "needs: [a1]"), control("c2", "retired: 2026-06-30")];
    expect(&[action("a1", "gates: [c2]")], &of_action, &["W2102"]);
    // What is withdrawn may need what is withdrawn.
    let gone = [control("c1", "needs: [c2], retired: 2026-06-30"), control("c2", "retired: 2026-06-30")];
    expect(&[], &gone, &[]);
}

#[test]
fn a_rating_two_steps_off_needs_an_argument() {
    let rated = |hours: &str, rating: &str| {
        [control("c1", &format!("effort: {{ fixed: [1h, {hours}, 200h] }}, rating: {{ {rating} }}"))]
    };
    let high = "effort: high, impact: low";
    expect(&[], &rated("16h", high), &["W2103"]);
    expect(&[], &rated("16.5h", high), &[]);
    expect(&[], &rated("16h", &format!("{high}, why: it is only a switch")), &[]);
    let low = "effort: low, impact: low";
    expect(&[], &rated("80h", low), &[]);
    expect(&[], &rated("80.5h", low), &["W2103"]);
    // The user impact is low in these tests.
    expect(&[], &rated("2h", "effort: low, impact: high"), &["W2103"]);
    expect(&[], &rated("2h", "effort: low, impact: medium"), &[]);
    // 1000 users in the tenant of reference: 1 h + 10 * 8 h = 81 h.
    let users = "effort: { fixed: [1h, 1h, 1h], per-100: [1h, 8h, 9h], population: users }";
    let of_action = |per: &str| [action("a1", &format!("{}, rating: {{ {low} }}", users.replace("8h", per)))];
    expect(&of_action("8h"), &[control("c1", "needs: [a1]")], &["W2103"]);
    expect(&of_action("7h"), &[control("c1", "needs: [a1]")], &[]);
}

#[test]
fn a_tag_that_promises_little_work_keeps_its_word() {
    let tagged = |hours: &str| {
        [control("c1", &format!("effort: {{ fixed: [1h, {hours}, 200h] }}, tags: [quick-win]"))]
    };
    expect(&[], &tagged("81h"), &["W2104"]);
    expect(&[], &tagged("80h"), &[]);
}

#[test]
fn some_licence_must_let_a_control_be_earned() {
    let with = |skus: &str, plans: &str| {
        format!(
            "{}plans:\n  - {{ id: X_PLAN, name: X }}\n  - {{ id: Y_PLAN, name: Y }}\nskus:\n{skus}",
            overlay(&[], &[control("c1", &format!("entitled-when: '{plans}'"))])
        )
    };
    let base = "  - { sku: X, name: X, base: true, plans: [X_PLAN] }\n";
    let add_on = |of: &str| format!("  - {{ sku: Y, name: Y, needs-base: [{of}], plans: [Y_PLAN] }}\n");
    assert_eq!(codes(&with(base, "plan:Y_PLAN")), ["W2105"]);
    assert_eq!(codes(&with(base, "plan:X_PLAN")), [""; 0]);
    assert_eq!(codes(&with(base, "plan:Y_PLAN or hybrid")), [""; 0]);
    assert_eq!(codes(&with(&format!("{base}{}", add_on("X")), "plan:X_PLAN and plan:Y_PLAN")), [""; 0]);
    assert_eq!(
        codes(&with(&format!("{base}{}", add_on("SPE_E3")), "plan:X_PLAN and plan:Y_PLAN")),
        ["W2105"]
    );
    // Agents are no people, and a plan that is gone on the day the other joins is never held with it.
    let agents = "  - { sku: X, name: X, base: true, agents: true, plans: [X_PLAN] }\n";
    assert_eq!(codes(&with(agents, "plan:X_PLAN")), ["W2105"]);
    let dated = |until: &str| {
        format!(
            "  - {{ sku: X, name: X, base: true, plans: [], dated: [{{ plan: X_PLAN, until: {until} }}, {{ plan: Y_PLAN, from: 2027-01-01 }}] }}\n"
        )
    };
    assert_eq!(codes(&with(&dated("2027-01-01"), "plan:X_PLAN and plan:Y_PLAN")), ["W2105"]);
    assert_eq!(codes(&with(&dated("2027-01-02"), "plan:X_PLAN and plan:Y_PLAN")), [""; 0]);
}

#[test]
fn titles_tell_entries_apart() {
    let two = |second: &str, more: &str| {
        [control("c1", "title: Turn it on"), control("c2", &format!("title: '{second}'{more}"))]
    };
    expect(&[], &two("turn  it: on.", ""), &["W2106"]);
    expect(&[], &two("Turn it off", ""), &[]);
    expect(&[], &two("Turn it on", ", product: entra-id"), &[]);
    expect(&[], &two("Turn it on", ", retired: 2026-06-30"), &[]);
    let actions = [action("a1", "title: Do it"), action("a2", "title: do it")];
    expect(&actions, &[control("c1", "needs: [a1, a2]")], &["W2106"]);
}

#[test]
fn a_successor_is_scored_itself() {
    let next = |more: &str| [control("c1", "retired: 2026-06-30, replaced-by: c2"), control("c2", more)];
    expect(&[], &next("retired: 2026-06-30"), &["W2107"]);
    expect(&[], &next(""), &[]);
    let text = |more: &str| {
        let legacy = "legacy:\n  - { id: old, title: Old, why: it ended, instead: [c1] }\n";
        format!("{}{legacy}", overlay(&[], &[control("c1", more)]))
    };
    assert_eq!(found(&text("retired: 2026-06-30")), [("W2107", Some(5))]);
    assert_eq!(codes(&text("")), [""; 0]);
}

#[test]
fn figures_rest_on_something() {
    let bare = "  - { id: c1, title: T, category: Data, scoring: binary, user-impact: low, effort: { fixed: [1h, 2h, 4h] }";
    let text = |more: &str| overlay(&[], &[format!("{bare}{more} }}\n")]);
    assert_eq!(codes(&text("")), ["W2108"]);
    assert_eq!(codes(&text(", max: 3")), ["W2108"]);
    assert_eq!(codes(&text(", max: 3, entitled-when: always")), [""; 0]);
    assert_eq!(codes(&text(", basis: { max: unknown, licence: documented }")), [""; 0]);
    assert_eq!(codes(&text(", retired: 2026-06-30")), [""; 0]);
}

#[test]
fn people_are_told_the_impact_and_the_place() {
    let text = |control: &str| format!("{}controls:\n{control}", PRODUCT.replace(" portal: p > q,", ""));
    let portal = control("c1", "portal: here");
    assert_eq!(codes(&text(&control("c1", ""))), ["W2109"]);
    assert_eq!(codes(&text(&portal)), [""; 0]);
    assert_eq!(codes(&text(&portal.replace("user-impact: low, ", ""))), ["W2109"]);
}

#[test]
fn populations_are_counted_by_somebody() {
    let over = |population: &str| {
        [control("c1", &format!("scoring: proportional, population: {population}, needs: [a1]"))]
    };
    let sets = |fact: &str| [action("a1", &format!("sets: {{ {fact}: users }}"))];
    expect(&sets("f"), &over("user"), &["W2110"]);
    expect(&sets("f"), &over("users"), &[]);
    expect(&sets("f"), &over("devices.phones"), &[]);
    expect(&sets("onboarded.phones"), &over("onboarded.phones"), &[]);
    let effort = "effort: { fixed: [1h, 1h, 1h], per-100: [1h, 1h, 1h], population: user }";
    expect(&[action("a1", effort)], &[control("c1", "needs: [a1]")], &["W2110"]);
    let help = lint_overlays(&with_overlay(&overlay(&sets("f"), &over("user"))));
    assert_eq!(help.iter().next().unwrap().help.as_deref(), Some("did you mean `users`?"));
}

#[test]
fn actions_lead_somewhere_and_take_effort() {
    expect(&[action("a1", "")], &[], &["W2111"]);
    expect(&[action("a1", "sets: { f: true }")], &[], &[]);
    expect(&[action("a1", "")], &[control("c1", "needs: [a1], retired: 2026-06-30")], &["W2111"]);
    expect(&[action("a1", "")], &[control("c1", "gates: [a1]")], &[]);
    let none = action("a1", "effort: { fixed: [0h, 0h, 1h] }");
    expect(&[none], &[control("c1", "needs: [a1]")], &["W2112"]);
    expect(&[action("a1", "effort: { fixed: [0h, 1m, 1h] }")], &[control("c1", "needs: [a1]")], &[]);
}

#[test]
fn no_effort_is_stamped_over_a_quarter_of_a_product() {
    // `same` rows take 1, 2 and 4 hours, each of the others as many minutes as its number.
    let rows = |same: usize, all: usize, more: &str| -> Vec<String> {
        let own = |n: usize| format!("effort: {{ fixed: [{n}m, {n}m, {n}m] }}");
        (1..=all)
            .map(|n| control(&format!("c{n}"), if n <= same { more.to_owned() } else { own(n) }.as_str()))
            .collect()
    };
    expect(&[], &rows(2, 8, ""), &[]);
    expect(&[], &rows(2, 7, ""), &["W2113"]);
    expect(&[], &rows(3, 3, ""), &[]);
    expect(&[action("a1", "")], &rows(6, 8, "needs: [a1]"), &[]);
    expect(&[action("a1", "")], &rows(6, 8, "gates: [a1]"), &["W2113"]);
}

#[test]
fn points_that_an_action_ends_have_a_way_out() {
    let off = [action("a1", "sets: { f: false }")];
    let ways = |second: &str| [control("c1", &format!("ways: [{{ id: x, holds-while: f }}{second}]"))];
    expect(&off, &ways(""), &["W2114"]);
    expect(&off, &ways(", { id: y }"), &[]);
    expect(&off, &ways(", { id: y, holds-while: g }"), &[]);
    expect(&[action("a1", "sets: { g: false }")], &ways(""), &[]);
}
