//! Files in memory, encodings, lines and places, JSON, and what looks like somebody's address.

use std::path::Path;

use scoreplan::diag::{Code, Findings, Place};
use scoreplan::load::anonymise::proof::tell_tale;
use scoreplan::load::files::{Files, Memory};
use scoreplan::load::source::{Source, csv_line, text};
use scoreplan::load::yaml::{Node, Value, parse_json};
use serde_json::Value as Json;

#[test]
fn memory_answers_as_a_disk_does() {
    let files = Memory::from([("a/one.json", "1"), ("a/two.json", "22"), ("three.yaml", "333")]);
    let read = |name: &str, most| files.read(Path::new(name), most).map(|found| found.map(|of| of.bytes));
    assert_eq!(read("./three.yaml", 3), Ok(Some(b"333".to_vec())));
    assert_eq!(read("three.yaml", 2), Ok(None));
    assert!(read("four.yaml", 9).is_err());
    let listed = |name: &str| files.folder(Path::new(name));
    assert_eq!(listed("a"), Ok(Some(vec!["a/one.json".into(), "a/two.json".into()])));
    assert_eq!(listed("three.yaml"), Ok(None));
    assert!(listed("b").is_err());
    assert!(files.same(Path::new("./three.yaml"), Path::new("three.yaml")));
    assert!(!files.same(Path::new("a/one.json"), Path::new("a/two.json")));
    assert!(files.standard_input(1).is_err());
}

fn lines(text: &str) -> Vec<usize> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    reader.records().map(|record| csv_line(&record.unwrap(), text)).collect()
}

#[test]
fn lines_are_counted_as_people_do() {
    assert_eq!(lines("h\na\nb\n"), [2, 3]);
    assert_eq!(lines("h\r\na\r\nb\r\n"), [2, 3]);
    assert_eq!(lines("\n\nh\n\na\r\n\r\n\r\nb"), [5, 8]);
    assert_eq!(lines("h,i\n\"a\nb\",c\r\nd,e\n"), [2, 4]);
}

fn decoded(bytes: &[u8]) -> Result<String, Code> {
    let mut findings = Findings::new();
    text("f", bytes, &mut findings)
        .map(|source| source.text)
        .ok_or_else(|| findings.iter().next().unwrap().code)
}

#[test]
fn every_encoding_that_powershell_writes_is_read() {
    let little: Vec<u8> = "{\"ä\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = "{\"ä\":1}".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let expected = Ok("{\"ä\":1}".to_owned());
    assert_eq!(decoded("{\"ä\":1}".as_bytes()), expected);
    assert_eq!(decoded(&[&[0xEF, 0xBB, 0xBF], "{\"ä\":1}".as_bytes()].concat()), expected);
    assert_eq!(decoded(&little), expected);
    assert_eq!(decoded(&[&[0xFF, 0xFE], little.as_slice()].concat()), expected);
    assert_eq!(decoded(&big), expected);
    assert_eq!(decoded(&[&[0xFE, 0xFF], big.as_slice()].concat()), expected);
}

#[test]
fn places_are_found_without_walking_the_text() {
    let source = Source::from_text("f", "[\r\n  \"a\", \"ä\\\"a\",\n\"a\"\n]\n");
    let shown = |place: Place| (place.line, place.text.unwrap_or_default(), place.columns);
    assert_eq!(shown(source.place(1)), (Some(1), "[".to_owned(), None));
    assert_eq!(shown(source.place(4)), (Some(4), "]".to_owned(), None));
    assert_eq!(shown(source.place(0)), (Some(0), "[".to_owned(), None));
    assert_eq!(shown(source.place(5)), (Some(5), String::new(), None));
    assert_eq!(shown(source.place_of_quoted("a", 0)).2, Some((2, 3)));
    // The quotes of a text count as they stand: the second one ends what a backslash began.
    assert_eq!(
        shown(source.place_of_quoted("a", 1)),
        (Some(2), "  \"a\", \"ä\\\"a\",".to_owned(), Some((10, 3)))
    );
    assert_eq!(
        shown(source.place_of_quoted("a", 2)),
        (Some(3), "\"a\",".trim_end_matches(',').to_owned(), Some((0, 3)))
    );
    assert_eq!(source.place_of_quoted("a", 3), Place::file("f"));
    assert_eq!(source.place_of_quoted("b", 0), Place::file("f"));
}

#[test]
fn pictures_and_empty_files_are_findings() {
    assert_eq!(decoded(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(Code::NotText));
    assert_eq!(decoded(b""), Err(Code::EmptyFile));
    assert_eq!(decoded(b" \n"), Err(Code::EmptyFile));
    assert_eq!(decoded(b"a\0b"), Err(Code::NotText));
}

fn read(text: &str) -> Option<Node> {
    parse_json(&Source::from_text("t.json", text), "", &mut Findings::new())
}

/// The tree as plain JSON again, numbers as their characters.
fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Text { text, .. } => Json::from(&**text),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(entries) => {
            entries.iter().map(|(key, value)| (key.text().unwrap().to_owned(), plain(value))).collect()
        }
    }
}

#[test]
fn every_form_of_json_is_read_with_its_place() {
    let text = "\t{\"a\\\"b\": [1, -2.50e3,null , true],\r\n \"\\ud83d\\ude00\\/\\\\\":{},\"l\":[[],\"\\\\\"]\r\n,\"m\"\n:{\"n\":0}}\n";
    let root = read(text).unwrap();
    let expected =
        r#"{"a\"b": ["1", "-2.50e3", null, "true"], "😀/\\": {}, "l": [[], "\\"], "m": {"n": "0"}}"#;
    assert_eq!(plain(&root), serde_json::from_str::<Json>(expected).unwrap());
    let places = |nodes: [&Node; 2]| {
        let source = [Source::from_text("t.json", text)];
        nodes.map(|node| (node.line(), node.place(&source).columns))
    };
    let Value::Map(entries) = &root.value else { panic!() };
    assert_eq!(places([&entries[0].0, &entries[0].1]), [(1, Some((2, 6))), (1, Some((10, 1)))]);
    assert_eq!(plain(&read("\"x\"").unwrap()), "x");
}

#[test]
fn broken_and_bottomless_files_are_findings() {
    for text in ["{", "{\"a\":}", "[1 2]", "{} {}", "{\"a\":\"b\nc\"}", "\"\\ud83d\"", "a: b"] {
        assert!(read(text).is_none(), "{text}");
    }
    assert!(read(&format!("{}1{}", "[".repeat(64), "]".repeat(64))).is_some());
    assert!(read(&format!("{}1{}", "[".repeat(65), "]".repeat(65))).is_none());
    assert!(read(&"[".repeat(100_000)).is_none());
}

#[test]
fn addresses_and_ids_are_seen_and_numbers_are_not() {
    assert_eq!(tell_tale("\"a\": \"s.brandt@example.com\""), Some("a mail address"));
    assert_eq!(tell_tale("see https://example.com"), Some("a link"));
    assert_eq!(tell_tale("x12345678-1234-1234-1234-1234567890aBx"), Some("a GUID"));
    assert_eq!(tell_tale("\"@odata.nextLink\": 3.50, 2026-11-01T00:00:00Z, 2026.11-full"), None);
    assert_eq!(tell_tale(""), None);
}
