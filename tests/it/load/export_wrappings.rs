//! What wraps an export, how it is cut into pages, the order of its rows and how its ids are spelt change no figure.

use proptest::prelude::*;
use scoreplan::diag::Findings;
use scoreplan::load::export;
use scoreplan::load::source::Source;
use serde_json::{Value, json};

use crate::load::anonymise::{catalogue, fixture, made};
use crate::support::read;

fn of_fixture(name: &str) -> Value {
    serde_json::from_str(&read(fixture(&format!("export/{name}.json")))).unwrap()
}

/// The values of the exports: a snapshot, two pages of profiles, SKUs.
fn parts() -> [Value; 4] {
    ["scores", "profiles-1", "profiles-2", "skus"].map(of_fixture)
}

/// Everything of the tenant that is a figure, under ids in small letters.
fn figures(text: &str) -> String {
    let mut findings = Findings::new();
    let source = Source::from_text("export", text);
    let tenant = export::import(&[source], catalogue(), None, &mut findings);
    let tenant = tenant.unwrap_or_else(|| panic!("{findings:?}\n{text}"));
    let rows = tenant.controls.values().map(|row| {
        let said = (row.max, row.count, row.total, row.status, row.category.clone());
        format!("{} {} {said:?}", row.id.as_str().to_lowercase(), row.score)
    });
    let mut rows: Vec<String> = rows.collect();
    rows.sort_unstable();
    let unscored: Vec<_> = tenant.unscored.values().map(|profile| profile.max).collect();
    format!(
        "{rows:#?} {:?}",
        (
            tenant.snapshot_date,
            tenant.headline,
            tenant.licences,
            tenant.profiles,
            unscored,
            tenant.benchmarks
        )
    )
}

/// One layer around a value.
#[derive(Debug, Clone)]
enum Layer {
    List,
    Object(&'static str),
    /// JSON in a text, which is decoded once.
    Text(&'static str),
}

fn layer() -> impl Strategy<Value = Layer> {
    let key = prop::sample::select(vec![
        "value",
        "data",
        "result",
        "Contoso Ltd",
        "_source",
        "0",
        "results",
        "payload",
        "tenant-1",
    ]);
    prop_oneof![Just(Layer::List), key.clone().prop_map(Layer::Object), key.prop_map(Layer::Text)]
}

fn wrapped(value: Value, layers: &[Layer]) -> Value {
    let mut decoded = false;
    layers.iter().fold(value, |inner, layer| match layer {
        Layer::List => json!([inner]),
        Layer::Text(key) if !decoded => {
            decoded = true;
            json!({ *key: inner.to_string(), "note": "n" })
        }
        Layer::Object(key) | Layer::Text(key) => json!({ *key: inner, "note": "n" }),
    })
}

/// An id with other capital letters: one bit says of each character which it has.
fn respelt(value: &mut Value, key: &str, bits: u64) {
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                respelt(item, key, bits.rotate_left(u32::try_from(at % 64).unwrap()));
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(id) if name == key => {
                        let spell = |(at, c): (usize, char)| {
                            if bits >> (at % 64) & 1 == 1 {
                                c.to_ascii_uppercase()
                            } else {
                                c.to_ascii_lowercase()
                            }
                        };
                        *id = id.chars().enumerate().map(spell).collect();
                    }
                    value => respelt(value, key, bits),
                }
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn four_layers_of_anything_change_nothing(layers in prop::collection::vec(prop::collection::vec(layer(), 0..=4), 4)) {
        let parts = parts();
        let plain = figures(&Value::from(parts.to_vec()).to_string());
        let each: Vec<Value> = parts.into_iter().zip(&layers).map(|(part, layers)| wrapped(part, layers)).collect();
        let lines = each.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        prop_assert_eq!(&figures(&lines), &plain);
        prop_assert_eq!(&figures(&Value::from(each).to_string()), &plain);
        // What is read is made anonymous, and nothing of the wrapping that may be a name stays.
        let made = made(&[&lines]).map_err(|codes| TestCaseError::fail(format!("{codes:?}")))?;
        prop_assert!(!made.files[0].text.contains("Contoso"));
    }

    #[test]
    fn pages_orders_and_spellings_change_nothing(
        order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(),
        cut in any::<prop::sample::Index>(),
        bits: (u64, u64),
    ) {
        let [mut scores, mut first, second, skus] = parts();
        let plain = figures(&json!([scores, first, second, skus]).to_string());
        let rows = scores["value"][0]["controlScores"].as_array().unwrap().clone();
        prop_assert_eq!(rows.len(), order.len());
        scores["value"][0]["controlScores"] = order.iter().map(|at| rows[*at].clone()).collect();
        respelt(&mut scores, "controlName", bits.0);
        let mut profiles = first["value"].as_array().unwrap().clone();
        let rest = profiles.split_off(cut.index(profiles.len() + 1));
        respelt(&mut first, "id", bits.1);
        let (mut begin, mut end) = (Value::from(profiles), Value::from(rest));
        respelt(&mut begin, "id", bits.1);
        respelt(&mut end, "id", bits.1);
        let next = first["@odata.nextLink"].clone();
        let begin = json!({"@odata.nextLink": next, "value": begin});
        let end = json!({"@odata.nextLink": next, "value": end});
        prop_assert_eq!(figures(&json!([scores, begin, end, second, skus]).to_string()), plain);
    }
}
