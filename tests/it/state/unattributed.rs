//! What Microsoft printed beyond the rows: carried through score, target, plan and projection, and moved by nothing.

use scoreplan::load::samples::SAMPLES;
use serde_json::{Value, json};

use crate::support::{ask_about, hundredths};

const ROWS: &str = "  - { id: AdminMFAV2, score: 5, max: 10 }\n  - { id: MFARegistrationV2, score: 9, max: 9 }\n  - { id: lab_1, title: Lab 1, score: 0 }\n  - { id: lab_2, title: Lab 2, score: 0.5 }\n";

fn score(headline: &str) -> Value {
    let text = format!("tenant: {{ snapshot-date: 2026-11-01 }}\n{headline}controls:\n{ROWS}");
    ask_about([("t.yaml", text)], json!({ "question": "score", "tenant": "t.yaml" }))
}

fn headline(points: &str, max: &str) -> String {
    format!("headline: {{ points: {points}, max: {max} }}\n")
}

/// `14.5`, `14.50` and `14` as whole hundredths.
fn in_hundredths(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<2}").parse().unwrap()
}

/// The rows of known maximum have 14 of 19 points.
#[test]
fn the_rest_of_the_headline_by_hand() {
    for (points, max, rest) in [
        // Two rows of 1 to 10 points can hold 2 to 20.
        ("14.50", "27", r#"{"points":0.50,"max":8.00,"rows":["lab_1","lab_2"]}"#),
        ("14.50", "39", r#"{"points":0.50,"max":20.00,"rows":["lab_1","lab_2"]}"#),
        ("14.50", "40", r#"{"points":0.50,"max":21.00,"rows":[]}"#),
        ("14.50", "20", r#"{"points":0.50,"max":1.00,"rows":[]}"#),
        ("14", "19", r#"{"points":0.00,"max":0.00,"rows":[]}"#),
        // Two rows and the headline are rounded: a hundredth and a half, whole ones count.
        ("13.98", "19", r#"{"points":-0.02,"max":0.00,"rows":[]}"#),
    ] {
        let score = score(&headline(points, max));
        assert_eq!(score["unattributed"].to_string(), rest, "{points} of {max}");
        assert_eq!(hundredths(&score["points"]), in_hundredths(points));
        assert_eq!(hundredths(&score["max"]), in_hundredths(max));
    }
    // Contradicted, or without a headline: the sum counts.
    let nothing = r#"{"points":0.00,"max":0.00,"rows":[]}"#;
    for text in [headline("13.90", "19"), headline("14", "18"), headline("16", "20"), String::new()] {
        let score = score(&text);
        assert_eq!(score["unattributed"].to_string(), nothing, "{text}");
        assert_eq!((hundredths(&score["points"]), hundredths(&score["max"])), (1_400, 1_900), "{text}");
    }
    // Rows of more points than the headline: its maximum is Microsoft's still.
    let above = score(&headline("13.97", "30"));
    assert_eq!(above["unattributed"].to_string(), r#"{"points":0.00,"max":11.00,"rows":[]}"#);
    assert_eq!((hundredths(&above["points"]), hundredths(&above["max"])), (1_400, 3_000));
    // Half a hundredth each for two rows and the headline: 0.02 fit above the rest of the maximum, 0.03 do not.
    let rest = score(&headline("15.02", "20"));
    assert_eq!(rest["unattributed"].to_string(), r#"{"points":1.02,"max":1.00,"rows":[]}"#);
    assert_eq!(score(&headline("15.03", "20"))["unattributed"].to_string(), nothing);
}

/// A rest of the headline is the same as a row that nobody can work on: every percentage, plan and projection agrees.
#[test]
fn a_rest_moves_every_figure_as_a_row_that_nothing_moves() {
    let sample = SAMPLES[0].1;
    let catalogue = "
product: { id: lab, name: Lab, services: [], team: lab, present-when: always, latency: { expected: 24h, slowest: 48h } }
controls:
  - { id: lab_rest, title: Rest, category: Apps, scoring: binary, entitled-when: never, effort: { fixed: [1h, 1h, 1h] } }
";
    let scenario = "scenario: Work\ntenant: t.yaml\nhorizon: 180d\nteams: { all: { hours-per-week: 20 } }\nremediate: { order: rank }\n";
    for (points, max) in [("0.00", "33.00"), ("4.37", "12.00"), ("7.00", "7.00")] {
        let sum = |a: &str, b: i64| {
            let hundredths = in_hundredths(a) + b;
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        };
        let grown = format!("headline: {{ points: {}, max: {} }}", sum(points, 15_737), sum(max, 34_900));
        let rest = sample.replace("headline: { points: 157.37, max: 349 }", &grown);
        assert_ne!(rest, sample);
        let row = format!("controls:\n  - {{ id: lab_rest, score: {points}, max: {max} }}\n");
        let as_row =
            sample.replacen("controls:\n", &row, 1).replace("headline: { points: 157.37, max: 349 }", &grown);
        let ask = |tenant: &str, question: Value| {
            let files = [("t.yaml", tenant), ("lab.yaml", catalogue), ("s.yaml", scenario)];
            let mut question = question;
            question["catalogue"] = json!(["lab.yaml"]);
            ask_about(files.map(|(name, text)| (name, text.to_owned())), question)
        };
        let of_plan =
            ["percent_before", "percent_after", "points_after", "max_after", "effort_minutes", "status"];
        for (question, fields) in [
            (json!({ "question": "score", "tenant": "t.yaml" }), vec!["points", "max", "percent", "views"]),
            (json!({ "question": "plan", "tenant": "t.yaml", "target": "60%" }), of_plan.to_vec()),
            (
                json!({ "question": "plan", "tenant": "t.yaml", "budget": "60h", "objective": "percent" }),
                of_plan.to_vec(),
            ),
            (
                json!({ "question": "project", "scenarios": ["s.yaml"] }),
                vec!["start", "low", "end", "series", "events"],
            ),
        ] {
            let shown = |answer: Value| match answer.get("scenarios") {
                Some(scenarios) => scenarios[0].clone(),
                None => answer,
            };
            let [one, other] = [&rest, &as_row].map(|tenant| shown(ask(tenant, question.clone())));
            for field in fields {
                assert!(!one[field].is_null(), "{field} of {question}");
                assert_eq!(one[field], other[field], "{field} of {question} with {points} of {max}");
            }
        }
    }
}
