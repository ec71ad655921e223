//! Marks planted in any field of a file do not survive anonymising.

use scoreplan::model::reference;
use serde_json::{Map, Value, json};

use crate::load::anonymise::{fixture, made};
use crate::support::read;

/// Stands in everything that is planted, in small and large letters.
const MARK: &str = "qzx";

/// The next thing to plant: names, mail addresses, domains, links, GUIDs, Unicode, JSON in a string, control
/// characters, words that are placeholders in part.
fn planted(n: &mut usize) -> String {
    *n += 1;
    let n = *n;
    match n % 10 {
        0 => format!("Anna Qzx{n}"),
        1 => format!("qzx{n}.person@qzx{n}.example"),
        2 => format!("qzx{n}.onmicrosoft.com"),
        3 => format!("https://portal.qzx{n}.example/?t={n}"),
        4 => format!("{n:08x}-aaaa-4bbb-8ccc-0123456789ab {MARK}"),
        5 => format!("Zürich \u{202e}QZX{n} – Größe"),
        6 => format!("{{\"tenant\": \"qzx{n}\", \"by\": [\"\\u0071zx\"]}}"),
        7 => format!("qzx{n}\u{0}\u{1b}[31m\n- qzx"),
        8 => format!("control-1 qzx{n}"),
        _ => format!("qzx_{n}, =cmd|'qzx'!A1"),
    }
}

/// Every text of a value that is in no list of known words replaced, and a strange field put into every object.
fn plant(value: &Value, kept: &[&str], n: &mut usize) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(|item| plant(item, kept, n)).collect()),
        Value::Object(entries) => {
            let mut out = Map::new();
            for (key, value) in entries {
                let small = key.to_lowercase();
                let value = match value {
                    Value::String(_) if !kept.contains(&small.as_str()) => Value::from(planted(n)),
                    Value::Null if !kept.contains(&small.as_str()) => Value::from(planted(n)),
                    value => plant(value, kept, n),
                };
                out.insert(key.clone(), value);
            }
            out.insert(planted(n), Value::from(planted(n)));
            out.insert("note".to_owned(), json!({ "nested": [planted(n), { planted(n): 1 }] }));
            Value::Object(out)
        }
        other => other.clone(),
    }
}

/// No mark, no mail address, no domain, no GUID.
fn assert_clean(text: &str, of: &str) {
    let small = text.to_lowercase();
    for mark in [MARK, "q\\u", "zürich", "onmicrosoft", "://", "\u{202e}", "\u{1b}"] {
        assert!(!small.contains(mark), "{of}: `{mark}` in {text}");
    }
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    for (at, _) in text.match_indices('@') {
        let (before, after) = (text[..at].chars().last(), text[at + 1..].chars().next());
        assert!(!(letter(before) && letter(after)), "{of}: a mail address in {text}");
    }
    let parts = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.' || c == '_');
    for word in text.split(parts) {
        let last = word.rsplit('.').next().unwrap_or_default();
        let ending = (2..=24).contains(&last.len()) && last.chars().all(|c| c.is_ascii_alphabetic());
        let population = reference::SIZES.iter().any(|(name, _)| *name == word);
        let known =
            population || ["lsass.exe", "mshta.exe", "odata.nextLink", "onboarded.windows"].contains(&word);
        assert!(!(word.contains('.') && ending) || known, "{of}: the domain {word} in {text}");
        let groups: Vec<usize> = word.split('-').map(str::len).collect();
        assert!(groups != [8, 4, 4, 4, 12], "{of}: the GUID {word} in {text}");
    }
}

fn clean(texts: &[&str], of: &str) -> Vec<String> {
    let made = made(texts).unwrap_or_else(|codes| panic!("{of}: {codes:?}"));
    assert!(!made.removed.is_empty(), "{of}");
    made.files.iter().for_each(|file| assert_clean(&file.text, of));
    made.files.into_iter().map(|file| file.text).collect()
}

/// Fields whose text has a meaning that the fixture needs; each of them is planted alone below.
const MEANING: [&str; 7] =
    ["createddatetime", "lastsynced", "updateddatetime", "score", "maxscore", "controlname", "skupartnumber"];

#[test]
fn nothing_that_is_planted_in_json_survives() {
    let mut n = 0;
    let shapes = ["scores", "profiles-1", "profiles-2", "skus", "powershell"];
    let mut values = Vec::new();
    for name in shapes {
        let value: Value = serde_json::from_str(&read(fixture(&format!("export/{name}.json")))).unwrap();
        let planted = plant(&value, &MEANING, &mut n);
        clean(&[&planted.to_string()], name);
        clean(&[&format!("{planted:#}\n{planted}")], &format!("{name}, twice in one file"));
        // As programs write what is not ASCII.
        let escaped: String = planted
            .to_string()
            .chars()
            .map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) })
            .collect();
        clean(&[&escaped], &format!("{name}, escaped"));
        values.push(planted);
    }
    assert!(n > 250, "{n}");
    let [scores, profiles, _, skus, powershell] = <[Value; 5]>::try_from(values).unwrap();
    for (of, value) in [
        ("a bundle", json!({"secureScore": scores, "profiles": profiles, "skus": skus, "qzx": "qzx"})),
        (
            "a batch",
            json!({"responses": [{"id": "qzx", "status": 200, "body": skus, "headers": {"qzx": "qzx"}}]}),
        ),
        ("results", json!({"Metadata": {"Tenant": "qzx"}, "Results": [skus, profiles, {"qzx": 1}]})),
        (
            "PowerShell's fields",
            json!([{"Id": "qzx", "SkuPartNumber": "QZX", "PrepaidUnits": {"Enabled": 1, "Qzx": 2},
            "AdditionalProperties": {"qzx": "qzx", "accountName": "qzx"}}, {"value": powershell}]),
        ),
    ] {
        clean(&[&value.to_string()], of);
    }
}

/// Fields that decide what is read, each with a mark of its own: what can not be read is refused or left out.
#[test]
fn nothing_that_is_planted_in_a_field_with_a_meaning_survives() {
    let score = |field: &str, value: &str| {
        let mut score = json!({"controlName": "OneAdmin", "score": 1, "scoreInPercentage": 100.0});
        score[field] = Value::from(value);
        json!({"id": "t_2026-03-02", "azureTenantId": "qzx", "controlScores": [score]}).to_string()
    };
    for field in ["controlName", "controlCategory", "count", "total", "lastSynced", "scoreInPercentage", "on"]
    {
        clean(&[&score(field, "qzx 1")], field);
    }
    for field in ["score", "maxScore"] {
        assert!(made(&[&score(field, "qzx")]).is_err(), "{field}");
    }
    for id in [
        "mdo_qzx",
        "9.mdo_qzx",
        "AATP_Okta_qzx",
        "scid_qzx",
        "portal:qzx:qzx",
        "qzx.control-1",
        "control-1.qzx",
    ] {
        clean(&[&score("controlName", id)], id);
    }
    let profile = |field: &str, value: Value| {
        let mut profile = json!({"id": "OneAdmin", "azureTenantId": "qzx", "title": "t", "maxScore": 1, "controlCategory": "Identity"});
        profile[field] = value;
        json!([profile]).to_string()
    };
    for (field, value) in [
        ("title", json!("Designate more than one global admin (App: qzx)")),
        ("title", json!("Designate more than one\u{200b} global admin qzx")),
        ("state", json!("qzx")),
        ("service", json!("MDO qzx")),
        ("userImpact", json!("qzx")),
        ("controlStateUpdates", json!("qzx")),
        (
            "controlStateUpdates",
            json!([{"state": "qzx", "updatedDateTime": "2026-01-01T01:02:03Z"}, {"qzx": 1}]),
        ),
        (
            "controlStateUpdates",
            json!({"state": "Ignored", "comment": "qzx", "updatedBy": "qzx@qzx.example"}),
        ),
        ("threats", json!(["qzx"])),
    ] {
        clean(&[&profile(field, value.clone())], &format!("{field}: {value}"));
    }
    // What shows as nothing could still carry something: the catalogue's own spelling is written.
    let texts =
        clean(&[&profile("title", json!("Designate\u{200b} more than ONE global admin"))], "spelling");
    assert!(texts[0].contains("\"Designate more than one global admin\""), "{}", texts[0]);
    let sku = |field: &str, value: Value| {
        let mut sku =
            json!({"skuPartNumber": "SPE_E3", "prepaidUnits": {"enabled": 1}, "accountName": "qzx"});
        sku[field] = value;
        json!({"value": [sku]}).to_string()
    };
    for (field, value) in [
        ("skuPartNumber", json!("QZX")),
        ("skuPartNumber", json!("SPE_E3 for qzx")),
        ("id", json!("qzx_qzx")),
        ("capabilityStatus", json!("qzx")),
        ("prepaidUnits", json!({"enabled": 1, "warning": "qzx", "suspended": "3", "qzx": 4})),
        ("consumedUnits", json!("qzx")),
        (
            "servicePlans",
            json!(["qzx", {"servicePlanName": "QZX_FOR_AGENTS"}, {"servicePlanName": "ATA", "provisioningStatus": "qzx"}]),
        ),
    ] {
        clean(&[&sku(field, value.clone())], &format!("{field}: {value}"));
    }
}

#[test]
fn nothing_that_is_planted_in_a_table_survives() {
    let cells = [
        "Ask qzx@qzx.example",
        "Enable multi-factor authentication (MFA) (App: QZX GmbH)",
        "Designate more than one global admin",
    ];
    let header = |words: [&str; 9], separator: &str| words.join(separator);
    let languages = [
        [
            "Recommended action",
            "Points achieved",
            "Status",
            "Have license?",
            "Category",
            "Product",
            "Last synced",
            "Notes",
            "Rank",
        ],
        [
            "Empfohlene Maßnahme",
            "Erzielte Punkte",
            "Status",
            "Haben Sie eine Lizenz?",
            "Kategorie",
            "Produkt",
            "Letzte Synchronisierung",
            "Notizen",
            "Rang",
        ],
        [
            "Action recommandée",
            "Points obtenus",
            "Statut",
            "Licence disponible ?",
            "Catégorie",
            "Produit",
            "Dernière synchronisation",
            "Notes",
            "Classement",
        ],
    ];
    for words in languages {
        for separator in [",", ";", "\t"] {
            let mut table = format!("{}{separator}qzx column{separator}\n", header(words, separator));
            for (n, title) in cells.iter().enumerate() {
                let product = ["okta: qzx", "Qzx", "GitHub"][n];
                let row = [title, "1/7", "qzx", "qzx", "qzx", product, "qzx", "qzx", "qzx", "qzx", ""];
                table.push_str(&row.map(|cell| format!("\"{cell}\"")).join(separator));
                table.push('\n');
            }
            let texts = clean(&[&table], words[0]);
            assert!(texts[0].starts_with("Recommended action,Points achieved,"), "{}", texts[0]);
            assert!(texts[0].contains("(App: 1)") && texts[0].contains("okta 1"), "{}", texts[0]);
        }
    }
}

#[test]
fn nothing_that_is_planted_in_a_tenant_file_survives() {
    let tenant = "# by qzx for qzx.example
tenant:
  snapshot-date: 2026-11-01
  catalogue-version: qzx
  source-hashes: { qzx.json: qzx, other.json: \"qzx\" }
licences:
  - { sku: QZX_ALL, enabled: 5, group: qzx, plans: [AAD_PREMIUM, QZX, QZX_FOR_AGENTS] } # qzx
  - { sku: SPE_E3, enabled: 50, group: admins }
populations:
  users: { value: 52 }
  qzx.branch: { value: 3 }
groups: { admins: 3, qzx: 4, qzx-2: 5 }
facts: { hybrid: true, qzx: true, onboarded.windows: 12 }
controls:
  - { id: AdminMFAV2, category: Identity, score: 3.33, max: 10, assigned-to: qzx, comment: \"qzx@qzx.example: qzx\" }
  - { id: qzx, title: Qzx, category: Qzx, service: Qzx, score: 0, max: 3 }
  - { id: 47110815.MDA_Google_EnableTwoFactorAuth, score: 0, max: 3 }
  - { id: \"portal:qzx:qzx-qzx\", title: \"Qzx\", service: \"okta qzx\", score: 0, max: 4 }
unscored:
  - { id: qzx_2, max: 9 }
benchmarks:
  - { basis: qzx, percent: 47.15% }
";
    let texts = clean(&[tenant], "a tenant file");
    for kept in [
        "hybrid: 1",
        "onboarded.windows: 12",
        "admins: 3",
        "group: admins",
        "group: group-1",
        "group-1: 4",
        "1.MDA_Google",
        "portal:control-",
    ] {
        assert!(texts[0].contains(kept), "{kept} in {}", texts[0]);
    }
    clean(
        &[
            tenant,
            &json!({"id": "qzx_2026-03-02", "controlScores": [{"controlName": "qzx", "score": 1}]})
                .to_string(),
        ],
        "together",
    );
}
