//! Tables whose cells hold objects, as JSON or as Python prints them: what pandas, Splunk and log queries save as CSV.

use std::rc::Rc;

use super::text::of_python;
use super::tree::{Reading, Value};
use super::{portal, tables};
use crate::diag::Findings;
use crate::load::separated::{Layout, MOST_ROWS, TYPE};
use crate::load::source::Source;

/// Whether a text is such a table, and none that is read cell by cell.
pub(super) fn is_table(text: &str) -> bool {
    layout(text).is_some() && !portal::is_table(text) && tables::readable(text).is_none()
}

/// How it is written, and the names of its columns.
fn layout(text: &str) -> Option<(Layout, Vec<String>)> {
    const SAMPLE: usize = 20;
    let begins = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    if begins.starts_with(['{', '[', '<', '#']) && !begins.starts_with(TYPE) {
        return None;
    }
    let is_object = |cell: &str| {
        let mut reading = Reading::default();
        decoded(&mut reading, "", cell).as_object().is_some() || !reading.decoded.is_empty()
    };
    Layout::each(text).find_map(|(layout, header)| {
        let fits = layout
            .sample(text, SAMPLE)
            .iter()
            .any(|record| header.len() > 1 && record.len() == header.len() && record.iter().any(is_object));
        fits.then(|| (layout, header.iter().map(|name| name.trim_matches('\u{feff}').to_owned()).collect()))
    })
}

/// Its rows as objects, those that can not be read left out.
pub(super) fn rows(source: &Source, reading: &mut Reading, findings: &mut Findings) -> Vec<Value> {
    let Some((layout, names)) = layout(&source.text) else { return Vec::new() };
    let help = "texts with the separator in them stand in quotes: export it again and give the file as it was written";
    let records = layout.rows((names.len(), MOST_ROWS), source, help, |_| false, findings);
    let names: Vec<Rc<str>> = names.iter().map(|name| reading.name(name)).collect();
    let object = |record: &csv::StringRecord, reading: &mut Reading| {
        let cells = names.iter().zip(record.iter()).filter(|(_, cell)| !cell.trim().is_empty());
        let fields = cells.map(|(name, cell)| (Rc::clone(name), decoded(reading, name, cell))).collect();
        reading.object(fields)
    };
    vec![Value::List(records.iter().map(|(_, record)| object(record, reading)).collect())]
}

/// What a cell holds.
fn decoded(reading: &mut Reading, name: &str, cell: &str) -> Value {
    let value = reading.text(name, Value::Text(cell.trim().into()));
    let Some(object) = value.as_str().and_then(|text| of_python(text, reading)) else { return value };
    *reading.decoded.entry(name.into()).or_default() += 1;
    object
}
