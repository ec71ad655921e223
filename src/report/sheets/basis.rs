//! What a report rests on: assumptions, findings, files with their hashes, and how to come to its figures.

use super::{Sheet, text};
use crate::report::view::View;

pub(super) fn sheet(view: &View) -> Sheet {
    let mut sheet = Sheet::new("Basis", [("what", 16), ("name", 44), ("says", 90), ("then", 60)]);
    let mut add = |what: &str, name: &str, says: &str, then: &str| {
        sheet.rows.push([what, name, says, then].map(text).into());
    };
    for (name, word) in &view.basis.assumptions {
        add("assumption", name, word, "");
    }
    for course in &view.scenarios {
        for (name, word) in course.assumptions.iter().filter(|one| !view.basis.assumptions.contains(one)) {
            add("assumption", &format!("{}: {name}", course.name), word, "");
        }
    }
    for note in &view.basis.notes {
        add("finding", note.code.code(), &note.message, note.help.as_deref().unwrap_or_default());
    }
    for (name, hash) in view.basis.sources.iter().chain(&view.basis.exports) {
        add("file", name, hash, "");
    }
    for formula in &view.formulas {
        add("figure", &formula.figure, &formula.calculation, &formula.command);
    }
    sheet
}
