//! Tables for spreadsheets.

use std::borrow::Cow;

use super::Table;
use crate::model::text::plain;

impl Table {
    /// For a spreadsheet. Texts that a spreadsheet would run as a formula get an apostrophe.
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory can not fail.
        let _ = writer.write_record(self.columns.iter().map(|column| defused(&plain(&column.name))));
        for row in &self.rows {
            let cells = row.iter().enumerate().map(|(column, cell)| {
                let text = self.shown(Some(cell), column);
                if cell.is_words() { Cow::Owned(defused(&plain(&text))) } else { text }
            });
            let _ = writer.write_record(cells.map(|cell| cell.into_owned()));
        }
        writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// A text that no spreadsheet takes for a formula.
pub fn defused(text: &str) -> String {
    // Some spreadsheets skip blanks, and take the wide forms of these signs for the signs.
    let begins =
        text.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let runs = text.len() > 1 && begins && text.parse::<f64>().is_err();
    if runs { format!("'{text}") } else { text.to_owned() }
}
