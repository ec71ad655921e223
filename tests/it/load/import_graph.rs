//! Exports of every shape give the same tenant.

use serde_json::{Value, json};

use crate::support::{ROOT, Ran, ask, ask_about, file, folder, hundredths, program, read, run};

fn fixture(name: &str) -> String {
    format!("{ROOT}/tests/fixtures/export/{name}")
}

/// Imports files and gives the JSON of the import and the score of the tenant.
fn imported(paths: &[String]) -> (Value, Value) {
    let import = ask(json!({ "question": "import", "paths": paths }));
    let tenant = import["tenant"].as_str().unwrap();
    let score = ask_about([("t.yaml", tenant)], json!({ "question": "score", "tenant": "t.yaml" }));
    (import, score)
}

fn codes(value: &Value) -> Vec<&str> {
    value["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// Worked out by hand from the fixture: 3.33 + 4.33 + 1 + 0 + 0 + 3 + 0 + 2 + 1 = 14.66 of
/// 10 + 9 + 1 + 1 + 7 + 3 + 4 + 5 + 1 = 41 (the maximum of 5 follows from 2 points at 40 %), of Microsoft's 44: three points of
/// maximum are in no row.
#[test]
fn an_api_export_reproduces_the_score_by_hand() {
    let (import, score) = imported(&[fixture("scores.json"), fixture("profiles-1.json")]);
    assert_eq!(
        import["join"],
        json!({"scored": 9, "scored_without_profile": 7, "profiles_without_score": 0, "pages_missing": 1, "portal": null})
    );
    assert_eq!(hundredths(&score["points"]), 1_466);
    assert_eq!(hundredths(&score["max"]), 4_400);
    assert_eq!(hundredths(&score["percent"]), 3_332);
    // No single row without a maximum can hold them.
    assert_eq!(score["unattributed"].to_string(), r#"{"points":0.00,"max":3.00,"rows":[]}"#);
    assert_eq!(hundredths(&score["residual"]["points"]), 0);
    assert_eq!(score["residual"]["max"].to_string(), "3.00");
    let found = codes(&score);
    for code in ["W1003", "N3017", "W3004", "N3010", "W3003"] {
        assert!(found.contains(&code), "{code} in {found:?}");
    }
    // -1 and an absent average are no benchmarks.
    assert_eq!(score["benchmarks"].as_array().unwrap().len(), 1);
    assert_eq!(hundredths(&score["benchmarks"][0]["percent"]), 5_465);
    assert_eq!(score["views"]["planned"], Value::Null);
    assert!(score["views"]["planned_reason"].as_str().unwrap().contains("Planned"));
}

#[test]
fn all_pages_give_statuses_and_count_what_is_not_measured() {
    let (import, score) =
        imported(&[fixture("scores.json"), fixture("profiles-1.json"), fixture("profiles-2.json")]);
    assert_eq!(import["join"]["pages_missing"], 0);
    assert_eq!(import["join"]["profiles_without_score"], 2);
    // Zap is resolved through a third party: its point is asserted.
    assert_eq!(hundredths(&score["asserted_points"]), 100);
    assert_eq!(hundredths(&score["observed_points"]), 1_366);
    let text = import["tenant"].as_str().unwrap();
    // The newest state counts, not the last one.
    assert!(text.contains("id: SigninRiskPolicy, category: Identity, score: 0.00, max: 7.00, max-origin: profile, count: 0, total: 52, status: Risk accepted"), "{text}");
    assert!(text.contains("{ id: scid_99999, max: 6.00 }"), "{text}");
}

#[test]
fn the_same_export_in_other_wrappings_gives_the_same_score() {
    let scores: Value = serde_json::from_str(&read(fixture("scores.json"))).unwrap();
    let page = read(fixture("profiles-1.json"));
    let snapshot = scores["value"][0].clone();
    let folder = folder();
    let text = scores.to_string();
    let bundle = format!("{{\"secureScore\": {text}, \"profiles\": {page}}}");
    let utf16 = |text: &str, mark: bool| -> Vec<u8> {
        let mark = if mark { "\u{feff}" } else { "" };
        format!("{mark}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let cases: Vec<(&str, Vec<Vec<u8>>)> = vec![
        ("two files", vec![text.clone().into(), page.clone().into()]),
        ("a bundle", vec![bundle.clone().into()]),
        ("concatenated pages", vec![format!("{text}\n{page}").into()]),
        (
            "a bare object and an array",
            vec![
                snapshot.to_string().into(),
                serde_json::from_str::<Value>(&page).unwrap()["value"].to_string().into(),
            ],
        ),
        (
            "a list wrapped by another tool",
            vec![json!({"Metadata": {}, "Results": [snapshot]}).to_string().into(), page.clone().into()],
        ),
        ("UTF-8 with mark", vec![format!("\u{feff}{bundle}").into()]),
        ("UTF-16 with mark", vec![utf16(&bundle, true)]),
        ("UTF-16 without mark", vec![utf16(&bundle, false)]),
        ("the same twice", vec![bundle.clone().into(), text.clone().into(), page.clone().into()]),
    ];
    for (name, contents) in cases {
        let paths: Vec<String> = contents
            .iter()
            .enumerate()
            .map(|(n, content)| file(&folder, &format!("{name}-{n}.json"), content).display().to_string())
            .collect();
        let (import, score) = imported(&paths);
        assert_eq!(import["join"]["scored"], 9, "{name}");
        assert_eq!(hundredths(&score["points"]), 1_466, "{name}");
        assert_eq!(hundredths(&score["max"]), 4_400, "{name}");
    }
}

#[test]
fn standard_input_and_folders_are_read() {
    let out = folder();
    let tenant = out.path().join("t.yaml");
    let bundle = folder();
    file(&bundle, "b.json", read(fixture("scores.json")));
    file(&bundle, ".hidden", "not json");
    let ran = run(["import", bundle.path().to_str().unwrap(), "-o", tenant.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let input = std::fs::File::open(fixture("scores.json")).unwrap();
    let ran: Ran = program().args(["import", "-", "-o"]).arg(&tenant).stdin(input).output().unwrap().into();
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn powershell_is_read_and_its_truncation_is_named() {
    let (import, score) = imported(&[fixture("powershell.json")]);
    assert_eq!(import["snapshot_date"], "2026-03-02");
    assert_eq!(hundredths(&score["points"]), 633);
    assert_eq!(hundredths(&score["max"]), 1_300);
    let out = folder();
    let target = out.path().join("t.yaml");
    let ran = run(["import", &fixture("truncated.json"), "-o", target.to_str().unwrap()]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("E1005") && ran.err.contains("-Depth 10"), "{}", ran.err);
    assert!(!target.exists());
}

#[test]
fn licences_of_the_export_count_and_dead_ones_do_not() {
    let (import, _) = imported(&[fixture("scores.json"), fixture("skus.json")]);
    let found = codes(&import);
    assert!(found.contains(&"N1009"), "{found:?}");
    let text = import["tenant"].as_str().unwrap();
    assert!(text.contains("{ sku: SPE_E3, enabled: 50, warning: 2, suspended: 0, consumed: 48, plans: [AAD_PREMIUM, EXCHANGE_S_ENTERPRISE] }"), "{text}");
    assert!(text.contains("{ sku: AAD_PREMIUM_P2, enabled: 0, warning: 0, suspended: 5"), "{text}");
    // The suspended P2 entitles nobody.
    let rank = ask_about([("t.yaml", text)], json!({ "question": "rank", "tenant": "t.yaml" }));
    let excluded = rank["excluded"].as_array().unwrap();
    let risk = excluded.iter().find(|control| control["id"] == "SigninRiskPolicy").unwrap();
    assert_eq!(risk["reason"], "needs-licence");
}

/// The tenant file stands without the list, which says nothing of what the catalogue or the export knows.
#[test]
fn a_list_of_service_plans_fills_in_what_nobody_else_says() {
    let folder = folder();
    let owned = r#"[{ "skuPartNumber": "CHARITY_SUITE", "prepaidUnits": { "enabled": 40 }, "consumedUnits": 3 },
        { "skuPartNumber": "SPE_E3", "prepaidUnits": { "enabled": 9 } },
        { "skuPartNumber": "NOBODY_KNOWS", "prepaidUnits": { "enabled": 9 } }]"#;
    let skus = file(&folder, "skus.json", owned).display().to_string();
    let list = format!("{ROOT}/tests/fixtures/plan-list.csv");
    let unknown = |paths: &[String]| -> Vec<String> {
        let (import, score) = imported(paths);
        assert_eq!(hundredths(&score["points"]), 1_466);
        let found = import["findings"].as_array().unwrap().iter();
        let of_sku = found.filter(|finding| finding["code"] == "W3001");
        of_sku.map(|finding| finding["message"].as_str().unwrap().to_owned()).collect()
    };
    let bare = unknown(&[fixture("scores.json"), skus.clone()]);
    assert!(
        bare.len() == 1 && bare[0].contains("CHARITY_SUITE") && bare[0].contains("NOBODY_KNOWS"),
        "{bare:?}"
    );
    let with = unknown(&[fixture("scores.json"), list.clone(), skus.clone()]);
    assert!(with.len() == 1 && with[0].contains("NOBODY_KNOWS"), "{with:?}");
    let tenant = folder.path().join("t.yaml").display().to_string();
    for question in [
        json!({ "question": "import", "paths": [fixture("scores.json"), skus, list] }),
        json!({ "question": "import", "paths": [fixture("scores.json"), skus], "catalogue": [list] }),
    ] {
        let import = ask(question);
        let text = import["tenant"].as_str().unwrap();
        assert!(text.contains("sku: CHARITY_SUITE, enabled: 40, warning: 0, suspended: 0, consumed: 3, plans: [AAD_PREMIUM_P2"), "{text}");
        assert!(!text.contains("EXCHANGE_S_FOUNDATION"), "a stub says nothing: {text}");
        assert!(!text.contains("sku: SPE_E3, enabled: 9, warning: 0, suspended: 0, plans"), "{text}");
    }
    let ran = run(["import", &list, "-o", &tenant]);
    assert!(ran.code == 3 && ran.err.contains("E1008"), "{}", ran.err);
    let ran = run(["check", &list]);
    assert!(ran.code == 0 && ran.out.contains("list of products and"), "{} {}", ran.out, ran.err);
    // An overlay of SKUs alone is an overlay too.
    let overlay = "source: me\nskus:\n  - { sku: CHARITY_SUITE, name: Charity, plans: [AAD_PREMIUM] }\n";
    let overlay = file(&folder, "o.yaml", overlay).display().to_string();
    let ran = run(["check", &overlay]);
    assert!(ran.code == 0 && ran.out.contains("a catalogue overlay"), "{} {}", ran.out, ran.err);
}

/// Nobody looks a SKU up that the message describes: every plan of an unknown one is named, a known one is silent,
/// and Microsoft's list makes each of its SKUs known.
#[test]
fn every_sku_is_recognised_or_listed_with_its_plans() {
    let folder = folder();
    let sku = |name: &str, plans: &[&str]| {
        let plans: Vec<Value> = plans
            .iter()
            .map(|plan| json!({"servicePlanName": plan, "provisioningStatus": "Success", "servicePlanId": "0"}))
            .collect();
        json!({"accountName": "Sample", "appliesTo": "User", "capabilityStatus": "Enabled", "consumedUnits": 1,
            "prepaidUnits": {"enabled": 2}, "skuPartNumber": name, "servicePlans": plans})
    };
    // As in Microsoft's own example: suspended, with its plan switched off.
    let mut off = sku("LOCAL_OFF", &["LOCAL_OFF", "AAD_PREMIUM"]);
    off["servicePlans"][0]["provisioningStatus"] = json!("Disabled");
    let mut all_off = off.clone();
    all_off["skuPartNumber"] = json!("LOCAL_ALL_OFF");
    all_off["servicePlans"][1]["provisioningStatus"] = json!("disabled");
    let all = [
        off,
        all_off,
        sku("SPE_E3", &[]),
        sku("LOCAL_MIXED", &["AAD_PREMIUM", "EXCHANGE_S_FOUNDATION", "SOMETHING_ELSE"]),
        sku("LOCAL_KNOWN", &["AAD_PREMIUM_P2"]),
        sku("CHARITY_SUITE", &["SOMETHING_ELSE"]),
        sku("LOCAL_EMPTY", &[]),
    ];
    let unknown = |skus: &[Value], more: &[String]| -> Vec<String> {
        let skus = file(&folder, "skus.json", json!({ "value": skus }).to_string()).display().to_string();
        let (import, _) = imported(&[&[fixture("scores.json"), skus], more].concat());
        let found = import["findings"].as_array().unwrap().iter().filter(|f| f["code"] == "W3001");
        found.map(|finding| finding["message"].as_str().unwrap().to_owned()).collect()
    };
    // What counts, or what nobody knows anything of, comes before what unlocks nothing.
    assert_eq!(
        unknown(&all, &[]),
        ["6 SKUs are not in the catalogue; \
          `LOCAL_ALL_OFF`: the export lists no plan of it that is on; switched off: AAD_PREMIUM, LOCAL_OFF; \
          `LOCAL_EMPTY`: the export lists no plan of it; \
          `LOCAL_KNOWN`: its plans are known: AAD_PREMIUM_P2; \
          `LOCAL_MIXED`: its known plans are AAD_PREMIUM; the others unlock nothing that is scored: EXCHANGE_S_FOUNDATION, SOMETHING_ELSE; \
          `LOCAL_OFF`: its plans are known: AAD_PREMIUM; switched off: LOCAL_OFF; and 1 more"]
    );
    assert_eq!(
        unknown(&all[5..6], &[]),
        [
            "the SKU `CHARITY_SUITE` is not in the catalogue; its plans unlock nothing that is scored: SOMETHING_ELSE"
        ]
    );
    let list = format!("{ROOT}/tests/fixtures/plan-list.csv");
    let with = unknown(&all, &[list]);
    assert!(
        with.len() == 1 && with[0].starts_with("5 SKUs") && !with[0].contains("CHARITY_SUITE"),
        "{with:?}"
    );
}

#[test]
fn an_existing_file_survives_a_failed_import() {
    let out = folder();
    let target = file(&out, "t.yaml", "precious");
    let ran = run(["import", &fixture("truncated.json"), "-o", target.to_str().unwrap()]);
    assert_eq!(ran.code, 3);
    assert_eq!(read(&target), "precious");
}

#[test]
fn profiles_of_another_tenant_set_no_status() {
    let folder = folder();
    let foreign = read(fixture("profiles-1.json")).replace("00000000000a", "00000000000b");
    let foreign = file(&folder, "foreign.json", foreign).display().to_string();
    let (import, _) = imported(&[fixture("scores.json"), foreign]);
    assert!(codes(&import).contains(&"W1007"));
}

#[test]
fn of_many_snapshots_the_newest_counts() {
    let folder = folder();
    let older = read(fixture("scores.json")).replace("2026-03-02", "2026-02-02").replace("14.66", "1");
    let older = file(&folder, "older.json", older).display().to_string();
    let (import, score) = imported(&[older, fixture("scores.json")]);
    assert_eq!(import["snapshot_date"], "2026-03-02");
    assert!(codes(&import).contains(&"N1004"));
    assert_eq!(hundredths(&score["points"]), 1_466);
}

/// The prefix of a Windows row can look like a platform's: `scid_53` is Windows, `scid_5001` is macOS.
#[test]
fn device_populations_follow_the_platforms_numbers() {
    let row = |id: &str, total: i64| {
        format!("{{\"controlName\": \"{id}\", \"score\": 0, \"count\": \"0\", \"total\": \"{total}\"}}")
    };
    let rows = [
        row("scid_53", 70),
        row("scid_61", 60),
        row("scid_5001", 5),
        row("scid_6002", 3),
        row("scid_10001", 99),
    ];
    let folder = folder();
    let scores =
        format!("{{\"id\": \"t_2026-01-01\", \"controlScores\": [{}], \"newField\": 1}}", rows.join(","));
    let scores = file(&folder, "s.json", scores).display().to_string();
    let tenant = folder.path().join("t.yaml").display().to_string();
    let ran = run(["import", &scores, "-o", &tenant]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("N1008") && ran.err.contains("newField (1)"), "{}", ran.err);
    let text = read(&tenant);
    for line in ["devices.windows: { value: 70,", "devices.macos: { value: 5,", "devices.linux: { value: 3,"]
    {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn the_same_licences_twice_are_the_same_licences_and_others_are_refused() {
    let out = folder();
    let tenant = out.path().join("t.yaml").display().to_string();
    let copy = file(&out, "copy.json", read(fixture("skus.json"))).display().to_string();
    assert_eq!(run(["import", &fixture("scores.json"), &fixture("skus.json"), &copy, "-o", &tenant]).code, 0);
    assert!(read(&tenant).contains("sku: SPE_E3, enabled: 50,"));
    let other = read(fixture("skus.json")).replace("\"consumedUnits\": 48", "\"consumedUnits\": 47");
    let other = file(&out, "other.json", other).display().to_string();
    let ran = run(["import", &fixture("scores.json"), &fixture("skus.json"), &other, "-o", &tenant]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("E1009"), "{}", ran.err);
}

/// Wrappings that page loops and other tools leave behind.
#[test]
fn nested_wrappings_are_taken_off() {
    let scores: Value = serde_json::from_str(&read(fixture("scores.json"))).unwrap();
    let profiles: Value = serde_json::from_str(&read(fixture("profiles-1.json"))).unwrap();
    let skus: Value = serde_json::from_str(&read(fixture("skus.json"))).unwrap();
    let folder = folder();
    let snapshot = &scores["value"][0];
    for (name, value) in [
        ("an object as value", json!([{"value": snapshot}, profiles])),
        ("a list of pages", json!([scores, profiles])),
        ("a list of lists", json!([[snapshot], profiles["value"]])),
        ("results of results", json!({"Metadata": {}, "Results": [{"value": [snapshot]}, profiles]})),
        (
            "a batch",
            json!({"responses": [{"id": "1", "status": 200, "body": scores}, {"id": "2", "body": profiles}]}),
        ),
        ("a page beside a bundle", json!({"value": [snapshot], "profiles": profiles})),
    ] {
        let path = file(&folder, "x.json", value.to_string()).display().to_string();
        let (import, score) = imported(&[path]);
        assert_eq!(import["join"]["scored"], 9, "{name}");
        assert_eq!(import["join"]["scored_without_profile"], 7, "{name}");
        assert_eq!(hundredths(&score["points"]), 1_466, "{name}");
    }
    let path = file(&folder, "y.json", json!({"secureScore": scores, "skus": skus}).to_string())
        .display()
        .to_string();
    assert!(!codes(&imported(&[path]).1).contains(&"W3004"));
}

fn refused(changed: impl Fn(&mut Value), base: &str) -> String {
    let mut value: Value = serde_json::from_str(&read(fixture(base))).unwrap();
    changed(&mut value);
    let folder = folder();
    let path = file(&folder, "x.json", value.to_string()).display().to_string();
    let out = folder.path().join("t.yaml").display().to_string();
    let scores = fixture("scores.json");
    let mut arguments = vec!["import", path.as_str(), "-o", out.as_str()];
    if base != "scores.json" {
        arguments.push(&scores);
    }
    let ran = run(arguments);
    format!("{} {}", ran.code, ran.err)
}

#[test]
fn nothing_of_an_export_vanishes_in_silence() {
    let score = |change: fn(&mut Value)| refused(|value| change(&mut value["value"][0]), "scores.json");
    let sku = |change: fn(&mut Value)| refused(|value| change(&mut value["value"][0]), "skus.json");
    let profile = |change: fn(&mut Value)| refused(|value| change(&mut value["value"][0]), "profiles-1.json");
    for (text, code, finding) in [
        (score(|v| v["controlScores"][1] = Value::Null), "3", "E1007"),
        (score(|v| v["controlScores"][1] = "x".into()), "3", "E1007"),
        (
            score(|v| {
                v["controlScores"][1]["AdditionalProperties"] =
                    "System.Collections.Generic.Dictionary`2".into();
            }),
            "3",
            "E1005",
        ),
        (score(|v| v["controlScores"][1]["count"] = "4,5".into()), "0", "W1010"),
        (score(|v| v["currentScore"] = "1,285".into()), "0", "W1010"),
        (sku(|v| v["prepaidUnits"] = json!({})), "0", "W1023"),
        (
            sku(|v| {
                v["prepaidUnits"] = json!({});
                v["consumedUnits"] = Value::Null;
            }),
            "3",
            "E1007",
        ),
        (sku(|v| v["prepaidUnits"]["enabled"] = (-3).into()), "3", "E1007"),
        (sku(|v| v["skuPartNumber"] = 5.into()), "3", "E1007"),
        (profile(|v| v["controlStateUpdates"] = "snoozed".into()), "0", "W1006"),
        (profile(|v| v["controlStateUpdates"] = json!([{"state": 5}])), "0", "W1006"),
    ] {
        assert!(text.starts_with(code) && text.contains(finding), "{code} {finding}: {text}");
    }
}

#[test]
fn an_export_is_never_replaced_by_its_tenant() {
    let folder = folder();
    let path = file(&folder, "in.json", read(fixture("scores.json")));
    let ran = run(["import", path.to_str().unwrap(), "-o", path.to_str().unwrap()]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("E1012"));
    assert_eq!(read(&path), read(fixture("scores.json")));
}

#[test]
fn the_newest_state_counts_and_words_of_states_are_known() {
    let folder = folder();
    let status = |updates: Value| -> (Option<String>, bool) {
        let scores = json!({"id": "t_2026-03-02", "controlScores": [{"controlName": "own_a", "score": 0}]});
        let profiles = json!([{"id": "own_a", "azureTenantId": "t", "title": "A", "controlCategory": "Apps",
            "maxScore": 3, "controlStateUpdates": updates}]);
        let paths = [("s.json", scores), ("p.json", profiles)]
            .map(|(name, content)| file(&folder, name, content.to_string()).display().to_string());
        let (import, _) = imported(&paths);
        let row = import["tenant"].as_str().unwrap().lines().find(|line| line.contains("own_a")).unwrap();
        let word = row.split_once("status: ").map(|(_, rest)| rest.split(',').next().unwrap().to_owned());
        (word, codes(&import).contains(&"W1006"))
    };
    let updates = json!([
        {"state": "ThirdParty", "updatedDateTime": "2026-02-01T00:00:00Z"},
        {"state": "Ignored", "updatedDateTime": "2026-03-01T00:00:00Z"},
        {"state": "Default", "updatedDateTime": null},
    ]);
    assert_eq!(status(updates), (Some("Risk accepted".to_owned()), false));
    let alternate = Some("Resolved through alternate mitigation".to_owned());
    assert_eq!(status(json!([{"state": "alternateMitigation"}])), (alternate, false));
    assert_eq!(status(json!([{"state": "DEFAULT"}])), (Some("To address".to_owned()), false));
    assert_eq!(status(json!([{"state": "snoozed"}])), (None, true));
}
