//! Profiles and rows of the portal join although their titles were altered on the way.

use scoreplan::engine::Memory;
use serde_json::{Value, json};

use crate::support::{ask_about, with_overlay};

/// A control each, its title in the catalogue, and the same title as programs write it.
const WRITTEN: [(&str, &str, &str); 6] = [
    (
        "AATP_DomainControllersWithOldPassword",
        "Change Domain Controller computer account old password",
        "Change Domain Controller computer account old password   ",
    ),
    (
        "SelfServicePasswordReset",
        "Ensure 'Self service password reset enabled' is set to 'All'",
        "Ensure \u{2018}Self service password reset enabled\u{2019} is set to \u{2018}All\u{2019}",
    ),
    (
        "mdo_quarantineretentionperiod",
        "Retain spam in quarantine for 30 days",
        "Retain spam in quarantine for 30\u{202f}days",
    ),
    ("OneAdmin", "Designate more than one global admin", "\u{a0}Designate more than one  global admin."),
    (
        "scid_2510",
        "Block process creations originating from PSExec and WMI commands",
        "block process creations originating from PSExec and WMI commands.\u{202f}",
    ),
    (
        "scid_4001",
        "Remove share write permission set to \u{2018}Everyone\u{2019}",
        "Remove share write permission set to 'Everyone'",
    ),
];

struct Imported {
    said: Value,
    tenant: String,
}

fn imported(files: &[(&str, String)]) -> Imported {
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let question = json!({ "question": "import", "paths": names, "as_of": "2026-11-02" });
    let said = ask_about(files.iter().cloned().collect::<Memory>(), question);
    Imported { tenant: said["tenant"].as_str().unwrap().to_owned(), said }
}

fn codes(said: &Value) -> Vec<&str> {
    said["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[test]
fn the_catalogue_has_these_titles() {
    let catalogue = with_overlay("");
    for (id, title, written) in WRITTEN {
        assert_eq!(catalogue.controls[id].title, title);
        assert_ne!(title, written);
    }
}

/// The portal's table has no ids: the title has to do.
#[test]
fn rows_of_the_portal_join_by_what_their_titles_say() {
    let mut table = "Recommended action,Points achieved\n".to_owned();
    for (_, _, written) in WRITTEN {
        table.push_str(&format!("{},0/5\n", quoted(written)));
    }
    let Imported { said, tenant } = imported(&[("export.csv", table)]);
    assert_eq!(said["join"]["portal"], json!({"rows": 6, "joined": 6, "unmatched": 0}), "{said:#}");
    for (id, ..) in WRITTEN {
        assert!(tenant.contains(&format!("id: {id},")), "{id} in {tenant}");
    }
    assert!(!codes(&said).contains(&"W1011"));
}

/// PowerShell's list of profiles, with what it leaves out: no tenant, no states, keys with a capital.
#[test]
fn profiles_join_by_id_and_bring_titles_for_what_has_none() {
    let profiles: Vec<Value> = WRITTEN
        .iter()
        .map(|(id, _, title)| {
            json!({"Id": id, "Title": title, "ControlCategory": "Identity", "MaxScore": 5.0, "Rank": 10})
        })
        .chain([json!({"Id": "quite_new", "Title": "Do something\u{202f}new. ", "ControlCategory": "Apps",
            "MaxScore": 4.0})])
        .collect();
    let ids = WRITTEN.iter().map(|(id, ..)| *id).chain(["quite_new"]);
    let scores: Vec<Value> =
        ids.map(|id| json!({"controlName": id, "score": 0, "controlCategory": "Identity"})).collect();
    let snapshot = json!({"id": "a_2026-11-01", "currentScore": 0, "maxScore": 34, "controlScores": scores});
    let files = [
        ("scores.json", snapshot.to_string()),
        ("profiles.json", format!("\u{feff}{}", Value::from(profiles))),
        ("export.csv", "Recommended action,Points achieved,Notes\nDo  something new,0/4,soon\n".to_owned()),
    ];
    let Imported { said, tenant } = imported(&files);
    let join = &said["join"];
    assert_eq!((&join["scored"], &join["scored_without_profile"]), (&json!(7), &json!(0)), "{said:#}");
    assert_eq!(join["profiles_without_score"], 0);
    // The row of the portal finds the control that only the profile names.
    assert_eq!(join["portal"], json!({"rows": 1, "joined": 1, "unmatched": 0}), "{said:#}");
    assert!(tenant.contains("id: quite_new,") && tenant.contains("comment: soon"), "{tenant}");
}
