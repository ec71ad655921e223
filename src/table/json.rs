//! JSON as it is written: indented, in the order of the fields, and harmless to look at.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::text::steers;

/// The JSON of an answer, with a line break at its end. Characters that steer a terminal are written as escapes, so that
/// the value stays exact and nothing happens where it is only looked at.
pub fn json(answer: &impl Serialize) -> String {
    // Most texts are short; that of a long plan does not move every time it has doubled.
    let mut bytes = Vec::with_capacity(1 << 18);
    // An answer holds nothing that can not be written, and JSON is text.
    let written = write_json(answer, &mut bytes).is_ok();
    String::from_utf8(bytes).ok().filter(|_| written).unwrap_or_default()
}

/// Writes the same piece by piece: the text of a long answer is several times as large as the answer.
///
/// # Errors
/// Those of whatever is written to.
pub fn write_json(answer: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    let mut escaping = Escaping(io::BufWriter::with_capacity(1 << 16, out));
    serde_json::to_writer_pretty(&mut escaping, answer)?;
    escaping.0.write_all(b"\n")?;
    escaping.0.flush()
}

/// Escapes what steers a terminal. Its pieces are whole texts: JSON is written from strings.
struct Escaping<W: Write>(io::BufWriter<W>);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        // Most answers are plain ASCII, whose own controls are escaped already.
        match std::str::from_utf8(piece) {
            Ok(text)
                if text.bytes().any(|byte| byte >= 0x7f) && text.chars().any(|c| c != '\n' && steers(c)) =>
            {
                self.0.write_all(escaped(text).as_bytes())?;
            }
            _ => self.0.write_all(piece)?,
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
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
