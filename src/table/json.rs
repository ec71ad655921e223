//! JSON as it is written: indented, in the order of the fields, and harmless to look at.

use std::borrow::Cow;

use serde::Serialize;

use crate::model::text::steers;

/// The JSON of an answer, with a line break at its end, [`harmless`].
pub fn json(answer: &impl Serialize) -> String {
    // Most texts are short; that of a long plan does not move every time it has doubled.
    let mut bytes = Vec::with_capacity(1 << 18);
    // An answer holds nothing that can not be written, and JSON is text.
    let written = serde_json::to_writer_pretty(&mut bytes, answer).is_ok();
    let mut text = String::from_utf8(bytes).ok().filter(|_| written).unwrap_or_default();
    if let Cow::Owned(escaped) = harmless(&text) {
        text = escaped;
    }
    text.push('\n');
    text
}

/// JSON in which characters that steer a terminal are written as escapes, so that the value stays exact and nothing happens where
/// it is only looked at. A text may come in pieces.
pub fn harmless(json: &str) -> Cow<'_, str> {
    // Most answers are plain ASCII, whose own controls are escaped already.
    if json.bytes().any(|byte| byte >= 0x7f) && json.chars().any(|c| c != '\n' && steers(c)) {
        return Cow::Owned(escaped(json));
    }
    Cow::Borrowed(json)
}

/// Such characters only stand within the strings of JSON; its own controls are escaped already.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        if c == '\n' || !steers(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
}
