//! Texts as YAML scalars.

use std::fmt::Write as _;

/// A text as a YAML scalar that reads back as the same text, also inside `{ }` and `[ ]`.
///
/// Plain where it is made of harmless characters and is no number or YAML word; otherwise as a JSON string,
/// which is valid YAML.
pub(crate) fn word(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str) -> bool {
    let harmless = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(
                c,
                '_' | '-' | '.' | ' ' | '/' | '(' | ')' | '>' | '<' | '=' | '%' | '*' | '\'' | ';' | '+'
            )
    };
    let bytes = text.as_bytes();
    // `plan:ATA` is one word, `note: this` a key.
    let binds = |at: usize| bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
    let fits = |(at, c): (usize, char)| harmless(c) || (c == ':' && binds(at));
    let begins = match bytes.first() {
        Some(first) if first.is_ascii_alphabetic() => true,
        // Durations, percentages, dates and ids, but nothing that could be a number or a time.
        Some(first) if first.is_ascii_digit() => {
            text.parse::<f64>().is_err()
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'%' | b'-'))
                && !text.starts_with("0x")
                && !text.starts_with("0o")
                && !text.starts_with("0b")
        }
        _ => false,
    };
    begins
        && !text.ends_with(' ')
        && text.char_indices().all(fits)
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        )
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // YAML wants control characters, line separators and marks escaped; marks of direction would mislead readers.
            c if c.is_control()
                || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}') =>
            {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diag::Findings;
    use crate::load::source::Source;
    use crate::load::yaml::{Value, parse};

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
        for text in
            ["4h", "95%", "2027-01-31", "plan:ATA and sensors.dc > 0", "2026.11-first", "scored(scid_*)"]
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
}
