//! Numbers, durations, rates and words, read exactly or not at all and written so that they read back.

use proptest::prelude::*;
use scoreplan::diag::Findings;
use scoreplan::load::prices::millionths;
use scoreplan::load::source::Source;
use scoreplan::load::yaml::{Value, decimal, duration, parse, word};
use scoreplan::model::Minutes;

#[test]
fn numbers_and_durations_are_exact_or_refused() {
    assert_eq!(decimal("815.22"), Some(81_522));
    assert_eq!(decimal("5.50"), Some(550));
    assert_eq!(decimal("5.500"), Some(550));
    assert_eq!(decimal("5.505"), None);
    assert_eq!(decimal("1e3"), None);
    assert_eq!(decimal(".5"), None);
    assert_eq!(duration("1.5h"), Some(Minutes(90)));
    assert_eq!(duration("5d"), Some(Minutes(7_200)));
    assert_eq!(duration("0.333h"), None);
    assert_eq!(duration("ä"), None);
    assert_eq!(duration(""), None);
}

#[test]
fn rates_are_exact_or_refused() {
    assert_eq!(millionths("0.92"), Some(920_000));
    assert_eq!(millionths("156"), Some(156_000_000));
    assert_eq!(millionths("0.000001"), Some(1));
    for text in ["0", "-1", "1e3", "", ".5", "0.0000001", "1.", "ä"] {
        assert_eq!(millionths(text), None, "{text}");
    }
}

/// What a text becomes when it is written into a mapping and read again.
fn again(text: &str) -> Option<String> {
    let source = Source::from_text("t.yaml", &format!("a: [{{ b: {} }}]", word(text)));
    let root = parse(&source, &mut Findings::new())?;
    let Value::Map(entries) = root.value else { return None };
    let Value::List(items) = &entries.first()?.1.value else { return None };
    let Value::Map(entries) = &items.first()?.value else { return None };
    entries.first()?.1.text().map(str::to_owned)
}

#[test]
fn what_people_write_plain_stays_plain() {
    for text in ["4h", "95%", "2027-01-31", "plan:ATA and sensors.dc > 0", "2026.11-first", "scored(scid_*)"]
    {
        assert_eq!(word(text), text);
    }
    for text in ["12", "36.00", "true", "", "a: b", "~", "a #b", "é", "- a", "0x1F", "1e3", "a:"] {
        assert!(word(text).starts_with('"'), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_reads_back(text in "[ -~\\n\\t\u{e9}\u{2028}\u{202e}]{0,12}") {
        prop_assert_eq!(again(&text), Some(text));
    }
}
