//! What is said of files that are no export, or only a part of one: what it is, and what to do.

use scoreplan::diag::{Findings, Severity};
use scoreplan::load::export;
use scoreplan::load::source::{Source, text};
use serde_json::{Value, json};

use crate::load::anonymise::catalogue;

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
