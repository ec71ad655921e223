//! What is said of files that are no export, or only a part of one: what it is, and what to do.

use scoreplan::diag::{Findings, Severity};
use scoreplan::load::export;
use scoreplan::load::source::{Source, text};
use serde_json::{Value, json};

use crate::load::anonymise::catalogue;
use crate::support::{file, folder, run};

fn snapshot() -> Value {
    json!({"id": "t_2026-03-02", "azureTenantId": "t", "createdDateTime": "2026-03-02T00:00:00Z",
        "currentScore": 5, "maxScore": 10, "controlScores": [{"controlName": "AdminMFAV2", "score": 5.0}]})
}

/// Whether bytes are imported, and each finding as `code message (help)`.
fn imported(bytes: &[u8]) -> (bool, Vec<String>) {
    let mut findings = Findings::new();
    let source = text("export", bytes, &mut findings);
    let sources: Vec<Source> = source.into_iter().collect();
    let made = !sources.is_empty() && export::import(&sources, catalogue(), None, &mut findings).is_some();
    let said = findings.sorted();
    let said = said.iter().map(|finding| {
        let help = finding.help.as_deref().unwrap_or_default();
        format!("{} {} ({help})", finding.code, finding.message)
    });
    (made, said.collect())
}

/// Refused with one error, which says all of some words.
fn assert_refused(bytes: &[u8], words: &[&str]) {
    let (made, said) = imported(bytes);
    let shown = String::from_utf8_lossy(bytes);
    assert!(!made && said.len() == 1 && said[0].starts_with('E'), "{shown}: {said:?}");
    for word in words {
        assert!(said[0].contains(word), "{shown}: `{word}` in {said:?}");
    }
}

fn zip(entries: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for name in entries {
        bytes.extend(b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0");
        bytes.extend([0; 12]);
        bytes.extend([u8::try_from(name.len()).unwrap(), 0, 0, 0]);
        bytes.extend(name.as_bytes());
        bytes.extend([0xB5, 0x53, 0xFF]);
    }
    bytes
}

#[test]
fn what_is_no_text_is_named_by_how_it_begins() {
    let workbook = zip(&["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"]);
    let document = zip(&["[Content_Types].xml", "word/document.xml"]);
    let sheet = zip(&["mimetypeapplication/vnd.oasis.opendocument.spreadsheet"]);
    let archive = zip(&["scores.json"]);
    let cases: [(&[u8], &str, &str); 9] = [
        (&workbook, "an Excel workbook", "CSV UTF-8"),
        (&document, "a Word document", "JSON or CSV"),
        (&sheet, "an OpenDocument spreadsheet", "CSV UTF-8"),
        (&archive, "a ZIP archive", "unpack it"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "an archive of gzip", "unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "an Office file of the old kind", "CSV UTF-8"),
        (b"%PDF-1.7\n1 0 obj", "a PDF", "JSON or CSV"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG)", "JSON or CSV"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)", "JSON or CSV"),
    ];
    for (bytes, what, help) in cases {
        assert_refused(bytes, &["E1002", what, help]);
    }
    assert_refused(b"caf\xc3\xa9, na\xc3\xafve, \xff", &["E1002", "broken", "UTF-8"]);
    assert_refused(b"\x01\x02\x03\xfe\xfe\xfe\xfe", &["E1002", "neither UTF-8 nor UTF-16"]);
}

#[test]
fn text_in_other_encodings_is_read() {
    let page = snapshot().to_string();
    for mark in ["", "\u{feff}"] {
        let marked = format!("{mark}{page}");
        for unit in [u32::to_le_bytes, u32::to_be_bytes] {
            let bytes: Vec<u8> = marked.chars().flat_map(|c| unit(u32::from(c))).collect();
            assert_eq!(imported(&bytes), (true, Vec::new()), "UTF-32, mark {mark:?}");
        }
    }
    // ü and ß have the numbers of Unicode, a dash and a typographic quote have not.
    let table = b"Empfohlene Ma\xdfnahme;Erzielte Punkte;Notizen\r\nF\xfcr Administratoren;5/10;Pr\xfcfen \x96 \x84bald\x93\r\n";
    let mut findings = Findings::new();
    let source = text("portal.csv", table, &mut findings).unwrap();
    assert!(source.text.contains("Für Administratoren;5/10;Prüfen – „bald“"), "{}", source.text);
    let finding = findings.iter().next().unwrap();
    assert!(findings.iter().count() == 1 && finding.severity() == Severity::Note);
    assert!(finding.message.contains("Windows-1252"), "{}", finding.message);
}

#[test]
fn pages_and_answers_are_named_by_who_gave_them() {
    let page = |title: &str| format!("<!DOCTYPE html>\n<html><head><title>{title}</title></head></html>");
    let cases: Vec<(String, &[&str])> = vec![
        (page("Sign in to your account"), &["E1019", "asks to sign in"]),
        (page("504 Gateway Time-out"), &["E1019", "`504 Gateway Time-out`", "504 Gateway Timeout", "wait"]),
        (page("407 Proxy Authentication Required"), &["E1019", "proxy", "HTTPS_PROXY"]),
        (page("Maester Test Results"), &["E1019", "`Maester Test Results`", "no export"]),
        (
            "<html><table><tr><th>Recommended action</th><th>Points achieved</th></tr></table></html>".to_owned(),
            &["E1019", "web page with a table", "CSV UTF-8"],
        ),
        (
            json!({"error": {"code": "AuthorizationFailed", "message": "The client 'x' does not have authorization over scope '/subscriptions/x'."}}).to_string(),
            &["E1018", "Azure answered 403 Forbidden", "Defender for Cloud"],
        ),
        (
            json!({"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}).to_string(),
            &["E1018", "the sign-in failed: the secret of the app is wrong"],
        ),
        (
            json!({"statusCode": 401, "message": "Access denied due to missing subscription key."}).to_string(),
            &["E1018", "API Management answered 401 Unauthorized"],
        ),
        (
            json!({"error": {"code": "ExpressionEvaluationFailed", "message": "m"}}).to_string(),
            &["E1018", "Power Automate or Logic Apps"],
        ),
        (json!({"errorMessage": "Task timed out after 3.00 seconds"}).to_string(), &["E1018", "the program that asked"]),
        (
            json!({"type": "https://tools.ietf.org/html/rfc7231", "title": "Service Unavailable", "status": 503}).to_string(),
            &["E1018", "the server answered 503 Service Unavailable"],
        ),
        (
            "ERROR: Forbidden({\"error\":{\"code\":\"Forbidden\",\"message\":\"Not authorized.\"}})".to_owned(),
            &["E1019", "the error of a command: Graph answered 403 Forbidden", "SecurityEvents.Read.All"],
        ),
        (
            "Invoke-MgGraphRequest : GET https://graph.microsoft.com/v1.0/security/secureScores\nHTTP/1.1 403 Forbidden\nAt line:1 char:1".to_owned(),
            &["E1019", "an error of PowerShell: Graph answered 403 Forbidden"],
        ),
        (
            "GraphError: Insufficient privileges\n    at f (x.js:38:24) {\n  statusCode: 403,\n  code: 'Forbidden'\n}".to_owned(),
            &["E1019", "403 Forbidden"],
        ),
        (
            "Get-MgSecuritySecureScore : The term 'Get-MgSecuritySecureScore' is not recognized as the name of a cmdlet".to_owned(),
            &["E1019", "not installed", "Install-Module"],
        ),
        ("HTTP/1.1 500 Internal Server Error\nContent-Type: text/plain\n\nbroke\n".to_owned(), &["E1018", "500 Internal Server Error"]),
    ];
    for (content, words) in cases {
        assert_refused(content.as_bytes(), words);
    }
}

#[test]
fn texts_of_other_kinds_are_named() {
    let cases: [(&str, &[&str]); 8] = [
        ("callback({\"value\": []});", &["E1019", "JSONP"]),
        (
            "| Recommended action | Points achieved |\n|---|---|\n| x | 0/10 |\n",
            &["E1019", "a table of Markdown"],
        ),
        ("From: a@b\nTo: c@d\nSubject: Secure score\n\nYour score is 65%\n", &["E1019", "an e-mail"]),
        ("PS C:\\> Get-Thing\n{ \"a\": 1\nPS C:\\> exit\n", &["E1019", "a transcript of PowerShell"]),
        ("services:\n  web:\n    image: x\n", &["E1004", "begins with `services:`"]),
        ("Here is the score: 65 %\n\n- and: [more\n", &["E1004", "no export that is known"]),
        // What may be a token or an address is not repeated.
        ("AbCdEf0123456789AbCdEf0123456789AbCdEf", &["E1004"]),
        ("sent by s.brandt@example.com", &["E1004"]),
    ];
    for (content, words) in cases {
        assert_refused(content.as_bytes(), words);
        let (_, said) = imported(content.as_bytes());
        assert!(!said[0].contains("0123456789") && !said[0].contains("example.com"), "{said:?}");
    }
}

#[test]
fn other_scores_are_named_as_objects_and_as_tables() {
    let entra = json!({"value": [{"id": "y", "recommendationType": "mfaRegistrationV2", "currentScore": 3.6, "maxScore": 9.0}]});
    let lighthouse = json!({
        "@odata.context": "https://graph.microsoft.com/beta/$metadata#tenantRelationships/managedTenants/tenantSecureScores",
        "value": [{"tenantId": "a", "currentScore": 19.6, "maxScore": 30}]});
    let azure = json!([{"displayName": "x", "healthyResourceCount": 1, "unhealthyResourceCount": 2}]);
    let cases: [(String, &str); 6] = [
        (entra.to_string(), "recommendations of Microsoft Entra"),
        (lighthouse.to_string(), "Lighthouse"),
        (azure.to_string(), "Microsoft Defender for Cloud"),
        (
            "Name,healthyResourceCount,unhealthyResourceCount\nx,1,2\n".to_owned(),
            "Microsoft Defender for Cloud",
        ),
        (json!([{"implementationStatus": "x", "testStatus": "y"}]).to_string(), "Purview Compliance Manager"),
        (
            "Improvement action,Points achieved,Test status\nx,1/2,y\n".to_owned(),
            "Purview Compliance Manager",
        ),
    ];
    for (content, what) in cases {
        assert_refused(content.as_bytes(), &["E1019", what]);
    }
}

/// What holds no score says what it holds.
#[test]
fn what_holds_no_score_is_counted() {
    let profile = |id: &str| json!({"id": id, "title": "t", "maxScore": 10, "controlCategory": "Identity"});
    let profiles = json!({"value": [profile("AdminMFAV2"), profile("OneAdmin")]});
    assert_refused(
        profiles.to_string().as_bytes(),
        &["E1008", "`export` holds 2 control profiles and no secure score"],
    );
    assert_refused(b"[]", &["E1008", "`export` is an empty page"]);
    let empty = json!({"@odata.context": "https://graph.microsoft.com/beta/$metadata#deviceManagement/configurationPolicies", "value": []});
    assert_refused(empty.to_string().as_bytes(), &["E1008", "an empty page of `configurationPolicies`"]);
}

/// Eight parts of a batch that failed in eight ways are one finding beside scores, and three without.
#[test]
fn failed_parts_are_all_counted() {
    let failed = |n: usize| {
        let status = [400, 401, 403, 404, 429, 500, 502, 503][n];
        json!({"id": n.to_string(), "status": status, "body": {"error": {"code": "a", "message": format!("m{n}")}}})
    };
    let parts: Vec<Value> = (0..8).map(failed).collect();
    let (_, said) = imported(json!({"responses": parts}).to_string().as_bytes());
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said.iter().any(|said| said.contains("5 more parts failed in other ways")), "{said:?}");
    let mut parts = parts;
    parts.push(json!({"id": "9", "status": 200, "body": {"value": [snapshot()]}}));
    let (made, said) = imported(json!({"responses": parts}).to_string().as_bytes());
    let [one] = said.as_slice() else { panic!("{said:?}") };
    assert!(made && one.starts_with("W1018") && one.contains("and 4 more"), "{one}");
    assert!(one.contains("401 Unauthorized (part 1)"), "{one}");
}

#[test]
fn tables_below_titles_and_with_bars_are_read() {
    let table = "Rank,Recommended action,Points achieved,Product\n1,Ensure multifactor authentication is enabled for all users,3.6/9,Microsoft Entra ID\n";
    let cases = [
        (
            "titles",
            format!("Microsoft Secure Score\nExported 22 May 2026\n\n{table}"),
            Some("3 lines before the table"),
        ),
        ("bars", table.replace(',', "|"), None),
    ];
    for (name, content, says) in cases {
        let mut findings = Findings::new();
        let sources = [Source::from_text("portal.csv", &content)];
        let day = Some(jiff::civil::date(2026, 5, 22));
        let tenant = export::import(&sources, catalogue(), day, &mut findings);
        let said: Vec<String> = findings.iter().map(|finding| finding.message.clone()).collect();
        let tenant = tenant.unwrap_or_else(|| panic!("{name}: {said:?}"));
        let rows: Vec<i64> = tenant.controls.values().map(|row| row.score.0).collect();
        assert_eq!(rows, [360], "{name}: {said:?}");
        assert!(says.is_none_or(|says| said.iter().any(|said| said.contains(says))), "{name}: {said:?}");
    }
}

/// Partner Center counts seats beside the product.
#[test]
fn licences_of_partner_center_are_read() {
    let skus = json!({"totalCount": 1, "items": [{"availableUnits": 2, "activeUnits": 50, "warningUnits": 3, "suspendedUnits": 4,
        "consumedUnits": 48, "totalUnits": 57, "productSku": {"id": "x", "name": "n", "skuPartNumber": "SPB", "targetType": "User"},
        "servicePlans": [{"displayName": "d", "serviceName": "AAD_PREMIUM", "id": "y", "capabilityStatus": "Success"}]}]});
    let sources = [
        Source::from_text("scores.json", &snapshot().to_string()),
        Source::from_text("skus.json", &skus.to_string()),
    ];
    let mut findings = Findings::new();
    let tenant = export::import(&sources, catalogue(), None, &mut findings).unwrap();
    let licences = tenant.licences.unwrap();
    let [one] = licences.as_slice() else { panic!("{licences:?}") };
    assert_eq!((one.sku.as_str(), one.enabled, one.warning, one.suspended), ("SPB", 50, 3, 4));
    assert_eq!(one.consumed, Some(48));
}

/// In a folder what is no export is left aside; by its name it is refused. What was to be an export stays an error.
#[test]
fn a_folder_may_hold_other_files() {
    let folder = folder();
    let path = folder.path().display().to_string();
    let put = |name: &str, content: &[u8]| drop(file(&folder, name, content));
    put("scores.json", snapshot().to_string().as_bytes());
    put("README.txt", b"Exports of Contoso, made in May.\nAsk: s.brandt");
    put("notes.md", b"# Notes\n\nNothing here.\n");
    put("portal.xlsx", &zip(&["[Content_Types].xml", "xl/workbook.xml"]));
    let other = crate::support::folder();
    let out = other.path().join("tenant.yaml").display().to_string();
    let ran = run(["import", &path, "-o", &out]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("2 files of the folder are no export and left aside"), "{}", ran.err);
    for name in ["README.txt", "notes.md", "portal.xlsx`, an Excel workbook"] {
        assert!(ran.err.contains(name), "{name} in {}", ran.err);
    }
    let ran = run(["score", "--tenant", &path]);
    assert!(ran.code == 0 && ran.err.contains("(N1050)"), "{}", ran.err);
    for name in ["README.txt", "portal.xlsx"] {
        let named = folder.path().join(name).display().to_string();
        let ran = run(["import", &path, &named, "-o", &out]);
        assert_eq!(ran.code, 3, "{name}: {}", ran.err);
    }
    put("skus.json", b"{\"error\": {\"code\": \"Forbidden\", \"message\": \"m\"}}");
    let ran = run(["import", &path, "-o", &out]);
    assert!(ran.code == 3 && ran.err.contains("E1018"), "{}", ran.err);
}
