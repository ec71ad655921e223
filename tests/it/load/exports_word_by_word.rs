//! Days, numbers, headers and statuses as exports write them.

use jiff::civil::{Date, date};
use scoreplan::load::export::portal::number::{Decimal, impact, points};
use scoreplan::load::export::portal::words::{Column, status};
use scoreplan::load::export::time::day as day_of;
use scoreplan::load::export::tree::value;
use scoreplan::model::Status;
use serde_json::json;

#[test]
fn every_form_of_a_time_gives_its_day() {
    let written =
        |json: serde_json::Value| day_of(&value(&json.to_string()).unwrap()).map(|day: Date| day.to_string());
    assert_eq!(written(json!("2026-07-17T00:00:00Z")).as_deref(), Some("2026-07-17"));
    assert_eq!(written(json!("/Date(1574202819000)/")).as_deref(), Some("2019-11-19"));
    assert_eq!(
        written(json!({"value": "/Date(1574202819000)/", "dateTime": "x"})).as_deref(),
        Some("2019-11-19")
    );
    assert_eq!(written(json!("2024-07-11 01:07:39")).as_deref(), Some("2024-07-11"));
    assert_eq!(written(json!("2024-13-11T00:00:00Z")), None);
    assert_eq!(written(json!(12)), None);
    assert_eq!(written(json!("ä")), None);
    // Seconds and milliseconds since 1970, and what programs and countries make of a day.
    for same in [
        json!(1_779_408_000_000_i64),
        json!(1_779_408_000),
        json!("1779408000"),
        json!({"$date": "2026-05-22T00:00:00Z"}),
        json!("5/22/2026 12:00:00 AM"),
        json!("22/05/2026"),
        json!("22.05.2026 00:00:00"),
        json!("2026/05/22"),
        json!("Friday, May 22, 2026 12:00:00 AM"),
        json!("Fri May 22 00:00:00 2026"),
        json!("22 May 2026"),
    ] {
        assert_eq!(written(same.clone()).as_deref(), Some("2026-05-22"), "{same}");
    }
    assert_eq!(written(json!("5/6/2026 12:00:00 AM")).as_deref(), Some("2026-05-06"));
    assert_eq!(written(json!("5/5/2026")).as_deref(), Some("2026-05-05"));
    assert_eq!(written(json!("05/06/2026 00:00:00")), None);
}

#[test]
fn powershell_objects_become_api_objects() {
    let read = |text: &str| value(text).unwrap().to_string();
    let lifted = r#"{"ControlName":"A","AdditionalProperties":{"count":"4","controlName":"B"}}"#;
    assert_eq!(read(lifted), r#"{"controlName":"A","count":"4"}"#);
    // Other programs, and the columns of a log.
    assert_eq!(
        read(r#"{"control_name":"A","ControlScores_s":[],"_id":1,"Odd_Key":true}"#),
        r#"{"controlName":"A","controlScores":[],"_id":1,"odd_Key":true}"#
    );
    // JSON in a text is what it says, once; a text that only looks so stays.
    assert_eq!(read(r#"{"body":"{\"id\":\"a\"}","note":"[x]"}"#), r#"{"body":{"id":"a"},"note":"[x]"}"#);
    // Columns and rows, as logs and pandas write them.
    let rows = r#"{"rows":[{"controlName":"A","score":1},{"controlName":"B","score":2}]}"#;
    assert_eq!(
        read(r#"{"columns":[{"name":"ControlName"},{"name":"score"}],"rows":[["A",1],["B",2]]}"#),
        rows
    );
    let columns = r#"{"controlName":{"0":"A","1":"B"},"score":{"0":1,"1":2}}"#;
    assert_eq!(read(columns), r#"[{"controlName":"A","score":1},{"controlName":"B","score":2}]"#);
}

fn read(text: &str) -> Option<(i64, i64)> {
    points(text).map(|(achieved, max)| (achieved.0, max.0))
}

#[test]
fn points_are_read_in_every_form() {
    assert_eq!(read("5/9"), Some((500, 900)));
    assert_eq!(read(" 2,5 / 9 "), Some((250, 900)));
    assert_eq!(read("2.5 out of 9"), Some((250, 900)));
    assert_eq!(read("2,5\u{a0}von\u{202f}9"), Some((250, 900)));
    assert_eq!(read("0 sur 10"), Some((0, 1000)));
    // Half up, once.
    assert_eq!(read("3.335/10"), Some((334, 1000)));
    for bad in ["", "5", "5/", "/9", "5/9/3", "-1/9", "05. Sep", "a/b", "1.2.3/4", "1e3/4", "9999999/1"] {
        assert_eq!(read(bad), None, "{bad}");
    }
}

#[test]
fn an_impact_keeps_how_far_it_was_rounded() {
    let two = Some(Decimal { value: 324, decimals: 2 });
    assert_eq!(impact("+3.24 %"), two);
    assert_eq!(impact("+3,24\u{202f}%"), two);
    assert_eq!(impact("3,24"), two);
    assert_eq!(impact("+3 %"), Some(Decimal { value: 3, decimals: 0 }));
    assert_eq!(impact("n/a"), None);
}

#[test]
fn a_day_that_can_be_two_is_none() {
    let day_of = |text: &str| day_of(&value(&json!(text).to_string()).unwrap());
    assert_eq!(day_of("2026-11-01T10:00:00Z"), Some(date(2026, 11, 1)));
    assert_eq!(day_of("01.11.2026 10:00"), Some(date(2026, 11, 1)));
    assert_eq!(day_of("10/31/2026, 2:00 AM"), Some(date(2026, 10, 31)));
    assert_eq!(day_of("31/10/2026"), Some(date(2026, 10, 31)));
    assert_eq!(day_of("11/01/2026"), None);
    assert_eq!(day_of("11/01/2026 12:00:00 AM"), Some(date(2026, 11, 1)));
    assert_eq!(day_of("31/31/2026"), None);
    assert_eq!(day_of("yesterday"), None);
    assert_eq!(day_of(""), None);
}

#[test]
fn headers_are_known_in_three_languages_and_however_they_are_spaced() {
    for header in
        ["Have license?", "Haben Sie eine Lizenz?", "Licence disponible\u{202f}?", "have  license ?"]
    {
        assert_eq!(Column::of(header), Some(Column::Licence), "{header}");
    }
    assert_eq!(Column::of("Last synced "), Some(Column::LastSynced));
    assert_eq!(Column::of("Empfohlene Ma\u{df}nahme"), Some(Column::Title));
    assert_eq!(Column::of("points"), None);
    assert_eq!(Column::of("title"), None);
}

#[test]
fn a_plain_header_means_one_column() {
    let mut seen = std::collections::BTreeSet::new();
    for (column, name, words) in Column::HEADERS {
        assert_eq!(Column::of(name), Some(column), "{name}");
        assert!(words.iter().all(|word| seen.insert(*word)), "{name}");
    }
}

#[test]
fn statuses_are_known_in_the_ways_that_translators_write_them() {
    for (word, expected) in [
        ("To address", Status::ToAddress),
        ("Risiko\u{a0}akzeptiert", Status::RiskAccepted),
        ("Über Drittanbieter aufgelöst", Status::ThirdParty),
        ("Behoben über Drittanbieter", Status::ThirdParty),
        ("Résolu par le biais d\u{2019}un tiers", Status::ThirdParty),
        ("Behoben durch alternative Gegenmaßnahmen", Status::AlternateMitigation),
        ("Résolu via une atténuation de remplacement", Status::AlternateMitigation),
        ("Terminé", Status::Completed),
    ] {
        assert_eq!(status(word), Some(expected), "{word}");
    }
    assert_eq!(status("In Bearbeitung"), None);
    assert_eq!(status(""), None);
}
