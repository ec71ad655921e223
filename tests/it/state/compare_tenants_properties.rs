//! Properties that hold for any two tenants that are compared.

use proptest::prelude::*;
use scoreplan::compare::{OneSidedReason, TenantComparison, compare};
use scoreplan::model::{Assumptions, Points};
use scoreplan::state::State;
use serde_json::{Value, json};

use crate::state::compare_tenants::{A, B, OVERLAY, compared, figures, texts};
use crate::support::{ask, hundredths, tenant_from, with_overlay};

/// Exchanging the sides exchanges every figure, and nothing else.
#[test]
fn exchanging_the_tenants_exchanges_every_figure() {
    let mirrored = |value: Value, back: Value| {
        for (one, other) in [("a", "b"), ("b", "a")] {
            assert_eq!(figures(&value[one]), figures(&back[other]));
            assert_eq!(value[one]["date"], back[other]["date"]);
        }
        assert_eq!((&value["only_a"], &value["only_b"]), (&back["only_b"], &back["only_a"]));
        let pairs = |value: &Value, a: &str, b: &str, sign: i64| -> Vec<(String, String, String, i64)> {
            let pairs = value["common"]["differing"].as_array().unwrap().iter();
            pairs
                .map(|pair| {
                    let text = |field: String| pair[field].to_string();
                    let difference = sign * hundredths(&pair["difference"]);
                    (
                        text("id".into()),
                        text(format!("{a}_points")) + &text(format!("{a}_max")),
                        text(format!("{b}_points")) + &text(format!("{b}_max")),
                        difference,
                    )
                })
                .collect()
        };
        assert!(!pairs(&value, "a", "b", 1).is_empty());
        assert_eq!(pairs(&value, "a", "b", 1), pairs(&back, "b", "a", -1));
        for (one, other) in
            value["by_product"].as_array().unwrap().iter().zip(back["by_product"].as_array().unwrap())
        {
            assert_eq!(
                (&one["product"], &one["a"], &one["b"]),
                (&other["product"], &other["b"], &other["a"])
            );
            assert_eq!((&one["only_a"], &one["common"]["b"]), (&other["only_b"], &other["common"]["a"]));
        }
    };
    mirrored(compared(A, B), compared(B, A));
    let samples = |a, b| ask(json!({ "question": "compare", "a": a, "b": b }));
    mirrored(samples("sample-e3", "sample-e5"), samples("sample-e5", "sample-e3"));
}

/// On the samples: what both score and what only one does is what `score` says, by product too.
#[test]
fn the_parts_sum_to_what_score_says() {
    let result = ask(json!({ "question": "compare", "a": "sample-e3", "b": "sample-e5" }));
    for (side, name) in [("a", "sample-e3"), ("b", "sample-e5")] {
        let score = ask(json!({ "question": "score", "tenant": name }));
        let whole = figures(&result[side]);
        assert_eq!(whole.1, hundredths(&score["points"]));
        assert_eq!((whole.2, whole.3), (hundredths(&score["max"]), hundredths(&score["percent"])));
        assert_eq!(whole.0, score["controls"]["scored"].as_i64().unwrap());
        let products = result["by_product"].as_array().unwrap();
        for product in score["products"].as_array().unwrap() {
            let ours = products.iter().find(|ours| ours["name"] == product["name"]).unwrap();
            assert_eq!(ours[side]["points"], product["points"]);
            assert_eq!(ours[side]["max"], product["max"]);
        }
        let only = result[&format!("only_{side}")].as_array().unwrap();
        let common = figures(&result["common"][side]);
        let sum = |field: &str| -> i64 { only.iter().map(|only| hundredths(&only[field])).sum() };
        assert_eq!((common.1 + sum("points"), common.2 + sum("max")), (whole.1, whole.2));
    }
    // Every control of the E5 tenant that the E3 tenant does not score is explained by what it lacks.
    let reasons = texts(&result["only_b"], "reason");
    assert!(reasons.iter().all(|reason| *reason == "no-product"), "{reasons:?}");
}

/// The order of the rows in a file changes nothing.
#[test]
fn the_order_of_rows_changes_nothing() {
    let (head, rows) = A.split_once("controls:\n").unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    let turned = format!("{head}controls:\n{}\n", rows.join("\n"));
    let mut values = [compared(A, B), compared(&turned, B)];
    for value in &mut values {
        // Only the names of the folders differ.
        value["a"]["name"] = Value::Null;
        value["b"]["name"] = Value::Null;
        value["findings"] = Value::Null;
    }
    assert_eq!(values[0].to_string(), values[1].to_string());
}

/// Rows by chance: which control, an instance of it or not, its points, its maximum where it is known.
fn rows() -> impl Strategy<Value = String> {
    let row = (0_usize..7, 0_usize..3, 0_i64..=8, proptest::option::of(8_i64..=10));
    proptest::collection::vec(row, 1..12).prop_map(|rows| {
        let names = ["lab_share", "lab_tool", "lab_vague", "lab_nil", "OneAdmin", "stranger", "lab_next"];
        let mut text = "tenant: { snapshot-date: 2026-11-01 }\ncontrols:\n".to_owned();
        let mut seen = std::collections::BTreeSet::new();
        for (name, instance, score, max) in rows {
            let prefix = if instance == 0 { String::new() } else { format!("{instance}.") };
            let id = format!("{prefix}{}", names[name]);
            if seen.insert(id.clone()) {
                let max = max.map_or_else(String::new, |max| format!(", max: {max}"));
                text.push_str(&format!("  - {{ id: {id}, score: {score}{max} }}\n"));
            }
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whichever two: the parts sum to the score, the lists to the parts, and exchanging the tenants changes nothing else.
    #[test]
    fn nothing_is_lost_between_the_parts(a in rows(), b in rows()) {
        let catalogue = with_overlay(OVERLAY);
        let (a, b) = (tenant_from(&a, &catalogue), tenant_from(&b, &catalogue));
        let [a, b] = [&a, &b].map(|tenant| State::at_snapshot(&catalogue, tenant, Assumptions::default()));
        let both = compare(&a, &b);
        for (side, state, only) in [(both.a, &a, &both.only_a), (both.b, &b, &both.only_b)] {
            let (whole, totals) = (side.whole(), state.totals());
            prop_assert_eq!((whole.points, whole.max, whole.controls), (totals.points, totals.max, totals.rows));
            let known = only.iter().filter(|only| only.max.is_some());
            let points: Points = known.map(|only| only.points).sum();
            prop_assert_eq!(points, side.only.points);
            for only in only {
                // Whoever is alone for want of a row has a reason, and whoever is not is never listed.
                let row = if std::ptr::eq(state, &a) { b.rows.get(&only.id) } else { a.rows.get(&only.id) };
                match &only.reason {
                    OneSidedReason::UnknownMax => prop_assert!(only.max.is_some()),
                    OneSidedReason::Absent(why) => prop_assert!(!why.is_empty() && row.is_none()),
                }
            }
        }
        let back = compare(&b, &a);
        prop_assert_eq!((back.b, back.a), (both.a, both.b));
        prop_assert_eq!((&back.only_b, &back.only_a), (&both.only_a, &both.only_b));
        let pairs = |compared: &TenantComparison| compared.common.iter().map(|pair| (pair.id.clone(), pair.a, pair.b)).collect::<Vec<_>>();
        let swapped: Vec<_> = pairs(&back).into_iter().map(|(id, a, b)| (id, b, a)).collect();
        prop_assert_eq!(swapped, pairs(&both));
        let ids = |compared: &TenantComparison| compared.differing().iter().map(|pair| pair.id.clone()).collect::<Vec<_>>();
        prop_assert_eq!(ids(&both), ids(&back));
        prop_assert_eq!(both.on_common(), back.on_common().reverse());
    }
}
