//! One finder wherever a name is taken: ids, titles, short and former names, words of titles.

use std::collections::BTreeMap;

use proptest::prelude::*;
use scoreplan::diag::Findings;
use scoreplan::load::catalogue;
use scoreplan::model::{Catalogue, FoundBy, NameKind};
use serde_json::{Value, json};

use crate::support::{ask, ask_with_findings, attempt, file, folder, run};

fn catalogue() -> Catalogue {
    catalogue::load(&[], &mut Findings::new())
}

fn explained(name: &str) -> Value {
    ask(json!({ "question": "explain", "name": name }))
}

#[test]
fn people_find_what_they_call_it() {
    for (name, kind, id) in [
        ("SPE_E5", "sku", "SPE_E5"),
        ("spe_e5", "sku", "SPE_E5"),
        ("E5", "sku", "SPE_E5"),
        ("m365 e5", "sku", "SPE_E5"),
        ("Microsoft 365 E5", "sku", "SPE_E5"),
        ("Office 365 E5", "sku", "ENTERPRISEPREMIUM"),
        ("Business Premium", "sku", "SPB"),
        ("Business Standard", "sku", "O365_BUSINESS_PREMIUM"),
        ("Microsoft 365 E5 Security", "sku", "IDENTITY_THREAT_PROTECTION"),
        ("Defender Suite", "sku", "IDENTITY_THREAT_PROTECTION"),
        ("Azure AD Premium P1", "sku", "AAD_PREMIUM"),
        ("Defender for Endpoint P2", "sku", "WIN_DEF_ATP"),
        ("defender for office 365 plan 2", "sku", "THREAT_INTELLIGENCE"),
        ("MDE", "product", "defender-for-endpoint"),
        ("Microsoft Defender for Endpoint", "product", "defender-for-endpoint"),
        ("azure ad", "product", "entra-id"),
        ("WINDEFATP", "plan", "WINDEFATP"),
        ("Safe Documents", "plan", "SAFEDOCS"),
        ("ADMINMFAV2", "control", "AdminMFAV2"),
        ("legacy authentication", "control", "BlockLegacyAuthentication"),
        ("safe links emails", "control", "mdo_safelinksforemail"),
        ("mailtips", "control", "exo_mailtipsenabled"),
        ("Break-Glass-Accounts", "action", "break-glass-accounts"),
        ("adminmfa", "legacy", "AdminMFA"),
    ] {
        let found = explained(name);
        assert_eq!((&found["kind"], &found["id"]), (&json!(kind), &json!(id)), "{name}");
    }
    // A SKU and its plan of one name are told together.
    let both = explained("aad_premium_p2");
    let kinds: Vec<&Value> = both["entries"].as_array().unwrap().iter().map(|of| &of["kind"]).collect();
    assert_eq!(kinds, ["sku", "plan"]);
}

#[test]
fn a_name_that_fits_several_is_answered_with_these() {
    let several = explained("safe links");
    assert_eq!(several["kind"], "candidates");
    let ids: Vec<&Value> = several["candidates"].as_array().unwrap().iter().map(|of| &of["id"]).collect();
    assert_eq!(ids, ["mdo_safelinksforOfficeApps", "mdo_safelinksforemail"]);
    let shown = run(["explain", "Safe Links"]);
    assert_eq!(shown.code, 0);
    assert!(shown.out.contains("fits 2 names"), "{}", shown.out);
    for question in [
        json!({ "question": "plan", "must": ["safe links"] }),
        json!({ "question": "plan", "never": ["safe links"] }),
        json!({ "question": "catalogue-show", "name": "safe links" }),
        json!({ "question": "licences", "options": ["business premium teams"] }),
    ] {
        let refused = attempt(question.clone()).unwrap_err();
        assert!(refused.contains("E4012") && refused.contains(" fits "), "{question}: {refused}");
    }
}

#[test]
fn what_a_licence_brings_is_told_for_the_tenant() {
    let e3 = explained("SPE_E3");
    assert_eq!(e3["seats"], 1200);
    let of = |id: &str| {
        let controls = e3["controls"].as_array().unwrap();
        controls.iter().find(|control| control["id"] == id).unwrap_or_else(|| panic!("{id}")).clone()
    };
    let row = of("BlockLegacyAuthentication");
    assert_eq!((row["points"].to_string(), row["max"].to_string()), ("3.24".to_owned(), "8.00".to_owned()));
    assert_eq!(row["entitled"], "yes");
    assert_eq!(explained("SPE_E5")["seats"], 0);
    assert_eq!(explained("MDE")["seats"], Value::Null);
    assert_eq!(explained("MDE_LITE")["seats"], 1200, "the suite carries the plan");
}

/// Names in a scenario, in options, among what must be and in prices mean the same as ids.
#[test]
fn names_and_ids_are_the_same_question() {
    let scenario = |names: [&str; 8]| {
        let [e3, e5, mail, glass, product, accepted, ramp, drift] = names;
        format!(
            "scenario: s\nlicences:\n  - {{ from: 2026-12-01, replace: {e3}, with: {e5} }}\n\
             remediate:\n  - {{ control: {mail}, done: 2026-12-20 }}\n  - {{ action: {glass}, done: 2026-12-10 }}\n\
             teams:\n  one: {{ hours-per-week: 20, products: [{product}] }}\n  two: {{ hours-per-week: 20 }}\n\
             status:\n  - {{ control: {accepted}, set: Risk accepted }}\n\
             ramps:\n  - {{ control: {ramp}, stages: [{{ coverage: 10%, wait: 14d }}, {{ coverage: 100% }}] }}\n\
             drift: {{ {drift}: 1% }}\n"
        )
    };
    let ids = scenario([
        "SPE_E3",
        "SPE_E5",
        "mdo_safelinksforemail",
        "break-glass-accounts",
        "entra-id",
        "aad_linkedin_connection_disables",
        "MFARegistrationV2",
        "defender-for-office-365",
    ]);
    let names = scenario([
        "E3",
        "microsoft 365 e5",
        "safe links email",
        "Break-glass-accounts",
        "Azure AD",
        "linkedin",
        "mfaregistrationv2",
        "MDO",
    ]);
    let question = json!({ "question": "project", "scenarios": ["s.yaml"] });
    let asked = |text: &str| ask_with_findings([("s.yaml", text)], question.clone());
    let ((by_id, silent), (by_name, told)) = (asked(&ids), asked(&names));
    assert_eq!(by_id, by_name);
    assert!(!silent.contains("N4013"), "{silent}");
    assert!(told.contains("N4013 `Azure AD` is taken as `entra-id` (Microsoft Entra ID); `E3` is"), "{told}");

    let plan = |name: &str| ask(json!({ "question": "plan", "must": [name], "never": [], "budget": "60h" }));
    assert_eq!(plan("exo_mailtipsenabled")["steps"], plan("mailtips")["steps"]);
    let option = |name: &str| {
        let answer = ask(json!({ "question": "licences", "options": [name], "owned": "SPE_E3:200" }));
        answer["options"][0]["points_unlocked"].clone()
    };
    assert_eq!(option("SPB"), option("business premium"));
    let folder = folder();
    let prices = |sku: &str| {
        let text = format!("currency: USD\nprices:\n  - {{ sku: {sku}, per-month: 11 }}\n");
        let path = file(&folder, "prices.yaml", text);
        ask(json!({ "question": "licences", "options": ["E5"], "prices": path }))["options"][0]["yearly_cost"]
            .clone()
    };
    assert_eq!(prices("SPE_E5"), prices("M365 E5"));
}

/// One instance of an app is named with its number, in whatever letters; a number before a title is none.
#[test]
fn an_instance_keeps_its_number() {
    let catalogue = catalogue();
    let finder = catalogue.finder(&NameKind::WORK);
    let meant = |name: &str| finder.find(name).hits.iter().map(|hit| hit.id_of(name).to_string()).next();
    let known = catalogue.controls.keys().map(|id| id.as_str()).find(|id| id.starts_with("MDA_")).unwrap();
    assert_eq!(meant(&format!("11770.{known}")), Some(format!("11770.{known}")));
    assert_eq!(meant(&format!("11770.{}", known.to_lowercase())), Some(format!("11770.{known}")));
    assert_eq!(meant(known), Some(known.to_owned()));
    assert_eq!(meant("365. mailtips"), None);
}

/// What is written by hand into a tenant file is found too.
#[test]
fn a_tenant_file_takes_names() {
    let tenant = |sku: &str, action: &str| {
        format!(
            "tenant: {{ snapshot-date: 2026-11-01 }}\nlicences: [{{ sku: {sku}, enabled: 5 }}]\n\
             populations: {{ users: {{ value: 5 }} }}\nactions: {{ {action}: done }}\n\
             controls: [{{ id: SigninRiskPolicy, score: 0, max: 7 }}]\n"
        )
    };
    let question = json!({ "question": "rank", "tenant": "t.yaml" });
    let asked = |text: String| ask_with_findings([("t.yaml", text)], question.clone());
    let (by_id, _) = asked(tenant("SPE_E5", "break-glass-accounts"));
    let (by_name, told) = asked(tenant("E5", "Break-Glass-Accounts"));
    assert_eq!(by_id["steps"], by_name["steps"]);
    assert!(told.contains("`E5` is taken as `SPE_E5` (Microsoft 365 E5)"), "{told}");
}

#[test]
fn a_device_control_is_refused_by_its_title_as_by_its_id() {
    let text =
        "scenario: s\nstatus:\n  - { control: Turn on Microsoft Defender Antivirus, set: Risk accepted }\n";
    let folder = folder();
    let path = file(&folder, "s.yaml", text);
    let refused = attempt(json!({ "question": "project", "scenarios": [path] })).unwrap_err();
    assert!(refused.contains("E4006"), "{refused}");
}

/// Of the names of one kind each means one entry: who writes a short name is not asked again.
#[test]
fn no_short_name_of_the_built_in_catalogue_is_of_two() {
    let catalogue = catalogue();
    for kind in [NameKind::Product, NameKind::Sku, NameKind::Plan] {
        let finder = catalogue.finder(&[kind]);
        let also: BTreeMap<&str, &[String]> = match kind {
            NameKind::Product => {
                catalogue.products.iter().map(|(id, of)| (id.as_str(), of.also_called.as_slice())).collect()
            }
            NameKind::Sku => {
                catalogue.skus.iter().map(|(id, of)| (id.as_str(), of.also_called.as_slice())).collect()
            }
            _ => catalogue.plans.iter().map(|(id, of)| (id.as_str(), of.also_called.as_slice())).collect(),
        };
        for (id, names) in also {
            for name in names.iter().filter(|name| !name.contains("(EEA)")) {
                let found = finder.find(name);
                let ids: Vec<&str> = found.hits.iter().map(|hit| hit.id).collect();
                assert_eq!(ids, [id], "{kind:?} {name}");
            }
        }
    }
}

proptest! {
    /// Every id means itself, in whatever letters, and no text makes the finder panic.
    #[test]
    fn an_id_means_itself(nth in 0_usize..10_000, upper in any::<bool>(), noise in "\\PC{0,40}") {
        static CATALOGUE: std::sync::LazyLock<Catalogue> = std::sync::LazyLock::new(catalogue);
        let finder = CATALOGUE.finder(&NameKind::ALL);
        let ids: Vec<&str> = finder.ids().collect();
        let id = ids[nth % ids.len()];
        prop_assert_eq!(finder.find(id).by, FoundBy::Id);
        let typed = if upper { id.to_uppercase() } else { id.to_lowercase() };
        let found = finder.find(&format!("  {typed} "));
        prop_assert!(found.by <= FoundBy::IdInOtherCase);
        prop_assert!(found.hits.iter().any(|hit| hit.id.eq_ignore_ascii_case(id)));
        let _ = finder.find(&noise);
    }
}
