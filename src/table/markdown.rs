//! Tables and texts for documents.

use super::{Holds, Table};
use crate::model::text::plain;

impl Table {
    pub fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut out = String::new();
        if !self.title.is_empty() {
            out.push_str(&format!("**{}**\n\n", markdown(&self.title)));
        }
        out.push_str(&line(self.columns.iter().map(|column| markdown(&column.name)).collect()));
        let rule = |holds: Holds| if holds == Holds::Figures { "---:" } else { "---" }.to_owned();
        out.push_str(&line(self.columns.iter().map(|column| rule(column.holds)).collect()));
        for row in &self.rows {
            let cells = row.iter().enumerate().map(|(at, cell)| markdown(&self.shown(Some(cell), at)));
            out.push_str(&line(cells.collect()));
        }
        out
    }
}

/// A line of a Markdown document, which does not become a heading, a list or a rule by how it begins.
pub(super) fn markdown_line(text: &str) -> String {
    let escape = if text.starts_with(['#', '+', '-', '=']) { "\\" } else { "" };
    format!("{escape}{}", markdown(text))
}

/// A text within a Markdown document: no markup, and none of the HTML that Markdown lets through.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        if matches!(c, '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
