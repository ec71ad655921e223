//! Texts as YAML scalars.

use std::fmt::Write as _;

/// A text as a YAML scalar that reads back as the same text, also inside `{ }` and `[ ]`.
///
/// Plain where it is made of harmless characters and is no number or YAML word; otherwise as a JSON string,
/// which is valid YAML.
pub fn word(text: &str) -> String {
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
