//! Anonymised random files keep their score.

use proptest::prelude::*;
use scoreplan::diag::Findings;
use scoreplan::load::export;
use scoreplan::load::source::Source;
use scoreplan::model::{Points, Tenant};
use serde_json::{Value, json};

use crate::load::anonymise::{catalogue, made};

/// The sums of a tenant.
fn score(tenant: &Tenant) -> (Points, Points, usize) {
    let known = || tenant.controls.values().filter_map(|control| Some((control.score, control.max?.value)));
    (known().map(|(score, _)| score).sum(), known().map(|(_, max)| max).sum(), tenant.controls.len())
}

fn imported(texts: &[&str]) -> Option<Tenant> {
    let sources: Vec<Source> =
        texts.iter().enumerate().map(|(n, text)| Source::from_text(&format!("f{n}"), text)).collect();
    let mut findings = Findings::new();
    export::import(&sources, catalogue(), "2026-11-01".parse().ok(), &mut findings)
}

/// An id that is known, one that nobody knows, one of a family, an instance, a device, a placeholder.
fn id() -> impl Strategy<Value = String> {
    let known: Vec<String> = catalogue().controls.keys().map(ToString::to_string).collect();
    prop_oneof![
        4 => prop::sample::select(known.clone()),
        1 => "[A-Za-z]{1,8}",
        1 => "(mdo_|exo_|scid_|MDA_SF_|AATP_)[a-z]{1,4}",
        1 => (1..99_999_u32, prop::sample::select(known)).prop_map(|(n, id)| format!("{n}.{id}")),
        1 => (1..99_999_u32).prop_map(|n| format!("scid_{n}")),
        1 => (0..30_u32).prop_map(|n| format!("control-{n}")),
    ]
}

fn points() -> impl Strategy<Value = f64> {
    (0..=1_000_u32).prop_map(|hundredths| f64::from(hundredths) / 100.0)
}

fn scores() -> impl Strategy<Value = Value> {
    let one = (
        id(),
        points(),
        prop::option::of(0..=10_000_u32),
        prop::option::of((0..50_u32, 1..60_u32)),
        "[A-Z][a-z]{0,5}",
    );
    prop::collection::vec(one, 1..40).prop_map(|rows| {
        let mut seen = std::collections::BTreeSet::new();
        let rows = rows.into_iter().filter(|row| seen.insert(row.0.clone()));
        let scores: Vec<Value> = rows
            .map(|(id, score, percent, count, category)| {
                let mut row = json!({"controlName": id, "score": score, "controlCategory": category});
                if let Some(percent) = percent {
                    row["scoreInPercentage"] = Value::from(f64::from(percent) / 100.0);
                }
                if let Some((count, total)) = count {
                    (row["count"], row["total"]) =
                        (Value::from(count.to_string()), Value::from(total.to_string()));
                }
                row
            })
            .collect();
        json!({"value": [{"id": "0a_2026-03-02", "azureTenantId": "0a", "controlScores": scores}]})
    })
}

fn profiles() -> impl Strategy<Value = Value> {
    const STATES: [&str; 6] = ["Default", "Ignored", "ThirdParty", "Reviewed", "snoozed", "planned"];
    let one = (id(), 0..12_u32, prop::sample::select(&STATES[..]), any::<bool>(), "[A-Za-z ]{1,9}");
    prop::collection::vec(one, 0..40).prop_map(|rows| {
        let mut seen = std::collections::BTreeSet::new();
        let rows = rows.into_iter().filter(|row| seen.insert(row.0.clone()));
        let profiles: Vec<Value> = rows
            .map(|(id, max, state, own, title)| {
                json!({"id": id, "azureTenantId": if own { "0a" } else { "0b" }, "title": title, "maxScore": max,
                    "controlCategory": "Apps", "service": title, "controlStateUpdates": [
                        {"state": state, "updatedDateTime": "2026-02-02T10:00:00Z"},
                        {"state": "Default", "updatedDateTime": "2026-02-02T09:00:00Z"}]})
            })
            .collect();
        json!({"value": profiles, "@odata.nextLink": "more"})
    })
}

fn skus() -> impl Strategy<Value = Value> {
    let known: Vec<String> = catalogue().skus.keys().map(ToString::to_string).collect();
    let name = prop_oneof![prop::sample::select(known), "[A-Z_]{1,6}", "SKU-[0-9]{1,2}"];
    let plans =
        prop::collection::vec(prop_oneof!["AAD_PREMIUM", "ATA", "[A-Z]{1,5}", "[A-Z]{1,3}_FOR_AGENTS"], 0..5);
    prop::collection::btree_map(name, (0..99_u32, prop::option::of(plans)), 0..6).prop_map(|skus| {
        let skus = skus.into_iter().map(|(name, (seats, plans))| {
            let mut sku = json!({"skuPartNumber": name, "prepaidUnits": {"enabled": seats}});
            if let Some(plans) = plans {
                sku["servicePlans"] = Value::from(plans);
            }
            sku
        });
        json!({"value": skus.collect::<Vec<_>>()})
    })
}

fn table() -> impl Strategy<Value = String> {
    let known: Vec<String> = catalogue().controls.values().map(|control| control.title.clone()).collect();
    let title = prop_oneof![
        4 => prop::sample::select(known.clone()),
        1 => (prop::sample::select(known), "[A-Za-z]{1,4}").prop_map(|(title, app)| format!("{title} (App: {app})")),
        1 => "[A-Za-z][A-Za-z .,-]{0,9}",
        1 => "Recommended action [0-9]{1,2}",
    ];
    const PRODUCTS: [&str; 9] = [
        "",
        "Microsoft Entra ID",
        "Azure AD",
        "okta",
        "Zoom 3",
        "Zoom - Nord",
        "salesforce",
        "Ours",
        "Microsoft Defender f\u{fc}r Endpunkt",
    ];
    const STATUSES: [&str; 6] = ["To address", "Geplant", "\u{e0} traiter", "Completed", "who knows", ""];
    let row = (
        title,
        0..1_000_u32,
        0..1_000_u32,
        prop::sample::select(&PRODUCTS[..]),
        prop::sample::select(&STATUSES[..]),
        0..99_999_u32,
    );
    prop::collection::vec(row, 1..30).prop_map(|rows| {
        let mut text = "Recommended action;Points achieved;Product;Status;Score impact;Category\n".to_owned();
        for (title, a, b, product, status, impact) in rows {
            let (a, b) = (f64::from(a) / 100.0, f64::from(b) / 100.0);
            text.push_str(&format!(
                "\"{title}\";{a}/{b};{product};{status};+{},{} %;Daten\n",
                impact / 1000,
                impact % 1000
            ));
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Scores, profiles, SKUs and a table together: the same points and maximum to the hundredth and the same number
    /// of controls; the second time changes no byte.
    #[test]
    fn generated_exports_keep_their_score(scores in scores(), profiles in profiles(), skus in skus(), table in table()) {
        let texts = [scores.to_string(), profiles.to_string(), skus.to_string(), table];
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for of in [&texts[..1], &texts[..3], &texts[..], &texts[3..]] {
            let Some(before) = imported(of) else { continue };
            let once = made(of).unwrap_or_else(|codes| panic!("{codes:?} {of:#?}"));
            let once: Vec<&str> = once.files.iter().map(|file| file.text.as_str()).collect();
            let after = imported(&once).unwrap();
            prop_assert_eq!(score(&before), score(&after));
            prop_assert_eq!(before.licences.map(|all| all.len()), after.licences.map(|all| all.len()));
            let twice = made(&once).unwrap();
            prop_assert!(twice.removed.is_empty(), "{:?}", twice.removed);
            for (once, twice) in once.iter().zip(&twice.files) {
                prop_assert_eq!(*once, &twice.text);
            }
        }
    }
}

/// The numbers of some SKUs that nobody knows, given together.
fn numbered(skus: &[&str]) -> Vec<u64> {
    let sku = |name: &&str| json!({"skuPartNumber": name, "prepaidUnits": {"enabled": 3}});
    let text = Value::Array(skus.iter().map(sku).collect()).to_string();
    let made: Value = serde_json::from_str(&made(&[&text]).unwrap().files[0].text).unwrap();
    let made = made.as_array().or_else(|| made["value"].as_array()).unwrap();
    let names = made.iter().map(|sku| sku["skuPartNumber"].as_str().unwrap());
    names.map(|name| name.strip_prefix("SKU-").unwrap().parse().unwrap()).collect()
}

#[test]
fn placeholders_keep_their_order_and_planted_numbers_go() {
    assert_eq!(numbered(&["ZEBRA", "APE", "ZEBRA"]), [1, 2, 1]);
    assert_eq!(numbered(&["SKU-2", "APE", "SKU-1"]), [2, 3, 1]);
    assert_eq!(numbered(&["SKU-4711", "APE"]), [1, 2]);
    assert_eq!(numbered(&["SKU-007", "SKU-10", "SKU-9"]), [3, 2, 1]);
}

/// What carries a number comes before everything else.
#[test]
fn only_placeholders_carry_a_number() {
    assert_eq!(numbered(&["APE", "SKU-12"]), [2, 1]);
    for other in ["SKU-", "SKU-0", "SKU-01", "SKU-1x", "SKU-4915112345678", "sku-1"] {
        assert_eq!(numbered(&[other, "SKU-12"]), [2, 1], "{other}");
    }
}

#[test]
fn an_impact_keeps_its_decimals() {
    for impact in ["+3.24 %", "+0.05 %", "+3 %", "+12.350 %", "+100.0 %"] {
        let table = format!("Recommended action,Points achieved,Score impact\nOne,1/10,{impact}\n");
        let made = made(&[&table]).unwrap().files.remove(0).text;
        assert!(made.lines().any(|row| row.split(',').any(|cell| cell == impact)), "{made}");
    }
}
