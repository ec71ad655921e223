//! `catalogue`: list, show, diff, export and lint, and that an export reads back as the same catalogue.

use std::collections::BTreeSet;

use proptest::prelude::*;
use scoreplan::diag::Findings;
use scoreplan::load::catalogue::{load, load_written};
use scoreplan::load::expr;
use scoreplan::load::source::Source;
use scoreplan::model::{Catalogue, Comparison, Expr, Id, reference};
use serde_json::{Value, json};

use crate::support::{ROOT, ask, file, folder, hundredths, read, run, with_overlay};

/// Touches an entry of every kind: changes figures, ways and products, and adds what is new.
const OVERLAY: &str = "source: the bank's architects
product: { id: vault, name: 'Vault: one', services: [VAULT], team: identity, latency: { expected: 36h, slowest: 7d } }
actions:
  - { id: vault-rollout, title: 'Bring \"everybody\" in', effort: { fixed: [4h, 8h, 16h] } }
  - { id: break-glass-accounts, effort: { fixed: [1h, 2h, 3h] } }
controls:
  - { id: vault_rotation, title: Rotate, category: Identity, max: 7, scoring: proportional, population: vault.keys,
      needs: [vault-rollout], effort: { fixed: [1h, 1h, 1h], per-100: [1h, 2h, 3h] }, tags: [vaulted] }
  - { id: vault_old, title: Old, category: Data, scoring: binary, effort: { fixed: [1h, 1h, 1h] }, retired: 2026-06-30 }
  - { id: AdminMFAV2, needs: [vault-rollout], effort: { fixed: [1h, 2h, 4h], per-100: [8h, 16h, 32h] } }
  - { id: exo_mailtipsenabled, max: 9, basis: { max: documented } }
never-scored:
  - { id: vault-drill, title: Drill, why: nobody counts it, instead: [vault_rotation] }
plans:
  - { id: VAULT, name: 'Vault, plan', implies: [AAD_PREMIUM] }
skus:
  - { sku: VAULT, name: Vault suite, plans: [VAULT], prices: [{ amount: '4.00', currency: EUR, per: user-month }] }
  - { sku: SPE_E3, max-seats: 5 }
";

fn sources(text: &str) -> Vec<Source> {
    vec![Source::from_text("overlay.yaml", text)]
}

fn entry<'v>(list: &'v Value, id: &str) -> &'v Value {
    let found = list.as_array().unwrap().iter().find(|entry| entry["id"] == id);
    found.unwrap_or_else(|| panic!("{id}"))
}

/// Without who changed what: an exported file names itself there.
fn unsigned(mut catalogue: Catalogue) -> Catalogue {
    catalogue.controls.values_mut().for_each(|control| control.about.changed.clear());
    catalogue.actions.values_mut().for_each(|action| action.about.changed.clear());
    catalogue.unscored.values_mut().for_each(|entry| entry.changed.clear());
    catalogue
}

#[test]
fn an_export_read_back_changes_nothing() {
    let document = read(format!("{ROOT}/src/docs/formats.md"));
    let example = document.split("```yaml\n").find(|block| block.starts_with("source: ")).unwrap();
    for overlay in ["", OVERLAY, example.split("```").next().unwrap()] {
        let mut findings = Findings::new();
        let overlays = if overlay.is_empty() { vec![] } else { sources(overlay) };
        let before = load_written(&overlays, &mut findings);
        let exported = sources(&before.text());
        let after = load_written(&exported, &mut findings);
        assert_eq!(before.differences(&after), []);
        assert_eq!(after.text(), before.text());
        let (before, after) = (load(&overlays, &mut findings), load(&exported, &mut findings));
        assert!(!findings.has_errors(), "{findings:#?}");
        assert!(
            !overlay.is_empty() || after.controls.values().all(|control| control.about.changed.is_empty()),
            "an untouched export states nothing"
        );
        let (before, after) = (unsigned(before), unsigned(after));
        assert_eq!(before.products, after.products);
        assert_eq!(before.actions, after.actions);
        for (id, control) in &before.controls {
            assert_eq!(Some(control), after.controls.get(id));
        }
        assert_eq!(before.controls.len(), after.controls.len());
        assert_eq!(before.unscored, after.unscored);
        assert_eq!((before.plans, before.skus), (after.plans, after.skus));
    }
}

#[test]
fn an_edited_export_states_what_was_edited() {
    let mut findings = Findings::new();
    let built_in = load_written(&[], &mut findings);
    let text = built_in.text();
    let (head, tail) = text.split_once("  - id: AdminMFAV2\n").unwrap();
    let edited = format!("{head}  - id: AdminMFAV2\n{}", tail.replacen("max: 10", "max: 8", 1));
    let new = load_written(&sources(&edited), &mut findings);
    let keys: Vec<_> = built_in.differences(&new).into_iter().map(|of| (of.id, of.key.unwrap())).collect();
    assert_eq!(keys, [("AdminMFAV2".into(), "max".to_owned())]);
    let catalogue = load(&sources(&edited), &mut findings);
    let control = &catalogue.controls[&Id::new("AdminMFAV2")];
    assert!(control.max_overlaid);
    assert_eq!(control.about.changed[0].keys, ["max"]);
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn export_writes_whole_files_and_never_over_an_overlay() {
    let folder = folder();
    let overlay = file(&folder, "o.yaml", OVERLAY).display().to_string();
    let out = folder.path().join("all.yaml").display().to_string();
    let ran = run(["catalogue", "export", "--catalogue", &overlay, "-o", &out]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert_eq!(read(&out), run(["catalogue", "export", "--catalogue", &overlay]).out);
    assert_eq!(run(["check", &out]).code, 0);
    let ran = run(["catalogue", "diff", &overlay, &out]);
    assert!(ran.code == 0 && ran.out.contains("say the same"), "{}", ran.out);
    let ran = run(["catalogue", "export", "--catalogue", &overlay, "-o", &overlay]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("E1012") && read(&overlay) == OVERLAY, "{}", ran.err);
    assert_eq!(run(["catalogue", "export", "-o", "/no/such/folder/x.yaml"]).code, 4);
}

#[test]
fn diff_names_entry_key_and_both_values() {
    let folder = folder();
    let overlay = file(&folder, "o.yaml", OVERLAY).display().to_string();
    let value = ask(json!({ "question": "catalogue-diff", "old": "built-in", "new": overlay }));
    assert_eq!(value["schema"], "scoreplan/catalogue-diff/1");
    let rows = value["differences"].as_array().unwrap();
    let row = |id: &str, key: Option<&str>| {
        let found = rows.iter().find(|row| row["id"] == id && row["key"].as_str() == key);
        found.unwrap_or_else(|| panic!("{id} {key:?} in {rows:#?}"))
    };
    assert_eq!(row("break-glass-accounts", Some("effort.fixed"))["new"], "[1h, 2h, 3h]");
    assert_eq!(row("break-glass-accounts", Some("effort.fixed"))["old"], "[4h, 8h, 16h]");
    assert_eq!(row("break-glass-accounts", Some("basis"))["new"], "stated");
    assert_eq!(row("AdminMFAV2", Some("ways.security-defaults.needs"))["new"], Value::Null);
    assert_eq!(row("SPE_E3", Some("max-seats"))["new"], "5");
    let added = row("vault_rotation", None);
    assert!(added["old"].is_null() && added["new"] == "Rotate" && added["kind"] == "control");
    assert!(run(["catalogue", "diff", "built-in", &overlay]).out.contains("(added)"));
    let back = ask(json!({ "question": "catalogue-diff", "old": overlay, "new": "built-in" }));
    assert_eq!(back["differences"].as_array().unwrap().len(), rows.len());
    assert!(run(["catalogue", "diff", "built-in", "built-in"]).out.contains("say the same"));
    assert_eq!(run(["catalogue", "diff", "built-in", "nowhere.yaml"]).code, 4);
    assert_eq!(run(["catalogue", "diff", "built-in", "scenarios/do-nothing.yaml"]).code, 3);
}

#[test]
fn list_holds_everything_and_counts_what_is_current() {
    let folder = folder();
    let overlay = file(&folder, "o.yaml", OVERLAY).display().to_string();
    let value = ask(json!({ "question": "catalogue-list", "catalogue": [overlay] }));
    let catalogue = with_overlay(OVERLAY);
    assert_eq!(value["schema"], "scoreplan/catalogue/1");
    assert_eq!(value["controls"].as_array().unwrap().len(), catalogue.controls.len());
    assert_eq!(value["actions"].as_array().unwrap().len(), catalogue.actions.len());
    assert_eq!(entry(&value["controls"], "vault_old")["retired"], "2026-06-30");
    assert!(entry(&value["controls"], "vault_old")["max"].is_null());
    // Nobody knows how many keys the reference tenant has.
    assert!(entry(&value["controls"], "vault_rotation")["effort_hours"].is_null());
    let mfa = entry(&value["controls"], "AdminMFAV2");
    // 2 h and 10 administrators at 16 h for 100.
    assert_eq!(mfa["effort_hours"]["likely"].to_string(), "3.60");
    assert_eq!((&mfa["effort_basis"], &mfa["entitled_when"]), (&"stated".into(), &"always".into()));
    let rollout = entry(&value["actions"], "vault-rollout");
    assert_eq!(rollout["enables"], serde_json::json!(["AdminMFAV2", "vault_rotation"]));
    assert_eq!(entry(&value["never_scored"], "vault-drill")["why"], "nobody counts it");
    let product = entry(&value["products"], "vault");
    assert_eq!((product["controls"].as_i64(), product["points"].to_string()), (Some(1), "7.00".to_owned()));
    assert_eq!(value["reference"]["users"], 1000);

    let table = |more: &[&str]| {
        run([&["catalogue", "list", "--catalogue", &overlay, "--product", "vault"], more].concat())
    };
    let ran = table(&[]);
    assert!(
        ran.out.starts_with("1 current control of 1 product, 1 action, 1 retired; version"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("vault_old"));
    assert!(table(&["--retired"]).out.contains("2026-06-30"));
    let csv = table(&["--format", "csv"]).out;
    assert!(csv.lines().count() == 3 && csv.starts_with("kind,id,product"), "{csv}");
    let tagged = ask(json!({ "question": "catalogue-list", "catalogue": [overlay], "tag": "vaulted" }));
    assert_eq!(tagged["actions"][0]["id"], "vault-rollout");
    assert_eq!(tagged["products"].as_array().unwrap().len(), 1);
}

#[test]
fn unknown_maxima_are_counted_and_named() {
    let folder = folder();
    let text = OVERLAY.replace(" retired: 2026-06-30 ", " portal: somewhere ");
    let overlay = file(&folder, "o.yaml", text).display().to_string();
    let ran = run(["catalogue", "list", "--catalogue", &overlay, "--product", "vault"]);
    assert!(ran.out.contains("1 control has no published maximum: vault_old"), "{}", ran.out);
}

#[test]
fn show_says_what_is_known_and_who_changed_it() {
    let folder = folder();
    let overlay = file(&folder, "o.yaml", OVERLAY).display().to_string();
    let show = |name: &str| run(["catalogue", "show", name, "--catalogue", &overlay]);
    let object = |name: &str| {
        ask(json!({ "question": "catalogue-show", "name": name, "catalogue": [overlay] }))["entries"].clone()
    };
    let ran = show("AdminMFAV2");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("(the bank's") && ran.out.contains("stated"), "{}", ran.out);
    let mfa = &object("AdminMFAV2")[0];
    assert_eq!(mfa["changed"][0]["keys"], serde_json::json!(["needs", "effort"]));
    assert_eq!(mfa["basis"]["effort"], "stated");
    // A title, whatever its blanks and capitals; an instance of an app; a SKU that is called like its plan.
    let title = "  ensure MULTIFACTOR authentication is  enabled for all users in administrative roles ";
    assert_eq!(object(title)[0]["id"], "AdminMFAV2");
    assert_eq!(object("11770.AdminMFAV2")[0]["id"], "AdminMFAV2");
    let both: Vec<_> = object("VAULT").as_array().unwrap().iter().map(|e| e["kind"].clone()).collect();
    assert_eq!(both, ["sku", "plan"]);
    assert_eq!(object("VAULT")[0]["prices"][0]["amount"].to_string(), "4.00");
    assert!(object("VAULT")[0]["controls"].as_array().unwrap().len() > 1, "what the plan implies counts");
    assert_eq!(object("Vault: one")[0]["services"][0], "VAULT");
    assert_eq!(object("vault-drill")[0]["kind"], "never-scored");
    assert_eq!(object("vault-rollout")[0]["enables"][0], "AdminMFAV2");
    for name in ["AdminMFAV2", "vault-rollout", "vault", "VAULT", "SPE_E3", "AAD_PREMIUM", "vault-drill"] {
        for format in ["table", "md", "csv"] {
            let ran = run(["catalogue", "show", name, "--catalogue", &overlay, "--format", format]);
            assert!(ran.code == 0 && !ran.out.is_empty(), "{name} {}", ran.err);
        }
    }
}

/// The ids of exports that the public lists know: 461 controls, and one of them by an instance too.
#[test]
fn every_current_id_is_listed_and_complete() {
    let list = ask(json!({ "question": "catalogue-list" }));
    let current: Vec<&Value> =
        list["controls"].as_array().unwrap().iter().filter(|control| control["retired"].is_null()).collect();
    let seen = current.iter().flat_map(|control| control["seen_as"].as_array().unwrap());
    let own = current.iter().map(|control| &control["id"]);
    let ids: BTreeSet<&str> = own.chain(seen).map(|id| id.as_str().unwrap()).collect();
    assert!(current.len() >= 461 && ids.len() >= 462, "{} {}", current.len(), ids.len());
    assert!(ids.contains("11770.MDA_Google_EnableTwoFactorAuth"));
    for control in current {
        for key in
            ["title", "product", "category", "scoring", "visible_when", "entitled_when", "effort_basis"]
        {
            assert!(control[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {control}");
        }
        for key in ["low", "likely", "high"] {
            assert!(hundredths(&control["effort_hours"][key]) > 0, "{key} of {control}");
        }
        assert!(hundredths(&control["latency_hours"]) > 0, "{control}");
        let basis = control["effort_basis"].as_str().unwrap();
        assert!(["documented", "observed", "estimate"].contains(&basis), "{control}");
    }
    let actions = list["actions"].as_array().unwrap();
    assert!(actions.len() >= 30);
    for action in actions {
        assert!(action["team"].is_string() && action["effort_hours"].is_object(), "{action}");
        assert!(action["done_when"].is_string(), "{action}");
        assert!(!action["enables"].as_array().unwrap().is_empty(), "{action}");
    }
    assert_eq!(run(["catalogue", "lint"]).code, 0);
    let overlay = "controls:\n  - { id: AdminMFAV2, seen-as: [7.OneAdmin] }\n";
    let folder = folder();
    let ran = run(["check", &file(&folder, "o.yaml", overlay).display().to_string()]);
    assert!(ran.code == 3 && ran.err.contains("no instance of `AdminMFAV2`"), "{}", ran.err);
}

#[test]
fn misspelt_names_get_a_suggestion() {
    for (arguments, like) in [
        (["show", "AdminMFV2"], "`AdminMFAV2`"),
        (["show", "SPE_E33"], "`SPE_E3`"),
        (["list", "--product=entra-di"], "`entra-id`"),
    ] {
        let ran = run([&["catalogue"], arguments.as_slice()].concat().iter().filter(|word| !word.is_empty()));
        assert_eq!(ran.code, 3, "{}", ran.err);
        assert!(ran.err.contains(&format!("did you mean {like}?")), "{}", ran.err);
    }
    assert_eq!(run(["catalogue", "list", "--tag", "no such tag"]).code, 3);
    assert_eq!(run(["catalogue"]).code, 2);
}

#[test]
fn tables_fit_a_terminal() {
    let folder = folder();
    let overlay = file(&folder, "o.yaml", OVERLAY).display().to_string();
    for arguments in [
        &["list", "--retired"][..],
        &["list"],
        &["show", "AdminMFAV2"],
        &["show", "SPE_E5"],
        &["show", "defender-for-endpoint"],
        &["diff", "built-in", &overlay],
    ] {
        let ran = run([&["catalogue"], arguments].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        for line in ran.out.lines() {
            assert!(line.chars().count() <= 80, "{arguments:?}: {line}");
        }
    }
}

#[test]
fn every_built_in_effort_has_a_figure_at_the_reference_tenant() {
    let catalogue = with_overlay("");
    for control in catalogue.controls.values() {
        for way in &control.ways {
            let effort = reference::effort(&way.effort, control.scoring.population());
            assert!(effort.is_some(), "{}: give its population a size in model::reference", control.id);
        }
    }
    for action in catalogue.actions.values() {
        assert!(reference::effort(&action.effort, None).is_some(), "{}", action.id);
    }
}

fn conditions() -> impl Strategy<Value = Expr> {
    let comparison = prop_oneof![
        Just(Comparison::Greater),
        Just(Comparison::AtLeast),
        Just(Comparison::Less),
        Just(Comparison::AtMost),
        Just(Comparison::Equal),
    ];
    let leaf = prop_oneof![
        Just(Expr::Always),
        Just(Expr::Never),
        "[A-Z][A-Z0-9_]{0,6}".prop_map(|plan| Expr::Plan(Id::new(&plan))),
        ("x[a-z0-9.-]{0,5}", comparison, -3_i64..9).prop_map(|(fact, is, n)| Expr::Fact(
            Id::new(&fact),
            is,
            n
        )),
        "[a-zA-Z_]{1,5}\\*?".prop_map(Expr::Scored),
        "[a-zA-Z_]{1,5}".prop_map(|id| Expr::Earned(Id::new(&id))),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|part| Expr::Not(Box::new(part))),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Expr::All),
            proptest::collection::vec(inner, 2..4).prop_map(Expr::Any),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_condition_reads_back(condition in conditions()) {
        let text = condition.to_string();
        prop_assert_eq!(expr::condition(&text, &Expr::Always), Ok(condition), "{}", text);
    }
}
