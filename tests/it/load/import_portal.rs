//! The Defender portal's CSV, in five languages, alone and beside Graph.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::support::{ROOT, Ran, ask, ask_about, file, folder, hundredths, program, read, run};

pub(crate) fn fixture(name: &str) -> String {
    format!("{ROOT}/tests/fixtures/{name}")
}

/// What an import says, the tenant file, and its score.
pub(crate) struct Imported {
    pub(crate) said: Value,
    pub(crate) tenant: String,
    pub(crate) score: Value,
}

pub(crate) fn imported(paths: &[&str]) -> Imported {
    let said = ask(json!({ "question": "import", "paths": paths, "as_of": "2026-11-02" }));
    let tenant = said["tenant"].as_str().unwrap().to_owned();
    let question = json!({ "question": "score", "tenant": "t.yaml" });
    let score = ask_about([("t.yaml", tenant.as_str())], question);
    Imported { said, tenant, score }
}

/// A table of this test.
fn table(content: impl AsRef<[u8]>) -> Imported {
    let folder = folder();
    imported(&[&file(&folder, "export.csv", content).display().to_string()])
}

fn codes(value: &Value) -> Vec<&str> {
    value["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// The messages of one kind, of which there may be any number.
pub(crate) fn messages<'v>(said: &'v Value, code: &str) -> Vec<&'v str> {
    let findings = said["findings"].as_array().unwrap().iter();
    findings.filter(|f| f["code"] == code).map(|finding| finding["message"].as_str().unwrap()).collect()
}

/// By hand, for the same twelve rows in each language: 39.83 of 81 points. Planned: 4.5 and 7 points more. Licensed
/// is all but the two risk policies of 7; accepted beside them are 7 points more.
#[test]
fn every_language_gives_the_score_by_hand() {
    for name in ["en", "de", "fr", "es", "nl"] {
        let Imported { said, tenant, score } = imported(&[&fixture(&format!("portal/{name}.csv"))]);
        assert_eq!(said["join"]["portal"], json!({"rows": 12, "joined": 10, "unmatched": 2}), "{name}");
        assert_eq!(said["join"]["scored"], 12, "{name}");
        assert_eq!(said["snapshot_date"], "2026-11-02");
        assert_eq!(codes(&said), ["W1011", "N1014"], "{name}: {said:#}");
        assert_eq!(hundredths(&score["points"]), 3_983, "{name}");
        assert_eq!(hundredths(&score["max"]), 8_100, "{name}");
        // 8 points are a third party's, 8 an alternative's.
        assert_eq!(hundredths(&score["asserted_points"]), 1_600, "{name}");
        let views = &score["views"];
        assert_eq!(hundredths(&views["planned"]), 6_337, "{name}");
        assert_eq!(hundredths(&views["current_license"]), 8_272, "{name}");
        assert_eq!(hundredths(&views["achievable"]), 7_407, "{name}");
        assert_eq!(hundredths(&views["achievable_at_most"]), 7_407, "{name}");
        for code in ["W1002", "W1003", "N3010"] {
            assert!(!codes(&score).contains(&code), "{name}: {code}");
        }
        assert!(
            tenant.contains("{ id: MFARegistrationV2, category: Identity, score: 4.50, max: 9.00, max-origin: exported, status: Planned, status-origin: exported, licensed: true, regressed: true, comment: \"after the audit, with the help desk\", last-synced: 2026-10-31 }"),
            "{tenant}"
        );
        assert!(tenant.contains("id: SigninRiskPolicy, category: Identity, score: 0.00, max: 7.00, max-origin: exported, status: Risk accepted, status-origin: exported, licensed: false"), "{tenant}");
    }
}

#[test]
fn a_title_of_several_apps_goes_by_its_product() {
    let Imported { said, tenant, score } = imported(&[&fixture("portal/en.csv")]);
    assert!(tenant.contains("{ id: MDA_GitHub_MFA, category: Apps, score: 0.00, max: 7.00,"), "{tenant}");
    assert!(tenant.contains("portal:okta:enable-multi-factor-authentication-mfa,"), "{tenant}");
    let products = score["products"].as_array().unwrap();
    let endpoint =
        products.iter().find(|product| product["name"] == "Microsoft Defender for Endpoint").unwrap();
    // The row that nobody knows counts under its product: 10 and 6 points.
    assert_eq!(hundredths(&endpoint["max"]), 1_600);
    let message = messages(&said, "W1011");
    assert_eq!(message.len(), 1);
    let finding = said["findings"].as_array().unwrap().iter().find(|f| f["code"] == "W1011").unwrap();
    assert!(finding["help"].as_str().unwrap().contains("planned with an estimated effort"), "{finding}");
    assert!(message[0].contains("2 of 12 rows") && message[0].contains("`Block what nobody"), "{message:?}");
    // Without a product the title has to do; with one that has no such title it does not.
    let joined = |product: &str| {
        let text = format!(
            "Recommended action,Points achieved,Product\nDesignate more than one global admin,1/1,{product}\n"
        );
        table(text).said["join"]["portal"]["joined"].clone()
    };
    for (product, expected) in [
        ("", 1),
        ("Entra", 1),
        ("Azure Active Directory", 1),
        ("entra-id", 1),
        ("Something\u{a0}new", 1),
        ("Exchange Online", 0),
        ("Zoom", 0),
    ] {
        assert_eq!(joined(product), expected, "{product}");
    }
}

/// Excel's way to save: UTF-16 with tabs, or a first line that names the separator.
#[test]
fn every_encoding_and_separator_is_read() {
    let english = read(fixture("portal/en.csv")).trim_start_matches('\u{feff}').to_owned();
    let german = read(fixture("portal/de.csv")).trim_start_matches('\u{feff}').to_owned();
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let quoted: String = german
        .lines()
        .map(|line| line.split(';').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(";") + "\r\n")
        .collect();
    for (name, content) in [
        ("no mark", english.clone().into_bytes()),
        ("UTF-16 with mark", utf16(&format!("\u{feff}{english}"))),
        ("UTF-16 without mark", utf16(&english)),
        ("tabs", german.replace(';', "\t").into_bytes()),
        ("a named separator", format!("sep=;\r\n{german}").into_bytes()),
        ("quotes around everything", quoted.into_bytes()),
        (
            "bare line ends and empty lines",
            format!("\n{}\n;;;\n\n", german.replace("\r\n", "\n")).into_bytes(),
        ),
    ] {
        let Imported { said, score, .. } = table(content);
        assert_eq!(said["join"]["portal"]["joined"], 10, "{name}");
        assert_eq!(hundredths(&score["points"]), 3_983, "{name}");
    }
}

#[test]
fn two_columns_in_any_order_are_enough_and_unknown_ones_are_named_once() {
    let Imported { said, score, tenant } = table(
        "Owner;Points achieved;Title\nAnna;0,5/1;Designate more than one global admin\nBert;2/3;ensure  mailtips are enabled for end users.\n",
    );
    assert_eq!(said["join"]["portal"]["joined"], 2);
    assert_eq!(messages(&said, "N1008").len(), 1);
    assert!(messages(&said, "N1008")[0].contains("Owner (2)"));
    assert_eq!(hundredths(&score["points"]), 250);
    // Nobody said what is planned.
    assert_eq!(score["views"]["planned"], Value::Null);
    assert!(codes(&score).contains(&"N3010"));
    assert!(!tenant.contains("status:") && !tenant.contains("licensed:"), "{tenant}");
}

#[test]
fn points_win_over_statuses_and_unknown_words_are_named() {
    let Imported { said, score, tenant } = table(
        "Recommended action,Points achieved,Status,Have license?,Score impact\n\
         Designate more than one global admin,0.5/1,Completed,maybe,lots\n\
         Ensure MailTips are enabled for end users,3/3,To address,Yes,+75.00 %\n\
         Use least privileged administrative roles,0/0,Aufgeschoben,,\n",
    );
    assert_eq!(hundredths(&score["points"]), 350);
    assert_eq!(hundredths(&score["max"]), 400);
    assert!(
        tenant.contains("id: OneAdmin, score: 0.50, max: 1.00, max-origin: exported, status: To address")
    );
    assert!(tenant.contains(
        "id: exo_mailtipsenabled, score: 3.00, max: 3.00, max-origin: exported, status: Completed"
    ));
    assert!(tenant.contains("{ id: RoleOverlap, score: 0.00, max: 0.00, max-origin: exported }"), "{tenant}");
    assert!(messages(&said, "W1012")[0].contains("1 of 3 rows"), "{said:#}");
    assert!(messages(&said, "W1006")[0].contains("`Aufgeschoben`"));
    assert_eq!(messages(&said, "W1010").len(), 2);
    assert!(!codes(&said).contains(&"W1013"));
}

/// Ten rows of 10 points, each a tenth; and half of the rows filtered out: every impact is a share of twice as much.
#[test]
fn impacts_tell_when_rows_are_missing() {
    let text = |rows: usize, impact: &str| {
        let rows: String = (0..rows).map(|n| format!("Row {n},1/10,{impact}\n")).collect();
        format!("Recommended action,Points achieved,Score impact\n{rows}")
    };
    assert!(!codes(&table(text(10, "+10 %")).said).contains(&"W1013"));
    assert!(!codes(&table(text(10, "+10.01 %")).said).contains(&"W1013"));
    let said = table(text(10, "+5.00 %")).said;
    let finding = said["findings"].as_array().unwrap().iter().find(|f| f["code"] == "W1013").unwrap().clone();
    assert!(finding["message"].as_str().unwrap().contains("10 of 10 score impacts"), "{finding}");
    assert!(finding["help"].as_str().unwrap().contains("about 200.00 points"), "{finding}");
    // A handful of rows is no score of which some are missing: a note says what it is.
    let said = table(text(2, "+5.00 %")).said;
    assert!(!codes(&said).contains(&"W1013"), "{said:#}");
    assert!(messages(&said, "N1113")[0].starts_with("2 rows are no whole score"), "{said:#}");
}

#[test]
fn ids_of_unknown_rows_are_stable_and_different() {
    let long =
        "Ensure that every device of every user in every country is known, patched and owned by somebody";
    let text = |rows: &[&str]| {
        let rows: String = rows.iter().map(|title| format!("\"{title}\",1/2\n")).collect();
        format!("Recommended action,Points achieved\n{rows}")
    };
    let ids = |tenant: &str| -> Vec<String> {
        let lines = tenant.lines().filter_map(|line| line.trim().strip_prefix("- { id: "));
        lines.map(|line| line.split(',').next().unwrap().trim_matches('"').to_owned()).collect()
    };
    let twin = format!("{long} else");
    let one = ids(&table(text(&[long, &twin, "Same", "Same", "Größer & besser"])).tenant);
    let other = ids(&table(text(&["Größer  & besser.", "Same", &twin, long, "Same"])).tenant);
    assert_eq!(one, other);
    assert_eq!(one.len(), 5);
    assert!(one.contains(&"portal:größer-besser".to_owned()), "{one:?}");
    assert!(one.contains(&"portal:same".to_owned()) && one.contains(&"portal:same-2".to_owned()), "{one:?}");
    assert!(one.iter().all(|id| id.chars().count() <= 75), "{one:?}");
}

#[test]
fn the_day_is_said_or_taken_from_the_file() {
    let folder = folder();
    let path = file(&folder, "export.csv", read(fixture("portal/en.csv")));
    let of_rows = ask(json!({ "question": "import", "paths": [path.display().to_string()] }));
    assert_eq!(of_rows["snapshot_date"], "2026-10-31");
    assert!(messages(&of_rows, "N1014")[0].contains("Last synced"), "{of_rows:#}");
    let undated = read(fixture("portal/en.csv")).replace("Last synced", "Seen");
    let path = file(&folder, "export.csv", undated.clone());
    let target = folder.path().join("t.yaml").display().to_string();
    // 2026-11-03 12:00 UTC.
    let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(1_793_707_200);
    std::fs::File::options().append(true).open(&path).unwrap().set_modified(changed).unwrap();
    let path = path.display().to_string();
    let said = ask(json!({ "question": "import", "paths": [path] }));
    assert_eq!(said["snapshot_date"], "2026-11-03");
    assert!(messages(&said, "N1014")[0].contains("2026-11-03"), "{said:#}");
    let said = ask(json!({ "question": "import", "paths": [path], "as_of": "2026-10-30" }));
    assert_eq!(said["snapshot_date"], "2026-10-30");
    assert!(messages(&said, "N1014")[0].contains("--as-of"), "{said:#}");
    // Standard input has no day.
    let input = std::fs::File::open(file(&folder, "input.csv", undated)).unwrap();
    let ran: Ran = program().args(["import", "-", "-o", &target]).stdin(input).output().unwrap().into();
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("E1014") && ran.err.contains("--as-of"), "{}", ran.err);
    assert_eq!(run(["import", &path, "-o", &target, "--as-of", "2026-02-30"]).code, 2);
}

#[test]
fn beside_graph_the_portal_only_adds() {
    let scores = fixture("export/scores.json");
    let profiles = [fixture("export/profiles-1.json"), fixture("export/profiles-2.json")];
    let portal = fixture("portal/en.csv");
    let alone = imported(&[&scores, &profiles[0], &profiles[1]]);
    let Imported { said, tenant, score } = imported(&[&portal, &scores, &profiles[0], &profiles[1]]);
    assert_eq!(said["snapshot_date"], "2026-03-02");
    assert!(messages(&said, "N1014")[0].contains("not used"), "{said:#}");
    for key in ["points", "max", "percent", "products", "headline"] {
        assert_eq!(score[key], alone.score[key], "{key}");
    }
    assert_eq!(said["join"]["scored"], 9);
    assert_eq!(said["join"]["portal"], json!({"rows": 12, "joined": 5, "unmatched": 7}));
    // 4.67 of 9 points are left and planned: 14.66 + 4.67 of 44.
    assert_eq!(hundredths(&score["views"]["planned"]), 4_393);
    assert!(tenant.contains("id: MFARegistrationV2, category: Identity, score: 4.33, max: 9.00, max-origin: catalogue, count: 25, total: 52, status: Planned, status-origin: exported, licensed: true, regressed: true"), "{tenant}");
    // Graph's own words stay.
    assert!(tenant.contains("status: Risk accepted, status-origin: exported, licensed: false, assigned-to"));
    assert!(!tenant.contains("portal:okta"), "{tenant}");
}

#[test]
fn statuses_that_differ_from_graphs_are_named() {
    let folder = folder();
    let portal = "Recommended action,Points achieved,Status\n\
        Enable Microsoft Entra ID Identity Protection sign-in risk policies,0/7,Planned\n";
    let portal = file(&folder, "p.csv", portal).display().to_string();
    let profiles = fixture("export/profiles-1.json");
    let Imported { said, tenant, .. } = imported(&[&portal, &fixture("export/scores.json"), &profiles]);
    let message = messages(&said, "W1114")[0];
    assert!(
        message.contains("disagree on 1 of 1 rows")
            && message.contains("risk accepted and 0.00 of 7.00 planned"),
        "{message}"
    );
    assert!(tenant.contains("status: Risk accepted"), "{tenant}");
}

#[test]
fn profiles_and_skus_serve_the_portal_too() {
    let folder = folder();
    let profile = json!({"id": "own_new", "title": "Block what nobody has described yet", "maxScore": 9.0,
        "controlCategory": "Device", "service": "MDATP", "controlStateUpdates": [{"state": "Default"}]});
    let profiles = file(&folder, "p.json", json!([profile]).to_string()).display().to_string();
    let Imported { said, tenant, score } =
        imported(&[&fixture("portal/en.csv"), &profiles, &fixture("export/skus.json")]);
    assert_eq!(said["join"]["portal"]["joined"], 11);
    assert!(tenant.contains("{ id: own_new, title: Block what nobody has described yet, category: Device, service: MDATP, score: 2.00, max: 6.00, max-origin: exported"), "{tenant}");
    assert!(tenant.contains("sku: SPE_E3"), "{tenant}");
    assert!(!codes(&score).contains(&"W3004"));
}

#[test]
fn check_knows_a_table_of_the_portal_and_a_backlog_apart() {
    let folder = folder();
    let backlog = file(&folder, "b.csv", "id,title,points,hours,needs\na,A,1,1,\n").display().to_string();
    let ran = run(["check", &fixture("portal/de.csv"), &backlog]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("de.csv: an export, score 49.17 %"), "{}", ran.out);
    assert!(ran.out.contains("b.csv: a backlog"), "{}", ran.out);
}

/// 10 of 308.60 points are 3.24044 %.
#[test]
fn an_impact_may_be_off_by_its_rounding_and_one_hundredth() {
    let fits = |impact: &str| {
        let rows = format!("One,1/10,+{impact} %\nTwo,1/298.60,\n");
        let said = table(format!("Recommended action,Points achieved,Score impact\n{rows}")).said;
        !codes(&said).contains(&"N1113")
    };
    assert!(fits("3.24") && fits("3.25") && fits("3.23"));
    assert!(!fits("3.26") && !fits("3.22"));
    // Printed with one digit the rounding is ten times as large: 3.3 stands for 3.25 to 3.35.
    assert!(fits("3.2") && fits("3.3") && fits("3"));
    assert!(!fits("3.4") && !fits("4"));
}

/// Statuses of more languages are known than headers: somebody may have put the first line into English.
#[test]
fn statuses_of_more_languages_are_read_under_english_headers() {
    for (word, status) in [
        ("Risco aceito", "Risk accepted"),
        ("Rischio accettato", "Risk accepted"),
        ("リスクの受け入れ", "Risk accepted"),
        ("計画済み", "Planned"),
        ("Pianificato", "Planned"),
        ("Planejado", "Planned"),
        ("Para solucionarlo", "To address"),
    ] {
        let said = table(format!(
            "Improvement action,Points achieved,Status\nDesignate more than one global admin,0/1,{word}\n"
        ));
        assert!(said.tenant.contains(&format!("status: {status}")), "{word}: {}", said.tenant);
    }
}

/// Not measured is not zero, a sum is no row, and the same row twice is one; rows of connected apps may be twins.
#[test]
fn rows_without_points_sums_and_twins() {
    let Imported { said, tenant, score } = table(
        "Rank,Recommended action,Points achieved,Category,Product\n\
         1,Designate more than one global admin,1/1,Identity,Microsoft Entra ID\n\
         2,Use least privileged administrative roles,-/1,Identity,Microsoft Entra ID\n\
         3,Ensure MailTips are enabled for end users,,Apps,Exchange Online\n\
         4,Something,n/a,Apps,Exchange Online\n\
         5,Designate more than one global admin,1/1,Identity,Microsoft Entra ID\n\
         6,Enable multi-factor authentication (MFA),0/7,Apps,GitHub\n\
         7,Enable multi-factor authentication (MFA),0/7,Apps,GitHub\n\
         Total,,15/15,,\n\
         Total rows: 7\n",
    );
    assert!(messages(&said, "W1017")[0].starts_with("3 of 7 rows have no points yet"), "{said:#}");
    assert_eq!(messages(&said, "N1112"), ["rows that are a sum of the others are left out: 1"]);
    assert_eq!(messages(&said, "N1026").len(), 1, "{said:#}");
    assert_eq!((hundredths(&score["points"]), hundredths(&score["max"])), (100, 1_500), "{tenant}");
    assert_eq!(said["join"]["portal"]["rows"], 3, "{tenant}");
}

/// Both figures and both days, and the one finding names the first.
#[test]
fn where_graph_and_the_portal_disagree_is_listed() {
    let folder = folder();
    let portal = "Recommended action,Points achieved,Last synced\n\
        Designate more than one global admin,1/1,2026-11-20\n\
        Ensure MailTips are enabled for end users,3/3,2026-11-21\n\
        Ensure multifactor authentication is enabled for all users,4.3/9,2026-11-21\n";
    let portal = file(&folder, "p.csv", portal).display().to_string();
    let said = ask(json!({ "question": "import", "paths": [portal, fixture("export/scores.json")] }));
    assert_eq!(messages(&said, "W1114").len(), 1, "{said:#}");
    assert!(
        messages(&said, "W1114")[0]
            .starts_with("Graph (2026-03-02) and the portal (2026-11-21) disagree on 1 of 3 rows"),
        "{said:#}"
    );
    let differences = said["differences"].as_array().unwrap();
    let [difference] = differences.as_slice() else { panic!("{differences:?}") };
    assert_eq!(
        (&difference["id"], &difference["title"]),
        (&json!("OneAdmin"), &json!("Designate more than one global admin"))
    );
    for (side, day, points) in [("graph", "2026-03-02", 0), ("portal", "2026-11-21", 100)] {
        assert_eq!(difference[side]["date"], day);
        assert_eq!(hundredths(&difference[side]["points"]), points);
        assert_eq!(hundredths(&difference[side]["max"]), 100);
        assert_eq!(difference[side]["status"], Value::Null);
    }
    let target = folder.path().join("t.yaml").display().to_string();
    let arguments = ["import", &portal, &fixture("export/scores.json"), "-o", &target];
    assert!(!run(arguments).out.contains("disagree"));
    assert!(
        run(arguments.into_iter().chain(["--all-findings"]))
            .out
            .contains("Where Graph and the portal disagree")
    );
}
