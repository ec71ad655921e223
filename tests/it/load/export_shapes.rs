//! One score in every shape that tools, logs and scripts leave it in, and what people give in its place.

use jiff::civil::{Date, date};
use scoreplan::diag::{Findings, Severity};
use scoreplan::load::export;
use scoreplan::load::source::{Source, text};
use scoreplan::model::{Status, Tenant};
use serde_json::{Value, json};

use crate::load::anonymise::{catalogue, made};
use crate::support::{file, folder, run};

/// A tenant or none, and the findings as `code message`.
fn read(source: &Source, as_of: Option<Date>) -> (Option<Tenant>, Vec<String>) {
    let mut findings = Findings::new();
    let tenant = export::import(std::slice::from_ref(source), catalogue(), as_of, &mut findings);
    let said = findings.sorted();
    let said = said.iter().map(|finding| {
        let help = finding.help.as_deref().unwrap_or_default();
        format!("{} {} ({help})", finding.code, finding.message)
    });
    (tenant, said.collect())
}

fn imported(content: &str) -> (Option<Tenant>, Vec<String>) {
    read(&Source::from_text("export", content), None)
}

/// 5 of 10 and 3.6 of 9 points.
fn rows() -> Value {
    json!([
        {"controlName": "AdminMFAV2", "controlCategory": "Identity", "score": 5.0, "scoreInPercentage": 50.0},
        {"controlName": "MFARegistrationV2", "controlCategory": "Identity", "score": 3.6, "count": "20", "total": "50"},
    ])
}

fn snapshot(day: &str) -> Value {
    json!({"id": format!("t_{day}"), "azureTenantId": "t", "createdDateTime": format!("{day}T00:00:00Z"),
        "currentScore": 8.6, "maxScore": 19, "controlScores": rows()})
}

fn page() -> Value {
    json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#security/secureScores", "value": [snapshot("2026-03-02")]})
}

/// The same with another time, and an id that says none.
fn at(time: Value) -> String {
    let mut snapshot = snapshot("2026-03-02");
    snapshot["id"] = "t".into();
    snapshot["createdDateTime"] = time;
    snapshot.to_string()
}

fn assert_same(name: &str, tenant: Option<Tenant>, said: &[String]) {
    let tenant = tenant.unwrap_or_else(|| panic!("{name}: {said:?}"));
    assert_eq!(tenant.snapshot_date, date(2026, 3, 2), "{name}");
    let rows: Vec<(&str, i64, i64)> = tenant
        .controls
        .values()
        .map(|row| (row.id.as_str(), row.score.0, row.max.map_or(0, |max| max.value.0)))
        .collect();
    assert_eq!(rows, [("AdminMFAV2", 500, 1_000), ("MFARegistrationV2", 360, 900)], "{name}: {said:?}");
}

#[test]
fn one_score_is_read_in_every_shape() {
    let (page, one) = (page(), snapshot("2026-03-02"));
    let older = snapshot("2026-03-01");
    let text = page.to_string();
    let lines = |values: &[Value]| values.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let columns: serde_json::Map<String, Value> =
        one.as_object().unwrap().iter().map(|(key, value)| (key.clone(), json!({"0": value}))).collect();
    let mut named = one.clone();
    named["controlScores"] = json!({"AdminMFAV2": {"score": 5}, "MFARegistrationV2": {"score": 3.6}});
    let mut in_text = one.clone();
    in_text["controlScores"] = rows().to_string().into();
    let mut as_comma = one.clone();
    as_comma["controlScores"][1]["score"] = "3,6".into();
    let mut twins = one.clone();
    let again = json!({"controlName": "adminmfav2", "score": 5});
    twins["controlScores"].as_array_mut().unwrap().push(again);
    let snake = text.replace("controlScores", "control_scores").replace("controlName", "control_name");
    let cases: Vec<(&str, String, &str)> = vec![
        ("as it is", text.clone(), ""),
        ("a wrapper", json!({"tenant_name": "Contoso", "result": [one]}).to_string(), "N1019"),
        ("two wrappers", json!({"response": {"result": page}}).to_string(), "N1019"),
        ("named after the tenant", json!({"Contoso Ltd": {"scores": {"today": page}}}).to_string(), "N1019"),
        ("lines, the oldest first", lines(&[older.clone(), one.clone()]), "N1004"),
        ("a search index", lines(&[json!({"_index": "i", "_id": "x", "_source": one})]), "N1019"),
        ("a log", json!({"preview": false, "result": {"_raw": one.to_string()}}).to_string(), "N1020"),
        (
            "a collection of requests",
            json!({"info": {"name": "x"}, "item": [{"name": "a", "request": {"method": "GET"}, "response": [{"code": 200, "body": text}]}]})
                .to_string(),
            "N1020",
        ),
        (
            "what a browser recorded",
            json!({"log": {"entries": [{"response": {"status": 200, "content": {"mimeType": "application/json", "text": text}}}]}})
                .to_string(),
            "N1020",
        ),
        ("the whole as a text", Value::from(text.clone()).to_string(), "N1020"),
        ("scores as a text", in_text.to_string(), "N1020"),
        ("columns of pandas", Value::from(columns).to_string(), ""),
        ("scores by name", named.to_string(), ""),
        ("a program's names", snake, ""),
        ("decimal commas", as_comma.to_string(), ""),
        ("a twin in small letters", twins.to_string(), "N1026"),
        (
            "a query of a log",
            json!({"tables": [{"name": "PrimaryResult", "columns": [{"name": "TimeGenerated"}, {"name": "ControlId"}, {"name": "CurrentScore"}, {"name": "MaxScore"}],
                "rows": [["2026-03-02T03:00:00Z", "AdminMFAV2", 5, 10], ["2026-03-02T03:00:00Z", "MFARegistrationV2", 3.6, 9]]}]})
            .to_string(),
            "N1019",
        ),
        ("marks where files were joined", format!("\u{feff}{older}\n\u{feff}{one}\u{feff}"), "N1004"),
        (
            "YAML",
            "'@odata.context': https://graph.microsoft.com/v1.0/$metadata#security/secureScores(id,value)\nvalue:\n- id: t_2026-03-02\n  createdDateTime: '2026-03-02T00:00:00Z'\n  controlScores:\n  - controlName: AdminMFAV2\n    score: 5.0\n  - controlName: MFARegistrationV2\n    score: 3.6\n"
                .to_owned(),
            "",
        ),
        (
            "what Python prints",
            "{'value': [{'id': 't_2026-03-02', 'by': None, 'controlScores': [{'controlName': 'AdminMFAV2', 'score': 5.0, 'on': True}, {'controlName': 'MFARegistrationV2', 'score': 3.6}]}]}"
                .to_owned(),
            "N1020",
        ),
        ("a batch", json!({"responses": [{"id": "1", "status": 200, "body": page}, {"id": "2", "status": 403, "body": {"error": {"code": "Forbidden", "message": "m"}}}]}).to_string(), "W1018"),
        ("an empty newest day", json!([{"id": "t_2026-03-03", "controlScores": []}, one]).to_string(), "N1024"),
        ("totals beside it", json!([{"createdDateTime": "2026-03-03T00:00:00Z", "currentScore": 9, "maxScore": 19}, one]).to_string(), "N1025"),
        (
            "the head of an answer",
            format!("HTTP/1.1 200 OK\r\nContent-Type: application/json, x\r\n\r\n{page:#}\n"),
            "N1020",
        ),
        ("a warning before it", format!("WARNING: one, two\n{page}\n"), "N1020"),
        ("lines behind it", format!("{page:#}\nINFO: 1 page written\n\nPS C:\\> exit\n"), "N1020"),
        ("within Markdown", format!("# Export\n\n```json\n{page:#}\n```\n"), "N1020"),
        ("Python below a warning", format!("WARNING: old\n{}\n", "[{'id': 't_2026-03-02', 'controlScores': [{'controlName': 'AdminMFAV2', 'score': 5.0}, {'controlName': 'MFARegistrationV2', 'score': 3.6}]}]"), "N1020"),
        ("a key twice with the same value", text.replace("\"score\":5.0", "\"score\":5.0,\"Score\":5"), ""),
        (
            "lists of older PowerShell",
            json!({"value": [{"Id": "t_2026-03-02", "ControlScores": {"value": rows(), "Count": 2}}], "Count": 1}).to_string(),
            "",
        ),
        (
            "a log of Azure",
            json!([
                {"TimeGenerated [UTC]": "3/2/2026, 3:00:00.000 AM", "controlName_s": "AdminMFAV2", "score_d": 5},
                {"TimeGenerated [UTC]": "3/2/2026, 3:00:00.000 AM", "controlName_s": "MFARegistrationV2", "score_d": {"$numberDouble": "3.6"}},
            ])
            .to_string(),
            "",
        ),
        ("a day of PowerShell", at("3/2/2026 12:00:00 AM".into()), ""),
        ("a day of Python", at("2026-03-02 00:00:00".into()), ""),
        ("milliseconds", at(1_772_409_600_000_i64.into()), ""),
        ("seconds", at(1_772_409_600.into()), ""),
    ];
    for (name, content, code) in cases {
        let (tenant, said) = imported(&content);
        assert_same(name, tenant, &said);
        assert!(said.iter().filter(|said| !said.starts_with("N1004")).count() < 6, "{name}: {said:?}");
        assert!(code.is_empty() || said.iter().any(|said| said.starts_with(code)), "{name}: {said:?}");
        // The same file is an export to `check`, and is made anonymous as deep as it is read.
        let made = made(&[&content]).unwrap_or_else(|codes| panic!("{name}: {codes:?}"));
        assert!(!made.files[0].text.contains("Contoso"), "{name}: {}", made.files[0].text);
        let (tenant, said) = imported(&made.files[0].text);
        assert_same(name, tenant, &said);
    }
}

#[test]
fn files_of_utf_16_that_were_joined_are_read() {
    let joined = format!("\u{feff}{}\u{feff}{}", snapshot("2026-03-01"), snapshot("2026-03-02"));
    let bytes: Vec<u8> = joined.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let source = text("joined", &bytes, &mut Findings::new()).unwrap();
    let (tenant, said) = read(&source, None);
    assert_same("UTF-16", tenant, &said);
}

/// What carries no day takes the one that is given, and says so where none is.
#[test]
fn a_day_is_taken_where_there_is_none() {
    for content in
        [rows().to_string(), at(Value::Null), json!({"value": [{"controlScores": rows()}]}).to_string()]
    {
        let (tenant, said) = read(&Source::from_text("export", &content), Some(date(2026, 3, 2)));
        assert_same(&content, tenant, &said);
        assert!(said.iter().any(|said| said.starts_with("N1014") && said.contains("2026-03-02")), "{said:?}");
        let (tenant, said) = imported(&content);
        assert!(tenant.is_none() && said[0].starts_with("E1108") && said[0].contains("--as-of"), "{said:?}");
    }
    let (tenant, said) = imported(&at("03/02/2026 00:00:00".into()));
    assert!(tenant.is_none() && said[0].contains("can be 2026-03-02 or 2026-02-03"), "{said:?}");
}

/// Everything that is refused, with the code and a word of what it says.
#[test]
fn what_is_no_export_is_refused_by_name() {
    let power_shell =
        "\nAppliesTo     : User\nConsumedUnits : 48\nServicePlans  : {A, B...}\nSkuPartNumber : SPB\n";
    let mut selected = snapshot("2026-03-02");
    selected.as_object_mut().unwrap().retain(|key, _| key != "controlScores");
    let mut odd = snapshot("2026-03-02");
    odd["controlScores"] = json!([{"controlName": "nobody_knows", "score": 3}]);
    let mut twice = snapshot("2026-03-02");
    twice["controlScores"][1] = json!({"controlName": "adminmfav2", "score": 4});
    let cases: Vec<(String, &str, &str)> = vec![
        (json!({"error": {"code": "Authorization_RequestDenied", "message": "No."}}).to_string(), "E1018", "403 Forbidden: the account lacks SecurityEvents.Read.All"),
        (json!({"error": {"code": "InvalidAuthenticationToken", "message": "Expired."}}).to_string(), "E1018", "401 Unauthorized"),
        (json!({"error": {"code": "x", "innerError": {"status": "429"}}}).to_string(), "E1018", "429 Too Many Requests"),
        (json!({"PSError": "The remote server returned an error: (403) Forbidden."}).to_string(), "E1018", "403 Forbidden"),
        ("<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>".to_owned(), "E1019", "a web page"),
        ("<Objs Version=\"1.1.0.1\"><Obj/></Objs>".to_owned(), "E1019", "Import-Clixml"),
        ("Get-MgSecuritySecureScore: Insufficient privileges, see\nhelp".to_owned(), "E1019", "an error of PowerShell"),
        (power_shell.to_owned(), "E1019", "Format-List"),
        ("Name      Value\n----      -----\nvalue     {System.Collections.Hashtable}\n".to_owned(), "E1019", "Format-Table"),
        ("@{value=System.Object[]}".to_owned(), "E1019", "hashtable"),
        (
            json!({"value": [{"name": "ascScore", "type": "Microsoft.Security/secureScores", "properties": {"score": {"max": 58, "current": 20.1}}}]}).to_string(),
            "E1019",
            "Defender for Cloud",
        ),
        (
            json!({"@odata.context": "https://api.securitycenter.microsoft.com/api/$metadata#ExposureScore/$entity", "time": "t", "score": 33.1, "rbacGroupName": null}).to_string(),
            "E1019",
            "exposure score",
        ),
        (
            json!({"value": [{"id": "a", "recommendationType": "x", "impactType": "users", "currentScore": 1.0, "maxScore": 2.0}]}).to_string(),
            "E1019",
            "recommendations of Microsoft Entra",
        ),
        (json!({"value": [{"id": "1", "skuPartNumber": "SPB", "servicePlans": []}]}).to_string(), "E1019", "licences of one user"),
        (json!({"value": [{"id": "1", "userPrincipalName": "a@example.com"}]}).to_string(), "E1019", "a list of users"),
        (json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#sites", "value": [{"x": 1}]}).to_string(), "E1004", "`sites`"),
        (selected.to_string(), "E1020", "controlScores"),
        (json!({"id": "t_2026-03-02", "controlScores": null}).to_string(), "E1021", "no scores"),
        (odd.to_string(), "E1021", "maximum is known"),
        (twice.to_string(), "E1006", "twice"),
        ("hello".to_owned(), "E1004", "holds no secure score"),
        ("tenant:\n  snapshot-date: 2026-11-01\ncontrols:\n  - { id: OneAdmin, score: 1 }\n".to_owned(), "E1019", "a tenant file"),
        (
            json!({"@odata.context": "https://api.securitycenter.microsoft.com/api/$metadata#Recommendations", "value": [{"id": "x", "recommendationName": "y"}]}).to_string(),
            "E1019",
            "security recommendations of Defender",
        ),
        (json!([{"Recommended action": "x", "Points achieved": "1/2"}]).to_string(), "E1019", "the portal's table"),
    ];
    let folder = folder();
    for (content, code, word) in &cases {
        let (tenant, said) = imported(content);
        assert!(tenant.is_none(), "{content}");
        assert!(
            said.len() < 4 && said.iter().any(|said| said.starts_with(code) && said.contains(word)),
            "{content}: {said:?}"
        );
        // `check` says the same: to it, too, such a file is an export.
        if *code != "E1004" && !content.starts_with("tenant:") {
            let path = file(&folder, "file.txt", content).display().to_string();
            let ran = run(["check", &path]);
            assert!(ran.code == 3 && ran.err.contains(code), "{content}: {}", ran.err);
        }
    }
}

/// A token that somebody took for an export is never shown.
#[test]
fn a_token_is_not_repeated() {
    let folder = folder();
    for token in ["eyJ0eXAiOiJKV1QiLCJhbGciOi", "{\"access_token\": \"eyJ0eXAiOiJKV1QiLCJhbGciOi\"}"] {
        let path = file(&folder, "token.json", token).display().to_string();
        let ran = run(["check", &path]);
        assert!(
            ran.code == 3 && ran.err.contains("an access token") && !ran.err.contains("eyJ"),
            "{}",
            ran.err
        );
    }
}

/// However many rows have a problem, one finding says so.
#[test]
fn problems_of_rows_are_counted() {
    let row = |n: usize, score: &str| {
        format!("{{\"controlName\": \"own_{n}\", \"score\": {score}, \"maxScore\": 3}}")
    };
    let all = |score: &str| {
        let rows: Vec<String> = (0..50).map(|n| row(n, score)).collect();
        let fine = "{\"controlName\": \"AdminMFAV2\", \"score\": 5}";
        imported(&format!("{{\"id\": \"t_2026-03-02\", \"controlScores\": [{fine}, {}]}}", rows.join(", ")))
    };
    for score in ["null", "NaN", "\"\"", "\"n/a\""] {
        let (tenant, said) = all(score);
        assert_eq!(tenant.unwrap().controls.len(), 1, "{score}");
        let counted = said.iter().filter(|said| said.starts_with("W1017")).collect::<Vec<_>>();
        assert!(counted.len() == 1 && counted[0].contains("49 more"), "{said:?}");
    }
    let (tenant, said) = all("\"many\"");
    assert!(tenant.is_none() && said.len() == 1 && said[0].contains("49 more"), "{said:?}");
}

/// What the row says of its state counts, unless the profile knows that somebody set another.
#[test]
fn states_of_rows_are_read() {
    let rows = [
        ("scid_2010", "default"),
        ("scid_2011", "thirdParty"),
        ("scid_2012", "ignored"),
        ("scid_2013", "reviewed"),
    ];
    let rows: Vec<Value> = rows
        .iter()
        .map(|(id, state)| json!({"controlName": id, "score": 0, "maxScore": 9, "state": state}))
        .collect();
    let (tenant, said) = imported(&json!({"id": "t_2026-03-02", "controlScores": rows}).to_string());
    let tenant = tenant.unwrap_or_else(|| panic!("{said:?}"));
    let status: Vec<Option<Status>> =
        tenant.controls.values().map(|row| row.status.map(|status| status.value)).collect();
    let said = [Status::ToAddress, Status::ThirdParty, Status::RiskAccepted, Status::AlternateMitigation];
    assert_eq!(status, said.map(Some));
}

/// Licences without plans, or without seats, are taken for what they are at least.
#[test]
fn licences_are_read_as_far_as_they_say() {
    let licence = |sku: Value| {
        let (tenant, said) = imported(&format!("{}\n{}", snapshot("2026-03-02"), json!({ "value": [sku] })));
        let tenant = tenant.unwrap_or_else(|| panic!("{said:?}"));
        let licence = tenant.licences.unwrap().remove(0);
        let codes: Vec<String> = said.iter().map(|said| said[..5].to_owned()).collect();
        (licence.sku.to_string(), licence.enabled, licence.plans, codes)
    };
    for plans in
        [json!([]), Value::Null, json!(["Microsoft.Graph.PowerShell.Models.MicrosoftGraphServicePlanInfo"])]
    {
        let (sku, seats, listed, codes) =
            licence(json!({"skuPartNumber": "spb", "prepaidUnits": {"enabled": 50}, "servicePlans": plans}));
        assert_eq!((sku.as_str(), seats, listed), ("SPB", 50, None), "{plans}");
        assert!(codes.contains(&"W1022".to_owned()), "{plans}: {codes:?}");
    }
    let (_, seats, _, codes) = licence(json!({"skuPartNumber": "SPB", "consumedUnits": "48"}));
    assert!(seats == 48 && codes.contains(&"W1023".to_owned()), "{codes:?}");
    let (_, seats, ..) =
        licence(json!({"skuPartNumber": "contoso:SPB", "TotalLicenses": "50", "CountUsed": "48"}));
    assert_eq!(seats, 50);
}

/// Lists of profiles that tools ship, and what stands in two spellings.
#[test]
fn profiles_are_read_as_far_as_they_say() {
    let beside = |profiles: Value| {
        let (tenant, said) = imported(&format!("{}\n{profiles}", snapshot("2026-03-02")));
        assert_same("profiles", tenant.clone(), &said);
        (tenant.unwrap(), said)
    };
    let (tenant, said) =
        beside(json!([{"id": "adminmfav2", "title": "x", "controlCategory": "Identity", "tier": "Core"}]));
    assert_eq!((tenant.profiles.given, tenant.profiles.missing), (1, 1));
    assert!(said.iter().any(|said| said.starts_with("W1021")), "{said:?}");
    // An id and a title alone can be anything.
    let (tenant, said) =
        beside(json!([{"id": "AdminMFAV2", "title": "x"}, {"id": "buy-milk", "title": "y"}]));
    assert_eq!(tenant.profiles.given, 1);
    assert!(said.iter().any(|said| said.starts_with("W1001") && said.contains("buy-milk")), "{said:?}");
    // One that is out of use is expected by nobody.
    let profile = |id: &str, deprecated: Value| json!({"id": id, "title": "t", "maxScore": 9, "controlCategory": "Apps", "deprecated": deprecated});
    let (tenant, _) = beside(json!([
        profile("old_a", json!(true)),
        profile("old_b", json!("True")),
        profile("new_c", json!(false))
    ]));
    assert_eq!((tenant.profiles.without_score, tenant.unscored.len()), (1, 1));
    let (_, said) = beside(json!([profile("scid_2010", json!(false)), profile("SCID_2010", json!(false))]));
    assert!(said.iter().any(|said| said.starts_with("N1026")), "{said:?}");
}

/// Whatever is wrong, no file fills the screen.
#[test]
fn a_file_of_many_things_says_little() {
    let strange: Vec<Value> = (0..300).map(|n| json!({"tenant": n, "status": "Could not connect"})).collect();
    let mut all = vec![snapshot("2026-03-02")];
    all.extend(strange);
    let mut findings = Findings::new();
    let source = Source::from_text("export", &json!({ "Results": all }).to_string());
    assert!(export::import(&[source], catalogue(), None, &mut findings).is_some());
    let counted: Vec<_> = findings.iter().filter(|finding| finding.severity() == Severity::Warning).collect();
    assert_eq!(counted.len(), 1);
    assert!(counted[0].message.starts_with("300 objects are not used"), "{}", counted[0].message);
}

/// A key that comes twice with different values is named where it stands, also below lines with a single quote.
#[test]
fn a_key_with_two_values_is_refused_where_it_stands() {
    let twice = "{\"id\": \"t_2026-03-02\",\n\"controlScores\": [{\"controlName\": \"AdminMFAV2\",\n\"score\": 5,\n\"Score\": 6, \"score\": 7}]}";
    for (text, line) in [(twice.to_owned(), 4), (format!("WARNING: a disk of 5\" and more\n{twice}"), 5)] {
        let mut findings = Findings::new();

        assert!(export::import(&[Source::from_text("e", &text)], catalogue(), None, &mut findings).is_none());
        let findings = findings.sorted();
        let found: Vec<_> = findings.iter().filter(|found| found.code.to_string() == "E1105").collect();
        assert_eq!(found.len(), 1, "{findings:?}");
        assert!(
            found[0].message.contains("`score`") && found[0].message.contains("1 more"),
            "{:?}",
            found[0]
        );
        assert_eq!(found[0].place.as_ref().and_then(|place| place.line), Some(line), "{:?}", found[0]);
    }
}

/// What Excel writes to name the separator may stand below lines of a title, or below nothing.
#[test]
fn a_separator_is_named_below_other_lines() {
    for above in ["", "\n", "\n\n", "Exported by Contoso\n", "Exported by Contoso\n\n"] {
        let table =
            "sep=;\nRecommended action;Points achieved\nEnsure MailTips are enabled for end users;1/1\n";
        let (tenant, said) =
            read(&Source::from_text("table.csv", &format!("{above}{table}")), Some(date(2026, 3, 2)));
        assert_eq!(tenant.map(|tenant| tenant.controls.len()), Some(1), "{above:?} {said:?}");
        let none = format!("{above}sep=;\nPoints achieved;\n");
        let (tenant, said) = read(&Source::from_text("table.csv", &none), Some(date(2026, 3, 2)));
        assert!(tenant.is_none() && !said.is_empty(), "{above:?} {said:?}");
    }
}

/// A title above a table says whose it is: the copy has neither.
#[test]
fn a_table_below_a_title_is_made_anonymous() {
    for table in [
        "Recommended action,Points achieved\nEnsure MailTips are enabled for end users,1/1\n",
        "controlName,score,maxScore\nexo_mailtipsenabled,1,1\n",
    ] {
        let titled = format!("Secure score of Contoso Ltd\n\n{table}");
        let copies = made(&[&titled]).unwrap_or_else(|codes| panic!("{codes:?}"));
        assert!(!copies.files[0].text.contains("Contoso"), "{}", copies.files[0].text);
        let plain = made(&[table]).unwrap_or_else(|codes| panic!("{codes:?}"));
        assert_eq!(
            (&copies.files[0].text, copies.files[0].form),
            (&plain.files[0].text, plain.files[0].form)
        );
    }
}
