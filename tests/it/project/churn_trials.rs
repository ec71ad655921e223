//! Trials of growth, new controls and drift.

use scoreplan::project::trials::distribution::{CELLS, poisson_quantiles};
use serde_json::{Value, json};

use crate::support::{ask, file, folder, hundredths};

const NONE: &str =
    "success: 1, effort-spread: none, capacity-low: 100%, capacity-high: 100%, latency-spread: none";

fn tried(scenario: &str) -> Value {
    let folder = folder();
    let path = file(&folder, "s.yaml", format!("scenario: s\ntenant: sample-e3\n{scenario}"));
    let value = ask(json!({ "question": "project", "scenarios": [path], "trials": 2000, "seed": 3 }));
    value["scenarios"][0].clone()
}

/// P10, P50, P90 and the mean of the last day.
fn last(scenario: &Value) -> [i64; 4] {
    let day = scenario["trials"]["percent"].as_array().unwrap().last().unwrap().clone();
    ["p10", "p50", "p90", "mean"].map(|key| hundredths(&day[key]))
}

/// Mean and variance of Poisson are both its expectation; its numbers rise.
#[test]
fn numbers_of_arrivals_have_the_moments_of_poisson() {
    for expected in [0_u32, 50, 100, 300, 1_250, 10_000] {
        let table = poisson_quantiles(expected);
        let wanted = f64::from(expected) / 100.0;
        let mean = table.iter().map(|n| f64::from(*n)).sum::<f64>() / CELLS as f64;
        let of_square = table.iter().map(|n| f64::from(*n).powi(2)).sum::<f64>() / CELLS as f64;
        assert!((mean - wanted).abs() <= 0.01 + wanted * 0.005, "{expected}: {mean}");
        let variance = of_square - mean * mean;
        assert!((variance - wanted).abs() <= 0.02 + wanted * 0.03, "{expected}: {variance}");
        assert!(table.windows(2).all(|pair| pair[0] <= pair[1]));
    }
    // exp(-3) is 0.0498: 51 of 1024 cells bring none; the median of 3 is 3.
    let table = poisson_quantiles(300);
    assert_eq!((table.iter().filter(|n| **n == 0).count(), table[CELLS / 2]), (51, 3));
}

/// What is drawn lies around what is expected; without its spread it is what is expected.
#[test]
fn drift_and_arrivals_are_drawn_around_what_is_expected() {
    for (what, spread) in
        [("drift: { entra-id: 4%, defender-for-office-365: 4% }\n", "drift-spread"), ("", "arrivals-spread")]
    {
        let number = if what.is_empty() { ", new-controls-per-month: 4" } else { "" };
        let scenario =
            |more: &str| tried(&format!("horizon: 300d\n{what}assumptions: {{ {NONE}{number}{more} }}\n"));
        let drawn = scenario("");
        let expected = hundredths(&drawn["end"]["percent"]);
        let [p10, p50, p90, mean] = last(&drawn);
        assert!(p10 < expected && expected < p90, "{spread}: {p10} {expected} {p90}");
        assert!(
            (mean - expected).abs() <= 30 && (p50 - expected).abs() <= 40,
            "{spread}: {mean} {p50} {expected}"
        );
        assert_eq!(last(&scenario(&format!(", {spread}: none"))), [expected; 4], "{spread}");
    }
}

/// Late work, failures and much drift: no row falls below nothing or rises above its maximum.
#[test]
fn no_trial_leaves_the_scale() {
    let scenario = tried(
        "horizon: 300d\nremediate: { order: rank }\nteams: { all: { hours-per-week: 60 } }\ndrift: { entra-id: 60%, defender-for-office-365: 60%, exchange-online: 60%, purview: 60% }\nassumptions: { success: 0.2, capacity-low: 20%, capacity-high: 300% }\n",
    );
    for day in scenario["trials"]["percent"].as_array().unwrap() {
        assert!(hundredths(&day["p10"]) > 0 && hundredths(&day["p90"]) < 10_000, "{day}");
    }
}
